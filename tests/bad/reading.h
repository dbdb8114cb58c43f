// Reading a file of any kind, each variant of a family by itself, as `flopcast check` does, without a process; then
// counting, estimating and sampling what was read without a mistake.
#ifndef FLOPCAST_TESTS_BAD_READING_H
#define FLOPCAST_TESTS_BAD_READING_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "uncertainty/inspect.h"
#include "uncertainty/projection.h"

struct bad {
    struct arena arena;
    struct diag diag;
    struct catalog catalog;
    struct reader reader;
    char *printed;        // the diag as a person sees it
    const char *nonsense; // what was computed from sound input and cannot be; NULL: nothing
};

static inline void bad_judge(struct bad *bad, const char *what, double value)
{
    if (!isfinite(value) || value < 0)
        bad->nonsense = what;
}

// One step of a model: every count is a finite number, and none is negative.
static inline void bad_count(struct bad *bad, const struct model *model, const struct model_shape *shape)
{
    struct model_totals totals;
    model_count(model, shape, NULL, &totals);
    const struct count *counts[] = {&totals.model, &totals.training_only};
    for (size_t i = 0; i < 2; i++) {
        bad_judge(bad, "parameters", counts[i]->parameters);
        bad_judge(bad, "adapter_parameters", counts[i]->adapter_parameters);
        bad_judge(bad, "inactive_parameters", counts[i]->inactive_parameters);
        bad_judge(bad, "forward_flop", counts[i]->forward_flop);
        bad_judge(bad, "backward_flop", counts[i]->backward_flop);
        bad_judge(bad, "forward_recurrent_flop", counts[i]->forward_recurrent_flop);
        bad_judge(bad, "forward_router_flop", counts[i]->forward_router_flop);
        bad_judge(bad, "forward_padding_flop", counts[i]->forward_padding_flop);
        bad_judge(bad, "forward_elementwise_flop", counts[i]->forward_elementwise_flop);
        bad_judge(bad, "causal_saving_flop", counts[i]->causal_saving_flop);
        bad_judge(bad, "kept_elements", counts[i]->kept_elements);
        bad_judge(bad, "kept_split_elements", counts[i]->kept_split_elements);
        bad_judge(bad, "kept_scores_elements", counts[i]->kept_scores_elements);
        bad_judge(bad, "kept_logits_elements", counts[i]->kept_logits_elements);
        bad_judge(bad, "mask_bytes", counts[i]->mask_bytes);
        bad_judge(bad, "mask_scores_bytes", counts[i]->mask_scores_bytes);
        if (counts[i]->backward_flop > 2 * counts[i]->forward_flop)
            bad->nonsense = "a backward pass of more than twice the forward one";
        if (counts[i]->inactive_parameters + counts[i]->adapter_parameters > counts[i]->parameters)
            bad->nonsense = "more parameters of a part than parameters";
        if (counts[i]->trainable_parameters > counts[i]->parameters)
            bad->nonsense = "more trainable parameters than parameters";
    }
    if (totals.model.forward_scores_flop > totals.model.forward_flop)
        bad->nonsense = "more FLOPs of scores than FLOPs";
    if (totals.model.forward_recurrent_flop > totals.model.forward_flop)
        bad->nonsense = "more recurrent FLOPs than FLOPs";
}

static inline enum status bad_read_model(struct bad *bad, const struct yaml_node *node)
{
    static const struct model_shape shapes[] = {{.batch = 1, .sequence = 1},
                                                {.batch = 8, .sequence = 128, .target = 64, .predictions = 20}};
    struct model model;
    enum status status = model_read(&bad->reader, node, NULL, 0, &model);
    for (size_t i = 0; status == STATUS_OK && i < sizeof shapes / sizeof *shapes; i++)
        bad_count(bad, &model, &shapes[i]);
    return status;
}

// What may be drawn of an input lies within its bounds, and a larger share below it means a larger value.
static inline void bad_draw(struct bad *bad, const struct input_set *inputs)
{
    static const double ps[] = {1e-9, 1e-3, 0.3, 0.5, 0.7, 0.999, 1 - 1e-9};
    for (int id = 0; id < INPUT_COUNT; id++) {
        const struct field *row = input_row((enum input_id)id);
        const struct input *input = &inputs->values[id];
        double last = -INFINITY;
        for (size_t i = 0; input->origin != INPUT_UNSET && i < sizeof ps / sizeof *ps; i++) {
            double x = dist_quantile(&input->dist, ps[i]), below = dist_below(&input->dist, x);
            if (!(x >= row->low && x <= row->high && x >= last && below >= 0 && below <= 1))
                bad->nonsense = row->key;
            last = x * (1 - 1e-13);
        }
    }
}

