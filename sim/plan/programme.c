#include "plan/programme.h"

#include <math.h>
#include <string.h>

#include "plan/programme_plans.h"
#include "read/overlay.h"

static const char *const programme_pay_words[PROGRAMME_PAY_COUNT] = {
#define PROGRAMME_PAY_WORD(id, word, metric, sentence) [id] = #word,
    PROGRAMME_PAY_ROWS(PROGRAMME_PAY_WORD)
#undef PROGRAMME_PAY_WORD
};

static const struct {
    enum metric_id metric;
    const char *sentence;
} programme_pays[PROGRAMME_PAY_COUNT] = {
#define PROGRAMME_PAY_ROW(id, word, metric_row_id, text) [id] = {metric_row_id, text},
    PROGRAMME_PAY_ROWS(PROGRAMME_PAY_ROW)
#undef PROGRAMME_PAY_ROW
};

const char *programme_pay_sentence(enum programme_pay pay)
{
    return programme_pays[pay].sentence;
}

enum metric_id programme_pay_metric(enum programme_pay pay)
{
    return programme_pays[pay].metric;
}

struct programme_node {
    const char *name, *description;
    const struct yaml_node *work, *hardware, *region, *inputs, *final, *published;
    double contingency;
    int pay;
    int64_t samples, seed;
};

#define PROGRAMME_FIELD(member)                                                                                        \
    {                                                                                                                  \
        .key = #member, .type = FIELD_NODE, .offset = offsetof(struct programme_node, member)                          \
    }

static const struct field programme_fields[] = {
    {.key = "programme", .type = FIELD_TEXT, .offset = offsetof(struct programme_node, name)},
    {.key = "description", .type = FIELD_TEXT, .offset = offsetof(struct programme_node, description)},
    {.key = "work", .type = FIELD_NODE, .offset = offsetof(struct programme_node, work), .required = true},
    PROGRAMME_FIELD(hardware),
    PROGRAMME_FIELD(region),
    PROGRAMME_FIELD(inputs),
    PROGRAMME_FIELD(final),
    PROGRAMME_FIELD(published),
    {.key = "contingency",
     .type = FIELD_QUANTITY,
     .offset = offsetof(struct programme_node, contingency),
     .low = 0,
     .high = 1,
     .unit = "%"},
    {.key = "pay",
     .type = FIELD_CHOICE,
     .offset = offsetof(struct programme_node, pay),
     .choices = programme_pay_words,
     .choice_count = PROGRAMME_PAY_COUNT},
    {.key = "samples", .type = FIELD_COUNT, .offset = offsetof(struct programme_node, samples), .low = 1, .high = 1e12},
    {.key = "seed",
     .type = FIELD_COUNT,
     .offset = offsetof(struct programme_node, seed),
     .low = 0,
     .high = 9007199254740992.0},
};

// ---- items -------------------------------------------------------------------------------------

