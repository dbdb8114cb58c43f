// layout.c: what `parallel:` may say, and how many devices it must come to.
#include "testing.h"

#include "plan/layout.h"

static struct layout read_layout(struct testing *t, const char *text, int64_t devices)
{
    struct layout layout;
    const struct yaml_node *node = text ? testing_yaml(t, text) : NULL;
    assert_int_equal(layout_read(&t->reader, node, devices, &layout), STATUS_OK);
    TESTING_ERRORS(t, 0);
    if (node)
        TESTING_WARNING(t, "the parallel layout sets the memory, not the time");
    else
        TESTING_CLEAN(t);
    assert_string_equal(t->reader.path, "");
    testing_forget(t);
    return layout;
}

static void refuse(struct testing *t, const char *text, int64_t devices, const char *why)
{
    struct layout layout;
    assert_int_equal(layout_read(&t->reader, testing_yaml(t, text), devices, &layout), STATUS_BAD_INPUT);
    TESTING_ERROR(t, why);
    assert_string_equal(t->reader.path, "");
    testing_forget(t);
}

static void all_of_it_is_read(void **state)
{
    struct testing *t = testing_of(state);
    struct layout layout =
        read_layout(t,
                    "{tensor: 8, pipeline: 4, data: 2, context: 2, micro_batch: 3, interleave: 5, zero: 2, recompute: "
                    "selective, sequence_parallel: true, fused_attention: false}",
                    128);
    assert_true(layout.is_stated);
    assert_int_equal(layout.tensor, 8);
    assert_int_equal(layout.pipeline, 4);
    assert_int_equal(layout.data, 2);
    assert_int_equal(layout.context, 2);
    assert_int_equal(layout.micro_batch, 3);
    assert_int_equal(layout.interleave, 5);
    assert_int_equal(layout.zero, 2);
    assert_int_equal(layout.recompute, RECOMPUTE_SELECTIVE);
    assert_true(layout.sequence_parallel);
    assert_false(layout.fused_attention);
}

static void what_is_not_said_stays_open(void **state)
{
    struct testing *t = testing_of(state);
    const struct layout layouts[] = {read_layout(t, NULL, 8), read_layout(t, "{tensor: 2}", 8)};
    for (size_t i = 0; i < 2; i++) {
        const struct layout *layout = &layouts[i];
        assert_int_equal(layout->is_stated, i == 1);
        assert_int_equal(layout->tensor, i == 1 ? 2 : 0);
        assert_int_equal(layout->pipeline, 0);
        assert_int_equal(layout->data, 0);
        assert_int_equal(layout->context, 0);
        assert_int_equal(layout->micro_batch, 0);
        assert_int_equal(layout->interleave, 0);
        assert_int_equal(layout->zero, -1);
        assert_int_equal(layout->recompute, -1);
        assert_false(layout->sequence_parallel);
        assert_true(layout->fused_attention);
    }
}

static void each_way_to_recompute_has_a_name(void **state)
{
    struct testing *t = testing_of(state);
    for (int way = 0; way < RECOMPUTE_COUNT; way++) {
        assert_non_null(layout_recompute_names[way]);
        const char *text = testing_text(t, "{recompute: %s}", layout_recompute_names[way]);
        assert_int_equal(read_layout(t, text, 1).recompute, way);
    }
    refuse(t, "{recompute: fulll}", 1, "did you mean \"full\"?");
}

// Data parallelism is what remains where nothing is said of it; the others are 1 then.
static void the_devices_are_all_used(void **state)
{
    struct testing *t = testing_of(state);
    (void)read_layout(t, "{tensor: 2, pipeline: 2, data: 2}", 8);
    (void)read_layout(t, "{tensor: 2, pipeline: 2, data: 2, context: 3}", 24);
    (void)read_layout(t, "{tensor: 2}", 8);
    (void)read_layout(t, "{context: 4, pipeline: 2}", 8);
    (void)read_layout(t, "{data: 8}", 8);
    (void)read_layout(t, "{zero: 3}", 7);
    refuse(t, "{tensor: 2, pipeline: 2, data: 2}", 6, "tensor x pipeline x data is 8, but the plan has 6 devices");
    refuse(t, "{tensor: 2, pipeline: 2, data: 2, context: 2}", 8,
           "tensor x pipeline x data x context is 16, but the plan has 8 devices");
    refuse(t, "{tensor: 3}", 8, "tensor x pipeline x data is 3 or a multiple, but the plan has 8 devices");
    refuse(t, "{tensor: 2}", 1, "tensor x pipeline x data is 2 or a multiple, but the plan has 1 device");
    // With the data parallelism said, nothing is left over: four of the eight devices would be idle.
    refuse(t, "{tensor: 2, data: 2}", 8, "tensor x pipeline x data is 4, but the plan has 8 devices");
    refuse(t, "{data: 4}", 8, "tensor x pipeline x data is 4, but the plan has 8 devices");
    refuse(t, "{tensor: 1e8, pipeline: 1e8, data: 1e8}", 8, "more devices than can be counted");
}

static void what_goes_together(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "{interleave: 2}", 8, "\"interleave\" is about the stages of a pipeline; there is none");
    refuse(t, "{interleave: 2, pipeline: 1}", 8, "\"interleave\" is about the stages of a pipeline; there is none");
    assert_int_equal(read_layout(t, "{interleave: 2, pipeline: 4}", 8).interleave, 2);
    assert_int_equal(read_layout(t, "{interleave: 1}", 8).interleave, 1);
    refuse(t, "{sequence_parallel: true}", 8, "\"sequence_parallel\" goes with tensor parallelism; there is none");
    refuse(t, "{sequence_parallel: true, tensor: 1}", 8, "goes with tensor parallelism");
    assert_false(read_layout(t, "{sequence_parallel: false}", 8).sequence_parallel);
    assert_true(read_layout(t, "{sequence_parallel: true, tensor: 2}", 8).sequence_parallel);
}

static void read_errors(void **state)
{
    struct testing *t = testing_of(state);
    refuse(t, "{zeros: 3}", 8, "unknown key \"zeros\"");
    refuse(t, "{tensr: 3}", 8, "did you mean \"tensor\"?");
    refuse(t, "{zero: 4}", 8, "\"zero\" must be at most 3");
    refuse(t, "{tensor: 0}", 8, "\"tensor\" must be at least 1");
    refuse(t, "{micro_batch: 0.5}", 8, "\"0.5\" is not a whole number");
    refuse(t, "{fused_attention: 2}", 8, "\"fused_attention\"");
    refuse(t, "[1]", 8, "a mapping of keys is needed here");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(all_of_it_is_read),
        TESTING_CASE(what_is_not_said_stays_open),
        TESTING_CASE(each_way_to_recompute_has_a_name),
        TESTING_CASE(the_devices_are_all_used),
        TESTING_CASE(what_goes_together),
        TESTING_CASE(read_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
