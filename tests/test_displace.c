// Keys of a recipe that say one thing in two ways: what is laid over a recipe displaces both.
#include <string.h>

#include "read/displace.h"
#include "testing.h"

static void check(struct testing *t, const char *base, const char *over, const char *keys)
{
    const struct yaml_node *left = displace_training(
        &t->arena, testing_yaml(t, testing_text(t, "model: m\ntraining: {%s}\nsizes: {a: 1}\n", base)),
        testing_yaml(t, testing_text(t, "training: {%s}\n", over)));
    char found[200] = "";
    const struct yaml_node *training = yaml_tree_get(left, "training");
    assert_int_equal(left->count, 3);
    for (size_t i = 0; i < training->count; i++)
        strcat(strcat(found, i ? " " : ""), training->pairs[i].key);
    assert_string_equal(found, keys);
}

static void one_way_displaces_the_other(void **state)
{
    struct testing *t = testing_of(state);
    check(t, "batch_tokens: 4096, tokens: 1e9, sequence: 8", "batch: 16", "tokens sequence");
    check(t, "batch: 4096, tokens: 1e9, sequence: 8", "batch_tokens: 16, steps: 3", "sequence");
    check(t, "batch: 4096, steps: 9", "tokens: 16", "batch");
    check(t, "batch: 4096, steps: 9", "batch: 16", "batch steps"); // the same key is for the merge
}

static void phases_displace_a_single_one_and_are_displaced(void **state)
{
    struct testing *t = testing_of(state);
    check(t, "precision: fp16, sequence: 8, target: 9, predictions: 3, batch: 2, steps: 4, children: 5",
          "phases: [{sequence: 3}]", "precision");
    check(t, "precision: fp16, phases: [{sequence: 3}]", "sequence: 3", "precision");
    check(t, "precision: fp16, phases: [{sequence: 3}]", "precision: fp32", "precision phases");
}

static void nothing_else_is_touched(void **state)
{
    struct testing *t = testing_of(state);
    const struct yaml_node *base = testing_yaml(t, "sizes: {batch_tokens: 3}\ntraining: {batch_tokens: 3}\n");
    assert_ptr_equal(displace_training(&t->arena, base, testing_yaml(t, "sizes: {batch: 3}\n")), base);
    assert_ptr_equal(displace_training(&t->arena, base, testing_yaml(t, "training: {precision: fp16}\n")), base);
    assert_ptr_equal(displace_training(&t->arena, base, testing_yaml(t, "training: none\n")), base);
    const struct yaml_node *bare = testing_yaml(t, "sizes: {batch_tokens: 3}\n");
    assert_ptr_equal(displace_training(&t->arena, bare, testing_yaml(t, "training: {batch: 3}\n")), bare);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(one_way_displaces_the_other),
        TESTING_CASE(phases_displace_a_single_one_and_are_displaced),
        TESTING_CASE(nothing_else_is_touched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
