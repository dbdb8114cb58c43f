// scope.c: names, what they stand for, and which of them were used.
#include "testing.h"

#include <string.h>

#include "read/scope.h"

static const int64_t some[] = {1, 2, 3};

static const struct symbol *find(const struct scope *scope, const char *name)
{
    return scope_find(scope, name, strlen(name));
}

static void a_name_is_found_whole(void **state)
{
    (void)state;
    struct symbol symbols[] = {{.name = "width", .number = 8}, {.name = "wid", .number = 9}};
    const struct scope scope = {.symbols = symbols, .count = 2, .declared = 2};
    assert_int_equal(find(&scope, "width")->number, 8);
    assert_int_equal(find(&scope, "wid")->number, 9);
    assert_null(find(&scope, "widt"));
    assert_null(find(&scope, "widths"));
    assert_null(find(&scope, ""));
    // The name may stand inside a longer text.
    assert_int_equal(scope_find(&scope, "width + 1", 5)->number, 8);
    assert_int_equal(scope_find(&scope, "width + 1", 3)->number, 9);
    assert_null(scope_find(NULL, "width", 5));
}

static void the_innermost_name_counts(void **state)
{
    (void)state;
    struct symbol outer_symbols[] = {{.name = "width", .number = 1}, {.name = "heads", .number = 2}};
    struct symbol inner_symbols[] = {{.name = "width", .number = 3}, {.name = "width", .number = 4}};
    const struct scope outer = {.symbols = outer_symbols, .count = 2, .declared = 2};
    const struct scope inner = {.symbols = inner_symbols, .count = 1, .declared = 1, .outer = &outer};
    assert_int_equal(find(&inner, "width")->number, 3);
    assert_int_equal(find(&inner, "heads")->number, 2);
    assert_int_equal(find(&outer, "width")->number, 1);
    const struct scope twice = {.symbols = inner_symbols, .count = 2, .declared = 2, .outer = &outer};
    assert_int_equal(find(&twice, "width")->number, 4); // the last one said
}

static void a_name_that_is_found_was_used(void **state)
{
    (void)state;
    struct symbol outer_symbols[] = {{.name = "width"}, {.name = "heads"}};
    struct symbol inner_symbols[] = {{.name = "width"}};
    const struct scope outer = {.symbols = outer_symbols, .count = 2, .declared = 2};
    const struct scope inner = {.symbols = inner_symbols, .count = 1, .declared = 1, .outer = &outer};
    (void)find(&inner, "width");
    assert_true(inner_symbols[0].used);
    assert_false(outer_symbols[0].used); // it stands behind the other one
    (void)find(&inner, "heads");
    assert_true(outer_symbols[1].used);
    assert_null(find(&inner, "layers"));
}

static void what_is_only_declared_has_no_value(void **state)
{
    (void)state;
    struct symbol symbols[] = {{.name = "width", .number = 8}, {.name = "heads", .number = 9}};
    const struct scope scope = {.symbols = symbols, .count = 1, .declared = 2};
    assert_null(find(&scope, "heads"));
    assert_false(symbols[1].used);
}

static void a_symbol_keeps_its_kind(void **state)
{
    (void)state;
    struct symbol symbols[] = {{.name = "depths", .kind = SYMBOL_LIST, .list = some, .count = 3},
                               {.name = "activation", .kind = SYMBOL_TEXT, .text = "swish"}};
    const struct scope scope = {.symbols = symbols, .count = 2, .declared = 2};
    assert_int_equal(find(&scope, "depths")->kind, SYMBOL_LIST);
    assert_ptr_equal(find(&scope, "depths")->list, some);
    assert_string_equal(find(&scope, "activation")->text, "swish");
}

static void names_are_listed_from_the_innermost_outwards(void **state)
{
    (void)state;
    struct symbol outer_symbols[] = {{.name = "a"}, {.name = "b"}, {.name = "later"}};
    struct symbol inner_symbols[] = {{.name = "c"}};
    const struct scope outer = {.symbols = outer_symbols, .count = 2, .declared = 3};
    const struct scope inner = {.symbols = inner_symbols, .count = 1, .declared = 1, .outer = &outer};
    const char *names[4] = {NULL};
    assert_int_equal(scope_names(&inner, names, 4), 3);
    assert_string_equal(names[0], "c");
    assert_string_equal(names[1], "a");
    assert_string_equal(names[2], "b");
    assert_null(names[3]);
    assert_false(outer_symbols[0].used); // listing is no use
    assert_int_equal(scope_names(&inner, names, 2), 2);
    assert_int_equal(scope_names(&inner, names, 0), 0);
    assert_int_equal(scope_names(NULL, names, 4), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(a_name_is_found_whole),         TESTING_CASE(the_innermost_name_counts),
        TESTING_CASE(a_name_that_is_found_was_used), TESTING_CASE(what_is_only_declared_has_no_value),
        TESTING_CASE(a_symbol_keeps_its_kind),       TESTING_CASE(names_are_listed_from_the_innermost_outwards),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
