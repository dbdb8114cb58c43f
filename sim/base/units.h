// Units: text such as "15.7 TFLOP/s", "16 GiB", "0.954 lb/kWh" becomes a double in SI base units, checked against the
// dimension that its row asks for; on printing the same table scales back.
//
// Base units inside the program: s, FLOP, byte, J (so W = J/s), USD, gCO2e, L. A multiply-add is 2 FLOP. FLOP is a
// count; FLOP/s is a rate; "FLOPS" is refused because it is read both ways. k, M, G, T, P, E are powers of 1000; Ki,
// Mi, Gi, Ti, Pi are powers of 1024 and stand only before B. A number per time is "2.4/year" or "2.4 1/year".
#ifndef FLOPCAST_BASE_UNITS_H
#define FLOPCAST_BASE_UNITS_H

#include <stdbool.h>
#include <stddef.h>

enum units_base { UNITS_S, UNITS_FLOP, UNITS_BYTE, UNITS_J, UNITS_USD, UNITS_G, UNITS_L, UNITS_BASE_COUNT };

//      name                      exponents of s FLOP B  J USD  g  L   what it is, in words      an example
#define DIMENSION_ROWS(ROW)                                                                                            \
    ROW(DIMENSION_NONE, 0, 0, 0, 0, 0, 0, 0, "a plain number", "0.35 or 35 %")                                         \
    ROW(DIMENSION_TIME, 1, 0, 0, 0, 0, 0, 0, "a time", "79.2 h")                                                       \
    ROW(DIMENSION_FLOP, 0, 1, 0, 0, 0, 0, 0, "an amount of computation", "3.14e23 FLOP")                               \
    ROW(DIMENSION_FLOP_RATE, -1, 1, 0, 0, 0, 0, 0, "a rate of computation", "15.7 TFLOP/s")                            \
    ROW(DIMENSION_DATA, 0, 0, 1, 0, 0, 0, 0, "an amount of data", "16 GiB")                                            \
    ROW(DIMENSION_DATA_RATE, -1, 0, 1, 0, 0, 0, 0, "a data rate", "900 GB/s")                                          \
    ROW(DIMENSION_POWER, -1, 0, 0, 1, 0, 0, 0, "a power", "300 W")                                                     \
    ROW(DIMENSION_ENERGY, 0, 0, 0, 1, 0, 0, 0, "an energy", "27 kWh")                                                  \
    ROW(DIMENSION_MONEY, 0, 0, 0, 0, 1, 0, 0, "an amount of money", "140 USD")                                         \
    ROW(DIMENSION_MONEY_RATE, -1, 0, 0, 0, 1, 0, 0, "a price per time", "2.48 USD/h")                                  \
    ROW(DIMENSION_ENERGY_PRICE, 0, 0, 0, -1, 1, 0, 0, "a price per energy", "0.12 USD/kWh")                            \
    ROW(DIMENSION_EMISSIONS, 0, 0, 0, 0, 0, 1, 0, "a mass of CO2e", "26 lb or 11.8 kgCO2e")                            \
    ROW(DIMENSION_INTENSITY, 0, 0, 0, -1, 0, 1, 0, "a carbon intensity", "432.7 gCO2e/kWh or 0.954 lb/kWh")            \
    ROW(DIMENSION_WATER, 0, 0, 0, 0, 0, 0, 1, "an amount of water", "500 L")                                           \
    ROW(DIMENSION_WATER_INTENSITY, 0, 0, 0, -1, 0, 0, 1, "a water intensity", "1.8 L/kWh")                             \
    ROW(DIMENSION_DATA_PRICE, -1, 0, -1, 0, 1, 0, 0, "a price per data and time", "20 USD/TB/month")                   \
    ROW(DIMENSION_DATA_POWER, -1, 0, -1, 1, 0, 0, 0, "a power per data", "1.2 W/TB")                                   \
    ROW(DIMENSION_RATE, -1, 0, 0, 0, 0, 0, 0, "a number per time", "2.4/year or 0.1/h")

enum dimension {
#define DIMENSION_ENUM(name, s, flop, byte, joule, usd, gram, litre, words, example) name,
    DIMENSION_ROWS(DIMENSION_ENUM)
#undef DIMENSION_ENUM
        DIMENSION_COUNT
};

const char *units_words(enum dimension dimension);
const char *units_example(enum dimension dimension);

// A number with its unit as written: SI value = number * up / down, where one of the two is usually 1, so that a value
// printed in the unit that it was read in comes back as it was. `unit` points into the text read ("" for none).
struct quantity {
    double number, up, down;
    const char *unit;
    signed char exponents[UNITS_BASE_COUNT];
};

enum { UNITS_MESSAGE_SIZE = 200 };

// Reads "<number> <unit>". On failure returns false and says why in message. Refuses NaN, infinities and overflow.
bool units_read(const char *text, struct quantity *quantity, char message[UNITS_MESSAGE_SIZE]);

// Reads a quantity of one dimension into SI base units. "%" is 0.01 of a plain number.
bool units_value(const char *text, enum dimension dimension, double *value, char message[UNITS_MESSAGE_SIZE]);

// An SI value in multiples of `unit` (such as "kWh", "USD/h", "" for a plain number). The unit must be valid: it is a
// programmer's text or one that units_read accepted; NaN otherwise.
double units_from_si(double value, const char *unit);

// A unit that many values are printed in: SI = number * up / down.
struct units_scale {
    double up, down;
};

struct units_scale units_scale(const char *unit);
double units_scale_from_si(const struct units_scale *scale, double value); // as units_from_si
double units_scale_to_si(const struct units_scale *scale, double number);  // as it would be read

bool units_has_dimension(const struct quantity *quantity, enum dimension dimension);

// A finite decimal number and nothing else ("1e6", "-0.5"); *end is set to the first byte after it.
bool units_number(const char *text, double *number, const char **end);

#endif
