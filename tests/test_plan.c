// plan.c: what a plan may say, and what wins where several say it: default < hardware < region < plan < --set.
#include "testing.h"

#include <math.h>

#include "plan/plan.h"

#define DEVICE                                                                                                         \
    "{device: card, peak: {fp32: 10 TFLOP/s, fp16: 40 TFLOP/s}, node: {devices: 4}, power: {tdp: 300 W, device: 200 "  \
    "W, host: {cpu: 60 W, dram: 40 W}}, price: [{vendor: v, date: 2019-06, on_demand: 2 USD/h, preemptible: 1 "        \
    "USD/h}], utilization: {fp32: 0.5, fp16: 0.3, recurrent: {fp32: 0.25}}}"
#define REGION "{region: here, carbon_intensity: 360 gCO2e/kWh, pue: 1.2, electricity_price: 0.1 USD/kWh}"
#define MODEL  "{parameters: 1000, training: {precision: fp32, sequence: 10, batch: 2, steps: 5}}"

static const struct plan_options nothing;

static struct plan read_with(struct testing *t, const char *text, const struct plan_options *options)
{
    static struct plan plan;
    assert_int_equal(plan_read(&t->reader, &t->catalog, testing_yaml(t, text), options, &plan), STATUS_OK);
    TESTING_CLEAN(t);
    return plan;
}

static struct plan read_plan(struct testing *t, const char *text)
{
    return read_with(t, text, &nothing);
}

static void refuse_with(struct testing *t, const char *text, const struct plan_options *options, const char *message)
{
    static struct plan plan;
    assert_int_equal(plan_read(&t->reader, &t->catalog, testing_yaml(t, text), options, &plan), STATUS_BAD_INPUT);
    TESTING_ERROR(t, message);
    testing_forget(t);
}

static void refuse(struct testing *t, const char *text, const char *message)
{
    refuse_with(t, text, &nothing, message);
}

static void expect_input(const struct plan *plan, enum input_id id, double value, enum input_origin origin)
{
    assert_int_equal(plan->inputs.values[id].origin, origin);
    if (origin != INPUT_UNSET)
        TESTING_CLOSE(plan->inputs.values[id].point, value, 1e-15);
}

static void a_plan_is_read_whole(void **state)
{
    struct testing *t = testing_of(state);
    struct plan plan = read_plan(t, "plan: trial\nmodel: " MODEL "\nhardware: {device: " DEVICE ", devices: 10}\n"
                                    "region: " REGION "\nsamples: 1e3\nseed: 7\npublished: {rows: []}\n");
    assert_string_equal(plan.name, "trial");
    assert_int_equal(plan.model.given_parameters, 1000);
    assert_true(plan.has_device && plan.has_region);
    assert_string_equal(plan.device.name, "card");
    assert_string_equal(plan.region.name, "here");
    assert_int_equal(plan.devices, 10);
    assert_int_equal(plan.devices_per_node, 4);
    assert_false(plan.devices_are_default);
    assert_int_equal(plan.samples, 1000);
    assert_int_equal(plan.seed, 7);
    assert_non_null(plan.published);
    expect_input(&plan, INPUT_POWER_HOST, 100, INPUT_HARDWARE);
    expect_input(&plan, INPUT_PRICE_DEVICE, 2 / 3600.0, INPUT_HARDWARE);
    expect_input(&plan, INPUT_PRICE_DEVICE_PREEMPTIBLE, 1 / 3600.0, INPUT_HARDWARE);
    expect_input(&plan, INPUT_CARBON_INTENSITY, 1e-4, INPUT_REGION);
    expect_input(&plan, INPUT_GOODPUT, 1, INPUT_DEFAULT);
}

