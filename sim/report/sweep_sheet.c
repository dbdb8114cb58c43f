#include "report/sweep_sheet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "report/sweep_notes.h"

enum {
    SWEEP_SHEET_MARGIN = 2,     // samples are taken to lie within half and twice the point estimates
    SWEEP_SHEET_NUMBER = 5,     // columns of a number at least
    SWEEP_SHEET_LOOKS = 1000,   // values of a range whose width is looked at
    SWEEP_SHEET_DIGITS = 4,     // of the values of a range, at least
    SWEEP_SHEET_DIGITS_MAX = 15 // and at most
};

const double sweep_sheet_quantiles[SWEEP_SHEET_QUANTILES] = {0.05, 0.5, 0.95};

static const struct sweep_format *const sweep_sheet_formats[] = {&sweep_table, &sweep_json, &sweep_csv};

// What people get when they name no metric.
static const enum metric_id sweep_sheet_usual[] = {METRIC_TIME_H, METRIC_ENERGY_KWH, METRIC_CO2E_KG, METRIC_CLOUD_USD};

// ---- axes ------------------------------------------------------------------------------------

double sweep_sheet_number(const struct sweep_axis *axis, uint64_t at)
{
    double number = sweep_axis_number(axis, at);
    return axis->kind == SWEEP_INPUT && !isnan(number) ? units_scale_from_si(&axis->scale, number) : number;
}

void sweep_sheet_range_text(const struct sweep_sheet_axis *axis, uint64_t at, char text[NUMBER_TEXT_SIZE])
{
    double number = sweep_sheet_number(axis->axis, at);
    if (number == floor(number) && fabs(number) >= 1000)
        number_text_styled(number, SHEET_EXACT, NULL, text);
    else
        snprintf(text, NUMBER_TEXT_SIZE, "%.*g", axis->digits, number);
}

// Digits that tell neighbours of a range apart.
static int sweep_sheet_digits(const struct sweep_axis *axis)
{
    double low = sweep_sheet_number(axis, 0), high = sweep_sheet_number(axis, axis->count - 1);
    double step = fabs(high - low) / (double)(axis->count - 1), most = fmax(fabs(low), fabs(high));
    double digits = ceil(log10(most / step)) + 1;
    return digits < SWEEP_SHEET_DIGITS       ? SWEEP_SHEET_DIGITS
           : digits > SWEEP_SHEET_DIGITS_MAX ? SWEEP_SHEET_DIGITS_MAX
                                             : (int)digits;
}

static const char *sweep_sheet_cell(const struct sweep_sheet *sheet, const struct sweep_axis *axis, uint64_t at)
{
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    if (!stream)
        return NULL;
    sheet->format->put_cell(stream, axis, at, sweep_sheet_number(axis, at));
    bool complete = !ferror(stream);
    const char *cell = fclose(stream) == 0 && complete ? arena_copy(sheet->arena, text, length) : NULL;
    free(text);
    return cell;
}

static enum status sweep_sheet_list(const struct sweep_sheet *sheet, struct sweep_sheet_axis *shown)
{
    const struct sweep_axis *axis = shown->axis;
    shown->cells = arena_array(sheet->arena, (size_t)axis->count, sizeof *shown->cells);
    if (!shown->cells)
        return STATUS_NO_MEMORY;
    for (uint64_t at = 0; at < axis->count; at++) {
        shown->cells[at] = sweep_sheet_cell(sheet, axis, at);
        if (!shown->cells[at])
            return STATUS_NO_MEMORY;
        shown->is_numeric = shown->is_numeric && !isnan(sweep_sheet_number(axis, at));
        size_t width = utf8_columns(shown->cells[at], strlen(shown->cells[at]));
        shown->width = width > shown->width ? width : shown->width;
    }
    return STATUS_OK;
}

