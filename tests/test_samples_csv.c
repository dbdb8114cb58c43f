// samples_csv.c: headings with units, and numbers that read back the same.
#include "testing.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/samples_csv.h"

static void headings_say_each_unit_once(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *name, *unit, *heading;
    } rows[] = {
        {"utilization", "", "utilization\n"},
        {"power_device", "W", "power_device [W]\n"},
        {"price_device", "USD/h", "price_device [USD/h]\n"},
        {"energy_kwh", "kWh", "energy_kwh\n"},
        {"power_w", "W", "power_w\n"},
        {"flow", "W", "flow [W]\n"}, // ends in the letter, not in the unit
        {"w", "W", "w [W]\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct samples_column columns[] = {{rows[i].name, rows[i].unit, "input"}, {"b", "s", "metric"}};
        size_t length = 0;
        char *text = samples_csv_heading(columns, 1, &length);
        assert_non_null(text);
        assert_string_equal(text, rows[i].heading);
        assert_int_equal(length, strlen(text));
        free(text);
        text = samples_csv_heading(columns, 2, &length);
        assert_non_null(text);
        assert_string_equal(text, testing_text(t, "%.*s,b [s]\n", (int)strlen(rows[i].heading) - 1, rows[i].heading));
        free(text);
    }
}

static void numbers_of_all_sizes_fit(void **state)
{
    struct testing *t = testing_of(state);
    const double a[] = {0.1, -DBL_MAX, 250, -9007199254740992.0, (double)NAN};
    const double b[] = {1.0 / 3, -DBL_MIN, -(double)INFINITY, -5e-324, -(double)NAN};
    const double *const values[] = {a, b};
    size_t length = 0;
    char *text = samples_csv_lines(5, 2, values, &length);
    assert_non_null(text);
    assert_string_equal(testing_text(t, "%.*s", (int)length, text),
                        "0.1,0.3333333333333333\n"
                        "-1.7976931348623157e+308,-2.2250738585072014e-308\n"
                        "250,-inf\n"
                        "-9007199254740992,-4.94065645841247e-324\n"
                        "NaN,NaN\n");
    free(text);

    // The longest value that there is, all over.
    double column[100];
    const double *const longest[] = {column, column, column};
    for (size_t i = 0; i < 100; i++)
        column[i] = -2.2250738585072014e-308;
    text = samples_csv_lines(100, 3, longest, &length);
    assert_non_null(text);
    assert_int_equal(length, 100 * 3 * strlen("-2.2250738585072014e-308,"));
    free(text);
    assert_null(samples_csv_lines(SIZE_MAX / 4, 3, longest, &length)); // no memory holds it
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(headings_say_each_unit_once),
        TESTING_CASE(numbers_of_all_sizes_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
