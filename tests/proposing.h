// What the tests of proposals share: the sheet of a programme from a text, and its tables, texts and formulas by key.
#ifndef FLOPCAST_TESTS_PROPOSING_H
#define FLOPCAST_TESTS_PROPOSING_H

#include <ctype.h>
#include <stdlib.h>

#include "projecting.h"
#include "report/proposal_overview.h"
#include "report/proposal_sheet.h"

struct proposed {
    struct projecting *made;
    struct programme_facts facts;
    struct projection_devices devices;
    struct projection_tornado tornado;
    struct proposal_lines lines;
    struct proposal_facts proposal;
    struct sheet sheet;
};

// samples 1: the point alone.
static inline struct proposed *proposed(struct testing *t, const char *text, uint64_t samples)
{
    struct proposed *made = arena_alloc(&t->arena, sizeof *made);
    made->made = projecting(t, text, 1);
    struct projection *projection = &made->made->projection;
    double *kept = arena_array(&t->arena, samples, sizeof *kept);
    made->facts = (struct programme_facts){.projection = projection, .samples = samples};
    const struct projection_kept keep = {
        .entry = projection->total, .quantity = PROJECTION_BUDGET_USD, .samples = kept};
    const struct projection_options options = {.samples = samples,
                                               .quantiles = programme_facts_quantiles,
                                               .quantile_count = PROGRAMME_QUANTILES,
                                               .kept = &keep,
                                               .kept_count = 1};
    assert_int_equal(projection_run(projection, &options, &made->facts.samples), STATUS_OK);
    assert_int_equal(projection_devices(&made->devices, &t->arena, projection), STATUS_OK);
    assert_int_equal(projection_tornado(projection, &t->arena, PROJECTION_BUDGET_USD, 12, &made->tornado), STATUS_OK);
    assert_int_equal(proposal_lines(&made->lines, &t->arena, projection), STATUS_OK);
    made->proposal = (struct proposal_facts){.programme = &made->facts,
                                             .lead = PROJECTION_BUDGET_USD,
                                             .samples = kept,
                                             .tornado = &made->tornado,
                                             .devices = &made->devices,
                                             .lines = &made->lines,
                                             .command_line = "flopcast report p.yaml"};
    sheet_init(&made->sheet, &t->arena, NULL);
    proposal_sheet(&made->sheet, &made->proposal);
    assert_int_equal(sheet_status(&made->sheet), STATUS_OK);
    return made;
}

static inline const struct sheet_table *proposing_table(const struct sheet *sheet, const char *key)
{
    for (size_t i = 0; i < sheet->table_count; i++)
        if (sheet->tables[i].key && strcmp(sheet->tables[i].key, key) == 0)
            return &sheet->tables[i];
    return NULL;
}

// Of a paragraph or a text to paste; NULL: there is none.
static inline const char *proposing_text(const struct sheet *sheet, const char *key)
{
    for (size_t i = 0; i < sheet->part_count; i++)
        if (sheet->parts[i].text && sheet->parts[i].key && strcmp(sheet->parts[i].key, key) == 0)
            return sheet->parts[i].text;
    return NULL;
}

static inline const struct figure *proposing_figure(const struct sheet *sheet, const char *key)
{
    for (size_t i = 0; i < sheet->part_count; i++)
        if (sheet->parts[i].figure && strcmp(sheet->parts[i].figure->key, key) == 0)
            return sheet->parts[i].figure;
    return NULL;
}

static inline size_t proposing_column(const struct sheet_table *table, const char *key, size_t length)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (table->columns[i].key && strlen(table->columns[i].key) == length &&
            strncmp(table->columns[i].key, key, length) == 0)
            return i;
    fail_msg("no column %.*s", (int)length, key);
    return 0;
}

static inline const struct sheet_cell *proposing_cell(const struct sheet_table *table, size_t row, const char *key)
{
    assert_true(row < table->row_count);
    return &table->cells[row * table->column_count + proposing_column(table, key, strlen(key))];
}

