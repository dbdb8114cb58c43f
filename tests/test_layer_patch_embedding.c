// layer_patch_embedding.c against counts by hand, and the vision transformer around it as torchvision executes it.
#include "gradients.h"

// 2 images of 8 x 6 places of 4 channels in patches of 2 x 2: 12 patches of 16 numbers.
static const char image[] = "image: [8, 6, 4]\n";

static void patches_by_hand(void **state)
{
    struct testing *t = testing_of(state);
    double product = 2 * (2 * 12) * 16 * 5;
    struct count expected = {.parameters = 16 * 5 + 5,
                             .forward_flop = product,
                             .backward_flop = 2 * product,
                             .forward_elementwise_flop = 2 * 12 * 5,
                             .kept_elements = 2 * 12 * 16};
    expect(count_between(t, image, "patch_embedding: {patch: 2, width: 5}", true), expected);
    expect(count_between(t, image, "patch_embedding: {patch: [2, 2], width: 5}", true), expected);
    // An edge that no whole patch covers is not seen.
    expect(count_between(t, "image: [9, 7, 4]\n", "patch_embedding: {patch: 2, width: 5}", true), expected);
    expected.parameters += 5 + 13 * 5;
    expected.forward_elementwise_flop += 2 * 13 * 5;
    expect(count_between(t, image, "patch_embedding: {patch: 2, width: 5, class_token: true, positions: true}", true),
           expected);
    expected.parameters -= 2 * 5 + 5; // neither a token nor its position, and no bias
    expected.forward_elementwise_flop -= 2 * 5 + 2 * 12 * 5;
    expect(count_between(t, image, "patch_embedding: {patch: 2, width: 5, positions: true, bias: false}", true),
           expected);
}

// Rows and columns of the matrix and of the table; the token and the bias in full.
static void what_adafactor_keeps_of_patches(void **state)
{
    struct testing *t = testing_of(state);
    const char *layer = "patch_embedding: {patch: 2, width: 5, class_token: true, positions: true}";
    TESTING_EXACT(count_between(t, image, layer, true).factored_elements, (16 + 5) + 5 + 5 + (13 + 5));
    layer = "patch_embedding: {patch: 2, width: 5, bias: false}";
    TESTING_EXACT(count_between(t, image, layer, true).factored_elements, 16 + 5);
}

