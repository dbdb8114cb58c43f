#include "uncertainty/projection_devices.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

// So many numbers are looked at, and as many doubles kept, at most.
static const uint64_t projection_devices_work = 32000000;

static size_t projection_devices_of(const struct projection_devices *devices, const struct plan *plan)
{
    size_t at = 0;
    while (at < devices->count && strcmp(devices->devices[at].name, plan->device.name) != 0)
        at++;
    return at;
}

// What an item that is run has on each kind, in s; or what the items have that a share is of.
static void projection_devices_item(const struct projection_devices *devices, const struct projection *projection,
                                    size_t item, double *on)
{
    const struct work *work = &projection->programme->work[item];
    const struct run_draw *run = &projection->runs[item];
    for (size_t g = 0; work->kind == WORK_RUNS && g < run->group_count; g++) {
        const struct plan *plan = &projection->programme->plans[work->plans[g]];
        double trials = 0, runs = 0, effort = 0;
        run_draw_point(run, g, &trials, &runs, &effort);
        if (plan->has_device)
            on[projection_devices_of(devices, plan)] +=
                effort * projection->forecasts[work->plans[g]].point[METRIC_DEVICE_H];
    }
    for (size_t i = 0; i < work->of_count; i++)
        for (size_t d = 0; d < devices->count; d++)
            on[d] += projection->entries[work->of[i]].point[METRIC_DEVICE_H] *
                     devices->shares[work->of[i] * devices->count + d];
}

enum status projection_devices(struct projection_devices *devices, struct arena *arena,
                               const struct projection *projection)
{
    const struct programme *programme = projection->programme;
    *devices = (struct projection_devices){
        .devices = arena_array(arena, programme->plan_count + 1, sizeof(struct projection_device))};
    if (!devices->devices)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < programme->plan_count; i++)
        if (programme->plans[i].has_device && projection_devices_of(devices, &programme->plans[i]) == devices->count) {
            struct projection_device *device = &devices->devices[devices->count++];
            device->name = programme->plans[i].device.name;
            for (size_t q = 0; q < PROJECTION_DEVICES_QUANTILES; q++)
                device->quantiles[q] = (double)NAN;
        }
    devices->shares = arena_array(arena, programme->work_count * devices->count + 1, sizeof *devices->shares);
    if (!devices->shares)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < programme->work_count; i++) {
        size_t item = programme->order[i];
        double *shares = devices->shares + item * devices->count, sum = 0;
        projection_devices_item(devices, projection, item, shares);
        for (size_t d = 0; d < devices->count; d++)
            sum += shares[d];
        for (size_t d = 0; d < devices->count; d++) {
            shares[d] = sum > 0 ? shares[d] / sum : sum <= 0 ? 0 : sum;
            devices->devices[d].point += projection->entries[item].point[METRIC_DEVICE_H] * shares[d];
        }
    }
    return STATUS_OK;
}

bool projection_devices_need_samples(const struct projection_devices *devices, const struct projection *projection,
                                     uint64_t samples)
{
    uint64_t numbers = 0;
    for (size_t i = 0; i < projection->programme->work_count; i++)
        numbers += 1 + projection->programme->work[i].of_count;
    return devices->count > 1 && samples > 1 && numbers * devices->count <= projection_devices_work / samples;
}

// One sample: what stands on each kind, given what each item has.
static void projection_devices_split(const struct projection_devices *devices, const struct projection *projection,
                                     const double *const *items, size_t sample, double *shares, double *on)
{
    const struct programme *programme = projection->programme;
    const size_t count = devices->count;
    memcpy(shares, devices->shares, programme->work_count * count * sizeof *shares);
    memset(on, 0, count * sizeof *on);
    for (size_t i = 0; i < programme->work_count; i++) {
        const size_t item = programme->order[i];
        const struct work *work = &programme->work[item];
        double of = 0;
        for (size_t j = 0; j < work->of_count; j++)
            of += items[work->of[j]][sample];
        for (size_t d = 0; d < count; d++) {
            double there = 0;
            for (size_t j = 0; j < work->of_count; j++)
                there += items[work->of[j]][sample] * shares[work->of[j] * count + d];
            if (of > 0)
                shares[item * count + d] = there / of;
            on[d] += items[item][sample] * shares[item * count + d];
        }
    }
}

enum status projection_devices_sum_up(struct projection_devices *devices, const struct projection *projection,
                                      const double *const *items, size_t samples)
{
    static const double fractions[PROJECTION_DEVICES_QUANTILES] = {0.05, 0.5, 0.95};
    const size_t count = devices->count;
    double *columns = calloc(count * samples + 1, sizeof *columns), *on = calloc(count + 1, sizeof *on),
           *shares = calloc(projection->programme->work_count * count + 1, sizeof *shares);
    enum status status = columns && on && shares ? STATUS_OK : STATUS_NO_MEMORY;
    for (size_t s = 0; s < samples && status == STATUS_OK; s++) {
        projection_devices_split(devices, projection, items, s, shares, on);
        for (size_t d = 0; d < count; d++)
            columns[d * samples + s] = on[d];
    }
    for (size_t d = 0; d < count && status == STATUS_OK; d++) {
        gsl_sort(columns + d * samples, 1, samples);
        for (size_t q = 0; q < PROJECTION_DEVICES_QUANTILES; q++)
            devices->devices[d].quantiles[q] =
                gsl_stats_quantile_from_sorted_data(columns + d * samples, 1, samples, fractions[q]);
    }
    free(columns);
    free(on);
    free(shares);
    return status;
}
