// model.c and model_count.c: a model counted as a whole.
#include "testing.h"

#include "workload/model.h"

static const struct model_shape one = {.batch = 1, .sequence = 1};

static struct model read_text(struct testing *t, const char *text)
{
    struct model model;
    assert_int_equal(model_read(&t->reader, testing_yaml(t, text), NULL, 0, &model), STATUS_OK);
    TESTING_CLEAN(t);
    return model;
}

static struct model_totals totals_of(const struct model *model, struct model_shape shape)
{
    struct model_totals totals;
    model_count(model, &shape, NULL, &totals);
    return totals;
}

static void a_repeated_stack_is_counted_as_often_as_it_repeats(void **state)
{
    struct testing *t = testing_of(state);
    const char *block = "{attention: {heads: 2}}, {layer_norm: }, {mlp: {width: 16}}";
    const char *text = "layers: [{embedding: {vocabulary: 9, width: 8}}, %s]";
    struct model repeated = read_text(t, testing_text(t, text, testing_text(t, "{repeat: 3, layers: [%s]}", block)));
    struct model written = read_text(t, testing_text(t, text, testing_text(t, "%s, %s, %s", block, block, block)));
    struct count a = totals_of(&repeated, (struct model_shape){.batch = 2, .sequence = 5}).model;
    struct count b = totals_of(&written, (struct model_shape){.batch = 2, .sequence = 5}).model;
    TESTING_EXACT(a.parameters, b.parameters);
    TESTING_EXACT(a.forward_flop, b.forward_flop);
    TESTING_EXACT(a.backward_flop, b.backward_flop);
    TESTING_EXACT(a.forward_elementwise_flop, b.forward_elementwise_flop);
    TESTING_EXACT(a.kept_elements, b.kept_elements);
    TESTING_EXACT(a.mask_bytes, b.mask_bytes);
}

// Only the first of three convolutions reads the image, which needs no gradient; the other two read a convolution.
static void a_repeated_stack_on_an_image_needs_gradients_between_its_layers(void **state)
{
    struct testing *t = testing_of(state);
    const char *conv = "{conv: {kernel: 3, filters: 3}}";
    struct model repeated =
        read_text(t, testing_text(t, "image: [8, 8, 3]\nlayers: [{repeat: 3, layers: [%s]}]", conv));
    struct model written = read_text(t, testing_text(t, "image: [8, 8, 3]\nlayers: [%s, %s, %s]", conv, conv, conv));
    double forward = 2 * 64 * 27 * 3;
    TESTING_EXACT(totals_of(&written, one).model.backward_flop, (1 + 2 + 2) * forward);
    TESTING_EXACT(totals_of(&repeated, one).model.forward_flop, 3 * forward);
    TESTING_EXACT(totals_of(&repeated, one).model.backward_flop, (1 + 2 + 2) * forward);
}

static void shared_weights_are_counted_once_however_often_they_run(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "layers: [{embedding: {vocabulary: 9, width: 8}}, {repeat: 6, layers: [{mlp: {width: 16%s}}]}]";
    double alone = 8 * 16 + 16 + 16 * 8 + 8;
    struct model own = read_text(t, testing_text(t, text, "")),
                 shared = read_text(t, testing_text(t, text, ", share: s"));
    TESTING_EXACT(totals_of(&own, one).model.parameters, 72 + 6 * alone);
    TESTING_EXACT(totals_of(&shared, one).model.parameters, 72 + alone); // ALBERT's way
    TESTING_EXACT(totals_of(&shared, one).model.forward_flop, totals_of(&own, one).model.forward_flop);
    // Of a repeated tied softmax the matrix is another layer's, the biases are its own.
    struct model tied = read_text(t, "layers: [{embedding: {vocabulary: 8, width: 8, share: s}}, {repeat: 5, layers: "
                                     "[{softmax: {vocabulary: 8, bias: true, share: s}}]}]");
    TESTING_EXACT(totals_of(&tied, one).model.parameters, 64 + 5 * 8);
}

