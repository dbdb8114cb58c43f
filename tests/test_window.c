// window.c by itself, and layer_pooling.c, which is a window that multiplies nothing.
#include "counting.h"

#include "workload/window.h"

static void accept(struct testing *t, const char *text)
{
    struct model model;
    assert_int_equal(model_read(&t->reader, testing_yaml(t, text), NULL, 0, &model), STATUS_OK);
    TESTING_CLEAN(t);
}

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
                    struct window window = {
                        .kernel = {&kernel, 1}, .stride = stride, .padding = padding, .mode = WINDOW_VALID};
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
                struct window window = {.kernel = {&kernel, 1}, .stride = stride};
                struct place place = {.batch = 1, .rows = (double)length, .columns = 1};
                window_move(&window, &place);
                TESTING_EXACT(place.rows, (double)((length + stride - 1) / stride));
            }
}

static void an_image_moves_in_both_directions(void **state)
{
    (void)state;
    int64_t both[] = {3, 5};
    struct window two = {.kernel = {both, 2}, .stride = 2, .mode = WINDOW_VALID};
    struct window one = {.kernel = {both, 1}, .stride = 2, .mode = WINDOW_VALID};
    struct place place = {.batch = 1, .rows = 9, .columns = 11, .is_image = true}, square = place;
    window_move(&two, &place);
    TESTING_EXACT(place.rows, 4);
    TESTING_EXACT(place.columns, 4);
    window_move(&one, &square); // {k} stands for both
    TESTING_EXACT(square.rows, 4);
    TESTING_EXACT(square.columns, 5);
}

static void cells_lie_under_the_kernel(void **state)
{
    (void)state;
    int64_t both[] = {3, 5};
    struct window one = {.kernel = {both, 1}}, two = {.kernel = {both, 2}};
    TESTING_EXACT(window_cells(&one, false), 3);
    TESTING_EXACT(window_cells(&one, true), 9);
    TESTING_EXACT(window_cells(&two, true), 15);
}

static void a_window_in_a_repeated_stack_keeps_the_length(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "layers: [{dense: {width: 4, input: 4}}, {repeat: %d, layers: [{conv: {filters: 4, %s}}]}]";
    static const char *const kept[] = {"kernel: 3", "kernel: 4", "kernel: 3, padding: valid, pad: 1",
                                       "kernel: 1, padding: valid", "kernel: 7, padding: valid, pad: 3"};
    static const char *const changed[] = {"kernel: 3, stride: 2", "kernel: 3, padding: valid",
                                          "kernel: 2, padding: valid, pad: 1", "kernel: 3, padding: valid, pad: 2"};
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        accept(t, testing_text(t, text, 3, kept[i]));
    for (size_t i = 0; i < sizeof changed / sizeof *changed; i++) {
        refuse(t, testing_text(t, text, 3, changed[i]),
               "this changes the length, so it cannot stand in a stack that repeats");
        accept(t, testing_text(t, text, 1, changed[i])); // a stack of one is no repetition
    }
    // Inside a stack of one that itself repeats.
    refuse(t,
           "layers: [{dense: {width: 4, input: 4}}, {repeat: 2, layers: [{repeat: 1, layers: [{conv: {filters: 4, "
           "kernel: 3, stride: 2}}]}]}]",
           "this changes the length");
    // Over an image each direction counts.
    refuse(t,
           "image: [8, 8, 4]\nlayers: [{repeat: 2, layers: [{conv: {filters: 4, kernel: [3, 5], padding: valid, pad: "
           "1}}]}]",
           "this changes the length");
}

static void pooling_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    const char *text =
        "layers: [{embedding: {vocabulary: 9, width: 4}}, {pooling: {%s}}, {dense: {width: 5, bias: false}}]";
    static const struct {
        const char *pooling;
        double outputs, cells;
    } rows[] = {
        {"kernel: 2", 4, 2},                             // the stride is the kernel, the end is padded
        {"kernel: 2, padding: valid", 3, 2},             //
        {"kernel: 3, stride: 2, kind: max", 4, 3},       //
        {"kernel: 3, stride: 1, kind: mean", 7, 3},      //
        {"kernel: 3, stride: 2, padding: valid", 3, 3},  //
        {"kernel: 7, padding: valid, kind: mean", 1, 7}, //
        {"global: true", 1, 7},                          // each input once
        {"global: true, kind: mean", 1, 7},              //
        {"global: false, kernel: 2, stride: 7", 1, 2},   //
        {"kernel: 3, padding: valid, pad: 1, stride: 2", 4, 3},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct model_shape shape = {.batch = 2, .sequence = 7};
        struct count count = count_at(t, testing_text(t, text, rows[i].pooling), 1, shape);
        TESTING_EXACT(count.parameters, 0);
        TESTING_EXACT(count.forward_flop, 0);
        TESTING_EXACT(count.backward_flop, 0);
        TESTING_EXACT(count.forward_elementwise_flop, 2 * rows[i].outputs * rows[i].cells * 4);
        TESTING_EXACT(count.saved_elements, 2 * 7 * 4);
        struct count next = count_at(t, testing_text(t, text, rows[i].pooling), 2, shape);
        TESTING_EXACT(next.parameters, 4 * 5);
        TESTING_EXACT(next.forward_flop, 2 * (2 * rows[i].outputs) * 4 * 5);
        TESTING_EXACT(next.backward_flop, 2 * next.forward_flop);
    }
}

