// Reading searches in tests: one that must be accepted or refused, and what its groups add up to.
#ifndef FLOPCAST_TESTS_SEARCHING_H
#define FLOPCAST_TESTS_SEARCHING_H

#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

#include "search/search.h"
#include "testing.h"

static inline struct search accept(struct testing *t, const char *text)
{
    struct search search;
    if (search_read(&t->reader, testing_yaml(t, text), &search) != STATUS_OK)
        fail_msg("%s: %s", text, t->diag.count ? t->diag.messages[0].text : "refused without a word");
    TESTING_CLEAN(t);
    return search;
}

static inline void refuse(struct testing *t, const char *text, size_t column, const char *why)
{
    struct search search;
    if (search_read(&t->reader, testing_yaml(t, text), &search) != STATUS_BAD_INPUT)
        fail_msg("%s: not refused", text);
    TESTING_ERROR_AT(t, 1, column, why);
    testing_forget(t);
}

// Trials and fraction of a group of constants.
struct expected_group {
    const char *name;
    double trials, fraction;
};

static inline void check_groups(const struct search *search, const struct expected_group *expected, size_t count)
{
    assert_int_equal(search->group_count, count);
    for (size_t i = 0; i < count; i++) {
        const struct search_group *group = &search->groups[i];
        double trials = NAN, fraction = NAN;
        assert_string_equal(group->name, expected[i].name);
        assert_int_equal(group->count, SEARCH_COUNTED);
        assert_true(dist_is_constant(&group->trials, &trials));
        assert_true(dist_is_constant(&group->fraction, &fraction));
        TESTING_EXACT(trials, expected[i].trials);
        TESTING_CLOSE(fraction, expected[i].fraction, 1e-15);
    }
}

#endif
