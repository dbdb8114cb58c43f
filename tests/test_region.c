#include "testing.h"

#include <string.h>

#include "machine/region.h"

static const double kwh = 3.6e6;

static struct region read_named(struct testing *t, const char *name)
{
    struct region region;
    const struct yaml_node *node = testing_open(t, CATALOG_REGION, name);
    assert_int_equal(region_read(&t->reader, &t->catalog, node, &region), STATUS_OK);
    TESTING_CLEAN(t);
    assert_string_equal(t->reader.path, "");
    return region;
}

static struct region read_yaml(struct testing *t, const char *text)
{
    struct region region;
    assert_int_equal(region_read(&t->reader, &t->catalog, testing_yaml(t, text), &region), STATUS_OK);
    TESTING_CLEAN(t);
    return region;
}

static void refuse(struct testing *t, const char *text, const char *path, const char *why)
{
    struct region region;
    enum status status = region_read(&t->reader, &t->catalog, testing_yaml(t, text), &region);
    assert_int_equal(status, STATUS_BAD_INPUT);
    TESTING_ERROR_PATH(t, path, why);
    assert_string_equal(t->reader.path, "");
    testing_forget(t);
}

static double share_sum(const struct region *region)
{
    double sum = 0;
    for (int i = 0; i < REGION_SOURCE_COUNT; i++)
        sum += region->share[i];
    return sum;
}

static void names_of_sources(void **state)
{
    (void)state;
    assert_string_equal(region_source_names[REGION_SOURCE_coal], "coal");
    assert_string_equal(region_source_names[REGION_SOURCE_renewable], "renewable");
    for (int i = 0; i < REGION_SOURCE_COUNT; i++)
        for (int j = 0; j < i; j++)
            assert_string_not_equal(region_source_names[i], region_source_names[j]);
}

static void stated_intensity(void **state)
{
    struct testing *t = testing_of(state);
    struct region region =
        read_yaml(t, "{source: outer, carbon_intensity: 36 gCO2e/kWh, pue: {value: 1.1, assumed: guess}}");
    assert_string_equal(region.name, "(unnamed region)");
    assert_string_equal(region.description, "");
    assert_int_equal(region.year, 0);
    TESTING_CLOSE(region.inputs.values[INPUT_CARBON_INTENSITY].point, 1e-5, 1e-15);
    assert_string_equal(region.inputs.values[INPUT_CARBON_INTENSITY].citation.text, "outer");
    assert_string_equal(region.inputs.values[INPUT_PUE].citation.text, "guess");
    assert_int_equal(region.inputs.values[INPUT_ELECTRICITY_PRICE].origin, INPUT_UNSET);
    TESTING_EXACT(region.mix_intensity_g_per_j, 0);
    TESTING_EXACT(share_sum(&region), 0);
}

static void what_is_known_of_water_and_contracts(void **state)
{
    struct testing *t = testing_of(state);
    struct region region =
        read_yaml(t, "source: outer\ncarbon_intensity: 36 gCO2e/kWh\nwue: {value: 1.8 L/kWh, source: a "
                     "report}\nwater_intensity: 3.1 L/kWh\ncarbon_intensity_market: 0 gCO2e/kWh\n");
    const struct input *inputs = region.inputs.values;
    TESTING_CLOSE(inputs[INPUT_WUE].point * kwh, 1.8, 1e-15);
    assert_string_equal(inputs[INPUT_WUE].citation.text, "a report");
    assert_int_equal(inputs[INPUT_WUE].origin, INPUT_REGION);
    assert_int_equal(inputs[INPUT_WUE].mark.line, 3);
    TESTING_CLOSE(inputs[INPUT_WATER_INTENSITY].point * kwh, 3.1, 1e-15);
    TESTING_EXACT(inputs[INPUT_CARBON_INTENSITY_MARKET].point, 0); // all of it under contract is a value
    assert_int_equal(inputs[INPUT_CARBON_INTENSITY_MARKET].origin, INPUT_REGION);
    region = read_yaml(t, "carbon_intensity: 36 gCO2e/kWh");
    assert_int_equal(region.inputs.values[INPUT_WUE].origin, INPUT_UNSET);
    assert_int_equal(region.inputs.values[INPUT_CARBON_INTENSITY_MARKET].origin, INPUT_UNSET);
}

