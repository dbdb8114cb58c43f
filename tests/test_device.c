#include "testing.h"

#include <dirent.h>
#include <math.h>
#include <string.h>

#include "machine/device.h"

static struct device read_named(struct testing *t, const char *name)
{
    struct device device;
    const struct yaml_node *node = testing_open(t, CATALOG_DEVICE, name);
    assert_int_equal(device_read(&t->reader, node, &device), STATUS_OK);
    TESTING_CLEAN(t);
    assert_string_equal(t->reader.path, "");
    return device;
}

static struct device read_yaml(struct testing *t, const char *text)
{
    struct device device;
    assert_int_equal(device_read(&t->reader, testing_yaml(t, text), &device), STATUS_OK);
    TESTING_CLEAN(t);
    return device;
}

static void refuse(struct testing *t, const char *text, const char *path, const char *why)
{
    struct device device;
    assert_int_equal(device_read(&t->reader, testing_yaml(t, text), &device), STATUS_BAD_INPUT);
    TESTING_ERROR_PATH(t, path, why);
    assert_string_equal(t->reader.path, "");
    testing_forget(t);
}

static double median_of_triangular(double a, double m, double b)
{
    return m - a > (b - a) / 2 ? a + sqrt((b - a) * (m - a) / 2) : b - sqrt((b - a) * (b - m) / 2);
}

// ---- the devices that come with the program -----------------------------------------------------

static void assert_sound(const struct device *device)
{
    size_t peaks = 0, priors = 0;
    assert_true(strlen(device->name) > 0);
    assert_true(strlen(device->description) > 0);
    for (int i = 0; i < PRECISION_COUNT; i++) {
        double peak = device->peak_flop_per_s[i];
        // From an old card to a rack: a slip of a prefix falls out of this range.
        assert_true(peak <= 0 || (peak >= 1e12 && peak <= 1e17));
        peaks += peak > 0;
        const struct input *given[] = {&device->utilization[i], &device->utilization_recurrent[i]};
        for (size_t k = 0; k < 2; k++) {
            if (given[k]->origin == INPUT_UNSET)
                continue;
            priors++;
            assert_true(peak > 0); // a prior without a peak could never be used
            assert_true(given[k]->point > 0 && given[k]->point <= 1);
            assert_int_equal(given[k]->origin, INPUT_HARDWARE);
            assert_non_null(given[k]->citation.text);
        }
    }
    assert_true(peaks > 0 && priors > 0);
    assert_true(device->memory_bytes >= 1e9 && device->memory_bytes_per_s >= 1e11);
    assert_true(device->tdp_w >= 50 && device->tdp_w <= 2000);
    assert_true(device->devices_per_node >= 1);
    const struct input *power = &device->inputs.values[INPUT_POWER_DEVICE];
    assert_int_equal(power->origin, INPUT_HARDWARE);
    assert_true(power->point > 0 && power->point <= device->tdp_w);
    assert_int_equal(device->inputs.values[INPUT_POWER_HOST].origin, INPUT_HARDWARE);
    assert_non_null(device->inputs.values[INPUT_POWER_HOST].citation.text);
    // What its making emits: a range, since nobody knows it better; from a small card to a chip with its share of a
    // rack
    const struct input *embodied = &device->inputs.values[INPUT_EMBODIED_DEVICE],
                       *host = &device->inputs.values[INPUT_EMBODIED_HOST];
    double least, most;
    assert_int_equal(embodied->origin, INPUT_HARDWARE);
    assert_non_null(embodied->citation.text);
    dist_support(&embodied->dist, &least, &most);
    assert_true(least >= 20e3 && most <= 1200e3 && least < most);
    assert_true(host->origin == INPUT_HARDWARE || strncmp(device->name, "tpu-", 4) == 0);
    if (host->origin == INPUT_HARDWARE) {
        assert_non_null(host->citation.text);
        dist_support(&host->dist, &least, &most);
        assert_true(least >= 100e3 && most <= 7000e3 && least < most);
    }
    for (size_t i = 0; i < device->price_count; i++) {
        assert_non_null(device->prices[i].vendor);
        assert_non_null(device->prices[i].date);
        assert_non_null(device->prices[i].citation.text);
        assert_true(device->prices[i].devices >= 1);
    }
}

