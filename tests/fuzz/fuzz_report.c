// libFuzzer target: the bytes become a programme, its sheets are made, and every format is written from them. Whatever
// a file holds, what is written is well formed, and nothing in it is obeyed that is a name's.
//
// A first byte of '=' means that the rest are names, NUL between them, put into a programme that is sound; else the
// bytes are the programme's text. PDF and workbooks, which take longest, are written for one input in 64.
#include "fuzz_file.h"

#include "../bad/reading.h"
#include "report/proposal_sheet.h"
#include "report/report_kinds.h"
#include "written.h"

#ifndef FLOPCAST_SOURCE_DIR
#define FLOPCAST_SOURCE_DIR "."
#endif

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum { NAMES = 5, NAMES_BYTES = 2000, RARELY = 64 };

static const struct {
    const char *format;
    void (*judge)(const char *text);
} judges[] = {{"html", written_html}, {"md", written_md},       {"tex", written_tex}, {"csv", written_csv},
              {"json", written_json}, {"table", written_table}, {"pdf", written_pdf}, {"xlsx", written_archive}};

// A programme of these names: of itself, of items, of a stage.
static char *fuzz_report_named(const uint8_t *bytes, size_t size)
{
    static const char *const kinds[] = {
        "model: bert-base, hardware: {device: v100, devices: 8}, region: us-2018, seeds: {uniform: [1, 5]}",
        "cost: 5 USD", "energy: {uniform: [1 kWh, 2 kWh]}"};
    char *text = NULL, names[NAMES][NAMES_BYTES + 1] = {"", "", "", "", ""};
    size_t length = 0, at = 0, used = 0;
    for (size_t i = 0; i < size && at < NAMES; i++) {
        if (bytes[i] && used < NAMES_BYTES)
            names[at][used++] = (char)bytes[i];
        else {
            at++;
            used = 0;
        }
    }
    FILE *file = open_memstream(&text, &length);
    if (!file)
        abort();
    fputs("programme: ", file);
    utf8_put_quoted(file, names[0]);
    fputs("\ndescription: ", file);
    utf8_put_quoted(file, names[1]);
    fputs("\nwork:\n", file);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        fprintf(file, "- {%s, name: ", kinds[i]);
        utf8_put_quoted(file, names[i + 2]);
        fputs(", stage: ", file);
        utf8_put_quoted(file, names[(i + 3) % NAMES]);
        fputs("}\n", file);
    }
    fclose(file);
    return text;
}

static void fuzz_report_write(const struct sheet *sheet, bool all)
{
    for (size_t i = 0; i < sizeof judges / sizeof *judges; i++) {
        char *text = NULL;
        size_t length = 0;
        const struct report_kind *kind = report_kinds_named(judges[i].format);
        bool is_binary = judges[i].judge == written_pdf || judges[i].judge == written_archive;
        if (!kind)
            abort();
        if (is_binary && !all)
            continue;
        FILE *stream = open_memstream(&text, &length);
        if (!stream)
            abort();
        kind->write(sheet, stream, 80);
        fclose(stream);
        if (!is_binary && strlen(text) != length)
            written_fail(judges[i].format, "a NUL", text);
        judges[i].judge(text);
        free(text);
    }
}

// What the whole is shown by: the first that is known.
static size_t fuzz_report_lead(const struct projection *projection)
{
    static const size_t tried[] = {PROJECTION_BUDGET_USD, METRIC_ENERGY_KWH, METRIC_DEVICE_H};
    for (size_t i = 0; i < sizeof tried / sizeof *tried; i++)
        if (isfinite(projection->entries[projection->total].point[tried[i]]))
            return tried[i];
    return PROJECTION_QUANTITIES;
}

// What `search` prints, and a proposal.
static void fuzz_report_sheets(struct bad *bad, const struct programme *programme, bool all)
{
    enum { SAMPLES = 16 };
    struct projection projection;
    double samples[SAMPLES];
    if (!bad_is_small(programme))
        return;
    if (projection_init(&projection, &bad->arena, programme, 1) != STATUS_OK)
        abort();
    const size_t lead = fuzz_report_lead(&projection);
    const struct projection_kept kept = {.entry = projection.total, .quantity = lead, .samples = samples};
    if (bad_project(bad, programme, SAMPLES, lead < PROJECTION_QUANTITIES ? &kept : NULL, &projection) != STATUS_OK)
        abort();
    const struct programme_facts facts = {.projection = &projection, .samples = SAMPLES};
    struct projection_devices devices;
    struct projection_tornado tornado = {.quantity = lead};
    struct proposal_lines lines;
    if (projection_devices(&devices, &bad->arena, &projection) != STATUS_OK ||
        proposal_lines(&lines, &bad->arena, &projection) != STATUS_OK ||
        (lead < PROJECTION_QUANTITIES && projection_tornado(&projection, &bad->arena, lead, 12, &tornado) != STATUS_OK))
        abort();
    const struct proposal_facts proposal = {.programme = &facts,
                                            .lead = lead,
                                            .samples = lead < PROJECTION_QUANTITIES ? samples : NULL,
                                            .tornado = &tornado,
                                            .devices = &devices,
                                            .lines = &lines,
                                            .command_line = "flopcast report programme.yaml"};
    struct sheet sheet;
    sheet_init(&sheet, &bad->arena, NULL);
    programme_sheet(&sheet, &facts);
    fuzz_report_write(&sheet, false);
    sheet_init(&sheet, &bad->arena, NULL);
    proposal_sheet(&sheet, &proposal);
    fuzz_report_write(&sheet, all);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const struct plan_options nothing;
    static struct bad bad;
    struct programme programme;
    if (size > 16384 || !size)
        return -1;
    const bool are_names = bytes[0] == '=';
    uint32_t sum = 0;
    for (size_t i = 0; i < size; i++)
        sum = sum * 31 + bytes[i];
    char *text = are_names ? fuzz_report_named(bytes + 1, size - 1) : NULL;
    const char *path = fuzz_file(text ? (const void *)text : bytes, text ? strlen(text) : size);
    bad_begin(&bad, FLOPCAST_SOURCE_DIR "/tests/fuzz/data");
    enum status status = programme_open(&bad.reader, &bad.catalog, path, &nothing, &programme);
    if (status == STATUS_OK)
        fuzz_report_sheets(&bad, &programme, sum % RARELY == 0);
    bad_end(&bad);
    free(text);
    return 0;
}
