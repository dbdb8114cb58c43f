// layer_upsample.c: places are copied, nothing else.
#include "gradients.h"

static const char image[] = "image: [3, 2, 4]\n";

static void places_are_copied_and_nothing_is_computed(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "image: [3, 2, 4]\nlayers: [{upsample: {factor: %s}}, {conv: {kernel: 3, filters: 5}}]";
    const struct model_shape shape = {.batch = 2};
    static const struct {
        const char *factor;
        double places;
    } rows[] = {{"1", 3 * 2}, {"2", 6 * 4}, {"3", 9 * 6}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        expect(count_at(t, testing_text(t, text, rows[i].factor), 0, shape), (struct count){0});
        struct count conv = count_at(t, testing_text(t, text, rows[i].factor), 1, shape);
        TESTING_EXACT(conv.parameters, 9 * 4 * 5 + 5);
        TESTING_EXACT(conv.forward_flop, 2 * (2 * rows[i].places) * 9 * 4 * 5);
    }
}

// Three times two is six, and a pooling of the same size undoes it.
static void factors_multiply(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "image: [3, 2, 4]\nlayers: [%s, {flatten: }, {dense: {width: 1, bias: false}}]";
    const struct model_shape shape = {.batch = 1};
    const char *twice = testing_text(t, text, "{upsample: {factor: 2}}, {upsample: {name: more, factor: 3}}");
    const char *back = testing_text(t, text, "{upsample: {factor: 6}}, {pooling: {kernel: 6}}");
    TESTING_EXACT(count_at(t, twice, 3, shape).parameters, 18 * 12 * 4);
    TESTING_EXACT(count_at(t, back, 3, shape).parameters, 3 * 2 * 4);
}

// As in the U-Net of Ho et al. 2020: what comes from below meets what was kept on the way down.
static void what_is_made_larger_fits_what_was_kept(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "image: [8, 8, 4]\n"
                       "layers:\n"
                       "  - join: concat\n"
                       "    branches: [[], [{conv: {kernel: 3, stride: 2, filters: 6}}, {upsample: {factor: 2}}]]\n"
                       "  - conv: {name: after, kernel: 1, filters: 5, bias: false}\n";
    TESTING_EXACT(count_at(t, text, 2, (struct model_shape){.batch = 1}).parameters, (4 + 6) * 5);
}

static void it_hands_gradients_through(void **state)
{
    struct testing *t = testing_of(state);
    assert_true(gives_gradient(t, image, "upsample: {factor: 2}", true));
    assert_false(gives_gradient(t, image, "upsample: {factor: 2}", false));
}

static void what_cannot_be_made_larger_is_refused(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "layers: [{upsample: {input: 4, factor: 2}}]", "upsample is for images");
    refuse(t, "image: [3, 2, 4]\nlayers: [{upsample: {name: up}}]", "\"factor\" is missing");
    refuse(t, "image: [3, 2, 4]\nlayers: [{upsample: {factor: 0}}]", "\"factor\" must be at least 1, not 0");
    refuse(t, "image: [3, 2, 4]\nlayers: [{upsample: {factor: 2, at: first}}]", "upsample copies the whole image");
    refuse(t, "image: [3, 2, 4]\nlayers: [{upsample: {factor: 2, lora: 2}}]", "has no matrix");
    refuse(t, "image: [3, 2, 4]\nlayers: [{upsample: {factor: 400000}}]",
           "400000 times 3 x 2 places are more than 1000000 to a side");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(places_are_copied_and_nothing_is_computed), TESTING_CASE(factors_multiply),
        TESTING_CASE(what_is_made_larger_fits_what_was_kept),    TESTING_CASE(it_hands_gradients_through),
        TESTING_CASE(what_cannot_be_made_larger_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
