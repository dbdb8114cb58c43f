#include "uncertainty/sweep_check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plan/plan_check.h"
#include "uncertainty/pool.h"
#include "uncertainty/sweep_station.h"

enum {
    SWEEP_CHECK_CORNERS_MAX = 8
}; // axes whose ends are combined; of further ones the first value alone is looked at

// ---- axes ------------------------------------------------------------------------------------

// The option that fixes what an axis sweeps; NULL: none does.
static const char *sweep_check_fixed(const struct sweep *sweep, const struct sweep_axis *axis)
{
    const struct plan_options *options = &sweep->options;
    if (axis->kind == SWEEP_HARDWARE && options->hardware)
        return "--hardware";
    if (axis->kind == SWEEP_REGION && options->region)
        return "--region";
    if (axis->kind == SWEEP_DEVICES && options->devices)
        return "--devices";
    for (size_t i = 0; i < options->setting_count; i++)
        if (strcmp(axis->name, options->settings[i].name) == 0)
            return "--set";
    return NULL;
}

enum status sweep_check_axes(const struct reader *reader, const struct sweep *sweep)
{
    const struct sweep_axis *axes = sweep->axes;
    enum status status = STATUS_OK;
    double points = 1, readings = 1;
    for (size_t i = 0; i < sweep->axis_count; i++) {
        const char *fixed = sweep_check_fixed(sweep, &axes[i]);
        if (fixed)
            status = diag_error(reader->diag, (struct mark){0}, NULL, SWEEP_AXIS_OPTION " %s: it is given by %s too",
                                axes[i].name, fixed);
        for (size_t j = 0; j < i; j++)
            if (strcmp(axes[i].name, axes[j].name) == 0)
                status = diag_error(reader->diag, (struct mark){0}, NULL,
                                    SWEEP_AXIS_OPTION " %s: this axis is given twice", axes[i].name);
        points *= (double)axes[i].count;
        readings *= axes[i].kind != SWEEP_INPUT ? (double)axes[i].count : 1;
    }
    if (points > (double)SWEEP_POINTS_MAX)
        status =
            diag_error(reader->diag, (struct mark){0}, NULL, SWEEP_AXIS_OPTION ": a grid of %.4g points; at most %.4g",
                       points, (double)SWEEP_POINTS_MAX);
    else if (readings > (double)SWEEP_READINGS_MAX)
        status =
            diag_error(reader->diag, (struct mark){0}, NULL,
                       SWEEP_AXIS_OPTION ": %.0f combinations of structural values (all but inputs), each of which "
                                         "has the plan read anew; at most %.0f",
                       readings, (double)SWEEP_READINGS_MAX);
    return status;
}

// ---- plans -----------------------------------------------------------------------------------

struct sweep_checking {
    const struct sweep *sweep;
    uint64_t ends[SWEEP_AXES_MAX][2]; // where each input's axis has its least and its greatest value
    struct sweep_survey *survey;
    uint64_t first_wrong; // UINT64_MAX: none
};

// What one combination leaves.
struct sweep_check_result {
    bool is_wrong;
    struct sweep_survey survey;
};

static void sweep_check_ends(struct sweep_checking *checking)
{
    for (size_t i = 0; i < checking->sweep->axis_count; i++) {
        const struct sweep_axis *axis = &checking->sweep->axes[i];
        checking->ends[i][0] = 0;
        checking->ends[i][1] = axis->kind == SWEEP_INPUT ? axis->count - 1 : 0;
        for (uint64_t at = 0; axis->kind == SWEEP_INPUT && axis->texts && at < axis->count; at++) {
            double value = axis->inputs[at].point;
            if (value < axis->inputs[checking->ends[i][0]].point)
                checking->ends[i][0] = at;
            if (value > axis->inputs[checking->ends[i][1]].point)
                checking->ends[i][1] = at;
        }
    }
}

// Which value of each axis combination `reading` has; the inputs' axes are at their first.
static void sweep_check_locate(const struct sweep *sweep, uint64_t reading, uint64_t *at)
{
    for (size_t i = sweep->axis_count; i-- > 0;) {
        bool counts = sweep->axes[i].kind != SWEEP_INPUT;
        at[i] = counts ? reading % sweep->axes[i].count : 0;
        reading = counts ? reading / sweep->axes[i].count : reading;
    }
}

static void sweep_check_widen(struct sweep_survey *survey, int id, double size)
{
    if (!survey->has_value[id] || size < survey->least[id])
        survey->least[id] = size;
    if (!survey->has_value[id] || size > survey->most[id])
        survey->most[id] = size;
    survey->has_value[id] = true;
}

static void sweep_check_look(const struct sweep_checking *checking, struct sweep_station *station, uint64_t *at,
                             struct sweep_survey *survey)
{
    const struct sweep *sweep = checking->sweep;
    size_t inputs[SWEEP_AXES_MAX], count = 0;
    double metrics[METRIC_COUNT];
    for (size_t i = 0; i < sweep->axis_count && count < SWEEP_CHECK_CORNERS_MAX; i++)
        if (sweep->axes[i].kind == SWEEP_INPUT)
            inputs[count++] = i;
    for (unsigned corner = 0; corner < 1u << count; corner++) {
        for (size_t i = 0; i < count; i++)
            at[inputs[i]] = checking->ends[inputs[i]][(corner >> i) & 1u];
        sweep_station_put(sweep, at, &station->plan);
        estimate_point(&station->tally, &station->plan.inputs, metrics);
        for (int id = 0; id < METRIC_COUNT; id++)
            if (isfinite(metrics[id]))
                sweep_check_widen(survey, id, fabs(metrics[id]));
    }
}

