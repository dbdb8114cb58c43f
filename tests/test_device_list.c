// device_list.c: the devices of a data folder, all or those asked for, one card once, and every mistake in them.
#include "testing.h"

#include "machine/device_list.h"

static void fill(struct testing *t)
{
    testing_file(t, "hardware/bb.yaml", "device: bb\npeak: {fp32: 2 TFLOP/s}\n");
    testing_file(t, "hardware/aa.yaml",
                 "family: aa\nvariants:\n  aa: {description: one}\n  aa-small: {peak: {fp32: 1 TFLOP/s}}\n"
                 "  aa-too: {description: the same}\npeak: {fp32: 3 TFLOP/s}\npower: {tdp: 100 W}\n");
    t->catalog.data_folder = testing_folder(t);
}

static void expect(const struct device_list *list, const char *const *names, size_t count)
{
    assert_int_equal(list->count, count);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(list->devices[i].name, names[i]);
}

static void all_devices_come_by_name_and_each_once(void **state)
{
    struct testing *t = testing_of(state);
    struct device_list list;
    fill(t);
    assert_int_equal(device_list_read(&t->reader, &t->catalog, NULL, 0, &list), STATUS_OK);
    TESTING_CLEAN(t);
    expect(&list, (const char *const[]){"aa", "aa-small", "bb"}, 3);
}

static void words_name_them_in_their_order(void **state)
{
    struct testing *t = testing_of(state);
    struct device_list list;
    const char *const words[] = {"bb", "aa-too", "bb", "aa"};
    fill(t);
    assert_int_equal(device_list_read(&t->reader, &t->catalog, words, 4, &list), STATUS_OK);
    expect(&list, (const char *const[]){"bb", "aa-too", "aa"}, 3);
}

static void every_mistake_is_told(void **state)
{
    struct testing *t = testing_of(state);
    struct device_list list;
    const char *const words[] = {"cc", "aa", "dd"};
    fill(t);
    assert_int_equal(device_list_read(&t->reader, &t->catalog, words, 3, &list), STATUS_BAD_INPUT);
    TESTING_ERRORS(t, 2);
    TESTING_ERROR(t, "there is no device \"cc\"");
    TESTING_ERROR(t, "there is no device \"dd\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {TESTING_CASE(all_devices_come_by_name_and_each_once),
                                       TESTING_CASE(words_name_them_in_their_order),
                                       TESTING_CASE(every_mistake_is_told)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
