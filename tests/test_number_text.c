// number_text.c: exact for machines, readable for people.
#include "testing.h"

#include <ctype.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/number_text.h"

static uint64_t next_random(uint64_t *stream)
{
    uint64_t x = *stream += 0x9E3779B97F4A7C15u; // splitmix64, Steele et al. 2014
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

// A number of JSON: no leading plus, no bare point, no leading zero.
static bool is_json_number(const char *text)
{
    text += *text == '-';
    if (!isdigit((unsigned char)*text) || (text[0] == '0' && isdigit((unsigned char)text[1])))
        return false;
    text += strspn(text, "0123456789");
    if (*text == '.') {
        if (!isdigit((unsigned char)*++text))
            return false;
        text += strspn(text, "0123456789");
    }
    if (*text == 'e') {
        text++;
        text += *text == '+' || *text == '-';
        if (!isdigit((unsigned char)*text))
            return false;
        text += strspn(text, "0123456789");
    }
    return *text == '\0';
}

static void expect_exact(double number)
{
    char text[NUMBER_TEXT_SIZE];
    number_text_exact(number, text);
    if (strtod(text, NULL) < number || strtod(text, NULL) > number)
        fail_msg("%.17g became %s", number, text);
    if (!is_json_number(text))
        fail_msg("%s is no number in JSON", text);
}

static void exact_numbers_read_back_the_same(void **state)
{
    (void)state;
    uint64_t stream = 1;
    for (int i = 0; i < 200000; i++) {
        uint64_t bits = next_random(&stream);
        double number = 0;
        memcpy(&number, &bits, sizeof number);
        if (isfinite(number))
            expect_exact(number);
        expect_exact((double)(int64_t)(bits >> (bits & 63))); // whole numbers of all sizes
        expect_exact((double)(bits % 1000000) / 1000);        // and those that people write
    }
    const double edges[] = {0,
                            1,
                            -1,
                            0.1,
                            1.0 / 3,
                            DBL_MAX,
                            -DBL_MAX,
                            DBL_MIN,
                            5e-324,
                            DBL_EPSILON,
                            9007199254740991.0,
                            9007199254740992.0,
                            9007199254740994.0,
                            1e15,
                            1e16,
                            1e21,
                            1e22,
                            1e23,
                            123456789.125,
                            3.14e23};
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++)
        expect_exact(edges[i]);
}

