#include "base/units.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/diag.h"

static const struct {
    signed char exponents[UNITS_BASE_COUNT];
    const char *words, *example;
} units_dimensions[DIMENSION_COUNT] = {
#define DIMENSION_ROW(name, s, flop, byte, joule, usd, gram, litre, text, sample)                                      \
    [name] = {.exponents = {s, flop, byte, joule, usd, gram, litre}, .words = text, .example = sample},
    DIMENSION_ROWS(DIMENSION_ROW)
#undef DIMENSION_ROW
};

enum { UNITS_NO_PREFIX = 0, UNITS_DECIMAL = 1, UNITS_BINARY = 2 };

struct units_symbol {
    const char *name;
    double scale;
    int prefixes;
    signed char exponents[UNITS_BASE_COUNT];
};

// Sources of the non-decimal factors: 1 lb = 453.59237 g and 1 h = 3600 s exactly (NIST SP 811, appendix B.8);
// a year is the Julian year of 365.25 d, a month a twelfth of
// it. Emission masses are masses of CO2e, so "g" and "gCO2e" are one unit here.
// clang-format off
static const struct units_symbol units_symbols[] = {
    //  name      scale              prefixes                       s  FLOP  B  J USD  g  L
    {"%",         0.01,              UNITS_NO_PREFIX,              {0, 0, 0, 0, 0, 0, 0}},
    {"s",         1.0,               UNITS_DECIMAL,                {1, 0, 0, 0, 0, 0, 0}},
    {"min",       60.0,              UNITS_NO_PREFIX,              {1, 0, 0, 0, 0, 0, 0}},
    {"h",         3600.0,            UNITS_NO_PREFIX,              {1, 0, 0, 0, 0, 0, 0}},
    {"hour",      3600.0,            UNITS_NO_PREFIX,              {1, 0, 0, 0, 0, 0, 0}},
    {"hours",     3600.0,            UNITS_NO_PREFIX,              {1, 0, 0, 0, 0, 0, 0}},
    {"d",         86400.0,           UNITS_NO_PREFIX,              {1, 0, 0, 0, 0, 0, 0}},
    {"day",       86400.0,           UNITS_NO_PREFIX,              {1, 0, 0, 0, 0, 0, 0}},
    {"days",      86400.0,           UNITS_NO_PREFIX,              {1, 0, 0, 0, 0, 0, 0}},
    {"week",      604800.0,          UNITS_NO_PREFIX,              {1, 0, 0, 0, 0, 0, 0}},
    {"weeks",     604800.0,          UNITS_NO_PREFIX,              {1, 0, 0, 0, 0, 0, 0}},
    {"month",     2629800.0,         UNITS_NO_PREFIX,              {1, 0, 0, 0, 0, 0, 0}},
    {"months",    2629800.0,         UNITS_NO_PREFIX,              {1, 0, 0, 0, 0, 0, 0}},
    {"y",         31557600.0,        UNITS_NO_PREFIX,              {1, 0, 0, 0, 0, 0, 0}},
    {"year",      31557600.0,        UNITS_NO_PREFIX,              {1, 0, 0, 0, 0, 0, 0}},
    {"years",     31557600.0,        UNITS_NO_PREFIX,              {1, 0, 0, 0, 0, 0, 0}},
    {"FLOP",      1.0,               UNITS_DECIMAL,                {0, 1, 0, 0, 0, 0, 0}},
    {"B",         1.0,               UNITS_DECIMAL | UNITS_BINARY, {0, 0, 1, 0, 0, 0, 0}},
    {"J",         1.0,               UNITS_DECIMAL,                {0, 0, 0, 1, 0, 0, 0}},
    {"W",         1.0,               UNITS_DECIMAL,                {-1, 0, 0, 1, 0, 0, 0}},
    {"Wh",        3600.0,            UNITS_DECIMAL,                {0, 0, 0, 1, 0, 0, 0}},
    {"USD",       1.0,               UNITS_NO_PREFIX,              {0, 0, 0, 0, 1, 0, 0}},
    {"g",         1.0,               UNITS_DECIMAL,                {0, 0, 0, 0, 0, 1, 0}},
    {"gCO2e",     1.0,               UNITS_DECIMAL,                {0, 0, 0, 0, 0, 1, 0}},
    {"t",         1e6,               UNITS_DECIMAL,                {0, 0, 0, 0, 0, 1, 0}},
    {"tCO2e",     1e6,               UNITS_DECIMAL,                {0, 0, 0, 0, 0, 1, 0}},
    {"lb",        453.59237,         UNITS_NO_PREFIX,              {0, 0, 0, 0, 0, 1, 0}},
    {"L",         1.0,               UNITS_DECIMAL,                {0, 0, 0, 0, 0, 0, 1}},
};

