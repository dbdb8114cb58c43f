// The rows of a template: what each form makes of a config's value, of an absent one and of a wrong one.
#include "configuring.h"

// ---- counts and flags ---------------------------------------------------------------------------

static void a_count_is_the_value_or_the_default(void **state)
{
    struct testing *t = testing_of(state);
    static const char keys[] = "  width: {default: 64}\n  heads: {default: width / 16}\n  deep: {default: heads + 1}\n";
    struct model model = configuring(t, keys, "");
    assert_int_equal(configuring_size(&model, "width"), 64);
    assert_int_equal(configuring_size(&model, "heads"), 4);
    assert_int_equal(configuring_size(&model, "deep"), 5);
    model = configuring(t, keys, "\"width\": 32, \"deep\": 9.0");
    assert_int_equal(configuring_size(&model, "width"), 32);
    assert_int_equal(configuring_size(&model, "heads"), 2); // a default follows what it is derived from
    assert_int_equal(configuring_size(&model, "deep"), 9);
}

static void a_second_key_for_a_size_is_no_default(void **state)
{
    struct testing *t = testing_of(state);
    static const char keys[] = "  d: {default: 64, name: own_d}\n  width: {default: own_d, name: d}\n"
                               "  heads: {default: 4}\n  all: {default: heads}\n  inner: {default: 4 * d, name: mlp}\n";
    // The layer of these types uses no size, so none is noted of a model; what the tree notes is looked at.
    const char *type = configuring_type(t, keys);
    const char *path = testing_file(t, "alias.json", testing_text(t, "{\"model_type\": \"%s\", \"d\": 32}", type));
    const struct yaml_node *sizes = testing_at(testing_open(t, CATALOG_MODEL, path), "sizes");
    assert_string_equal(testing_at(sizes, "own_d")->text, "32");
    assert_string_equal(testing_at(sizes, "d")->text, "own_d");
    assert_string_equal(testing_at(sizes, "heads.note")->text, "default of toys 1.0");
    assert_string_equal(testing_at(sizes, "all.note")->text, "default of toys 1.0");
    assert_string_equal(testing_at(sizes, "mlp.note")->text, "default of toys 1.0");
    assert_string_equal(testing_at(sizes, "mlp.value")->text, "4 * d");
}

static void count_errors(void **state)
{
    struct testing *t = testing_of(state);
    static const char keys[] = "  width: {default: 64}\n";
    configuring_refuse(t, keys, "\"width\": \"64\"", "\"64\"", "\"width\" needs a whole number, not a text");
    configuring_refuse(t, keys, "\"width\": 64.5", "64.5", "\"64.5\" is not a whole number");
    configuring_refuse(t, keys, "\"width\": -64", "-64", "\"width\" must be at least 1, not -64");
    configuring_refuse(t, keys, "\"width\": 0", "0}", "\"width\" must be at least 1, not 0");
    configuring_refuse(t, keys, "\"width\": true", "true", "\"width\" needs a whole number, not true");
    configuring_refuse(t, keys, "\"width\": [64]", "[", "\"width\" needs a whole number, not a list");
    configuring_refuse(t, keys, "\"width\": {\"a\": 1}", "{\"a", "\"width\" needs a whole number, not a mapping");
    configuring_refuse(t, keys, "\"width\": 200000000", "200000000", "\"width\" must be at most 100000000");
    configuring_refuse(t, keys, "\"width\": 1000000000000000000", "1000", "larger than any count can be");
}

static void a_default_that_cannot_be_is_blamed_on_what_it_is_derived_from(void **state)
{
    struct testing *t = testing_of(state);
    static const char keys[] = "  width: {default: 64}\n  heads: {default: 4}\n  head: {default: width / heads}\n";
    configuring_refuse(t, keys, "\"heads\": 5", "5}",
                       "\"head\" is absent, and its default, width / heads, cannot be: 64 does not divide by 5");
    configuring_refuse(t, keys, "\"width\": 66", "66}", "66 does not divide by 4");
    configuring_refuse(t, keys, "\"heads\": 5, \"width\": 64", "5,", "64 does not divide by 5");
    configuring_refuse(t, "  width: {default: 64}\n  head: {default: width / 5}\n", "", "", "64 does not divide by 5");
}

