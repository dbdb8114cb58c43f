// xlsx.c and its parts: workbooks, read back by a program that knows nothing of how they were made (workbook.py).
#include "documenting.h"
#include "running.h"

#include "report/xlsx_book.h"

static const char *read_back(struct testing *t, const struct sheet *sheet)
{
    const char *path = running_file(t, sheet, "xlsx");
    return running(t, testing_text(t, "python3 %s %s 2>&1", testing_path(t, "tests/workbook.py"), path));
}

static void a_workbook_has_a_worksheet_for_each_table(void **state)
{
    struct testing *t = testing_of(state);
    RUNNING_NEEDS(t, "python3");
    static const char *const parts[] = {
        "= Summary\n",
        "A1 s 'Programme: Search'\n",
        "B3 n 43125.25 #,##0\" kWh\"\n",
        "s 'A histogram: half",
        "s 'co2_eq_emissions:\\n  emissions: 10436300 # grams\\n",
        "= Work packages frozen\nA1 s 'work package'\n",
        "A2 s 'Search 1'\nB2 n 1 #,##0\nC2 n 1250 #,##0\nD2 n 2.48 0.000\n",
        "F2 n 1.375E+21 0.00E+00\" FLOP\"\n",
        "G2 n 0.3333333333333333 0.0%\nH2 f C2*D2 3100 #,##0\n",
        "H4 f 0.1*SUM(H2:H3) 930 #,##0\n",
        "H5 f SUM(H2:H4) 10230 #,##0\n",
        "= Assumptions frozen\n",
    };
    struct sheet sheet;
    documenting_programme(t, &sheet, 2, "Search");
    const char *at = read_back(t, &sheet);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const char *found = strstr(at, parts[i]);
        if (!found)
            fail_msg("missing, or not in its place: %s in\n%s", parts[i], at);
        at = found;
    }
}

static void a_batch_has_a_worksheet_for_each_chapter(void **state)
{
    struct testing *t = testing_of(state);
    RUNNING_NEEDS(t, "python3");
    struct sheet sheet;
    documenting_batch(t, &sheet, 3, 2);
    const char *text = read_back(t, &sheet);
    TESTING_CONTAINS(text, "= Overview\n");
    TESTING_CONTAINS(text, "= Overview (2) frozen\n"); // its table, of the same name
    TESTING_CONTAINS(text, "= Programme- batch 3\n");
    size_t formulas = 0;
    for (const char *at = text; (at = strstr(at, " f ")) != NULL; at++)
        formulas++;
    assert_int_equal(formulas, 3 * (2 + 1 + 4)); // alive among the texts too
}

// Nothing that a name holds becomes a formula, a name that Excel refuses, or a text that it cannot hold: workbook.py
// sees to it.
static void hostile_names_stay_texts(void **state)
{
    struct testing *t = testing_of(state);
    RUNNING_NEEDS(t, "python3");
    struct sheet sheet;
    documenting_hostilities(t, &sheet);
    const char *text = read_back(t, &sheet);
    TESTING_CONTAINS(text, " s \"=cmd|'/C calc'!A0\"\n");
    TESTING_CONTAINS(text, " s '<script>alert(1)</script> 1'\n");
    TESTING_CONTAINS(text, " s '+1-1 1'\n");
    TESTING_CONTAINS(text, "_x000D_ &#10; ]]> -->"); // not a carriage return
    TESTING_CONTAINS(text, "\u0645\u0631\u062d\u0628\u0627");
    for (const char *at = text; (at = strstr(at, " f ")) != NULL; at++)
        assert_non_null(strpbrk(at + 3, "S0123456789"));
}

static void a_formula_that_disagrees_is_left_out(void **state)
{
    struct testing *t = testing_of(state);
    RUNNING_NEEDS(t, "python3");
    static const struct sheet_column columns[] = {{.key = "a", .heading = "a"}, {.key = "b", .heading = "b"}};
    struct sheet sheet;
    sheet_init(&sheet, &t->arena, NULL);
    struct sheet_cell *row = sheet_row(&sheet, sheet_table(&sheet, "t", "t", columns, 2));
    row[0] = sheet_number(2);
    row[1] = sheet_number(5);
    row[1].formula = "{a} * 2";
    TESTING_CONTAINS(read_back(t, &sheet), "A2 n 2 #,##0\nB2 n 5 #,##0\n");
    row[1].number = 4;
    TESTING_CONTAINS(read_back(t, &sheet), "A2 n 2 #,##0\nB2 f A2*2 4 #,##0\n");
}