static const struct { const char *name; double scale; int kind; } units_prefixes[] = {
    {"", 1.0, UNITS_NO_PREFIX},
    {"m", 1e-3, UNITS_DECIMAL}, {"u", 1e-6, UNITS_DECIMAL}, {"n", 1e-9, UNITS_DECIMAL},
    {"k", 1e3, UNITS_DECIMAL},  {"M", 1e6, UNITS_DECIMAL},  {"G", 1e9, UNITS_DECIMAL},
    {"T", 1e12, UNITS_DECIMAL}, {"P", 1e15, UNITS_DECIMAL}, {"E", 1e18, UNITS_DECIMAL},
    {"Ki", 1024.0, UNITS_BINARY}, {"Mi", 1048576.0, UNITS_BINARY}, {"Gi", 1073741824.0, UNITS_BINARY},
    {"Ti", 1099511627776.0, UNITS_BINARY}, {"Pi", 1125899906842624.0, UNITS_BINARY},
};

// Spellings that people bring from elsewhere, and what each one should have been.
static const struct { const char *wrong, *advice; } units_mistakes[] = {
    {"FLOPS", "is read both as a count and as a rate; write \"FLOP\" for a count or \"FLOP/s\" for a rate"},
    {"FLOPs", "is read both as a count and as a rate; write \"FLOP\" for a count or \"FLOP/s\" for a rate"},
    {"Gb", "is gigabits; write \"GB\" (1000^3 bytes) or \"GiB\" (1024^3 bytes)"},
    {"KB", "is not a unit; write \"kB\" (1000 bytes) or \"KiB\" (1024 bytes)"},
    {"bytes", "is spelled \"B\""},
    {"kwh", "is spelled \"kWh\""},
    {"KWh", "is spelled \"kWh\""},
    {"kw", "is spelled \"kW\" (a power) or \"kWh\" (an energy)"},
    {"hr", "is spelled \"h\""},
    {"hrs", "is spelled \"h\""},
    {"sec", "is spelled \"s\""},
    {"lbs", "is spelled \"lb\""},
    {"$", "is spelled \"USD\", after the number"},
    {"percent", "is spelled \"%\""},
    {"yr", "is spelled \"year\""},
    {"lbCO2e", "is spelled \"lb\""},
    {"lb CO2e", "is spelled \"lb\""},
    {"KGCO2E", "is spelled \"kgCO2e\""},
    {"watts", "is spelled \"W\""},
    {"Watts", "is spelled \"W\""},
    {"watt", "is spelled \"W\""},
    {"Watt", "is spelled \"W\""},
    {"KW", "is spelled \"kW\""},
    {"minutes", "is spelled \"min\""},
    {"seconds", "is spelled \"s\""},
    {"cents", "is not a unit; write USD, 100 of them to one"},
};
// clang-format on

const char *units_words(enum dimension dimension)
{
    return units_dimensions[dimension].words;
}

const char *units_example(enum dimension dimension)
{
    return units_dimensions[dimension].example;
}

static bool units_is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