static void exact_numbers_are_as_short_as_they_can_be(void **state)
{
    (void)state;
    static const struct {
        double number;
        const char *text;
    } rows[] = {{0, "0"},
                {-0.0, "0"},
                {0.1, "0.1"},
                {0.3, "0.3"},
                {0.1 + 0.2, "0.30000000000000004"},
                {1.58, "1.58"},
                {100, "100"},
                {-7, "-7"},
                {110106428, "110106428"},
                {1e15, "1000000000000000"},
                {9007199254740992.0, "9007199254740992"},
                {1e300, "1e+300"},
                {3.14e23, "3.14e+23"},
                {1e-7, "1e-07"},
                {201.13, "201.13"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[NUMBER_TEXT_SIZE];
        number_text_exact(rows[i].number, text);
        assert_string_equal(text, rows[i].text);
    }
}

static void expect_styled(double number, enum sheet_style style, const char *unit, const char *expected)
{
    char text[NUMBER_TEXT_SIZE];
    number_text_styled(number, style, unit, text);
    assert_string_equal(text, expected);
}

static void plain_numbers_have_about_four_digits(void **state)
{
    (void)state;
    static const struct {
        double number;
        const char *text;
    } rows[] = {{0, "0"},
                {1, "1"},
                {0.31539, "0.3154"},
                {999.94, "999.9"},
                {999.96, "1,000"},
                {1000, "1,000"},
                {12571.4, "12,571"},
                {-12571.6, "-12,572"},
                {626155, "626,155"},
                {1e9, "1,000,000,000"},
                {999999999999999.0, "999,999,999,999,999"},
                {1e15, "1.000e+15"},
                {0.0001, "0.0001"},
                {0.00009, "9.000e-05"},
                {-0.5, "-0.5"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect_styled(rows[i].number, SHEET_PLAIN, NULL, rows[i].text);
    expect_styled(84, SHEET_PLAIN, "h", "84 h");
    expect_styled(12571.4, SHEET_PLAIN, "USD", "12,571 USD");
    expect_styled(84, SHEET_PLAIN, "", "84");
}

static void exact_counts_show_every_digit(void **state)
{
    (void)state;
    expect_styled(110106428, SHEET_EXACT, NULL, "110,106,428");
    expect_styled(0, SHEET_EXACT, NULL, "0");
    expect_styled(999, SHEET_EXACT, NULL, "999");
    expect_styled(-1000, SHEET_EXACT, NULL, "-1,000");
    expect_styled(9007199254740992.0, SHEET_EXACT, NULL, "9,007,199,254,740,992");
    expect_styled(2.5, SHEET_EXACT, NULL, "2.5"); // no count, so not every digit
    expect_styled(1e300, SHEET_EXACT, NULL, "1.000e+300");
}

static void scaled_numbers_have_a_prefix(void **state)
{
    (void)state;
    static const struct {
        double number;
        const char *text;
    } rows[] = {{0, "0 FLOP"},
                {1, "1 FLOP"},
                {999, "999 FLOP"},
                {1000, "1.00 kFLOP"},
                {999.4, "999 FLOP"},
                {999.6, "1.00 kFLOP"},
                {28500298752, "28.5 GFLOP"},
                {236027904, "236 MFLOP"},
                {9.994e6, "9.99 MFLOP"},
                {9.996e6, "10.0 MFLOP"},
                {99.94e6, "99.9 MFLOP"},
                {99.96e6, "100 MFLOP"},
                {999.4e6, "999 MFLOP"},
                {999.6e6, "1.00 GFLOP"},
                {3.14e23, "314 ZFLOP"},
                {1e24, "1.00 YFLOP"},
                {0.25, "0.25 FLOP"},
                {-28500298752, "-28.5 GFLOP"},
                {1e30, "1.000e+30 FLOP"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect_styled(rows[i].number, SHEET_SCALED, "FLOP", rows[i].text);
}

static void bytes_have_binary_prefixes(void **state)
{
    (void)state;
    expect_styled(512, SHEET_BINARY, NULL, "512 B");
    expect_styled(1000, SHEET_BINARY, NULL, "1000 B");
    expect_styled(1024, SHEET_BINARY, NULL, "1.00 KiB");
    expect_styled(438304768, SHEET_BINARY, NULL, "418 MiB");
    expect_styled(17179869184.0, SHEET_BINARY, NULL, "16.0 GiB");
    expect_styled(1023 * 1048576.0, SHEET_BINARY, NULL, "1023 MiB");
    expect_styled(1023.9 * 1048576.0, SHEET_BINARY, NULL, "1.00 GiB");
    expect_styled(0x1p50, SHEET_BINARY, NULL, "1.00 PiB");
}

static void ratios_and_percentages(void **state)
{
    (void)state;
    expect_styled(1.5, SHEET_RATIO, NULL, "1.500");
    expect_styled(0.12345, SHEET_RATIO, NULL, "0.123");
    expect_styled(0.315, SHEET_PERCENT, NULL, "31.5 %");
    expect_styled(1, SHEET_PERCENT, NULL, "100 %");
    expect_styled(0, SHEET_PERCENT, NULL, "0 %");
    expect_styled(0.00123, SHEET_PERCENT, NULL, "0.123 %");
}

// Whatever the number, a styled text fits its buffer and, without a unit, is a number that says about the same.
static void styled_numbers_stay_near_the_truth(void **state)
{
    (void)state;
    uint64_t stream = 2;
    for (int i = 0; i < 20000; i++) {
        uint64_t bits = next_random(&stream);
        double number = ldexp((double)(bits >> 11), (int)(bits % 400) - 250);
        char text[NUMBER_TEXT_SIZE], digits[NUMBER_TEXT_SIZE];
        static const enum sheet_style styles[] = {SHEET_PLAIN, SHEET_EXACT, SHEET_SCALED, SHEET_BINARY, SHEET_PERCENT};
        for (size_t style = 0; style < sizeof styles / sizeof *styles; style++) {
            number_text_styled(number, styles[style], "FLOP", text);
            assert_true(strlen(text) < NUMBER_TEXT_SIZE);
        }
        number_text_styled(number, SHEET_PLAIN, NULL, text);
        size_t used = 0;
        for (const char *at = text; *at; at++)
            if (*at != ',')
                digits[used++] = *at;
        digits[used] = '\0';
        TESTING_CLOSE(strtod(digits, NULL), number, 1e-3);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_numbers_read_back_the_same),
        cmocka_unit_test(exact_numbers_are_as_short_as_they_can_be),
        cmocka_unit_test(plain_numbers_have_about_four_digits),
        cmocka_unit_test(exact_counts_show_every_digit),
        cmocka_unit_test(scaled_numbers_have_a_prefix),
        cmocka_unit_test(bytes_have_binary_prefixes),
        cmocka_unit_test(ratios_and_percentages),
        cmocka_unit_test(styled_numbers_stay_near_the_truth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
