#include "testing.h"

#include <string.h>

#include "base/status.h"

static void every_status_has_a_sentence(void **state)
{
    (void)state;
    for (int i = 0; i < STATUS_COUNT; i++) {
        const char *sentence = status_sentence((enum status)i);
        assert_non_null(sentence);
        assert_true(strlen(sentence) > 0);
        // They end up after "flopcast: " and are told apart by their words alone.
        assert_int_not_equal(sentence[strlen(sentence) - 1], '.');
        for (int j = 0; j < i; j++)
            assert_string_not_equal(sentence, status_sentence((enum status)j));
    }
}

static void exit_codes_follow_the_contract(void **state)
{
    (void)state;
    assert_int_equal(status_exit_code(STATUS_OK), 0);
    assert_int_equal(status_exit_code(STATUS_UNREACHABLE), 1);
    assert_int_equal(status_exit_code(STATUS_BAD_INPUT), 2);
    assert_int_equal(status_exit_code(STATUS_NO_MEMORY), 3);
    assert_int_equal(status_exit_code(STATUS_IO), 3);
}

static void only_ok_is_zero(void **state)
{
    (void)state;
    // Callers write `if (status)`; and a shell must not take a failure for success.
    assert_int_equal(STATUS_OK, 0);
    for (int i = 1; i < STATUS_COUNT; i++) {
        assert_true(status_exit_code((enum status)i) >= 1);
        assert_true(status_exit_code((enum status)i) <= 3);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_has_a_sentence),
        cmocka_unit_test(exit_codes_follow_the_contract),
        cmocka_unit_test(only_ok_is_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
