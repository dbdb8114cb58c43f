// What has to be said of a programme beside its numbers: defaults that were used, what is missing and why, what its
// search strategies were taken to do.
#ifndef FLOPCAST_REPORT_PROGRAMME_NOTES_H
#define FLOPCAST_REPORT_PROGRAMME_NOTES_H

#include "report/programme_facts.h"

void programme_notes(struct sheet *sheet, const struct programme_facts *facts);

#endif
