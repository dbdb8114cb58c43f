// What the tests of memory share: a transformer small enough to count by hand, on a layout that each test varies.
#ifndef FLOPCAST_TESTS_MEMORY_SETTING_H
#define FLOPCAST_TESTS_MEMORY_SETTING_H

#include <math.h>

#include "plan/memory.h"
#include "testing.h"

// Width 8, 2 heads, hidden 32. A block has two norms of 16, attention of 4 x (64 + 8) and an mlp of 288 + 264
// parameters: 872. Four blocks 3488, the embedding and the logits 128 each, the last norm 16.
#define BLOCK                                                                                                          \
    "[{layer_norm: }, {attention: {heads: 2, causal: true}}, {layer_norm: }, {mlp: {width: 32, activation: gelu}}]"
#define TOKENS "{embedding: {vocabulary: 16, width: 8}}"
#define BLOCKS "{repeat: 4, layers: " BLOCK "}"
#define HEAD   "{layer_norm: }, {softmax: {vocabulary: 16, bias: false}}"
#define MODEL  "{model: small, layers: [" TOKENS ", " BLOCKS ", " HEAD "]}"

enum { BLOCK_PARAMETERS = 4 * 872, HEAD_PARAMETERS = 16 + 128, OTHER_PARAMETERS = 128 + HEAD_PARAMETERS };

struct setting {
    const char *model;
    struct training training;
    struct model_shape shape;
    struct layout layout;
    double micro_batches;
};

// Three sequences of four: s b h = 96 and a s^2 b = 96.
static inline struct setting usual(void)
{
    return (struct setting){.model = MODEL,
                            .training = {.precision = PRECISION_FP16, .optimizer = OPTIMIZER_ADAM, .dropout = true},
                            .shape = {.batch = 3, .sequence = 4},
                            .layout = {.tensor = 1, .pipeline = 1, .data = 1, .context = 1, .interleave = 1},
                            .micro_batches = INFINITY};
}

static inline struct memory memory_with(struct testing *t, const struct setting *setting)
{
    struct model model;
    struct memory memory;
    assert_int_equal(model_read(&t->reader, testing_yaml(t, setting->model), NULL, 0, &model), STATUS_OK);
    TESTING_CLEAN(t);
    struct model_totals one;
    memory_count(&model, &setting->shape, setting->layout.context, &one);
    memory_of(&one, setting->shape.batch, setting->micro_batches, &setting->training, &setting->layout, &memory);
    TESTING_CLOSE(memory.total,
                  memory.weights + memory.gradients + memory.optimizer + memory.block_activations +
                      memory.other_activations + memory.logits + memory.recompute,
                  1e-15);
    return memory;
}

static inline void expect_states(const struct memory *memory, double parameters, double weight, double gradient,
                                 double optimizer)
{
    TESTING_CLOSE(memory->weights, weight * parameters, 1e-15);
    TESTING_CLOSE(memory->gradients, gradient * parameters, 1e-15);
    TESTING_CLOSE(memory->optimizer, optimizer * parameters, 1e-15);
}

#endif
