// The two matrices of a feed-forward block with an activation between them, and a third one where it is gated (Shazeer
// 2020, arXiv 2002.05202: down(activation(gate x) * up x)). An mlp is one such block; a moe holds many.
#ifndef FLOPCAST_WORKLOAD_FEED_FORWARD_H
#define FLOPCAST_WORKLOAD_FEED_FORWARD_H

#include "workload/layer.h"

enum feed_forward_activation {
    FEED_FORWARD_RELU,
    FEED_FORWARD_RELU2,
    FEED_FORWARD_RELU6,
    FEED_FORWARD_LEAKY_RELU,
    FEED_FORWARD_ELU,
    FEED_FORWARD_GELU,
    FEED_FORWARD_GELU_TANH,
    FEED_FORWARD_QUICK_GELU,
    FEED_FORWARD_SWISH,
    FEED_FORWARD_HARD_SWISH,
    FEED_FORWARD_MISH,
    FEED_FORWARD_SIGMOID,
    FEED_FORWARD_TANH,
    FEED_FORWARD_NONE,
    FEED_FORWARD_ACTIVATIONS
};

extern const char *const feed_forward_activations[FEED_FORWARD_ACTIVATIONS];

// Bits of lora_on.
enum feed_forward_matrix { FEED_FORWARD_UP, FEED_FORWARD_GATE, FEED_FORWARD_DOWN, FEED_FORWARD_MATRICES };

// lora_on where nothing was said: adapters beside every matrix.
enum { FEED_FORWARD_EVERY = -1 };

struct feed_forward {
    int64_t width;  // of the hidden layer
    int activation; // enum feed_forward_activation
    int lora_on;    // which matrices have adapters: 1 << enum feed_forward_matrix
    bool gated, bias;
};

// Rows of struct feed_forward embedded at `member` of a layer's struct, all but lora_on, whose choices are the kind's.
#define FEED_FORWARD_FIELDS(struct_name, member)                                                                       \
    {.key = "width",                                                                                                   \
     .type = FIELD_COUNT,                                                                                              \
     .offset = offsetof(struct struct_name, member) + offsetof(struct feed_forward, width),                            \
     .required = true,                                                                                                 \
     .low = 1,                                                                                                         \
     .high = LAYER_SIZE_MAX},                                                                                          \
        {.key = "gated",                                                                                               \
         .type = FIELD_FLAG,                                                                                           \
         .offset = offsetof(struct struct_name, member) + offsetof(struct feed_forward, gated)},                       \
        {.key = "bias",                                                                                                \
         .type = FIELD_FLAG,                                                                                           \
         .offset = offsetof(struct struct_name, member) + offsetof(struct feed_forward, bias)},                        \
    {                                                                                                                  \
        .key = "activation", .type = FIELD_CHOICE,                                                                     \
        .offset = offsetof(struct struct_name, member) + offsetof(struct feed_forward, activation),                    \
        .choices = feed_forward_activations, .choice_count = FEED_FORWARD_ACTIVATIONS                                  \
    }

// Refuses adapters beside a gate that is not there.
enum status feed_forward_bind(const struct feed_forward *block, struct reader *reader,
                              const struct yaml_node *node) STATUS_MUST_CHECK;

// The place as one of the layer's matrices sees it: without adapters, frozen, when `lora_on` leaves it out.
struct place feed_forward_place(const struct place *place, int lora_on, int matrix);

// The block at so many positions: parameters, products, activation, and what of the hidden layer is kept. The caller
// adds what is kept of the input. Returns whether the output needs a gradient.
bool feed_forward_count(const struct feed_forward *block, const struct place *place, double positions, double width,
                        struct count *count);

#endif
