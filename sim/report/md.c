// GitHub-flavoured Markdown: fields as a list, tables with their alignment, a figure as its words and a table of its
// numbers, texts to paste in fences.
#include <string.h>

#include "report/figure_table.h"
#include "report/md_text.h"
#include "report/report_kinds.h"
#include "report/shown.h"

static void md_heading(FILE *stream, int level, const char *title)
{
    fputc('\n', stream);
    for (int i = 0; i < level; i++)
        fputc('#', stream);
    fputc(' ', stream);
    md_text_line(stream, title);
    fputc('\n', stream);
}

static void md_rows(FILE *stream, const struct sheet_table *table)
{
    char buffer[NUMBER_TEXT_SIZE];
    for (size_t i = 0; i < table->column_count; i++)
        if (shown_column(&table->columns[i])) {
            fputs("| ", stream);
            md_text_line(stream, table->columns[i].heading);
            fputc(' ', stream);
        }
    fputs("|\n", stream);
    for (size_t i = 0; i < table->column_count; i++)
        if (shown_column(&table->columns[i]))
            fputs(shown_right(table, i) ? "|---:" : "|---", stream);
    fputs("|\n", stream);
    for (size_t row = 0; row < table->row_count; row++) {
        for (size_t i = 0; i < table->column_count; i++)
            if (shown_column(&table->columns[i])) {
                fputs("| ", stream);
                md_text_line(stream, shown_text(table, row, i, buffer));
                fputc(' ', stream);
            }
        fputs("|\n", stream);
    }
}

static void md_table(FILE *stream, int level, const struct sheet_table *table)
{
    md_heading(stream, level, table->title);
    fputc('\n', stream);
    md_rows(stream, table);
}

static void md_figure(FILE *stream, int level, const struct figure *figure)
{
    struct arena arena;
    arena_init(&arena);
    const struct sheet_table *table = figure_table(&arena, figure);
    md_heading(stream, level, shown_or_empty(figure->title));
    fputc('\n', stream);
    md_text_paragraph(stream, shown_or_empty(figure->alt));
    if (table) {
        fputc('\n', stream);
        md_rows(stream, table);
    }
    arena_free(&arena);
}

static void md_part(FILE *stream, const struct sheet *sheet, const struct sheet_part *part, int level)
{
    switch (part->kind) {
    case SHEET_HEADING:
        md_heading(stream, 2, part->title);
        return;
    case SHEET_PARAGRAPH:
        fputc('\n', stream);
        md_text_paragraph(stream, part->text);
        return;
    case SHEET_PASTE:
        md_heading(stream, level, part->title);
        fputc('\n', stream);
        md_text_fenced(stream, part->text);
        return;
    case SHEET_TABLE_PART:
        if (shown_table(&sheet->tables[part->table]))
            md_table(stream, level, &sheet->tables[part->table]);
        return;
    case SHEET_FIGURE:
        md_figure(stream, level, part->figure);
        return;
    }
}

static void md_fields(FILE *stream, const struct sheet *sheet)
{
    char buffer[NUMBER_TEXT_SIZE];
    bool any = false;
    for (size_t i = 0; i < sheet->field_count; i++) {
        const struct sheet_field *field = &sheet->fields[i];
        if (!shown_field(field))
            continue;
        fputs(any ? "- **" : "\n- **", stream);
        md_text_line(stream, field->label);
        fputs(":** ", stream);
        md_text_line(stream, shown_cell(&field->cell, field->style, field->unit, buffer));
        fputc('\n', stream);
        any = true;
    }
}

void md_write(const struct sheet *sheet, FILE *stream, int columns)
{
    int level = 2; // of what has a title of its own
    if (sheet->title) {
        fputs("# ", stream);
        md_text_line(stream, sheet->title);
        fputc('\n', stream);
    }
    md_fields(stream, sheet);
    for (size_t i = 0; i < sheet->part_count; i++) {
        level = sheet->parts[i].kind == SHEET_HEADING ? 3 : level;
        md_part(stream, sheet, &sheet->parts[i], level);
    }
    if (sheet->note_count)
        md_heading(stream, 2, "Notes");
    for (size_t i = 0; i < sheet->note_count; i++) {
        fputs(i ? "- " : "\n- ", stream);
        md_text_line(stream, sheet->notes[i]);
        fputc('\n', stream);
    }
    for (size_t i = 0; i < sheet->chapter_count; i++) {
        fputs("\n---\n\n", stream);
        md_write(sheet->chapters[i], stream, columns);
    }
}
