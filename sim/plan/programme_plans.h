// The plans of a programme's items: opened, dressed in what the programme and the item say, each once.
#ifndef FLOPCAST_PLAN_PROGRAMME_PLANS_H
#define FLOPCAST_PLAN_PROGRAMME_PLANS_H

#include "plan/programme.h"

// A programme while it is read.
struct programme_plans {
    struct reader *reader;
    struct catalog *catalog;
    const struct plan_options *options;
    const struct yaml_node *hardware, *region, *inputs; // what the programme says under its plans; NULL: nothing
    struct programme *programme;
    struct programme_plans_source *sources; // [plan_count]: which mapping each was read from
    size_t source_capacity;
};

// Reads the plans of an item of runs, one for each group of its search. plan_node NULL: all of it stands in `over`.
enum status programme_plans_read(struct programme_plans *reading, const struct yaml_node *plan_node,
                                 const struct yaml_node *over, struct work *work) STATUS_MUST_CHECK;

#endif
