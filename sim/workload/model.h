// A model as read from YAML: named sizes, layers flattened in the order in which data flows, and the training recipe.
//
//   sizes: {width: 768, mlp_width: 4 * width}        names that the layers' counts may use, in order
//   blocks: {bottleneck: {takes: {...}, layers: ...}} layers of one's own, see model_block.c
//   layers: [...] or encoder: [...], decoder: [...]  items, see model_build.h
//   lora: {rank: 8, on: [query, value]}              adapters, and everything else frozen, see model_lora.c
//   training_layers: [...]                           layers that exist only while training (an output head thrown away)
//   image: [224, 224, 3]                             rows, columns, channels, in place of a sequence
//   parameters: 175e9  or  training_flop: 3.14e23    when nobody knows more
//   training: {...}                                  see training.h
#ifndef FLOPCAST_WORKLOAD_MODEL_H
#define FLOPCAST_WORKLOAD_MODEL_H

#include "workload/layer.h"
#include "workload/sizes.h"
#include "workload/training.h"

struct model_part {
    const char *name;
    bool is_target;     // its sequence is the target side
    bool training_only; // not part of the model that is kept
};

struct model_layer {
    const struct layer_kind *kind;
    void *spec;            // the kind's own struct
    const char *path;      // unique among the layers
    const char *base_path; // the same without the number that made it so
    size_t number;         // 1 for the first of its base path
    size_t path_length;    // of base_path
    struct mark mark;      // where it was read
    double repeat;
    size_t part;
    bool is_tied; // a layer before it holds its shared weights
};

// What a step does, in order: count a layer, or move the place about. A slot holds a place aside: of a label, or of
// what branches start from and end in.
enum model_operation {
    MODEL_PART,  // parts[index] begins with its own input
    MODEL_LAYER, // layers[index]
    MODEL_STACK, // the steps up to steps[index] run `repeat` times
    MODEL_KEEP,  // slots[index] = place
    MODEL_TAKE,  // place = slots[index]
    MODEL_JOIN,  // the place needs a gradient if that of slots[index] does
};

struct model_step {
    enum model_operation operation;
    size_t index;
    double repeat;
    double width; // of a stack's turn: what flows in; 0 for a group that does not repeat
};

struct model {
    const char *name, *description;
    const char *defaults; // of a library's config: the sizes that it leaves to the library; NULL: none
    struct scope sizes;
    struct model_part *parts;
    size_t part_count, part_capacity;
    struct model_layer *layers;
    size_t layer_count, layer_capacity;
    struct model_step *steps; // of all parts, in their order
    size_t step_count, step_capacity;
    struct field_counts image;    // rows, columns, channels; empty for sequences
    int64_t given_parameters;     // 0: counted from the layers
    double given_training_flop;   // 0: counted
    int64_t published_parameters; // what the authors say; 0: not stated
    struct training training;
    const struct size_override
        *overrides; // what replaced its sizes; its description and published total are left out then
    size_t override_count;
};

// The shape of one step. Images have no sequence.
struct model_shape {
    double batch;
    double sequence, target; // positions of source and target; target 0: like the source, below 0: none
    double predictions;      // 0: every position
};

// Turns of a stack, the blocks of a deep network, are what pipelines deal out and recomputation keeps only the input
// of.
struct model_totals {
    struct count model;                // all layers that are kept
    struct count target;               // part of `model`: layers of the target side
    struct count training_only;        // the others; parameters too
    struct count turns;                // part of both: layers in stacks that repeat
    struct count largest_turn;         // the one turn of a stack that keeps most
    double turn_inputs;                // elements that flow into turns
    double turns_in_a_row;             // how many there are
    struct count before;               // part of `model`: layers before the first of them
    double tied_parameters;            // of matrices that a layer after turns shares with one before it
    const struct model_layer *starved; // the first layer that nothing reaches; NULL: none
    bool is_endless; // labels change places for so long that the count was given up; model_read refuses that
};

// One sequence of a phase of the recipe.
struct model_shape model_shape_of(const struct training_phase *phase);

enum {
    MODEL_LAYERS_MAX = 10000,
    MODEL_ITEMS_MAX = 100000, // read in all, turns of a stack that differ one by one
    MODEL_REPEAT_MAX = 100000,
    MODEL_DEPTH_MAX = 12,
    MODEL_NAME_MAX = 100,
    MODEL_SLOTS_MAX = 64,
    MODEL_LABELS_MAX = 16,
};

// Reads an opened model (a mapping, see catalog.h). Everything lives in the reader's arena.
enum status model_read(struct reader *reader, const struct yaml_node *node, const struct size_override *overrides,
                       size_t override_count, struct model *model) STATUS_MUST_CHECK;

// Counts one step. per_layer may be NULL; else it has layer_count entries and each gets its layer's sum over `repeat`,
// parameters that another layer holds left out. Cannot fail: model_read refused what has no count.
void model_count(const struct model *model, const struct model_shape *shape, struct count *per_layer,
                 struct model_totals *totals);

// The first layer that nothing reaches in such a step, since a window before it is larger than what flows in; NULL when
// there is none. Its counts would be zero, silently.
const struct model_layer *model_starved(const struct model *model, const struct model_shape *shape);

// The first layer whose table of positions is shorter than the sequence, NULL when there is none.
const struct model_layer *model_overrun(const struct model *model, const struct model_shape *shape, double *longest);

// Whether a step has a shape only when the positions of a sequence are known: layers over a sequence.
bool model_needs_sequence(const struct model *model);

// Whether a source and a target side run through it, each of its own length.
bool model_is_two_sided(const struct model *model);

// Whether layers can be listed: false when only a total is known.
bool model_has_layers(const struct model *model);

#endif