static void a_flag_is_true_or_false(void **state)
{
    struct testing *t = testing_of(state);
    static const char keys[] = "  tied: {default: true}\n  bias: {default: false}\n  own: {default: bias}\n";
    struct model model = configuring(t, keys, "");
    assert_int_equal(configuring_size(&model, "tied"), 1);
    assert_int_equal(configuring_size(&model, "bias"), 0);
    model = configuring(t, keys, "\"tied\": false, \"bias\": true");
    assert_int_equal(configuring_size(&model, "tied"), 0);
    assert_int_equal(configuring_size(&model, "bias"), 1);
    assert_int_equal(configuring_size(&model, "own"), 1);
    model = configuring(t, keys, "\"tied\": 0, \"bias\": 1, \"own\": false");
    assert_int_equal(configuring_size(&model, "tied"), 0);
    assert_int_equal(configuring_size(&model, "bias"), 1);
    assert_int_equal(configuring_size(&model, "own"), 0);
    configuring_refuse(t, keys, "\"tied\": 2", "2}", "\"tied\" must be true or false");
    configuring_refuse(t, keys, "\"tied\": \"yes\"", "\"yes\"", "\"tied\" must be true or false");
    configuring_refuse(t, keys, "\"tied\": [true]", "[", "\"tied\" must be true or false");
}

// ---- absent, null, bounded ----------------------------------------------------------------------

static void what_is_required_has_to_be_there(void **state)
{
    struct testing *t = testing_of(state);
    static const char keys[] = "  words: {required: true}\n";
    struct model model = configuring(t, keys, "\"words\": 7");
    assert_int_equal(configuring_size(&model, "words"), 7);
    configuring_refuse(t, keys, "", "", "\"words\" is missing, and toys 1.0 has no default for it");
    configuring_refuse(t, keys, "\"words\": null", "null", "\"words\" cannot be null");
    configuring_refuse(t, keys, "\"words\": 0", "0}", "\"words\" must be at least 1, not 0");
    configuring_refuse_keys(t, "  words: {name: w}\n", "", "the row \"words\" needs \"default\" or \"required\"");
}

static void null_is_absent_unless_the_row_says_otherwise(void **state)
{
    struct testing *t = testing_of(state);
    static const char keys[] = "  width: {default: 64}\n  window: {default: 4096, on_null: 0, least: 0}\n"
                               "  rank: {default: 8, on_null: width / 2}\n  inner: {default: 4 * width}\n"
                               "  none: {default: 0}\n";
    struct model model = configuring(t, keys, "\"inner\": null, \"window\": null, \"rank\": null, \"none\": null");
    assert_int_equal(configuring_size(&model, "inner"), 256);
    assert_int_equal(configuring_size(&model, "none"), 0);
    // Where the library has a number of its own, it cannot do with nothing.
    configuring_refuse(t, keys, "\"width\": null", "null", "\"width\" cannot be null");
    assert_int_equal(configuring_size(&model, "window"), 0);
    assert_int_equal(configuring_size(&model, "rank"), 32);
    model = configuring(t, keys, "");
    assert_int_equal(configuring_size(&model, "window"), 4096);
    assert_int_equal(configuring_size(&model, "rank"), 8);
    model = configuring(t, keys, "\"window\": 0");
    assert_int_equal(configuring_size(&model, "window"), 0);
}

static void two_names_of_one_size_agree(void **state)
{
    struct testing *t = testing_of(state);
    static const char keys[] = "  hidden: {default: 64}\n  dim: {same_as: hidden}\n";
    struct model model = configuring(t, keys, "");
    assert_int_equal(configuring_size(&model, "dim"), 64);
    model = configuring(t, keys, "\"hidden\": 32");
    assert_int_equal(configuring_size(&model, "dim"), 32);
    model = configuring(t, keys, "\"dim\": 16");
    assert_int_equal(configuring_size(&model, "dim"), 16);
    model = configuring(t, keys, "\"dim\": 16, \"hidden\": 16");
    assert_int_equal(configuring_size(&model, "dim"), 16);
    configuring_refuse(t, keys, "\"hidden\": 32, \"dim\": 16", "16",
                       "\"dim\" is another name of \"hidden\", which is 32");
}

