#include "plan/plan.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "plan/plan_check.h"
#include "plan/tally.h"

struct plan_node {
    const char *name;
    const struct yaml_node *model, *training, *serving, *rollouts, *hardware, *region, *inputs, *correlations,
        *parallel, *published;
    int64_t samples, seed;
};

#define PLAN_NODE_FIELD(member)                                                                                        \
    {                                                                                                                  \
        .key = #member, .type = FIELD_NODE, .offset = offsetof(struct plan_node, member)                               \
    }

static const struct field plan_fields[] = {
    {.key = "plan", .type = FIELD_TEXT, .offset = offsetof(struct plan_node, name)},
    PLAN_NODE_FIELD(model),
    PLAN_NODE_FIELD(training),
    PLAN_NODE_FIELD(serving),
    PLAN_NODE_FIELD(rollouts),
    PLAN_NODE_FIELD(hardware),
    PLAN_NODE_FIELD(region),
    PLAN_NODE_FIELD(inputs),
    PLAN_NODE_FIELD(correlations),
    PLAN_NODE_FIELD(parallel),
    PLAN_NODE_FIELD(published),
    {.key = "samples", .type = FIELD_COUNT, .offset = offsetof(struct plan_node, samples), .low = 1, .high = 1e12},
    {.key = "seed",
     .type = FIELD_COUNT,
     .offset = offsetof(struct plan_node, seed),
     .low = 0,
     .high = 9007199254740992.0},
};

struct plan_hardware {
    const struct yaml_node *device;
    int64_t devices, devices_per_node;
};

static const struct field plan_hardware_fields[] = {
    {.key = "device", .type = FIELD_NODE, .offset = offsetof(struct plan_hardware, device), .required = true},
    {.key = "devices",
     .type = FIELD_COUNT,
     .offset = offsetof(struct plan_hardware, devices),
     .low = 1,
     .high = PLAN_DEVICES_MAX},
    {.key = "devices_per_node",
     .type = FIELD_COUNT,
     .offset = offsetof(struct plan_hardware, devices_per_node),
     .low = 1,
     .high = 1e8},
};

// A part of a plan, read under its key; `given` NULL means that it is not there.
static enum status plan_read_device(struct reader *reader, struct catalog *catalog, const struct yaml_node *given,
                                    const char *text, struct plan *plan)
{
    const struct yaml_node *node = NULL;
    enum status status = text ? catalog_open_text(catalog, CATALOG_DEVICE, text, &node)
                              : catalog_open(catalog, CATALOG_DEVICE, given, &node);
    if (status == STATUS_OK)
        status = device_read(reader, node, &plan->device);
    plan->has_device = status == STATUS_OK;
    return status;
}

static enum status plan_read_hardware(struct reader *reader, struct catalog *catalog, const struct yaml_node *given,
                                      const struct plan_options *options, struct plan *plan)
{
    struct plan_hardware hardware = {.device = given};
    enum status status = STATUS_OK;
    // Inline: {device: v100, devices: 64}; a device itself may stand there too, told by its `peak`.
    if (given && given->kind == YAML_MAPPING && !yaml_tree_get(given, "peak")) {
        hardware.device = NULL;
        size_t length = field_enter(reader, "hardware");
        status = field_read(reader, plan_hardware_fields, sizeof plan_hardware_fields / sizeof *plan_hardware_fields,
                            given, &hardware);
        field_leave(reader, length);
    }
    if (status == STATUS_OK && (options->hardware || hardware.device))
        status = plan_read_device(reader, catalog, hardware.device, options->hardware, plan);
    plan->devices = options->devices ? options->devices : hardware.devices;
    plan->devices_are_default = !plan->devices;
    if (!plan->devices)
        plan->devices = 1;
    plan->node_node = hardware.devices_per_node ? yaml_tree_get(given, "devices_per_node") : plan->device.node_node;
    plan->node_is_default = !hardware.devices_per_node && plan->device.node_is_default;
    plan->devices_per_node = hardware.devices_per_node ? hardware.devices_per_node : plan->device.devices_per_node;
    return status;
}

static enum status plan_read_region(struct reader *reader, struct catalog *catalog, const struct yaml_node *given,
                                    const struct plan_options *options, struct plan *plan)
{
    const struct yaml_node *node = NULL;
    if (!given && !options->region)
        return STATUS_OK;
    enum status status = options->region ? catalog_open_text(catalog, CATALOG_REGION, options->region, &node)
                                         : catalog_open(catalog, CATALOG_REGION, given, &node);
    if (status == STATUS_OK)
        status = region_read(reader, catalog, node, &plan->region);
    plan->has_region = status == STATUS_OK;
    return status;
}

