// sheet.c: a result without a format; and the registry of formats, which are all written from it.
#include "testing.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/report_kinds.h"

static const struct sheet_column columns[] = {{.key = "name", .heading = "Name"}, {.key = "value", .heading = "Value"}};

static void what_is_not_finite_is_an_empty_cell(void **state)
{
    (void)state;
    assert_int_equal(sheet_number(0).kind, SHEET_NUMBER);
    TESTING_EXACT(sheet_number(-2.5).number, -2.5);
    assert_int_equal(sheet_number((double)NAN).kind, SHEET_NONE);
    assert_int_equal(sheet_number((double)INFINITY).kind, SHEET_NONE);
    assert_int_equal(sheet_number(-(double)INFINITY).kind, SHEET_NONE);
}

static void a_text_of_nothing_is_an_empty_cell(void **state)
{
    (void)state;
    assert_int_equal(sheet_text(NULL).kind, SHEET_NONE);
    assert_int_equal(sheet_text("").kind, SHEET_NONE);
    assert_int_equal(sheet_text(" ").kind, SHEET_TEXT);
    assert_string_equal(sheet_text("text").text, "text");
}

static void a_flag_is_never_empty(void **state)
{
    (void)state;
    assert_int_equal(sheet_flag(false).kind, SHEET_FLAG);
    TESTING_EXACT(sheet_flag(false).number, 0);
    TESTING_EXACT(sheet_flag(true).number, 1);
}

static void fields_keep_their_order(void **state)
{
    struct testing *t = testing_of(state);
    struct sheet sheet;
    sheet_init(&sheet, &t->arena, "A title");
    for (int i = 0; i < 100; i++)
        sheet_field(&sheet, testing_text(t, "key%d", i), "Label", SHEET_PLAIN, "W", sheet_number(i));
    assert_int_equal(sheet_status(&sheet), STATUS_OK);
    assert_string_equal(sheet.title, "A title");
    assert_int_equal(sheet.field_count, 100);
    for (int i = 0; i < 100; i++) {
        assert_string_equal(sheet.fields[i].key, testing_text(t, "key%d", i));
        TESTING_EXACT(sheet.fields[i].cell.number, i);
        assert_string_equal(sheet.fields[i].unit, "W");
    }
}

static void a_new_row_is_empty_and_rows_keep_what_was_written(void **state)
{
    struct testing *t = testing_of(state);
    struct sheet sheet;
    sheet_init(&sheet, &t->arena, NULL);
    struct sheet_table *table = sheet_table(&sheet, "rows", "Rows", columns, 2);
    for (int i = 0; i < 1000; i++) {
        struct sheet_cell *row = sheet_row(&sheet, table);
        assert_int_equal(row[0].kind, SHEET_NONE);
        assert_int_equal(row[1].kind, SHEET_NONE);
        row[1] = sheet_number(i);
    }
    assert_int_equal(table->row_count, 1000);
    for (size_t i = 0; i < 1000; i++)
        TESTING_EXACT(table->cells[2 * i + 1].number, (double)i);
}

static void tables_are_filled_one_after_another(void **state)
{
    struct testing *t = testing_of(state);
    struct sheet sheet;
    sheet_init(&sheet, &t->arena, NULL);
    for (int i = 0; i < 20; i++) {
        struct sheet_table *table = sheet_table(&sheet, testing_text(t, "t%d", i), NULL, columns, 2);
        for (int row = 0; row <= i; row++)
            sheet_row(&sheet, table)[0] = sheet_number(100 * i + row);
    }
    assert_int_equal(sheet.table_count, 20);
    for (size_t i = 0; i < 20; i++) {
        assert_int_equal(sheet.tables[i].row_count, i + 1);
        for (size_t row = 0; row <= i; row++)
            TESTING_EXACT(sheet.tables[i].cells[2 * row].number, (double)(100 * i + row));
    }
}

