// JSON: an object of the sheet's fields, tables, texts and figures, numbers at full precision, indented by two spaces;
// a row of a table is one line, but that each row of a table inside it has a line too. A sheet with chapters has them
// as a list of such objects.
#include <math.h>
#include <string.h>

#include "base/utf8.h"
#include "report/number_text.h"
#include "report/report_kinds.h"

// An object that is being written.
struct json_object {
    FILE *stream;
    int indent; // blanks before its keys
    bool has_members;
};

static void json_number(FILE *stream, double number)
{
    char text[NUMBER_TEXT_SIZE] = "null";
    if (isfinite(number))
        number_text_exact(number, text);
    fputs(text, stream);
}

static void json_cell(FILE *stream, const struct sheet_cell *cell)
{
    if (cell->kind == SHEET_TEXT)
        utf8_put_quoted(stream, cell->text);
    else if (cell->kind == SHEET_NUMBER)
        json_number(stream, cell->number);
    else if (cell->kind == SHEET_FLAG)
        fputs(cell->number > 0 ? "true" : "false", stream);
    else
        fputs("null", stream);
}

static void json_row(FILE *stream, const struct sheet_table *table, const struct sheet_cell *row, int indent);

// Rows at `indent` blanks, the bracket behind them two blanks less.
static void json_rows(FILE *stream, const struct sheet_table *table, int indent)
{
    fputc(table->is_object ? '{' : '[', stream);
    for (size_t i = 0; i < table->row_count; i++) {
        const struct sheet_cell *row = table->cells + i * table->column_count;
        fprintf(stream, "%s\n%*s", i ? "," : "", indent, "");
        if (table->is_object) {
            utf8_put_quoted(stream, row[0].text ? row[0].text : "");
            fputs(": ", stream);
        }
        json_row(stream, table, row, indent);
    }
    if (table->row_count)
        fprintf(stream, "\n%*s", indent - 2, "");
    fputc(table->is_object ? '}' : ']', stream);
}

static void json_row(FILE *stream, const struct sheet_table *table, const struct sheet_cell *row, int indent)
{
    const char *separator = "";
    size_t first = table->is_object ? 1 : 0;
    fputc('{', stream);
    for (size_t i = first; i < table->column_count; i++) {
        const struct sheet_column *column = &table->columns[i];
        if (!column->key || (column->omit_none && row[i].kind == SHEET_NONE))
            continue;
        fputs(separator, stream);
        utf8_put_quoted(stream, column->key);
        fputs(": ", stream);
        if (row[i].kind == SHEET_ROWS)
            json_rows(stream, row[i].rows, indent + 2);
        else
            json_cell(stream, &row[i]);
        separator = ", ";
    }
    fputc('}', stream);
}

static void json_key(struct json_object *object, const char *key)
{
    fprintf(object->stream, "%s\n%*s", object->has_members ? "," : "", object->indent, "");
    utf8_put_quoted(object->stream, key);
    fputs(": ", object->stream);
    object->has_members = true;
}

// A key that the object has already `times` times is numbered: "text", "text_2".
static void json_key_again(struct json_object *object, const char *key, size_t times)
{
    char numbered[100];
    if (times)
        snprintf(numbered, sizeof numbered, "%.*s_%zu", (int)sizeof numbered - 24, key, times + 1);
    json_key(object, times ? numbered : key);
}

static void json_member_text(struct json_object *object, const char *key, const char *text)
{
    json_key(object, key);
    utf8_put_quoted(object->stream, text ? text : "");
}

static void json_member_number(struct json_object *object, const char *key, double number)
{
    json_key(object, key);
    json_number(object->stream, number);
}

static void json_member_numbers(struct json_object *object, const char *key, const double *numbers, size_t count)
{
    json_key(object, key);
    fputc('[', object->stream);
    for (size_t i = 0; i < count; i++) {
        fputs(i ? ", " : "", object->stream);
        json_number(object->stream, numbers[i]);
    }
    fputc(']', object->stream);
}

// A number that there is none of is left out.
static void json_figure_number(FILE *stream, const char *key, double number)
{
    if (!isfinite(number))
        return;
    fprintf(stream, ", \"%s\": ", key);
    json_number(stream, number);
}

static void json_figure_rows(struct json_object *object, const struct figure *figure)
{
    FILE *stream = object->stream;
    json_key(object, "rows");
    fputc('[', stream);
    for (size_t i = 0; i < figure->row_count; i++) {
        const struct figure_row *row = &figure->rows[i];
        fprintf(stream, "%s\n%*s{\"label\": ", i ? "," : "", object->indent + 2, "");
        utf8_put_quoted(stream, row->label ? row->label : "");
        if (figure->kind == FIGURE_SCATTER)
            json_figure_number(stream, "x", row->x);
        json_figure_number(stream, "value", row->value);
        json_figure_number(stream, "low", row->low);
        json_figure_number(stream, "high", row->high);
        if (figure->kind == FIGURE_SCATTER)
            fprintf(stream, ", \"marked\": %s", row->is_marked ? "true" : "false");
        fputc('}', stream);
    }
    if (figure->row_count)
        fprintf(stream, "\n%*s", object->indent, "");
    fputc(']', stream);
}

