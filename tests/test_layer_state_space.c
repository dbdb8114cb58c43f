// layer_state_space.c against counts by hand, and its parameters against the released Mamba-2 models.
//
// 2 sequences of 3 positions of width 4; inner 6 in 3 heads of 2, a state of 3, chunks of 2: a full one and one that
// holds one position. The convolution has 6 + 2 * 3 = 12 channels, the projection 6 + 12 + 3 = 21.
#include "gradients.h"

static const char small[] = "inner: 6, state: 3, head_width: 2, chunk: 2";

static void a_state_space_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    double pairs = 2 * (2 * 2 + 1 * 1), chunks = 2 * 2;
    double weights = 2 * 6 * 4 * 21 + 2 * 6 * 12 * 4 + 2 * 6 * 6 * 4; // projection, convolution, projection
    double scan = 2 * pairs * 3                                       // C B^T of one group
                  + 2 * pairs * 3 * 2                                 // times X in each head
                  + 2 * (2 * 6 * 3 * 3 * 2);                          // states of the chunks, and what is read of them
    struct count expected = {.parameters = 4 * 21 + 12 * (4 + 1) + 3 * 3 + 6 + 6 * 4,
                             .forward_flop = weights + scan,
                             .backward_flop = 2 * (weights + scan),
                             .forward_elementwise_flop =
                                 6 * 12 * 6 + 3 * pairs * 3 + 2 * chunks * 6 * 3 + 6 * (8 * 3 + 16 * 6 + 4),
                             .kept_elements = 6 * 4,
                             .kept_split_elements = chunks * 6 * 3 + 6 * (21 + 12 + 2 * 6)};
    expect(count_between(t, "", testing_text(t, "state_space: {%s}", small), true), expected);
    expect(count_between(t, "", testing_text(t, "state_space: {%s, groups: 1, kernel: 4, bias: false}", small), true),
           expected);
    expected.parameters += 21 + 4 - 12;
    expected.forward_elementwise_flop += 6 * (21 + 4 - 12);
    expect(count_between(t, "", testing_text(t, "state_space: {%s, bias: true, conv_bias: false}", small), true),
           expected);
}

// Rows and columns of three matrices; the convolution's bias, three numbers a head and the norm's scale in full.
static void what_adafactor_keeps_of_a_state_space(void **state)
{
    struct testing *t = testing_of(state);
    TESTING_EXACT(count_between(t, "", testing_text(t, "state_space: {%s}", small), true).factored_elements,
                  (4 + 21) + (12 + 4 + 12) + 3 * 3 + 6 + (6 + 4));
}

static double scan_flop(struct testing *t, double sequence, int chunk, int groups)
{
    const char *text = testing_text(t,
                                    "layers: [{layer_norm: {input: 8}}, {state_space: {inner: 16, state: 4, "
                                    "head_width: 4, kernel: 1, chunk: %d, groups: %d}}]",
                                    chunk, groups);
    double projected = 16 + 16 + 2 * groups * 4 + 4, convolved = 16 + 2 * groups * 4;
    return count_at(t, text, 1, (struct model_shape){.batch = 1, .sequence = sequence}).forward_flop -
           2 * sequence * (8 * projected + convolved + 16 * 8);
}

static void the_scan_follows_its_chunks(void **state)
{
    struct testing *t = testing_of(state);
    double states = 2 * (2 * 4 * 16); // of each position
    // A chunk of one position, or of all; a last one that is not full counts what it holds.
    TESTING_EXACT(scan_flop(t, 12, 1, 1), 12 * (2 * 4 + 2 * 16) + 12 * states);
    TESTING_EXACT(scan_flop(t, 12, 12, 1), 144 * (2 * 4 + 2 * 16) + 12 * states);
    TESTING_EXACT(scan_flop(t, 12, 256, 1), scan_flop(t, 12, 12, 1));
    TESTING_EXACT(scan_flop(t, 12, 5, 1), (25 + 25 + 4) * (2 * 4 + 2 * 16) + 12 * states);
    // C B^T is one for each group.
    TESTING_EXACT(scan_flop(t, 12, 12, 4), 144 * (4 * 2 * 4 + 2 * 16) + 12 * states);
    // One state for each chunk of each sequence.
    const char *text = "layers: [{layer_norm: {input: 8}}, {state_space: {inner: 16, state: 4, head_width: 4, chunk: "
                       "%d}}]";
    const struct model_shape shape = {.batch = 3, .sequence = 12};
    struct count five = count_at(t, testing_text(t, text, 5), 1, shape);
    struct count twelve = count_at(t, testing_text(t, text, 12), 1, shape);
    TESTING_EXACT(five.kept_split_elements - twelve.kept_split_elements, 3 * (3 - 1) * 16 * 4);
    // With full chunks it grows as the sequence does.
    for (double times = 2; times <= 64; times *= 2)
        TESTING_EXACT(scan_flop(t, 8 * times, 8, 1), times * scan_flop(t, 8, 8, 1));
}

