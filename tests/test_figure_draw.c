// figure/figure_draw: what is drawn of each kind, and that nothing leaves the canvas whatever the numbers are.
#include "figure/figure_draw.h"

#include <float.h>
#include <stdio.h>

#include "base/random.h"
#include "figures.h"
#include "strokes.h"

static const double widths[] = {FIGURE_DRAW_WIDE, FIGURE_DRAW_NARROW, 480, 1200, 200};

static void usual_figures_have_no_overlapping_text(void **state)
{
    (void)state;
    struct figures figures;
    figures_init(&figures);
    for (int kind = 0; kind < FIGURES_KINDS; kind++)
        for (size_t i = 0; i < 4; i++) {
            struct strokes strokes = strokes_of(&figures.figure[kind], widths[i]);
            strokes_no_text_overlaps(&strokes);
            free(strokes.items);
        }
}

static void a_histogram_has_a_bar_for_each_bin(void **state)
{
    (void)state;
    const double edges[] = {0, 10, 20, 40}, counts[] = {100, 200, 200};
    const struct figure figure = {.kind = FIGURE_HISTOGRAM,
                                  .x_label = "energy (MWh)",
                                  .edges = edges,
                                  .counts = counts,
                                  .bin_count = 3,
                                  .low = 2,
                                  .median = 15,
                                  .high = 35};
    struct strokes it = strokes_of(&figure, FIGURE_DRAW_WIDE);
    const struct stroke *bars[3] = {0};
    assert_int_equal(strokes_count(&it, FIGURE_DRAW_BAR), 3);
    for (size_t i = 0, bar = 0; i < it.count; i++)
        if (it.items[i].kind == FIGURE_DRAW_BAR)
            bars[bar++] = &it.items[i];
    // Areas are counts: the third bin is twice as wide and half as high as the second.
    double heights[3], bottoms[3];
    for (int i = 0; i < 3; i++) {
        heights[i] = bars[i]->bottom - bars[i]->top;
        bottoms[i] = bars[i]->bottom;
    }
    TESTING_CLOSE(heights[0] / heights[1], 0.5, 1e-9);
    TESTING_CLOSE(heights[2] / heights[1], 0.5, 1e-9);
    TESTING_CLOSE(bottoms[0], bottoms[2], 1e-12);
    TESTING_CLOSE((bars[2]->right - bars[2]->left + 1) / (bars[1]->right - bars[1]->left + 1), 2, 1e-9);
    // The interval and the median stand where their values are.
    const struct stroke *interval = strokes_first(&it, FIGURE_DRAW_INTERVAL);
    const struct stroke *median = strokes_first(&it, FIGURE_DRAW_MEDIAN);
    double unit = (bars[1]->right - bars[0]->left + 1) / 20, zero = bars[0]->left - 0.5;
    TESTING_CLOSE(interval->left, zero + 2 * unit, 1e-9);
    TESTING_CLOSE(interval->right, zero + 35 * unit, 1e-9);
    TESTING_CLOSE(median->left, zero + 15 * unit, 1e-9);
    assert_non_null(strokes_saying(&it, "median 15"));
    assert_non_null(strokes_saying(&it, "5 %: 2"));
    assert_non_null(strokes_saying(&it, "95 %: 35"));
    assert_non_null(strokes_saying(&it, "energy (MWh)"));
    free(it.items);
}

static void the_median_crosses_no_text(void **state)
{
    (void)state;
    const double edges[] = {0, 20}, counts[] = {1};
    for (double median = 0; median <= 20; median += 0.25)
        for (double half = 0; half < 6; half += 0.5)
            for (size_t i = 0; i < 2; i++) {
                const struct figure figure = {.kind = FIGURE_HISTOGRAM,
                                              .edges = edges,
                                              .counts = counts,
                                              .bin_count = 1,
                                              .low = fmax(0, median - half),
                                              .median = median,
                                              .high = fmin(20, median + 3 * half)};
                struct strokes it = strokes_of(&figure, widths[i]);
                const struct stroke *line = strokes_first(&it, FIGURE_DRAW_MEDIAN);
                for (size_t k = 0; k < it.count; k++) {
                    const struct stroke *text = &it.items[k];
                    if (text->shape == STROKES_TEXT && text->left < line->left && line->left < text->right &&
                        text->top < line->bottom && line->top < text->bottom)
                        fail_msg("the median %g runs through \"%s\"", median, text->text);
                }
                strokes_no_text_overlaps(&it);
                free(it.items);
            }
}

