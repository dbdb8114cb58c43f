// Quantile functions of whole columns, family by family.
#ifndef FLOPCAST_SAMPLING_KERNEL_DRAW_H
#define FLOPCAST_SAMPLING_KERNEL_DRAW_H

#if defined __AVX512F__
#include <immintrin.h>
#endif

#include "base/kernel_math.h"
#include "sampling/kernel.h"

static inline void kernel_complement(size_t n, const double *restrict u, double *restrict v)
{
    for (size_t i = 0; i < n; i++)
        v[i] = 1.0 - u[i];
}

// The draws that lie in the tails, gathered so that no lane idles: the smaller of p and q.
struct kernel_tails {
    double size[KERNEL_BLOCK_MAX + 8];
    size_t count;
#if defined __AVX512F__
    __mmask8 taken[KERNEL_BLOCK_MAX / 8 + 1];
#else
    uint16_t index[KERNEL_BLOCK_MAX + 1];
#endif
};

#define KERNEL_TAIL 0.075

// Compilers do not see a compression in a loop, so where the machine has one it is written out.
static inline void kernel_tails_gather(size_t n, const double *p, const double *q, struct kernel_tails *tails)
{
    size_t count = 0;
#if defined __AVX512F__
    for (size_t i = 0; i < n; i += 8) {
        __mmask8 there = (__mmask8)(n - i < 8 ? (1U << (n - i)) - 1U : 0xffU);
        __m512d left = _mm512_maskz_loadu_pd(there, p + i), right = _mm512_maskz_loadu_pd(there, q + i);
        __m512d smaller = _mm512_min_pd(left, right);
        __mmask8 taken = _mm512_mask_cmp_pd_mask(there, smaller, _mm512_set1_pd(KERNEL_TAIL), _CMP_LT_OQ);
        _mm512_storeu_pd(tails->size + count, _mm512_maskz_compress_pd(taken, smaller));
        tails->taken[i / 8] = taken;
        count += (size_t)__builtin_popcount(taken);
    }
#else
    for (size_t i = 0; i < n; i++) {
        double smaller = p[i] < q[i] ? p[i] : q[i];
        tails->index[count] = (uint16_t)i;
        tails->size[count] = smaller;
        count += smaller < KERNEL_TAIL;
    }
#endif
    tails->count = count;
}

static inline void kernel_tails_scatter(size_t n, const double *p, const struct kernel_tails *tails, double *z)
{
#if defined __AVX512F__
    const double *from = tails->size;
    for (size_t i = 0; i < n; i += 8) {
        __mmask8 taken = tails->taken[i / 8];
        __m512d size = _mm512_maskz_expand_pd(taken, _mm512_loadu_pd(from));
        __mmask8 below =
            _mm512_mask_cmp_pd_mask(taken, _mm512_maskz_loadu_pd(taken, p + i), _mm512_set1_pd(0.5), _CMP_LT_OQ);
        _mm512_mask_storeu_pd(z + i, taken, _mm512_mask_sub_pd(size, below, _mm512_setzero_pd(), size));
        from += __builtin_popcount(taken);
    }
#else
    (void)n;
    for (size_t j = 0; j < tails->count; j++) {
        size_t i = tails->index[j];
        z[i] = p[i] < 0.5 ? -tails->size[j] : tails->size[j];
    }
#endif
}

// The middle for all; then the 15 % in the tails once more.
static inline void kernel_normal_scores(size_t n, const double *restrict p, const double *restrict q,
                                        double *restrict z)
{
    struct kernel_tails tails;
    double root[KERNEL_BLOCK_MAX], far = 0;
    for (size_t i = 0; i < n; i++)
        z[i] = kernel_math_normal_middle(p[i]);
    kernel_tails_gather(n, p, q, &tails);
    const size_t count = tails.count;
    for (size_t j = 0; j < count; j++)
        root[j] = sqrt(-kernel_math_log(tails.size[j]));
    for (size_t j = 0; j < count; j++)
        far = root[j] > far ? root[j] : far;
    for (size_t j = 0; j < count; j++)
        tails.size[j] = kernel_math_normal_tail(root[j]);
    for (size_t j = 0; j < count && far > 5.0; j++)
        if (root[j] > 5.0)
            tails.size[j] = kernel_math_normal_far(root[j]);
    kernel_tails_scatter(n, p, &tails, z);
}

static inline void kernel_normal_fractions(size_t n, const double *restrict z, double *restrict p, double *restrict q)
{
    for (size_t i = 0; i < n; i++) {
        double above = kernel_math_normal_above(z[i]);
        p[i] = z[i] < 0 ? above : 1.0 - above;
        q[i] = z[i] < 0 ? 1.0 - above : above;
    }
}

// What a truncation leaves of both fractions.
static inline void kernel_draw_fractions(const struct draw *draw, size_t n, const double *restrict u,
                                         const double *restrict v, double *restrict p, double *restrict q)
{
    const double below = draw->below, above = draw->above, mass = draw->mass;
    for (size_t i = 0; i < n; i++) {
        p[i] = fma(mass, u[i], below);
        q[i] = fma(mass, v[i], above);
    }
}

