// Columns of made-up samples for the tests of ensembles, each a pure function of the number of the sample, and what
// straightforward computation makes of them.
#ifndef FLOPCAST_TESTS_GATHERING_H
#define FLOPCAST_TESTS_GATHERING_H

#include <math.h>
#include <stdlib.h>

#include "base/random.h"
#include "testing.h"
#include "uncertainty/ensemble.h"

enum {
    GATHERING_UNIFORM,
    GATHERING_NORMAL,    // 300, 20
    GATHERING_LOGNORMAL, // median -1, sigma 2
    GATHERING_COUNTS,    // 0 to 4: many equal values
    GATHERING_CONSTANT,
    GATHERING_HOLES,   // every 7th NaN, every 11th infinite
    GATHERING_NOTHING, // no value is finite
    GATHERING_COLUMNS
};

static const double gathering_pivots[GATHERING_COLUMNS] = {0.5, 300, -1, 2, 5, 0.5, 0};

static inline double gathering_value(size_t column, uint64_t i)
{
    uint32_t words[4];
    random_words(2027, column, i, words);
    double u = random_uniform(random_bits(words)), v = random_uniform(random_bits(words + 2));
    double z = sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
    switch (column) {
    case GATHERING_NORMAL:
        return 300 + 20 * z;
    case GATHERING_LOGNORMAL:
        return -exp(2 * z);
    case GATHERING_COUNTS:
        return floor(5 * u);
    case GATHERING_CONSTANT:
        return 5;
    case GATHERING_HOLES:
        return i % 7 == 3 ? (double)NAN : i % 11 == 5 ? (u < 0.5 ? -(double)INFINITY : (double)INFINITY) : u;
    case GATHERING_NOTHING:
        return (double)NAN;
    default:
        return u;
    }
}

static inline void gathering_block(const void *context, void *scratch, uint64_t first, size_t n, double *const *columns)
{
    (void)context;
    (void)scratch;
    for (size_t column = 0; column < GATHERING_COLUMNS; column++)
        for (size_t i = 0; i < n; i++)
            columns[column][i] = gathering_value(column, first + i);
}

static const struct ensemble_source gathering_source = {
    .column_count = GATHERING_COLUMNS, .pivots = gathering_pivots, .block = gathering_block};

static const double gathering_ps[] = {0, 0.001, 0.05, 0.25, 0.5, 0.95, 0.95001, 0.999, 1};

enum { GATHERING_PS = sizeof gathering_ps / sizeof *gathering_ps };

static inline int gathering_ascending(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

// The finite values of a column, sorted; the caller frees them.
static inline double *gathering_sorted(size_t column, uint64_t samples, size_t *count)
{
    double *values = malloc((size_t)samples * sizeof *values + 1);
    assert_non_null(values);
    *count = 0;
    for (uint64_t i = 0; i < samples; i++) {
        double x = gathering_value(column, i);
        if (isfinite(x))
            values[(*count)++] = x;
    }
    qsort(values, *count, sizeof *values, gathering_ascending);
    return values;
}

// Type 7 of Hyndman and Fan 1996, NumPy's default.
static inline double gathering_quantile(const double *sorted, size_t count, double p)
{
    double place = p * (double)(count - 1), below = floor(place);
    size_t rank = (size_t)below, next = rank + 1 < count ? rank + 1 : rank;
    return sorted[rank] + (place - below) * (sorted[next] - sorted[rank]);
}

static inline bool gathering_same(double x, double y)
{
    return x == y || (isnan(x) && isnan(y));
}

// The same bits in all that an ensemble says.
static inline void gathering_expect_same(const struct ensemble *a, const struct ensemble *b, size_t quantiles)
{
    assert_int_equal(a->samples, b->samples);
    assert_int_equal(a->column_count, b->column_count);
    for (size_t i = 0; i < a->column_count; i++) {
        const struct ensemble_column *x = &a->columns[i], *y = &b->columns[i];
        assert_int_equal(x->count, y->count);
        assert_int_equal(x->non_finite, y->non_finite);
        assert_true(gathering_same(x->mean, y->mean) && gathering_same(x->sd, y->sd));
        assert_true(gathering_same(x->standard_error, y->standard_error));
        assert_true(gathering_same(x->least, y->least) && gathering_same(x->most, y->most));
        for (size_t q = 0; q < quantiles; q++)
            assert_true(gathering_same(x->quantiles[q], y->quantiles[q]));
    }
}

#endif
