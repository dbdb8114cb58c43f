#include "report/xlsx_book.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "report/text_walk.h"

enum {
    XLSX_BOOK_CELL = 32767, // UTF-16 units that a cell holds
    XLSX_BOOK_TITLE_MAX = 200,
    XLSX_BOOK_CREATED = 946684800, // 2000-01-01: the same sheet gives the same bytes
};

bool xlsx_book_init(struct xlsx_book *book, const char *path, const char *folder, const char *title)
{
    *book = (struct xlsx_book){.workbook = NULL};
    arena_init(&book->arena);
    lxw_workbook_options options = {.tmpdir = arena_copy(&book->arena, folder, strlen(folder))};
    book->workbook = workbook_new_opt(path, &options);
    char *name = arena_copy(&book->arena, "", 0);
    struct text_walk walk = text_walk(title, XLSX_BOOK_TITLE_MAX / 4);
    char character[TEXT_WALK_SIZE];
    while (name && text_walk_next(&walk, character))
        name = arena_format(&book->arena, "%s%s", name, character);
    if (!book->workbook || !name)
        return false;
    char maker[] = "Flopcast";
    lxw_doc_properties properties = {.title = name, .author = maker, .created = XLSX_BOOK_CREATED};
    return workbook_set_properties(book->workbook, &properties) == LXW_NO_ERROR;
}

void xlsx_book_free(struct xlsx_book *book)
{
    lxw_workbook_free(book->workbook);
    arena_free(&book->arena);
    book->workbook = NULL;
}

bool xlsx_book_close(struct xlsx_book *book)
{
    lxw_workbook *workbook = book->workbook;
    book->workbook = NULL; // freed by the library, whatever comes of it
    return workbook_close(workbook) == LXW_NO_ERROR && !book->arena.failed;
}

// A name has at most 31 UTF-16 units, and none of []:*?/\ or an apostrophe at an end. Puts what of it stays within
// `most` units.
static void xlsx_book_legal(const char *title, size_t most, char *name)
{
    struct text_walk walk = text_walk(title, TEXT_WALK_CELL);
    char character[TEXT_WALK_SIZE];
    size_t units = 0, used = 0;
    for (uint32_t code; (code = text_walk_next(&walk, character)) != 0;) {
        units += code > 0xFFFF ? 2 : 1;
        if (units > most)
            break;
        if (code < 0x80 && strchr("[]:*?/\\'\n", (int)code))
            memcpy(character, "-", 2);
        memcpy(name + used, character, strlen(character) + 1);
        used += strlen(character);
    }
    while (used && name[used - 1] == ' ')
        used--;
    name[used] = '\0';
}

static bool xlsx_book_is_taken(const struct xlsx_book *book, const char *name)
{
    for (size_t i = 0; i < book->name_count; i++)
        if (strcasecmp(book->names[i].text, name) == 0)
            return true;
    return strcasecmp(name, "History") == 0; // Excel's own
}

lxw_worksheet *xlsx_book_worksheet(struct xlsx_book *book, const char *title)
{
    struct xlsx_book_name name = {.text = ""};
    xlsx_book_legal(title, LXW_SHEETNAME_MAX, name.text);
    if (!name.text[0])
        memcpy(name.text, "Sheet", 6);
    for (size_t again = book->name_count + 1; xlsx_book_is_taken(book, name.text); again++) {
        char number[24];
        int digits = snprintf(number, sizeof number, " (%zu)", again);
        xlsx_book_legal(title, LXW_SHEETNAME_MAX - (size_t)digits, name.text);
        memcpy(name.text + strlen(name.text), number, (size_t)digits + 1);
    }
    struct xlsx_book_name *names = arena_grow(&book->arena, book->names, book->name_count, book->name_count + 1,
                                              &book->name_capacity, sizeof *names);
    if (!names)
        return NULL;
    book->names = names;
    names[book->name_count++] = name;
    lxw_worksheet *worksheet = workbook_add_worksheet(book->workbook, name.text);
    if (!worksheet)
        book->arena.failed = true;
    return worksheet;
}

static void xlsx_book_look(lxw_format *format, enum xlsx_book_look look)
{
    bool is_header = look == XLSX_BOOK_HEADER || look == XLSX_BOOK_HEADER_RIGHT;
    format_set_align(format, is_header ? LXW_ALIGN_VERTICAL_BOTTOM : LXW_ALIGN_VERTICAL_TOP);
    if (look == XLSX_BOOK_TITLE || look == XLSX_BOOK_HEADING || is_header)
        format_set_bold(format);
    if (look == XLSX_BOOK_TITLE || look == XLSX_BOOK_HEADING)
        format_set_font_size(format, look == XLSX_BOOK_TITLE ? 16 : 13);
    if (is_header) {
        format_set_bottom(format, LXW_BORDER_THIN);
        format_set_bg_color(format, 0xE8EFF7);
        format_set_align(format, look == XLSX_BOOK_HEADER ? LXW_ALIGN_LEFT : LXW_ALIGN_RIGHT);
    }
    if (look == XLSX_BOOK_PASTE)
        format_set_font_name(format, "Courier New");
    if (look == XLSX_BOOK_WRAPPED || look == XLSX_BOOK_PASTE || is_header)
        format_set_text_wrap(format);
}