// A table of direct emissions holds zeros; they are factors like any other.
static void a_factor_may_be_zero(void **state)
{
    struct testing *t = testing_of(state);
    struct region region = read_yaml(
        t, "{source: s, mix: {coal: 50 %, nuclear: 50 %, factors: {coal: 800 gCO2e/kWh, nuclear: 0 gCO2e/kWh}}}");
    TESTING_CLOSE(region.mix_intensity_g_per_j * kwh, 400, 1e-14);
}

static void mix_of_inline_factors(void **state)
{
    struct testing *t = testing_of(state);
    struct region region = read_yaml(t, "source: outer\nmix:\n  coal: 30 %\n  hydro: 0.1\n  source: own\n"
                                        "  factors: {coal: 1000 gCO2e/kWh, hydro: 20 gCO2e/kWh, wind: 5 gCO2e/kWh}\n");
    TESTING_CLOSE(region.mix_intensity_g_per_j * kwh, (0.3 * 1000 + 0.1 * 20) / 0.4, 1e-14);
    const struct input *intensity = &region.inputs.values[INPUT_CARBON_INTENSITY];
    TESTING_EXACT(intensity->point, region.mix_intensity_g_per_j);
    assert_string_equal(intensity->citation.text, "own");
    assert_int_equal(intensity->mark.line, 3);
}

static void mix_of_a_hundred_percent(void **state)
{
    struct testing *t = testing_of(state);
    // Ten shares of 10 % add to a little off 1 in binary.
    struct region region =
        read_yaml(t, "mix: {coal: 10 %, gas: 10 %, oil: 10 %, nuclear: 10 %, hydro: 10 %, wind: 10 %, "
                     "solar: 10 %, biomass: 10 %, geothermal: 10 %, renewable: 10 %, factors: ipcc-2014}");
    TESTING_CLOSE(share_sum(&region), 1, 1e-15);
    TESTING_CLOSE(region.mix_intensity_g_per_j * kwh, (820 + 490 + 840 + 12 + 24 + 11 + 48 + 230 + 38 + 24) / 10.0,
                  1e-14);
}

static void mix_of_a_factors_file_beside_it(void **state)
{
    struct testing *t = testing_of(state);
    testing_file(t, "mine/factors.yaml", "factors: mine\ncoal: 500 gCO2e/kWh\n");
    const char *path = testing_file(t, "mine/here.yaml", "region: here\nmix: {coal: 50 %, factors: ./factors.yaml}\n");
    struct region region = read_named(t, path);
    TESTING_CLOSE(region.mix_intensity_g_per_j * kwh, 500, 1e-14);
}

static void water_of_a_mix(void **state)
{
    struct testing *t = testing_of(state);
    struct region region = read_yaml(t, "source: outer\nmix: {coal: 30 %, wind: 10 %, factors: ipcc-2014, "
                                        "water_factors: {source: w, wind: 1 L/kWh, coal: "
                                        "{triangular: [1 L/kWh, 2 L/kWh, 5 L/kWh]}}}\n");
    const struct input *water = &region.inputs.values[INPUT_WATER_INTENSITY];
    assert_int_equal(water->dist.kind, DIST_TRIANGULAR);
    TESTING_CLOSE(water->dist.argument[0] * kwh, (0.3 * 1 + 0.1) / 0.4, 1e-14);
    TESTING_CLOSE(water->dist.argument[1] * kwh, (0.3 * 2 + 0.1) / 0.4, 1e-14);
    TESTING_CLOSE(water->dist.argument[2] * kwh, (0.3 * 5 + 0.1) / 0.4, 1e-14);
    TESTING_EXACT(water->point, dist_quantile(&water->dist, 0.5));
    assert_int_equal(water->origin, INPUT_REGION);
    assert_string_equal(water->citation.text, "mix: outer; factors inline: w");
    // Of numbers it is a number; what is stated wins.
    region = read_yaml(t, "mix: {coal: 50 %, factors: ipcc-2014, water_factors: {coal: 3 L/kWh}}");
    assert_int_equal(region.inputs.values[INPUT_WATER_INTENSITY].dist.kind, DIST_CONSTANT);
    TESTING_CLOSE(region.inputs.values[INPUT_WATER_INTENSITY].point * kwh, 3, 1e-14);
    region =
        read_yaml(t, "{water_intensity: 4 L/kWh, mix: {coal: 50 %, factors: ipcc-2014, water_factors: macknick-2012}}");
    TESTING_CLOSE(region.inputs.values[INPUT_WATER_INTENSITY].point * kwh, 4, 1e-14);
    region = read_yaml(t, "mix: {coal: 50 %, factors: ipcc-2014}");
    assert_int_equal(region.inputs.values[INPUT_WATER_INTENSITY].origin, INPUT_UNSET);
}

