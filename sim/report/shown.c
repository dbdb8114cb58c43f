#include "report/shown.h"

bool shown_table(const struct sheet_table *table)
{
    return table->title && table->row_count;
}

bool shown_field(const struct sheet_field *field)
{
    return field->label && field->cell.kind != SHEET_NONE;
}

bool shown_column(const struct sheet_column *column)
{
    return column->heading && !column->is_inner;
}

bool shown_headings(const struct sheet_table *table)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (shown_column(&table->columns[i]) && table->columns[i].heading[0])
            return true;
    return false;
}

bool shown_right(const struct sheet_table *table, size_t column)
{
    if (table->columns[column].align_right)
        return true;
    bool has_number = false;
    for (size_t row = 0; row < table->row_count; row++) {
        enum sheet_cell_kind kind = table->cells[row * table->column_count + column].kind;
        if (kind == SHEET_TEXT || kind == SHEET_FLAG)
            return false;
        has_number = has_number || kind == SHEET_NUMBER;
    }
    return has_number;
}

const char *shown_cell(const struct sheet_cell *cell, enum sheet_style style, const char *unit,
                       char buffer[NUMBER_TEXT_SIZE])
{
    switch (cell->kind) {
    case SHEET_TEXT:
        return cell->text;
    case SHEET_FLAG:
        return cell->number > 0 ? "yes" : "no";
    case SHEET_NUMBER:
        number_text_styled(cell->number, style, unit, buffer);
        return buffer;
    case SHEET_NONE:
    case SHEET_ROWS:
        break;
    }
    return "\xE2\x80\x93";
}

const char *shown_text(const struct sheet_table *table, size_t row, size_t column, char buffer[NUMBER_TEXT_SIZE])
{
    const struct sheet_column *facts = &table->columns[column];
    const struct sheet_cell *cell = &table->cells[row * table->column_count + column];
    if (cell->kind == SHEET_NONE && facts->blank_none)
        return "";
    return shown_cell(cell, facts->style, facts->unit, buffer);
}

const char *shown_or_empty(const char *text)
{
    return text ? text : "";
}
