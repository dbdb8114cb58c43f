// tex.c and its parts: LaTeX that compiles with a basic installation, shows every text and obeys none.
#include "documenting.h"
#include "running.h"

#include "report/tex_table.h"
#include "report/tex_text.h"

static void what_has_a_meaning_is_escaped(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *text, *written;
    } rows[] = {
        {"plain text", "plain text"},
        {"\\input{x}", "\\textbackslash{}input\\{x\\}"},
        {"# $ % & _ ^ ~", "\\# {\\char36}~\\% \\& \\_ \\textasciicircum{} \\textasciitilde{}"},
        {"5 %", "5~\\%"},
        {"a < b | c > d \"", "a \\textless{} b \\textbar{} c \\textgreater{} d ''"},
        {"a--b ``c'' ?`", "a-{}-b `{}`c'{}' ?{}`"},
        {"CO\u2082 \u00b1 \u00d7 \u2013 \u2014 \u2264 \u00b5 \u00b0", "CO$_{2}$ $\\pm$ $\\times$ -- --- $\\leq$ $\\mu$ "
                                                                      "$^{\\circ}$"},
        {"Gr\u00fc\u00dfe \u0141\u00f3d\u017a \u0131\u012d", "Gr\u00fc\u00dfe \\L{}\u00f3d\\'{z} \\i{}\\u{\\i}"},
        {"\u4e2d \U0001F680 \x01", "\\unknowncharacter{4E2D} \\unknowncharacter{1F680} \\unknowncharacter{?}"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(documenting_put(t, tex_text_line, rows[i].text), rows[i].written);
}

static void a_long_word_may_be_broken(void **state)
{
    struct testing *t = testing_of(state);
    TESTING_CONTAINS(documenting_put(t, tex_text_line, "bench/published/olmo.yaml"),
                     "bench/\\allowbreak{}published/\\allowbreak{}");
    TESTING_CONTAINS(documenting_put(t, tex_text_line, testing_repeat(t, "x", 50)), "\\allowbreak{}");
    assert_null(strstr(documenting_put(t, tex_text_line, "gCO2e/kWh 1.12"), "\\allowbreak{}1"));
}

static void lines_to_paste_stay_lines(void **state)
{
    struct testing *t = testing_of(state);
    assert_string_equal(documenting_put(t, tex_text_paste, "a:\n  b_c\n\n"),
                        "\\leavevmode{}a:\\par\n\\leavevmode{}\\ \\ b{\\char95}c\\par\n\\leavevmode{}\\par\n");
    assert_string_equal(documenting_put(t, tex_text_paste, "\\end{verbatim} `'"),
                        "\\leavevmode{}{\\char92}end{\\char123}verbatim{\\char125}\\ {\\char18}{\\char13}\\par\n");
}

// Compiles without a shell in a folder of its own; what the document says, or the whole log.
static const char *compiled(struct testing *t, const struct sheet *sheet)
{
    const char *path = running_file(t, sheet, "tex"), *folder = testing_folder(t);
    running(t, testing_text(t,
                            "cd %s && pdflatex -no-shell-escape -interaction=nonstopmode -halt-on-error %s >log.txt "
                            "2>&1 </dev/null || { grep -A5 '^!' log.txt; exit 1; }",
                            folder, path));
    running(t, testing_text(t, "! grep -E 'mktexpk|Missing character|undefined' %s/log.txt", folder));
    return running(t, testing_text(t, "pdftotext -layout %s/document.pdf -", folder));
}

static void it_compiles_and_says_what_the_sheet_says(void **state)
{
    struct testing *t = testing_of(state);
    RUNNING_NEEDS(t, "pdflatex");
    RUNNING_NEEDS(t, "pdftotext");
    struct sheet sheet;
    documenting_programme(t, &sheet, 100, "Search");
    const char *text = compiled(t, &sheet);
    TESTING_CONTAINS(text, "Programme: Search");
    TESTING_CONTAINS(text, "Search 100");
    TESTING_CONTAINS(text, "co2_eq_emissions:");
    TESTING_CONTAINS(text, "  training_type: pre-training"); // blanks in front are kept
    TESTING_CONTAINS(text, "\\end{verbatim} ```` stays as it is & costs 100\\% of $0.");
    TESTING_CONTAINS(text, "median 43.1");
    const char *second = strstr(text, "device-hours");
    assert_true(second && strstr(second + 1, "device-hours")); // the head stands on the next page again
}

static void hostile_names_compile_and_are_shown(void **state)
{
    struct testing *t = testing_of(state);
    RUNNING_NEEDS(t, "pdflatex");
    RUNNING_NEEDS(t, "pdftotext");
    struct sheet sheet;
    documenting_hostilities(t, &sheet);
    const char *text = compiled(t, &sheet);
    TESTING_CONTAINS(text, "<script>alert(1)</script>");
    TESTING_CONTAINS(text, "\\input{/etc/passwd}");
    TESTING_CONTAINS(text, "^^5cinput{/etc/passwd}");
    TESTING_CONTAINS(text, "\\end{document} \\immediate\\write18{id}");
    assert_null(strstr(text, "root:"));
    assert_null(strstr(text, "uid="));
    TESTING_CONTAINS(text, "aaaaaaaaaaaaaaaa"); // the last chapter is there
}

static void an_empty_sheet_and_a_batch_compile(void **state)
{
    struct testing *t = testing_of(state);
    RUNNING_NEEDS(t, "pdflatex");
    RUNNING_NEEDS(t, "pdftotext");
    struct sheet sheet;
    sheet_init(&sheet, &t->arena, NULL);
    compiled(t, &sheet);
    documenting_batch(t, &sheet, 3, 2);
    const char *text = compiled(t, &sheet);
    TESTING_CONTAINS(text, "3 programmes");
    TESTING_CONTAINS(text, "\fProgramme: batch 3"); // on a page of its own
}

// A table of as many columns as there can be is turned, and no line runs over the paper.
static void a_wide_table_fits_the_page(void **state)
{
    struct testing *t = testing_of(state);
    enum { WIDE = 16 };
    RUNNING_NEEDS(t, "pdflatex");
    RUNNING_NEEDS(t, "pdftotext");
    struct sheet_column columns[WIDE];
    struct sheet sheet;
    sheet_init(&sheet, &t->arena, "Wide");
    for (size_t i = 0; i < WIDE; i++)
        columns[i] =
            (struct sheet_column){.heading = testing_text(t, "heading %zu", i), .style = SHEET_SCALED, .unit = "FLOP"};
    struct sheet_cell *row = sheet_row(&sheet, sheet_table(&sheet, NULL, "Wide table", columns, WIDE));
    for (size_t i = 0; i < WIDE; i++)
        row[i] = sheet_number(1.234e21);
    TESTING_CONTAINS(written(t, tex_write, &sheet, 80), "\\begin{landscape}");
    compiled(t, &sheet);
    running(t, testing_text(t, "! grep 'Overfull .hbox' %s/log.txt", testing_folder(t)));
    // Columns that a narrow terminal leaves out are left out here rather than turning the page.
    for (size_t i = WIDE / 2; i < WIDE; i++)
        columns[i].width_needed = 120;
    const char *text = written(t, tex_write, &sheet, 80);
    assert_null(strstr(text, "\\begin{landscape}"));
    TESTING_CONTAINS(text, "heading 7");
    assert_null(strstr(text, "heading 8"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(what_has_a_meaning_is_escaped),       TESTING_CASE(a_long_word_may_be_broken),
        TESTING_CASE(lines_to_paste_stay_lines),           TESTING_CASE(it_compiles_and_says_what_the_sheet_says),
        TESTING_CASE(hostile_names_compile_and_are_shown), TESTING_CASE(an_empty_sheet_and_a_batch_compile),
        TESTING_CASE(a_wide_table_fits_the_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
