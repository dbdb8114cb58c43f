// flopcast explain: an input or a metric: unit, default, bounds, formula, source, who reads it; a layer kind or a
// search: its keys.
#include <math.h>
#include <string.h>

#include "cli/commands.h"
#include "estimate/estimate.h"
#include "report/number_text.h"
#include "search/search.h"
#include "uncertainty/projection.h"

static void cmd_explain_line(struct session *session, const char *key, const char *label, const char *text)
{
    sheet_field(&session->sheet, key, label, SHEET_PLAIN, NULL, sheet_text(text));
}

static void cmd_explain_input(struct session *session, enum input_id id)
{
    const struct field *row = input_row(id);
    struct arena *arena = &session->arena;
    const char *unit = input_unit(id), *readers = "", *after = unit[0] ? " " : "";
    for (int metric = 0; metric < METRIC_COUNT && readers; metric++)
        if ((estimate_reads_ever((enum metric_id)metric) >> id) & 1u)
            readers = arena_format(arena, "%s%s%s", readers, readers[0] ? ", " : "",
                                   metric_row((enum metric_id)metric)->name);
    session->sheet.title = row->key;
    cmd_explain_line(session, "name", NULL, row->key);
    cmd_explain_line(session, "is", "is", row->help);
    cmd_explain_line(session, "kind", "kind", "input");
    cmd_explain_line(session, "dimension", "dimension", units_words(row->dimension));
    cmd_explain_line(session, "unit", "unit", unit[0] ? unit : "none");
    const char *low = row->low == DBL_MIN
                          ? "more than 0, up to"
                          : arena_format(arena, "from %.6g%s%s to", units_from_si(row->low, unit), after, unit);
    cmd_explain_line(session, "bounds", "bounds",
                     low ? arena_format(arena, "%s %.6g%s%s", low, units_from_si(row->high, unit), after, unit) : NULL);
    if (isnan(input_default(id)))
        cmd_explain_line(session, "default", "default", "none: metrics that need it are left out");
    else
        cmd_explain_line(session, "default", "default",
                         arena_format(arena, "%.6g%s%s", units_from_si(input_default(id), unit), after, unit));
    cmd_explain_line(session, "source", "source of default", input_default_source(id));
    cmd_explain_line(session, "draws", "draws", input_sharing_words(input_sharing(id)));
    cmd_explain_line(session, "precedence", "precedence", "default < hardware < region < plan < --set");
    cmd_explain_line(session, "read_by", "read by", readers);
}

static void cmd_explain_metric(struct session *session, enum metric_id id)
{
    const struct metric *metric = metric_row(id);
    uint64_t reads = estimate_reads_ever(id);
    const char *inputs = "";
    for (int input = 0; input < INPUT_COUNT && inputs; input++)
        if ((reads >> input) & 1u)
            inputs = arena_format(&session->arena, "%s%s%s", inputs, inputs[0] ? ", " : "",
                                  input_row((enum input_id)input)->key);
    session->sheet.title = metric->name;
    cmd_explain_line(session, "name", NULL, metric->name);
    cmd_explain_line(session, "is", "is", metric->sentence);
    cmd_explain_line(session, "kind", "kind", "metric");
    cmd_explain_line(session, "dimension", "dimension", units_words(metric->dimension));
    cmd_explain_line(session, "unit", "unit", metric->unit[0] ? metric->unit : "none");
    cmd_explain_line(session, "formula", "formula", metric->formula);
    cmd_explain_line(session, "source", "source", metric->source);
    cmd_explain_line(session, "trials", "trials", metric->sums ? "a total over all of them" : "that of one training");
    cmd_explain_line(session, "reads", "reads", inputs && inputs[0] ? inputs : "no input: it is counted");
}

// What only programmes have.
static void cmd_explain_quantity(struct session *session, size_t quantity)
{
    const char *unit = projection_unit(quantity);
    session->sheet.title = projection_name(quantity);
    cmd_explain_line(session, "name", NULL, projection_name(quantity));
    cmd_explain_line(session, "is", "is", projection_sentence(quantity));
    cmd_explain_line(session, "kind", "kind", "metric of programmes");
    cmd_explain_line(session, "dimension", "dimension", units_words(projection_dimension(quantity)));
    cmd_explain_line(session, "unit", "unit", unit[0] ? unit : "none");
}

static const char *cmd_explain_choices(struct arena *arena, const struct field *row)
{
    const char *text = row->type == FIELD_SET ? "any of " : "one of ";
    for (size_t i = 0; i < row->choice_count && text; i++)
        text = arena_format(arena, "%s%s%s", text, i ? ", " : "", row->choices[i]);
    return text;
}

