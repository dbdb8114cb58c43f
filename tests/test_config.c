// config.json: how its type is found, which keys it may hold, what it is called, and what becomes of it as a model.
#include "configuring.h"

#include "plan/plan.h"

static struct model read_text(struct testing *t, const char *file, const char *text)
{
    struct model model;
    enum status status = configuring_open(t, testing_file(t, file, text), &model);
    TESTING_CLEAN(t);
    assert_int_equal(status, STATUS_OK);
    return model;
}

static void refuse_text(struct testing *t, const char *file, const char *text, size_t line, size_t column,
                        const char *message)
{
    struct model model;
    assert_int_equal(configuring_open(t, testing_file(t, file, text), &model), STATUS_BAD_INPUT);
    TESTING_ERRORS(t, 1);
    TESTING_ERROR_AT(t, line, column, message);
    assert_string_equal(t->diag.messages[0].mark.source->name, testing_text(t, "%s/%s", testing_folder(t), file));
    testing_forget(t);
}

// ---- which type ---------------------------------------------------------------------------------

static void the_type_is_named_by_model_type(void **state)
{
    struct testing *t = testing_of(state);
    struct model model = read_text(t, "a.json", "{\"model_type\": \"bert\", \"num_hidden_layers\": 2}");
    assert_int_equal(configuring_size(&model, "num_hidden_layers"), 2);
    assert_int_equal(configuring_size(&model, "hidden_size"), 768);
    refuse_text(t, "b.json", "{\"model_type\": \"distilbrt\"}", 1, 16, "there is no config \"distilbrt\"");
    refuse_text(t, "c.json", "{\"model_type\": \"beert\"}", 1, 16, "did you mean \"bert\"?");
    refuse_text(t, "d.json", "{\"model_type\": \"common\"}", 1, 16, "\"model_type\" needs the name of an architecture");
    refuse_text(t, "e.json", "{\"model_type\": 5}", 1, 16, "there is no config \"5\"");
    refuse_text(t, "f.json", "{\"model_type\": null}", 1, 16, "\"model_type\" needs the name of an architecture");
    refuse_text(t, "g.json", "{\"model_type\": [\"bert\"]}", 1, 16, "\"model_type\" needs the name of an architecture");
    refuse_text(t, "h.json", "{\"model_type\": \"../config/bert\"}", 1, 16, "is not a name of a config");
    refuse_text(t, "i.json", "{\"model_type\": \"config/bert\"}", 1, 16, "is not a name of a config");
    refuse_text(t, "j.json", "{}", 1, 1, "a config.json needs its \"model_type\"");
    refuse_text(t, "k.json", "{\"architectures\": [\"BertModel\"]}", 1, 1, "a config.json needs its \"model_type\"");
    refuse_text(t, "l.json", "[{\"model_type\": \"bert\"}]", 1, 1, "a file holds a mapping of keys");
}

static void a_config_of_many_models_is_no_model_of_ours(void **state)
{
    struct testing *t = testing_of(state);
    // A key that our models have, too, does not make a config one of them.
    refuse_text(t, "a.json", "{\"model_type\": \"acme-pair\", \"encoder\": {}, \"decoder\": {}}", 1, 16,
                "there is no config \"acme-pair\"");
    refuse_text(t, "b.json", "{\"model_type\": \"bert\", \"layers\": 12}", 1, 24,
                "a bert config has no key \"layers\" that is understood here");
}