static void many_bins_are_joined_without_losing_a_sample(void **state)
{
    (void)state;
    enum { BINS = 1000 };
    static double edges[BINS + 1], counts[BINS];
    for (int i = 0; i <= BINS; i++)
        edges[i] = i;
    for (int i = 0; i < BINS; i++)
        counts[i] = 1 + i % 7;
    const struct figure figure = {.kind = FIGURE_HISTOGRAM,
                                  .edges = edges,
                                  .counts = counts,
                                  .bin_count = BINS,
                                  .low = (double)NAN,
                                  .median = (double)NAN,
                                  .high = (double)NAN};
    struct strokes it = strokes_of(&figure, FIGURE_DRAW_WIDE);
    double area = 0, first = 0;
    size_t bars = 0;
    for (size_t i = 0; i < it.count; i++)
        if (it.items[i].kind == FIGURE_DRAW_BAR) {
            const struct stroke *bar = &it.items[i];
            area += (bar->right - bar->left + 1) * (bar->bottom - bar->top);
            first = bars++ ? first : (bar->right - bar->left + 1) * (bar->bottom - bar->top);
        }
    assert_in_range(bars, 50, 200);
    assert_int_equal(strokes_count(&it, FIGURE_DRAW_MEDIAN) + strokes_count(&it, FIGURE_DRAW_INTERVAL), 0);
    double all = 0, joined = 0;
    for (int i = 0; i < BINS; i++) {
        all += counts[i];
        joined += i < BINS / (int)bars + 1 ? counts[i] : 0;
    }
    TESTING_CLOSE(area / first, all / joined, 0.02);
    free(it.items);
}

static void bars_begin_at_zero_and_are_as_long_as_their_values(void **state)
{
    (void)state;
    const struct figure_row rows[] = {
        {.label = "a", .value = 40, .low = 30, .high = 60, .text = "40 kWh"},
        {.label = "b", .value = -20, .low = (double)NAN, .high = (double)NAN, .is_marked = true},
        {.label = "c", .value = (double)NAN, .low = 1, .high = 2},
        {.label = "d", .value = 0, .low = (double)NAN, .high = INFINITY},
    };
    const struct figure figure = {.kind = FIGURE_BARS, .rows = rows, .row_count = 4, .x_label = "kWh"};
    for (size_t i = 0; i < 2; i++) {
        struct strokes it = strokes_of(&figure, widths[i]);
        const struct stroke *a = strokes_first(&it, FIGURE_DRAW_BAR), *b = strokes_first(&it, FIGURE_DRAW_STRESSED);
        const struct stroke *axis = strokes_first(&it, FIGURE_DRAW_AXIS);
        assert_int_equal(strokes_count(&it, FIGURE_DRAW_BAR), 2); // a and d
        TESTING_CLOSE(a->left, axis->left, 1e-9);
        TESTING_CLOSE(b->right, axis->left, 1e-9);
        TESTING_CLOSE((a->right - a->left) / (b->right - b->left), 2, 1e-9);
        assert_int_equal(strokes_count(&it, FIGURE_DRAW_WHISKER), 3);
        const struct stroke *whisker = strokes_first(&it, FIGURE_DRAW_WHISKER);
        TESTING_CLOSE((whisker->right - whisker->left) / (a->right - a->left), 30.0 / 40, 1e-9);
        assert_non_null(strokes_saying(&it, "40 kWh"));
        assert_non_null(strokes_saying(&it, "\xE2\x88\x92"
                                            "20"));
        assert_non_null(strokes_saying(&it, "\xE2\x80\x93")); // no value
        strokes_no_text_overlaps(&it);
        free(it.items);
    }
}

