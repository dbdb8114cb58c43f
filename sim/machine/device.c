#include "machine/device.h"

#include <string.h>

struct device_node {
    const char *name, *description;
    const struct yaml_node *peak, *memory, *power, *price, *utilization, *embodied, *lifetime;
    struct {
        int64_t devices;
        const struct yaml_node *embodied;
    } node;
};

static const struct field device_node_fields[] = {
    {.key = "devices",
     .type = FIELD_COUNT,
     .offset = offsetof(struct device_node, node.devices),
     .low = 1,
     .high = 1e5},
    {.key = "embodied", .type = FIELD_NODE, .offset = offsetof(struct device_node, node.embodied)},
};

#define DEVICE_NODE_FIELD(member, is_required)                                                                         \
    {                                                                                                                  \
        .key = #member, .type = FIELD_NODE, .offset = offsetof(struct device_node, member), .required = is_required    \
    }

static const struct field device_fields[] = {
    {.key = "device", .type = FIELD_TEXT, .offset = offsetof(struct device_node, name)},
    {.key = "description", .type = FIELD_TEXT, .offset = offsetof(struct device_node, description)},
    DEVICE_NODE_FIELD(peak, true),
    DEVICE_NODE_FIELD(memory, false),
    DEVICE_NODE_FIELD(power, false),
    DEVICE_NODE_FIELD(price, false),
    DEVICE_NODE_FIELD(utilization, false),
    DEVICE_NODE_FIELD(embodied, false),
    DEVICE_NODE_FIELD(lifetime, false),
    {.key = "node", .type = FIELD_STRUCT, .fields = FIELD_ARRAY(device_node_fields)},
};

// A rule for a number that may be a distribution: read as an input would be, kept as its median.
static enum status device_read_number(struct reader *reader, const struct yaml_node *mapping, const char *key,
                                      enum dimension dimension, double *value)
{
    const struct yaml_node *node = yaml_tree_get(mapping, key);
    if (!node)
        return STATUS_OK;
    struct field row = {.key = key, .dimension = dimension, .low = DBL_MIN, .high = DBL_MAX};
    struct dist dist;
    size_t length = field_enter(reader, key);
    enum status status = dist_read(reader, &row, node, &dist);
    field_leave(reader, length);
    if (status == STATUS_OK)
        *value = dist_quantile(&dist, 0.5);
    return status;
}

// Reads a mapping whose keys are precisions, each value left as a node.
static enum status device_read_precisions(struct reader *reader, const struct yaml_node *node, const struct field *more,
                                          size_t more_count, const struct yaml_node *values[])
{
    struct field rows[PRECISION_COUNT + 1];
    for (size_t i = 0; i < PRECISION_COUNT; i++)
        rows[i] = (struct field){.key = precision_names[i], .type = FIELD_NODE, .offset = i * sizeof *values};
    for (size_t i = 0; i < more_count; i++)
        rows[PRECISION_COUNT + i] = more[i];
    return field_read(reader, rows, PRECISION_COUNT + more_count, node, values);
}

static enum status device_read_peak(struct reader *reader, const struct yaml_node *node, struct device *device)
{
    const struct yaml_node *values[PRECISION_COUNT] = {0};
    enum status status = device_read_precisions(reader, node, NULL, 0, values);
    struct field row = {.type = FIELD_QUANTITY, .dimension = DIMENSION_FLOP_RATE, .low = DBL_MIN, .high = 1e24};
    size_t stated = 0;
    for (size_t i = 0; i < PRECISION_COUNT; i++) {
        if (!values[i])
            continue;
        row.key = precision_names[i];
        device->peak_node[i] = values[i];
        size_t length = field_enter(reader, row.key);
        enum status one = field_read_value(reader, &row, values[i], &device->peak_flop_per_s[i]);
        field_leave(reader, length);
        status = one == STATUS_OK ? status : one;
        stated++;
    }
    return status == STATUS_OK && !stated ? field_error(reader, node, "no peak is stated") : status;
}

