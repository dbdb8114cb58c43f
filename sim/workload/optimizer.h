// What an optimizer keeps for each trained parameter beside its gradient, as numbers of fp32 elements: no bytes, no
// device. A master copy of the weights, where they are kept in fewer bits, is not the optimizer's and not in here.
#ifndef FLOPCAST_WORKLOAD_OPTIMIZER_H
#define FLOPCAST_WORKLOAD_OPTIMIZER_H

#include "workload/count.h"

// OPTIMIZER(id, name, elements for each parameter, whether second moments are kept by rows and columns, source)
#define OPTIMIZER_ROWS(ROW)                                                                                            \
    ROW(ADAM, "adam", 2, false, "Kingma and Ba 2014 (arXiv 1412.6980), algorithm 1: two moments")                      \
    ROW(ADAMW, "adamw", 2, false, "Loshchilov and Hutter 2017 (arXiv 1711.05101), algorithm 2: two moments")           \
    ROW(ADAFACTOR, "adafactor", 0, true, "Shazeer and Stern 2018 (arXiv 1804.04235), algorithm 4: rows and columns")   \
    ROW(ADAGRAD, "adagrad", 1, false, "Duchi et al. 2011: the sum of squared gradients")                               \
    ROW(LAMB, "lamb", 2, false, "You et al. 2019 (arXiv 1904.00962), algorithm 2: two moments")                        \
    ROW(LARS, "lars", 1, false, "You et al. 2017 (arXiv 1708.03888), algorithm 1: momentum")                           \
    ROW(LION, "lion", 1, false, "Chen et al. 2023 (arXiv 2302.06675), program 1: one momentum")                        \
    ROW(MOMENTUM, "momentum", 1, false, "Polyak 1964: one velocity")                                                   \
    ROW(RMSPROP, "rmsprop", 1, false, "Tieleman and Hinton 2012: one mean of squared gradients")                       \
    ROW(SGD, "sgd", 0, false, "nothing but the gradient")

enum optimizer {
#define OPTIMIZER_ENUM(id, name, elements, factored, source) OPTIMIZER_##id,
    OPTIMIZER_ROWS(OPTIMIZER_ENUM)
#undef OPTIMIZER_ENUM
        OPTIMIZER_COUNT
};

extern const char *const optimizer_names[OPTIMIZER_COUNT];

// Elements that it keeps for counted layers.
double optimizer_elements(enum optimizer optimizer, const struct count *count);

#endif
