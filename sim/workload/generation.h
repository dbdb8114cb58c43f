// What a model does for one request, as pure counts: it reads a prompt at once (prefill), then gives a response one
// position after another (decode), keeping of the positions so far what their layers need (the cache).
//
// FLOPs are those that the mask leaves. A response of g after a prompt of p is what p + g positions one after another
// cost, less p: each position of the response is computed once, with its logits, and looks at those before it. (Which
// logits come from where differs by one position: the first are those of the last position of the prompt.) A prompt
// without a response is one forward pass with everything that the model has at its end.
//
// An encoder reads the prompt and its decoder gives the response; where the encoder sees an image, the prompt stands
// before the response in the decoder. A model without tokens has neither: a request is one forward pass. Of a model
// that is known by its parameters alone, 2 FLOP for each parameter and position, and no cache.
#ifndef FLOPCAST_WORKLOAD_GENERATION_H
#define FLOPCAST_WORKLOAD_GENERATION_H

#include "workload/model.h"

// Of one request, unless said otherwise. What is read of the weights depends on how many sequences are at work at once,
// since each brings its own experts.
struct generation {
    double prefill_flop, decode_flop; // decode: of the whole response
    double scoring_flop;              // of a pass over prompt and response at once, logits at every position
    double cache_elements;            // kept at the end of the response
    double decode_cache_elements;     // moved to and from memory over the whole response
    double prefill_parameters;        // weights that one pass over the prompts of a batch reads
    double decode_parameters;         // weights that one step of a batch reads
};

void generation_count(const struct model *model, double prompt, double response, double batch,
                      struct generation *generation);

// The shape of a whole request, batch 1: what its lengths must go together with.
struct model_shape generation_shape(const struct model *model, double prompt, double response);

// The first layer that cannot go on from position to position, since its positions see those after them; NULL when
// there is none. per_layer has room for layer_count entries.
const struct model_layer *generation_blind(const struct model *model, struct count *per_layer);

#endif
