#include "search/search_stopped.h"

struct search_stopped_keys {
    const struct yaml_node *share, *at;
};

static const struct field search_stopped_fields[] = {
    SEARCH_BUILD_KEY(struct search_stopped_keys, share, FIELD_NODE, SEARCH_BUILD_SHARE,
                     .help = "of the trials that is stopped: a share or a distribution"),
    SEARCH_BUILD_KEY(struct search_stopped_keys, at, FIELD_NODE, SEARCH_BUILD_FRACTION,
                     .help = "of a full run after which it is: a share or a distribution"),
    {0},
};

enum { SEARCH_STOPPED_FIELDS = sizeof search_stopped_fields / sizeof *search_stopped_fields - 1 };

static enum status search_stopped_parts(struct reader *reader, const struct yaml_node *node, const struct dist *share,
                                        const struct dist *at, double grace, struct search *search, struct dist *part)
{
    struct search_stopped_keys keys = {0};
    const struct dist never = search_build_constant(0);
    enum status status = STATUS_OK;
    if (node)
        status = field_read(reader, search_stopped_fields, SEARCH_STOPPED_FIELDS, node, &keys);
    if (status == STATUS_OK && !keys.share && !share)
        status = field_error(reader, node, "\"share\" is missing: %s", search_stopped_fields[0].help);
    if (status == STATUS_OK && !keys.at && !at)
        status = field_error(reader, node, "\"at\" is missing: %s", search_stopped_fields[1].help);
    if (status == STATUS_OK)
        status =
            search_build_dist(reader, search_stopped_fields, "share", &keys, share ? share : &never, &search->share);
    if (status == STATUS_OK)
        status = search_build_dist(reader, search_stopped_fields, "at", &keys, at ? at : &never, part);
    if (status == STATUS_OK && keys.at && dist_quantile(part, 1e-9) < grace * (1 - 1e-9))
        status = field_error(reader, keys.at, "no trial is stopped \"at\" less than \"grace\", %.6g %% of a full run",
                             100 * grace);
    return status;
}

enum status search_stopped_read(struct reader *reader, const struct yaml_node *node, const struct dist *share,
                                const struct dist *at, double grace, struct search *search)
{
    struct dist part, whole = search_build_constant(1);
    size_t length = field_enter(reader, "stopped");
    enum status status = search_stopped_parts(reader, node, share, at, grace, search, &part);
    field_leave(reader, length);
    if (status != STATUS_OK)
        return status;
    search_build_add_share(search, "stopped early", SEARCH_SHARE, &part);
    search_build_add_share(search, "run in full", SEARCH_REST, &whole);
    return STATUS_OK;
}
