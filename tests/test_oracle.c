// Every row of tests/oracle.yaml, exact: what other implementations of the same models execute.
#include "testing.h"

#include <string.h>

#include "workload/model.h"

struct oracle_row {
    const struct yaml_node *model, *kinds;
    int64_t batch, sequence, target, parameters;
    double forward_flop, backward_flop;
};

#define ORACLE_FIELD(member, field_type, is_required, highest)                                                         \
    {                                                                                                                  \
        .key = #member, .type = field_type, .offset = offsetof(struct oracle_row, member), .required = is_required,    \
        .low = 1, .high = highest                                                                                      \
    }

static const struct field oracle_fields[] = {
    ORACLE_FIELD(model, FIELD_NODE, true, 0),
    ORACLE_FIELD(kinds, FIELD_NODE, true, 0),
    ORACLE_FIELD(batch, FIELD_COUNT, true, 1e6),
    ORACLE_FIELD(sequence, FIELD_COUNT, true, 1e6),
    ORACLE_FIELD(target, FIELD_COUNT, false, 1e6),
    ORACLE_FIELD(parameters, FIELD_COUNT, false, 1e15),
    ORACLE_FIELD(forward_flop, FIELD_QUANTITY, false, 1e20),
    ORACLE_FIELD(backward_flop, FIELD_QUANTITY, false, 1e20),
};

enum { ORACLE_LAYERS_MAX = 256 };

struct oracle {
    struct testing *t;
    const char *name;
    struct model model;
    struct count layers[ORACLE_LAYERS_MAX];
    struct model_totals totals;
};

// The sum of the kept layers whose kind is one of "mlp+glu+dense".
static struct count oracle_sum(const struct oracle *oracle, const char *kinds)
{
    struct count sum = {0};
    for (const char *at = kinds; *at; at += strspn(at, "+")) {
        size_t length = strcspn(at, "+"), found = 0;
        for (size_t i = 0; i < oracle->model.layer_count; i++) {
            const struct model_layer *layer = &oracle->model.layers[i];
            if (strlen(layer->kind->name) != length || strncmp(layer->kind->name, at, length) != 0)
                continue;
            found++;
            if (!oracle->model.parts[layer->part].training_only)
                count_add(&sum, &oracle->layers[i], 1);
        }
        if (!found)
            fail_msg("%s has no layer of kind %s", oracle->name, kinds);
        at += length;
    }
    return sum;
}

// The figure `which` of a kind, -1 when the row does not state it.
static double oracle_figure(struct testing *t, const struct yaml_node *figures, const char *which)
{
    const struct field row = {.key = which, .type = FIELD_QUANTITY, .high = 1e20};
    const struct yaml_node *node = yaml_tree_get(figures, which);
    double value = -1;
    if (node)
        assert_int_equal(field_read_value(&t->reader, &row, node, &value), STATUS_OK);
    TESTING_CLEAN(t);
    return value;
}

static void oracle_compare(const struct oracle *oracle, const char *what, double actual, double expected)
{
    if (expected >= 0 && (actual < expected || actual > expected))
        fail_msg("%s, %s: %.0f instead of %.0f", oracle->name, what, actual, expected);
}

static void oracle_compare_kinds(const struct oracle *oracle, const struct yaml_node *kinds)
{
    struct testing *t = oracle->t;
    double attention_backward = 0;
    for (size_t i = 0; i < kinds->count; i++) {
        const char *kind = kinds->pairs[i].key;
        const struct yaml_node *figures = kinds->pairs[i].value;
        double forward = oracle_figure(t, figures, "forward"), backward = oracle_figure(t, figures, "backward");
        assert_true(figures->count ==
                    (size_t)(forward >= 0) + (backward >= 0) + (yaml_tree_get(figures, "parameters") != NULL));
        bool projections = strcmp(kind, "projections") == 0, scores = strcmp(kind, "scores") == 0;
        struct count sum = oracle_sum(oracle, projections || scores ? "attention" : kind);
        if (projections || scores) {
            double of_scores = sum.forward_scores_flop;
            oracle_compare(oracle, kind, scores ? of_scores : sum.forward_flop - of_scores, forward);
            attention_backward += backward;
            continue;
        }
        oracle_compare(oracle, kind, sum.forward_flop, forward);
        oracle_compare(oracle, kind, sum.backward_flop, backward);
        oracle_compare(oracle, kind, sum.parameters, oracle_figure(t, figures, "parameters"));
        if (strcmp(kind, "lstm") == 0)
            oracle_compare(oracle, "recurrent", sum.forward_recurrent_flop, forward);
    }
    if (attention_backward > 0)
        oracle_compare(oracle, "attention", oracle_sum(oracle, "attention").backward_flop, attention_backward);
}

static void oracle_check(struct testing *t, const struct yaml_node *node)
{
    static struct oracle oracle;
    struct oracle_row row = {.parameters = -1, .forward_flop = -1, .backward_flop = -1};
    const struct yaml_node *source = yaml_tree_get(node, "source"), *opened = NULL;
    assert_int_equal(field_read(&t->reader, oracle_fields, sizeof oracle_fields / sizeof *oracle_fields, node, &row),
                     STATUS_OK);
    assert_int_equal(catalog_open(&t->catalog, CATALOG_MODEL, row.model, &opened), STATUS_OK);
    oracle = (struct oracle){.t = t};
    oracle.name =
        testing_text(t, "%s at batch %lld, length %lld", row.model->kind == YAML_SCALAR ? row.model->text : "inline",
                     (long long)row.batch, (long long)row.sequence);
    assert_int_equal(model_read(&t->reader, opened, NULL, 0, &oracle.model), STATUS_OK);
    TESTING_CLEAN(t);
    assert_non_null(source);
    assert_in_range(oracle.model.layer_count, 1, ORACLE_LAYERS_MAX);
    const struct model_shape shape = {
        .batch = (double)row.batch, .sequence = (double)row.sequence, .target = (double)row.target};
    model_count(&oracle.model, &shape, oracle.layers, &oracle.totals);
    oracle_compare(&oracle, "parameters", oracle.totals.model.parameters, (double)row.parameters);
    oracle_compare(&oracle, "forward", oracle.totals.model.forward_flop, row.forward_flop);
    oracle_compare(&oracle, "backward", oracle.totals.model.backward_flop, row.backward_flop);
    oracle_compare_kinds(&oracle, row.kinds);
}

static void counts_are_those_of_other_implementations(void **state)
{
    struct testing *t = testing_of(state);
    const struct yaml_node *root = NULL;
    const char *path = testing_path(t, "tests/oracle.yaml");
    assert_int_equal(yaml_tree_read(&t->arena, path, "tests/oracle.yaml", (struct mark){0}, &t->diag, &root),
                     STATUS_OK);
    TESTING_CLEAN(t);
    const struct yaml_node *rows = testing_at(root, "rows");
    assert_int_equal(rows->kind, YAML_SEQUENCE);
    assert_int_equal(rows->count, 24);
    for (size_t i = 0; i < rows->count; i++)
        oracle_check(t, rows->items[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TESTING_CASE(counts_are_those_of_other_implementations)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
