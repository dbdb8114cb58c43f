// decimal.c: the same text as the C library's, on doubles of every kind.
#include "testing.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "report/number_text.h"

enum { ROUNDS = 300000 };

static uint64_t next_random(uint64_t *stream)
{
    uint64_t x = *stream += 0x9E3779B97F4A7C15u; // splitmix64, Steele et al. 2014
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

static double bits_of(uint64_t bits)
{
    double number = 0;
    memcpy(&number, &bits, sizeof number);
    return number;
}

// The rule in the C library's words.
static void exact_by_library(double number, char text[NUMBER_TEXT_SIZE])
{
    if (number == floor(number) && fabs(number) <= 9007199254740992.0) {
        snprintf(text, NUMBER_TEXT_SIZE, "%.0f", number == 0 ? 0.0 : number);
        return;
    }
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, NUMBER_TEXT_SIZE, "%.*g", digits, number);
        if (!(strtod(text, NULL) < number) && !(strtod(text, NULL) > number))
            return;
    }
}

static void expect_same(double number)
{
    char text[NUMBER_TEXT_SIZE], expected[NUMBER_TEXT_SIZE];
    number_text_exact(number, text);
    exact_by_library(number, expected);
    assert_string_equal(text, expected);
    snprintf(text, sizeof text, "%.15g", number);
    double rounded = decimal_rounded(number), by_library = strtod(text, NULL);
    assert_memory_equal(&rounded, &by_library, sizeof rounded);
}

// Numbers of a known range of powers of two, and their neighbours at powers of two, where doubles lie unevenly.
static void numbers_of_all_sizes(void **state)
{
    (void)state;
    uint64_t stream = 7;
    for (int i = 0; i < ROUNDS; i++) {
        uint64_t random = next_random(&stream);
        double mantissa = ldexp((double)(random >> 11 | UINT64_C(1) << 52), -53);
        expect_same(ldexp(mantissa, (int)(next_random(&stream) % 160) - 40)); // where no library is asked
        double any = bits_of(random);
        if (isfinite(any))
            expect_same(any);
    }
}

// Decimals as people write them, and sums and thirds of them, a step or two beside.
static void numbers_that_people_write(void **state)
{
    (void)state;
    uint64_t stream = 8;
    for (int i = 0; i < ROUNDS; i++) {
        uint64_t random = next_random(&stream);
        char text[NUMBER_TEXT_SIZE];
        snprintf(text, sizeof text, "%llue%d", (unsigned long long)(random >> (random % 60)),
                 (int)(next_random(&stream) % 60) - 35);
        double number = strtod(text, NULL);
        expect_same(number);
        expect_same(nextafter(number, 0));
        expect_same(-number / 3);
    }
}

static void edges(void **state)
{
    (void)state;
    for (int power = -1074; power < 1024; power++) {
        double number = ldexp(1, power);
        expect_same(number);
        expect_same(nextafter(number, 0));
        expect_same(nextafter(number, 2 * number < DBL_MAX ? 2 * number : 0));
    }
    for (int power = -320; power <= 308; power++) {
        char text[NUMBER_TEXT_SIZE];
        snprintf(text, sizeof text, "1e%d", power);
        double number = strtod(text, NULL);
        expect_same(number);
        expect_same(nextafter(number, 0));
        expect_same(nextafter(number, (double)INFINITY));
    }
    expect_same(0);
    expect_same(-0.5);
}

static void what_is_out_of_reach_is_said(void **state)
{
    (void)state;
    struct decimal decimal;
    assert_true(decimal_shortest(0.1, &decimal));
    assert_int_equal(decimal.digits, 10000000000000000);
    assert_int_equal(decimal.exponent, -17);
    assert_int_equal(decimal.precision, 15);
    assert_true(decimal_shortest(0.1 + 0.2, &decimal));
    assert_int_equal(decimal.precision, 17);
    assert_int_equal(decimal.digits, 30000000000000004);
    assert_false(decimal_shortest(1e-12, &decimal));
    assert_false(decimal_shortest(1e40, &decimal));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_of_all_sizes),
        cmocka_unit_test(numbers_that_people_write),
        cmocka_unit_test(edges),
        cmocka_unit_test(what_is_out_of_reach_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
