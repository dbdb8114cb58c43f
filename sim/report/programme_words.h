// Amounts and sentences about a programme, for people: "12.3 GWh", "4,251 t CO2e", what one run costs beside the whole.
#ifndef FLOPCAST_REPORT_PROGRAMME_WORDS_H
#define FLOPCAST_REPORT_PROGRAMME_WORDS_H

#include "report/programme_facts.h"

// An SI value of a quantity with three digits, in the unit that keeps it readable: kWh, MWh or GWh; kg or t CO2e.
// Arena text; "" for NaN.
const char *programme_words_amount(struct arena *arena, size_t quantity, double si);

// "1.2..1.9 MWh", both ends in the unit of the upper; "" where they are the same or not known.
const char *programme_words_interval(struct arena *arena, size_t quantity, double low, double high);

// Median and interval of an entry in one unit: "3,020 (2,300..4,020) device-hours"; the median alone where it is
// certain, "" where it is not known.
const char *programme_words_estimate(struct arena *arena, const struct programme_facts *facts, size_t entry,
                                     size_t quantity);

// "One final run (NAME) costs X; the programme costs Y (interval), Z times as much." "" without a final run, or where
// nothing of it is known.
const char *programme_words_ratio(struct sheet *sheet, const struct programme_facts *facts);

// When what is served has taken as much energy as all the rest: "" without an item that serves, or with several.
const char *programme_words_serving(struct sheet *sheet, const struct programme_facts *facts);

// What a work item is, in a few words: "hyperband: 5 brackets, ...", "5 seeds", "10..50 % of search, final runs".
const char *programme_words_work(struct arena *arena, const struct programme_facts *facts, size_t item);

#endif
