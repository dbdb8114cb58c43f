// Samples as CSV (RFC 4180, lines end in LF): a line of headings, then a line for each sample. A heading is the name of
// the column, with its unit where the name does not end in it: "energy_kwh", "power_device [W]". Numbers read back as
// the same double; NaN is written as NaN, since an empty line of a single column would be skipped by readers.
#ifndef FLOPCAST_REPORT_SAMPLES_CSV_H
#define FLOPCAST_REPORT_SAMPLES_CSV_H

#include "report/samples_manifest.h"

// Whether name and unit need no quotes in a heading.
bool samples_csv_is_plain(const struct samples_column *column);

// The line of headings; for the caller to free, NULL when out of memory.
char *samples_csv_heading(const struct samples_column *columns, size_t count, size_t *length);

// The lines of n samples, values[count][n]; for the caller to free, NULL when out of memory. Not NUL-terminated.
char *samples_csv_lines(size_t n, size_t count, const double *const *values, size_t *length);

// Where line number `lines` of a file in the folder ends, in bytes from its beginning. Returns 0 or an errno.
int samples_csv_end(const struct samples_folder *folder, size_t file, uint64_t lines, uint64_t *end);

#endif
