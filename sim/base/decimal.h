// The shortest decimal that reads back as the same double, and doubles rounded to decimals, without the C library's
// printf and strtod, which take ten times as long.
#ifndef FLOPCAST_BASE_DECIMAL_H
#define FLOPCAST_BASE_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

// digits x 10^exponent
struct decimal {
    uint64_t digits;
    int exponent;
    int precision; // 15, 16 or 17: so many significant digits it took, zeros at their end included
};

// The decimal that "%.15g" prints for a finite number above 0, or where that does not read back as the same number
// "%.16g" or "%.17g" does. By whole numbers of 128 bits, exactly, so only for numbers from 1e-11 to 1e36; false for
// others.
bool decimal_shortest(double number, struct decimal *decimal);

// The double nearest to the number rounded to 15 significant digits: strtod of "%.15g". Any number.
double decimal_rounded(double number);

#endif
