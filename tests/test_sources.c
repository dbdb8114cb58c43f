#include "testing.h"

#include <string.h>

#include "read/sources.h"

static void accept(struct testing *t, const char *text)
{
    sources_check(testing_yaml(t, text), &t->diag);
    TESTING_CLEAN(t);
}

static void numbers_under_a_source(void **state)
{
    struct testing *t = testing_of(state);
    accept(t, "source: book\na: 1\nb: {c: [2, 3 W], d: {e: 4}}\n");
    accept(t, "a: {value: 3, source: book}\nb: {triangular: [1, 2, 3], assumed: a range}\n");
    accept(t, "a: {assumed: a range, b: {c: 1}}\n");
    accept(t, "list: [{a: 1, source: x}, {a: 2, assumed: y}]\n");
}

static void words_need_no_source(void **state)
{
    struct testing *t = testing_of(state);
    accept(t, "device: v100\nflag: true\nnone: ~\nnote: 3 of 4\ndescription: 12 layers\nempty:\nlist: [a, b]\n");
    // In quotes it is a text, whatever it looks like.
    accept(t, "name: '12'\n");
    // A size by name is vouched for where the name is.
    accept(t, "width: wide / heads\n");
}

static void check_errors(void **state)
{
    struct testing *t = testing_of(state);
    sources_check(testing_yaml(t, "a: 1\nb: {c: 2 GiB}\nd: [x, -3.5]\ne: {value: 4, source: book}\nf: 35 %\n"),
                  &t->diag);
    TESTING_ERRORS(t, 4);
    TESTING_ERROR_AT(t, 1, 4, "\"1\" has no source");
    TESTING_ERROR_AT(t, 2, 8, "\"2 GiB\" has no source: cite one, or say \"assumed\"");
    TESTING_ERROR_AT(t, 3, 8, "\"-3.5\" has no source");
    TESTING_ERROR_AT(t, 5, 4, "\"35 %\" has no source");
}

static void source_reaches_down_only(void **state)
{
    struct testing *t = testing_of(state);
    sources_check(testing_yaml(t, "a: {source: book, b: 1}\nc: 2\nd: [{source: book}, {e: 3}]\n"), &t->diag);
    TESTING_ERRORS(t, 2);
    TESTING_ERROR_AT(t, 2, 4, "\"2\" has no source");
    TESTING_ERROR_AT(t, 3, 25, "\"3\" has no source");
}

static void shared_number_is_one_mistake(void **state)
{
    struct testing *t = testing_of(state);
    sources_check(testing_yaml(t, "a: &x [1]\nb: *x\nc: *x\n"), &t->diag);
    TESTING_ERRORS(t, 1);
}

static void null_source_vouches_for_nothing(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const texts[] = {"source:\na: 1\n", "source: ~\na: 1\n", "assumed: null\na: 1\n",
                                        "source: ''\na: 1\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        sources_check(testing_yaml(t, texts[i]), &t->diag);
        TESTING_ERROR_AT(t, 2, 4, "\"1\" has no source");
        testing_forget(t);
    }
}

static void check_of_a_scalar_root(void **state)
{
    struct testing *t = testing_of(state);
    accept(t, "word");
    sources_check(testing_yaml(t, "12"), &t->diag);
    TESTING_ERROR_AT(t, 1, 1, "has no source");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(numbers_under_a_source),
        TESTING_CASE(words_need_no_source),
        TESTING_CASE(check_errors),
        TESTING_CASE(source_reaches_down_only),
        TESTING_CASE(shared_number_is_one_mistake),
        TESTING_CASE(null_source_vouches_for_nothing),
        TESTING_CASE(check_of_a_scalar_root),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
