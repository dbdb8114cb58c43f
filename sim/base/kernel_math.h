// Elementary functions as plain arithmetic, so that a compiler turns a loop over them into vector instructions and
// every instruction set gives the same bits: only +, -, *, /, sqrt, comparisons and explicit fma(), each correctly
// rounded.
#ifndef FLOPCAST_BASE_KERNEL_MATH_H
#define FLOPCAST_BASE_KERNEL_MATH_H

#include <math.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t kernel_math_bits(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline double kernel_math_double(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

// The place of a double in the order of all: negative numbers count backwards, so all their bits are turned; of the
// others, the sign.
static inline uint64_t kernel_math_order(double x)
{
    uint64_t bits = kernel_math_bits(x);
    return bits ^ ((0 - (bits >> 63)) | UINT64_C(0x8000000000000000));
}

// exp, relative error below 4e-16; 0 below -708, infinite above 709. x = k ln 2 + r, the Taylor series of exp r, and
// k added to the exponent (Cody and Waite 1980).
static inline double kernel_math_exp(double x)
{
    const double shifter = 6755399441055744.0; // 1.5 2^52: the sum has k in its low bits
    double inside = x < -708.0 ? -708.0 : x;
    inside = inside > 709.0 ? 709.0 : inside;
    double shifted = fma(inside, 1.4426950408889634, shifter);
    double k = shifted - shifter;
    double r = fma(k, -1.90821492927058770002e-10, fma(k, -6.93147180369123816490e-01, inside));
    double y = 1.0 / 6227020800.0;
    y = fma(y, r, 1.0 / 479001600.0);
    y = fma(y, r, 1.0 / 39916800.0);
    y = fma(y, r, 1.0 / 3628800.0);
    y = fma(y, r, 1.0 / 362880.0);
    y = fma(y, r, 1.0 / 40320.0);
    y = fma(y, r, 1.0 / 5040.0);
    y = fma(y, r, 1.0 / 720.0);
    y = fma(y, r, 1.0 / 120.0);
    y = fma(y, r, 1.0 / 24.0);
    y = fma(y, r, 1.0 / 6.0);
    y = fma(y, r, 0.5);
    y = fma(y, r, 1.0);
    y = fma(y, r, 1.0);
    y = kernel_math_double(kernel_math_bits(y) + (kernel_math_bits(shifted) << 52));
    y = x < -708.0 ? 0.0 : y;
    return x > 709.0 ? (double)INFINITY : y;
}

// (e^x - 1) / x, 1 at x = 0, for x >= 0: relative error below 1e-15; infinite above 709. As in kernel_math_exp, without
// the 1 that a small x would drown in: e^x - 1 = 2^k (e^r - 1) + (2^k - 1), and where k = 0 the series itself is
// divided by x.
static inline double kernel_math_growth(double x)
{
    const double shifter = 6755399441055744.0;
    double inside = x > 709.0 ? 709.0 : x;
    double shifted = fma(inside, 1.4426950408889634, shifter);
    double k = shifted - shifter;
    double r = fma(k, -1.90821492927058770002e-10, fma(k, -6.93147180369123816490e-01, inside));
    double y = 1.0 / 87178291200.0; // (e^r - 1) / r
    y = fma(y, r, 1.0 / 6227020800.0);
    y = fma(y, r, 1.0 / 479001600.0);
    y = fma(y, r, 1.0 / 39916800.0);
    y = fma(y, r, 1.0 / 3628800.0);
    y = fma(y, r, 1.0 / 362880.0);
    y = fma(y, r, 1.0 / 40320.0);
    y = fma(y, r, 1.0 / 5040.0);
    y = fma(y, r, 1.0 / 720.0);
    y = fma(y, r, 1.0 / 120.0);
    y = fma(y, r, 1.0 / 24.0);
    y = fma(y, r, 1.0 / 6.0);
    y = fma(y, r, 0.5);
    y = fma(y, r, 1.0);
    double power = kernel_math_double(UINT64_C(0x3ff0000000000000) + (kernel_math_bits(shifted) << 52));
    double grown = fma(power, y * r, power - 1.0) / inside;
    y = k == 0.0 ? y : grown;
    return x > 709.0 ? (double)INFINITY : y;
}

