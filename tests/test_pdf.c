// pdf.c and its parts: pages, read back by poppler.
#include "documenting.h"
#include "running.h"

static const char *text_of(struct testing *t, const struct sheet *sheet)
{
    const char *path = running_file(t, sheet, "pdf");
    return running(t, testing_text(t, "pdftotext -layout %s - 2>&1", path));
}

static const char *facts_of(struct testing *t)
{
    return running(t, testing_text(t, "pdfinfo %s/document.pdf 2>&1", testing_folder(t)));
}

static size_t count(const char *text, const char *part)
{
    size_t found = 0;
    for (const char *at = text; (at = strstr(at, part)) != NULL; at++)
        found++;
    return found;
}

static void pages_say_what_the_sheet_says(void **state)
{
    struct testing *t = testing_of(state);
    RUNNING_NEEDS(t, "pdftotext");
    struct sheet sheet;
    documenting_programme(t, &sheet, 3, "Search");
    const char *text = text_of(t, &sheet);
    TESTING_CONTAINS(text, "Programme: Search");
    TESTING_CONTAINS(text, "The programme \u201cSearch\u201d takes 43 MWh");
    TESTING_CONTAINS(text, "1.38 ZFLOP");
    TESTING_CONTAINS(text, "median 43.1");
    TESTING_CONTAINS(text, "  emissions: 10436300 # grams");
    TESTING_CONTAINS(text, "\\end{verbatim} ```` stays as it is & costs 100\\% of $0.");
    TESTING_CONTAINS(text, "1/3");
    TESTING_CONTAINS(text, "3/3");
    const char *facts = facts_of(t);
    TESTING_CONTAINS(facts, "Title:           Programme: Search\n");
    TESTING_CONTAINS(facts, "Pages:           3\n");
    TESTING_CONTAINS(facts, "(A4)");
}

static void the_head_of_a_long_table_is_repeated(void **state)
{
    struct testing *t = testing_of(state);
    RUNNING_NEEDS(t, "pdftotext");
    struct sheet sheet;
    sheet_init(&sheet, &t->arena, "Long");
    documenting_work(t, &sheet, 200, "Package");
    const char *text = text_of(t, &sheet);
    size_t pages = count(text, "\f");
    assert_true(pages >= 4);
    assert_int_equal(count(text, "device-hours"), pages);
    assert_int_equal(count(text, "Package "), 200);
}

static void each_chapter_begins_a_page(void **state)
{
    struct testing *t = testing_of(state);
    RUNNING_NEEDS(t, "pdftotext");
    struct sheet sheet;
    documenting_batch(t, &sheet, 12, 2);
    const char *text = text_of(t, &sheet);
    TESTING_CONTAINS(text, "Contents");
    for (int i = 1; i <= 12; i++)
        TESTING_CONTAINS(text, testing_text(t, "\fProgramme: batch %d\n", i));
    // The contents name the page that each chapter is on.
    const char *first = strstr(text, "\fProgramme: batch 1\n");
    size_t page = 1;
    for (const char *at = text; at <= first; at++)
        page += *at == '\f';
    const char *entry = strstr(text, "Programme: batch 1 ");
    assert_non_null(entry);
    assert_int_equal(strtol(entry + strlen("Programme: batch 1 "), NULL, 10), page);
}

static void hostile_names_are_shown(void **state)
{
    struct testing *t = testing_of(state);
    RUNNING_NEEDS(t, "pdftotext");
    struct sheet sheet;
    documenting_hostilities(t, &sheet);
    const char *text = text_of(t, &sheet);
    TESTING_CONTAINS(text, "<script>alert(1)</script>");
    TESTING_CONTAINS(text, "=cmd|'/C calc'!A0");
    TESTING_CONTAINS(text, "\\input{/etc/passwd}");
    TESTING_CONTAINS(text, "aaaaaaaaaaaaaaaaaaaa");
    assert_true(strlen(text) < 1000000); // of names of ten million letters
    TESTING_CONTAINS(facts_of(t), "Title:           <script>alert(1)</script>\n");
}

