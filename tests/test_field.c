#include "testing.h"

#include <string.h>

struct inner {
    int64_t size;
    const char *word;
};

struct sample {
    const char *text;
    int64_t count, kept;
    struct field_counts counts;
    bool flag;
    int choice;
    double power, share;
    const struct yaml_node *node;
    struct inner inner;
    struct field_list list;
};

static const char *const colors[] = {"red", "green", "blue"};

static const struct field inner_fields[] = {
    {.key = "size",
     .type = FIELD_COUNT,
     .offset = offsetof(struct inner, size),
     .required = true,
     .low = 1,
     .high = 100},
    {.key = "word", .type = FIELD_TEXT, .offset = offsetof(struct inner, word)},
};

static const struct field sample_fields[] = {
    {.key = "text", .type = FIELD_TEXT, .offset = offsetof(struct sample, text)},
    {.key = "count", .type = FIELD_COUNT, .offset = offsetof(struct sample, count), .low = 1, .high = 1e6},
    {.key = "kept", .type = FIELD_COUNT, .offset = offsetof(struct sample, kept), .low = -5, .high = 1e6},
    {.key = "counts", .type = FIELD_COUNTS, .offset = offsetof(struct sample, counts), .low = 1, .high = 50},
    {.key = "flag", .type = FIELD_FLAG, .offset = offsetof(struct sample, flag)},
    {.key = "choice", .type = FIELD_CHOICE, .offset = offsetof(struct sample, choice), .choices = FIELD_ARRAY(colors)},
    {.key = "power",
     .type = FIELD_QUANTITY,
     .offset = offsetof(struct sample, power),
     .dimension = DIMENSION_POWER,
     .low = DBL_MIN,
     .high = 1e6},
    {.key = "share", .type = FIELD_QUANTITY, .offset = offsetof(struct sample, share), .low = 0, .high = 1},
    {.key = "node", .type = FIELD_NODE, .offset = offsetof(struct sample, node)},
    {.key = "inner",
     .type = FIELD_STRUCT,
     .offset = offsetof(struct sample, inner),
     .fields = FIELD_ARRAY(inner_fields)},
    {.key = "list",
     .type = FIELD_LIST,
     .offset = offsetof(struct sample, list),
     .fields = FIELD_ARRAY(inner_fields),
     .item_size = sizeof(struct inner)},
};

static enum status read_sample(struct testing *t, const char *text, struct sample *sample)
{
    return field_read(&t->reader, FIELD_ARRAY(sample_fields), testing_yaml(t, text), sample);
}

static void accept(struct testing *t, const char *text, struct sample *sample)
{
    assert_int_equal(read_sample(t, text, sample), STATUS_OK);
    TESTING_CLEAN(t);
    assert_string_equal(t->reader.path, "");
}

// The text has exactly one mistake, which is said at this place and under this path.
static void refuse(struct testing *t, const char *text, size_t column, const char *path, const char *why)
{
    struct sample sample = {0};
    assert_int_equal(read_sample(t, text, &sample), STATUS_BAD_INPUT);
    TESTING_ERRORS(t, 1);
    TESTING_ERROR_AT(t, 1, column, why);
    TESTING_ERROR_PATH(t, path, why);
    assert_string_equal(t->reader.path, "");
    testing_forget(t);
}

static void read_every_type(void **state)
{
    struct testing *t = testing_of(state);
    struct sample sample = {.kept = 42, .share = 0.5};
    accept(t,
           "text: some words\ncount: 12\ncounts: [1, 2, 3]\nflag: true\nchoice: 'green'\npower: 0.3 kW\nnode: {any: "
           "thing}\n"
           "inner: {size: 3, word: x}\nlist:\n  - {size: 1}\n  - {size: 2, word: 'y'}\n",
           &sample);
    assert_string_equal(sample.text, "some words");
    assert_int_equal(sample.count, 12);
    assert_int_equal(sample.kept, 42); // a default stays
    assert_int_equal(sample.counts.count, 3);
    assert_int_equal(sample.counts.values[2], 3);
    assert_true(sample.flag);
    assert_int_equal(sample.choice, 1);
    TESTING_EXACT(sample.power, 300);
    TESTING_EXACT(sample.share, 0.5);
    assert_string_equal(testing_at(sample.node, "any")->text, "thing");
    assert_int_equal(sample.inner.size, 3);
    assert_string_equal(sample.inner.word, "x");
    assert_int_equal(sample.list.count, 2);
    const struct inner *items = sample.list.items;
    assert_int_equal(items[1].size, 2);
    assert_string_equal(items[1].word, "y");
    assert_null(items[0].word);
}

