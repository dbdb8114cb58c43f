#include "report/samples_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/samples_csv.h"
#include "report/samples_npy.h"

enum { SAMPLES_FILE_MANIFEST, SAMPLES_FILE_FIRST };

static const char samples_file_letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";

// ---- lifetime -----------------------------------------------------------------------------------

static enum status samples_file_check_columns(const struct samples_file *file, struct diag *diag)
{
    if (!file->count)
        return diag_error(diag, (struct mark){0}, NULL, "samples need a column");
    for (size_t i = 0; i < file->count; i++) {
        const char *name = file->columns[i].name;
        if (!name[0] || name[0] == '.' || name[strspn(name, samples_file_letters)] ||
            strlen(name) + sizeof ".npy" > SAMPLES_FOLDER_NAME_SIZE || !samples_csv_is_plain(&file->columns[i]))
            return diag_error(diag, (struct mark){0}, NULL, "\"%s\" in %s cannot be the name of a file and a column",
                              name, file->columns[i].unit);
    }
    return STATUS_OK;
}

// The column's file; made, headed and, where the count is known, given its room.
static enum status samples_file_open_npy(struct samples_file *file, size_t column, uint64_t samples, struct diag *diag)
{
    char name[SAMPLES_FOLDER_NAME_SIZE], header[SAMPLES_NPY_HEADER];
    size_t index = SAMPLES_FILE_FIRST + column;
    samples_manifest_file(SAMPLES_NPY, &file->columns[column], name);
    enum status status = samples_folder_add(&file->folder, name, diag);
    if (status != STATUS_OK)
        return status;
    samples_npy_header(samples, header);
    int problem = samples ? samples_folder_reserve(&file->folder, index, samples_npy_size(samples)) : 0;
    if (!problem)
        problem = samples_folder_write(&file->folder, index, header, sizeof header, 0);
    return problem ? samples_folder_failed(&file->folder, index, "no room for the samples", problem, diag) : STATUS_OK;
}

// A samples_order_take: the next text of the CSV file.
static int samples_file_append(void *context, const char *text, size_t length)
{
    struct samples_file *file = context;
    int problem = samples_folder_write(&file->folder, SAMPLES_FILE_FIRST, text, length, file->csv_size);
    file->csv_size += problem ? 0 : length;
    return problem;
}

static enum status samples_file_open_csv(struct samples_file *file, struct diag *diag)
{
    char name[SAMPLES_FOLDER_NAME_SIZE];
    samples_manifest_file(SAMPLES_CSV, file->columns, name);
    enum status status = samples_folder_add(&file->folder, name, diag);
    if (status != STATUS_OK)
        return status;
    size_t length = 0;
    char *heading = samples_csv_heading(file->columns, file->count, &length);
    int problem = heading ? samples_file_append(file, heading, length) : ENOMEM;
    free(heading);
    return problem ? samples_folder_failed(&file->folder, SAMPLES_FILE_FIRST, "writing failed", problem, diag)
                   : STATUS_OK;
}

static enum status samples_file_open(struct samples_file *file, uint64_t samples, struct diag *diag)
{
    enum status status = samples_folder_add(&file->folder, "manifest.json", diag);
    if (file->format == SAMPLES_CSV)
        return status == STATUS_OK ? samples_file_open_csv(file, diag) : status;
    for (size_t i = 0; i < file->count && status == STATUS_OK; i++)
        status = samples_file_open_npy(file, i, samples, diag);
    return status;
}

enum status samples_file_init(struct samples_file *file, const char *folder, enum samples_format format,
                              const struct samples_column *columns, size_t count, uint64_t samples, struct diag *diag)
{
    *file = (struct samples_file){.format = format, .columns = columns, .count = count};
    samples_order_init(&file->order);
    enum status status = samples_file_check_columns(file, diag);
    if (status != STATUS_OK)
        return status;
    file->has_lock = pthread_mutex_init(&file->lock, NULL) == 0;
    if (!file->has_lock)
        return STATUS_NO_MEMORY;
    status = samples_folder_init(&file->folder, folder, SAMPLES_FILE_FIRST + count, diag);
    if (status == STATUS_OK)
        status = samples_file_open(file, samples, diag);
    if (status != STATUS_OK)
        samples_folder_free(&file->folder);
    return status;
}

void samples_file_free(struct samples_file *file)
{
    samples_folder_free(&file->folder);
    samples_order_free(&file->order);
    if (file->has_lock)
        pthread_mutex_destroy(&file->lock);
    file->has_lock = false;
}