// A metric is NaN where an input is missing, and infinite where a peak is next to nothing; never negative.
static inline enum status bad_read_plan(struct bad *bad, const struct yaml_node *node)
{
    struct plan plan;
    struct tally tally;
    struct plan_options options = {0};
    double metrics[METRIC_COUNT];
    enum status status = plan_read(&bad->reader, &bad->catalog, node, &options, &plan);
    if (status != STATUS_OK)
        return status;
    bad_draw(bad, &plan.inputs);
    tally_compile(&plan, &tally);
    estimate_point(&tally, &plan.inputs, metrics);
    for (int id = 0; id < METRIC_COUNT; id++)
        if (metrics[id] < 0)
            bad->nonsense = metric_row((enum metric_id)id)->name;
    return status;
}

// Whether sampling a programme is quick enough for a fuzzer.
static inline bool bad_is_small(const struct programme *programme)
{
    size_t groups = 0;
    for (size_t i = 0; i < programme->work_count; i++)
        groups += programme->work[i].search.group_count;
    return programme->plan_count <= 16 && programme->work_count <= 50 && groups <= 200;
}

// Projects a programme with so many samples; `kept`: a column of the whole to be kept, NULL: none. Time, energy and
// money are NaN where they are not known, never negative, and quantiles rise.
static inline enum status bad_project(struct bad *bad, const struct programme *programme, uint64_t samples,
                                      const struct projection_kept *kept, struct projection *projection)
{
    static const double quantiles[] = {0.05, 0.5, 0.95};
    const struct projection_options options = {.samples = samples,
                                               .threads = 1,
                                               .quantiles = quantiles,
                                               .quantile_count = 3,
                                               .kept = kept,
                                               .kept_count = kept != NULL};
    uint64_t done = 0;
    enum status status = projection_run(projection, &options, &done);
    for (size_t e = 0; e < projection->entry_count && status == STATUS_OK; e++)
        for (size_t q = 0; q < PROJECTION_QUANTITIES; q++) {
            const struct projection_entry *entry = &projection->entries[e];
            const struct ensemble_column *column = &entry->results[q];
            if (entry->point[q] < 0 || column->mean < 0 || column->least < 0 ||
                column->quantiles[0] > column->quantiles[1] || column->quantiles[1] > column->quantiles[2])
                bad->nonsense = projection_name(q);
        }
    if (done != samples || projection->programme != programme)
        bad->nonsense = "number of samples";
    return status;
}

static inline enum status bad_read_programme(struct bad *bad, const struct yaml_node *node)
{
    static const struct plan_options nothing;
    struct programme programme;
    struct projection projection;
    enum status status = programme_read(&bad->reader, &bad->catalog, node, &nothing, &programme);
    if (status != STATUS_OK || !bad_is_small(&programme))
        return status;
    for (size_t i = 0; i < programme.plan_count; i++)
        bad_draw(bad, &programme.plans[i].inputs);
    status = projection_init(&projection, &bad->arena, &programme, 1);
    return status == STATUS_OK ? bad_project(bad, &programme, 20, NULL, &projection) : status;
}

// What `flopcast check` does, and then what is counted and estimated from what it found sound.
static inline enum status bad_check(struct bad *bad, const char *path, bool sources)
{
    struct inspect_result result;
    enum status status = inspect_file(&bad->reader, &bad->catalog, path, sources, &result);
    size_t count = result.variants.count;
    for (size_t i = 0; status == STATUS_OK && i < (count ? count : 1); i++) {
        const struct yaml_node *node = NULL;
        const char *reference =
            arena_format(&bad->arena, "%s%s%s", path, count ? "#" : "", count ? result.variants.names[i] : "");
        if (!reference)
            return STATUS_NO_MEMORY;
        status = catalog_open_text(&bad->catalog, CATALOG_COUNT, reference, &node);
        if (status == STATUS_OK && result.kind == CATALOG_MODEL)
            status = bad_read_model(bad, node);
        else if (status == STATUS_OK && result.kind == CATALOG_PLAN)
            status = bad_read_plan(bad, node);
        else if (status == STATUS_OK && result.kind == CATALOG_PROGRAMME)
            status = bad_read_programme(bad, node);
    }
    return status;
}

static inline void bad_begin(struct bad *bad, const char *data_folder)
{
    *bad = (struct bad){0};
    arena_init(&bad->arena);
    diag_init(&bad->diag);
    bad->catalog = (struct catalog){
        .arena = &bad->arena, .diag = &bad->diag, .data_folder = data_folder, .is_value = dist_is_value};
    bad->reader = (struct reader){.arena = &bad->arena, .diag = &bad->diag};
}

static inline void bad_print(struct bad *bad)
{
    size_t length = 0;
    FILE *memory = open_memstream(&bad->printed, &length);
    if (!memory)
        abort();
    diag_print(&bad->diag, memory);
    fclose(memory);
}

static inline void bad_end(struct bad *bad)
{
    free(bad->printed);
    diag_free(&bad->diag);
    arena_free(&bad->arena);
}

#endif
