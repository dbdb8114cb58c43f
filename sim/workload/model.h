// A model as read from YAML: named sizes, layers flattened in the order in which data flows, and the training recipe.
//
//   sizes: {width: 768, mlp_width: 4 * width}         names that the layers' counts may use, in order
//   layers: [...] or encoder: [...], decoder: [...]   each item is {kind: {...}} or {repeat: N, layers: [...]}
//   training_layers: [...]                            layers that exist only while training (an output head thrown
//   away) image: [224, 224, 3]                              rows, columns, channels, in place of a sequence parameters:
//   175e9  or  training_flop: 3.14e23     when nobody knows more training: {...}                                   see
//   training.h
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
    struct mark mark;      // where it was read
    double repeat;
    size_t part;
    bool is_tied; // a layer before it holds its shared weights
};

struct model {
    const char *name, *description;
    struct scope sizes;
    struct model_part *parts;
    size_t part_count, part_capacity;
    struct model_layer *layers;
    size_t layer_count, layer_capacity;
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
    double sequence, target; // positions of source and target; target 0: like the source
    double predictions;      // 0: every position
};

struct model_totals {
    struct count model;         // all layers that are kept
    struct count training_only; // the others; parameters too
};

enum { MODEL_LAYERS_MAX = 10000, MODEL_REPEAT_MAX = 100000, MODEL_DEPTH_MAX = 8, MODEL_NAME_MAX = 100 };

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

// Whether layers can be listed: false when only a total is known.
bool model_has_layers(const struct model *model);

#endif