static void sweep_sheet_range(struct sweep_sheet_axis *shown)
{
    char text[NUMBER_TEXT_SIZE];
    uint64_t count = shown->axis->count, stride = count / SWEEP_SHEET_LOOKS + 1;
    shown->digits = sweep_sheet_digits(shown->axis);
    for (uint64_t at = 0; at < count; at += stride) {
        sweep_sheet_range_text(shown, at, text);
        shown->width = strlen(text) > shown->width ? strlen(text) : shown->width;
    }
    sweep_sheet_range_text(shown, count - 1, text);
    shown->width = strlen(text) > shown->width ? strlen(text) : shown->width;
}

static enum status sweep_sheet_axis(const struct sweep_sheet *sheet, const struct sweep_axis *axis,
                                    struct sweep_sheet_axis *shown)
{
    *shown = (struct sweep_sheet_axis){
        .axis = axis, .name = axis->name, .unit = axis->kind == SWEEP_INPUT ? input_unit(axis->input) : NULL};
    shown->is_numeric = true;
    shown->width = strlen(axis->name);
    if (axis->texts)
        return sweep_sheet_list(sheet, shown);
    sweep_sheet_range(shown);
    return STATUS_OK;
}

// ---- metrics ---------------------------------------------------------------------------------

enum sheet_style sweep_sheet_style(enum metric_id id)
{
    return id == METRIC_PARAMETERS ? SHEET_EXACT : id == METRIC_MFU ? SHEET_PERCENT : SHEET_PLAIN;
}

// Columns of a number of this size with all its digits.
static size_t sweep_sheet_columns(double number, enum metric_id id)
{
    char text[NUMBER_TEXT_SIZE];
    if (number > 0 && sweep_sheet_style(id) != SHEET_EXACT)
        number = 1.234 * pow(10, floor(log10(number)));
    number_text_styled(number, sweep_sheet_style(id), NULL, text);
    return strlen(text);
}

static void sweep_sheet_metric(struct sweep_sheet *sheet, enum metric_id id, const struct sweep_survey *survey)
{
    struct sweep_sheet_metric *metric = &sheet->metrics[sheet->metric_count++];
    *metric = (struct sweep_sheet_metric){.id = id,
                                          .scale = units_scale(metric_row(id)->unit),
                                          .has_value = survey->has_value[id],
                                          .width = SWEEP_SHEET_NUMBER};
    if (!survey->has_value[id])
        return;
    double margin = sheet->samples > 1 && sweep_sheet_style(id) != SHEET_EXACT ? SWEEP_SHEET_MARGIN : 1;
    const double sizes[] = {survey->least[id] / margin, survey->most[id] * margin};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        size_t width = sweep_sheet_columns(units_scale_from_si(&metric->scale, sizes[i]), id);
        metric->width = width > metric->width ? width : metric->width;
    }
}

static uint64_t sweep_sheet_choose(const struct sweep_sheet *sheet, const struct sweep_survey *survey)
{
    uint64_t all = 0, usual = 0;
    for (int id = 0; id < METRIC_COUNT; id++)
        all |= survey->has_value[id] ? UINT64_C(1) << id : 0;
    for (size_t i = 0; i < sizeof sweep_sheet_usual / sizeof *sweep_sheet_usual; i++)
        usual |= all & UINT64_C(1) << sweep_sheet_usual[i];
    return sheet->format->is_for_people && usual ? usual : all;
}

uint64_t sweep_sheet_metrics(const struct sweep_sheet *sheet)
{
    uint64_t metrics = 0;
    for (size_t i = 0; i < sheet->metric_count; i++)
        metrics |= UINT64_C(1) << sheet->metrics[i].id;
    return metrics;
}

// Which column of the ensemble a metric is; SIZE_MAX: it does not vary.
static size_t sweep_sheet_column(const struct sweep_row *row, enum metric_id id)
{
    for (size_t i = 0; row->ensemble && i < row->source->metric_count; i++)
        if (row->source->metrics[i] == id)
            return i;
    return SIZE_MAX;
}

