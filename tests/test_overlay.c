#include "testing.h"

#include <string.h>

#include "quantity/dist.h"
#include "read/overlay.h"

static const struct yaml_node *merge(struct testing *t, const char *base, const char *over)
{
    const struct yaml_node *merged =
        overlay_merge(&t->arena, testing_yaml(t, base), testing_yaml(t, over), dist_is_value);
    assert_non_null(merged);
    return merged;
}

// The keys in order, parted by spaces.
static void assert_keys(struct testing *t, const struct yaml_node *node, const char *keys)
{
    const char *found = "";
    for (size_t i = 0; i < node->count; i++)
        found = testing_text(t, "%s%s%s", found, i ? " " : "", node->pairs[i].key);
    assert_string_equal(found, keys);
}

static void merge_goes_key_by_key(void **state)
{
    struct testing *t = testing_of(state);
    const struct yaml_node *merged = merge(t, "a: 1\nb: {c: 2, d: {e: 3, f: 4}}\ng: 5\n", "b: {d: {f: 40}}\n");
    assert_keys(t, merged, "a b g");
    assert_string_equal(testing_at(merged, "a")->text, "1");
    assert_string_equal(testing_at(merged, "b.c")->text, "2");
    assert_string_equal(testing_at(merged, "b.d.e")->text, "3");
    assert_string_equal(testing_at(merged, "b.d.f")->text, "40");
}

static void merge_keeps_the_order(void **state)
{
    struct testing *t = testing_of(state);
    const struct yaml_node *merged = merge(t, "z: 1\na: 2\nm: 3\n", "new: 4\na: 20\nnewer: 5\nz: 10\n");
    assert_keys(t, merged, "z a m new newer");
    assert_string_equal(testing_at(merged, "z")->text, "10");
    assert_string_equal(testing_at(merged, "a")->text, "20");
}

static void merge_replaces_distributions_whole(void **state)
{
    struct testing *t = testing_of(state);
    const struct yaml_node *merged = merge(t, "u: {triangular: [1, 2, 3], source: base}\n", "u: {uniform: [4, 5]}\n");
    assert_keys(t, testing_at(merged, "u"), "uniform");
    merged = merge(t, "u: {value: 3, source: base}\n", "u: {value: 4}\n");
    assert_keys(t, testing_at(merged, "u"), "value");
    merged = merge(t, "u: {triangular: [1, 2, 3]}\n", "u: {note: x}\n");
    assert_keys(t, testing_at(merged, "u"), "note");
    merged = merge(t, "u: {fp32: 1, fp16: 2}\n", "u: {normal: [1, 2]}\n");
    assert_keys(t, testing_at(merged, "u"), "normal");
}

static void merge_replaces_what_is_no_mapping(void **state)
{
    struct testing *t = testing_of(state);
    const struct yaml_node *merged =
        merge(t, "a: [1, 2, 3]\nb: {c: 1}\nd: 1\ne: {f: 1}\n", "a: [4]\nb: 2\nd: {x: 1}\ne:\n");
    assert_int_equal(testing_at(merged, "a")->count, 1);
    assert_string_equal(testing_at(merged, "b")->text, "2");
    assert_keys(t, testing_at(merged, "d"), "x");
    assert_true(yaml_tree_is_null(testing_at(merged, "e")));
    assert_string_equal(merge(t, "a: 1\n", "word")->text, "word");
}

static void merge_keeps_the_marks(void **state)
{
    struct testing *t = testing_of(state);
    const struct yaml_node *base = testing_yaml(t, "a: {b: 1, c: 2}\n"), *over = testing_yaml(t, "\n\na: {c: 3}\n");
    const struct yaml_node *merged = overlay_merge(&t->arena, base, over, dist_is_value);
    assert_ptr_equal(testing_at(merged, "a.b")->mark.source, base->mark.source);
    assert_int_equal(testing_at(merged, "a.b")->mark.line, 1);
    assert_ptr_equal(testing_at(merged, "a.c")->mark.source, over->mark.source);
    assert_int_equal(testing_at(merged, "a.c")->mark.line, 3);
    const struct yaml_pair *pair = yaml_tree_pair(testing_at(merged, "a"), "c");
    assert_ptr_equal(pair->key_mark.source, over->mark.source);
}

