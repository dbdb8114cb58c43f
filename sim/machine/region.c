#include "machine/region.h"

#include <math.h>
#include <string.h>

const char *const region_source_names[REGION_SOURCE_COUNT] = {
#define REGION_SOURCE_NAME(word) [REGION_SOURCE_##word] = #word,
    REGION_SOURCE_ROWS(REGION_SOURCE_NAME)
#undef REGION_SOURCE_NAME
};

struct region_node {
    const char *name, *description;
    int64_t year;
    const struct yaml_node *carbon_intensity, *carbon_intensity_market, *pue, *electricity_price, *wue,
        *water_intensity, *mix, *hourly;
};

#define REGION_NODE_FIELD(member)                                                                                      \
    {                                                                                                                  \
        .key = #member, .type = FIELD_NODE, .offset = offsetof(struct region_node, member)                             \
    }

static const struct field region_fields[] = {
    {.key = "region", .type = FIELD_TEXT, .offset = offsetof(struct region_node, name)},
    {.key = "description", .type = FIELD_TEXT, .offset = offsetof(struct region_node, description)},
    {.key = "year", .type = FIELD_COUNT, .offset = offsetof(struct region_node, year), .low = 1900, .high = 2200},
    REGION_NODE_FIELD(carbon_intensity),
    REGION_NODE_FIELD(carbon_intensity_market),
    REGION_NODE_FIELD(pue),
    REGION_NODE_FIELD(electricity_price),
    REGION_NODE_FIELD(wue),
    REGION_NODE_FIELD(water_intensity),
    REGION_NODE_FIELD(mix),
    REGION_NODE_FIELD(hourly),
};

struct region_mix {
    double share[REGION_SOURCE_COUNT];
    const struct yaml_node *factors;
};

static void region_source_rows(struct field rows[REGION_SOURCE_COUNT], enum dimension dimension, double high)
{
    for (size_t i = 0; i < REGION_SOURCE_COUNT; i++)
        rows[i] = (struct field){.key = region_source_names[i],
                                 .type = FIELD_QUANTITY,
                                 .offset = i * sizeof(double),
                                 .dimension = dimension,
                                 .low = 0,
                                 .high = high};
}

struct region_factors {
    double factors[REGION_SOURCE_COUNT];
    const char *name, *description;
};

enum status region_read_factors(struct reader *reader, const struct yaml_node *node,
                                double factors[REGION_SOURCE_COUNT])
{
    struct region_factors read = {0};
    for (size_t i = 0; i < REGION_SOURCE_COUNT; i++)
        read.factors[i] = (double)NAN;
    struct field rows[REGION_SOURCE_COUNT + 2];
    region_source_rows(rows, DIMENSION_INTENSITY, 1.0);
    rows[REGION_SOURCE_COUNT] =
        (struct field){.key = "factors", .type = FIELD_TEXT, .offset = offsetof(struct region_factors, name)};
    rows[REGION_SOURCE_COUNT + 1] = (struct field){
        .key = "description", .type = FIELD_TEXT, .offset = offsetof(struct region_factors, description)};
    enum status status = field_read(reader, rows, REGION_SOURCE_COUNT + 2, node, &read);
    memcpy(factors, read.factors, sizeof read.factors);
    return status;
}

// Intensity = sum(share x factor) / sum(share): published mixes seldom add to 100 %, and what is missing is taken to be
// like the rest.
static enum status region_read_mix(struct reader *reader, struct catalog *catalog, const struct yaml_node *node,
                                   struct region *region)
{
    struct region_mix mix = {0};
    struct field rows[REGION_SOURCE_COUNT + 1];
    region_source_rows(rows, DIMENSION_NONE, 1.0);
    rows[REGION_SOURCE_COUNT] = (struct field){
        .key = "factors", .type = FIELD_NODE, .offset = offsetof(struct region_mix, factors), .required = true};
    enum status status = field_read(reader, rows, REGION_SOURCE_COUNT + 1, node, &mix);
    if (status != STATUS_OK)
        return status;
    const struct yaml_node *factors_node = NULL;
    double factors[REGION_SOURCE_COUNT] = {0};
    status = catalog_open(catalog, CATALOG_FACTORS, mix.factors, &factors_node);
    if (status == STATUS_OK)
        status = region_read_factors(reader, factors_node, factors);
    if (status != STATUS_OK)
        return status;
    double sum = 0, weighted = 0;
    for (size_t i = 0; i < REGION_SOURCE_COUNT; i++) {
        if (mix.share[i] <= 0)
            continue;
        if (isnan(factors[i]))
            status = field_error(reader, node, "the emission factors have none for \"%s\"", region_source_names[i]);
        sum += mix.share[i];
        weighted += mix.share[i] * factors[i];
    }
    if (sum <= 0 || sum > 1.0 + 1e-9)
        return field_error(reader, node, "the shares of a mix add to more than 0 and at most 100 %%, not %.6g %%",
                           sum * 100);
    memcpy(region->share, mix.share, sizeof region->share);
    region->mix_intensity_g_per_j = weighted / sum;
    // The figure is a product, so both who gave the shares and who gave the factors stand behind it.
    struct citation citation = citation_of(node), other = citation_of(factors_node);
    if (other.text && (!citation.text || strcmp(citation.text, other.text) != 0))
        citation.text =
            arena_format(reader->arena, "mix: %s; factors %s: %s", citation.text ? citation.text : "nobody is cited",
                         mix.factors->kind == YAML_SCALAR ? mix.factors->text : "inline", other.text);
    input_put(&region->inputs, INPUT_CARBON_INTENSITY, region->mix_intensity_g_per_j, INPUT_REGION, node->mark,
              citation);
    return status;
}

