#include "report/progress_text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "report/number_text.h"

enum { PROGRESS_TEXT_BAR_MIN = 10, PROGRESS_TEXT_BAR_MAX = 40, PROGRESS_TEXT_DAYS_MAX = 999 };

// "0:08", "1:02:03", "3 d 04 h"; a time that nobody can tell yet is "-:--".
static void progress_text_time(double seconds, char text[NUMBER_TEXT_SIZE])
{
    if (!(seconds >= 0 && seconds < 86400.0 * PROGRESS_TEXT_DAYS_MAX)) {
        snprintf(text, NUMBER_TEXT_SIZE, "%s", seconds > 0 && isfinite(seconds) ? "> 999 d" : "-:--");
        return;
    }
    long whole = lround(seconds), minutes = whole / 60, hours = minutes / 60;
    if (hours >= 24)
        snprintf(text, NUMBER_TEXT_SIZE, "%ld d %02ld h", hours / 24, hours % 24);
    else if (hours)
        snprintf(text, NUMBER_TEXT_SIZE, "%ld:%02ld:%02ld", hours, minutes % 60, whole % 60);
    else
        snprintf(text, NUMBER_TEXT_SIZE, "%ld:%02ld", minutes, whole % 60);
}

static void progress_text_rate(const struct progress_text *facts, char text[NUMBER_TEXT_SIZE])
{
    if (facts->elapsed_s > 0)
        number_text_styled((double)facts->done / facts->elapsed_s, SHEET_SCALED, "/s", text);
    else
        snprintf(text, NUMBER_TEXT_SIZE, "- /s");
}

// Whole parts of `of` that are done; all of them only when nothing is left.
static size_t progress_text_share(const struct progress_text *facts, size_t of)
{
    if (facts->done >= facts->total)
        return of;
    size_t share = (size_t)((double)facts->done * (double)of / (double)facts->total);
    return share < of ? share : of - 1;
}

// Seconds to go at the average pace so far; NaN before anything is done.
static double progress_text_left(const struct progress_text *facts)
{
    if (facts->done >= facts->total)
        return 0;
    return facts->done ? facts->elapsed_s * (double)(facts->total - facts->done) / (double)facts->done : (double)NAN;
}

// What stands behind the bar; `room` columns are what the caller has for it.
static void progress_text_tail(const struct progress_text *facts, size_t room, char tail[PROGRESS_TEXT_SIZE])
{
    char rate[NUMBER_TEXT_SIZE], time[NUMBER_TEXT_SIZE], count[NUMBER_TEXT_SIZE];
    const char *word = "left";
    progress_text_rate(facts, rate);
    if (facts->total) {
        snprintf(count, sizeof count, "%3zu %%", progress_text_share(facts, 100));
        progress_text_time(progress_text_left(facts), time);
    } else {
        word = "so far";
        number_text_styled((double)facts->done, SHEET_EXACT, NULL, count);
        progress_text_time(facts->elapsed_s, time);
    }
    int length = snprintf(tail, PROGRESS_TEXT_SIZE, "%s  %8s  %s %s", count, rate, time, word);
    if ((size_t)length > room)
        snprintf(tail, PROGRESS_TEXT_SIZE, "%s  %s %s", count, time, word);
}

// Adds text to a line as far as there are columns left; control characters would move the cursor and become '?'.
static size_t progress_text_add(char text[PROGRESS_TEXT_SIZE], size_t at, const char *added, size_t *left)
{
    for (size_t bytes = strlen(added), length = 0; bytes > 0 && *left > 0; added += length, bytes -= length) {
        size_t sequence = utf8_sequence(added, bytes);
        length = sequence ? sequence : 1;
        if (sequence && !utf8_is_control(added, sequence)) {
            memcpy(text + at, added, sequence);
            at += sequence;
        } else
            text[at++] = '?';
        --*left;
    }
    return at;
}

static size_t progress_text_bar(const struct progress_text *facts, size_t width, char *at)
{
    static const char begin[] = "\033[32m", end[] = "\033[0m";
    size_t filled = progress_text_share(facts, width), used = 0;
    at[used++] = '[';
    for (size_t i = 0; i < sizeof begin - 1 && facts->has_colour; i++)
        at[used++] = begin[i];
    for (size_t i = 0; i < filled; i++)
        at[used++] = '#';
    if (filled < width)
        at[used++] = '>';
    for (size_t i = 0; i < sizeof end - 1 && facts->has_colour; i++)
        at[used++] = end[i];
    for (size_t i = filled + 1; i < width; i++)
        at[used++] = ' ';
    at[used++] = ']';
    return used;
}

void progress_text(const struct progress_text *facts, char text[PROGRESS_TEXT_SIZE])
{
    int columns = facts->columns < PROGRESS_TEXT_COLUMNS_MAX ? facts->columns : PROGRESS_TEXT_COLUMNS_MAX;
    size_t left = columns > 1 ? (size_t)columns - 1 : 0, at = 0;
    size_t name = utf8_columns(facts->what, strlen(facts->what)) + 2;
    size_t with_bar = facts->total ? PROGRESS_TEXT_BAR_MIN + 3 : 0; // its brackets, and a blank
    char tail[PROGRESS_TEXT_SIZE];
    progress_text_tail(facts, left > name + with_bar ? left - name - with_bar : 0, tail);
    at = progress_text_add(text, at, facts->what, &left);
    at = progress_text_add(text, at, "  ", &left);
    if (facts->total && left >= with_bar + strlen(tail)) {
        size_t width = left - strlen(tail) - 3;
        width = width < PROGRESS_TEXT_BAR_MAX ? width : PROGRESS_TEXT_BAR_MAX;
        at += progress_text_bar(facts, width, text + at);
        left -= width + 2;
        at = progress_text_add(text, at, " ", &left);
    }
    at = progress_text_add(text, at, tail, &left);
    for (; left > 0; left--)
        text[at++] = ' ';
    text[at] = '\0';
}
