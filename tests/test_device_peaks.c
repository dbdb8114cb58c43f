// The devices that come with the program: figures of datasheets that are easily mistaken.
#include "machine/device.h"
#include "testing.h"

static struct device device_named(struct testing *t, const char *name)
{
    struct device device;
    const struct yaml_node *node = testing_open(t, CATALOG_DEVICE, name);
    assert_int_equal(device_read(&t->reader, node, &device), STATUS_OK);
    TESTING_CLEAN(t);
    return device;
}

// Dense figures with fp32 accumulation: what is printed with sparsity, or with fp16 accumulation, is twice as high.
static void peaks_are_dense(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *name;
        enum precision precision;
        double tflop_per_s, gib, tdp_w;
        int devices_per_node;
    } rows[] = {
        {"a100", PRECISION_BF16, 312, 80, 400, 8},           {"a100-sxm-40gb", PRECISION_TF32, 156, 40, 400, 8},

        {"a100-pcie-40gb", PRECISION_FP16, 312, 40, 250, 8},

        {"h100", PRECISION_BF16, 989.4, 80, 700, 8},

        {"h100-pcie", PRECISION_BF16, 756, 80, 350, 8},      {"h200", PRECISION_BF16, 989.5, 141, 700, 8},
        {"b200", PRECISION_BF16, 2250, 180, 1000, 8},

        {"rtx-a6000", PRECISION_BF16, 154.8, 48, 300, 4},    {"rtx-3090", PRECISION_BF16, 71, 24, 350, 1},
        {"rtx-4090", PRECISION_BF16, 165.2, 24, 450, 1},     {"mi250x", PRECISION_BF16, 383, 128, 500, 4},
        {"mi300x", PRECISION_BF16, 1307.4, 192, 750, 8},     {"tpu-v4", PRECISION_BF16, 275, 32, 192, 4},
        {"tpu-v5e", PRECISION_BF16, 197, 16, 192, 8},        {"tpu-v5p", PRECISION_BF16, 459, 95, 540, 4},
        {"a100-sxm-80gb", PRECISION_FP32, 19.5, 80, 400, 8}, {"a100-pcie-80gb", PRECISION_INT8, 624, 80, 300, 8},
        {"h100-sxm", PRECISION_FP8, 1978.9, 80, 700, 8},     {"b200", PRECISION_FP8, 4500, 180, 1000, 8},
        {"l40s", PRECISION_BF16, 362, 48, 350, 8},           {"t4", PRECISION_FP16, 65, 16, 70, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct device device = device_named(t, rows[i].name);
        TESTING_CLOSE(device.peak_flop_per_s[rows[i].precision], rows[i].tflop_per_s * 1e12, 1e-15);
        TESTING_EXACT(device.memory_bytes, rows[i].gib * 1073741824.0);
        TESTING_EXACT(device.tdp_w, rows[i].tdp_w);
        assert_int_equal(device.devices_per_node, rows[i].devices_per_node);
    }
}

// What tables print of these cards is a rate that no training of dense matrices reaches.
static void no_device_has_the_rate_of_sparse_matrices(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const names[] = {"a100", "h100", "h100-pcie", "h200", "b200", "l40s", "rtx-a6000", "mi300x"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct device device = device_named(t, names[i]);
        const double *peak = device.peak_flop_per_s;
        TESTING_CLOSE(peak[PRECISION_BF16], 2 * peak[PRECISION_TF32], 0.02);
        TESTING_EXACT(peak[PRECISION_BF16], peak[PRECISION_FP16]);
        TESTING_CLOSE(peak[PRECISION_INT8], 2 * peak[PRECISION_BF16], 0.02);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(peaks_are_dense),
        TESTING_CASE(no_device_has_the_rate_of_sparse_matrices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
