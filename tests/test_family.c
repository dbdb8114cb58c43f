// Variants of a family: what they take over, what they replace, and where their sources go.
#include <string.h>

#include "quantity/dist.h"
#include "read/citation.h"
#include "read/family.h"
#include "testing.h"

static const char family[] = "family: card\n"
                             "source: the whole family\n"
                             "variants:\n"
                             "  card: {}\n"
                             "  card-big:\n"
                             "    source: the big one\n"
                             "    memory: {capacity: 32 GiB}\n"
                             "    power: {tdp: 300 W, source: measured}\n"
                             "memory: {capacity: 16 GiB, bandwidth: 900 GB/s}\n"
                             "utilization: {triangular: [0.1, 0.2, 0.3]}\n";

static enum status pick(struct testing *t, const char *text, const char *name, const struct yaml_node **node)
{
    const struct yaml_node *root = testing_yaml(t, text);
    return family_pick(&t->arena, &t->diag, root, "device", name, root->mark, dist_is_value, node);
}

static void a_variant_is_laid_over_the_family(void **state)
{
    struct testing *t = testing_of(state);
    const struct yaml_node *node = NULL;
    assert_int_equal(pick(t, family, "card-big", &node), STATUS_OK);
    TESTING_CLEAN(t);
    assert_string_equal(testing_at(node, "device")->text, "card-big");
    assert_string_equal(testing_at(node, "memory.capacity")->text, "32 GiB");
    assert_string_equal(testing_at(node, "memory.bandwidth")->text, "900 GB/s");
    assert_null(yaml_tree_get(node, "variants"));
    assert_null(yaml_tree_get(node, "family"));
}

static void sources_stay_with_what_they_vouch_for(void **state)
{
    struct testing *t = testing_of(state);
    const struct yaml_node *node = NULL;
    assert_int_equal(pick(t, family, "card-big", &node), STATUS_OK);
    assert_string_equal(testing_at(node, "source")->text, "the whole family");
    assert_string_equal(citation_of(testing_at(node, "memory.capacity")).text, "the big one");
    assert_string_equal(citation_of(testing_at(node, "memory.bandwidth")).text, "the whole family");
    assert_string_equal(citation_of(testing_at(node, "power.tdp")).text, "measured"); // its own is nearer
}

static void what_is_no_family_is_itself(void **state)
{
    struct testing *t = testing_of(state);
    const struct yaml_node *node = NULL, *root = testing_yaml(t, "device: card\n");
    assert_int_equal(family_pick(&t->arena, &t->diag, root, "device", "x", root->mark, dist_is_value, &node),
                     STATUS_OK);
    assert_ptr_equal(node, root);
    assert_null(family_variants(root));
}

static void family_errors(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *text, *name, *message;
    } wrong[] = {
        {family, "card-huge", "the family has no variant \"card-huge\"; it has card, card-big"},
        {family, NULL, "this is a family: say which of card, card-big is meant"},
        {"family: card\n", "card", "a family needs \"variants\""},
        {"family: card\nvariants: 3\n", "card", "variants must map names"},
        {"family: card\nvariants: {}\n", "card", "variants must map names"},
        {"family: card\nvariants: {card: 3}\n", "card", "a variant must be a mapping"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const struct yaml_node *node = NULL;
        assert_int_equal(pick(t, wrong[i].text, wrong[i].name, &node), STATUS_BAD_INPUT);
        TESTING_ERROR(t, wrong[i].message);
        testing_forget(t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(a_variant_is_laid_over_the_family),
        TESTING_CASE(sources_stay_with_what_they_vouch_for),
        TESTING_CASE(what_is_no_family_is_itself),
        TESTING_CASE(family_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