static void read_errors(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "[1, 2]", 1, "", "a mapping of keys is needed here, not a list");
    refuse(t, "word", 1, "", "a mapping of keys is needed here, not a value");
    refuse(t, "~", 1, "", "a mapping of keys is needed here, not nothing");
    refuse(t, "inner: 3", 8, "inner", "a mapping of keys is needed here, not a value");
}

static void every_mistake_is_collected(void **state)
{
    struct testing *t = testing_of(state);
    struct sample sample = {0};
    const char *text =
        "count: 0\npower: 3\nflag: maybe\nchoice: pink\ncolour: 1\ninner: {}\nlist: [{size: x}, {size: 1}]\n"
        "text: fine\n";
    assert_int_equal(read_sample(t, text, &sample), STATUS_BAD_INPUT);
    TESTING_ERRORS(t, 7);
    TESTING_ERROR_AT(t, 1, 8, "\"count\" must be at least 1, not 0");
    TESTING_ERROR_AT(t, 2, 8, "this needs a power");
    TESTING_ERROR_AT(t, 3, 7, "\"flag\" must be true or false");
    TESTING_ERROR_AT(t, 4, 9, "\"choice\" is one of red, green, blue");
    TESTING_ERROR_AT(t, 5, 1, "unknown key \"colour\"");
    TESTING_ERROR_AT(t, 6, 8, "\"size\" is missing");
    TESTING_ERROR_PATH(t, "inner", "\"size\" is missing");
    TESTING_ERROR_PATH(t, "list[0].size", "\"x\" is not a whole number");
    // What is right is read all the same.
    assert_string_equal(sample.text, "fine");
}

static void text_errors(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "text: [a]", 7, "text", "\"text\" needs a text, not a list");
    refuse(t, "text: {a: b}", 7, "text", "\"text\" needs a text, not a mapping");
    refuse(t, "text: ''", 7, "text", "\"text\" needs a text");
    refuse(t, "text:", 6, "text", "\"text\" needs a text, not nothing");
}

static void text_of_null_is_nothing(void **state)
{
    struct testing *t = testing_of(state);
    // `~` and `null` are nothing wherever a number is read; a text is no place to take them for words.
    refuse(t, "text: ~", 7, "text", "\"text\" needs a text, not nothing");
    refuse(t, "text: null", 7, "text", "\"text\" needs a text, not nothing");
    struct sample sample = {0};
    accept(t, "text: 'null'", &sample);
    assert_string_equal(sample.text, "null");
}

static void counts_and_their_scope(void **state)
{
    struct testing *t = testing_of(state);
    struct symbol symbol = {.name = "width", .number = 64};
    const struct scope scope = {.symbols = &symbol, .count = 1, .declared = 1};
    struct sample sample = {0};
    t->reader.scope = &scope;
    accept(t, "{count: 4 * width, counts: 7}", &sample);
    assert_int_equal(sample.count, 256);
    assert_int_equal(sample.counts.values[0], 7);
    accept(t, "{count: 1e6, kept: -5}", &sample);
    assert_int_equal(sample.count, 1000000);
    assert_int_equal(sample.kept, -5);
    refuse(t, "count: 4 * widht", 8, "count", "did you mean \"width\"?");
}

static void count_errors(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "count: 0", 8, "count", "must be at least 1, not 0");
    refuse(t, "count: 1000001", 8, "count", "must be at most 1000000, not 1000001");
    refuse(t, "count: 1.5", 8, "count", "not a whole number");
    refuse(t, "count: '12'", 8, "count", "\"count\" needs a whole number, not a text");
    refuse(t, "count: ~", 8, "count", "needs a whole number, not nothing");
    refuse(t, "count:", 7, "count", "needs a whole number, not nothing");
    refuse(t, "count: [1]", 8, "count", "needs a whole number, not a list");
    refuse(t, "count: {a: 1}", 8, "count", "needs a whole number, not a mapping");
    refuse(t, "counts: []", 9, "counts", "\"counts\" is an empty list");
    refuse(t, "counts: [1, 99, 3]", 13, "counts", "must be at most 50, not 99");
    refuse(t, "counts: [1, [2]]", 13, "counts", "needs a whole number, not a list");
}

