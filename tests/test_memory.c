// memory.c: a small transformer on one device and on several, by hand. Blocks of Korthikanti et al. 2022 (arXiv
// 2205.05198) keep s b h (34 + 5 a s / h) bytes (equation 1); the other equations follow from the layout.
#include "memory_setting.h"

// ---- parameters, gradients, optimizer ------------------------------------------------------------

static void bytes_of_a_parameter(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        int precision, optimizer;
        double weight, gradient, states;
    } rows[] = {
        // Below 32 bits: weights in 2 bytes with a master copy in 4, gradients in 4. 18 bytes with Adam.
        {PRECISION_FP16, OPTIMIZER_ADAM, 2, 4, 12},
        {PRECISION_BF16, OPTIMIZER_ADAMW, 2, 4, 12},
        {PRECISION_MIXED, OPTIMIZER_ADAM, 2, 4, 12},
        {PRECISION_FP8, OPTIMIZER_ADAM, 2, 4, 12},
        {PRECISION_FP16, OPTIMIZER_MOMENTUM, 2, 4, 8},
        {PRECISION_FP16, OPTIMIZER_SGD, 2, 4, 4},
        {PRECISION_FP16, OPTIMIZER_LION, 2, 4, 8},
        {PRECISION_FP16, OPTIMIZER_LAMB, 2, 4, 12},
        // In fp32 the weights are their own master copy. 16 bytes with Adam.
        {PRECISION_FP32, OPTIMIZER_ADAM, 4, 4, 8},
        {PRECISION_TF32, OPTIMIZER_ADAM, 4, 4, 8},
        {PRECISION_FP32, OPTIMIZER_MOMENTUM, 4, 4, 4},
        {PRECISION_FP32, OPTIMIZER_SGD, 4, 4, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct setting setting = usual();
        setting.training.precision = rows[i].precision;
        setting.training.optimizer = rows[i].optimizer;
        struct memory memory = memory_with(t, &setting);
        expect_states(&memory, BLOCK_PARAMETERS + OTHER_PARAMETERS, rows[i].weight, rows[i].gradient, rows[i].states);
        TESTING_EXACT(memory.block_states,
                      (rows[i].weight + rows[i].gradient + rows[i].states) * (double)BLOCK_PARAMETERS);
    }
}

// Rows and columns of each matrix, vectors in full: in a block 4 (16 + 8) of attention, 40 + 32 and 40 + 8 of the mlp,
// 32 of the norms; the two tables 16 + 8 each and the last norm 16.
static void adafactor_keeps_rows_and_columns(void **state)
{
    struct testing *t = testing_of(state);
    struct setting setting = usual();
    setting.training.optimizer = OPTIMIZER_ADAFACTOR;
    struct memory memory = memory_with(t, &setting);
    double elements = 4 * (96 + 72 + 48 + 32) + 24 + 24 + 16;
    TESTING_EXACT(memory.optimizer, 4.0 * (BLOCK_PARAMETERS + OTHER_PARAMETERS) + 4 * elements);
}

// Rajbhandari et al. 2019: over 4 x 2 devices of a data parallel group.
static void zero_shards_one_after_another(void **state)
{
    struct testing *t = testing_of(state);
    for (int zero = 0; zero <= 3; zero++) {
        struct setting setting = usual();
        setting.layout.data = 4;
        setting.layout.context = 2;
        setting.layout.zero = zero;
        struct memory memory = memory_with(t, &setting);
        expect_states(&memory, BLOCK_PARAMETERS + OTHER_PARAMETERS, zero >= 3 ? 2.0 / 8 : 2, zero >= 2 ? 4.0 / 8 : 4,
                      zero >= 1 ? 12.0 / 8 : 12);
    }
}

static void tensor_parallelism_splits_every_matrix(void **state)
{
    struct testing *t = testing_of(state);
    struct setting setting = usual();
    setting.layout.tensor = 2;
    struct memory memory = memory_with(t, &setting);
    expect_states(&memory, (BLOCK_PARAMETERS + OTHER_PARAMETERS) / 2.0, 2, 4, 12);
}

