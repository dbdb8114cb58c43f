#include "sampling/draw_table.h"

#include <gsl/gsl_sf_gamma.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "quantity/dist_beta.h"
#include "quantity/dist_gamma.h"
#include "quantity/dist_range.h"

enum { DRAW_TABLE_TERMS = 13 };

static const double draw_table_tolerance = 1e-9; // of a value
static const double draw_table_carried = 1e-12;  // of log s, from one exact value to the next

// Chebyshev nodes of degree 6 and their cosines: cos((2k + 1) pi / 12).
static const double draw_table_nodes[6] = {0.9659258262890683,   0.7071067811865476,  0.25881904510252074,
                                           -0.25881904510252074, -0.7071067811865476, -0.9659258262890683};

// The distribution seen from one of its ends: x = origin + factor s.
struct draw_table_view {
    double a, b; // shapes, the nearer end's first; b of a gamma is not looked at
    bool is_gamma;
    double log_constant; // log of B(a, b) or Gamma(a)
    double origin, factor;
};

// log s around the middle of a cell, in powers of t, -1..1 over the cell.
struct draw_table_series {
    double log_s[DRAW_TABLE_TERMS];
};

// ---- the distribution ----------------------------------------------------------------------------

static bool draw_table_look(const struct dist *dist, bool mirrored, struct draw_table_view *view)
{
    const double *a = dist->argument;
    double alpha = a[0], beta = a[1], low = 0, range = 1;
    if (dist->kind == DIST_GAMMA) {
        *view = (struct draw_table_view){
            .a = a[0], .is_gamma = true, .log_constant = gsl_sf_lngamma(a[0]), .origin = 0, .factor = a[1]};
        return !mirrored;
    }
    if (dist->kind == DIST_PERT) {
        low = a[0];
        range = a[2] - a[0];
        alpha = 1 + 4 * (a[1] - a[0]) / range;
        beta = 1 + 4 * (a[2] - a[1]) / range;
    } else if (dist->kind != DIST_BETA)
        return false;
    *view =
        (struct draw_table_view){.a = mirrored ? beta : alpha,
                                 .b = mirrored ? alpha : beta,
                                 .log_constant = gsl_sf_lnbeta(alpha, beta),
                                 .origin = mirrored && dist->kind == DIST_PERT ? a[2] : low + (mirrored ? range : 0),
                                 .factor = mirrored ? -range : range};
    return true;
}

// s where r lies below it (or above, for `upper`) of what truncation leaves, exactly.
static double draw_table_exact(const struct dist *dist, const struct draw_table_view *view, bool upper, double r)
{
    const struct dist_range range = dist_range_of(dist);
    double mass = dist_range_mass(&range), share = upper ? 1 - r : r;
    double below = range.below_low + share * mass, above = range.above_high + (upper ? r : 1 - r) * mass;
    bool from_above = below > above;
    double tail = from_above ? above : below;
    if (view->is_gamma)
        return dist_gamma_quantile(tail, view->a, from_above);
    return dist_beta_quantile(tail, view->a, view->b, from_above == (view->factor > 0));
}

// ---- the series ----------------------------------------------------------------------------------

static double draw_table_product(const double *x, const double *y, int n)
{
    double sum = 0;
    for (int i = 0; i <= n; i++)
        sum += x[i] * y[n - i];
    return sum;
}

// The series around a point, `pace` being d below / dt there.
static void draw_table_expand(const struct draw_table_view *view, double log_s, double pace,
                              struct draw_table_series *series)
{
    double s = exp(log_s), rest = view->is_gamma ? s : -(view->b - 1) * log1p(-s);
    double g[DRAW_TABLE_TERMS + 1] = {pace * exp(view->log_constant - view->a * log_s + rest)};
    double odds[DRAW_TABLE_TERMS + 1] = {view->is_gamma ? s : s / -expm1(log_s)};
    double square[DRAW_TABLE_TERMS], pull[DRAW_TABLE_TERMS], drift[DRAW_TABLE_TERMS];
    series->log_s[0] = log_s;
    for (int n = 0; n + 1 < DRAW_TABLE_TERMS; n++) {
        square[n] = draw_table_product(g, g, n);
        pull[n] = (view->is_gamma ? 1 : view->b - 1) * odds[n] - (n == 0 ? view->a : 0);
        drift[n] = draw_table_product(g, odds, n);
        g[n + 1] = draw_table_product(square, pull, n) / (n + 1);
        odds[n + 1] = (drift[n] + (view->is_gamma ? 0 : draw_table_product(drift, odds, n))) / (n + 1);
        series->log_s[n + 1] = g[n] / (n + 1);
    }
}

