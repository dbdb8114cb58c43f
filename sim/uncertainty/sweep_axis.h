// An axis of a sweep, as `--over` states it: NAME=a,b,c or NAME=lo:hi:n (n values evenly from lo to hi, both included).
// NAME is a continuous input, whose values may be distributions; model.SIZE, a size of the model; or model, hardware,
// region, devices.
#ifndef FLOPCAST_UNCERTAINTY_SWEEP_AXIS_H
#define FLOPCAST_UNCERTAINTY_SWEEP_AXIS_H

#include "plan/plan.h"

enum { SWEEP_AXES_MAX = 16 };

#define SWEEP_AXIS_OPTION "--over"

//      kind                     NAME
#define SWEEP_AXIS_ROWS(ROW)                                                                                           \
    ROW(SWEEP_MODEL, "model")                                                                                          \
    ROW(SWEEP_HARDWARE, "hardware")                                                                                    \
    ROW(SWEEP_REGION, "region")                                                                                        \
    ROW(SWEEP_DEVICES, "devices")

enum sweep_axis_kind {
#define SWEEP_AXIS_ENUM(kind, name) kind,
    SWEEP_AXIS_ROWS(SWEEP_AXIS_ENUM)
#undef SWEEP_AXIS_ENUM
        SWEEP_SIZE,
    SWEEP_INPUT, // the last: all others are structural, the plan is read anew for each of their values
    SWEEP_AXIS_COUNT
};

struct sweep_axis {
    enum sweep_axis_kind kind;
    const char *name;    // as stated: "model.width"
    enum input_id input; // of SWEEP_INPUT
    uint64_t count;
    bool is_drawn;              // some value is a distribution
    const char *const *texts;   // [count] of a list, as stated; NULL: a range
    const struct input *inputs; // [count] of a list of an input's values
    const char *first_text;     // of a range: its first value, as stated
    double low, high;           // of a range, in SI
    struct input first;         // of a range of an input: a constant, and where it was read
    struct units_scale scale;   // of an input: the unit that it is printed in
};

// Reads "NAME=VALUES"; everything lives in the reader's arena. `limit`: values at most.
enum status sweep_axis_read(struct reader *reader, const char *text, uint64_t limit,
                            struct sweep_axis *axis) STATUS_MUST_CHECK;

// Value `at` of an input's axis.
struct input sweep_axis_input(const struct sweep_axis *axis, uint64_t at);

// Value `at` in SI; NAN: a word, a distribution, or a size that is an expression over other sizes. Between the ends of
// a range it is a number of at most 15 digits in the unit that it is printed in, so that what is printed is the value
// itself.
double sweep_axis_number(const struct sweep_axis *axis, uint64_t at);

// Value `at` as a plan's option or setting takes it (of a range of an input: its first value alone). NULL without
// memory.
const char *sweep_axis_text(const struct sweep_axis *axis, uint64_t at, struct arena *arena);

#endif
