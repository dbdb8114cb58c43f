// Every row of every file in tests/oracle, exact: what other implementations count, to the last FLOP and the last
// parameter. Each model was built by the library named in `source` and run forwards and backwards, and every matrix
// product and convolution that PyTorch executed was counted, 2 FLOP for a multiply-add, attention in full; the loss is
// the sum of all outputs, so every position is predicted.
//
//   model: bert-base                 a name of the catalog, or a model; where that is what the library built
//   config: bert-base-uncased.json   the config.json (or the call) that it was built from, in tests/configs
//   sequence: 128                    left out for images, whose size is the model's
//   kinds: {softmax: {...}}          the totals by kind of layer, joined by + where modules are cut differently there
//
// Parts of kinds have words of their own, which have forward FLOPs only: projections and scores are the two halves of
// attention, experts and router those of a mixture. The parameters of an embedding hold the tied matrix.
#define _DEFAULT_SOURCE
#include "testing.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "workload/model.h"

enum { ORACLE_ROWS = 139, ORACLE_LAYERS_MAX = 4000 };

struct oracle_row {
    const struct yaml_node *model, *kinds;
    const char *config, *source;
    int64_t batch, sequence, target, parameters;
    double forward_flop, backward_flop;
};

#define ORACLE_FIELD(member, field_type, is_required, highest)                                                         \
    {                                                                                                                  \
        .key = #member, .type = field_type, .offset = offsetof(struct oracle_row, member), .required = is_required,    \
        .low = 1, .high = highest                                                                                      \
    }

static const struct field oracle_fields[] = {
    ORACLE_FIELD(model, FIELD_NODE, false, 0),
    ORACLE_FIELD(config, FIELD_TEXT, false, 0),
    ORACLE_FIELD(source, FIELD_TEXT, true, 0),
    ORACLE_FIELD(kinds, FIELD_NODE, true, 0),
    ORACLE_FIELD(batch, FIELD_COUNT, true, 1e6),
    ORACLE_FIELD(sequence, FIELD_COUNT, false, 1e6),
    ORACLE_FIELD(target, FIELD_COUNT, false, 1e6),
    ORACLE_FIELD(parameters, FIELD_COUNT, false, 1e15),
    ORACLE_FIELD(forward_flop, FIELD_QUANTITY, false, 1e20),
    ORACLE_FIELD(backward_flop, FIELD_QUANTITY, false, 1e20),
};

struct oracle {
    struct testing *t;
    const char *name;
    struct model model;
    struct count layers[ORACLE_LAYERS_MAX];
    struct model_totals totals;
    size_t rows, mismatches; // of the whole folder
};

static struct oracle oracle;

// ---- one row ------------------------------------------------------------------------------------

struct oracle_part {
    const char *word, *kind;
    bool is_rest; // the kind without its part
    size_t offset;
};

static const struct oracle_part oracle_parts[] = {
    {"scores", "attention", false, offsetof(struct count, forward_scores_flop)},
    {"projections", "attention", true, offsetof(struct count, forward_scores_flop)},
    {"router", "moe", false, offsetof(struct count, forward_router_flop)},
    {"experts", "moe", true, offsetof(struct count, forward_router_flop)},
};

static const struct oracle_part *oracle_part(const char *word)
{
    for (size_t i = 0; i < sizeof oracle_parts / sizeof *oracle_parts; i++)
        if (strcmp(oracle_parts[i].word, word) == 0)
            return &oracle_parts[i];
    return NULL;
}

// Adds the kept layers of one kind; of a part of a kind, only the FLOPs.
static void oracle_add(const char *word, struct count *sum)
{
    const struct oracle_part *part = oracle_part(word);
    const char *kind = part ? part->kind : word;
    size_t found = 0;
    for (size_t i = 0; i < oracle.model.layer_count; i++) {
        const struct model_layer *layer = &oracle.model.layers[i];
        struct count count = oracle.layers[i];
        if (strcmp(layer->kind->name, kind) != 0)
            continue;
        found++;
        if (part) {
            double flop = *(const double *)((const char *)&count + part->offset);
            count.forward_flop = part->is_rest ? count.forward_flop - flop : flop;
        }
        if (!oracle.model.parts[layer->part].training_only)
            count_add(sum, &count, 1);
    }
    if (!found)
        fail_msg("%s has no layer of kind %s", oracle.name, kind);
}

// "mlp+glu+dense", and whether it has a word for a part.
static struct count oracle_sum(const char *kinds, bool *of_parts)
{
    struct count sum = {0};
    *of_parts = false;
    for (const char *at = kinds; *at; at += strspn(at, "+")) {
        char word[40];
        size_t length = strcspn(at, "+");
        assert_true(length < sizeof word);
        snprintf(word, sizeof word, "%.*s", (int)length, at);
        oracle_add(word, &sum);
        *of_parts = *of_parts || oracle_part(word);
        at += length;
    }
    return sum;
}