static void what_follows_sees_a_sequence(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "image: [8, 6, 3]\nlayers: [{patch_embedding: {%s}}, {dense: {width: 3, bias: false%s}}]";
    static const struct {
        const char *patches, *dense;
        double positions;
    } rows[] = {
        {"patch: 2, width: 5", "", 12},      {"patch: 2, width: 5, class_token: true", "", 13},
        {"patch: [4, 1], width: 5", "", 12}, {"patch: [8, 6], width: 5", "", 1},
        {"patch: 5, width: 5", "", 1},       {"patch: 2, width: 5, class_token: true", ", at: first", 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct count dense =
            count_at(t, testing_text(t, text, rows[i].patches, rows[i].dense), 1, (struct model_shape){.batch = 2});
        TESTING_EXACT(dense.forward_flop, 2 * (2 * rows[i].positions) * 5 * 3);
        TESTING_EXACT(dense.backward_flop, 2 * dense.forward_flop);
    }
    text = "image: [8, 6, 3]\nlayers: [{patch_embedding: {patch: 2, width: 5}}, {conv: {kernel: 3, filters: 4}}]";
    TESTING_EXACT(count_at(t, text, 1, (struct model_shape){.batch = 2}).forward_flop, 2 * (2 * 12) * (3 * 5) * 4);
}

static void gradients_of_patches(void **state)
{
    struct testing *t = testing_of(state);
    double product = 2 * (2 * 12) * 16 * 5;
    expect_gradients(t, image, "patch_embedding", "patch: 2, width: 5, class_token: true");
    TESTING_EXACT(count_between(t, image, "patch_embedding: {patch: 2, width: 5}", false).backward_flop, product);
    struct count lora = count_between(t, image, "patch_embedding: {patch: 2, width: 5, lora: 2}", false);
    TESTING_EXACT(lora.adapter_parameters, 2 * (16 + 5));
    TESTING_EXACT(lora.forward_flop, product + 2 * 24 * 2 * (16 + 5));
    TESTING_EXACT(lora.backward_flop, 2 * 24 * 2 * (16 + 2 * 5));
}

// torchvision 0.14.1 vit_b_16, and transformers 4.27.4 ViTForImageClassification (vit-base-patch16-224) alike, executed
// under PyTorch's operator-level FLOP counter; the image needs no gradient.
static void a_vision_transformer(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "image: [224, 224, 3]\n"
                       "layers:\n"
                       "  - patch_embedding: {patch: 16, width: 768, class_token: true, positions: true}\n"
                       "  - repeat: 12\n"
                       "    layers: [{layer_norm: }, {attention: {heads: 12}}, {layer_norm: }, {mlp: {width: 3072}}]\n"
                       "  - layer_norm:\n"
                       "  - dense: {width: 1000, at: first}\n";
    struct model model;
    struct model_totals totals;
    struct count layers[8];
    const struct model_shape shape = {.batch = 1};
    assert_int_equal(model_read(&t->reader, testing_yaml(t, text), NULL, 0, &model), STATUS_OK);
    assert_int_equal(model.layer_count, 7);
    model_count(&model, &shape, layers, &totals);
    TESTING_EXACT(totals.model.parameters, 86567656);
    TESTING_EXACT(totals.model.forward_flop, 35127656448);
    TESTING_EXACT(totals.model.backward_flop, 70024101888);
    TESTING_EXACT(layers[0].forward_flop, 231211008);
    TESTING_EXACT(layers[0].backward_flop, 231211008);
    TESTING_EXACT(layers[0].parameters, 590592 + 152064);
    TESTING_EXACT(layers[4].forward_flop, 22309502976);
    TESTING_EXACT(layers[6].forward_flop, 1536000);
}

// SigLIP so400m: 384 pixels and patches of 14 make 27 x 27 positions.
static void an_edge_that_no_patch_covers_is_not_seen(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "image: [384, 384, 3]\nlayers: [{patch_embedding: {patch: 14, width: 1152, positions: true}}]";
    struct count count = count_at(t, text, 0, (struct model_shape){.batch = 1});
    TESTING_EXACT(count.parameters, 14 * 14 * 3 * 1152 + 1152 + 729 * 1152);
    TESTING_EXACT(count.forward_flop, 2.0 * 729 * 14 * 14 * 3 * 1152);
}

static void patches_that_cannot_be_cut_are_refused(void **state)
{
    struct testing *t = testing_of(state);
    const char *text = "image: [8, 6, 3]\nlayers: [{patch_embedding: {width: 5, %s}}]";
    refuse(t, "layers: [{patch_embedding: {patch: 2, width: 5, input: 3}}]",
           "patches are cut from an image; here a sequence flows in");
    refuse(t, testing_text(t, text, "patch: 7"), "a patch of 7 x 7 does not fit the image of 8 x 6 that is left here");
    refuse(t, testing_text(t, text, "patch: [9, 1]"), "a patch of 9 x 1 does not fit");
    refuse(t, testing_text(t, text, "patch: [2, 2, 2]"), "a patch has one size, or rows and columns");
    refuse(t, testing_text(t, text, "patch: 2, at: first"), "patches are cut from the whole image");
    refuse(t, testing_text(t, text, "class_token: true"), "\"patch\" is missing");
    refuse(t, "image: [8, 6, 3]\nlayers: [{patch_embedding: {patch: 2}}]", "\"width\" is missing");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(patches_by_hand),
        TESTING_CASE(what_adafactor_keeps_of_patches),
        TESTING_CASE(what_follows_sees_a_sequence),
        TESTING_CASE(gradients_of_patches),
        TESTING_CASE(a_vision_transformer),
        TESTING_CASE(an_edge_that_no_patch_covers_is_not_seen),
        TESTING_CASE(patches_that_cannot_be_cut_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
