#include "testing.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/units.h"

static double value_of(const char *text, enum dimension dimension)
{
    char message[UNITS_MESSAGE_SIZE] = "";
    double value = -12345;
    if (!units_value(text, dimension, &value, message))
        fail_msg("\"%s\" was refused: %s", text, message);
    return value;
}

// The text must be refused with a message that holds `why`.
static void refuse(const char *text, enum dimension dimension, const char *why)
{
    char message[UNITS_MESSAGE_SIZE] = "";
    double value = 0;
    if (units_value(text, dimension, &value, message))
        fail_msg("\"%s\" was taken as %g", text, value);
    if (!strstr(message, why))
        fail_msg("\"%s\" was refused with \"%s\", which does not hold \"%s\"", text, message, why);
}

static void value_in_each_dimension(void **state)
{
    (void)state;
    TESTING_EXACT(value_of("0.35", DIMENSION_NONE), 0.35);
    TESTING_EXACT(value_of("35 %", DIMENSION_NONE), 0.35);
    TESTING_EXACT(value_of("79.2 h", DIMENSION_TIME), 79.2 * 3600);
    TESTING_EXACT(value_of("3.14e23 FLOP", DIMENSION_FLOP), 3.14e23);
    TESTING_EXACT(value_of("15.7 TFLOP/s", DIMENSION_FLOP_RATE), 15.7e12);
    TESTING_EXACT(value_of("16 GiB", DIMENSION_DATA), 17179869184.0);
    TESTING_EXACT(value_of("900 GB/s", DIMENSION_DATA_RATE), 900e9);
    TESTING_EXACT(value_of("300 W", DIMENSION_POWER), 300);
    TESTING_EXACT(value_of("27 kWh", DIMENSION_ENERGY), 27 * 3.6e6);
    TESTING_EXACT(value_of("140 USD", DIMENSION_MONEY), 140);
    TESTING_CLOSE(value_of("2.48 USD/h", DIMENSION_MONEY_RATE), 2.48 / 3600, 1e-15);
    TESTING_CLOSE(value_of("0.12 USD/kWh", DIMENSION_ENERGY_PRICE), 0.12 / 3.6e6, 1e-15);
    TESTING_EXACT(value_of("11.8 kgCO2e", DIMENSION_EMISSIONS), 11800);
    TESTING_CLOSE(value_of("432.7 gCO2e/kWh", DIMENSION_INTENSITY), 432.7 / 3.6e6, 1e-15);
    TESTING_EXACT(value_of("500 L", DIMENSION_WATER), 500);
    TESTING_EXACT(value_of("3.5 kL", DIMENSION_WATER), 3500);
    TESTING_CLOSE(value_of("1.8 L/kWh", DIMENSION_WATER_INTENSITY), 1.8 / 3.6e6, 1e-15);
    TESTING_CLOSE(value_of("150 mL/kWh", DIMENSION_WATER_INTENSITY), 0.15 / 3.6e6, 1e-15);
}

static void binary_prefixes_are_not_decimal_ones(void **state)
{
    (void)state;
    TESTING_EXACT(value_of("1 GB", DIMENSION_DATA), 1e9);
    TESTING_EXACT(value_of("1 GiB", DIMENSION_DATA), 1073741824.0);
    TESTING_EXACT(value_of("1 KiB", DIMENSION_DATA), 1024);
    TESTING_EXACT(value_of("1 MiB", DIMENSION_DATA), 1048576);
    TESTING_EXACT(value_of("1 TiB", DIMENSION_DATA), 1099511627776.0);
    TESTING_EXACT(value_of("1 PiB", DIMENSION_DATA), 1125899906842624.0);
}

