// Numbers as text: exact for machines, readable for people.
#ifndef FLOPCAST_REPORT_NUMBER_TEXT_H
#define FLOPCAST_REPORT_NUMBER_TEXT_H

#include "report/sheet.h"

enum { NUMBER_TEXT_SIZE = 64 };

// The shortest decimal that reads back as the same double; a whole number below 2^53 without a point or exponent.
void number_text_exact(double number, char text[NUMBER_TEXT_SIZE]);

// As its style says, with the unit: "12,571", "28.5 GFLOP", "418 MiB", "31.5 %". unit may be NULL.
void number_text_styled(double number, enum sheet_style style, const char *unit, char text[NUMBER_TEXT_SIZE]);

// The same without a unit, in the arena; NULL when that is out of memory.
const char *number_text_kept(struct arena *arena, double number, enum sheet_style style);

#endif
