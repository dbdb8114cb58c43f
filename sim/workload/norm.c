#include "workload/norm.h"

void norm_defaults(void *layer)
{
    struct norm *norm = layer;
    norm->scale = norm->bias = true;
}

enum status norm_bind(void *layer, struct layer_flow *flow, struct reader *reader, const struct yaml_node *node)
{
    struct norm *norm = layer;
    enum status status = layer_bind_input(&norm->common, flow, reader, node);
    if (status == STATUS_OK && norm->common.lora)
        return field_error(reader, node,
                           "a norm has no matrix beside which adapters could stand; say \"frozen: true\"");
    flow->width = norm->common.input;
    return status;
}

void norm_count(const struct norm *norm, double flop, struct place *place, struct count *count)
{
    double width = (double)norm->common.input, elements = layer_positions(&norm->common, place) * width;
    double vectors = (norm->scale ? 1.0 : 0.0) + (norm->bias ? 1.0 : 0.0);
    count->parameters += vectors * width;
    count->forward_elementwise_flop += (flop + vectors) * elements;
    count->kept_elements += elements;
    place->gradient = place->gradient || (vectors > 0 && count_trains(place));
}