static void flag_and_choice_errors(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const no_flags[] = {"yes", "True", "'true'", "1", "~", "[true]", "{}"};
    for (size_t i = 0; i < sizeof no_flags / sizeof *no_flags; i++)
        refuse(t, testing_text(t, "flag: %s", no_flags[i]), 7, "flag", "\"flag\" must be true or false");
    refuse(t, "choice: gren", 9, "choice", "\"choice\" is one of red, green, blue; did you mean \"green\"?");
    refuse(t, "choice: [red]", 9, "choice", "\"choice\" is one of red, green, blue");
}

static void quantity_errors(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "power: 0 W", 8, "power", "\"power\" must be more than 0");
    refuse(t, "power: -1 W", 8, "power", "\"power\" must be more than 0");
    refuse(t, "power: 2 MW", 8, "power", "\"power\" must be at most 1e+06");
    refuse(t, "share: -0.1", 8, "share", "\"share\" must be at least 0");
    refuse(t, "share: 101 %", 8, "share", "\"share\" must be at most 1");
    refuse(t, "power: 300", 8, "power", "this needs a power, such as 300 W");
    refuse(t, "power: '300 W'", 8, "power", "\"power\" needs a power such as 300 W, not a text");
    refuse(t, "power: ~", 8, "power", "needs a power such as 300 W, not nothing");
    refuse(t, "power: many", 8, "power", "\"many\" is not a number");
    refuse(t, "share: nan", 8, "share", "not a number");
}

static void bounds_are_told_in_the_unit_of_the_row(void **state)
{
    struct testing *t = testing_of(state);
    const struct field row = {.key = "time", .dimension = DIMENSION_TIME, .low = 3600, .high = 7200, .unit = "h"};
    const struct yaml_node *node = testing_yaml(t, "x");
    assert_int_equal(field_check_bounds(&t->reader, &row, node, 3600, 7200), STATUS_OK);
    TESTING_CLEAN(t);
    assert_int_equal(field_check_bounds(&t->reader, &row, node, 3599, 7200), STATUS_BAD_INPUT);
    TESTING_ERROR(t, "\"time\" must be at least 1 h");
    assert_int_equal(field_check_bounds(&t->reader, &row, node, 3600, 7201), STATUS_BAD_INPUT);
    TESTING_ERROR(t, "\"time\" must be at most 2 h");
}

static void list_errors(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "list: {size: 1}", 7, "list", "\"list\" needs a list, not a mapping");
    refuse(t, "list: []", 7, "list", "\"list\" is an empty list");
    refuse(t, "list: [{size: 1}, 7]", 19, "list[1]", "a mapping of keys is needed here, not a value");
    refuse(t, "list: [{size: 1}, {size: 101}]", 26, "list[1].size", "at most 100");
}

static void unknown_keys(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "powr: 3", 1, "", "unknown key \"powr\"; did you mean \"power\"?");
    refuse(t, "elephants: 3", 1, "", "unknown key \"elephants\"; known here: text, count, kept");
    refuse(t, "inner: {size: 1, wrd: x}", 18, "inner", "unknown key \"wrd\"; did you mean \"word\"?");
    refuse(t, testing_text(t, "%s: 1", testing_repeat(t, "z", 100)), 1, "", "unknown key \"zzz");
}

static void missing_key_errors(void **state)
{
    struct testing *t = testing_of(state);
    static const struct field rows[] = {
        {.key = "size", .type = FIELD_NODE, .required = true, .help = "how large it is"}};
    const struct yaml_node *out = NULL;
    assert_int_equal(field_read(&t->reader, FIELD_ARRAY(rows), testing_yaml(t, "\n  note: x\n"), &out),
                     STATUS_BAD_INPUT);
    TESTING_ERROR_AT(t, 2, 3, "\"size\" is missing: how large it is");
}

static void common_keys_are_always_allowed(void **state)
{
    struct testing *t = testing_of(state);
    struct sample sample = {0};
    accept(t, "{source: book, note: careful, inner: {size: 1, assumed: guess}, list: [{size: 1, source: b}]}", &sample);
    refuse(t, "source: [a]", 9, "", "\"source\" must be a text");
    refuse(t, "assumed:", 9, "", "\"assumed\" must be a text");
    refuse(t, "note: {a: b}", 7, "", "\"note\" must be a text");
    refuse(t, "inner: {size: 1, source: ''}", 26, "inner", "\"source\" must be a text");
}

