#include "report/service_sheet.h"

#include <math.h>

#include "report/number_text.h"

const char *service_sheet_name(const struct service *service)
{
    return service->kind == SERVICE_ROLLOUTS ? "rollouts" : "serving";
}

static const char *service_sheet_count(struct arena *arena, double count)
{
    const char *text = number_text_kept(arena, count, SHEET_PLAIN);
    return text ? text : "";
}

// "500 + 300 tokens", "500 tokens", "one image".
static const char *service_sheet_request(struct arena *arena, const struct plan *plan)
{
    const struct service *service = &plan->service;
    const char *prompt = service_sheet_count(arena, (double)service->prompt),
               *response = service_sheet_count(arena, (double)service->response);
    const char *image = plan->model.image.count ? "one image" : "";
    if (!service->prompt && !service->response)
        return image;
    return arena_format(arena, "%s%s%s%s%s tokens", image, image[0] ? " and " : "", service->prompt ? prompt : "",
                        service->prompt && service->response ? " + " : "", service->response ? response : "");
}

const char *service_sheet_words(struct arena *arena, const struct plan *plan)
{
    const struct service *service = &plan->service;
    const char *request = service_sheet_request(arena, plan);
    if (service->kind != SERVICE_ROLLOUTS)
        return arena_format(arena, "%s requests of %s", service_sheet_count(arena, service->requests),
                            request ? request : "");
    const char *models = service->reference && service->reward ? ", reference and reward model"
                         : service->reference                  ? ", reference model"
                         : service->reward                     ? ", reward model"
                                                               : "";
    const char *epochs = service->epochs > 1 ? arena_format(arena, ", %lld epochs", (long long)service->epochs) : "";
    return arena_format(
        arena, "%s steps of %s x %s rollouts of %s%s%s", service_sheet_count(arena, (double)service->steps),
        service_sheet_count(arena, (double)service->prompts), service_sheet_count(arena, (double)service->samples),
        request ? request : "", epochs ? epochs : "", models);
}

static const char *service_sheet_devices(struct arena *arena, const struct replica *replica)
{
    return replica->devices == 1 ? "a device" : arena_format(arena, "%lld devices", (long long)replica->devices);
}

void service_sheet_fields(struct sheet *sheet, const struct plan *plan, const struct replica *replica)
{
    const struct service *service = &plan->service;
    bool serves = service->kind == SERVICE_REQUESTS;
    sheet_field(sheet, service_sheet_name(service), service_sheet_name(service), SHEET_PLAIN, NULL,
                sheet_text(service_sheet_words(sheet->arena, plan)));
    sheet_field(sheet, serves ? "requests" : "sequences", NULL, SHEET_PLAIN, NULL, sheet_number(service->requests));
    sheet_field(sheet, "replica_devices", NULL, SHEET_EXACT, NULL, sheet_number((double)replica->devices));
    sheet_field(sheet, NULL, "copies", SHEET_PLAIN, NULL,
                sheet_text(arena_format(
                    sheet->arena, "%lld on %s%s, with %lld %s at once", (long long)(plan->devices / replica->devices),
                    service_sheet_devices(sheet->arena, replica), plan->devices == replica->devices ? "" : " each",
                    (long long)service->batch, serves ? "requests" : "rollouts")));
}

// A life that the devices outlast, or that is over before they are done.
static void service_sheet_life(struct sheet *sheet, const struct plan *plan, double time_s)
{
    double life = plan->service.life_s, share = time_s / life, years = units_from_si(life, "years");
    char busy[NUMBER_TEXT_SIZE];
    if (life <= 0 || isnan(time_s))
        return;
    number_text_styled(share, share > 1 ? SHEET_PLAIN : SHEET_PERCENT, "", busy);
    const char *words = arena_format(sheet->arena, "the life of %.4g year%s", years, years == 1 ? "" : "s");
    if (words && share > 1)
        sheet_note(sheet, "the devices cannot keep up: they need %s times %s, or %s times as many devices", busy, words,
                   busy);
    else if (words)
        sheet_note(sheet, "the devices work %s of %s: what they draw and cost while they wait is not in it", busy,
                   words);
}

