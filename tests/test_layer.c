// layer.c: the registry of kinds, and what all kinds have in common: a width that flows in, and where they compute.
#include "counting.h"

#include <string.h>

#include "workload/layer.h"

static void every_kind_is_complete(void **state)
{
    (void)state;
    for (size_t i = 0; i < layer_kind_count; i++) {
        const struct layer_kind *kind = layer_kinds[i];
        assert_true(kind->name[0] && kind->sentence[0]);
        assert_true(kind->size >= sizeof(struct layer_common));
        assert_non_null(kind->bind);
        assert_non_null(kind->count);
        assert_ptr_equal(layer_kind_named(kind->name), kind);
        if (i) // the list is sorted, so that `list` and messages are
            assert_true(strcmp(layer_kinds[i - 1]->name, kind->name) < 0);
    }
}

static void every_kind_has_the_common_keys_and_a_place_for_every_key(void **state)
{
    (void)state;
    static const char *const common[] = {"name", "share", "input", "lora", "frozen", "when", "at"};
    for (size_t i = 0; i < layer_kind_count; i++) {
        const struct layer_kind *kind = layer_kinds[i];
        assert_true(kind->field_count >= 7);
        for (size_t j = 0; j < 7; j++)
            assert_string_equal(kind->fields[j].key, common[j]);
        for (size_t j = 0; j < kind->field_count; j++) {
            assert_true(kind->fields[j].offset < kind->size);
            for (size_t k = 0; k < j; k++)
                assert_string_not_equal(kind->fields[j].key, kind->fields[k].key);
        }
    }
}

static void an_unknown_name_is_no_kind(void **state)
{
    (void)state;
    assert_null(layer_kind_named("atention"));
    assert_null(layer_kind_named(""));
    assert_null(layer_kind_named("Attention"));
}

static void its_own_input_wins_over_the_flow(void **state)
{
    struct testing *t = testing_of(state);
    const struct yaml_node *node = testing_yaml(t, "{}");
    struct layer_common own = {.input = 5}, from_flow = {0}, nothing = {0};
    struct layer_flow flow = {.width = 7}, dry = {0};
    assert_int_equal(layer_bind_input(&own, &flow, &t->reader, node), STATUS_OK);
    assert_int_equal(own.input, 5);
    assert_int_equal(layer_bind_input(&from_flow, &flow, &t->reader, node), STATUS_OK);
    assert_int_equal(from_flow.input, 7);
    TESTING_CLEAN(t);
    assert_int_equal(layer_bind_input(&nothing, &dry, &t->reader, node), STATUS_BAD_INPUT);
    TESTING_ERROR(t, "no layer before this one gives a width; say \"input\"");
}

static void positions_depend_on_where_a_layer_computes(void **state)
{
    (void)state;
    const struct layer_common every = {.at = LAYER_AT_EVERY}, first = {.at = LAYER_AT_FIRST},
                              predictions = {.at = LAYER_AT_PREDICTIONS};
    struct place place = {.batch = 2, .rows = 7, .columns = 1};
    TESTING_EXACT(layer_positions(&every, &place), 14);
    TESTING_EXACT(layer_positions(&first, &place), 2);
    TESTING_EXACT(layer_positions(&predictions, &place), 14); // nothing said: at every one
    place.predictions = 3;
    TESTING_EXACT(layer_positions(&every, &place), 14);
    TESTING_EXACT(layer_positions(&first, &place), 2);
    TESTING_EXACT(layer_positions(&predictions, &place), 6);
    place.predictions = 7;
    TESTING_EXACT(layer_positions(&predictions, &place), 14);
    place.predictions = 8; // more than there are
    TESTING_EXACT(layer_positions(&predictions, &place), 14);
    place.columns = 5;
    place.is_image = true;
    TESTING_EXACT(layer_positions(&every, &place), 70);
    TESTING_EXACT(layer_positions(&first, &place), 2);
    TESTING_EXACT(layer_positions(&predictions, &place), 16);
}