static void an_address_becomes_a_link_and_nothing_else_does(void **state)
{
    struct testing *t = testing_of(state);
    RUNNING_NEEDS(t, "pdfinfo");
    static const struct sheet_column columns[] = {{.heading = "source"}};
    static const char *const texts[] = {"https://example.org/a_b?c=1&d", "https://example.org/'/x",
                                        "javascript:alert(1)", "see https://example.org", "file:///etc/passwd"};
    struct sheet sheet;
    sheet_init(&sheet, &t->arena, NULL);
    struct sheet_table *table = sheet_table(&sheet, NULL, "Sources", columns, 1);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        sheet_row(&sheet, table)[0] = sheet_text(texts[i]);
    running_file(t, &sheet, "pdf");
    const char *links = running(t, testing_text(t, "pdfinfo -url %s/document.pdf", testing_folder(t)));
    TESTING_CONTAINS(links, "https://example.org/a_b?c=1&d");
    assert_int_equal(count(links, "\n"), 2); // a head and this one
}

static void wide_and_strange_tables_stay_on_the_page(void **state)
{
    struct testing *t = testing_of(state);
    RUNNING_NEEDS(t, "pdftotext");
    struct sheet_column columns[SHEET_COLUMNS_MAX];
    struct sheet sheet;
    sheet_init(&sheet, &t->arena, "Wide");
    for (size_t i = 0; i < SHEET_COLUMNS_MAX; i++)
        columns[i] = (struct sheet_column){.heading = testing_text(t, "h%zu", i), .width_needed = i > 20 ? (int)i : 0};
    struct sheet_table *table = sheet_table(&sheet, NULL, "Wide table", columns, SHEET_COLUMNS_MAX);
    for (size_t row = 0; row < 3; row++) {
        struct sheet_cell *cells = sheet_row(&sheet, table);
        for (size_t i = 0; i < SHEET_COLUMNS_MAX; i++)
            cells[i] = row == 1 ? sheet_text(testing_repeat(t, "word", 400)) : sheet_number(123456.5 + (double)i);
    }
    const char *path = running_file(t, &sheet, "pdf");
    const char *boxes = running(t, testing_text(t, "pdftotext -bbox %s - 2>&1", path));
    size_t words = 0;
    for (const char *at = boxes; (at = strstr(at, "<word ")) != NULL; at++) {
        double left = 0, top = 0, right = 0, bottom = 0;
        assert_int_equal(
            sscanf(at, "<word xMin=\"%lf\" yMin=\"%lf\" xMax=\"%lf\" yMax=\"%lf\"", &left, &top, &right, &bottom), 4);
        assert_true(left >= 50 && right <= 545 && top >= 40 && bottom <= 820);
        words++;
    }
    assert_true(words > 100);
}

// Where a long line is broken nothing is put in: it is there to be copied.
static void broken_lines_have_no_hyphens(void **state)
{
    struct testing *t = testing_of(state);
    RUNNING_NEEDS(t, "pdftotext");
    struct sheet sheet;
    sheet_init(&sheet, &t->arena, NULL);
    sheet_paste(&sheet, NULL, "To paste", testing_repeat(t, "letters", 100));
    const char *text = text_of(t, &sheet);
    TESTING_CONTAINS(text, "lettersletters");
    assert_null(strchr(text, '-'));
}

static void the_same_sheet_gives_the_same_bytes(void **state)
{
    struct testing *t = testing_of(state);
    struct sheet sheet;
    documenting_programme(t, &sheet, 3, "Search");
    running_same(t, &sheet, "pdf");
}

static void a_full_disk_is_told(void **state)
{
    struct testing *t = testing_of(state);
    struct sheet sheet;
    FILE *stream = fopen("/dev/full", "wb");
    if (!stream)
        skip();
    documenting_programme(t, &sheet, 3, "Search");
    pdf_write(&sheet, stream, 80);
    assert_true(ferror(stream) || fflush(stream) != 0);
    fclose(stream);
}

static void an_empty_sheet_is_a_page(void **state)
{
    struct testing *t = testing_of(state);
    RUNNING_NEEDS(t, "pdftotext");
    struct sheet sheet;
    sheet_init(&sheet, &t->arena, NULL);
    TESTING_CONTAINS(text_of(t, &sheet), "1/1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(pages_say_what_the_sheet_says),
        TESTING_CASE(the_head_of_a_long_table_is_repeated),
        TESTING_CASE(each_chapter_begins_a_page),
        TESTING_CASE(hostile_names_are_shown),
        TESTING_CASE(wide_and_strange_tables_stay_on_the_page),
        TESTING_CASE(the_same_sheet_gives_the_same_bytes),
        TESTING_CASE(a_full_disk_is_told),
        TESTING_CASE(an_empty_sheet_is_a_page),
        TESTING_CASE(broken_lines_have_no_hyphens),
        TESTING_CASE(an_address_becomes_a_link_and_nothing_else_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