static enum status device_read_memory(struct reader *reader, const struct yaml_node *node, struct device *device)
{
    static const struct field rows[] = {{.key = "capacity", .type = FIELD_NODE},
                                        {.key = "bandwidth", .type = FIELD_NODE},
                                        {.key = "utilization", .type = FIELD_NODE}};
    const struct yaml_node *ignored = NULL, *utilization = yaml_tree_get(node, "utilization");
    enum status status = field_read(reader, rows, sizeof rows / sizeof *rows, node, &ignored);
    enum status capacity = device_read_number(reader, node, "capacity", DIMENSION_DATA, &device->memory_bytes);
    enum status bandwidth =
        device_read_number(reader, node, "bandwidth", DIMENSION_DATA_RATE, &device->memory_bytes_per_s);
    device->bandwidth_node = yaml_tree_get(node, "bandwidth");
    if (utilization) {
        size_t length = field_enter(reader, "utilization");
        enum status one = input_read(reader, INPUT_BANDWIDTH_UTILIZATION, utilization, INPUT_HARDWARE, &device->inputs);
        field_leave(reader, length);
        status = status == STATUS_OK ? one : status;
    }
    return status != STATUS_OK ? status : capacity != STATUS_OK ? capacity : bandwidth;
}

// The sum of two powers that rise and fall together, as those of the CPU and the DRAM of a busy node do: ends and modes
// add up. Where they have no ends, what is left is the sum of the medians.
static struct dist device_sum(const struct dist *one, const struct dist *other)
{
    bool has_ends = one->kind == DIST_CONSTANT || one->kind == DIST_UNIFORM || one->kind == DIST_TRIANGULAR;
    struct dist sum = *one;
    if (has_ends && other->kind == one->kind && !one->is_truncated && !other->is_truncated)
        for (size_t i = 0; i < dist_argument_count(one->kind); i++)
            sum.argument[i] += other->argument[i];
    else
        sum = (struct dist){.kind = DIST_CONSTANT, .argument = {dist_quantile(one, 0.5) + dist_quantile(other, 0.5)}};
    return sum;
}

// power_host is the sum of the CPU's and the DRAM's power: what a node draws beside its devices.
static enum status device_read_host(struct reader *reader, const struct yaml_node *host, struct device *device)
{
    static const struct field rows[] = {{.key = "cpu", .type = FIELD_NODE, .required = true},
                                        {.key = "dram", .type = FIELD_NODE, .required = true}};
    const struct yaml_node *ignored = NULL;
    enum status status = field_read(reader, rows, sizeof rows / sizeof *rows, host, &ignored);
    if (status != STATUS_OK)
        return status;
    struct field row = {.dimension = DIMENSION_POWER, .low = 0, .high = 1e6, .unit = "W"};
    struct dist cpu, dram;
    const struct yaml_node *cpu_node = yaml_tree_get(host, "cpu"), *dram_node = yaml_tree_get(host, "dram");
    row.key = "cpu";
    enum status first = dist_read(reader, &row, cpu_node, &cpu);
    row.key = "dram";
    enum status second = dist_read(reader, &row, dram_node, &dram);
    if (first != STATUS_OK || second != STATUS_OK)
        return first != STATUS_OK ? first : second;
    struct citation from = citation_of(cpu_node), other = citation_of(dram_node);
    const char *one = from.text ? from.text : "nobody is cited", *two = other.text ? other.text : "nobody is cited";
    // A sum of which a part is assumed is assumed.
    if (strcmp(one, two) != 0)
        from = (struct citation){.text = arena_format(reader->arena, "CPU: %s; DRAM: %s", one, two),
                                 .assumed = from.assumed || other.assumed};
    struct input *input = &device->inputs.values[INPUT_POWER_HOST];
    *input =
        (struct input){.dist = device_sum(&cpu, &dram), .origin = INPUT_HARDWARE, .mark = host->mark, .citation = from};
    input->point = dist_quantile(&input->dist, 0.5);
    return STATUS_OK;
}

static enum status device_read_power(struct reader *reader, const struct yaml_node *node, struct device *device)
{
    static const struct field rows[] = {{.key = "tdp", .type = FIELD_NODE},
                                        {.key = "device", .type = FIELD_NODE},
                                        {.key = "system", .type = FIELD_NODE},
                                        {.key = "host", .type = FIELD_NODE}};
    const struct yaml_node *ignored = NULL, *device_node = yaml_tree_get(node, "device"),
                           *host = yaml_tree_get(node, "host");
    double system = 0;
    enum status status = field_read(reader, rows, sizeof rows / sizeof *rows, node, &ignored);
    enum status parts[4] = {device_read_number(reader, node, "tdp", DIMENSION_POWER, &device->tdp_w),
                            device_read_number(reader, node, "system", DIMENSION_POWER, &system), STATUS_OK, STATUS_OK};
    size_t length = 0;
    if (device_node) {
        length = field_enter(reader, "device");
        parts[2] = input_read(reader, INPUT_POWER_DEVICE, device_node, INPUT_HARDWARE, &device->inputs);
        field_leave(reader, length);
    } else if (device->tdp_w > 0) {
        device->power_is_tdp = true;
        const struct yaml_node *tdp = yaml_tree_get(node, "tdp");
        input_put(&device->inputs, INPUT_POWER_DEVICE, device->tdp_w, INPUT_HARDWARE, tdp->mark, citation_of(tdp));
    }
    if (host) {
        length = field_enter(reader, "host");
        parts[3] = device_read_host(reader, host, device);
        field_leave(reader, length);
    }
    for (size_t i = 0; i < 4; i++)
        status = parts[i] == STATUS_OK ? status : parts[i];
    return status;
}