static void value_wrapper(void **state)
{
    struct testing *t = testing_of(state);
    struct sample sample = {0};
    accept(t,
           "{count: {value: 7, source: book}, power: {value: 3 W, assumed: guess, note: n}, counts: {value: [1, 2]}}",
           &sample);
    assert_int_equal(sample.count, 7);
    TESTING_EXACT(sample.power, 3);
    assert_int_equal(sample.counts.count, 2);
}

static void value_wrapper_errors(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "count: {value: 0}", 16, "count", "must be at least 1");
    refuse(t, "count: {value: {value: 1}}", 16, "count", "needs a whole number, not a mapping");
    refuse(t, "count: {source: book}", 8, "count", "needs a whole number, not a mapping");
}

static void value_wrapper_errors_beside_the_value(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "count: {value: 7, sorce: book}", 19, "count", "unknown key \"sorce\" beside \"value\"");
    refuse(t, "power: {value: 7 W, source: [a]}", 29, "power", "\"source\" must be a text");
}

static void unwrap_gives_the_value(void **state)
{
    struct testing *t = testing_of(state);
    const struct yaml_node *root =
        testing_yaml(t, "a: 1\nb: {value: 2, source: book}\nc: {value: 3, assumed: guess}\ne: {f: 5}\n");
    assert_string_equal(field_unwrap(&t->reader, testing_at(root, "a"))->text, "1");
    assert_string_equal(field_unwrap(&t->reader, testing_at(root, "b"))->text, "2");
    assert_string_equal(field_unwrap(&t->reader, testing_at(root, "c"))->text, "3");
    assert_ptr_equal(field_unwrap(&t->reader, testing_at(root, "e")), testing_at(root, "e"));
    TESTING_CLEAN(t);
}

static void read_value_by_a_row(void **state)
{
    struct testing *t = testing_of(state);
    int64_t count = 0;
    const struct field row = {.key = "n", .type = FIELD_COUNT, .low = 1, .high = 9};
    assert_int_equal(field_read_value(&t->reader, &row, testing_yaml(t, "7"), &count), STATUS_OK);
    assert_int_equal(field_read_value(&t->reader, &row, testing_yaml(t, "17"), &count), STATUS_BAD_INPUT);
    assert_int_equal(count, 7);
}

static void paths_grow_and_shrink(void **state)
{
    struct testing *t = testing_of(state);
    struct reader *reader = &t->reader;
    size_t outer = field_enter(reader, "a"), item = field_enter_item(reader, 12), inner = field_enter(reader, "b");
    assert_string_equal(reader->path, "a[12].b");
    assert_int_equal(field_error(reader, testing_yaml(t, "x"), "bad %d", 5), STATUS_BAD_INPUT);
    TESTING_ERROR_PATH(t, "a[12].b", "bad 5");
    field_leave(reader, inner);
    field_leave(reader, item);
    field_leave(reader, outer);
    assert_string_equal(reader->path, "");
}

static void paths_errors(void **state)
{
    struct testing *t = testing_of(state);
    // A path longer than its buffer is cut, and leaving still finds the way back.
    size_t lengths[40];
    for (size_t i = 0; i < 40; i++)
        lengths[i] = i % 2 ? field_enter(&t->reader, "a_rather_long_key") : field_enter_item(&t->reader, i);
    assert_true(strlen(t->reader.path) < sizeof t->reader.path);
    for (size_t i = 40; i-- > 0;)
        field_leave(&t->reader, lengths[i]);
    assert_string_equal(t->reader.path, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(read_every_type),
        TESTING_CASE(read_errors),
        TESTING_CASE(every_mistake_is_collected),
        TESTING_CASE(text_errors),
        TESTING_CASE(text_of_null_is_nothing),
        TESTING_CASE(counts_and_their_scope),
        TESTING_CASE(count_errors),
        TESTING_CASE(flag_and_choice_errors),
        TESTING_CASE(quantity_errors),
        TESTING_CASE(bounds_are_told_in_the_unit_of_the_row),
        TESTING_CASE(list_errors),
        TESTING_CASE(unknown_keys),
        TESTING_CASE(missing_key_errors),
        TESTING_CASE(common_keys_are_always_allowed),
        TESTING_CASE(value_wrapper),
        TESTING_CASE(value_wrapper_errors),
        TESTING_CASE(value_wrapper_errors_beside_the_value),
        TESTING_CASE(unwrap_gives_the_value),
        TESTING_CASE(read_value_by_a_row),
        TESTING_CASE(paths_grow_and_shrink),
        TESTING_CASE(paths_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
