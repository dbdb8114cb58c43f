#include "base/decimal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

__extension__ typedef unsigned __int128 decimal_wide;

enum {
    DECIMAL_FIVES = 28,    // powers of five that fit into 64 bits
    DECIMAL_TENS = 23,     // powers of ten that are doubles
    DECIMAL_MANTISSA = 53, // bits
    DECIMAL_BITS = 126,    // of a wide number that may still be doubled and more
};

static const uint64_t decimal_fives[DECIMAL_FIVES] = {UINT64_C(1),
                                                      UINT64_C(5),
                                                      UINT64_C(25),
                                                      UINT64_C(125),
                                                      UINT64_C(625),
                                                      UINT64_C(3125),
                                                      UINT64_C(15625),
                                                      UINT64_C(78125),
                                                      UINT64_C(390625),
                                                      UINT64_C(1953125),
                                                      UINT64_C(9765625),
                                                      UINT64_C(48828125),
                                                      UINT64_C(244140625),
                                                      UINT64_C(1220703125),
                                                      UINT64_C(6103515625),
                                                      UINT64_C(30517578125),
                                                      UINT64_C(152587890625),
                                                      UINT64_C(762939453125),
                                                      UINT64_C(3814697265625),
                                                      UINT64_C(19073486328125),
                                                      UINT64_C(95367431640625),
                                                      UINT64_C(476837158203125),
                                                      UINT64_C(2384185791015625),
                                                      UINT64_C(11920928955078125),
                                                      UINT64_C(59604644775390625),
                                                      UINT64_C(298023223876953125),
                                                      UINT64_C(1490116119384765625),
                                                      UINT64_C(7450580596923828125)};

static const double decimal_tens[DECIMAL_TENS] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                  1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                  1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

// number x 10^places = whole + rest / unit, exactly; whole has 17 digits. Half a step to the next double is ulp / 2 in
// the same measure as rest.
struct decimal_scaled {
    uint64_t mantissa, whole;
    decimal_wide rest, unit, ulp;
    int places;
};

// With `places` decimal places; false: out of reach.
static bool decimal_scale(uint64_t mantissa, int exponent, int places, struct decimal_scaled *scaled)
{
    decimal_wide number = mantissa, ulp = 1, unit = 1;
    int shift = exponent + places; // 10^places = 5^places x 2^places
    if (places >= DECIMAL_FIVES || -places >= DECIMAL_FIVES)
        return false;
    if (places >= 0)
        ulp = decimal_fives[places];
    else
        unit = decimal_fives[-places];
    if (shift < 0) {
        if (places < 0 || -shift > DECIMAL_BITS)
            return false;
        unit = (decimal_wide)1 << -shift;
    } else {
        if (shift > DECIMAL_BITS - DECIMAL_MANTISSA - (places > 0 ? 3 * places : 0))
            return false;
        ulp <<= shift;
    }
    number *= ulp;
    // Where the unit is a power of two, without the division.
    decimal_wide whole = shift < 0 ? number >> -shift : number / unit;
    *scaled = (struct decimal_scaled){.mantissa = mantissa,
                                      .whole = (uint64_t)whole,
                                      .rest = number - whole * unit,
                                      .unit = unit,
                                      .ulp = ulp,
                                      .places = places};
    return whole < (decimal_wide)1000000000000000000u;
}

// The whole number rounded to multiples of `step` (1, 10 or 100), ties to the even one, as printf rounds.
static uint64_t decimal_round(const struct decimal_scaled *scaled, uint64_t step)
{
    uint64_t down = scaled->whole - scaled->whole % step;
    decimal_wide above = 2 * ((scaled->whole - down) * scaled->unit + scaled->rest), middle = step * scaled->unit;
    bool up = above > middle || (above == middle && down / step % 2);
    return up ? down + step : down;
}

// Whether a decimal of the same places reads back as the number: it lies no farther than half way to the next doubles.
static bool decimal_reads_back(const struct decimal_scaled *scaled, uint64_t digits)
{
    decimal_wide wanted = scaled->whole * scaled->unit + scaled->rest, found = digits * scaled->unit;
    bool below = found < wanted;
    decimal_wide off = below ? wanted - found : found - wanted;
    // Below a power of two doubles lie twice as close.
    bool is_close = below && scaled->mantissa == UINT64_C(1) << (DECIMAL_MANTISSA - 1);
    decimal_wide twice = (is_close ? 4 : 2) * off;
    return twice < scaled->ulp || (twice == scaled->ulp && scaled->mantissa % 2 == 0);
}

// 17 digits of a finite number above 0.
static bool decimal_take(double number, struct decimal_scaled *scaled)
{
    int exponent = 0;
    double fraction = frexp(number, &exponent);
    uint64_t mantissa = (uint64_t)ldexp(fraction, DECIMAL_MANTISSA);
    // The power of ten of the power of two below: right, or one too small.
    int power = (int)floor((exponent - 1) * 0.30102999566398120);
    exponent -= DECIMAL_MANTISSA;
    if (number < 1e-11 || number > 1e36 || !decimal_scale(mantissa, exponent, 16 - power, scaled))
        return false;
    return scaled->whole < 100000000000000000u || decimal_scale(mantissa, exponent, 15 - power, scaled);
}

bool decimal_shortest(double number, struct decimal *decimal)
{
    struct decimal_scaled scaled;
    uint64_t digits = 0, step = 100;
    if (!decimal_take(number, &scaled))
        return false;
    decimal->precision = 15;
    for (; step > 1; step /= 10, decimal->precision++) {
        digits = decimal_round(&scaled, step);
        if (decimal_reads_back(&scaled, digits))
            break;
    }
    if (step == 1)
        digits = decimal_round(&scaled, 1);
    decimal->digits = digits;
    decimal->exponent = -scaled.places;
    return true;
}

double decimal_rounded(double number)
{
    struct decimal_scaled scaled;
    if (number == floor(number) && fabs(number) < 1e15)
        return number;
    if (decimal_take(fabs(number), &scaled)) {
        // A whole number below 2^53 times or over a power of ten that is a double: rounded once, and rightly.
        uint64_t whole = decimal_round(&scaled, 100) / 100;
        double digits = (double)whole;
        int places = scaled.places - 2;
        if (places > -DECIMAL_TENS && places < DECIMAL_TENS)
            return copysign(places < 0 ? digits * decimal_tens[-places] : digits / decimal_tens[places], number);
    }
    char text[40];
    snprintf(text, sizeof text, "%.15g", number);
    return strtod(text, NULL);
}
