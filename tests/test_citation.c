// Who vouches for a value: the nearest source or assumption around it in its own text, wherever it was laid since.
#include "quantity/dist.h"
#include "read/citation.h"
#include "read/family.h"
#include "read/overlay.h"
#include "testing.h"

static void the_nearest_holds(void **state)
{
    struct testing *t = testing_of(state);
    const struct yaml_node *root = testing_yaml(t, "source: book\n"
                                                   "a: 1\n"
                                                   "b: {c: 2, source: page}\n"
                                                   "d: {e: [3, {f: 4}], assumed: guess}\n"
                                                   "g: {h: {value: 5, source: table}}\n"
                                                   "i: {assumed: guess, source: page, j: 6}\n");
    static const struct {
        const char *path, *text;
        bool assumed;
    } wanted[] = {{"a", "book", false},      {"b", "page", false},          {"b.c", "page", false},
                  {"d.e[0]", "guess", true}, {"d.e[1].f", "guess", true},   {"g", "book", false},
                  {"g.h", "table", false},   {"g.h.value", "table", false}, {"i.j", "page", false}};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        struct citation citation = citation_of(testing_at(root, wanted[i].path));
        assert_string_equal(citation.text, wanted[i].text);
        assert_int_equal(citation.assumed, wanted[i].assumed);
    }
}

static void nobody_may_be_cited(void **state)
{
    struct testing *t = testing_of(state);
    assert_null(citation_of(testing_at(testing_yaml(t, "a: {b: 1}"), "a.b")).text);
    assert_null(citation_of(testing_at(testing_yaml(t, "{source: ~, a: 1}"), "a")).text);
    assert_null(citation_of(testing_at(testing_yaml(t, "{source: [x], a: 1}"), "a")).text);
    assert_null(citation_of(NULL).text);
}

// What is laid over something keeps its own sources and lends them to nothing else.
static void overlays_do_not_move_citations(void **state)
{
    struct testing *t = testing_of(state);
    const struct yaml_node *base = testing_yaml(t, "{source: base, m: {a: 1, b: 2}}");
    const struct yaml_node *over = testing_yaml(t, "{source: over, m: {b: 3}, c: 4}");
    const struct yaml_node *merged = overlay_merge(&t->arena, base, over, dist_is_value);
    assert_string_equal(citation_of(testing_at(merged, "m.a")).text, "base");
    assert_string_equal(citation_of(testing_at(merged, "m.b")).text, "over");
    assert_string_equal(citation_of(testing_at(merged, "c")).text, "over");
}

static void variants_cite_for_themselves(void **state)
{
    struct testing *t = testing_of(state);
    const struct yaml_node *root =
        testing_yaml(t, "family: f\n"
                        "source: all\n"
                        "variants: {f-big: {source: big, scalar: 1, list: [2], map: {x: 3}}}\n"
                        "map: {y: 4}\n");
    const struct yaml_node *node = NULL;
    assert_int_equal(family_pick(&t->arena, &t->diag, root, "model", "f-big", root->mark, dist_is_value, &node),
                     STATUS_OK);
    assert_string_equal(citation_of(testing_at(node, "scalar")).text, "big");
    assert_string_equal(citation_of(testing_at(node, "list[0]")).text, "big");
    assert_string_equal(citation_of(testing_at(node, "map.x")).text, "big");
    assert_string_equal(citation_of(testing_at(node, "map.y")).text, "all");
    assert_string_equal(testing_at(node, "source")->text, "all");
}

static void aliases_cite_where_they_were_written(void **state)
{
    struct testing *t = testing_of(state);
    const struct yaml_node *root = testing_yaml(t, "{a: {source: first, x: &n 1}, b: {source: second, y: *n}}");
    assert_string_equal(citation_of(testing_at(root, "b.y")).text, "first");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(the_nearest_holds),
        TESTING_CASE(nobody_may_be_cited),
        TESTING_CASE(overlays_do_not_move_citations),
        TESTING_CASE(variants_cite_for_themselves),
        TESTING_CASE(aliases_cite_where_they_were_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
