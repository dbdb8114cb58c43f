#include "testing.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "read/source_file.h"

enum { CAP = 1000 };

static const struct mark nowhere;

static enum status read_file(struct testing *t, const char *path, const struct source **source)
{
    return source_file_read(&t->arena, path, "name.yaml", CAP, nowhere, &t->diag, source);
}

static void read_gives_the_bytes(void **state)
{
    struct testing *t = testing_of(state);
    const struct source *source = NULL;
    const char *path = testing_file(t, "a.yaml", "a: 1\nb: é\n");
    assert_int_equal(read_file(t, path, &source), STATUS_OK);
    assert_string_equal(source->name, "name.yaml");
    assert_string_equal(source->text, "a: 1\nb: é\n");
    assert_int_equal(source->length, strlen(source->text));
    TESTING_CLEAN(t);
}

static void read_keeps_nul_for_the_check(void **state)
{
    struct testing *t = testing_of(state);
    const struct source *source = NULL;
    assert_int_equal(read_file(t, testing_file_bytes(t, "a", "a\0b", 3), &source), STATUS_OK);
    assert_int_equal(source->length, 3);
    assert_memory_equal(source->text, "a\0b", 4);
}

static void read_of_an_empty_file(void **state)
{
    struct testing *t = testing_of(state);
    const struct source *source = NULL;
    assert_int_equal(read_file(t, testing_file(t, "a", ""), &source), STATUS_OK);
    assert_int_equal(source->length, 0);
    assert_string_equal(source->text, "");
}

static void read_up_to_the_cap(void **state)
{
    struct testing *t = testing_of(state);
    const struct source *source = NULL;
    assert_int_equal(read_file(t, testing_file(t, "full", testing_repeat(t, "x", CAP)), &source), STATUS_OK);
    assert_int_equal(source->length, CAP);
    // Larger than one buffer of the reader
    size_t length = 100000;
    const char *path = testing_file(t, "large", testing_repeat(t, "x", length));
    assert_int_equal(source_file_read(&t->arena, path, "large", length, nowhere, &t->diag, &source), STATUS_OK);
    assert_int_equal(source->length, length);
}

static void read_keeps_its_own_name(void **state)
{
    struct testing *t = testing_of(state);
    const struct source *source = NULL;
    char name[] = "passing.yaml";
    const char *path = testing_file(t, "a", "x");
    assert_int_equal(source_file_read(&t->arena, path, name, CAP, nowhere, &t->diag, &source), STATUS_OK);
    memset(name, '?', sizeof name - 1);
    assert_string_equal(source->name, "passing.yaml");
}

static void read_errors(void **state)
{
    struct testing *t = testing_of(state);
    const struct source *source = NULL;
    const char *folder = testing_folder(t);
    assert_int_equal(read_file(t, testing_text(t, "%s/none.yaml", folder), &source), STATUS_BAD_INPUT);
    assert_null(source);
    TESTING_ERROR_AT(t, 0, 0, "name.yaml: there is no such file");
    // A file where a folder is meant
    const char *file = testing_file(t, "file", "x");
    testing_forget(t);
    assert_int_equal(read_file(t, testing_text(t, "%s/a.yaml", file), &source), STATUS_BAD_INPUT);
    TESTING_ERROR(t, "there is no such file");
    assert_int_equal(read_file(t, folder, &source), STATUS_BAD_INPUT);
    TESTING_ERROR(t, "is a directory, not a file");
    assert_int_equal(read_file(t, "", &source), STATUS_BAD_INPUT);
    assert_null(source);
}

static void read_errors_stand_where_the_file_is_asked_for(void **state)
{
    struct testing *t = testing_of(state);
    const struct source *source = NULL;
    const struct mark from = {.source = testing_source(t, "base: none.yaml"), .line = 1, .column = 7, .width = 9};
    const char *path = testing_text(t, "%s/none.yaml", testing_folder(t));
    assert_int_equal(source_file_read(&t->arena, path, "n", CAP, from, &t->diag, &source), STATUS_BAD_INPUT);
    TESTING_ERROR_AT(t, 1, 7, "n: there is no such file");
}

static void read_drops_a_byte_order_mark(void **state)
{
    struct testing *t = testing_of(state);
    const struct source *source = NULL;
    assert_int_equal(read_file(t, testing_file(t, "bom", "\xEF\xBB\xBF# x"), &source), STATUS_OK);
    assert_string_equal(source->text, "# x");
    assert_int_equal(source->length, 3);
    assert_int_equal(read_file(t, testing_file(t, "bare", "\xEF\xBB\xBF"), &source), STATUS_OK);
    assert_string_equal(source->text, "");
}

static void read_errors_of_size(void **state)
{
    struct testing *t = testing_of(state);
    const struct source *source = NULL;
    assert_int_equal(read_file(t, testing_file(t, "a", testing_repeat(t, "x", CAP + 1)), &source), STATUS_BAD_INPUT);
    assert_null(source);
    TESTING_ERROR(t, "name.yaml: is larger than");
    // An endless file is refused after the cap, not read until memory is gone.
    testing_forget(t);
    assert_int_equal(read_file(t, "/dev/zero", &source), STATUS_BAD_INPUT);
    TESTING_ERROR(t, "is larger than");
}

