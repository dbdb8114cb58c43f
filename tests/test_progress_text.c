// progress_text.c: one line, whatever the numbers and the width.
#include "testing.h"

#include <math.h>
#include <string.h>

#include "base/utf8.h"
#include "report/progress_text.h"

// The line without the blanks that fill it, which must fill it to one column less than there are.
static const char *line(struct testing *t, struct progress_text facts)
{
    char text[PROGRESS_TEXT_SIZE];
    memset(text, 'x', sizeof text);
    progress_text(&facts, text);
    assert_non_null(memchr(text, '\0', sizeof text));
    int columns = facts.columns < PROGRESS_TEXT_COLUMNS_MAX ? facts.columns : PROGRESS_TEXT_COLUMNS_MAX;
    size_t invisible = facts.has_colour && strchr(text, '\033') ? strlen("\033[32m\033[0m") : 0;
    assert_int_equal(utf8_columns(text, strlen(text)) - invisible, columns > 0 ? columns - 1 : 0);
    size_t length = strlen(text);
    while (length > 0 && text[length - 1] == ' ')
        length--;
    return testing_text(t, "%.*s", (int)length, text);
}

static void a_line_shows_bar_rate_and_time_left(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        uint64_t done, total;
        double elapsed_s;
        int columns;
        const char *text;
    } rows[] = {
        {47, 100, 7, 59, "samples  [#########>          ]  47 %   6.71 /s  0:08 left"},
        {47000000, 100000000, 3.79, 59, "samples  [#########>          ]  47 %  12.4 M/s  0:04 left"},
        {47, 100, 7, 80, "samples  [##################>                     ]  47 %   6.71 /s  0:08 left"},
        {47, 100, 7, 200, "samples  [##################>                     ]  47 %   6.71 /s  0:08 left"},
        {47, 100, 7, 49, "samples  [####>     ]  47 %   6.71 /s  0:08 left"},
        {47, 100, 7, 48, "samples  [########>          ]  47 %  0:08 left"}, // no room for the rate
        {47, 100, 7, 40, "samples  [#####>     ]  47 %  0:08 left"},
        {47, 100, 7, 39, "samples  [####>     ]  47 %  0:08 left"},
        {47, 100, 7, 38, "samples   47 %  0:08 left"}, // nor for a bar
        {47, 100, 7, 10, "samples"},
        {47, 100, 7, 5, "samp"},
        {47, 100, 7, 1, ""},
        {47, 100, 7, 0, ""},
        {0, 100, 2, 59, "samples  [>                   ]   0 %      0 /s  -:-- left"},
        {0, 100, 0, 59, "samples  [>                   ]   0 %      - /s  -:-- left"},
        {1, 100, 0, 59, "samples  [>                   ]   1 %      - /s  0:00 left"},
        {29, 100, 29, 59, "samples  [#####>              ]  29 %      1 /s  1:11 left"},
        {99, 100, 99, 59, "samples  [###################>]  99 %      1 /s  0:01 left"},
        {100, 100, 50, 59, "samples  [####################] 100 %      2 /s  0:00 left"},
        {120, 100, 60, 59, "samples  [####################] 100 %      2 /s  0:00 left"},
        {UINT64_MAX - 1, UINT64_MAX, 1, 59, "samples  [###################>]  99 %  18.4 E/s  0:00 left"},
        {UINT64_MAX, UINT64_MAX, 1, 59, "samples  [####################] 100 %  18.4 E/s  0:00 left"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(line(t, (struct progress_text){.what = "samples",
                                                           .done = rows[i].done,
                                                           .total = rows[i].total,
                                                           .elapsed_s = rows[i].elapsed_s,
                                                           .columns = rows[i].columns}),
                            rows[i].text);
}

// One of two is done, so what is left takes as long as it took.
static void times_of_all_lengths(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        double elapsed_s;
        const char *text;
    } rows[] = {
        {0.4, "0:00 left"},
        {9.6, "0:10 left"},
        {59.4, "0:59 left"},
        {59.6, "1:00 left"},
        {600, "10:00 left"},
        {3599, "59:59 left"},
        {3600, "1:00:00 left"},
        {86399, "23:59:59 left"},
        {86400, "1 d 00 h left"},
        {360000, "4 d 04 h left"},
        {86313600, "> 999 d left"},
        {1e300, "> 999 d left"},
        {86313599, "998 d 23 h left"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *text =
            line(t, (struct progress_text){
                        .what = "samples", .done = 1, .total = 2, .elapsed_s = rows[i].elapsed_s, .columns = 60});
        assert_true(strlen(text) > strlen(rows[i].text));
        assert_string_equal(text + strlen(text) - strlen(rows[i].text), rows[i].text);
    }
}

static void without_a_total_there_is_no_bar(void **state)
{
    struct testing *t = testing_of(state);
    struct progress_text facts = {.what = "trials", .done = 1234567, .elapsed_s = 61, .columns = 60};
    assert_string_equal(line(t, facts), "trials  1,234,567  20.2 k/s  1:01 so far");
    facts.columns = 35;
    assert_string_equal(line(t, facts), "trials  1,234,567  1:01 so far");
    facts.columns = 12;
    assert_string_equal(line(t, facts), "trials  1,2");
}

static void colour_takes_no_columns(void **state)
{
    struct testing *t = testing_of(state);
    struct progress_text facts = {
        .what = "samples", .done = 47, .total = 100, .elapsed_s = 7, .columns = 59, .has_colour = true};
    assert_string_equal(line(t, facts), "samples  [\033[32m#########>\033[0m          ]  47 %   6.71 /s  0:08 left");
    facts.columns = 38; // no bar, no colour
    assert_string_equal(line(t, facts), "samples   47 %  0:08 left");
}

static void names_are_cut_at_characters_and_obey_nothing(void **state)
{
    struct testing *t = testing_of(state);
    struct progress_text facts = {.what = "Größe", .done = 1, .total = 2, .elapsed_s = 7, .columns = 57};
    assert_string_equal(line(t, facts), "Größe  [##########>         ]  50 %   0.14 /s  0:07 left");
    facts.columns = 5;
    assert_string_equal(line(t, facts), "Größ");
    facts.what = "a\033[31m\n\xFF";
    facts.columns = 9;
    assert_string_equal(line(t, facts), "a?[31m??");
}

// Whatever is asked, the line is as wide as said and ends in its buffer.
static void every_width_is_kept(void **state)
{
    struct testing *t = testing_of(state);
    static const uint64_t counts[] = {0, 1, 999, 1000000, UINT64_MAX / 3, UINT64_MAX};
    static const double times[] = {0, 1e-9, 1, 1e5, 1e18, INFINITY};
    const char *wide = testing_repeat(t, "\xF0\x9F\x9A\x80", 250); // four bytes a column
    for (int columns = -1; columns < 220; columns++)
        for (size_t i = 0; i < 6 * 6 * 6; i++)
            for (int colour = 0; colour < 2; colour++)
                line(t, (struct progress_text){.what = i % 2 ? "samples" : wide,
                                               .done = counts[i % 6],
                                               .total = counts[i / 6 % 6],
                                               .elapsed_s = times[i / 36],
                                               .columns = columns,
                                               .has_colour = colour == 1});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(a_line_shows_bar_rate_and_time_left),
        TESTING_CASE(times_of_all_lengths),
        TESTING_CASE(without_a_total_there_is_no_bar),
        TESTING_CASE(colour_takes_no_columns),
        TESTING_CASE(names_are_cut_at_characters_and_obey_nothing),
        TESTING_CASE(every_width_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
