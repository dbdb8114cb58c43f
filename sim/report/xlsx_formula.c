#include "report/xlsx_formula.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter/utility.h>

#include "report/shown.h"

enum { XLSX_FORMULA_DEPTH = 32 };

struct xlsx_formula {
    const struct xlsx_formula_place *place;
    size_t row;
    const char *at;
    char *text;
    size_t used;
    int depth; // of parentheses
    bool is_wrong;
};

uint16_t xlsx_formula_column(const struct xlsx_formula_place *place, size_t column)
{
    uint16_t at = place->column;
    for (size_t i = 0; i < column; i++)
        at = (uint16_t)(at + shown_column(&place->table->columns[i]));
    return at;
}

static void xlsx_formula_put(struct xlsx_formula *it, const char *text)
{
    size_t length = strlen(text);
    if (it->used + length >= XLSX_FORMULA_SIZE) {
        it->is_wrong = true;
        return;
    }
    memcpy(it->text + it->used, text, length + 1);
    it->used += length;
}

// The next sign that is no blank.
static char xlsx_formula_next(struct xlsx_formula *it)
{
    it->at += strspn(it->at, " ");
    return *it->at;
}

static bool xlsx_formula_names(const char *name, const char *text, size_t length)
{
    return name && strlen(name) == length && memcmp(name, text, length) == 0;
}

// The shown column of a key; column_count: none.
static size_t xlsx_formula_key(const struct sheet_table *table, const char *key, size_t length)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (shown_column(&table->columns[i]) && xlsx_formula_names(table->columns[i].key, key, length))
            return i;
    return table->column_count;
}

static void xlsx_formula_cell(struct xlsx_formula *it, size_t row, size_t column)
{
    char name[LXW_MAX_CELL_NAME_LENGTH];
    lxw_rowcol_to_cell(name, (lxw_row_t)(it->place->row + row), xlsx_formula_column(it->place, column));
    xlsx_formula_put(it, name);
}

static double xlsx_formula_number(const struct sheet_table *table, size_t row, size_t column)
{
    const struct sheet_cell *cell = &table->cells[row * table->column_count + column];
    return cell->kind == SHEET_NUMBER ? cell->number : 0;
}

// The sum of the rows above.
static double xlsx_formula_sum(struct xlsx_formula *it, size_t column)
{
    double sum = 0;
    if (it->row == 0) {
        xlsx_formula_put(it, "0");
        return 0;
    }
    xlsx_formula_put(it, "SUM(");
    xlsx_formula_cell(it, 0, column);
    xlsx_formula_put(it, ":");
    xlsx_formula_cell(it, it->row - 1, column);
    xlsx_formula_put(it, ")");
    for (size_t i = 0; i < it->row; i++)
        sum += xlsx_formula_number(it->place->table, i, column);
    return sum;
}

// The row whose first cell says the text up to the brace at *end; a name may hold braces, so later ones are tried too.
static size_t xlsx_formula_row(const struct sheet_table *table, const char *name, const char **end)
{
    for (const char *brace = *end; brace; brace = strchr(brace + 1, '}'))
        for (size_t i = 0; i < table->row_count; i++) {
            const struct sheet_cell *cell = &table->cells[i * table->column_count];
            if (cell->kind == SHEET_TEXT && xlsx_formula_names(cell->text, name, (size_t)(brace - name))) {
                *end = brace;
                return i;
            }
        }
    return table->row_count;
}

// What stands in braces.
static double xlsx_formula_reference(struct xlsx_formula *it)
{
    const struct sheet_table *table = it->place->table;
    const char *key = it->at + 1, *end = strchr(key, '}');
    size_t length = strcspn(key, ":}"), row = it->row, column = 0;
    bool sums = end && key[length] == ':' && xlsx_formula_names("sum", key, length);
    if (sums)
        column = xlsx_formula_key(table, key + length + 1, (size_t)(end - key) - length - 1);
    else if (end) {
        column = xlsx_formula_key(table, key, length);
        row = key[length] == ':' ? xlsx_formula_row(table, key + length + 1, &end) : row;
    }
    if (!end || column == table->column_count || row == table->row_count) {
        it->is_wrong = true;
        return 0;
    }
    it->at = end + 1;
    if (sums)
        return xlsx_formula_sum(it, column);
    xlsx_formula_cell(it, row, column);
    return xlsx_formula_number(table, row, column);
}

static double xlsx_formula_terms(struct xlsx_formula *it);

static double xlsx_formula_literal(struct xlsx_formula *it)
{
    char text[40] = "", *end = NULL;
    size_t length = strspn(it->at, "0123456789.");
    if (length && (it->at[length] == 'e' || it->at[length] == 'E')) {
        size_t sign = it->at[length + 1] == '+' || it->at[length + 1] == '-';
        length += 1 + sign + strspn(it->at + length + 1 + sign, "0123456789");
    }
    if (length && length < sizeof text)
        memcpy(text, it->at, length);
    double number = strtod(text, &end);
    it->is_wrong = it->is_wrong || !text[0] || *end;
    it->at += length;
    xlsx_formula_put(it, text);
    return number;
}

static double xlsx_formula_factor(struct xlsx_formula *it)
{
    char next = xlsx_formula_next(it);
    if (it->is_wrong)
        return 0;
    if (next == '-') {
        xlsx_formula_put(it, "-");
        it->at++;
        next = xlsx_formula_next(it);
        return next == '{' ? -xlsx_formula_reference(it) : -xlsx_formula_literal(it);
    }
    if (next == '{')
        return xlsx_formula_reference(it);
    if (next != '(')
        return xlsx_formula_literal(it);
    it->is_wrong = ++it->depth > XLSX_FORMULA_DEPTH;
    it->at++;
    xlsx_formula_put(it, "(");
    double value = xlsx_formula_terms(it);
    it->is_wrong = it->is_wrong || xlsx_formula_next(it) != ')';
    it->at += !it->is_wrong;
    xlsx_formula_put(it, ")");
    it->depth--;
    return value;
}

static double xlsx_formula_product(struct xlsx_formula *it)
{
    double value = xlsx_formula_factor(it);
    for (char sign; !it->is_wrong && ((sign = xlsx_formula_next(it)) == '*' || sign == '/');) {
        it->at++;
        xlsx_formula_put(it, sign == '*' ? "*" : "/");
        double factor = xlsx_formula_factor(it);
        value = sign == '*' ? value * factor : value / factor;
    }
    return value;
}

static double xlsx_formula_terms(struct xlsx_formula *it)
{
    double value = xlsx_formula_product(it);
    for (char sign; !it->is_wrong && ((sign = xlsx_formula_next(it)) == '+' || sign == '-');) {
        it->at++;
        xlsx_formula_put(it, sign == '+' ? "+" : "-");
        double term = xlsx_formula_product(it);
        value = sign == '+' ? value + term : value - term;
    }
    return value;
}

bool xlsx_formula(const struct xlsx_formula_place *place, size_t row, const char *formula, char text[XLSX_FORMULA_SIZE],
                  double *value)
{
    struct xlsx_formula it = {.place = place, .row = row, .at = formula, .text = text};
    text[0] = '\0';
    xlsx_formula_put(&it, "=");
    *value = xlsx_formula_terms(&it);
    return !it.is_wrong && xlsx_formula_next(&it) == '\0';
}