static void numbers_per_time(void **state)
{
    (void)state;
    TESTING_EXACT(value_of("7.2/h", DIMENSION_RATE), 0.002);
    TESTING_EXACT(value_of("7.2 / h", DIMENSION_RATE), 0.002);
    TESTING_EXACT(value_of("7.2 1/h", DIMENSION_RATE), 0.002);
    TESTING_EXACT(value_of("1/d", DIMENSION_RATE), 1 / 86400.0);
    TESTING_EXACT(value_of("6.5e-3/day", DIMENSION_RATE), 6.5e-3 / 86400);
    TESTING_EXACT(value_of("2.4/year", DIMENSION_RATE), 2.4 / 31557600);
    TESTING_EXACT(units_from_si(value_of("2.4 1/year", DIMENSION_RATE), "1/year"), 2.4);
}

static void pounds_dollars_and_percent(void **state)
{
    (void)state;
    TESTING_EXACT(value_of("1 lb", DIMENSION_EMISSIONS), 453.59237);
    // 0.954 lb/kWh of the founding paper
    TESTING_CLOSE(value_of("0.954 lb/kWh", DIMENSION_INTENSITY), 432.72712098 / 3.6e6, 1e-15);
    TESTING_EXACT(value_of("3600 USD/h", DIMENSION_MONEY_RATE), 1);
    TESTING_EXACT(value_of("100 %", DIMENSION_NONE), 1);
    TESTING_EXACT(value_of("1 %", DIMENSION_NONE), 0.01);
}

static void decimal_prefixes(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *prefix;
        double scale;
    } prefixes[] = {{"n", 1e-9}, {"u", 1e-6}, {"m", 1e-3}, {"", 1},     {"k", 1e3},
                    {"M", 1e6},  {"G", 1e9},  {"T", 1e12}, {"P", 1e15}, {"E", 1e18}};
    static const struct {
        const char *unit;
        enum dimension dimension;
        double scale;
    } units[] = {{"s", DIMENSION_TIME, 1},           {"FLOP", DIMENSION_FLOP, 1},       {"B", DIMENSION_DATA, 1},
                 {"J", DIMENSION_ENERGY, 1},         {"W", DIMENSION_POWER, 1},         {"Wh", DIMENSION_ENERGY, 3600},
                 {"g", DIMENSION_EMISSIONS, 1},      {"gCO2e", DIMENSION_EMISSIONS, 1}, {"t", DIMENSION_EMISSIONS, 1e6},
                 {"tCO2e", DIMENSION_EMISSIONS, 1e6}};
    for (size_t p = 0; p < sizeof prefixes / sizeof *prefixes; p++)
        for (size_t u = 0; u < sizeof units / sizeof *units; u++) {
            const char *text = testing_text(t, "3 %s%s", prefixes[p].prefix, units[u].unit);
            TESTING_CLOSE(value_of(text, units[u].dimension), 3 * prefixes[p].scale * units[u].scale, 1e-15);
        }
}

static void times(void **state)
{
    (void)state;
    TESTING_EXACT(value_of("2 min", DIMENSION_TIME), 120);
    TESTING_EXACT(value_of("1 hour", DIMENSION_TIME), 3600);
    TESTING_EXACT(value_of("3 hours", DIMENSION_TIME), 10800);
    TESTING_EXACT(value_of("1 d", DIMENSION_TIME), 86400);
    TESTING_EXACT(value_of("1 day", DIMENSION_TIME), 86400);
    TESTING_EXACT(value_of("3.5 days", DIMENSION_TIME), 302400);
    TESTING_EXACT(value_of("1 week", DIMENSION_TIME), 604800);
    TESTING_EXACT(value_of("2 weeks", DIMENSION_TIME), 1209600);
    TESTING_EXACT(value_of("1 year", DIMENSION_TIME), 31557600);
    TESTING_EXACT(value_of("6 y", DIMENSION_TIME), 189345600);
    TESTING_EXACT(value_of("2 years", DIMENSION_TIME), 63115200);
    // "ms" is a millisecond and "min" is not a thousandth of anything.
    TESTING_EXACT(value_of("1 ms", DIMENSION_TIME), 0.001);
}

