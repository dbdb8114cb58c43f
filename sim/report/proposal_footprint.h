// A carbon footprint in the words that users of calculators paste: a LaTeX paragraph as of ML CO2 Impact (Lacoste et
// al. 2019, arXiv 1910.09700), a plain sentence as of Green Algorithms (Lannelongue et al. 2021, doi
// 10.1002/advs.202100707).
#ifndef FLOPCAST_REPORT_PROPOSAL_FOOTPRINT_H
#define FLOPCAST_REPORT_PROPOSAL_FOOTPRINT_H

#include "report/proposal_sheet.h"

void proposal_footprint_latex(struct sheet *sheet, const struct proposal_facts *facts);
void proposal_footprint_plain(struct sheet *sheet, const struct proposal_facts *facts);

#endif
