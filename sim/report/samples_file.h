// Monte Carlo samples in a folder: one NPY file for each column, or one CSV file for all, and manifest.json, which says
// what they are. Threads put blocks of rows in any order. While the run goes on, the files are called NAME.partial, and
// a folder with a manifest.json is whole: any failure takes away what was written, and the folder if it was made.
//
//     struct samples_file file;
//     enum status status = samples_file_init(&file, "runs/bert", SAMPLES_NPY, columns, count, samples, &diag);
//     if (status == STATUS_OK) {
//         ... samples_file_put(&file, first, n, values), from any thread, until one is not STATUS_OK ...
//         status = samples_file_finish(&file, samples, &about, &diag);
//     }
//     samples_file_free(&file);
//
// The folder's path and the columns belong to the caller and outlive the file. A process that may meet a limit on the
// size of its files has to ignore SIGXFSZ, or that signal ends it before an error can be told.
#ifndef FLOPCAST_REPORT_SAMPLES_FILE_H
#define FLOPCAST_REPORT_SAMPLES_FILE_H

#include <pthread.h>

#include "report/samples_manifest.h"
#include "report/samples_order.h"

struct samples_file {
    enum samples_format format;
    const struct samples_column *columns;
    size_t count;
    struct samples_folder folder; // file 0 is the manifest, then the columns, or the CSV file
    pthread_mutex_t lock;         // of all below
    bool has_lock;
    struct samples_order order;
    uint64_t csv_size; // bytes written so far
    int problem;       // errno of the first put that failed
    size_t problem_file;
};

// Makes the folder unless it is there (its parent must be) and the files in it. With `samples` known (not 0), NPY takes
// all the room now, so that a disk that is too full is found before any work; CSV finds out on the way. Bad input: a
// folder that cannot be written to, that holds samples, or where another run writes; a column without a proper name.
enum status samples_file_init(struct samples_file *file, const char *folder, enum samples_format format,
                              const struct samples_column *columns, size_t count, uint64_t samples,
                              struct diag *diag) STATUS_MUST_CHECK;

// Removes all that an unfinished file wrote. Legal after a failed init, and after finish.
void samples_file_free(struct samples_file *file);

// Rows first..first+n of all columns, values[count][n], which no other call gives. Several threads may call. In CSV a
// block waits in memory until those before it have come, so threads should not run far ahead of each other. After a
// failure the samples are lost; samples_file_finish says why.
enum status samples_file_put(struct samples_file *file, uint64_t first, size_t n,
                             const double *const *values) STATUS_MUST_CHECK;

// Once, when no thread puts any more: keeps the first `samples` rows, all of which were put (fewer than were announced
// when a run was cut short), and drops rows behind them.
enum status samples_file_finish(struct samples_file *file, uint64_t samples, const struct samples_manifest *about,
                                struct diag *diag) STATUS_MUST_CHECK;

#endif
