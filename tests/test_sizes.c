// sizes.c: the named sizes of a model, in order, and what --set puts in their place.
#include "testing.h"

#include "workload/sizes.h"

static int64_t size_of(const struct scope *scope, const char *name)
{
    int64_t value = 0;
    char message[EXPRESSION_MESSAGE_SIZE];
    assert_true(expression_value(name, scope, &value, message));
    return value;
}

static struct scope read_sizes(struct testing *t, const char *text, const struct size_override *overrides, size_t count)
{
    struct scope scope = {0};
    assert_int_equal(sizes_read(&t->reader, testing_yaml(t, text), overrides, count, &scope), STATUS_OK);
    TESTING_CLEAN(t);
    return scope;
}

static void refuse(struct testing *t, const char *text, const struct size_override *overrides, size_t count,
                   const char *message)
{
    struct scope scope = {0};
    assert_int_equal(sizes_read(&t->reader, testing_yaml(t, text), overrides, count, &scope), STATUS_BAD_INPUT);
    TESTING_ERROR(t, message);
    testing_forget(t);
}

static void sizes_may_use_those_above(void **state)
{
    struct testing *t = testing_of(state);
    struct scope scope = read_sizes(t, "{width: 768, heads: 12, mlp_width: 4 * width, head: width / heads}", NULL, 0);
    assert_int_equal(scope.count, 4);
    assert_int_equal(size_of(&scope, "width"), 768);
    assert_int_equal(size_of(&scope, "mlp_width"), 3072);
    assert_int_equal(size_of(&scope, "head"), 64);
    assert_int_equal(size_of(&scope, "2 * (head + heads)"), 152);
}

static void sizes_below_are_not_known_yet(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "{mlp_width: 4 * width, width: 768}", NULL, 0, "size \"width\" stands below");
    refuse(t, "{width: width}", NULL, 0, "size \"width\" stands below");
}

static void sizes_become_the_scope_of_what_is_read_next(void **state)
{
    struct testing *t = testing_of(state);
    struct scope scope = {0};
    assert_int_equal(sizes_read(&t->reader, testing_yaml(t, "{width: 8}"), NULL, 0, &scope), STATUS_OK);
    assert_ptr_equal(t->reader.scope, &scope);
}

static void no_sizes_are_an_empty_scope(void **state)
{
    struct testing *t = testing_of(state);
    struct scope scope = {.count = 7};
    scope.count = 0;
    assert_int_equal(sizes_read(&t->reader, NULL, NULL, 0, &scope), STATUS_OK);
    assert_int_equal(scope.count, 0);
    TESTING_CLEAN(t);
}

static void citations_are_no_sizes(void **state)
{
    struct testing *t = testing_of(state);
    struct scope scope =
        read_sizes(t, "{source: here, assumed: there, note: that, width: {value: 8, source: elsewhere}}", NULL, 0);
    assert_int_equal(scope.count, 1);
    assert_int_equal(size_of(&scope, "width"), 8);
}

static void an_override_replaces_a_size_and_what_follows_from_it(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "{width: 768, mlp_width: 4 * width}";
    const struct size_override width = {.name = "width", .text = "1024"},
                               both[] = {{.name = "mlp_width", .text = "width + 2"}, {.name = "width", .text = "2e3"}};
    struct scope scope = read_sizes(t, text, &width, 1);
    assert_int_equal(size_of(&scope, "width"), 1024);
    assert_int_equal(size_of(&scope, "mlp_width"), 4096);
    scope = read_sizes(t, text, both, 2);
    assert_int_equal(size_of(&scope, "width"), 2000);
    assert_int_equal(size_of(&scope, "mlp_width"), 2002); // it may use the sizes above it
}

static void an_overridden_size_is_not_read(void **state)
{
    struct testing *t = testing_of(state);
    const struct size_override width = {.name = "width", .text = "8"};
    struct scope scope = read_sizes(t, "{width: unknown * 2}", &width, 1);
    assert_int_equal(size_of(&scope, "width"), 8);
}

