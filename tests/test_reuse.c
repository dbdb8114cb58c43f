// reuse.c: a further use of a matrix costs what the first did, but holds no parameters.
#include "testing.h"
#include "workload/reuse.h"

static void a_further_use_has_no_parameters(void **state)
{
    (void)state;
    static const struct place places[] = {
        {0}, {.gradient = true}, {.frozen = true}, {.frozen = true, .lora = 4}, {.frozen = true, .gradient = true}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct count first = {0}, again = {0};
        bool gradient = places[i].gradient;
        assert_int_equal(reuse_linear(&again, &places[i], 6, 8, 5, true, gradient),
                         count_linear(&first, &places[i], 6, 8, 5, true, gradient));
        TESTING_EXACT(again.parameters, 0);
        TESTING_EXACT(again.adapter_parameters, 0);
        TESTING_EXACT(again.forward_flop, first.forward_flop);
        TESTING_EXACT(again.backward_flop, first.backward_flop);
        TESTING_EXACT(again.forward_elementwise_flop, first.forward_elementwise_flop);
        assert_true(first.parameters >= 45);
    }
}

static void a_further_use_adds_to_what_is_counted(void **state)
{
    (void)state;
    struct count count = {.parameters = 7, .forward_flop = 100, .backward_flop = 200};
    const struct place place = {.gradient = true};
    assert_true(reuse_linear(&count, &place, 6, 8, 5, false, true));
    TESTING_EXACT(count.parameters, 7);
    TESTING_EXACT(count.forward_flop, 100 + 480);
    TESTING_EXACT(count.backward_flop, 200 + 960);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(a_further_use_has_no_parameters),
        TESTING_CASE(a_further_use_adds_to_what_is_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