static enum status plan_read_model(struct reader *reader, struct catalog *catalog, const struct yaml_node *given,
                                   const struct plan_options *options, struct plan *plan)
{
    const struct yaml_node *node = NULL;
    enum status status = options->model ? catalog_open_text(catalog, CATALOG_MODEL, options->model, &node)
                                        : catalog_open(catalog, CATALOG_MODEL, given, &node);
    if (status != STATUS_OK)
        return status;
    struct size_override *overrides = arena_array(reader->arena, options->setting_count + 1, sizeof *overrides);
    size_t count = 0;
    if (!overrides)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < options->setting_count; i++)
        if (strncmp(options->settings[i].name, "model.", 6) == 0)
            overrides[count++] = (struct size_override){.name = options->settings[i].name + 6,
                                                        .text = options->settings[i].value,
                                                        .option = options->settings[i].option};
    return model_read(reader, node, overrides, count, &plan->model);
}

static bool plan_is_set_before(const struct plan_options *options, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (strcmp(options->settings[j].name, options->settings[i].name) == 0)
            return true;
    return false;
}

static enum status plan_read_settings(struct reader *reader, const struct plan_options *options, bool has_model,
                                      struct input_set *set)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < options->setting_count; i++) {
        const struct plan_setting *setting = &options->settings[i];
        const char *option = setting->option ? setting->option : "--set";
        if (plan_is_set_before(options, i)) {
            status = diag_error(reader->diag, (struct mark){0}, NULL, "%s %s: %s is set twice", option, setting->name,
                                setting->name);
            continue;
        }
        if (strncmp(setting->name, "model.", 6) == 0 && has_model)
            continue;
        enum input_id id = input_named(setting->name);
        enum status one = STATUS_OK;
        if (id == INPUT_COUNT) {
            const char *names[INPUT_COUNT];
            for (int name = 0; name < INPUT_COUNT; name++)
                names[name] = input_row((enum input_id)name)->key;
            const char *nearest = diag_nearest(setting->name, names, INPUT_COUNT);
            one = diag_error(reader->diag, (struct mark){0}, NULL,
                             "%s %s: there is no such input%s%s%s (`list inputs` shows them; model.NAME sets a size)",
                             option, setting->name, nearest ? "; did you mean \"" : "", nearest ? nearest : "",
                             nearest ? "\"?" : "");
        } else
            one = input_read_option(reader, option, id, setting->value, set);
        status = one == STATUS_OK ? status : one;
    }
    return status;
}

// A model that serves is asked for nothing else; rollouts are trained on, by what the recipe says of precision and
// optimizer.
static enum status plan_read_service(struct reader *reader, const struct plan_node *read, struct plan *plan)
{
    const struct yaml_node *node = read->serving ? read->serving : read->rollouts;
    if (!node)
        return STATUS_OK;
    if (read->serving && (read->training || read->rollouts))
        return field_error(reader, node, "\"serving\" and \"%s\" are two questions: each needs a plan of its own",
                           read->training ? "training" : "rollouts");
    if (read->training && plan->training.phases != plan->model.training.phases)
        return field_error(
            reader, node, "\"rollouts\" are what is trained on: \"training\" may say precision and optimizer, no more");
    size_t length = field_enter(reader, read->serving ? "serving" : "rollouts");
    plan->training.phase_count = 0;
    enum status status = read->serving
                             ? service_read_serving(reader, node, &plan->service)
                             : service_read_rollouts(reader, node, &plan->model, &plan->service, &plan->training);
    if (read->serving && status == STATUS_OK) {
        plan->training.precision = plan->service.precision;
        plan->training.precision_is_given = plan->service.precision_is_given;
    }
    field_leave(reader, length);
    return status;
}

// Precision follows the recipe and the device; utilization follows the precision and the kind of work.
static enum status plan_settle_precision(struct reader *reader, const struct yaml_node *node, struct plan *plan)
{
    plan->precision = PRECISION_COUNT;
    plan->precision_is_default = !plan->training.precision_is_given;
    plan->is_recurrent = tally_is_recurrent(&plan->model);
    if (!plan->has_device)
        return STATUS_OK;
    plan->precision = device_precision(&plan->device, plan->training.precision);
    if (plan->precision != PRECISION_COUNT)
        return STATUS_OK;
    char known[100] = "";
    for (size_t i = 0; i < PRECISION_COUNT; i++) {
        size_t used = strlen(known);
        if (plan->device.peak_flop_per_s[i] > 0)
            snprintf(known + used, sizeof known - used, "%s%s", used ? ", " : "", precision_names[i]);
    }
    const char *key = plan->service.kind == SERVICE_REQUESTS ? "serving" : "training";
    const struct yaml_node *stated = yaml_tree_get(yaml_tree_get(node, key), "precision");
    return diag_error(
        reader->diag, stated ? stated->mark : node->mark, NULL,
        "%s states no peak for %s, the precision of this %s; it states %s. Say %s: {precision: ...} in a plan",
        plan->device.name, precision_names[plan->training.precision], key, known, key);
}