static void what_is_not_said_has_a_default_or_none(void **state)
{
    struct testing *t = testing_of(state);
    struct plan plan = read_plan(t, "model: " MODEL);
    assert_int_equal(plan.devices, 1);
    assert_true(plan.devices_are_default);
    assert_int_equal(plan.samples, 0);
    assert_int_equal(plan.seed, 1);
    assert_false(plan.has_device || plan.has_region);
    assert_int_equal(plan.precision, PRECISION_COUNT);
    assert_string_equal(plan.name, plan.model.name);
    expect_input(&plan, INPUT_PUE, 1.58, INPUT_DEFAULT);
    expect_input(&plan, INPUT_GOODPUT, 1, INPUT_DEFAULT);
    for (int id = 0; id < INPUT_COUNT; id++) {
        double value = input_default((enum input_id)id);
        expect_input(&plan, (enum input_id)id, isnan(value) ? 0 : value, isnan(value) ? INPUT_UNSET : INPUT_DEFAULT);
    }
}

// One input at each level, from the last to the first that wins.
static void the_nearest_saying_of_an_input_wins(void **state)
{
    struct testing *t = testing_of(state);
    const struct plan_setting pue = {.name = "pue", .value = "1.05"},
                              power = {.name = "power_device", .value = "0.275 kW"};
    const struct plan_options set_pue = {.settings = &pue, .setting_count = 1};
    const struct plan_options set_power = {.settings = &power, .setting_count = 1};
    const char *text = "model: " MODEL "\nhardware: " DEVICE "\n";
    struct plan plan = read_plan(t, text);
    expect_input(&plan, INPUT_PUE, 1.58, INPUT_DEFAULT);
    expect_input(&plan, INPUT_POWER_DEVICE, 200, INPUT_HARDWARE);
    text = testing_text(t, "%sregion: " REGION "\n", text);
    plan = read_plan(t, text);
    expect_input(&plan, INPUT_PUE, 1.2, INPUT_REGION);
    expect_input(&plan, INPUT_POWER_DEVICE, 200, INPUT_HARDWARE);
    text = testing_text(t, "%sinputs: {pue: 1.1, power_device: 250 W}\n", text);
    plan = read_plan(t, text);
    expect_input(&plan, INPUT_PUE, 1.1, INPUT_PLAN);
    expect_input(&plan, INPUT_POWER_DEVICE, 250, INPUT_PLAN);
    plan = read_with(t, text, &set_pue);
    expect_input(&plan, INPUT_PUE, 1.05, INPUT_COMMAND_LINE);
    expect_input(&plan, INPUT_POWER_DEVICE, 250, INPUT_PLAN);
    plan = read_with(t, text, &set_power);
    expect_input(&plan, INPUT_PUE, 1.1, INPUT_PLAN);
    expect_input(&plan, INPUT_POWER_DEVICE, 275, INPUT_COMMAND_LINE);
    plan = read_with(t, "model: " MODEL, &set_pue); // over the default alone
    expect_input(&plan, INPUT_PUE, 1.05, INPUT_COMMAND_LINE);
}

static void what_is_set_twice_is_refused(void **state)
{
    struct testing *t = testing_of(state);
    static const struct plan_setting twice[] = {{.name = "pue", .value = "1.3"},
                                                {.name = "goodput", .value = "0.9"},
                                                {.name = "pue", .value = "triangular(1, 1.1, 1.2)"}};
    refuse_with(t, "model: " MODEL, &(struct plan_options){.settings = twice, .setting_count = 3},
                "--set pue: pue is set twice");
    static const struct plan_setting size[] = {{.name = "model.layers", .value = "24"},
                                               {.name = "model.layers", .value = "24"}};
    refuse_with(t, "model: " MODEL, &(struct plan_options){.settings = size, .setting_count = 2},
                "--set model.layers: model.layers is set twice");
}