// ---- rows ---------------------------------------------------------------------------------------

// Writes each column to its place; *at is the file that failed.
static int samples_file_put_npy(const struct samples_file *file, uint64_t first, size_t n, const double *const *values,
                                size_t *at)
{
    if (n > SIZE_MAX / sizeof(double))
        return EFBIG;
    for (size_t i = 0; i < file->count; i++) {
        *at = SAMPLES_FILE_FIRST + i;
        int problem = samples_folder_write(&file->folder, *at, values[i], n * sizeof(double), samples_npy_size(first));
        if (problem)
            return problem;
    }
    return 0;
}

enum status samples_file_put(struct samples_file *file, uint64_t first, size_t n, const double *const *values)
{
    size_t length = 0, at = SAMPLES_FILE_FIRST;
    char *text = NULL;
    int problem = 0;
    if (n == 0)
        return STATUS_OK;
    // What takes time, writing numbers as text or bytes to their place, is done before the lock.
    if (file->format == SAMPLES_CSV) {
        text = samples_csv_lines(n, file->count, values, &length);
        problem = text ? 0 : ENOMEM;
    } else
        problem = samples_file_put_npy(file, first, n, values, &at);
    pthread_mutex_lock(&file->lock);
    if (!problem)
        problem = samples_order_add(&file->order, first, n, text, length, samples_file_append, file);
    if (problem && !file->problem) {
        file->problem = problem;
        file->problem_file = at;
    }
    pthread_mutex_unlock(&file->lock);
    if (!problem)
        return STATUS_OK;
    return problem == ENOMEM ? STATUS_NO_MEMORY : STATUS_IO;
}

// ---- the end ------------------------------------------------------------------------------------

static int samples_file_finish_npy(struct samples_file *file, size_t index, uint64_t samples)
{
    char header[SAMPLES_NPY_HEADER];
    samples_npy_header(samples, header);
    int problem = samples_folder_write(&file->folder, index, header, sizeof header, 0);
    return problem ? problem : samples_folder_truncate(&file->folder, index, samples_npy_size(samples));
}

static int samples_file_finish_csv(struct samples_file *file, uint64_t samples)
{
    uint64_t end = file->csv_size;
    int problem = 0;
    if (samples < file->order.rows)
        problem = samples_csv_end(&file->folder, SAMPLES_FILE_FIRST, 1 + samples, &end);
    return problem ? problem : samples_folder_truncate(&file->folder, SAMPLES_FILE_FIRST, end);
}

static int samples_file_describe(struct samples_file *file, uint64_t samples, const struct samples_manifest *about)
{
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    if (!stream)
        return ENOMEM;
    samples_manifest_write(stream, about, samples, file->format, file->columns, file->count);
    bool complete = !ferror(stream);
    complete = fclose(stream) == 0 && complete;
    int problem = complete ? samples_folder_write(&file->folder, SAMPLES_FILE_MANIFEST, text, length, 0) : ENOMEM;
    free(text);
    return problem;
}

static enum status samples_file_complete(struct samples_file *file, uint64_t samples,
                                         const struct samples_manifest *about, struct diag *diag)
{
    int problem = file->problem;
    size_t at = file->problem_file;
    if (!problem && samples > file->order.rows) {
        diag_error(diag, (struct mark){0}, NULL, "%s: not all of %llu samples were written, but %llu",
                   file->folder.path, (unsigned long long)samples, (unsigned long long)file->order.rows);
        return STATUS_IO;
    }
    for (size_t i = SAMPLES_FILE_FIRST; i < file->folder.count && !problem; i++) {
        at = i;
        problem = file->format == SAMPLES_CSV ? samples_file_finish_csv(file, samples)
                                              : samples_file_finish_npy(file, i, samples);
    }
    if (!problem) {
        at = SAMPLES_FILE_MANIFEST;
        problem = samples_file_describe(file, samples, about);
    }
    if (problem)
        return samples_folder_failed(&file->folder, at, "writing failed", problem, diag);
    return samples_folder_finish(&file->folder, diag);
}

enum status samples_file_finish(struct samples_file *file, uint64_t samples, const struct samples_manifest *about,
                                struct diag *diag)
{
    enum status status = samples_file_complete(file, samples, about, diag);
    samples_folder_free(&file->folder);
    return status;
}
