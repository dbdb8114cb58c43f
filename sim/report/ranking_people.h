// The part of a ranking's sheet that people read: the answer, the table by one metric, the front.
#ifndef FLOPCAST_REPORT_RANKING_PEOPLE_H
#define FLOPCAST_REPORT_RANKING_PEOPLE_H

#include "report/ranking_sheet.h"

void ranking_people_answers(struct sheet *sheet, const struct ranking_facts *facts);
void ranking_people_table(struct sheet *sheet, const struct ranking_facts *facts);
void ranking_people_front(struct sheet *sheet, const struct ranking_facts *facts);

#endif
