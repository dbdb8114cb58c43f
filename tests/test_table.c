// table.c: what people see. Lines fit the terminal where the cells allow, and none ends in a blank.
#include "writing.h"

#include <math.h>
#include <string.h>

static struct sheet new_sheet(struct testing *t, const char *title)
{
    struct sheet sheet;
    sheet_init(&sheet, &t->arena, title);
    return sheet;
}

// Every line has at most so many characters (0: any number) and no blank at its end; the last one is ended.
static void expect_tidy(const char *text, size_t columns)
{
    for (const char *line = text; *line;) {
        size_t bytes = strcspn(line, "\n"), characters = 0;
        for (size_t i = 0; i < bytes; i++)
            characters += ((unsigned char)line[i] & 0xC0) != 0x80;
        if (columns && characters > columns)
            fail_msg("%zu characters in a line of %zu: %.*s", characters, columns, (int)bytes, line);
        if (bytes && line[bytes - 1] == ' ')
            fail_msg("a blank ends this line: %.*s|", (int)bytes, line);
        assert_int_equal(line[bytes], '\n');
        line += bytes + 1;
    }
}

static void a_sheet_is_written_whole(void **state)
{
    struct testing *t = testing_of(state);
    static const struct sheet_column columns[] = {
        {.key = "layer", .heading = "Layer"},
        {.key = "machine"},
        {.key = "flop", .heading = "Forward", .style = SHEET_SCALED, .unit = "FLOP"},
        {.key = "note", .heading = "Note", .wrap = true, .blank_none = true},
    };
    struct sheet sheet = new_sheet(t, "gpt2 on 8 cards");
    sheet_field(&sheet, "model", "Model", SHEET_PLAIN, NULL, sheet_text("gpt2"));
    sheet_field(&sheet, "time_h", "Wall clock", SHEET_PLAIN, "h", sheet_number(12571.4));
    sheet_field(&sheet, "power_w", "Not known", SHEET_PLAIN, "W", sheet_number((double)NAN));
    sheet_field(&sheet, "for_machines", NULL, SHEET_PLAIN, NULL, sheet_number(1));
    struct sheet_table *table = sheet_table(&sheet, "layers", "Layers", columns, 4);
    struct sheet_cell *row = sheet_row(&sheet, table);
    row[0] = sheet_text("attention");
    row[1] = sheet_text("unseen");
    row[2] = sheet_number(28500298752);
    row[3] = sheet_text("a note");
    row = sheet_row(&sheet, table);
    row[0] = sheet_text("mlp");
    row[2] = sheet_number(512);
    sheet_row(&sheet, table);
    sheet_note(&sheet, "A first note.");
    const char *text = written(t, table_write, &sheet, 80);
    expect_tidy(text, 80);
    assert_string_equal(text, "gpt2 on 8 cards\n"
                              "  Model       gpt2\n"
                              "  Wall clock  12,571 h\n"
                              "\n"
                              "Layers\n"
                              "  Layer         Forward  Note\n"
                              "  attention  28.5 GFLOP  a note\n"
                              "  mlp          512 FLOP\n"
                              "  -                   -\n"
                              "\n"
                              "Notes\n"
                              "  - A first note.\n");
}

static void tables_without_rows_or_title_are_not_shown(void **state)
{
    struct testing *t = testing_of(state);
    static const struct sheet_column columns[] = {{.key = "a", .heading = "A"}};
    struct sheet sheet = new_sheet(t, NULL);
    sheet_table(&sheet, "empty", "Empty", columns, 1);
    sheet_row(&sheet, sheet_table(&sheet, "machines", NULL, columns, 1))[0] = sheet_number(1);
    assert_string_equal(written(t, table_write, &sheet, 80), "");
}

