// One programme on its way into a proposal: opened, sampled, and its sheet filled.
#ifndef FLOPCAST_CLI_PROPOSING_H
#define FLOPCAST_CLI_PROPOSING_H

#include "cli/session.h"
#include "report/proposal_sheet.h"

struct proposing {
    struct arena *arena;
    struct diag *diag;
    struct catalog catalog;
    struct reader reader;
    struct programme programme;
    struct projection projection;
    struct programme_facts facts;
    struct projection_devices devices;
    struct projection_tornado tornado;
    struct proposal_lines lines;
    struct proposal_facts proposal;
    size_t lead;        // see proposal_facts
    double *samples;    // of the lead
    double **items;     // of device-hours, where kinds of device have to be told apart
    double *item_block; // what they lie in
};

struct proposing_options {
    uint64_t samples; // 0: as the programme says, else PROPOSING_SAMPLES
    int64_t seed;     // -1: as the programme says
    int threads;
    const char *command_line, *regions; // see proposing_regions.h
    void *observer;
    bool (*tick)(void *observer, uint64_t done, uint64_t total); // of samples; NULL: nobody looks
};

enum { PROPOSING_SAMPLES = 100000, PROPOSING_SAMPLES_MAX = 100000000 }; // when nobody says; what memory bears

// Everything that is read lives in the arena; the session says where the data is and what options hold.
void proposing_init(struct proposing *proposing, const struct session *session, struct arena *arena, struct diag *diag);
void proposing_free(struct proposing *proposing); // the arena stays

// Opens the programme, plan or model and samples it. A run that the observer ended is partial (facts.is_partial).
enum status proposing_run(struct proposing *proposing, const char *word, const struct plan_options *plan,
                          const struct proposing_options *options) STATUS_MUST_CHECK;

// Fills the sheet, which must lie in the same arena.
enum status proposing_sheet(struct proposing *proposing, struct sheet *sheet) STATUS_MUST_CHECK;

#endif
