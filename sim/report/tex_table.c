#include "report/tex_table.h"

#include <limits.h>
#include <string.h>

#include "report/page_columns.h"
#include "report/shown.h"
#include "report/tex_text.h"
#include "report/text_walk.h"

enum { TEX_TABLE_GAP_MM = 3 };

// Type that a table is set in: the largest that it fits is taken. Widths are those of a digit of Computer Modern, half
// an em; bold letters take a seventh more.
static const struct tex_table_type {
    const char *command;
    double character_mm, available_mm;
} tex_table_types[] = {
    {"\\small", 1.68, TEX_TABLE_WIDTH_MM},       {"\\footnotesize", 1.49, TEX_TABLE_WIDTH_MM},
    {"\\scriptsize", 1.40, TEX_TABLE_WIDTH_MM},  {"\\footnotesize", 1.49, TEX_TABLE_TURNED_MM},
    {"\\scriptsize", 1.40, TEX_TABLE_TURNED_MM}, {"\\tiny", 1.20, TEX_TABLE_TURNED_MM},
};
enum { TEX_TABLE_UPRIGHT = 3, TEX_TABLE_TYPES = sizeof tex_table_types / sizeof *tex_table_types };

// What of a table is shown, and how.
struct tex_table {
    const struct sheet_table *table;
    int limit; // columns that ask for a wider terminal are left out, as a terminal does
    size_t count;
    struct page_columns columns[SHEET_COLUMNS_MAX]; // widths in characters
    const struct tex_table_type *type;
};

static bool tex_table_shows(const struct tex_table *it, size_t column)
{
    return shown_column(&it->table->columns[column]) && it->table->columns[column].width_needed <= it->limit;
}

// Width of a character in digits, a little more than it is.
static double tex_table_character(uint32_t code)
{
    if (code > 0x2000)
        return 1.6;
    if (code > 0x7F)
        return 1.2;
    if (strchr("mwMW%@&#", (int)code))
        return 1.75;
    if (strchr(" iljtfrI.,;:'|!()[]/-", (int)code))
        return 0.8;
    return code >= 'A' && code <= 'Z' ? 1.5 : 1.06;
}

// Raises *natural to the width of the text, *least to that of its longest word.
static void tex_table_measure(const char *text, double *natural, double *least)
{
    struct text_walk walk = text_walk(text, TEXT_WALK_CELL);
    char character[TEXT_WALK_SIZE];
    double width = 0, word = 0;
    size_t length = 0;
    for (uint32_t code; (code = text_walk_next(&walk, character)) != 0;) {
        bool blank = (code == ' ' || code == '\n') && !(walk.left && *walk.at == '%');
        length = blank || length == TEX_TEXT_WORD ? 0 : length + 1;
        word = length ? word + tex_table_character(code) : 0;
        width += tex_table_character(code);
        *least = word > *least ? word : *least;
    }
    *natural = width > *natural ? width : *natural;
}

static double tex_table_larger(double a, double b)
{
    return a > b ? a : b;
}

// Natural and least widths. A number is not broken; letters of headings are bold.
static void tex_table_columns(struct tex_table *it)
{
    const double bold = 1.15, number_most = 2 * TEX_TEXT_WORD;
    const struct sheet_table *table = it->table;
    char buffer[NUMBER_TEXT_SIZE];
    it->count = 0;
    for (size_t i = 0; i < table->column_count && it->count < SHEET_COLUMNS_MAX; i++) {
        if (!tex_table_shows(it, i))
            continue;
        double natural = 0, least = 0, head = 0, head_least = 0;
        tex_table_measure(table->columns[i].heading, &head, &head_least);
        for (size_t row = 0; row < table->row_count; row++)
            tex_table_measure(shown_text(table, row, i, buffer), &natural, &least);
        if (shown_right(table, i))
            least = natural < number_most ? natural : number_most;
        it->columns[it->count++] = (struct page_columns){.natural = tex_table_larger(natural, bold * head),
                                                         .least = tex_table_larger(least, bold * head_least)};
    }
}

// Whether the columns fit in one of the types first..last-1: the largest is taken, or the last.
static bool tex_table_fits(struct tex_table *it, size_t first, size_t last)
{
    for (size_t i = first; i < last; i++) {
        it->type = &tex_table_types[i];
        double gaps = TEX_TABLE_GAP_MM * (double)(it->count - 1);
        if (page_columns_fit(it->columns, it->count, (it->type->available_mm - gaps) / it->type->character_mm))
            return true;
    }
    return false;
}

// Leaves out the columns that ask for the widest terminal; false when none asks.
static bool tex_table_drop(struct tex_table *it)
{
    int most = 0;
    for (size_t i = 0; i < it->table->column_count; i++)
        if (tex_table_shows(it, i) && it->table->columns[i].width_needed > most)
            most = it->table->columns[i].width_needed;
    if (most > 0)
        it->limit = most - 1;
    return most > 0;
}

// In the largest type in which no word has to be broken: upright with fewer columns rather than turned.
static void tex_table_fit(struct tex_table *it)
{
    for (;;) {
        tex_table_columns(it);
        if (!it->count || tex_table_fits(it, 0, TEX_TABLE_UPRIGHT))
            return;
        if (!tex_table_drop(it))
            break;
    }
    (void)tex_table_fits(it, TEX_TABLE_UPRIGHT, TEX_TABLE_TYPES);
}

static void tex_table_head(FILE *stream, const struct tex_table *it)
{
    const char *separator = "";
    if (shown_headings(it->table)) {
        for (size_t i = 0; i < it->table->column_count; i++)
            if (tex_table_shows(it, i)) {
                fprintf(stream, "%s\\bfseries ", separator);
                tex_text_line(stream, it->table->columns[i].heading);
                separator = " & ";
            }
        fputs("\\tabularnewline\n", stream);
    }
    fputs("\\hline\\noalign{\\vskip 0.5ex}\\endhead\n\\hline\\endfoot\n", stream);
}

void tex_table_put(FILE *stream, const char *title, const struct sheet_table *table)
{
    struct tex_table it = {.table = table, .limit = INT_MAX};
    char buffer[NUMBER_TEXT_SIZE];
    size_t shown = 0;
    tex_table_fit(&it);
    if (!it.count)
        return;
    bool turned = it.type->available_mm > TEX_TABLE_WIDTH_MM;
    fprintf(stream, "\n%s\\sheettable{", turned ? "\\begin{landscape}\n" : "");
    tex_text_line(stream, title);
    fprintf(stream, "}\n{%s\n\\begin{longtable}{@{}", it.type->command);
    for (size_t i = 0; i < table->column_count && shown < it.count; i++)
        if (tex_table_shows(&it, i))
            fprintf(stream, "%c{%.2fmm}", shown_right(table, i) ? 'R' : 'L',
                    it.columns[shown++].width * it.type->character_mm);
    fputs("@{}}\n", stream);
    tex_table_head(stream, &it);
    for (size_t row = 0; row < table->row_count; row++) {
        const char *separator = "";
        for (size_t i = 0; i < table->column_count; i++)
            if (tex_table_shows(&it, i)) {
                fputs(separator, stream);
                tex_text_line(stream, shown_text(table, row, i, buffer));
                separator = " & ";
            }
        fputs("\\tabularnewline\n", stream);
    }
    fprintf(stream, "\\end{longtable}}\n%s", turned ? "\\end{landscape}\n" : "");
}