static void correlations_of_inputs(void **state)
{
    struct testing *t = testing_of(state);
    static const char text[] = "model: " MODEL "\ninputs: {pue: {uniform: [1.1, 1.2]}, goodput: {beta: [8, 2]}}\n"
                               "correlations: {[pue, goodput]: 0.4}\n";
    struct plan plan = read_plan(t, text);
    assert_int_equal(plan.correlations.count, 1);
    TESTING_EXACT(plan.correlations.items[0].rank, 0.4);
    assert_int_equal(plan.correlations.items[0].right, INPUT_GOODPUT);
    // Whether it has an effect is up to what the inputs come to be.
    const struct plan_setting setting = {.name = "pue", .value = "1.3"};
    const struct plan_options options = {.settings = &setting, .setting_count = 1};
    assert_int_equal(plan_read(&t->reader, &t->catalog, testing_yaml(t, text), &options, &plan), STATUS_OK);
    TESTING_WARNING(t, "pue does not vary: its correlation has no effect");
}

static void settings_that_mean_nothing_are_refused(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *name, *value, *message;
    } rows[] = {
        {"utilisation", "0.4", "--set utilisation: there is no such input; did you mean \"utilization\"?"},
        {"qqqqqqqqqqq", "1", "--set qqqqqqqqqqq: there is no such input (`list inputs` shows them"},
        {"pue", "0.9", "\"pue\" must be at least 1"},
        {"pue", "high", "high"},
        {"pue", "1.2 W", "a plain number"},
        {"power_device", "200", "a power"},
        {"utilization", "1.2", "\"utilization\" must be at most 1"},
        {"utilization", "0", "\"utilization\" must be more than 0"},
        {"pue", "triangel(1, 2, 3)", "triangel"},
        {"model.width", "8", "--set model.width: the model has no such size"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct plan_setting setting = {.name = rows[i].name, .value = rows[i].value};
        const struct plan_options options = {.settings = &setting, .setting_count = 1};
        refuse_with(t, "model: " MODEL, &options, rows[i].message);
    }
}

static void sizes_of_the_model_can_be_set(void **state)
{
    struct testing *t = testing_of(state);
    const struct plan_setting settings[] = {{.name = "model.layers", .value = "24"},
                                            {.name = "pue", .value = "1.1"},
                                            {.name = "model.heads", .value = "6"}};
    const struct plan_options options = {.settings = settings, .setting_count = 3};
    struct plan plan = read_with(t, "model: bert-base", &options);
    assert_int_equal(plan.model.layer_count, 13); // as before: the stack repeats more often
    TESTING_EXACT(plan.model.layers[4].repeat, 24);
    expect_input(&plan, INPUT_PUE, 1.1, INPUT_COMMAND_LINE);
}

static void measured_time_and_power_are_inputs_of_a_plan(void **state)
{
    struct testing *t = testing_of(state);
    struct plan plan =
        read_plan(t, "model: " MODEL "\ninputs: {measured_time: 84 h, measured_power: 1515.43 W, pue: 1.58}");
    expect_input(&plan, INPUT_MEASURED_TIME, 84 * 3600, INPUT_PLAN);
    expect_input(&plan, INPUT_MEASURED_POWER, 1515.43, INPUT_PLAN);
    refuse(t, "model: " MODEL "\ninputs: {measured_time: 84 W}", "a time");
    refuse(t, "model: " MODEL "\ninputs: {measured_time: 0 h}", "\"measured_time\" must be more than 0");
    refuse(t, "model: " MODEL "\ninputs: {measured_tiem: 84 h}", "did you mean \"measured_time\"?");
}

static void a_plan_needs_a_model_or_a_measured_time(void **state)
{
    struct testing *t = testing_of(state);
    struct plan plan = read_plan(t, "plan: by the clock\ninputs: {measured_time: 84 h}");
    assert_string_equal(plan.name, "by the clock");
    assert_false(model_has_layers(&plan.model));
    refuse(t, "plan: nothing\nhardware: " DEVICE, "\"model\" is missing, and no measured_time stands in its place");
}

