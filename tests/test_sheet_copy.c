// sheet_copy.c: a copy is written as the sheet was, in every format of text, when all that it was made from is gone.
#include "report/sheet_copy.h"

#include "proposing.h"
#include "writing.h"

static void (*const copy_formats[])(const struct sheet *, FILE *, int) = {table_write, json_write, csv_write,
                                                                          html_write,  md_write,   tex_write};

static void expect_same(struct testing *t, struct arena *source, const struct sheet *sheet)
{
    enum { FORMATS = sizeof copy_formats / sizeof *copy_formats };
    const char *before[FORMATS];
    struct sheet copy;
    for (size_t i = 0; i < FORMATS; i++)
        before[i] = written(t, copy_formats[i], sheet, 100);
    sheet_copy(&copy, &t->arena, sheet);
    assert_int_equal(sheet_status(&copy), STATUS_OK);
    arena_free(source);
    for (size_t i = 0; i < FORMATS; i++)
        assert_string_equal(written(t, copy_formats[i], &copy, 100), before[i]);
}

static void copies_outlive_their_sheets(void **state)
{
    struct testing *t = testing_of(state);
    const char *text =
        "programme: p\nwork: [{name: a, cost: {uniform: [1 USD, 3 USD]}}, {name: b, cost: 5 USD}]\ncontingency: 5 %\n";
    struct proposed *made = proposed(t, text, 500);
    struct arena source;
    struct sheet sheet;
    arena_init(&source);
    sheet_init(&sheet, &source, NULL);
    sheet.folder = arena_copy(&source, "data", 4);
    proposal_sheet(&sheet, &made->proposal);
    sheet_note(&sheet, "a note of %d words", 5);
    assert_int_equal(sheet_status(&sheet), STATUS_OK);
    expect_same(t, &source, &sheet);
}

static void empty_sheets_are_copied_too(void **state)
{
    struct testing *t = testing_of(state);
    struct arena source;
    struct sheet sheet;
    arena_init(&source);
    sheet_init(&sheet, &source, arena_copy(&source, "nothing", 7));
    expect_same(t, &source, &sheet);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TESTING_CASE(copies_outlive_their_sheets),
                                       TESTING_CASE(empty_sheets_are_copied_too)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
