// Field tables: a struct is read from a YAML mapping by rows {key, type, offset, bounds}. No code per field: unknown
// and missing keys, wrong types, wrong units and values out of bounds are all decided by the rows, and every mistake is
// collected with its place, its path and a suggestion.
//
// In every mapping the keys `source:`, `assumed:` (see citation.h) and `note:` are allowed. A number may stand as
// {value: 3, source: ...}.
#ifndef FLOPCAST_READ_FIELD_H
#define FLOPCAST_READ_FIELD_H

#include <float.h>
#include <stddef.h>
#include <stdint.h>

#include "base/units.h"
#include "read/citation.h"
#include "read/expression.h"
#include "read/yaml_tree.h"

struct reader {
    struct arena *arena;
    struct diag *diag;
    const struct scope *scope; // names that counts may use, or NULL
    char path[200];            // of the value being read: "training.phases[2].steps"
};

enum field_type {
    FIELD_TEXT,     // const char *
    FIELD_COUNT,    // int64_t, an expression over the scope; bounds low..high
    FIELD_COUNTS,   // struct field_counts, one count, a list of them, or a name of the scope that stands for a list
    FIELD_FLAG,     // bool: true, false, or an expression over the scope that is not 0
    FIELD_CHOICE,   // int: an index into choices; or a name of the scope that stands for one
    FIELD_SET,      // int: a bit for each of the choices in a list
    FIELD_QUANTITY, // double in SI base units; bounds low..high
    FIELD_NODE,     // const struct yaml_node *, left for the caller to read
    FIELD_STRUCT,   // embedded struct, read by `fields`
    FIELD_LIST,     // struct field_list of structs of item_size, each read by `fields`
};

enum { FIELD_COUNTS_MAX = 16 };

struct field_counts {
    int64_t values[FIELD_COUNTS_MAX];
    size_t count;
};

struct field_list {
    void *items;
    size_t count;
};

struct field {
    const char *key;
    enum field_type type;
    size_t offset;
    bool required;
    enum dimension dimension;
    double low, high; // in SI
    const char *unit; // in which the bounds are told; NULL: a plain number
    const char *const *choices;
    size_t choice_count;
    const struct field *fields;
    size_t field_count;
    size_t item_size;
    const char *help;
};

#define FIELD_POSITIVE    DBL_MIN, DBL_MAX
#define FIELD_ARRAY(rows) (rows), sizeof(rows) / sizeof *(rows)

// Reads a mapping into out, which the caller has filled with the defaults. Goes on after a mistake; STATUS_BAD_INPUT
// when there was one (it is in the diag), STATUS_NO_MEMORY otherwise.
enum status field_read(struct reader *reader, const struct field *rows, size_t count, const struct yaml_node *node,
                       void *out) STATUS_MUST_CHECK;

// A scalar that may be an expression: plain, or in quotes where YAML would take its brackets for its own.
bool field_is_expression(const struct yaml_node *node);

// Reads one value by a row, as if under the row's key.
enum status field_read_value(struct reader *reader, const struct field *row, const struct yaml_node *node,
                             void *out) STATUS_MUST_CHECK;

// Whether least..most stays within a row's bounds, said in its unit.
enum status field_check_bounds(const struct reader *reader, const struct field *row, const struct yaml_node *node,
                               double least, double most) STATUS_MUST_CHECK;

// Whether a key is one of those that every mapping may have: source, assumed, note.
bool field_is_common(const char *key);

// An error about a node, with the reader's path.
enum status field_error(const struct reader *reader, const struct yaml_node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// Extends the path by ".key" or "[index]"; returns the old length for field_leave.
size_t field_enter(struct reader *reader, const char *key);
size_t field_enter_item(struct reader *reader, size_t index);
void field_leave(struct reader *reader, size_t length);

// The value inside {value: X, source: ...}, or the node itself. An extra key is an error.
const struct yaml_node *field_unwrap(const struct reader *reader, const struct yaml_node *node);

#endif
