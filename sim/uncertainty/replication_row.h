// One printed figure beside what is computed: a row of a `published:` block, of a plan or of a programme.
#ifndef FLOPCAST_UNCERTAINTY_REPLICATION_ROW_H
#define FLOPCAST_UNCERTAINTY_REPLICATION_ROW_H

#include "uncertainty/projection.h"
#include "uncertainty/replication.h"

struct replication_figure {
    int64_t table;
    const char *metric, *value, *quantity, *model;
    bool given;         // an input was worked back from it
    int64_t rounded_to; // the printed figure is rounded to multiples of this; 0: to its last decimal
    // Of a programme: the stage, or the items, that it is the sum of; NULL: all.
    const char *stage;
    const struct yaml_node *work;
};

struct replication_block {
    const char *model, *hardware, *unpredictable;
    struct field_list rows; // of struct replication_figure
    const struct yaml_node *corrected;
};

// Quantities as projections number them: metrics first. SI; NAN where nothing is known.
struct replication_answers {
    double computed[PROJECTION_QUANTITIES], plain[PROJECTION_QUANTITIES], predicted[PROJECTION_QUANTITIES];
    bool is_given[PROJECTION_QUANTITIES]; // stated by the plan
    bool is_stated;                       // hours or watts are, so that there is something to compute from them
    bool is_predictable;
    const char *correction; // what was corrected; NULL: nothing
};

// Reads a `published:` block.
enum status replication_row_block(struct reader *reader, const struct yaml_node *node,
                                  struct replication_block *block) STATUS_MUST_CHECK;

// Reads what stands under its `corrected:` over a set of inputs. *why: its note.
enum status replication_row_correct(struct reader *reader, const struct replication_block *block,
                                    struct input_set *inputs, const char **why) STATUS_MUST_CHECK;

// An empty row; NULL without memory.
struct replication_row *replication_row_new(struct reader *reader, struct replication *replication);

// Whether the two figures of a row agree to the printed digit.
void replication_row_check(struct replication_row *row, double rounded_to);

// The quantity that a figure is of; PROJECTION_QUANTITIES and a located message when there is none. of_programme: those
// that only a programme has are known too.
size_t replication_row_quantity(struct reader *reader, const struct replication_figure *figure,
                                const struct yaml_node *node, bool of_programme);

// Adds the row of one figure; `id` is its quantity.
enum status replication_row_add(struct reader *reader, const struct replication_block *block, double devices,
                                const struct replication_figure *figure, const struct yaml_node *node, size_t id,
                                const struct replication_answers *answers,
                                struct replication *replication) STATUS_MUST_CHECK;

// The text of a mapping's `note:`, NULL without one.
const char *replication_row_note(const struct yaml_node *node);

#endif