static void read_errors_of_permission(void **state)
{
    struct testing *t = testing_of(state);
    const struct source *source = NULL;
    const char *path = testing_file(t, "locked", "x");
    assert_int_equal(chmod(path, 0), 0);
    // Root may read anything.
    if (access(path, R_OK) == 0)
        skip();
    assert_int_equal(read_file(t, path, &source), STATUS_BAD_INPUT);
    TESTING_ERROR(t, "cannot be read");
}

static enum status check(struct testing *t, const char *bytes, size_t length)
{
    return source_file_check_text(testing_source_bytes(t, bytes, length), &t->diag);
}

static void check_text_takes_utf8(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const texts[] = {
        "",
        "plain\r\n\ttext\n",
        "\xC2\xA0",
        "\xDF\xBF", // the first that is no control and the last of two bytes
        "\xE0\xA0\x80",
        "\xED\x9F\xBF",
        "\xEE\x80\x80",
        "\xEF\xBF\xBF",
        "\xF0\x90\x80\x80",
        "\xF4\x8F\xBF\xBF",
        "\xEF\xBB\xBF# a byte order mark",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_int_equal(check(t, texts[i], strlen(texts[i])), STATUS_OK);
    TESTING_CLEAN(t);
}

static void check_text_errors(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const invalid[] = {
        "\x80",
        "\xBF", // a continuation byte alone
        "\xC0\x80",
        "\xC1\xBF",
        "\xE0\x9F\xBF",
        "\xF0\x8F\xBF\xBF", // overlong forms
        "\xED\xA0\x80",
        "\xED\xBF\xBF", // surrogates
        "\xF4\x90\x80\x80",
        "\xF5\x80\x80\x80",
        "\xFE",
        "\xFF", // beyond U+10FFFF
        "\xC2",
        "\xE2\x82",
        "\xF0\x9F\x98", // cut short
        "\xC2\x41",
        "\xE2\x41\x80",
        "\xE2\x82\x41",
        "\xF0\x9F\x98\x41",
    };
    for (size_t i = 0; i < sizeof invalid / sizeof *invalid; i++) {
        assert_int_equal(check(t, invalid[i], strlen(invalid[i])), STATUS_BAD_INPUT);
        TESTING_ERROR_AT(t, 1, 1, "is not valid UTF-8");
        testing_forget(t);
    }
}

static void check_text_errors_have_a_place(void **state)
{
    struct testing *t = testing_of(state);
    assert_int_equal(check(t, "a: é€\nb: é\xFF\n", 16), STATUS_BAD_INPUT);
    TESTING_ERROR_AT(t, 2, 5, "byte 0xFF is not valid UTF-8");
    assert_int_equal(check(t, "a: 1\nb\0\n", 8), STATUS_BAD_INPUT);
    TESTING_ERROR_AT(t, 2, 2, "a NUL byte");
    assert_int_equal(check(t, "a\x1b[0m", 5), STATUS_BAD_INPUT);
    TESTING_ERROR_AT(t, 1, 2, "control character 0x1B");
    assert_int_equal(check(t, "\x7f", 1), STATUS_BAD_INPUT);
    TESTING_ERROR_AT(t, 1, 1, "control character 0x7F");
    for (char byte = 1; byte < 0x20; byte++)
        if (byte != '\t' && byte != '\n' && byte != '\r')
            assert_int_equal(check(t, &byte, 1), STATUS_BAD_INPUT);
}

static void check_text_errors_of_unicode_controls(void **state)
{
    struct testing *t = testing_of(state);
    // C1 (a terminal takes U+009B for the start of an escape) and what an editor may show as a line end
    static const char *const controls[] = {"\xC2\x80", "\xC2\x85",     "\xC2\x9B",
                                           "\xC2\x9F", "\xE2\x80\xA8", "\xE2\x80\xA9"};
    for (size_t i = 0; i < sizeof controls / sizeof *controls; i++) {
        assert_int_equal(check(t, controls[i], strlen(controls[i])), STATUS_BAD_INPUT);
        TESTING_ERROR_AT(t, 1, 1, "control character");
        testing_forget(t);
    }
}

static void check_text_does_not_read_past_its_end(void **state)
{
    struct testing *t = testing_of(state);
    // The rest of the sequence stands behind the end.
    assert_int_equal(check(t, "\xE2\x82\xAC", 2), STATUS_BAD_INPUT);
    assert_int_equal(check(t, "ab\xFF", 2), STATUS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(read_gives_the_bytes),
        TESTING_CASE(read_keeps_nul_for_the_check),
        TESTING_CASE(read_of_an_empty_file),
        TESTING_CASE(read_up_to_the_cap),
        TESTING_CASE(read_keeps_its_own_name),
        TESTING_CASE(read_errors),
        TESTING_CASE(read_errors_stand_where_the_file_is_asked_for),
        TESTING_CASE(read_drops_a_byte_order_mark),
        TESTING_CASE(read_errors_of_size),
        TESTING_CASE(read_errors_of_permission),
        TESTING_CASE(check_text_takes_utf8),
        TESTING_CASE(check_text_errors),
        TESTING_CASE(check_text_errors_have_a_place),
        TESTING_CASE(check_text_errors_of_unicode_controls),
        TESTING_CASE(check_text_does_not_read_past_its_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