static void without_model_type_a_type_is_told_by_its_keys(void **state)
{
    struct testing *t = testing_of(state);
    struct model model =
        read_text(t, "fairseq.json",
                  "{\"encoder_embed_dim\": 64, \"encoder_layers\": 2, \"decoder_layers\": 3, \"vocab_size\": 100,\n"
                  " \"encoder_attention_heads\": 4, \"encoder_ffn_embed_dim\": 128, \"decoder_embed_dim\": 64,\n"
                  " \"decoder_attention_heads\": 4, \"decoder_ffn_embed_dim\": 128}");
    assert_string_equal(model.name, "fairseq");
    assert_int_equal(configuring_size(&model, "encoder_layers"), 2);
    model = read_text(
        t, "bert_config.json",
        "{\"type_vocab_size\": 2, \"intermediate_size\": 128, \"max_position_embeddings\": 16,\n"
        " \"num_attention_heads\": 4, \"hidden_size\": 32, \"num_hidden_layers\": 1, \"pooler_type\": \"x\"}");
    assert_int_equal(configuring_size(&model, "hidden_size"), 32);
    refuse_text(t, "other.json", "{\"hidden_size\": 32}", 1, 1, "a config.json needs its \"model_type\"");
}

static void a_config_may_be_yaml(void **state)
{
    struct testing *t = testing_of(state);
    struct model model = read_text(t, "tiny.yaml", "# ours\nmodel_type: gpt2\nn_embd: 64\nn_head: 4\n");
    assert_string_equal(model.name, "tiny");
    assert_int_equal(configuring_size(&model, "n_inner"), 256);
}

// ---- which keys ---------------------------------------------------------------------------------

static void no_key_is_passed_over_in_silence(void **state)
{
    struct testing *t = testing_of(state);
    static const char keys[] = "  width: {default: 64}\n  nest.heads: {default: 2}\n";
    configuring(t, keys, "\"seed\": 5, \"note\": \"x\", \"bag\": {\"any\": {\"thing\": [1]}}");
    configuring(t, keys, "\"nest\": {\"known\": 1, \"seen\": 2, \"heads\": 3}");
    configuring_refuse(t, keys, "\"wdith\": 64", "\"wdith\"",
                       "has no key \"wdith\" that is understood here; did you mean \"width\"?");
    configuring_refuse(t, keys, "\"mixture_of_depths\": 64", "\"mixture_of_depths\"",
                       "has no key \"mixture_of_depths\" that is understood here; it might change the count");
    configuring_refuse(t, keys, "\"nest\": {\"haeds\": 3}", "\"haeds\"", "did you mean \"nest.heads\"?");
    configuring_refuse(t, keys, "\"nest\": {\"other\": {\"heads\": 3}}", "\"other\"",
                       "has no key \"nest.other\" that is understood here");
    configuring_refuse(t, keys, "\"nset\": {\"heads\": 3}", "\"nset\"", "has no key \"nset\" that is understood here");
}

static void a_row_of_the_type_takes_the_place_of_the_common_one(void **state)
{
    struct testing *t = testing_of(state);
    struct model model = configuring(t, "  never: {default: true}\n", "");
    assert_int_equal(configuring_size(&model, "never"), 1);
    configuring(t, "  never: {default: true}\n", "\"never\": true");
}

static void every_mistake_is_told_in_one_run(void **state)
{
    struct testing *t = testing_of(state);
    struct model model;
    const char *path = testing_file(t, "many.json",
                                    "{\"model_type\": \"bert\",\n \"hidden_size\": \"768\",\n \"num_layers\": 5,\n"
                                    " \"num_attention_heads\": 7,\n \"architectures\": [\"BertForMaskdLM\"]}");
    assert_int_equal(configuring_open(t, path, &model), STATUS_BAD_INPUT);
    TESTING_ERRORS(t, 4);
    TESTING_ERROR_AT(t, 2, 17, "\"hidden_size\" needs a whole number, not a text");
    TESTING_ERROR_AT(t, 3, 2, "a bert config has no key \"num_layers\" that is understood here");
    TESTING_ERROR_AT(t, 4, 25, "\"num_attention_heads\" (7) does not divide \"hidden_size\" (768");
    TESTING_ERROR_AT(t, 5, 20, "did you mean \"BertForMaskedLM\"?");
}

