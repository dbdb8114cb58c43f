// Keys that hold one value for each layer, or a table.
#include "configuring.h"

static void each_layer_has_its_word(void **state)
{
    struct testing *t = testing_of(state);
    static const char keys[] = "  depth: {default: 4}\n"
                               "  kinds: {each: depth, choices: {full: 0, window: 1}, default: i % 2}\n";
    struct model model = configuring(t, keys, "");
    assert_string_equal(configuring_list(t, &model, "kinds"), "0 1 0 1");
    model = configuring(t, keys, "\"depth\": 3, \"kinds\": [\"window\", \"full\", \"full\"]");
    assert_string_equal(configuring_list(t, &model, "kinds"), "1 0 0");
    model = configuring(t, keys, "\"kinds\": \"window\""); // one for all
    assert_string_equal(configuring_list(t, &model, "kinds"), "1 1 1 1");
    model = configuring(t, keys, "\"kinds\": null, \"depth\": 1");
    assert_string_equal(configuring_list(t, &model, "kinds"), "0");
}

static void each_layer_has_its_number(void **state)
{
    struct testing *t = testing_of(state);
    static const char keys[] = "  depth: {default: 3}\n  widths: {each: depth, default: 8 * (i + 1)}\n";
    struct model model = configuring(t, keys, "");
    assert_string_equal(configuring_list(t, &model, "widths"), "8 16 24");
    model = configuring(t, keys, "\"widths\": [5, 0, 7]");
    assert_string_equal(configuring_list(t, &model, "widths"), "5 0 7");
    model = configuring(t, keys, "\"widths\": 9");
    assert_string_equal(configuring_list(t, &model, "widths"), "9 9 9");
}

static void each_errors(void **state)
{
    struct testing *t = testing_of(state);
    static const char keys[] = "  depth: {default: 4}\n"
                               "  kinds: {each: depth, choices: {full: 0, window: 1}, default: i % 2}\n"
                               "  widths: {each: depth, default: 8}\n";
    configuring_refuse(t, keys, "\"kinds\": [\"full\"]", "[", "\"kinds\" tells 1 layers; there are 4");
    configuring_refuse(t, keys, "\"kinds\": []", "[", "\"kinds\" tells 0 layers; there are 4");
    configuring_refuse(t, keys, "\"kinds\": {\"0\": \"full\"}", "{\"0\"", "\"kinds\" needs a list");
    configuring_refuse(t, keys, "\"depth\": 2, \"kinds\": [\"full\", \"windw\"]", "\"windw\"",
                       "\"kinds\" cannot be \"windw\" here; did you mean \"window\"?");
    configuring_refuse(t, keys, "\"depth\": 2, \"kinds\": [\"full\", [\"full\"]]", "[\"full\"]]",
                       "\"kinds\" needs one name here");
    configuring_refuse(t, keys, "\"widths\": [1, 2, -3, 4]", "-3", "\"widths\" must be at least 0, not -3");
    configuring_refuse(t, keys, "\"widths\": [1, 2, \"3\", 4]", "\"3\"", "\"widths\" needs a whole number, not a text");
    configuring_refuse(t, "  depth: {default: 4}\n  widths: {each: depth, default: 8}\n", "\"depth\": 10001", "10001",
                       "\"widths\" would hold 10001 values; 1 to 10000 are possible");
    configuring_refuse_keys(t, "  kinds: {each: depth, default: 1}\n", "", "\"depth\"");
    configuring_refuse_keys(t, "  kinds: {each: 2}\n", "", "\"kinds\" is missing");
    configuring_refuse_keys(t, "  kinds: {each: 2, default: j}\n", "",
                            "\"kinds\" is absent, and its default, j, cannot be");
}

