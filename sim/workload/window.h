// How convolution and pooling windows move over rows and columns.
#ifndef FLOPCAST_WORKLOAD_WINDOW_H
#define FLOPCAST_WORKLOAD_WINDOW_H

#include "workload/layer.h"

enum window_padding { WINDOW_SAME, WINDOW_VALID, WINDOW_PADDINGS };

extern const char *const window_paddings[WINDOW_PADDINGS];

struct window {
    struct field_counts kernel; // {k} over a sequence, {rows, columns} over an image ({k} stands for both)
    int64_t stride, padding;    // padding: explicit cells on each side, used when `mode` is valid
    int mode;
};

// Rows of struct window embedded at `member` of a layer's struct.
#define WINDOW_FIELDS(struct_name, member, kernel_is_required)                                                         \
    {.key = "kernel",                                                                                                  \
     .type = FIELD_COUNTS,                                                                                             \
     .offset = offsetof(struct struct_name, member) + offsetof(struct window, kernel),                                 \
     .required = kernel_is_required,                                                                                   \
     .low = 1,                                                                                                         \
     .high = 1e6},                                                                                                     \
        {.key = "stride",                                                                                              \
         .type = FIELD_COUNT,                                                                                          \
         .offset = offsetof(struct struct_name, member) + offsetof(struct window, stride),                             \
         .low = 1,                                                                                                     \
         .high = 1e6},                                                                                                 \
        {.key = "pad",                                                                                                 \
         .type = FIELD_COUNT,                                                                                          \
         .offset = offsetof(struct struct_name, member) + offsetof(struct window, padding),                            \
         .low = 0,                                                                                                     \
         .high = 1e6},                                                                                                 \
    {                                                                                                                  \
        .key = "padding", .type = FIELD_CHOICE,                                                                        \
        .offset = offsetof(struct struct_name, member) + offsetof(struct window, mode), .choices = window_paddings,    \
        .choice_count = WINDOW_PADDINGS                                                                                \
    }

// Checks the kernel against what flows in; a window that changes the length may not stand in a repeated stack.
enum status window_bind(const struct window *window, const struct layer_flow *flow, struct reader *reader,
                        const struct yaml_node *node) STATUS_MUST_CHECK;

// Cells under the kernel.
double window_cells(const struct window *window, bool is_image);

// Moves the place on to the window's outputs; 0 where the kernel does not fit.
void window_move(const struct window *window, struct place *place);

#endif