static void the_same_sheet_gives_the_same_bytes(void **state)
{
    struct testing *t = testing_of(state);
    struct sheet sheet;
    documenting_programme(t, &sheet, 3, "Search");
    running_same(t, &sheet, "xlsx");
}

static void nothing_is_left_behind(void **state)
{
    struct testing *t = testing_of(state);
    struct sheet sheet;
    const char *folder = testing_folder(t);
    documenting_programme(t, &sheet, 3, "Search");
    running(t, testing_text(t, "mkdir %s/temporary", folder));
    assert_int_equal(setenv("TMPDIR", testing_text(t, "%s/temporary", folder), 1), 0);
    running_file(t, &sheet, "xlsx");
    running(t, testing_text(t, "rmdir %s/temporary", folder)); // it is empty
    // Now there is no room for the file: the stream tells.
    FILE *stream = fopen(testing_text(t, "%s/none.xlsx", folder), "wb");
    assert_non_null(stream);
    xlsx_write(&sheet, stream, 80);
    assert_true(ferror(stream));
    fclose(stream);
    unsetenv("TMPDIR");
}

static void numbers_look_as_their_style_says(void **state)
{
    (void)state;
    static const struct {
        double number;
        enum sheet_style style;
        const char *unit, *format;
    } rows[] = {
        {1234567, SHEET_PLAIN, "kWh", "#,##0\" kWh\""},
        {12.5, SHEET_PLAIN, NULL, "0.00"},
        {7, SHEET_PLAIN, NULL, "#,##0"},
        {0.25, SHEET_PLAIN, NULL, "0.0000"},
        {-3.5, SHEET_PLAIN, NULL, "0.000"},
        {0, SHEET_PLAIN, NULL, "#,##0"},
        {1e-9, SHEET_PLAIN, NULL, "0.000E+00"},
        {1e12, SHEET_EXACT, "x", "#,##0"},
        {3e21, SHEET_SCALED, "FLOP", "0.00E+00\" FLOP\""},
        {0.3, SHEET_PERCENT, NULL, "0.0%"},
        {1, SHEET_RATIO, NULL, "0.000"},
        {4096, SHEET_BINARY, NULL, "#,##0\" B\""},
        {2, SHEET_PLAIN, "\"&evil", "#,##0"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char format[XLSX_BOOK_FORMAT_SIZE];
        xlsx_book_number(rows[i].number, rows[i].style, rows[i].unit, format);
        assert_string_equal(format, rows[i].format);
    }
}

static void texts_are_cut_at_what_a_cell_holds(void **state)
{
    struct testing *t = testing_of(state);
    struct xlsx_book book = {.workbook = NULL};
    size_t lines = 0;
    arena_init(&book.arena);
    assert_string_equal(xlsx_book_text(&book, "ab\ncd ef", 3, &lines), "ab\ncd ef");
    assert_int_equal(lines, 3);
    const char *rockets = xlsx_book_text(&book, testing_repeat(t, "\U0001F680", 19000), 10, NULL);
    assert_int_equal(strlen(rockets), 4 * (32767 / 2));
    arena_free(&book.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(a_workbook_has_a_worksheet_for_each_table),
        TESTING_CASE(a_batch_has_a_worksheet_for_each_chapter),
        TESTING_CASE(hostile_names_stay_texts),
        TESTING_CASE(a_formula_that_disagrees_is_left_out),
        TESTING_CASE(the_same_sheet_gives_the_same_bytes),
        TESTING_CASE(nothing_is_left_behind),
        TESTING_CASE(numbers_look_as_their_style_says),
        TESTING_CASE(texts_are_cut_at_what_a_cell_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
