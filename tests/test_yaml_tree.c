#include "testing.h"

#include <stdio.h>
#include <string.h>

static const struct mark nowhere;

static void refuse_at(struct testing *t, const char *text, size_t line, size_t column, const char *why)
{
    const struct yaml_node *root = (const struct yaml_node *)t;
    assert_int_equal(testing_parse(t, text, &root), STATUS_BAD_INPUT);
    assert_null(root);
    TESTING_ERROR_AT(t, line, column, why);
    testing_forget(t);
}

static void assert_mark(const struct yaml_node *node, size_t line, size_t column, size_t width)
{
    assert_int_equal(node->mark.line, line);
    assert_int_equal(node->mark.column, column);
    assert_int_equal(node->mark.width, width);
}

static void parse_kinds(void **state)
{
    const struct yaml_node *root =
        testing_yaml(testing_of(state), "z: 1\nb: [x, y, z]\nc: {d: e}\nempty: []\nnone: {}\n");
    assert_int_equal(root->kind, YAML_MAPPING);
    assert_int_equal(root->count, 5);
    assert_string_equal(root->pairs[0].key, "z"); // in the order of the text
    assert_string_equal(root->pairs[1].key, "b");
    assert_string_equal(testing_at(root, "z")->text, "1");
    assert_int_equal(testing_at(root, "b")->kind, YAML_SEQUENCE);
    assert_int_equal(testing_at(root, "b")->count, 3);
    assert_string_equal(testing_at(root, "b[2]")->text, "z");
    assert_string_equal(testing_at(root, "c.d")->text, "e");
    assert_int_equal(testing_at(root, "empty")->count, 0);
    assert_int_equal(testing_at(root, "none")->kind, YAML_MAPPING);
    assert_int_equal(testing_at(root, "none")->count, 0);
}

static void marks(void **state)
{
    const struct yaml_node *root = testing_yaml(testing_of(state), "device: v100\npeak:\n  fp32: 15.7 TFLOP/s\n"
                                                                   "list: [a, bcd]\n");
    assert_mark(root, 1, 1, 1);
    assert_mark(testing_at(root, "device"), 1, 9, 4);
    assert_mark(testing_at(root, "peak.fp32"), 3, 9, 12);
    assert_mark(testing_at(root, "list[1]"), 4, 11, 3);
    const struct yaml_pair *pair = yaml_tree_pair(testing_at(root, "peak"), "fp32");
    assert_int_equal(pair->key_mark.line, 3);
    assert_int_equal(pair->key_mark.column, 3);
    assert_int_equal(pair->key_mark.width, 4);
    assert_string_equal(root->mark.source->name, "test.yaml");
}

static void marks_count_characters(void **state)
{
    const struct yaml_node *root = testing_yaml(testing_of(state), "{é€😀: [ñandú, x]}\n");
    assert_string_equal(root->pairs[0].key, "é€😀");
    assert_int_equal(root->pairs[0].key_mark.column, 2);
    assert_int_equal(root->pairs[0].key_mark.width, 3);
    assert_mark(testing_at(root, "é€😀[0]"), 1, 8, 5);
    assert_mark(testing_at(root, "é€😀[1]"), 1, 15, 1);
}

static void marks_after_line_ends_and_a_bom(void **state)
{
    struct testing *t = testing_of(state);
    assert_mark(testing_at(testing_yaml(t, "a: 1\r\n\r\nb: 2\r\n"), "b"), 3, 4, 1);
    assert_mark(testing_at(testing_yaml(t, "\xEF\xBB\xBF# note\na: 1\n"), "a"), 2, 4, 1);
}

static void scalars_quoted_and_plain(void **state)
{
    const struct yaml_node *root =
        testing_yaml(testing_of(state), "a: null\nb: 'null'\nc: \"null\"\nd: ~\ne:\nf: ''\ng: '~'\nh: Null\n"
                                        "i: |\n  block\nj: >\n  fold\n  ed\nk: \"\\u00e9\\t\"\n");
    static const struct {
        const char *key, *text;
        bool quoted, null;
    } rows[] = {{"a", "null", false, true},      {"b", "null", true, false},  {"c", "null", true, false},
                {"d", "~", false, true},         {"e", "", false, true},      {"f", "", true, false},
                {"g", "~", true, false},         {"h", "Null", false, false}, {"i", "block\n", true, false},
                {"j", "fold ed\n", true, false}, {"k", "é\t", true, false}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct yaml_node *node = testing_at(root, rows[i].key);
        assert_string_equal(node->text, rows[i].text);
        assert_int_equal(node->quoted, rows[i].quoted);
        assert_int_equal(yaml_tree_is_null(node), rows[i].null);
    }
    assert_false(yaml_tree_is_null(root));
}

