// layer_conv.c against closed forms: over sequences and images, grouped, depthwise, separable, dilated and transposed;
// and layers of image classifiers as torchvision builds them.
#include "gradients.h"

static const struct model_shape two_of_seven = {.batch = 2, .sequence = 7};

// A convolution of width 4 behind an embedding.
static struct count count_after(struct testing *t, const char *conv)
{
    return count_at(t, testing_text(t, "layers: [{embedding: {vocabulary: 9, width: 4}}, {conv: {%s}}]", conv), 1,
                    two_of_seven);
}

static void a_convolution_over_a_sequence_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    struct count expected = {.parameters = 3 * 4 * 5 + 5,
                             .forward_flop = 2 * 14 * (3 * 4) * 5,
                             .backward_flop = 4 * 14 * (3 * 4) * 5,
                             .forward_elementwise_flop = 14 * 5 + 14 * 5, // bias, activation
                             .kept_elements = 14 * 4};
    expect(count_after(t, "kernel: 3, filters: 5"), expected);
    expect(count_after(t, "kernel: [3], filters: 5, stride: 1, padding: same, groups: 1"), expected);
    expected.parameters -= 5;
    expected.forward_elementwise_flop -= 14 * 5;
    expect(count_after(t, "kernel: 3, filters: 5, bias: false"), expected);
}

static void outputs_follow_stride_and_padding(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *conv;
        double kernel, outputs;
    } rows[] = {
        {"kernel: 3, stride: 2", 3, 4},                             // ceil(7 / 2)
        {"kernel: 4, stride: 3", 4, 3},                             // ceil(7 / 3)
        {"kernel: 1, stride: 7", 1, 1},                             //
        {"kernel: 3, padding: valid", 3, 5},                        // 7 - 3 + 1
        {"kernel: 7, padding: valid", 7, 1},                        //
        {"kernel: 3, padding: valid, pad: 1", 3, 7},                //
        {"kernel: 3, padding: valid, pad: 1, stride: 2", 3, 4},     // floor((7 + 2 - 3) / 2) + 1
        {"kernel: 2, padding: valid, stride: 2", 2, 3},             // the last position is left over
        {"kernel: 8, padding: valid", 8, 0},                        // it does not fit
        {"kernel: 9, padding: valid, stride: 3, pad: 1", 9, 1},     // fits exactly
        {"kernel: 5, padding: valid, stride: 3, pad: 2", 5, 3},     //
        {"kernel: 100, padding: valid, stride: 50, pad: 3", 100, 0} //
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct count count = count_after(t, testing_text(t, "filters: 5, %s", rows[i].conv));
        TESTING_EXACT(count.parameters, rows[i].kernel * 4 * 5 + 5);
        TESTING_EXACT(count.forward_flop, 2 * (2 * rows[i].outputs) * (rows[i].kernel * 4) * 5);
        TESTING_EXACT(count.backward_flop, 2 * count.forward_flop);
        TESTING_EXACT(count.forward_elementwise_flop, 2 * (2 * rows[i].outputs) * 5);
        TESTING_EXACT(count.kept_elements, 14 * 4);
    }
}

static void what_follows_sees_the_outputs(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "layers: [{embedding: {vocabulary: 9, width: 4}}, {conv: {kernel: 3, filters: 5, stride: 2}}, "
                       "{dense: {width: 6, bias: false}}]";
    struct count count = count_at(t, text, 2, two_of_seven);
    TESTING_EXACT(count.parameters, 5 * 6);
    TESTING_EXACT(count.forward_flop, 2 * (2 * 4) * 5 * 6);
}

