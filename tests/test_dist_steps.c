#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <math.h>

#include "distributing.h"

// The least value that reaches p, from the definition.
static double least(const struct dist *dist, double p)
{
    double k = 0;
    while (dist_below(dist, k) < p)
        k++;
    return k;
}

static void poisson(void **state)
{
    (void)state;
    static const double means[] = {1e-6, 0.3, 1, 20, 700};
    for (size_t i = 0; i < 5; i++) {
        const struct dist dist = {.kind = DIST_POISSON, .argument = {means[i]}};
        double below = 0;
        for (unsigned k = 0; k < 60; k++) {
            below += gsl_ran_poisson_pdf(k, means[i]);
            TESTING_CLOSE(dist_below(&dist, k), below, 1e-11);
            TESTING_CLOSE(dist_below(&dist, k + 0.99), below, 1e-11);
            double above = gsl_cdf_poisson_Q(k, means[i]);
            if (above > 1e-300)
                TESTING_CLOSE(dist_above(&dist, k), above, 1e-12);
        }
        TESTING_EXACT(dist_below(&dist, -0.5), 0);
        TESTING_EXACT(dist_above(&dist, -0.5), 1);
        for (double p = 0.0007; p < 1; p += 0.031)
            TESTING_EXACT(dist_quantile(&dist, p), least(&dist, p));
    }
    // Of a whole mean the median is the mean (Choi 1994).
    for (double mean = 1; mean <= 1e6; mean *= 10)
        TESTING_EXACT(dist_quantile(&(struct dist){.kind = DIST_POISSON, .argument = {mean}}, 0.5), mean);
    // P(X > k) of a small mean m is m^(k + 1) / (k + 1)! nearly: the upper tail is told from above.
    const struct dist rare = {.kind = DIST_POISSON, .argument = {1e-6}};
    TESTING_EXACT(dist_quantile_upper(&rare, 1.1e-6), 0);
    TESTING_EXACT(dist_quantile_upper(&rare, 0.9e-6), 1);
    TESTING_EXACT(dist_quantile_upper(&rare, 0.6e-12), 1);
    TESTING_EXACT(dist_quantile_upper(&rare, 0.4e-12), 2);
}

static void negative_binomial(void **state)
{
    (void)state;
    static const double arguments[][2] = {{1, 0.3}, {4, 0.5}, {0.5, 0.05}, {30, 0.9}};
    for (size_t i = 0; i < 4; i++) {
        const double n = arguments[i][0], p = arguments[i][1];
        const struct dist dist = {.kind = DIST_NEGATIVE_BINOMIAL, .argument = {n, p}};
        double below = 0, mean = 0;
        for (unsigned k = 0; k < 3000; k++) {
            double mass = gsl_ran_negative_binomial_pdf(k, p, n);
            if (mass > 1e-300)
                TESTING_CLOSE(dist_mass(&dist, k), mass, 1e-10);
            below += mass;
            mean += k * dist_mass(&dist, k);
            if (k < 100)
                TESTING_CLOSE(dist_below(&dist, k), below, 1e-12);
        }
        TESTING_CLOSE(mean, n * (1 - p) / p, 1e-9); // failures before n successes
        for (double at = 0.0007; at < 1; at += 0.031)
            TESTING_EXACT(dist_quantile(&dist, at), least(&dist, at));
    }
    // Geometric: P(X > k) = (1 - p)^(k + 1)
    const struct dist geometric = {.kind = DIST_NEGATIVE_BINOMIAL, .argument = {1, 0.01}};
    TESTING_CLOSE(dist_above(&geometric, 999), pow(0.99, 1000), 1e-12);
    TESTING_EXACT(dist_quantile(&geometric, 0.5), ceil(log(0.5) / log(0.99)) - 1);
    TESTING_EXACT(dist_quantile_upper(&geometric, 1e-100), ceil(-100 * log(10) / log(0.99)) - 1);
    // (1 - p)^k of a small p, to the last digits
    const struct dist slow = {.kind = DIST_NEGATIVE_BINOMIAL, .argument = {1, 3.4543e-06}};
    TESTING_CLOSE(dist_above(&slow, 636286), exp(636287 * log1p(-3.4543e-06)), 1e-13);
    TESTING_CLOSE(dist_mass(&slow, 636286), 3.4543e-06 * exp(636286 * log1p(-3.4543e-06)), 1e-12);
    // Where it is as wide as is allowed
    const struct dist wide = {.kind = DIST_NEGATIVE_BINOMIAL, .argument = {1e6, 0.5}};
    double k = dist_quantile(&wide, 0.3), sd = sqrt(2e6);
    TESTING_CLOSE((k - 1e6) / sd, gsl_cdf_ugaussian_Pinv(0.3), 1e-2);
    assert_true(dist_below(&wide, k) >= 0.3 && dist_below(&wide, k - 1) < 0.3);
}

