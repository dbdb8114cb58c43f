// page_columns.c: who gets the room.
#include "testing.h"

#include "report/page_columns.h"

static void columns_are_as_wide_as_their_cells_where_there_is_room(void **state)
{
    (void)state;
    struct page_columns columns[] = {{.natural = 10, .least = 5}, {.natural = 20, .least = 20}};
    assert_true(page_columns_fit(columns, 2, 30));
    TESTING_EXACT(columns[0].width, 10);
    TESTING_EXACT(columns[1].width, 20);
}

static void what_is_left_over_goes_to_those_that_can_use_it(void **state)
{
    (void)state;
    struct page_columns columns[] = {
        {.natural = 10, .least = 10}, {.natural = 100, .least = 10}, {.natural = 40, .least = 10}};
    assert_true(page_columns_fit(columns, 3, 70)); // 40 are left, shared as 90 to 30
    TESTING_CLOSE(columns[0].width, 10, 1e-12);
    TESTING_CLOSE(columns[1].width, 40, 1e-12);
    TESTING_CLOSE(columns[2].width, 20, 1e-12);
}

static void what_does_not_fit_is_squeezed(void **state)
{
    (void)state;
    struct page_columns columns[] = {{.natural = 50, .least = 30}, {.natural = 10, .least = 10}};
    assert_false(page_columns_fit(columns, 2, 20));
    TESTING_CLOSE(columns[0].width, 15, 1e-12);
    TESTING_CLOSE(columns[1].width, 5, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(columns_are_as_wide_as_their_cells_where_there_is_room),
        TESTING_CASE(what_is_left_over_goes_to_those_that_can_use_it),
        TESTING_CASE(what_does_not_fit_is_squeezed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