static void groups_divide_the_matrix(void **state)
{
    struct testing *t = testing_of(state);
    struct count full = count_after(t, "kernel: 3, filters: 8, bias: false");
    for (int groups = 1; groups <= 4; groups *= 2) {
        struct count count = count_after(t, testing_text(t, "kernel: 3, filters: 8, groups: %d, bias: false", groups));
        TESTING_EXACT(count.parameters, full.parameters / groups);
        TESTING_EXACT(count.forward_flop, full.forward_flop / groups);
        TESTING_EXACT(count.backward_flop, full.backward_flop / groups);
        TESTING_EXACT(count.kept_elements, full.kept_elements);
        TESTING_EXACT(count.forward_elementwise_flop, full.forward_elementwise_flop);
    }
    // Depthwise: one filter of 3 for each of 4 channels.
    expect(count_after(t, "kernel: 3, filters: 4, groups: 4"), (struct count){.parameters = 3 * 4 + 4,
                                                                              .forward_flop = 2 * 14 * 3 * 4,
                                                                              .backward_flop = 4 * 14 * 3 * 4,
                                                                              .forward_elementwise_flop = 2 * 14 * 4,
                                                                              .kept_elements = 14 * 4});
}

static void a_separable_convolution_is_depthwise_then_pointwise(void **state)
{
    struct testing *t = testing_of(state);
    expect(count_after(t, "kernel: 3, filters: 5, separable: true"),
           (struct count){.parameters = 3 * 4 + (4 * 5 + 5),
                          .forward_flop = 2 * 14 * 3 * 4 + 2 * 14 * 4 * 5,
                          .backward_flop = 4 * 14 * 3 * 4 + 4 * 14 * 4 * 5,
                          .forward_elementwise_flop = 14 * 5 + 14 * 5,
                          .kept_elements = 14 * 4 + 14 * 4});
    // With stride 2 there are 8 outputs; the pointwise convolution reads those alone.
    expect(count_after(t, "kernel: 3, filters: 5, separable: true, stride: 2, bias: false"),
           (struct count){.parameters = 3 * 4 + 4 * 5,
                          .forward_flop = 2 * 8 * 3 * 4 + 2 * 8 * 4 * 5,
                          .backward_flop = 4 * 8 * 3 * 4 + 4 * 8 * 4 * 5,
                          .forward_elementwise_flop = 8 * 5,
                          .kept_elements = 14 * 4 + 8 * 4});
}

static void only_the_first_product_is_spared_an_input_gradient(void **state)
{
    struct testing *t = testing_of(state);
    struct count plain = count_at(t, "layers: [{conv: {kernel: 3, filters: 5, input: 4}}]", 0, two_of_seven);
    TESTING_EXACT(plain.backward_flop, plain.forward_flop);
    struct count both =
        count_at(t, "layers: [{conv: {kernel: 3, filters: 5, input: 4, separable: true}}]", 0, two_of_seven);
    TESTING_EXACT(both.backward_flop, 2 * 14 * 3 * 4 + 4 * 14 * 4 * 5);
}

static void a_convolution_over_an_image_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *conv;
        double cells, rows, columns;
    } shapes[] = {
        {"kernel: 3", 9, 8, 6},
        {"kernel: [3, 3]", 9, 8, 6},
        {"kernel: [3, 1]", 3, 8, 6},
        {"kernel: 3, stride: 2", 9, 4, 3},
        {"kernel: 3, stride: 4", 9, 2, 2},
        {"kernel: [3, 5], padding: valid", 15, 6, 2},
        {"kernel: [1, 6], padding: valid", 6, 8, 1},
        {"kernel: [8, 3], padding: valid", 24, 1, 4},
        {"kernel: 5, padding: valid, pad: 2, stride: 3", 25, 3, 2},
    };
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        const char *text =
            testing_text(t, "image: [8, 6, 3]\nlayers: [{layer_norm: }, {conv: {filters: 4, %s}}]", shapes[i].conv);
        double outputs = 2 * shapes[i].rows * shapes[i].columns;
        expect(count_at(t, text, 1, (struct model_shape){.batch = 2}),
               (struct count){.parameters = shapes[i].cells * 3 * 4 + 4,
                              .forward_flop = 2 * outputs * shapes[i].cells * 3 * 4,
                              .backward_flop = 4 * outputs * shapes[i].cells * 3 * 4,
                              .forward_elementwise_flop = 2 * outputs * 4,
                              .kept_elements = 2 * 8 * 6 * 3});
    }
}