static void numbers_stand_right_and_texts_left(void **state)
{
    struct testing *t = testing_of(state);
    static const struct sheet_column columns[] = {{.heading = "Name"},
                                                  {.heading = "Count", .style = SHEET_EXACT},
                                                  {.heading = "Mixed"},
                                                  {.heading = "As text", .align_right = true},
                                                  {.heading = "End"}};
    struct sheet sheet = new_sheet(t, NULL);
    struct sheet_table *table = sheet_table(&sheet, "rows", "Rows", columns, 5);
    for (int i = 0; i < 2; i++) {
        struct sheet_cell *row = sheet_row(&sheet, table);
        row[0] = sheet_text(i ? "b" : "longer");
        row[1] = sheet_number(i ? 1234567 : 8);
        row[2] = i ? sheet_text("some text") : sheet_number(7);
        row[3] = sheet_text(i ? "1 h" : "1000 h");
        row[4] = sheet_text("x");
    }
    assert_string_equal(written(t, table_write, &sheet, 80), "\nRows\n"
                                                             "  Name        Count  Mixed      As text  End\n"
                                                             "  longer          8  7           1000 h  x\n"
                                                             "  b       1,234,567  some text      1 h  x\n");
}

static void flags_are_words(void **state)
{
    struct testing *t = testing_of(state);
    static const struct sheet_column columns[] = {{.heading = "Closes"}, {.heading = "End"}};
    struct sheet sheet = new_sheet(t, NULL);
    sheet_field(&sheet, "a", "Corrected", SHEET_PLAIN, NULL, sheet_flag(false));
    struct sheet_table *table = sheet_table(&sheet, "rows", "Rows", columns, 2);
    for (int i = 0; i < 3; i++) {
        struct sheet_cell *row = sheet_row(&sheet, table);
        row[0] = i < 2 ? sheet_flag(i == 0) : sheet_text(NULL);
        row[1] = sheet_text("x");
    }
    assert_string_equal(written(t, table_write, &sheet, 80), "  Corrected  no\n\nRows\n"
                                                             "  Closes  End\n"
                                                             "  yes     x\n"
                                                             "  no      x\n"
                                                             "  -       x\n");
}

static void headings_that_are_all_empty_leave_no_line(void **state)
{
    struct testing *t = testing_of(state);
    static const struct sheet_column columns[] = {{.heading = ""}, {.heading = ""}};
    struct sheet sheet = new_sheet(t, NULL);
    struct sheet_cell *row = sheet_row(&sheet, sheet_table(&sheet, "rows", "Rows", columns, 2));
    row[0] = sheet_text("a");
    row[1] = sheet_text("b");
    assert_string_equal(written(t, table_write, &sheet, 80), "\nRows\n  a  b\n");
}

static void characters_are_counted_not_bytes(void **state)
{
    struct testing *t = testing_of(state);
    static const struct sheet_column columns[] = {{.heading = "Größe"}, {.heading = "Wert", .style = SHEET_EXACT}};
    struct sheet sheet = new_sheet(t, NULL);
    sheet_field(&sheet, "a", "Länge", SHEET_PLAIN, NULL, sheet_text("ä"));
    sheet_field(&sheet, "b", "Strom", SHEET_PLAIN, NULL, sheet_text("b"));
    struct sheet_table *table = sheet_table(&sheet, "rows", "Rows", columns, 2);
    struct sheet_cell *row = sheet_row(&sheet, table);
    row[0] = sheet_text("éééé");
    row[1] = sheet_number(5);
    row = sheet_row(&sheet, table);
    row[0] = sheet_text("plain");
    row[1] = sheet_number(5);
    assert_string_equal(written(t, table_write, &sheet, 80), "  Länge  ä\n  Strom  b\n"
                                                             "\nRows\n  Größe  Wert\n  éééé      5\n  plain     5\n");
}