// What the plan itself says nothing of: default < hardware < region.
static void plan_settle_below(const struct plan *plan, struct input_set *set)
{
    input_fill_defaults(set);
    if (plan->has_device) {
        input_overlay(set, &plan->device.inputs);
        device_utilization(&plan->device, plan->precision, plan->is_recurrent, set);
    }
    if (plan->has_region)
        input_overlay(set, &plan->region.inputs);
}

static void plan_settle_inputs(const struct input_set *from_plan, const struct input_set *from_settings,
                               struct plan *plan)
{
    plan_settle_below(plan, &plan->inputs);
    input_overlay(&plan->inputs, from_plan);
    input_overlay(&plan->inputs, from_settings);
}

void plan_move(const struct plan *plan, const struct region *region, struct plan *moved)
{
    *moved = *plan;
    moved->has_region = true;
    moved->region = *region;
    moved->inputs = (struct input_set){0};
    plan_settle_below(moved, &moved->inputs);
    for (int id = 0; id < INPUT_COUNT; id++)
        if (plan->inputs.values[id].origin > INPUT_REGION)
            moved->inputs.values[id] = plan->inputs.values[id];
}

const char *plan_obstacle_words(enum plan_obstacle obstacle)
{
    static const char *const words[PLAN_OBSTACLE_COUNT] = {
#define PLAN_OBSTACLE_WORDS(id, text) [id] = text,
        PLAN_OBSTACLE_ROWS(PLAN_OBSTACLE_WORDS)
#undef PLAN_OBSTACLE_WORDS
    };
    return words[obstacle];
}

// Inputs that a plan states of the devices that it has.
static bool plan_is_of_devices(int id)
{
    static const enum input_id of[] = {INPUT_UTILIZATION,   INPUT_POWER_DEVICE,    INPUT_POWER_HOST,
                                       INPUT_PRICE_DEVICE,  INPUT_FAILURE_RATE,    INPUT_PRICE_DEVICE_PREEMPTIBLE,
                                       INPUT_EMBODIED_HOST, INPUT_EMBODIED_DEVICE, INPUT_DEVICE_LIFETIME};
    for (size_t i = 0; i < sizeof of / sizeof *of; i++)
        if ((int)of[i] == id)
            return true;
    return false;
}

static enum plan_obstacle plan_lay_out(struct plan *plan)
{
    struct layout *layout = &plan->layout;
    int64_t split = (layout->tensor ? layout->tensor : 1) * (layout->pipeline ? layout->pipeline : 1) *
                    (layout->context ? layout->context : 1);
    const int64_t replicas = plan->devices / split;
    if (replicas * split != plan->devices)
        return PLAN_DOES_NOT_DIVIDE;
    layout->data = layout->data ? replicas : 0;
    for (size_t i = 0; i < plan->training.phase_count; i++)
        if ((double)replicas > ceil(training_batch(&plan->training.phases[i])))
            return PLAN_IS_SMALL; // never so where tokens alone are known
    return PLAN_NO_OBSTACLE;
}

enum plan_obstacle plan_equip(const struct plan *plan, const struct device *device, int64_t devices,
                              struct plan *equipped)
{
    const bool is_other = device && plan->has_device && strcmp(device->name, plan->device.name) != 0;
    *equipped = *plan;
    equipped->devices = devices;
    equipped->devices_are_default = false;
    if (plan->inputs.values[INPUT_MEASURED_TIME].origin != INPUT_UNSET ||
        plan->inputs.values[INPUT_MEASURED_POWER].origin != INPUT_UNSET)
        return PLAN_IS_MEASURED;
    if (device && (is_other || !plan->has_device)) {
        equipped->has_device = true;
        equipped->device = *device;
        equipped->node_node = device->node_node;
        equipped->node_is_default = device->node_is_default;
        equipped->devices_per_node = device->devices_per_node;
        equipped->precision = device_precision(device, plan->training.precision);
    }
    if (!equipped->has_device || equipped->precision == PRECISION_COUNT)
        return PLAN_LACKS_PEAK;
    equipped->inputs = (struct input_set){0};
    plan_settle_below(equipped, &equipped->inputs);
    for (int id = 0; id < INPUT_COUNT; id++) {
        enum input_origin origin = plan->inputs.values[id].origin;
        if (origin == INPUT_COMMAND_LINE || (origin == INPUT_PLAN && !(is_other && plan_is_of_devices(id))))
            equipped->inputs.values[id] = plan->inputs.values[id];
    }
    if (equipped->inputs.values[INPUT_UTILIZATION].origin == INPUT_UNSET)
        return PLAN_LACKS_UTILIZATION;
    return plan_lay_out(equipped);
}

