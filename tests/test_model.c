// model.c: a model counted as a whole, every file in models/, and what must hold however large a model is.
#include "testing.h"

#include <math.h>
#include <string.h>

#include "plan/tally.h"
#include "workload/model.h"

static const struct model_shape one = {.batch = 1, .sequence = 1};

static struct model read_text(struct testing *t, const char *text)
{
    struct model model;
    assert_int_equal(model_read(&t->reader, testing_yaml(t, text), NULL, 0, &model), STATUS_OK);
    TESTING_CLEAN(t);
    return model;
}

static struct model open_model(struct testing *t, const char *name, const char *size, const char *value)
{
    struct model model;
    const struct size_override override = {size, value};
    const struct yaml_node *node = testing_open(t, CATALOG_MODEL, name);
    assert_int_equal(model_read(&t->reader, node, &override, size ? 1 : 0, &model), STATUS_OK);
    TESTING_CLEAN(t);
    return model;
}

static struct model_totals totals_of(const struct model *model, struct model_shape shape)
{
    struct model_totals totals;
    model_count(model, &shape, NULL, &totals);
    return totals;
}

static struct catalog_names all_models(struct testing *t)
{
    struct catalog_names names = {0};
    assert_int_equal(catalog_list(&t->catalog, CATALOG_MODEL, &names), STATUS_OK);
    assert_true(names.count >= 11);
    return names;
}

static void published_totals_of_parameters(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *name;
        double parameters;
    } rows[] = {
        {"bert-base", 110106428},  // transformers' BertForPreTraining, bert-base-uncased
        {"bert-large", 336226108}, // and bert-large-uncased
        {"gpt2", 124439808},       // transformers' GPT2LMHeadModel
        {"gpt2-medium", 354823168}, {"gpt2-large", 774030080},
        {"gpt2-xl", 1557611200},    {"elmo", 93600864}, // allennlp's _ElmoBiLm
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct model model = open_model(t, rows[i].name, NULL, NULL);
        TESTING_EXACT(totals_of(&model, one).model.parameters, rows[i].parameters);
    }
}

static void every_model_file_loads_in_every_variant(void **state)
{
    struct testing *t = testing_of(state);
    struct catalog_names names = all_models(t);
    for (size_t i = 0; i < names.count; i++) {
        struct model model = open_model(t, names.names[i], NULL, NULL);
        struct model_totals totals = totals_of(&model, (struct model_shape){.batch = 1, .sequence = 128});
        assert_string_equal(model.name, names.names[i]);
        assert_non_null(model.description);
        assert_true(model.training.phase_count > 0);
        assert_true(totals.model.parameters > 0 && totals.model.forward_flop > 0);
        double published = (double)model.published_parameters;
        if (published > 0) // what the authors print is rounded, and some leave out heads or biases
            TESTING_CLOSE(totals.model.parameters, published, 0.03);
    }
}

static void steps_of_the_architecture_search_are_those_published(void **state)
{
    struct testing *t = testing_of(state);
    struct model model = open_model(t, "nas-evolved-transformer", NULL, NULL);
    double steps = 0;
    for (size_t i = 0; i < model.training.phase_count; i++)
        steps += training_steps(&model.training.phases[i]);
    TESTING_EXACT(steps, 979e6);
    TESTING_EXACT((double)model.training.phases[0].children, 15000);
    struct model child = open_model(t, "evolved-transformer-base", NULL, NULL);
    TESTING_EXACT(totals_of(&model, one).model.parameters, totals_of(&child, one).model.parameters);
}

static void counts_are_linear_in_the_batch(void **state)
{
    struct testing *t = testing_of(state);
    struct catalog_names names = all_models(t);
    for (size_t i = 0; i < names.count; i++) {
        struct model model = open_model(t, names.names[i], NULL, NULL);
        struct count single = totals_of(&model, (struct model_shape){.batch = 1, .sequence = 96}).model;
        for (double batch = 2; batch <= 32; batch += 10) {
            struct count many = totals_of(&model, (struct model_shape){.batch = batch, .sequence = 96}).model;
            TESTING_EXACT(many.parameters, single.parameters);
            TESTING_EXACT(many.forward_flop, batch * single.forward_flop);
            TESTING_EXACT(many.backward_flop, batch * single.backward_flop);
            TESTING_EXACT(many.forward_elementwise_flop, batch * single.forward_elementwise_flop);
            TESTING_EXACT(many.saved_elements, batch * single.saved_elements);
            TESTING_EXACT(many.mask_bytes, batch * single.mask_bytes);
        }
    }
}

