// The groups of trials of every search: rungs, brackets, children up to a hurdle.
#ifndef FLOPCAST_REPORT_PROGRAMME_RUNGS_H
#define FLOPCAST_REPORT_PROGRAMME_RUNGS_H

#include "report/programme_facts.h"

// For JSON, those of one item.
const struct sheet_table *programme_rungs_inner(struct sheet *sheet, const struct programme_facts *facts, size_t item);

// For people, a table of all of them, at the medians; nothing where nothing is searched.
void programme_rungs(struct sheet *sheet, const struct programme_facts *facts);

#endif