static void an_override_of_no_size_is_an_error(void **state)
{
    struct testing *t = testing_of(state);
    const struct size_override wrong = {.name = "witdh", .text = "8"}, strange = {.name = "zzzzzzzz", .text = "8"},
                               source = {.name = "source", .text = "8"},
                               swept = {.name = "wide", .text = "8", .option = "--over"};
    refuse(t, "{width: 8, heads: 2}", &wrong, 1,
           "--set model.witdh: the model has no such size; did you mean \"width\"?");
    refuse(t, "{width: 8, heads: 2}", &strange, 1, "--set model.zzzzzzzz: the model has no such size");
    refuse(t, "{width: 8, heads: 2}", &swept, 1, "--over model.wide: the model has no such size");
    refuse(t, "{source: here, width: 8}", &source, 1, "--set model.source: the model has no such size");
    struct scope scope = {0};
    assert_int_equal(sizes_read(&t->reader, NULL, &wrong, 1, &scope), STATUS_BAD_INPUT);
    TESTING_ERROR_AT(t, 0, 0, "--set model.witdh: the model has no such size");
}

static void an_override_must_be_a_size(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *text, *message;
    } rows[] = {
        {"eight", "--set model.width: unknown size \"eight\""},
        {"", "--set model.width: "},
        {"2.5", "--set model.width: \"2.5\" is not a whole number"},
        {"8 8", "--set model.width: "},
        {"8 /", "--set model.width: "},
        {"7 / 2", "--set model.width: "},
        {"1e18", "--set model.width: \"1e18\" is larger than any count can be"},
        {"0", "--set model.width: must be from 1 to 1e+09"},
        {"0 - 3", "--set model.width: must be from 1 to 1e+09"},
        {"1000000001", "--set model.width: must be from 1 to 1e+09"},
        {"width", "--set model.width: size \"width\" stands below"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct size_override override = {.name = "width", .text = rows[i].text};
        refuse(t, "{heads: 2, width: 8}", &override, 1, rows[i].message);
    }
}

static void sizes_are_whole_and_bounded(void **state)
{
    struct testing *t = testing_of(state);
    struct scope scope = read_sizes(t, "{width: 0}", NULL, 0); // none of it: `repeat: shared`, `window: 0`
    assert_int_equal(size_of(&scope, "width"), 0);
    refuse(t, "{width: -1}", NULL, 0, "\"width\" must be at least 0, not -1");
    refuse(t, "{width: 1000000001}", NULL, 0, "\"width\" must be at most 1000000000");
    refuse(t, "{width: 1.5}", NULL, 0, "is not a whole number");
    refuse(t, "{width: \"8\"}", NULL, 0, "\"width\" needs a whole number, not a text");
    refuse(t, "{width: }", NULL, 0, "\"width\" needs a whole number, not nothing");
    refuse(t, "{width: {a: 8}}", NULL, 0, "\"width\" needs a whole number, not a mapping");
    refuse(t, "[8]", NULL, 0, "\"sizes\" needs a mapping of names to whole numbers");
    refuse(t, "8", NULL, 0, "\"sizes\" needs a mapping of names to whole numbers");
}