// log of a normal number whose mantissa is that of 1 + f, f exact, and whose exponent is k. The series of fdlibm's
// e_log.c (Sun Microsystems 1993), error below 1 ulp.
static inline double kernel_math_log_parts(double f, double k)
{
    double s = f / (2.0 + f), z = s * s;
    double r = 1.479819860511658591e-01;
    r = fma(r, z, 1.531383769920937332e-01);
    r = fma(r, z, 1.818357216161805012e-01);
    r = fma(r, z, 2.222219843214978396e-01);
    r = fma(r, z, 2.857142874366239149e-01);
    r = fma(r, z, 3.999999999940941908e-01);
    r = fma(r, z, 6.666666666666735130e-01);
    r = r * z;
    double half = 0.5 * f * f;
    return fma(k, 6.93147180369123816490e-01, -((half - fma(s, half + r, k * 1.90821492927058770002e-10)) - f));
}

static inline double kernel_math_log(double x)
{
    // The mantissa is brought to sqrt(1/2)..sqrt(2), where the series is made for.
    uint64_t bits = kernel_math_bits(x) + (UINT64_C(0x3ff0000000000000) - UINT64_C(0x3fe6a09e667f3bcd));
    double k = kernel_math_double((bits >> 52) | UINT64_C(0x4330000000000000)) - (4503599627370496.0 + 1023.0);
    double m = kernel_math_double((bits & UINT64_C(0x000fffffffffffff)) + UINT64_C(0x3fe6a09e667f3bcd));
    return kernel_math_log_parts(m - 1.0, k);
}

// -log(q) for q = 1 - p given with both, each as exact as it can be.
static inline double kernel_math_minus_log(double p, double q)
{
    double near_one = -kernel_math_log_parts(-p, 0.0), far = -kernel_math_log(q);
    return p < 0.25 ? near_one : far;
}

// Quantile of the normal distribution near its middle, |p - 1/2| <= 0.425. Wichura 1988, AS 241 (Applied Statistics
// 37, 477-484), routine PPND16; relative error about 1e-16.
static inline double kernel_math_normal_middle(double p)
{
    double q = p - 0.5, r = fma(-q, q, 0.180625);
    double a = 2.5090809287301226727e+3, b = 5.2264952788528545610e+3;
    a = fma(a, r, 3.3430575583588128105e+4);
    a = fma(a, r, 6.7265770927008700853e+4);
    a = fma(a, r, 4.5921953931549871457e+4);
    a = fma(a, r, 1.3731693765509461125e+4);
    a = fma(a, r, 1.9715909503065514427e+3);
    a = fma(a, r, 1.3314166789178437745e+2);
    a = fma(a, r, 3.3871328727963666080e+0);
    b = fma(b, r, 2.8729085735721942674e+4);
    b = fma(b, r, 3.9307895800092710610e+4);
    b = fma(b, r, 2.1213794301586595867e+4);
    b = fma(b, r, 5.3941960214247511077e+3);
    b = fma(b, r, 6.8718700749205790830e+2);
    b = fma(b, r, 4.2313330701600911252e+1);
    b = fma(b, r, 1.0);
    return q * a / b;
}

// The same in the tails, for s = sqrt(-log(the smaller of p and 1 - p)): the size of the quantile, s <= 5.
static inline double kernel_math_normal_tail(double s)
{
    double r = s - 1.6;
    double c = 7.74545014278341407640e-4, d = 1.05075007164441684324e-9;
    c = fma(c, r, 2.27238449892691845833e-2);
    c = fma(c, r, 2.41780725177450611770e-1);
    c = fma(c, r, 1.27045825245236838258e+0);
    c = fma(c, r, 3.64784832476320460504e+0);
    c = fma(c, r, 5.76949722146069140550e+0);
    c = fma(c, r, 4.63033784615654529590e+0);
    c = fma(c, r, 1.42343711074968357734e+0);
    d = fma(d, r, 5.47593808499534494600e-4);
    d = fma(d, r, 1.51986665636164571966e-2);
    d = fma(d, r, 1.48103976427480074590e-1);
    d = fma(d, r, 6.89767334985100004550e-1);
    d = fma(d, r, 1.67638483018380384940e+0);
    d = fma(d, r, 2.05319162663775882187e+0);
    d = fma(d, r, 1.0);
    return c / d;
}

