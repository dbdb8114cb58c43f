// Every row of tests/mpt.yaml: the utilization that llm-foundry prints follows from its tokens per second, exactly by
// its own convention, and closely by the FLOPs that the matrices are used for.
#include "testing.h"

#include <math.h>

#include "estimate/estimate.h"

struct mpt_group {
    const char *table, *device, *precision;
    double peak;
    const struct yaml_node *rows;
};

struct mpt_row {
    const char *model;
    int64_t sequence, devices, batch;
    double tokens_per_s, mfu;
};

#define MPT_FIELD(struct_name, member, field_type, ...)                                                                \
    {                                                                                                                  \
        .key = #member, .type = field_type, .offset = offsetof(struct struct_name, member), .required = true,          \
        __VA_ARGS__                                                                                                    \
    }

static const struct field group_fields[] = {
    MPT_FIELD(mpt_group, table, FIELD_TEXT, .high = 0),
    MPT_FIELD(mpt_group, device, FIELD_TEXT, .high = 0),
    MPT_FIELD(mpt_group, precision, FIELD_TEXT, .high = 0),
    MPT_FIELD(mpt_group, peak, FIELD_QUANTITY, .dimension = DIMENSION_FLOP_RATE, .high = 1e20),
    MPT_FIELD(mpt_group, rows, FIELD_NODE, .high = 0),
};

static const struct field row_fields[] = {
    MPT_FIELD(mpt_row, model, FIELD_TEXT, .high = 0),
    MPT_FIELD(mpt_row, sequence, FIELD_COUNT, .low = 1, .high = 1e6),
    MPT_FIELD(mpt_row, devices, FIELD_COUNT, .low = 1, .high = 1e6),
    MPT_FIELD(mpt_row, batch, FIELD_COUNT, .low = 1, .high = 1e6),
    MPT_FIELD(mpt_row, tokens_per_s, FIELD_QUANTITY, .high = 1e12),
    MPT_FIELD(mpt_row, mfu, FIELD_QUANTITY, .high = 1),
};

static struct plan plan_of(struct testing *t, const struct mpt_group *group, const struct mpt_row *row)
{
    static struct plan plan;
    static const struct plan_options nothing;
    double step = (double)row->batch * (double)row->sequence / row->tokens_per_s;
    const char *text = testing_text(t,
                                    "model: {base: %s, sizes: {context: %lld}}\n"
                                    "training: {precision: %s, sequence: %lld, batch: %lld, steps: 1}\n"
                                    "hardware: {device: %s, devices: %lld}\n"
                                    "inputs: {measured_time: %.17g s}\n",
                                    row->model, (long long)row->sequence, group->precision, (long long)row->sequence,
                                    (long long)row->batch, group->device, (long long)row->devices, step);
    assert_int_equal(plan_read(&t->reader, &t->catalog, testing_yaml(t, text), &nothing, &plan), STATUS_OK);
    TESTING_ERRORS(t, 0);
    return plan;
}

// As the README has it: 6 FLOP for each parameter, whatever it does, and attention three times.
static double printed_convention(const struct plan *plan, const struct mpt_group *group, const struct mpt_row *row)
{
    struct model_totals totals;
    struct model_shape one = {.batch = 1, .sequence = (double)row->sequence};
    model_count(&plan->model, &one, NULL, &totals);
    double flop = 6 * totals.model.parameters * one.sequence + 3 * totals.model.forward_scores_flop;
    return flop / one.sequence * row->tokens_per_s / ((double)row->devices * group->peak);
}

static bool check(struct testing *t, const struct mpt_group *group, const struct yaml_node *node)
{
    struct mpt_row row = {0};
    struct tally tally;
    double values[METRIC_COUNT];
    assert_int_equal(field_read(&t->reader, row_fields, sizeof row_fields / sizeof *row_fields, node, &row), STATUS_OK);
    struct plan plan = plan_of(t, group, &row);
    double printed = printed_convention(&plan, group, &row);
    // The utilization is printed rounded, the tokens cut off.
    if (fabs(printed - row.mfu) > 0.5e-4 + row.mfu / row.tokens_per_s)
        fail_msg("%s, %s at %lld: %.4f %% instead of %.2f %%", group->table, row.model, (long long)row.sequence,
                 100 * printed, 100 * row.mfu);
    tally_compile(&plan, &tally);
    estimate_point(&tally, &plan.inputs, values);
    double ratio = values[METRIC_MFU] / row.mfu;
    // Lower, by what multiplies nothing; the device's own peak differs from the table's by a ten-thousandth.
    if (!(ratio > 0.963 && ratio < 1.0002))
        fail_msg("%s, %s at %lld: MFU of the matrices %.4f of what is printed", group->table, row.model,
                 (long long)row.sequence, ratio);
    return ratio < 0.97;
}

static void utilization_follows_from_throughput(void **state)
{
    struct testing *t = testing_of(state);
    const struct yaml_node *root = NULL;
    const char *path = testing_path(t, "tests/mpt.yaml");
    assert_int_equal(yaml_tree_read(&t->arena, path, "tests/mpt.yaml", (struct mark){0}, &t->diag, &root), STATUS_OK);
    TESTING_CLEAN(t);
    const struct yaml_node *groups = testing_at(root, "groups");
    size_t rows = 0, below = 0;
    for (size_t i = 0; i < groups->count; i++) {
        struct mpt_group group = {0};
        assert_int_equal(
            field_read(&t->reader, group_fields, sizeof group_fields / sizeof *group_fields, groups->items[i], &group),
            STATUS_OK);
        rows += group.rows->count;
        for (size_t r = 0; r < group.rows->count; r++)
            below += check(t, &group, group.rows->items[r]);
    }
    assert_int_equal(rows, 130);
    assert_int_equal(below, 3); // 125m at 32,768 twice and at 65,536: its table of positions weighs most
}

int main(void)
{
    const struct CMUnitTest tests[] = {TESTING_CASE(utilization_follows_from_throughput)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