static void every_name_is_read(void **state)
{
    struct testing *t = testing_of(state);
    struct catalog_names names = {0};
    assert_int_equal(catalog_list(&t->catalog, CATALOG_DEVICE, &names), STATUS_OK);
    assert_true(names.count >= 35);
    for (size_t i = 0; i < names.count; i++) {
        struct device device = read_named(t, names.names[i]);
        assert_string_equal(device.name, names.names[i]);
        assert_sound(&device);
    }
}

static void every_file_and_variant_is_read(void **state)
{
    struct testing *t = testing_of(state);
    DIR *folder = opendir(testing_path(t, "hardware"));
    assert_non_null(folder);
    size_t count = 0;
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        if (entry->d_name[0] == '.' || !strstr(entry->d_name, ".yaml"))
            continue;
        const char *path = testing_path(t, testing_text(t, "hardware/%s", entry->d_name));
        const struct yaml_node *root = NULL;
        struct catalog_names variants = {0};
        assert_int_equal(catalog_variants(&t->catalog, path, &root, &variants), STATUS_OK);
        assert_int_equal(catalog_kind_of(root), CATALOG_DEVICE);
        for (size_t i = 0; i < variants.count; i++) {
            struct device device = read_named(t, testing_text(t, "%s#%s", path, variants.names[i]));
            assert_sound(&device);
        }
        if (variants.count == 0)
            (void)read_named(t, path);
        count++;
    }
    closedir(folder);
    assert_true(count >= 20);
}

static void v100(void **state)
{
    struct testing *t = testing_of(state);
    struct device device = read_named(t, "v100");
    TESTING_EXACT(device.peak_flop_per_s[PRECISION_FP32], 15.7e12);
    TESTING_EXACT(device.peak_flop_per_s[PRECISION_FP16], 125e12);
    TESTING_EXACT(device.peak_flop_per_s[PRECISION_BF16], 0);
    TESTING_EXACT(device.memory_bytes, 16 * 1073741824.0);
    TESTING_EXACT(device.memory_bytes_per_s, 900e9);
    TESTING_EXACT(device.tdp_w, 300);
    assert_int_equal(device.devices_per_node, 8);
    assert_false(device.power_is_tdp);
    const struct input *inputs = device.inputs.values;
    TESTING_CLOSE(inputs[INPUT_POWER_DEVICE].point, median_of_triangular(89.5, 224, 275), 1e-14);
    // The ranges of CPU and DRAM add up, end by end and mode by mode.
    assert_int_equal(inputs[INPUT_POWER_HOST].dist.kind, DIST_TRIANGULAR);
    TESTING_CLOSE(inputs[INPUT_POWER_HOST].point, median_of_triangular(64 + 32, 180 + 110, 270 + 191), 1e-14);
    TESTING_CLOSE(inputs[INPUT_PRICE_DEVICE].point, 2.48 / 3600, 1e-14);
    TESTING_CLOSE(inputs[INPUT_PRICE_DEVICE_PREEMPTIBLE].point, 0.74 / 3600, 1e-14);
    assert_string_equal(device.prices[0].vendor, "gcp");
    TESTING_CONTAINS(inputs[INPUT_PRICE_DEVICE].citation.text, "Strubell et al. 2019");
    TESTING_CONTAINS(inputs[INPUT_POWER_DEVICE].citation.text, "Dodge et al. 2022");
    assert_true(inputs[INPUT_POWER_HOST].citation.assumed);
    // The prior depends on the precision: it comes with device_utilization.
    assert_int_equal(inputs[INPUT_UTILIZATION].origin, INPUT_UNSET);
}

