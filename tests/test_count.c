// count.c: the three ways in which counts come about.
#include "testing.h"

#include "workload/count.h"

static void a_linear_layer_is_a_matrix_over_positions(void **state)
{
    (void)state;
    struct count count = {0};
    count_linear(&count, 6, 4, 5, false, true);
    TESTING_EXACT(count.parameters, 20);
    TESTING_EXACT(count.forward_flop, 240); // 2 x 6 x 4 x 5
    TESTING_EXACT(count.backward_flop, 480);
    TESTING_EXACT(count.forward_elementwise_flop, 0);
}

static void a_bias_is_elementwise(void **state)
{
    (void)state;
    struct count count = {0};
    count_linear(&count, 6, 4, 5, true, true);
    TESTING_EXACT(count.parameters, 25);
    TESTING_EXACT(count.forward_flop, 240);
    TESTING_EXACT(count.forward_elementwise_flop, 30);
}

static void inputs_without_a_gradient_save_one_product(void **state)
{
    (void)state;
    struct count count = {0};
    count_linear(&count, 6, 4, 5, true, false);
    TESTING_EXACT(count.forward_flop, 240);
    TESTING_EXACT(count.backward_flop, 240);
}

static void counts_are_added_to_what_is_there(void **state)
{
    (void)state;
    struct count count = {.parameters = 1, .forward_flop = 2, .backward_flop = 3, .forward_elementwise_flop = 4};
    count_linear(&count, 6, 4, 5, true, true);
    count_product(&count, 3, 2, 4, 5);
    TESTING_EXACT(count.parameters, 1 + 25);
    TESTING_EXACT(count.forward_flop, 2 + 240 + 240);
    TESTING_EXACT(count.backward_flop, 3 + 480 + 480);
    TESTING_EXACT(count.forward_elementwise_flop, 4 + 30);
}

static void a_product_has_two_gradients_and_no_parameters(void **state)
{
    (void)state;
    struct count count = {0};
    count_product(&count, 3, 2, 4, 5);
    TESTING_EXACT(count.parameters, 0);
    TESTING_EXACT(count.forward_flop, 240); // 2 x 3 x 2 x 4 x 5
    TESTING_EXACT(count.backward_flop, 480);
    TESTING_EXACT(count.forward_elementwise_flop, 0);
}

static void every_member_is_added_so_many_times(void **state)
{
    (void)state;
    const struct count one = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    struct count sum = {100, 200, 300, 400, 500, 600, 700, 800, 900, 1000};
    count_add(&sum, &one, 3);
    TESTING_EXACT(sum.parameters, 103);
    TESTING_EXACT(sum.shareable, 206);
    TESTING_EXACT(sum.forward_flop, 309);
    TESTING_EXACT(sum.backward_flop, 412);
    TESTING_EXACT(sum.forward_scores_flop, 515);
    TESTING_EXACT(sum.causal_saving_flop, 618);
    TESTING_EXACT(sum.forward_recurrent_flop, 721);
    TESTING_EXACT(sum.forward_elementwise_flop, 824);
    TESTING_EXACT(sum.saved_elements, 927);
    TESTING_EXACT(sum.mask_bytes, 1030);
    _Static_assert(sizeof(struct count) == 10 * sizeof(double), "a member was added: count_add and this test too");
}

static void counts_are_exact_up_to_two_to_the_53(void **state)
{
    (void)state;
    struct count count = {0};
    // 2 x 94906265 x 3 x 15817711 = 9007199231156490, a little below 2^53; in whole numbers.
    count_linear(&count, 94906265, 3, 15817711, false, false);
    TESTING_EXACT(count.forward_flop, (double)(INT64_C(2) * 94906265 * 3 * 15817711));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_linear_layer_is_a_matrix_over_positions),
        cmocka_unit_test(a_bias_is_elementwise),
        cmocka_unit_test(inputs_without_a_gradient_save_one_product),
        cmocka_unit_test(counts_are_added_to_what_is_there),
        cmocka_unit_test(a_product_has_two_gradients_and_no_parameters),
        cmocka_unit_test(every_member_is_added_so_many_times),
        cmocka_unit_test(counts_are_exact_up_to_two_to_the_53),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
