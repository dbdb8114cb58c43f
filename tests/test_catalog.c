#include "testing.h"

#include <string.h>

// A data folder of this test: a family, a device that is none, and bases upon bases.
static void lay_out(struct testing *t)
{
    testing_file(t, "models/net.yaml",
                 "family: net\nsource: the book\nsizes: {width: 8, layers: 2}\nvariants:\n"
                 "  net: {description: small}\n"
                 "  net-large: {sizes: {width: 64, source: the large book}}\n"
                 "  net-large-v2: {source: the second book, sizes: {width: 65}, training: {steps: 3, source: x}}\n");
    testing_file(t, "models/net-deep.yaml", "model: net-deep\nbase: net-large\nsizes: {layers: 99}\n");
    testing_file(t, "models/net-deeper.yaml", "model: net-deeper\nbase: net-deep\nsizes: {depth: 7}\n");
    testing_file(t, "hardware/card.yaml", "device: card\npeak: {fp32: 1 FLOP/s}\n");
    testing_file(t, "regions/here.yaml", "region: here\ncarbon_intensity: 1 gCO2e/kWh\n");
    testing_file(t, "regions/factors-old.yaml", "factors: old\ncoal: 900 gCO2e/kWh\n");
    t->catalog.data_folder = testing_folder(t);
}

static void refuse(struct testing *t, enum catalog_kind kind, const char *text, const char *why)
{
    const struct yaml_node *node = NULL;
    assert_int_equal(catalog_open_text(&t->catalog, kind, text, &node), STATUS_BAD_INPUT);
    TESTING_ERROR(t, why);
    testing_forget(t);
}

static const char *text_at(const struct yaml_node *node, const char *path)
{
    return testing_at(node, path)->text;
}

static void keys(void **state)
{
    (void)state;
    assert_string_equal(catalog_key(CATALOG_PLAN), "plan");
    assert_string_equal(catalog_key(CATALOG_MODEL), "model");
    assert_string_equal(catalog_key(CATALOG_DEVICE), "device");
    assert_string_equal(catalog_key(CATALOG_REGION), "region");
    assert_string_equal(catalog_key(CATALOG_FACTORS), "factors");
    assert_string_equal(catalog_key(CATALOG_STUDY), "study");
}