static void a_mistake_that_the_layers_show_is_blamed_on_the_config(void **state)
{
    struct testing *t = testing_of(state);
    refuse_text(t, "a.json", "{\"model_type\": \"bert\",\n \"num_hidden_layers\": 200000}", 2, 23,
                "\"repeat\" must be at most 100000, not 200000");
    refuse_text(t, "b.json", "{\"model_type\": \"gpt2\",\n \"num_hidden_layers\": 200000}", 2, 23, // of n_layer
                "\"repeat\" must be at most 100000, not 200000");
    refuse_text(t, "c.json", "{\"model_type\": \"mpt\",\n \"expansion_ratio\": 1000000}", 2, 21,
                "must be at most 1000000000, not 2048000000");
    // What is no one key's is the config's as a whole.
    refuse_text(t, "d.json", "{\"model_type\": \"evolved_transformer\", \"vocab_size\": 9,\n \"hidden_size\": 1000}", 1,
                1, "16 heads do not divide the width 1000");
}

// ---- names and notes ----------------------------------------------------------------------------

static void a_model_is_called_like_its_file_or_as_the_library_keeps_it(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const names[][3] = {
        {"config.json", "", "gpt2"},
        {"config.json", "\"_name_or_path\": \"openai-community/gpt2-tiny\"", "gpt2-tiny"},
        {"config.json", "\"_name_or_path\": \"./out/run-7/\"", "run-7"},
        {"config.json", "\"_name_or_path\": \"\"", "gpt2"},
        {"config.json", "\"_name_or_path\": null", "gpt2"},
        {"config.json", "\"_name_or_path\": [\"x\"]", "gpt2"},
        {"config.json", "\"_name_or_path\": \"a\\/b\\u00e9\\uD83D\\uDE00\"", "b\xC3\xA9\xF0\x9F\x98\x80"},
        {"my.net.json", "\"_name_or_path\": \"openai-community/gpt2-tiny\"", "my.net"},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *pairs = names[i][1];
        const char *text = testing_text(t, "{\"model_type\": \"gpt2\"%s%s}", pairs[0] ? ", " : "", pairs);
        struct model model = read_text(t, testing_text(t, "%zu/%s", i, names[i][0]), text);
        assert_string_equal(model.name, names[i][2]);
    }
}

static void what_the_defaults_stand_for_is_noted(void **state)
{
    struct testing *t = testing_of(state);
    struct model model = read_text(t, "a.json", "{\"model_type\": \"gpt2\", \"n_embd\": 64, \"n_head\": 4}");
    assert_non_null(model.defaults);
    TESTING_CONTAINS(model.defaults, "default of transformers");
    TESTING_CONTAINS(model.defaults, "vocab_size 50257");
    TESTING_CONTAINS(model.defaults, "n_layer 12");
    assert_null(strstr(model.defaults, "n_embd"));
    assert_null(strstr(model.defaults, "n_head"));
}

// ---- as a model ---------------------------------------------------------------------------------

static void sizes_that_are_set_reach_the_defaults_derived_from_them(void **state)
{
    struct testing *t = testing_of(state);
    const char *path = testing_file(t, "a.json", "{\"model_type\": \"llama\", \"num_hidden_layers\": 2}");
    const struct yaml_node *opened = testing_open(t, CATALOG_MODEL, path);
    static const struct size_override set[] = {{.name = "hidden_size", .text = "64"},
                                               {.name = "num_attention_heads", .text = "8"},
                                               {.name = "vocab_size", .text = "10"}};
    struct model model;
    assert_int_equal(model_read(&t->reader, opened, set, 3, &model), STATUS_OK);
    TESTING_CLEAN(t);
    assert_int_equal(configuring_size(&model, "head_dim"), 8);
    assert_int_equal(configuring_size(&model, "num_key_value_heads"), 8);
    struct model_totals totals;
    const struct model_shape shape = {.batch = 1, .sequence = 4};
    model_count(&model, &shape, NULL, &totals);
    // embedding and head 10 x 64 each; two blocks of four 64 x 64, three 64 x 11008 and two norms; the last norm
    TESTING_EXACT(totals.model.parameters, 2 * 640 + 2 * (4 * 4096 + 3 * 64 * 11008 + 2 * 64) + 64);
}

