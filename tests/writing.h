// What the tests of report formats share: a sheet as the text that a format makes of it.
#ifndef FLOPCAST_TESTS_WRITING_H
#define FLOPCAST_TESTS_WRITING_H

#include <stdlib.h>

#include "report/report_kinds.h"
#include "testing.h"

// The text, in the arena; `write` is one of the formats' functions.
static inline const char *written(struct testing *t, void (*write)(const struct sheet *, FILE *, int),
                                  const struct sheet *sheet, int columns)
{
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    assert_non_null(stream);
    write(sheet, stream, columns);
    assert_int_equal(fclose(stream), 0);
    const char *copy = arena_copy(&t->arena, text, length);
    free(text);
    assert_non_null(copy);
    return copy;
}

#endif
