// PNG: the figures of a sheet and of its chapters, one below another, at the resolution of print.
#include <errno.h>
#include <stdlib.h>

#include "figure/figure_cairo.h"
#include "report/report_kinds.h"
#include "report/stream_fault.h"

// cairo's pictures end at 32,767 pixels: so many figures always fit below each other.
enum { PNG_FIGURES_MAX = 11, PNG_SCALE = 2 };

static size_t png_collect(const struct sheet *sheet, const struct figure **figures, size_t count)
{
    for (size_t i = 0; i < sheet->part_count && count < PNG_FIGURES_MAX; i++)
        if (sheet->parts[i].kind == SHEET_FIGURE)
            figures[count++] = sheet->parts[i].figure;
    for (size_t i = 0; i < sheet->chapter_count && count < PNG_FIGURES_MAX; i++)
        count = png_collect(sheet->chapters[i], figures, count);
    return count;
}

void png_write(const struct sheet *sheet, FILE *stream, int columns)
{
    (void)columns;
    static const struct figure nothing = {
        .kind = FIGURE_BARS, .title = "There are no figures in this result", .alt = "", .x_label = ""};
    const struct figure *figures[PNG_FIGURES_MAX] = {&nothing};
    size_t count = png_collect(sheet, figures, 0);
    enum status status = figure_cairo_png(figures, count ? count : 1, PNG_SCALE, stream);
    if (status == STATUS_NO_MEMORY) {
        errno = ENOMEM;
        stream_fault(stream);
    }
}