static void is_path(void **state)
{
    (void)state;
    static const char *const paths[] = {"a/b", "a.yaml",       "a.yml", "a.json", "./a",
                                        "/a",  "a.yaml#small", "../x",  "a/b#c"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        assert_true(catalog_is_path(paths[i]));
    static const char *const names[] = {"bert-base", "v100", "",      "yaml",    ".yaml",
                                        "a.yamlx",   "a.b",  "a#b/c", "a#b.yaml"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_false(catalog_is_path(names[i]));
}

static void kind_of(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *text;
        enum catalog_kind kind;
    } rows[] = {{"plan: x", CATALOG_PLAN},           {"{model: a, hardware: b}", CATALOG_PLAN},
                {"inputs: {}", CATALOG_PLAN},        {"{model: a, region: b}", CATALOG_PLAN},
                {"model: x", CATALOG_MODEL},         {"layers: []", CATALOG_MODEL},
                {"encoder: {}", CATALOG_MODEL},      {"decoder: {}", CATALOG_MODEL},
                {"parameters: 3", CATALOG_MODEL},    {"training_flop: 3 FLOP", CATALOG_MODEL},
                {"sizes: {}", CATALOG_MODEL},        {"base: x", CATALOG_MODEL},
                {"device: x", CATALOG_DEVICE},       {"peak: {}", CATALOG_DEVICE},
                {"region: x", CATALOG_REGION},       {"carbon_intensity: 1 g/kWh", CATALOG_REGION},
                {"mix: {}", CATALOG_REGION},         {"factors: x", CATALOG_FACTORS},
                {"water_factors: x", CATALOG_WATER}, {"study: x", CATALOG_STUDY},
                {"other: x", CATALOG_COUNT},         {"{}", CATALOG_COUNT},
                {"[model]", CATALOG_COUNT},          {"model", CATALOG_COUNT}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(catalog_kind_of(testing_yaml(t, rows[i].text)), rows[i].kind);
}

static void open_name(void **state)
{
    struct testing *t = testing_of(state);
    lay_out(t);
    assert_string_equal(text_at(testing_open(t, CATALOG_DEVICE, "card"), "peak.fp32"), "1 FLOP/s");
    assert_string_equal(text_at(testing_open(t, CATALOG_FACTORS, "old"), "factors"), "old");
    const struct yaml_node *net = testing_open(t, CATALOG_MODEL, "net");
    assert_string_equal(text_at(net, "model"), "net");
    assert_string_equal(text_at(net, "description"), "small");
    assert_string_equal(text_at(net, "sizes.width"), "8");
    assert_null(yaml_tree_get(net, "variants"));
    assert_null(yaml_tree_get(net, "family"));
}

static void open_name_shortened_at_dashes(void **state)
{
    struct testing *t = testing_of(state);
    lay_out(t);
    const struct yaml_node *large = testing_open(t, CATALOG_MODEL, "net-large");
    assert_string_equal(text_at(large, "model"), "net-large");
    assert_string_equal(text_at(large, "sizes.width"), "64");
    assert_string_equal(text_at(large, "sizes.layers"), "2");
    assert_string_equal(text_at(testing_open(t, CATALOG_MODEL, "net-large-v2"), "sizes.width"), "65");
    // A file of a shorter name that is no family does not stop the search.
    testing_file(t, "models/net-large.yaml", "model: net-large\nparameters: 3\n");
    assert_string_equal(text_at(testing_open(t, CATALOG_MODEL, "net-large"), "parameters"), "3");
    assert_string_equal(text_at(testing_open(t, CATALOG_MODEL, "net-large-v2"), "sizes.width"), "65");
}

static void source_of_a_variant_cites_what_the_variant_says(void **state)
{
    struct testing *t = testing_of(state);
    lay_out(t);
    const struct yaml_node *second = testing_open(t, CATALOG_MODEL, "net-large-v2");
    assert_string_equal(text_at(second, "source"), "the book");
    assert_string_equal(citation_of(testing_at(second, "sizes.width")).text, "the second book");
    assert_string_equal(text_at(second, "training.source"), "x");
}

static void open_name_errors(void **state)
{
    struct testing *t = testing_of(state);
    lay_out(t);
    refuse(t, CATALOG_DEVICE, "crad", "there is no device \"crad\" in ");
    refuse(t, CATALOG_DEVICE, "crad", "did you mean \"card\"?");
    refuse(t, CATALOG_MODEL, "elephant", "there is no model \"elephant\" in ");
    refuse(t, CATALOG_MODEL, "net-larger", "there is no model \"net-larger\" in ");
    refuse(t, CATALOG_MODEL, "net-larger", "did you mean \"net-large\"?");
    refuse(t, CATALOG_MODEL, "net-of-quite-another-kind",
           "the family has no variant \"net-of-quite-another-kind\"; it has net, net-large, net-large-v2");
    refuse(t, CATALOG_DEVICE, "net", "there is no device \"net\"");
    refuse(t, CATALOG_PLAN, "net", "\"net\" is no path: a plan is given by its file");
    refuse(t, CATALOG_MODEL, "net-large#v2", "is not a name of a model");
    t->catalog.data_folder = testing_text(t, "%s/none", testing_folder(t));
    refuse(t, CATALOG_MODEL, "net", "there is no model \"net\"");
}

static void open_name_errors_of_spelling(void **state)
{
    struct testing *t = testing_of(state);
    lay_out(t);
    static const char *const bad[] = {"", "..", ".", ".hidden", "a b", "net\n", "n\xC3\xA9t", "net*", "%s", "~"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        refuse(t, CATALOG_MODEL, bad[i], "is not a name of a model");
    refuse(t, CATALOG_MODEL, testing_repeat(t, "x-", 100000), "is not a name of a model");
}

static void open_path(void **state)
{
    struct testing *t = testing_of(state);
    lay_out(t);
    const char *folder = testing_folder(t);
    const struct yaml_node *node = testing_open(t, CATALOG_DEVICE, testing_text(t, "%s/hardware/card.yaml", folder));
    assert_string_equal(text_at(node, "device"), "card");
    node = testing_open(t, CATALOG_MODEL, testing_text(t, "%s/models/net.yaml#net-large", folder));
    assert_string_equal(text_at(node, "sizes.width"), "64");
    // The variant that is called like the file needs no '#'; and any kind will do where none is asked for.
    node = testing_open(t, CATALOG_COUNT, testing_text(t, "%s/models/net.yaml", folder));
    assert_string_equal(text_at(node, "model"), "net");
}

static void open_path_relative_to_its_file(void **state)
{
    struct testing *t = testing_of(state);
    lay_out(t);
    testing_file(t, "plans/deep/mine.yaml", "model: mine\nbase: ../../models/net.yaml#net-large\nsizes: {layers: 5}\n");
    const char *plan = testing_file(t, "plans/p.yaml", "plan: p\nmodel: deep/mine.yaml\nother: [deep/mine.yaml]\n");
    const struct yaml_node *root = NULL, *model = NULL;
    assert_int_equal(yaml_tree_read(&t->arena, plan, plan, (struct mark){0}, &t->diag, &root), STATUS_OK);
    assert_int_equal(catalog_open(&t->catalog, CATALOG_MODEL, testing_at(root, "model"), &model), STATUS_OK);
    assert_string_equal(text_at(model, "sizes.width"), "64");
    assert_string_equal(text_at(model, "sizes.layers"), "5");
    assert_string_equal(text_at(model, "model"), "mine");
}

static void open_path_errors(void **state)
{
    struct testing *t = testing_of(state);
    lay_out(t);
    const char *folder = testing_folder(t);
    refuse(t, CATALOG_MODEL, testing_text(t, "%s/models/none.yaml", folder), "none.yaml: there is no such file");
    refuse(t, CATALOG_MODEL, testing_text(t, "%s/models", folder), "is a directory, not a file");
    refuse(t, CATALOG_MODEL, testing_text(t, "%s/hardware/card.yaml", folder),
           "this file is a device; a model is wanted");
    refuse(t, CATALOG_MODEL, testing_text(t, "%s/models/net.yaml#nte", folder), "the family has no variant \"nte\"");
    refuse(t, CATALOG_MODEL, testing_text(t, "%s/models/net.yaml#", folder), "the family has no variant \"\"");
    refuse(t, CATALOG_MODEL, testing_file(t, "list.yaml", "- a\n"), "a file holds a mapping of keys");
    refuse(t, CATALOG_MODEL, testing_file(t, "what.yaml", "foo: 1\n"), "this is no plan, model, device or region");
    refuse(t, CATALOG_MODEL, testing_file(t, "config.json", "{\"model_type\": \"bert\"}"),
           "there is no config \"bert\" in");
    refuse(t, CATALOG_MODEL, testing_file(t, "empty.json", "{}"), "a config.json needs its \"model_type\"");
    refuse(t, CATALOG_MODEL, testing_file(t, "twins.yaml", "family: f\nsizes: {}\nvariants: {a: {}, b: {}}\n"),
           "this is a family: say which of a, b is meant");
    refuse(t, CATALOG_MODEL, testing_file(t, "v1.yaml", "sizes: {}\nvariants: []\n"), "variants must map names");
    refuse(t, CATALOG_MODEL, testing_file(t, "v2.yaml", "sizes: {}\nvariants: {}\n"), "variants must map names");
    refuse(t, CATALOG_MODEL, testing_file(t, "v3.yaml", "sizes: {}\nvariants: {v3: 7}\n"),
           "a variant must be a mapping");
    refuse(t, CATALOG_MODEL, testing_file(t, "broken.yaml", "model: [\n"), "not valid YAML");
}

static void open_path_errors_of_a_variant_of_no_family(void **state)
{
    struct testing *t = testing_of(state);
    lay_out(t);
    refuse(t, CATALOG_DEVICE, testing_text(t, "%s/hardware/card.yaml#other", testing_folder(t)), "variant \"other\"");
}

static void open_an_inline_mapping(void **state)
{
    struct testing *t = testing_of(state);
    lay_out(t);
    const struct yaml_node *inner = testing_yaml(t, "{parameters: 3}"), *node = NULL;
    assert_int_equal(catalog_open(&t->catalog, CATALOG_MODEL, inner, &node), STATUS_OK);
    assert_ptr_equal(node, inner);
    inner = testing_yaml(t, "{base: net-large, sizes: {layers: 12}}");
    assert_int_equal(catalog_open(&t->catalog, CATALOG_MODEL, inner, &node), STATUS_OK);
    assert_string_equal(text_at(node, "sizes.width"), "64");
    assert_string_equal(text_at(node, "sizes.layers"), "12");
    assert_null(yaml_tree_get(node, "base"));
    TESTING_CLEAN(t);
}

static void open_errors(void **state)
{
    struct testing *t = testing_of(state);
    const struct yaml_node *root = testing_yaml(t, "a: ~\nb: [gpt2]\nc:\n"), *node = NULL;
    assert_int_equal(catalog_open(&t->catalog, CATALOG_MODEL, testing_at(root, "a"), &node), STATUS_BAD_INPUT);
    TESTING_ERROR_AT(t, 1, 4, "a name, a path or an inline model is needed");
    assert_int_equal(catalog_open(&t->catalog, CATALOG_DEVICE, testing_at(root, "b"), &node), STATUS_BAD_INPUT);
    TESTING_ERROR_AT(t, 2, 4, "a name, a path or an inline device is needed");
    assert_int_equal(catalog_open(&t->catalog, CATALOG_REGION, testing_at(root, "c"), &node), STATUS_BAD_INPUT);
    TESTING_ERRORS(t, 3);
}

static void bases_lie_under_what_names_them(void **state)
{
    struct testing *t = testing_of(state);
    lay_out(t);
    const struct yaml_node *node = testing_open(t, CATALOG_MODEL, "net-deeper");
    assert_string_equal(text_at(node, "model"), "net-deeper");
    assert_string_equal(text_at(node, "sizes.width"), "64");
    assert_string_equal(text_at(node, "sizes.layers"), "99");
    assert_string_equal(text_at(node, "sizes.depth"), "7");
    assert_null(yaml_tree_get(node, "base"));
    // Messages about a value still point to the file that states it.
    TESTING_CONTAINS(testing_at(node, "sizes.width")->mark.source->name, "net.yaml");
    TESTING_CONTAINS(testing_at(node, "sizes.layers")->mark.source->name, "net-deep.yaml");
}

static void base_errors(void **state)
{
    struct testing *t = testing_of(state);
    lay_out(t);
    testing_file(t, "models/me.yaml", "model: me\nbase: me\n");
    testing_file(t, "models/one.yaml", "model: one\nbase: two\n");
    testing_file(t, "models/two.yaml", "model: two\nbase: ./one.yaml\n");
    refuse(t, CATALOG_MODEL, "me", "the chain of bases comes back to itself");
    refuse(t, CATALOG_MODEL, "one", "the chain of bases comes back to itself");
    for (int i = 0; i < 20; i++)
        testing_file(t, testing_text(t, "models/b%d.yaml", i), testing_text(t, "model: b%d\nbase: b%d\n", i, i + 1));
    refuse(t, CATALOG_MODEL, "b0", "more than 8 bases, one on another");
    testing_file(t, "models/orphan.yaml", "model: orphan\nbase: netl\n");
    refuse(t, CATALOG_MODEL, "orphan", "there is no model \"netl\"");
}

static void base_may_be_another_variant(void **state)
{
    struct testing *t = testing_of(state);
    t->catalog.data_folder = testing_folder(t);
    const char *variants = "variants:\n  f: {sizes: {a: 1, b: 2}}\n  f-big: {base: f, sizes: {b: 3}}\n";
    testing_file(t, "models/f.yaml", testing_text(t, "family: f\nsizes: {c: 4}\n%s", variants));
    assert_string_equal(text_at(testing_open(t, CATALOG_MODEL, "f-big"), "sizes.a"), "1");
    // However the family is headed
    variants = "variants:\n  g: {sizes: {a: 1, b: 2}}\n  g-big: {base: g, sizes: {b: 3}}\n";
    testing_file(t, "models/g.yaml", testing_text(t, "source: s\nmodel: g\n%s", variants));
    assert_string_equal(text_at(testing_open(t, CATALOG_MODEL, "g-big"), "sizes.a"), "1");
}

static void base_errors_of_a_file_that_is_no_mapping(void **state)
{
    struct testing *t = testing_of(state);
    lay_out(t);
    testing_file(t, "models/words.yaml", "just words\n");
    testing_file(t, "models/child.yaml", "model: child\nbase: words\nparameters: 3\n");
    refuse(t, CATALOG_MODEL, "words", "mapping");
    refuse(t, CATALOG_MODEL, "child", "mapping");
}

static void open_text_of_any_kind(void **state)
{
    struct testing *t = testing_of(state);
    lay_out(t);
    assert_string_equal(text_at(testing_open(t, CATALOG_COUNT, "net-large"), "model"), "net-large");
    refuse(t, CATALOG_COUNT, "card", "there is no model \"card\"");
    const char *path = testing_text(t, "%s/regions/here.yaml", testing_folder(t));
    assert_string_equal(text_at(testing_open(t, CATALOG_COUNT, path), "region"), "here");
}

static void list_names(void **state)
{
    struct testing *t = testing_of(state);
    lay_out(t);
    testing_file(t, "models/.hidden.yaml", "model: hidden\n");
    testing_file(t, "models/notes.txt", "model: no\n");
    testing_file(t, "models/stray.yaml", "device: stray\n");
    struct catalog_names names = {0};
    assert_int_equal(catalog_list(&t->catalog, CATALOG_MODEL, &names), STATUS_OK);
    static const char *const models[] = {"net", "net-deep", "net-deeper", "net-large", "net-large-v2"};
    assert_int_equal(names.count, 5);
    for (size_t i = 0; i < 5; i++)
        assert_string_equal(names.names[i], models[i]);
    names = (struct catalog_names){0};
    assert_int_equal(catalog_list(&t->catalog, CATALOG_REGION, &names), STATUS_OK);
    assert_int_equal(names.count, 1);
    assert_string_equal(names.names[0], "here");
    names = (struct catalog_names){0};
    assert_int_equal(catalog_list(&t->catalog, CATALOG_FACTORS, &names), STATUS_OK);
    assert_int_equal(names.count, 1);
    assert_string_equal(names.names[0], "old");
}

static void list_errors(void **state)
{
    struct testing *t = testing_of(state);
    struct catalog_names names = {0};
    t->catalog.data_folder = testing_text(t, "%s/none", testing_folder(t));
    assert_int_equal(catalog_list(&t->catalog, CATALOG_MODEL, &names), STATUS_BAD_INPUT);
    TESTING_ERROR(t, "cannot be listed");
}

static void open_all(void **state)
{
    struct testing *t = testing_of(state);
    lay_out(t);
    const struct yaml_node *root = NULL;
    struct catalog_names names = {0};
    const char *path = testing_text(t, "%s/models/net.yaml", testing_folder(t));
    assert_int_equal(catalog_variants(&t->catalog, path, &root, &names), STATUS_OK);
    assert_int_equal(names.count, 3);
    assert_string_equal(names.names[2], "net-large-v2");
    assert_string_equal(text_at(root, "family"), "net");
    names.count = 0;
    path = testing_text(t, "%s/hardware/card.yaml", testing_folder(t));
    assert_int_equal(catalog_variants(&t->catalog, path, &root, &names), STATUS_OK);
    assert_int_equal(names.count, 0);
}

static void open_all_errors(void **state)
{
    struct testing *t = testing_of(state);
    const struct yaml_node *root = NULL;
    struct catalog_names names = {0};
    const char *path = testing_text(t, "%s/none.yaml", testing_folder(t));
    assert_int_equal(catalog_variants(&t->catalog, path, &root, &names), STATUS_BAD_INPUT);
    TESTING_ERROR(t, "there is no such file");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(keys),
        TESTING_CASE(is_path),
        TESTING_CASE(kind_of),
        TESTING_CASE(open_name),
        TESTING_CASE(open_name_shortened_at_dashes),
        TESTING_CASE(source_of_a_variant_cites_what_the_variant_says),
        TESTING_CASE(open_name_errors),
        TESTING_CASE(open_name_errors_of_spelling),
        TESTING_CASE(open_path),
        TESTING_CASE(open_path_relative_to_its_file),
        TESTING_CASE(open_path_errors),
        TESTING_CASE(open_path_errors_of_a_variant_of_no_family),
        TESTING_CASE(open_an_inline_mapping),
        TESTING_CASE(open_errors),
        TESTING_CASE(bases_lie_under_what_names_them),
        TESTING_CASE(base_errors),
        TESTING_CASE(base_may_be_another_variant),
        TESTING_CASE(base_errors_of_a_file_that_is_no_mapping),
        TESTING_CASE(open_text_of_any_kind),
        TESTING_CASE(list_names),
        TESTING_CASE(list_errors),
        TESTING_CASE(open_all),
        TESTING_CASE(open_all_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
