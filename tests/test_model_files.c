// Every file in models/, in every variant: it loads, its total is the published one, and what must hold of any model.
#include "testing.h"

#include <math.h>
#include <string.h>

#include "plan/tally.h"
#include "workload/model.h"

static const struct model_shape one = {.batch = 1, .sequence = 1};

static struct model read_node(struct testing *t, const char *name, const struct yaml_node *node,
                              const struct size_override *override)
{
    struct model model;
    if (model_read(&t->reader, node, override, override ? 1 : 0, &model) != STATUS_OK)
        fail_msg("%s is refused: %s", name, t->diag.count ? t->diag.messages[0].text : "");
    TESTING_CLEAN(t);
    return model;
}

static struct model open_model(struct testing *t, const char *name)
{
    return read_node(t, name, testing_open(t, CATALOG_MODEL, name), NULL);
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
        struct model model = open_model(t, rows[i].name);
        TESTING_EXACT(totals_of(&model, one).model.parameters, rows[i].parameters);
    }
}

static void every_model_file_loads_in_every_variant(void **state)
{
    struct testing *t = testing_of(state);
    struct catalog_names names = all_models(t);
    for (size_t i = 0; i < names.count; i++) {
        struct model model = open_model(t, names.names[i]);
        struct count count = totals_of(&model, (struct model_shape){.batch = 1, .sequence = 128}).model;
        assert_string_equal(model.name, names.names[i]);
        assert_non_null(model.description);
        assert_true(count.parameters > 0 && count.forward_flop > 0);
        double published = (double)model.published_parameters;
        // What the authors print is rounded (7B for 7.3), and some leave out heads or biases.
        if (published > 0 && fabs(count.parameters / published - 1) > 0.05)
            fail_msg("%s: %.0f parameters, %.0f published", names.names[i], count.parameters, published);
    }
}

static void every_layer_kind_is_used_by_a_model(void **state)
{
    struct testing *t = testing_of(state);
    struct catalog_names names = all_models(t);
    bool used[256] = {false};
    assert_in_range(layer_kind_count, 1, 256);
    for (size_t i = 0; i < names.count; i++) {
        struct model model = open_model(t, names.names[i]);
        for (size_t j = 0; j < model.layer_count; j++)
            for (size_t k = 0; k < layer_kind_count; k++)
                used[k] = used[k] || model.layers[j].kind == layer_kinds[k];
    }
    for (size_t k = 0; k < layer_kind_count; k++)
        if (!used[k])
            fail_msg("no model uses the layer kind %s", layer_kinds[k]->name);
}

static void steps_of_the_architecture_search_are_those_published(void **state)
{
    struct testing *t = testing_of(state);
    struct model model = open_model(t, "nas-evolved-transformer");
    double steps = 0;
    for (size_t i = 0; i < model.training.phase_count; i++)
        steps += training_steps(&model.training.phases[i]);
    TESTING_EXACT(steps, 979e6);
    TESTING_EXACT((double)model.training.phases[0].children, 15000);
    struct model child = open_model(t, "evolved-transformer-base");
    TESTING_EXACT(totals_of(&model, one).model.parameters, totals_of(&child, one).model.parameters);
}

static void counts_are_linear_in_the_batch(void **state)
{
    struct testing *t = testing_of(state);
    struct catalog_names names = all_models(t);
    for (size_t i = 0; i < names.count; i++) {
        struct model model = open_model(t, names.names[i]);
        struct count single = totals_of(&model, (struct model_shape){.batch = 1, .sequence = 96}).model;
        for (double batch = 2; batch <= 32; batch += 10) {
            struct count many = totals_of(&model, (struct model_shape){.batch = batch, .sequence = 96}).model;
            TESTING_EXACT(many.parameters, single.parameters);
            TESTING_CLOSE(many.forward_flop, batch * single.forward_flop, 1e-12);
            TESTING_CLOSE(many.backward_flop, batch * single.backward_flop, 1e-12);
            TESTING_CLOSE(many.forward_elementwise_flop, batch * single.forward_elementwise_flop, 1e-12);
            TESTING_CLOSE(many.kept_elements, batch * single.kept_elements, 1e-12);
            TESTING_CLOSE(many.mask_bytes, batch * single.mask_bytes, 1e-12);
        }
    }
}