static void v100_variants(void **state)
{
    struct testing *t = testing_of(state);
    struct device large = read_named(t, "v100-sxm2-32gb"), pcie = read_named(t, "v100-pcie");
    TESTING_EXACT(large.memory_bytes, 32 * 1073741824.0);
    TESTING_EXACT(large.memory_bytes_per_s, 900e9);
    TESTING_CLOSE(large.inputs.values[INPUT_PRICE_DEVICE].point, 3.90 / 3600, 1e-14);
    assert_int_equal(large.inputs.values[INPUT_PRICE_DEVICE_PREEMPTIBLE].origin, INPUT_UNSET);
    TESTING_EXACT(pcie.peak_flop_per_s[PRECISION_FP32], 14e12);
    TESTING_EXACT(pcie.peak_flop_per_s[PRECISION_FP16], 112e12);
    TESTING_EXACT(pcie.tdp_w, 250);
}

static void tpu_price_is_of_four_chips(void **state)
{
    struct testing *t = testing_of(state);
    struct device v2 = read_named(t, "tpu-v2"), v3 = read_named(t, "tpu-v3");
    TESTING_CLOSE(v2.inputs.values[INPUT_PRICE_DEVICE].point, 4.50 / 4 / 3600, 1e-14);
    TESTING_CLOSE(v2.inputs.values[INPUT_PRICE_DEVICE_PREEMPTIBLE].point, 1.35 / 4 / 3600, 1e-14);
    TESTING_CLOSE(v3.inputs.values[INPUT_PRICE_DEVICE].point, 8.0 / 4 / 3600, 1e-14);
    TESTING_CLOSE(v3.inputs.values[INPUT_PRICE_DEVICE_PREEMPTIBLE].point, 2.4 / 4 / 3600, 1e-14);
    // The row itself stays as it is printed.
    TESTING_CLOSE(v2.prices[0].on_demand, 4.50 / 3600, 1e-14);
    assert_int_equal(v2.prices[0].devices, 4);
    assert_int_equal(v2.devices_per_node, 4);
    TESTING_EXACT(v2.peak_flop_per_s[PRECISION_BF16], 46e12);
    // Its published power includes the host.
    TESTING_EXACT(v2.inputs.values[INPUT_POWER_HOST].point, 0);
    assert_int_equal(v2.inputs.values[INPUT_POWER_HOST].origin, INPUT_HARDWARE);
    TESTING_CLOSE(v2.memory_bytes_per_s, 650e9, 1e-14); // the median of a distribution
}

// ---- rules --------------------------------------------------------------------------------------

static void mixed_precision(void **state)
{
    struct testing *t = testing_of(state);
    struct device v100 = read_named(t, "v100"), tpu = read_named(t, "tpu-v2"), k80 = read_named(t, "k80");
    assert_int_equal(device_precision(&v100, PRECISION_MIXED), PRECISION_FP16);
    assert_int_equal(device_precision(&tpu, PRECISION_MIXED), PRECISION_BF16);
    assert_int_equal(device_precision(&k80, PRECISION_MIXED), PRECISION_FP32);
    struct device both = read_yaml(t, "peak: {fp32: 1 TFLOP/s, fp16: 2 TFLOP/s, bf16: 2 TFLOP/s}");
    assert_int_equal(device_precision(&both, PRECISION_MIXED), PRECISION_BF16);
    assert_int_equal(device_precision(&v100, PRECISION_FP32), PRECISION_FP32);
}

static void precision_errors(void **state)
{
    struct testing *t = testing_of(state);
    struct device v100 = read_named(t, "v100"), integers = read_yaml(t, "peak: {int8: 1 TFLOP/s}");
    assert_int_equal(device_precision(&v100, PRECISION_BF16), PRECISION_COUNT);
    assert_int_equal(device_precision(&v100, PRECISION_INT8), PRECISION_COUNT);
    assert_int_equal(device_precision(&integers, PRECISION_MIXED), PRECISION_COUNT);
}

static double prior(const struct device *device, enum precision precision, bool recurrent)
{
    struct input_set set = {0};
    device_utilization(device, precision, recurrent, &set);
    return set.values[INPUT_UTILIZATION].origin == INPUT_UNSET ? -1 : set.values[INPUT_UTILIZATION].point;
}