// torchvision 0.15: the weights' shapes, and 2 FLOP for each of them at each output.
static void first_layers_of_torchvision_models(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        int image, channels;
        const char *conv;
        double parameters, weights, outputs; // biases multiply nothing
    } rows[] = {
        // resnet50.conv1, with and without a bias
        {224, 3, "kernel: 7, stride: 2, padding: valid, pad: 3, filters: 64, bias: false", 9408, 9408, 112},
        {224, 3, "kernel: 7, stride: 2, padding: valid, pad: 3, filters: 64", 9472, 9408, 112},
        // alexnet.features.0, vgg16.features.0
        {224, 3, "kernel: 11, stride: 4, padding: valid, pad: 2, filters: 64", 23296, 23232, 55},
        {224, 3, "kernel: 3, padding: same, filters: 64", 1792, 1728, 224},
        // mobilenet_v2.features.0.0 and, depthwise, features.1.conv.0.0
        {224, 3, "kernel: 3, stride: 2, padding: valid, pad: 1, filters: 32, bias: false", 864, 864, 112},
        {112, 32, "kernel: 3, padding: same, filters: 32, groups: 32, bias: false", 288, 288, 112},
        // inception_v3.Conv2d_1a_3x3.conv
        {299, 3, "kernel: 3, stride: 2, padding: valid, filters: 32, bias: false", 864, 864, 149},
        // resnext50_32x4d.layer1.0.conv2
        {56, 128, "kernel: 3, padding: same, filters: 128, groups: 32, bias: false", 4608, 4608, 56},
        // mobilenet_v2.features.1.conv.0.0 once more, and deeplabv3_resnet50.classifier.0.convs.1.0
        {112, 32, "kernel: 3, depthwise: true, bias: false", 288, 288, 112},
        {28, 2048, "kernel: 3, padding: valid, pad: 12, dilation: 12, filters: 256, bias: false", 4718592, 4718592, 28},
        // inception_v3.Mixed_6b.branch7x7_2.conv and branch7x7_3.conv
        {17, 128, "kernel: [1, 7], padding: valid, pad: [0, 3], filters: 128, bias: false", 114688, 114688, 17},
        {17, 128, "kernel: [7, 1], padding: valid, pad: [3, 0], filters: 192, bias: false", 172032, 172032, 17},
        // vit_b_16.conv_proj
        {224, 3, "kernel: 16, stride: 16, padding: valid, filters: 768", 590592, 589824, 14},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *text = testing_text(t, "image: [%d, %d, %d]\nlayers: [{conv: {%s}}]", rows[i].image, rows[i].image,
                                        rows[i].channels, rows[i].conv);
        struct count count = count_at(t, text, 0, (struct model_shape){.batch = 1});
        TESTING_EXACT(count.parameters, rows[i].parameters);
        TESTING_EXACT(count.forward_flop, 2 * rows[i].outputs * rows[i].outputs * rows[i].weights);
        TESTING_EXACT(count.backward_flop, count.forward_flop);
    }
}

static void a_depthwise_convolution_has_a_group_for_each_input(void **state)
{
    struct testing *t = testing_of(state);
    struct count grouped = count_after(t, "kernel: 3, filters: 4, groups: 4");
    expect(count_after(t, "kernel: 3, depthwise: true"), grouped);
    expect(count_after(t, "kernel: 3, depthwise: true, filters: 4"), grouped);
    expect(count_after(t, "kernel: 3, depthwise: true, filters: 8"),
           count_after(t, "kernel: 3, filters: 8, groups: 4")); // two filters for each input
    const char *text = "layers: [{embedding: {vocabulary: 9, width: 4}}, {conv: {kernel: 3, depthwise: true}}, "
                       "{dense: {width: 6}}]";
    TESTING_EXACT(count_at(t, text, 2, two_of_seven).parameters, 4 * 6 + 6);
}

