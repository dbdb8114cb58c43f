#include "report/number_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"

// The decimal digits of a number, without their end of zeros where `trims`; at least one.
static size_t number_text_digits(uint64_t number, bool trims, char digits[NUMBER_TEXT_SIZE])
{
    char reversed[NUMBER_TEXT_SIZE];
    size_t count = 0;
    while (trims && number && number % 10 == 0)
        number /= 10;
    do {
        reversed[count++] = (char)('0' + number % 10);
        number /= 10;
    } while (number);
    for (size_t i = 0; i < count; i++)
        digits[i] = reversed[count - 1 - i];
    digits[count] = '\0';
    return count;
}

// What "%g" makes of a decimal: `point` is the power of ten of its first digit.
static void number_text_decimal(const char *digits, size_t count, int point, int precision, char *text)
{
    if (point < -4 || point >= precision) {
        *text++ = digits[0];
        if (count > 1)
            *text++ = '.';
        memcpy(text, digits + 1, count - 1);
        snprintf(text + count - 1, 8, "e%+03d", point);
        return;
    }
    if (point < 0) {
        memcpy(text, "0.000", 6);
        text += 1 - point;
        memcpy(text, digits, count + 1);
        return;
    }
    size_t whole = (size_t)point + 1;
    for (size_t i = 0; i < whole; i++)
        *text++ = i < count ? digits[i] : '0';
    if (count > whole) {
        *text++ = '.';
        memcpy(text, digits + whole, count - whole);
        text += count - whole;
    }
    *text = '\0';
}

void number_text_exact(double number, char text[NUMBER_TEXT_SIZE])
{
    char digits[NUMBER_TEXT_SIZE];
    struct decimal decimal;
    double size = fabs(number);
    if (number == floor(number) && size <= 9007199254740992.0) {
        if (number < 0)
            *text++ = '-';
        number_text_digits((uint64_t)size, false, text);
        return;
    }
    if (decimal_shortest(size, &decimal)) {
        if (number < 0)
            *text++ = '-';
        size_t all = number_text_digits(decimal.digits, false, digits);
        size_t count = number_text_digits(decimal.digits, true, digits);
        number_text_decimal(digits, count, (int)all - 1 + decimal.exponent, decimal.precision, text);
        return;
    }
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(text, NUMBER_TEXT_SIZE, "%.*g", precision, number);
        if (strtod(text, NULL) == number)
            return;
    }
}

// 1234567 -> "1,234,567"
static void number_text_grouped(double whole, char text[NUMBER_TEXT_SIZE])
{
    char digits[NUMBER_TEXT_SIZE];
    int length = snprintf(digits, sizeof digits, "%.0f", fabs(whole));
    size_t out = 0;
    if (whole < 0)
        text[out++] = '-';
    for (int i = 0; i < length && out + 2 < NUMBER_TEXT_SIZE; i++) {
        if (i && (length - i) % 3 == 0)
            text[out++] = ',';
        text[out++] = digits[i];
    }
    text[out] = '\0';
}

// About four significant digits; whole numbers from 1000 on, powers of ten only where digits would mislead.
static void number_text_plain(double number, char text[NUMBER_TEXT_SIZE])
{
    double size = fabs(number);
    if (size >= 1e15 || (size > 0 && size < 1e-4))
        snprintf(text, NUMBER_TEXT_SIZE, "%.3e", number);
    else if (size >= 999.95)
        number_text_grouped(round(number), text);
    else
        snprintf(text, NUMBER_TEXT_SIZE, "%.4g", number);
}

static void number_text_prefixed(double number, double step, const char *const prefixes[], size_t count,
                                 const char *unit, char text[NUMBER_TEXT_SIZE])
{
    size_t prefix = 0;
    double shown = number;
    while (prefix + 1 < count && fabs(shown) >= 0.9995 * step) {
        shown /= step;
        prefix++;
    }
    if (fabs(shown) >= 0.9995 * step)
        snprintf(text, NUMBER_TEXT_SIZE, "%.3e %s", number, unit);
    else if (fabs(shown) >= 999.5)
        snprintf(text, NUMBER_TEXT_SIZE, "%.0f %s%s", shown, prefixes[prefix], unit);
    else
        snprintf(text, NUMBER_TEXT_SIZE, "%.*f %s%s",
                 shown == floor(shown) && !prefix ? 0
                 : fabs(shown) >= 99.95           ? 0
                 : fabs(shown) >= 9.995           ? 1
                                                  : 2,
                 shown, prefixes[prefix], unit);
}

void number_text_styled(double number, enum sheet_style style, const char *unit, char text[NUMBER_TEXT_SIZE])
{
    static const char *const decimal[] = {"", "k", "M", "G", "T", "P", "E", "Z", "Y"};
    static const char *const binary[] = {"", "Ki", "Mi", "Gi", "Ti", "Pi"};
    const char *after = unit ? unit : "";
    switch (style) {
    case SHEET_EXACT:
        if (number == floor(number) && fabs(number) < 1e18)
            number_text_grouped(number, text);
        else
            number_text_plain(number, text);
        return;
    case SHEET_SCALED:
        number_text_prefixed(number, 1000, decimal, sizeof decimal / sizeof *decimal, after, text);
        return;
    case SHEET_BINARY:
        number_text_prefixed(number, 1024, binary, sizeof binary / sizeof *binary, "B", text);
        return;
    case SHEET_RATIO:
        snprintf(text, NUMBER_TEXT_SIZE, "%.3f", number);
        return;
    case SHEET_PERCENT:
        snprintf(text, NUMBER_TEXT_SIZE, "%.3g %%", number * 100);
        return;
    case SHEET_PLAIN:
        break;
    }
    number_text_plain(number, text);
    if (after[0]) {
        size_t used = strlen(text);
        snprintf(text + used, NUMBER_TEXT_SIZE - used, " %s", after);
    }
}

const char *number_text_kept(struct arena *arena, double number, enum sheet_style style)
{
    char text[NUMBER_TEXT_SIZE];
    number_text_styled(number, style, NULL, text);
    return arena_copy(arena, text, strlen(text));
}
