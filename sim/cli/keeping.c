#include "cli/keeping.h"

#include <stdlib.h>

enum status keeping_open(struct keeping *keeping, const struct forecast_source *source, uint64_t samples)
{
    keeping->count = source->source.column_count;
    for (size_t i = 0; i < keeping->count; i++) {
        bool is_metric = i < source->metric_count;
        enum input_id input = is_metric ? INPUT_COUNT : source->forecast->inputs[i - source->metric_count].id;
        const char *unit = is_metric ? metric_row(source->metrics[i])->unit : input_unit(input);
        keeping->columns[i] =
            (struct samples_column){.name = is_metric ? metric_row(source->metrics[i])->name : input_row(input)->key,
                                    .unit = unit,
                                    .role = is_metric ? "metric" : "input"};
        keeping->factors[i] = units_from_si(1, unit);
    }
    enum status status = samples_file_init(&keeping->file, keeping->folder, keeping->format, keeping->columns,
                                           keeping->count, samples, keeping->diag);
    keeping->is_open = status == STATUS_OK;
    return status;
}

enum status keeping_put(struct keeping *keeping, uint64_t first, size_t n, const double *const *columns)
{
    const double *values[METRIC_COUNT + INPUT_COUNT];
    double *memory = malloc((keeping->count * n + 1) * sizeof *memory);
    if (!memory)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < keeping->count; i++) {
        double *printed = memory + i * n;
        for (size_t at = 0; at < n; at++)
            printed[at] = columns[i][at] * keeping->factors[i];
        values[i] = printed;
    }
    enum status status = samples_file_put(&keeping->file, first, n, values);
    free(memory);
    return status;
}

enum status keeping_close(struct keeping *keeping, uint64_t samples, const struct samples_manifest *about,
                          enum status status)
{
    if (!keeping->is_open)
        return status;
    // After a failed put the file knows the reason.
    if (status == STATUS_OK || status == STATUS_IO) {
        enum status finished = samples_file_finish(&keeping->file, samples, about, keeping->diag);
        status = status == STATUS_OK ? finished : status;
    }
    samples_file_free(&keeping->file);
    keeping->is_open = false;
    return status;
}
