// count.c: the three ways in which counts come about, and what their gradients cost.
#include "testing.h"

#include "workload/count.h"

static const struct place trained = {0}, frozen = {.frozen = true}, adapted = {.frozen = true, .lora = 2};

static void a_linear_layer_is_a_matrix_over_positions(void **state)
{
    (void)state;
    struct count count = {0};
    assert_true(count_linear(&count, &trained, 6, 4, 5, false, true));
    TESTING_EXACT(count.parameters, 20);
    TESTING_EXACT(count.forward_flop, 240); // 2 x 6 x 4 x 5
    TESTING_EXACT(count.backward_flop, 480);
    TESTING_EXACT(count.forward_elementwise_flop, 0);
}

static void a_bias_is_elementwise(void **state)
{
    (void)state;
    struct count count = {0};
    count_linear(&count, &trained, 6, 4, 5, true, true);
    TESTING_EXACT(count.parameters, 25);
    TESTING_EXACT(count.forward_flop, 240);
    TESTING_EXACT(count.forward_elementwise_flop, 30);
}

static void inputs_without_a_gradient_save_one_product(void **state)
{
    (void)state;
    struct count count = {0};
    assert_true(count_linear(&count, &trained, 6, 4, 5, true, false)); // its result needs one all the same
    TESTING_EXACT(count.forward_flop, 240);
    TESTING_EXACT(count.backward_flop, 240);
}

static void counts_are_added_to_what_is_there(void **state)
{
    (void)state;
    struct count count = {.parameters = 1, .forward_flop = 2, .backward_flop = 3, .forward_elementwise_flop = 4};
    count_linear(&count, &trained, 6, 4, 5, true, true);
    count_product(&count, 3, 2, 4, 5, true, true);
    TESTING_EXACT(count.parameters, 1 + 25);
    TESTING_EXACT(count.forward_flop, 2 + 240 + 240);
    TESTING_EXACT(count.backward_flop, 3 + 480 + 480);
    TESTING_EXACT(count.forward_elementwise_flop, 4 + 30);
}

static void a_product_has_two_gradients_and_no_parameters(void **state)
{
    (void)state;
    struct count count = {0};
    count_product(&count, 3, 2, 4, 5, true, true);
    TESTING_EXACT(count.parameters, 0);
    TESTING_EXACT(count.forward_flop, 240); // 2 x 3 x 2 x 4 x 5
    TESTING_EXACT(count.backward_flop, 480);
    TESTING_EXACT(count.forward_elementwise_flop, 0);
}

static void a_product_has_a_gradient_for_each_side_that_needs_one(void **state)
{
    (void)state;
    for (int left = 0; left < 2; left++)
        for (int right = 0; right < 2; right++) {
            struct count count = {0};
            assert_int_equal(count_product(&count, 3, 2, 4, 5, left, right), left || right);
            TESTING_EXACT(count.forward_flop, 240);
            TESTING_EXACT(count.backward_flop, (left + right) * 240);
        }
}

static void a_frozen_matrix_has_no_gradient_of_its_own(void **state)
{
    (void)state;
    struct count count = {0};
    assert_true(count_linear(&count, &frozen, 6, 4, 5, true, true)); // hands the gradient on
    TESTING_EXACT(count.parameters, 25);                             // it has them all the same
    TESTING_EXACT(count.forward_flop, 240);
    TESTING_EXACT(count.backward_flop, 240);
    count = (struct count){0};
    assert_false(count_linear(&count, &frozen, 6, 4, 5, true, false));
    TESTING_EXACT(count.forward_flop, 240);
    TESTING_EXACT(count.backward_flop, 0);
}

// Rank 2 beside 4 x 5: 2 x 6 x 4 x 2 = 96 FLOP down, 2 x 6 x 2 x 5 = 120 up, 2 x (4 + 5) parameters.
static void adapters_stand_beside_a_frozen_matrix(void **state)
{
    (void)state;
    struct count count = {0};
    assert_true(count_linear(&count, &adapted, 6, 4, 5, true, true));
    TESTING_EXACT(count.parameters, 25 + 18);
    TESTING_EXACT(count.adapter_parameters, 18);
    TESTING_EXACT(count.forward_flop, 240 + 96 + 120);
    // The matrix: of its input alone. The adapter: both of both.
    TESTING_EXACT(count.backward_flop, 240 + 2 * (96 + 120));
    TESTING_EXACT(count.forward_elementwise_flop, 30); // an adapter has no bias
    count = (struct count){0};
    assert_true(count_linear(&count, &adapted, 6, 4, 5, true, false));
    // Where the input needs none, nothing of the matrix; but what lies between the halves of the adapter needs one.
    TESTING_EXACT(count.backward_flop, 96 + 2 * 120);
}

// An adapter alone decides: one beside a matrix that says nothing of being frozen freezes it.
static void a_matrix_with_an_adapter_is_not_trained(void **state)
{
    (void)state;
    const struct place place = {.lora = 2};
    struct count one = {0}, other = {0};
    count_linear(&one, &place, 6, 4, 5, false, true);
    count_linear(&other, &adapted, 6, 4, 5, false, true);
    TESTING_EXACT(one.backward_flop, other.backward_flop);
}

static void a_place_trains_unless_it_is_frozen_without_adapters(void **state)
{
    (void)state;
    assert_true(count_trains(&trained));
    assert_false(count_trains(&frozen));
    assert_true(count_trains(&adapted));
    assert_true(count_trains(&(struct place){.lora = 1}));
}

static void every_member_is_added_so_many_times(void **state)
{
    (void)state;
    enum { MEMBERS = sizeof(struct count) / sizeof(double) };
    _Static_assert(MEMBERS == 28, "a member was added: count_add too?");
    union {
        struct count count;
        double members[MEMBERS];
    } one, sum;
    for (int i = 0; i < MEMBERS; i++) {
        one.members[i] = i + 1;
        sum.members[i] = 100 * (i + 1);
    }
    count_add(&sum.count, &one.count, 3);
    for (int i = 0; i < MEMBERS; i++)
        TESTING_EXACT(sum.members[i], 103 * (i + 1));
}

static void counts_are_exact_up_to_two_to_the_53(void **state)
{
    (void)state;
    struct count count = {0};
    // 2 x 94906265 x 3 x 15817711 = 9007199231156490, a little below 2^53; in whole numbers.
    count_linear(&count, &trained, 94906265, 3, 15817711, false, false);
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
        cmocka_unit_test(a_product_has_a_gradient_for_each_side_that_needs_one),
        cmocka_unit_test(a_frozen_matrix_has_no_gradient_of_its_own),
        cmocka_unit_test(adapters_stand_beside_a_frozen_matrix),
        cmocka_unit_test(a_matrix_with_an_adapter_is_not_trained),
        cmocka_unit_test(a_place_trains_unless_it_is_frozen_without_adapters),
        cmocka_unit_test(every_member_is_added_so_many_times),
        cmocka_unit_test(counts_are_exact_up_to_two_to_the_53),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
