// csv.c: RFC 4180 with line ends of LF, read back by a parser of that grammar.
#include "writing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// The next field, unquoted, in the arena; *at is left on the separator after it.
static const char *next_field(struct testing *t, const char **at)
{
    char *field = arena_alloc(&t->arena, strlen(*at) + 1);
    size_t used = 0;
    assert_non_null(field);
    if (**at != '"') {
        size_t length = strcspn(*at, ",\n");
        assert_null(memchr(*at, '"', length)); // a quote stands in quotes only
        memcpy(field, *at, length);
        *at += length;
        return field;
    }
    for ((*at)++; **at && (**at != '"' || (*at)[1] == '"'); (*at)++) {
        *at += **at == '"';
        field[used++] = **at;
    }
    assert_true(**at == '"');
    (*at)++;
    assert_true(**at == ',' || **at == '\n');
    return field;
}

static void the_primary_table_is_written(void **state)
{
    struct testing *t = testing_of(state);
    static const struct sheet_column columns[] = {{.key = "layer", .heading = "Layer"},
                                                  {.heading = "For people"},
                                                  {.key = "flop", .heading = "FLOP"},
                                                  {.key = "note"}};
    struct sheet sheet;
    sheet_init(&sheet, &t->arena, "A title");
    sheet_field(&sheet, "model", "Model", SHEET_PLAIN, NULL, sheet_text("gpt2"));
    sheet_row(&sheet, sheet_table(&sheet, "other", "Other", columns, 4))[0] = sheet_text("unseen");
    struct sheet_table *table = sheet_table(&sheet, "layers", "Layers", columns, 4);
    table->is_primary = true;
    struct sheet_cell *row = sheet_row(&sheet, table);
    row[0] = sheet_text("attention");
    row[1] = sheet_text("unseen");
    row[2] = sheet_number(28500298752);
    row = sheet_row(&sheet, table);
    row[2] = sheet_number(0.1);
    row[3] = sheet_text("last");
    sheet_row(&sheet, table);
    sheet_note(&sheet, "unseen");
    assert_string_equal(written(t, csv_write, &sheet, 80), "layer,flop,note\n"
                                                           "attention,28500298752,\n"
                                                           ",0.1,last\n"
                                                           ",,\n");
}

static void fields_are_written_when_no_table_is_primary(void **state)
{
    struct testing *t = testing_of(state);
    struct sheet sheet;
    sheet_init(&sheet, &t->arena, "A title");
    sheet_field(&sheet, "model", "Model", SHEET_PLAIN, NULL, sheet_text("a, b"));
    sheet_field(&sheet, "time_h", "Time", SHEET_PLAIN, "h", sheet_number(84));
    sheet_field(&sheet, NULL, "For people", SHEET_PLAIN, "h", sheet_number(84));
    sheet_field(&sheet, "power_w", "Power", SHEET_PLAIN, "W", sheet_number((double)NAN));
    sheet_field(&sheet, "good", "Good", SHEET_PLAIN, NULL, sheet_flag(true));
    sheet_field(&sheet, "bad", "Bad", SHEET_PLAIN, NULL, sheet_flag(false));
    assert_string_equal(written(t, csv_write, &sheet, 80),
                        "name,value\nmodel,\"a, b\"\ntime_h,84\npower_w,\ngood,true\nbad,false\n");
}

static void only_what_needs_quotes_has_them(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *text, *field;
    } rows[] = {{"plain", "plain"},
                {"with blanks", "with blanks"},
                {"a,b", "\"a,b\""},
                {"say \"yes\"", "\"say \"\"yes\"\"\""},
                {"\"", "\"\"\"\""},
                {"two\nlines", "\"two\nlines\""},
                {"return\r", "\"return\r\""},
                {"Grüße", "Grüße"},
                {"semi;colon", "semi;colon"},
                {"=1+1", "'=1+1"},
                {"=cmd|'/C calc'!A0", "'=cmd|'/C calc'!A0"},
                {"+1", "'+1"},
                {"-1", "'-1"},
                {"@SUM(A1)", "'@SUM(A1)"},
                {"\t=1", "'\t=1"},
                {"\r=1", "\"'\r=1\""},
                {"=A1,\"x\"", "\"'=A1,\"\"x\"\"\""},
                {"a=1", "a=1"},
                {"\x1B[31m, red", "\"?[31m, red\""},
                {"tab\tand\a bell\t", "tab\tand? bell\t"},
                {"\xE2\x80\xAEx", "?x"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct sheet sheet;
        sheet_init(&sheet, &t->arena, NULL);
        sheet_field(&sheet, "k", "k", SHEET_PLAIN, NULL, sheet_text(rows[i].text));
        assert_string_equal(written(t, csv_write, &sheet, 80), testing_text(t, "name,value\nk,%s\n", rows[i].field));
    }
}

