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
    const struct yaml_node *factors, *water;
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

struct region_water {
    const struct yaml_node *water[REGION_SOURCE_COUNT];
    const char *name, *description;
};

enum status region_read_water(struct reader *reader, const struct yaml_node *node,
                              struct dist water[REGION_SOURCE_COUNT])
{
    struct region_water read = {0};
    struct field rows[REGION_SOURCE_COUNT + 2], row = *input_row(INPUT_WATER_INTENSITY);
    for (size_t i = 0; i < REGION_SOURCE_COUNT; i++) {
        rows[i] = (struct field){
            .key = region_source_names[i], .type = FIELD_NODE, .offset = i * sizeof(const struct yaml_node *)};
        water[i] = (struct dist){.kind = DIST_CONSTANT, .argument = {(double)NAN}};
    }
    rows[REGION_SOURCE_COUNT] =
        (struct field){.key = "water_factors", .type = FIELD_TEXT, .offset = offsetof(struct region_water, name)};
    rows[REGION_SOURCE_COUNT + 1] =
        (struct field){.key = "description", .type = FIELD_TEXT, .offset = offsetof(struct region_water, description)};
    enum status status = field_read(reader, rows, REGION_SOURCE_COUNT + 2, node, &read);
    for (size_t i = 0; i < REGION_SOURCE_COUNT; i++) {
        if (!read.water[i])
            continue;
        row.key = region_source_names[i];
        size_t length = field_enter(reader, row.key);
        enum status one = dist_read(reader, &row, read.water[i], &water[i]);
        if (one == STATUS_OK &&
            ((water[i].kind != DIST_CONSTANT && water[i].kind != DIST_TRIANGULAR) || water[i].is_truncated))
            one = field_error(reader, read.water[i], "a water factor is one number or triangular");
        field_leave(reader, length);
        status = one == STATUS_OK ? status : one;
    }
    return status;
}

// The figure is a product, so both who gave the shares and who gave the factors stand behind it.
static struct citation region_cite(struct reader *reader, const struct yaml_node *node, const struct yaml_node *factors,
                                   const struct yaml_node *reference)
{
    struct citation citation = citation_of(node), other = citation_of(factors);
    if (other.text && (!citation.text || strcmp(citation.text, other.text) != 0))
        citation.text =
            arena_format(reader->arena, "mix: %s; factors %s: %s", citation.text ? citation.text : "nobody is cited",
                         reference->kind == YAML_SCALAR ? reference->text : "inline", other.text);
    citation.assumed = citation.assumed || other.assumed;
    return citation;
}

// Intensity = sum(share x factor) / sum(share): published mixes seldom add to 100 %, and what is missing is taken to be
// like the rest.
static enum status region_mix_carbon(struct reader *reader, struct catalog *catalog, const struct yaml_node *node,
                                     const struct region_mix *mix, struct region *region)
{
    const struct yaml_node *factors_node = NULL;
    double factors[REGION_SOURCE_COUNT] = {0}, sum = 0, weighted = 0;
    enum status status = catalog_open(catalog, CATALOG_FACTORS, mix->factors, &factors_node);
    if (status == STATUS_OK)
        status = region_read_factors(reader, factors_node, factors);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < REGION_SOURCE_COUNT; i++) {
        if (mix->share[i] <= 0)
            continue;
        if (isnan(factors[i]))
            status = field_error(reader, node, "the emission factors have none for \"%s\"", region_source_names[i]);
        sum += mix->share[i];
        weighted += mix->share[i] * factors[i];
    }
    region->mix_intensity_g_per_j = weighted / sum;
    input_put(&region->inputs, INPUT_CARBON_INTENSITY, region->mix_intensity_g_per_j, INPUT_REGION, node->mark,
              region_cite(reader, node, factors_node, mix->factors));
    return status;
}

// The same for water. Nobody knows how the plants of a mix are cooled, and who counts much for one source counts much
// for the next: the factors rise and fall together, so that ends and modes add up.
static enum status region_mix_water(struct reader *reader, struct catalog *catalog, const struct yaml_node *node,
                                    const struct region_mix *mix, struct region *region)
{
    const struct yaml_node *water_node = NULL;
    struct dist water[REGION_SOURCE_COUNT], total = {.kind = DIST_TRIANGULAR};
    double sum = 0;
    enum status status = catalog_open(catalog, CATALOG_WATER, mix->water, &water_node);
    if (status == STATUS_OK)
        status = region_read_water(reader, water_node, water);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < REGION_SOURCE_COUNT; i++) {
        if (mix->share[i] <= 0)
            continue;
        if (isnan(water[i].argument[0]))
            status = field_error(reader, node, "the water factors have none for \"%s\"", region_source_names[i]);
        sum += mix->share[i];
        for (size_t k = 0; k < 3; k++)
            total.argument[k] += mix->share[i] * water[i].argument[water[i].kind == DIST_CONSTANT ? 0 : k];
    }
    for (size_t k = 0; k < 3; k++)
        total.argument[k] /= sum;
    if (total.argument[0] >= total.argument[2])
        total.kind = DIST_CONSTANT;
    region->inputs.values[INPUT_WATER_INTENSITY] =
        (struct input){.dist = total,
                       .point = dist_quantile(&total, 0.5),
                       .origin = INPUT_REGION,
                       .mark = node->mark,
                       .citation = region_cite(reader, node, water_node, mix->water)};
    return status;
}

static enum status region_read_mix(struct reader *reader, struct catalog *catalog, const struct yaml_node *node,
                                   struct region *region)
{
    struct region_mix mix = {0};
    struct field rows[REGION_SOURCE_COUNT + 2];
    region_source_rows(rows, DIMENSION_NONE, 1.0);
    rows[REGION_SOURCE_COUNT] = (struct field){
        .key = "factors", .type = FIELD_NODE, .offset = offsetof(struct region_mix, factors), .required = true};
    rows[REGION_SOURCE_COUNT + 1] =
        (struct field){.key = "water_factors", .type = FIELD_NODE, .offset = offsetof(struct region_mix, water)};
    enum status status = field_read(reader, rows, REGION_SOURCE_COUNT + 2, node, &mix);
    if (status != STATUS_OK)
        return status;
    double sum = 0;
    for (size_t i = 0; i < REGION_SOURCE_COUNT; i++)
        sum += mix.share[i];
    if (sum <= 0 || sum > 1.0 + 1e-9)
        return field_error(reader, node, "the shares of a mix add to more than 0 and at most 100 %%, not %.6g %%",
                           sum * 100);
    memcpy(region->share, mix.share, sizeof region->share);
    enum status carbon = region_mix_carbon(reader, catalog, node, &mix, region);
    enum status water = mix.water ? region_mix_water(reader, catalog, node, &mix, region) : STATUS_OK;
    return carbon != STATUS_OK ? carbon : water;
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