static void options_win_over_the_plan(void **state)
{
    struct testing *t = testing_of(state);
    const char *text =
        "model: " MODEL "\nhardware: {device: " DEVICE ", devices: 10, devices_per_node: 2}\nregion: " REGION;
    const struct plan_options devices = {.devices = 3}, hardware = {.hardware = "p100"}, region = {.region = "us-2018"};
    struct plan plan = read_with(t, text, &devices);
    assert_int_equal(plan.devices, 3);
    assert_int_equal(plan.devices_per_node, 2); // the plan's, over the device's 4
    assert_string_equal(plan.device.name, "card");
    plan = read_with(t, text, &hardware);
    assert_string_equal(plan.device.name, "p100");
    assert_int_equal(plan.devices, 10);
    plan = read_with(t, text, &region);
    assert_string_equal(plan.region.name, "us-2018");
    expect_input(&plan, INPUT_PUE, 1.58, INPUT_REGION);
    plan = read_with(t, "model: " MODEL, &hardware);
    assert_true(plan.has_device && plan.devices_are_default);
}

static void parts_stand_by_name_by_path_or_inline(void **state)
{
    struct testing *t = testing_of(state);
    testing_file(t, "nets/net.yaml", "model: net\nparameters: 77\n");
    testing_file(t, "card.yaml", "device: from-file\npeak: {fp32: 1 TFLOP/s}\n");
    const char *path =
        testing_file(t, "plan.yaml", "plan: files\nmodel: nets/net.yaml\nhardware: {device: card.yaml}\nregion: nz\n");
    static struct plan plan;
    assert_int_equal(plan_open(&t->reader, &t->catalog, path, &nothing, &plan), STATUS_OK);
    TESTING_CLEAN(t);
    assert_int_equal(plan.model.given_parameters, 77); // relative to the plan
    assert_string_equal(plan.device.name, "from-file");
    assert_string_equal(plan.region.name, "nz");
    struct plan named = read_plan(t, "model: gpt2\nhardware: v100\n");
    assert_string_equal(named.model.name, "gpt2");
    assert_string_equal(named.device.name, "v100");
    refuse(t, "model: gtp2", "there is no model \"gtp2\"");
    refuse(t, "model: " MODEL "\nhardware: v10", "there is no device \"v10\"");
    refuse(t, "model: " MODEL "\nregion: atlantis", "there is no region \"atlantis\"");
    refuse(t, "model: " MODEL "\nhardware: {devices: 8}", "\"device\" is missing");
    refuse(t, "model: " MODEL "\nhardware: {device: v100, devices: 0}", "\"devices\" must be at least 1, not 0");
}

static void a_model_alone_is_a_plan(void **state)
{
    struct testing *t = testing_of(state);
    static struct plan plan;
    const char *path = testing_file(t, "net.yaml", "model: net\nparameters: 77\n");
    assert_int_equal(plan_open(&t->reader, &t->catalog, path, &nothing, &plan), STATUS_OK);
    assert_string_equal(plan.name, "net");
    assert_int_equal(plan_open(&t->reader, &t->catalog, "bert-large", &nothing, &plan), STATUS_OK);
    assert_string_equal(plan.name, "bert-large");
    assert_int_equal(plan.training.phase_count, 2);
    TESTING_CLEAN(t);
    path = testing_path(t, "hardware/v100.yaml");
    assert_int_equal(plan_open(&t->reader, &t->catalog, path, &nothing, &plan), STATUS_BAD_INPUT);
    TESTING_ERROR(t, "a plan or a model is wanted here, not a device");
}

static void the_plan_s_recipe_is_laid_on_the_model_s(void **state)
{
    struct testing *t = testing_of(state);
    struct plan plan = read_plan(t, "model: " MODEL "\ntraining: {optimizer: lamb}");
    assert_int_equal(plan.training.optimizer, OPTIMIZER_LAMB);
    assert_int_equal(plan.training.phases[0].steps, 5);
    plan = read_plan(t, "model: " MODEL "\ntraining: {sequence: 20, batch: 3, steps: 7}");
    assert_int_equal(plan.training.phases[0].steps, 7);
    assert_int_equal(plan.training.precision, PRECISION_FP32);
    assert_int_equal(plan.model.training.phases[0].steps, 5);
}