static void json_is_yaml(void **state)
{
    const struct yaml_node *root = testing_yaml(
        testing_of(state), "{\"model\": \"gpt2\", \"sizes\": {\"layers\": 12, \"heads\": [1, 2.5e3, -4]},\n"
                           " \"ok\": true, \"none\": null, \"text\": \"a\\\"b\\/c\\n\"}");
    assert_string_equal(testing_at(root, "model")->text, "gpt2");
    assert_true(testing_at(root, "model")->quoted);
    assert_string_equal(testing_at(root, "sizes.heads[1]")->text, "2.5e3");
    assert_false(testing_at(root, "sizes.layers")->quoted);
    assert_true(yaml_tree_is_null(testing_at(root, "none")));
    assert_string_equal(testing_at(root, "text")->text, "a\"b/c\n");
}

static void get_and_pair(void **state)
{
    const struct yaml_node *root = testing_yaml(testing_of(state), "a: {b: 1}\nlist: [1]\n");
    assert_string_equal(yaml_tree_get(yaml_tree_get(root, "a"), "b")->text, "1");
    assert_string_equal(yaml_tree_pair(root, "list")->key, "list");
}

static void get_and_pair_errors(void **state)
{
    const struct yaml_node *root = testing_yaml(testing_of(state), "a: {b: 1}\nlist: [a]\n");
    assert_null(yaml_tree_get(root, "none"));
    assert_null(yaml_tree_get(root, ""));
    assert_null(yaml_tree_get(testing_at(root, "a.b"), "b"));
    assert_null(yaml_tree_get(testing_at(root, "list"), "a"));
    assert_null(yaml_tree_get(NULL, "a"));
    assert_null(yaml_tree_pair(NULL, "a"));
    assert_null(yaml_tree_pair(root, "b"));
}

static void aliases_share_nodes(void **state)
{
    const struct yaml_node *root =
        testing_yaml(testing_of(state), "a: &x {k: 1}\nb: *x\nc: [*x, *x]\nd: &y 5\ne: *y\nf: &x 7\ng: *x\n");
    assert_ptr_equal(testing_at(root, "b"), testing_at(root, "a"));
    assert_ptr_equal(testing_at(root, "c[1]"), testing_at(root, "a"));
    assert_string_equal(testing_at(root, "e")->text, "5");
    // A later anchor of the same name takes over.
    assert_string_equal(testing_at(root, "g")->text, "7");
}

static void alias_errors(void **state)
{
    struct testing *t = testing_of(state);
    refuse_at(t, "a: *none\n", 1, 4, "alias *none has no anchor &none before it");
    refuse_at(t, "a: *x\nb: &x 1\n", 1, 4, "has no anchor");
    refuse_at(t, "a: &x\n  b: *x\n", 2, 6, "a cycle");
    refuse_at(t, "&x [1, [2, *x]]\n", 1, 12, "a cycle");
    refuse_at(t, "a: &x {b: &y {c: *x}}\n", 1, 18, "a cycle");
}

static void billion_laughs_are_refused(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 30; i++)
        text = testing_text(t, "%sa%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n", text, i, i,
                            i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
    const struct yaml_node *root = NULL;
    assert_int_equal(testing_parse(t, text, &root), STATUS_BAD_INPUT);
    TESTING_ERROR(t, "aliases expanded");
    // Refused where the cap is passed, long before the last line.
    assert_true(t->diag.messages[0].mark.line < 10);
}

static void doubling_does_not_wrap(void **state)
{
    struct testing *t = testing_of(state);
    // 2^70 nodes: a weight that wrapped around would look small again.
    const char *text = "- &a0 [x, x]\n";
    for (int i = 1; i < 70; i++)
        text = testing_text(t, "%s- &a%d [*a%d, *a%d]\n", text, i, i - 1, i - 1);
    const struct yaml_node *root = NULL;
    assert_int_equal(testing_parse(t, text, &root), STATUS_BAD_INPUT);
    TESTING_ERROR(t, "aliases expanded");
}

static void weight_counts_expanded_nodes(void **state)
{
    const struct yaml_node *root = testing_yaml(testing_of(state), "a: &x [1, 2]\nb: *x\n");
    assert_int_equal(testing_at(root, "a")->weight, 3);
    assert_int_equal(testing_at(root, "b")->weight, 3);
    assert_int_equal(root->weight, 1 + 2 + 3 + 3);
}