static void what_is_frozen_is_only_a_weight(void **state)
{
    struct testing *t = testing_of(state);
    struct setting setting = usual();
    setting.model = "{model: small, layers: [" TOKENS ", {repeat: 4, frozen: true, layers: " BLOCK "}, " HEAD "]}";
    struct memory memory = memory_with(t, &setting);
    TESTING_EXACT(memory.weights, 2.0 * (BLOCK_PARAMETERS + OTHER_PARAMETERS));
    TESTING_EXACT(memory.gradients, 4.0 * OTHER_PARAMETERS);
    TESTING_EXACT(memory.optimizer, 12.0 * OTHER_PARAMETERS);
    TESTING_EXACT(memory.block_states, 2.0 * BLOCK_PARAMETERS);
    setting.training.optimizer = OPTIMIZER_ADAFACTOR;
    memory = memory_with(t, &setting);
    TESTING_EXACT(memory.optimizer, 4.0 * OTHER_PARAMETERS + 4.0 * (24 + 24 + 16));
}

// Hu et al. 2021: rank 2 beside the frozen query and value matrices of 8 x 8, 2 x (16 + 16) a block.
static void adapters_alone_have_states(void **state)
{
    struct testing *t = testing_of(state);
    struct setting setting = usual();
    setting.model = "{model: small, layers: [{embedding: {vocabulary: 16, width: 8, frozen: true}}, {repeat: 4, "
                    "layers: [{attention: {heads: 2, lora: 2, lora_on: [query, value]}}]}]}";
    struct memory memory = memory_with(t, &setting);
    double adapters = 4 * 2 * (16 + 16);
    TESTING_EXACT(memory.weights, 2 * (128 + 4 * 288 + adapters));
    TESTING_EXACT(memory.gradients, 4 * adapters);
    TESTING_EXACT(memory.optimizer, 12 * adapters);
}

// A model known by its total alone is dealt out evenly.
static void a_total_has_states_only(void **state)
{
    struct testing *t = testing_of(state);
    struct setting setting = usual();
    setting.model = "{model: total, parameters: 6400}";
    struct memory memory = memory_with(t, &setting);
    TESTING_EXACT(memory.total, 18.0 * 6400);
    setting.layout.tensor = 2;
    setting.layout.pipeline = 4;
    memory = memory_with(t, &setting);
    TESTING_EXACT(memory.total, 18.0 * 800);
    setting.layout.data = 10;
    setting.layout.zero = 3;
    memory = memory_with(t, &setting);
    TESTING_CLOSE(memory.total, 18.0 * 80, 1e-15);
}

// ---- activations ---------------------------------------------------------------------------------

// Equations 1, 2 and 4, and 6 with what is recomputed; L s b h = 384.
static void blocks_keep_what_the_equations_say(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        int64_t tensor;
        int recompute;
        bool sequence_parallel;
        double of_blocks; // times L s b h; a s / h is 1
    } rows[] = {
        {1, RECOMPUTE_NONE, false, 34 + 5},
        {2, RECOMPUTE_NONE, false, 10 + 24.0 / 2 + 5.0 / 2},
        {4, RECOMPUTE_NONE, false, 10 + 24.0 / 4 + 5.0 / 4},
        {2, RECOMPUTE_NONE, true, (34 + 5) / 2.0},
        {1, RECOMPUTE_SELECTIVE, false, 34},
        {2, RECOMPUTE_SELECTIVE, false, 10 + 24.0 / 2},
        {2, RECOMPUTE_SELECTIVE, true, 34.0 / 2},
        {1, RECOMPUTE_FULL, false, 2},
        {2, RECOMPUTE_FULL, false, 2},
        {2, RECOMPUTE_FULL, true, 2.0 / 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct setting setting = usual();
        setting.layout.tensor = rows[i].tensor;
        setting.layout.recompute = rows[i].recompute;
        setting.layout.sequence_parallel = rows[i].sequence_parallel;
        struct memory memory = memory_with(t, &setting);
        TESTING_CLOSE(memory.block_activations, 4 * 96 * rows[i].of_blocks, 1e-15);
        // Before the logits: what the last norm and the product are made from.
        TESTING_CLOSE(memory.other_activations, 2 * 2 * 96 / (rows[i].sequence_parallel ? 2.0 : 1.0), 1e-15);
        TESTING_CLOSE(memory.logits, 4.0 * 12 * 16 / (double)rows[i].tensor, 1e-15);
    }
}

