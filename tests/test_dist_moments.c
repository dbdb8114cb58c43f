#include "quantity/dist_moments.h"
#include "testing.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

#include "distributing.h"

static void check_moments(const char *name, const struct dist *dist, double mean, double variance, double third,
                          double tolerance)
{
    double moments[3] = {NAN, NAN, NAN}, sd = sqrt(variance);
    dist_moments(dist, moments);
    if (!(fabs(moments[0] - mean) <= tolerance * (fabs(mean) + sd)) ||
        !(fabs(moments[1] - variance) <= tolerance * variance) ||
        !(fabs(moments[2] - third) <= tolerance * (fabs(third) + variance * sd)))
        fail_msg("%s: %.17g %.17g %.17g, not %.17g %.17g %.17g", name, moments[0], moments[1], moments[2], mean,
                 variance, third);
}

// ---- worked by hand -------------------------------------------------------------------------------

static void constants_do_not_spread(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const texts[] = {"7", "{normal: [7, 0]}", "{values: [7, 7]}", "{uniform: [7, 7]}",
                                        "{poisson: 3, truncate: [6.5, 7.5]}"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        double moments[3] = {NAN, NAN, NAN};
        struct dist dist = accept(t, &free_row, texts[i]);
        dist_moments(&dist, moments);
        TESTING_EXACT(moments[0], 7);
        TESTING_EXACT(moments[1], 0);
        TESTING_EXACT(moments[2], 0);
    }
}

// Moments that anyone can check with pencil and paper.
static const struct {
    const char *text;
    double mean, variance, third;
} worked[] = {
    {"{uniform: [2, 8]}", 5, 3, 0},
    {"{uniform: [0, 8], truncate: [2, 8]}", 5, 3, 0},
    {"{normal: [-3, 2]}", -3, 4, 0},
    {"{triangular: [0, 0, 6]}", 2, 2, 1.6},                                   // density (6 - x) / 18
    {"{triangular: [-6, 0, 0]}", -2, 2, -1.6},                                // the same, mirrored
    {"{triangular: [0, 3, 6]}", 3, 1.5, 0},                                   // the sum of two uniforms on 0..3
    {"{triangular: [0, 6, 12], truncate: [6, 12]}", 8, 2, 1.6},               // its right half is the first triangle
    {"{pert: [0, 3, 6]}", 3, 36.0 / 28, 0},                                   // 6 x beta(3, 3), variance 1 / 28
    {"{beta: [1, 2]}", 1.0 / 3, 1.0 / 18, 1.0 / 135},                         // density 2 (1 - x)
    {"{gamma: [1, 2]}", 2, 4, 16},                                            // exponential of mean 2
    {"{weibull: [1, 2]}", 2, 4, 16},                                          // the same
    {"{poisson: 2.5}", 2.5, 2.5, 2.5},                                        //
    {"{negative_binomial: [1, 0.5]}", 1, 2, 6},                               // heads before the first tail
    {"{discrete: {1: 0.25, 5: 0.75}}", 4, 3, -6},                             //
    {"{values: [1, 1, 1, 9]}", 3, 12, 48},                                    //
    {"{values: [1, 2, 4, 100], truncate: [1.5, 50]}", 3, 1, 0},               //
    {"{discrete: {0: 0.5, 1: 0.125, 5: 0.375}, truncate: [1, 5]}", 4, 3, -6}, //
    {"{poisson: 2, truncate: [1, 2]}", 1.5, 0.25, 0},                         // P(1) = P(2)
    {"{negative_binomial: [1, 0.5], truncate: [0, 1]}", 1.0 / 3, 2.0 / 9, 2.0 / 27},
};

static void moments_are_those_worked_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    for (size_t i = 0; i < sizeof worked / sizeof *worked; i++) {
        struct dist dist = accept(t, &free_row, worked[i].text);
        check_moments(worked[i].text, &dist, worked[i].mean, worked[i].variance, worked[i].third, 1e-13);
    }
}

