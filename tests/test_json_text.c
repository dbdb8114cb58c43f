// JSON as other programs write it: tabs, escapes, a byte order mark, many labels, an end that is missing.
#include <stdio.h>
#include <string.h>

#include "read/json_text.h"
#include "testing.h"

// ---- escapes of surrogates ----------------------------------------------------------------------

static void expect_moved(struct testing *t, const char *text, const char *expected)
{
    char *copy = arena_copy(&t->arena, text, strlen(text));
    assert_non_null(copy);
    assert_int_equal(json_text_make_yaml(copy, strlen(copy)), strcmp(text, expected) != 0);
    assert_string_equal(copy, expected);
}

static void surrogates_are_moved_in_place(void **state)
{
    struct testing *t = testing_of(state);
    expect_moved(t, "\\uD83D\\uDE00", "\\uE03D\\uE600");
    expect_moved(t, "\\ud800\\udbff\\udc00\\udfff", "\\uE000\\uE3ff\\uE400\\uE7ff");
    expect_moved(t, "\\u0041\\uD7FF\\uE000", "\\u0041\\uD7FF\\uE000"); // none of them
    expect_moved(t, "\\\\uD83D", "\\\\uD83D");                         // a backslash and a word
    expect_moved(t, "\\\\\\uD83D", "\\\\\\uE03D");
    expect_moved(t, "\\uD83", "\\uD83"); // too short
    expect_moved(t, "\\uD8G0", "\\uE0G0");
    expect_moved(t, "\\", "\\");
    expect_moved(t, "", "");
}

static void expect_joined(const char *text, const char *expected)
{
    char copy[40];
    snprintf(copy, sizeof copy, "%s", text);
    json_text_join_surrogates(copy);
    assert_string_equal(copy, expected);
}

static void moved_pairs_become_one_character(void **state)
{
    (void)state;
    expect_joined("\xEE\x80\xBD\xEE\x98\x80", "\xF0\x9F\x98\x80"); // U+E03D U+E600: U+1F600
    expect_joined("\xEE\x80\x80\xEE\x90\x80", "\xF0\x90\x80\x80"); // the first: U+10000
    expect_joined("\xEE\x8F\xBF\xEE\x9F\xBF", "\xF4\x8F\xBF\xBF"); // the last: U+10FFFF
    expect_joined("a\xEE\x80\xBD"
                  "b",
                  "a\xEE\x80\xBD"
                  "b");                                                    // one alone
    expect_joined("\xEE\x98\x80\xEE\x80\xBD", "\xEE\x98\x80\xEE\x80\xBD"); // the wrong way round
    expect_joined("\xEE\x80\xBD\xEE\x80\xBD\xEE\x98\x80", "\xEE\x80\xBD\xF0\x9F\x98\x80");
    expect_joined("\xEE\x80\xBD", "\xEE\x80\xBD");
    expect_joined("caf\xC3\xA9", "caf\xC3\xA9");
    expect_joined("", "");
}

static void escapes_are_those_of_json(void **state)
{
    struct testing *t = testing_of(state);
    const struct yaml_node *root =
        testing_yaml(t, "{\"a\": \"x\\/y\\t\\u00e9\\uD83D\\uDE00\",\n \"\\uD83D\\uDE00\": 1, \"\\uD83D\\uDE01\": 2}");
    assert_string_equal(testing_at(root, "a")->text, "x/y\t\xC3\xA9\xF0\x9F\x98\x80");
    assert_string_equal(root->pairs[1].key, "\xF0\x9F\x98\x80"); // two labels, not one twice
    assert_string_equal(root->pairs[2].key, "\xF0\x9F\x98\x81");
    assert_int_equal(root->pairs[2].key_mark.line, 2);
    assert_int_equal(root->pairs[2].key_mark.column, 21); // columns are those of the text as it stands
    root = testing_yaml(t, "{\"a\": \"\\uD83D\"}");       // one alone is no character, and no reason to stop
    assert_string_equal(testing_at(root, "a")->text, "\xEE\x80\xBD");
}

static void escape_errors(void **state)
{
    struct testing *t = testing_of(state);
    const struct yaml_node *root = NULL;
    assert_int_equal(testing_parse(t, "{\"a\": \"\\uD83D\\uDE00\", \"b\": \"\\u12\"}", &root), STATUS_BAD_INPUT);
    TESTING_ERROR(t, "not valid YAML: while parsing a quoted scalar, did not find expected hexdecimal number");
    testing_forget(t);
    assert_int_equal(testing_parse(t, "{\"a\": \"x\\u0000y\"}", &root), STATUS_BAD_INPUT);
    TESTING_ERROR_AT(t, 1, 7, "a NUL character inside a text");
    testing_forget(t);
    assert_int_equal(testing_parse(t, "{\"\\uD83D\\uDE00\": 1, \"\\ud83d\\ude00\": 2}", &root), STATUS_OK);
    TESTING_ERROR_AT(t, 1, 21, "duplicate key");
}

// ---- layout -------------------------------------------------------------------------------------

