// HTML: one file that asks for nothing else. A content security policy allows its own style, by digest, and nothing
// more: no script, no picture, no font, no form. Title and summary first; a document with chapters lists them and
// begins a printed page with each.
#include "base/markup.h"
#include "report/html_parts.h"
#include "report/html_style.h"
#include "report/report_kinds.h"

static const char *html_title(const struct sheet *sheet)
{
    return sheet->title && sheet->title[0] ? sheet->title : "Untitled";
}

static void html_head(const struct sheet *sheet, FILE *stream)
{
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n", stream);
    fprintf(stream,
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '%s'; "
            "base-uri 'none'; form-action 'none'\">\n",
            html_style_digest);
    fputs("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta name=\"referrer\" content=\"no-referrer\">\n"
          "<meta name=\"color-scheme\" content=\"light dark\">\n"
          "<meta name=\"generator\" content=\"Flopcast " FLOPCAST_VERSION "\">\n<title>",
          stream);
    markup_put(stream, html_title(sheet), HTML_PARTS_TITLE_MAX);
    fputs("</title>\n<style>", stream);
    html_style_put(stream);
    fputs("</style>\n</head>\n", stream);
}

// Whether there is more than one thing to go to.
static bool html_is_listed(const struct sheet *sheet)
{
    return html_parts_headings(sheet) + sheet->chapter_count > 1;
}

static void html_contents(const struct html_parts *page, const struct sheet *sheet)
{
    if (!html_is_listed(sheet))
        return;
    fputs("<nav aria-label=\"Contents\">\n<ol>\n", page->stream);
    html_parts_contents(page, sheet);
    for (size_t i = 0; i < sheet->chapter_count; i++) {
        fprintf(page->stream, "<li><a href=\"#c%zu\">", i + 1);
        markup_put_flowing(page->stream, html_title(sheet->chapters[i]), HTML_PARTS_TITLE_MAX);
        fputs("</a></li>\n", page->stream);
    }
    fputs("</ol>\n</nav>\n", page->stream);
}

static void html_opening(const struct html_parts *page, const struct sheet *sheet, size_t summary)
{
    if (summary) {
        fputs("<div class=\"summary\">\n", page->stream);
        html_parts_put(page, sheet, 0, summary);
        fputs("</div>\n", page->stream);
    }
    html_parts_fields(page, sheet);
}

static void html_chapter(FILE *stream, const struct sheet *sheet, size_t number)
{
    struct html_parts page = {.stream = stream, .level = 3};
    snprintf(page.prefix, sizeof page.prefix, "c%zu-", number);
    fprintf(stream, "<section class=\"chapter\" aria-labelledby=\"c%zu\">\n<h2 id=\"c%zu\">", number, number);
    markup_put_flowing(stream, html_title(sheet), HTML_PARTS_TITLE_MAX);
    fputs("</h2>\n", stream);
    size_t summary = html_parts_summary(sheet);
    html_opening(&page, sheet, summary);
    html_parts_put(&page, sheet, summary, sheet->part_count);
    html_parts_notes(&page, sheet);
    fputs("<p class=\"back\"><a href=\"#overview\">Back to the overview</a></p>\n</section>\n", stream);
}

void html_write(const struct sheet *sheet, FILE *stream, int columns)
{
    (void)columns;
    struct html_parts page = {.stream = stream, .level = 2};
    size_t summary = html_parts_summary(sheet);
    html_head(sheet, stream);
    fprintf(stream,
            "<body%s>\n<a class=\"skip\" href=\"#content\">Skip to the content</a>\n<header id=\"overview\">\n<h1>",
            html_is_listed(sheet) ? " class=\"listed\"" : "");
    markup_put_flowing(stream, html_title(sheet), HTML_PARTS_TITLE_MAX);
    fputs("</h1>\n", stream);
    html_opening(&page, sheet, summary);
    fputs("</header>\n", stream);
    html_contents(&page, sheet);
    fputs("<main id=\"content\">\n", stream);
    html_parts_put(&page, sheet, summary, sheet->part_count);
    html_parts_notes(&page, sheet);
    for (size_t i = 0; i < sheet->chapter_count; i++)
        html_chapter(stream, sheet->chapters[i], i + 1);
    fputs("</main>\n</body>\n</html>\n", stream);
}
