#include "report/proposal_strategies.h"

#include "report/proposal_sheet.h"

void proposal_strategies(struct sheet *sheet, const struct programme_facts *facts)
{
    static const struct sheet_column columns[] = {
        {.key = "name", .heading = "work item"},
        {.key = "strategy", .heading = "strategy"},
        {.key = "is", .heading = "what it runs", .width_needed = 100},
        {.key = "note", .heading = "taken to", .omit_none = true, .blank_none = true, .width_needed = 140},
        {.key = "source", .heading = "source", .wrap = true, .blank_none = true},
    };
    const struct programme *programme = facts->projection->programme;
    struct sheet_table *table = NULL;
    for (size_t i = 0; i < programme->work_count; i++) {
        const struct search *search = &programme->work[i].search;
        if (!search->kind)
            continue;
        if (!table)
            table = sheet_table(sheet, "strategies", "Search strategies", columns, sizeof columns / sizeof *columns);
        struct sheet_cell *row = sheet_row(sheet, table);
        row[0] = sheet_text(programme_facts_cut(sheet, programme->work[i].name, PROPOSAL_SHEET_NAME));
        row[1] = sheet_text(search->kind->name);
        row[2] = sheet_text(search->summary);
        row[3] = sheet_text(search->note);
        row[4] = sheet_text(search->kind->source);
    }
}
