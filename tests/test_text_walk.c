// text_walk.c: any bytes become text that a page may show.
#include "testing.h"

#include <string.h>

#include "base/utf8.h"
#include "report/text_walk.h"

static const char *walked(struct testing *t, const char *text, size_t limit)
{
    struct text_walk walk = text_walk(text, limit);
    char character[TEXT_WALK_SIZE];
    const char *all = "";
    while (text_walk_next(&walk, character))
        all = testing_text(t, "%s%s", all, character);
    return all;
}

static void texts_stay_as_they_are(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const texts[] = {"", "plain", "Gr\u00fc\u00dfe \u2082 \U0001F680", "two\nlines\n",
                                        "\u0645\u0631\u062d\u0628\u0627"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_string_equal(walked(t, texts[i], 100), texts[i]);
}

static void what_a_reader_would_obey_is_replaced(void **state)
{
    struct testing *t = testing_of(state);
    assert_string_equal(walked(t, "a\x01\x1b\x7fz", 100), "a\uFFFD\uFFFD\uFFFDz");
    assert_string_equal(walked(t, "a\u202ez\u2066\xc2\x85", 100), "a\uFFFDz\uFFFD\uFFFD");
    assert_string_equal(walked(t, "a\xff\xc0\xafz", 100), "a\uFFFD\uFFFD\uFFFDz");
    assert_string_equal(walked(t, "\xef\xbf\xbe\xef\xbf\xbf", 100), "\uFFFD\uFFFD"); // not in XML
    assert_string_equal(walked(t, "a\tb\r\nc\rd", 100), "a b\nc\nd");
}

static void long_texts_end_in_an_ellipsis(void **state)
{
    struct testing *t = testing_of(state);
    assert_string_equal(walked(t, "abcd", 4), "abcd");
    assert_string_equal(walked(t, "abcde", 4), "abc\u2026");
    assert_string_equal(walked(t, "\U0001F680\U0001F680\U0001F680", 3), "\U0001F680\U0001F680\U0001F680");
    assert_string_equal(walked(t, "\U0001F680\U0001F680\U0001F680!", 3), "\U0001F680\U0001F680\u2026");
    assert_int_equal(strlen(walked(t, testing_repeat(t, "x", 100000), TEXT_WALK_CELL)), TEXT_WALK_CELL - 1 + 3);
}

// Random bytes: the result is always valid, without controls.
static void any_bytes_become_valid(void **state)
{
    struct testing *t = testing_of(state);
    uint64_t stream = 11;
    for (int round = 0; round < 2000; round++) {
        char text[40] = "";
        for (size_t i = 0; i < 30; i++) {
            stream = stream * 6364136223846793005u + 1442695040888963407u;
            text[i] = (char)(stream >> 56 ? stream >> 56 : 1);
        }
        const char *all = walked(t, text, 20);
        for (size_t at = 0, left = strlen(all); left;) {
            size_t length = utf8_sequence(all + at, left);
            assert_true(length && (all[at] == '\n' || !utf8_is_control(all + at, length)));
            at += length;
            left -= length;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(texts_stay_as_they_are),
        TESTING_CASE(what_a_reader_would_obey_is_replaced),
        TESTING_CASE(long_texts_end_in_an_ellipsis),
        TESTING_CASE(any_bytes_become_valid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