static void rows_beyond_the_most_are_counted(void **state)
{
    (void)state;
    struct figure_row rows[75];
    for (int i = 0; i < 75; i++)
        rows[i] = (struct figure_row){.label = "row", .value = i, .low = (double)NAN, .high = (double)NAN};
    struct figure figure = {.kind = FIGURE_BARS, .rows = rows, .row_count = 75};
    struct strokes it = strokes_of(&figure, FIGURE_DRAW_WIDE);
    assert_int_equal(strokes_count(&it, FIGURE_DRAW_BAR), 60);
    assert_non_null(strokes_saying(&it, "and 15 more that are not drawn"));
    free(it.items);
    figure.row_count = 60;
    it = strokes_of(&figure, FIGURE_DRAW_WIDE);
    assert_int_equal(strokes_count(&it, FIGURE_DRAW_REMARK), 0);
    free(it.items);
}

static void a_tornado_turns_about_its_base(void **state)
{
    (void)state;
    const struct figure_row rows[] = {
        {.label = "falls", .low = 20, .high = 80},
        {.label = "rises", .low = 70, .high = 40}, // high and low in any order
        {.label = "beyond", .low = 60, .high = 70},
        {.label = "none", .low = (double)NAN, .high = 70},
    };
    const struct figure figure = {.kind = FIGURE_TORNADO, .rows = rows, .row_count = 4, .base = 50};
    for (size_t i = 0; i < 2; i++) {
        struct strokes it = strokes_of(&figure, widths[i]);
        double base = strokes_first(&it, FIGURE_DRAW_MEDIAN)->left;
        assert_int_equal(strokes_count(&it, FIGURE_DRAW_BELOW), 2);
        assert_int_equal(strokes_count(&it, FIGURE_DRAW_ABOVE), 3);
        const struct stroke *below = strokes_first(&it, FIGURE_DRAW_BELOW), *above = below + 1;
        TESTING_CLOSE(below->right, base, 1e-9);
        TESTING_CLOSE(above->left, base, 1e-9);
        TESTING_CLOSE(above->right - above->left, below->right - below->left, 1e-9); // 30 to each side
        assert_non_null(strokes_saying(&it, "all at their medians: 50"));
        assert_non_null(strokes_saying(&it, "20 \xE2\x80\x93 80"));
        strokes_no_text_overlaps(&it);
        free(it.items);
    }
}

static void a_scatter_joins_and_names_what_is_marked(void **state)
{
    (void)state;
    struct figures figures;
    figures_init(&figures);
    struct strokes it = strokes_of(&figures.figure[FIGURE_SCATTER], FIGURE_DRAW_WIDE);
    assert_int_equal(strokes_count(&it, FIGURE_DRAW_MARKED), 6);
    assert_int_equal(strokes_count(&it, FIGURE_DRAW_FRONT), 5);
    assert_int_equal(strokes_count(&it, FIGURE_DRAW_POINT), FIGURES_REGIONS - 6);
    assert_int_equal(strokes_count(&it, FIGURE_DRAW_LABEL), 6);
    assert_non_null(strokes_saying(&it, "us-washington"));
    // x spans more than three powers of ten: ticks are powers of ten, as far from each other.
    const struct stroke *one = strokes_saying(&it, "1"), *ten = strokes_saying(&it, "10");
    const struct stroke *thousand = strokes_saying(&it, "1,000");
    assert_true(one && ten && thousand);
    TESTING_CLOSE((thousand->left + thousand->right) - (ten->left + ten->right),
                  2 * ((ten->left + ten->right) - (one->left + one->right)), 1e-9);
    free(it.items);
    // A name that has no place without covering another is left out, and the point stays.
    struct figure_row rows[40];
    for (int i = 0; i < 40; i++)
        rows[i] = (struct figure_row){.label = "the same place", .x = 5 + i * 1e-3, .value = 5, .is_marked = true};
    const struct figure figure = {.kind = FIGURE_SCATTER, .rows = rows, .row_count = 40};
    it = strokes_of(&figure, FIGURE_DRAW_NARROW);
    strokes_no_text_overlaps(&it);
    assert_int_equal(strokes_count(&it, FIGURE_DRAW_MARKED), 40);
    assert_in_range(strokes_count(&it, FIGURE_DRAW_LABEL), 1, 12);
    free(it.items);
}

