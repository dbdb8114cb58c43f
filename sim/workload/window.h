// How convolution and pooling windows move over rows and columns: kernel, stride, padding and dilation as PyTorch has
// them. Each is one size, or {rows, columns} over an image ({k} stands for both).
#ifndef FLOPCAST_WORKLOAD_WINDOW_H
#define FLOPCAST_WORKLOAD_WINDOW_H

#include "workload/layer.h"

enum window_padding { WINDOW_SAME, WINDOW_VALID, WINDOW_PADDINGS };

extern const char *const window_paddings[WINDOW_PADDINGS];

struct window {
    struct field_counts kernel;
    struct field_counts stride, dilation; // empty: 1
    struct field_counts padding;          // explicit cells on each side, used when `mode` is valid; empty: 0
    int mode;
    bool ceil;       // a last window may reach over the end, as long as it starts before it
    bool transposed; // the window is laid on the outputs, once for each input
};

// A row of struct window embedded at `member` of a layer's struct.
#define WINDOW_COUNTS_FIELD(struct_name, member, key_name, counts, is_required, lowest)                                \
    {                                                                                                                  \
        .key = key_name, .type = FIELD_COUNTS,                                                                         \
        .offset = offsetof(struct struct_name, member) + offsetof(struct window, counts), .required = is_required,     \
        .low = lowest, .high = 1e6                                                                                     \
    }

#define WINDOW_FLAG_FIELD(struct_name, member, flag)                                                                   \
    {                                                                                                                  \
        .key = #flag, .type = FIELD_FLAG,                                                                              \
        .offset = offsetof(struct struct_name, member) + offsetof(struct window, flag)                                 \
    }

// The rows that every window has.
#define WINDOW_FIELDS(struct_name, member, kernel_is_required)                                                         \
    WINDOW_COUNTS_FIELD(struct_name, member, "kernel", kernel, kernel_is_required, 1),                                 \
        WINDOW_COUNTS_FIELD(struct_name, member, "stride", stride, false, 1),                                          \
        WINDOW_COUNTS_FIELD(struct_name, member, "pad", padding, false, 0),                                            \
    {                                                                                                                  \
        .key = "padding", .type = FIELD_CHOICE,                                                                        \
        .offset = offsetof(struct struct_name, member) + offsetof(struct window, mode), .choices = window_paddings,    \
        .choice_count = WINDOW_PADDINGS                                                                                \
    }

// Checks the window against what flows in; over an image, whose size is known, also that it fits.
enum status window_bind(const struct window *window, const struct layer_flow *flow, struct reader *reader,
                        const struct yaml_node *node) STATUS_MUST_CHECK;

// Cells under the kernel.
double window_cells(const struct window *window, bool is_image);

// Moves the place on to the window's outputs; 0 where the kernel does not fit.
void window_move(const struct window *window, struct place *place);

#endif
