// expression.c: numbers, names and arithmetic. Conditions, comparisons and lists are in test_expression_logic.c.
#include "evaluating.h"

static void numbers(void **state)
{
    (void)state;
    assert_int_equal(value_of("12"), 12);
    assert_int_equal(value_of("1e6"), 1000000);
    assert_int_equal(value_of("2.5e3"), 2500);
    assert_int_equal(value_of("-3"), -3);
    assert_int_equal(value_of("+3"), 3);
    assert_int_equal(value_of("007"), 7);
    assert_int_equal(value_of("0"), 0);
    assert_int_equal(value_of("9007199254740991"), 9007199254740991);
    assert_int_equal(value_of("-9007199254740991"), -9007199254740991);
}

static void numbers_errors(void **state)
{
    (void)state;
    refuse("1.5", "not a whole number");
    refuse("1e-3", "not a whole number");
    refuse("1e17", "2^53");
    refuse("9007199254740994", "2^53");
    refuse("-1e17", "2^53");
    refuse("1e400", "beyond the range");
    refuse("nan", "unknown size \"nan\"");
    refuse("inf", "unknown size \"inf\"");
    refuse("0x10", "\"0x10\"");
    refuse("1_000", "");
    refuse("12 GiB", "");
    refuse("50 %", "\"\" is not a whole number");
}

static void numbers_beyond_2_53_are_not_rounded(void **state)
{
    (void)state;
    // 2^53 + 1 is no double: read as one it would silently become 2^53.
    refuse("9007199254740993", "2^53");
    refuse("-9007199254740993", "2^53");
    refuse("9007199254740992", "2^53"); // may have been 2^53 + 1 in the text
}

static void names(void **state)
{
    (void)state;
    assert_int_equal(value_of("width"), 768);
    assert_int_equal(value_of(" width "), 768);
    assert_int_equal(value_of("one_less"), -1);
    assert_int_equal(value_of("most"), INT64_MAX);
    assert_int_equal(value_of("least"), INT64_MIN);
}

static void names_errors(void **state)
{
    (void)state;
    refuse("widht", "unknown size \"widht\"; did you mean \"width\"?");
    refuse("vocab", "did you mean \"vocabulary\"?");
    refuse("4 * headz", "did you mean \"heads\"?");
    refuse("Width2", "unknown size \"Width2\"");
    refuse("elephant", "unknown size \"elephant\"");
    refuse("widthheads", "unknown size");
    // Without a scope there are only numbers.
    char message[EXPRESSION_MESSAGE_SIZE] = "";
    int64_t value = 0;
    assert_false(expression_value("width", NULL, &value, message));
    TESTING_CONTAINS(message, "\"width\" is not a whole number");
    assert_true(expression_value("2 * 3", NULL, &value, message));
    assert_int_equal(value, 6);
}

static void names_that_stand_below_errors(void **state)
{
    (void)state;
    // A size may use those above it: the names behind `count` are known, and have no value yet.
    const struct scope scope = {.symbols = evaluating_symbols, .count = 2, .declared = 4};
    char message[EXPRESSION_MESSAGE_SIZE] = "";
    int64_t value = 0;
    assert_true(expression_value("width / heads", &scope, &value, message));
    assert_false(expression_value("2 * layers", &scope, &value, message));
    TESTING_CONTAINS(message, "size \"layers\" stands below");
    assert_false(expression_value("most", &scope, &value, message));
    TESTING_CONTAINS(message, "unknown size \"most\"");
}

static void precedence(void **state)
{
    (void)state;
    assert_int_equal(value_of("2 + 3 * 4"), 14);
    assert_int_equal(value_of("2 * 3 + 4"), 10);
    assert_int_equal(value_of("10 - 4 - 3"), 3);
    assert_int_equal(value_of("100 / 10 / 5"), 2);
    assert_int_equal(value_of("100 / 10 * 5"), 50);
    assert_int_equal(value_of("1 + 2 - 3 * 4 / 6"), 1);
    assert_int_equal(value_of("3 * -2"), -6);
    assert_int_equal(value_of("3 - -2"), 5);
    assert_int_equal(value_of("4 * width"), 3072);
    assert_int_equal(value_of("4*width"), 3072);
    assert_int_equal(value_of("layers + 2"), 8);
    assert_int_equal(value_of("12*layers-1"), 71);
    assert_int_equal(value_of("1+1"), 2);
    assert_int_equal(value_of("5 -3"), 2);
}

static void parentheses(void **state)
{
    (void)state;
    assert_int_equal(value_of("(2 + 3) * 4"), 20);
    assert_int_equal(value_of("2 * (3 + (4 - 1)) * 2"), 24);
    assert_int_equal(value_of("( ( 7 ) )"), 7);
    assert_int_equal(value_of("10 - (4 - 3)"), 9);
    assert_int_equal(value_of("2*(width/heads)"), 128);
    // Depth counts what is open, not what was opened.
    assert_int_equal(value_of("(1)+(1)+(1)+(1)+(1)+(1)+(1)+(1)+(1)+(1)+(1)+(1)+(1)+(1)+(1)+(1)+(1)+(1)+(1)+(1)"), 20);
}

