#include "uncertainty/run_draw.h"

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "quantity/dist_moments.h"

// ---- making ready ----------------------------------------------------------------------------

enum status run_draw_fact(struct run_draw_fact *fact, struct arena *arena, const struct dist *dist, uint64_t seed,
                          const char *name, const char *what, uint64_t item)
{
    double value = 0;
    *fact = (struct run_draw_fact){.varies = !dist_is_constant(dist, &value), .point = dist_quantile(dist, 0.5)};
    const char *stream = arena_format(arena, "%s: %s", name, what);
    if (!stream)
        return STATUS_NO_MEMORY;
    fact->key = random_key(seed, stream, item);
    return draw_compile(arena, dist, &fact->draw);
}

// Raw moments E[X], E[X^2], E[X^3] of a distribution.
static void run_draw_raw(const struct dist *dist, double raw[3])
{
    double central[3];
    dist_moments(dist, central);
    raw[0] = central[0];
    raw[1] = central[1] + central[0] * central[0];
    raw[2] = central[2] + 3 * central[0] * central[1] + central[0] * central[0] * central[0];
}

// What one trial is: the product of two independent numbers, so its raw moments are products of theirs.
static void run_draw_moments(const struct search_group *from, const struct input *residual, double scale,
                             struct run_draw_group *group)
{
    double fraction[3], luck[3], mean = 0, second = 0, third = 0;
    run_draw_raw(&from->fraction, fraction);
    run_draw_raw(&residual->dist, luck);
    mean = fraction[0] * luck[0];
    second = fraction[1] * luck[1];
    third = fraction[2] * luck[2];
    group->moments[0] = scale * mean;
    group->moments[1] = scale * scale * fmax(second - mean * mean, 0);
    group->moments[2] = scale * scale * scale * (third - 3 * mean * second + 2 * mean * mean * mean);
    group->mean = scale * fraction[0];
    group->point = scale * dist_quantile(&from->fraction, 0.5);
    group->point_effort = group->point * residual->point;
}

static enum status run_draw_init_group(struct run_draw *run, struct arena *arena, const struct work *work, size_t g,
                                       const struct input_set *inputs)
{
    const struct search_group *from = &work->search.groups[g];
    struct run_draw_group *group = &run->groups[g];
    double value = 0;
    *group = (struct run_draw_group){.count = from->count,
                                     .part = from->part,
                                     .residual = &inputs->values[INPUT_STEP_TIME_RESIDUAL],
                                     .scale = work->scales[g] * run->kept};
    group->residual_varies = !dist_is_constant(&group->residual->dist, &value);
    run_draw_moments(from, group->residual, group->scale, group);
    enum status status =
        run_draw_fact(&group->trials, arena, &from->trials, run->seed, work->name, "trials", (uint64_t)g);
    if (status == STATUS_OK)
        status = run_draw_fact(&group->fraction, arena, &from->fraction, run->seed, work->name, "stopped", (uint64_t)g);
    if (status == STATUS_OK)
        status = draw_compile(arena, &group->residual->dist, &group->residual_draw);
    run->varies = run->varies || group->residual_varies || group->fraction.varies ||
                  (group->count == SEARCH_COUNTED ? group->trials.varies : run->pool.varies || run->share.varies);
    return status;
}

enum status run_draw_init(struct run_draw *run, struct arena *arena, const struct work *work,
                          const struct input_set *const *inputs, uint64_t seed)
{
    *run = (struct run_draw){.name = work->name,
                             .seed = seed,
                             .folds = (double)work->folds,
                             .kept = work->folds > 1 ? (double)(work->folds - 1) / (double)work->folds : 1,
                             .group_count = work->search.group_count};
    run->groups = arena_array(arena, run->group_count + 1, sizeof *run->groups);
    enum status status = run->groups ? STATUS_OK : STATUS_NO_MEMORY;
    const struct {
        struct run_draw_fact *fact;
        const struct dist *dist;
        const char *what;
    } facts[] = {{&run->fraction, &work->fraction, "fraction"},
                 {&run->seeds, &work->seeds, "seeds"},
                 {&run->pool, &work->search.pool, "pool"},
                 {&run->share, &work->search.share, "share"}};
    for (size_t i = 0; i < sizeof facts / sizeof *facts && status == STATUS_OK; i++)
        status = run_draw_fact(facts[i].fact, arena, facts[i].dist, seed, work->name, facts[i].what, 0);
    run->varies = run->fraction.varies || run->seeds.varies;
    for (size_t g = 0; g < run->group_count && status == STATUS_OK; g++)
        status = run_draw_init_group(run, arena, work, g, inputs[g]);
    return status;
}

