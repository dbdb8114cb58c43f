#include "plan/work.h"

#include <string.h>

#include "read/overlay.h"

enum { WORK_PLAN_KEYS = 9 };

// The keys of a plan that may stand in an item itself, over those of its plan.
static const char *const work_plan_keys[WORK_PLAN_KEYS] = {"model",        "training", "hardware", "region",  "inputs",
                                                           "correlations", "parallel", "serving",  "rollouts"};

struct work_node {
    const char *name, *stage;
    const struct yaml_node *plan, *over[WORK_PLAN_KEYS];
    const struct yaml_node *search, *runs, *seeds, *fraction, *times, *of, *storage, *energy, *cost;
    int64_t folds, at_once;
};

#define WORK_NODE_FIELD(word, member)                                                                                  \
    {                                                                                                                  \
        .key = word, .type = FIELD_NODE, .offset = offsetof(struct work_node, member)                                  \
    }

static const struct field work_fields[] = {
    {.key = "name", .type = FIELD_TEXT, .offset = offsetof(struct work_node, name), .required = true},
    {.key = "stage", .type = FIELD_TEXT, .offset = offsetof(struct work_node, stage)},
    WORK_NODE_FIELD("plan", plan),
    WORK_NODE_FIELD("model", over[0]),
    WORK_NODE_FIELD("training", over[1]),
    WORK_NODE_FIELD("hardware", over[2]),
    WORK_NODE_FIELD("region", over[3]),
    WORK_NODE_FIELD("inputs", over[4]),
    WORK_NODE_FIELD("correlations", over[5]),
    WORK_NODE_FIELD("parallel", over[6]),
    WORK_NODE_FIELD("serving", over[7]),
    WORK_NODE_FIELD("rollouts", over[8]),
    WORK_NODE_FIELD("search", search),
    WORK_NODE_FIELD("runs", runs),
    WORK_NODE_FIELD("seeds", seeds),
    WORK_NODE_FIELD("fraction", fraction),
    WORK_NODE_FIELD("times", times),
    WORK_NODE_FIELD("fraction_of", of),
    WORK_NODE_FIELD("storage", storage),
    WORK_NODE_FIELD("energy", energy),
    WORK_NODE_FIELD("cost", cost),
    {.key = "folds", .type = FIELD_COUNT, .offset = offsetof(struct work_node, folds), .low = 2, .high = 1e6},
    {.key = "at_once", .type = FIELD_COUNT, .offset = offsetof(struct work_node, at_once), .low = 1, .high = 1e6},
};

// What may vary, each with its bounds in SI.
static const struct field work_runs = {.key = "runs", .low = 0, .high = SEARCH_TRIALS_MAX};
static const struct field work_seeds = {.key = "seeds", .low = 0, .high = 1e6};
static const struct field work_fraction = {.key = "fraction", .low = 0, .high = 1};
static const struct field work_times = {.key = "times", .low = 0, .high = 1e6};
static const struct field work_energy = {
    .key = "energy", .dimension = DIMENSION_ENERGY, .low = 0, .high = 1e21, .unit = "kWh"};
static const struct field work_cost = {
    .key = "cost", .dimension = DIMENSION_MONEY, .low = 0, .high = 1e12, .unit = "USD"};

static struct dist work_constant(double value)
{
    return (struct dist){.kind = DIST_CONSTANT, .argument = {value}};
}

static enum status work_dist(struct reader *reader, const struct field *row, const struct yaml_node *node,
                             struct dist *dist)
{
    if (!node)
        return STATUS_OK;
    size_t length = field_enter(reader, row->key);
    enum status status = dist_read(reader, row, node, dist);
    field_leave(reader, length);
    return status;
}

// ---- storage ---------------------------------------------------------------------------------

struct work_storage {
    const struct yaml_node *amount, *duration, *price, *power;
};

static const struct field work_storage_fields[] = {
    {.key = "amount", .type = FIELD_NODE, .offset = offsetof(struct work_storage, amount), .required = true},
    {.key = "duration", .type = FIELD_NODE, .offset = offsetof(struct work_storage, duration), .required = true},
    {.key = "price", .type = FIELD_NODE, .offset = offsetof(struct work_storage, price)},
    {.key = "power", .type = FIELD_NODE, .offset = offsetof(struct work_storage, power)},
};

static enum status work_read_storage(struct reader *reader, const struct yaml_node *node, struct work *work)
{
    static const struct field amount = {
        .key = "amount", .dimension = DIMENSION_DATA, .low = 0, .high = 1e24, .unit = "TB"};
    static const struct field duration = {
        .key = "duration", .dimension = DIMENSION_TIME, .low = 0, .high = 1e11, .unit = "years"};
    static const struct field price = {
        .key = "price", .dimension = DIMENSION_DATA_PRICE, .low = 0, .high = 1, .unit = "USD/TB/month"};
    static const struct field power = {
        .key = "power", .dimension = DIMENSION_DATA_POWER, .low = 0, .high = 1, .unit = "W/TB"};
    struct work_storage read = {0};
    size_t length = field_enter(reader, "storage");
    enum status all[5] = {field_read(reader, FIELD_ARRAY(work_storage_fields), node, &read)};
    all[1] = work_dist(reader, &amount, read.amount, &work->amount_bytes);
    all[2] = work_dist(reader, &duration, read.duration, &work->duration_s);
    all[3] = work_dist(reader, &price, read.price, &work->price_usd_per_byte_s);
    all[4] = work_dist(reader, &power, read.power, &work->power_w_per_byte);
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        status = all[i] == STATUS_OK ? status : all[i];
    if (status == STATUS_OK && !read.price && !read.power)
        status = field_error(reader, node, "a store needs a \"price\" or a \"power\", or it costs nothing");
    field_leave(reader, length);
    return status;
}

