#include "testing.h"

#include <stdlib.h>
#include <string.h>

#include "quantity/precision.h"

static void names_are_in_the_order_of_the_enum(void **state)
{
    (void)state;
    assert_string_equal(precision_names[PRECISION_FP32], "fp32");
    assert_string_equal(precision_names[PRECISION_TF32], "tf32");
    assert_string_equal(precision_names[PRECISION_FP16], "fp16");
    assert_string_equal(precision_names[PRECISION_BF16], "bf16");
    assert_string_equal(precision_names[PRECISION_FP8], "fp8");
    assert_string_equal(precision_names[PRECISION_INT8], "int8");
    assert_string_equal(precision_names[PRECISION_MIXED], "mixed");
    assert_int_equal(PRECISION_CHOICES, PRECISION_COUNT + 1);
    for (int i = 0; i < PRECISION_CHOICES; i++)
        for (int j = 0; j < i; j++)
            assert_string_not_equal(precision_names[i], precision_names[j]);
}

static void bytes_of_an_element(void **state)
{
    (void)state;
    assert_int_equal(precision_bytes(PRECISION_FP32), 4);
    assert_int_equal(precision_bytes(PRECISION_TF32), 4); // computed with 19 bits, stored with 32
    assert_int_equal(precision_bytes(PRECISION_FP16), 2);
    assert_int_equal(precision_bytes(PRECISION_BF16), 2);
    assert_int_equal(precision_bytes(PRECISION_FP8), 1);
    assert_int_equal(precision_bytes(PRECISION_INT8), 1);
    assert_int_equal(precision_bytes(PRECISION_MIXED), 2);
}

static void width_is_in_the_name(void **state)
{
    (void)state;
    // "tf32" and "fp32" say 32 bits, and so on: the table and the names must not drift apart.
    for (int i = 0; i < PRECISION_COUNT; i++) {
        const char *digits = precision_names[i] + strcspn(precision_names[i], "0123456789");
        size_t bits = strtoul(digits, NULL, 10);
        assert_int_equal(precision_bytes((enum precision)i) * 8, bits);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_in_the_order_of_the_enum),
        cmocka_unit_test(bytes_of_an_element),
        cmocka_unit_test(width_is_in_the_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