bool units_number(const char *text, double *number, const char **end)
{
    const char *at = text;
    at += *at == '+' || *at == '-';
    size_t digits = 0;
    for (; units_is_digit(*at); at++)
        digits++;
    if (*at == '.')
        for (at++; units_is_digit(*at); at++)
            digits++;
    if (!digits)
        return false;
    if (*at == 'e' || *at == 'E') {
        const char *exponent = at + 1;
        exponent += *exponent == '+' || *exponent == '-';
        if (units_is_digit(*exponent)) {
            while (units_is_digit(*exponent))
                exponent++;
            at = exponent;
        }
    }
    char *stop = NULL;
    *number = strtod(text, &stop);
    *end = at;
    return stop == at && isfinite(*number); // strtod reads on in "0x10", which is no decimal number
}

// Multiplies a factor into the quantity, or divides by it. A factor below one (milli, %) goes in by its inverse, since
// 10^-3 itself is no exact double.
static void units_apply(struct quantity *quantity, double scale, int power)
{
    bool divides = (power > 0) != (scale >= 1);
    *(divides ? &quantity->down : &quantity->up) *= scale >= 1 ? scale : round(1 / scale);
}

// One symbol with its prefix, such as "TFLOP" or "GiB"; multiplies it into the quantity with the sign of its exponent.
static bool units_symbol(const char *name, size_t length, int power, struct quantity *quantity)
{
    for (size_t p = 0; p < sizeof units_prefixes / sizeof *units_prefixes; p++) {
        size_t skipped = strlen(units_prefixes[p].name);
        if (skipped >= length || strncmp(name, units_prefixes[p].name, skipped) != 0)
            continue;
        for (size_t u = 0; u < sizeof units_symbols / sizeof *units_symbols; u++) {
            const struct units_symbol *symbol = &units_symbols[u];
            if (skipped && !(units_prefixes[p].kind & symbol->prefixes))
                continue;
            if (strlen(symbol->name) != length - skipped || strncmp(name + skipped, symbol->name, length - skipped))
                continue;
            units_apply(quantity, units_prefixes[p].scale, power);
            units_apply(quantity, symbol->scale, power);
            for (size_t i = 0; i < UNITS_BASE_COUNT; i++)
                quantity->exponents[i] = (signed char)(quantity->exponents[i] + power * symbol->exponents[i]);
            return true;
        }
    }
    return false;
}

static bool units_unknown(const char *name, size_t length, char message[UNITS_MESSAGE_SIZE])
{
    for (size_t i = 0; i < sizeof units_mistakes / sizeof *units_mistakes; i++) {
        size_t wrong = strlen(units_mistakes[i].wrong);
        if (wrong <= length && strncmp(name + length - wrong, units_mistakes[i].wrong, wrong) == 0) {
            snprintf(message, UNITS_MESSAGE_SIZE, "\"%.*s\" %s", (int)(length < 40 ? length : 40), name,
                     units_mistakes[i].advice);
            return false;
        }
    }
    char word[41];
    snprintf(word, sizeof word, "%.*s", (int)(length < 40 ? length : 40), name);
    // Units are near to each other by spelling and a thousand apart by size: only an ending may be missing.
    const char *nearest = NULL;
    for (size_t i = 0; i < sizeof units_symbols / sizeof *units_symbols; i++)
        if (length > 2 && strncmp(word, units_symbols[i].name, length) == 0)
            nearest = units_symbols[i].name;
    snprintf(message, UNITS_MESSAGE_SIZE, "unknown unit \"%s\"%s%s%s", word, nearest ? "; did you mean \"" : "",
             nearest ? nearest : "", nearest ? "\"?" : "");
    return false;
}