static void a_size_may_be_a_list(void **state)
{
    struct testing *t = testing_of(state);
    struct scope scope = read_sizes(
        t, "{width: 8, depths: [3, 4 * width, 6], last: \"depths[2]\", all: {value: [1], source: s}}", NULL, 0);
    assert_int_equal(scope.symbols[1].kind, SYMBOL_LIST);
    assert_int_equal(scope.symbols[1].count, 3);
    assert_int_equal(size_of(&scope, "depths[0] + depths[1]"), 35);
    assert_int_equal(size_of(&scope, "last"), 6);
    assert_int_equal(size_of(&scope, "all[0]"), 1);
    refuse(t, "{depths: []}", NULL, 0, "a list of sizes holds 1 to 10000 of them");
    refuse(t, "{depths: [3, -1]}", NULL, 0, "\"depths\" must be at least 0, not -1");
    refuse(t, "{depths: [3, [4]]}", NULL, 0, "\"depths\" needs a whole number, not a list");
    refuse(t, "{depths: [3, half]}", NULL, 0, "unknown size \"half\"");
    refuse(t, "{depths: [3, \"depths[0]\"]}", NULL, 0, "size \"depths\" stands below");
    refuse(t, "{depths: [3], again: depths}", NULL, 0, "\"depths\" is a list; say which item, as in \"depths[0]\"");
}

static void a_list_of_sizes_is_bounded(void **state)
{
    struct testing *t = testing_of(state);
    const char *ones = testing_repeat(t, "1, ", 9999);
    struct scope scope = read_sizes(t, testing_text(t, "{depths: [%s2]}", ones), NULL, 0);
    assert_int_equal(size_of(&scope, "depths[9999]"), 2);
    refuse(t, testing_text(t, "{depths: [%s1, 2]}", ones), NULL, 0, "a list of sizes holds 1 to 10000 of them");
}

static void a_size_may_be_a_text(void **state)
{
    struct testing *t = testing_of(state);
    struct scope scope = read_sizes(t, "{activation: \"swish\", same: 'gelu_2'}", NULL, 0);
    assert_int_equal(scope.symbols[0].kind, SYMBOL_TEXT);
    assert_string_equal(scope.symbols[0].text, "swish");
    assert_string_equal(scope.symbols[1].text, "gelu_2");
    refuse(t, "{activation: swish}", NULL, 0, "unknown size \"swish\""); // without quotes it is a size
    refuse(t, "{activation: \"two words\"}", NULL, 0, "\"activation\" needs a whole number, not a text");
    refuse(t, "{activation: \"swish\", other: activation}", NULL, 0, "is the text \"swish\", not a number");
}

static void a_size_may_be_a_flag_or_hang_on_a_condition(void **state)
{
    struct testing *t = testing_of(state);
    struct scope scope = read_sizes(t, "{gated: true, width: 8, hidden: width if gated else 4 * width}", NULL, 0);
    assert_int_equal(size_of(&scope, "gated"), 1);
    assert_int_equal(size_of(&scope, "hidden"), 8);
    const struct size_override plain = {.name = "gated", .text = "false"};
    scope = read_sizes(t, "{gated: true, width: 8, hidden: width if gated else 4 * width}", &plain, 1);
    assert_int_equal(size_of(&scope, "hidden"), 32);
}

static void an_override_of_a_list_is_a_number(void **state)
{
    struct testing *t = testing_of(state);
    const struct size_override four = {.name = "depths", .text = "4"};
    struct scope scope = read_sizes(t, "{depths: [3, 5]}", &four, 1);
    assert_int_equal(scope.symbols[0].kind, SYMBOL_NUMBER);
    assert_int_equal(size_of(&scope, "depths"), 4);
    refuse(t, "{depths: [3, 5], last: \"depths[1]\"}", &four, 1, "\"depths\" is no list");
}

// What is 0 in the file, or a flag, is something that may be left out.
static void an_override_may_be_0_where_the_size_may_be(void **state)
{
    struct testing *t = testing_of(state);
    const struct size_override five = {.name = "window", .text = "5"}, zero = {.name = "window", .text = "0"},
                               off = {.name = "window", .text = "false"}, below = {.name = "window", .text = "0 - 1"};
    struct scope scope = read_sizes(t, "{window: 0}", &five, 1);
    assert_int_equal(size_of(&scope, "window"), 5);
    static const char *const sizes[] = {"{window: 0}", "{window: false}", "{window: true}", "{window: {value: 0}}",
                                        "{window: 3 - 3}"};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        scope = read_sizes(t, sizes[i], &zero, 1);
        assert_int_equal(size_of(&scope, "window"), 0);
        scope = read_sizes(t, sizes[i], &off, 1);
        assert_int_equal(size_of(&scope, "window"), 0);
        refuse(t, sizes[i], &below, 1, "--set model.window: must be from 0 to 1e+09");
    }
    refuse(t, "{window: 1}", &zero, 1, "--set model.window: must be from 1 to 1e+09");
}