static void assumed_when_a_factor_table_is(void **state)
{
    struct testing *t = testing_of(state);
    struct region region = read_yaml(t, "{source: s, mix: {coal: 1, factors: {assumed: a, coal: 800 gCO2e/kWh}}}");
    assert_true(region.inputs.values[INPUT_CARBON_INTENSITY].citation.assumed);
    region = read_yaml(t, "{source: s, mix: {coal: 1, factors: {source: a, coal: 800 gCO2e/kWh}}}");
    assert_false(region.inputs.values[INPUT_CARBON_INTENSITY].citation.assumed);
}

// A data center stands on the grid of its country: what it does not say is the country's.
static void laid_over_a_base(void **state)
{
    struct testing *t = testing_of(state);
    const struct yaml_node *node = NULL,
                           *inline_node = testing_yaml(t, "{base: us-2018, pue: {value: 1.1, source: own}}");
    assert_int_equal(catalog_open(&t->catalog, CATALOG_REGION, inline_node, &node), STATUS_OK);
    struct region region;
    assert_int_equal(region_read(&t->reader, &t->catalog, node, &region), STATUS_OK);
    TESTING_CLEAN(t);
    const struct input *inputs = region.inputs.values;
    TESTING_EXACT(inputs[INPUT_PUE].point, 1.1);
    assert_string_equal(inputs[INPUT_PUE].citation.text, "own");
    TESTING_CLOSE(inputs[INPUT_CARBON_INTENSITY].point * kwh, 432.72712098, 1e-14);
    TESTING_CONTAINS(inputs[INPUT_CARBON_INTENSITY].citation.text, "Strubell et al. 2019");
    TESTING_CONTAINS(inputs[INPUT_CARBON_INTENSITY].mark.source->name, "us-2018.yaml");
    TESTING_EXACT(region.share[REGION_SOURCE_gas], 0.35);
}

// `day`, `times` times, in a list.
static const char *repeated(struct testing *t, const char *item, size_t times)
{
    return testing_text(t, "[%s%s]", testing_repeat(t, testing_text(t, "%s, ", item), times - 1), item);
}

static void a_day_hour_by_hour(void **state)
{
    struct testing *t = testing_of(state);
    const char *hours = testing_text(t, "[360 g/kWh, %s72 g/kWh]", testing_repeat(t, "{value: 180 g/kWh}, ", 22));
    const char *text = "carbon_intensity: 200 g/kWh\nsource: outer\nhourly: {source: own, carbon_intensity: %s}\n";
    struct region region = read_yaml(t, testing_text(t, text, hours));
    assert_int_equal(region.hourly_count, 24);
    TESTING_CLOSE(region.hourly_g_per_j[0], 1e-4, 1e-15);
    TESTING_CLOSE(region.hourly_g_per_j[22], 5e-5, 1e-15);
    TESTING_CLOSE(region.hourly_g_per_j[23], 2e-5, 1e-15);
    assert_string_equal(region.hourly_citation.text, "own");
    // The year's figure stays what is stated.
    TESTING_CLOSE(region.inputs.values[INPUT_CARBON_INTENSITY].point * kwh, 200, 1e-14);
    region = read_yaml(t, "carbon_intensity: 200 g/kWh");
    assert_int_equal(region.hourly_count, 0);
    assert_null(region.hourly_g_per_j);
}

