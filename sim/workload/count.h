// What one layer costs in one step, as pure counts: no rate, no price, no device. 1 multiply-add = 2 FLOP.
//
// forward_flop and backward_flop hold matrix multiplications and convolutions only, attention in full under a causal
// mask: the convention of PyTorch's FlopCounterMode. Everything else is elementwise. FLOPs are doubles: exact to 2^53.
#ifndef FLOPCAST_WORKLOAD_COUNT_H
#define FLOPCAST_WORKLOAD_COUNT_H

#include <stdbool.h>
#include <stdint.h>

struct count {
    double parameters;               // of one instance
    double shareable;                // those of `parameters` that a `share:` shares; the whole layer shares when 0
    double forward_flop;             // per step
    double backward_flop;            // per step: gradients of weights and of inputs
    double forward_scores_flop;      // part of forward_flop: attention scores and their sum over values
    double causal_saving_flop;       // part of forward_scores_flop that a causal mask makes superfluous (one half)
    double forward_recurrent_flop;   // part of forward_flop that must run one position after another
    double forward_elementwise_flop; // norms, activations, softmax, biases, residuals, dropout
    double saved_elements;           // activations kept for the backward pass, nothing recomputed
    double mask_bytes;               // dropout masks kept for it, one byte each
};

// Where a layer stands in a step: the shape of what flows into it.
struct place {
    double batch;       // sequences or images in the step
    double rows;        // positions of a sequence, or rows of an image
    double columns;     // 1 for a sequence
    double memory;      // positions of the encoder's output that cross attention looks at
    double predictions; // positions at which the loss is computed; 0: at every one
    bool is_image;      // rows and columns, not a sequence
    bool gradient;      // whether anything before needs a gradient of this input
};

// positions x in -> positions x out with a weight matrix, in every instance: adds parameters, forward and backward
// FLOPs (weight gradient always, input gradient where `gradient`), and the bias.
void count_linear(struct count *count, double positions, double in, double out, bool bias, bool gradient);

// FLOPs of `instances` products m x k by k x n of two activations: backward is twice forward.
void count_product(struct count *count, double instances, double m, double n, double k);

// Adds `count` repeated `times`.
void count_add(struct count *sum, const struct count *count, double times);

#endif
