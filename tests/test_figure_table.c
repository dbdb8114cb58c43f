// figure_table.c: the numbers of a figure as a table.
#include "documenting.h"

#include "report/figure_table.h"

static void each_kind_has_its_columns(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        size_t columns, rows;
        const char *first, *last; // headings
    } expected[] = {{4, 1, "", "95 %"}, {4, 6, "", "95 %"}, {3, 6, "", "high"}, {4, 6, "", "marked"}};
    struct sheet sheet;
    sheet_init(&sheet, &t->arena, NULL);
    documenting_figures(t, &sheet, "work");
    for (size_t i = 0; i < 4; i++) {
        const struct sheet_table *table = figure_table(&t->arena, sheet.parts[i].figure);
        assert_non_null(table);
        assert_string_equal(table->title, sheet.parts[i].figure->title);
        assert_int_equal(table->column_count, expected[i].columns);
        assert_int_equal(table->row_count, expected[i].rows);
        assert_string_equal(table->columns[0].heading, expected[i].first);
        assert_string_equal(table->columns[table->column_count - 1].heading, expected[i].last);
    }
    const struct sheet_cell *row = figure_table(&t->arena, sheet.parts[0].figure)->cells;
    assert_string_equal(row[0].text, "energy (MWh)");
    TESTING_EXACT(row[1].number, 43.1);
    TESTING_EXACT(row[2].number, 30.2);
    TESTING_EXACT(row[3].number, 61.8);
    row = figure_table(&t->arena, sheet.parts[1].figure)->cells;
    assert_string_equal(row[0].text, "work 1");
    assert_string_equal(row[1].text, "90 kUSD");
    row = figure_table(&t->arena, sheet.parts[3].figure)->cells;
    TESTING_EXACT(row[1].number, 40);
    TESTING_EXACT(row[2].number, 62);
    TESTING_EXACT(row[3].number, 1);
    assert_int_equal(row[4 + 3].kind, SHEET_NONE);
}

static void a_figure_of_nothing_has_no_table(void **state)
{
    struct testing *t = testing_of(state);
    for (int kind = FIGURE_HISTOGRAM; kind <= FIGURE_SCATTER; kind++)
        assert_null(figure_table(&t->arena, &(struct figure){.kind = (enum figure_kind)kind}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {TESTING_CASE(each_kind_has_its_columns),
                                       TESTING_CASE(a_figure_of_nothing_has_no_table)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
