// optimizer.c: elements kept for each trained parameter, by hand.
#include "testing.h"

#include <string.h>

#include "workload/model.h"
#include "workload/optimizer.h"

static enum optimizer named(const char *name)
{
    for (int i = 0; i < OPTIMIZER_COUNT; i++)
        if (strcmp(optimizer_names[i], name) == 0)
            return (enum optimizer)i;
    fail_msg("there is no optimizer \"%s\"", name);
    return OPTIMIZER_COUNT;
}

static struct count whole(struct testing *t, const char *layers)
{
    struct model model;
    struct model_totals totals;
    struct model_shape shape = {.batch = 1, .sequence = 4};
    const struct yaml_node *node = testing_yaml(t, testing_text(t, "{model: m, layers: [%s]}", layers));
    assert_int_equal(model_read(&t->reader, node, NULL, 0, &model), STATUS_OK);
    TESTING_CLEAN(t);
    model_count(&model, &shape, NULL, &totals);
    return totals.model;
}

static void every_optimizer_keeps_its_moments(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        double each;
    } rows[] = {{"adam", 2}, {"adamw", 2}, {"lamb", 2},    {"momentum", 1}, {"lars", 1},
                {"lion", 1}, {"sgd", 0},   {"adagrad", 1}, {"rmsprop", 1}};
    assert_int_equal(sizeof rows / sizeof *rows, OPTIMIZER_COUNT - 1); // and Adafactor
    const struct count count = {.parameters = 1000, .trainable_parameters = 1000, .factored_elements = 70};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        TESTING_EXACT(optimizer_elements(named(rows[i].name), &count), rows[i].each * 1000);
    TESTING_EXACT(optimizer_elements(named("adafactor"), &count), 70);
}

static void names_are_all_there(void **state)
{
    (void)state;
    for (int i = 0; i < OPTIMIZER_COUNT; i++) {
        assert_non_null(optimizer_names[i]);
        assert_int_equal(named(optimizer_names[i]), i);
    }
}

// Shazeer and Stern 2018: of an n x m matrix the second moments are kept as n + m sums, of a vector in full.
static void adafactor_keeps_rows_and_columns(void **state)
{
    struct testing *t = testing_of(state);
    struct count count = whole(t, "{embedding: {vocabulary: 100, width: 8}}");
    TESTING_EXACT(optimizer_elements(OPTIMIZER_ADAFACTOR, &count), 100 + 8);
    // A matrix 8 x 32 with its bias of 32 after it.
    count = whole(t, "{embedding: {vocabulary: 100, width: 8}}, {dense: {width: 32}}");
    TESTING_EXACT(optimizer_elements(OPTIMIZER_ADAFACTOR, &count), 108 + (8 + 32) + 32);
    // A norm has no matrix: scale and shift in full.
    count = whole(t, "{embedding: {vocabulary: 100, width: 8}}, {layer_norm: }");
    TESTING_EXACT(optimizer_elements(OPTIMIZER_ADAFACTOR, &count), 108 + 16);
    // Attention: four matrices 8 x 8 and their biases; an mlp: 8 x 32 with 32 and 32 x 8 with 8.
    count = whole(t, "{embedding: {vocabulary: 100, width: 8}}, {attention: {heads: 2}}, {mlp: {width: 32}}");
    TESTING_EXACT(optimizer_elements(OPTIMIZER_ADAFACTOR, &count), 108 + 4 * (16 + 8) + (40 + 32) + (40 + 8));
}

static void what_is_frozen_has_no_states(void **state)
{
    struct testing *t = testing_of(state);
    struct count count = whole(t, "{embedding: {vocabulary: 100, width: 8, frozen: true}}, {dense: {width: 32}}");
    TESTING_EXACT(count.parameters, 800 + 256 + 32);
    TESTING_EXACT(optimizer_elements(OPTIMIZER_ADAM, &count), 2 * (256 + 32));
    count = whole(t, "{embedding: {vocabulary: 100, width: 8, frozen: true}}");
    for (int i = 0; i < OPTIMIZER_COUNT; i++)
        TESTING_EXACT(optimizer_elements((enum optimizer)i, &count), 0);
    // Adapters of rank 2 beside the frozen matrix: 8 x 2 and 2 x 32.
    count = whole(t, "{embedding: {vocabulary: 100, width: 8, frozen: true}}, {dense: {width: 32, lora: 2}}");
    TESTING_EXACT(optimizer_elements(OPTIMIZER_ADAM, &count), 2 * (16 + 64));
    TESTING_EXACT(optimizer_elements(OPTIMIZER_SGD, &count), 0);
}

static void nothing_has_no_states(void **state)
{
    (void)state;
    const struct count none = {0};
    for (int i = 0; i < OPTIMIZER_COUNT; i++)
        TESTING_EXACT(optimizer_elements((enum optimizer)i, &none), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(every_optimizer_keeps_its_moments),
        TESTING_CASE(names_are_all_there),
        TESTING_CASE(adafactor_keeps_rows_and_columns),
        TESTING_CASE(what_is_frozen_has_no_states),
        TESTING_CASE(nothing_has_no_states),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
