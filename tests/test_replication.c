// The published studies: every printed figure that should close closes, and the predictions hold what is promised.
#include <math.h>
#include <string.h>

#include "testing.h"
#include "uncertainty/replication.h"

static struct replication run(struct testing *t, const char *study, bool corrected)
{
    struct replication replication;
    const struct yaml_node *node = testing_open(t, CATALOG_STUDY, study);
    assert_int_equal(replication_run(&t->reader, &t->catalog, node, corrected, &replication), STATUS_OK);
    TESTING_CLEAN(t);
    return replication;
}

static const struct replication_row *find(const struct replication *replication, int64_t table, const char *model,
                                          const char *hardware, const char *quantity)
{
    for (size_t i = 0; i < replication->row_count; i++) {
        const struct replication_row *row = &replication->rows[i];
        if (row->table == table && strcmp(row->model, model) == 0 && strcmp(row->quantity, quantity) == 0 &&
            (!hardware || (row->hardware && strcmp(row->hardware, hardware) == 0)))
            return row;
    }
    fail_msg("no row: table %lld, %s, %s", (long long)table, model, quantity);
    return NULL;
}

static bool ends_with(const char *text, const char *ending)
{
    size_t length = strlen(text), tail = strlen(ending);
    return length >= tail && strcmp(text + length - tail, ending) == 0;
}

// Corrected, only what the corrections themselves change may differ from print: the mistyped hours of two rows (79 and
// 32,623), and the rows that show a cost per chip.
static void strubell_closes_corrected(void **state)
{
    struct replication replication = run(testing_of(state), "strubell2019", true);
    size_t checked = 0;
    for (size_t i = 0; i < replication.row_count; i++) {
        const struct replication_row *row = &replication.rows[i];
        bool per_chip = ends_with(row->quantity, "_per_chip");
        bool mistyped = strcmp(row->quantity, "time_h") == 0 && row->published == 32623;
        if (mistyped)
            TESTING_CLOSE(row->computed, 32633, 1e-6);
        if (mistyped || !(row->is_checked || row->is_given))
            continue;
        checked += row->is_checked;
        if (per_chip) {
            assert_true(fabs(row->computed / row->published - 0.25) < 2e-4);
            assert_false(row->closes);
        } else if (!row->closes)
            fail_msg("%s %s: printed %g, computed %g", row->model, row->quantity, row->published, row->computed);
    }
    assert_true(checked > 40);
}

// As printed, exactly the rows with known errors stay open.
static void strubell_open_rows_are_the_known_ones(void **state)
{
    struct replication replication = run(testing_of(state), "strubell2019", false);
    size_t open = 0;
    for (size_t i = 0; i < replication.row_count; i++) {
        const struct replication_row *row = &replication.rows[i];
        if (!row->is_checked || row->closes)
            continue;
        open++;
        assert_int_equal(row->table, 3);
        assert_true(strcmp(row->hardware, "V100x64") == 0 || strncmp(row->hardware, "TPUv2", 5) == 0);
    }
    // BERT on V100: energy, CO2e, two costs; BERT on TPU: low cost; NAS on TPU: hours and both costs
    assert_int_equal(open, 8);
}

// What goes in is not counted among what comes out: hours, watts, shares, and the figure that a power was solved from.
static void strubell_inputs_are_not_counted_as_checks(void **state)
{
    struct replication replication = run(testing_of(state), "strubell2019", false);
    size_t given = 0, checked = 0;
    for (size_t i = 0; i < replication.row_count; i++) {
        const struct replication_row *row = &replication.rows[i];
        // The hours of both searches follow from their steps, those of 24 jobs from those of one.
        bool is_time = strcmp(row->quantity, "time_h") == 0 && strcmp(row->model, "NAS") != 0 &&
                       strcmp(row->model, "LISA, 24 models") != 0;
        bool is_input = row->table == 2 || is_time || strcmp(row->quantity, "power_w") == 0 || row->published == 78468;
        assert_int_equal(row->is_given, is_input && isfinite(row->published));
        assert_false(row->is_given && row->is_checked);
        assert_true(row->closes || !row->is_given);
        given += row->is_given;
        checked += row->is_checked;
    }
    assert_int_equal(given, 6 * 4 + 8 + 5 + 1);
    assert_int_equal(checked, 41);
}