static void a_day_of_each_month(void **state)
{
    struct testing *t = testing_of(state);
    const char *winter = repeated(t, "360 g/kWh", 24), *summer = repeated(t, "36 g/kWh", 24);
    const char *months = testing_text(t, "[%s%s]", testing_repeat(t, testing_text(t, "%s, ", winter), 11), summer);
    struct region region =
        read_yaml(t, testing_text(t, "{carbon_intensity: 2 g/kWh, hourly: {carbon_intensity: %s}}", months));
    assert_int_equal(region.hourly_count, 288);
    TESTING_CLOSE(region.hourly_g_per_j[11 * 24 - 1], 1e-4, 1e-15);
    TESTING_CLOSE(region.hourly_g_per_j[11 * 24], 1e-5, 1e-15);
    TESTING_CLOSE(region.hourly_g_per_j[287], 1e-5, 1e-15);
    assert_null(region.hourly_citation.text);
}

static void hourly_errors(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "{carbon_intensity: 4 g/kWh, hourly: {carbon_intensity: %s}}";
    const char *day = repeated(t, "9 g/kWh", 24), *at = "hourly.carbon_intensity";
    refuse(t, "{carbon_intensity: 4 g/kWh, hourly: 4}", "hourly", "a mapping of keys is needed here");
    refuse(t, "{carbon_intensity: 4 g/kWh, hourly: {}}", "hourly", "\"carbon_intensity\" is missing");
    refuse(t, testing_text(t, text, "9 g/kWh"), at, "an average day has 24 hours, not 1");
    refuse(t, testing_text(t, text, "[]"), at, "an average day has 24 hours, not 0");
    refuse(t, testing_text(t, text, repeated(t, "9 g/kWh", 23)), at, "an average day has 24 hours, not 23");
    refuse(t, testing_text(t, text, repeated(t, "9 g/kWh", 288)), at, "an average day has 24 hours, not 288");
    refuse(t, testing_text(t, text, repeated(t, "9", 24)), "hourly.carbon_intensity[0]", "needs a carbon intensity");
    refuse(t, testing_text(t, text, repeated(t, "-9 g/kWh", 24)), "hourly.carbon_intensity[23]", "at least 0");
    refuse(t, testing_text(t, text, repeated(t, day, 11)), at, "a year of average days has 12 months, not 11");
    refuse(t,
           testing_text(t, text, testing_text(t, "[%s9 g/kWh]", testing_repeat(t, testing_text(t, "%s, ", day), 11))),
           "hourly.carbon_intensity[11]", "an average day has 24 hours, not 1");
}

static void read_errors(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "region: x", "", "a region needs \"carbon_intensity\" or \"mix\"");
    refuse(t, "word", "", "a mapping of keys is needed here");
    refuse(t, "{carbon_intensty: 1 g/kWh, mix: {coal: 1, factors: ipcc-2014}}", "",
           "did you mean \"carbon_intensity\"?");
    refuse(t, "carbon_intensity: 400", "carbon_intensity", "this needs a carbon intensity");
    refuse(t, "carbon_intensity: 400 g/W", "carbon_intensity", "this needs a carbon intensity");
    refuse(t, "carbon_intensity: -4 g/kWh", "carbon_intensity", "must be at least 0");
    refuse(t, "{carbon_intensity: 4 g/kWh, pue: 0.9}", "pue", "\"pue\" must be at least 1");
    refuse(t, "{carbon_intensity: 4 g/kWh, electricity_price: 0.1 USD}", "electricity_price", "a price per energy");
    refuse(t, "{carbon_intensity: 4 g/kWh, wue: 1.8 L}", "wue", "this needs a water intensity");
    refuse(t, "{carbon_intensity: 4 g/kWh, wue: 1800 L/kWh}", "wue", "\"wue\" must be at most 360 L/kWh");
    refuse(t, "{carbon_intensity: 4 g/kWh, water_intensity: -1 L/kWh}", "water_intensity", "must be at least 0");
    refuse(t, "carbon_intensity_market: 4 g/kWh", "", "a region needs \"carbon_intensity\" or \"mix\"");
    refuse(t, "{carbon_intensity: 4 g/kWh, carbon_intensity_market: 4 g}", "carbon_intensity_market",
           "this needs a carbon intensity");
    refuse(t, "{carbon_intensity: 4 g/kWh, year: 18}", "year", "must be at least 1900");
}