static void parentheses_errors(void **state)
{
    struct testing *t = testing_of(state);
    refuse("(1", "a \")\" is missing");
    refuse("(1 + (2)", "a \")\" is missing");
    refuse("1)", "not a whole number or an expression");
    refuse("()", "not a whole number");
    refuse("(1 2)", "a \")\" is missing");
    refuse("width(2)", "not a whole number or an expression");
    const char *open = testing_repeat(t, "(", EXPRESSION_DEPTH_MAX),
               *close = testing_repeat(t, ")", EXPRESSION_DEPTH_MAX);
    assert_int_equal(value_of(testing_text(t, "%s1%s", open, close)), 1);
    refuse(testing_text(t, "(%s1%s)", open, close), "nested deeper than 16");
    refuse(testing_repeat(t, "(", 1000000), "nested deeper than 16");
}

static void division_is_exact(void **state)
{
    (void)state;
    assert_int_equal(value_of("width / heads"), 64);
    assert_int_equal(value_of("0 / 5"), 0);
    assert_int_equal(value_of("-12 / 4"), -3);
    assert_int_equal(value_of("12 / -4"), -3);
    assert_int_equal(value_of("12 / -1"), -12);
}

static void division_errors(void **state)
{
    (void)state;
    refuse("width / 5", "768 does not divide by 5");
    refuse("1 / 2 * 2", "1 does not divide by 2");
    refuse("-7 / 2", "-7 does not divide by 2");
    refuse("1 / 0", "division by zero");
    refuse("0 / zero", "division by zero");
    refuse("least / zero", "division by zero");
    refuse("least / one_less", "overflow");
    refuse("least / -1", "overflow");
}

static void limits(void **state)
{
    (void)state;
    assert_int_equal(value_of("most + zero"), INT64_MAX);
    assert_int_equal(value_of("least - zero"), INT64_MIN);
    assert_int_equal(value_of("most + least"), -1);
    assert_int_equal(value_of("most / 7"), INT64_MAX / 7);
    assert_int_equal(value_of("most * -1"), -INT64_MAX);
    assert_int_equal(value_of("least / 2"), INT64_MIN / 2);
}

static void limits_errors(void **state)
{
    (void)state;
    refuse("most + 1", "overflow");
    refuse("least - 1", "overflow");
    refuse("least + -1", "overflow");
    refuse("most * 2", "overflow");
    refuse("least * -1", "overflow");
    refuse("0 - least", "overflow");
    refuse("9007199254740991 * 1025", "overflow");
    // An overflow in between is one, even where the end result would fit.
    refuse("most * 2 / 2", "overflow");
}

static void value_errors(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const broken[] = {
        "",    " ",   "+",   "1 +", "* 2", "1 + * 2", "1 //",     "2 ** 3", "1 2",    "a b", "1;", "2 ^ 3", "5 %",
        "\t1", "1\t", "1\n", "1,2", "--1", "1.",      "\xC3\xA9", "\"1\"",  "-width", "- 1", "=1", "1 +)",  "\x01"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        char message[EXPRESSION_MESSAGE_SIZE] = "";
        int64_t value = 0;
        bool taken = expression_value(broken[i], &evaluating_scope, &value, message);
        // "1." is a whole number to units_number, and harmless.
        if (strcmp(broken[i], "1.") == 0)
            continue;
        if (taken)
            fail_msg("\"%s\" was taken as %lld", broken[i], (long long)value);
        assert_true(strlen(message) > 0);
    }
    // Long texts are cut in messages.
    refuse(testing_repeat(t, "x", 100000), "unknown size");
    refuse(testing_repeat(t, "9", 100000), "beyond the range");
    refuse(testing_text(t, "1 %s", testing_repeat(t, "?", 100000)), "expression of sizes");
    const char *sum = testing_text(t, "1%s", testing_repeat(t, " + 1", 100000));
    assert_int_equal(value_of(sum), 100001);
}

static void long_names_of_sizes_are_cut_in_messages(void **state)
{
    struct testing *t = testing_of(state);
    struct symbol symbol = {.name = testing_repeat(t, "width", 12), .number = 1};
    int64_t value = 1;
    const struct scope scope = {.symbols = &symbol, .count = 1, .declared = 1};
    char message[EXPRESSION_MESSAGE_SIZE];
    memset(message, '!', sizeof message);
    assert_false(expression_value(testing_text(t, "%sx", symbol.name), &scope, &value, message));
    assert_non_null(memchr(message, '\0', sizeof message));
    TESTING_CONTAINS(message, "unknown size");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(numbers),
        TESTING_CASE(numbers_errors),
        TESTING_CASE(numbers_beyond_2_53_are_not_rounded),
        TESTING_CASE(names),
        TESTING_CASE(names_errors),
        TESTING_CASE(names_that_stand_below_errors),
        TESTING_CASE(precedence),
        TESTING_CASE(parentheses),
        TESTING_CASE(parentheses_errors),
        TESTING_CASE(division_is_exact),
        TESTING_CASE(division_errors),
        TESTING_CASE(limits),
        TESTING_CASE(limits_errors),
        TESTING_CASE(value_errors),
        TESTING_CASE(long_names_of_sizes_are_cut_in_messages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
