// xlsx_formula.c: formulas of cells in a spreadsheet's words, and what they come to.
#include "documenting.h"

#include "report/xlsx_formula.h"

static void formulas_of_the_work_packages_agree_with_their_numbers(void **state)
{
    struct testing *t = testing_of(state);
    struct sheet sheet;
    size_t formulas = 0;
    documenting_programme(t, &sheet, 40, "work");
    const struct sheet_table *table = &sheet.tables[0];
    const struct xlsx_formula_place place = {.table = table, .row = 1};
    for (size_t i = 0; i < table->row_count * table->column_count; i++) {
        char text[XLSX_FORMULA_SIZE];
        double value = 0;
        if (!table->cells[i].formula)
            continue;
        assert_true(xlsx_formula(&place, i / table->column_count, table->cells[i].formula, text, &value));
        TESTING_CLOSE(value, table->cells[i].number, 1e-12);
        formulas++;
    }
    assert_int_equal(formulas, 40 + 1 + 4);
}

static const struct sheet_column columns[] = {
    {.key = "name", .heading = "name"}, {.key = "unseen"}, {.key = "a", .heading = "a"}, {.key = "b", .heading = "b"}};

static struct sheet small(struct testing *t)
{
    struct sheet sheet;
    sheet_init(&sheet, &t->arena, NULL);
    struct sheet_table *table = sheet_table(&sheet, "t", "t", columns, 4);
    static const char *const names[] = {"first", "se}cond: x", "third"};
    for (size_t i = 0; i < 3; i++) {
        struct sheet_cell *row = sheet_row(&sheet, table);
        row[0] = sheet_text(names[i]);
        row[1] = sheet_number(100);
        row[2] = sheet_number((double)i + 2);
        row[3] = i == 1 ? sheet_number((double)NAN) : sheet_number(10 * (double)i);
    }
    return sheet;
}

static void references_are_cells(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *formula, *text;
        double value;
    } rows[] = {
        {"{a}", "=D8", 4},
        {"{a}*{b}", "=D8*E8", 80},
        {"2 * ({a} - 1) / 3", "=2*(D8-1)/3", 2},
        {"-{a} + 1e1", "=-D8+1e1", 6},
        {"{a:first}+{a:se}cond: x}", "=D6+D7", 5},
        {"{b:se}cond: x}", "=E7", 0},
        {"{sum:a}", "=SUM(D6:D7)", 5},
        {"1.5", "=1.5", 1.5},
    };
    struct sheet sheet = small(t);
    const struct xlsx_formula_place place = {.table = &sheet.tables[0], .row = 5, .column = 2};
    assert_int_equal(xlsx_formula_column(&place, 0), 2);
    assert_int_equal(xlsx_formula_column(&place, 2), 3);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[XLSX_FORMULA_SIZE];
        double value = 0;
        assert_true(xlsx_formula(&place, 2, rows[i].formula, text, &value));
        assert_string_equal(text, rows[i].text);
        TESTING_CLOSE(value, rows[i].value, 1e-12);
    }
}

static void what_is_no_formula_is_refused(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const wrong[] = {
        "",          "{",         "{a",      "{c}",      "{unseen}", "{a:nobody}", "{sum:c}", "{sum:}", "a",
        "{a} {b}",   "{a}*",      "*{a}",    "({a}",     "{a})",     "1..2",       "1e",      "--1",    "HYPERLINK(1)",
        "{a}&\"x\"", "cmd|'x'!A", "{a}^{b}", "{a:first",
    };
    struct sheet sheet = small(t);
    const struct xlsx_formula_place place = {.table = &sheet.tables[0], .row = 1};
    char text[XLSX_FORMULA_SIZE];
    double value = 0;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (xlsx_formula(&place, 1, wrong[i], text, &value))
            fail_msg("\"%s\" became %s", wrong[i], text);
    assert_false(xlsx_formula(&place, 1, testing_repeat(t, "(", 100), text, &value));
    assert_false(xlsx_formula(&place, 1, testing_text(t, "1%s", testing_repeat(t, "+1", 1000)), text, &value));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(formulas_of_the_work_packages_agree_with_their_numbers),
        TESTING_CASE(references_are_cells),
        TESTING_CASE(what_is_no_formula_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
