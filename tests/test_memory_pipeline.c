// memory.c: what the ends of a pipeline hold, by hand. A micro-batch keeps 39 bytes for each of 4 x 96 elements of the
// blocks: s b h (34 + 5 a s / h), Korthikanti et al. 2022 (arXiv 2205.05198), equation 1.
#include "memory_setting.h"

// Two stages of two blocks. The first has two micro-batches in flight and the embedding, the last one and the logits.
static void the_first_stage_has_most_in_flight(void **state)
{
    struct testing *t = testing_of(state);
    struct setting setting = usual();
    setting.layout.pipeline = 2;
    struct memory memory = memory_with(t, &setting);
    expect_states(&memory, BLOCK_PARAMETERS / 2.0 + 128, 2, 4, 12);
    TESTING_EXACT(memory.block_states, 18.0 * BLOCK_PARAMETERS / 2);
    TESTING_EXACT(memory.block_activations, 2 * (2 * 96 * (34 + 5)));
    TESTING_EXACT(memory.other_activations, 0);
    TESTING_EXACT(memory.logits, 0);
    // A step of one micro-batch: nothing else is in flight, and the logits weigh more than the embedding.
    setting.micro_batches = 1;
    memory = memory_with(t, &setting);
    expect_states(&memory, BLOCK_PARAMETERS / 2.0 + HEAD_PARAMETERS, 2, 4, 12);
    TESTING_EXACT(memory.block_activations, 2 * 96 * (34 + 5));
    TESTING_EXACT(memory.other_activations, 2 * 2 * 96);
    TESTING_EXACT(memory.logits, 4 * 12 * 16);
}

// What stands before the blocks is in flight as often as they are: here a norm of the embeddings.
static void layers_before_the_blocks_are_in_flight_too(void **state)
{
    struct testing *t = testing_of(state);
    struct setting setting = usual();
    setting.model = "{model: small, layers: [" TOKENS ", {layer_norm: }, " BLOCKS "]}";
    setting.layout.pipeline = 4;
    TESTING_EXACT(memory_with(t, &setting).other_activations, 4 * 2 * 96);
    setting.micro_batches = 3;
    TESTING_EXACT(memory_with(t, &setting).other_activations, 3 * 2 * 96);
    setting.layout.interleave = 2;
    setting.micro_batches = INFINITY;
    TESTING_EXACT(memory_with(t, &setting).other_activations, (2 * 4 - 1) * 2 * 96);
}

// Korthikanti et al. 2022, section 4.2.3: the layers of L (1 + (p - 1) / (p v)) on the first device.
static void interleaved_stages_keep_more(void **state)
{
    struct testing *t = testing_of(state);
    struct setting setting = usual();
    setting.layout.pipeline = 2;
    setting.layout.interleave = 2;
    TESTING_CLOSE(memory_with(t, &setting).block_activations, 4 * 96 * 39 * (1 + 1.0 / (2 * 2)), 1e-15);
    setting.layout.pipeline = 4;
    setting.layout.interleave = 1;
    TESTING_CLOSE(memory_with(t, &setting).block_activations, 4 * 96 * 39, 1e-15);
    setting.layout.interleave = 3;
    TESTING_CLOSE(memory_with(t, &setting).block_activations, 4 * 96 * 39 * (1 + 3.0 / (4 * 3)), 1e-15);
    // Never more than a step has: five micro-batches would be in flight, here are four.
    setting.micro_batches = 4;
    TESTING_CLOSE(memory_with(t, &setting).block_activations, 4 * 96 * 39, 1e-15);
}

// The last device too runs (v - 1) p + 1 of its v stages before the first is given back; here its logits weigh most.
static void interleaved_stages_keep_more_on_the_last_device(void **state)
{
    struct testing *t = testing_of(state);
    struct setting setting = usual();
    setting.model = "{model: small, layers: [" TOKENS ", " BLOCKS ", {softmax: {vocabulary: 5000, bias: false}}]}";
    setting.layout.pipeline = 2;
    TESTING_EXACT(memory_with(t, &setting).block_activations, 2 * 96 * 39);
    setting.layout.interleave = 2;
    struct memory memory = memory_with(t, &setting);
    TESTING_EXACT(memory.block_activations, 2 * 96 * 39 * 3 / 2);
    TESTING_EXACT(memory.other_activations, 2 * 96);
    TESTING_EXACT(memory.logits, 4 * 12 * 5000);
}

static void a_tied_matrix_stands_on_both_ends(void **state)
{
    struct testing *t = testing_of(state);
    struct setting setting = usual();
    setting.model = "{model: small, layers: [{embedding: {vocabulary: 40, width: 8, share: tokens}}, " BLOCKS
                    ", {softmax: {vocabulary: 40, bias: false, share: tokens}}]}";
    struct memory memory = memory_with(t, &setting);
    expect_states(&memory, BLOCK_PARAMETERS + 320, 2, 4, 12);
    setting.layout.pipeline = 2;
    memory = memory_with(t, &setting);
    expect_states(&memory, BLOCK_PARAMETERS / 2.0 + 320, 2, 4, 12);
    TESTING_EXACT(memory.logits, 0);
    setting.micro_batches = 1;
    memory = memory_with(t, &setting);
    expect_states(&memory, BLOCK_PARAMETERS / 2.0 + 320, 2, 4, 12);
    TESTING_EXACT(memory.logits, 4 * 12 * 40);
}

static void pipelines_split_with_tensor_parallelism(void **state)
{
    struct testing *t = testing_of(state);
    struct setting setting = usual();
    setting.layout = (struct layout){
        .tensor = 2, .pipeline = 2, .data = 2, .context = 1, .interleave = 1, .zero = 1, .sequence_parallel = true};
    struct memory memory = memory_with(t, &setting);
    expect_states(&memory, (BLOCK_PARAMETERS / 2.0 + 128) / 2, 2, 4, 12.0 / 2);
    TESTING_CLOSE(memory.block_activations, 2 * (2 * 96 * 39) / 2.0, 1e-15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(the_first_stage_has_most_in_flight), TESTING_CASE(layers_before_the_blocks_are_in_flight_too),
        TESTING_CASE(interleaved_stages_keep_more),       TESTING_CASE(interleaved_stages_keep_more_on_the_last_device),
        TESTING_CASE(a_tied_matrix_stands_on_both_ends),  TESTING_CASE(pipelines_split_with_tensor_parallelism),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
