#include "cli/proposing_regions.h"

#include <string.h>

#include "machine/region_list.h"

enum { PROPOSING_REGIONS_SAMPLES = 2000 };

// Grids from hydro and geothermal power to coal, all of them large or well known.
static const char *const proposing_regions_usual[] = {"is", "fr", "gb", "us", "de", "cn", "in"};

// Those that are there: another data folder may have others.
static enum status proposing_regions_few(struct proposing *proposing, struct region_list *list)
{
    const size_t count = sizeof proposing_regions_usual / sizeof *proposing_regions_usual;
    struct diag quiet;
    diag_init(&quiet);
    struct catalog catalog = proposing->catalog;
    struct reader reader = proposing->reader;
    catalog.diag = reader.diag = &quiet;
    *list = (struct region_list){.regions = arena_array(proposing->arena, count, sizeof(struct region))};
    enum status status = list->regions ? STATUS_OK : STATUS_NO_MEMORY;
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        const struct yaml_node *node = NULL;
        struct region *region = &list->regions[list->count];
        if (catalog_open_text(&catalog, CATALOG_REGION, proposing_regions_usual[i], &node) != STATUS_OK ||
            region_read(&reader, &catalog, node, region) != STATUS_OK)
            continue;
        region->name = proposing_regions_usual[i];
        list->count++;
    }
    diag_free(&quiet);
    return status;
}

static enum status proposing_regions_asked(struct proposing *proposing, const char *only, struct region_list *list)
{
    const char **words = arena_array(proposing->arena, strlen(only) + 1, sizeof *words);
    size_t count = 0;
    if (!words)
        return STATUS_NO_MEMORY;
    for (const char *at = only; *at; at += strspn(at, ", ")) {
        size_t length = strcspn(at, ", ");
        if (length && !(words[count++] = arena_copy(proposing->arena, at, length)))
            return STATUS_NO_MEMORY;
        at += length;
    }
    if (!count)
        return diag_error(proposing->diag, (struct mark){0}, NULL, "--regions: no region is named");
    return region_list_read(&proposing->reader, &proposing->catalog, words, count, list);
}

enum status proposing_regions(struct proposing *proposing, const char *only, const struct proposing_options *options,
                              const struct ranking **ranking)
{
    const struct programme *programme = &proposing->programme;
    const size_t final = programme->final_item;
    struct region_list list = {0};
    *ranking = NULL;
    if (final == programme->work_count || (only && strcmp(only, "none") == 0))
        return STATUS_OK;
    enum status status =
        only ? proposing_regions_asked(proposing, only, &list) : proposing_regions_few(proposing, &list);
    if (status != STATUS_OK || !list.count)
        return status;
    struct ranking *made = arena_alloc(proposing->arena, sizeof *made);
    if (!made)
        return STATUS_NO_MEMORY;
    const uint64_t samples = proposing->facts.samples;
    const struct ranking_options run = {.samples =
                                            samples < PROPOSING_REGIONS_SAMPLES ? samples : PROPOSING_REGIONS_SAMPLES,
                                        .seed = proposing->projection.seed,
                                        .design = DESIGN_RANDOM,
                                        .threads = options->threads};
    status = ranking_run(proposing->arena, &programme->plans[programme->work[final].plans[0]], list.regions, list.count,
                         &run, made);
    *ranking = made;
    return status;
}
