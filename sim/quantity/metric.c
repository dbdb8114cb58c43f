#include "quantity/metric.h"

#include <string.h>

static const struct metric metric_rows[METRIC_COUNT] = {
#define METRIC(id, metric_name, stem_text, unit_text, dim, sums_up, optional, brief_text, sentence_text, formula_text, \
               source_text)                                                                                            \
    [METRIC_##id] = {.name = #metric_name,                                                                             \
                     .stem = stem_text,                                                                                \
                     .unit = unit_text,                                                                                \
                     .dimension = dim,                                                                                 \
                     .sums = sums_up,                                                                                  \
                     .is_optional = optional,                                                                          \
                     .brief = brief_text,                                                                              \
                     .sentence = sentence_text,                                                                        \
                     .formula = formula_text,                                                                          \
                     .source = source_text},
#include "quantity/metrics.def"
#undef METRIC
};

const struct metric *metric_row(enum metric_id id)
{
    return &metric_rows[id];
}

enum metric_id metric_named(const char *name)
{
    for (int id = 0; id < METRIC_COUNT; id++)
        if (strcmp(name, metric_rows[id].name) == 0)
            return (enum metric_id)id;
    return METRIC_COUNT;
}

double metric_from_si(enum metric_id id, double value)
{
    return units_from_si(value, metric_rows[id].unit);
}