lxw_format *xlsx_book_format(struct xlsx_book *book, enum xlsx_book_look look, const char *number)
{
    for (size_t i = 0; i < book->format_count; i++)
        if (book->formats[i].look == look && strcmp(book->formats[i].number, number) == 0)
            return book->formats[i].format;
    struct xlsx_book_format *formats = arena_grow(&book->arena, book->formats, book->format_count,
                                                  book->format_count + 1, &book->format_capacity, sizeof *formats);
    lxw_format *format = formats ? workbook_add_format(book->workbook) : NULL;
    if (!format)
        return NULL;
    book->formats = formats;
    struct xlsx_book_format *row = &formats[book->format_count++];
    *row = (struct xlsx_book_format){.look = look, .format = format};
    snprintf(row->number, sizeof row->number, "%s", number);
    xlsx_book_look(format, look);
    if (number[0])
        format_set_num_format(format, number);
    return format;
}

// As many decimals as make four digits.
static const char *xlsx_book_plain(double number)
{
    static const char *const decimals[] = {"0.000", "0.00", "0.0"};
    double size = fabs(number);
    if (size >= 1e15 || (size > 0 && size < 1e-4))
        return "0.000E+00";
    if (size >= 999.95 || number == floor(number))
        return "#,##0";
    return size < 0.01 ? "0.000000" : size < 1 ? "0.0000" : decimals[size < 10 ? 0 : size < 100 ? 1 : 2];
}

void xlsx_book_number(double number, enum sheet_style style, const char *unit, char format[XLSX_BOOK_FORMAT_SIZE])
{
    const char *digits = NULL, *after = unit ? unit : "";
    switch (style) {
    case SHEET_EXACT:
        digits = "#,##0";
        after = "";
        break;
    case SHEET_SCALED:
        digits = fabs(number) >= 1e6 ? "0.00E+00" : xlsx_book_plain(number);
        break;
    case SHEET_BINARY:
        digits = "#,##0";
        after = "B";
        break;
    case SHEET_RATIO:
        digits = "0.000";
        after = "";
        break;
    case SHEET_PERCENT:
        digits = "0.0%";
        after = "";
        break;
    case SHEET_PLAIN:
        digits = xlsx_book_plain(number);
        break;
    }
    if (strchr(after, '"') || strlen(after) > XLSX_BOOK_FORMAT_SIZE / 2)
        after = "";
    snprintf(format, XLSX_BOOK_FORMAT_SIZE, after[0] ? "%s\" %s\"" : "%s", digits, after);
}

// "_x0041_" would be read as the letter that it numbers.
static bool xlsx_book_is_escape(const char *text, size_t left)
{
    if (left < 7 || text[0] != '_' || text[1] != 'x' || text[6] != '_')
        return false;
    for (size_t i = 2; i < 6; i++)
        if (!isxdigit((unsigned char)text[i]))
            return false;
    return true;
}

const char *xlsx_book_text(struct xlsx_book *book, const char *text, size_t width, size_t *lines)
{
    struct text_walk walk = text_walk(text, TEXT_WALK_PARAGRAPH);
    size_t capacity = 3 * walk.left + TEXT_WALK_SIZE; // a byte that is no character takes three
    char character[TEXT_WALK_SIZE];
    size_t units = 0, used = 0, column = 0, count = 1;
    char *out = arena_alloc(&book->arena, capacity);
    if (!out)
        return NULL;
    for (;;) {
        bool escapes = xlsx_book_is_escape(walk.at, walk.left);
        uint32_t code = text_walk_next(&walk, character);
        size_t more = escapes ? 7 : code > 0xFFFF ? 2 : 1;
        if (!code || units + more > XLSX_BOOK_CELL)
            break;
        units += more;
        memcpy(out + used, escapes ? "_x005F_" : character, escapes ? 7 : strlen(character));
        used += escapes ? 7 : strlen(character);
        column = code == '\n' ? 0 : column + 1;
        if (code == '\n' || column > width) {
            count++;
            column = code == '\n' ? 0 : 1;
        }
    }
    if (lines)
        *lines = count;
    return out;
}