enum status plan_read(struct reader *reader, struct catalog *catalog, const struct yaml_node *node,
                      const struct plan_options *options, struct plan *plan)
{
    *plan = (struct plan){.node = node, .precision = PRECISION_COUNT};
    struct plan_node read = {.seed = 1};
    struct input_set from_plan = {0}, from_settings = {0};
    enum status all[10] = {STATUS_OK};
    all[0] = field_read(reader, plan_fields, sizeof plan_fields / sizeof *plan_fields, node, &read);
    plan->name = read.name;
    plan->samples = read.samples;
    plan->seed = read.seed;
    plan->published = read.published;
    plan->model.name = "(no model)";
    plan->model.training.precision = PRECISION_MIXED;
    const bool has_model = read.model || options->model;
    if (has_model)
        all[1] = plan_read_model(reader, catalog, read.model, options, plan);
    plan->training = plan->model.training;
    if (read.training) {
        size_t length = field_enter(reader, "training");
        all[2] = training_read(reader, read.training, model_needs_sequence(&plan->model), &plan->training);
        field_leave(reader, length);
    }
    all[3] = plan_read_hardware(reader, catalog, read.hardware, options, plan);
    all[4] = plan_read_region(reader, catalog, read.region, options, plan);
    if (read.inputs) {
        size_t length = field_enter(reader, "inputs");
        all[5] = input_read_all(reader, read.inputs, INPUT_PLAN, &from_plan);
        field_leave(reader, length);
    }
    all[6] = layout_read(reader, read.parallel, plan->devices, &plan->layout);
    all[7] = plan_read_settings(reader, options, has_model, &from_settings);
    if (all[1] == STATUS_OK && all[2] == STATUS_OK)
        all[9] = plan_read_service(reader, &read, plan);
    all[8] = correlation_read(reader, read.correlations, &plan->correlations);
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        status = all[i] == STATUS_OK ? status : all[i];
    if (status == STATUS_OK)
        status = plan_settle_precision(reader, node, plan);
    if (status == STATUS_OK)
        status = plan_check(reader, plan, read.parallel);
    if (status != STATUS_OK)
        return status;
    plan_settle_inputs(&from_plan, &from_settings, plan);
    correlation_warn(reader, &plan->correlations, &plan->inputs);
    status = plan_check_trials(reader, &plan->inputs);
    if (status == STATUS_OK)
        status = plan_check_failures(reader, plan);
    if (status != STATUS_OK)
        return status;
    if (!has_model && plan->inputs.values[INPUT_MEASURED_TIME].origin == INPUT_UNSET)
        return field_error(reader, node, "\"model\" is missing, and no measured_time stands in its place");
    if (!plan->name)
        plan->name = plan->model.name;
    return diag_status(reader->diag);
}

enum status plan_open(struct reader *reader, struct catalog *catalog, const char *text,
                      const struct plan_options *options, struct plan *plan)
{
    const struct yaml_node *node = NULL;
    *plan = (struct plan){0};
    enum status status = catalog_open_text(catalog, CATALOG_COUNT, text, &node);
    if (status != STATUS_OK)
        return status;
    enum catalog_kind kind = catalog_kind_of(node);
    if (kind == CATALOG_PLAN)
        return plan_read(reader, catalog, node, options, plan);
    if (kind != CATALOG_MODEL)
        return diag_error(reader->diag, node->mark, NULL, "a plan or a model is wanted here, not a %s",
                          catalog_key(kind));
    // A model alone is a plan that says nothing else.
    struct yaml_node *bare = arena_alloc(reader->arena, sizeof *bare);
    struct yaml_pair *pair = arena_alloc(reader->arena, sizeof *pair);
    if (!bare || !pair)
        return STATUS_NO_MEMORY;
    *pair = (struct yaml_pair){.key = "model", .key_mark = node->mark, .value = node};
    *bare = (struct yaml_node){
        .kind = YAML_MAPPING, .mark = node->mark, .text = "", .count = 1, .pairs = pair, .weight = 1};
    return plan_read(reader, catalog, bare, options, plan);
}
