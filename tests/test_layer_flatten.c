// layer_flatten.c: an image becomes one position.
#include "gradients.h"

static void all_places_are_features_of_one_position(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "image: [3, 2, 4]\nlayers: [{flatten: }, {dense: {width: 5, at: %s}}]";
    const struct model_shape shape = {.batch = 2};
    expect(count_at(t, testing_text(t, text, "every"), 0, shape), (struct count){0});
    struct count dense = count_at(t, testing_text(t, text, "every"), 1, shape);
    TESTING_EXACT(dense.parameters, 24 * 5 + 5);
    TESTING_EXACT(dense.forward_flop, 2 * 2 * 24 * 5);
    TESTING_EXACT(dense.kept_elements, 2 * 24);
    expect(count_at(t, testing_text(t, text, "first"), 1, shape), dense);
    text = "image: [%s, 4]\nlayers: [{flatten: }, {conv: {kernel: 3, filters: 5, bias: false}}]";
    TESTING_EXACT(count_at(t, testing_text(t, text, "1, 6"), 1, shape).parameters, 3 * 24 * 5); // over a sequence
    TESTING_EXACT(count_at(t, testing_text(t, text, "6, 1"), 1, shape).parameters, 3 * 24 * 5);
}

// torchvision 0.15 vgg16: classifier.0 reads 7 x 7 x 512.
static void the_first_dense_layer_of_vgg(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "image: [14, 14, 512]\nlayers: [{pooling: {kernel: 2}}, {flatten: }, {dense: {width: 4096}}]";
    struct count dense = count_at(t, text, 2, (struct model_shape){.batch = 1});
    TESTING_EXACT(dense.parameters, 102764544);
    TESTING_EXACT(dense.forward_flop, 2 * 102760448.0);
}

static void it_hands_gradients_through(void **state)
{
    struct testing *t = testing_of(state);
    assert_true(gives_gradient(t, "image: [3, 2, 4]\n", "flatten: ", true));
    assert_false(gives_gradient(t, "image: [3, 2, 4]\n", "flatten: ", false));
}

static void what_has_no_places_is_refused(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "layers: [{flatten: {input: 4}}]", "flatten needs an image");
    refuse(t, "image: [3, 2, 4]\nlayers: [{flatten: }, {flatten: }]", "flatten needs an image");
    refuse(t, "image: [3, 2, 4]\nlayers: [{flatten: {at: first}}]", "flatten takes every place");
    refuse(t, "image: [3, 2, 4]\nlayers: [{flatten: {lora: 2}}]", "has no matrix");
    refuse(t, "image: [100000, 100000, 3]\nlayers: [{flatten: }]",
           "100000 x 100000 places of 3 channels are more than 1000000000 features");
    refuse(t, "image: [3, 2, 4]\nlayers: [{flatten: }, {conv: {kernel: [3, 3], filters: 2}}]",
           "a kernel has one size over a sequence");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(all_places_are_features_of_one_position),
        TESTING_CASE(the_first_dense_layer_of_vgg),
        TESTING_CASE(it_hands_gradients_through),
        TESTING_CASE(what_has_no_places_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