static void value_spacing_and_signs(void **state)
{
    (void)state;
    TESTING_EXACT(value_of("300W", DIMENSION_POWER), 300);
    TESTING_EXACT(value_of("300    W", DIMENSION_POWER), 300);
    TESTING_EXACT(value_of("-5 W", DIMENSION_POWER), -5);
    TESTING_EXACT(value_of("+5 W", DIMENSION_POWER), 5);
    TESTING_EXACT(value_of(".5", DIMENSION_NONE), 0.5);
    TESTING_EXACT(value_of("5.", DIMENSION_NONE), 5);
    TESTING_EXACT(value_of("1E3", DIMENSION_NONE), 1000);
    // The E of a number with an exponent, and the E of exa
    TESTING_EXACT(value_of("1 EFLOP", DIMENSION_FLOP), 1e18);
    TESTING_EXACT(value_of("1EFLOP", DIMENSION_FLOP), 1e18);
    TESTING_EXACT(value_of("0 W", DIMENSION_POWER), 0);
    TESTING_EXACT(value_of("5e-324", DIMENSION_NONE), 5e-324);
}

static void value_errors(void **state)
{
    (void)state;
    refuse("1 FLOPS", DIMENSION_FLOP_RATE, "\"FLOP/s\"");
    refuse("1 TFLOPS", DIMENSION_FLOP_RATE, "read both as a count and as a rate");
    refuse("1 TFLOPs", DIMENSION_FLOP_RATE, "read both as a count and as a rate");
    refuse("900 GB", DIMENSION_DATA_RATE, "is an amount of data; this needs a data rate, such as 900 GB/s");
    refuse("900 GB/s", DIMENSION_DATA, "an amount of data");
    refuse("300", DIMENSION_POWER, "a power, such as 300 W");
    refuse("300 W", DIMENSION_NONE, "a plain number");
    refuse("1 kWh", DIMENSION_POWER, "is an energy");
    refuse("1 FLOP", DIMENSION_FLOP_RATE, "an amount of computation");
    refuse("1 L", DIMENSION_ENERGY, "is an amount of water");
    refuse("1.8 L", DIMENSION_WATER_INTENSITY, "this needs a water intensity, such as 1.8 L/kWh");
    refuse("1 L/s", DIMENSION_WATER, "another dimension");
    refuse("1 W/W", DIMENSION_POWER, "is a plain number");
    refuse("1 s/h/h/h", DIMENSION_TIME, "of another dimension");
}

