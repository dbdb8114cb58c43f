// region_list.c: the regions of a data folder, all or those asked for, and every mistake in them.
#include "testing.h"

#include "machine/region_list.h"

static void fill(struct testing *t)
{
    testing_file(t, "regions/aa.yaml", "region: called otherwise\ncarbon_intensity: 100 gCO2e/kWh\n");
    testing_file(t, "regions/aa-north.yaml", "region: aa-north\nyear: 2024\ncarbon_intensity: 50 gCO2e/kWh\n");
    testing_file(t, "regions/bb.yaml",
                 "region: bb\nvariants:\n  bb-east: {carbon_intensity: 1 gCO2e/kWh}\n"
                 "  bb-west: {carbon_intensity: 2 gCO2e/kWh}\n");
    testing_file(t, "regions/factors-x.yaml", "factors: x\ncoal: 820 gCO2e/kWh\n");
    t->catalog.data_folder = testing_folder(t);
}

static void all_regions_come_by_name(void **state)
{
    struct testing *t = testing_of(state);
    struct region_list list;
    static const char *const names[] = {"aa", "aa-north", "bb-east", "bb-west"};
    static const double grams[] = {100, 50, 1, 2};
    fill(t);
    assert_int_equal(region_list_read(&t->reader, &t->catalog, NULL, 0, &list), STATUS_OK);
    TESTING_CLEAN(t);
    assert_int_equal(list.count, 4);
    for (size_t i = 0; i < list.count; i++) {
        assert_string_equal(list.regions[i].name, names[i]);
        TESTING_CLOSE(list.regions[i].inputs.values[INPUT_CARBON_INTENSITY].point, grams[i] / 3.6e6, 1e-14);
    }
    assert_int_equal(list.regions[1].year, 2024);
}

static void words_choose_among_them(void **state)
{
    struct testing *t = testing_of(state);
    struct region_list list;
    const char *const words[] = {"aa-north", "bb"};
    fill(t);
    assert_int_equal(region_list_read(&t->reader, &t->catalog, words, 2, &list), STATUS_OK);
    assert_int_equal(list.count, 3);
    assert_string_equal(list.regions[0].name, "aa-north");
    assert_string_equal(list.regions[2].name, "bb-west");
}

static void words_that_choose_nothing_are_refused_together(void **state)
{
    struct testing *t = testing_of(state);
    struct region_list list;
    const char *const words[] = {"aa-norht", "aa", "zz", "eu"};
    fill(t);
    assert_int_equal(region_list_read(&t->reader, &t->catalog, words, 4, &list), STATUS_BAD_INPUT);
    TESTING_ERRORS(t, 3);
    TESTING_ERROR(
        t, "no region is called \"aa-norht\" or begins with it, nor is that a group; did you mean \"aa-north\"?");
    TESTING_ERROR(t, "no region is called \"zz\"");
    TESTING_ERROR(t, "no region is called \"eu\"");
}

static void mistakes_of_all_files_are_told_where_they_are(void **state)
{
    struct testing *t = testing_of(state);
    struct region_list list;
    fill(t);
    testing_file(t, "regions/cc.yaml", "region: cc\ncarbon_intensity: -5 gCO2e/kWh\n");
    testing_file(t, "regions/dd.yaml", "region: dd\npue: 1.1\n");
    assert_int_equal(region_list_read(&t->reader, &t->catalog, NULL, 0, &list), STATUS_BAD_INPUT);
    TESTING_ERRORS(t, 2);
    TESTING_ERROR_AT(t, 2, 19, "");
    TESTING_ERROR(t, "a region needs \"carbon_intensity\" or \"mix\"");
    testing_forget(t);
    testing_file(t, "regions/ee.yaml", "region: [\n");
    const char *const words[] = {"aa"};
    assert_int_equal(region_list_read(&t->reader, &t->catalog, words, 1, &list), STATUS_BAD_INPUT);
    assert_true(t->diag.errors > 0);
}

static void a_folder_without_regions_is_refused(void **state)
{
    struct testing *t = testing_of(state);
    struct region_list list;
    testing_file(t, "regions/factors-x.yaml", "factors: x\ncoal: 820 gCO2e/kWh\n");
    t->catalog.data_folder = testing_folder(t);
    assert_int_equal(region_list_read(&t->reader, &t->catalog, NULL, 0, &list), STATUS_BAD_INPUT);
    TESTING_ERROR(t, "holds no region");
}

int main(void)
{
    const struct CMUnitTest tests[] = {TESTING_CASE(all_regions_come_by_name), TESTING_CASE(words_choose_among_them),
                                       TESTING_CASE(words_that_choose_nothing_are_refused_together),
                                       TESTING_CASE(mistakes_of_all_files_are_told_where_they_are),
                                       TESTING_CASE(a_folder_without_regions_is_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