// Without padding a kernel of 3 that leaves out every other cell reaches over 5.
static void dilation_spreads_the_kernel(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *conv;
        double outputs;
    } rows[] = {{"dilation: 1, padding: valid", 5},
                {"dilation: 2, padding: valid", 3},
                {"dilation: 3, padding: valid", 1},
                {"dilation: 3, padding: valid, pad: 3", 7},
                {"dilation: 2, padding: valid, stride: 2", 2},
                {"dilation: 5", 7}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct count count = count_after(t, testing_text(t, "kernel: 3, filters: 5, %s", rows[i].conv));
        TESTING_EXACT(count.parameters, 3 * 4 * 5 + 5);
        TESTING_EXACT(count.forward_flop, 2 * (2 * rows[i].outputs) * (3 * 4) * 5);
    }
    struct count image =
        count_at(t, "image: [9, 9, 4]\nlayers: [{conv: {kernel: 3, filters: 5, dilation: [2, 4], padding: valid}}]", 0,
                 (struct model_shape){.batch = 1});
    TESTING_EXACT(image.forward_flop, 2 * (5 * 1) * (9 * 4) * 5);
}

// The kernel lies once on each of the 7 inputs of each sequence; the bias and the activation belong to the outputs.
static void a_transposed_convolution_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *conv;
        double kernel, outputs;
    } rows[] = {
        {"kernel: 2, stride: 2, padding: valid", 2, 14},         // U-Net's upward steps
        {"kernel: 4, stride: 2, padding: valid, pad: 1", 4, 14}, // DCGAN's
        {"kernel: 3, stride: 2, padding: valid, pad: 1", 3, 13}, // (7 - 1) * 2 + 3 - 2
        {"kernel: 3, stride: 2", 3, 14},                         // the same with one row of output padding
        {"kernel: 3, padding: valid", 3, 9},                     //
        {"kernel: 3, dilation: 2, padding: valid", 3, 11},       // 6 + 5
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect(count_after(t, testing_text(t, "filters: 5, transposed: true, %s", rows[i].conv)),
               (struct count){.parameters = rows[i].kernel * 4 * 5 + 5,
                              .forward_flop = 2 * 14 * (rows[i].kernel * 4) * 5,
                              .backward_flop = 4 * 14 * (rows[i].kernel * 4) * 5,
                              .forward_elementwise_flop = 2 * (2 * rows[i].outputs) * 5,
                              .kept_elements = 14 * 4});
    const char *text = "image: [5, 3, 4]\nlayers: [{conv: {kernel: 2, stride: 2, padding: valid, filters: 5, "
                       "transposed: true}}, {conv: {kernel: 1, filters: 1}}]";
    TESTING_EXACT(count_at(t, text, 1, (struct model_shape){.batch = 1}).forward_flop, 2 * (10 * 6) * 5);
}

// An image of 8 x 6: stride, pad and dilation say rows, then columns.
static void rows_and_columns_may_differ(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *conv;
        double outputs;
    } rows[] = {{"kernel: [1, 3], padding: valid, pad: [0, 1]", 8 * 6},
                {"kernel: [3, 1], padding: valid, pad: [1, 0]", 8 * 6},
                {"kernel: [3, 1], padding: valid, pad: 1", 8 * 8},
                {"kernel: 3, stride: [2, 1]", 4 * 6},
                {"kernel: 3, stride: [1, 4]", 8 * 2},
                {"kernel: 3, padding: valid, stride: [5, 1], pad: [0, 2]", 2 * 8}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *text =
            testing_text(t, "image: [8, 6, 3]\nlayers: [{conv: {filters: 4, bias: false, %s}}]", rows[i].conv);
        struct count count = count_at(t, text, 0, (struct model_shape){.batch = 1});
        TESTING_EXACT(count.forward_flop, 2 * rows[i].outputs * count.parameters);
    }
}