static void notes_are_formatted(void **state)
{
    struct testing *t = testing_of(state);
    struct sheet sheet;
    sheet_init(&sheet, &t->arena, NULL);
    sheet_note(&sheet, "%d of %s", 3, "5");
    sheet_note(&sheet, "plain");
    assert_int_equal(sheet.note_count, 2);
    assert_string_equal(sheet.notes[0], "3 of 5");
    assert_string_equal(sheet.notes[1], "plain");
}

static void lost_memory_is_told_at_the_end(void **state)
{
    struct testing *t = testing_of(state);
    struct sheet sheet;
    sheet_init(&sheet, &t->arena, NULL);
    sheet.no_memory = true;
    assert_int_equal(sheet_status(&sheet), STATUS_NO_MEMORY);
}

// The formats in their order, and what each makes of a sheet of nothing: how that begins, or all of it.
static const struct {
    const char *name, *empty;
    bool is_whole;
} formats[] = {
    {"table", "", true},
    {"json", "{\n}\n", true},
    {"csv", "name,value\n", true},
    {"html", "<!DOCTYPE html>\n", false},
    {"md", "", true},
    {"tex", "\\documentclass", false},
    {"xlsx", "PK", false},
    {"pdf", "%PDF-1.", false},
    {"png", "\x89PNG\r\n", false},
};

static void formats_are_found_by_name(void **state)
{
    (void)state;
    assert_int_equal(report_kinds_count, sizeof formats / sizeof *formats);
    for (size_t i = 0; i < report_kinds_count; i++) {
        const struct report_kind *kind = report_kinds_named(formats[i].name);
        assert_ptr_equal(kind, &report_kinds[i]);
        assert_true(kind->sentence[0] && kind->write);
    }
    assert_null(report_kinds_named("xml"));
    assert_null(report_kinds_named(""));
    assert_null(report_kinds_named("JSON"));
}

// A sheet of nothing is written by every format without a complaint.
static void an_empty_sheet_is_written(void **state)
{
    struct testing *t = testing_of(state);
    assert_int_equal(report_kinds_count, sizeof formats / sizeof *formats);
    for (size_t i = 0; i < report_kinds_count; i++) {
        struct sheet sheet;
        char *text = NULL;
        size_t length = 0;
        sheet_init(&sheet, &t->arena, NULL);
        FILE *stream = open_memstream(&text, &length);
        assert_non_null(stream);
        report_kinds[i].write(&sheet, stream, 80);
        assert_int_equal(fclose(stream), 0);
        assert_int_equal(strncmp(text, formats[i].empty, strlen(formats[i].empty)), 0);
        if (formats[i].is_whole)
            assert_string_equal(text, formats[i].empty);
        free(text);
    }
}

// When memory ran out a caller still gets a row to write to, of a table that is never shown.
static void without_memory_a_row_is_spare(void **state)
{
    struct testing *t = testing_of(state);
    struct sheet sheet;
    sheet_init(&sheet, &t->arena, NULL);
    assert_ptr_equal(sheet_row(&sheet, &sheet.spare_table), sheet.spare_row);
    assert_int_equal(sheet_status(&sheet), STATUS_OK);
    t->arena.failed = true;
    assert_int_equal(sheet_status(&sheet), STATUS_NO_MEMORY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(without_memory_a_row_is_spare),
        TESTING_CASE(what_is_not_finite_is_an_empty_cell),
        TESTING_CASE(a_text_of_nothing_is_an_empty_cell),
        TESTING_CASE(a_flag_is_never_empty),
        TESTING_CASE(fields_keep_their_order),
        TESTING_CASE(a_new_row_is_empty_and_rows_keep_what_was_written),
        TESTING_CASE(tables_are_filled_one_after_another),
        TESTING_CASE(notes_are_formatted),
        TESTING_CASE(lost_memory_is_told_at_the_end),
        TESTING_CASE(formats_are_found_by_name),
        TESTING_CASE(an_empty_sheet_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