static void sizes_that_nothing_uses_are_told(void **state)
{
    struct testing *t = testing_of(state);
    const struct yaml_node *node = testing_yaml(t, "width: 8\nheads: 2\nhead: width / heads\n");
    struct scope scope = {0};
    assert_int_equal(sizes_read(&t->reader, node, NULL, 0, &scope), STATUS_OK);
    assert_int_equal(sizes_check_used(&t->reader, node, &scope), STATUS_BAD_INPUT);
    TESTING_ERRORS(t, 1); // the others are used by it
    TESTING_ERROR_AT(t, 3, 1, "no layer uses the size \"head\"; did you mean \"heads\"?");
    testing_forget(t);
    assert_int_equal(size_of(&scope, "head"), 4);
    assert_int_equal(sizes_check_used(&t->reader, node, &scope), STATUS_OK);
    TESTING_CLEAN(t);
}

static void every_bad_size_is_told_and_the_next_ones_are_still_read(void **state)
{
    struct testing *t = testing_of(state);
    struct scope scope = {0};
    const struct yaml_node *node = testing_yaml(t, "a: -1\nb: 2\nc: 1.5\nd: b * 3\n");
    assert_int_equal(sizes_read(&t->reader, node, NULL, 0, &scope), STATUS_BAD_INPUT);
    TESTING_ERRORS(t, 2);
    TESTING_ERROR_AT(t, 1, 4, "\"a\" must be at least 0, not -1");
    TESTING_ERROR_AT(t, 3, 4, "is not a whole number");
    assert_int_equal(size_of(&scope, "d"), 6);
}

static void a_size_needs_a_name_that_an_expression_can_use(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "{mlp-width: 8}", NULL, 0, "\"mlp-width\" is not a name that an expression can use");
    refuse(t, "{\"a b\": 8}", NULL, 0, "\"a b\" is not a name that an expression can use");
    // An expression takes "2x" for the number 2 and something behind it.
    refuse(t, "{2x: 8}", NULL, 0, "\"2x\" is not a name that an expression can use");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(sizes_may_use_those_above),
        TESTING_CASE(sizes_below_are_not_known_yet),
        TESTING_CASE(sizes_become_the_scope_of_what_is_read_next),
        TESTING_CASE(no_sizes_are_an_empty_scope),
        TESTING_CASE(citations_are_no_sizes),
        TESTING_CASE(an_override_replaces_a_size_and_what_follows_from_it),
        TESTING_CASE(an_overridden_size_is_not_read),
        TESTING_CASE(an_override_of_no_size_is_an_error),
        TESTING_CASE(an_override_must_be_a_size),
        TESTING_CASE(sizes_are_whole_and_bounded),
        TESTING_CASE(a_size_may_be_a_list),
        TESTING_CASE(a_list_of_sizes_is_bounded),
        TESTING_CASE(a_size_may_be_a_text),
        TESTING_CASE(a_size_may_be_a_flag_or_hang_on_a_condition),
        TESTING_CASE(an_override_of_a_list_is_a_number),
        TESTING_CASE(an_override_may_be_0_where_the_size_may_be),
        TESTING_CASE(sizes_that_nothing_uses_are_told),
        TESTING_CASE(every_bad_size_is_told_and_the_next_ones_are_still_read),
        TESTING_CASE(a_size_needs_a_name_that_an_expression_can_use),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
