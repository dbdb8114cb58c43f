// A workbook in the making: worksheets with names that Excel takes, cells that look as their style says, texts that
// stay texts. What memory runs out for is missing; xlsx_book_close tells of it.
#ifndef FLOPCAST_REPORT_XLSX_BOOK_H
#define FLOPCAST_REPORT_XLSX_BOOK_H

#include <xlsxwriter.h>

#include "report/sheet.h"

enum xlsx_book_look {
    XLSX_BOOK_PLAIN,
    XLSX_BOOK_WRAPPED,
    XLSX_BOOK_TITLE,   // of a sheet
    XLSX_BOOK_HEADING, // of a part
    XLSX_BOOK_HEADER,  // of columns of texts
    XLSX_BOOK_HEADER_RIGHT,
    XLSX_BOOK_PASTE, // typewriter type
    XLSX_BOOK_NUMBER,
    XLSX_BOOK_LOOKS,
};

enum { XLSX_BOOK_FORMAT_SIZE = 80 };

struct xlsx_book {
    lxw_workbook *workbook;
    struct arena arena;
    struct xlsx_book_format {
        enum xlsx_book_look look;
        char number[XLSX_BOOK_FORMAT_SIZE]; // "": none
        lxw_format *format;
    } * formats;
    size_t format_count, format_capacity;
    struct xlsx_book_name {
        char text[4 * LXW_SHEETNAME_MAX + 1]; // UTF-8, as Excel takes it
    } * names;
    size_t name_count, name_capacity;
};

// Writes to a file that is made now, and to others in `folder` meanwhile. False: out of memory.
bool xlsx_book_init(struct xlsx_book *book, const char *path, const char *folder, const char *title);

// Legal on a zeroed one and after close.
void xlsx_book_free(struct xlsx_book *book);

// Writes the file; false when it could not be.
bool xlsx_book_close(struct xlsx_book *book);

// A worksheet called as near to `title` as Excel allows: 31 characters at most, without []:*?/\, unlike all others.
// NULL: out of memory.
lxw_worksheet *xlsx_book_worksheet(struct xlsx_book *book, const char *title);

// `number` is a number format of Excel, "" for none.
lxw_format *xlsx_book_format(struct xlsx_book *book, enum xlsx_book_look look, const char *number);

// The number format in which a number looks as its style and unit say.
void xlsx_book_number(double number, enum sheet_style style, const char *unit, char format[XLSX_BOOK_FORMAT_SIZE]);

// A text that Excel takes for nothing else, cut at what a cell holds; in the arena, NULL when out of memory. *lines is
// the number of its lines when each takes `width` characters, if it is not NULL.
const char *xlsx_book_text(struct xlsx_book *book, const char *text, size_t width, size_t *lines);

#endif
