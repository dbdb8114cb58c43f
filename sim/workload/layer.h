// A layer kind is one file (layer_<kind>.c) and one word in LAYER_KINDS. The file holds a struct with the layer's
// sizes, the rows that read it from YAML, `bind` (checks, and what width goes on to the next layer) and `count` (the
// formulas).
//
// A model is read once: bind sees the widths flow through its layers. It is counted many times: count sees only shapes
// and cannot fail, so bind must have refused whatever has no count. A layer's struct holds plain values and texts of
// the tree only (no pointers of its own), so that two layers are the same when their bytes are.
#ifndef FLOPCAST_WORKLOAD_LAYER_H
#define FLOPCAST_WORKLOAD_LAYER_H

#include "read/field.h"
#include "workload/count.h"

#define LAYER_KINDS(WORD)                                                                                              \
    WORD(attention)                                                                                                    \
    WORD(batch_norm)                                                                                                   \
    WORD(block_attention)                                                                                              \
    WORD(char_cnn)                                                                                                     \
    WORD(conv)                                                                                                         \
    WORD(dense)                                                                                                        \
    WORD(embedding)                                                                                                    \
    WORD(flatten)                                                                                                      \
    WORD(gated_cross_attention)                                                                                        \
    WORD(glu)                                                                                                          \
    WORD(group_norm)                                                                                                   \
    WORD(gru)                                                                                                          \
    WORD(highway)                                                                                                      \
    WORD(latent_attention)                                                                                             \
    WORD(layer_norm)                                                                                                   \
    WORD(linear_attention)                                                                                             \
    WORD(lstm)                                                                                                         \
    WORD(message_passing)                                                                                              \
    WORD(mlp)                                                                                                          \
    WORD(moe)                                                                                                          \
    WORD(pad)                                                                                                          \
    WORD(patch_embedding)                                                                                              \
    WORD(pooling)                                                                                                      \
    WORD(position_bias)                                                                                                \
    WORD(relative_attention)                                                                                           \
    WORD(resampler)                                                                                                    \
    WORD(rms_norm)                                                                                                     \
    WORD(sampled_softmax)                                                                                              \
    WORD(softmax)                                                                                                      \
    WORD(squeeze_excite)                                                                                               \
    WORD(state_space)                                                                                                  \
    WORD(upsample)

// At which positions of its sequence a layer computes.
enum layer_at { LAYER_AT_EVERY, LAYER_AT_FIRST, LAYER_AT_PREDICTIONS, LAYER_AT_COUNT };

// First member of every layer's struct: the keys that all kinds have.
struct layer_common {
    const char *name;  // in paths; the kind when not given
    const char *share; // layers with one share name hold one set of weights
    int64_t input;     // width that flows in; 0: what the layer before gives
    int64_t lora;      // rank of the adapters beside its matrices, which are frozen then; 0: none
    int at;            // enum layer_at
    bool frozen;       // its weights are not trained
    bool when;         // false: left out. The reader decides by it before anything else of the layer is read
};

// What flows from layer to layer while a model is read.
struct layer_flow {
    int64_t width;         // 0: nothing has set it yet
    int64_t memory_width;  // width of the encoder's output; 0 outside a decoder
    int64_t rows, columns; // of the image that flows in; 0 for a sequence, whose length is not known yet
    bool is_image;         // rows and columns flow, not a sequence
    bool is_looked_up;     // the input is ids: an embedding may follow
    bool restarts;         // the ids may be read anew, whatever width flows
};

struct layer_kind {
    const char *name;
    const char *sentence;
    size_t size; // of the struct
    const struct field *fields;
    size_t field_count;
    void (*defaults)(void *layer); // may be NULL: all zero
    // Completes what the YAML left to the flow, checks it, and moves the flow on. Errors point at `node`.
    enum status (*bind)(void *layer, struct layer_flow *flow, struct reader *reader, const struct yaml_node *node);
    // Adds the layer's counts to `count` (zeroed by the caller) and moves the place on to what flows out of it.
    void (*count)(const void *layer, struct place *place, struct count *count);
    double (*longest)(const void *layer); // positions that it can take at most, 0: any; may be NULL: any
};