static enum status sweep_check_begin(void *context, void **scratch)
{
    struct sweep_station *station = malloc(sizeof *station);
    (void)context;
    *scratch = station;
    if (station)
        sweep_station_init(station);
    return station ? STATUS_OK : STATUS_NO_MEMORY;
}

static void sweep_check_end(void *context, void *scratch)
{
    (void)context;
    if (scratch)
        sweep_station_free(scratch);
    free(scratch);
}

static enum status sweep_check_work(void *context, void *scratch, uint64_t task, void *result)
{
    const struct sweep_checking *checking = context;
    struct sweep_check_result found = {.is_wrong = false};
    uint64_t at[SWEEP_AXES_MAX];
    sweep_check_locate(checking->sweep, task, at);
    enum status status = sweep_station_open(checking->sweep, at, scratch);
    found.is_wrong = status == STATUS_BAD_INPUT || status == STATUS_IO;
    if (status == STATUS_OK)
        sweep_check_look(checking, scratch, at, &found.survey);
    memcpy(result, &found, sizeof found);
    return found.is_wrong ? STATUS_OK : status;
}

static enum status sweep_check_take(void *context, uint64_t task, const void *result, bool *stop)
{
    struct sweep_checking *checking = context;
    struct sweep_check_result found;
    memcpy(&found, result, sizeof found);
    if (found.is_wrong && checking->first_wrong == UINT64_MAX)
        checking->first_wrong = task;
    for (int id = 0; id < METRIC_COUNT; id++)
        if (found.survey.has_value[id]) {
            sweep_check_widen(checking->survey, id, found.survey.least[id]);
            sweep_check_widen(checking->survey, id, found.survey.most[id]);
        }
    *stop = *stop || found.is_wrong;
    return STATUS_OK;
}

// Reads a combination once more, into the reader: for its plan, or for its messages.
static enum status sweep_check_again(struct reader *reader, const struct sweep *sweep, const uint64_t *at,
                                     struct plan *plan)
{
    struct plan_options options;
    struct catalog catalog = {
        .arena = reader->arena, .diag = reader->diag, .data_folder = sweep->data_folder, .is_value = dist_is_value};
    enum status status = sweep_station_options(sweep, at, reader->arena, &options);
    if (status == STATUS_OK)
        status = plan_open(reader, &catalog, sweep->plan, &options, plan);
    if (status == STATUS_OK)
        sweep_station_put(sweep, at, plan);
    return status;
}

// Says at which of several combinations the mistakes are.
static void sweep_check_where(const struct reader *reader, const struct sweep *sweep, const uint64_t *at)
{
    const char *where = "";
    for (size_t i = 0; i < sweep->axis_count && where; i++) {
        const struct sweep_axis *axis = &sweep->axes[i];
        const char *text = axis->kind != SWEEP_INPUT ? sweep_axis_text(axis, at[i], reader->arena) : NULL;
        if (text)
            where = arena_format(reader->arena, "%s%s%s=%s", where, where[0] ? ", " : "", axis->name, text);
    }
    if (where && where[0])
        (void)diag_error(reader->diag, (struct mark){0}, NULL, SWEEP_AXIS_OPTION ": this is so at %s", where);
}

// Swept trials and swept luck are bound as those of a plan are.
static enum status sweep_check_trials(struct reader *reader, const struct sweep *sweep, const struct plan *plan)
{
    struct input_set inputs = plan->inputs;
    const struct sweep_axis *trials = NULL;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sweep->axis_count; i++) {
        const struct sweep_axis *axis = &sweep->axes[i];
        double value = 0;
        if (axis->kind != SWEEP_INPUT)
            continue;
        if (axis->input == INPUT_TRIALS)
            trials = axis;
        for (uint64_t at = 0; axis->texts && input_sharing(axis->input) == INPUT_INDEPENDENT && at < axis->count; at++)
            if (!dist_is_constant(&axis->inputs[at].dist, &value))
                inputs.values[axis->input] = axis->inputs[at];
    }
    uint64_t count = !trials ? 1 : trials->texts ? trials->count : 2; // of a range the ends
    for (uint64_t at = 0; at < count && status == STATUS_OK; at++) {
        if (trials)
            inputs.values[INPUT_TRIALS] = sweep_axis_input(trials, trials->texts || !at ? at : trials->count - 1);
        status = plan_check_trials(reader, &inputs);
    }
    return status;
}

enum status sweep_check(struct reader *reader, const struct sweep *sweep, struct plan *plan,
                        struct sweep_survey *survey)
{
    struct sweep_checking checking = {.sweep = sweep, .survey = survey, .first_wrong = UINT64_MAX};
    const struct pool_job job = {.context = &checking,
                                 .task_count = sweep_readings(sweep->axes, sweep->axis_count),
                                 .result_size = sizeof(struct sweep_check_result),
                                 .begin = sweep_check_begin,
                                 .end = sweep_check_end,
                                 .work = sweep_check_work,
                                 .take = sweep_check_take};
    uint64_t done = 0, at[SWEEP_AXES_MAX];
    *survey = (struct sweep_survey){.has_value = {false}};
    sweep_check_ends(&checking);
    enum status status = pool_run(&job, sweep->threads ? sweep->threads : pool_threads(), &done);
    if (status != STATUS_OK)
        return status;
    bool is_wrong = checking.first_wrong != UINT64_MAX;
    sweep_check_locate(sweep, is_wrong ? checking.first_wrong : 0, at);
    status = sweep_check_again(reader, sweep, at, plan);
    if (is_wrong)
        sweep_check_where(reader, sweep, at);
    else if (status == STATUS_OK)
        status = sweep_check_trials(reader, sweep, plan);
    return status == STATUS_OK && is_wrong ? STATUS_BAD_INPUT : status;
}
