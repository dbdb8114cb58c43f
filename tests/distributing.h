// Reading distributions in tests: rows to read them by, and one that must be accepted or refused.
#ifndef FLOPCAST_TESTS_DISTRIBUTING_H
#define FLOPCAST_TESTS_DISTRIBUTING_H

#include "quantity/dist.h"
#include "testing.h"

static const struct field power_row = {
    .key = "power", .dimension = DIMENSION_POWER, .low = 0, .high = 1e6, .unit = "W"};
static const struct field share_row = {.key = "share", .dimension = DIMENSION_NONE, .low = DBL_MIN, .high = 1};
static const struct field free_row = {.key = "free", .dimension = DIMENSION_NONE, .low = -DBL_MAX, .high = DBL_MAX};

static inline struct dist accept(struct testing *t, const struct field *row, const char *text)
{
    struct dist dist;
    if (dist_read(&t->reader, row, testing_yaml(t, text), &dist) != STATUS_OK)
        fail_msg("%s: %s", text, t->diag.messages[0].text);
    TESTING_CLEAN(t);
    return dist;
}

static inline void refuse(struct testing *t, const struct field *row, const char *text, size_t column, const char *why)
{
    struct dist dist;
    assert_int_equal(dist_read(&t->reader, row, testing_yaml(t, text), &dist), STATUS_BAD_INPUT);
    TESTING_ERROR_AT(t, 1, column, why);
    testing_forget(t);
}

#endif