static void moments_of_lognormals_and_weibulls(void **state)
{
    struct testing *t = testing_of(state);
    static const double sigmas[] = {1e-4, 0.3, 1, 3};
    for (size_t i = 0; i < 4; i++) {
        double w = exp(sigmas[i] * sigmas[i]), mean = 5 * sqrt(w), spread = expm1(sigmas[i] * sigmas[i]);
        struct dist dist = {.kind = DIST_LOGNORMAL, .argument = {5, sigmas[i]}};
        check_moments("lognormal", &dist, mean, mean * mean * spread,
                      pow(mean, 3) * (w + 2) * sqrt(spread) * spread * sqrt(spread), 1e-12);
    }
    // An interval90 of one sign is a lognormal, of two a normal.
    double sigma = log(4) / (2 * 1.6448536269514722), w = exp(sigma * sigma);
    struct dist interval = accept(t, &free_row, "{interval90: [1, 4]}");
    check_moments("interval90", &interval, 2 * sqrt(w), 4 * w * (w - 1), 8 * w * sqrt(w) * (w - 1) * (w - 1) * (w + 2),
                  1e-12);
    interval = accept(t, &free_row, "{interval90: [-1, 4]}");
    check_moments("interval90", &interval, 1.5, pow(2.5 / 1.6448536269514722, 2), 0, 1e-12);
    static const double shapes[] = {0.2, 0.5, 1.7, 4};
    for (size_t i = 0; i < 4; i++) {
        struct dist dist = {.kind = DIST_WEIBULL, .argument = {shapes[i], 3}};
        double g[3] = {gsl_sf_gamma(1 + 1 / shapes[i]), gsl_sf_gamma(1 + 2 / shapes[i]),
                       gsl_sf_gamma(1 + 3 / shapes[i])};
        check_moments("weibull", &dist, 3 * g[0], 9 * (g[1] - g[0] * g[0]),
                      27 * (g[2] - 3 * g[0] * g[1] + 2 * g[0] * g[0] * g[0]), 1e-10);
    }
}

static void moments_of_loguniforms(void **state)
{
    (void)state;
    // From (b^k - a^k) / (k log(b / a)) in 60 decimals, where the narrow one cancels.
    static const double expected[][4] = {
        {1.001, 1.000499916708307, 8.333333194583209e-08, 8.329169178208882e-15},
        {2, 1.4426950408889634, 0.08267358032783731, 0.005689428529490414},
        {1e3, 144.62006247378287, 51467.378798207465, 22900572.594927095},
        {1e12, 36191206825.234795, 1.678579996116857e+22, 1.0193837166446206e+34},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        struct dist dist = {.kind = DIST_LOGUNIFORM, .argument = {1, expected[i][0]}};
        check_moments("loguniform", &dist, expected[i][1], expected[i][2], expected[i][3], 1e-11);
    }
}

// ---- closed forms against the integral ------------------------------------------------------------

// A truncation beyond which nothing lies leaves the moments as they are, but takes the other way to them.
static void closed_forms_agree_with_the_integral(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const texts[] = {
        "{uniform: [2, 8]}",       "{normal: [-3, 2]}",    "{lognormal: [5, 0.4]}",
        "{lognormal: [5, 3]}",     "{interval90: [1, 4]}", "{triangular: [1, 2, 9]}",
        "{triangular: [1, 9, 9]}", "{pert: [1, 2, 9]}",    "{beta: [0.3, 4]}",
        "{beta: [30, 0.5]}",       "{gamma: [0.2, 3]}",    "{gamma: [300, 3]}",
        "{poisson: 0.01}",         "{poisson: 4000}",      "{negative_binomial: [2.5, 0.1]}"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct dist whole = accept(t, &free_row, texts[i]), wide = whole;
        double moments[3];
        dist_moments(&whole, moments);
        wide.range = (struct dist_range){-1e300, 1e300, 0, 1, 1, 0};
        check_moments(texts[i], &wide, moments[0], moments[1], moments[2], 1e-9);
    }
}

// A mean so large that the steps are not summed one by one.
static void many_steps_are_summed_in_strides(void **state)
{
    (void)state;
    struct dist dist = {.kind = DIST_POISSON, .argument = {4e8}, .range = {-1e300, 1e300, 0, 1, 1, 0}};
    check_moments("poisson", &dist, 4e8, 4e8, 4e8, 1e-7);
}