static void tabs_may_indent_json(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const texts[] = {
        "{\n\t\"a\": {\n\t\t\"b\": [\n\t\t\t1,\n\t\t\t2\n\t\t]\n\t},\n\t\"c\": null\n}\n",
        "{\t\"a\"\t:\t{\"b\":\t[1,\t2\t]}\t,\r\n\t\"c\":\tnull\t}\t\r\n",
        "\t\t{\"a\": {\"b\": [1, 2]}, \"c\": null}",
        "\xEF\xBB\xBF{\"a\": {\"b\": [1, 2]}, \"c\": null}",
        "\n\t\n \t {\"a\":{\"b\":[1,2]},\"c\":null}\n\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        // A byte order mark is taken away with the file, not with the text.
        const char *path = testing_file(t, testing_text(t, "tabs%zu.json", i), texts[i]);
        const struct yaml_node *root = NULL;
        enum status status = yaml_tree_read(&t->arena, path, path, (struct mark){0}, &t->diag, &root);
        TESTING_CLEAN(t);
        assert_int_equal(status, STATUS_OK);
        assert_string_equal(testing_at(root, "a.b[1]")->text, "2");
        assert_true(yaml_tree_is_null(testing_at(root, "c")));
    }
}

static void refuse(struct testing *t, const char *text, size_t line, size_t column, const char *message)
{
    const struct yaml_node *root = NULL;
    const char *path = testing_file(t, text[0] == '{' || text[0] == '[' ? "bad.json" : "bad.yaml", text);
    assert_int_equal(yaml_tree_read(&t->arena, path, path, (struct mark){0}, &t->diag, &root), STATUS_BAD_INPUT);
    TESTING_ERRORS(t, 1);
    TESTING_ERROR_AT(t, line, column, message);
    testing_forget(t);
}

static void layout_errors(void **state)
{
    struct testing *t = testing_of(state);
    // A tab is not what is wrong with JSON.
    refuse(t, "{\n\t\"a\": \"x\"\n\t\"b\": 2\n}\n", 3, 2,
           "not valid JSON: while parsing a flow mapping that began on line 1");
    refuse(t, "a:\n\tb: 1\n", 2, 1, "a tab indents this line; YAML is indented with spaces");
    refuse(t, "{\"a\": \"x\" // one\n}\n", 1, 11, "not valid JSON");
    refuse(t, "a: [1\nb: 2\n", 2, 2, "not valid YAML");
}

static void what_is_cut_off_ends_where_it_ends(void **state)
{
    struct testing *t = testing_of(state);
    static const char cut[] = "not valid JSON: it ends here, before what is open is closed";
    refuse(t, "{\"a\": ", 1, 5, cut);
    refuse(t, "{\"a\": 1", 1, 7, cut);
    refuse(t, "{\"a\": 1,\n \"b\": {\n  \"c\": 2\n }\n\n", 4, 2, cut);
    refuse(t, "[1,\r\n 2,\r\n", 2, 3, cut);
    refuse(t, "{\"\xC3\xA9\": [", 1, 7, cut);
    refuse(t, "{", 1, 1, cut);
    // The same of what is called otherwise, such as a value on a command line.
    const struct yaml_node *root = NULL;
    assert_int_equal(testing_parse(t, "{a: [1", &root), STATUS_BAD_INPUT);
    TESTING_ERROR_AT(t, 1, 6, "not valid YAML: it ends here, before what is open is closed");
    testing_forget(t);
    // A text that does not end is told where it begins.
    refuse(t, "{\"a\": 1,\n \"b\n", 2, 2,
           "not valid JSON: while scanning a quoted scalar, found unexpected end of stream");
}

// ---- size ---------------------------------------------------------------------------------------

static void labels_of_imagenet_22k_are_read(void **state)
{
    struct testing *t = testing_of(state);
    char *text = arena_alloc(&t->arena, 40 * 22000), *at = text;
    assert_non_null(text);
    at += sprintf(at, "{\"id2label\": {\"0\": \"a\"");
    for (int i = 1; i < 22000; i++)
        at += sprintf(at, ",\n\"%d\": \"label %d\"", i, i);
    char *end = at;
    sprintf(end, "}}");
    const struct yaml_node *root = testing_yaml(t, text);
    assert_int_equal(testing_at(root, "id2label")->count, 22000);
    // And a number that is given twice is still found.
    sprintf(end, ", \"17\": \"again\"}}");
    assert_int_equal(testing_parse(t, text, &root), STATUS_OK);
    TESTING_ERRORS(t, 1);
    TESTING_ERROR(t, "duplicate key \"17\"; first given on line 18");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(surrogates_are_moved_in_place),
        TESTING_CASE(moved_pairs_become_one_character),
        TESTING_CASE(escapes_are_those_of_json),
        TESTING_CASE(escape_errors),
        TESTING_CASE(tabs_may_indent_json),
        TESTING_CASE(layout_errors),
        TESTING_CASE(what_is_cut_off_ends_where_it_ends),
        TESTING_CASE(labels_of_imagenet_22k_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
