#include "workload/count.h"

void count_linear(struct count *count, double positions, double in, double out, bool bias, bool gradient)
{
    double flop = 2.0 * positions * in * out;
    count->parameters += in * out;
    count->forward_flop += flop;
    count->backward_flop += gradient ? 2.0 * flop : flop;
    if (bias) {
        count->parameters += out;
        count->forward_elementwise_flop += positions * out;
    }
}

void count_product(struct count *count, double instances, double m, double n, double k)
{
    double flop = 2.0 * instances * m * n * k;
    count->forward_flop += flop;
    count->backward_flop += 2.0 * flop;
}

void count_add(struct count *sum, const struct count *count, double times)
{
    sum->parameters += times * count->parameters;
    sum->shareable += times * count->shareable;
    sum->forward_flop += times * count->forward_flop;
    sum->backward_flop += times * count->backward_flop;
    sum->forward_scores_flop += times * count->forward_scores_flop;
    sum->causal_saving_flop += times * count->causal_saving_flop;
    sum->forward_recurrent_flop += times * count->forward_recurrent_flop;
    sum->forward_elementwise_flop += times * count->forward_elementwise_flop;
    sum->saved_elements += times * count->saved_elements;
    sum->mask_bytes += times * count->mask_bytes;
}