static void too_many_nodes(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = testing_text(t, "[%s1]", testing_repeat(t, "1,", YAML_TREE_NODES_MAX));
    const struct yaml_node *root = NULL;
    assert_int_equal(testing_parse(t, text, &root), STATUS_BAD_INPUT);
    TESTING_ERROR(t, "more than 200000 values");
    testing_forget(t);
    text = testing_text(t, "[%s1]", testing_repeat(t, "1,", YAML_TREE_NODES_MAX - 10));
    assert_int_equal(testing_yaml(t, text)->count, YAML_TREE_NODES_MAX - 9);
}

static void too_many_keys_or_anchors(void **state)
{
    struct testing *t = testing_of(state);
    const struct yaml_node *root = NULL;
    struct arena *arena = &t->arena;
    char *text = arena_alloc(arena, 40 * (YAML_TREE_KEYS_MAX + 2)), *at = text;
    for (int i = 0; i <= YAML_TREE_KEYS_MAX; i++)
        at += sprintf(at, "k%d: 1\n", i);
    assert_int_equal(testing_parse(t, text, &root), STATUS_BAD_INPUT);
    TESTING_ERRORS(t, 1);
    testing_forget(t);
    text = at = arena_alloc(arena, 40 * (YAML_TREE_ANCHORS_MAX + 2));
    for (int i = 0; i <= YAML_TREE_ANCHORS_MAX; i++)
        at += sprintf(at, "- &a%d x\n", i);
    assert_int_equal(testing_parse(t, text, &root), STATUS_BAD_INPUT);
    TESTING_ERRORS(t, 1);
}

static void depth_cap(void **state)
{
    struct testing *t = testing_of(state);
    const size_t most = YAML_TREE_DEPTH_MAX;
    const char *open = testing_repeat(t, "[", most), *close = testing_repeat(t, "]", most);
    (void)testing_yaml(t, testing_text(t, "%sx%s", open, close));
    refuse_at(t, testing_text(t, "[%sx%s]", open, close), 1, most + 2, "nested deeper than 64 levels");
    // Far deeper: neither the parser's nor our stack may give way.
    const struct yaml_node *root = NULL;
    assert_int_equal(testing_parse(t, testing_repeat(t, "[", 50000), &root), STATUS_BAD_INPUT);
    assert_int_equal(testing_parse(t, testing_repeat(t, "{a: ", 50000), &root), STATUS_BAD_INPUT);
    assert_int_equal(testing_parse(t, testing_repeat(t, "- ", 50000), &root), STATUS_BAD_INPUT);
}

static void second_document(void **state)
{
    struct testing *t = testing_of(state);
    refuse_at(t, "a: 1\n---\nb: 2\n", 2, 1, "a second document begins here");
    assert_int_equal(testing_yaml(t, "---\na: 1\n...\n")->count, 1);
}

static void duplicate_keys_are_all_reported(void **state)
{
    struct testing *t = testing_of(state);
    const struct yaml_node *root = NULL;
    assert_int_equal(testing_parse(t, "a: 1\nb: {c: 1, c: 2}\na: 3\n'a': 4\n", &root), STATUS_OK);
    TESTING_ERROR_AT(t, 2, 11, "duplicate key \"c\"; first given on line 2");
    TESTING_ERROR_AT(t, 3, 1, "duplicate key \"a\"; first given on line 1");
    TESTING_ERROR_AT(t, 4, 1, "duplicate key \"a\"");
    TESTING_ERRORS(t, 3);
    assert_int_equal(diag_status(&t->diag), STATUS_BAD_INPUT);
    // The first of them counts.
    assert_string_equal(testing_at(root, "a")->text, "1");
    assert_string_equal(testing_at(root, "b.c")->text, "1");
}

