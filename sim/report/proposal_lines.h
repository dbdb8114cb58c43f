// The lines that a proposal's arithmetic is made of: of each work item that is run a line for every plan that it runs,
// of each share, store and cost one. All at the point, every input at its median, so that products close. A line has
// the same number in every table.
#ifndef FLOPCAST_REPORT_PROPOSAL_LINES_H
#define FLOPCAST_REPORT_PROPOSAL_LINES_H

#include "uncertainty/projection.h"

struct proposal_line {
    const char *label; // "1", "2", ...: the number of the line, by which formulas name it
    enum work_kind kind;
    size_t item;  // into the programme's work
    size_t plan;  // into its plans; PROPOSAL_LINES_NONE: none is run
    double runs;  // in full runs; of a share the fraction
    bool is_only; // of its item
    // In SI, of all runs; NaN: not known, or not a metric that sums.
    double metrics[METRIC_COUNT];
    double other_usd; // stores and direct costs, or a share of them
};

struct proposal_lines {
    const struct projection *projection;
    struct proposal_line *lines;
    size_t count;
};

#define PROPOSAL_LINES_NONE SIZE_MAX

// In the arena.
enum status proposal_lines(struct proposal_lines *lines, struct arena *arena,
                           const struct projection *projection) STATUS_MUST_CHECK;

// Budget of a line as the programme pays for devices: that and what stores and costs add. NaN: not known.
double proposal_lines_usd(const struct proposal_lines *lines, const struct proposal_line *line);

// "({key:2} + {key:3})": the lines of up to a kind of work that a share is of, as a formula; NULL where there are none,
// or it would be longer than spreadsheets take.
const char *proposal_lines_sum(struct arena *arena, const struct proposal_lines *lines, size_t item,
                               enum work_kind most, const char *key);

#endif
