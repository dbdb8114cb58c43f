#include "workload/service.h"

#include "workload/generation.h"

#define SERVICE_COUNT_MAX 9007199254740992.0 // 2^53: beyond it counts are not exact

#define SERVICE_COUNT_FIELD(struct_name, member, is_required)                                                          \
    {                                                                                                                  \
        .key = #member, .type = FIELD_COUNT, .offset = offsetof(struct struct_name, member), .required = is_required,  \
        .low = 1, .high = SERVICE_COUNT_MAX                                                                            \
    }

#define SERVICE_BITS_FIELD(struct_name, member)                                                                        \
    {                                                                                                                  \
        .key = #member, .type = FIELD_COUNT, .offset = offsetof(struct struct_name, member), .low = 1, .high = 64      \
    }

// The keys that both have.
#define SERVICE_COMMON_FIELDS(struct_name)                                                                             \
    {.key = "prompt",                                                                                                  \
     .type = FIELD_COUNT,                                                                                              \
     .offset = offsetof(struct struct_name, prompt),                                                                   \
     .low = 0,                                                                                                         \
     .high = SERVICE_COUNT_MAX},                                                                                       \
        {.key = "response",                                                                                            \
         .type = FIELD_COUNT,                                                                                          \
         .offset = offsetof(struct struct_name, response),                                                             \
         .low = 0,                                                                                                     \
         .high = SERVICE_COUNT_MAX},                                                                                   \
        SERVICE_COUNT_FIELD(struct_name, batch, true), SERVICE_BITS_FIELD(struct_name, weight_bits),                   \
        SERVICE_BITS_FIELD(struct_name, cache_bits)

struct service_serving {
    int64_t requests, tokens, prompt, response, batch, weight_bits, cache_bits;
    double requests_per_day, life;
    int precision;
};

static const struct field service_serving_fields[] = {
    SERVICE_COUNT_FIELD(service_serving, requests, false),
    SERVICE_COUNT_FIELD(service_serving, tokens, false),
    {.key = "requests_per_day",
     .type = FIELD_QUANTITY,
     .offset = offsetof(struct service_serving, requests_per_day),
     .dimension = DIMENSION_NONE,
     .low = DBL_MIN,
     .high = SERVICE_COUNT_MAX},
    {.key = "life",
     .type = FIELD_QUANTITY,
     .offset = offsetof(struct service_serving, life),
     .dimension = DIMENSION_TIME,
     .low = DBL_MIN,
     .high = 100 * 31557600.0,
     .unit = "years"},
    {.key = "precision",
     .type = FIELD_CHOICE,
     .offset = offsetof(struct service_serving, precision),
     .choices = precision_names,
     .choice_count = PRECISION_CHOICES},
    SERVICE_COMMON_FIELDS(service_serving),
};

static const struct field service_rollouts_fields[] = {
    SERVICE_COUNT_FIELD(service, prompts, true),
    SERVICE_COUNT_FIELD(service, samples, true),
    SERVICE_COUNT_FIELD(service, steps, true),
    SERVICE_COUNT_FIELD(service, epochs, false),
    {.key = "reference", .type = FIELD_FLAG, .offset = offsetof(struct service, reference)},
    {.key = "reward", .type = FIELD_FLAG, .offset = offsetof(struct service, reward)},
    SERVICE_COMMON_FIELDS(service),
};

// How many requests: stated one way of three.
static enum status service_amount(struct reader *reader, const struct yaml_node *node,
                                  const struct service_serving *read, struct service *service)
{
    int ways = (read->requests > 0) + (read->tokens > 0) + (read->requests_per_day > 0);
    double each = (double)(read->prompt + read->response);
    if (ways == 0)
        return field_error(reader, node,
                           "\"serving\" needs \"requests\", \"tokens\", or \"requests_per_day\" and \"life\"");
    if (ways > 1)
        return field_error(reader, node,
                           "\"requests\", \"tokens\" and \"requests_per_day\" say the same thing twice; keep one");
    if (read->requests_per_day > 0 && read->life <= 0)
        return field_error(reader, node, "\"requests_per_day\" for how long? Say \"life\": 2 years");
    if (read->tokens && each <= 0)
        return field_error(reader, node, "\"tokens\" are those of prompts and responses; here are neither");
    service->tokens = (double)read->tokens;
    service->requests = read->requests ? (double)read->requests
                        : read->tokens ? (double)read->tokens / each
                                       : read->requests_per_day * read->life / 86400;
    return STATUS_OK;
}