// ---- truncation -----------------------------------------------------------------------------------

// Moments of a standard normal between two scores: NIST/SEMATECH e-Handbook; Johnson, Kotz and Balakrishnan 1994.
static void truncated_normals_have_their_closed_form(void **state)
{
    (void)state;
    static const double ends[][2] = {{-1, 1}, {-0.5, 2}, {1, 2}, {2.5, 4}};
    for (size_t i = 0; i < 4; i++) {
        double a = ends[i][0], b = ends[i][1], root = sqrt(2 * M_PI);
        double f = exp(-0.5 * a * a) / root, g = exp(-0.5 * b * b) / root,
               z = 0.5 * (erfc(a / sqrt(2)) - erfc(b / sqrt(2)));
        double m1 = (f - g) / z, m2 = 1 + (a * f - b * g) / z, m3 = 2 * m1 + (a * a * f - b * b * g) / z;
        struct dist dist = {.kind = DIST_NORMAL, .argument = {10, 3}};
        dist.range = (struct dist_range){10 + 3 * a,
                                         10 + 3 * b,
                                         0.5 * erfc(-a / sqrt(2)),
                                         0.5 * erfc(a / sqrt(2)),
                                         0.5 * erfc(-b / sqrt(2)),
                                         0.5 * erfc(b / sqrt(2))};
        check_moments("normal", &dist, 10 + 3 * m1, 9 * (m2 - m1 * m1), 27 * (m3 - 3 * m1 * m2 + 2 * m1 * m1 * m1),
                      1e-10);
    }
}

static void a_mode_outside_is_no_kink(void **state)
{
    struct testing *t = testing_of(state);
    // Density falls linearly from 4 to 2 on 4..8 of the triangle 0, 0, 12: as the weights 2 x uniform + triangular.
    struct dist dist = accept(t, &free_row, "{triangular: [0, 0, 12], truncate: [4, 8]}");
    // f(x) = (12 - x) / 24 on 4..8: mean 4 + integral of u (8 - u) / 24 = 4 + (64 - 64 / 3) / 24
    double mean = (64 - 64.0 / 3) / 24, second = (8 * 64 / 3.0 - 64) / 24, third = (8 * 64 - 1024 / 5.0) / 24;
    check_moments("triangular", &dist, 4 + mean, second - mean * mean, third - 3 * mean * second + 2 * pow(mean, 3),
                  1e-12);
}

// ---- where a double ends --------------------------------------------------------------------------

static void moments_are_never_nan(void **state)
{
    (void)state;
    static const struct dist dists[] = {
        {.kind = DIST_LOGNORMAL, .argument = {1, 40}},
        {.kind = DIST_LOGNORMAL, .argument = {1e300, 3}},
        {.kind = DIST_WEIBULL, .argument = {0.002, 1}},
        {.kind = DIST_WEIBULL, .argument = {1e-3, 1e300}},
        {.kind = DIST_NORMAL, .argument = {0, 1e200}},
        {.kind = DIST_NORMAL, .argument = {0, 1e200}, .range = {-1e300, 1e300, 0, 1, 1, 0}},
        {.kind = DIST_GAMMA, .argument = {1e-9, 1e300}},
        {.kind = DIST_NEGATIVE_BINOMIAL, .argument = {1, 1e-200}},
    };
    for (size_t i = 0; i < sizeof dists / sizeof *dists; i++) {
        double moments[3];
        dist_moments(&dists[i], moments);
        for (size_t k = 0; k < 3; k++)
            if (isnan(moments[k]))
                fail_msg("%zu: moment %zu is not a number", i, k);
        assert_true(moments[1] > 0);
    }
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        TESTING_CASE(constants_do_not_spread),
        TESTING_CASE(moments_are_those_worked_by_hand),
        TESTING_CASE(moments_of_lognormals_and_weibulls),
        TESTING_CASE(moments_of_loguniforms),
        TESTING_CASE(closed_forms_agree_with_the_integral),
        TESTING_CASE(many_steps_are_summed_in_strides),
        TESTING_CASE(truncated_normals_have_their_closed_form),
        TESTING_CASE(a_mode_outside_is_no_kink),
        TESTING_CASE(moments_are_never_nan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
