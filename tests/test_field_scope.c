// field.c over a scope: counts, lists, flags and choices that sizes stand for, and sets.
#include "testing.h"

#include <string.h>

struct sample {
    int64_t count;
    struct field_counts counts;
    bool flag;
    int choice, set;
    double share;
};

static const char *const colors[] = {"red", "green", "blue"};

static const struct field sample_fields[] = {
    {.key = "count", .type = FIELD_COUNT, .offset = offsetof(struct sample, count), .low = 1, .high = 1e6},
    {.key = "counts", .type = FIELD_COUNTS, .offset = offsetof(struct sample, counts), .low = 1, .high = 50},
    {.key = "flag", .type = FIELD_FLAG, .offset = offsetof(struct sample, flag)},
    {.key = "choice", .type = FIELD_CHOICE, .offset = offsetof(struct sample, choice), .choices = FIELD_ARRAY(colors)},
    {.key = "set", .type = FIELD_SET, .offset = offsetof(struct sample, set), .choices = FIELD_ARRAY(colors)},
    {.key = "share", .type = FIELD_QUANTITY, .offset = offsetof(struct sample, share), .low = 0, .high = 1},
};

static const int64_t depths[] = {3, 4, 6}, many[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17},
                     large[] = {3, 51};

static struct symbol symbols[] = {
    {.name = "width", .number = 64},
    {.name = "none", .number = 0},
    {.name = "depths", .kind = SYMBOL_LIST, .list = depths, .count = 3},
    {.name = "many", .kind = SYMBOL_LIST, .list = many, .count = 17},
    {.name = "large", .kind = SYMBOL_LIST, .list = large, .count = 2},
    {.name = "color", .kind = SYMBOL_TEXT, .text = "green"},
    {.name = "taste", .kind = SYMBOL_TEXT, .text = "sweet"},
};

enum { SYMBOLS = sizeof symbols / sizeof *symbols };

static const struct scope scope = {.symbols = symbols, .count = SYMBOLS, .declared = SYMBOLS};

static struct sample read_sample(struct testing *t, const char *text)
{
    struct sample sample = {.flag = true, .choice = -1, .set = -1};
    t->reader.scope = &scope;
    assert_int_equal(field_read(&t->reader, FIELD_ARRAY(sample_fields), testing_yaml(t, text), &sample), STATUS_OK);
    TESTING_CLEAN(t);
    return sample;
}

static void refuse(struct testing *t, const char *text, const char *message)
{
    struct sample sample = {0};
    t->reader.scope = &scope;
    assert_int_equal(field_read(&t->reader, FIELD_ARRAY(sample_fields), testing_yaml(t, text), &sample),
                     STATUS_BAD_INPUT);
    TESTING_ERRORS(t, 1);
    TESTING_ERROR(t, message);
    testing_forget(t);
}

static void counts_are_expressions(void **state)
{
    struct testing *t = testing_of(state);
    assert_int_equal(read_sample(t, "count: 4 * width").count, 256);
    assert_int_equal(read_sample(t, "count: {value: width if none == 0 else 1, source: here}").count, 64);
    refuse(t, "count: none", "\"count\" must be at least 1, not 0");
    refuse(t, "count: depths", "\"depths\" is a list; say which item");
    refuse(t, "count: color", "\"color\" is the text \"green\", not a number");
}

// YAML takes brackets and commas in a mapping between braces for its own, so there they stand in quotes.
static void expressions_with_brackets_stand_in_quotes(void **state)
{
    struct testing *t = testing_of(state);
    assert_int_equal(read_sample(t, "{count: \"depths[1]\"}").count, 4);
    assert_int_equal(read_sample(t, "{count: 'min(width, 100)'}").count, 64);
    assert_int_equal(read_sample(t, "count: depths[1] * 2").count, 8); // a plain one may hold them here
    assert_int_equal(read_sample(t, "count: min(width, 100)").count, 64);
    assert_false(read_sample(t, "{flag: \"depths[0] == 4\"}").flag);
    refuse(t, "{count: min(width}", "a \",\" is missing; between braces an expression with a comma stands in quotes");
    refuse(t, "{count: \"12\"}", "\"count\" needs a whole number, not a text");
    refuse(t, "{count: \"4 * width\"}", "\"count\" needs a whole number, not a text");
    refuse(t, "{count: \"depths[3]\"}", "\"depths\" has no item 3; its 3 items count from 0");
    refuse(t, "{count: \"1, 2\"}", "is not a whole number or an expression");
}

static void is_expression(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *text;
        bool is;
    } rows[] = {{"12", true},   {"width", true},   {"\"12\"", false}, {"\"a[0]\"", true}, {"'min(1, 2)'", true},
                {"[1]", false}, {"{a: 1}", false}, {"~", false},      {"\"\"", false}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(field_is_expression(testing_yaml(t, rows[i].text)), rows[i].is);
}