// resnet50: conv1, then maxpool 3x3/2 pad 1, then layer1.0.conv1 (1x1, 64 filters) on 56 x 56; avgpool at the end.
static void pooling_of_an_image(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "image: [224, 224, 3]\n"
                       "layers:\n"
                       "  - conv: {kernel: 7, stride: 2, padding: valid, pad: 3, filters: 64, bias: false}\n"
                       "  - pooling: {kernel: 3, stride: 2, padding: valid, pad: 1}\n"
                       "  - conv: {name: reduce, kernel: 1, filters: 64, bias: false}\n"
                       "  - pooling: {name: average, global: true, kind: mean}\n"
                       "  - dense: {width: 1000}\n";
    const struct model_shape shape = {.batch = 1};
    TESTING_EXACT(count_at(t, text, 1, shape).forward_elementwise_flop, 56 * 56 * 64 * 9);
    TESTING_EXACT(count_at(t, text, 1, shape).saved_elements, 112 * 112 * 64);
    TESTING_EXACT(count_at(t, text, 2, shape).forward_flop, 2 * 56 * 56 * 64 * 64);
    TESTING_EXACT(count_at(t, text, 3, shape).forward_elementwise_flop, 56 * 56 * 64);
    TESTING_EXACT(count_at(t, text, 4, shape).parameters, 64 * 1000 + 1000);
    TESTING_EXACT(count_at(t, text, 4, shape).forward_flop, 2 * 64 * 1000);
}

static void pooling_trains_nothing_so_it_asks_for_no_gradient(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "image: [8, 8, 4]\nlayers: [{pooling: {kernel: 2}}, {conv: {kernel: 3, filters: 5}}]";
    struct count count = count_at(t, text, 1, (struct model_shape){.batch = 1});
    TESTING_EXACT(count.forward_flop, 2 * 16 * 36 * 5);
    TESTING_EXACT(count.backward_flop, count.forward_flop);
}

static void pooling_that_cannot_be_counted_is_refused(void **state)
{
    struct testing *t = testing_of(state);
    const char *either = "pooling needs either \"kernel\" or \"global: true\"";
    refuse(t, "layers: [{pooling: {input: 4}}]", either);
    refuse(t, "layers: [{pooling: {input: 4, kernel: 2, global: true}}]", either);
    refuse(t, "layers: [{pooling: {input: 4, global: false}}]", either);
    refuse(t, "layers: [{pooling: {kernel: 2}}]", "no layer before this one gives a width; say \"input\"");
    refuse(t, "layers: [{pooling: {input: 4, kernel: 2, at: first}}]", "pooling reads every position");
    refuse(t, "layers: [{pooling: {input: 4, kernel: 2, kind: min}}]", "\"kind\" is one of max, mean");
    refuse(t, "layers: [{pooling: {input: 4, kernel: [2, 2]}}]", "a kernel has one size over a sequence");
    refuse(t, "layers: [{dense: {width: 4, input: 4}}, {repeat: 2, layers: [{pooling: {global: true}}]}]",
           "this changes the length");
    refuse(t, "layers: [{dense: {width: 4, input: 4}}, {repeat: 2, layers: [{pooling: {kernel: 2}}]}]",
           "this changes the length");
    accept(t, "layers: [{dense: {width: 4, input: 4}}, {repeat: 2, layers: [{pooling: {kernel: 2, stride: 1}}]}]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(valid_windows_are_those_that_fit),
        TESTING_CASE(same_windows_start_at_every_stride),
        TESTING_CASE(an_image_moves_in_both_directions),
        TESTING_CASE(cells_lie_under_the_kernel),
        TESTING_CASE(a_window_in_a_repeated_stack_keeps_the_length),
        TESTING_CASE(pooling_by_hand),
        TESTING_CASE(pooling_of_an_image),
        TESTING_CASE(pooling_trains_nothing_so_it_asks_for_no_gradient),
        TESTING_CASE(pooling_that_cannot_be_counted_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
