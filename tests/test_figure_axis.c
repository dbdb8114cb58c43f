// figure/figure_axis: ranges cover their data, ticks are round numbers that can be told apart.
#include "figure/figure_axis.h"

#include <math.h>
#include <string.h>

#include "testing.h"

static const struct figure_canvas canvas = {.width = 720};

static struct figure_axis axis_of(double low, double high, bool is_log, size_t most)
{
    struct figure_axis_span span = figure_axis_nothing();
    struct figure_axis axis;
    figure_axis_widen(&span, low);
    figure_axis_widen(&span, high);
    figure_axis_init(&axis, &canvas, &span, is_log, 20, 700, most);
    return axis;
}

static void expect_labels(const struct figure_axis *axis, const char *expected)
{
    char labels[512] = "";
    for (size_t i = 0; i < axis->tick_count; i++) {
        strcat(labels, i ? " | " : "");
        strcat(labels, axis->labels[i]);
    }
    assert_string_equal(labels, expected);
}

static void ticks_are_round(void **state)
{
    (void)state;
    static const struct {
        double low, high;
        const char *labels;
    } rows[] = {
        {0, 97, "0 | 20 | 40 | 60 | 80 | 100"},
        {0, 41800, "0 | 10,000 | 20,000 | 30,000 | 40,000 | 50,000"},
        {30, 126, "20 | 40 | 60 | 80 | 100 | 120 | 140"},
        {0, 0.31, "0 | 0.1 | 0.2 | 0.3 | 0.4"},
        {-1, 1,
         "\xE2\x88\x92"
         "1.0 | \xE2\x88\x92"
         "0.5 | 0 | 0.5 | 1.0"},
        {0, 3.1e6, "0 | 1 M | 2 M | 3 M | 4 M"},
        {5, 5, "4.7 | 4.8 | 4.9 | 5.0 | 5.1 | 5.2 | 5.3"},
        {0, 0, "0 | 0.2 | 0.4 | 0.6 | 0.8 | 1.0"},
        {0, 4e-8, "0 | 1e-8 | 2e-8 | 3e-8 | 4e-8"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct figure_axis axis = axis_of(rows[i].low, rows[i].high, false, 6);
        expect_labels(&axis, rows[i].labels);
    }
    struct figure_axis axis = axis_of(0.9, 2850, true, 7);
    expect_labels(&axis, "1 | 10 | 100 | 1,000");
    axis = axis_of(1e-12, 1e12, true, 7);
    expect_labels(&axis, "1e-12 | 1e-8 | 0.0001 | 1 | 10,000 | 100 M | 1 T");
}

static void ranges_cover_the_data(void **state)
{
    (void)state;
    static const double values[] = {0,     1,     -1,     3.7,  99.999, 100.001, 1e-9,   -2e-7,     1e6,   7.3e15,
                                    -4e20, 1e300, -1e300, 1e90, 0.1,    0.3,     5e-324, 123456.78, 1e-300};
    enum { VALUES = sizeof values / sizeof *values };
    for (size_t i = 0; i < VALUES; i++)
        for (size_t k = 0; k < VALUES; k++)
            for (size_t most = 1; most < 12; most++) {
                bool is_log = values[i] > 0 && values[k] > 0 && (i + k + most) % 2;
                struct figure_axis axis = axis_of(values[i], values[k], is_log, most);
                assert_true(isfinite(axis.low) && isfinite(axis.high) && axis.low < axis.high);
                assert_in_range(axis.tick_count, is_log ? 0 : 2, FIGURE_AXIS_TICKS);
                if (is_log)
                    continue;
                double slack = 1e-9 * (axis.high - axis.low);
                assert_true(axis.low <= fmin(values[i], values[k]) + slack);
                assert_true(axis.high >= fmax(values[i], values[k]) - slack);
                TESTING_CLOSE(axis.ticks[0], axis.low, 0);
                TESTING_CLOSE(axis.ticks[axis.tick_count - 1], axis.high, 1e-12);
                // Steps are 1, 2 or 5 times a power of ten, and no two labels are the same.
                double step = axis.ticks[1] - axis.ticks[0], power = pow(10, floor(log10(step) + 1e-6));
                double ratio = step / power;
                assert_true(fabs(ratio - 1) < 1e-3 || fabs(ratio - 2) < 1e-3 || fabs(ratio - 5) < 1e-3);
                for (size_t tick = 0; tick + 1 < axis.tick_count; tick++)
                    assert_string_not_equal(axis.labels[tick], axis.labels[tick + 1]);
            }
}

static void values_stand_between_start_and_stop(void **state)
{
    (void)state;
    struct figure_axis axis = axis_of(0, 100, false, 6);
    TESTING_CLOSE(figure_axis_place(&axis, 0), 20, 1e-12);
    TESTING_CLOSE(figure_axis_place(&axis, 50), 360, 1e-12);
    TESTING_CLOSE(figure_axis_place(&axis, 100), 700, 1e-12);
    TESTING_CLOSE(figure_axis_place(&axis, 1e308), 700, 1e-12);
    TESTING_CLOSE(figure_axis_place(&axis, -1e308), 20, 1e-12);
    axis = axis_of(1, 10000, true, 6);
    TESTING_CLOSE(figure_axis_place(&axis, 100), 360, 1e-12);
    TESTING_CLOSE(figure_axis_place(&axis, 0), 20, 1e-12);
    TESTING_CLOSE(figure_axis_place(&axis, -5), 20, 1e-12);
}

static void long_spans_are_more_than_three_powers_of_ten(void **state)
{
    (void)state;
    static const struct {
        double low, high;
        bool is_long;
    } rows[] = {{1, 1000, false}, {1, 1001, true}, {0, 1e9, false}, {-1, 1e9, false}, {1e-6, 1, true}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct figure_axis_span span = figure_axis_nothing();
        assert_false(figure_axis_is_long(&span));
        figure_axis_widen(&span, rows[i].low);
        figure_axis_widen(&span, (double)NAN);
        figure_axis_widen(&span, rows[i].high);
        assert_int_equal(figure_axis_is_long(&span), rows[i].is_long);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(ticks_are_round),
        TESTING_CASE(ranges_cover_the_data),
        TESTING_CASE(values_stand_between_start_and_stop),
        TESTING_CASE(long_spans_are_more_than_three_powers_of_ten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