static void bounds_are_those_of_the_row(void **state)
{
    struct testing *t = testing_of(state);
    static const char keys[] =
        "  all: {default: 8}\n  some: {default: 2, least: 0, most: all}\n  table: {default: 9, least: 3}\n";
    struct model model = configuring(t, keys, "\"some\": 8, \"table\": 3");
    assert_int_equal(configuring_size(&model, "some"), 8);
    model = configuring(t, keys, "\"some\": 0, \"all\": 1");
    assert_int_equal(configuring_size(&model, "some"), 0);
    configuring_refuse(t, keys, "\"some\": 9", "9}", "\"some\" (9) is more than all (8, a default)");
    configuring_refuse(t, keys, "\"all\": 1", "1}", "\"some\" (2, a default) is more than all (1)");
    configuring_refuse(t, keys, "\"some\": -1", "-1", "\"some\" must be at least 0, not -1");
    configuring_refuse(t, keys, "\"table\": 2", "2}", "\"table\" must be at least 3, not 2");
    configuring_refuse_keys(t, "  some: {default: 2, most: nothing}\n", "", "\"most\": ");
}

static void divides_names_what_has_to_be_a_multiple(void **state)
{
    struct testing *t = testing_of(state);
    static const char keys[] = "  width: {default: 64}\n  heads: {default: 4, divides: width}\n"
                               "  groups: {default: 1, divides: 2 * heads}\n";
    struct model model = configuring(t, keys, "\"heads\": 16, \"groups\": 32");
    assert_int_equal(configuring_size(&model, "heads"), 16);
    configuring_refuse(t, keys, "\"heads\": 5", "5}", "\"heads\" (5) does not divide \"width\" (64, a default)");
    configuring_refuse(t, keys, "\"width\": 6", "6}", "\"heads\" (4, a default) does not divide \"width\" (6)");
    configuring_refuse(t, keys, "\"groups\": 3", "3}", "\"groups\" (3) does not divide \"2 * heads\" (8, a default)");
    configuring_refuse_keys(t, "  heads: {default: 4, divides: depth}\n", "", "\"divides\": ");
}

// ---- words --------------------------------------------------------------------------------------

static void choices_map_texts_to_numbers_and_words(void **state)
{
    struct testing *t = testing_of(state);
    static const char keys[] = "  head: {default: toylm, choices: {ToyLM: 1, toylm: 1, Toy: 0}}\n"
                               "  act: {default: gelu_new, choices: {gelu_new: gelu, silu: swish, relu: relu}}\n"
                               "  mode: {default: false, choices: {false: 0, true: 1, 12: 2, null: 3}}\n";
    struct model model = configuring(t, keys, "");
    assert_int_equal(configuring_size(&model, "head"), 1);
    assert_int_equal(configuring_size(&model, "mode"), 0);
    assert_string_equal(configuring_symbol(&model, "act")->text, "gelu");
    model = configuring(t, keys, "\"head\": [\"Toy\"], \"act\": \"silu\", \"mode\": true");
    assert_int_equal(configuring_size(&model, "head"), 0);
    assert_int_equal(configuring_size(&model, "mode"), 1);
    assert_string_equal(configuring_symbol(&model, "act")->text, "swish");
    model = configuring(t, keys, "\"head\": [], \"act\": null, \"mode\": 12");
    assert_int_equal(configuring_size(&model, "head"), 1);
    assert_int_equal(configuring_size(&model, "mode"), 2);
    assert_string_equal(configuring_symbol(&model, "act")->text, "gelu");
    model = configuring(t, keys, "\"mode\": null");
    assert_int_equal(configuring_size(&model, "mode"), 3);
}

