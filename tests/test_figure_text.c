// figure/figure_text: numbers as people write them, and texts cut to their room without breaking a character.
#include "figure/figure_text.h"

#include <math.h>
#include <string.h>

#include "base/utf8.h"
#include "testing.h"

#define ELLIPSIS "\xE2\x80\xA6"
#define MINUS    "\xE2\x88\x92"

static void numbers_are_written_to_four_digits(void **state)
{
    (void)state;
    static const struct {
        double number;
        const char *text;
    } rows[] = {
        {0, "0"},
        {1, "1"},
        {0.125, "0.125"},
        {58.2, "58.2"},
        {12.3456, "12.35"},
        {1240, "1,240"},
        {31250.4, "31,250"},
        {999999, "999,999"},
        {999999.6, "1 M"},
        {3.2e6, "3.2 M"},
        {1.234567e9, "1.23 G"},
        {2.85e15, "2.85 P"},
        {9.9e24, "9.9 Y"},
        {1e28, "1e28"},
        {4.5e-7, "4.5e-7"},
        {0.0001, "0.0001"},
        {0.00123456, "0.001235"},
        {-1240, MINUS "1,240"},
        {-3.2e6, MINUS "3.2 M"},
        {-4.56e-9, MINUS "4.56e-9"},
    };
    char text[FIGURE_TEXT_NUMBER];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        figure_text_number(rows[i].number, text);
        assert_string_equal(text, rows[i].text);
    }
    figure_text_number((double)NAN, text);
    assert_string_equal(text, "\xE2\x80\x93");
    for (double number = 1e-308; number < 1e308; number *= 1.7) {
        figure_text_number(-number, text);
        assert_true(strlen(text) < FIGURE_TEXT_NUMBER - 1);
    }
}

static void ticks_of_one_axis_look_alike(void **state)
{
    (void)state;
    static const struct {
        double number, step, most;
        const char *text;
    } rows[] = {
        {0, 0.5, 2, "0"},
        {0.5, 0.5, 2, "0.5"},
        {1, 0.5, 2, "1.0"},
        {20000, 20000, 60000, "20,000"},
        {5e5, 5e5, 2e6, "0.5 M"},
        {2e6, 5e5, 2e6, "2.0 M"},
        {-5e9, 5e9, 2e10, MINUS "5 G"},
        {3e-7, 1e-7, 5e-7, "3e-7"},
        {1.5e-7, 5e-8, 5e-7, "1.5e-7"},
        {1e-20, 0.1, 1, "0"}, // what is left of a sum that should be 0
    };
    char text[FIGURE_TEXT_NUMBER];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        figure_text_tick(rows[i].number, rows[i].step, rows[i].most, text);
        assert_string_equal(text, rows[i].text);
    }
}

static void texts_are_cleaned(void **state)
{
    (void)state;
    static const struct {
        const char *text, *fitted;
    } rows[] = {
        {NULL, ""},
        {"", ""},
        {"   ", ""},
        {" two \n\t words ", "two words"},
        {"\x01\x1B[0m\xE2\x80\xAE", "[0m"},
        {"bad \xFF\xC3 bytes", "bad \xEF\xBF\xBD\xEF\xBF\xBD bytes"},
        {"<b>", "<b>"}, // the pens escape
    };
    char fitted[FIGURE_TEXT_BYTES];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double width = figure_text_fit(rows[i].text, 1000, fitted);
        assert_string_equal(fitted, rows[i].fitted);
        TESTING_CLOSE(width, figure_text_width(fitted), width > 0 ? 1e-12 : 0);
    }
}

static void texts_are_cut_to_their_room(void **state)
{
    struct testing *t = testing_of(state);
    const char *texts[] = {
        "a label of some length, with words",
        "\xE6\xA8\xA1\xE5\x9E\x8B\xE6\xA8\xA1\xE5\x9E\x8B\xE6\xA8\xA1\xE5\x9E\x8B",
        "e\xCC\x81"
        "e\xCC\x81"
        "e\xCC\x81"
        "e\xCC\x81",
        testing_repeat(t, "\xF0\x9F\x98\x80", 100000),
        testing_repeat(t, "\xCC\x81", 100000),
        testing_repeat(t, "i", 3000),
    };
    char fitted[FIGURE_TEXT_BYTES];
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (double room = 0; room < 400; room += 3.7) {
            double width = figure_text_fit(texts[i], room, fitted);
            size_t bytes = strlen(fitted);
            assert_true(width <= room && bytes < FIGURE_TEXT_BYTES);
            for (size_t at = 0; at < bytes;) { // whole characters
                size_t length = utf8_sequence(fitted + at, bytes - at);
                assert_true(length > 0);
                at += length;
            }
            bool is_whole = strcmp(fitted, texts[i]) == 0;
            bool has_ellipsis = bytes >= 3 && strcmp(fitted + bytes - 3, ELLIPSIS) == 0;
            assert_true(is_whole || has_ellipsis || bytes == 0);
        }
    figure_text_fit("abc", 1000, fitted);
    assert_string_equal(fitted, "abc");
    figure_text_fit("abc defghijklmnop", 60, fitted);
    assert_string_equal(fitted, "abc d" ELLIPSIS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(numbers_are_written_to_four_digits),
        TESTING_CASE(ticks_of_one_axis_look_alike),
        TESTING_CASE(texts_are_cleaned),
        TESTING_CASE(texts_are_cut_to_their_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