static void a_batch_may_be_a_fraction(void **state)
{
    (void)state;
    const struct layer_common every = {0};
    const struct place place = {.batch = 2.5, .rows = 4, .columns = 1};
    TESTING_EXACT(layer_positions(&every, &place), 10);
}

static void at_chooses_the_positions_of_a_layer(void **state)
{
    struct testing *t = testing_of(state);
    const struct model_shape shape = {.batch = 2, .sequence = 3, .predictions = 2};
    const char *const texts[] = {
        "layers: [{embedding: {vocabulary: 7, width: 4}}, {dense: {width: 5, at: every}}]",
        "layers: [{embedding: {vocabulary: 7, width: 4}}, {dense: {width: 5, at: first}}]",
        "layers: [{embedding: {vocabulary: 7, width: 4}}, {dense: {width: 5, at: predictions}}]",
    };
    const double positions[] = {6, 2, 4};
    for (size_t i = 0; i < 3; i++) {
        struct count count = count_at(t, texts[i], 1, shape);
        TESTING_EXACT(count.parameters, 25);
        TESTING_EXACT(count.forward_flop, 2 * positions[i] * 4 * 5);
        TESTING_EXACT(count.backward_flop, 4 * positions[i] * 4 * 5);
        TESTING_EXACT(count.forward_elementwise_flop, 2 * positions[i] * 5);
        TESTING_EXACT(count.kept_elements, positions[i] * 4);
    }
    refuse(t, "layers: [{dense: {width: 5, input: 4, at: last}}]", "\"at\" is one of every, first, predictions");
}

static void sizes_of_layers_are_bounded(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "layers: [{dense: {width: 0, input: 4}}]", "\"width\" must be at least 1, not 0");
    refuse(t, "layers: [{dense: {width: -5, input: 4}}]", "\"width\"");
    refuse(t, "layers: [{dense: {width: 1000000001, input: 4}}]", "\"width\" must be at most 1000000000");
    refuse(t, "layers: [{dense: {width: 4, input: 0}}]", "\"input\" must be at least 1, not 0");
    refuse(t, "layers: [{dense: {width: 2.5, input: 4}}]", "is not a whole number");
    refuse(t, "layers: [{dense: {width: \"4\", input: 4}}]", "\"width\" needs a whole number");
    refuse(t, "layers: [{dense: {width: [4], input: 4}}]", "\"width\" needs a whole number, not a list");
    refuse(t, "layers: [{dense: {input: 4}}]", "\"width\" is missing");
    refuse(t, "layers: [{dense: {width: 4, input: 4, wdith: 4}}]", "did you mean \"width\"?");
    refuse(t, "layers: [{dense: 4}]", "a mapping of keys is needed here");
    refuse(t, "layers: [{embedding: {vocabulary: 7, width: 4}}, {attention: }]", "\"heads\" is missing");
}