static void a_narrow_terminal_shows_fewer_columns(void **state)
{
    struct testing *t = testing_of(state);
    static const struct sheet_column columns[] = {{.heading = "A"},
                                                  {.heading = "B", .width_needed = 100},
                                                  {.heading = "C", .width_needed = 60},
                                                  {.heading = "D"}};
    struct sheet sheet = new_sheet(t, NULL);
    struct sheet_cell *row = sheet_row(&sheet, sheet_table(&sheet, "rows", "Rows", columns, 4));
    for (size_t i = 0; i < 4; i++)
        row[i] = sheet_number((double)i);
    assert_string_equal(written(t, table_write, &sheet, 59), "\nRows\n  A  D\n  0  3\n");
    assert_string_equal(written(t, table_write, &sheet, 60), "\nRows\n  A  C  D\n  0  2  3\n");
    assert_string_equal(written(t, table_write, &sheet, 100), "\nRows\n  A  B  C  D\n  0  1  2  3\n");
}

static void long_texts_are_broken_at_blanks(void **state)
{
    struct testing *t = testing_of(state);
    static const struct sheet_column columns[] = {{.heading = "K"}, {.heading = "Why", .wrap = true}};
    struct sheet sheet = new_sheet(t, NULL);
    sheet_field(&sheet, "a", "Label", SHEET_PLAIN, NULL, sheet_text("one two three four five six seven eight nine"));
    struct sheet_cell *row = sheet_row(&sheet, sheet_table(&sheet, "rows", "Rows", columns, 2));
    row[0] = sheet_text("key");
    row[1] = sheet_text("one two three four five six seven eight nine");
    sheet_note(&sheet, "one two three four five six seven eight nine");
    const char *text = written(t, table_write, &sheet, 40);
    expect_tidy(text, 40);
    assert_string_equal(text, "  Label  one two three four five six\n"
                              "         seven eight nine\n"
                              "\nRows\n"
                              "  K    Why\n"
                              "  key  one two three four five six seven\n"
                              "       eight nine\n"
                              "\nNotes\n"
                              "  - one two three four five six seven\n"
                              "    eight nine\n");
}

static void a_word_that_is_too_long_stands_alone(void **state)
{
    struct testing *t = testing_of(state);
    struct sheet sheet = new_sheet(t, NULL);
    sheet_note(&sheet, "see https://example.org/a/path/that/is/longer/than/the/line here");
    assert_string_equal(written(t, table_write, &sheet, 40),
                        "\nNotes\n"
                        "  - see\n"
                        "    https://example.org/a/path/that/is/longer/than/the/line\n"
                        "    here\n");
}

static void a_percentage_is_not_broken(void **state)
{
    struct testing *t = testing_of(state);
    struct sheet sheet = new_sheet(t, NULL);
    sheet_note(&sheet, "it is so with some probability of 97 %% (so) or 3 %%");
    assert_string_equal(written(t, table_write, &sheet, 40), "\nNotes\n"
                                                             "  - it is so with some probability of\n"
                                                             "    97 % (so) or 3 %\n");
}

static void a_long_title_fits_the_terminal(void **state)
{
    struct testing *t = testing_of(state);
    struct sheet sheet =
        new_sheet(t, "aaaa bbbb cccc dddd eeee ffff gggg hhhh iiii jjjj kkkk llll mmmm nnnn oooo pppp qqqq rrrr");
    expect_tidy(written(t, table_write, &sheet, 39), 39);
}

// A YAML text may hold any character by its escape; a terminal would obey some of them instead of showing them.
static void what_a_terminal_would_obey_is_not_sent_to_it(void **state)
{
    struct testing *t = testing_of(state);
    static const struct sheet_column columns[] = {{.heading = "K"}, {.heading = "Why", .wrap = true}};
    const char *hostile = "red \x1b[31m bell \a erase \b return \r delete \x7f end";
    struct sheet sheet = new_sheet(t, hostile);
    sheet_field(&sheet, "a", "Label", SHEET_PLAIN, NULL, sheet_text(hostile));
    struct sheet_cell *row = sheet_row(&sheet, sheet_table(&sheet, "rows", "Rows", columns, 2));
    row[0] = row[1] = sheet_text(hostile);
    sheet_note(&sheet, "%s", hostile);
    for (const char *at = written(t, table_write, &sheet, 80); *at; at++)
        if (((unsigned char)*at < 0x20 && *at != '\n') || *at == 0x7f)
            fail_msg("the byte 0x%02x is sent to the terminal", (unsigned)(unsigned char)*at);
}