enum status programme_find(struct reader *reader, const struct programme *programme, const struct yaml_node *name,
                           size_t *index)
{
    if (name->kind != YAML_SCALAR)
        return field_error(reader, name, "the name of a work item is wanted here");
    const char **names = arena_array(reader->arena, programme->work_count + 1, sizeof *names);
    if (!names)
        return STATUS_NO_MEMORY;
    for (*index = 0; *index < programme->work_count; ++*index) {
        names[*index] = programme->work[*index].name;
        if (strcmp(names[*index], name->text) == 0)
            return STATUS_OK;
    }
    const char *nearest = diag_nearest(name->text, names, programme->work_count);
    return field_error(reader, name, "there is no work item \"%.80s\"%s%.80s%s", name->text,
                       nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
}

// What a share is of: names, or one name.
static enum status programme_read_of(struct reader *reader, const struct programme *programme, struct work *work)
{
    const struct yaml_node *node = work->of_node, *const one[] = {node};
    const bool is_list = node->kind == YAML_SEQUENCE;
    size_t count = is_list ? node->count : 1;
    const struct yaml_node *const *items = is_list ? (const struct yaml_node *const *)node->items : one;
    size_t *of = arena_array(reader->arena, count + 1, sizeof *of);
    if (!of)
        return STATUS_NO_MEMORY;
    if (!count)
        return field_error(reader, node, "a fraction of what? Name other work items");
    for (size_t i = 0; i < count; i++) {
        enum status status = programme_find(reader, programme, items[i], &of[i]);
        if (status != STATUS_OK)
            return status;
        for (size_t j = 0; j < i; j++)
            if (of[j] == of[i])
                return field_error(reader, items[i], "\"%.80s\" is named twice", items[i]->text);
    }
    work->of = of;
    work->of_count = count;
    return STATUS_OK;
}

// Items in an order in which what a share is of comes first; an item that leads back to itself has none.
static enum status programme_sort(struct reader *reader, struct programme *programme)
{
    enum { NEW, OPEN, DONE };
    size_t count = programme->work_count, depth = 0, sorted = 0;
    size_t *stack = arena_array(reader->arena, count + 1, sizeof *stack);
    size_t *next = arena_array(reader->arena, count + 1, sizeof *next); // which of its `of` is looked at
    char *state = arena_alloc(reader->arena, count + 1);
    programme->order = arena_array(reader->arena, count + 1, sizeof *programme->order);
    if (!stack || !next || !state || !programme->order)
        return STATUS_NO_MEMORY;
    for (size_t root = 0; root < count; root++) {
        if (state[root] != NEW)
            continue;
        stack[depth++] = root;
        state[root] = OPEN;
        while (depth) {
            size_t at = stack[depth - 1];
            const struct work *work = &programme->work[at];
            if (next[at] == work->of_count) {
                state[at] = DONE;
                programme->order[sorted++] = at;
                depth--;
                continue;
            }
            size_t other = work->of[next[at]++];
            if (state[other] == OPEN)
                return field_error(reader, work->of_node, "\"%.80s\" is a fraction of itself%s%.80s%s", work->name,
                                   other == at ? "" : ", by way of \"", other == at ? "" : programme->work[other].name,
                                   other == at ? "" : "\"");
            if (state[other] == NEW) {
                state[other] = OPEN;
                stack[depth++] = other;
            }
        }
    }
    return STATUS_OK;
}

static enum status programme_read_work(struct programme_plans *reading, const struct yaml_node *node)
{
    struct programme *programme = reading->programme;
    struct reader *reader = reading->reader;
    if (node->kind != YAML_SEQUENCE || !node->count)
        return field_error(reader, node, "a programme needs work: a list of items, each with a name and a plan");
    if (node->count > PROGRAMME_WORK_MAX)
        return field_error(reader, node, "more than %d work items", PROGRAMME_WORK_MAX);
    programme->work = arena_array(reader->arena, node->count, sizeof *programme->work);
    if (!programme->work)
        return STATUS_NO_MEMORY;
    programme->work_count = node->count;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < node->count; i++) {
        struct work *work = &programme->work[i];
        const struct yaml_node *plan = NULL, *over = NULL;
        size_t length = field_enter_item(reader, i);
        enum status one = work_read(reader, node->items[i], work, &plan, &over);
        for (size_t j = 0; j < i && one == STATUS_OK; j++)
            if (strcmp(programme->work[j].name, work->name) == 0)
                one = field_error(reader, node->items[i], "there is another work item called \"%.80s\"", work->name);
        if (one == STATUS_OK && work->kind == WORK_RUNS)
            one = programme_plans_read(reading, plan, over, work);
        field_leave(reader, length);
        if (one == STATUS_NO_MEMORY)
            return one;
        status = status == STATUS_OK ? one : status;
    }
    for (size_t i = 0; i < node->count && status == STATUS_OK; i++)
        if (programme->work[i].kind == WORK_FRACTION)
            status = programme_read_of(reader, programme, &programme->work[i]);
    return status == STATUS_OK ? programme_sort(reader, programme) : status;
}

// ---- the whole ---------------------------------------------------------------------------------

// Of a ladder: how many full runs of its plan the tokens are.
static enum status programme_scale(struct reader *reader, const struct programme *programme, struct work *work)
{
    double *scales = arena_array(reader->arena, work->search.group_count + 1, sizeof *scales);
    if (!scales)
        return STATUS_NO_MEMORY;
    for (size_t g = 0; g < work->search.group_count; g++) {
        const struct tally *tally = &programme->tallies[work->plans[g]];
        double ratio = work->search.groups[g].tokens_per_parameter;
        scales[g] = ratio > 0 ? ratio * tally->parameters / tally->tokens : 1;
        if (!isfinite(scales[g]))
            return field_error(reader, work->search.node ? work->search.node : work->node,
                               "%s has no number of tokens to scale: its plan needs a training",
                               programme->plans[work->plans[g]].model.name);
    }
    work->scales = scales;
    return STATUS_OK;
}

static enum status programme_read_final(struct reader *reader, const struct yaml_node *node,
                                        struct programme *programme)
{
    size_t last = programme->work_count, plain = programme->work_count;
    for (size_t i = 0; i < programme->work_count; i++) {
        if (programme->work[i].kind != WORK_RUNS)
            continue;
        last = i;
        if (!programme->work[i].search.kind)
            plain = i;
    }
    programme->final_is_default = !node;
    programme->final_item = plain < programme->work_count ? plain : last;
    if (!node)
        return STATUS_OK;
    enum status status = programme_find(reader, programme, node, &programme->final_item);
    if (status == STATUS_OK && programme->work[programme->final_item].kind != WORK_RUNS)
        return field_error(reader, node, "\"%.80s\" is not something that is run", node->text);
    return status;
}

