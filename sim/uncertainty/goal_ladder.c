#include "uncertainty/goal_ladder.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "read/overlay.h"

static const struct yaml_node *goal_ladder_plan(struct arena *arena, const struct plan *final, const char *name)
{
    const struct yaml_node *scalar = overlay_scalar(arena, (struct mark){0}, name);
    if (!scalar)
        return NULL;
    const struct yaml_pair pair = {.key = "model", .key_mark = scalar->mark, .value = scalar};
    return overlay_with(arena, final->node, &pair);
}

// Reads the final plan with another model in it. Anything that is wrong with it is told to the reader's diag.
static enum status goal_ladder_model(struct reader *reader, struct catalog *catalog, const struct plan *final,
                                     const char *name, double ratio, struct goal_model *model)
{
    static const struct plan_options nothing;
    struct plan *plan = arena_alloc(reader->arena, sizeof *plan);
    const struct yaml_node *node = goal_ladder_plan(reader->arena, final, name);
    struct tally own, tally;
    if (!plan || !node)
        return STATUS_NO_MEMORY;
    enum status status = plan_read(reader, catalog, node, &nothing, plan);
    if (status != STATUS_OK)
        return status;
    tally_compile(final, &own);
    tally_compile(plan, &tally);
    *model = (struct goal_model){.name = name, .model = plan->model, .training = plan->training};
    double share = ratio > 0 ? ratio * tally.parameters / tally.tokens : 1;
    model->parameters = tally.parameters;
    model->tokens = tally.tokens * share;
    model->flop = tally.training_flop * share;
    model->scale = model->flop / own.training_flop;
    return STATUS_OK;
}

// The names of a ladder without one that is stated: the variants of the file that the final model stands in.
static enum status goal_ladder_family(struct catalog *catalog, const struct plan *final, struct catalog_names *names)
{
    const struct yaml_node *reference = final->node ? yaml_tree_get(final->node, "model") : NULL, *node = NULL,
                           *root = NULL;
    if (!reference)
        return STATUS_OK;
    enum status status = catalog_open(catalog, CATALOG_MODEL, reference, &node);
    if (status != STATUS_OK || !node->mark.source || !catalog_is_path(node->mark.source->name))
        return status;
    status = catalog_variants(catalog, node->mark.source->name, &root, names);
    if (status == STATUS_OK && catalog_kind_of(root) != CATALOG_MODEL)
        names->count = 0;
    return status;
}

static int goal_ladder_order(const void *left, const void *right)
{
    const struct goal_model *a = left, *b = right;
    if (a->flop < b->flop || a->flop > b->flop)
        return a->flop < b->flop ? -1 : 1;
    return strcmp(a->name, b->name);
}

enum status goal_ladder_read(struct reader *reader, struct catalog *catalog, const struct programme *programme,
                             const char *const *words, size_t word_count, double ratio, struct goal_ladder *ladder)
{
    const struct plan *final = &programme->plans[programme->work[programme->final_item].plans[0]];
    struct catalog_names family = {0};
    // What is wrong with a model that nobody named is nobody's mistake here.
    struct diag quiet;
    struct catalog quiet_catalog = *catalog;
    struct reader quiet_reader = *reader;
    diag_init(&quiet);
    quiet_catalog.diag = quiet_reader.diag = &quiet;
    *ladder = (struct goal_ladder){.left_out = ""};
    enum status status = STATUS_OK;
    if (!word_count)
        status = goal_ladder_family(&quiet_catalog, final, &family);
    status = status == STATUS_NO_MEMORY ? status : STATUS_OK;
    size_t count = word_count ? word_count : family.count;
    ladder->models = arena_array(reader->arena, count + 1, sizeof *ladder->models);
    status = ladder->models ? status : STATUS_NO_MEMORY;
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        const char *name = word_count ? words[i] : family.names[i];
        struct goal_model *model = &ladder->models[ladder->count];
        enum status one = word_count ? goal_ladder_model(reader, catalog, final, name, ratio, model)
                                     : goal_ladder_model(&quiet_reader, &quiet_catalog, final, name, ratio, model);
        if (one == STATUS_NO_MEMORY || (word_count && one != STATUS_OK))
            status = one;
        else if (one == STATUS_OK && model->scale > 0 && isfinite(model->scale))
            ladder->count++;
        else
            ladder->left_out =
                arena_format(reader->arena, "%s%s%s", ladder->left_out, ladder->left_out[0] ? ", " : "", name);
        if (one != STATUS_OK && !word_count) { // the next one is read afresh
            diag_free(&quiet);
            diag_init(&quiet);
        }
        status = ladder->left_out ? status : STATUS_NO_MEMORY;
    }
    diag_free(&quiet);
    if (status == STATUS_OK)
        qsort(ladder->models, ladder->count, sizeof *ladder->models, goal_ladder_order);
    return status;
}