// While one block is computed once more it keeps what it would have kept.
static void one_block_is_computed_again(void **state)
{
    struct testing *t = testing_of(state);
    struct setting setting = usual();
    TESTING_EXACT(memory_with(t, &setting).recompute, 0);
    setting.layout.recompute = RECOMPUTE_SELECTIVE;
    TESTING_EXACT(memory_with(t, &setting).recompute, 0);
    setting.layout.recompute = RECOMPUTE_FULL;
    TESTING_EXACT(memory_with(t, &setting).recompute, 96 * (34 + 5));
    setting.layout.fused_attention = true;
    TESTING_EXACT(memory_with(t, &setting).recompute, 96 * 34);
    // The larger of two kinds of blocks; of both what flows in: 8 and 8 wide.
    setting.model = "{model: two, layers: [" TOKENS ", {repeat: 2, layers: [{mlp: {width: 32}}]}, {repeat: 3, layers: "
                    "[{mlp: {width: 64}}]}]}";
    struct memory memory = memory_with(t, &setting);
    TESTING_EXACT(memory.block_activations, 2 * 5 * 96);
    TESTING_EXACT(memory.recompute, 12 * (2 * (8 + 2 * 64) + 8));
}

static void dropout_keeps_masks(void **state)
{
    struct testing *t = testing_of(state);
    struct setting setting = usual();
    // Two masks a block and the dropped scores with theirs: 2 s b h + 3 a s^2 b.
    TESTING_EXACT(memory_with(t, &setting).block_activations, 4 * 96 * (34 + 5));
    setting.training.dropout = false;
    TESTING_EXACT(memory_with(t, &setting).block_activations, 4 * 96 * (32 + 2));
    setting.layout.tensor = 2;
    setting.layout.sequence_parallel = true;
    TESTING_EXACT(memory_with(t, &setting).block_activations, 4 * 96 * (32 + 2) / 2);
}

static void fused_attention_keeps_no_scores(void **state)
{
    struct testing *t = testing_of(state);
    struct setting setting = usual();
    setting.layout.fused_attention = true;
    TESTING_EXACT(memory_with(t, &setting).block_activations, 4 * 96 * 34);
    setting.training.dropout = false;
    TESTING_EXACT(memory_with(t, &setting).block_activations, 4 * 96 * 32);
}

// Elements in 4 bytes, masks in one: 2 (34 - 2) + 2 and, of scores, 2 x 4 + 1.
static void fp32_keeps_twice_the_bytes(void **state)
{
    struct testing *t = testing_of(state);
    struct setting setting = usual();
    setting.training.precision = PRECISION_FP32;
    struct memory memory = memory_with(t, &setting);
    TESTING_EXACT(memory.block_activations, 4 * 96 * (66 + 9));
    TESTING_EXACT(memory.other_activations, 2 * 4 * 96);
    TESTING_EXACT(memory.logits, 4 * 12 * 16);
}

// Half of the queries meet all of the keys: each device has s b h / 2, and half of the scores.
static void context_parallelism_halves_the_sequence(void **state)
{
    struct testing *t = testing_of(state);
    struct setting setting = usual();
    setting.shape.sequence = 8; // s b h = 192, a s^2 b = 384
    setting.layout.context = 2;
    struct memory memory = memory_with(t, &setting);
    TESTING_EXACT(memory.block_activations, 4 * (34 * 192 + 5 * 384) / 2);
    TESTING_EXACT(memory.other_activations, 2 * 2 * 192 / 2);
    TESTING_EXACT(memory.logits, 4 * 24 * 16 / 2);
    expect_states(&memory, BLOCK_PARAMETERS + OTHER_PARAMETERS, 2, 4, 12);
}

static void logits_are_kept_where_the_loss_is(void **state)
{
    struct testing *t = testing_of(state);
    struct setting setting = usual();
    setting.model = "{model: small, layers: [" TOKENS ", " BLOCKS ", {softmax: {vocabulary: 16, at: predictions}}]}";
    setting.shape.predictions = 1;
    struct memory memory = memory_with(t, &setting);
    TESTING_EXACT(memory.logits, 4 * 3 * 16);
    TESTING_EXACT(memory.other_activations, 2 * 3 * 8);
    setting.shape.predictions = 0;
    TESTING_EXACT(memory_with(t, &setting).logits, 4 * 12 * 16);
    setting.shape.predictions = 2; // one on each of two devices that split the sequence
    setting.layout.context = 2;
    TESTING_EXACT(memory_with(t, &setting).logits, 4 * 3 * 16);
}