#define DEVICE_PRICE_FIELD(member, ...)                                                                                \
    {                                                                                                                  \
        .key = #member, .offset = offsetof(struct device_price, member), __VA_ARGS__                                   \
    }

static const struct field device_price_fields[] = {
    DEVICE_PRICE_FIELD(vendor, .type = FIELD_TEXT, .required = true),
    DEVICE_PRICE_FIELD(date, .type = FIELD_TEXT, .required = true),
    DEVICE_PRICE_FIELD(on_demand, .type = FIELD_QUANTITY, .dimension = DIMENSION_MONEY_RATE, .low = DBL_MIN,
                       .high = 1e3),
    DEVICE_PRICE_FIELD(preemptible, .type = FIELD_QUANTITY, .dimension = DIMENSION_MONEY_RATE, .low = DBL_MIN,
                       .high = 1e3),
    DEVICE_PRICE_FIELD(devices, .type = FIELD_COUNT, .low = 1, .high = 1e5),
};

static enum status device_read_prices(struct reader *reader, const struct yaml_node *node, struct device *device)
{
    static const struct field row = {.key = "price",
                                     .type = FIELD_LIST,
                                     .fields = FIELD_ARRAY(device_price_fields),
                                     .item_size = sizeof(struct device_price)};
    struct field_list list = {0};
    enum status status = field_read_value(reader, &row, node, &list);
    if (status != STATUS_OK)
        return status;
    device->prices = list.items;
    device->price_count = list.count;
    for (size_t i = 0; i < list.count; i++) {
        struct device_price *price = &device->prices[i];
        price->citation = citation_of(node->items[i]);
        price->citation.text =
            arena_format(reader->arena, "%s, %s%s%s", price->vendor, price->date, price->citation.text ? ": " : "",
                         price->citation.text ? price->citation.text : "");
        if (!price->citation.text)
            return STATUS_NO_MEMORY;
        if (!price->devices)
            price->devices = 1;
        if (price->on_demand <= 0 && price->preemptible <= 0)
            status = field_error(reader, node->items[i], "a price row needs \"on_demand\" or \"preemptible\"");
    }
    // Of each kind of price the first row that has it is used, so what stands first is what a profile recommends.
    for (size_t i = list.count; i-- > 0;) {
        const struct device_price *price = &device->prices[i];
        double share = 1.0 / (double)price->devices;
        if (price->on_demand > 0)
            input_put(&device->inputs, INPUT_PRICE_DEVICE, price->on_demand * share, INPUT_HARDWARE,
                      node->items[i]->mark, price->citation);
        if (price->preemptible > 0)
            input_put(&device->inputs, INPUT_PRICE_DEVICE_PREEMPTIBLE, price->preemptible * share, INPUT_HARDWARE,
                      node->items[i]->mark, price->citation);
    }
    return status;
}

static enum status device_read_prior(struct reader *reader, const struct yaml_node *node, struct input *prior)
{
    struct input_set set = {0};
    enum status status = input_read(reader, INPUT_UTILIZATION, node, INPUT_HARDWARE, &set);
    *prior = set.values[INPUT_UTILIZATION];
    return status;
}