static void cells_of_all_kinds_read_back_the_same(void **state)
{
    struct testing *t = testing_of(state);
    enum { ROWS = 500, COLUMNS = 4 };
    static const struct sheet_column columns[COLUMNS] = {{.key = "a,a"}, {.key = "b\"b"}, {.key = "c"}, {.key = "d"}};
    static const char alphabet[] = "ab,\"\n\r ;'";
    uint64_t stream = 5;
    struct sheet sheet;
    sheet_init(&sheet, &t->arena, NULL);
    struct sheet_table *table = sheet_table(&sheet, "rows", NULL, columns, COLUMNS);
    table->is_primary = true;
    for (size_t i = 0; i < ROWS; i++) {
        struct sheet_cell *row = sheet_row(&sheet, table);
        for (size_t j = 0; j < COLUMNS; j++) {
            char text[13] = "";
            for (size_t k = 0; k < 12; k++) {
                stream = stream * 6364136223846793005u + 1442695040888963407u;
                text[k] = (stream >> 40) % 9 ? alphabet[(stream >> 33) % (sizeof alphabet - 1)] : '\0';
            }
            row[j] =
                (stream >> 50) % 3 ? sheet_text(testing_text(t, "%s", text)) : sheet_number(ldexp((double)stream, -70));
        }
    }
    const char *at = written(t, csv_write, &sheet, 80);
    for (size_t i = 0; i <= ROWS; i++)
        for (size_t j = 0; j < COLUMNS; j++) {
            const char *field = next_field(t, &at);
            const struct sheet_cell *cell = i ? &table->cells[(i - 1) * COLUMNS + j] : NULL;
            if (!cell)
                assert_string_equal(field, columns[j].key);
            else if (cell->kind == SHEET_NUMBER)
                TESTING_EXACT(strtod(field, NULL), cell->number);
            else if (cell->kind == SHEET_TEXT)
                assert_string_equal(field, testing_text(t, "%s%s", cell->text[0] == '\r' ? "'" : "", cell->text));
            else
                assert_string_equal(field, "");
            assert_int_equal(*at++, j + 1 < COLUMNS ? ',' : '\n');
        }
    assert_int_equal(*at, '\0');
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
    assert_string_equal(written(t, csv_write, &sheet, 80), "metric,unit\n"
                                                           "m,h\n");
}

// A negative number is a number: it keeps its sign in front.
static void numbers_have_no_apostrophe(void **state)
{
    struct testing *t = testing_of(state);
    struct sheet sheet;
    sheet_init(&sheet, &t->arena, NULL);
    sheet_field(&sheet, "k", "k", SHEET_PLAIN, NULL, sheet_number(-2.5));
    assert_string_equal(written(t, csv_write, &sheet, 80), "name,value\nk,-2.5\n");
}

static void chapters_are_rows_of_one_table(void **state)
{
    struct testing *t = testing_of(state);
    static const struct sheet_column same[] = {{.key = "work"}, {.key = "usd"}};
    static const struct sheet_column other[] = {{.key = "usd"}, {.heading = "seen"}, {.key = "work"}, {.key = "more"}};
    struct sheet sheet, chapters[4];
    const struct sheet *const all[] = {&chapters[0], &chapters[1], &chapters[2], &chapters[3]};
    sheet_init(&sheet, &t->arena, "Overview");
    sheet_row(&sheet, sheet_table(&sheet, "t", "t", same, 2))[0] = sheet_text("unseen");
    for (size_t i = 0; i < 4; i++) {
        sheet_init(&chapters[i], &t->arena, i == 1 ? "=evil, \"two\"" : testing_text(t, "chapter %zu", i));
        if (i == 0)
            continue; // has no table
        struct sheet_table *table =
            i == 3 ? sheet_table(&chapters[i], "t", "t", other, 4) : sheet_table(&chapters[i], "t", "t", same, 2);
        table->is_primary = true;
        struct sheet_cell *row = sheet_row(&chapters[i], table);
        row[i == 3 ? 2 : 0] = sheet_text(testing_text(t, "w%zu", i));
        row[i == 3 ? 0 : 1] = sheet_number((double)i);
    }
    sheet.chapters = all;
    sheet.chapter_count = 4;
    assert_string_equal(written(t, csv_write, &sheet, 80), "programme,work,usd\n"
                                                           "\"'=evil, \"\"two\"\"\",w1,1\n"
                                                           "chapter 2,w2,2\n"
                                                           "chapter 3,w3,3\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(the_primary_table_is_written),      TESTING_CASE(fields_are_written_when_no_table_is_primary),
        TESTING_CASE(only_what_needs_quotes_has_them),   TESTING_CASE(cells_of_all_kinds_read_back_the_same),
        TESTING_CASE(a_table_inside_a_cell_is_left_out), TESTING_CASE(numbers_have_no_apostrophe),
        TESTING_CASE(chapters_are_rows_of_one_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
