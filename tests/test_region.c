#include "testing.h"

#include <dirent.h>
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

static void factors_of(struct testing *t, const char *name, double factors[REGION_SOURCE_COUNT])
{
    const struct yaml_node *node = testing_open(t, CATALOG_FACTORS, name);
    assert_int_equal(region_read_factors(&t->reader, node, factors), STATUS_OK);
    TESTING_CLEAN(t);
}

// ---- the regions that come with the program -----------------------------------------------------

static void assert_sound(struct testing *t, const struct region *region)
{
    assert_true(strlen(region->description) > 0);
    const struct input *intensity = &region->inputs.values[INPUT_CARBON_INTENSITY];
    assert_int_equal(intensity->origin, INPUT_REGION);
    assert_non_null(intensity->citation.text);
    // From hydropower alone (a few grams) to coal alone (about a kilogram)
    assert_true(intensity->point * kwh >= 1 && intensity->point * kwh <= 1200);
    const struct input *pue = &region->inputs.values[INPUT_PUE],
                       *price = &region->inputs.values[INPUT_ELECTRICITY_PRICE];
    assert_true(pue->origin == INPUT_UNSET || (pue->point >= 1 && pue->point <= 2));
    assert_true(price->origin == INPUT_UNSET || (price->point * kwh >= 0.005 && price->point * kwh <= 1));
    assert_true(region->year == 0 || (region->year >= 2000 && region->year <= 2100));
    double sum = share_sum(region);
    assert_true(sum <= 1 + 1e-9);
    if (sum <= 0)
        return;
    // Published mixes seldom add to 100 %, but what is missing is small.
    assert_true(sum >= 0.8);
    double factors[REGION_SOURCE_COUNT], weighted = 0;
    factors_of(t, "ipcc-2014", factors);
    for (int i = 0; i < REGION_SOURCE_COUNT; i++)
        weighted += region->share[i] * factors[i];
    TESTING_CLOSE(region->mix_intensity_g_per_j, weighted / sum, 1e-14);
}

static void every_name_is_read(void **state)
{
    struct testing *t = testing_of(state);
    struct catalog_names names = {0};
    assert_int_equal(catalog_list(&t->catalog, CATALOG_REGION, &names), STATUS_OK);
    assert_true(names.count >= 100);
    for (size_t i = 0; i < names.count; i++) {
        struct region region = read_named(t, names.names[i]);
        assert_string_equal(region.name, names.names[i]);
        assert_sound(t, &region);
    }
}

static void every_file_is_a_region_or_factors(void **state)
{
    struct testing *t = testing_of(state);
    DIR *folder = opendir(testing_path(t, "regions"));
    assert_non_null(folder);
    size_t regions = 0, tables = 0;
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        if (entry->d_name[0] == '.' || !strstr(entry->d_name, ".yaml"))
            continue;
        const char *path = testing_path(t, testing_text(t, "regions/%s", entry->d_name));
        const struct yaml_node *node = testing_open(t, CATALOG_COUNT, path);
        if (catalog_kind_of(node) == CATALOG_FACTORS) {
            double factors[REGION_SOURCE_COUNT];
            assert_int_equal(region_read_factors(&t->reader, node, factors), STATUS_OK);
            tables++;
        } else {
            assert_int_equal(catalog_kind_of(node), CATALOG_REGION);
            (void)read_named(t, path);
            regions++;
        }
        TESTING_CLEAN(t);
    }
    closedir(folder);
    assert_true(regions >= 100);
    assert_true(tables >= 1);
}

