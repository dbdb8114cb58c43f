#include "workload/optimizer.h"

static const struct {
    double elements;
    bool factored;
} optimizer_rows[OPTIMIZER_COUNT] = {
#define OPTIMIZER_ROW(id, name, elements_of, is_factored, source)                                                      \
    [OPTIMIZER_##id] = {.elements = (elements_of), .factored = (is_factored)},
    OPTIMIZER_ROWS(OPTIMIZER_ROW)
#undef OPTIMIZER_ROW
};

const char *const optimizer_names[OPTIMIZER_COUNT] = {
#define OPTIMIZER_NAME(id, name, elements, factored, source) [OPTIMIZER_##id] = name,
    OPTIMIZER_ROWS(OPTIMIZER_NAME)
#undef OPTIMIZER_NAME
};

double optimizer_elements(enum optimizer optimizer, const struct count *count)
{
    // Of a partly frozen layer the trained part stands for its matrices.
    double trained = count->parameters > 0 ? count->trainable_parameters / count->parameters : 0;
    double factored = optimizer_rows[optimizer].factored ? trained * count->factored_elements : 0;
    return optimizer_rows[optimizer].elements * count->trainable_parameters + factored;
}
