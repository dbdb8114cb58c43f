#include "quantity/precision.h"

const char *const precision_names[PRECISION_CHOICES] = {
#define PRECISION_NAME(id, name) [id] = name,
    PRECISION_ROWS(PRECISION_NAME)
#undef PRECISION_NAME
        [PRECISION_MIXED] = "mixed",
};