static void totals_are_the_sums_of_the_layers(void **state)
{
    struct testing *t = testing_of(state);
    struct catalog_names names = all_models(t);
    const struct model_shape shape = {.batch = 2, .sequence = 64, .target = 48, .predictions = 10};
    for (size_t i = 0; i < names.count; i++) {
        struct model model = open_model(t, names.names[i], NULL, NULL);
        struct count layers[256] = {{0}}, sum[2] = {{0}};
        struct model_totals totals;
        assert_in_range(model.layer_count, 1, 256);
        model_count(&model, &shape, layers, &totals);
        for (size_t j = 0; j < model.layer_count; j++) {
            assert_true(layers[j].parameters >= 0 && layers[j].forward_flop >= 0);
            assert_true(layers[j].backward_flop >= layers[j].forward_flop);
            assert_true(layers[j].backward_flop <= 2 * layers[j].forward_flop);
            count_add(&sum[model.parts[model.layers[j].part].training_only], &layers[j], 1);
        }
        TESTING_EXACT(sum[0].parameters, totals.model.parameters);
        TESTING_EXACT(sum[0].forward_flop, totals.model.forward_flop);
        TESTING_EXACT(sum[0].saved_elements, totals.model.saved_elements);
        TESTING_EXACT(sum[1].parameters, totals.training_only.parameters);
        TESTING_EXACT(sum[1].backward_flop, totals.training_only.backward_flop);
    }
}

static double block_flop(const struct model *model, double *outside)
{
    struct count layers[64] = {{0}};
    struct model_totals totals;
    const struct model_shape shape = {.batch = 1, .sequence = 128};
    double inside = 0;
    *outside = 0;
    model_count(model, &shape, layers, &totals);
    for (size_t i = 0; i < model->layer_count; i++)
        *(strstr(model->layers[i].path, "block.") ? &inside : outside) += layers[i].forward_flop;
    return inside;
}

static void twice_the_layers_are_twice_the_blocks(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const names[] = {"bert-base", "gpt2", "transformer-base"};
    static const char *const doubled[] = {"24", "24", "12"};
    for (size_t i = 0; i < 3; i++) {
        double outside[2];
        struct model single = open_model(t, names[i], NULL, NULL);
        struct model twice = open_model(t, names[i], "layers", doubled[i]);
        TESTING_EXACT(block_flop(&twice, &outside[1]), 2 * block_flop(&single, &outside[0]));
        TESTING_EXACT(outside[1], outside[0]);
    }
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
    TESTING_EXACT(a.saved_elements, b.saved_elements);
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

static void only_lstms_make_a_model_recurrent(void **state)
{
    struct testing *t = testing_of(state);
    struct catalog_names names = all_models(t);
    for (size_t i = 0; i < names.count; i++) {
        struct model model = open_model(t, names.names[i], NULL, NULL);
        assert_int_equal(tally_is_recurrent(&model), strcmp(names.names[i], "elmo") == 0);
    }
    struct model given = read_text(t, "parameters: 9");
    assert_false(tally_is_recurrent(&given));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(published_totals_of_parameters),
        TESTING_CASE(every_model_file_loads_in_every_variant),
        TESTING_CASE(steps_of_the_architecture_search_are_those_published),
        TESTING_CASE(counts_are_linear_in_the_batch),
        TESTING_CASE(totals_are_the_sums_of_the_layers),
        TESTING_CASE(twice_the_layers_are_twice_the_blocks),
        TESTING_CASE(a_repeated_stack_is_counted_as_often_as_it_repeats),
        TESTING_CASE(a_repeated_stack_on_an_image_needs_gradients_between_its_layers),
        TESTING_CASE(shared_weights_are_counted_once_however_often_they_run),
        TESTING_CASE(ties_that_do_not_fit_are_refused),
        TESTING_CASE(the_target_has_a_length_of_its_own),
        TESTING_CASE(cross_attention_looks_at_what_is_left_of_the_source),
        TESTING_CASE(layers_for_training_stand_apart),
        TESTING_CASE(parameters_alone_give_six_flop_for_each_token),
        TESTING_CASE(only_lstms_make_a_model_recurrent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
