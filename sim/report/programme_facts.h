// What there is to tell of a programme: its projection after sampling, and what the samples say of each entry.
#ifndef FLOPCAST_REPORT_PROGRAMME_FACTS_H
#define FLOPCAST_REPORT_PROGRAMME_FACTS_H

#include "report/sheet.h"
#include "uncertainty/projection.h"
#include "uncertainty/replication_programme.h"

enum { PROGRAMME_QUANTILES = 3 };
extern const double programme_facts_quantiles[PROGRAMME_QUANTILES]; // 5 %, 50 %, 95 %: what projections are run with

struct programme_facts {
    const struct projection *projection; // after projection_run
    uint64_t samples;                    // summed up; 1: the point alone
    bool is_partial;
    const struct replication_programme_figure *figures; // printed by a publication
    size_t figure_count;
};

// Median of the samples, or the point where there are none; 5 % and 95 %. SI.
double programme_facts_median(const struct programme_facts *facts, size_t entry, size_t quantity);
double programme_facts_low(const struct programme_facts *facts, size_t entry, size_t quantity);
double programme_facts_high(const struct programme_facts *facts, size_t entry, size_t quantity);
double programme_facts_quantile(const struct programme_facts *facts, size_t entry, size_t quantity, int which);

// Whether it differs from sample to sample.
bool programme_facts_is_sampled(const struct programme_facts *facts, size_t entry, size_t quantity);

// A text of at most so many columns, to leave room for numbers beside it.
const char *programme_facts_cut(struct sheet *sheet, const char *text, size_t most);

// A name that leaves room for numbers; arena text.
const char *programme_facts_name(struct sheet *sheet, const char *name);

#endif
