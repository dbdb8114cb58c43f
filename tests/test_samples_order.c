// samples_order.c: pieces of rows in any order, handed on in the order of their rows.
#include "testing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/samples_order.h"

struct taken {
    char text[64];
    int problem; // what the next call returns
    size_t calls;
};

static int take(void *context, const char *text, size_t length)
{
    struct taken *taken = context;
    taken->calls++;
    assert_true(strlen(taken->text) + length < sizeof taken->text);
    strncat(taken->text, text, length);
    return taken->problem;
}

static int add(struct samples_order *order, uint64_t first, uint64_t n, const char *text, struct taken *taken)
{
    char *copy = text ? strdup(text) : NULL;
    assert_int_equal(copy != NULL, text != NULL);
    return samples_order_add(order, first, n, copy, text ? strlen(text) : 0, take, taken);
}

static void texts_wait_for_those_before_them(void **state)
{
    (void)state;
    struct samples_order order;
    struct taken taken = {0};
    samples_order_init(&order);
    assert_int_equal(add(&order, 5, 2, "cc", &taken), 0);
    assert_int_equal(add(&order, 7, 1, "d", &taken), 0);
    assert_int_equal(add(&order, 2, 3, "bbb", &taken), 0);
    assert_string_equal(taken.text, "");
    assert_int_equal(order.rows, 0);
    assert_int_equal(add(&order, 0, 2, "aa", &taken), 0);
    assert_string_equal(taken.text, "aabbbccd");
    assert_int_equal(order.rows, 8);
    assert_int_equal(add(&order, 8, 1, "e", &taken), 0);
    assert_int_equal(add(&order, 10, 1, "lost", &taken), 0);
    assert_string_equal(taken.text, "aabbbccde");
    assert_int_equal(order.rows, 9);
    samples_order_free(&order);
    assert_null(order.waiting);
    samples_order_free(&order);
}

static void a_failure_ends_the_handing_on(void **state)
{
    (void)state;
    struct samples_order order;
    struct taken taken = {.problem = ENOSPC};
    samples_order_init(&order);
    assert_int_equal(add(&order, 1, 1, "b", &taken), 0);
    assert_int_equal(add(&order, 0, 1, "a", &taken), ENOSPC);
    assert_int_equal(taken.calls, 1);
    assert_int_equal(order.rows, 0);
    samples_order_free(&order);
}

// In every order of six pieces.
static void rows_without_a_text_are_counted(void **state)
{
    (void)state;
    enum { PIECES = 6 };
    static const uint64_t first[PIECES] = {0, 3, 4, 9, 11, 12}, n[PIECES] = {3, 1, 5, 2, 1, 7};
    for (unsigned permutation = 0; permutation < 720; permutation++) {
        struct samples_order order;
        size_t left[PIECES] = {0, 1, 2, 3, 4, 5};
        uint64_t added = 0;
        unsigned code = permutation;
        samples_order_init(&order);
        for (size_t count = PIECES; count > 0; count--) {
            size_t chosen = code % count, piece = left[chosen];
            code /= (unsigned)count;
            left[chosen] = left[count - 1];
            added |= 1u << piece;
            assert_int_equal(samples_order_add(&order, first[piece], n[piece], NULL, 0, NULL, NULL), 0);
            uint64_t expected = 0;
            for (size_t i = 0; i < PIECES && added >> i & 1; i++)
                expected = first[i] + n[i];
            assert_int_equal(order.rows, expected);
        }
        assert_int_equal(order.rows, 19);
        assert_null(order.waiting);
        samples_order_free(&order);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_wait_for_those_before_them),
        cmocka_unit_test(a_failure_ends_the_handing_on),
        cmocka_unit_test(rows_without_a_text_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
