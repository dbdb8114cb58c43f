// Every file in regions/, in every variant: it loads, and its numbers are ones that a grid can have.
#include "testing.h"

#include <dirent.h>
#include <math.h>
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

static void assert_sound(struct testing *t, const struct region *region)
{
    assert_true(strlen(region->description) > 0);
    const struct input *intensity = &region->inputs.values[INPUT_CARBON_INTENSITY];
    assert_int_equal(intensity->origin, INPUT_REGION);
    assert_non_null(intensity->citation.text);
    // From hydropower alone (a few grams) to old coal alone (above a kilogram), all of the range.
    double least, most;
    dist_support(&intensity->dist, &least, &most);
    assert_true(least * kwh >= 1 && most * kwh < 1300);
    const struct input *pue = &region->inputs.values[INPUT_PUE],
                       *price = &region->inputs.values[INPUT_ELECTRICITY_PRICE],
                       *market = &region->inputs.values[INPUT_CARBON_INTENSITY_MARKET],
                       *wue = &region->inputs.values[INPUT_WUE], *water = &region->inputs.values[INPUT_WATER_INTENSITY];
    assert_true(pue->origin == INPUT_UNSET || (pue->point >= 1 && pue->point <= 2));
    assert_int_equal(price->origin, INPUT_REGION);
    assert_true(price->point * kwh >= 0.005 && price->point * kwh <= 1);
    assert_true(wue->origin == INPUT_UNSET || wue->point * kwh <= 3);
    assert_true(water->origin == INPUT_UNSET || (water->point * kwh >= 0 && water->point * kwh <= 35));
    // A market-based figure is said of one provider's contracts, never of a grid.
    assert_true(market->origin == INPUT_UNSET || strncmp(region->name, "aws-", 4) == 0);
    const struct input *told[] = {pue, price, market, wue, water};
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        assert_true(told[i]->origin == INPUT_UNSET || told[i]->citation.text);
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

static struct catalog_names all_regions(struct testing *t)
{
    struct catalog_names names = {0};
    assert_int_equal(catalog_list(&t->catalog, CATALOG_REGION, &names), STATUS_OK);
    return names;
}

static void every_name_is_read(void **state)
{
    struct testing *t = testing_of(state);
    struct catalog_names names = all_regions(t);
    assert_true(names.count >= 400);
    for (size_t i = 0; i < names.count; i++) {
        struct region region = read_named(t, names.names[i]);
        assert_string_equal(region.name, names.names[i]);
        assert_sound(t, &region);
    }
}

// All countries with figures, all states, subregions of eGRID and provinces.
static void nothing_is_left_out(void **state)
{
    struct testing *t = testing_of(state);
    struct catalog_names names = all_regions(t);
    size_t countries = 0, states = 0, subregions = 0, provinces = 0;
    for (size_t i = 0; i < names.count; i++) {
        const char *name = names.names[i];
        size_t length = strlen(name);
        countries += length == 2 && strcmp(name, "eu") != 0;
        states += length == 5 && strncmp(name, "us-", 3) == 0;
        provinces += length == 5 && strncmp(name, "ca-", 3) == 0;
        subregions += length == 10 && strncmp(name, "egrid-", 6) == 0;
    }
    assert_true(countries >= 213);
    assert_int_equal(states, 51);     // with the District of Columbia
    assert_int_equal(subregions, 27); // with Puerto Rico
    assert_int_equal(provinces, 13);  // with the territories
}

static size_t read_file(struct testing *t, const char *path)
{
    const struct yaml_node *root = NULL;
    struct catalog_names variants = {0};
    double factors[REGION_SOURCE_COUNT];
    struct dist water[REGION_SOURCE_COUNT];
    assert_int_equal(catalog_variants(&t->catalog, path, &root, &variants), STATUS_OK);
    enum catalog_kind kind = catalog_kind_of(root);
    if (kind == CATALOG_FACTORS)
        assert_int_equal(region_read_factors(&t->reader, root, factors), STATUS_OK);
    else if (kind == CATALOG_WATER)
        assert_int_equal(region_read_water(&t->reader, root, water), STATUS_OK);
    else {
        assert_int_equal(kind, CATALOG_REGION);
        for (size_t i = 0; i < variants.count; i++)
            (void)read_named(t, testing_text(t, "%s#%s", path, variants.names[i]));
        if (!variants.count)
            (void)read_named(t, path);
    }
    TESTING_CLEAN(t);
    return kind == CATALOG_REGION;
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
        size_t one = read_file(t, testing_path(t, testing_text(t, "regions/%s", entry->d_name)));
        regions += one;
        tables += !one;
    }
    closedir(folder);
    assert_true(regions >= 200);
    assert_int_equal(tables, 2);
}