static void a_config_may_stand_in_a_plan_or_be_laid_over(void **state)
{
    struct testing *t = testing_of(state);
    const char *path = testing_file(t, "net/config.json", "{\"model_type\": \"bert\", \"num_hidden_layers\": 2}");
    const char *texts[] = {
        "plan: p\nmodel: {model_type: bert, num_hidden_layers: 2}\ntraining: {sequence: 8, batch: 1, steps: 1}\n",
        testing_text(t, "plan: p\nmodel: %s\ntraining: {sequence: 8, batch: 1, steps: 1}\n", path),
        testing_text(t, "plan: p\nmodel: {base: %s, description: ours}\ntraining: {sequence: 8, batch: 1, steps: 1}\n",
                     path),
        testing_text(t, "plan: p\nmodel: {base: {model_type: bert}, sizes: {num_hidden_layers: 2}}\n"
                        "training: {sequence: 8, batch: 1, steps: 1}\n"),
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct plan plan;
        const struct plan_options options = {0};
        enum status status = plan_read(&t->reader, &t->catalog, testing_yaml(t, texts[i]), &options, &plan);
        TESTING_CLEAN(t);
        assert_int_equal(status, STATUS_OK);
        assert_string_equal(plan.model.name, "bert");
        assert_int_equal(configuring_size(&plan.model, "num_hidden_layers"), 2);
    }
}

static void a_mistake_in_a_config_in_a_plan_stands_there(void **state)
{
    struct testing *t = testing_of(state);
    struct plan plan;
    const struct plan_options options = {0};
    const char *text =
        "plan: p\nmodel:\n  model_type: bert\n  num_layers: 2\ntraining: {sequence: 8, batch: 1, steps: 1}\n";
    assert_int_equal(plan_read(&t->reader, &t->catalog, testing_yaml(t, text), &options, &plan), STATUS_BAD_INPUT);
    TESTING_ERROR_AT(t, 4, 3, "a bert config has no key \"num_layers\" that is understood here");
}

// ---- the types that are shipped -----------------------------------------------------------------

static void check_type(struct testing *t, const char *name)
{
    const struct yaml_node *opened = NULL;
    struct model model;
    const char *path =
        testing_file(t, testing_text(t, "types/%s.json", name), testing_text(t, "{\"model_type\": \"%s\"}", name));
    enum status status = catalog_open_text(&t->catalog, CATALOG_MODEL, path, &opened);
    status = status == STATUS_OK ? model_read(&t->reader, opened, NULL, 0, &model) : status;
    if (status == STATUS_OK) {
        TESTING_CLEAN(t);
        assert_true(model.layer_count > 0);
        assert_non_null(model.defaults);
        return;
    }
    // Nothing but the lack of what has no default is a reason.
    assert_int_equal(status, STATUS_BAD_INPUT);
    assert_true(t->diag.errors > 0);
    for (size_t i = 0; i < t->diag.count; i++)
        if (!strstr(t->diag.messages[i].text, " is missing"))
            fail_msg("%s alone: %s", name, t->diag.messages[i].text);
    testing_forget(t);
}

static void every_type_is_read_from_its_name_alone(void **state)
{
    struct testing *t = testing_of(state);
    struct catalog_names names = {0};
    assert_int_equal(catalog_list(&t->catalog, CATALOG_CONFIG, &names), STATUS_OK);
    TESTING_CLEAN(t);
    assert_true(names.count >= 38);
    for (size_t i = 0; i < names.count; i++)
        if (strcmp(names.names[i], "common") != 0)
            check_type(t, names.names[i]);
}