// Filters are the columns of a matrix whose rows are the cells that each sees.
static void what_adafactor_keeps_of_a_convolution(void **state)
{
    struct testing *t = testing_of(state);
    TESTING_EXACT(count_after(t, "kernel: 3, filters: 5").factored_elements, (3 * 4 + 5) + 5);
    TESTING_EXACT(count_after(t, "kernel: 3, filters: 5, transposed: true").factored_elements, (3 * 4 + 5) + 5);
    TESTING_EXACT(count_after(t, "kernel: 3, depthwise: true, bias: false").factored_elements, 3 + 4);
    TESTING_EXACT(count_after(t, "kernel: 3, filters: 5, separable: true").factored_elements, (3 + 4) + (4 + 5) + 5);
}

static void gradients_of_a_convolution(void **state)
{
    struct testing *t = testing_of(state);
    double product = 2 * 6 * (3 * 4) * 5;
    static const char *const kinds[] = {"kernel: 3, filters: 5", "kernel: 3, depthwise: true",
                                        "kernel: 3, filters: 5, separable: true",
                                        "kernel: 3, filters: 5, transposed: true"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        expect_gradients(t, "", "conv", kinds[i]);
        expect_gradients(t, "image: [5, 5, 4]\n", "conv", kinds[i]);
    }
    TESTING_EXACT(count_between(t, "", "conv: {kernel: 3, filters: 5, frozen: true}", true).backward_flop, product);
    // Rank 2: a kernel of 3 from 4 to 2 channels, then one of 1 from 2 to 5.
    struct count lora = count_between(t, "", "conv: {kernel: 3, filters: 5, lora: 2}", true);
    TESTING_EXACT(lora.adapter_parameters, 3 * 4 * 2 + 2 * 5);
    TESTING_EXACT(lora.forward_flop, product + 2 * 6 * (3 * 4 * 2 + 2 * 5));
    TESTING_EXACT(lora.backward_flop, product + 4 * 6 * (3 * 4 * 2 + 2 * 5));
}

static void resnet_50_begins_with_236_million_flop(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "image: [224, 224, 3]\n"
                       "layers: [{conv: {kernel: 7, stride: 2, padding: valid, pad: 3, filters: 64, bias: false}}]\n";
    TESTING_EXACT(count_at(t, text, 0, (struct model_shape){.batch = 1}).forward_flop, 236027904);
    TESTING_EXACT(count_at(t, text, 0, (struct model_shape){.batch = 32}).forward_flop, 32 * 236027904.0);
}

