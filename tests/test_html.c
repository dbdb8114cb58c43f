// html.c and html_parts.c: the whole of a sheet stands in the page, in order, escaped, and the page asks for nothing.
#include <math.h>
#include <string.h>

#include "figures.h"
#include "report/html_style.h"
#include "writing.h"

static const struct sheet_column columns[] = {
    {.key = "layer", .heading = "Layer"},
    {.key = "machine"},
    {.key = "flop", .heading = "Forward", .style = SHEET_SCALED, .unit = "FLOP"},
    {.key = "wide", .heading = "Shown on wide terminals", .width_needed = 120},
    {.key = "inner", .heading = "Inner", .is_inner = true},
    {.key = "note", .heading = "Note", .wrap = true, .blank_none = true},
};

static struct sheet new_sheet(struct testing *t, const char *title)
{
    struct sheet sheet;
    sheet_init(&sheet, &t->arena, title);
    return sheet;
}

static struct sheet_cell *add_table(struct sheet *sheet, const char *title)
{
    struct sheet_table *table = sheet_table(sheet, "layers", title, columns, sizeof columns / sizeof *columns);
    return sheet_row(sheet, table);
}

// Where texts stand in the page, one after the other; each must be there.
static void expect_in_order(const char *page, const char *const *texts, size_t count)
{
    const char *at = page;
    for (size_t i = 0; i < count; i++) {
        const char *found = strstr(at, texts[i]);
        if (!found)
            fail_msg("%s is missing, or stands before %s", texts[i], i ? texts[i - 1] : "the page");
        else
            at = found + strlen(texts[i]);
    }
}

static size_t count_of(const char *page, const char *text)
{
    size_t count = 0;
    for (const char *at = strstr(page, text); at; at = strstr(at + 1, text))
        count++;
    return count;
}

static void a_sheet_is_written_whole(void **state)
{
    struct testing *t = testing_of(state);
    struct figures figures;
    figures_init(&figures);
    struct sheet sheet = new_sheet(t, "gpt2 on 8 cards");
    sheet_paragraph(&sheet, "summary", "It takes a while.");
    sheet_field(&sheet, "time_h", "Wall clock", SHEET_PLAIN, "h", sheet_number(12571.4));
    sheet_field(&sheet, "power_w", "Not known", SHEET_PLAIN, "W", sheet_number((double)NAN));
    sheet_field(&sheet, "machine", NULL, SHEET_PLAIN, NULL, sheet_text("for machines only"));
    sheet_heading(&sheet, "Costs");
    struct sheet_cell *row = add_table(&sheet, "Layers");
    row[0] = sheet_text("attention");
    row[1] = sheet_text("unseen");
    row[2] = sheet_number(28500298752);
    row[3] = sheet_flag(true);
    add_table(&sheet, NULL)[0] = sheet_text("a table for machines");
    sheet_paragraph(&sheet, NULL, "Words between.");
    sheet_figure(&sheet, &figures.figure[FIGURE_BARS]);
    sheet_paste(&sheet, "latex", "For the paper", "line one\n\tline two");
    sheet_note(&sheet, "A first note.");
    const char *page = written(t, html_write, &sheet, 0);
    static const char *const texts[] = {
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=",
        "<title>gpt2 on 8 cards</title>",
        "<a class=\"skip\" href=\"#content\">",
        "<h1>gpt2 on 8 cards</h1>",
        "<p>It takes a while.</p>",
        "<dl>\n<dt>Wall clock</dt><dd>12,571 h</dd>\n</dl>",
        "<nav aria-label=\"Contents\">",
        "<a href=\"#s2\">Costs</a>",
        "<a href=\"#s8\">Notes</a>",
        "<main id=\"content\">",
        "<h2 id=\"s2\">Costs</h2>",
        "<caption><span id=\"t3\">Layers</span></caption>",
        "<th scope=\"col\">Layer</th><th scope=\"col\" class=\"n\">Forward</th><th scope=\"col\">"
        "Shown on wide terminals</th><th scope=\"col\" class=\"w\">Note</th>",
        "<th scope=\"row\" class=\"k\">attention</th><td class=\"n\">28.5 GFLOP</td><td>yes</td><td "
        "class=\"w\"></td>",
        "<p>Words between.</p>",
        "<figcaption>Cost by work package</figcaption>",
        "<svg role=\"img\" class=\"wide\" aria-labelledby=\"f6-wide-title f6-wide-desc\"",
        "<svg role=\"img\" class=\"narrow\" aria-labelledby=\"f6-narrow-title f6-narrow-desc\"",
        "<h3 id=\"s7\">For the paper</h3>\n<pre>line one\n\tline two</pre>",
        "<h2 id=\"s8\">Notes</h2>\n<ul>\n<li>A first note.</li>",
        "</main>\n</body>\n</html>\n",
    };
    expect_in_order(page, texts, sizeof texts / sizeof *texts);
    static const char *const absent[] = {"unseen",  "for machines", "Not known", "Inner",
                                         "<script", "style=",       "http:",     "src="};
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
        assert_null(strstr(page, absent[i]));
    assert_string_equal(page, written(t, html_write, &sheet, 80));
}

static void the_policy_allows_the_style_alone(void **state)
{
    struct testing *t = testing_of(state);
    struct sheet sheet = new_sheet(t, "any");
    const char *page = written(t, html_write, &sheet, 0);
    TESTING_CONTAINS(page, testing_text(t,
                                        "content=\"default-src 'none'; style-src '%s'; base-uri 'none'; "
                                        "form-action 'none'\">",
                                        html_style_digest));
    assert_int_equal(count_of(page, "<style>"), 1);
    assert_null(strstr(page, "<nav")); // nothing to go to
}

