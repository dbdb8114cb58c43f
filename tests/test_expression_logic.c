// expression.c: division that rounds, comparisons, logic, conditions, extremes and lists.
#include "evaluating.h"

static void floor_division_rounds_down(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t value;
    } rows[] = {
        {"7 // 2", 3},
        {"-7 // 2", -4},
        {"7 // -2", -4},
        {"-7 // -2", 3},
        {"6 // 3", 2},
        {"-6 // 3", -2},
        {"0 // 5", 0},
        {"-1 // 1000", -1},
        {"width // 5", 153},
        {"7 // -1", -7},
        {"least // 2", INT64_MIN / 2},
        {"least // 1", INT64_MIN},
        {"100 // 7 // 2", 7}, // from the left
        {"7//2", 3},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(value_of(rows[i].text), rows[i].value);
    refuse("1 // 0", "division by zero");
    refuse("1 // zero", "division by zero");
    refuse("least // -1", "overflow");
}

static void remainder_has_the_sign_of_the_divisor(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t value;
    } rows[] = {
        {"7 % 3", 1},     {"-7 % 3", 2},    {"7 % -3", -2},   {"-7 % -3", -1},  {"6 % 3", 0},      {"-6 % 3", 0},
        {"0 % 3", 0},     {"7 % -1", 0},    {"-7 % 1", 0},    {"width % 5", 3}, {"5%2", 1},        {"17 % 10 % 4", 3},
        {"2 * 7 % 4", 2}, {"1 + 7 % 4", 4}, {"least % 2", 0}, {"most % 2", 1},  {"least % -1", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(value_of(rows[i].text), rows[i].value);
    refuse("1 % 0", "division by zero");
}

// a = b * (a // b) + a % b, and the remainder lies between 0 and b.
static void quotient_and_remainder_belong_together(void **state)
{
    struct testing *t = testing_of(state);
    for (int a = -13; a <= 13; a++)
        for (int b = -5; b <= 5; b++) {
            if (b == 0)
                continue;
            int64_t quotient = value_of(testing_text(t, "%d // %d", a, b));
            int64_t remainder = value_of(testing_text(t, "%d %% %d", a, b));
            assert_int_equal(b * quotient + remainder, a);
            assert_true(b > 0 ? remainder >= 0 && remainder < b : remainder <= 0 && remainder > b);
        }
}

static void comparisons_are_one_or_zero(void **state)
{
    (void)state;
    static const struct {
        const char *sign;
        int64_t less, same, more; // of 2, 3 and 4 to 3
    } rows[] = {{"==", 0, 1, 0}, {"!=", 1, 0, 1}, {"<", 1, 0, 0}, {"<=", 1, 1, 0}, {">", 0, 0, 1}, {">=", 0, 1, 1}};
    struct testing *t = testing_of(state);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(value_of(testing_text(t, "2 %s 3", rows[i].sign)), rows[i].less);
        assert_int_equal(value_of(testing_text(t, "3%s3", rows[i].sign)), rows[i].same);
        assert_int_equal(value_of(testing_text(t, "4 %s 3", rows[i].sign)), rows[i].more);
    }
    assert_int_equal(value_of("least < most"), 1);
    assert_int_equal(value_of("1 + 1 == 2"), 1);
    assert_int_equal(value_of("2 * (3 < 4) + 1"), 3);
    refuse("1 < 2 < 3", "not a whole number or an expression"); // not what it says in mathematics: refused
    refuse("1 = 1", "not a whole number or an expression");
    refuse("1 <> 2", "not a whole number");
    refuse("1 ==", "not a whole number");
    refuse("== 1", "not a whole number");
}