void sweep_sheet_values(const struct sweep_row *row, const struct sweep_sheet_metric *metric,
                        struct sweep_sheet_values *values)
{
    double point = units_scale_from_si(&metric->scale, row->forecast->point[metric->id]);
    size_t column = sweep_sheet_column(row, metric->id);
    *values = (struct sweep_sheet_values){.point = point, .mean = point, .sd = isfinite(point) ? 0 : point};
    for (size_t q = 0; q < SWEEP_SHEET_QUANTILES; q++)
        values->quantiles[q] = point;
    if (column == SIZE_MAX)
        return;
    const struct ensemble_column *found = &row->ensemble->columns[column];
    values->varies = true;
    values->non_finite = found->non_finite;
    values->mean = units_scale_from_si(&metric->scale, found->mean);
    values->sd = units_scale_from_si(&metric->scale, found->sd);
    for (size_t q = 0; q < SWEEP_SHEET_QUANTILES; q++)
        values->quantiles[q] = units_scale_from_si(&metric->scale, found->quantiles[q]);
}

int sweep_sheet_fits(const struct sweep_row *row)
{
    const struct plan *plan = row->plan;
    if (!row->tally->fit.is_known || !plan->has_device || !(plan->device.memory_bytes > 0))
        return -1;
    return fit_lacks(plan, &row->tally->fit) <= 0;
}

// ---- the sheet -------------------------------------------------------------------------------

static const struct sweep_format *sweep_sheet_format(const char *name)
{
    for (size_t i = 0; i < sizeof sweep_sheet_formats / sizeof *sweep_sheet_formats; i++)
        if (strcmp(sweep_sheet_formats[i]->name, name) == 0)
            return sweep_sheet_formats[i];
    return NULL;
}

bool sweep_sheet_has_format(const char *format)
{
    return sweep_sheet_format(format) != NULL;
}

enum status sweep_sheet_init(struct sweep_sheet *sheet, struct arena *arena, const struct sweep *sweep,
                             const struct plan *plan, const struct sweep_survey *survey, const char *format,
                             uint64_t metrics, int columns)
{
    *sheet = (struct sweep_sheet){.arena = arena,
                                  .sweep = sweep,
                                  .plan = plan,
                                  .points = sweep_points(sweep->axes, sweep->axis_count),
                                  .samples = sweep_samples(sweep, plan),
                                  .columns = columns};
    sheet->format = sweep_sheet_format(format);
    sheet_init(&sheet->notes, arena, NULL);
    enum status status = sheet->format ? STATUS_OK : STATUS_BAD_INPUT;
    for (size_t i = 0; i < sweep->axis_count && status == STATUS_OK; i++)
        status = sweep_sheet_axis(sheet, &sweep->axes[i], &sheet->axes[i]);
    if (status != STATUS_OK)
        return status;
    if (!metrics)
        metrics = sweep_sheet_choose(sheet, survey);
    for (int id = 0; id < METRIC_COUNT; id++)
        if ((metrics >> id) & 1u)
            sweep_sheet_metric(sheet, (enum metric_id)id, survey);
    sweep_notes_fields(sheet);
    return sheet_status(&sheet->notes);
}

void sweep_sheet_begin(const struct sweep_sheet *sheet, FILE *stream)
{
    sheet->format->begin(sheet, stream);
}

enum status sweep_sheet_describe(const struct sweep_sheet *sheet, const struct sweep_row *row, struct sweep_text *text)
{
    struct row_text line;
    row_text_init(&line);
    sheet->format->row(sheet, row, &line);
    *text = (struct sweep_text){.text = line.text, .length = line.length, .lacks_memory = sweep_sheet_fits(row) == 0};
    for (size_t i = 0; row->ensemble && i < row->ensemble->column_count; i++)
        text->non_finite += row->ensemble->columns[i].non_finite;
    return line.no_memory ? STATUS_NO_MEMORY : STATUS_OK;
}

void sweep_sheet_put(struct sweep_sheet *sheet, const struct sweep_text *text, FILE *stream)
{
    fwrite(text->text, 1, text->length, stream);
    sheet->done++;
    sheet->lacking += text->lacks_memory;
    sheet->non_finite += text->non_finite;
}

void sweep_sheet_end(struct sweep_sheet *sheet, FILE *stream)
{
    sweep_notes_end(sheet);
    sheet->format->end(sheet, stream);
}