#define LAYER_DECLARE(word) extern const struct layer_kind layer_##word;
LAYER_KINDS(LAYER_DECLARE)
#undef LAYER_DECLARE

extern const struct layer_kind *const layer_kinds[];
extern const size_t layer_kind_count;
extern const char *const layer_at_names[LAYER_AT_COUNT];

// The rows of struct layer_common, for the head of every kind's table.
#define LAYER_COMMON_FIELDS                                                                                            \
    {.key = "name", .type = FIELD_TEXT, .offset = offsetof(struct layer_common, name)},                                \
        {.key = "share", .type = FIELD_TEXT, .offset = offsetof(struct layer_common, share)},                          \
        {.key = "input",                                                                                               \
         .type = FIELD_COUNT,                                                                                          \
         .offset = offsetof(struct layer_common, input),                                                               \
         .low = 1,                                                                                                     \
         .high = LAYER_SIZE_MAX},                                                                                      \
        {.key = "lora",                                                                                                \
         .type = FIELD_COUNT,                                                                                          \
         .offset = offsetof(struct layer_common, lora),                                                                \
         .low = 0,                                                                                                     \
         .high = LAYER_SIZE_MAX},                                                                                      \
        {.key = "frozen", .type = FIELD_FLAG, .offset = offsetof(struct layer_common, frozen)},                        \
        {.key = "when", .type = FIELD_FLAG, .offset = offsetof(struct layer_common, when)},                            \
    {                                                                                                                  \
        .key = "at", .type = FIELD_CHOICE, .offset = offsetof(struct layer_common, at), .choices = layer_at_names,     \
        .choice_count = LAYER_AT_COUNT                                                                                 \
    }

// No width, vocabulary or kernel is larger: what is must be a typing error.
#define LAYER_SIZE_MAX 1e9

// A size that may be left out, or be 0 where nothing of it is meant.
#define LAYER_OPTION_FIELD(struct_name, member)                                                                        \
    {                                                                                                                  \
        .key = #member, .type = FIELD_COUNT, .offset = offsetof(struct struct_name, member), .low = 0,                 \
        .high = LAYER_SIZE_MAX                                                                                         \
    }

#define LAYER_SIZE_FIELD(struct_name, member, is_required)                                                             \
    {                                                                                                                  \
        .key = #member, .type = FIELD_COUNT, .offset = offsetof(struct struct_name, member), .required = is_required,  \
        .low = 1, .high = LAYER_SIZE_MAX                                                                               \
    }

#define LAYER_FLAG_FIELD(struct_name, member)                                                                          \
    {                                                                                                                  \
        .key = #member, .type = FIELD_FLAG, .offset = offsetof(struct struct_name, member)                             \
    }

// The kind with this name, NULL when there is none.
const struct layer_kind *layer_kind_named(const char *name);

// common.input from the flow when the YAML did not say it; an error when nothing did.
enum status layer_bind_input(struct layer_common *common, const struct layer_flow *flow, struct reader *reader,
                             const struct yaml_node *node) STATUS_MUST_CHECK;

// The width of one of `heads` heads from the width of all, when the YAML did not say it; an error when they do not
// divide it.
enum status layer_bind_heads(int64_t width, int64_t heads, int64_t *head_width, struct reader *reader,
                             const struct yaml_node *node) STATUS_MUST_CHECK;

// A flag that the YAML did not say is like another one.
void layer_bind_flag(const struct yaml_node *node, const char *key, bool otherwise, bool *flag);

// Positions of the whole batch at which the layer computes.
double layer_positions(const struct layer_common *common, const struct place *place);

#endif