static void priors_of_utilization(void **state)
{
    struct testing *t = testing_of(state);
    struct device device = read_yaml(t, "{peak: {fp32: 1 TFLOP/s}, utilization: {source: book, fp32: 0.4, fp16: 0.2, "
                                        "recurrent: {fp32: {value: 0.1, assumed: guess}}}}");
    TESTING_EXACT(prior(&device, PRECISION_FP32, false), 0.4);
    TESTING_EXACT(prior(&device, PRECISION_FP32, true), 0.1);
    TESTING_EXACT(prior(&device, PRECISION_FP16, true), 0.2); // none of its own: the general one
    TESTING_EXACT(prior(&device, PRECISION_BF16, true), -1);
    struct input_set set = {0};
    device_utilization(&device, PRECISION_FP32, true, &set);
    assert_string_equal(set.values[INPUT_UTILIZATION].citation.text, "guess");
    device_utilization(&device, PRECISION_FP32, false, &set);
    assert_string_equal(set.values[INPUT_UTILIZATION].citation.text, "book");
    // No prior leaves what was set.
    device_utilization(&device, PRECISION_INT8, false, &set);
    TESTING_EXACT(set.values[INPUT_UTILIZATION].point, 0.4);
}

static void prior_of_every_precision_alike(void **state)
{
    struct testing *t = testing_of(state);
    struct device device = read_yaml(t, "{peak: {fp32: 1 TFLOP/s}, utilization: {triangular: [0.2, 0.3, 0.4]}}");
    for (int i = 0; i < PRECISION_COUNT; i++)
        TESTING_CLOSE(prior(&device, (enum precision)i, i % 2 == 0), 0.3, 1e-15);
    device = read_yaml(t, "{peak: {fp32: 1 TFLOP/s}, utilization: {fp32: 0.4, recurrent: 0.2}}");
    TESTING_EXACT(prior(&device, PRECISION_FP32, true), 0.2);
    TESTING_EXACT(prior(&device, PRECISION_FP32, false), 0.4);
}

static void recurrent_priors_of_the_v100(void **state)
{
    struct testing *t = testing_of(state);
    struct device device = read_named(t, "v100");
    if (device.utilization_recurrent[PRECISION_FP32].origin == INPUT_UNSET)
        skip();
    assert_true(prior(&device, PRECISION_FP32, true) < prior(&device, PRECISION_FP32, false));
    TESTING_EXACT(prior(&device, PRECISION_FP32, true), device.utilization_recurrent[PRECISION_FP32].point);
}

static void tdp_stands_for_an_unknown_power(void **state)
{
    struct testing *t = testing_of(state);
    struct device device =
        read_yaml(t, "{source: book, peak: {fp32: 1 TFLOP/s}, power: {tdp: {value: 250 W, source: card}}}");
    assert_true(device.power_is_tdp);
    TESTING_EXACT(device.inputs.values[INPUT_POWER_DEVICE].point, 250);
    assert_string_equal(device.inputs.values[INPUT_POWER_DEVICE].citation.text, "card");
    device = read_yaml(t, "{peak: {fp32: 1 TFLOP/s}, power: {tdp: 250 W, device: 180 W}}");
    assert_false(device.power_is_tdp);
    TESTING_EXACT(device.inputs.values[INPUT_POWER_DEVICE].point, 180);
    TESTING_EXACT(device.tdp_w, 250);
}

static void what_is_not_stated_is_zero(void **state)
{
    struct testing *t = testing_of(state);
    struct device device = read_yaml(t, "peak: {fp16: 1 TFLOP/s}");
    assert_string_equal(device.name, "(unnamed device)");
    assert_int_equal(device.devices_per_node, 1);
    TESTING_EXACT(device.memory_bytes, 0);
    TESTING_EXACT(device.tdp_w, 0);
    assert_int_equal(device.price_count, 0);
    for (int i = 0; i < INPUT_COUNT; i++)
        assert_int_equal(device.inputs.values[i].origin, INPUT_UNSET);
}