static void keys_that_are_lists(void **state)
{
    struct testing *t = testing_of(state);
    const struct yaml_node *root = testing_yaml(t, "{[a, b]: 1, [ a,'c d' ]: 2, [e]: 3, f: 4}\n"),
                           *block = testing_yaml(t, "? - a\n  - b\n: 1\n");
    static const char *const keys[] = {"[a, b]", "[a, c d]", "[e]", "f"};
    static const size_t columns[] = {2, 13, 29, 37}, counts[] = {2, 2, 1, 0};
    for (size_t i = 0; i < 4; i++) {
        const struct yaml_pair *pair = &root->pairs[i];
        assert_string_equal(pair->key, keys[i]);
        assert_int_equal(pair->key_mark.column, columns[i]);
        assert_int_equal(pair->key_items ? pair->key_items->count : 0, counts[i]);
        assert_ptr_equal(yaml_tree_pair(root, keys[i]), pair);
    }
    assert_string_equal(root->pairs[1].key_items->items[1]->text, "c d");
    assert_mark(root->pairs[1].key_items->items[1], 1, 17, 5);
    assert_string_equal(block->pairs[0].key, "[a, b]");
    assert_int_equal(block->pairs[0].key_mark.column, 3);
    root = testing_yaml(t, "a: &k [x, y]\nb: {*k : 1}\n");
    assert_string_equal(testing_at(root, "b")->pairs[0].key, "[x, y]");
    // The same list, however it is written
    (void)testing_parse(t, "{[a, b]: 1, ['a',  b]: 2}\n", &root);
    TESTING_ERROR_AT(t, 1, 13, "duplicate key \"[a, b]\"; first given on line 1");
}

static void key_errors(void **state)
{
    struct testing *t = testing_of(state);
    refuse_at(t, "{[a, [b]]: 1}\n", 1, 2, "a key must be a plain word, or a list of them");
    refuse_at(t, "{[a, {b: c}]: 1}\n", 1, 2, "a key must be a plain word, or a list of them");
    refuse_at(t, "{[]: 1}\n", 1, 2, "a key must be a plain word, or a list of them");
    refuse_at(t, "{[a, '']: 1}\n", 1, 2, "a key must be a plain word, or a list of them");
    refuse_at(t, "? - a\n  -\n: 1\n", 1, 3, "a key must be a plain word, or a list of them");
    refuse_at(t, "&k [*k]: 1\n", 1, 5, "a cycle");
    refuse_at(t, "? {a: b}\n: 1\n", 1, 3, "a key must be a plain word");
    refuse_at(t, "'': 1\n", 1, 1, "a key must be a plain word");
    refuse_at(t, "{? : 1}\n", 1, 4, "a key must be a plain word");
}

static void tags_are_refused(void **state)
{
    struct testing *t = testing_of(state);
    refuse_at(t, "a: !!str 1\n", 1, 4, "tags (\"!...\") have no meaning here");
    refuse_at(t, "a: !local [1]\n", 1, 4, "tags");
    refuse_at(t, "!!map {a: 1}\n", 1, 1, "tags");
    refuse_at(t, "!!str a: 1\n", 1, 1, "tags");
}

static void bytes_that_are_no_text(void **state)
{
    struct testing *t = testing_of(state);
    const struct yaml_node *root = NULL;
    assert_int_equal(yaml_tree_parse(&t->arena, testing_source_bytes(t, "a: 1\n\0b: 2\n", 11), &t->diag, &root),
                     STATUS_BAD_INPUT);
    TESTING_ERROR_AT(t, 2, 1, "a NUL byte");
    testing_forget(t);
    refuse_at(t, "a: \"x\\0y\"\n", 1, 4, "a NUL character inside a text");
    refuse_at(t, "a: é\xC3(\n", 1, 5, "is not valid UTF-8");
    // UTF-16 text
    assert_int_equal(yaml_tree_parse(&t->arena,
                                     testing_source_bytes(t,
                                                          "\xFF\xFE"
                                                          "a\0",
                                                          4),
                                     &t->diag, &root),
                     STATUS_BAD_INPUT);
}

static void tab_indentation_has_its_own_message(void **state)
{
    struct testing *t = testing_of(state);
    const struct yaml_node *root = NULL;
    assert_int_equal(testing_parse(t, "a:\n\tb: 1\n", &root), STATUS_BAD_INPUT);
    TESTING_ERROR(t, "a tab indents this line; YAML is indented with spaces");
    assert_int_equal(t->diag.messages[0].mark.line, 2);
}

static void nothing_in_the_text(void **state)
{
    struct testing *t = testing_of(state);
    refuse_at(t, "", 1, 1, "the file is empty");
    refuse_at(t, "\n\n", 1, 1, "the file is empty");
    refuse_at(t, "# only a comment\n", 1, 1, "the file is empty");
    // A document marker makes one null.
    assert_true(yaml_tree_is_null(testing_yaml(t, "---\n")));
}

