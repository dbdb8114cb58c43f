// region_group.c: which regions a word asks for, and that the groups are what they are called.
#include "testing.h"

#include <string.h>

#include "machine/region_group.h"
#include "machine/region_list.h"

static void a_word_covers_what_goes_on_from_it_with_a_dash(void **state)
{
    (void)state;
    assert_true(region_group_word_covers("gcp", "gcp-us-central1"));
    assert_true(region_group_word_covers("gcp-us-central1", "gcp-us-central1"));
    assert_true(region_group_word_covers("fr", "fr"));
    assert_false(region_group_word_covers("gcp-us-c", "gcp-us-central1"));
    assert_false(region_group_word_covers("gcp-us-central1", "gcp-us"));
    assert_false(region_group_word_covers("f", "fr"));
    assert_false(region_group_word_covers("azure-westus", "azure-westus2"));
    assert_true(region_group_covers("aws", "aws-2018"));
    assert_false(region_group_covers("aws", "azure-westus"));
}

static void groups_are_of_the_place_and_not_of_the_name(void **state)
{
    (void)state;
    static const char *const inside[] = {"fr", "de-2018", "gcp-europe-west9", "aws-eu-west-1", "azure-northeurope"};
    static const char *const outside[] = {"gb",
                                          "ch",
                                          "no",
                                          "us",
                                          "is",
                                          "gcp-europe-west2",
                                          "gcp-europe-west6",
                                          "aws-eu-west-2",
                                          "azure-uksouth",
                                          "azure-westus",
                                          "euro"};
    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++)
        assert_true(region_group_covers("eu", inside[i]));
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
        assert_false(region_group_covers("eu", outside[i]));
    assert_true(region_group_covers("us", "us"));
    assert_true(region_group_covers("us", "gcp-us-west1"));
    assert_true(region_group_covers("us", "azure-eastus2"));
    assert_false(region_group_covers("us", "ca"));
    assert_false(region_group_covers("us", "gcp-northamerica-northeast1"));
    assert_null(region_group_named("europe"));
}

// 27 states, each of them in the catalogue; no word twice.
static void the_union_has_its_members(void **state)
{
    struct testing *t = testing_of(state);
    const struct region_group *eu = region_group_named("eu");
    struct region_list list;
    size_t states = 0;
    assert_non_null(eu);
    assert_int_equal(region_list_read(&t->reader, &t->catalog, NULL, 0, &list), STATUS_OK);
    for (size_t i = 0; eu->words[i]; i++) {
        bool is_there = strlen(eu->words[i]) > 2;
        states += !is_there;
        for (size_t j = 0; j < list.count && !is_there; j++)
            is_there = strcmp(list.regions[j].name, eu->words[i]) == 0;
        if (!is_there)
            fail_msg("%s is not in the catalogue", eu->words[i]);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(eu->words[i], eu->words[j]);
    }
    assert_int_equal(states, 27);
}

static void every_group_is_told_and_sourced(void **state)
{
    (void)state;
    assert_true(region_group_count >= 2);
    for (size_t i = 0; i < region_group_count; i++) {
        assert_true(region_group_all[i].sentence[0] && region_group_all[i].source[0] && region_group_all[i].words[0]);
        assert_ptr_equal(region_group_named(region_group_all[i].name), &region_group_all[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {TESTING_CASE(a_word_covers_what_goes_on_from_it_with_a_dash),
                                       TESTING_CASE(groups_are_of_the_place_and_not_of_the_name),
                                       TESTING_CASE(the_union_has_its_members),
                                       TESTING_CASE(every_group_is_told_and_sourced)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
