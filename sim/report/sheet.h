// A sheet: a result without a format. Fields (name = value), tables, and notes; every format is written from it alone,
// so a number appears in all of them or in none. Machine-readable names carry their unit; headings are for people.
#ifndef FLOPCAST_REPORT_SHEET_H
#define FLOPCAST_REPORT_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"
#include "figure/figure.h"

enum { SHEET_COLUMNS_MAX = 64 };

enum sheet_style {
    SHEET_PLAIN,   // a value to about four digits, thousands set apart
    SHEET_EXACT,   // a count, every digit
    SHEET_SCALED,  // with an SI prefix before the unit: 28.5 GFLOP
    SHEET_BINARY,  // bytes with a binary prefix: 418 MiB
    SHEET_RATIO,   // three decimals
    SHEET_PERCENT, // a fraction shown as a percentage
};

enum sheet_cell_kind { SHEET_NONE, SHEET_NUMBER, SHEET_TEXT, SHEET_FLAG, SHEET_ROWS };

struct sheet_cell {
    enum sheet_cell_kind kind;
    double number; // of a flag: 0 or 1
    const char *text;
    const struct sheet_table *rows; // a table inside a cell, for JSON alone: an array of objects
    // How the number follows from others, for spreadsheets: {key} is the cell of that column in this row, {key:ROW} the
    // one in the row whose first cell says ROW, {sum:key} the sum of the rows above; with + - * / ( ) and numbers.
    // NULL: it stands for itself.
    const char *formula;
};

struct sheet_column {
    const char *key;     // in JSON and CSV; NULL: for people only
    const char *heading; // for people; NULL: for machines only
    enum sheet_style style;
    const char *unit; // after SHEET_SCALED numbers
    int width_needed; // shown when the terminal has at least so many columns; 0: always
    bool omit_none;   // JSON leaves the key out instead of writing null
    bool wrap;        // a text that may be broken over lines; the last column only
    bool align_right; // a number given as text
    bool blank_none;  // an empty cell shows nothing instead of a dash
    bool is_inner;    // holds tables (SHEET_ROWS), which JSON alone shows
    bool cut;         // a path that may lose its front where there is no room: "..block.attention"
};

struct sheet_table {
    const char *key;   // in JSON
    const char *title; // for people; NULL: for machines only
    bool is_object;    // JSON: an object keyed by the first column instead of an array
    bool is_primary;   // what CSV writes
    const struct sheet_column *columns;
    size_t column_count, row_count, row_capacity;
    struct sheet_cell *cells; // [row_count][column_count]
};

struct sheet_field {
    const char *key, *label; // label NULL: for machines only; key NULL: for people only
    enum sheet_style style;
    const char *unit;
    struct sheet_cell cell;
};

// What a document is made of, in its order. Texts are plain: every format escapes them.
enum sheet_part_kind { SHEET_HEADING, SHEET_PARAGRAPH, SHEET_PASTE, SHEET_TABLE_PART, SHEET_FIGURE };

struct sheet_part {
    enum sheet_part_kind kind;
    const char *key;   // in JSON, of a paragraph or a text to paste; NULL: for people only
    const char *title; // a heading; above a text to paste, what it is
    const char *text;  // a paragraph; a text to paste, lines kept as they are
    size_t table;      // its place in `tables`
    const struct figure *figure;
};

struct sheet {
    struct arena *arena;
    const char *title;
    const char *verbatim; // a text in the format asked for, written as it is in place of all else; NULL: none
    const char *folder;   // of the data files, left out of their paths; NULL: nothing is left out
    struct sheet_field *fields;
    size_t field_count, field_capacity;
    struct sheet_table *tables;
    size_t table_count, table_capacity;
    struct sheet_part *parts; // every table is one of them
    size_t part_count, part_capacity;
    // Of a document of several: this sheet is the overview, each chapter begins a page.
    const struct sheet *const *chapters;
    size_t chapter_count;
    const char **notes;
    size_t note_count, note_capacity;
    const char *notes_key; // in JSON; NULL: notes are for people only
    bool no_memory;
    // What callers write to when memory ran out; never shown.
    struct sheet_table spare_table;
    struct sheet_cell spare_row[SHEET_COLUMNS_MAX];
};

// Sheets are built without checking each step: what does not fit sets no_memory, which sheet_status reports at the end.
void sheet_init(struct sheet *sheet, struct arena *arena, const char *title);
enum status sheet_status(const struct sheet *sheet) STATUS_MUST_CHECK;

// NaN becomes an empty cell: nothing is shown that was not computed.
struct sheet_cell sheet_number(double number);
struct sheet_cell sheet_flag(bool flag);
struct sheet_cell sheet_text(const char *text); // NULL or "" becomes an empty cell
struct sheet_cell sheet_rows(const struct sheet_table *rows);

void sheet_field(struct sheet *sheet, const char *key, const char *label, enum sheet_style style, const char *unit,
                 struct sheet_cell cell);
// The table stays where it is until the next call of sheet_table.
struct sheet_table *sheet_table(struct sheet *sheet, const char *key, const char *title,
                                const struct sheet_column *columns, size_t column_count);
// A table for sheet_rows, filled by sheet_row; never NULL, and it stays where it is.
struct sheet_table *sheet_inner_table(struct sheet *sheet, const struct sheet_column *columns, size_t column_count);
// The cells of a new row, empty, for the caller to fill; never NULL.
struct sheet_cell *sheet_row(struct sheet *sheet, struct sheet_table *table);
// Texts and figures; NULL texts become "".
void sheet_heading(struct sheet *sheet, const char *title);
void sheet_paragraph(struct sheet *sheet, const char *key, const char *text);
void sheet_paste(struct sheet *sheet, const char *key, const char *title, const char *text);
void sheet_figure(struct sheet *sheet, const struct figure *figure);
void sheet_note(struct sheet *sheet, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
