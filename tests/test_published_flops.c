// Every row of tests/published_flops.yaml: the FLOPs of a sequence that papers print, by their own convention and
// exactly.
#include "testing.h"

#include <math.h>
#include <string.h>

#include "workload/model.h"

enum { LAYERS_MAX = 256, SOURCE = 512, TARGET = 114 };

struct flops_row {
    const struct yaml_node *model;
    double flop, within, exact;
};

#define FLOPS_FIELD(member, field_type, highest)                                                                       \
    {                                                                                                                  \
        .key = #member, .type = field_type, .offset = offsetof(struct flops_row, member), .required = true,            \
        .high = highest                                                                                                \
    }

static const struct field row_fields[] = {
    FLOPS_FIELD(model, FIELD_NODE, 0),
    FLOPS_FIELD(flop, FIELD_QUANTITY, 1e20),
    FLOPS_FIELD(within, FIELD_QUANTITY, 0.15),
    FLOPS_FIELD(exact, FIELD_QUANTITY, 2),
};

static bool is_kind(const struct model_layer *layer, const char *kind)
{
    return strcmp(layer->kind->name, kind) == 0;
}

// What one layer counts for the papers.
static double of_layer(const struct model *model, const struct model_layer *layer, const struct count *count)
{
    bool is_target = model->parts[layer->part].is_target;
    // The table is shared by both sides and is counted where it is held; the decoder's use of it counts.
    if (is_kind(layer, "embedding"))
        return is_target ? 0 : 2.0 * TARGET * count->parameters;
    if (is_kind(layer, "attention") && strstr(layer->path, "cross_attention"))
        return 2.0 * TARGET * count->parameters;
    return count->forward_flop - count->forward_scores_flop - count->forward_router_flop;
}

static void check(struct testing *t, const struct yaml_node *node)
{
    static struct count counts[LAYERS_MAX];
    struct flops_row row = {0};
    struct model model;
    struct model_totals totals;
    const struct yaml_node *opened = NULL;
    assert_int_equal(field_read(&t->reader, row_fields, sizeof row_fields / sizeof *row_fields, node, &row), STATUS_OK);
    assert_non_null(yaml_tree_get(node, "source"));
    assert_int_equal(catalog_open(&t->catalog, CATALOG_MODEL, row.model, &opened), STATUS_OK);
    assert_int_equal(model_read(&t->reader, opened, NULL, 0, &model), STATUS_OK);
    TESTING_CLEAN(t);
    assert_in_range(model.layer_count, 1, LAYERS_MAX);
    const struct model_shape shape = {.batch = 1, .sequence = SOURCE, .target = TARGET};
    model_count(&model, &shape, counts, &totals);
    double printed = 0;
    for (size_t i = 0; i < model.layer_count; i++)
        printed += of_layer(&model, &model.layers[i], &counts[i]);
    if (!(fabs(printed / row.flop - 1) <= row.within))
        fail_msg("%s: %.6g by the papers' convention instead of %.6g, ratio %.4f", row.model->text, printed, row.flop,
                 printed / row.flop);
    if (!(fabs(totals.model.forward_flop / row.flop - row.exact) <= 0.0006))
        fail_msg("%s: %.6g exactly, %.4f of the printed figure instead of %.3f", row.model->text,
                 totals.model.forward_flop, totals.model.forward_flop / row.flop, row.exact);
}

static void flops_are_those_that_papers_print(void **state)
{
    struct testing *t = testing_of(state);
    const struct yaml_node *root = NULL;
    const char *path = testing_path(t, "tests/published_flops.yaml");
    assert_int_equal(yaml_tree_read(&t->arena, path, "tests/published_flops.yaml", (struct mark){0}, &t->diag, &root),
                     STATUS_OK);
    TESTING_CLEAN(t);
    const struct yaml_node *rows = testing_at(root, "rows");
    assert_int_equal(rows->count, 9);
    for (size_t i = 0; i < rows->count; i++)
        check(t, rows->items[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TESTING_CASE(flops_are_those_that_papers_print)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
