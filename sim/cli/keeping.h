// Samples of an outlook on their way into a folder (--save-samples): named, in the units that they are printed in.
#ifndef FLOPCAST_CLI_KEEPING_H
#define FLOPCAST_CLI_KEEPING_H

#include "report/samples_file.h"
#include "uncertainty/forecast_source.h"

struct keeping {
    const char *folder;
    enum samples_format format;
    struct diag *diag;
    struct samples_column columns[METRIC_COUNT + INPUT_COUNT];
    double factors[METRIC_COUNT + INPUT_COUNT]; // printed = SI x factor
    size_t count;
    struct samples_file file;
    bool is_open;
};

// Opens the folder for so many samples of the source's columns.
enum status keeping_open(struct keeping *keeping, const struct forecast_source *source, uint64_t samples);

// As an ensemble's observer has it: from several threads at once.
enum status keeping_put(struct keeping *keeping, uint64_t first, size_t n, const double *const *columns);

// Ends with the first `samples` rows. `status` is how the run went: after a failure it only says why.
enum status keeping_close(struct keeping *keeping, uint64_t samples, const struct samples_manifest *about,
                          enum status status);

#endif