static void strubell_holds_every_row(void **state)
{
    struct replication replication = run(testing_of(state), "strubell2019", false);
    static const struct {
        int64_t table;
        size_t rows;
    } wanted[] = {{1, 8}, {2, 6 * 4}, {3, 4 * 6 + 6 + 3 * 3}, {4, 3 * 4}};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        size_t printed = 0;
        for (size_t r = 0; r < replication.row_count; r++)
            printed += replication.rows[r].table == wanted[i].table && isfinite(replication.rows[r].published);
        assert_int_equal(printed, wanted[i].rows);
    }
    const struct replication_row *row = find(&replication, 3, "Transformer_big", "P100x8", "co2e_lb");
    TESTING_EXACT(row->published, 192);
    TESTING_EXACT(row->devices, 8);
    TESTING_CLOSE(row->computed, 1.58 * 84 * 1515.43 / 1000 * 0.954, 1e-12); // the paper's two equations
}

// Predicted from FLOPs, the device and a prior made from other runs: within a factor of two.
static void strubell_predictions_hold(void **state)
{
    struct replication replication = run(testing_of(state), "strubell2019", false);
    static const struct {
        const char *model, *hardware;
    } promised[] = {{"Transformer_base", "P100x8"}, {"Transformer_big", "P100x8"}, {"ELMo", "P100x3"}};
    for (size_t i = 0; i < sizeof promised / sizeof *promised; i++) {
        const struct replication_row *row = find(&replication, 3, promised[i].model, promised[i].hardware, "time_h");
        double ratio = row->predicted / row->published;
        assert_true(ratio > 0.5 && ratio < 2);
    }
    assert_true(isnan(find(&replication, 3, "GPT-2", "TPUv3x32", "time_h")->predicted));
    assert_non_null(find(&replication, 3, "GPT-2", "TPUv3x32", "time_h")->note);
}

static void nvidia_predictions_hold(void **state)
{
    struct replication replication = run(testing_of(state), "nvidia-bert-large", false);
    assert_int_equal(replication.row_count, 18);
    for (size_t i = 0; i < replication.row_count; i++) {
        const struct replication_row *row = &replication.rows[i];
        double ratio = row->predicted / row->published;
        assert_true(ratio > 0.5 && ratio < 2);
        assert_true(isnan(row->computed)); // neither hours nor watts are stated, so nothing is computed from them
    }
}

// 7.5 MWh and 3.2 t (Patterson et al. 2021, table 4), against 656,347 kWh and 626,155 lb printed.
static void nas_as_it_was_run(void **state)
{
    struct replication replication = run(testing_of(state), "strubell2019", true);
    assert_true(find(&replication, 3, "NAS as run", "TPUv2x200", "energy_mwh_as_run")->closes);
    assert_true(find(&replication, 3, "NAS as run", "TPUv2x200", "energy_mwh_as_run")->is_corrected);
    const struct replication_row *hours = find(&replication, 3, "NAS as run", "TPUv2x200", "time_h_as_run");
    assert_true(hours->is_given && !hours->is_corrected);
    assert_true(find(&replication, 3, "NAS as run", "TPUv2x200", "co2e_t_as_run")->closes);
}

