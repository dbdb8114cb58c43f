// Valid and invalid sequences of RFC 3629, and what a terminal is spared.
#include <string.h>

#include "base/utf8.h"
#include "testing.h"

static void sequences(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t length;
    } cases[] = {
        {"a", 1},
        {"\xC3\xA9", 2},         // e acute
        {"\xE2\x82\xAC", 3},     // euro
        {"\xF0\x9F\x98\x80", 4}, // a face
        {"\xF4\x8F\xBF\xBF", 4}, // U+10FFFF, the last one
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(utf8_sequence(cases[i].text, strlen(cases[i].text)), cases[i].length);
}

static void sequences_errors(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "\x80",             // a continuation alone
        "\xC3",             // cut short
        "\xC0\xAF",         // overlong
        "\xE0\x80\xAF",     // overlong
        "\xF0\x80\x80\xAF", // overlong
        "\xED\xA0\x80",     // surrogate
        "\xF4\x90\x80\x80", // beyond U+10FFFF
        "\xF5\x80\x80\x80",
        "\xFF",
        "\xE2\x28\xA1",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(utf8_sequence(wrong[i], strlen(wrong[i])), 0);
    assert_int_equal(utf8_sequence("\xE2\x82\xAC", 2), 0);
    assert_int_equal(utf8_sequence("", 0), 0);
}

static void columns_count_characters(void **state)
{
    (void)state;
    assert_int_equal(utf8_columns("", 0), 0);
    assert_int_equal(utf8_columns("gr\xC3\xBC\xC3\x9F", 6), 4);
    assert_int_equal(utf8_columns("\xFF\xFE"
                                  "a",
                                  3),
                     3); // each byte that is no character takes one
}

static void put_spares_the_terminal(void **state)
{
    (void)state;
    static const struct {
        const char *text, *shown;
    } cases[] = {
        {"plain", "plain"},
        {"gr\xC3\xBC\xC3\x9F", "gr\xC3\xBC\xC3\x9F"},
        {"\x1B[31mred", "?[31mred"},
        {"bell\a, delete\x7F", "bell?, delete?"},
        {"a\tb\nc", "a?b?c"},
        {"\xC2\x9B"
         "2J",
         "?2J"},                              // C1: what ESC [ is in one character
        {"\xE2\x80\xA8x\xE2\x80\xA9", "?x?"}, // line and paragraph separators
        {"\xFFx\xC3", "?x?"},
        {"\xE2\x80\xAEtxt\xE2\x80\xACx", "?txt?x"}, // U+202E, U+202C: what stands there reads otherwise
        {"\xE2\x81\xA6y\xE2\x81\xA9\xE2\x81\xAA", "?y?\xE2\x81\xAA"}, // U+2066, U+2069, and U+206A beside them
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char shown[64] = "";
        FILE *memory = fmemopen(shown, sizeof shown, "w");
        assert_non_null(memory);
        utf8_put(memory, cases[i].text, strlen(cases[i].text));
        fclose(memory);
        assert_string_equal(shown, cases[i].shown);
    }
}

static void put_quoted_is_read_back(void **state)
{
    (void)state;
    static const struct {
        const char *text, *quoted;
    } cases[] = {
        {"", "\"\""},
        {"gr\xC3\xBC\xC3\x9F", "\"gr\xC3\xBC\xC3\x9F\""},
        {"a \"b\" \\c", "\"a \\\"b\\\" \\\\c\""},
        {"a\tb\nc\a\x7F", "\"a\\tb\\nc\\u0007\\u007f\""},
        {"\xC2\x9B \xE2\x80\xA8 \xEF\xBB\xBF", "\"\\u009b \\u2028 \\ufeff\""},
        {"\xF0\x9F\x98\x80", "\"\xF0\x9F\x98\x80\""},
        {"\xE2\x80\xAE\xE2\x81\xA9", "\"\\u202e\\u2069\""}, // read back as it was, and seen by whoever reads it
        {"\xFFx\xC3", "\"?x?\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char shown[64] = "";
        FILE *memory = fmemopen(shown, sizeof shown, "w");
        assert_non_null(memory);
        utf8_put_quoted(memory, cases[i].text);
        fclose(memory);
        assert_string_equal(shown, cases[i].quoted);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sequences),
        cmocka_unit_test(sequences_errors),
        cmocka_unit_test(columns_count_characters),
        cmocka_unit_test(put_spares_the_terminal),
        cmocka_unit_test(put_quoted_is_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