// Beyond s = 5, where a share of 3e-11 of all draws falls.
static inline double kernel_math_normal_far(double s)
{
    double r = s - 5.0;
    double e = 2.01033439929228813265e-7, f = 2.04426310338993978564e-15;
    e = fma(e, r, 2.71155556874348757815e-5);
    e = fma(e, r, 1.24266094738807843860e-3);
    e = fma(e, r, 2.65321895265761230930e-2);
    e = fma(e, r, 2.96560571828504891230e-1);
    e = fma(e, r, 1.78482653991729133580e+0);
    e = fma(e, r, 5.46378491116411436990e+0);
    e = fma(e, r, 6.65790464350110377720e+0);
    f = fma(f, r, 1.42151175831644588870e-7);
    f = fma(f, r, 1.84631831751005468180e-5);
    f = fma(f, r, 7.86869131145613259100e-4);
    f = fma(f, r, 1.48753612908506148525e-2);
    f = fma(f, r, 1.36929880922735805310e-1);
    f = fma(f, r, 5.99832206555887937690e-1);
    f = fma(f, r, 1.0);
    return e / f;
}

// Fraction of the normal distribution above |z|: exp(-z^2 / 2) times a polynomial in (|z| - 3.5) / (|z| + 3.5), which
// was fitted by Chebyshev interpolation in 60 digits (relative error 5e-17) as erfcx is in S. G. Johnson's Faddeeva
// package.
static inline double kernel_math_normal_above(double z)
{
    double x = fabs(z) < 40.0 ? fabs(z) : 40.0; // where nothing is left; the square of more might be infinite
    double t = (x - 3.5) / (x + 3.5), y = -7.8269948288212804734e-10;
    y = fma(y, t, 3.8671380954793441231e-10);
    y = fma(y, t, 8.3079355186180235797e-9);
    y = fma(y, t, 1.1235481633309483933e-9);
    y = fma(y, t, -4.2802070023096725011e-8);
    y = fma(y, t, -3.9980253516064630767e-8);
    y = fma(y, t, 1.3098115659989561764e-7);
    y = fma(y, t, 3.056210581947549724e-7);
    y = fma(y, t, -1.481045801188859355e-7);
    y = fma(y, t, -1.487240660041369423e-6);
    y = fma(y, t, -1.1627943254320323661e-6);
    y = fma(y, t, 5.6557367373693482312e-6);
    y = fma(y, t, 1.1505959615831742491e-5);
    y = fma(y, t, -1.8790094792314143847e-5);
    y = fma(y, t, -7.5584529198776640252e-5);
    y = fma(y, t, 6.7033474680870453976e-5);
    y = fma(y, t, 4.7665708620806891179e-4);
    y = fma(y, t, -4.4501298037938890706e-4);
    y = fma(y, t, -3.1891010472258988402e-3);
    y = fma(y, t, 6.4762189219883622667e-3);
    y = fma(y, t, 1.7407832602008851276e-2);
    y = fma(y, t, -1.160509287141468188e-1);
    y = fma(y, t, 3.1542496988795307122e-1);
    y = fma(y, t, -5.6556181605377833198e-1);
    y = fma(y, t, 7.4441607543593812605e-1);
    double square = x * x, rest = fma(x, x, -square); // exp is steep: what the square loses by rounding counts
    return kernel_math_exp(-0.5 * square) * fma(-0.5, rest, 1.0) * y / (x + 3.5);
}

#endif
