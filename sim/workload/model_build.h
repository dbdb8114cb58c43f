// Building a model's layers from the items of a list. An item is one of
//
//   {attention: {heads: 12}}                     a layer: a kind and its sizes                         model_build.c
//   {bottleneck: {width: 64}}                    a block of the model's own                            model_block.c
//   {repeat: 12, name: block, layers: [...]}     a stack; `index: i` names the turn                    model_stack.c
//   {branches: [[...], []], join: concat}        paths side by side, summed or concatenated            model_branch.c
//   {keep: label}, {from: label}                 remembers what flows here; goes on from it            model_branch.c
//
// and any of them may say `when:`; it is left out where that is 0. While items are read, the builder knows what flows:
// widths always, rows and columns of images too.
#ifndef FLOPCAST_WORKLOAD_MODEL_BUILD_H
#define FLOPCAST_WORKLOAD_MODEL_BUILD_H

#include "workload/model.h"

struct model_label {
    const char *name;
    struct layer_flow flow;
    struct place place;
    size_t slot;
};

// What may change from item to item; a stack whose turns give it back as they took it is read once.
struct model_state {
    struct layer_flow flow;
    struct place place; // the shape alone; a sequence is taken to be very long
    struct model_label labels[MODEL_LABELS_MAX];
    size_t label_count, slot_count;
};

// Adapters that the model as a whole asks for.
struct model_lora {
    int64_t rank;               // 0: none
    const struct yaml_node *on; // names of matrices; NULL: every one that has a name
    unsigned found;             // a bit for each of them that some layer has
};

struct model_builder {
    struct reader *reader;
    struct model *model;
    const struct yaml_node *blocks; // NULL: none
    struct model_state state;
    struct symbol input; // the name that expressions know the incoming width by
    struct scope base;   // holds it, around the model's sizes
    struct model_lora lora;
    double repeat;
    size_t depth, items;
    bool broken; // a layer of this part failed, so nobody knows what flows into those after it
    bool frozen; // a stack around says that nothing in it is trained
};

enum status model_build_step(struct model_builder *builder, enum model_operation operation, size_t index,
                             double repeat) STATUS_MUST_CHECK;

// The value of `when:` in a mapping; true where there is none. What an item that is left out mentions counts as used.
enum status model_build_when(struct model_builder *builder, const struct yaml_node *node, bool *when) STATUS_MUST_CHECK;
void model_build_skip(struct model_builder *builder, const struct yaml_node *node);

// "parent.name", or the name alone.
const char *model_build_path(struct model_builder *builder, const char *parent, const char *name);

enum status model_stack(struct model_builder *builder, const struct yaml_node *node,
                        const char *path) STATUS_MUST_CHECK;
enum status model_branch(struct model_builder *builder, const struct yaml_node *node,
                         const char *path) STATUS_MUST_CHECK;
enum status model_branch_label(struct model_builder *builder, const struct yaml_pair *pair) STATUS_MUST_CHECK;
// *found: whether the model has a block of that name; else nothing is done.
enum status model_block(struct model_builder *builder, const struct yaml_pair *pair, const char *path,
                        bool *found) STATUS_MUST_CHECK;

// model_lora.c: `node` may be NULL. Applied to a layer as it was read; checked after all were.
enum status model_lora_read(struct reader *reader, const struct yaml_node *node,
                            struct model_lora *lora) STATUS_MUST_CHECK;
void model_lora_apply(struct model_lora *lora, const struct layer_kind *kind, struct layer_common *layer);
enum status model_lora_check(const struct reader *reader, const struct model_lora *lora) STATUS_MUST_CHECK;

// A list of items that share a turn: one deeper, with mistakes under `key`.
enum status model_build_inside(struct model_builder *builder, const struct yaml_node *items, const char *key,
                               const char *path) STATUS_MUST_CHECK;

#endif
