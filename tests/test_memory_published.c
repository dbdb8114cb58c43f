// Every row of tests/memory.yaml: what training keeps on one device, as others state or measure it.
#include "testing.h"

#include <math.h>

#include "plan/fit.h"

struct memory_row {
    const char *name;
    const struct yaml_node *plan, *published;
    double block_states, block_activations, of_none, total; // 0: not published
    double within;
};

#define MEMORY_ROW_FIELD(member, field_type, ...)                                                                      \
    {                                                                                                                  \
        .key = #member, .type = field_type, .offset = offsetof(struct memory_row, member), __VA_ARGS__                 \
    }

static const struct field row_fields[] = {
    MEMORY_ROW_FIELD(name, FIELD_TEXT, .required = true),
    MEMORY_ROW_FIELD(plan, FIELD_NODE, .required = true),
    MEMORY_ROW_FIELD(published, FIELD_NODE, .required = true),
    MEMORY_ROW_FIELD(within, FIELD_QUANTITY, .required = true, .low = 0, .high = 0.1),
};

static const struct field published_fields[] = {
    MEMORY_ROW_FIELD(block_states, FIELD_QUANTITY, .dimension = DIMENSION_DATA, .high = 1e15),
    MEMORY_ROW_FIELD(block_activations, FIELD_QUANTITY, .dimension = DIMENSION_DATA, .high = 1e15),
    MEMORY_ROW_FIELD(of_none, FIELD_QUANTITY, .high = 1),
    MEMORY_ROW_FIELD(total, FIELD_QUANTITY, .dimension = DIMENSION_DATA, .high = 1e15),
};

static size_t compare(const struct memory_row *row, const char *what, double computed, double published)
{
    if (published <= 0)
        return 0;
    double ratio = computed / published;
    if (!(fabs(ratio - 1) <= row->within))
        fail_msg("%s, %s: %.6g instead of %.6g, ratio %.4f", row->name, what, computed, published, ratio);
    return 1;
}

static size_t check(struct testing *t, const struct yaml_node *node)
{
    static struct plan plan;
    static const struct plan_options nothing;
    struct memory_row row = {0};
    struct fit fit, baseline;
    assert_int_equal(field_read(&t->reader, row_fields, sizeof row_fields / sizeof *row_fields, node, &row), STATUS_OK);
    assert_int_equal(field_read(&t->reader, published_fields, sizeof published_fields / sizeof *published_fields,
                                row.published, &row),
                     STATUS_OK);
    assert_non_null(yaml_tree_get(node, "source"));
    assert_int_equal(plan_read(&t->reader, &t->catalog, row.plan, &nothing, &plan), STATUS_OK);
    TESTING_ERRORS(t, 0);
    fit_settle(&plan, &fit);
    assert_true(fit.is_known);
    plan.layout.recompute = RECOMPUTE_NONE;
    plan.layout.sequence_parallel = false;
    fit_settle(&plan, &baseline);
    size_t compared = compare(&row, "block_states", fit.memory.block_states, row.block_states);
    compared += compare(&row, "block_activations", fit.memory.block_activations, row.block_activations);
    compared += compare(&row, "of_none", fit.memory.block_activations / baseline.memory.block_activations, row.of_none);
    return compared + compare(&row, "total", fit.memory.total, row.total);
}

static void memory_is_what_is_published(void **state)
{
    struct testing *t = testing_of(state);
    const struct yaml_node *root = NULL;
    const char *path = testing_path(t, "tests/memory.yaml");
    assert_int_equal(yaml_tree_read(&t->arena, path, "tests/memory.yaml", (struct mark){0}, &t->diag, &root),
                     STATUS_OK);
    TESTING_CLEAN(t);
    const struct yaml_node *rows = testing_at(root, "rows");
    assert_int_equal(rows->kind, YAML_SEQUENCE);
    size_t compared = 0;
    for (size_t i = 0; i < rows->count; i++)
        compared += check(t, rows->items[i]);
    assert_int_equal(rows->count, 15 + 16);
    assert_int_equal(compared, 27 + 16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TESTING_CASE(memory_is_what_is_published)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