// ---- samples ---------------------------------------------------------------------------------

void run_draw_fact_block(const struct run_draw_fact *fact, const struct kernel *kernel, uint64_t first, size_t n,
                         double *u, double *v, double *x)
{
    for (size_t i = 0; i < n && !fact->varies; i++)
        x[i] = fact->point;
    if (!fact->varies)
        return;
    kernel->random(fact->key, first, n, u);
    kernel->complement(n, u, v);
    kernel->draw(&fact->draw, n, u, v, x);
}

void run_draw_begin(const struct run_draw *run, const struct kernel *kernel, struct run_draw_scratch *scratch,
                    uint64_t first, size_t n)
{
    run_draw_fact_block(&run->fraction, kernel, first, n, scratch->u, scratch->v, scratch->fraction);
    run_draw_fact_block(&run->seeds, kernel, first, n, scratch->u, scratch->v, scratch->times);
    run_draw_fact_block(&run->pool, kernel, first, n, scratch->u, scratch->v, scratch->pool);
    run_draw_fact_block(&run->share, kernel, first, n, scratch->u, scratch->v, scratch->share);
    for (size_t i = 0; i < n; i++)
        scratch->times[i] *= run->folds;
}

static void run_draw_count(const struct run_draw_group *group, const struct kernel *kernel,
                           struct run_draw_scratch *scratch, uint64_t first, size_t n, double *trials)
{
    if (group->count == SEARCH_COUNTED)
        run_draw_fact_block(&group->trials, kernel, first, n, scratch->u, scratch->v, trials);
    else if (group->count == SEARCH_SHARE)
        for (size_t i = 0; i < n; i++)
            trials[i] = scratch->pool[i] * scratch->share[i];
    else if (group->count == SEARCH_PART)
        for (size_t i = 0; i < n; i++)
            trials[i] = scratch->pool[i] * group->part;
    else
        for (size_t i = 0; i < n; i++)
            trials[i] = scratch->pool[i] * (1 - scratch->share[i]);
    for (size_t i = 0; i < n; i++)
        trials[i] *= scratch->times[i];
}

// What trial t of a group is in each sample, in full runs, and its effort.
static void run_draw_trial(const struct run_draw *run, const struct run_draw_group *group, size_t g, uint64_t trial,
                           const struct kernel *kernel, struct run_draw_scratch *scratch, uint64_t first, size_t n)
{
    double *luck[2] = {scratch->one, scratch->effort};
    const struct draw *draws[2] = {&group->fraction.draw, &group->residual_draw};
    const char *const names[2] = {"stopped", "step_time_residual"};
    const bool varies[2] = {group->fraction.varies, group->residual_varies};
    const double points[2] = {group->fraction.point, group->residual->point};
    for (size_t which = 0; which < 2; which++) {
        for (size_t i = 0; i < n && !varies[which]; i++)
            luck[which][i] = points[which];
        if (!varies[which])
            continue;
        // One stream for each of the two and each trial of each group of each item.
        uint64_t key = random_key(run->seed, run->name, (uint64_t)g << 32 | (trial + 1));
        key = random_key(key, names[which], trial);
        kernel->random(key, first, n, scratch->u);
        kernel->complement(n, scratch->u, scratch->v);
        kernel->draw(draws[which], n, scratch->u, scratch->v, luck[which]);
    }
    for (size_t i = 0; i < n; i++) {
        scratch->one[i] *= group->scale;
        scratch->effort[i] *= scratch->one[i];
    }
}