enum status service_read_serving(struct reader *reader, const struct yaml_node *node, struct service *service)
{
    struct service_serving read = {.precision = PRECISION_MIXED};
    enum status status = field_read(reader, FIELD_ARRAY(service_serving_fields), node, &read);
    if (status != STATUS_OK)
        return status;
    *service = (struct service){.kind = SERVICE_REQUESTS,
                                .node = node,
                                .life_s = read.life,
                                .prompt = read.prompt,
                                .response = read.response,
                                .batch = read.batch,
                                .weight_bits = read.weight_bits,
                                .cache_bits = read.cache_bits,
                                .precision = read.precision,
                                .precision_is_given = yaml_tree_get(node, "precision") != NULL};
    return service_amount(reader, node, &read, service);
}

// Each rollout is a sequence of the batch of an optimizer step.
static enum status service_train(struct reader *reader, const struct yaml_node *node, const struct model *model,
                                 const struct service *service, struct training *training)
{
    bool apart = model_is_two_sided(model) && !model->image.count; // prompt and response on sides of their own
    struct training_phase *phase = arena_alloc(reader->arena, sizeof *phase);
    if (!phase)
        return STATUS_NO_MEMORY;
    *phase = (struct training_phase){.name = "rollouts",
                                     .node = node,
                                     .sequence = service->prompt + (apart ? 0 : service->response),
                                     .target = apart ? service->response : 0,
                                     .batch = service->prompts * service->samples,
                                     .steps = service->steps * service->epochs,
                                     .children = 1};
    training->phases = phase;
    training->phase_count = 1;
    return STATUS_OK;
}

enum status service_read_rollouts(struct reader *reader, const struct yaml_node *node, const struct model *model,
                                  struct service *service, struct training *training)
{
    *service = (struct service){.kind = SERVICE_ROLLOUTS, .node = node, .epochs = 1};
    enum status status = field_read(reader, FIELD_ARRAY(service_rollouts_fields), node, service);
    if (status != STATUS_OK)
        return status;
    service->requests = (double)service->prompts * (double)service->samples * (double)service->steps;
    if (service->requests * (double)service->epochs * (double)(service->prompt + service->response) > SERVICE_COUNT_MAX)
        return field_error(reader, node, "more tokens of rollouts than can be counted");
    if (!service->response)
        return field_error(reader, node, "rollouts are responses: \"response\" is how long they are");
    return service_train(reader, node, model, service, training);
}

static enum status service_check_images(struct reader *reader, const struct model *model, const struct service *service)
{
    if (!service->prompt && !service->response)
        return STATUS_OK;
    return field_error(reader, service->node, "%s reads images of %lld x %lld: a request is one, without %s",
                       model->name, (long long)model->image.values[0], (long long)model->image.values[1],
                       service->prompt ? "\"prompt\"" : "\"response\"");
}

static enum status service_check_length(struct reader *reader, const struct model *model, const struct service *service)
{
    const struct model_shape shape = generation_shape(model, (double)service->prompt, (double)service->response);
    double longest = 0;
    const struct model_layer *overrun = model_overrun(model, &shape, &longest);
    if (overrun)
        diag_warning(reader->diag, overrun->mark, overrun->path,
                     "a request of %lld + %lld is longer than the %.0f positions that the model has",
                     (long long)service->prompt, (long long)service->response, longest);
    return STATUS_OK;
}

static enum status service_check_response(struct reader *reader, const struct model *model,
                                          const struct service *service)
{
    struct count *per_layer = arena_array(reader->arena, model->layer_count, sizeof *per_layer);
    if (!per_layer)
        return STATUS_NO_MEMORY;
    const struct model_layer *blind = generation_blind(model, per_layer);
    return blind ? diag_error(reader->diag, service->node->mark, reader->path,
                              "%s cannot give a response: in %s, positions see those that come after them. Without "
                              "\"response\" a request is one pass over the prompt",
                              model->name, blind->path)
                 : STATUS_OK;
}

enum status service_check(struct reader *reader, const struct model *model, const struct service *service)
{
    if (!model_has_layers(model) && !model->given_parameters)
        return field_error(reader, service->node,
                           "neither layers nor parameters of %s are known: what a request costs cannot be counted",
                           model->name);
    if (model->image.count && !model_is_two_sided(model))
        return service_check_images(reader, model, service);
    if (!service->prompt && !service->response)
        return field_error(reader, service->node, "a request needs a \"prompt\", a \"response\" or both");
    if (model_is_two_sided(model) && !model->image.count && !service->prompt)
        return field_error(reader, service->node, "%s answers what its encoder reads: a request needs a \"prompt\"",
                           model->name);
    if (!model_has_layers(model))
        return STATUS_OK;
    enum status status = service_check_length(reader, model, service);
    return status == STATUS_OK && service->response ? service_check_response(reader, model, service) : status;
}
