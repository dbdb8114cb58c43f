#include "report/samples_csv.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "report/number_text.h"

// "-1.7976931348623157e+308" and what separates it from the next; whole numbers are shorter.
enum { SAMPLES_CSV_VALUE_MAX = 25, SAMPLES_CSV_BLOCK = 64 * 1024 };

bool samples_csv_is_plain(const struct samples_column *column)
{
    return !strpbrk(column->name, ",\"\r\n") && !strpbrk(column->unit, ",\"\r\n");
}

// "energy_kwh" says kWh.
static bool samples_csv_says_unit(const struct samples_column *column)
{
    size_t name = strlen(column->name), unit = strlen(column->unit);
    return !unit || (name > unit && column->name[name - unit - 1] == '_' &&
                     strcasecmp(column->name + name - unit, column->unit) == 0);
}

char *samples_csv_heading(const struct samples_column *columns, size_t count, size_t *length)
{
    char *text = NULL;
    FILE *stream = open_memstream(&text, length);
    if (!stream)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        fprintf(stream, "%s%s", i ? "," : "", columns[i].name);
        if (!samples_csv_says_unit(&columns[i]))
            fprintf(stream, " [%s]", columns[i].unit);
    }
    fputc('\n', stream);
    bool complete = !ferror(stream);
    if (fclose(stream) == 0 && complete)
        return text;
    free(text);
    return NULL;
}

// Returns where the text ends.
static char *samples_csv_value(char *at, double value)
{
    char text[NUMBER_TEXT_SIZE] = "NaN";
    if (!isnan(value))
        number_text_exact(value, text);
    for (const char *from = text; *from; from++)
        *at++ = *from;
    return at;
}

char *samples_csv_lines(size_t n, size_t count, const double *const *values, size_t *length)
{
    if (count && n > SIZE_MAX / SAMPLES_CSV_VALUE_MAX / count)
        return NULL;
    char *text = malloc(n * count * SAMPLES_CSV_VALUE_MAX + 1), *at = text;
    for (size_t row = 0; text && row < n; row++)
        for (size_t i = 0; i < count; i++) {
            at = samples_csv_value(at, values[i][row]);
            *at++ = i + 1 < count ? ',' : '\n';
        }
    *length = (size_t)(at - text);
    // Lines that wait for their turn should not keep the room of the longest ones there could be.
    char *fitting = text ? realloc(text, *length + 1) : NULL;
    return fitting ? fitting : text;
}

int samples_csv_end(const struct samples_folder *folder, size_t file, uint64_t lines, uint64_t *end)
{
    char block[SAMPLES_CSV_BLOCK];
    for (*end = 0; lines > 0;) {
        ssize_t size = pread(folder->files[file].descriptor, block, sizeof block, (off_t)*end);
        if (size < 0 && errno != EINTR)
            return errno;
        if (size == 0)
            return EIO; // what was written is no longer there
        const char *at = block, *stop = block + (size > 0 ? size : 0);
        for (; at < stop && lines > 0; at++)
            lines -= *at == '\n';
        *end += (uint64_t)(at - block);
    }
    return 0;
}
