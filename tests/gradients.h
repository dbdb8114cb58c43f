// A layer between one that is trained or not and a frozen one, which tells by its own backward pass whether what the
// layer gives needs a gradient.
#ifndef FLOPCAST_TESTS_GRADIENTS_H
#define FLOPCAST_TESTS_GRADIENTS_H

#include "counting.h"

static const struct model_shape gradients_shape = {.batch = 2, .sequence = 3};

// `head` is "" for 2 sequences of 3 positions, or says an image of 4 channels; `layer` reads a width of 4.
static inline struct count count_between(struct testing *t, const char *head, const char *layer, bool before)
{
    const char *text = testing_text(t, "%slayers: [{layer_norm: {input: 4, frozen: %s}}, {%s}]", head,
                                    before ? "false" : "true", layer);
    return count_at(t, text, 1, gradients_shape);
}

static inline bool gives_gradient(struct testing *t, const char *head, const char *layer, bool before)
{
    const char *text = testing_text(t,
                                    "%slayers: [{layer_norm: {input: 4, frozen: %s}}, {%s}, "
                                    "{dense: {width: 3, frozen: true}}]",
                                    head, before ? "false" : "true", layer);
    struct count dense = count_at(t, text, 2, gradients_shape);
    assert_true(dense.forward_flop > 0);
    TESTING_EXACT(dense.backward_flop, dense.backward_flop > 0 ? dense.forward_flop : 0);
    return dense.backward_flop > 0;
}

// What every kind with weights has in common: frozen, and with nothing trained before, it computes nothing backwards.
static inline void expect_gradients(struct testing *t, const char *head, const char *kind, const char *sizes)
{
    const char *trained = testing_text(t, "%s: {%s}", kind, sizes);
    const char *frozen = testing_text(t, "%s: {%s, frozen: true}", kind, sizes);
    assert_true(gives_gradient(t, head, trained, true));
    assert_true(gives_gradient(t, head, trained, false));
    assert_true(gives_gradient(t, head, frozen, true));
    assert_false(gives_gradient(t, head, frozen, false));
    TESTING_EXACT(count_between(t, head, frozen, false).backward_flop, 0);
    // Neither changes what is computed forwards, or what the layer holds.
    struct count all = count_between(t, head, trained, true), none = count_between(t, head, frozen, false);
    TESTING_EXACT(none.forward_flop, all.forward_flop);
    TESTING_EXACT(none.parameters, all.parameters);
}

#endif
