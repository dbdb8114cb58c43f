// What the tests of written samples share: a table of values, files put row by row, and what lies in a folder.
#ifndef FLOPCAST_TESTS_SAMPLING_H
#define FLOPCAST_TESTS_SAMPLING_H

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/samples_file.h"
#include "testing.h"

enum { SAMPLING_COLUMNS = 3, SAMPLING_PIECE_MAX = 4096 };

static const struct samples_column sampling_columns[SAMPLING_COLUMNS] = {
    {.name = "utilization", .unit = "", .role = "input"},
    {.name = "power_device", .unit = "W", .role = "input"},
    {.name = "energy_kwh", .unit = "kWh", .role = "metric"},
};

static const struct samples_manifest sampling_about = {
    .plan = "a \"plan\"", .sampling = "latin", .command = "flopcast estimate x", .seed = UINT64_MAX};

// No two values are the same, and most need all their digits.
static inline double sampling_value(size_t column, uint64_t row)
{
    return (double)(column * 1000000 + row) / 7;
}

// Rows first..first+n of the table.
static inline enum status sampling_put(struct samples_file *file, uint64_t first, size_t n)
{
    double rows[SAMPLING_COLUMNS][SAMPLING_PIECE_MAX];
    const double *values[SAMPLING_COLUMNS];
    for (size_t i = 0; i < SAMPLING_COLUMNS; i++) {
        values[i] = rows[i];
        for (size_t row = 0; row < n && row < SAMPLING_PIECE_MAX; row++)
            rows[i][row] = sampling_value(i, first + row);
    }
    return samples_file_put(file, first, n, values);
}

// The bytes of a file, with a NUL behind them; NULL when there is none.
static inline const char *sampling_read(struct testing *t, const char *folder, const char *name, size_t *length)
{
    FILE *stream = fopen(testing_text(t, "%s/%s", folder, name), "rb");
    if (!stream)
        return NULL;
    assert_int_equal(fseek(stream, 0, SEEK_END), 0);
    long size = ftell(stream);
    assert_true(size >= 0);
    rewind(stream);
    char *bytes = arena_alloc(&t->arena, (size_t)size + 1);
    assert_non_null(bytes);
    *length = fread(bytes, 1, (size_t)size, stream);
    assert_int_equal(*length, size);
    assert_int_equal(fclose(stream), 0);
    return bytes;
}

// How many entries a folder has whose names hold a text; -1 when there is no folder.
static inline int sampling_entries(const char *folder, const char *part)
{
    DIR *directory = opendir(folder);
    int count = 0;
    if (!directory)
        return -1;
    for (const struct dirent *entry; (entry = readdir(directory));)
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 && strstr(entry->d_name, part);
    closedir(directory);
    return count;
}

// An NPY column that holds rows 0..rows of the table, and not a byte more.
static inline void sampling_expect_npy(struct testing *t, const char *folder, size_t column, uint64_t rows)
{
    size_t length = 0;
    const char *bytes = sampling_read(t, folder, testing_text(t, "%s.npy", sampling_columns[column].name), &length);
    assert_non_null(bytes);
    assert_true(length > 10);
    assert_memory_equal(bytes, "\x93NUMPY\x01\x00", 8);
    size_t start = 10 + (size_t)(unsigned char)bytes[8] + 256 * (size_t)(unsigned char)bytes[9];
    assert_int_equal(start % 64, 0);
    assert_int_equal(length, start + 8 * rows);
    unsigned long long shape = 0;
    int end = 0;
    char *header = arena_copy(&t->arena, bytes + 10, start - 10);
    assert_non_null(header);
    assert_int_equal(sscanf(header, "{'descr': '<f8', 'fortran_order': False, 'shape': (%llu,), }%n", &shape, &end), 1);
    assert_int_equal(shape, rows);
    assert_int_equal(strspn(header + end, " "), start - 10 - (size_t)end - 1);
    assert_int_equal(header[start - 11], '\n');
    for (uint64_t row = 0; row < rows; row++) {
        double value = NAN;
        memcpy(&value, bytes + start + 8 * row, sizeof value);
        TESTING_EXACT(value, sampling_value(column, row));
    }
}

// The CSV file that holds rows 0..rows of the table, and not a byte more.
static inline void sampling_expect_csv(struct testing *t, const char *folder, uint64_t rows)
{
    static const char heading[] = "utilization,power_device [W],energy_kwh\n";
    size_t length = 0;
    const char *text = sampling_read(t, folder, "samples.csv", &length);
    assert_non_null(text);
    assert_true(length >= strlen(heading));
    assert_memory_equal(text, heading, strlen(heading));
    const char *at = text + strlen(heading);
    for (uint64_t row = 0; row < rows; row++)
        for (size_t i = 0; i < SAMPLING_COLUMNS; i++) {
            char *end = NULL;
            double value = strtod(at, &end);
            TESTING_EXACT(value, sampling_value(i, row));
            assert_int_equal(*end, i + 1 < SAMPLING_COLUMNS ? ',' : '\n');
            at = end + 1;
        }
    assert_int_equal(at - text, length);
}

static inline void sampling_expect(struct testing *t, const char *folder, enum samples_format format, uint64_t rows)
{
    assert_int_equal(sampling_entries(folder, ""), format == SAMPLES_CSV ? 2 : SAMPLING_COLUMNS + 1);
    for (size_t i = 0; format == SAMPLES_NPY && i < SAMPLING_COLUMNS; i++)
        sampling_expect_npy(t, folder, i, rows);
    if (format == SAMPLES_CSV)
        sampling_expect_csv(t, folder, rows);
}

#endif