static void precision_follows_the_recipe_and_the_device(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "model: {parameters: 9%s}\nhardware: {device: {device: card, peak: {%s}}}\n";
    static const struct {
        const char *training, *peaks;
        enum precision precision;
    } rows[] = {
        {"", "fp32: 1 TFLOP/s", PRECISION_FP32}, // nothing said: the fastest that there is
        {"", "fp32: 1 TFLOP/s, fp16: 2 TFLOP/s", PRECISION_FP16},
        {"", "fp32: 1 TFLOP/s, fp16: 3 TFLOP/s, bf16: 2 TFLOP/s", PRECISION_BF16},
        {", training: {precision: mixed}", "fp32: 1 TFLOP/s, fp16: 2 TFLOP/s", PRECISION_FP16},
        {", training: {precision: mixed}", "fp32: 1 TFLOP/s, tf32: 2 TFLOP/s", PRECISION_FP32},
        {", training: {precision: fp32}", "fp32: 1 TFLOP/s, fp16: 2 TFLOP/s", PRECISION_FP32},
        {", training: {precision: tf32}", "fp32: 1 TFLOP/s, tf32: 2 TFLOP/s", PRECISION_TF32},
        {", training: {precision: int8}", "int8: 1 TFLOP/s", PRECISION_INT8},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct plan plan = read_plan(t, testing_text(t, text, rows[i].training, rows[i].peaks));
        assert_int_equal(plan.precision, rows[i].precision);
        assert_int_equal(plan.precision_is_default, rows[i].training[0] == '\0');
    }
    refuse(t, testing_text(t, text, ", training: {precision: bf16}", "fp32: 1 TFLOP/s, fp16: 2 TFLOP/s"),
           "card states no peak for bf16, the precision of this training; it states fp32, fp16");
    refuse(t, testing_text(t, text, "", "int8: 1 TFLOP/s"), "card states no peak for mixed");
    struct plan plan = read_plan(t, "model: " MODEL "\nhardware: " DEVICE "\ntraining: {precision: fp16}");
    assert_int_equal(plan.precision, PRECISION_FP16); // the plan over the model
}

static void utilization_follows_the_precision_and_the_kind_of_work(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "model: {layers: [{%s}]}\nhardware: " DEVICE "\ntraining: {precision: %s}\n";
    const char *dense = "dense: {width: 8, input: 8}", *lstm = "lstm: {cells: 8, input: 8}";
    struct plan plan = read_plan(t, testing_text(t, text, dense, "fp32"));
    expect_input(&plan, INPUT_UTILIZATION, 0.5, INPUT_HARDWARE);
    plan = read_plan(t, testing_text(t, text, dense, "fp16"));
    expect_input(&plan, INPUT_UTILIZATION, 0.3, INPUT_HARDWARE);
    plan = read_plan(t, testing_text(t, text, lstm, "fp32"));
    assert_true(plan.is_recurrent);
    expect_input(&plan, INPUT_UTILIZATION, 0.25, INPUT_HARDWARE);
    plan = read_plan(t, testing_text(t, text, lstm, "fp16")); // no prior of its own
    expect_input(&plan, INPUT_UTILIZATION, 0.3, INPUT_HARDWARE);
}

static void a_parallel_layout_is_checked_and_sets_no_time(void **state)
{
    struct testing *t = testing_of(state);
    static struct plan plan;
    const struct yaml_node *node =
        testing_yaml(t, "model: " MODEL
                        "\nhardware: {device: v100, devices: 32}\nparallel: {tensor: 8, pipeline: 2, recompute: full}");
    assert_int_equal(plan_read(&t->reader, &t->catalog, node, &nothing, &plan), STATUS_OK);
    TESTING_ERRORS(t, 0);
    TESTING_WARNING(t, "the parallel layout sets the memory, not the time");
    testing_forget(t);
    refuse(t, "model: " MODEL "\nparallel: {tensor: 0}", "\"tensor\" must be at least 1, not 0");
    refuse(t, "model: " MODEL "\nhardware: {device: v100, devices: 6}\nparallel: {tensor: 2, pipeline: 2, data: 2}",
           "tensor x pipeline x data is 8, but the plan has 6 devices");
    refuse(t, "model: " MODEL "\nhardware: {device: v100, devices: 24}\nparallel: {tensor: 16}",
           "tensor x pipeline x data is 16 or a multiple, but the plan has 24 devices");
    refuse(t, "model: " MODEL "\nparallel: {recompute: ful}", "did you mean \"full\"?");
}

