// norm.c and the kinds that it is behind: layer_layer_norm.c, layer_rms_norm.c, layer_batch_norm.c, layer_group_norm.c.
// 2 sequences of 3 positions of width 4, or 2 images of 3 x 2 places: 24 elements, and 48.
#include "gradients.h"

static const char *const norms[] = {"layer_norm", "rms_norm", "batch_norm", "group_norm"};

enum { NORMS = sizeof norms / sizeof *norms };

static void norms_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *norm;
        double vectors, flop;
    } rows[] = {
        {"layer_norm: ", 2, 8}, // mean 1, variance 3, normalize 2, scale and shift 2
        {"layer_norm: {bias: false}", 1, 7},
        {"layer_norm: {scale: false}", 1, 7},
        {"layer_norm: {scale: false, bias: false}", 0, 6},
        {"rms_norm: ", 1, 4}, // square, sum, normalize, scale
        {"batch_norm: ", 2, 8},
        {"group_norm: ", 2, 8},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        expect(count_between(t, "", rows[i].norm, true), (struct count){.parameters = rows[i].vectors * 4,
                                                                        .forward_elementwise_flop = rows[i].flop * 24,
                                                                        .kept_elements = 24});
        expect(count_between(t, "image: [3, 2, 4]\n", rows[i].norm, true),
               (struct count){.parameters = rows[i].vectors * 4,
                              .forward_elementwise_flop = rows[i].flop * 48,
                              .kept_elements = 48});
    }
}

static void a_norm_works_where_it_is_told(void **state)
{
    struct testing *t = testing_of(state);
    expect(count_between(t, "", "layer_norm: {at: first}", true),
           (struct count){.parameters = 8, .forward_elementwise_flop = 8 * 8, .kept_elements = 8});
}

// Scale and shift are trained, so what comes after a norm needs a gradient; without them, or frozen, it does not.
static void a_norm_asks_for_a_gradient_when_it_trains_something(void **state)
{
    struct testing *t = testing_of(state);
    for (size_t i = 0; i < NORMS; i++) {
        const char *frozen = testing_text(t, "%s: {frozen: true}", norms[i]);
        assert_true(gives_gradient(t, "", testing_text(t, "%s: ", norms[i]), false));
        assert_false(gives_gradient(t, "", frozen, false));
        assert_true(gives_gradient(t, "", frozen, true));
    }
    assert_true(gives_gradient(t, "", "layer_norm: {scale: false}", false));
    assert_true(gives_gradient(t, "", "layer_norm: {bias: false}", false));
    assert_false(gives_gradient(t, "", "layer_norm: {scale: false, bias: false}", false));
}

static void norms_that_cannot_be_counted_are_refused(void **state)
{
    struct testing *t = testing_of(state);
    for (size_t i = 0; i < NORMS; i++) {
        refuse(t, testing_text(t, "layers: [{%s: }]", norms[i]),
               "no layer before this one gives a width; say \"input\"");
        refuse(t, testing_text(t, "layers: [{%s: {input: 4, lora: 2}}]", norms[i]),
               "a norm has no matrix beside which adapters could stand");
    }
    refuse(t, "layers: [{rms_norm: {input: 4, bias: true}}]", "unknown key \"bias\"");
    refuse(t, "layers: [{batch_norm: {input: 4, scale: true}}]", "unknown key \"scale\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(norms_by_hand),
        TESTING_CASE(a_norm_works_where_it_is_told),
        TESTING_CASE(a_norm_asks_for_a_gradient_when_it_trains_something),
        TESTING_CASE(norms_that_cannot_be_counted_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
