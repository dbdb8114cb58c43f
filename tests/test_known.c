// tests/known: the config.json of released models, each counted to the total that its weights have.
#include "testing.h"

#include "workload/model.h"

static const char *const files[] = {"encoders", "gpt", "falcon", "llama", "gemma", "qwen-deepseek", "translation"};

static const struct field total_row = {.key = "parameters", .type = FIELD_COUNT, .low = 1, .high = 1e15};

static void check(struct testing *t, const struct yaml_node *row)
{
    const struct yaml_node *opened = NULL;
    struct model model;
    struct model_totals totals;
    int64_t parameters = 0;
    const char *name = testing_at(row, "name")->text;
    assert_int_equal(field_read_value(&t->reader, &total_row, testing_at(row, "parameters"), &parameters), STATUS_OK);
    if (catalog_open(&t->catalog, CATALOG_MODEL, testing_at(row, "config"), &opened) != STATUS_OK ||
        model_read(&t->reader, opened, NULL, 0, &model) != STATUS_OK)
        fail_msg("%s is refused: %s", name, t->diag.messages[0].text);
    TESTING_CLEAN(t);
    model_count(&model, &(struct model_shape){.batch = 1, .sequence = 128}, NULL, &totals);
    double counted = totals.model.parameters;
    if (counted < (double)parameters || counted > (double)parameters)
        fail_msg("%s: %.0f parameters counted, %lld known", name, counted, (long long)parameters);
    assert_true(totals.model.forward_flop > 0);
}

static void configs_of_released_models_have_the_parameters_of_their_weights(void **state)
{
    struct testing *t = testing_of(state);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        const struct yaml_node *root = NULL;
        const char *relative = testing_text(t, "tests/known/%s.yaml", files[i]);
        assert_int_equal(
            yaml_tree_read(&t->arena, testing_path(t, relative), relative, (struct mark){0}, &t->diag, &root),
            STATUS_OK);
        const struct yaml_node *rows = testing_at(root, "rows");
        assert_int_equal(rows->kind, YAML_SEQUENCE);
        assert_in_range(rows->count, 10, 200);
        for (size_t j = 0; j < rows->count; j++)
            check(t, rows->items[j]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {TESTING_CASE(configs_of_released_models_have_the_parameters_of_their_weights)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