static const struct yaml_node *defaults_of(struct testing *t, const char *path)
{
    const struct yaml_node *opened = NULL;
    enum status status = catalog_open_defaults(&t->catalog, testing_open(t, CATALOG_CONFIG, path), &opened);
    TESTING_CLEAN(t);
    assert_int_equal(status, STATUS_OK);
    return opened;
}

static void a_template_is_judged_by_the_model_of_its_defaults(void **state)
{
    struct testing *t = testing_of(state);
    struct model model;
    const struct yaml_node *bert = defaults_of(t, testing_path(t, "models/config/bert.yaml"));
    assert_int_equal(model_read(&t->reader, bert, NULL, 0, &model), STATUS_OK);
    TESTING_CLEAN(t);
    assert_int_equal(configuring_size(&model, "hidden_size"), 768);
    // Where something has no default there is no such model, and what all types share is none.
    assert_null(defaults_of(t, testing_path(t, "models/config/deepseek_v2.yaml")));
    assert_null(defaults_of(t, testing_path(t, "models/config/bilm.yaml")));
    assert_null(defaults_of(t, testing_path(t, "models/config/common.yaml")));
    // A mistake is told where it stands in the template.
    const char *path = testing_file(t, "net.yaml",
                                    "config: net\nkeys: {width: {default: 8}}\n"
                                    "layers:\n  - embedding: {vocabulary: words, width: width}\n");
    assert_int_equal(model_read(&t->reader, defaults_of(t, path), NULL, 0, &model), STATUS_BAD_INPUT);
    TESTING_ERROR_AT(t, 4, 29, "unknown size \"words\"");
    testing_forget(t);
    path = testing_file(t, "heads.yaml",
                        "config: heads\nkeys: {width: {default: 8}}\n"
                        "layers:\n  - embedding: {vocabulary: 9, width: width}\n  - attention: {heads: 3}\n");
    assert_int_equal(model_read(&t->reader, defaults_of(t, path), NULL, 0, &model), STATUS_BAD_INPUT);
    TESTING_ERROR_AT(t, 5, 16, "3 heads do not divide the width 8");
}

static void template_errors(void **state)
{
    struct testing *t = testing_of(state);
    const struct yaml_node *opened = NULL;
    const struct yaml_node *node =
        testing_open(t, CATALOG_CONFIG, testing_file(t, "a.yaml", "config: net\nkeys: [width]\n"));
    assert_int_equal(catalog_open_defaults(&t->catalog, node, &opened), STATUS_BAD_INPUT);
    TESTING_ERROR(t, "\"keys\" maps keys to rows");
    testing_forget(t);
    configuring_refuse_keys(t, "  a: {each: 2, choices: {x: gelu}, default: 0}\n", "\"a\": [\"x\", \"x\"]",
                            "the choices of a list are numbers");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(the_type_is_named_by_model_type),
        TESTING_CASE(a_config_of_many_models_is_no_model_of_ours),
        TESTING_CASE(without_model_type_a_type_is_told_by_its_keys),
        TESTING_CASE(a_config_may_be_yaml),
        TESTING_CASE(no_key_is_passed_over_in_silence),
        TESTING_CASE(a_row_of_the_type_takes_the_place_of_the_common_one),
        TESTING_CASE(every_mistake_is_told_in_one_run),
        TESTING_CASE(a_mistake_that_the_layers_show_is_blamed_on_the_config),
        TESTING_CASE(a_model_is_called_like_its_file_or_as_the_library_keeps_it),
        TESTING_CASE(what_the_defaults_stand_for_is_noted),
        TESTING_CASE(sizes_that_are_set_reach_the_defaults_derived_from_them),
        TESTING_CASE(a_config_may_stand_in_a_plan_or_be_laid_over),
        TESTING_CASE(a_mistake_in_a_config_in_a_plan_stands_there),
        TESTING_CASE(every_type_is_read_from_its_name_alone),
        TESTING_CASE(a_template_is_judged_by_the_model_of_its_defaults),
        TESTING_CASE(template_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
