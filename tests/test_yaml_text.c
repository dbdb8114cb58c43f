// A tree as text again: what is read back is the same tree, for every file that is shipped and for what is awkward.
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "read/yaml_text.h"
#include "testing.h"

static const char *written(struct testing *t, const struct yaml_node *node,
                           void (*write)(const struct yaml_node *, FILE *))
{
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    assert_non_null(stream);
    write(node, stream);
    assert_int_equal(fclose(stream), 0);
    const char *copy = arena_copy(&t->arena, text, length);
    free(text);
    assert_non_null(copy);
    return copy;
}

static bool is_null(const struct yaml_node *node)
{
    return node->kind == YAML_SCALAR && yaml_tree_is_null(node);
}

static void expect_same(const struct yaml_node *a, const struct yaml_node *b, bool quotes_too)
{
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(is_null(a), is_null(b));
    if (a->kind == YAML_SCALAR && !is_null(a))
        assert_string_equal(a->text, b->text);
    if (a->kind == YAML_SCALAR && quotes_too && a->quoted)
        assert_true(b->quoted);
    if (a->kind == YAML_SCALAR && quotes_too && strspn(a->text, "+-.e0123456789") == strlen(a->text) &&
        strpbrk(a->text, "0123456789"))
        assert_int_equal(b->quoted, a->quoted); // a number stays one, and a text that looks like one stays a text
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; a->kind == YAML_SEQUENCE && i < a->count; i++)
        expect_same(a->items[i], b->items[i], quotes_too);
    for (size_t i = 0; a->kind == YAML_MAPPING && i < a->count; i++) {
        assert_string_equal(a->pairs[i].key, b->pairs[i].key);
        expect_same(a->pairs[i].value, b->pairs[i].value, quotes_too);
    }
}

static void expect_round_trip(struct testing *t, const struct yaml_node *tree)
{
    const struct yaml_node *again = NULL;
    enum status status = testing_parse(t, written(t, tree, yaml_text_write), &again);
    TESTING_CLEAN(t);
    assert_int_equal(status, STATUS_OK);
    expect_same(tree, again, true);
    status = testing_parse(t, written(t, tree, yaml_text_write_json), &again);
    TESTING_CLEAN(t);
    assert_int_equal(status, STATUS_OK);
    expect_same(tree, again, false);
}

static void every_file_is_read_back_as_it_was(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const folders[] = {"models/*.yaml",          "models/config/*.yaml", "hardware/*.yaml",
                                          "regions/*.yaml",         "bench/*/*.yaml",       "tests/*.yaml",
                                          "tests/*/*.yaml",         "tests/configs/*.json", "tests/fuzz/data/*/*.yaml",
                                          "tests/cli/data/*/*.yaml"};
    size_t files = 0;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        glob_t found;
        assert_int_equal(glob(testing_path(t, folders[i]), 0, NULL, &found), 0);
        for (size_t j = 0; j < found.gl_pathc; j++) {
            const struct yaml_node *tree = NULL;
            struct mark nowhere = {0};
            enum status status =
                yaml_tree_read(&t->arena, found.gl_pathv[j], found.gl_pathv[j], nowhere, &t->diag, &tree);
            bool sound = status == STATUS_OK && !t->diag.errors; // some are there to be refused
            testing_forget(t);
            if (sound)
                expect_round_trip(t, tree);
            files += sound;
        }
        globfree(&found);
    }
    assert_true(files > 700);
}

static void what_is_awkward_is_quoted(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const texts[] = {
        "a: \"\"\n",
        "a: \"1e6\"\n",
        "a: \"true\"\n",
        "a: \"null\"\n",
        "a: [null, ~, \"~\", x]\n",
        "a: {b: , c: }\n",
        "a:\nb:\n",
        "- \n- x\n-\n",
        "a: \"b: c\"\n",
        "a: b:c\n",
        "a: [\"b:\", \"c #d\", \"#e\", \"f,g\"]\n",
        "a: \"- x\"\n",
        "a: \"line\\nline\\ttab \\\\ \\\" quote\"\n",
        "a: \"\\u0001 \\u007f \\u0085 \\u00a0 \\u2028 \\uFEFF\"\n",
        "a: \" led\"\nb: \"trailed \"\n",
        "\"b: c\": 1\n\"#d\": 3\n\"- e\": 4\n\"f,g\": {\"h,i\": 1, \"j]\": 2}\n\"true\": 5\n\"k\\nl\": 6\n",
        "\"1e3\": x\n",
        "a: '...'\n",
        "...x\n",
        "\"...\"\n",
        "\"--- x\"\n",
        "plain\n",
        "[]\n",
        "{}\n",
        "[[], {}, [[]], [{}]]\n",
        "- - - a\n    - b\n  - c\n- d: {e: [f, {g: h}]}\n",
        "- {layers: [{a: 1}, {b: 2}]}\n- branches: []\n",
        "a: |\n  two\n  lines\n",
        "a: >\n  folded\n  lines\n",
        "a: b\n  c\n",
        "a: ünïcödé \xF0\x9F\x98\x80\n",
        "a: 'it''s'\nb: it's\nc: \"%x\"\nd: '@e'\nf: '`g'\nh: '!i'\nj: '&k'\nl: '*m'\nn: '?o'\np: '|q'\n",
        "a: x?\nb: x!\nc: -1\nd: '-'\ne: '?'\nf: ':'\ng: '=' \n",
        "a: [-1, '-', '?', ':', '- x', '? y', ': z']\n",
        "[a, 'b, c']: 1\n'[a, b]': {[d]: {e: 2}, f: 3}\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect_round_trip(t, testing_yaml(t, texts[i]));
}

static void what_is_long_stands_on_lines_of_its_own(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "model: m\nsizes:\n  width: 8\nlayers:\n  - dense: {width: width, bias: false}\n"
                       "  - repeat: 2\n    layers:\n      - norm:\n      - keep: a\nempty: []\n";
    assert_string_equal(written(t, testing_yaml(t, text), yaml_text_write),
                        "model: m\nsizes: {width: 8}\nlayers:\n  - dense: {width: width, bias: false}\n"
                        "  - repeat: 2\n    layers:\n      - norm:\n      - keep: a\nempty: []\n");
    const struct yaml_node *many =
        testing_yaml(t, testing_text(t, "a: {b: [%s1], c: {d: [%s2]}}\n", testing_repeat(t, "10, ", 40),
                                     testing_repeat(t, "x, ", 9)));
    const char *lines = written(t, many, yaml_text_write);
    TESTING_CONTAINS(lines, "a:\n  b:\n    - 10\n    - 10\n");
    TESTING_CONTAINS(lines, "\n  c: {d: [x, x, x, x, x, x, x, x, x, 2]}\n");
    assert_string_equal(written(t, testing_yaml(t, "a: [1, x, \"2\", true, null, {}]\n"), yaml_text_write_json),
                        "{\n  \"a\": [\n    1,\n    \"x\",\n    \"2\",\n    true,\n    null,\n    {}\n  ]\n}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(every_file_is_read_back_as_it_was),
        TESTING_CASE(what_is_awkward_is_quoted),
        TESTING_CASE(what_is_long_stands_on_lines_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
