#include "workload/training.h"

#include <math.h>
#include <string.h>

#define TRAINING_COUNT_MAX 9007199254740992.0 // 2^53: beyond it counts are not exact

#define TRAINING_PHASE_FIELD(base, member)                                                                             \
    {                                                                                                                  \
        .key = #member, .type = FIELD_COUNT, .offset = (base) + offsetof(struct training_phase, member), .low = 1,     \
        .high = TRAINING_COUNT_MAX                                                                                     \
    }

#define TRAINING_PHASE_FIELDS(base)                                                                                    \
    TRAINING_PHASE_FIELD(base, sequence), TRAINING_PHASE_FIELD(base, target), TRAINING_PHASE_FIELD(base, predictions), \
        TRAINING_PHASE_FIELD(base, batch), TRAINING_PHASE_FIELD(base, batch_tokens),                                   \
        TRAINING_PHASE_FIELD(base, steps), TRAINING_PHASE_FIELD(base, tokens), TRAINING_PHASE_FIELD(base, children)

static const struct field training_phase_fields[] = {
    {.key = "name", .type = FIELD_TEXT, .offset = offsetof(struct training_phase, name)},
    TRAINING_PHASE_FIELDS(0),
};

struct training_node {
    int precision, optimizer;
    bool dropout;
    struct field_list phases;
    struct training_phase single;
};

static const struct field training_fields[] = {
    {.key = "precision",
     .type = FIELD_CHOICE,
     .offset = offsetof(struct training_node, precision),
     .choices = precision_names,
     .choice_count = PRECISION_CHOICES},
    {.key = "optimizer",
     .type = FIELD_CHOICE,
     .offset = offsetof(struct training_node, optimizer),
     .choices = optimizer_names,
     .choice_count = OPTIMIZER_COUNT},
    {.key = "dropout", .type = FIELD_FLAG, .offset = offsetof(struct training_node, dropout)},
    {.key = "phases",
     .type = FIELD_LIST,
     .offset = offsetof(struct training_node, phases),
     .fields = training_phase_fields,
     .field_count = sizeof training_phase_fields / sizeof *training_phase_fields,
     .item_size = sizeof(struct training_phase)},
    TRAINING_PHASE_FIELDS(offsetof(struct training_node, single)),
};

double training_batch(const struct training_phase *phase)
{
    if (phase->batch)
        return (double)phase->batch;
    return phase->batch_tokens ? (double)phase->batch_tokens / (double)phase->sequence : (double)NAN;
}

double training_steps(const struct training_phase *phase)
{
    if (phase->steps)
        return (double)phase->steps * (double)phase->children;
    return (double)phase->tokens / ((double)phase->sequence * training_batch(phase)) * (double)phase->children;
}

double training_sequences(const struct training_phase *phase)
{
    if (phase->tokens)
        return (double)phase->tokens / (double)phase->sequence * (double)phase->children;
    return training_batch(phase) * training_steps(phase);
}

static enum status training_check(struct reader *reader, const struct yaml_node *node, bool needs_sequence,
                                  struct training_phase *phase)
{
    phase->node = node;
    if (!phase->children)
        phase->children = 1;
    if (!needs_sequence && !phase->sequence)
        phase->sequence = 1;
    if (phase->batch && phase->batch_tokens)
        return field_error(reader, node, "\"batch\" and \"batch_tokens\" say the same thing twice; keep one");
    if (phase->steps && phase->tokens)
        return field_error(reader, node, "\"steps\" and \"tokens\" say the same thing twice; keep one");
    if (!phase->steps && !phase->tokens)
        return field_error(reader, node, "a phase needs \"steps\" or \"tokens\"");
    if (phase->steps && !phase->batch && !phase->batch_tokens)
        return field_error(reader, node, "a phase with \"steps\" needs \"batch\" or \"batch_tokens\"");
    if (!phase->sequence)
        return field_error(reader, node, "a phase needs \"sequence\": the positions of one sequence");
    if (phase->batch_tokens && phase->batch_tokens < phase->sequence)
        return field_error(reader, node, "\"batch_tokens\" is %lld: less than one sequence of %lld",
                           (long long)phase->batch_tokens, (long long)phase->sequence);
    if (phase->predictions > (phase->target ? phase->target : phase->sequence))
        return field_error(reader, node, "%lld predictions in a sequence of %lld", (long long)phase->predictions,
                           (long long)(phase->target ? phase->target : phase->sequence));
    return STATUS_OK;
}

enum status training_read(struct reader *reader, const struct yaml_node *node, bool needs_sequence,
                          struct training *training)
{
    struct training_node read = {
        .precision = training->precision, .optimizer = training->optimizer, .dropout = training->dropout};
    enum status status =
        field_read(reader, training_fields, sizeof training_fields / sizeof *training_fields, node, &read);
    if (status != STATUS_OK)
        return status;
    training->precision = read.precision;
    training->precision_is_given = training->precision_is_given || yaml_tree_get(node, "precision") != NULL;
    training->optimizer = read.optimizer;
    training->optimizer_is_given = training->optimizer_is_given || yaml_tree_get(node, "optimizer") != NULL;
    training->dropout = read.dropout;
    static const struct training_phase nothing;
    bool single = memcmp(&read.single, &nothing, sizeof nothing) != 0;
    if (read.phases.count && single)
        return field_error(reader, node, "the keys of a phase stand either in \"phases\" or beside it, not both");
    if (read.phases.count) {
        training->phases = read.phases.items;
        training->phase_count = read.phases.count;
        const struct yaml_node *phases = yaml_tree_get(node, "phases");
        for (size_t i = 0; i < training->phase_count; i++) {
            size_t length = field_enter(reader, "phases"), inner = field_enter_item(reader, i);
            enum status one = training_check(reader, phases->items[i], needs_sequence, &training->phases[i]);
            field_leave(reader, inner);
            field_leave(reader, length);
            status = one == STATUS_OK ? status : one;
        }
        return status;
    }
    if (!single)
        return STATUS_OK;
    struct training_phase *phase = arena_alloc(reader->arena, sizeof *phase);
    if (!phase)
        return STATUS_NO_MEMORY;
    *phase = read.single;
    training->phases = phase;
    training->phase_count = 1;
    return training_check(reader, node, needs_sequence, phase);
}