// Every kind after an embedding: forward is never negative, backward is twice forward (an LSTM's a little less), all
// counts are linear in the batch, and nothing is counted for the input's gradient when nobody needs it.
static void counts_of_every_kind_have_their_properties(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const layers[] = {
        "attention: {heads: 2}",
        "attention: {heads: 2, causal: true, at: first}",
        "conv: {kernel: 3, filters: 6, stride: 2}",
        "conv: {kernel: 5, filters: 6, separable: true}",
        "dense: {width: 3}",
        "batch_norm: {name: norm}",
        "block_attention: {heads: 2, block: 2}",
        "glu: {width: 3}",
        "group_norm: {name: norm}",
        "gru: {cells: 5, bidirectional: true}",
        "highway: {layers: 3}",
        "latent_attention: {heads: 2, query_rank: 3, kv_rank: 3, nope_width: 2, rope_width: 1, value_width: 2}",
        "layer_norm: {name: norm}",
        "lstm: {cells: 5, projection: 2, bidirectional: true}",
        "message_passing: {width: 6, edges: 2, self: true, update: gru}",
        "message_passing: {width: 6, edges: 2}",
        "mlp: {width: 16, activation: swish}",
        "mlp: {width: 16, activation: swish, gated: true}",
        "moe: {experts: 4, active: 2, width: 8, shared: 3, shared_gate: true, capacity: 1.25}",
        "pooling: {kernel: 3}",
        "rms_norm: {name: norm}",
        "sampled_softmax: {vocabulary: 50, samples: 7, at: predictions}",
        "softmax: {vocabulary: 50}",
        "squeeze_excite: {width: 2}",
        "state_space: {inner: 8, state: 3, head_width: 2, chunk: 4}",
    };
    for (size_t i = 0; i < sizeof layers / sizeof *layers; i++) {
        const char *text = testing_text(t, "layers: [{embedding: {vocabulary: 7, width: 4}}, {%s}]", layers[i]);
        const char *bare = testing_text(t, "layers: [{dense: {width: 9, input: 4}}, {%s, input: 4}}]",
                                        testing_text(t, "%.*s", (int)strlen(layers[i]) - 1, layers[i]));
        struct count one = count_at(t, text, 1, (struct model_shape){.batch = 1, .sequence = 9, .predictions = 4});
        for (double batch = 2; batch <= 64; batch *= 2) {
            struct model_shape shape = {.batch = batch, .sequence = 9, .predictions = 4};
            struct count many = count_at(t, text, 1, shape);
            TESTING_EXACT(many.parameters, one.parameters);
            TESTING_EXACT(many.forward_flop, batch * one.forward_flop);
            TESTING_EXACT(many.backward_flop, batch * one.backward_flop);
            TESTING_EXACT(many.forward_scores_flop, batch * one.forward_scores_flop);
            TESTING_EXACT(many.causal_saving_flop, batch * one.causal_saving_flop);
            TESTING_EXACT(many.forward_recurrent_flop, batch * one.forward_recurrent_flop);
            TESTING_EXACT(many.forward_elementwise_flop, batch * one.forward_elementwise_flop);
            TESTING_EXACT(many.forward_router_flop, batch * one.forward_router_flop);
            TESTING_EXACT(many.forward_padding_flop, batch * one.forward_padding_flop);
            TESTING_EXACT(many.kept_elements, batch * one.kept_elements);
            TESTING_EXACT(many.kept_split_elements, batch * one.kept_split_elements);
            TESTING_EXACT(many.kept_scores_elements, batch * one.kept_scores_elements);
            TESTING_EXACT(many.kept_logits_elements, batch * one.kept_logits_elements);
            TESTING_EXACT(many.mask_bytes, batch * one.mask_bytes);
        }
        assert_true(one.forward_flop >= 0 && one.forward_elementwise_flop > 0 && one.kept_elements > 0);
        assert_true(one.shareable <= one.parameters);
        assert_true(one.forward_scores_flop <= one.forward_flop);
        assert_true(one.forward_recurrent_flop <= one.forward_flop);
        if (one.forward_recurrent_flop > 0)
            assert_true(one.backward_flop < 2 * one.forward_flop && one.backward_flop > 1.5 * one.forward_flop);
        else
            TESTING_EXACT(one.backward_flop, 2 * one.forward_flop);
        // A dense layer gives out a gradient as an embedding does.
        struct count same = count_at(t, bare, 1, (struct model_shape){.batch = 1, .sequence = 9, .predictions = 4});
        TESTING_EXACT(same.forward_flop, one.forward_flop);
        TESTING_EXACT(same.backward_flop, one.backward_flop);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(every_kind_is_complete),
        TESTING_CASE(every_kind_has_the_common_keys_and_a_place_for_every_key),
        TESTING_CASE(an_unknown_name_is_no_kind),
        TESTING_CASE(its_own_input_wins_over_the_flow),
        TESTING_CASE(positions_depend_on_where_a_layer_computes),
        TESTING_CASE(a_batch_may_be_a_fraction),
        TESTING_CASE(at_chooses_the_positions_of_a_layer),
        TESTING_CASE(sizes_of_layers_are_bounded),
        TESTING_CASE(counts_of_every_kind_have_their_properties),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