static void every_text_is_escaped(void **state)
{
    struct testing *t = testing_of(state);
    static const char hostile[] = "<script>alert(1)</script>\"'&";
    struct figures figures;
    figures_init(&figures);
    struct sheet sheet = new_sheet(t, hostile), chapter = new_sheet(t, hostile);
    struct figure_row named = figures.figure[FIGURE_BARS].rows[0];
    named.label = named.text = hostile;
    struct figure figure = {
        .kind = FIGURE_BARS, .title = hostile, .alt = hostile, .x_label = hostile, .rows = &named, .row_count = 1};
    static const struct sheet_column hostile_columns[] = {{.key = "a", .heading = "</th><script>", .unit = hostile}};
    struct sheet *sheets[] = {&chapter, &sheet};
    for (size_t i = 0; i < 2; i++) {
        struct sheet *it = sheets[i];
        sheet_paragraph(it, hostile, hostile);
        sheet_field(it, hostile, hostile, SHEET_PLAIN, hostile, sheet_text(hostile));
        sheet_field(it, hostile, hostile, SHEET_PLAIN, "<b>", sheet_number(1));
        sheet_heading(it, hostile);
        struct sheet_table *table = sheet_table(it, hostile, hostile, hostile_columns, 1);
        sheet_row(it, table)[0] = sheet_text(hostile);
        sheet_paste(it, hostile, hostile, "</pre><script>alert(1)</script>");
        sheet_figure(it, &figure);
        sheet_note(it, "%s", hostile);
    }
    const struct sheet *chapters[] = {&chapter};
    sheet.chapters = chapters;
    sheet.chapter_count = 1;
    const char *page = written(t, html_write, &sheet, 0);
    assert_null(strstr(page, "<script"));
    assert_null(strstr(page, "<b>"));
    assert_null(strstr(page, "alert(1)</script>"));
    assert_true(count_of(page, "&lt;script&gt;alert(1)&lt;/") >= 40);
}

static void chapters_follow_the_overview(void **state)
{
    struct testing *t = testing_of(state);
    struct sheet sheet = new_sheet(t, "Batch"), first = new_sheet(t, "One"), second = new_sheet(t, NULL);
    const struct sheet *chapters[] = {&first, &second};
    sheet_heading(&sheet, "All");
    sheet_paragraph(&first, "summary", "Of the first.");
    sheet_heading(&first, "Costs");
    sheet_paste(&first, NULL, "A text", "text");
    sheet_paste(&second, NULL, "Before any heading", "text");
    sheet_note(&second, "Noted.");
    sheet.chapters = chapters;
    sheet.chapter_count = 2;
    const char *page = written(t, html_write, &sheet, 0);
    static const char *const texts[] = {
        "<header id=\"overview\">",
        "<h1>Batch</h1>",
        "<a href=\"#s1\">All</a>",
        "<a href=\"#c1\">One</a>",
        "<a href=\"#c2\">Untitled</a>",
        "<h2 id=\"s1\">All</h2>",
        "<section class=\"chapter\" aria-labelledby=\"c1\">\n<h2 id=\"c1\">One</h2>",
        "<p>Of the first.</p>",
        "<h3 id=\"c1-s2\">Costs</h3>",
        "<h4 id=\"c1-s3\">A text</h4>",
        "<a href=\"#overview\">",
        "<section class=\"chapter\" aria-labelledby=\"c2\">\n<h2 id=\"c2\">Untitled</h2>",
        "<h3 id=\"c2-s1\">Before any heading</h3>",
        "<h3 id=\"c2-s2\">Notes</h3>",
    };
    expect_in_order(page, texts, sizeof texts / sizeof *texts);
    assert_int_equal(count_of(page, "<h1"), 1);
}

static void a_huge_name_is_cut_wherever_it_stands(void **state)
{
    struct testing *t = testing_of(state);
    const char *huge = testing_repeat(t, "x", 10 << 20);
    struct sheet sheet = new_sheet(t, huge);
    sheet_paragraph(&sheet, "summary", huge);
    sheet_field(&sheet, "name", huge, SHEET_PLAIN, NULL, sheet_text(huge));
    sheet_heading(&sheet, huge);
    struct sheet_cell *row = add_table(&sheet, huge);
    row[0] = row[5] = sheet_text(huge);
    sheet_paste(&sheet, "a", huge, huge);
    sheet_note(&sheet, "%s", huge);
    const char *page = written(t, html_write, &sheet, 0);
    assert_in_range(strlen(page), 200000, 300000);
    assert_int_equal(count_of(page, "\xE2\x80\xA6 [cut: 10485760 bytes in all]"), 13);
}

static void a_text_to_paste_keeps_its_first_line(void **state)
{
    struct testing *t = testing_of(state);
    struct sheet sheet = new_sheet(t, "any");
    sheet_paste(&sheet, "a", "Lines", "\nsecond");
    TESTING_CONTAINS(written(t, html_write, &sheet, 0), "<h2 id=\"s1\">Lines</h2>\n<pre>\n\nsecond</pre>");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(a_sheet_is_written_whole),
        TESTING_CASE(the_policy_allows_the_style_alone),
        TESTING_CASE(every_text_is_escaped),
        TESTING_CASE(chapters_follow_the_overview),
        TESTING_CASE(a_huge_name_is_cut_wherever_it_stands),
        TESTING_CASE(a_text_to_paste_keeps_its_first_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