static void json_figure(struct json_object *figures, const struct figure *figure)
{
    static const char *const kinds[] = {
        [FIGURE_HISTOGRAM] = "histogram",
        [FIGURE_BARS] = "bars",
        [FIGURE_TORNADO] = "tornado",
        [FIGURE_SCATTER] = "scatter",
    };
    struct json_object object = {.stream = figures->stream, .indent = figures->indent + 2};
    fputc('{', object.stream);
    json_member_text(&object, "kind", kinds[figure->kind]);
    json_member_text(&object, "title", figure->title);
    json_member_text(&object, "alt", figure->alt);
    if (figure->x_label)
        json_member_text(&object, "x_label", figure->x_label);
    if (figure->y_label)
        json_member_text(&object, "y_label", figure->y_label);
    if (figure->kind == FIGURE_HISTOGRAM) {
        json_member_numbers(&object, "edges", figure->edges, figure->bin_count ? figure->bin_count + 1 : 0);
        json_member_numbers(&object, "counts", figure->counts, figure->bin_count);
        json_member_number(&object, "low", figure->low);
        json_member_number(&object, "median", figure->median);
        json_member_number(&object, "high", figure->high);
    } else {
        if (figure->kind == FIGURE_TORNADO)
            json_member_number(&object, "base", figure->base);
        json_figure_rows(&object, figure);
    }
    fprintf(object.stream, "\n%*s}", figures->indent, "");
}

static void json_figures(struct json_object *object, const struct sheet *sheet)
{
    struct json_object figures = {.stream = object->stream, .indent = object->indent + 2};
    for (size_t i = 0; i < sheet->part_count; i++) {
        const struct sheet_part *part = &sheet->parts[i];
        if (part->kind != SHEET_FIGURE || !part->figure->key)
            continue;
        if (!figures.has_members) {
            json_key(object, "figures");
            fputc('{', object->stream);
        }
        size_t times = 0;
        for (size_t j = 0; j < i; j++) {
            const struct figure *other = sheet->parts[j].figure;
            times += other && other->key && strcmp(other->key, part->figure->key) == 0;
        }
        json_key_again(&figures, part->figure->key, times);
        json_figure(&figures, part->figure);
    }
    if (figures.has_members)
        fprintf(object->stream, "\n%*s}", object->indent, "");
}

static void json_notes(struct json_object *object, const struct sheet *sheet)
{
    json_key(object, sheet->notes_key);
    fputc('[', object->stream);
    for (size_t i = 0; i < sheet->note_count; i++) {
        fprintf(object->stream, "%s\n%*s", i ? "," : "", object->indent + 2, "");
        utf8_put_quoted(object->stream, sheet->notes[i]);
    }
    if (sheet->note_count)
        fprintf(object->stream, "\n%*s", object->indent, "");
    fputc(']', object->stream);
}

// The key of a part that stands beside the fields; NULL: it has none.
static const char *json_part_key(const struct sheet *sheet, const struct sheet_part *part)
{
    if (part->kind == SHEET_TABLE_PART)
        return sheet->tables[part->table].key;
    return part->kind == SHEET_PARAGRAPH || part->kind == SHEET_PASTE ? part->key : NULL;
}

static void json_part(struct json_object *object, const struct sheet *sheet, size_t place)
{
    const struct sheet_part *part = &sheet->parts[place];
    const char *key = json_part_key(sheet, part);
    size_t times = 0;
    if (!key)
        return;
    for (size_t i = 0; i < sheet->field_count; i++)
        times += sheet->fields[i].key && strcmp(sheet->fields[i].key, key) == 0;
    for (size_t i = 0; i < place; i++) {
        const char *other = json_part_key(sheet, &sheet->parts[i]);
        times += other && strcmp(other, key) == 0;
    }
    json_key_again(object, key, times);
    if (part->kind == SHEET_TABLE_PART)
        json_rows(object->stream, &sheet->tables[part->table], object->indent + 2);
    else
        utf8_put_quoted(object->stream, part->text);
}

static void json_sheet(const struct sheet *sheet, FILE *stream, int indent)
{
    struct json_object object = {.stream = stream, .indent = indent};
    fputc('{', stream);
    for (size_t i = 0; i < sheet->field_count; i++)
        if (sheet->fields[i].key) {
            json_key(&object, sheet->fields[i].key);
            json_cell(stream, &sheet->fields[i].cell);
        }
    for (size_t i = 0; i < sheet->part_count; i++)
        json_part(&object, sheet, i);
    json_figures(&object, sheet);
    if (sheet->notes_key)
        json_notes(&object, sheet);
    if (sheet->chapter_count) {
        json_key(&object, "programmes");
        fputc('[', stream);
        for (size_t i = 0; i < sheet->chapter_count; i++) {
            fprintf(stream, "%s\n%*s", i ? "," : "", indent + 2, "");
            json_sheet(sheet->chapters[i], stream, indent + 4);
        }
        fprintf(stream, "\n%*s]", indent, "");
    }
    fprintf(stream, "\n%*s}", indent - 2, "");
}

void json_write(const struct sheet *sheet, FILE *stream, int columns)
{
    (void)columns;
    json_sheet(sheet, stream, 2);
    fputc('\n', stream);
}
