// What the tests of layer kinds share: a model from a text, one of its layers counted and compared, or the text
// refused.
#ifndef FLOPCAST_TESTS_COUNTING_H
#define FLOPCAST_TESTS_COUNTING_H

#include "testing.h"
#include "workload/model.h"

// The counts of layer `index` of a model of at most eight, summed over its repeats.
static inline struct count count_at(struct testing *t, const char *text, size_t index, struct model_shape shape)
{
    struct model model;
    struct model_totals totals;
    struct count counts[8] = {{0}};
    assert_int_equal(model_read(&t->reader, testing_yaml(t, text), NULL, 0, &model), STATUS_OK);
    assert_in_range(model.layer_count, index + 1, 8);
    model_count(&model, &shape, counts, &totals);
    return counts[index];
}

// Every field, to the last FLOP; those that are not expected are 0.
static inline void expect(struct count actual, struct count expected)
{
    TESTING_EXACT(actual.parameters, expected.parameters);
    TESTING_EXACT(actual.adapter_parameters, expected.adapter_parameters);
    TESTING_EXACT(actual.inactive_parameters, expected.inactive_parameters);
    TESTING_EXACT(actual.shareable, expected.shareable);
    TESTING_EXACT(actual.forward_flop, expected.forward_flop);
    TESTING_EXACT(actual.backward_flop, expected.backward_flop);
    TESTING_EXACT(actual.forward_scores_flop, expected.forward_scores_flop);
    TESTING_EXACT(actual.causal_saving_flop, expected.causal_saving_flop);
    TESTING_EXACT(actual.causal_saving_backward_flop, expected.causal_saving_backward_flop);
    TESTING_EXACT(actual.forward_recurrent_flop, expected.forward_recurrent_flop);
    TESTING_EXACT(actual.forward_router_flop, expected.forward_router_flop);
    TESTING_EXACT(actual.forward_padding_flop, expected.forward_padding_flop);
    TESTING_EXACT(actual.forward_elementwise_flop, expected.forward_elementwise_flop);
    TESTING_EXACT(actual.kept_elements, expected.kept_elements);
    TESTING_EXACT(actual.kept_split_elements, expected.kept_split_elements);
    TESTING_EXACT(actual.kept_scores_elements, expected.kept_scores_elements);
    TESTING_EXACT(actual.kept_logits_elements, expected.kept_logits_elements);
    TESTING_EXACT(actual.mask_bytes, expected.mask_bytes);
    TESTING_EXACT(actual.mask_scores_bytes, expected.mask_scores_bytes);
}

static inline void refuse(struct testing *t, const char *text, const char *message)
{
    struct model model;
    assert_int_equal(model_read(&t->reader, testing_yaml(t, text), NULL, 0, &model), STATUS_BAD_INPUT);
    TESTING_ERROR(t, message);
    testing_forget(t);
}

#endif
