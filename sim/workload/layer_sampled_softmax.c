// Training-time output layer that scores the true word and `samples` others instead of the whole vocabulary, Jean et
// al. 2014 (arXiv 1412.2007). All rows are parameters, and have adapters beside them; only the sampled ones are
// multiplied. What flows in flows on, and needs no other gradient than before.
#include "workload/layer.h"

struct sampled_softmax {
    struct layer_common common;
    int64_t vocabulary, samples;
    bool bias;
};

static const struct field sampled_softmax_fields[] = {
    LAYER_COMMON_FIELDS,
    LAYER_SIZE_FIELD(sampled_softmax, vocabulary, true),
    LAYER_SIZE_FIELD(sampled_softmax, samples, true),
    LAYER_FLAG_FIELD(sampled_softmax, bias),
};

static void sampled_softmax_defaults(void *layer)
{
    ((struct sampled_softmax *)layer)->bias = true;
}

static enum status sampled_softmax_bind(void *layer, struct layer_flow *flow, struct reader *reader,
                                        const struct yaml_node *node)
{
    struct sampled_softmax *softmax = layer;
    enum status status = layer_bind_input(&softmax->common, flow, reader, node);
    if (softmax->samples > softmax->vocabulary)
        return field_error(reader, node, "%lld samples of a vocabulary of %lld", (long long)softmax->samples,
                           (long long)softmax->vocabulary);
    return status; // a second head may read the same width: nothing flows out of a loss
}

static void sampled_softmax_count(const void *layer, struct place *place, struct count *count)
{
    const struct sampled_softmax *softmax = layer;
    double positions = layer_positions(&softmax->common, place), width = (double)softmax->common.input;
    double vocabulary = (double)softmax->vocabulary, scored = (double)softmax->samples + 1;
    struct count held = {0};
    (void)count_linear(&held, place, 0, width, vocabulary, softmax->bias, place->gradient);
    (void)count_linear(count, place, positions, width, scored, softmax->bias, place->gradient);
    count->parameters = held.parameters;
    count->adapter_parameters = held.adapter_parameters;
    count->factored_elements = held.factored_elements;
    count->shareable = held.parameters - held.adapter_parameters;
    count->forward_elementwise_flop += 4 * positions * scored;
    count->kept_elements = positions * width;
    count->kept_logits_elements = positions * scored;
}

const struct layer_kind layer_sampled_softmax = {
    .name = "sampled_softmax",
    .sentence = "softmax over the true word and a sample of the vocabulary, for training",
    .size = sizeof(struct sampled_softmax),
    .fields = sampled_softmax_fields,
    .field_count = sizeof sampled_softmax_fields / sizeof *sampled_softmax_fields,
    .defaults = sampled_softmax_defaults,
    .bind = sampled_softmax_bind,
    .count = sampled_softmax_count,
};