static void pairs_repeat_their_words(void **state)
{
    struct testing *t = testing_of(state);
    static const char keys[] = "  depth: {default: 5}\n"
                               "  kinds: {each: depth, pairs: true, choices: {global: 0, local: 1}, default: i % 2}\n";
    struct model model = configuring(t, keys, "");
    assert_string_equal(configuring_list(t, &model, "kinds"), "0 1 0 1 0");
    model = configuring(t, keys, "\"kinds\": [[[\"global\", \"local\"], 2], [[\"local\"], 1]]");
    assert_string_equal(configuring_list(t, &model, "kinds"), "0 1 0 1 1");
    configuring_refuse(t, keys, "\"kinds\": [[[\"global\", \"local\"], 2]]", "[[[",
                       "\"kinds\" tells 4 layers; there are 5");
    configuring_refuse(t, keys, "\"kinds\": [[[\"global\"], 10000], [[\"local\"], 1]]", "[[[",
                       "\"kinds\" tells 10001 layers; there are 5");
    configuring_refuse(t, keys, "\"kinds\": [[[\"global\"], 0]]", "0]]", "\"kinds\" must be at least 1, not 0");
    configuring_refuse(t, keys, "\"kinds\": [[\"global\", 5]]", "[\"global\"",
                       "\"kinds\" holds pairs of a list and how often it repeats");
    configuring_refuse(t, keys, "\"kinds\": [\"global\", 5]", "\"global\"", "\"kinds\" holds pairs");
    configuring_refuse(t, keys, "\"kinds\": [[[\"globl\"], 5]]", "\"globl\"", "did you mean \"global\"?");
    configuring_refuse(t, keys, "\"kinds\": \"global\"", "\"global\"", "\"kinds\" needs a list");
}

static void indices_are_flags_of_layers(void **state)
{
    struct testing *t = testing_of(state);
    static const char keys[] = "  depth: {default: 4}\n  dense: {indices: depth}\n";
    struct model model = configuring(t, keys, "");
    assert_string_equal(configuring_list(t, &model, "dense"), "0 0 0 0");
    model = configuring(t, keys, "\"dense\": [3, 0]");
    assert_string_equal(configuring_list(t, &model, "dense"), "1 0 0 1");
    model = configuring(t, keys, "\"dense\": []");
    assert_string_equal(configuring_list(t, &model, "dense"), "0 0 0 0");
    configuring_refuse(t, keys, "\"dense\": [4]", "4]", "\"dense\" must be at most 3, not 4");
    configuring_refuse(t, keys, "\"dense\": [-1]", "-1", "\"dense\" must be at least 0, not -1");
    configuring_refuse(t, keys, "\"dense\": 3", "3}", "\"dense\" needs a list");
}

static void columns_become_lists_of_their_own(void **state)
{
    struct testing *t = testing_of(state);
    static const char keys[] = "  cnn.filters: {columns: [kernels, filters]}\n";
    struct model model = configuring(t, keys, "\"cnn\": {\"filters\": [[1, 32], [2, 64], [3, 128]]}");
    assert_string_equal(configuring_list(t, &model, "kernels"), "1 2 3");
    assert_string_equal(configuring_list(t, &model, "filters"), "32 64 128");
    configuring_refuse(t, keys, "", "", "\"cnn.filters\" is missing");
    configuring_refuse(t, keys, "\"cnn\": {\"filters\": []}", "[", "\"cnn.filters\" needs a list of lists");
    configuring_refuse(t, keys, "\"cnn\": {\"filters\": 3}", "3}", "\"cnn.filters\" needs a list of lists");
    configuring_refuse(t, keys, "\"cnn\": {\"filters\": [[1, 32], [2]]}", "[2]",
                       "\"cnn.filters\" holds lists of 2 numbers");
    configuring_refuse(t, keys, "\"cnn\": {\"filters\": [[1, 32], 2]}", "2]}",
                       "\"cnn.filters\" holds lists of 2 numbers");
    configuring_refuse(t, keys, "\"cnn\": {\"filters\": [[1, 0]]}", "0]]", "\"cnn.filters\" must be at least 1, not 0");
    configuring_refuse_keys(t, "  t: {columns: [a, b, c, d, e]}\n", "\"t\": [[1, 2, 3, 4, 5]]", "more than 4 columns");
    configuring_refuse_keys(t, "  t: {columns: [[a]]}\n", "\"t\": [[1]]", "a column needs a name");
    configuring_refuse_keys(t, "  t: {columns: a}\n", "\"t\": [[1]]", "\"only\" and \"columns\" are lists");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(each_layer_has_its_word),
        TESTING_CASE(each_layer_has_its_number),
        TESTING_CASE(each_errors),
        TESTING_CASE(pairs_repeat_their_words),
        TESTING_CASE(indices_are_flags_of_layers),
        TESTING_CASE(columns_become_lists_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