// unit = symbol { "/" symbol } | [ "1" ] "/" symbol; at most a few symbols, so exponents cannot overflow.
static bool units_expression(const char *unit, struct quantity *quantity, char message[UNITS_MESSAGE_SIZE])
{
    size_t over = unit[0] == '1' ? 1 : 0;
    bool is_rate = unit[over] == '/' && unit[over + 1];
    int power = is_rate ? -1 : 1;
    unit += is_rate ? over + 1 : 0;
    unit += is_rate ? strspn(unit, " ") : 0;
    for (int symbols = 0; *unit; symbols++) {
        size_t length = strcspn(unit, "/"), blanks = 0;
        while (blanks < length && unit[length - 1 - blanks] == ' ')
            blanks++;
        if (symbols >= 4 || length == blanks)
            return units_unknown(unit, strlen(unit), message);
        if (!units_symbol(unit, length - blanks, power, quantity))
            return units_unknown(unit, length - blanks, message);
        unit += length;
        if (*unit == '/' && unit[1] == '\0')
            return units_unknown("/", 1, message);
        unit += *unit == '/';
        unit += strspn(unit, " ");
        power = -1;
    }
    return true;
}

bool units_read(const char *text, struct quantity *quantity, char message[UNITS_MESSAGE_SIZE])
{
    *quantity = (struct quantity){.up = 1.0, .down = 1.0};
    const char *unit = NULL;
    if (!units_number(text, &quantity->number, &unit)) {
        if (strchr(text, '$'))
            return units_unknown("$", 1, message);
        bool hexadecimal = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
        bool overflow = (units_is_digit(text[0]) && !hexadecimal) ||
                        ((text[0] == '-' || text[0] == '+') && units_is_digit(text[1]));
        snprintf(message, UNITS_MESSAGE_SIZE,
                 overflow ? "\"%.40s\" is beyond the range of numbers" : "\"%.40s\" is not a number", text);
        return false;
    }
    while (*unit == ' ')
        unit++;
    quantity->unit = unit;
    if (unit[0] == ',' && units_is_digit(unit[1])) {
        snprintf(message, UNITS_MESSAGE_SIZE, "\"%.40s\": a number has no thousands separators here", text);
        return false;
    }
    return units_expression(unit, quantity, message);
}

bool units_has_dimension(const struct quantity *quantity, enum dimension dimension)
{
    return memcmp(quantity->exponents, units_dimensions[dimension].exponents, sizeof quantity->exponents) == 0;
}

bool units_value(const char *text, enum dimension dimension, double *value, char message[UNITS_MESSAGE_SIZE])
{
    struct quantity quantity;
    if (!units_read(text, &quantity, message))
        return false;
    if (!units_has_dimension(&quantity, dimension)) {
        const char *found = NULL;
        for (int i = 0; i < DIMENSION_COUNT; i++)
            if (units_has_dimension(&quantity, (enum dimension)i))
                found = units_dimensions[i].words;
        snprintf(message, UNITS_MESSAGE_SIZE, "\"%.40s\" is %s; this needs %s, such as %s", text,
                 found ? found : "of another dimension", units_dimensions[dimension].words,
                 units_dimensions[dimension].example);
        return false;
    }
    *value = quantity.number * quantity.up / quantity.down;
    if (!isfinite(*value)) {
        snprintf(message, UNITS_MESSAGE_SIZE, "\"%.40s\" is beyond the range of numbers", text);
        return false;
    }
    return true;
}

struct units_scale units_scale(const char *unit)
{
    struct quantity quantity = {.up = 1.0, .down = 1.0};
    char message[UNITS_MESSAGE_SIZE];
    if (!units_expression(unit, &quantity, message))
        return (struct units_scale){.up = (double)NAN, .down = (double)NAN};
    return (struct units_scale){.up = quantity.up, .down = quantity.down};
}

double units_scale_from_si(const struct units_scale *scale, double value)
{
    double number = value * scale->down / scale->up;
    if (!isfinite(number))
        return number;
    // 0.12 USD/kWh must not come back as 0.12000000000000001: the shorter number wins where it means the same value.
    double shorter = decimal_rounded(number);
    return units_scale_to_si(scale, shorter) == value ? shorter : number;
}

double units_scale_to_si(const struct units_scale *scale, double number)
{
    return number * scale->up / scale->down;
}

double units_from_si(double value, const char *unit)
{
    struct units_scale scale = units_scale(unit);
    return units_scale_from_si(&scale, value);
}
