#include "figure/figure_text.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/markup.h"
#include "base/utf8.h"
#include "figure/figure_draw.h"

// A text that shows nothing for so long is taken to show nothing.
enum { FIGURE_TEXT_READ_MAX = 1 << 16 };

#define FIGURE_TEXT_ELLIPSIS "\xE2\x80\xA6"

// The number of a valid sequence.
static unsigned figure_text_code(const char *text, size_t length)
{
    static const unsigned char first[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    unsigned code = (unsigned char)text[0] & first[length];
    for (size_t i = 1; i < length; i++)
        code = code << 6 | ((unsigned char)text[i] & 0x3Fu);
    return code;
}

// In parts of the size of the text.
static double figure_text_em(unsigned code)
{
    if (code < 0x80) {
        if (strchr("ijl.,:;'|!", (int)code) && code)
            return 0.34;
        if (strchr(" ()[]frt/\\-\"`", (int)code) && code)
            return 0.43;
        if (strchr("mwMW%@&", (int)code) && code)
            return 0.99;
        return code >= 'A' && code <= 'Z' ? 0.74 : 0.64;
    }
    if (code >= 0x300 && code < 0x370)
        return 0; // put on the letter before
    return code < 0x1100 || (code >= 0x2000 && code < 0x2010) ? 0.7 : 1.05;
}

static double figure_text_units(const char *text, size_t length)
{
    return figure_text_em(figure_text_code(text, length)) * FIGURE_DRAW_TEXT_SIZE;
}

double figure_text_width(const char *text)
{
    double width = 0;
    for (size_t left = strlen(text), length; left > 0; text += length, left -= length) {
        length = utf8_sequence(text, left);
        width += length ? figure_text_units(text, length) : 0;
        length = length ? length : 1;
    }
    return width;
}

double figure_text_fit(const char *text, double width, char fitted[FIGURE_TEXT_BYTES])
{
    const double ellipsis = 1.05 * FIGURE_DRAW_TEXT_SIZE;
    double used = 0, used_at_cut = 0;
    size_t bytes = 0, cut = 0; // what is kept, and how much of it when an ellipsis has to follow
    bool blank = true;         // at the start, blanks are left out
    size_t left = text ? strnlen(text, FIGURE_TEXT_READ_MAX) : 0;
    while (left > 0) {
        size_t length = utf8_sequence(text, left);
        const char *shown = length ? text : "\xEF\xBF\xBD";
        size_t shown_bytes = length ? length : 3;
        length = length ? length : 1;
        bool is_space = *text == ' ' || (*text >= '\t' && *text <= '\r');
        if (is_space && !blank) {
            shown = " ";
            shown_bytes = 1;
        }
        if ((is_space && blank) || (!is_space && markup_is_unsafe(shown, shown_bytes)))
            shown_bytes = 0;
        text += length;
        left -= length;
        if (!shown_bytes)
            continue;
        blank = is_space;
        double units = figure_text_units(shown, shown_bytes);
        // The end of the text is not looked for: a text as long as the buffer is cut however narrow it is.
        if (used + units > width || bytes + shown_bytes + sizeof FIGURE_TEXT_ELLIPSIS > FIGURE_TEXT_BYTES) {
            bool room = ellipsis <= width;
            memcpy(fitted + cut, FIGURE_TEXT_ELLIPSIS, sizeof FIGURE_TEXT_ELLIPSIS);
            if (!room)
                fitted[0] = '\0';
            return room ? used_at_cut + ellipsis : 0;
        }
        memcpy(fitted + bytes, shown, shown_bytes);
        bytes += shown_bytes;
        used += units;
        if (used + ellipsis <= width && !is_space) {
            cut = bytes;
            used_at_cut = used;
        }
    }
    if (bytes && fitted[bytes - 1] == ' ')
        used -= figure_text_units(" ", 1), bytes--;
    fitted[bytes] = '\0';
    return used;
}

// 1234567.25 with two decimals -> "1,234,567.25"; below 1e6 or so.
static void figure_text_grouped(double number, int decimals, char text[FIGURE_TEXT_NUMBER])
{
    char digits[FIGURE_TEXT_NUMBER];
    snprintf(digits, sizeof digits, "%.*f", decimals, fabs(number));
    size_t whole = strcspn(digits, "."), length = strlen(digits), out = 0;
    bool is_zero = strspn(digits, "0.") == length;
    if (number < 0 && !is_zero)
        out = (size_t)snprintf(text, FIGURE_TEXT_NUMBER, "\xE2\x88\x92"); // the minus sign
    for (size_t i = 0; i < length && out + 2 < FIGURE_TEXT_NUMBER; i++) {
        if (i && i < whole && (whole - i) % 3 == 0)
            text[out++] = ',';
        text[out++] = digits[i];
    }
    text[out] = '\0';
}

// "4.5e-7": to so many digits, without zeros at their end.
static void figure_text_scientific(double number, int digits, char text[FIGURE_TEXT_NUMBER])
{
    char full[FIGURE_TEXT_NUMBER];
    snprintf(full, sizeof full, "%.*e", digits - 1, fabs(number));
    char *e = strchr(full, 'e');
    if (!e) {
        snprintf(text, FIGURE_TEXT_NUMBER, "%s", full);
        return;
    }
    int exponent = 0;
    sscanf(e + 1, "%d", &exponent);
    while (strchr(full, '.') && (e[-1] == '0' || e[-1] == '.')) {
        e--;
        if (*e == '.')
            break;
    }
    snprintf(text, FIGURE_TEXT_NUMBER, "%s%.*se%d", number < 0 ? "\xE2\x88\x92" : "", (int)(e - full), full, exponent);
}

enum { FIGURE_TEXT_PREFIXES = 8 };

// The thousands that `most` is told in: 0 up to a million, 2 for M, 3 for G ...; -1: powers of ten.
static int figure_text_prefix(double most)
{
    if (most > 0 && most < 1e-4)
        return -1;
    if (most < 999999.5)
        return 0;
    int thousands = 2;
    for (double size = most / 1e6; size >= 999.95 && thousands <= FIGURE_TEXT_PREFIXES; size /= 1000)
        thousands++;
    return thousands > FIGURE_TEXT_PREFIXES ? -1 : thousands;
}

static const char *const figure_text_prefixes[FIGURE_TEXT_PREFIXES + 1] = {"",   "",   " M", " G", " T",
                                                                           " P", " E", " Z", " Y"};

void figure_text_tick(double number, double step, double most, char text[FIGURE_TEXT_NUMBER])
{
    int prefix = figure_text_prefix(fabs(most));
    if (number == 0 || fabs(number) < 1e-6 * fabs(step)) {
        snprintf(text, FIGURE_TEXT_NUMBER, "0");
        return;
    }
    if (prefix < 0) {
        int digits = 1 + (int)(floor(log10(fabs(number)) + 1e-9) - floor(log10(fabs(step)) + 1e-9));
        figure_text_scientific(number, digits < 1 ? 1 : digits > 8 ? 8 : digits, text);
        return;
    }
    double scale = pow(1000, prefix);
    int decimals = -(int)floor(log10(step / scale) + 1e-9);
    figure_text_grouped(number / scale, decimals < 0 ? 0 : decimals > 9 ? 9 : decimals, text);
    size_t length = strlen(text);
    snprintf(text + length, FIGURE_TEXT_NUMBER - length, "%s", figure_text_prefixes[prefix]);
}

void figure_text_number(double number, char text[FIGURE_TEXT_NUMBER])
{
    double size = fabs(number);
    if (!isfinite(number)) {
        snprintf(text, FIGURE_TEXT_NUMBER, "\xE2\x80\x93");
        return;
    }
    int prefix = figure_text_prefix(size);
    if (size == 0 || prefix < 0) {
        if (size == 0)
            snprintf(text, FIGURE_TEXT_NUMBER, "0");
        else
            figure_text_scientific(number, 3, text);
        return;
    }
    double scaled = number / pow(1000, prefix);
    int before = (int)floor(log10(fabs(scaled)) + 1e-9) + 1; // digits of the whole part
    int decimals = (prefix ? 3 : 4) - (before > 1 ? before : before < 0 ? before : 1);
    figure_text_grouped(scaled, decimals < 0 ? 0 : decimals, text);
    if (strchr(text, '.')) {
        size_t length = strlen(text);
        while (text[length - 1] == '0')
            length--;
        text[text[length - 1] == '.' ? length - 1 : length] = '\0';
    }
    size_t length = strlen(text);
    snprintf(text + length, FIGURE_TEXT_NUMBER - length, "%s", figure_text_prefixes[prefix]);
}
