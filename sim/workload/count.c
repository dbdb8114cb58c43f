#include "workload/count.h"

bool count_trains(const struct place *place)
{
    return !place->frozen || place->lora > 0;
}

// Two thin matrices beside a frozen one. The first is trained, so what flows between them always needs a gradient.
static void count_adapter(struct count *count, double positions, double in, double out, double rank, bool gradient)
{
    double down = 2.0 * positions * in * rank, up = 2.0 * positions * rank * out;
    count->parameters += rank * (in + out);
    count->factored_elements += in + out + 2 * rank;
    count->adapter_parameters += rank * (in + out);
    count->forward_flop += down + up;
    count->backward_flop += 2.0 * up + (gradient ? 2.0 : 1.0) * down;
}

bool count_linear(struct count *count, const struct place *place, double positions, double in, double out, bool bias,
                  bool gradient)
{
    double flop = 2.0 * positions * in * out;
    bool trained = !place->frozen && place->lora <= 0;
    count->parameters += in * out;
    count->factored_elements += in + out + (bias ? out : 0);
    count->forward_flop += flop;
    count->backward_flop += ((trained ? 1.0 : 0.0) + (gradient ? 1.0 : 0.0)) * flop;
    if (bias) {
        count->parameters += out;
        count->forward_elementwise_flop += positions * out;
    }
    if (place->lora > 0)
        count_adapter(count, positions, in, out, place->lora, gradient);
    return gradient || count_trains(place);
}

bool count_product(struct count *count, double instances, double m, double n, double k, bool left_gradient,
                   bool right_gradient)
{
    double flop = 2.0 * instances * m * n * k;
    count->forward_flop += flop;
    count->backward_flop += ((left_gradient ? 1.0 : 0.0) + (right_gradient ? 1.0 : 0.0)) * flop;
    return left_gradient || right_gradient;
}

void count_add(struct count *sum, const struct count *count, double times)
{
    sum->parameters += times * count->parameters;
    sum->adapter_parameters += times * count->adapter_parameters;
    sum->inactive_parameters += times * count->inactive_parameters;
    sum->trainable_parameters += times * count->trainable_parameters;
    sum->unread_parameters += times * count->unread_parameters;
    sum->prefill_parameters += times * count->prefill_parameters;
    sum->read_parameters += times * count->read_parameters;
    sum->factored_elements += times * count->factored_elements;
    sum->shareable += times * count->shareable;
    sum->forward_flop += times * count->forward_flop;
    sum->backward_flop += times * count->backward_flop;
    sum->forward_scores_flop += times * count->forward_scores_flop;
    sum->causal_saving_flop += times * count->causal_saving_flop;
    sum->causal_saving_backward_flop += times * count->causal_saving_backward_flop;
    sum->forward_recurrent_flop += times * count->forward_recurrent_flop;
    sum->forward_router_flop += times * count->forward_router_flop;
    sum->forward_padding_flop += times * count->forward_padding_flop;
    sum->forward_logits_flop += times * count->forward_logits_flop;
    sum->stepwise_extra_flop += times * count->stepwise_extra_flop;
    sum->forward_elementwise_flop += times * count->forward_elementwise_flop;
    sum->cache_elements += times * count->cache_elements;
    sum->cache_moved_elements += times * count->cache_moved_elements;
    sum->kept_elements += times * count->kept_elements;
    sum->kept_split_elements += times * count->kept_split_elements;
    sum->kept_scores_elements += times * count->kept_scores_elements;
    sum->kept_logits_elements += times * count->kept_logits_elements;
    sum->mask_bytes += times * count->mask_bytes;
    sum->mask_scores_bytes += times * count->mask_scores_bytes;
}