static void lists(void **state)
{
    struct testing *t = testing_of(state);
    struct dist dist = accept(t, &free_row, "{discrete: {5: 0.2, 1: 0.1, 9: 0.5, 2: 20 %}}");
    static const double p[] = {1e-9, 0.1, 0.1001, 0.3, 0.3001, 0.5, 0.5001, 0.9999999};
    static const double values[] = {1, 1, 2, 2, 5, 5, 9, 9};
    for (size_t i = 0; i < 8; i++)
        TESTING_EXACT(dist_quantile(&dist, p[i]), values[i]);
    TESTING_EXACT(dist_quantile_upper(&dist, 0.4999), 9);
    TESTING_EXACT(dist_quantile_upper(&dist, 0.5), 5);
    TESTING_EXACT(dist_below(&dist, 0.99), 0);
    TESTING_CLOSE(dist_below(&dist, 1), 0.1, 1e-15);
    TESTING_CLOSE(dist_above(&dist, 8.9), 0.5, 1e-15);
    TESTING_EXACT(dist_above(&dist, 9), 0);
    // By hand, without `below`
    dist.below = NULL;
    for (size_t i = 0; i < 8; i++)
        TESTING_EXACT(dist_quantile(&dist, p[i]), values[i]);
    // A median of evenly many is the lower one, whatever the rounding of 1 / n.
    for (size_t n = 1; n < 200; n++) {
        const char *list = "1";
        for (size_t i = 2; i <= 2 * n; i++)
            list = testing_text(t, "%s, %zu", list, i);
        dist = accept(t, &free_row, testing_text(t, "{values: [%s]}", list));
        TESTING_EXACT(dist_quantile(&dist, 0.5), (double)n);
    }
}

static void truncated_steps(void **state)
{
    struct testing *t = testing_of(state);
    struct dist dist = accept(t, &free_row, "{values: [1, 2, 2, 3, 4, 9], truncate: [2, 4]}");
    static const double p[] = {1e-12, 0.49, 0.51, 0.74, 0.76, 0.999999}, values[] = {2, 2, 3, 3, 4, 4};
    for (size_t i = 0; i < 6; i++)
        TESTING_EXACT(dist_quantile(&dist, p[i]), values[i]);
    TESTING_EXACT(dist_below(&dist, 1.5), 0);
    TESTING_CLOSE(dist_below(&dist, 2), 0.5, 1e-14);
    TESTING_CLOSE(dist_above(&dist, 3), 0.25, 1e-14);
    dist = accept(t, &free_row, "{poisson: 4, truncate: [2, 6]}");
    double sum = 0, mass[7];
    for (unsigned k = 2; k <= 6; k++)
        sum += mass[k] = gsl_ran_poisson_pdf(k, 4);
    TESTING_CLOSE(dist_below(&dist, 2), mass[2] / sum, 1e-13);
    TESTING_CLOSE(dist_above(&dist, 5), mass[6] / sum, 1e-13);
    TESTING_EXACT(dist_quantile(&dist, 1e-12), 2);
    TESTING_EXACT(dist_quantile(&dist, mass[2] / sum - 1e-9), 2);
    TESTING_EXACT(dist_quantile(&dist, mass[2] / sum + 1e-9), 3);
    TESTING_EXACT(dist_quantile_upper(&dist, 1e-12), 6);
}

static void support_holds_all_the_mass(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const texts[] = {"{poisson: 0.001}", "{poisson: 20}", "{poisson: 1e6}",
                                        "{negative_binomial: [3, 0.2]}", "{negative_binomial: [1e5, 0.5]}"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct dist dist = accept(t, &free_row, texts[i]);
        double low = 0, high = 0, sum = 0;
        dist_support(&dist, &low, &high);
        for (double k = low; k <= high; k++)
            sum += dist_mass(&dist, k);
        TESTING_CLOSE(sum, 1, 1e-12);
        assert_true(dist_above(&dist, high) <= 1e-20);
        assert_true(dist_above(&dist, high - 1) > 1e-20);
        assert_true(low == 0 || dist_below(&dist, low - 1) < 1e-20);
    }
    struct dist dist = accept(t, &free_row, "{poisson: 20, truncate: [15, 25.5]}");
    double low = 0, high = 0, sum = 0;
    dist_support(&dist, &low, &high);
    TESTING_EXACT(low, 15);
    TESTING_EXACT(high, 25);
    for (double k = low; k <= high; k++)
        sum += dist_mass(&dist, k);
    TESTING_CLOSE(sum, dist.range.below_high - dist.range.below_low, 1e-13);
    TESTING_EXACT(dist_mass(&dist, 1.5), 0);
    TESTING_EXACT(dist_mass(&dist, -1), 0);
}

int main(void)
{
    gsl_set_error_handler_off(); // as the program does
    const struct CMUnitTest tests[] = {
        TESTING_CASE(poisson),         TESTING_CASE(negative_binomial),          TESTING_CASE(lists),
        TESTING_CASE(truncated_steps), TESTING_CASE(support_holds_all_the_mass),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
