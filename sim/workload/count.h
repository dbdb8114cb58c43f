// What one layer costs in one step, as pure counts: no rate, no price, no device. 1 multiply-add = 2 FLOP.
//
// forward_flop and backward_flop hold matrix multiplications and convolutions only, attention in full under a causal
// mask: the convention of PyTorch's FlopCounterMode. Everything else is elementwise. FLOPs are doubles: exact to 2^53.
//
// The backward pass computes a gradient only where one is needed: of a matrix that is trained, and of an input that
// something trained lies before. Both are told by the place, and every product passes on whether its result needs one.
#ifndef FLOPCAST_WORKLOAD_COUNT_H
#define FLOPCAST_WORKLOAD_COUNT_H

#include <stdbool.h>
#include <stdint.h>

struct count {
    double parameters;           // of one instance
    double adapter_parameters;   // part of them: low-rank adapters, trained while the rest is frozen
    double inactive_parameters;  // part of them: experts that a token does not pass through
    double trainable_parameters; // part of them: what is not frozen; filled by model_count
    double unread_parameters; // part of them, on average: experts and rows of tables that no position of the step needs
    double prefill_parameters;  // part of them: used once for a sequence, before it grows: what cross attention keeps
    double read_parameters;     // that a step reads, shared ones for each layer anew; filled by model_count
    double factored_elements;   // second moments that Adafactor keeps: rows + columns of a matrix, a vector in full
    double shareable;           // those that a `share:` shares; the whole layer shares when 0
    double forward_flop;        // per step
    double backward_flop;       // per step: gradients of weights and of inputs
    double forward_scores_flop; // part of forward_flop: attention scores and their sum over values
    double causal_saving_flop;  // part of forward_scores_flop that a causal mask makes superfluous
    double causal_saving_backward_flop; // the same of backward_flop
    double forward_recurrent_flop;      // part of forward_flop that must run one position after another
    double forward_router_flop;         // part of forward_flop: which expert gets which token
    double forward_padding_flop;        // not in forward_flop: slots of expert buffers that no token fills
    double forward_logits_flop;         // part of forward_flop: scores over a vocabulary
    double stepwise_extra_flop;         // what positions one after another, from a cache, cost over forward_flop -
                                        // causal_saving_flop; below 0 where they cost less
    double forward_elementwise_flop;    // norms, activations, softmax, biases, residuals, dropout
    // What generation keeps of the positions so far for those that follow (keys and values, or a state), and what of it
    // moves when each position of the sequence is generated after the other: all that it looks at is read, a state is
    // written back too.
    double cache_elements, cache_moved_elements;
    // Activations kept for the backward pass, nothing recomputed. Tensor parallelism splits those that its ranks
    // compute apart; scores are kept only where attention is not fused.
    double kept_elements, kept_split_elements, kept_scores_elements;
    double kept_logits_elements;          // scores over a vocabulary, at which the loss is computed; split too
    double mask_bytes, mask_scores_bytes; // dropout masks, one byte each: of outputs, and of scores (split)
};

// Where a layer stands in a step: the shape of what flows into it.
struct place {
    double batch;         // sequences or images in the step
    double rows;          // positions of a sequence, or rows of an image
    double columns;       // 1 for a sequence
    double memory;        // positions of the encoder's output that cross attention looks at
    double predictions;   // positions at which the loss is computed; 0: at every one
    double lora;          // rank of the adapters beside the layer's matrices; 0: none
    bool is_image;        // rows and columns, not a sequence
    bool gradient;        // whether anything before needs a gradient of this input
    bool memory_gradient; // the same of the encoder's output
    bool frozen;          // the layer's own weights are not trained
};

// Whether any weight of a layer that stands here is trained: its matrices, or the adapters beside them.
bool count_trains(const struct place *place);

// positions x in -> positions x out with a weight matrix: adds parameters, forward and backward FLOPs and the bias,
// with low-rank adapters where the place has them (Hu et al. 2021, arXiv 2106.09685: in x rank and rank x out, the
// matrix itself frozen). `gradient`: whether the input needs one. Returns whether the output does.
bool count_linear(struct count *count, const struct place *place, double positions, double in, double out, bool bias,
                  bool gradient);

// `instances` products m x k by k x n of two activations, each with a gradient of its own when it needs one. Returns
// whether the result needs one.
bool count_product(struct count *count, double instances, double m, double n, double k, bool left_gradient,
                   bool right_gradient);

// Adds `count` repeated `times`.
void count_add(struct count *sum, const struct count *count, double times);

#endif
