// A region: where the energy comes from. Its carbon intensity is stated, or follows from its energy mix and a table of
// emission factors by source; so is its water_intensity, with a table of water factors. PUE, electricity price, water
// (wue, water_intensity) and the carbon intensity of its contracts (carbon_intensity_market) where they are known.
// Optionally its carbon intensity hour by hour.
//
//     hourly: {carbon_intensity: [412 gCO2e/kWh, ...], source: ...}    24 hours of an average day, from midnight on the
//                                                                      region's own clock; or 12 such lists, from
//                                                                      January to December
#ifndef FLOPCAST_MACHINE_REGION_H
#define FLOPCAST_MACHINE_REGION_H

#include "quantity/input.h"
#include "read/catalog_open.h"

#define REGION_SOURCE_ROWS(ROW)                                                                                        \
    ROW(coal)                                                                                                          \
    ROW(gas)                                                                                                           \
    ROW(oil)                                                                                                           \
    ROW(nuclear)                                                                                                       \
    ROW(hydro)                                                                                                         \
    ROW(wind)                                                                                                          \
    ROW(solar)                                                                                                         \
    ROW(biomass)                                                                                                       \
    ROW(geothermal)                                                                                                    \
    ROW(renewable)

enum { REGION_HOURS = 24, REGION_MONTHS = 12 };

enum region_source {
#define REGION_SOURCE_ENUM(word) REGION_SOURCE_##word,
    REGION_SOURCE_ROWS(REGION_SOURCE_ENUM)
#undef REGION_SOURCE_ENUM
        REGION_SOURCE_COUNT
};

struct region {
    const char *name, *description;
    int64_t year; // 0: not stated
    struct input_set inputs;
    double share[REGION_SOURCE_COUNT]; // of the mix, 0..1; all 0 without one
    double mix_intensity_g_per_j;      // that follows from the mix; 0 without one
    const double *hourly_g_per_j;      // [month][hour] or [hour]; NULL: not stated
    size_t hourly_count;               // REGION_HOURS, REGION_MONTHS * REGION_HOURS, or 0
    struct citation hourly_citation;
};

extern const char *const region_source_names[REGION_SOURCE_COUNT];

// Reads an opened region (a mapping, see catalog.h). A mix opens its table of emission factors through the catalog.
enum status region_read(struct reader *reader, struct catalog *catalog, const struct yaml_node *node,
                        struct region *region) STATUS_MUST_CHECK;

// Reads a table of emission factors (gCO2e/J by source; NaN: not in it).
enum status region_read_factors(struct reader *reader, const struct yaml_node *node,
                                double factors[REGION_SOURCE_COUNT]) STATUS_MUST_CHECK;

// Reads a table of water factors (L/J by source, each a constant or triangular; the constant NaN: not in it).
enum status region_read_water(struct reader *reader, const struct yaml_node *node,
                              struct dist water[REGION_SOURCE_COUNT]) STATUS_MUST_CHECK;

#endif