static void prices(void **state)
{
    struct testing *t = testing_of(state);
    struct device device =
        read_yaml(t, "peak: {fp16: 1 TFLOP/s}\nsource: outer\nprice:\n"
                     "  - {vendor: a, date: 2020-01, preemptible: 8 USD/h, devices: 8, source: own}\n"
                     "  - {vendor: b, date: 2021, on_demand: 3 USD/h}\n");
    assert_int_equal(device.price_count, 2);
    // Of each kind of price the first row that has it is used.
    TESTING_CLOSE(device.inputs.values[INPUT_PRICE_DEVICE].point, 3.0 / 3600, 1e-15);
    assert_string_equal(device.inputs.values[INPUT_PRICE_DEVICE].citation.text, "b, 2021: outer");
    TESTING_CLOSE(device.inputs.values[INPUT_PRICE_DEVICE_PREEMPTIBLE].point, 1.0 / 3600, 1e-15);
    assert_string_equal(device.prices[0].citation.text, "a, 2020-01: own");
    assert_string_equal(device.prices[1].citation.text, "b, 2021: outer");
    assert_int_equal(device.prices[1].devices, 1);
    assert_string_equal(device.prices[1].date, "2021");
}

static void what_its_making_emits(void **state)
{
    struct testing *t = testing_of(state);
    struct device device =
        read_yaml(t, "peak: {fp16: 1 TFLOP/s}\nsource: outer\nembodied: {uniform: [100 kgCO2e, 200 kgCO2e], assumed: "
                     "guess}\nlifetime: 5 y\nnode: {devices: 8, embodied: 2.5 tCO2e, source: a server}\n");
    const struct input *inputs = device.inputs.values;
    TESTING_CLOSE(inputs[INPUT_EMBODIED_DEVICE].point, 150e3, 1e-15);
    assert_int_equal(inputs[INPUT_EMBODIED_DEVICE].dist.kind, DIST_UNIFORM);
    assert_true(inputs[INPUT_EMBODIED_DEVICE].citation.assumed);
    assert_int_equal(inputs[INPUT_EMBODIED_DEVICE].origin, INPUT_HARDWARE);
    TESTING_EXACT(inputs[INPUT_DEVICE_LIFETIME].point, 5 * 31557600.0);
    assert_string_equal(inputs[INPUT_DEVICE_LIFETIME].citation.text, "outer");
    TESTING_EXACT(inputs[INPUT_EMBODIED_HOST].point, 2.5e6);
    assert_string_equal(inputs[INPUT_EMBODIED_HOST].citation.text, "a server");
    assert_int_equal(device.devices_per_node, 8);
    device = read_yaml(t, "{peak: {fp16: 1 TFLOP/s}, node: {embodied: 1 tCO2e}}");
    TESTING_EXACT(device.inputs.values[INPUT_EMBODIED_HOST].point, 1e6);
    assert_int_equal(device.devices_per_node, 1);
    assert_true(device.node_is_default);
}

static void read_errors(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "device: x", "", "\"peak\" is missing");
    refuse(t, "[1]", "", "a mapping of keys is needed here");
    refuse(t, "{peak: {fp32: 1 TFLOP/s}, memry: {}}", "", "unknown key \"memry\"; did you mean \"memory\"?");
    refuse(t, "peak: {}", "peak", "no peak is stated");
    refuse(t, "peak: 3", "peak", "a mapping of keys is needed here");
    refuse(t, "peak: {fp23: 1 TFLOP/s}", "peak", "unknown key \"fp23\"; did you mean \"fp");
    refuse(t, "peak: {mixed: 1 TFLOP/s}", "peak", "unknown key \"mixed\"");
    refuse(t, "peak: {fp32: 1 TFLOPS}", "peak.fp32", "read both as a count and as a rate");
    refuse(t, "peak: {fp32: 1 TFLOP}", "peak.fp32", "this needs a rate of computation");
    refuse(t, "peak: {fp32: 0 FLOP/s}", "peak.fp32", "must be more than 0");
}