// A figure of Ember's and what the IPCC's factors make of the same country's plants differ by how old and what kind the
// plants are, not by a unit or a column.
static void a_mix_gives_about_what_is_stated(void **state)
{
    struct testing *t = testing_of(state);
    struct catalog_names names = all_regions(t);
    size_t compared = 0;
    for (size_t i = 0; i < names.count; i++) {
        if (strlen(names.names[i]) != 2)
            continue;
        struct region region = read_named(t, names.names[i]);
        double stated = region.inputs.values[INPUT_CARBON_INTENSITY].point;
        if (region.mix_intensity_g_per_j <= 0)
            continue;
        double ratio = region.mix_intensity_g_per_j / stated;
        if (ratio < 0.5 || ratio > 2)
            fail_msg("%s: stated %g g/kWh, its mix gives %g", names.names[i], stated * kwh,
                     region.mix_intensity_g_per_j * kwh);
        compared++;
    }
    assert_true(compared >= 200);
}

static void a_data_center_stands_on_a_grid(void **state)
{
    struct testing *t = testing_of(state);
    struct region site = read_named(t, "aws-eu-west-3"), country = read_named(t, "fr");
    const struct input *inputs = site.inputs.values;
    TESTING_EXACT(inputs[INPUT_PUE].point, 1.35);
    TESTING_EXACT(inputs[INPUT_CARBON_INTENSITY_MARKET].point, 0);
    TESTING_EXACT(inputs[INPUT_ELECTRICITY_PRICE].point, country.inputs.values[INPUT_ELECTRICITY_PRICE].point);
    TESTING_EXACT(site.share[REGION_SOURCE_nuclear], country.share[REGION_SOURCE_nuclear]);
    TESTING_CONTAINS(inputs[INPUT_ELECTRICITY_PRICE].mark.source->name, "fr.yaml");
    TESTING_CONTAINS(inputs[INPUT_PUE].mark.source->name, "aws.yaml");
}

static void hours_of_pjm(void **state)
{
    struct testing *t = testing_of(state);
    struct region region = read_named(t, "us-pjm");
    assert_int_equal(region.hourly_count, REGION_MONTHS * REGION_HOURS);
    double sum = 0;
    for (size_t i = 0; i < region.hourly_count; i++)
        sum += region.hourly_g_per_j[i] * kwh;
    // The year's figure is the mean of the hours; months differ in length.
    TESTING_CLOSE(sum / (double)region.hourly_count, region.inputs.values[INPUT_CARBON_INTENSITY].point * kwh, 2e-3);
    // The sun shines at noon in April, the lamps in the evening.
    const double *april = &region.hourly_g_per_j[(size_t)3 * REGION_HOURS];
    assert_true(april[13] < april[20] * 0.9);
}

// The IEA said 475 g/kWh for 2019; no country is far above coal, and the world is not all coal.
static void the_world(void **state)
{
    struct testing *t = testing_of(state);
    struct region world = read_named(t, "world"), union_of = read_named(t, "eu");
    double average = world.inputs.values[INPUT_CARBON_INTENSITY].point * kwh;
    assert_true(average > 420 && average < 490);
    assert_true(union_of.inputs.values[INPUT_CARBON_INTENSITY].point * kwh < average);
    // The countries' middle is near it, too.
    struct catalog_names names = all_regions(t);
    double sum = 0;
    size_t count = 0;
    for (size_t i = 0; i < names.count; i++)
        if (strlen(names.names[i]) == 2) {
            sum += read_named(t, names.names[i]).inputs.values[INPUT_CARBON_INTENSITY].point * kwh;
            count++;
        }
    assert_true(fabs(sum / (double)count / average - 1) < 0.25);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(every_name_is_read),
        TESTING_CASE(nothing_is_left_out),
        TESTING_CASE(every_file_is_a_region_or_factors),
        TESTING_CASE(a_mix_gives_about_what_is_stated),
        TESTING_CASE(a_data_center_stands_on_a_grid),
        TESTING_CASE(hours_of_pjm),
        TESTING_CASE(the_world),
        TESTING_CASE(us_2018),
        TESTING_CASE(mixes_by_hand),
        TESTING_CASE(factors_ipcc_2014),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
