#include "plan/tally.h"

#include <math.h>

bool tally_is_recurrent(const struct model *model)
{
    struct model_totals totals;
    struct model_shape shape = {.batch = 1, .sequence = 128};
    model_count(model, &shape, NULL, &totals);
    return totals.model.forward_recurrent_flop > totals.model.forward_flop / 2;
}

// Parameters are the same in every shape: any phase tells them.
static void tally_parameters(const struct count *count, struct tally *tally)
{
    if (count->parameters <= 0)
        return;
    tally->parameters = count->parameters;
    tally->trainable_parameters = count->trainable_parameters;
}

static void tally_training(const struct plan *plan, enum recompute recompute, struct tally *tally)
{
    const struct training *training = &plan->training;
    struct model_totals totals;
    double flop = 0, again = 0, tokens = 0, steps = 0;
    for (size_t i = 0; i < training->phase_count; i++) {
        const struct training_phase *phase = &training->phases[i];
        const struct model_shape shape = model_shape_of(phase);
        model_count(&plan->model, &shape, NULL, &totals);
        double sequences = training_sequences(phase);
        flop += sequences * (totals.model.forward_flop + totals.model.backward_flop +
                             totals.training_only.forward_flop + totals.training_only.backward_flop);
        again += sequences * memory_recompute_flop(&totals, recompute);
        tokens += sequences * (double)phase->sequence;
        // Models that train beside each other have no common step.
        steps += phase->children > 1 ? (double)NAN : training_steps(phase);
    }
    if (!training->phase_count) {
        struct model_shape one = {.batch = 1, .sequence = 1};
        model_count(&plan->model, &one, NULL, &totals);
        tally_parameters(&totals.model, tally);
        return;
    }
    tally_parameters(&totals.model, tally);
    tally->tokens = tokens;
    tally->steps = steps;
    if (plan->model.layer_count || plan->model.given_parameters)
        tally->training_flop = flop;
    if (plan->model.layer_count)
        tally->hardware_flop = flop + again;
}

// Whether anybody states an input. At a value that means "nothing" too: a sweep may go on from there.
static bool tally_states(const struct plan *plan, enum input_id id)
{
    return plan->inputs.values[id].origin > INPUT_DEFAULT;
}

static void tally_losses(const struct plan *plan, struct tally *tally)
{
    static const enum input_id losses[] = {INPUT_FAILURE_RATE,    INPUT_CHECKPOINT_INTERVAL, INPUT_CHECKPOINT_TIME,
                                           INPUT_RESTART_TIME,    INPUT_PREEMPTION_RATE,     INPUT_STRAGGLER_SLOWDOWN,
                                           INPUT_EVALUATION_SHARE};
    // A request that fails is asked again: nothing of a service goes back to a checkpoint.
    bool may_lose = !tally->time_is_measured && plan->service.kind != SERVICE_REQUESTS;
    for (size_t i = 0; i < sizeof losses / sizeof *losses && may_lose; i++)
        tally->has_losses = tally->has_losses || tally_states(plan, losses[i]);
    tally->is_preempted = tally->has_losses && tally_states(plan, INPUT_PREEMPTION_RATE);
    tally->interval_is_stated = tally->has_losses && tally_states(plan, INPUT_CHECKPOINT_INTERVAL);
    tally->waits = tally_states(plan, INPUT_QUEUE_WASTE);
}

// What is asked of a model that generates. A pass over the prompts of a batch and each step of its responses reads the
// weights once; the cache is moved for each sequence.
static void tally_service(const struct plan *plan, struct tally *tally)
{
    const struct service *service = &plan->service;
    const struct replica *replica = &tally->fit.replica;
    const struct generation *count = &replica->count;
    double requests = service->requests, response = (double)service->response;
    double batches = requests / (double)service->batch;
    double passes = 1.0 * service->reference + 1.0 * service->reward;
    tally->generates = true;
    tally->prefill_flop = requests * (count->prefill_flop + passes * count->scoring_flop);
    tally->prefill_bytes = batches * count->prefill_parameters * replica->weight_element;
    tally->decode_flop = requests * count->decode_flop;
    tally->decode_bytes = batches * response * count->decode_parameters * replica->weight_element +
                          requests * count->decode_cache_elements * replica->cache_element;
    tally->inference_flop = tally->prefill_flop + tally->decode_flop;
    if (plan->has_device && plan->device.memory_bytes_per_s > 0)
        tally->bytes_per_s = plan->device.memory_bytes_per_s;
    if (service->response) {
        tally->decode_steps = batches * response * (double)replica->devices / (double)plan->devices;
        tally->output_tokens = requests * response;
    }
    if (service->kind != SERVICE_REQUESTS)
        return;
    tally->requests = requests;
    bool apart = model_is_two_sided(&plan->model) && !plan->model.image.count;
    int64_t read = service->prompt + (apart ? 0 : service->response);
    tally->tokens = read ? requests * (double)read : (double)NAN;
}

void tally_compile(const struct plan *plan, struct tally *tally)
{
    *tally =
        (struct tally){.parameters = (double)NAN,
                       .trainable_parameters = (double)NAN,
                       .training_flop = (double)NAN,
                       .hardware_flop = (double)NAN,
                       .tokens = (double)NAN,
                       .steps = (double)NAN,
                       .memory_bytes = (double)NAN,
                       // Without a device named or counted nobody knows how many there are.
                       .devices = plan->has_device || !plan->devices_are_default ? (double)plan->devices : (double)NAN,
                       .peak_flop_per_s = (double)NAN,
                       .decode_steps = (double)NAN,
                       .bytes_per_s = (double)NAN,
                       .inference_flop = (double)NAN,
                       .output_tokens = (double)NAN,
                       .requests = (double)NAN};
    fit_settle(plan, &tally->fit);
    if (tally->fit.is_known)
        tally->memory_bytes = fmax(tally->fit.memory.total, tally->fit.replica.bytes);
    tally_training(plan, (enum recompute)tally->fit.layout.recompute, tally);
    if (plan->service.kind != SERVICE_NONE)
        tally_service(plan, tally);
    else if (plan->model.given_training_flop > 0)
        tally->training_flop = plan->model.given_training_flop;
    if (plan->has_device) {
        tally->peak_flop_per_s = plan->device.peak_flop_per_s[plan->precision];
        tally->nodes = ceil(tally->devices / (double)plan->devices_per_node);
    }
    tally->time_is_measured = plan->inputs.values[INPUT_MEASURED_TIME].origin != INPUT_UNSET;
    tally->power_is_measured = plan->inputs.values[INPUT_MEASURED_POWER].origin != INPUT_UNSET;
    tally_losses(plan, tally);
}