static void ties_that_do_not_fit_are_refused(void **state)
{
    struct testing *t = testing_of(state);
    struct model model;
    const struct yaml_node *node =
        testing_yaml(t, "layers: [{dense: {width: 8, input: 4, share: s}}, {dense: {width: 4, share: other}}, {dense: "
                        "{name: last, width: 8, share: s}}, {dense: {width: 9, share: s}}]");
    assert_int_equal(model_read(&t->reader, node, NULL, 0, &model), STATUS_BAD_INPUT);
    TESTING_ERROR(t, "shares \"s\" with dense, but needs 81 parameters where that has 40");
}

static void the_target_has_a_length_of_its_own(void **state)
{
    struct testing *t = testing_of(state);
    struct model model = read_text(t, "encoder: [{embedding: {vocabulary: 9, width: 8}}, {dense: {width: 8}}]\n"
                                      "decoder: [{embedding: {vocabulary: 9, width: 8}}, {dense: {width: 8}}]\n");
    TESTING_EXACT(totals_of(&model, (struct model_shape){.batch = 2, .sequence = 5, .target = 3}).model.forward_flop,
                  2 * 10 * 64 + 2 * 6 * 64);
    TESTING_EXACT(totals_of(&model, (struct model_shape){.batch = 2, .sequence = 5}).model.forward_flop,
                  2 * 2 * 10 * 64); // not said: as long as the source
}

static void cross_attention_looks_at_what_is_left_of_the_source(void **state)
{
    struct testing *t = testing_of(state);
    struct model model =
        read_text(t, "encoder: [{embedding: {vocabulary: 9, width: 8}}, {conv: {kernel: 2, filters: 8, stride: 2}}]\n"
                     "decoder: [{embedding: {vocabulary: 9, width: 8}}, {attention: {kind: cross, heads: 2}}]\n");
    struct count layers[4];
    struct model_totals totals;
    const struct model_shape shape = {.batch = 2, .sequence = 9, .target = 3};
    model_count(&model, &shape, layers, &totals);
    TESTING_EXACT(layers[3].forward_scores_flop, 2 * (2 * 6 * 5 * 8)); // ceil(9 / 2)
}

static void layers_for_training_stand_apart(void **state)
{
    struct testing *t = testing_of(state);
    struct model model = read_text(t, "layers: [{embedding: {vocabulary: 9, width: 8}}, {dense: {width: 4}}]\n"
                                      "training_layers: [{softmax: {vocabulary: 7}}]\n");
    struct model_totals totals = totals_of(&model, (struct model_shape){.batch = 2, .sequence = 3});
    TESTING_EXACT(totals.model.parameters, 72 + 36);
    TESTING_EXACT(totals.model.forward_flop, 2 * 6 * 8 * 4);
    TESTING_EXACT(totals.training_only.parameters, 28);
    TESTING_EXACT(totals.training_only.forward_flop, 2 * 6 * 4 * 7);
    TESTING_EXACT(totals.training_only.backward_flop, 4 * 6 * 4 * 7);
}

static void parameters_alone_give_six_flop_for_each_token(void **state)
{
    struct testing *t = testing_of(state);
    struct model model = read_text(t, "parameters: 175e9");
    struct model_totals totals = totals_of(&model, (struct model_shape){.batch = 4, .sequence = 2048});
    TESTING_EXACT(totals.model.parameters, 175e9);
    TESTING_EXACT(totals.model.forward_flop + totals.model.backward_flop, 6 * 175e9 * 4 * 2048);
    TESTING_EXACT(totals.model.backward_flop, 2 * totals.model.forward_flop);
    TESTING_EXACT(totals.training_only.forward_flop, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(a_repeated_stack_is_counted_as_often_as_it_repeats),
        TESTING_CASE(a_repeated_stack_on_an_image_needs_gradients_between_its_layers),
        TESTING_CASE(shared_weights_are_counted_once_however_often_they_run),
        TESTING_CASE(ties_that_do_not_fit_are_refused),
        TESTING_CASE(the_target_has_a_length_of_its_own),
        TESTING_CASE(cross_attention_looks_at_what_is_left_of_the_source),
        TESTING_CASE(layers_for_training_stand_apart),
        TESTING_CASE(parameters_alone_give_six_flop_for_each_token),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