// The figure `which` of a kind, -1 when the row does not state it.
static double oracle_figure(const struct yaml_node *figures, const char *which)
{
    const struct field row = {.key = which, .type = FIELD_QUANTITY, .high = 1e20};
    const struct yaml_node *node = yaml_tree_get(figures, which);
    double value = -1;
    if (node)
        assert_int_equal(field_read_value(&oracle.t->reader, &row, node, &value), STATUS_OK);
    TESTING_CLEAN(oracle.t);
    return value;
}

static void oracle_compare(const char *what, const char *which, double actual, double expected)
{
    if (expected < 0 || (actual >= expected && actual <= expected))
        return;
    print_error("%s, %s %s: %.0f instead of %.0f\n", oracle.name, what, which, actual, expected);
    oracle.mismatches++;
}

static void oracle_compare_kinds(const struct yaml_node *kinds)
{
    for (size_t i = 0; i < kinds->count; i++) {
        const char *kind = kinds->pairs[i].key;
        const struct yaml_node *figures = kinds->pairs[i].value;
        double forward = oracle_figure(figures, "forward"), backward = oracle_figure(figures, "backward");
        double parameters = oracle_figure(figures, "parameters");
        bool of_parts = false;
        struct count sum = oracle_sum(kind, &of_parts);
        assert_int_equal(figures->count, (forward >= 0) + (backward >= 0) + (parameters >= 0));
        assert_true(figures->count > 0 && (!of_parts || figures->count == (size_t)(forward >= 0)));
        oracle_compare(kind, "forward", sum.forward_flop, forward);
        oracle_compare(kind, "backward", sum.backward_flop, backward);
        oracle_compare(kind, "parameters", sum.parameters, parameters);
        if (strcmp(kind, "lstm") == 0)
            oracle_compare(kind, "recurrent", sum.forward_recurrent_flop, forward);
    }
}

static void oracle_check(const struct oracle_row *row, const struct yaml_node *reference, const char *name)
{
    struct testing *t = oracle.t;
    const struct yaml_node *opened = NULL;
    const struct model_shape shape = {
        .batch = (double)row->batch, .sequence = (double)row->sequence, .target = (double)row->target};
    oracle.name =
        testing_text(t, "%s at batch %lld, length %lld", name, (long long)row->batch, (long long)row->sequence);
    enum status status = catalog_open(&t->catalog, CATALOG_MODEL, reference, &opened);
    status = status == STATUS_OK ? model_read(&t->reader, opened, NULL, 0, &oracle.model) : status;
    TESTING_CLEAN(t);
    assert_int_equal(status, STATUS_OK);
    assert_in_range(oracle.model.layer_count, 1, ORACLE_LAYERS_MAX);
    assert_true((oracle.model.image.count > 0) == (row->sequence == 0));
    model_count(&oracle.model, &shape, oracle.layers, &oracle.totals);
    oracle_compare("all", "parameters", oracle.totals.model.parameters, (double)row->parameters);
    oracle_compare("all", "forward", oracle.totals.model.forward_flop, row->forward_flop);
    oracle_compare("all", "backward", oracle.totals.model.backward_flop, row->backward_flop);
    oracle_compare_kinds(row->kinds);
}

static void oracle_row(const struct yaml_node *node)
{
    struct testing *t = oracle.t;
    struct oracle_row row = {.parameters = -1, .forward_flop = -1, .backward_flop = -1};
    enum status status =
        field_read(&t->reader, oracle_fields, sizeof oracle_fields / sizeof *oracle_fields, node, &row);
    TESTING_CLEAN(t);
    assert_int_equal(status, STATUS_OK);
    assert_true(row.model || row.config);
    if (row.model)
        oracle_check(&row, row.model, row.model->kind == YAML_SCALAR ? row.model->text : "inline");
    if (row.config) {
        const char *path = testing_path(t, testing_text(t, "tests/configs/%s", row.config));
        const struct yaml_node file = {.kind = YAML_SCALAR, .text = path, .quoted = true, .weight = 1};
        oracle_check(&row, &file, row.config);
    }
    oracle.rows++;
}

// ---- the folder ---------------------------------------------------------------------------------

static void oracle_file(const char *name)
{
    struct testing *t = oracle.t;
    const struct yaml_node *root = NULL;
    const char *path = testing_text(t, "tests/oracle/%s", name);
    enum status status = yaml_tree_read(&t->arena, testing_path(t, path), path, (struct mark){0}, &t->diag, &root);
    TESTING_CLEAN(t);
    assert_int_equal(status, STATUS_OK);
    const struct yaml_node *rows = testing_at(root, "rows");
    assert_int_equal(rows->kind, YAML_SEQUENCE);
    for (size_t i = 0; i < rows->count; i++)
        oracle_row(rows->items[i]);
}

static void counts_are_those_of_other_implementations(void **state)
{
    oracle.t = testing_of(state);
    oracle.rows = oracle.mismatches = 0;
    DIR *folder = opendir(testing_path(oracle.t, "tests/oracle"));
    assert_non_null(folder);
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder))
        if (strstr(entry->d_name, ".yaml"))
            oracle_file(entry->d_name);
    closedir(folder);
    assert_int_equal(oracle.rows, ORACLE_ROWS);
    if (oracle.mismatches)
        fail_msg("%zu figures differ", oracle.mismatches);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TESTING_CASE(counts_are_those_of_other_implementations)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