static void several_counts(void **state)
{
    struct testing *t = testing_of(state);
    struct field_counts counts = read_sample(t, "counts: [1, width // 10, 3]").counts;
    assert_int_equal(counts.count, 3);
    assert_int_equal(counts.values[1], 6);
    counts = read_sample(t, "counts: 7").counts;
    assert_int_equal(counts.count, 1);
    assert_int_equal(counts.values[0], 7);
    counts = read_sample(t, "counts: depths").counts; // the whole list
    assert_int_equal(counts.count, 3);
    assert_int_equal(counts.values[2], 6);
    counts = read_sample(t, "counts: {value: depths, source: here}").counts;
    assert_int_equal(counts.count, 3);
    counts = read_sample(t, "counts: depths[2]").counts;
    assert_int_equal(counts.count, 1);
    assert_int_equal(counts.values[0], 6);
    counts = read_sample(t, "counts: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]").counts;
    assert_int_equal(counts.count, FIELD_COUNTS_MAX);
    assert_int_equal(counts.values[15], 16);
}

static void several_counts_are_bounded(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "counts: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17]",
           "\"counts\" holds more than 16 counts");
    refuse(t, "counts: many", "\"counts\" holds more than 16 counts");
    refuse(t, "counts: large", "\"counts\" must be at most 50, not 51");
    refuse(t, "counts: [3, depths]", "\"depths\" is a list; say which item");
    refuse(t, "counts: depths + 1", "\"depths\" is a list; say which item");
    refuse(t, "counts: \"depths\"", "\"counts\" needs a whole number, not a text");
    refuse(t, "counts: color", "\"color\" is the text \"green\", not a number");
    refuse(t, "counts: []", "\"counts\" is an empty list");
}

static void flags_are_expressions(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *text;
        bool flag;
    } rows[] = {{"true", true},
                {"false", false},
                {"none", false},
                {"width", true},
                {"width > 64", false},
                {"not none", true},
                {"1", true},
                {"0", false},
                {"-1", true},
                {"true and none", false},
                {"width == 64 or 1", true}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(read_sample(t, testing_text(t, "flag: %s", rows[i].text)).flag, rows[i].flag);
    refuse(t, "flag: yes", "\"flag\" must be true or false: unknown size \"yes\"");
    refuse(t, "flag: widht", "\"flag\" must be true or false: unknown size \"widht\"; did you mean \"width\"?");
    refuse(t, "flag: 1 / 0", "\"flag\" must be true or false: division by zero");
    refuse(t, "flag: color", "\"flag\" must be true or false: \"color\" is the text \"green\"");
    refuse(t, "flag: 'true'", "\"flag\" must be true or false");
    refuse(t, "flag:", "\"flag\" must be true or false");
    refuse(t, "flag: [true]", "\"flag\" must be true or false");
}

static void without_a_scope_flags_are_words(void **state)
{
    struct testing *t = testing_of(state);
    struct sample sample = {0};
    assert_int_equal(field_read(&t->reader, FIELD_ARRAY(sample_fields), testing_yaml(t, "flag: 1"), &sample),
                     STATUS_BAD_INPUT);
    TESTING_ERROR(t, "\"flag\" must be true or false");
}

static void choices_may_be_sizes_that_are_texts(void **state)
{
    struct testing *t = testing_of(state);
    assert_int_equal(read_sample(t, "choice: color").choice, 1);
    assert_int_equal(read_sample(t, "choice: blue").choice, 2);
    assert_int_equal(read_sample(t, "choice: 'blue'").choice, 2);
    refuse(t, "choice: taste", "\"choice\" is one of red, green, blue");
    refuse(t, "choice: width", "\"choice\" is one of red, green, blue");   // a number is none
    refuse(t, "choice: 'color'", "\"choice\" is one of red, green, blue"); // in quotes it is itself
    assert_true(symbols[5].used);
}

static void sets_are_choices_in_a_list(void **state)
{
    struct testing *t = testing_of(state);
    assert_int_equal(read_sample(t, "set: [red]").set, 1);
    assert_int_equal(read_sample(t, "set: [blue, red]").set, 5);
    assert_int_equal(read_sample(t, "set: [red, green, blue]").set, 7);
    assert_int_equal(read_sample(t, "set: [red, red]").set, 1);
    assert_int_equal(read_sample(t, "set: [color]").set, 2);
    assert_int_equal(read_sample(t, "set: []").set, 0);
    refuse(t, "set: red", "\"set\" needs a list, not a value");
    refuse(t, "set: {red: 1}", "\"set\" needs a list, not a mapping");
    refuse(t, "set:", "\"set\" needs a list, not nothing");
    refuse(t, "set: [red, gren]", "\"set\" is one of red, green, blue; did you mean \"green\"?");
    refuse(t, "set: [[red]]", "\"set\" is one of red, green, blue");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(counts_are_expressions),
        TESTING_CASE(expressions_with_brackets_stand_in_quotes),
        TESTING_CASE(is_expression),
        TESTING_CASE(several_counts),
        TESTING_CASE(several_counts_are_bounded),
        TESTING_CASE(flags_are_expressions),
        TESTING_CASE(without_a_scope_flags_are_words),
        TESTING_CASE(choices_may_be_sizes_that_are_texts),
        TESTING_CASE(sets_are_choices_in_a_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