static inline void kernel_draw_normal(const struct draw *draw, size_t n, const double *p, const double *q,
                                      double *restrict x)
{
    double z[KERNEL_BLOCK_MAX];
    const double a = draw->a, b = draw->b;
    kernel_normal_scores(n, p, q, z);
    if (draw->kind == DRAW_NORMAL)
        for (size_t i = 0; i < n; i++)
            x[i] = a + b * z[i];
    else
        for (size_t i = 0; i < n; i++)
            x[i] = a * kernel_math_exp(b * z[i]);
}

static inline void kernel_draw_triangular(const struct draw *draw, size_t n, const double *restrict p,
                                          const double *restrict q, double *restrict x)
{
    const double least = draw->a, most = draw->b, split = draw->split, rise = draw->rise, fall = draw->fall;
    // In two loops: in one, gcc would take both roots.
    for (size_t i = 0; i < n; i++)
        x[i] = p[i] < split ? p[i] * rise : q[i] * fall;
    for (size_t i = 0; i < n; i++) {
        double root = sqrt(x[i]);
        x[i] = p[i] < split ? least + root : most - root;
    }
}

static inline void kernel_draw_weibull(const struct draw *draw, size_t n, const double *restrict p,
                                       const double *restrict q, double *restrict x)
{
    const double a = draw->a, b = draw->b;
    for (size_t i = 0; i < n; i++)
        x[i] = a * kernel_math_exp(b * kernel_math_log(kernel_math_minus_log(p[i], q[i])));
}

static inline void kernel_draw_steps(const struct draw *draw, size_t n, const double *restrict u, double *restrict x)
{
    for (size_t i = 0; i < n; i++) {
        size_t at = (size_t)(u[i] * DRAW_GUIDES);
        const struct draw_guide *guide = &draw->guides[at < DRAW_GUIDES ? at : DRAW_GUIDES - 1]; // u may round to 1
        x[i] = u[i] <= guide->edge ? guide->low : guide->high;
        if (__builtin_expect(guide->edge < 0, 0))
            x[i] = draw_step(draw, u[i]);
    }
}

static inline void kernel_draw_table(const struct draw *draw, size_t n, const double *restrict u,
                                     const double *restrict v, double *restrict x)
{
    // The exponent and the first four bits of the mantissa count the cells.
    const uint64_t first = ((UINT64_C(1023) - DRAW_OCTAVES) << 4);
    for (size_t i = 0; i < n; i++) {
        double r = u[i] < v[i] ? u[i] : v[i];
        uint64_t cell = (kernel_math_bits(r) >> 48) - first;
        const struct draw_cell *at =
            &draw->cells[(cell < DRAW_CELLS ? cell : 0) + (u[i] < v[i] ? 0U : (unsigned)DRAW_CELLS)];
        double t = (r - at->middle) * at->scale;
        double y = fma(at->coefficient[5], t, at->coefficient[4]);
        y = fma(y, t, at->coefficient[3]);
        y = fma(y, t, at->coefficient[2]);
        y = fma(y, t, at->coefficient[1]);
        x[i] = fma(y, t, at->coefficient[0]);
        if (__builtin_expect(cell >= DRAW_CELLS || at->scale == 0, 0))
            x[i] = draw_exact(draw, u[i], v[i]);
    }
}

// Rounding, or the error of a polynomial, does not lead out of the distribution.
static inline void kernel_draw_bound(const struct draw *draw, size_t n, double *x)
{
    const double least = draw->least, most = draw->most;
    for (size_t i = 0; i < n; i++) {
        double above = x[i] < least ? least : x[i];
        x[i] = above > most ? most : above;
    }
}

static inline void kernel_draw(const struct draw *draw, size_t n, const double *u, const double *v, double *restrict x)
{
    double p[KERNEL_BLOCK_MAX], q[KERNEL_BLOCK_MAX];
    const double a = draw->a, b = draw->b;
    bool whole = draw->mass == 1;
    const double *left = whole ? u : p, *right = whole ? v : q;
    if (!whole)
        kernel_draw_fractions(draw, n, u, v, p, q);
    switch (draw->kind) {
    case DRAW_CONSTANT:
        for (size_t i = 0; i < n; i++)
            x[i] = a;
        break;
    case DRAW_UNIFORM:
        for (size_t i = 0; i < n; i++)
            x[i] = a + b * u[i];
        break;
    case DRAW_LOGUNIFORM:
        for (size_t i = 0; i < n; i++)
            x[i] = a * kernel_math_exp(b * u[i]);
        break;
    case DRAW_NORMAL:
    case DRAW_LOGNORMAL:
        kernel_draw_normal(draw, n, left, right, x);
        break;
    case DRAW_TRIANGULAR:
        kernel_draw_triangular(draw, n, left, right, x);
        break;
    case DRAW_WEIBULL:
        kernel_draw_weibull(draw, n, left, right, x);
        break;
    case DRAW_STEPS:
        kernel_draw_steps(draw, n, u, x);
        break;
    case DRAW_TABLE:
        kernel_draw_table(draw, n, u, v, x);
        break;
    }
    if (draw->is_bounded)
        kernel_draw_bound(draw, n, x);
}

#endif