static void gradients_of_a_state_space(void **state)
{
    struct testing *t = testing_of(state);
    const char *layer = testing_text(t, "state_space: {%s, frozen: true}", small);
    double in = 1008, conv = 576, scan = 612, out = 288;
    expect_gradients(t, "", "state_space", small);
    TESTING_EXACT(count_between(t, "", testing_text(t, "state_space: {%s}", small), false).backward_flop,
                  in + 2 * (conv + scan + out));
    TESTING_EXACT(count_between(t, "", layer, true).backward_flop, in + conv + 2 * scan + out);
    // Adapters of rank 2 beside both projections, none beside the convolution, which is frozen with them.
    layer = testing_text(t, "state_space: {%s, lora: 2}", small);
    struct count lora = count_between(t, "", layer, true);
    TESTING_EXACT(lora.adapter_parameters, 2 * (4 + 21) + 2 * (6 + 4));
    TESTING_EXACT(lora.parameters, 183 + 70);
    TESTING_EXACT(lora.forward_flop, 2484 + 2 * 6 * 70);
    TESTING_EXACT(lora.backward_flop, in + conv + 2 * scan + out + 4 * 6 * 70);
    TESTING_EXACT(count_between(t, "", layer, false).backward_flop,
                  2 * 6 * 2 * (4 + 2 * 21) + conv + 2 * scan + out + 4 * 6 * 20);
    assert_true(gives_gradient(t, "", layer, false));
}

// config.json of state-spaces/mamba2-130m and its larger sisters: state 128, heads of 64, inner twice the width, the
// vocabulary of 50277 padded to 50288 rows that are tied. 128,989,632 weights stand in the smallest one's checkpoint.
static void parameters_of_the_released_models(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "sizes: {width: %d}\n"
                       "layers:\n"
                       "  - embedding: {vocabulary: 50288, width: width}\n"
                       "  - repeat: %d\n"
                       "    layers: [{rms_norm: }, {state_space: {inner: 2 * width, state: 128, head_width: 64}}]\n"
                       "  - rms_norm:\n";
    static const struct {
        int width, layers;
        double parameters, least, most; // least and most: what the name rounds, in millions
    } rows[] = {{768, 24, 128989632, 125, 135},
                {1024, 48, 0, 365, 375},
                {1536, 48, 0, 775, 785},
                {2048, 48, 0, 1250, 1350},
                {2560, 64, 0, 2650, 2750}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct model model;
        struct model_totals totals;
        const struct model_shape shape = {.batch = 1, .sequence = 256};
        const char *yaml = testing_text(t, text, rows[i].width, rows[i].layers);
        assert_int_equal(model_read(&t->reader, testing_yaml(t, yaml), NULL, 0, &model), STATUS_OK);
        model_count(&model, &shape, NULL, &totals);
        assert_true(totals.model.parameters >= rows[i].least * 1e6 && totals.model.parameters <= rows[i].most * 1e6);
        if (rows[i].parameters > 0)
            TESTING_EXACT(totals.model.parameters, rows[i].parameters);
    }
}

static void state_spaces_that_cannot_be_counted_are_refused(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "layers: [{state_space: {input: 4, state: 3, %s}}]";
    refuse(t, testing_text(t, text, "inner: 6, head_width: 4"), "heads of 4 do not divide the inner width 6");
    refuse(t, testing_text(t, text, "inner: 6, head_width: 2, groups: 2"), "2 groups do not divide 3 heads");
    refuse(t, testing_text(t, text, "inner: 6, head_width: 2, at: first"), "runs over every position");
    refuse(t, testing_text(t, text, "inner: 6, head_width: 2, chunk: 0"), "\"chunk\" must be at least 1, not 0");
    refuse(t, testing_text(t, text, "head_width: 2"), "\"inner\" is missing");
    refuse(t, testing_text(t, text, "inner: 6"), "\"head_width\" is missing");
    refuse(t, "layers: [{state_space: {input: 4, inner: 6, head_width: 2}}]", "\"state\" is missing");
    refuse(t, "layers: [{state_space: {inner: 6, state: 3, head_width: 2}}]", "no layer before this one gives a width");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(a_state_space_by_hand),
        TESTING_CASE(what_adafactor_keeps_of_a_state_space),
        TESTING_CASE(the_scan_follows_its_chunks),
        TESTING_CASE(gradients_of_a_state_space),
        TESTING_CASE(parameters_of_the_released_models),
        TESTING_CASE(state_spaces_that_cannot_be_counted_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
