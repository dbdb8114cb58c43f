#include "plan/fit.h"

#include <math.h>

enum { FIT_PHASES_COUNTED = 8 };

// What every attempt needs: how the devices compute, and the phases, counted once; more of them are counted each time.
struct fit_search {
    const struct plan *plan;
    struct training training;
    struct model_totals counted[FIT_PHASES_COUNTED], another;
};

static void fit_count(const struct fit_search *search, size_t phase_index, struct model_totals *totals)
{
    const struct model_shape shape = model_shape_of(&search->training.phases[phase_index]);
    const int64_t context = search->plan->layout.context;
    memory_count(&search->plan->model, &shape, context ? context : 1, totals);
}

static void fit_begin(const struct plan *plan, struct fit_search *search)
{
    search->plan = plan;
    search->training = plan->training;
    if (plan->has_device) // what the recipe's "mixed" means there
        search->training.precision = (int)plan->precision;
    for (size_t i = 0; i < plan->training.phase_count && i < FIT_PHASES_COUNTED; i++)
        fit_count(search, i, &search->counted[i]);
}

static const struct model_totals *fit_counted(struct fit_search *search, size_t phase)
{
    if (phase < FIT_PHASES_COUNTED)
        return &search->counted[phase];
    fit_count(search, phase, &search->another);
    return &search->another;
}

// Sequences that a replica works through in a step of a phase.
static double fit_share(const struct training_phase *phase, const struct layout *layout)
{
    double batch = training_batch(phase);
    return isnan(batch) ? 1 : fmax(1, ceil(batch / (double)layout->data));
}

// The memory of the hungriest phase with micro-batches of at most `most` sequences.
static void fit_measure(struct fit_search *search, const struct layout *layout, double most, struct fit *fit)
{
    fit->memory = (struct memory){0};
    for (size_t i = 0; i < search->training.phase_count; i++) {
        double share = fit_share(&search->training.phases[i], layout);
        double micro = layout->micro_batch > 0 ? (double)layout->micro_batch : fmin(share, most);
        struct memory memory;
        memory_of(fit_counted(search, i), micro, ceil(share / micro), &search->training, layout, &memory);
        if (memory.total <= fit->memory.total)
            continue;
        fit->memory = memory;
        fit->phase = i;
        fit->layout = *layout;
        fit->layout.micro_batch = (int64_t)micro;
    }
}

static bool fit_is_enough(const struct plan *plan, const struct fit *fit)
{
    return !plan->has_device || plan->device.memory_bytes <= 0 || fit->memory.total <= plan->device.memory_bytes;
}

// Settles the micro-batch: the whole share of the batch, or the largest of its halves, quarters, ... that fits, or 1.
// Returns whether it fits. Where not even 1 does, those between need not be asked.
static bool fit_try(struct fit_search *search, const struct layout *layout, struct fit *fit)
{
    const struct plan *plan = search->plan;
    double most = 1;
    for (size_t i = 0; i < plan->training.phase_count; i++)
        most = fmax(most, fit_share(&plan->training.phases[i], layout));
    fit_measure(search, layout, most, fit);
    if (fit_is_enough(plan, fit) || layout->micro_batch > 0 || most <= 1)
        return fit_is_enough(plan, fit);
    fit_measure(search, layout, 1, fit);
    if (!fit_is_enough(plan, fit))
        return false;
    do {
        most = floor(most / 2);
        fit_measure(search, layout, most, fit);
    } while (!fit_is_enough(plan, fit));
    return true;
}

// Nothing is trained: a device holds its share of a replica.
static void fit_serve(const struct plan *plan, struct fit *fit)
{
    double devices = (double)fit->replica.devices;
    fit->is_known = true;
    fit->layout.data = plan->devices / fit->replica.devices;
    fit->layout.micro_batch = plan->service.batch;
    fit->memory.weights = fit->replica.weight_bytes / devices;
    fit->memory.cache = fit->replica.cache_bytes / devices;
    fit->memory.total = fit->replica.bytes;
}

void fit_settle(const struct plan *plan, struct fit *fit)
{
    struct layout layout = layout_filled(&plan->layout, plan->devices);
    *fit = (struct fit){.layout = layout};
    replica_settle(plan, &fit->replica);
    if (plan->service.kind == SERVICE_REQUESTS) {
        fit_serve(plan, fit);
        return;
    }
    fit->is_known = plan->training.phase_count && (plan->model.layer_count || plan->model.given_parameters);
    if (!fit->is_known)
        return;
    struct fit_search search;
    fit_begin(plan, &search);
    // Sharding costs communication, recomputation a third of the work: that order.
    bool may_shard = plan->layout.zero < 0 && layout.data > 1, may_recompute = plan->layout.recompute < 0;
    for (int recompute = 0; recompute <= (int)may_recompute; recompute++)
        for (int shard = 0; shard <= (int)may_shard; shard++) {
            if (may_recompute)
                layout.recompute = recompute ? RECOMPUTE_FULL : RECOMPUTE_NONE;
            if (may_shard)
                layout.zero = shard ? 3 : 0;
            if (fit_try(&search, &layout, fit))
                return;
        }
}

double fit_lacks(const struct plan *plan, const struct fit *fit)
{
    double trained = fit->is_known && !fit_is_enough(plan, fit) ? fit->memory.total - plan->device.memory_bytes : 0;
    return fmax(trained, fit->replica.lacks);
}