static void us_2018(void **state)
{
    struct testing *t = testing_of(state);
    struct region region = read_named(t, "us-2018");
    const struct input *inputs = region.inputs.values;
    assert_string_equal(region.name, "us-2018");
    assert_int_equal(region.year, 2018);
    // 0.954 lb/kWh x 453.59237 g/lb; what is stated wins over the mix.
    TESTING_CLOSE(inputs[INPUT_CARBON_INTENSITY].point * kwh, 432.72712098, 1e-14);
    TESTING_CONTAINS(inputs[INPUT_CARBON_INTENSITY].citation.text, "Strubell et al. 2019");
    TESTING_EXACT(inputs[INPUT_PUE].point, 1.58);
    TESTING_CLOSE(inputs[INPUT_ELECTRICITY_PRICE].point * kwh, 0.12, 1e-14);
    assert_int_equal(inputs[INPUT_PUE].origin, INPUT_REGION);
    TESTING_EXACT(region.share[REGION_SOURCE_gas], 0.35);
    TESTING_CLOSE(share_sum(&region), 0.98, 1e-15);
    // (17 x 24 + 35 x 490 + 27 x 820 + 19 x 12) / 98
    TESTING_CLOSE(region.mix_intensity_g_per_j * kwh, 39926.0 / 98, 1e-14);
}

static void mixes_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *name;
        double weighted, shares; // in percent: renewable x 24 + gas x 490 + coal x 820 + nuclear x 12
    } rows[] = {
        {"cn-2018", 22 * 24 + 3 * 490 + 65 * 820 + 4 * 12, 94},
        {"de-2018", 40 * 24 + 7 * 490 + 38 * 820 + 13 * 12, 98},
        {"aws-2018", 17 * 24 + 24 * 490 + 30 * 820 + 26 * 12, 97},
        {"google-2018", 56 * 24 + 14 * 490 + 15 * 820 + 10 * 12, 95},
        {"microsoft-2018", 32 * 24 + 23 * 490 + 31 * 820 + 10 * 12, 96},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct region region = read_named(t, rows[i].name);
        TESTING_CLOSE(share_sum(&region), rows[i].shares / 100, 1e-14);
        TESTING_CLOSE(region.mix_intensity_g_per_j * kwh, rows[i].weighted / rows[i].shares, 1e-14);
        // Nothing is stated there, so the mix is the intensity.
        TESTING_EXACT(region.inputs.values[INPUT_CARBON_INTENSITY].point, region.mix_intensity_g_per_j);
    }
}

static void factors_ipcc_2014(void **state)
{
    struct testing *t = testing_of(state);
    double factors[REGION_SOURCE_COUNT];
    factors_of(t, "ipcc-2014", factors);
    TESTING_CLOSE(factors[REGION_SOURCE_coal] * kwh, 820, 1e-14);
    TESTING_CLOSE(factors[REGION_SOURCE_gas] * kwh, 490, 1e-14);
    TESTING_CLOSE(factors[REGION_SOURCE_nuclear] * kwh, 12, 1e-14);
    TESTING_CLOSE(factors[REGION_SOURCE_hydro] * kwh, 24, 1e-14);
    TESTING_CLOSE(factors[REGION_SOURCE_wind] * kwh, 11, 1e-14);
    TESTING_CLOSE(factors[REGION_SOURCE_solar] * kwh, 48, 1e-14);
    for (int i = 0; i < REGION_SOURCE_COUNT; i++)
        assert_true(factors[i] > 0);
}

// ---- rules --------------------------------------------------------------------------------------

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(every_name_is_read),
        TESTING_CASE(every_file_is_a_region_or_factors),
        TESTING_CASE(us_2018),
        TESTING_CASE(mixes_by_hand),
        TESTING_CASE(factors_ipcc_2014),
        TESTING_CASE(names_of_sources),
        TESTING_CASE(stated_intensity),
        TESTING_CASE(what_is_known_of_water_and_contracts),
        TESTING_CASE(a_factor_may_be_zero),
        TESTING_CASE(mix_of_inline_factors),
        TESTING_CASE(mix_of_a_hundred_percent),
        TESTING_CASE(mix_of_a_factors_file_beside_it),
        TESTING_CASE(a_day_hour_by_hour),
        TESTING_CASE(a_day_of_each_month),
        TESTING_CASE(hourly_errors),
        TESTING_CASE(read_errors),
        TESTING_CASE(mix_errors),
        TESTING_CASE(factors_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
