// md.c and md_text.c: GitHub-flavoured Markdown shows what a text says, whatever that is.
#include "documenting.h"

#include "report/md_text.h"

static void what_has_a_meaning_is_escaped(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *text, *written;
    } rows[] = {
        {"plain text, 2.48 USD/h (5 %)", "plain text, 2.48 USD/h (5 %)"},
        {"<script>alert(1)</script>", "\\<script\\>alert(1)\\</script\\>"},
        {"a | b", "a \\| b"},
        {"`code` *bold* _it_", "\\`code\\` \\*bold\\* \\_it\\_"},
        {"carbon_intensity", "carbon_intensity"},
        {"[x](y) ![z](y)", "\\[x\\](y) \\!\\[z\\](y)"},
        {"back\\slash $x$ ~~s~~", "back\\\\slash \\$x\\$ \\~\\~s\\~\\~"},
        {"# heading", "\\# heading"},
        {"C# and a - b + c", "C# and a - b + c"},
        {"- list", "\\- list"},
        {"+ list", "\\+ list"},
        {"=====", "\\====="},
        {"1. list", "1\\. list"},
        {"12) list", "12\\) list"},
        {"1.5 is a number", "1.5 is a number"},
        {"&amp; &#10; R&D", "\\&amp; \\&#10; R&D"},
        {"  two\n\nlines  ", "two lines"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(documenting_put(t, md_text_line, rows[i].text), rows[i].written);
}

static void lines_of_a_paragraph_stay_lines(void **state)
{
    struct testing *t = testing_of(state);
    assert_string_equal(documenting_put(t, md_text_paragraph, "one\ntwo\n\n    three\n"), "one\\\ntwo\n\nthree\n");
    assert_string_equal(documenting_put(t, md_text_paragraph, "one\n# two\n- three"), "one\\\n\\# two\\\n\\- three\n");
}

static void a_fence_is_longer_than_any_in_its_text(void **state)
{
    struct testing *t = testing_of(state);
    assert_string_equal(documenting_put(t, md_text_fenced, "a\n  b"), "```text\na\n  b\n```\n");
    assert_string_equal(documenting_put(t, md_text_fenced, "```\n````` x\n"), "``````text\n```\n````` x\n``````\n");
}

static void a_document_has_all_parts_in_their_order(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const parts[] = {
        "# Programme: Search\n",
        "\n- **programme:** Search\n",
        "\n## Summary\n",
        "\n## Work\n",
        "\n### Work packages\n\n| work package | runs |",
        "|---|---:|---:|---:|---:|---:|---:|---:|\n| Search 1 | 1 | 1,250 | 2.48 |",
        "\n### Energy of the programme\n\nA histogram:",
        "|  | median | 5 % | 95 % |\n|---|---:|---:|---:|\n| energy (MWh) | 43.1 | 30.2 | 61.8 |\n",
        "\n## To paste\n",
        "\n### Hugging Face model card\n\n```text\nco2_eq_emissions:\n  emissions: 10436300 # grams\n",
        "`````text\nExperiments",
        "\n## Notes\n\n- utilization was not given",
    };
    struct sheet sheet;
    documenting_programme(t, &sheet, 2, "Search");
    const char *at = written(t, md_write, &sheet, 80);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const char *found = strstr(at, parts[i]);
        if (!found)
            fail_msg("missing, or not in its place: %s", parts[i]);
        at = found;
    }
}

// Every row of a table has as many bars as its head, and no text becomes HTML.
static void hostile_names_change_nothing(void **state)
{
    struct testing *t = testing_of(state);
    struct sheet sheet;
    documenting_hostilities(t, &sheet);
    const char *text = written(t, md_write, &sheet, 80);
    assert_true(strlen(text) < 1000000); // of names of ten million letters
    bool is_fenced = false;
    size_t head = 0, tables = 0;
    for (const char *at = text; *at; at += strcspn(at, "\n") + 1) {
        size_t length = strcspn(at, "\n"), bars = 0;
        is_fenced = is_fenced != (strncmp(at, "```", 3) == 0);
        for (size_t i = 0; i < length && !is_fenced; i++) {
            bool is_escaped = i && at[i - 1] == '\\';
            if (at[i] == '<' && !is_escaped)
                fail_msg("HTML: %.*s", (int)length, at);
            bars += at[i] == '|' && !is_escaped;
        }
        if (!is_fenced && at[0] == '|') {
            tables += head == 0;
            head = head ? head : bars;
            assert_int_equal(bars, head);
        } else {
            head = 0;
        }
    }
    assert_int_equal(tables, 6 * (DOCUMENTING_HOSTILE + 1));
}

static void chapters_follow_the_overview(void **state)
{
    struct testing *t = testing_of(state);
    struct sheet sheet;
    documenting_batch(t, &sheet, 2, 1);
    const char *text = written(t, md_write, &sheet, 80);
    const char *first = strstr(text, "\n---\n\n# Programme: batch 1\n"),
               *second = strstr(text, "# Programme: batch 2\n");
    assert_true(strncmp(text, "# 2 programmes\n", 15) == 0);
    assert_true(first && second && first < second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(what_has_a_meaning_is_escaped),           TESTING_CASE(lines_of_a_paragraph_stay_lines),
        TESTING_CASE(a_fence_is_longer_than_any_in_its_text),  TESTING_CASE(hostile_names_change_nothing),
        TESTING_CASE(a_document_has_all_parts_in_their_order), TESTING_CASE(chapters_follow_the_overview),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