// Of what the responses take, how much arithmetic would, or the other way round.
static void service_sheet_bound(struct sheet *sheet, const struct plan *plan, const struct tally *tally)
{
    double arithmetic = tally->decode_flop / (tally->peak_flop_per_s * plan->inputs.values[INPUT_UTILIZATION].point);
    double traffic =
        tally->decode_bytes / (tally->bytes_per_s * plan->inputs.values[INPUT_BANDWIDTH_UTILIZATION].point);
    bool waits = traffic >= arithmetic;
    char share[NUMBER_TEXT_SIZE];
    if (!isfinite(arithmetic) || !isfinite(traffic) || fmax(arithmetic, traffic) <= 0)
        return;
    number_text_styled(waits ? arithmetic / traffic : traffic / arithmetic, SHEET_PERCENT, "", share);
    sheet_note(sheet, "responses wait for %s: %s alone would take %s of that time", waits ? "memory" : "arithmetic",
               waits ? "arithmetic" : "memory", share);
}

void service_sheet_notes(struct sheet *sheet, const struct plan *plan, const struct tally *tally,
                         const double metrics[METRIC_COUNT])
{
    const struct replica *replica = &tally->fit.replica;
    if (plan->has_device && isnan(tally->bytes_per_s) && !tally->time_is_measured)
        sheet_note(sheet, "%s states no memory bandwidth: how long generation takes is not known", plan->device.name);
    service_sheet_bound(sheet, plan, tally);
    service_sheet_life(sheet, plan, metrics[METRIC_TIME_H]);
    if (plan->has_device && !plan->device.power_is_tdp && !tally->power_is_measured &&
        plan->inputs.values[INPUT_POWER_DEVICE].origin == INPUT_HARDWARE)
        sheet_note(sheet, "power_device is the average while training: devices that wait for memory usually draw less");
    if (!plan->model.layer_count)
        sheet_note(sheet, "nothing is kept from position to position: the layers are not known");
    if (plan->service.kind != SERVICE_ROLLOUTS)
        return;
    double drawn = (double)plan->service.prompts * (double)plan->service.samples,
           copies = (double)plan->devices / (double)replica->devices;
    if ((double)plan->service.batch > ceil(drawn / copies))
        sheet_note(sheet,
                   "a step draws %.0f rollouts, %.4g for each of %.0f copies: %lld at once are more, those of several "
                   "steps must overlap",
                   drawn, drawn / copies, copies, (long long)plan->service.batch);
    char bytes[NUMBER_TEXT_SIZE];
    number_text_styled(replica->bytes, SHEET_BINARY, "B", bytes);
    sheet_note(sheet, "generation and training take turns on the devices; while generating, each holds %s", bytes);
}

void service_sheet_memory_notes(struct sheet *sheet, const struct plan *plan, const struct fit *fit)
{
    const struct replica *replica = &fit->replica;
    if (!plan->layout.is_stated && replica->devices > 1)
        sheet_note(sheet,
                   "a copy stands on %s, as few as hold it with its cache (the least is %.4g); `parallel` can say "
                   "otherwise",
                   service_sheet_devices(sheet->arena, replica), replica->least);
}

const char *service_sheet_lack(struct arena *arena, const struct plan *plan, const struct replica *replica)
{
    char weights[NUMBER_TEXT_SIZE], cache[NUMBER_TEXT_SIZE], has[NUMBER_TEXT_SIZE], lack[NUMBER_TEXT_SIZE];
    number_text_styled(replica->weight_bytes, SHEET_BINARY, "B", weights);
    number_text_styled(replica->cache_bytes, SHEET_BINARY, "B", cache);
    number_text_styled(plan->device.memory_bytes, SHEET_BINARY, "B", has);
    number_text_styled(replica->lacks, SHEET_BINARY, "B", lack);
    return arena_format(arena,
                        "does not fit: weights of %s and a cache of %s for %lld sequences at once, on %s of %s: %s too "
                        "little on each; %.4g would hold them",
                        weights, cache, (long long)plan->service.batch, service_sheet_devices(arena, replica), has,
                        lack, replica->least);
}
