#include "workload/attention_span.h"

#include <math.h>

struct attention_span_reach attention_span_reach(struct attention_span span, double queries, double keys)
{
    if (span.window <= 0)
        return (struct attention_span_reach){.ordinary = queries, .seen = keys, .keys = keys};
    double globals = fmin(span.globals, queries);
    return (struct attention_span_reach){.ordinary = queries - globals,
                                         .seen = fmin(span.window + span.globals, keys),
                                         .globals = globals,
                                         .keys = keys};
}

bool attention_span_scores(struct count *count, double queries, double seen, double key_width, double value_width,
                           bool query_gradient, bool key_gradient, bool value_gradient)
{
    bool score = count_product(count, queries, 1, seen, key_width, query_gradient, key_gradient);
    count->forward_scores_flop += 2.0 * queries * seen * (key_width + value_width);
    return count_product(count, queries, 1, value_width, seen, score, value_gradient);
}

void attention_span_causal(struct count *count, double sequences, double queries, double seen, double key_width,
                           double value_width, bool query_gradient, bool key_gradient, bool value_gradient)
{
    double masked = fmin(queries, sequences * seen) * seen; // half of the scores, at 2 FLOP each
    double of_scores = (query_gradient ? 1 : 0) + (key_gradient ? 1 : 0);
    double of_values = (query_gradient || key_gradient ? 1 : 0) + (value_gradient ? 1 : 0);
    count->causal_saving_flop += masked * (key_width + value_width);
    count->causal_saving_backward_flop += masked * (of_scores * key_width + of_values * value_width);
}

void attention_span_cache(struct count *count, double sequences, double queries, double seen, double width)
{
    double masked = fmin(queries, sequences * seen) * seen / 2;
    count->cache_elements += sequences * seen * width;
    count->cache_moved_elements += (queries * seen - masked) * width;
}