// Reads one average day into out[REGION_HOURS].
static enum status region_read_day(struct reader *reader, const struct yaml_node *node, double *out)
{
    if (node->kind != YAML_SEQUENCE || node->count != REGION_HOURS)
        return field_error(reader, node, "an average day has %d hours, not %zu", REGION_HOURS,
                           node->kind == YAML_SEQUENCE ? node->count : 1);
    struct field row = *input_row(INPUT_CARBON_INTENSITY);
    row.type = FIELD_QUANTITY;
    row.offset = 0;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < REGION_HOURS; i++) {
        size_t length = field_enter_item(reader, i);
        enum status one = field_read_value(reader, &row, node->items[i], &out[i]);
        field_leave(reader, length);
        status = one == STATUS_OK ? status : one;
    }
    return status;
}

static enum status region_read_days(struct reader *reader, const struct yaml_node *node, struct region *region)
{
    bool by_month = node->kind == YAML_SEQUENCE && node->count && node->items[0]->kind == YAML_SEQUENCE;
    if (by_month && node->count != REGION_MONTHS)
        return field_error(reader, node, "a year of average days has %d months, not %zu", REGION_MONTHS, node->count);
    size_t days = by_month ? REGION_MONTHS : 1;
    double *hourly = arena_array(reader->arena, days * REGION_HOURS, sizeof *hourly);
    if (!hourly)
        return STATUS_NO_MEMORY;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < days; i++) {
        size_t length = by_month ? field_enter_item(reader, i) : strlen(reader->path);
        enum status one = region_read_day(reader, by_month ? node->items[i] : node, &hourly[i * REGION_HOURS]);
        field_leave(reader, length);
        status = one == STATUS_OK ? status : one;
    }
    region->hourly_g_per_j = hourly;
    region->hourly_count = days * REGION_HOURS;
    region->hourly_citation = citation_of(node);
    return status;
}

static enum status region_read_hourly(struct reader *reader, const struct yaml_node *node, struct region *region)
{
    static const struct field rows[] = {{.key = "carbon_intensity", .type = FIELD_NODE, .required = true}};
    const struct yaml_node *days = NULL;
    enum status status = field_read(reader, rows, sizeof rows / sizeof *rows, node, &days);
    if (!days)
        return status;
    size_t length = field_enter(reader, "carbon_intensity");
    enum status one = region_read_days(reader, days, region);
    field_leave(reader, length);
    return status == STATUS_OK ? one : status;
}

enum status region_read(struct reader *reader, struct catalog *catalog, const struct yaml_node *node,
                        struct region *region)
{
    *region = (struct region){0};
    struct region_node read = {.name = "(unnamed region)", .description = ""};
    enum status status = field_read(reader, region_fields, sizeof region_fields / sizeof *region_fields, node, &read);
    region->name = read.name;
    region->description = read.description;
    region->year = read.year;
    if (read.mix) {
        size_t length = field_enter(reader, "mix");
        enum status one = region_read_mix(reader, catalog, read.mix, region);
        field_leave(reader, length);
        status = one == STATUS_OK ? status : one;
    }
    if (read.hourly) {
        size_t length = field_enter(reader, "hourly");
        enum status one = region_read_hourly(reader, read.hourly, region);
        field_leave(reader, length);
        status = one == STATUS_OK ? status : one;
    }
    // What is stated wins over what follows from a mix.
    const struct {
        enum input_id id;
        const struct yaml_node *node;
    } stated[] = {{INPUT_CARBON_INTENSITY, read.carbon_intensity},
                  {INPUT_CARBON_INTENSITY_MARKET, read.carbon_intensity_market},
                  {INPUT_PUE, read.pue},
                  {INPUT_ELECTRICITY_PRICE, read.electricity_price},
                  {INPUT_WUE, read.wue},
                  {INPUT_WATER_INTENSITY, read.water_intensity}};
    for (size_t i = 0; i < sizeof stated / sizeof *stated; i++) {
        if (!stated[i].node)
            continue;
        size_t length = field_enter(reader, input_row(stated[i].id)->key);
        enum status one = input_read(reader, stated[i].id, stated[i].node, INPUT_REGION, &region->inputs);
        field_leave(reader, length);
        status = one == STATUS_OK ? status : one;
    }
    if (status == STATUS_OK && !read.mix && !read.carbon_intensity)
        return field_error(reader, node, "a region needs \"carbon_intensity\" or \"mix\"");
    return status;
}
