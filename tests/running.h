// What the tests of documents share: other programs that read what was written. A test whose program is not installed
// is skipped.
#ifndef FLOPCAST_TESTS_RUNNING_H
#define FLOPCAST_TESTS_RUNNING_H

#include <stdio.h>
#include <stdlib.h>

#include "testing.h"
#include "writing.h"

#define RUNNING_NEEDS(t, program)                                                                                      \
    if (system(testing_text((t), "command -v %s >/dev/null 2>&1", (program))) != 0)                                    \
    skip()

// What a command of the shell says on its standard output, in the arena; it must succeed.
static inline const char *running(struct testing *t, const char *command)
{
    FILE *pipe = popen(command, "r");
    char *text = NULL;
    size_t length = 0, capacity = 0;
    assert_non_null(pipe);
    for (int byte; (byte = fgetc(pipe)) != EOF; text[length++] = (char)byte) {
        text = arena_grow(&t->arena, text, length, length + 2, &capacity, 1);
        assert_non_null(text);
    }
    if (pclose(pipe) != 0)
        fail_msg("%s failed: %.*s", command, (int)length, text ? text : "");
    if (!text)
        return "";
    text[length] = '\0';
    return text;
}

// The sheet in a file of the test's folder, as the format of that name has it.
static inline const char *running_file(struct testing *t, const struct sheet *sheet, const char *name)
{
    const char *path = testing_text(t, "%s/document.%s", testing_folder(t), name);
    const struct report_kind *kind = report_kinds_named(name);
    FILE *stream = fopen(path, "wb");
    assert_true(stream && kind);
    kind->write(sheet, stream, 80);
    assert_int_equal(ferror(stream), 0);
    assert_int_equal(fclose(stream), 0);
    return path;
}

// Whether the format gives the same bytes for the same sheet, in two files.
static inline void running_same(struct testing *t, const struct sheet *sheet, const char *name)
{
    const char *path = running_file(t, sheet, name);
    running(t, testing_text(t, "mv %s %s.first", path, path));
    running_file(t, sheet, name);
    running(t, testing_text(t, "cmp %s %s.first", path, path));
}

#endif