static void syntax_errors(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const texts[] = {"a: [1, 2\n",     "a: {b: 1\n",  "a: \"unclosed\n",
                                        "a: 'unclosed\n", "a: b: c\n",   "a: 1\n  b: 2\n",
                                        "a: @x\n",        "a: `x\n",     "]\n",
                                        "a: \"\\q\"\n",   "- a\nb: 1\n", "%YAML 9.9\n---\na: 1\n",
                                        "&x &y a\n",      "a: %x\n",     "*\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const struct yaml_node *root = NULL;
        assert_int_equal(testing_parse(t, texts[i], &root), STATUS_BAD_INPUT);
        assert_null(root);
        assert_int_equal(t->diag.count, 1);
        assert_true(t->diag.messages[0].mark.line >= 1);
        TESTING_ERROR(t, "not valid YAML: ");
        testing_forget(t);
    }
}

static void every_prefix_of_a_file_ends_well(void **state)
{
    struct testing *t = testing_of(state);
    static const char text[] = "a: &x {b: [1, \"t\\u00e9\", 'q'], c: |\n  é\n}\nd: *x\n? e\n: - f\n  - {g: ~}\n";
    for (size_t length = 0; length < sizeof text; length++) {
        const struct yaml_node *root = NULL;
        enum status status = yaml_tree_parse(&t->arena, testing_source_bytes(t, text, length), &t->diag, &root);
        assert_int_equal(root != NULL, status == STATUS_OK);
        testing_forget(t);
    }
}

static void read_a_file(void **state)
{
    struct testing *t = testing_of(state);
    const struct yaml_node *root = NULL;
    const char *path = testing_path(t, "hardware/v100.yaml");
    assert_int_equal(yaml_tree_read(&t->arena, path, "v100.yaml", nowhere, &t->diag, &root), STATUS_OK);
    assert_string_equal(testing_at(root, "family")->text, "v100");
    assert_string_equal(root->mark.source->name, "v100.yaml");
    TESTING_CLEAN(t);
}

static void read_a_file_errors(void **state)
{
    struct testing *t = testing_of(state);
    const struct yaml_node *root = NULL;
    assert_int_equal(yaml_tree_read(&t->arena, testing_path(t, "none.yaml"), "n", nowhere, &t->diag, &root),
                     STATUS_BAD_INPUT);
    TESTING_ERROR(t, "n: there is no such file");
    assert_int_equal(yaml_tree_read(&t->arena, testing_folder(t), "d", nowhere, &t->diag, &root), STATUS_BAD_INPUT);
    TESTING_ERROR(t, "d: is a directory");
    const char *large = testing_file(t, "large.yaml", testing_repeat(t, "#\n", YAML_TREE_BYTES_MAX / 2 + 1));
    assert_int_equal(yaml_tree_read(&t->arena, large, "l", nowhere, &t->diag, &root), STATUS_BAD_INPUT);
    TESTING_ERROR(t, "l: is larger than 8 MiB");
    assert_int_equal(yaml_tree_read(&t->arena, testing_file(t, "empty", ""), "e", nowhere, &t->diag, &root),
                     STATUS_BAD_INPUT);
    TESTING_ERROR(t, "the file is empty");
    assert_null(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(parse_kinds),
        TESTING_CASE(marks),
        TESTING_CASE(marks_count_characters),
        TESTING_CASE(marks_after_line_ends_and_a_bom),
        TESTING_CASE(scalars_quoted_and_plain),
        TESTING_CASE(json_is_yaml),
        TESTING_CASE(get_and_pair),
        TESTING_CASE(get_and_pair_errors),
        TESTING_CASE(aliases_share_nodes),
        TESTING_CASE(alias_errors),
        TESTING_CASE(billion_laughs_are_refused),
        TESTING_CASE(doubling_does_not_wrap),
        TESTING_CASE(weight_counts_expanded_nodes),
        TESTING_CASE(too_many_nodes),
        TESTING_CASE(too_many_keys_or_anchors),
        TESTING_CASE(depth_cap),
        TESTING_CASE(second_document),
        TESTING_CASE(duplicate_keys_are_all_reported),
        TESTING_CASE(keys_that_are_lists),
        TESTING_CASE(key_errors),
        TESTING_CASE(tags_are_refused),
        TESTING_CASE(bytes_that_are_no_text),
        TESTING_CASE(tab_indentation_has_its_own_message),
        TESTING_CASE(nothing_in_the_text),
        TESTING_CASE(syntax_errors),
        TESTING_CASE(every_prefix_of_a_file_ends_well),
        TESTING_CASE(read_a_file),
        TESTING_CASE(read_a_file_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
