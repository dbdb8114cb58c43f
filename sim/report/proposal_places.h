// The emissions of one final run in other regions, as a figure.
#ifndef FLOPCAST_REPORT_PROPOSAL_PLACES_H
#define FLOPCAST_REPORT_PROPOSAL_PLACES_H

#include "report/proposal_sheet.h"

// Nothing where no region was compared, or none makes a difference: the programme itself states its grid.
void proposal_places(struct sheet *sheet, const struct proposal_facts *facts);

#endif