static void a_figure_without_numbers_says_so(void **state)
{
    (void)state;
    const struct figure_row rows[] = {{.label = "a", .value = (double)NAN, .low = INFINITY, .high = (double)NAN}};
    const double edges[] = {1, 1}, counts[] = {(double)NAN};
    for (int kind = 0; kind < FIGURES_KINDS; kind++)
        for (int filled = 0; filled < 2; filled++) {
            struct figure figure = {.kind = (enum figure_kind)kind, .base = 1};
            if (filled) {
                figure.rows = rows;
                figure.row_count = 1;
                figure.edges = edges;
                figure.counts = counts;
                figure.bin_count = 1;
            }
            struct strokes it = strokes_of(&figure, FIGURE_DRAW_WIDE);
            assert_int_equal(it.count, 1);
            assert_non_null(strokes_saying(&it, "There is no number to draw."));
            free(it.items);
        }
}

static double uniform(uint64_t *stream)
{
    uint32_t words[4];
    random_words(7, 0, (*stream)++, words);
    return random_uniform(random_bits(words));
}

// A number of any size and sign, often a special one.
static double any_number(uint64_t *stream)
{
    static const double special[] = {0,        -0.0,         1,       -1,          (double)NAN, INFINITY, -INFINITY,
                                     DBL_MAX,  -DBL_MAX,     DBL_MIN, DBL_EPSILON, 1e300,       -1e-300,  5e-324,
                                     1e15 + 1, 123456.789e6, 1e-9,    0.1,         100,         99.99999};
    double u = uniform(stream);
    if (u < 0.4)
        return special[(size_t)(u / 0.4 * (double)(sizeof special / sizeof *special))];
    double v = uniform(stream), w = uniform(stream);
    return u < 0.7 ? v * 1000 : (w < 0.5 ? -1 : 1) * exp((v - 0.5) * 1400);
}

static void no_number_leaves_the_canvas(void **state)
{
    (void)state;
    static const char *const labels[] = {
        NULL, "", "a", "\xFF\xFE", "long label long label long label long label", "\xE6\xA8\xA1\xE5\x9E\x8B\n<b>&"};
    uint64_t stream = 0;
    for (int round = 0; round < 20000; round++) {
        struct figure_row rows[12];
        double edges[13], counts[12];
        size_t count = (size_t)(uniform(&stream) * 13);
        for (size_t i = 0; i < count; i++) {
            rows[i] = (struct figure_row){.label = labels[(size_t)(uniform(&stream) * 6)],
                                          .text = labels[(size_t)(uniform(&stream) * 6)],
                                          .value = any_number(&stream),
                                          .low = any_number(&stream),
                                          .high = any_number(&stream),
                                          .x = any_number(&stream),
                                          .is_marked = uniform(&stream) < 0.5};
            counts[i] = any_number(&stream);
        }
        for (size_t i = 0; i <= count; i++)
            edges[i] = any_number(&stream);
        const struct figure figure = {
            .kind = (enum figure_kind)(round % FIGURES_KINDS),
            .x_label = labels[round % 6],
            .y_label = labels[(round + 1) % 6],
            .rows = rows,
            .row_count = count,
            .edges = edges,
            .counts = counts,
            .bin_count = count,
            .low = any_number(&stream),
            .median = any_number(&stream),
            .high = any_number(&stream),
            .base = any_number(&stream),
        };
        struct strokes strokes = strokes_of(&figure, widths[(size_t)(uniform(&stream) * 5)]);
        free(strokes.items);
    }
}

static void every_class_has_a_name(void **state)
{
    (void)state;
    for (int i = 0; i < FIGURE_DRAW_CLASS_COUNT; i++) {
        assert_non_null(figure_draw_class_names[i]);
        for (int k = 0; k < i; k++)
            assert_string_not_equal(figure_draw_class_names[i], figure_draw_class_names[k]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(usual_figures_have_no_overlapping_text),
        TESTING_CASE(a_histogram_has_a_bar_for_each_bin),
        TESTING_CASE(the_median_crosses_no_text),
        TESTING_CASE(many_bins_are_joined_without_losing_a_sample),
        TESTING_CASE(bars_begin_at_zero_and_are_as_long_as_their_values),
        TESTING_CASE(rows_beyond_the_most_are_counted),
        TESTING_CASE(a_tornado_turns_about_its_base),
        TESTING_CASE(a_scatter_joins_and_names_what_is_marked),
        TESTING_CASE(a_figure_without_numbers_says_so),
        TESTING_CASE(no_number_leaves_the_canvas),
        TESTING_CASE(every_class_has_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
