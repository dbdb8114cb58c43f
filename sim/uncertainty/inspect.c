#include "uncertainty/inspect.h"

#include "plan/programme.h"
#include "read/catalog_open.h"
#include "read/sources.h"
#include "uncertainty/replication_programme.h"

static enum status inspect_plan(struct reader *reader, struct catalog *catalog, const struct yaml_node *node)
{
    struct plan plan;
    struct plan_options options = {0};
    struct replication replication = {0};
    enum status status = plan_read(reader, catalog, node, &options, &plan);
    if (status == STATUS_OK && plan.published)
        status = replication_add_plan(reader, &plan, true, &replication);
    return status;
}

static enum status inspect_programme(struct reader *reader, struct catalog *catalog, const struct yaml_node *node)
{
    struct programme programme;
    const struct plan_options options = {0};
    struct replication replication = {0};
    enum status status = programme_read(reader, catalog, node, &options, &programme);
    if (status == STATUS_OK && programme.published)
        status = replication_programme_add(reader, &programme, true, &replication);
    return status;
}

// A template is checked by the model that its defaults make.
static enum status inspect_config(struct reader *reader, struct catalog *catalog, const struct yaml_node *node)
{
    const struct yaml_node *opened = NULL;
    struct model model;
    enum status status = catalog_open_defaults(catalog, node, &opened);
    return status == STATUS_OK && opened ? model_read(reader, opened, NULL, 0, &model) : status;
}

// Reads one opened thing of a kind; a plan's `published:` block with it.
static enum status inspect_node(struct reader *reader, struct catalog *catalog, enum catalog_kind kind,
                                const struct yaml_node *node)
{
    struct model model;
    struct device device;
    struct region region;
    struct replication replication;
    double factors[REGION_SOURCE_COUNT];
    struct dist water[REGION_SOURCE_COUNT];
    switch (kind) {
    case CATALOG_PLAN:
        return inspect_plan(reader, catalog, node);
    case CATALOG_PROGRAMME:
        return inspect_programme(reader, catalog, node);
    case CATALOG_MODEL:
        return model_read(reader, node, NULL, 0, &model);
    case CATALOG_CONFIG:
        return inspect_config(reader, catalog, node);
    case CATALOG_DEVICE:
        return device_read(reader, node, &device);
    case CATALOG_REGION:
        return region_read(reader, catalog, node, &region);
    case CATALOG_FACTORS:
        return region_read_factors(reader, node, factors);
    case CATALOG_WATER:
        return region_read_water(reader, node, water);
    case CATALOG_STUDY:
        return replication_run(reader, catalog, node, true, &replication);
    default:
        return STATUS_OK;
    }
}

enum status inspect_file(struct reader *reader, struct catalog *catalog, const char *path, bool sources,
                         struct inspect_result *result)
{
    const struct yaml_node *root = NULL, *node = NULL;
    *result = (struct inspect_result){.kind = CATALOG_COUNT};
    // What looks like a name is a file here.
    path = catalog_is_path(path) ? path : arena_format(reader->arena, "./%s", path);
    if (!path)
        return STATUS_NO_MEMORY;
    enum status status = catalog_variants(catalog, path, &root, &result->variants);
    if (status != STATUS_OK)
        return status;
    result->kind = catalog_kind_of(root);
    size_t count = result->variants.count;
    for (size_t i = 0; i < (count ? count : 1); i++) {
        const char *reference = count ? arena_format(reader->arena, "%s#%s", path, result->variants.names[i]) : path;
        if (!reference)
            return STATUS_NO_MEMORY;
        enum status one = catalog_open_text(catalog, CATALOG_COUNT, reference, &node);
        // What a config without model_type is, only opening it tells.
        if (one == STATUS_OK && result->kind == CATALOG_COUNT)
            result->kind = catalog_kind_of(node);
        if (one == STATUS_OK)
            one = inspect_node(reader, catalog, result->kind, node);
        if (one == STATUS_NO_MEMORY)
            return one;
        status = one == STATUS_OK ? status : one;
    }
    if (sources && result->kind != CATALOG_PLAN && result->kind != CATALOG_PROGRAMME && result->kind != CATALOG_STUDY)
        sources_check(root, reader->diag);
    return status == STATUS_OK ? diag_status(reader->diag) : status;
}
