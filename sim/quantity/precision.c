#include "quantity/precision.h"

const char *const precision_names[PRECISION_CHOICES] = {
#define PRECISION_NAME(id, name, bytes) [id] = name,
    PRECISION_ROWS(PRECISION_NAME)
#undef PRECISION_NAME
        [PRECISION_MIXED] = "mixed",
};

static const size_t precision_sizes[PRECISION_CHOICES] = {
#define PRECISION_SIZE(id, name, bytes) [id] = bytes,
    PRECISION_ROWS(PRECISION_SIZE)
#undef PRECISION_SIZE
        [PRECISION_MIXED] = 2,
};

size_t precision_bytes(enum precision precision)
{
    return precision_sizes[precision];
}
