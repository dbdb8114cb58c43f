#include "testing.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_in_the_order_of_the_enum),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