static void mix_errors(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "mix: {coal: 60 %, gas: 41 %, factors: ipcc-2014}", "mix",
           "add to more than 0 and at most 100 %, not 101 %");
    refuse(t, "mix: {factors: ipcc-2014}", "mix", "add to more than 0");
    refuse(t, "mix: {coal: 0, factors: ipcc-2014}", "mix", "add to more than 0");
    refuse(t, "mix: {coal: 50 %}", "mix", "\"factors\" is missing");
    refuse(t, "mix: {coal: 101 %, factors: ipcc-2014}", "mix.coal", "must be at most 1");
    refuse(t, "mix: {coal: -1 %, factors: ipcc-2014}", "mix.coal", "must be at least 0");
    refuse(t, "mix: {coal: 50 g, factors: ipcc-2014}", "mix.coal", "this needs a plain number");
    refuse(t, "mix: {cole: 50 %, factors: ipcc-2014}", "mix", "unknown key \"cole\"; did you mean \"coal\"?");
    refuse(t, "mix: 50 %", "mix", "a mapping of keys is needed here");
    refuse(t, "mix: {coal: 50 %, factors: {gas: 1 g/kWh}}", "mix", "the emission factors have none for \"coal\"");
    refuse(t, "mix: {coal: 50 %, factors: ipcc-2041}", "", "there is no factors \"ipcc-2041\"");
    refuse(t, "mix: {coal: 50 %, factors: ~}", "factors", "a name, a path or an inline factors is needed");
}

static void factors_errors(void **state)
{
    struct testing *t = testing_of(state);
    double factors[REGION_SOURCE_COUNT];
    static const struct {
        const char *text, *why;
    } rows[] = {{"coal: 820", "this needs a carbon intensity"},
                {"coal: -1 g/kWh", "must be at least 0"},
                {"coal: 820 kg/J", "must be at most 1"},
                {"cole: 820 g/kWh", "unknown key \"cole\"; did you mean \"coal\"?"},
                {"[1]", "a mapping of keys is needed here"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        enum status status = region_read_factors(&t->reader, testing_yaml(t, rows[i].text), factors);
        assert_int_equal(status, STATUS_BAD_INPUT);
        TESTING_ERROR(t, rows[i].why);
        testing_forget(t);
    }
}

static void water_errors(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "mix: {coal: 50 %%, factors: ipcc-2014, water_factors: %s}";
    refuse(t, testing_text(t, text, "{gas: 1 L/kWh}"), "mix", "the water factors have none for \"coal\"");
    refuse(t, testing_text(t, text, "macknick-2021"), "", "there is no water_factors \"macknick-2021\"");
    refuse(t, testing_text(t, text, "{coal: 1 L}"), "mix.coal", "this needs a water intensity");
    refuse(t, testing_text(t, text, "{coal: -1 L/kWh}"), "mix.coal", "must be at least 0");
    refuse(t, testing_text(t, text, "{coal: {uniform: [1 L/kWh, 2 L/kWh]}}"), "mix.coal", "one number or triangular");
    refuse(t, testing_text(t, text, "{coal: {triangular: [1 L/kWh, 2 L/kWh, 3 L/kWh], truncate: [1 L/kWh, 2 L/kWh]}}"),
           "mix.coal", "one number or triangular");
    refuse(t, testing_text(t, text, "{cole: 1 L/kWh}"), "mix", "did you mean \"coal\"?");
    refuse(t, testing_text(t, text, "[1]"), "water_factors", "a name, a path or an inline water_factors is needed");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(names_of_sources),
        TESTING_CASE(stated_intensity),
        TESTING_CASE(what_is_known_of_water_and_contracts),
        TESTING_CASE(a_factor_may_be_zero),
        TESTING_CASE(mix_of_inline_factors),
        TESTING_CASE(mix_of_a_hundred_percent),
        TESTING_CASE(mix_of_a_factors_file_beside_it),
        TESTING_CASE(water_of_a_mix),
        TESTING_CASE(assumed_when_a_factor_table_is),
        TESTING_CASE(laid_over_a_base),
        TESTING_CASE(water_errors),
        TESTING_CASE(a_day_hour_by_hour),
        TESTING_CASE(a_day_of_each_month),
        TESTING_CASE(hourly_errors),
        TESTING_CASE(read_errors),
        TESTING_CASE(mix_errors),
        TESTING_CASE(factors_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
