// hours.c: windows of hours against all of them laid out in a row.
#include "testing.h"

#include <math.h>
#include <stdlib.h>

#include "base/random.h"
#include "estimate/hours.h"

enum { DAYS_MAX = 12, HOURS_MAX = 60, LAID_OUT = HOURS_OF_DAY + HOURS_MAX };

static double uniform(uint64_t *at)
{
    uint32_t words[4];
    random_words(11, 0, (*at)++, words);
    return random_uniform(random_bits(words));
}

// Every window of every day, summed from days that are written out one behind the other.
static struct hours_windows by_force(const double *profile, size_t days, size_t hours)
{
    struct hours_windows found = {.best = {.mean = (double)INFINITY}, .worst = {.mean = -(double)INFINITY}};
    for (size_t day = 0; day < days; day++) {
        double row[LAID_OUT];
        for (size_t i = 0; i < LAID_OUT; i++)
            row[i] = profile[day * HOURS_OF_DAY + i % HOURS_OF_DAY];
        for (size_t start = 0; start < HOURS_OF_DAY; start++) {
            double sum = 0;
            for (size_t i = start; i < start + hours; i++)
                sum += row[i];
            if (sum / (double)hours < found.best.mean * (1 - 1e-12))
                found.best = (struct hours_window){day, start, sum / (double)hours};
            if (sum / (double)hours > found.worst.mean * (1 + 1e-12))
                found.worst = (struct hours_window){day, start, sum / (double)hours};
            found.mean += row[start] / (double)(days * HOURS_OF_DAY);
        }
    }
    return found;
}

static void windows_are_those_found_by_force(void **state)
{
    double profile[DAYS_MAX * HOURS_OF_DAY];
    uint64_t at = 0;
    (void)state;
    for (size_t days = 1; days <= DAYS_MAX; days += 11)
        for (size_t hours = 1; hours <= HOURS_MAX; hours++) {
            for (size_t i = 0; i < days * HOURS_OF_DAY; i++)
                profile[i] = 1e-4 * (0.2 + uniform(&at));
            struct hours_windows found = hours_find(profile, days, hours), wanted = by_force(profile, days, hours);
            TESTING_CLOSE(found.mean, wanted.mean, 1e-13);
            TESTING_CLOSE(found.best.mean, wanted.best.mean, 1e-12);
            TESTING_CLOSE(found.worst.mean, wanted.worst.mean, 1e-12);
            if (hours % HOURS_OF_DAY == 0)
                continue;
            assert_int_equal(found.best.day, wanted.best.day);
            assert_int_equal(found.best.start, wanted.best.start);
            assert_int_equal(found.worst.day, wanted.worst.day);
            assert_int_equal(found.worst.start, wanted.worst.start);
        }
}

// Low from 22:00 to 04:00.
static void a_window_goes_on_past_midnight(void **state)
{
    double day[HOURS_OF_DAY];
    (void)state;
    for (size_t i = 0; i < HOURS_OF_DAY; i++)
        day[i] = i >= 22 || i < 4 ? 1 : 3;
    struct hours_windows windows = hours_find(day, 1, 6);
    assert_int_equal(windows.best.start, 22);
    TESTING_EXACT(windows.best.mean, 1);
    assert_int_equal(windows.worst.start, 4);
    TESTING_EXACT(windows.worst.mean, 3);
    TESTING_EXACT(windows.mean, 2.5);
    windows = hours_find(day, 1, 30);
    TESTING_CLOSE(windows.best.mean, (60 + 6) / 30.0, 1e-15);
}

static void whole_days_gain_nothing(void **state)
{
    double day[HOURS_OF_DAY];
    uint64_t at = 0;
    (void)state;
    for (size_t i = 0; i < HOURS_OF_DAY; i++)
        day[i] = uniform(&at);
    for (size_t hours = HOURS_OF_DAY; hours < 100; hours += HOURS_OF_DAY) {
        struct hours_windows windows = hours_find(day, 1, hours);
        TESTING_EXACT(windows.best.mean, windows.worst.mean);
        TESTING_CLOSE(windows.best.mean, windows.mean, 1e-14);
        assert_int_equal(windows.best.start, 0);
    }
}

static void the_average_day_is_the_mean_of_the_days(void **state)
{
    double profile[2 * HOURS_OF_DAY], day[HOURS_OF_DAY];
    (void)state;
    for (size_t i = 0; i < HOURS_OF_DAY; i++) {
        profile[i] = (double)i;
        profile[HOURS_OF_DAY + i] = 100;
    }
    hours_average_day(profile, 2, day);
    for (size_t i = 0; i < HOURS_OF_DAY; i++)
        TESTING_CLOSE(day[i], 50 + (double)i / 2, 1e-15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(windows_are_those_found_by_force), TESTING_CASE(a_window_goes_on_past_midnight),
        TESTING_CASE(whole_days_gain_nothing), TESTING_CASE(the_average_day_is_the_mean_of_the_days)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