static void convolutions_that_cannot_be_counted_are_refused(void **state)
{
    struct testing *t = testing_of(state);
    const char *bare = "layers: [{conv: {filters: 4, input: 4, %s}}]";
    refuse(t, testing_text(t, bare, "kernel: [3, 3]"),
           "a kernel has one size over a sequence, one or two over an image");
    refuse(t, "image: [8, 8, 4]\nlayers: [{conv: {filters: 4, kernel: [3, 3, 3]}}]", "a kernel has one size");
    refuse(t, testing_text(t, bare, "kernel: 3, pad: 1"), "\"pad\" goes with padding: valid");
    refuse(t, testing_text(t, bare, "kernel: 3, padding: full"), "\"padding\" is one of same, valid");
    refuse(t, testing_text(t, bare, "kernel: 3, at: first"), "a convolution computes at every position");
    refuse(t, testing_text(t, bare, "kernel: 3, separable: true, groups: 2"),
           "a separable convolution has no groups of its own");
    refuse(t, testing_text(t, bare, "kernel: 3, groups: 3"), "3 groups do not divide 4 inputs and 4 filters");
    refuse(t, "layers: [{conv: {filters: 5, input: 4, kernel: 3, groups: 2}}]",
           "2 groups do not divide 4 inputs and 5 filters");
    refuse(t, testing_text(t, bare, "kernel: 3, separable: true, depthwise: true"),
           "a separable convolution has no groups of its own");
    refuse(t, testing_text(t, bare, "kernel: 3, separable: true, transposed: true"),
           "a separable convolution is not transposed");
    refuse(t, testing_text(t, bare, "kernel: 3, depthwise: true, groups: 4"),
           "a depthwise convolution has a group for each input; leave out \"groups\"");
    refuse(t, "layers: [{conv: {filters: 6, input: 4, kernel: 3, depthwise: true}}]",
           "4 groups do not divide 4 inputs and 6 filters");
    static const char *const no_adapters[] = {"groups: 2", "depthwise: true", "separable: true", "transposed: true"};
    for (size_t i = 0; i < sizeof no_adapters / sizeof *no_adapters; i++)
        refuse(t, testing_text(t, bare, testing_text(t, "kernel: 3, lora: 2, %s", no_adapters[i])),
               "adapters stand beside plain convolutions only");
    refuse(t, testing_text(t, bare, "kernel: 3, stride: [2, 2]"), "a stride has one size over a sequence");
    refuse(t, testing_text(t, bare, "kernel: 3, padding: valid, pad: [1, 1]"), "a pad has one size over a sequence");
    refuse(t, testing_text(t, bare, "kernel: 3, dilation: [1, 1]"), "a dilation has one size over a sequence");
    refuse(t,
           "image: [8, 8, 4]\nlayers: [{conv: {filters: 4, kernel: 3, stride: 2}}, {conv: {filters: 4, kernel: 5, "
           "padding: valid}}]",
           "the kernel does not fit the image that is left here: 5 x 5 over 4 x 4");
    refuse(t, "image: [8, 8, 4]\nlayers: [{conv: {filters: 4, kernel: [1, 9], padding: valid}}]",
           "the kernel does not fit the image that is left here: 1 x 9 over 8 x 8");
    refuse(t, "image: [8, 8, 4]\nlayers: [{conv: {filters: 4, kernel: 3, dilation: [4, 1], padding: valid}}]",
           "the kernel does not fit the image that is left here: 9 x 3 over 8 x 8");
    refuse(t, "image: [1, 1, 4]\nlayers: [{conv: {filters: 4, kernel: 2, transposed: true, padding: valid, pad: 1}}]",
           "the kernel does not fit the image that is left here: 2 x 2 over 1 x 1");
    refuse(t, testing_text(t, bare, "kernel: 0"), "\"kernel\" must be at least 1, not 0");
    refuse(t, testing_text(t, bare, "kernel: 3, stride: 0"), "\"stride\" must be at least 1, not 0");
    refuse(t, "layers: [{conv: {filters: 4, input: 4}}]", "\"kernel\" is missing");
    refuse(t, "layers: [{conv: {kernel: 4, input: 4}}]", "\"filters\" is missing");
    refuse(t, "layers: [{conv: {filters: 4, kernel: 4}}]", "no layer before this one gives a width; say \"input\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(a_convolution_over_a_sequence_by_hand),
        TESTING_CASE(outputs_follow_stride_and_padding),
        TESTING_CASE(what_follows_sees_the_outputs),
        TESTING_CASE(groups_divide_the_matrix),
        TESTING_CASE(a_separable_convolution_is_depthwise_then_pointwise),
        TESTING_CASE(only_the_first_product_is_spared_an_input_gradient),
        TESTING_CASE(a_convolution_over_an_image_by_hand),
        TESTING_CASE(first_layers_of_torchvision_models),
        TESTING_CASE(a_depthwise_convolution_has_a_group_for_each_input),
        TESTING_CASE(dilation_spreads_the_kernel),
        TESTING_CASE(a_transposed_convolution_by_hand),
        TESTING_CASE(rows_and_columns_may_differ),
        TESTING_CASE(what_adafactor_keeps_of_a_convolution),
        TESTING_CASE(gradients_of_a_convolution),
        TESTING_CASE(resnet_50_begins_with_236_million_flop),
        TESTING_CASE(convolutions_that_cannot_be_counted_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