static void number_errors(void **state)
{
    (void)state;
    static const char *const none[] = {"",  " ",   "W",  "nan",  "NaN",      "inf",  "Infinity", "-inf", "+",
                                       "-", ".",   "e5", "--5",  "+-5",      ".e5",  "- 5",      " 5",   "\t5",
                                       "%", "abc", ",5", "-nan", "\xC2\xB5", "0x10", "0x1p4"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        refuse(none[i], DIMENSION_NONE, "is not a number");
    static const char *const huge[] = {"1e400", "-1e400", "1e999999999999999999"};
    for (size_t i = 0; i < sizeof huge / sizeof *huge; i++) {
        char message[UNITS_MESSAGE_SIZE] = "";
        double value = 0;
        assert_false(units_value(huge[i], DIMENSION_NONE, &value, message));
        assert_true(strlen(message) > 0);
    }
    // The number fits and the unit takes it out of range.
    refuse("1e308 kW", DIMENSION_POWER, "beyond the range");
    refuse("1e300 EFLOP", DIMENSION_FLOP, "beyond the range");
}

static void unit_errors(void **state)
{
    (void)state;
    static const char *const unknown[] = {
        "1 Q", "1 GG", "1 kiB", "1 GiW", "1 mUSD", "1 kmin", "1 klb", "1 GiFLOP",  "1 k%", "1 wh",  "1 w",
        "1 m", "1 k",  "1 Ki",  "5 5",   "1e5e5",  "1.2.3",  "1 W x", "1 W / / s", "1e",   "1 W*s", "1_000"};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        refuse(unknown[i], DIMENSION_NONE, "unknown unit");
    refuse("1 /s", DIMENSION_NONE, "is a number per time");
    refuse("1 1", DIMENSION_NONE, "unknown unit");
    refuse("1 1/", DIMENSION_RATE, "unknown unit");
    refuse("1 /", DIMENSION_RATE, "unknown unit");
    refuse("1 //h", DIMENSION_RATE, "unknown unit");
    refuse("1 2/h", DIMENSION_RATE, "unknown unit");
    refuse("3 h", DIMENSION_RATE, "is a time; this needs a number per time, such as 2.4/year or 0.1/h");
    refuse("1 W/", DIMENSION_NONE, "unknown unit");
    refuse("1 W//s", DIMENSION_NONE, "unknown unit");
    refuse("1 s/s/s/s/s/s/s/s", DIMENSION_NONE, "unknown unit");
}

static void mistaken_units_are_explained(void **state)
{
    (void)state;
    refuse("1 Gb", DIMENSION_DATA, "gigabits");
    refuse("1 KB", DIMENSION_DATA, "\"kB\" (1000 bytes) or \"KiB\" (1024 bytes)");
    refuse("1 kwh", DIMENSION_ENERGY, "spelled \"kWh\"");
    refuse("1 KWh", DIMENSION_ENERGY, "spelled \"kWh\"");
    refuse("1 kw", DIMENSION_POWER, "spelled \"kW\"");
    refuse("1 hr", DIMENSION_TIME, "spelled \"h\"");
    refuse("1 hrs", DIMENSION_TIME, "spelled \"h\"");
    refuse("1 sec", DIMENSION_TIME, "spelled \"s\"");
    refuse("1 lbs", DIMENSION_EMISSIONS, "spelled \"lb\"");
    refuse("5 $", DIMENSION_MONEY, "spelled \"USD\"");
    refuse("$5", DIMENSION_MONEY, "spelled \"USD\", after the number");
    refuse("1 yr", DIMENSION_TIME, "spelled \"year\"");
    refuse("1 gCO2", DIMENSION_EMISSIONS, "\"gCO2e\"");
    refuse("1,000", DIMENSION_NONE, "no thousands separators");
    refuse("1 hou", DIMENSION_TIME, "did you mean \"hours\"?");
    refuse("1 lbCO2e", DIMENSION_EMISSIONS, "is spelled \"lb\""); // not gCO2e, which is 453 times less
    refuse("5 percent", DIMENSION_NONE, "spelled \"%\"");
    refuse("0.954 lbs/kWh", DIMENSION_INTENSITY, "spelled \"lb\"");
}

static void long_texts_are_cut_in_messages(void **state)
{
    struct testing *t = testing_of(state);
    const char *tail = testing_repeat(t, "x", 5000);
    refuse(tail, DIMENSION_NONE, "is not a number");
    refuse(testing_text(t, "1 %s", tail), DIMENSION_NONE, "unknown unit");
    refuse(testing_text(t, "1%s", testing_repeat(t, "0", 5000)), DIMENSION_NONE, "beyond the range");
}

static void read_keeps_what_was_written(void **state)
{
    (void)state;
    struct quantity quantity;
    char message[UNITS_MESSAGE_SIZE];
    assert_true(units_read("2.48 USD/h", &quantity, message));
    TESTING_EXACT(quantity.number, 2.48);
    assert_string_equal(quantity.unit, "USD/h");
    assert_true(units_has_dimension(&quantity, DIMENSION_MONEY_RATE));
    assert_false(units_has_dimension(&quantity, DIMENSION_MONEY));
    assert_true(units_read("7", &quantity, message));
    assert_string_equal(quantity.unit, "");
    assert_true(units_has_dimension(&quantity, DIMENSION_NONE));
}

static void read_errors(void **state)
{
    (void)state;
    struct quantity quantity;
    char message[UNITS_MESSAGE_SIZE] = "";
    assert_false(units_read("nan W", &quantity, message));
    TESTING_CONTAINS(message, "not a number");
    assert_false(units_read("1 FLOPS", &quantity, message));
    TESTING_CONTAINS(message, "FLOP/s");
}

static void has_dimension_of_every_row(void **state)
{
    (void)state;
    static const char *const texts[DIMENSION_COUNT] = {[DIMENSION_NONE] = "1 %",
                                                       [DIMENSION_TIME] = "1 d",
                                                       [DIMENSION_FLOP] = "1 FLOP",
                                                       [DIMENSION_FLOP_RATE] = "1 FLOP/d",
                                                       [DIMENSION_DATA] = "1 B",
                                                       [DIMENSION_DATA_RATE] = "1 B/min",
                                                       [DIMENSION_POWER] = "1 J/s",
                                                       [DIMENSION_ENERGY] = "1 Wh",
                                                       [DIMENSION_MONEY] = "1 USD",
                                                       [DIMENSION_MONEY_RATE] = "1 USD/year",
                                                       [DIMENSION_ENERGY_PRICE] = "1 USD/J",
                                                       [DIMENSION_EMISSIONS] = "1 tCO2e",
                                                       [DIMENSION_INTENSITY] = "1 lb/Wh",
                                                       [DIMENSION_WATER] = "1 kL",
                                                       [DIMENSION_WATER_INTENSITY] = "1 L/GJ",
                                                       [DIMENSION_DATA_PRICE] = "1 USD/GB/month",
                                                       [DIMENSION_DATA_POWER] = "1 mW/GB",
                                                       [DIMENSION_RATE] = "1 1/d"};
    for (int i = 0; i < DIMENSION_COUNT; i++) {
        struct quantity quantity;
        char message[UNITS_MESSAGE_SIZE];
        assert_true(units_read(texts[i], &quantity, message));
        for (int j = 0; j < DIMENSION_COUNT; j++)
            assert_int_equal(units_has_dimension(&quantity, (enum dimension)j), i == j);
    }
}

static void words_and_examples_of_every_dimension(void **state)
{
    (void)state;
    for (int i = 0; i < DIMENSION_COUNT; i++) {
        enum dimension dimension = (enum dimension)i;
        assert_true(strlen(units_words(dimension)) > 0);
        // What a message offers as an example must be taken, each alternative of it.
        char example[80];
        assert_true(strlen(units_example(dimension)) < sizeof example);
        strcpy(example, units_example(dimension));
        char *second = strstr(example, " or ");
        if (second) {
            *second = '\0';
            (void)value_of(second + 4, dimension);
        }
        (void)value_of(example, dimension);
    }
}

static void from_si_scales_back(void **state)
{
    (void)state;
    TESTING_EXACT(units_from_si(3.6e6, "kWh"), 1);
    TESTING_EXACT(units_from_si(17179869184.0, "GiB"), 16);
    TESTING_EXACT(units_from_si(453.59237, "lb"), 1);
    TESTING_EXACT(units_from_si(0.5, "%"), 50);
    TESTING_EXACT(units_from_si(0.5, ""), 0.5);
    TESTING_EXACT(units_from_si(0.001, "ms"), 1);
    TESTING_EXACT(units_from_si(0, "kWh"), 0);
    TESTING_EXACT(units_from_si(-3600, "h"), -1);
    assert_true(isinf(units_from_si((double)INFINITY, "h")));
    assert_true(isnan(units_from_si((double)NAN, "h")));
}

static void from_si_errors(void **state)
{
    (void)state;
    assert_true(isnan(units_from_si(1, "parsec")));
    assert_true(isnan(units_from_si(1, "W/")));
    assert_true(isnan(units_from_si(1, "FLOPS")));
}

static void round_trip_is_exact(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *unit;
        enum dimension dimension;
    } units[] = {{"", DIMENSION_NONE},
                 {"%", DIMENSION_NONE},
                 {"h", DIMENSION_TIME},
                 {"ms", DIMENSION_TIME},
                 {"days", DIMENSION_TIME},
                 {"FLOP", DIMENSION_FLOP},
                 {"EFLOP", DIMENSION_FLOP},
                 {"TFLOP/s", DIMENSION_FLOP_RATE},
                 {"GiB", DIMENSION_DATA},
                 {"GB", DIMENSION_DATA},
                 {"GB/s", DIMENSION_DATA_RATE},
                 {"W", DIMENSION_POWER},
                 {"mW", DIMENSION_POWER},
                 {"kWh", DIMENSION_ENERGY},
                 {"USD", DIMENSION_MONEY},
                 {"USD/h", DIMENSION_MONEY_RATE},
                 {"USD/kWh", DIMENSION_ENERGY_PRICE},
                 {"lb", DIMENSION_EMISSIONS},
                 {"kgCO2e", DIMENSION_EMISSIONS},
                 {"lb/kWh", DIMENSION_INTENSITY},
                 {"gCO2e/kWh", DIMENSION_INTENSITY}};
    for (size_t u = 0; u < sizeof units / sizeof *units; u++)
        for (int digits = 1; digits < 1000; digits++)
            for (int scale = -6; scale <= 9; scale += 3) {
                const char *number = testing_text(t, "%de%d", digits * 7 % 9973, scale);
                double value = value_of(testing_text(t, "%s %s", number, units[u].unit), units[u].dimension);
                double written = 0;
                const char *end = NULL;
                assert_true(units_number(number, &written, &end));
                double back = units_from_si(value, units[u].unit);
                if (memcmp(&back, &written, sizeof back) != 0)
                    fail_msg("%s %s comes back as %.17g", number, units[u].unit, back);
            }
}

