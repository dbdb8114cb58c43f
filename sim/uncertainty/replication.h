// A replication: what a publication printed beside what is computed from the hours and watts that it states, and beside
// what is predicted from the architecture alone.
//
// A study (bench/published/NAME.yaml) lists plans; each plan's `published:` block lists the printed figures:
//
//   published:
//     model: BERT_base                      as the publication calls it
//     hardware: V100x64
//     rows:
//       - {table: 3, metric: co2e_kg, value: 1438 lb}
//       - {table: 1, metric: co2e_kg, value: 78468 lb, given: true}     an input was worked back from it
//     corrected: {inputs: {measured_time: 79.2 h}, note: why}     what --corrected applies
//     unpredictable: why                                          when no prediction is possible
#ifndef FLOPCAST_UNCERTAINTY_REPLICATION_H
#define FLOPCAST_UNCERTAINTY_REPLICATION_H

#include "estimate/estimate.h"

struct replication_row {
    int64_t table; // of the publication; 0: not from a table
    const char *model, *hardware;
    double devices;       // NaN: none
    const char *quantity; // "co2e_lb": stem and unit
    const char *label;    // the same for people: "lb CO2e", "USD low"
    double published;     // in that unit; NaN: not printed
    int decimals;         // as printed
    double computed;      // NaN: not computed, the note says why
    double predicted;     // NaN: no prediction
    bool is_given;        // an input of the plan, or what one was worked back from: its agreement proves nothing
    bool is_checked;      // there is a printed figure and one computed from others
    bool closes;          // both figures are there and agree to the printed digit
    bool is_corrected;    // computed from something else than the publication states; the note says what
    const char *note;     // NULL: none
};

struct replication {
    const char *name, *description;
    struct replication_row *rows;
    size_t row_count, row_capacity;
};

// Runs an opened study. With `corrected`, each plan's corrections are applied and the study's `corrected_plans` follow.
enum status replication_run(struct reader *reader, struct catalog *catalog, const struct yaml_node *node,
                            bool corrected, struct replication *replication) STATUS_MUST_CHECK;

// Adds the rows of one plan's `published:` block, which must be there.
enum status replication_add_plan(struct reader *reader, const struct plan *plan, bool corrected,
                                 struct replication *replication) STATUS_MUST_CHECK;

#endif