// What may stand under a key, where its row does not say so.
static const char *cmd_explain_takes(struct arena *arena, const struct field *row)
{
    switch (row->type) {
    case FIELD_COUNT:
        return arena_format(arena, "a whole number, %.0f or more", row->low);
    case FIELD_COUNTS:
        return "a whole number or a list of them";
    case FIELD_FLAG:
        return "true or false";
    case FIELD_CHOICE:
    case FIELD_SET:
        return cmd_explain_choices(arena, row);
    case FIELD_QUANTITY:
        return "a number";
    default:
        return "a name";
    }
}

static void cmd_explain_keys(struct session *session, const char *heading, const struct field *fields, size_t count)
{
    static const struct sheet_column columns[] = {
        {.key = "key", .heading = "key"},
        {.key = "required", .heading = "needed", .blank_none = true},
        {.key = "takes", .heading = "takes", .wrap = true},
    };
    struct sheet_table *table =
        sheet_table(&session->sheet, "keys", heading, columns, sizeof columns / sizeof *columns);
    table->is_primary = true;
    for (size_t i = 0; i < count; i++) {
        struct sheet_cell *row = sheet_row(&session->sheet, table);
        row[0] = sheet_text(fields[i].key);
        row[1] = sheet_text(fields[i].required ? "yes" : NULL);
        row[2] = sheet_text(fields[i].help ? fields[i].help : cmd_explain_takes(&session->arena, &fields[i]));
    }
}

static void cmd_explain_kind(struct session *session, const struct layer_kind *kind)
{
    session->sheet.title = kind->name;
    cmd_explain_line(session, "name", NULL, kind->name);
    cmd_explain_line(session, "is", "is", kind->sentence);
    cmd_explain_line(session, "kind", "kind", "layer kind");
    cmd_explain_keys(session, "Keys (numbers and flags may be expressions)", kind->fields, kind->field_count);
}

static void cmd_explain_search(struct session *session, const struct search_kind *kind)
{
    size_t count = 0;
    while (kind->fields[count].key)
        count++;
    session->sheet.title = kind->name;
    cmd_explain_line(session, "name", NULL, kind->name);
    cmd_explain_line(session, "is", "is", kind->sentence);
    cmd_explain_line(session, "kind", "kind", "search strategy");
    cmd_explain_line(session, "source", "source", kind->source);
    cmd_explain_keys(session, "Keys", kind->fields, count);
}

enum { CMD_EXPLAIN_NAMES = INPUT_COUNT + PROJECTION_QUANTITIES + 100 };

static enum status cmd_explain_nothing(struct session *session, const char *word)
{
    const char *names[CMD_EXPLAIN_NAMES];
    size_t count = 0;
    for (int id = 0; id < INPUT_COUNT; id++)
        names[count++] = input_row((enum input_id)id)->key;
    for (int id = 0; id < METRIC_COUNT; id++)
        names[count++] = metric_row((enum metric_id)id)->name;
    for (size_t i = 0; i < layer_kind_count && count < CMD_EXPLAIN_NAMES; i++)
        names[count++] = layer_kinds[i]->name;
    for (size_t i = 0; i < search_kinds_count && count < CMD_EXPLAIN_NAMES; i++)
        names[count++] = search_kinds[i]->name;
    for (size_t i = METRIC_COUNT; i < PROJECTION_QUANTITIES && count < CMD_EXPLAIN_NAMES; i++)
        names[count++] = projection_name(i);
    const char *nearest = diag_nearest(word, names, count);
    return diag_error(
        &session->diag, (struct mark){0}, NULL,
        "there is no input, metric, layer kind or search \"%s\"%s%s%s (`list inputs|metrics|kinds|searches`)", word,
        nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
}

enum status cmd_explain(struct session *session)
{
    const char *word = session->args.words[0];
    enum input_id input = input_named(word);
    enum metric_id metric = metric_named(word);
    const struct layer_kind *kind = layer_kind_named(word);
    const struct search_kind *search = search_kind_named(word);
    if (input != INPUT_COUNT)
        cmd_explain_input(session, input);
    else if (metric != METRIC_COUNT)
        cmd_explain_metric(session, metric);
    else if (kind)
        cmd_explain_kind(session, kind);
    else if (search)
        cmd_explain_search(session, search);
    else if (projection_named(word) < PROJECTION_QUANTITIES)
        cmd_explain_quantity(session, projection_named(word));
    else
        return cmd_explain_nothing(session, word);
    return STATUS_OK;
}