static void number_stops_at_the_unit(void **state)
{
    (void)state;
    double number = 0;
    const char *end = NULL, *text = "-0.5e3kW";
    assert_true(units_number(text, &number, &end));
    TESTING_EXACT(number, -500);
    assert_string_equal(end, "kW");
    assert_true(units_number("1e", &number, &end));
    assert_string_equal(end, "e");
    assert_true(units_number("1e+", &number, &end));
    assert_string_equal(end, "e+");
    assert_true(units_number("1.7976931348623157e308", &number, &end));
    TESTING_EXACT(number, DBL_MAX);
    // strtod would go on into the hexadecimal digits.
    assert_false(units_number("0x1p3", &number, &end));
    assert_false(units_number("1e309", &number, &end));
    assert_false(units_number("", &number, &end));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(value_in_each_dimension),
        TESTING_CASE(binary_prefixes_are_not_decimal_ones),
        TESTING_CASE(numbers_per_time),
        TESTING_CASE(pounds_dollars_and_percent),
        TESTING_CASE(decimal_prefixes),
        TESTING_CASE(times),
        TESTING_CASE(value_spacing_and_signs),
        TESTING_CASE(value_errors),
        TESTING_CASE(number_errors),
        TESTING_CASE(unit_errors),
        TESTING_CASE(mistaken_units_are_explained),
        TESTING_CASE(long_texts_are_cut_in_messages),
        TESTING_CASE(read_keeps_what_was_written),
        TESTING_CASE(read_errors),
        TESTING_CASE(has_dimension_of_every_row),
        TESTING_CASE(words_and_examples_of_every_dimension),
        TESTING_CASE(from_si_scales_back),
        TESTING_CASE(from_si_errors),
        TESTING_CASE(round_trip_is_exact),
        TESTING_CASE(number_stops_at_the_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