static double draw_table_log_at(const struct draw_table_series *series, double t)
{
    double y = series->log_s[DRAW_TABLE_TERMS - 1];
    for (int n = DRAW_TABLE_TERMS - 2; n >= 0; n--)
        y = fma(y, t, series->log_s[n]);
    return y;
}

static double draw_table_at(const struct draw_table_view *view, const struct draw_table_series *series, double t)
{
    return view->origin + view->factor * exp(draw_table_log_at(series, t));
}

// ---- cells ---------------------------------------------------------------------------------------

static double draw_table_cell_at(const struct draw_cell *cell, double t)
{
    double y = cell->coefficient[5];
    for (int i = 4; i >= 0; i--)
        y = fma(y, t, cell->coefficient[i]);
    return y;
}

// Where s is much larger than x, what is carried is too coarse for x.
static bool draw_table_follows(const struct draw_table_view *view, const struct draw_table_series *series,
                               const struct draw_cell *cell)
{
    static const double checks[] = {-1.0, -0.86, -0.5, 0.0, 0.5, 0.86, 1.0}; // where the error of six nodes peaks
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        double x = draw_table_at(view, series, checks[i]);
        double off = fabs(draw_table_cell_at(cell, checks[i]) - x) + draw_table_carried * fabs(x - view->origin);
        if (!(off <= 0.5 * draw_table_tolerance * fabs(x)))
            return false;
    }
    return true;
}

// Interpolates the series at the Chebyshev nodes of the cell.
static void draw_table_interpolate(const struct draw_table_view *view, const struct draw_table_series *series,
                                   struct draw_cell *cell)
{
    double c[6] = {0};
    for (int k = 0; k < 6; k++) {
        double x = draw_table_at(view, series, draw_table_nodes[k]);
        double before = 1.0, now = draw_table_nodes[k];
        c[0] += x / 6.0;
        for (int j = 1; j < 6; j++) {
            c[j] += x * now / 3.0;
            double next = 2.0 * draw_table_nodes[k] * now - before;
            before = now;
            now = next;
        }
    }
    // Chebyshev polynomials written out in powers of t.
    const double powers[6] = {
        c[0] - c[2] + c[4], c[1] - 3 * c[3] + 5 * c[5], 2 * c[2] - 8 * c[4], 4 * c[3] - 20 * c[5], 8 * c[4], 16 * c[5]};
    memcpy(cell->coefficient, powers, sizeof powers);
}

// The cells of one halving: low..2 low. False: what was carried through them does not meet the next exact value.
static bool draw_table_octave(const struct dist *dist, bool upper, double low, struct draw_cell *cells)
{
    const struct dist_range range = dist_range_of(dist);
    const double half = low / (2 * DRAW_SUBCELLS);
    struct draw_table_view view;
    struct draw_table_series series;
    if (!draw_table_look(dist, false, &view))
        return false;
    double s = draw_table_exact(dist, &view, upper, low + half);
    if (!view.is_gamma && s > 0.5) {
        (void)draw_table_look(dist, true, &view);
        s = draw_table_exact(dist, &view, upper, low + half);
    }
    // Below 1e-300 a value is 0, and so are those before it.
    if (s == 0 && draw_table_exact(dist, &view, upper, low) == 0 &&
        draw_table_exact(dist, &view, upper, 2 * low) == 0) {
        for (int i = 0; i < DRAW_SUBCELLS; i++)
            cells[i] =
                (struct draw_cell){.middle = low + (2 * i + 1) * half, .scale = 1 / half, .coefficient = {view.origin}};
        return true;
    }
    double pace = half * dist_range_mass(&range) * (upper == (view.factor > 0) ? -1 : 1), log_s = log(s);
    for (int i = 0; i < DRAW_SUBCELLS; i++) {
        struct draw_cell *cell = &cells[i];
        cell->middle = low + (2 * i + 1) * half;
        draw_table_expand(&view, log_s, pace, &series);
        draw_table_interpolate(&view, &series, cell);
        cell->scale = draw_table_follows(&view, &series, cell) ? 1 / half : 0;
        log_s = draw_table_log_at(&series, 2);
    }
    double end = log(draw_table_exact(dist, &view, upper, 2 * low));
    return fabs(draw_table_log_at(&series, 1) - end) <= draw_table_carried * fmax(1, fabs(end));
}

void draw_table_fill(const struct dist *dist, struct draw_cell *cells)
{
    for (int side = 0; side < 2; side++)
        for (int octave = 0; octave < DRAW_OCTAVES - 1; octave++) {
            struct draw_cell *first = &cells[side * DRAW_CELLS + octave * DRAW_SUBCELLS];
            if (!draw_table_octave(dist, side == 1, ldexp(1, octave - DRAW_OCTAVES), first))
                for (int i = 0; i < DRAW_SUBCELLS; i++)
                    first[i] = (struct draw_cell){.scale = 0};
        }
}
