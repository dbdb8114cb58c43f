// Number formats of training: what a device states a dense peak for.
#ifndef FLOPCAST_QUANTITY_PRECISION_H
#define FLOPCAST_QUANTITY_PRECISION_H

#include <stddef.h>

//      id              name
#define PRECISION_ROWS(ROW)                                                                                            \
    ROW(PRECISION_FP32, "fp32")                                                                                        \
    ROW(PRECISION_TF32, "tf32")                                                                                        \
    ROW(PRECISION_FP16, "fp16")                                                                                        \
    ROW(PRECISION_BF16, "bf16")                                                                                        \
    ROW(PRECISION_FP8, "fp8")                                                                                          \
    ROW(PRECISION_INT8, "int8")

enum precision {
#define PRECISION_ENUM(id, name) id,
    PRECISION_ROWS(PRECISION_ENUM)
#undef PRECISION_ENUM
        PRECISION_COUNT,
    // What a recipe says when any 16-bit format will do: the device decides (bf16, else fp16, else fp32).
    PRECISION_MIXED = PRECISION_COUNT,
    PRECISION_CHOICES
};

// Names in the order of the enum, PRECISION_CHOICES of them: "mixed" is the last.
extern const char *const precision_names[PRECISION_CHOICES];

#endif
