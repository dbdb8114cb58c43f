// figure/figure_svg: the bytes of a picture, which every parser of XML takes and which do nothing.
#include "figure/figure_svg.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "figure/figure_draw.h"
#include "figures.h"
#include "testing.h"

static const char *svg(struct testing *t, const struct figure *figure, double width)
{
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    assert_non_null(stream);
    figure_svg_put(stream, figure, width, "f1", "wide");
    assert_int_equal(fclose(stream), 0);
    const char *copy = arena_copy(&t->arena, text, length);
    free(text);
    return copy;
}

// Elements are closed in their order, attributes are quoted, and there is no other markup.
static void expect_well_formed(const char *text)
{
    char open[16][16];
    int depth = 0;
    for (const char *at = strchr(text, '<'); at; at = strchr(at, '<')) {
        bool is_end = at[1] == '/';
        const char *name = at + 1 + is_end;
        size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz");
        assert_in_range(length, 1, 15);
        bool is_quoted = false;
        const char *end = name + length;
        for (; *end && (is_quoted || *end != '>'); end++) {
            is_quoted = is_quoted != (*end == '"');
            assert_true(*end != '<');
        }
        assert_true(*end == '>' && !is_quoted);
        if (is_end) {
            assert_true(depth > 0);
            depth--;
            assert_true(strlen(open[depth]) == length && memcmp(open[depth], name, length) == 0);
        } else if (end[-1] != '/') {
            assert_true(depth < 16);
            memcpy(open[depth], name, length);
            open[depth++][length] = '\0';
        }
        at = end;
    }
    assert_int_equal(depth, 0);
}

static void a_picture_is_these_bytes(void **state)
{
    struct testing *t = testing_of(state);
    const double edges[] = {0, 1, 2}, counts[] = {1, 3};
    const struct figure figure = {.kind = FIGURE_HISTOGRAM,
                                  .title = "Time",
                                  .alt = "Two bins.",
                                  .x_label = "h",
                                  .edges = edges,
                                  .counts = counts,
                                  .bin_count = 2,
                                  .low = (double)NAN,
                                  .median = 1.5,
                                  .high = (double)NAN};
    const char *text = svg(t, &figure, FIGURE_DRAW_WIDE);
    const char *expected =
        "<svg role=\"img\" class=\"wide\" aria-labelledby=\"f1-title f1-desc\" viewBox=\"0 0 720 310\">\n"
        "<title id=\"f1-title\">Time</title>\n"
        "<desc id=\"f1-desc\">Two bins.</desc>\n"
        "<line class=\"grid\" x1=\"14\" y1=\"46\" x2=\"14\" y2=\"264\"/>\n";
    assert_memory_equal(text, expected, strlen(expected));
    TESTING_CONTAINS(text, "<rect class=\"bar\" x=\"14.5\" y=\"191.3\" width=\"345\" height=\"72.7\"/>\n");
    TESTING_CONTAINS(text, "<text class=\"value middle\" x=\"533\" y=\"15\">median 1.5</text>\n");
    TESTING_CONTAINS(text, "<text class=\"title middle\" x=\"360\" y=\"302\">h</text>\n");
    expect_well_formed(text);
    assert_string_equal(text, svg(t, &figure, FIGURE_DRAW_WIDE));
}

static void hostile_texts_stay_texts(void **state)
{
    struct testing *t = testing_of(state);
    static const char hostile[] = "</desc><script>alert(1)</script>\" onload=\"x\x01\xFF]]>&";
    struct figures figures;
    figures_init(&figures);
    for (int kind = 0; kind < FIGURES_KINDS; kind++) {
        struct figure_row rows[FIGURES_REGIONS];
        struct figure figure = figures.figure[kind];
        for (size_t i = 0; i < figure.row_count; i++) {
            rows[i] = figure.rows[i];
            rows[i].label = rows[i].text = hostile;
        }
        figure.rows = rows;
        figure.title = figure.alt = figure.x_label = figure.y_label = hostile;
        const char *text = svg(t, &figure, FIGURE_DRAW_NARROW);
        expect_well_formed(text);
        assert_null(strstr(text, "<script"));
        assert_null(strstr(text, "style="));
        TESTING_CONTAINS(
            text, "&lt;/desc&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&quot;x\xEF\xBF\xBD]]&gt;&amp;");
        for (const char *at = text; *at; at++)
            assert_true(!iscntrl((unsigned char)*at) || *at == '\n');
    }
}

static void a_figure_without_title_has_a_name(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = svg(t, &(struct figure){.kind = FIGURE_BARS}, FIGURE_DRAW_WIDE);
    TESTING_CONTAINS(text, ">Figure</title>");
    expect_well_formed(text);
}

static void huge_texts_are_cut(void **state)
{
    struct testing *t = testing_of(state);
    const char *huge = testing_repeat(t, "x", 10 << 20);
    const struct figure_row rows[] = {
        {.label = huge, .text = huge, .value = 1, .low = 0, .high = 2, .x = 1, .is_marked = true}};
    for (int kind = 0; kind < FIGURES_KINDS; kind++) {
        const struct figure figure = {.kind = (enum figure_kind)kind,
                                      .title = huge,
                                      .alt = huge,
                                      .x_label = huge,
                                      .y_label = huge,
                                      .rows = rows,
                                      .row_count = 1};
        assert_in_range(strlen(svg(t, &figure, FIGURE_DRAW_WIDE)), 4000, 12000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(a_picture_is_these_bytes),
        TESTING_CASE(hostile_texts_stay_texts),
        TESTING_CASE(a_figure_without_title_has_a_name),
        TESTING_CASE(huge_texts_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