// Words of at most nine letters, some of them with umlauts, with single blanks between them.
static const char *random_words(struct testing *t, uint64_t *stream, size_t words)
{
    const char *text = "";
    for (size_t i = 0; i < words; i++) {
        static const char *const known[] = {"a",        "of",   "the",  "FLOPs", "Wärme",
                                            "training", "Ende", "12.5", "kWh",   "attention"};
        *stream = *stream * 6364136223846793005u + 1442695040888963407u;
        text = testing_text(t, "%s%s%s", text, i ? " " : "", known[(*stream >> 33) % 10]);
    }
    return text;
}

static void no_line_is_wider_than_the_terminal(void **state)
{
    struct testing *t = testing_of(state);
    static const struct sheet_column columns[] = {
        {.heading = "Name"},
        {.heading = "Value", .style = SHEET_SCALED, .unit = "W", .width_needed = 60},
        {.heading = "Share", .style = SHEET_PERCENT, .width_needed = 80},
        {.heading = "Unit", .width_needed = 120, .blank_none = true},
        {.heading = "Why", .wrap = true, .blank_none = true},
    };
    uint64_t stream = 3;
    for (int round = 0; round < 100; round++) {
        struct sheet sheet = new_sheet(t, "A title");
        for (int i = 0; i < 6; i++) {
            stream = stream * 6364136223846793005u + 1442695040888963407u;
            sheet_field(&sheet, "k", i % 2 ? "Label" : "Länger", SHEET_PLAIN, NULL,
                        sheet_text(random_words(t, &stream, stream >> 60)));
        }
        struct sheet_table *table = sheet_table(&sheet, "rows", "Rows", columns, 5);
        for (int i = 0; i < 6; i++) {
            struct sheet_cell *row = sheet_row(&sheet, table);
            uint64_t any = stream >> 40;
            row[0] = any & 1 ? sheet_text(random_words(t, &stream, 1)) : sheet_text(NULL);
            row[1] = any & 2 ? sheet_number(ldexp((double)(any % 1000), (int)(any % 60))) : sheet_number((double)NAN);
            row[2] = any & 4 ? sheet_number((double)(any % 1000) / 1000) : sheet_text("");
            row[3] = any & 8 ? sheet_text("kWh") : sheet_text("");
            row[4] = any & 16 ? sheet_text(random_words(t, &stream, any % 30)) : sheet_text("");
        }
        sheet_note(&sheet, "%s", random_words(t, &stream, 25));
        static const int widths[] = {40, 80, 120};
        for (size_t i = 0; i < 3; i++) {
            const char *text = written(t, table_write, &sheet, widths[i]);
            expect_tidy(text, (size_t)widths[i]);
            if (strstr(text, "Share") != NULL)
                assert_true(widths[i] >= 80);
        }
    }
}

static void a_table_inside_a_cell_is_left_out(void **state)
{
    struct testing *t = testing_of(state);
    static const struct sheet_column outer[] = {{.key = "metric", .heading = "metric"},
                                                {.key = "indices", .heading = "indices", .is_inner = true},
                                                {.key = "unit", .heading = "unit"}};
    static const struct sheet_column inner[] = {{.key = "input"}};
    struct sheet sheet;
    sheet_init(&sheet, &t->arena, NULL);
    struct sheet_table *rows = sheet_inner_table(&sheet, inner, 1);
    sheet_row(&sheet, rows)[0] = sheet_text("a");
    struct sheet_table *table = sheet_table(&sheet, "metrics", "Metrics", outer, 3);
    table->is_primary = true;
    struct sheet_cell *row = sheet_row(&sheet, table);
    row[0] = sheet_text("m");
    row[1] = sheet_rows(rows);
    row[2] = sheet_text("h");
    assert_string_equal(written(t, table_write, &sheet, 80), "\nMetrics\n"
                                                             "  metric  unit\n"
                                                             "  m       h\n");
}

