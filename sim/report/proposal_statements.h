// Statements to paste from a proposal, each in the words that its venue asks for.
#ifndef FLOPCAST_REPORT_PROPOSAL_STATEMENTS_H
#define FLOPCAST_REPORT_PROPOSAL_STATEMENTS_H

#include "report/proposal_sheet.h"

// The question on computation of the NeurIPS Paper Checklist (neurips.cc/public/guides/PaperChecklist, "Experiments
// Compute Resources"): kind of workers, memory and time of one run; the total; the full research project.
void proposal_statements_checklist(struct sheet *sheet, const struct proposal_facts *facts);

// Metadata of a model card on the Hugging Face Hub (huggingface.co/docs/hub/model-cards-co2: emissions in grams), and
// the lines of its template under "Environmental Impact".
void proposal_statements_card(struct sheet *sheet, const struct proposal_facts *facts);

// Regulation (EU) 2024/1689, Annex XI, section 1, point 2 (d) and (e), and Article 51 (2).
void proposal_statements_act(struct sheet *sheet, const struct proposal_facts *facts);

// Emissions beside things that people know (proposal_equivalents.def), the factors printed.
void proposal_statements_equivalents(struct sheet *sheet, const struct proposal_facts *facts);

#endif