// Of each layer, too: nothing is negative, parts are parts, and a backward pass costs at most two products for one.
static void totals_are_the_sums_of_the_layers(void **state)
{
    struct testing *t = testing_of(state);
    struct catalog_names names = all_models(t);
    const struct model_shape shape = {.batch = 2, .sequence = 64, .target = 48, .predictions = 10};
    for (size_t i = 0; i < names.count; i++) {
        struct model model = open_model(t, names.names[i]);
        struct count sum[2] = {{0}}, *layers = arena_array(&t->arena, model.layer_count, sizeof *layers);
        struct model_totals totals;
        model_count(&model, &shape, layers, &totals);
        for (size_t j = 0; j < model.layer_count; j++) {
            const struct count *layer = &layers[j];
            assert_true(layer->parameters >= 0 && layer->forward_flop >= 0 && layer->backward_flop >= 0);
            assert_true(layer->backward_flop <= 2 * layer->forward_flop);
            assert_true(layer->forward_scores_flop <= layer->forward_flop);
            assert_true(layer->inactive_parameters <= layer->parameters);
            assert_true(layer->trainable_parameters <= layer->parameters);
            count_add(&sum[model.parts[model.layers[j].part].training_only], layer, 1);
        }
        TESTING_CLOSE(sum[0].parameters, totals.model.parameters, 1e-12);
        TESTING_CLOSE(sum[0].forward_flop, totals.model.forward_flop, 1e-12);
        TESTING_CLOSE(sum[0].kept_elements, totals.model.kept_elements, 1e-12);
        TESTING_CLOSE(sum[1].parameters, totals.training_only.parameters, 1e-12);
        TESTING_CLOSE(sum[1].backward_flop, totals.training_only.backward_flop, 1e-12);
    }
}

static bool has_kind(const struct model *model, const char *const *kinds, size_t count)
{
    for (size_t i = 0; i < model->layer_count; i++)
        for (size_t j = 0; j < count; j++)
            if (strcmp(model->layers[i].kind->name, kinds[j]) == 0)
                return true;
    return false;
}

// Kinds that multiply what needs no gradient: waves of positions, random features, the state before the first step.
static bool multiplies_constants(const struct model *model)
{
    static const char *const kinds[] = {"relative_attention", "linear_attention", "lstm", "gru", "message_passing"};
    return has_kind(model, kinds, sizeof kinds / sizeof *kinds);
}

// Over a sequence something trained stands before every product: tables of words. Over an image nothing does.
static void over_a_sequence_the_backward_pass_is_twice_the_forward_one(void **state)
{
    struct testing *t = testing_of(state);
    struct catalog_names names = all_models(t);
    for (size_t i = 0; i < names.count; i++) {
        struct model model = open_model(t, names.names[i]);
        struct count count = totals_of(&model, (struct model_shape){.batch = 2, .sequence = 64}).model;
        if (model.image.count || multiplies_constants(&model))
            assert_true(count.backward_flop > 0 && count.backward_flop < 2 * count.forward_flop);
        else
            TESTING_CLOSE(count.backward_flop, 2 * count.forward_flop, 1e-12);
    }
}

static double grown(struct testing *t, const char *name, int64_t layers, double *parameters)
{
    const struct size_override override = {.name = "layers", .text = testing_text(t, "%lld", (long long)layers)};
    struct model model = read_node(t, name, testing_open(t, CATALOG_MODEL, name), &override);
    struct count count = totals_of(&model, (struct model_shape){.batch = 1, .sequence = 64}).model;
    *parameters = count.parameters;
    return count.forward_flop + count.backward_flop;
}

// Twice the layers are twice the stack: what a stack of a size `layers` costs grows with it in a straight line.
static void twice_the_layers_are_twice_the_stack(void **state)
{
    struct testing *t = testing_of(state);
    struct catalog_names names = all_models(t);
    size_t checked = 0;
    for (size_t i = 0; i < names.count; i++) {
        struct model model = open_model(t, names.names[i]);
        const struct symbol *layers = scope_find(&model.sizes, "layers", 6);
        // Flamingo has a gated layer after every seventh one, so there it is a line with steps.
        if (!layers || layers->kind != SYMBOL_NUMBER || strncmp(names.names[i], "flamingo", 8) == 0)
            continue;
        double parameters[3], flop[3];
        for (int times = 1; times <= 3; times++)
            flop[times - 1] = grown(t, names.names[i], times * layers->number, &parameters[times - 1]);
        assert_true(flop[1] > flop[0]);
        TESTING_CLOSE(flop[2] - flop[1], flop[1] - flop[0], 1e-9);
        TESTING_CLOSE(parameters[2] - parameters[1], parameters[1] - parameters[0], 1e-9);
        checked++;
    }
    assert_true(checked >= 20);
}

