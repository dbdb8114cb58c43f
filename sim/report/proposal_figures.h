// The figures of a proposal, each with the words that stand in for it.
#ifndef FLOPCAST_REPORT_PROPOSAL_FIGURES_H
#define FLOPCAST_REPORT_PROPOSAL_FIGURES_H

#include "report/proposal_sheet.h"

void proposal_figures_histogram(struct sheet *sheet, const struct proposal_facts *facts); // of the lead
void proposal_figures_tornado(struct sheet *sheet, const struct proposal_facts *facts);   // of the lead

// One of a quantity by work item: its budget, its energy.
void proposal_figures_items(struct sheet *sheet, const struct proposal_facts *facts, size_t quantity);

// FLOPs of one training step by kind of layer, of the model of the final run.
void proposal_figures_layers(struct sheet *sheet, const struct proposal_facts *facts);

#endif
