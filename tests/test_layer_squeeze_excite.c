// layer_squeeze_excite.c against counts by hand: 2 images of 3 x 2 places of 4 channels, squeezed to 2.
#include "gradients.h"

static const char image[] = "image: [3, 2, 4]\n";

static void a_squeeze_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    struct count expected = {.parameters = (4 * 2 + 2) + (2 * 4 + 4),
                             .forward_flop = 2 * (2 * 2 * 4 * 2),
                             .backward_flop = 4 * (2 * 2 * 4 * 2),
                             // biases; mean and gate of 48 elements; relu of 2, sigmoid of 4 in each image
                             .forward_elementwise_flop = 2 * (2 + 4) + 2 * 48 + 2 * (2 + 4 * 4),
                             .kept_elements = 48 + 2 * (4 + 2 + 2 + 4)};
    expect(count_between(t, image, "squeeze_excite: {width: 2}", true), expected);
    struct count wide = count_between(t, image, "squeeze_excite: {width: 3}", true);
    TESTING_EXACT(wide.kept_elements - expected.kept_elements, 2 * (1 + 1));
    expected.parameters = 16;
    expected.forward_elementwise_flop -= 2 * (2 + 4);
    expect(count_between(t, image, "squeeze_excite: {width: 2, bias: false}", true), expected);
}

// The products run once an image, however large it is; over a sequence too.
static void products_do_not_depend_on_the_places(void **state)
{
    struct testing *t = testing_of(state);
    struct count small = count_between(t, image, "squeeze_excite: {width: 2}", true);
    struct count large = count_between(t, "image: [30, 20, 4]\n", "squeeze_excite: {width: 2}", true);
    struct count sequence = count_between(t, "", "squeeze_excite: {width: 2}", true);
    TESTING_EXACT(large.forward_flop, small.forward_flop);
    TESTING_EXACT(sequence.forward_flop, small.forward_flop);
    TESTING_EXACT(large.forward_elementwise_flop - small.forward_elementwise_flop, 2 * (4800 - 48));
}

// torchvision 0.15 efficientnet_b0.features.1.0.block.1: SqueezeExcitation(32, 8).
static void as_many_weights_as_torchvision(void **state)
{
    struct testing *t = testing_of(state);
    struct count count = count_at(t, "image: [112, 112, 32]\nlayers: [{squeeze_excite: {width: 8}}]", 0,
                                  (struct model_shape){.batch = 1});
    TESTING_EXACT(count.parameters, 552);
    TESTING_EXACT(count.forward_flop, 2 * 512);
}

static void gradients_of_a_squeeze(void **state)
{
    struct testing *t = testing_of(state);
    expect_gradients(t, image, "squeeze_excite", "width: 2");
    TESTING_EXACT(count_between(t, image, "squeeze_excite: {width: 2}", false).backward_flop, 32 + 64);
    TESTING_EXACT(count_between(t, image, "squeeze_excite: {width: 2, frozen: true}", true).backward_flop, 64);
    // Adapters of rank 3 beside 4 x 2 and 2 x 4: 3 * 6 weights each, 2 FLOP at 2 images.
    struct count lora = count_between(t, image, "squeeze_excite: {width: 2, lora: 3}", true);
    TESTING_EXACT(lora.adapter_parameters, 36);
    TESTING_EXACT(lora.forward_flop, 64 + 4 * 36);
    TESTING_EXACT(lora.backward_flop, 64 + 8 * 36);
}

static void squeezes_that_cannot_be_counted_are_refused(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "layers: [{squeeze_excite: {width: 2}}]", "no layer before this one gives a width");
    refuse(t, "layers: [{squeeze_excite: {input: 4}}]", "\"width\" is missing");
    refuse(t, "layers: [{squeeze_excite: {input: 4, width: 2, at: first}}]", "reads and gates every position");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(a_squeeze_by_hand),
        TESTING_CASE(products_do_not_depend_on_the_places),
        TESTING_CASE(as_many_weights_as_torchvision),
        TESTING_CASE(gradients_of_a_squeeze),
        TESTING_CASE(squeezes_that_cannot_be_counted_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