// ---- the item --------------------------------------------------------------------------------

// What the item itself says of a plan, as a mapping; *over NULL: nothing.
static enum status work_over(struct reader *reader, const struct yaml_node *node, const struct work_node *read,
                             const struct yaml_node **over)
{
    struct yaml_pair *pairs = arena_array(reader->arena, WORK_PLAN_KEYS, sizeof *pairs);
    size_t count = 0;
    if (!pairs)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < WORK_PLAN_KEYS; i++)
        if (read->over[i])
            pairs[count++] = *yaml_tree_pair(node, work_plan_keys[i]);
    *over = count ? overlay_mapping(reader->arena, node->mark, pairs, count) : NULL;
    return count && !*over ? STATUS_NO_MEMORY : STATUS_OK;
}

// Which kind of work it is, and that it is one alone.
static enum status work_tell(struct reader *reader, const struct yaml_node *node, const struct work_node *read,
                             bool has_over, struct work *work)
{
    const bool is[] = {[WORK_RUNS] = read->plan || has_over || read->search || read->runs || read->seeds || read->folds,
                       [WORK_FRACTION] = read->of != NULL,
                       [WORK_STORAGE] = read->storage != NULL,
                       [WORK_ENERGY] = read->energy != NULL,
                       [WORK_COST] = read->cost != NULL};
    size_t count = 0;
    for (size_t kind = 0; kind < sizeof is / sizeof *is; kind++)
        if (is[kind]) {
            work->kind = (enum work_kind)kind;
            count++;
        }
    if (count != 1)
        return field_error(reader, node,
                           "a work item is one thing: a \"plan\" or \"model\" that is run, a \"fraction_of\" other "
                           "items, a \"storage\", an \"energy\", or a \"cost\"; this one is %s",
                           count ? "more than one" : "none of them");
    if (work->kind == WORK_RUNS && !read->plan && !has_over)
        return field_error(reader, node, "\"plan\" is missing: what is run?");
    if (work->kind == WORK_FRACTION && (read->fraction != NULL) == (read->times != NULL))
        return field_error(reader, node, "\"fraction_of\" goes with a \"fraction\" of up to 100 %%, or with \"times\"");
    if (work->kind != WORK_FRACTION && read->times)
        return field_error(reader, read->times, "\"times\" goes with \"fraction_of\"; say \"runs\" or \"seeds\"");
    if (work->kind != WORK_RUNS && work->kind != WORK_FRACTION && read->fraction)
        return field_error(reader, read->fraction, "there is nothing here of which this could be a fraction");
    if (work->kind != WORK_RUNS && read->at_once)
        return field_error(reader, node, "\"at_once\" goes with runs");
    if (read->runs && read->search)
        return field_error(reader, read->runs, "the search says how many runs there are; \"seeds\" repeats each");
    return STATUS_OK;
}

enum status work_read(struct reader *reader, const struct yaml_node *node, struct work *work,
                      const struct yaml_node **plan_node, const struct yaml_node **over)
{
    struct work_node read = {.name = "", .folds = 0, .at_once = 0};
    *work = (struct work){.node = node, .name = ""};
    work->seeds = work->fraction = work_constant(1);
    work->amount_bytes = work->duration_s = work->price_usd_per_byte_s = work->power_w_per_byte = work->energy_j =
        work->cost_usd = work_constant(0);
    enum status all[9] = {field_read(reader, FIELD_ARRAY(work_fields), node, &read)};
    if (all[0] == STATUS_NO_MEMORY || node->kind != YAML_MAPPING)
        return all[0];
    work->name = read.name;
    work->stage = read.stage;
    work->folds = read.folds ? read.folds : 1;
    work->at_once = read.at_once ? read.at_once : 1;
    work->of_node = read.of;
    *plan_node = read.plan;
    all[1] = work_over(reader, node, &read, over);
    all[2] = work_tell(reader, node, &read, *over != NULL, work);
    struct dist runs = work_constant(1);
    all[3] = work_dist(reader, &work_runs, read.runs, &runs);
    all[4] = work_dist(reader, &work_seeds, read.seeds, &work->seeds);
    all[5] = work_dist(reader, read.times ? &work_times : &work_fraction, read.times ? read.times : read.fraction,
                       &work->fraction);
    all[6] = work_dist(reader, &work_cost, read.cost, &work->cost_usd);
    all[7] = read.storage ? work_read_storage(reader, read.storage, work) : STATUS_OK;
    all[8] = work_dist(reader, &work_energy, read.energy, &work->energy_j);
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        status = all[i] == STATUS_OK ? status : all[i];
    size_t length = field_enter(reader, "search");
    enum status searched =
        read.search ? search_read(reader, read.search, &work->search) : search_none(reader->arena, &work->search);
    field_leave(reader, length);
    if (!read.search && searched == STATUS_OK)
        work->search.groups[0].trials = runs;
    if (!read.at_once && work->search.workers)
        work->at_once = work->search.workers;
    if (status == STATUS_OK && !work->name[0])
        return field_error(reader, node, "a work item needs a name");
    return status == STATUS_OK ? searched : status;
}
