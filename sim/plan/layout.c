#include "plan/layout.h"

const char *const layout_recompute_names[RECOMPUTE_COUNT] = {
    [RECOMPUTE_NONE] = "none", [RECOMPUTE_SELECTIVE] = "selective", [RECOMPUTE_FULL] = "full"};

#define LAYOUT_DEGREE(member)                                                                                          \
    {                                                                                                                  \
        .key = #member, .type = FIELD_COUNT, .offset = offsetof(struct layout, member), .low = 1, .high = 1e8          \
    }

#define LAYOUT_FLAG(member)                                                                                            \
    {                                                                                                                  \
        .key = #member, .type = FIELD_FLAG, .offset = offsetof(struct layout, member)                                  \
    }

static const struct field layout_fields[] = {
    LAYOUT_DEGREE(tensor),
    LAYOUT_DEGREE(pipeline),
    LAYOUT_DEGREE(data),
    LAYOUT_DEGREE(context),
    LAYOUT_DEGREE(micro_batch),
    LAYOUT_DEGREE(interleave),
    {.key = "zero", .type = FIELD_COUNT, .offset = offsetof(struct layout, zero), .low = 0, .high = 3},
    {.key = "recompute",
     .type = FIELD_CHOICE,
     .offset = offsetof(struct layout, recompute),
     .choices = layout_recompute_names,
     .choice_count = RECOMPUTE_COUNT},
    LAYOUT_FLAG(sequence_parallel),
    LAYOUT_FLAG(fused_attention),
};

static int64_t layout_or(int64_t stated, int64_t otherwise)
{
    return stated > 0 ? stated : otherwise;
}

struct layout layout_filled(const struct layout *stated, int64_t devices)
{
    struct layout layout = *stated;
    layout.tensor = layout_or(layout.tensor, 1);
    layout.pipeline = layout_or(layout.pipeline, 1);
    layout.context = layout_or(layout.context, 1);
    layout.interleave = layout_or(layout.interleave, 1);
    layout.data = layout_or(layout.data, devices / (layout.tensor * layout.pipeline * layout.context));
    layout.data = layout_or(layout.data, 1);
    layout.zero = layout.zero < 0 ? 0 : layout.zero;
    layout.recompute = layout.recompute < 0 ? RECOMPUTE_NONE : layout.recompute;
    return layout;
}

static enum status layout_check(struct reader *reader, const struct yaml_node *node, const struct layout *layout,
                                int64_t devices)
{
    const int64_t degrees[] = {layout->tensor, layout->pipeline, layout->data, layout->context};
    int64_t product = 1;
    for (size_t i = 0; i < sizeof degrees / sizeof *degrees; i++)
        if (degrees[i] && __builtin_mul_overflow(product, degrees[i], &product))
            return field_error(reader, node, "more devices than can be counted");
    // Data parallelism is what remains where it is not stated; the others are 1 then.
    bool complete = layout->data > 0;
    if (complete ? product == devices : devices % product == 0)
        return STATUS_OK;
    return field_error(reader, node, "tensor x pipeline x data%s is %lld%s, but the plan has %lld device%s",
                       layout->context > 1 ? " x context" : "", (long long)product, complete ? "" : " or a multiple",
                       (long long)devices, devices == 1 ? "" : "s");
}

enum status layout_read(struct reader *reader, const struct yaml_node *node, int64_t devices, struct layout *layout)
{
    *layout = (struct layout){.zero = -1, .recompute = -1, .fused_attention = true};
    if (!node)
        return STATUS_OK;
    layout->is_stated = true;
    size_t length = field_enter(reader, "parallel");
    enum status status = field_read(reader, layout_fields, sizeof layout_fields / sizeof *layout_fields, node, layout);
    if (status == STATUS_OK)
        status = layout_check(reader, node, layout, devices);
    if (status == STATUS_OK && layout->interleave > 1 && layout->pipeline <= 1)
        status = field_error(reader, node, "\"interleave\" is about the stages of a pipeline; there is none");
    if (status == STATUS_OK && layout->sequence_parallel && layout->tensor <= 1)
        status = field_error(reader, node, "\"sequence_parallel\" goes with tensor parallelism; there is none");
    if (status == STATUS_OK)
        diag_warning(reader->diag, node->mark, reader->path,
                     "the parallel layout sets the memory, not the time: utilization stands for its losses");
    field_leave(reader, length);
    return status;
}
