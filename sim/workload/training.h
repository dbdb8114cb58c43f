// The training recipe: what is run how often. A recipe is a list of phases; each repeats one step of a fixed shape.
#ifndef FLOPCAST_WORKLOAD_TRAINING_H
#define FLOPCAST_WORKLOAD_TRAINING_H

#include "quantity/precision.h"
#include "read/field.h"
#include "workload/optimizer.h"

struct training_phase {
    const char *name;
    const struct yaml_node *node; // where it was read
    int64_t sequence;     // positions of one sequence; the source side of an encoder-decoder. 0: only while reading
    int64_t target;       // positions of the target side; 0: like the source
    int64_t predictions;  // positions of a sequence at which the loss is computed; 0: every one
    int64_t batch;        // sequences in a step
    int64_t batch_tokens; // or source tokens in a step
    int64_t steps;        // optimizer steps
    int64_t tokens;       // or source tokens in the whole phase
    int64_t children;     // models that run this phase, in a search; 1 otherwise
};

struct training {
    int precision; // enum precision, or PRECISION_MIXED
    bool precision_is_given;
    int optimizer; // enum optimizer
    bool optimizer_is_given;
    bool dropout; // masks are kept for the backward pass
    struct training_phase *phases;
    size_t phase_count;
};

// Sequences in one step (may be a fraction: tokens over a length), steps, and sequences in the whole phase with all
// children. Steps are NaN when only a number of tokens is known.
double training_batch(const struct training_phase *phase);
double training_steps(const struct training_phase *phase);
double training_sequences(const struct training_phase *phase);

// Reads a `training:` mapping over what *training already holds (a model's own recipe, when a plan's is read on it).
// The keys of a phase may stand directly in it when there is only one. Without a sequence
// a position is counted for each image, and for each token where a model is known by its totals only.
enum status training_read(struct reader *reader, const struct yaml_node *node, bool needs_sequence,
                          struct training *training) STATUS_MUST_CHECK;

#endif