static void choice_errors(void **state)
{
    struct testing *t = testing_of(state);
    static const char keys[] = "  head: {default: ToyLM, choices: {ToyLM: 1, ToyTagger: 2, Toy: 0}}\n";
    configuring_refuse(t, keys, "\"head\": \"ToyTager\"", "\"ToyTager\"",
                       "\"head\" cannot be \"ToyTager\" here; did you mean \"ToyTagger\"?");
    configuring_refuse(t, keys, "\"head\": [\"ForSpeech\"]", "\"ForSpeech\"",
                       "\"head\" cannot be \"ForSpeech\" here; understood: ToyLM, ToyTagger, Toy");
    configuring_refuse(t, keys, "\"head\": 5", "5}", "\"head\" cannot be \"5\" here");
    configuring_refuse(t, keys, "\"head\": [\"Toy\", \"ToyLM\"]", "[", "\"head\" needs one name here, such as ToyLM");
    configuring_refuse(t, keys, "\"head\": {\"Toy\": 1}", "{\"Toy\"", "\"head\" needs one name here");
    configuring_refuse(t, keys, "\"head\": [[\"Toy\"]]", "[\"Toy\"", "\"head\" needs one name here");
    configuring_refuse_keys(t, "  head: {default: Nobody, choices: {Toy: 1}}\n", "", "\"head\" cannot be \"Nobody\"");
    configuring_refuse_keys(t, "  head: {default: Toy, choices: [Toy]}\n", "", "map texts to what they stand for");
}

static void only_refuses_what_is_not_counted(void **state)
{
    struct testing *t = testing_of(state);
    static const char keys[] = "  odd: {only: [false, 0, none, null], why: odd things are not counted}\n"
                               "  bits: {only: [{}, []]}\n";
    configuring(t, keys, "");
    configuring(t, keys, "\"odd\": false, \"bits\": {}");
    configuring(t, keys, "\"odd\": \"none\", \"bits\": []");
    configuring(t, keys, "\"odd\": null");
    configuring_refuse(t, keys, "\"odd\": true", "true",
                       "\"odd\" changes the model in a way that is not understood here; false, 0, none, null is: odd "
                       "things are not counted");
    configuring_refuse(t, keys, "\"odd\": [false]", "[", "\"odd\" changes the model");
    configuring_refuse(t, keys, "\"bits\": {\"0\": [1]}", "{\"0\"",
                       "\"bits\" changes the model in a way that is not "
                       "understood here; {}, [] is");
    configuring_refuse(t, keys, "\"bits\": 7", "7", "\"bits\" changes the model");
    configuring_refuse(t, keys, "\"never\": true", "true", "is: it costs"); // of what all types share
    configuring_refuse_keys(t, "  odd: {only: false}\n", "", "\"only\" and \"columns\" are lists");
}

// ---- names, entries, models ---------------------------------------------------------------------

static void a_size_is_called_like_its_key_or_as_the_row_says(void **state)
{
    struct testing *t = testing_of(state);
    static const char keys[] =
        "  nest.width: {default: 8}\n  nest.deeper.heads: {name: heads, default: nest_width / 2}\n";
    struct model model = configuring(t, keys, "");
    assert_int_equal(configuring_size(&model, "nest_width"), 8);
    assert_int_equal(configuring_size(&model, "heads"), 4);
    model = configuring(t, keys, "\"nest\": {\"width\": 16, \"deeper\": {\"heads\": 2}}");
    assert_int_equal(configuring_size(&model, "nest_width"), 16);
    assert_int_equal(configuring_size(&model, "heads"), 2);
    model = configuring(t, keys, "\"nest\": null");
    assert_int_equal(configuring_size(&model, "nest_width"), 8);
    configuring_refuse(t, keys, "\"nest\": {\"width\": \"x\"}", "\"x\"",
                       "\"nest.width\" needs a whole number, not a text");
    configuring_refuse(t, keys, "\"nest\": {\"deeper\": {\"heds\": 2}}", "\"heds\"",
                       "has no key \"nest.deeper.heds\" that is understood here; did you mean \"nest.deeper.heads\"?");
    configuring_refuse(t, keys, "\"nest\": 3", "3}", "\"nest\" holds keys of its own here, not a value");
    configuring_refuse(t, keys, "\"nest\": [3]", "[", "\"nest\" holds keys of its own here, not a list");
}

