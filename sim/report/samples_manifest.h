// The manifest of a folder of samples: what was asked, how it was drawn, and which file holds which column. JSON.
#ifndef FLOPCAST_REPORT_SAMPLES_MANIFEST_H
#define FLOPCAST_REPORT_SAMPLES_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "report/samples_folder.h"

enum samples_format { SAMPLES_NPY, SAMPLES_CSV };

struct samples_column {
    const char *name; // letters, digits, "_", "-" and "." (not at the front): also the name of its file
    const char *unit; // "" for a plain number
    const char *role; // "input" or "metric"
};

// None of the texts is NULL.
struct samples_manifest {
    const char *plan, *sampling, *command;
    uint64_t seed;
    bool is_partial; // the run was ended before all samples that were asked for
};

// The file that holds a column: one for each in NPY, one for all in CSV.
void samples_manifest_file(enum samples_format format, const struct samples_column *column,
                           char name[SAMPLES_FOLDER_NAME_SIZE]);

// Errors stay in the stream.
void samples_manifest_write(FILE *stream, const struct samples_manifest *about, uint64_t samples,
                            enum samples_format format, const struct samples_column *columns, size_t count);

#endif
