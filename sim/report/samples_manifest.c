#include "report/samples_manifest.h"

#include <inttypes.h>

#include "base/utf8.h"

void samples_manifest_file(enum samples_format format, const struct samples_column *column,
                           char name[SAMPLES_FOLDER_NAME_SIZE])
{
    if (format == SAMPLES_CSV)
        snprintf(name, SAMPLES_FOLDER_NAME_SIZE, "samples.csv");
    else
        snprintf(name, SAMPLES_FOLDER_NAME_SIZE, "%s.npy", column->name);
}

static void samples_manifest_text(FILE *stream, const char *before, const char *text)
{
    fputs(before, stream);
    utf8_put_quoted(stream, text);
}

void samples_manifest_write(FILE *stream, const struct samples_manifest *about, uint64_t samples,
                            enum samples_format format, const struct samples_column *columns, size_t count)
{
    samples_manifest_text(stream, "{\n  \"flopcast\": ", FLOPCAST_VERSION);
    samples_manifest_text(stream, ",\n  \"plan\": ", about->plan);
    // Whole numbers of 64 bits: as doubles they would lose their last digits.
    fprintf(stream, ",\n  \"samples\": %" PRIu64 ",\n  \"seed\": %" PRIu64, samples, about->seed);
    samples_manifest_text(stream, ",\n  \"sampling\": ", about->sampling);
    fprintf(stream, ",\n  \"partial\": %s", about->is_partial ? "true" : "false");
    samples_manifest_text(stream, ",\n  \"command\": ", about->command);
    fputs(",\n  \"columns\": [", stream);
    for (size_t i = 0; i < count; i++) {
        char file[SAMPLES_FOLDER_NAME_SIZE];
        samples_manifest_file(format, &columns[i], file);
        samples_manifest_text(stream, i ? ",\n    {\"name\": " : "\n    {\"name\": ", columns[i].name);
        samples_manifest_text(stream, ", \"unit\": ", columns[i].unit);
        samples_manifest_text(stream, ", \"role\": ", columns[i].role);
        samples_manifest_text(stream, ", \"file\": ", file);
        fputs(", \"dtype\": \"float64\"}", stream);
    }
    fputs("\n  ]\n}\n", stream);
}