static void entries_are_counted(void **state)
{
    struct testing *t = testing_of(state);
    static const char keys[] = "  id2label: {name: labels, entries: true, default: num_labels}\n";
    struct model model = configuring(t, keys, "");
    assert_int_equal(configuring_size(&model, "labels"), 2);
    model = configuring(t, keys, "\"num_labels\": 5");
    assert_int_equal(configuring_size(&model, "labels"), 5);
    model = configuring(t, keys, "\"num_labels\": 5, \"id2label\": {\"0\": \"a\", \"1\": \"b\", \"2\": \"c\"}");
    assert_int_equal(configuring_size(&model, "labels"), 3);
    model = configuring(t, keys, "\"id2label\": [\"a\", \"b\", \"c\", \"d\"]");
    assert_int_equal(configuring_size(&model, "labels"), 4);
    model = configuring(t, keys, "\"id2label\": {}");
    assert_int_equal(configuring_size(&model, "labels"), 2);
    configuring_refuse(t, keys, "\"id2label\": 3", "3}", "\"id2label\" needs a mapping or a list");
}

static void models_lays_the_sizes_over_a_model_of_the_catalog(void **state)
{
    struct testing *t = testing_of(state);
    static const char net[] = "model: net\nsizes: {width: 8}\nlayers: [{embedding: {vocabulary: 10, width: width}}]\n";
    static const char keys[] = "  call: {required: true, models: {make net(): net, make two: 2}}\n"
                               "  wide: {default: 16, name: width}\n";
    testing_file(t, "models/net.yaml", net);
    struct model model;
    configuring_refuse(t, keys, "", "", "\"call\" is missing");
    configuring_refuse(t, keys, "\"call\": \"make nt()\"", "\"make nt", "did you mean \"make net()\"?");
    configuring_refuse_keys(t, keys, "\"call\": \"make two\"", "\"models\" maps texts to names");
    testing_file(t, "models/config/call.yaml", testing_text(t, "config: call\nkeys:\n%s", keys));
    const char *path =
        testing_file(t, "call.json", "{\"model_type\": \"call\", \"call\": \"make net()\", \"wide\": 32}");
    assert_int_equal(configuring_open(t, path, &model), STATUS_OK);
    TESTING_CLEAN(t);
    assert_string_equal(model.name, "call");
    assert_int_equal(configuring_size(&model, "width"), 32);
    assert_int_equal(model.layer_count, 1);
}

static void row_errors(void **state)
{
    struct testing *t = testing_of(state);
    configuring_refuse_keys(t, "  a: 5\n", "", "a mapping of keys is needed here");
    configuring_refuse_keys(t, "  a: {defalt: 5}\n", "", "unknown key \"defalt\"; did you mean \"default\"?");
    configuring_refuse_keys(t, "  a: {default: [5]}\n", "", "an expression is needed here");
    configuring_refuse_keys(t, "  a: {default: b}\n  b: {default: 1}\n", "",
                            "\"a\" is absent, and its default, b, cannot be");
    configuring_refuse_keys(t, "  a: {default: 1, on_null: {}}\n", "", "an expression is needed here");
    configuring_refuse_keys(t, "  a: {models: [net]}\n", "\"a\": \"x\"", "map texts to what they stand for");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(a_count_is_the_value_or_the_default),
        TESTING_CASE(a_second_key_for_a_size_is_no_default),
        TESTING_CASE(count_errors),
        TESTING_CASE(a_default_that_cannot_be_is_blamed_on_what_it_is_derived_from),
        TESTING_CASE(a_flag_is_true_or_false),
        TESTING_CASE(what_is_required_has_to_be_there),
        TESTING_CASE(null_is_absent_unless_the_row_says_otherwise),
        TESTING_CASE(two_names_of_one_size_agree),
        TESTING_CASE(bounds_are_those_of_the_row),
        TESTING_CASE(divides_names_what_has_to_be_a_multiple),
        TESTING_CASE(choices_map_texts_to_numbers_and_words),
        TESTING_CASE(choice_errors),
        TESTING_CASE(only_refuses_what_is_not_counted),
        TESTING_CASE(a_size_is_called_like_its_key_or_as_the_row_says),
        TESTING_CASE(entries_are_counted),
        TESTING_CASE(models_lays_the_sizes_over_a_model_of_the_catalog),
        TESTING_CASE(row_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
