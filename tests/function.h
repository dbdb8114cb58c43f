// What the tests of sensitivity share: a function of independent inputs as a model with factors.
#ifndef FLOPCAST_TESTS_FUNCTION_H
#define FLOPCAST_TESTS_FUNCTION_H

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "testing.h"
#include "uncertainty/factors.h"

enum { FUNCTION_INPUTS_MAX = 8, FUNCTION_OUTPUTS_MAX = 2 };

struct function {
    struct factors factors;
    bool is_normal;   // inputs standard normal instead of uniform
    double low, high; // of uniform inputs
    double pivots[FUNCTION_OUTPUTS_MAX];
    double (*values[FUNCTION_OUTPUTS_MAX])(const double *x);
};

static inline void function_place(const void *context, void *scratch, size_t factor, size_t n, const double *const *u,
                                  double *const *x)
{
    const struct function *function = context;
    const size_t *first = function->factors.first;
    (void)scratch;
    for (size_t k = 0; k < first[factor + 1] - first[factor]; k++)
        for (size_t i = 0; i < n; i++)
            x[k][i] = function->is_normal ? gsl_cdf_ugaussian_Pinv(u[k][i])
                                          : function->low + (function->high - function->low) * u[k][i];
}

static inline void function_evaluate(const void *context, void *scratch, size_t n, const double *const *x,
                                     double *const *out)
{
    const struct function *function = context;
    double point[FUNCTION_INPUTS_MAX];
    (void)scratch;
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < function->factors.input_count; k++)
            point[k] = x[k][i];
        for (size_t m = 0; m < function->factors.output_count; m++)
            if (out[m])
                out[m][i] = function->values[m](point);
    }
}

// One output, each input a factor of its own. The struct must stay where it is.
static inline void function_init(struct function *function, double (*value)(const double *x), size_t inputs, double low,
                                 double high)
{
    static const size_t singles[FUNCTION_INPUTS_MAX + 1] = {0, 1, 2, 3, 4, 5, 6, 7, 8};
    *function = (struct function){.low = low, .high = high, .values = {value}};
    function->factors = (struct factors){.context = function,
                                         .count = inputs,
                                         .input_count = inputs,
                                         .first = singles,
                                         .output_count = 1,
                                         .pivots = function->pivots,
                                         .place = function_place,
                                         .evaluate = function_evaluate};
}

static inline void function_near(double actual, double expected, double error, const char *file, int line)
{
    if (!(fabs(actual - expected) <= error)) {
        print_error("%.9g is not within %g of %.9g\n", actual, error, expected);
        _fail(file, line);
    }
}

#define FUNCTION_NEAR(actual, expected, error) function_near((actual), (expected), (error), __FILE__, __LINE__)

#endif