static void logic_is_one_or_zero(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t value;
    } rows[] = {
        {"1 and 1", 1},
        {"1 and 0", 0},
        {"0 or 0", 0},
        {"0 or 7", 1},
        {"5 or 0", 1},
        {"5 and 7", 1},
        {"not 0", 1},
        {"not 5", 0},
        {"not not 5", 1},
        {"not not not 5", 0},
        {"not(1)", 0},
        {"true", 1},
        {"false", 0},
        {"true and not false", 1},
        {"1 or 0 and 0", 1},   // `and` binds closer
        {"0 and 0 or 1", 1},   //
        {"(1 or 0) and 0", 0}, //
        {"not 1 == 2", 1},     // `not` of the whole comparison
        {"not 0 and 0", 0},    // of the first alone
        {"width > 5 and heads > 5", 1},
        {"width > 5 and heads > 50 or layers == 6", 1},
        {"1 == 1 or 1", 1},
        {"-1 and -1", 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (value_of(rows[i].text) != rows[i].value)
            fail_msg("\"%s\" is %lld", rows[i].text, (long long)value_of(rows[i].text));
    refuse("1 and", "not a whole number");
    refuse("and 1", "unknown size \"and\"");
    refuse("1 or or 1", "unknown size \"or\"");
    refuse("not", "not a whole number");
    refuse("1 not 2", "not a whole number or an expression");
    refuse("1 + not 1", "unknown size \"not\""); // as in Python: `not` binds less than +
    refuse("1 andy 1", "not a whole number or an expression");
}

static void what_is_settled_is_not_evaluated(void **state)
{
    (void)state;
    assert_int_equal(value_of("0 and 1 / 0"), 0);
    assert_int_equal(value_of("1 or 1 / 0"), 1);
    assert_int_equal(value_of("0 and most + 1"), 0);
    assert_int_equal(value_of("0 and depths[9]"), 0);
    assert_int_equal(value_of("1 or depths"), 1);
    assert_int_equal(value_of("0 and (1 or 1 / 0) or 3"), 1);
    assert_int_equal(value_of("0 and not depths[9]"), 0);
    refuse("1 and 1 / 0", "division by zero");
    refuse("0 or 1 / 0", "division by zero");
    refuse("0 and 0 or 1 / 0", "division by zero");
    // It is read all the same: a misspelled name is a mistake wherever it stands.
    refuse("0 and widht", "unknown size \"widht\"");
    refuse("1 or (2", "a \")\" is missing");
}

static void conditions(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t value;
    } rows[] = {
        {"1 if true else 2", 1},
        {"1 if false else 2", 2},
        {"1 if -3 else 2", 1},
        {"width if heads > 5 else 0", 768},
        {"width if heads < 5 else 0", 0},
        {"1 + 2 if 1 else 5", 3}, // all that stands before it
        {"5 if 0 else 1 + 2", 3}, // and after it
        {"1 + (2 if 1 else 5)", 3},
        {"1 if 0 else 2 if 0 else 3", 3},
        {"1 if 0 else 2 if 1 else 3", 2},
        {"1 if 1 else 2 if 0 else 3", 1},
        {"(1 if 0 else 2) if 1 else 3", 2},
        {"1 if (0 if 1 else 1) else 2", 2},
        {"0 or 0 if 0 or 1 else 7", 0},
        {"7 if not 1 else 8", 8},
        {"min(1 if 0 else 5, 4)", 4},
        {"depths[0 if 1 else 2]", 3},
        {"(2)if(1)else(3)", 2},
        {"(1 if 1 else 2) + (3 if 0 else 4)", 5},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (value_of(rows[i].text) != rows[i].value)
            fail_msg("\"%s\" is %lld", rows[i].text, (long long)value_of(rows[i].text));
    refuse("1 if 1", "a \"else\" is missing");
    refuse("1 if else 2", "unknown size \"else\"");
    refuse("1 else 2", "not a whole number or an expression");
    refuse("if 1 else 2", "unknown size \"if\"");
    refuse("1 if 1 else", "not a whole number");
    refuse("(1 if 1) else 2", "a \"else\" is missing");
}

static void what_a_condition_leaves_out_is_not_evaluated(void **state)
{
    (void)state;
    assert_int_equal(value_of("1 / 0 if 0 else 2"), 2);
    assert_int_equal(value_of("2 if 1 else 1 / 0"), 2);
    assert_int_equal(value_of("width / zero if zero else width"), 768);
    assert_int_equal(value_of("most * 2 if 0 else 3"), 3);
    assert_int_equal(value_of("depths[7] if 7 < 4 else 9"), 9);
    assert_int_equal(value_of("activation if 0 else 9"), 9);
    assert_int_equal(value_of("1 / 0 if (1 / 0 if 0 else 0) else 4"), 4);
    assert_int_equal(value_of("min(1 / 0, 2) if 0 else 4"), 4);
    refuse("1 / 0 if 1 else 2", "division by zero");
    refuse("2 if 0 else 1 / 0", "division by zero");
    refuse("2 if 1 / 0 else 3", "division by zero");
    refuse("widht if 0 else 3", "unknown size \"widht\"");
    refuse("3 if 1 else widht", "unknown size \"widht\"");
}

static void extremes(void **state)
{
    (void)state;
    assert_int_equal(value_of("min(3, 5)"), 3);
    assert_int_equal(value_of("min(5, 3)"), 3);
    assert_int_equal(value_of("max(3, 5)"), 5);
    assert_int_equal(value_of("max(5,3)"), 5);
    assert_int_equal(value_of("max(-5, -3)"), -3);
    assert_int_equal(value_of("min(4, 4)"), 4);
    assert_int_equal(value_of("max(width / heads, 2 * 16)"), 64);
    assert_int_equal(value_of("min(max(1, 2), max(3, 4)) + 1"), 3);
    assert_int_equal(value_of("min (1, 2)"), 1);
    refuse("min(1)", "a \",\" is missing");
    refuse("min(1, 2, 3)", "a \")\" is missing");
    refuse("min(1, 2", "a \")\" is missing");
    refuse("min 1, 2", "a \"(\" is missing");
    refuse("max", "a \"(\" is missing");
    refuse("min()", "not a whole number");
    refuse("minimum(1, 2)", "unknown size \"minimum\"");
}

// A word is a size before it is anything else.
static void sizes_may_be_called_like_what_expressions_know(void **state)
{
    (void)state;
    struct symbol symbols[] = {{.name = "min", .number = 7}, {.name = "true", .number = 8}};
    const struct scope scope = {.symbols = symbols, .count = 2, .declared = 2};
    char message[EXPRESSION_MESSAGE_SIZE] = "";
    int64_t value = 0;
    assert_true(expression_value("min + true", &scope, &value, message));
    assert_int_equal(value, 15);
    assert_true(expression_value("max(min, 9)", &scope, &value, message));
    assert_int_equal(value, 9);
    assert_true(expression_value("min(1, 2) if false else 3", NULL, &value, message));
    assert_int_equal(value, 3);
}

static void items_of_lists(void **state)
{
    (void)state;
    assert_int_equal(value_of("depths[0]"), 3);
    assert_int_equal(value_of("depths[3]"), 3);
    assert_int_equal(value_of("depths[layers - 5]"), 4);
    assert_int_equal(value_of("depths [ 2 ] * 2"), 12);
    assert_int_equal(value_of("depths[depths[0]]"), 3);
    assert_int_equal(value_of("depths[1] + depths[2]"), 10);
    assert_int_equal(value_of("depths[min(7, 2)]"), 6);
    refuse("depths[4]", "\"depths\" has no item 4; its 4 items count from 0");
    refuse("depths[-1]", "\"depths\" has no item -1; its 4 items count from 0");
    refuse("depths[most]", "\"depths\" has no item 9223372036854775807");
    refuse("depths", "\"depths\" is a list; say which item, as in \"depths[0]\"");
    refuse("2 * depths", "\"depths\" is a list");
    refuse("width[0]", "\"width\" is no list");
    refuse("activation[0]", "\"activation\" is no list");
    refuse("depths[0", "a \"]\" is missing");
    refuse("depths[]", "not a whole number");
    refuse("depths[0][0]", "not a whole number or an expression");
    refuse("[0]", "not a whole number");
    refuse("deepths[0]", "did you mean \"depths\"?");
}

static void texts_are_no_numbers(void **state)
{
    (void)state;
    refuse("activation", "\"activation\" is the text \"swish\", not a number");
    refuse("activation == 1", "\"activation\" is the text \"swish\", not a number");
}

// Parentheses, brackets, arguments and what follows an `else` all count.
static void depth_is_limited(void **state)
{
    struct testing *t = testing_of(state);
    const char *otherwise = testing_repeat(t, "0 if 0 else ", EXPRESSION_DEPTH_MAX);
    assert_int_equal(value_of(testing_text(t, "%s7", otherwise)), 7);
    refuse(testing_text(t, "0 if 0 else %s7", otherwise), "nested deeper than 16");
    const char *open = testing_repeat(t, "min(1, ", EXPRESSION_DEPTH_MAX),
               *close = testing_repeat(t, ")", EXPRESSION_DEPTH_MAX);
    assert_int_equal(value_of(testing_text(t, "%s1%s", open, close)), 1);
    refuse(testing_text(t, "min(1, %s1%s)", open, close), "nested deeper than 16");
    refuse(testing_repeat(t, "depths[", 1000), "nested deeper than 16");
    refuse(testing_repeat(t, "1 if 1 else ", 100000), "nested deeper than 16");
}

// Whatever their length, these cost time in proportion, and no stack.
static void long_texts_cost_little(void **state)
{
    struct testing *t = testing_of(state);
    assert_int_equal(value_of(testing_text(t, "%s7", testing_repeat(t, "not ", 1000000))), 1);
    assert_int_equal(value_of(testing_text(t, "%s0 if 1 else 2", testing_repeat(t, "(1) + ", 200000))), 200000);
    assert_int_equal(value_of(testing_text(t, "0%s", testing_repeat(t, " or 0", 100000))), 0);
    // Each level reads what a condition decides on twice; the levels do not multiply.
    const char *nested = "1";
    for (int i = 0; i < EXPRESSION_DEPTH_MAX; i++)
        nested = testing_text(t, "(%s) if 1 else 0", nested);
    assert_int_equal(value_of(nested), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(floor_division_rounds_down),
        TESTING_CASE(remainder_has_the_sign_of_the_divisor),
        TESTING_CASE(quotient_and_remainder_belong_together),
        TESTING_CASE(comparisons_are_one_or_zero),
        TESTING_CASE(logic_is_one_or_zero),
        TESTING_CASE(what_is_settled_is_not_evaluated),
        TESTING_CASE(conditions),
        TESTING_CASE(what_a_condition_leaves_out_is_not_evaluated),
        TESTING_CASE(extremes),
        TESTING_CASE(sizes_may_be_called_like_what_expressions_know),
        TESTING_CASE(items_of_lists),
        TESTING_CASE(texts_are_no_numbers),
        TESTING_CASE(depth_is_limited),
        TESTING_CASE(long_texts_cost_little),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