static const struct yaml_node *frozen_list(struct testing *t, const struct yaml_node *layers)
{
    struct yaml_node *list = arena_alloc(&t->arena, sizeof *list), *group = arena_alloc(&t->arena, sizeof *group);
    struct yaml_node *frozen = arena_alloc(&t->arena, sizeof *frozen);
    struct yaml_pair *pairs = arena_array(&t->arena, 2, sizeof *pairs);
    const struct yaml_node **items = arena_array(&t->arena, 1, sizeof *items);
    *frozen = (struct yaml_node){.kind = YAML_SCALAR, .mark = layers->mark, .text = "true"};
    pairs[0] = (struct yaml_pair){.key = "frozen", .key_mark = layers->mark, .value = frozen};
    pairs[1] = (struct yaml_pair){.key = "layers", .key_mark = layers->mark, .value = layers};
    *group = (struct yaml_node){.kind = YAML_MAPPING, .mark = layers->mark, .count = 2, .pairs = pairs};
    items[0] = group;
    *list = (struct yaml_node){.kind = YAML_SEQUENCE, .mark = layers->mark, .count = 1, .items = items};
    return list;
}

// The model with a frozen group around the layers of each part.
static const struct yaml_node *frozen_model(struct testing *t, const struct yaml_node *node)
{
    static const char *const parts[] = {"layers", "encoder", "decoder", "training_layers"};
    struct yaml_node *copy = arena_alloc(&t->arena, sizeof *copy);
    struct yaml_pair *pairs = arena_array(&t->arena, node->count, sizeof *pairs);
    memcpy(pairs, node->pairs, node->count * sizeof *pairs);
    for (size_t i = 0; i < node->count; i++)
        for (size_t j = 0; j < sizeof parts / sizeof *parts; j++)
            if (strcmp(pairs[i].key, parts[j]) == 0)
                pairs[i].value = frozen_list(t, pairs[i].value);
    *copy = *node;
    copy->pairs = pairs;
    return copy;
}

static void a_frozen_model_has_no_backward_pass(void **state)
{
    struct testing *t = testing_of(state);
    struct catalog_names names = all_models(t);
    const struct model_shape shape = {.batch = 2, .sequence = 64, .predictions = 10};
    for (size_t i = 0; i < names.count; i++) {
        const struct yaml_node *node = testing_open(t, CATALOG_MODEL, names.names[i]);
        struct model trained = read_node(t, names.names[i], node, NULL),
                     frozen = read_node(t, names.names[i], frozen_model(t, node), NULL);
        struct model_totals a = totals_of(&trained, shape), b = totals_of(&frozen, shape);
        TESTING_CLOSE(b.model.parameters, a.model.parameters, 1e-12);
        TESTING_CLOSE(b.model.forward_flop, a.model.forward_flop, 1e-12);
        TESTING_EXACT(b.model.backward_flop, 0);
        TESTING_EXACT(b.training_only.backward_flop, 0);
        TESTING_EXACT(b.model.trainable_parameters, 0);
    }
}

static void only_recurrent_layers_make_a_model_recurrent(void **state)
{
    struct testing *t = testing_of(state);
    struct catalog_names names = all_models(t);
    for (size_t i = 0; i < names.count; i++) {
        struct model model = open_model(t, names.names[i]);
        static const char *const kinds[] = {"lstm", "gru"};
        assert_int_equal(tally_is_recurrent(&model), has_kind(&model, kinds, 2));
    }
    struct model elmo = open_model(t, "elmo");
    assert_true(tally_is_recurrent(&elmo));
    struct model given = read_node(t, "", testing_yaml(t, "parameters: 9"), NULL);
    assert_false(tally_is_recurrent(&given));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(published_totals_of_parameters),
        TESTING_CASE(every_model_file_loads_in_every_variant),
        TESTING_CASE(every_layer_kind_is_used_by_a_model),
        TESTING_CASE(steps_of_the_architecture_search_are_those_published),
        TESTING_CASE(counts_are_linear_in_the_batch),
        TESTING_CASE(totals_are_the_sums_of_the_layers),
        TESTING_CASE(over_a_sequence_the_backward_pass_is_twice_the_forward_one),
        TESTING_CASE(twice_the_layers_are_twice_the_stack),
        TESTING_CASE(a_frozen_model_has_no_backward_pass),
        TESTING_CASE(only_recurrent_layers_make_a_model_recurrent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
