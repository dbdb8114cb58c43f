// layer_pooling.c: windows that multiply nothing.
#include "counting.h"

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
        TESTING_EXACT(count.kept_elements, 2 * 7 * 4);
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
    TESTING_EXACT(count_at(t, text, 1, shape).kept_elements, 112 * 112 * 64);
    TESTING_EXACT(count_at(t, text, 2, shape).forward_flop, 2 * 56 * 56 * 64 * 64);
    TESTING_EXACT(count_at(t, text, 3, shape).forward_elementwise_flop, 56 * 56 * 64);
    TESTING_EXACT(count_at(t, text, 4, shape).parameters, 64 * 1000 + 1000);
    TESTING_EXACT(count_at(t, text, 4, shape).forward_flop, 2 * 64 * 1000);
}

// Cells that PyTorch's adaptive windows see, laid one after another.
static double cells_by_trying(int inputs, int outputs)
{
    int cells = 0;
    for (int i = 0; i < outputs; i++)
        cells += ((i + 1) * inputs + outputs - 1) / outputs - i * inputs / outputs;
    return cells;
}

static void adaptive_pooling_gives_the_size_it_is_told(void **state)
{
    struct testing *t = testing_of(state);
    for (int inputs = 1; inputs <= 12; inputs++)
        for (int outputs = 1; outputs <= 14; outputs++) {
            const char *text = testing_text(t,
                                            "image: [%d, 9, 4]\nlayers: [{pooling: {output: [%d, 2], kind: mean}}, "
                                            "{flatten: }, {dense: {width: 1, bias: false}}]",
                                            inputs, outputs);
            const struct model_shape shape = {.batch = 2};
            TESTING_EXACT(count_at(t, text, 0, shape).forward_elementwise_flop,
                          2 * 4 * cells_by_trying(inputs, outputs) * cells_by_trying(9, 2));
            TESTING_EXACT(count_at(t, text, 2, shape).parameters, 4 * outputs * 2);
        }
    const char *text = "layers: [{embedding: {vocabulary: 9, width: 4}}, {pooling: {output: 3}}, {dense: {width: 5}}]";
    TESTING_EXACT(count_at(t, text, 2, (struct model_shape){.batch = 2, .sequence = 7}).forward_flop, 2 * 6 * 4 * 5);
}

// torchvision 0.15 googlenet: maxpool1 to maxpool3, 3 x 3 with stride 2 in ceil_mode: 112, 56, 28, 14. Without it they
// would end at 13.
static void maxima_of_googlenet(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "image: [112, 112, 4]\n"
                       "layers:\n"
                       "  - repeat: 3\n"
                       "    layers: [{pooling: {kernel: 3, stride: 2, padding: valid, ceil: %s}}]\n"
                       "  - flatten:\n"
                       "  - dense: {width: 1, bias: false}\n";
    const struct model_shape shape = {.batch = 1};
    TESTING_EXACT(count_at(t, testing_text(t, text, "true"), 4, shape).parameters, 14 * 14 * 4);
    TESTING_EXACT(count_at(t, testing_text(t, text, "false"), 4, shape).parameters, 13 * 13 * 4);
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
    const char *either = "pooling needs either \"kernel\" or \"global: true\" or \"output\"";
    refuse(t, "layers: [{pooling: {input: 4}}]", either);
    refuse(t, "layers: [{pooling: {input: 4, kernel: 2, global: true}}]", either);
    refuse(t, "layers: [{pooling: {input: 4, global: false}}]", either);
    refuse(t, "layers: [{pooling: {kernel: 2}}]", "no layer before this one gives a width; say \"input\"");
    refuse(t, "layers: [{pooling: {input: 4, kernel: 2, at: first}}]", "pooling reads every position");
    refuse(t, "layers: [{pooling: {input: 4, kernel: 2, kind: min}}]", "\"kind\" is one of max, mean");
    refuse(t, "layers: [{pooling: {input: 4, kernel: [2, 2]}}]", "a kernel has one size over a sequence");
    refuse(t, "layers: [{pooling: {input: 4, kernel: 2, output: 2}}]", either);
    refuse(t, "layers: [{pooling: {input: 4, global: true, output: 2}}]", either);
    refuse(t, "layers: [{pooling: {input: 4, output: [2, 2]}}]", "an output has one size over a sequence");
    refuse(t, "image: [8, 8, 4]\nlayers: [{pooling: {output: [2, 2, 2]}}]", "an output has one size over a sequence");
    refuse(t, "layers: [{pooling: {input: 4, kernel: 2, ceil: true}}]", "\"ceil\" goes with padding: valid");
    refuse(t, "layers: [{pooling: {input: 4, kernel: 2, lora: 2}}]", "pooling has no matrix");
    refuse(t, "layers: [{pooling: {input: 4, output: 0}}]", "\"output\" must be at least 1, not 0");
    refuse(t, "image: [3, 3, 4]\nlayers: [{pooling: {kernel: 4, padding: valid}}]",
           "the kernel does not fit the image that is left here: 4 x 4 over 3 x 3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(pooling_by_hand),
        TESTING_CASE(pooling_of_an_image),
        TESTING_CASE(adaptive_pooling_gives_the_size_it_is_told),
        TESTING_CASE(maxima_of_googlenet),
        TESTING_CASE(pooling_trains_nothing_so_it_asks_for_no_gradient),
        TESTING_CASE(pooling_that_cannot_be_counted_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
