// What the tests of stacks, branches and blocks share: a model from a text, its layers by path, and two texts that must
// say the same model.
#ifndef FLOPCAST_TESTS_BUILDING_H
#define FLOPCAST_TESTS_BUILDING_H

#include <string.h>

#include "testing.h"
#include "workload/model.h"

static inline struct model build(struct testing *t, const char *text)
{
    struct model model;
    const struct yaml_node *node = testing_yaml(t, text);
    if (model_read(&t->reader, node, NULL, 0, &model) != STATUS_OK)
        fail_msg("%.500s\nis refused: %s", text, t->diag.count ? t->diag.messages[0].text : "");
    TESTING_CLEAN(t);
    assert_null(t->reader.scope);
    assert_string_equal(t->reader.path, "");
    return model;
}

static inline void refuse(struct testing *t, const char *text, const char *message)
{
    struct model model;
    assert_int_equal(model_read(&t->reader, testing_yaml(t, text), NULL, 0, &model), STATUS_BAD_INPUT);
    TESTING_ERROR(t, message);
    testing_forget(t);
}

static inline struct count total(const struct model *model, struct model_shape shape)
{
    struct model_totals totals;
    model_count(model, &shape, NULL, &totals);
    return totals.model;
}

// The counts of the layer at a path, over all its repeats.
static inline struct count count_of(struct testing *t, const struct model *model, const char *path,
                                    struct model_shape shape)
{
    struct count *counts = arena_array(&t->arena, model->layer_count, sizeof *counts);
    struct model_totals totals;
    model_count(model, &shape, counts, &totals);
    for (size_t i = 0; i < model->layer_count; i++)
        if (strcmp(model->layers[i].path, path) == 0)
            return counts[i];
    fail_msg("no layer is called \"%s\"", path);
    return (struct count){0};
}

struct building_layer {
    const char *path;
    double repeat;
};

// All layers, in their order.
static inline void expect_layers(const struct model *model, const struct building_layer *layers, size_t count)
{
    for (size_t i = 0; i < model->layer_count && i < count; i++) {
        assert_string_equal(model->layers[i].path, layers[i].path);
        TESTING_EXACT(model->layers[i].repeat, layers[i].repeat);
    }
    assert_int_equal(model->layer_count, count);
}

static inline void expect_same_count(struct count a, struct count b)
{
    TESTING_EXACT(a.parameters, b.parameters);
    TESTING_EXACT(a.trainable_parameters, b.trainable_parameters);
    TESTING_EXACT(a.forward_flop, b.forward_flop);
    TESTING_EXACT(a.backward_flop, b.backward_flop);
    TESTING_EXACT(a.forward_scores_flop, b.forward_scores_flop);
    TESTING_EXACT(a.forward_elementwise_flop, b.forward_elementwise_flop);
    TESTING_EXACT(a.kept_elements, b.kept_elements);
    TESTING_EXACT(a.mask_bytes, b.mask_bytes);
}

// Two texts of one model: written in short, and layer by layer.
static inline void expect_same(struct testing *t, const char *text, const char *written_out)
{
    const struct model_shape shape = {.batch = 2, .sequence = 5, .predictions = 3};
    struct model a = build(t, text), b = build(t, written_out);
    expect_same_count(total(&a, shape), total(&b, shape));
}

#define EXPECT_LAYERS(model, ...)                                                                                      \
    expect_layers((model), (const struct building_layer[]){__VA_ARGS__},                                               \
                  sizeof((const struct building_layer[]){__VA_ARGS__}) / sizeof(struct building_layer))

#endif