// Without a word of the programme: the cloud's bill where every plan has a price, else electricity.
static enum programme_pay programme_default_pay(const struct programme *programme)
{
    for (size_t i = 0; i < programme->plan_count; i++)
        if (programme->plans[i].inputs.values[INPUT_PRICE_DEVICE].origin == INPUT_UNSET)
            return PROGRAMME_ELECTRICITY;
    return PROGRAMME_CLOUD;
}

enum status programme_read(struct reader *reader, struct catalog *catalog, const struct yaml_node *node,
                           const struct plan_options *options, struct programme *programme)
{
    struct programme_node read = {.name = "(unnamed programme)", .pay = PROGRAMME_PAY_COUNT, .seed = 1};
    *programme = (struct programme){.node = node};
    enum status status = field_read(reader, FIELD_ARRAY(programme_fields), node, &read);
    struct programme_plans reading = {.reader = reader,
                                      .catalog = catalog,
                                      .options = options,
                                      .hardware = read.hardware,
                                      .region = read.region,
                                      .inputs = read.inputs,
                                      .programme = programme};
    programme->name = read.name;
    programme->description = read.description;
    programme->contingency = read.contingency;
    programme->samples = read.samples;
    programme->seed = read.seed;
    programme->published = read.published;
    if (read.work && status != STATUS_NO_MEMORY) {
        size_t length = field_enter(reader, "work");
        enum status one = programme_read_work(&reading, read.work);
        field_leave(reader, length);
        status = one == STATUS_OK ? status : one;
    }
    if (status != STATUS_OK)
        return status;
    programme->tallies = arena_array(reader->arena, programme->plan_count + 1, sizeof *programme->tallies);
    if (!programme->tallies)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < programme->plan_count; i++)
        tally_compile(&programme->plans[i], &programme->tallies[i]);
    for (size_t i = 0; i < programme->work_count && status == STATUS_OK; i++)
        if (programme->work[i].kind == WORK_RUNS)
            status = programme_scale(reader, programme, &programme->work[i]);
    programme->pay = read.pay == PROGRAMME_PAY_COUNT ? programme_default_pay(programme) : (enum programme_pay)read.pay;
    if (status == STATUS_OK)
        status = programme_read_final(reader, read.final, programme);
    return status == STATUS_OK ? diag_status(reader->diag) : status;
}

static const struct yaml_node *programme_with(struct arena *arena, const struct yaml_node *node, const char *key,
                                              const struct yaml_node *value)
{
    const struct yaml_pair pair = {.key = key, .key_mark = value->mark, .value = value};
    return overlay_with(arena, node, &pair);
}

enum status programme_open(struct reader *reader, struct catalog *catalog, const char *text,
                           const struct plan_options *options, struct programme *programme)
{
    const struct yaml_node *node = NULL;
    *programme = (struct programme){0};
    enum status status = catalog_open_text(catalog, CATALOG_COUNT, text, &node);
    if (status != STATUS_OK)
        return status;
    enum catalog_kind kind = catalog_kind_of(node);
    if (kind == CATALOG_PROGRAMME)
        return programme_read(reader, catalog, node, options, programme);
    if (kind != CATALOG_PLAN && kind != CATALOG_MODEL)
        return diag_error(reader->diag, node->mark, NULL, "a programme, a plan or a model is wanted here, not a %s",
                          catalog_key(kind));
    // {programme: NAME, work: [{name: NAME, plan: ...}]}
    struct arena *arena = reader->arena;
    const struct yaml_node *name = yaml_tree_get(node, catalog_key(kind));
    struct yaml_node *called = overlay_scalar(arena, node->mark, name && name->kind == YAML_SCALAR ? name->text : text);
    struct yaml_node *list = arena_alloc(arena, sizeof *list);
    const struct yaml_node **items = arena_alloc(arena, sizeof *items);
    const struct yaml_node *bare = overlay_mapping(arena, node->mark, NULL, 0);
    if (!called || !list || !items || !bare)
        return STATUS_NO_MEMORY;
    called->quoted = true;
    if (kind == CATALOG_MODEL)
        node = programme_with(arena, bare, "model", node);
    const struct yaml_node *item = node ? programme_with(arena, bare, "plan", node) : NULL;
    items[0] = item ? programme_with(arena, item, "name", called) : NULL;
    *list = (struct yaml_node){.kind = YAML_SEQUENCE, .mark = bare->mark, .text = "", .count = 1, .items = items};
    const struct yaml_node *made = items[0] ? programme_with(arena, bare, "work", list) : NULL;
    made = made ? programme_with(arena, made, "programme", called) : NULL;
    return made ? programme_read(reader, catalog, made, options, programme) : STATUS_NO_MEMORY;
}