static void read_errors_of_parts(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *text, *path, *why;
    } rows[] = {
        {"memory: {capacity: 16 GiB/s}", "memory.capacity", "this needs an amount of data"},
        {"memory: {bandwidth: 900 GB}", "memory.bandwidth", "this needs a data rate"},
        {"memory: {capactiy: 1 GiB}", "memory", "did you mean \"capacity\"?"},
        {"memory: 16 GiB", "memory", "a mapping of keys is needed here"},
        {"power: 300 W", "power", "a mapping of keys is needed here"},
        {"power: {tdp: 300}", "power.tdp", "this needs a power"},
        {"power: {device: {triangular: [3 W, 2 W, 1 W]}}", "power.device", "must be in this order"},
        {"power: {system: 1 kWh}", "power.system", "this needs a power"},
        {"power: {host: {cpu: 100 W}}", "power.host", "\"dram\" is missing"},
        {"power: {host: {cpu: -1 W, dram: 1 W}}", "power.host", "\"cpu\" must be at least 0"},
        {"node: {devices: 0}", "node.devices", "must be at least 1"},
        {"node: 8", "node", "a mapping of keys is needed here"},
        {"node: {devices: 8, embodied: 3}", "node.embodied", "this needs a mass of CO2e"},
        {"embodied: 150 kWh", "embodied", "this needs a mass of CO2e"},
        {"embodied: -1 kgCO2e", "embodied", "must be at least 0"},
        {"embodied: {triangular: [3 t, 2 t, 1 t]}", "embodied", "must be in this order"},
        {"lifetime: 6", "lifetime", "this needs a time"},
        {"lifetime: 0 y", "lifetime", "must be more than 0"},
        {"lifetime: 6000 y", "lifetime", "must be at most 100 years"},
        {"lifetme: 6 y", "", "did you mean \"lifetime\"?"},
        {"price: {vendor: a}", "price", "\"price\" needs a list"},
        {"price: []", "price", "\"price\" is an empty list"},
        {"price: [{vendor: a, date: 2020}]", "price", "a price row needs \"on_demand\" or \"preemptible\""},
        {"price: [{vendor: a, on_demand: 1 USD/h}]", "price[0]", "\"date\" is missing"},
        {"price: [{vendor: a, date: b, on_demand: 1 USD}]", "price[0].on_demand", "this needs a price per time"},
        {"price: [{vendor: a, date: b, on_demand: 1 USD/h, devices: 0}]", "price[0].devices", "must be at least 1"},
        {"utilization: 1.5", "utilization", "must be at most 1"},
        {"utilization: {fp23: 0.5}", "utilization", "unknown key \"fp23\""},
        {"utilization: {fp32: 0}", "utilization.fp32", "must be more than 0"},
        {"utilization: {recurrent: {fp32: 2}}", "utilization.recurrent.fp32", "must be at most 1"},
        {"utilization: {recurrent: {recurrent: 0.5}}", "utilization.recurrent", "unknown key \"recurrent\""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        refuse(t, testing_text(t, "peak: {fp32: 1 TFLOP/s}\n%s\n", rows[i].text), rows[i].path, rows[i].why);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(every_name_is_read),
        TESTING_CASE(every_file_and_variant_is_read),
        TESTING_CASE(v100),
        TESTING_CASE(v100_variants),
        TESTING_CASE(tpu_price_is_of_four_chips),
        TESTING_CASE(mixed_precision),
        TESTING_CASE(precision_errors),
        TESTING_CASE(priors_of_utilization),
        TESTING_CASE(prior_of_every_precision_alike),
        TESTING_CASE(recurrent_priors_of_the_v100),
        TESTING_CASE(tdp_stands_for_an_unknown_power),
        TESTING_CASE(what_is_not_stated_is_zero),
        TESTING_CASE(prices),
        TESTING_CASE(what_its_making_emits),
        TESTING_CASE(read_errors),
        TESTING_CASE(read_errors_of_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
