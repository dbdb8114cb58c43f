// figure/figure_cairo: pictures are PNG of the right size with something on them, and a full disk is noticed.
#include "figure/figure_cairo.h"

#include <stdlib.h>
#include <string.h>

#include "figure/figure_draw.h"
#include "figures.h"
#include "testing.h"

static unsigned big_endian(const unsigned char *at)
{
    return (unsigned)at[0] << 24 | (unsigned)at[1] << 16 | (unsigned)at[2] << 8 | at[3];
}

static void pictures_have_their_size(void **state)
{
    (void)state;
    static const double scales[] = {1, 2.5};
    struct figures figures;
    figures_init(&figures);
    for (int kind = 0; kind < FIGURES_KINDS; kind++)
        for (size_t i = 0; i < 2; i++) {
            const struct figure *figure = &figures.figure[kind];
            char *bytes = NULL;
            size_t length = 0;
            FILE *stream = open_memstream(&bytes, &length);
            assert_non_null(stream);
            assert_int_equal(figure_cairo_png((const struct figure *const[]){figure}, 1, scales[i], stream), STATUS_OK);
            assert_int_equal(fclose(stream), 0);
            assert_true(length > 2000);
            assert_memory_equal(bytes, "\x89PNG\r\n\x1A\n", 8);
            const unsigned char *header = (const unsigned char *)bytes + 16;
            assert_int_equal(big_endian(header), (unsigned)ceil((FIGURE_DRAW_WIDE + 24) * scales[i]));
            assert_int_equal(big_endian(header + 4),
                             (unsigned)ceil((figure_draw_height(figure, FIGURE_DRAW_WIDE) + 54) * scales[i]));
            free(bytes);
        }
}

static void a_full_disk_is_noticed(void **state)
{
    (void)state;
    struct figures figures;
    figures_init(&figures);
    FILE *stream = fopen("/dev/full", "w");
    assert_non_null(stream);
    setvbuf(stream, NULL, _IONBF, 0);
    assert_int_equal(figure_cairo_png((const struct figure *const[]){&figures.figure[FIGURE_BARS]}, 1, 1, stream),
                     STATUS_IO);
    fclose(stream);
}

static void any_text_is_painted(void **state)
{
    struct testing *t = testing_of(state);
    const char *texts[] = {"\xFF\xC3 not UTF-8",
                           "a\x01"
                           "b",
                           "<b>&amp;",
                           testing_repeat(t, "x", 1 << 20),
                           "",
                           NULL};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const struct figure_row rows[] = {{.label = texts[i], .text = texts[i], .value = 1, .low = 0, .high = 2}};
        const struct figure figure = {
            .kind = FIGURE_BARS, .title = texts[i], .x_label = texts[i], .rows = rows, .row_count = 1};
        FILE *stream = fopen("/dev/null", "w");
        assert_non_null(stream);
        assert_int_equal(figure_cairo_png((const struct figure *const[]){&figure}, 1, 1, stream), STATUS_OK);
        fclose(stream);
    }
}

static void heights_follow_widths(void **state)
{
    (void)state;
    struct figures figures;
    figures_init(&figures);
    for (int kind = 0; kind < FIGURES_KINDS; kind++)
        TESTING_CLOSE(figure_cairo_height(&figures.figure[kind], 360),
                      figure_draw_height(&figures.figure[kind], FIGURE_DRAW_WIDE) / 2, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(pictures_have_their_size),
        TESTING_CASE(a_full_disk_is_noticed),
        TESTING_CASE(any_text_is_painted),
        TESTING_CASE(heights_follow_widths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