// ---- formulas, as sheet.h has them -------------------------------------------------------------

struct proposing_formula {
    const struct sheet_table *table;
    size_t row;
    const char *at;
};

static inline double proposing_sum(struct proposing_formula *formula);

// {key}, {key:ROW}, {sum:key}; `at` stands behind the opening brace.
static inline double proposing_reference(struct proposing_formula *formula)
{
    const struct sheet_table *table = formula->table;
    const char *from = formula->at, *end = strchr(from, '}'), *colon = memchr(from, ':', (size_t)(end - from));
    assert_non_null(end);
    formula->at = end + 1;
    if (colon && strncmp(from, "sum:", 4) == 0) {
        size_t column = proposing_column(table, colon + 1, (size_t)(end - colon - 1));
        double sum = 0;
        for (size_t row = 0; row < formula->row; row++)
            sum += table->cells[row * table->column_count + column].number;
        return sum;
    }
    size_t row = formula->row, column = proposing_column(table, from, (size_t)((colon ? colon : end) - from));
    for (size_t i = 0; colon && i < table->row_count; i++) {
        const char *name = table->cells[i * table->column_count].text;
        if (name && strlen(name) == (size_t)(end - colon - 1) && strncmp(name, colon + 1, strlen(name)) == 0)
            row = i;
    }
    const struct sheet_cell *cell = &table->cells[row * table->column_count + column];
    assert_int_equal(cell->kind, SHEET_NUMBER);
    return cell->number;
}

static inline double proposing_factor(struct proposing_formula *formula)
{
    while (*formula->at == ' ')
        formula->at++;
    if (*formula->at == '{') {
        formula->at++;
        return proposing_reference(formula);
    }
    if (*formula->at == '(') {
        formula->at++;
        double value = proposing_sum(formula);
        assert_int_equal(*formula->at, ')');
        formula->at++;
        return value;
    }
    char *end = NULL;
    double value = strtod(formula->at, &end);
    assert_ptr_not_equal(end, formula->at);
    formula->at = end;
    return value;
}

static inline char proposing_operator(struct proposing_formula *formula, const char *known)
{
    while (*formula->at == ' ')
        formula->at++;
    return *formula->at && strchr(known, *formula->at) ? *formula->at++ : '\0';
}

static inline double proposing_product(struct proposing_formula *formula)
{
    double value = proposing_factor(formula);
    for (char sign = proposing_operator(formula, "*/"); sign; sign = proposing_operator(formula, "*/")) {
        double factor = proposing_factor(formula);
        value = sign == '*' ? value * factor : value / factor;
    }
    return value;
}

static inline double proposing_sum(struct proposing_formula *formula)
{
    double value = proposing_product(formula);
    for (char sign = proposing_operator(formula, "+-"); sign; sign = proposing_operator(formula, "+-")) {
        double term = proposing_product(formula);
        value = sign == '+' ? value + term : value - term;
    }
    return value;
}

// Every formula of the sheet gives the number that is printed; returns how many there are.
static inline size_t proposing_close(const struct sheet *sheet)
{
    size_t count = 0;
    for (size_t i = 0; i < sheet->table_count; i++) {
        const struct sheet_table *table = &sheet->tables[i];
        for (size_t c = 0; c < table->row_count * table->column_count; c++) {
            const struct sheet_cell *cell = &table->cells[c];
            struct proposing_formula formula = {.table = table, .row = c / table->column_count, .at = cell->formula};
            if (!cell->formula)
                continue;
            double value = proposing_sum(&formula);
            if (*formula.at || !(fabs(value - cell->number) <= 1e-12 * fabs(cell->number)))
                fail_msg("%s, row %zu: %s is %.17g, printed %.17g", table->title ? table->title : table->key,
                         formula.row, cell->formula, value, cell->number);
            count++;
        }
    }
    return count;
}

#endif