// A prior for every precision alike, or a mapping of precisions, with `recurrent:` for a mapping of its own.
static enum status device_read_priors(struct reader *reader, const struct yaml_node *node, struct input priors[],
                                      struct input recurrent[])
{
    enum status status = STATUS_OK;
    if (node->kind != YAML_MAPPING || dist_is_value(node)) {
        status = device_read_prior(reader, node, &priors[0]);
        for (size_t i = 1; i < PRECISION_COUNT; i++)
            priors[i] = priors[0];
        return status;
    }
    static const struct field recurrent_row = {
        .key = "recurrent", .type = FIELD_NODE, .offset = PRECISION_COUNT * sizeof(const struct yaml_node *)};
    const struct yaml_node *values[PRECISION_COUNT + 1] = {0};
    status = device_read_precisions(reader, node, &recurrent_row, recurrent ? 1 : 0, values);
    for (size_t i = 0; i <= PRECISION_COUNT; i++) {
        if (!values[i])
            continue;
        size_t length = field_enter(reader, i < PRECISION_COUNT ? precision_names[i] : "recurrent");
        enum status one = i < PRECISION_COUNT ? device_read_prior(reader, values[i], &priors[i])
                                              : device_read_priors(reader, values[i], recurrent, NULL);
        field_leave(reader, length);
        status = one == STATUS_OK ? status : one;
    }
    return status;
}

// What the making of a device and of a node emits, and how long they last.
static enum status device_read_making(struct reader *reader, const struct device_node *read, struct device *device)
{
    const struct {
        const char *part, *key;
        enum input_id id;
        const struct yaml_node *node;
    } stated[] = {{NULL, "embodied", INPUT_EMBODIED_DEVICE, read->embodied},
                  {NULL, "lifetime", INPUT_DEVICE_LIFETIME, read->lifetime},
                  {"node", "embodied", INPUT_EMBODIED_HOST, read->node.embodied}};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sizeof stated / sizeof *stated; i++) {
        if (!stated[i].node)
            continue;
        size_t outer = stated[i].part ? field_enter(reader, stated[i].part) : 0;
        size_t inner = field_enter(reader, stated[i].key);
        enum status one = input_read(reader, stated[i].id, stated[i].node, INPUT_HARDWARE, &device->inputs);
        field_leave(reader, inner);
        if (stated[i].part)
            field_leave(reader, outer);
        status = one == STATUS_OK ? status : one;
    }
    return status;
}

enum status device_read(struct reader *reader, const struct yaml_node *node, struct device *device)
{
    *device = (struct device){.devices_per_node = 1};
    struct device_node read = {.name = "(unnamed device)", .description = "", .node.devices = 1};
    enum status status = field_read(reader, device_fields, sizeof device_fields / sizeof *device_fields, node, &read);
    device->name = read.name;
    device->description = read.description;
    device->devices_per_node = read.node.devices;
    device->node_node = yaml_tree_get(yaml_tree_get(node, "node"), "devices");
    device->node_is_default = !device->node_node;
    const struct {
        const char *key;
        const struct yaml_node *node;
        enum status (*read)(struct reader *reader, const struct yaml_node *node, struct device *device);
    } parts[] = {{"peak", read.peak, device_read_peak},
                 {"memory", read.memory, device_read_memory},
                 {"power", read.power, device_read_power},
                 {"price", read.price, device_read_prices}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!parts[i].node)
            continue;
        size_t length = field_enter(reader, parts[i].key);
        enum status one = parts[i].read(reader, parts[i].node, device);
        field_leave(reader, length);
        status = one == STATUS_OK ? status : one;
    }
    enum status making = device_read_making(reader, &read, device);
    status = making == STATUS_OK ? status : making;
    if (read.utilization) {
        size_t length = field_enter(reader, "utilization");
        enum status one =
            device_read_priors(reader, read.utilization, device->utilization, device->utilization_recurrent);
        field_leave(reader, length);
        status = one == STATUS_OK ? status : one;
    }
    return status;
}

enum precision device_precision(const struct device *device, int asked)
{
    static const enum precision mixed[] = {PRECISION_BF16, PRECISION_FP16, PRECISION_FP32};
    if (asked != PRECISION_MIXED)
        return device->peak_flop_per_s[asked] > 0 ? (enum precision)asked : PRECISION_COUNT;
    for (size_t i = 0; i < sizeof mixed / sizeof *mixed; i++)
        if (device->peak_flop_per_s[mixed[i]] > 0)
            return mixed[i];
    return PRECISION_COUNT;
}

void device_utilization(const struct device *device, enum precision precision, bool recurrent, struct input_set *set)
{
    const struct input *prior = &device->utilization[precision];
    if (recurrent && device->utilization_recurrent[precision].origin != INPUT_UNSET)
        prior = &device->utilization_recurrent[precision];
    if (prior->origin != INPUT_UNSET)
        set->values[INPUT_UTILIZATION] = *prior;
}