static void merge_leaves_both_as_they_were(void **state)
{
    struct testing *t = testing_of(state);
    const struct yaml_node *base = testing_yaml(t, "a: {b: 1}\nz: 1\n"), *over = testing_yaml(t, "a: {c: 2}\nn: 3\n");
    assert_non_null(overlay_merge(&t->arena, base, over, dist_is_value));
    assert_keys(t, base, "a z");
    assert_keys(t, testing_at(base, "a"), "b");
    assert_keys(t, over, "a n");
    assert_keys(t, testing_at(over, "a"), "c");
}

static void merge_with_empty_mappings(void **state)
{
    struct testing *t = testing_of(state);
    assert_keys(t, merge(t, "{}", "a: 1\n"), "a");
    assert_keys(t, merge(t, "a: 1\n", "{}"), "a");
    assert_keys(t, merge(t, "{}", "{}"), "");
}

static void merge_of_doubled_keys(void **state)
{
    struct testing *t = testing_of(state);
    // Such a tree comes with errors in the diag, and still goes on to be merged: no pair may be lost or written past.
    const struct yaml_node *base = NULL, *over = NULL;
    assert_int_equal(testing_parse(t, "a: 1\na: 2\n", &base), STATUS_OK);
    assert_int_equal(testing_parse(t, "b: 1\nb: 2\na: 3\n", &over), STATUS_OK);
    TESTING_ERRORS(t, 2);
    const struct yaml_node *merged = overlay_merge(&t->arena, base, over, dist_is_value);
    assert_string_equal(testing_at(merged, "a")->text, "3");
    assert_non_null(yaml_tree_get(merged, "b"));
}

static void without_a_key(void **state)
{
    struct testing *t = testing_of(state);
    const struct yaml_node *root = testing_yaml(t, "a: 1\nb: 2\nc: 3\n");
    const struct yaml_node *without = overlay_without(&t->arena, root, "b");
    assert_keys(t, without, "a c");
    assert_string_equal(testing_at(without, "c")->text, "3");
    assert_int_equal(without->mark.line, root->mark.line);
    assert_keys(t, root, "a b c");
}

static void without_errors(void **state)
{
    struct testing *t = testing_of(state);
    assert_keys(t, overlay_without(&t->arena, testing_yaml(t, "a: 1\n"), "none"), "a");
    assert_keys(t, overlay_without(&t->arena, testing_yaml(t, "a: 1\n"), "a"), "");
    assert_keys(t, overlay_without(&t->arena, testing_yaml(t, "{}"), "a"), "");
}

static void with_a_pair(void **state)
{
    struct testing *t = testing_of(state);
    const struct yaml_node *root = testing_yaml(t, "a: 1\nb: 2\n"), *other = testing_yaml(t, "b: 20\nn: 30\n");
    const struct yaml_node *replaced = overlay_with(&t->arena, root, yaml_tree_pair(other, "b"));
    assert_keys(t, replaced, "a b");
    assert_string_equal(testing_at(replaced, "b")->text, "20");
    const struct yaml_node *added = overlay_with(&t->arena, root, yaml_tree_pair(other, "n"));
    assert_keys(t, added, "n a b");
    assert_string_equal(testing_at(added, "n")->text, "30");
    assert_keys(t, root, "a b");
    assert_string_equal(testing_at(root, "b")->text, "2");
    assert_keys(t, overlay_with(&t->arena, testing_yaml(t, "{}"), yaml_tree_pair(other, "n")), "n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(merge_goes_key_by_key),
        TESTING_CASE(merge_keeps_the_order),
        TESTING_CASE(merge_replaces_distributions_whole),
        TESTING_CASE(merge_replaces_what_is_no_mapping),
        TESTING_CASE(merge_keeps_the_marks),
        TESTING_CASE(merge_leaves_both_as_they_were),
        TESTING_CASE(merge_with_empty_mappings),
        TESTING_CASE(merge_of_doubled_keys),
        TESTING_CASE(without_a_key),
        TESTING_CASE(without_errors),
        TESTING_CASE(with_a_pair),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
