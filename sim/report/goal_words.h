// What a goal's answers are in sentences: with which probability, within which limits, where, and what it takes.
#ifndef FLOPCAST_REPORT_GOAL_WORDS_H
#define FLOPCAST_REPORT_GOAL_WORDS_H

#include "report/sheet.h"
#include "uncertainty/goal_search.h"

struct goal_facts {
    const struct goal *goal;
    const struct goal_search_options *options;
    const struct goal_search *search;
    const char *region; // as it was asked for; NULL: as the programme says
};

// Three digits: "12.3", "1.75e+22".
const char *goal_words_number(struct arena *arena, double value);

// A paragraph for everything that was asked.
void goal_words_answers(struct sheet *sheet, const struct goal_facts *facts);

// Why nothing meets the goal: the tightest limit, and by how much; "" where something does.
const char *goal_words_miss(struct arena *arena, const struct goal_facts *facts);

#endif
