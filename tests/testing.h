// What the test suites share: a fixture with a reader, a catalog and a diag on the source tree, parsing of YAML texts,
// files that live for one test, and assertions about diagnostics and numbers.
//
//     static void reads_a_thing(void **state)
//     {
//         struct testing *t = testing_of(state);
//         const struct yaml_node *node = testing_yaml(t, "a: 1\n");
//         ...
//         TESTING_CLEAN(t);
//     }
//
//     int main(void)
//     {
//         const struct CMUnitTest tests[] = {TESTING_CASE(reads_a_thing)};
//         return cmocka_run_group_tests(tests, NULL, NULL);
//     }
#ifndef FLOPCAST_TESTS_TESTING_H
#define FLOPCAST_TESTS_TESTING_H

// cmocka.h needs these before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "read/catalog_open.h"
#include "read/field.h"

struct testing {
    struct arena arena;
    struct diag diag;
    struct catalog catalog; // on the data folders of the source tree
    struct reader reader;   // no scope, no citation, an empty path
    char *folder;           // of testing_file; NULL until it is asked for
};

// Setup and teardown of cmocka: a fresh fixture for every test. testing_of gives it to the test.
int testing_setup(void **state);
int testing_teardown(void **state);
struct testing *testing_of(void **state);

#define TESTING_CASE(function) cmocka_unit_test_setup_teardown(function, testing_setup, testing_teardown)

// Drops what the diag holds, so that the next assertion sees only the next messages.
void testing_forget(struct testing *t);

// A text in the arena: a printf.
const char *testing_text(struct testing *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

// `unit` repeated, in the arena.
const char *testing_repeat(struct testing *t, const char *unit, size_t times);

// A source of the arena, called "test.yaml". The second form takes bytes that may hold NUL.
const struct source *testing_source(struct testing *t, const char *text);
const struct source *testing_source_bytes(struct testing *t, const char *bytes, size_t length);

// Parses a text that must be flawless.
const struct yaml_node *testing_yaml(struct testing *t, const char *text);

// Parses any text; the caller judges the status and the diag.
enum status testing_parse(struct testing *t, const char *text, const struct yaml_node **root);

// The value at a path such as "a.b[2].c" under a node; the test fails when it is not there.
const struct yaml_node *testing_at(const struct yaml_node *node, const char *path);

// The name, path or variant of one kind, opened as on a command line; it must open.
const struct yaml_node *testing_open(struct testing *t, enum catalog_kind kind, const char *text);

// An absolute path in the source tree.
const char *testing_path(struct testing *t, const char *relative);

// Writes a file into a folder of this test alone (beside the test program, removed afterwards) and returns its path.
// `relative` may hold folders. testing_folder is that folder.
const char *testing_file(struct testing *t, const char *relative, const char *text);
const char *testing_file_bytes(struct testing *t, const char *relative, const char *bytes, size_t length);
const char *testing_folder(struct testing *t);

// No message at all, neither error nor warning.
#define TESTING_CLEAN(t) testing_assert_clean((t), __FILE__, __LINE__)

// Exactly so many errors.
#define TESTING_ERRORS(t, count) testing_assert_errors((t), (count), __FILE__, __LINE__)

// An error that contains a text, anywhere; at a line and column (0:0 is the text as a whole); under a path.
#define TESTING_ERROR(t, text) testing_assert_error((t), (text), __FILE__, __LINE__)
#define TESTING_ERROR_AT(t, line, column, text)                                                                        \
    testing_assert_error_at((t), (line), (column), (text), __FILE__, __LINE__)
#define TESTING_ERROR_PATH(t, path, text) testing_assert_error_path((t), (path), (text), __FILE__, __LINE__)
#define TESTING_WARNING(t, text)          testing_assert_warning((t), (text), __FILE__, __LINE__)

// A text that contains another one.
#define TESTING_CONTAINS(text, part) testing_assert_contains((text), (part), __FILE__, __LINE__)

// Doubles: bit for bit the same value, or within a relative tolerance of the expected one (absolute when that is 0).
#define TESTING_EXACT(actual, expected) testing_assert_close((actual), (expected), 0.0, #actual, __FILE__, __LINE__)
#define TESTING_CLOSE(actual, expected, relative)                                                                      \
    testing_assert_close((actual), (expected), (relative), #actual, __FILE__, __LINE__)

void testing_assert_clean(const struct testing *t, const char *file, int line);
void testing_assert_errors(const struct testing *t, size_t count, const char *file, int line);
void testing_assert_error(const struct testing *t, const char *text, const char *file, int line);
void testing_assert_error_at(const struct testing *t, size_t at_line, size_t at_column, const char *text,
                             const char *file, int line);
void testing_assert_error_path(const struct testing *t, const char *path, const char *text, const char *file, int line);
void testing_assert_warning(const struct testing *t, const char *text, const char *file, int line);
void testing_assert_contains(const char *text, const char *part, const char *file, int line);
void testing_assert_close(double actual, double expected, double relative, const char *what, const char *file,
                          int line);

#endif
