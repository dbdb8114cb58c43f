// The vocabulary of continuous inputs (inputs.def) and the values they have, each with where it came from.
#ifndef FLOPCAST_QUANTITY_INPUT_H
#define FLOPCAST_QUANTITY_INPUT_H

#include "quantity/dist.h"

enum input_id {
#define INPUT(id, ...) INPUT_##id,
#include "quantity/inputs.def"
#undef INPUT
    INPUT_COUNT
};

// Later origins win over earlier ones.
#define INPUT_ORIGIN_ROWS(ROW)                                                                                         \
    ROW(INPUT_UNSET, "not set")                                                                                        \
    ROW(INPUT_DEFAULT, "default")                                                                                      \
    ROW(INPUT_HARDWARE, "hardware")                                                                                    \
    ROW(INPUT_REGION, "region")                                                                                        \
    ROW(INPUT_PLAN, "plan")                                                                                            \
    ROW(INPUT_COMMAND_LINE, "--set")

enum input_sharing { INPUT_SHARED, INPUT_INDEPENDENT };

enum input_origin {
#define INPUT_ORIGIN_ENUM(origin, words) origin,
    INPUT_ORIGIN_ROWS(INPUT_ORIGIN_ENUM)
#undef INPUT_ORIGIN_ENUM
        INPUT_ORIGIN_COUNT
};

struct input {
    struct dist dist;
    double point; // median of dist, SI
    enum input_origin origin;
    struct mark mark; // where it was read; no source for a default
    struct citation citation;
};

struct input_set {
    struct input values[INPUT_COUNT]; // all zero: nothing set
};

const struct field *input_row(enum input_id id); // key, dimension, bounds and sentence of the input
const char *input_unit(enum input_id id);        // when printed
double input_default(enum input_id id);          // SI, NAN for none
const char *input_default_source(enum input_id id);
enum input_sharing input_sharing(enum input_id id); // of its draws, see inputs.def
const char *input_sharing_words(enum input_sharing sharing);
const char *input_origin_words(enum input_origin origin);

// INPUT_COUNT when there is no such input.
enum input_id input_named(const char *name);

// Reads one input from a node into the set.
enum status input_read(struct reader *reader, enum input_id id, const struct yaml_node *node, enum input_origin origin,
                       struct input_set *set) STATUS_MUST_CHECK;

// Reads a mapping {name: value} of inputs, as in a plan's `inputs:`.
enum status input_read_all(struct reader *reader, const struct yaml_node *node, enum input_origin origin,
                           struct input_set *set) STATUS_MUST_CHECK;

// Reads a command-line value: "0.35", "250 W", "triangular(0.2, 0.3, 0.45)" and whatever else input_text.h tells. The
// option that it was given to is what messages name; without one it is --set.
enum status input_read_option(struct reader *reader, const char *option, enum input_id id, const char *text,
                              struct input_set *set) STATUS_MUST_CHECK;
enum status input_read_text(struct reader *reader, enum input_id id, const char *text,
                            struct input_set *set) STATUS_MUST_CHECK;

// Puts a constant that was computed rather than read, at the mark that it follows from.
void input_put(struct input_set *set, enum input_id id, double value, enum input_origin origin, struct mark mark,
               struct citation citation);

// Every value that `over` has replaces the one in `set`.
void input_overlay(struct input_set *set, const struct input_set *over);

// Fills what is unset and has a default.
void input_fill_defaults(struct input_set *set);

// Whether the input stands at a default that means "nothing", so that nobody needs to be told of it.
bool input_is_neutral(const struct input_set *set, enum input_id id);

#endif
