#include "estimate/hours.h"

#include <stdbool.h>

static double hours_sum(const double *day, size_t start, size_t hours)
{
    double sum = 0;
    for (size_t i = 0; i < hours; i++)
        sum += day[(start + i) % HOURS_OF_DAY];
    return sum;
}

// Whole days are summed from midnight wherever the window begins, so that windows of whole days are equal to the bit.
static double hours_mean(const double *day, size_t start, size_t hours)
{
    const size_t days = hours / HOURS_OF_DAY;
    double whole = days ? (double)days * hours_sum(day, 0, HOURS_OF_DAY) : 0;
    return (whole + hours_sum(day, start, hours % HOURS_OF_DAY)) / (double)hours;
}

struct hours_windows hours_find(const double *profile, size_t days, size_t hours)
{
    struct hours_windows windows = {.mean = 0};
    for (size_t day = 0; day < days; day++) {
        const double *of_day = profile + day * HOURS_OF_DAY;
        windows.mean += hours_sum(of_day, 0, HOURS_OF_DAY) / (double)(days * HOURS_OF_DAY);
        for (size_t start = 0; start < HOURS_OF_DAY; start++) {
            const struct hours_window window = {.day = day, .start = start, .mean = hours_mean(of_day, start, hours)};
            bool first = day == 0 && start == 0;
            if (first || window.mean < windows.best.mean)
                windows.best = window;
            if (first || window.mean > windows.worst.mean)
                windows.worst = window;
        }
    }
    return windows;
}

void hours_average_day(const double *profile, size_t days, double day[HOURS_OF_DAY])
{
    for (size_t hour = 0; hour < HOURS_OF_DAY; hour++) {
        day[hour] = 0;
        for (size_t i = 0; i < days; i++)
            day[hour] += profile[i * HOURS_OF_DAY + hour] / (double)days;
    }
}