static void replication_errors(void **state)
{
    struct testing *t = testing_of(state);
    struct replication replication;
    const char *published = "published:\n  model: x\n  hardware: y\n  rows: [{table: 1, metric: %s, value: %s}]\n";
    static const struct {
        const char *metric, *value, *message;
    } wrong[] = {{"tmie_h", "3 h", "there is no metric"},
                 {"time_h", "3 kg", "not \"3 kg\""},
                 {"time_h", "three", "not a number"}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const char *plan = testing_text(t, "model: bert-base\nhardware: {device: v100}\n%s",
                                        testing_text(t, published, wrong[i].metric, wrong[i].value));
        // A file is read once in a run, so each case has files of its own.
        testing_file(t, testing_text(t, "plan%zu.yaml", i), plan);
        const struct yaml_node *study =
            testing_open(t, CATALOG_STUDY,
                         testing_file(t, testing_text(t, "study%zu.yaml", i),
                                      testing_text(t, "study: s\nplans: [plan%zu.yaml]\n", i)));
        assert_int_equal(replication_run(&t->reader, &t->catalog, study, false, &replication), STATUS_BAD_INPUT);
        TESTING_ERROR(t, wrong[i].message);
        testing_forget(t);
    }
    testing_file(t, "plan.yaml", "model: bert-base\nhardware: {device: v100}\n");
    const struct yaml_node *study =
        testing_open(t, CATALOG_STUDY, testing_file(t, "study.yaml", "study: s\nplans: [plan.yaml]\n"));
    assert_int_equal(replication_run(&t->reader, &t->catalog, study, false, &replication), STATUS_BAD_INPUT);
    TESTING_ERROR(t, "no \"published\" block");
}

// What a note says changes nothing: a plan is a correction where the study lists it as one.
static void a_plan_corrects_where_the_study_says_so(void **state)
{
    struct testing *t = testing_of(state);
    testing_file(t, "plan.yaml",
                 "model: bert-base\nhardware: {device: v100}\ninputs: {measured_time: 79 h}\npublished:\n"
                 "  model: x\n  hardware: y\n"
                 "  rows: [{table: 1, metric: device_h, value: 78 h, note: corrected in print}]\n");
    const char *keys[] = {"plans", "plans: []\ncorrected_plans"};
    for (size_t i = 0; i < 2; i++) {
        struct replication replication;
        const struct yaml_node *study =
            testing_open(t, CATALOG_STUDY,
                         testing_file(t, testing_text(t, "study%zu.yaml", i),
                                      testing_text(t, "study: s\n%s: [plan.yaml]\n", keys[i])));
        assert_int_equal(replication_run(&t->reader, &t->catalog, study, true, &replication), STATUS_OK);
        assert_int_equal(replication.row_count, 1);
        assert_true(replication.rows[0].is_checked);
        assert_false(replication.rows[0].closes);
        assert_int_equal(replication.rows[0].is_corrected, i == 1);
    }
}

// A correction may state what the plan leaves to be computed.
static void a_correction_may_introduce_a_measurement(void **state)
{
    struct testing *t = testing_of(state);
    testing_file(t, "plan.yaml",
                 "model: bert-base\nhardware: {device: v100}\npublished:\n  model: x\n  hardware: y\n"
                 "  corrected: {inputs: {measured_time: 79 h}, note: why}\n"
                 "  rows: [{table: 1, metric: time_h, value: 79 h}]\n");
    const struct yaml_node *study =
        testing_open(t, CATALOG_STUDY, testing_file(t, "study.yaml", "study: s\nplans: [plan.yaml]\n"));
    for (int corrected = 0; corrected < 2; corrected++) {
        struct replication replication;
        assert_int_equal(replication_run(&t->reader, &t->catalog, study, corrected, &replication), STATUS_OK);
        assert_int_equal(isnan(replication.rows[0].computed) != 0, !corrected);
        assert_int_equal(replication.rows[0].closes, corrected);
        assert_int_equal(replication.rows[0].is_corrected, corrected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(strubell_closes_corrected),
        TESTING_CASE(strubell_open_rows_are_the_known_ones),
        TESTING_CASE(strubell_inputs_are_not_counted_as_checks),
        TESTING_CASE(strubell_holds_every_row),
        TESTING_CASE(strubell_predictions_hold),
        TESTING_CASE(nvidia_predictions_hold),
        TESTING_CASE(nas_as_it_was_run),
        TESTING_CASE(a_plan_corrects_where_the_study_says_so),
        TESTING_CASE(a_correction_may_introduce_a_measurement),
        TESTING_CASE(replication_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
