// The part of a ranking's sheet that machines read: every region in JSON, and a row of each in CSV.
#ifndef FLOPCAST_REPORT_RANKING_ROWS_H
#define FLOPCAST_REPORT_RANKING_ROWS_H

#include "report/ranking_sheet.h"

void ranking_rows_json(struct sheet *sheet, const struct ranking_facts *facts);
void ranking_rows_csv(struct sheet *sheet, const struct ranking_facts *facts);

#endif
