// LaTeX: an article that pdflatex compiles with the packages of any basic installation (Debian: texlive-latex-base)
// and no other file. Every text is shown, none is obeyed.
#include "report/figure_table.h"
#include "report/report_kinds.h"
#include "report/shown.h"
#include "report/tex_figure.h"
#include "report/tex_table.h"
#include "report/tex_text.h"

// The commands that the document uses, so that whoever pastes a part of it elsewhere can take them along.
static const char tex_preamble[] = "\\documentclass[a4paper,10pt]{article}\n"
                                   "\\usepackage[utf8]{inputenc}\n"
                                   "\\usepackage[margin=20mm]{geometry}\n"
                                   "\\usepackage{array,color,longtable,lscape}\n"
                                   "\\setlength{\\parindent}{0pt}\n"
                                   "\\setlength{\\parskip}{1ex plus 0.3ex}\n"
                                   "\\setlength{\\tabcolsep}{1.5mm}\n"
                                   "\\setlength{\\LTleft}{0pt}\n"
                                   "\\setlength{\\LTpre}{0pt}\n"
                                   "\\setlength{\\LTpost}{1ex}\n"
                                   "\\emergencystretch=2em\n"
                                   "\\hbadness=10000\n"
                                   "\\newcolumntype{L}[1]{>{\\raggedright\\hspace{0pt}}p{#1}}\n"
                                   "\\newcolumntype{R}[1]{>{\\raggedleft\\hspace{0pt}}p{#1}}\n"
                                   "\\newcommand{\\sheettitle}[1]{{\\LARGE\\bfseries\\raggedright #1\\par}\\medskip}\n"
                                   "\\newcommand{\\sheettable}[1]{\\subsection*{#1}}\n"
                                   "\\renewcommand{\\labelitemi}{$\\bullet$}\n"
                                   "\\newcommand{\\unknowncharacter}[1]{\\fbox{\\tiny #1}}\n";

static void tex_titled(FILE *stream, const char *command, const char *title)
{
    fprintf(stream, "\n\\%s{", command);
    tex_text_line(stream, title);
    fputs("}\n", stream);
}

static void tex_figure(FILE *stream, const struct figure *figure)
{
    tex_titled(stream, "subsection*", shown_or_empty(figure->title));
    tex_figure_put(stream, figure);
    fputs("{\\small ", stream);
    tex_text_paragraph(stream, shown_or_empty(figure->alt));
    fputs("}\n", stream);
}

static void tex_part(FILE *stream, const struct sheet *sheet, const struct sheet_part *part)
{
    const struct sheet_table *table = part->kind == SHEET_TABLE_PART ? &sheet->tables[part->table] : NULL;
    switch (part->kind) {
    case SHEET_HEADING:
        tex_titled(stream, "section*", part->title);
        return;
    case SHEET_PARAGRAPH:
        fputc('\n', stream);
        tex_text_paragraph(stream, part->text);
        return;
    case SHEET_PASTE:
        tex_titled(stream, "subsection*", part->title);
        fputs("\\begin{quote}\\small\\ttfamily\\frenchspacing\\raggedright\\parskip=0pt\n", stream);
        tex_text_paste(stream, part->text);
        fputs("\\end{quote}\n", stream);
        return;
    case SHEET_TABLE_PART:
        if (shown_table(table))
            tex_table_put(stream, table->title, table);
        return;
    case SHEET_FIGURE:
        tex_figure(stream, part->figure);
        return;
    }
}

static void tex_fields(FILE *stream, const struct sheet *sheet)
{
    char buffer[NUMBER_TEXT_SIZE];
    for (size_t i = 0; i < sheet->field_count; i++) {
        const struct sheet_field *field = &sheet->fields[i];
        if (!shown_field(field))
            continue;
        fputs("\n\\textbf{", stream);
        tex_text_line(stream, field->label);
        fputs(":} ", stream);
        tex_text_line(stream, shown_cell(&field->cell, field->style, field->unit, buffer));
        fputs("\\par\n", stream);
    }
}

static void tex_notes(FILE *stream, const struct sheet *sheet)
{
    if (!sheet->note_count)
        return;
    fputs("\n\\section*{Notes}\n\\begin{itemize}\n", stream);
    for (size_t i = 0; i < sheet->note_count; i++) {
        fputs("\\item{} ", stream);
        tex_text_line(stream, sheet->notes[i]);
        fputc('\n', stream);
    }
    fputs("\\end{itemize}\n", stream);
}

static void tex_sheet(FILE *stream, const struct sheet *sheet)
{
    if (sheet->title)
        tex_titled(stream, "sheettitle", sheet->title);
    tex_fields(stream, sheet);
    for (size_t i = 0; i < sheet->part_count; i++)
        tex_part(stream, sheet, &sheet->parts[i]);
    tex_notes(stream, sheet);
    for (size_t i = 0; i < sheet->chapter_count; i++) {
        fputs("\n\\clearpage\n", stream);
        tex_sheet(stream, sheet->chapters[i]);
    }
}

void tex_write(const struct sheet *sheet, FILE *stream, int columns)
{
    (void)columns;
    fputs(tex_preamble, stream);
    tex_figure_colours(stream);
    fputs("\\begin{document}\n", stream);
    tex_sheet(stream, sheet);
    fputs("\n\\mbox{}\n\\end{document}\n", stream); // a page even of nothing
}
