// Output layer over a vocabulary: logits = x W^T (+ b). W may share the weights of an embedding (Press and Wolf 2016,
// arXiv 1608.05859); the bias is its own.
#include "workload/layer.h"

struct softmax {
    struct layer_common common;
    int64_t vocabulary;
    bool bias;
};

static const struct field softmax_fields[] = {
    LAYER_COMMON_FIELDS,
    LAYER_SIZE_FIELD(softmax, vocabulary, true),
    LAYER_FLAG_FIELD(softmax, bias),
};

static enum status softmax_bind(void *layer, struct layer_flow *flow, struct reader *reader,
                                const struct yaml_node *node)
{
    struct softmax *softmax = layer;
    enum status status = layer_bind_input(&softmax->common, flow, reader, node);
    flow->width = softmax->vocabulary;
    return status;
}

static void softmax_count(const void *layer, struct place *place, struct count *count)
{
    const struct softmax *softmax = layer;
    double positions = layer_positions(&softmax->common, place);
    double width = (double)softmax->common.input, vocabulary = (double)softmax->vocabulary;
    place->gradient = count_linear(count, place, positions, width, vocabulary, softmax->bias, place->gradient);
    count->forward_logits_flop = count->forward_flop;
    count->shareable = width * vocabulary;
    count->forward_elementwise_flop += 4 * positions * vocabulary; // subtract, exponential, sum, divide
    count->kept_elements = positions * width;
    count->kept_logits_elements = positions * vocabulary;
}

const struct layer_kind layer_softmax = {
    .name = "softmax",
    .sentence = "logits and softmax over a vocabulary, its matrix tied to an embedding or not",
    .size = sizeof(struct softmax),
    .fields = softmax_fields,
    .field_count = sizeof softmax_fields / sizeof *softmax_fields,
    .bind = softmax_bind,
    .count = softmax_count,
};