// The sum of `count` trials, z a normal score: exact mean and variance, and the first term for its skewness.
static double run_draw_sum(const struct run_draw_group *group, double count, double z)
{
    double sd = sqrt(group->moments[1]), root = sqrt(count);
    double skewness = sd > 0 ? group->moments[2] / (sd * sd * sd * root) : 0;
    double score = z + (z * z - 1) * skewness / 6;
    double sum = count * group->moments[0] + sd * root * score;
    return sum > 0 ? sum : 0;
}

// Samples of many trials, where they are more than are drawn one by one.
static void run_draw_many(const struct run_draw *run, size_t g, const struct kernel *kernel,
                          struct run_draw_scratch *scratch, uint64_t first, size_t n, const double *trials,
                          double *runs, double *effort)
{
    const struct run_draw_group *group = &run->groups[g];
    kernel->random(random_key(random_key(run->seed, run->name, g), "many trials", 0), first, n, scratch->u);
    kernel->complement(n, scratch->u, scratch->v);
    kernel->normal_scores(n, scratch->u, scratch->v, scratch->one);
    for (size_t i = 0; i < n; i++)
        if (trials[i] > RUN_DRAW_TRIALS) {
            runs[i] = trials[i] * group->mean;
            effort[i] = run_draw_sum(group, trials[i], scratch->one[i]);
        }
}

static void run_draw_lucky(const struct run_draw *run, size_t g, const struct kernel *kernel,
                           struct run_draw_scratch *scratch, uint64_t first, size_t n, const double *trials,
                           double *runs, double *effort)
{
    double few = 0, most = 0; // the most trials of any sample, and of those that are drawn one by one
    memset(runs, 0, n * sizeof *runs);
    memset(effort, 0, n * sizeof *effort);
    for (size_t i = 0; i < n; i++) {
        double one_by_one = trials[i] <= RUN_DRAW_TRIALS ? trials[i] : 0;
        most = trials[i] > most ? trials[i] : most;
        few = one_by_one > few ? one_by_one : few;
    }
    for (uint64_t trial = 0; (double)trial < few; trial++) {
        run_draw_trial(run, &run->groups[g], g, trial, kernel, scratch, first, n);
        for (size_t i = 0; i < n; i++) {
            double left = trials[i] > RUN_DRAW_TRIALS ? 0 : trials[i] - (double)trial;
            double part = left >= 1 ? 1 : left > 0 ? left : 0;
            runs[i] += part * scratch->one[i];
            effort[i] += part * scratch->effort[i];
        }
    }
    if (most > RUN_DRAW_TRIALS)
        run_draw_many(run, g, kernel, scratch, first, n, trials, runs, effort);
}

void run_draw_group(const struct run_draw *run, size_t group, const struct kernel *kernel,
                    struct run_draw_scratch *scratch, uint64_t first, size_t n, double *trials, double *runs,
                    double *effort)
{
    const struct run_draw_group *from = &run->groups[group];
    run_draw_count(from, kernel, scratch, first, n, trials);
    if (from->fraction.varies || from->residual_varies)
        run_draw_lucky(run, group, kernel, scratch, first, n, trials, runs, effort);
    else
        for (size_t i = 0; i < n; i++) {
            runs[i] = trials[i] * from->point;
            effort[i] = trials[i] * from->point_effort;
        }
    for (size_t i = 0; i < n; i++) {
        runs[i] *= scratch->fraction[i];
        effort[i] *= scratch->fraction[i];
    }
}

void run_draw_point(const struct run_draw *run, size_t group, double *trials, double *runs, double *effort)
{
    const struct run_draw_group *from = &run->groups[group];
    double count = from->trials.point;
    if (from->count == SEARCH_PART)
        count = run->pool.point * from->part;
    else if (from->count != SEARCH_COUNTED)
        count = run->pool.point * (from->count == SEARCH_SHARE ? run->share.point : 1 - run->share.point);
    *trials = count * run->seeds.point * run->folds;
    *runs = *trials * from->point * run->fraction.point;
    *effort = *trials * from->point_effort * run->fraction.point;
}
