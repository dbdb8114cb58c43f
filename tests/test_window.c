// window.c by itself.
#include "counting.h"

#include "workload/window.h"

// The windows that lie wholly in a padded sequence, found by laying one after another.
static double outputs_by_trying(int64_t length, int64_t kernel, int64_t stride, int64_t padding)
{
    double outputs = 0;
    for (int64_t start = -padding; start + kernel <= length + padding; start += stride)
        outputs++;
    return outputs;
}

static void valid_windows_are_those_that_fit(void **state)
{
    (void)state;
    for (int64_t kernel = 1; kernel <= 9; kernel++)
        for (int64_t stride = 1; stride <= 5; stride++)
            for (int64_t padding = 0; padding <= 4; padding++)
                for (int64_t length = 1; length <= 20; length++) {
                    struct window window = {.kernel = {{kernel}, 1},
                                            .stride = {{stride}, 1},
                                            .padding = {{padding}, 1},
                                            .mode = WINDOW_VALID};
                    struct place place = {.batch = 1, .rows = (double)length, .columns = 1};
                    window_move(&window, &place);
                    TESTING_EXACT(place.rows, outputs_by_trying(length, kernel, stride, padding));
                    TESTING_EXACT(place.columns, 1);
                }
}

static void same_windows_start_at_every_stride(void **state)
{
    (void)state;
    for (int64_t kernel = 1; kernel <= 9; kernel++)
        for (int64_t stride = 1; stride <= 5; stride++)
            for (int64_t length = 1; length <= 20; length++) {
                struct window window = {.kernel = {{kernel}, 1}, .stride = {{stride}, 1}};
                struct place place = {.batch = 1, .rows = (double)length, .columns = 1};
                window_move(&window, &place);
                TESTING_EXACT(place.rows, (double)((length + stride - 1) / stride));
            }
}

// PyTorch's ceil_mode: a window that reaches over the padded end counts when it starts before the padding there.
static void a_last_window_may_reach_over_the_end(void **state)
{
    (void)state;
    for (int64_t kernel = 1; kernel <= 9; kernel++)
        for (int64_t stride = 1; stride <= 5; stride++)
            for (int64_t padding = 0; padding <= kernel / 2; padding++)
                for (int64_t length = kernel; length <= 20; length++) {
                    struct window window = {.kernel = {{kernel}, 1},
                                            .stride = {{stride}, 1},
                                            .padding = {{padding}, 1},
                                            .mode = WINDOW_VALID,
                                            .ceil = true};
                    struct place place = {.batch = 1, .rows = (double)length, .columns = 1};
                    double outputs = outputs_by_trying(length, kernel, stride, padding);
                    int64_t next = (int64_t)outputs * stride - padding;
                    bool all_seen = next - stride + kernel >= length + padding;
                    window_move(&window, &place);
                    TESTING_EXACT(place.rows, outputs + (!all_seen && next < length ? 1 : 0));
                }
}

// Every output cell that any input's kernel lies on, the padding cut off.
static void transposed_windows_cover_what_they_lie_on(void **state)
{
    (void)state;
    for (int64_t kernel = 1; kernel <= 6; kernel++)
        for (int64_t stride = 1; stride <= kernel; stride++)
            for (int64_t length = 1; length <= 9; length++)
                for (int64_t padding = 0; 2 * padding < kernel; padding++) {
                    struct window window = {.kernel = {{kernel}, 1},
                                            .stride = {{stride}, 1},
                                            .padding = {{padding}, 1},
                                            .mode = WINDOW_VALID,
                                            .transposed = true};
                    struct place place = {.batch = 1, .rows = (double)length, .columns = 1};
                    window_move(&window, &place);
                    double outputs = place.rows;
                    TESTING_EXACT(outputs, (double)((length - 1) * stride + kernel - 2 * padding));
                    // The convolution that it is the transposed of leads back.
                    window.transposed = false;
                    window_move(&window, &place);
                    TESTING_EXACT(place.rows, (double)length);
                }
    struct window same = {.kernel = {{3}, 1}, .stride = {{2}, 1}, .transposed = true};
    struct place place = {.batch = 1, .rows = 7, .columns = 5, .is_image = true};
    window_move(&same, &place);
    TESTING_EXACT(place.rows, 14);
    TESTING_EXACT(place.columns, 10);
}

static void an_image_moves_in_both_directions(void **state)
{
    (void)state;
    struct window two = {.kernel = {{3, 5}, 2}, .stride = {{2}, 1}, .mode = WINDOW_VALID};
    struct window one = {.kernel = {{3}, 1}, .stride = {{2}, 1}, .mode = WINDOW_VALID};
    struct window each = {.kernel = {{3, 5}, 2},
                          .stride = {{1, 2}, 2},
                          .dilation = {{2, 1}, 2},
                          .padding = {{0, 1}, 2},
                          .mode = WINDOW_VALID};
    struct place place = {.batch = 1, .rows = 9, .columns = 11, .is_image = true}, square = place, last = place;
    window_move(&two, &place);
    TESTING_EXACT(place.rows, 4);
    TESTING_EXACT(place.columns, 4);
    window_move(&one, &square); // {k} stands for both
    TESTING_EXACT(square.rows, 4);
    TESTING_EXACT(square.columns, 5);
    window_move(&each, &last);
    TESTING_EXACT(last.rows, 5);    // 9 - (2 * 2 + 1) + 1
    TESTING_EXACT(last.columns, 5); // floor((11 + 2 - 5) / 2) + 1
}

static void cells_lie_under_the_kernel(void **state)
{
    (void)state;
    struct window one = {.kernel = {{3}, 1}}, two = {.kernel = {{3, 5}, 2}, .dilation = {{9}, 1}};
    TESTING_EXACT(window_cells(&one, false), 3);
    TESTING_EXACT(window_cells(&one, true), 9);
    TESTING_EXACT(window_cells(&two, true), 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(valid_windows_are_those_that_fit),     TESTING_CASE(same_windows_start_at_every_stride),
        TESTING_CASE(a_last_window_may_reach_over_the_end), TESTING_CASE(transposed_windows_cover_what_they_lie_on),
        TESTING_CASE(an_image_moves_in_both_directions),    TESTING_CASE(cells_lie_under_the_kernel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
