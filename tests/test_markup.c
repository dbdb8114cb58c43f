// base/markup: no text becomes markup, and no byte makes a document that a parser refuses.
#include "base/markup.h"

#include <stdlib.h>
#include <string.h>

#include "testing.h"

typedef void put(FILE *stream, const char *text, size_t limit);

static const char *put_text(struct testing *t, put *function, const char *text, size_t limit)
{
    char *memory = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&memory, &length);
    assert_non_null(stream);
    function(stream, text, limit);
    assert_int_equal(fclose(stream), 0);
    const char *copy = arena_copy(&t->arena, memory, length);
    free(memory);
    return copy;
}

static void escapes_what_a_parser_would_obey(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *text, *written;
    } rows[] = {
        {NULL, ""},
        {"", ""},
        {"plain words", "plain words"},
        {"<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
        {"a&b", "a&amp;b"},
        {"&lt;", "&amp;lt;"},
        {"\" onload='x'", "&quot; onload=&#39;x&#39;"},
        {"]]>", "]]&gt;"},
        {"-->", "--&gt;"},
        {"tab\there\nline\r\nend", "tab here line  end"},
        {"bell\x07 escape\x1B[31m delete\x7F", "bell escape[31m delete"},
        {"C1 \xC2\x85", "C1 "},
        {"line separator\xE2\x80\xA8", "line separator"},
        {"not \xFF UTF-8 \xC3", "not \xEF\xBF\xBD UTF-8 \xEF\xBF\xBD"},
        {"surrogate \xED\xA0\x80", "surrogate \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"turned \xE2\x80\xAE"
         "back\xE2\x81\xA9",
         "turned back"},
        {"nonchar \xEF\xBF\xBE \xEF\xB7\x90 \xF0\x9F\xBF\xBF", "nonchar   "},
        {"\xC3\x9C"
         "bung \xE6\xA8\xA1 \xF0\x9F\x98\x80",
         "\xC3\x9C"
         "bung \xE6\xA8\xA1 \xF0\x9F\x98\x80"},
        {"mark \xE2\x80\x8F stays", "mark \xE2\x80\x8F stays"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(put_text(t, markup_put, rows[i].text, 1000), rows[i].written);
}

static void cuts_by_characters_and_says_so(void **state)
{
    struct testing *t = testing_of(state);
    assert_string_equal(put_text(t, markup_put, "abc", 3), "abc");
    assert_string_equal(put_text(t, markup_put, "abcd", 3), "abc\xE2\x80\xA6 [cut: 4 bytes in all]");
    assert_string_equal(put_text(t, markup_put, "\xC3\xA4\xC3\xB6\xC3\xBC", 2),
                        "\xC3\xA4\xC3\xB6\xE2\x80\xA6 [cut: 6 bytes in all]");
    assert_string_equal(put_text(t, markup_put, "<<<", 1), "&lt;\xE2\x80\xA6 [cut: 3 bytes in all]");
    const char *huge = testing_repeat(t, "<", 1 << 20);
    assert_int_equal(strlen(put_text(t, markup_put, huge, 10)),
                     10 * 4 + strlen("\xE2\x80\xA6 [cut: 1048576 bytes in all]"));
}

static void keeps_lines_where_they_are_asked_for(void **state)
{
    struct testing *t = testing_of(state);
    assert_string_equal(put_text(t, markup_put_lines, "a:\r\n\tb\rc\n", 100), "a:\n\tb\nc\n");
    assert_string_equal(put_text(t, markup_put_lines, "</pre>\x01", 100), "&lt;/pre&gt;");
}

static void flows_over_lines_at_the_right_places(void **state)
{
    struct testing *t = testing_of(state);
    assert_string_equal(put_text(t, markup_put_flowing, "models/a_b.yaml:3", 100), "models/<wbr>a_<wbr>b.<wbr>yaml:3");
    assert_string_equal(put_text(t, markup_put_flowing, "0.31 of 5 %/", 100), "0.31 of 5&nbsp;%/");
    assert_string_equal(put_text(t, markup_put_flowing, "<wbr>", 100), "&lt;wbr&gt;");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(escapes_what_a_parser_would_obey),
        TESTING_CASE(cuts_by_characters_and_says_so),
        TESTING_CASE(keeps_lines_where_they_are_asked_for),
        TESTING_CASE(flows_over_lines_at_the_right_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