static void a_training_that_fails_can_finish(void **state)
{
    struct testing *t = testing_of(state);
    static struct plan plan;
    static const char rest[] = "\nhardware: {device: v100, devices: 64, devices_per_node: 8}\ninputs: {";
    const char *inputs[] = {"failure_rate: 0.125/h, checkpoint_interval: 2.9 h",
                            "failure_rate: 0.125/h, checkpoint_interval: 3.1 h",
                            "measured_time: 5 h, failure_rate: 0.125/h, restart_time: 51 h"};
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        const struct yaml_node *node = testing_yaml(t, testing_text(t, "model: " MODEL "%s%s}", rest, inputs[i]));
        assert_int_equal(plan_read(&t->reader, &t->catalog, node, &nothing, &plan), STATUS_OK);
        TESTING_ERRORS(t, 0);
        if (i == 1)
            TESTING_WARNING(t, "checkpoint_interval is 3.1 times as long as the 1 h between failures of all nodes");
        else
            TESTING_CLEAN(t);
        testing_forget(t);
    }
    refuse(t, testing_text(t, "model: " MODEL "%sfailure_rate: 0.125/h, restart_time: 51 h}", rest),
           "restart_time is 51 times as long as the 1 h between failures of all nodes together");
}

static void mistakes_of_all_parts_are_told_together(void **state)
{
    struct testing *t = testing_of(state);
    static struct plan plan;
    const struct plan_setting setting = {.name = "peu", .value = "2"};
    const struct plan_options options = {.settings = &setting, .setting_count = 1};
    const struct yaml_node *node = testing_yaml(t, "model: gtp2\nhardware: v10\nregion: atlantis\ninputs: {pue: 0.5}\n"
                                                   "training: {steps: 5}\nparallel: {tensor: 0}\nsample: 3\n");
    assert_int_equal(plan_read(&t->reader, &t->catalog, node, &options, &plan), STATUS_BAD_INPUT);
    TESTING_ERRORS(t, 8);
    TESTING_ERROR_AT(t, 7, 1, "unknown key \"sample\"; did you mean \"samples\"?");
    TESTING_ERROR_PATH(t, "inputs.pue", "\"pue\" must be at least 1");
    TESTING_ERROR_PATH(t, "training", "a phase with \"steps\" needs");
    TESTING_ERROR_AT(t, 0, 0, "--set peu: there is no such input; did you mean \"pue\"?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(a_plan_is_read_whole),
        TESTING_CASE(what_is_not_said_has_a_default_or_none),
        TESTING_CASE(the_nearest_saying_of_an_input_wins),
        TESTING_CASE(what_is_set_twice_is_refused),
        TESTING_CASE(correlations_of_inputs),
        TESTING_CASE(settings_that_mean_nothing_are_refused),
        TESTING_CASE(sizes_of_the_model_can_be_set),
        TESTING_CASE(measured_time_and_power_are_inputs_of_a_plan),
        TESTING_CASE(a_plan_needs_a_model_or_a_measured_time),
        TESTING_CASE(options_win_over_the_plan),
        TESTING_CASE(parts_stand_by_name_by_path_or_inline),
        TESTING_CASE(a_model_alone_is_a_plan),
        TESTING_CASE(the_plan_s_recipe_is_laid_on_the_model_s),
        TESTING_CASE(precision_follows_the_recipe_and_the_device),
        TESTING_CASE(utilization_follows_the_precision_and_the_kind_of_work),
        TESTING_CASE(a_parallel_layout_is_checked_and_sets_no_time),
        TESTING_CASE(a_training_that_fails_can_finish),
        TESTING_CASE(mistakes_of_all_parts_are_told_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