// ---- properties ----------------------------------------------------------------------------------

static void memory_grows_with_the_batch_and_the_sequence(void **state)
{
    struct testing *t = testing_of(state);
    for (int recompute = 0; recompute < RECOMPUTE_COUNT; recompute++) {
        struct setting setting = usual();
        setting.layout.recompute = recompute;
        double before = 0, first = 0, states = 0;
        for (double batch = 1; batch <= 64; batch *= 2) {
            setting.shape.batch = batch;
            struct memory memory = memory_with(t, &setting);
            assert_true(memory.total > before);
            before = memory.total;
            states = memory.weights + memory.gradients + memory.optimizer;
            first = batch > 1 ? first : memory.total - states;
            TESTING_CLOSE(memory.total - states, batch * first, 1e-14); // activations are linear in the batch
        }
        before = 0;
        for (double sequence = 1; sequence <= 64; sequence *= 2) {
            setting.shape.sequence = sequence;
            double total = memory_with(t, &setting).total;
            assert_true(total > before);
            before = total;
        }
    }
}

// Of the ways to recompute each keeps less of the blocks, and no measure that spreads a model makes a device hold more.
static void each_measure_saves(void **state)
{
    struct testing *t = testing_of(state);
    struct setting none = usual(), other = usual();
    none.shape.batch = other.shape.batch = 16;
    other.layout.recompute = RECOMPUTE_SELECTIVE;
    double selective = memory_with(t, &other).total;
    other.layout.recompute = RECOMPUTE_FULL;
    assert_true(memory_with(t, &other).total < selective && selective < memory_with(t, &none).total);
    for (int zero = 1; zero <= 3; zero++) {
        none.layout.data = other.layout.data = 8;
        none.layout.zero = zero - 1;
        other = none;
        other.layout.zero = zero;
        assert_true(memory_with(t, &other).total < memory_with(t, &none).total);
    }
    none = usual();
    for (int64_t split = 2; split <= 4; split *= 2) {
        other = usual();
        other.layout.tensor = split;
        assert_true(memory_with(t, &other).total < memory_with(t, &none).total);
        other = usual();
        other.layout.context = split;
        assert_true(memory_with(t, &other).total < memory_with(t, &none).total);
    }
}

static void what_is_computed_again(void **state)
{
    struct testing *t = testing_of(state);
    struct model model;
    struct model_totals totals;
    struct model_shape shape = {.batch = 3, .sequence = 4};
    assert_int_equal(model_read(&t->reader, testing_yaml(t, MODEL), NULL, 0, &model), STATUS_OK);
    model_count(&model, &shape, NULL, &totals);
    // Scores and their sum over values: 4 x s^2 b h a block. A block: 2 x 12 x (4 x 64 + 2 x 256) and these.
    double scores = 4.0 * (4 * 16 * 3 * 8), products = 4.0 * 2 * 12 * (4 * 64 + 2 * 256);
    TESTING_EXACT(memory_recompute_flop(&totals, RECOMPUTE_NONE), 0);
    TESTING_EXACT(memory_recompute_flop(&totals, RECOMPUTE_SELECTIVE), scores);
    TESTING_EXACT(memory_recompute_flop(&totals, RECOMPUTE_FULL), scores + products);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(bytes_of_a_parameter),
        TESTING_CASE(adafactor_keeps_rows_and_columns),
        TESTING_CASE(zero_shards_one_after_another),
        TESTING_CASE(tensor_parallelism_splits_every_matrix),
        TESTING_CASE(what_is_frozen_is_only_a_weight),
        TESTING_CASE(adapters_alone_have_states),
        TESTING_CASE(a_total_has_states_only),
        TESTING_CASE(blocks_keep_what_the_equations_say),
        TESTING_CASE(one_block_is_computed_again),
        TESTING_CASE(dropout_keeps_masks),
        TESTING_CASE(fused_attention_keeps_no_scores),
        TESTING_CASE(fp32_keeps_twice_the_bytes),
        TESTING_CASE(context_parallelism_halves_the_sequence),
        TESTING_CASE(logits_are_kept_where_the_loss_is),
        TESTING_CASE(memory_grows_with_the_batch_and_the_sequence),
        TESTING_CASE(each_measure_saves),
        TESTING_CASE(what_is_computed_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