static void a_percent_sign_stays_with_its_number(void **state)
{
    struct testing *t = testing_of(state);
    struct sheet sheet;
    sheet_init(&sheet, &t->arena, NULL);
    sheet_note(&sheet, "a note as long as it takes for a line that ends behind 17 %% of it");
    for (int columns = 40; columns < 70; columns++)
        TESTING_CONTAINS(written(t, table_write, &sheet, columns), "17 %");
}

static void parts_stand_in_their_order(void **state)
{
    struct testing *t = testing_of(state);
    static const struct sheet_column columns[] = {{.heading = "a"}};
    const struct figure figure = {
        .kind = FIGURE_BARS, .key = "f", .title = "A figure", .alt = "It shows a bar of one."};
    struct sheet sheet = new_sheet(t, "Title");
    sheet_heading(&sheet, "H\u00e9ading");
    sheet_paragraph(&sheet, "p", "one two three four five six seven eight nine\nten");
    sheet_row(&sheet, sheet_table(&sheet, "rows", "Rows", columns, 1))[0] = sheet_text("x");
    sheet_figure(&sheet, &figure);
    sheet_paste(&sheet, "k", "To paste", "  a: 1 # a line that is longer than the terminal is wide\n\nb\x1b\n");
    sheet_note(&sheet, "note");
    assert_string_equal(written(t, table_write, &sheet, 40), "Title\n"
                                                             "\nH\u00e9ading\n-------\n"
                                                             "\n  one two three four five six seven\n"
                                                             "  eight nine\n  ten\n"
                                                             "\nRows\n  a\n  x\n"
                                                             "\nA figure\n  It shows a bar of one.\n"
                                                             "\nTo paste\n"
                                                             "      a: 1 # a line that is longer than the "
                                                             "terminal is wide\n\n    b?\n"
                                                             "\nNotes\n  - note\n");
}

static void chapters_follow_behind_a_line(void **state)
{
    struct testing *t = testing_of(state);
    struct sheet sheet = new_sheet(t, "Overview"), chapter = new_sheet(t, "Chapter");
    const struct sheet *const chapters[] = {&chapter, &chapter};
    sheet.chapters = chapters;
    sheet.chapter_count = 2;
    assert_string_equal(written(t, table_write, &sheet, 20), "Overview\n"
                                                             "\n====================\nChapter\n"
                                                             "\n====================\nChapter\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(parts_stand_in_their_order),
        TESTING_CASE(chapters_follow_behind_a_line),
        TESTING_CASE(a_sheet_is_written_whole),
        TESTING_CASE(tables_without_rows_or_title_are_not_shown),
        TESTING_CASE(numbers_stand_right_and_texts_left),
        TESTING_CASE(flags_are_words),
        TESTING_CASE(headings_that_are_all_empty_leave_no_line),
        TESTING_CASE(characters_are_counted_not_bytes),
        TESTING_CASE(a_narrow_terminal_shows_fewer_columns),
        TESTING_CASE(long_texts_are_broken_at_blanks),
        TESTING_CASE(a_word_that_is_too_long_stands_alone),
        TESTING_CASE(a_percentage_is_not_broken),
        TESTING_CASE(a_long_title_fits_the_terminal),
        TESTING_CASE(no_line_is_wider_than_the_terminal),
        TESTING_CASE(what_a_terminal_would_obey_is_not_sent_to_it),
        TESTING_CASE(a_table_inside_a_cell_is_left_out),
        TESTING_CASE(a_percent_sign_stays_with_its_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
