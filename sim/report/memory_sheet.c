#include "report/memory_sheet.h"

#include <math.h>
#include <string.h>

#include "report/number_text.h"
#include "report/service_sheet.h"

// One row for each use of memory.
static const struct {
    const char *key, *words;
    size_t offset;
} memory_sheet_rows[] = {
    {"weight_bytes", "weights", offsetof(struct memory, weights)},
    {"cache_bytes", "cache of what is generated", offsetof(struct memory, cache)},
    {"gradient_bytes", "gradients", offsetof(struct memory, gradients)},
    {"optimizer_bytes", "optimizer states, master weights", offsetof(struct memory, optimizer)},
    {"block_activation_bytes", "activations of repeated blocks", offsetof(struct memory, block_activations)},
    {"other_activation_bytes", "activations of other layers", offsetof(struct memory, other_activations)},
    {"logit_bytes", "logits, in fp32", offsetof(struct memory, logits)},
    {"recompute_bytes", "one block, computed again", offsetof(struct memory, recompute)},
    {"total_bytes", "total", offsetof(struct memory, total)},
};

enum { MEMORY_SHEET_ROWS = sizeof memory_sheet_rows / sizeof *memory_sheet_rows };

enum { MEMORY_SHEET_CACHE = 1 }; // the row that no training has

static double memory_sheet_value(const struct memory *memory, size_t row)
{
    double value = 0;
    memcpy(&value, (const char *)memory + memory_sheet_rows[row].offset, sizeof value);
    return value;
}

static const struct sheet_column memory_sheet_columns[] = {
    {.key = "use", .heading = NULL},
    {.key = NULL, .heading = "use"},
    {.key = "bytes", .heading = "bytes", .style = SHEET_BINARY},
};

static const char *memory_sheet_degree(struct arena *arena, const char *text, const char *name, int64_t degree)
{
    return degree > 1 && text ? arena_format(arena, "%s%s %lld, ", text, name, (long long)degree) : text;
}

// "data 8, tensor 2, micro-batch 4, recompute none, fused attention": degrees of 1 are not worth a word.
static const char *memory_sheet_layout(struct arena *arena, const struct layout *layout)
{
    const char *text = arena_format(arena, "data %lld, ", (long long)layout->data);
    text = memory_sheet_degree(arena, text, "tensor", layout->tensor);
    text = memory_sheet_degree(arena, text, "pipeline", layout->pipeline);
    text = memory_sheet_degree(arena, text, "interleave", layout->interleave);
    text = memory_sheet_degree(arena, text, "context", layout->context);
    return arena_format(arena, "%smicro-batch %lld, recompute %s%s%s%s", text ? text : "",
                        (long long)layout->micro_batch, layout_recompute_names[layout->recompute],
                        layout->zero ? arena_format(arena, ", ZeRO-%lld", (long long)layout->zero) : "",
                        layout->sequence_parallel ? ", sequence parallel" : "",
                        layout->fused_attention ? ", fused attention" : "");
}

static void memory_sheet_notes(struct sheet *sheet, const struct plan *plan, const struct fit *fit)
{
    const struct layout *asked = &plan->layout, *layout = &fit->layout;
    bool open = asked->micro_batch <= 0 || asked->recompute < 0 || asked->zero < 0 || asked->data <= 0;
    bool measures = (layout->recompute == RECOMPUTE_FULL && asked->recompute < 0) || (layout->zero && asked->zero < 0);
    if (open)
        sheet_note(sheet, "memory is that of %s: %s%s", memory_sheet_layout(sheet->arena, layout),
                   asked->is_stated ? "what `parallel` leaves open is usual"
                                    : "a default, since no `parallel` is stated",
                   measures ? ", and what it takes to fit" : "");
    for (size_t i = 0; i < plan->training.phase_count; i++) {
        double batch = ceil(training_batch(&plan->training.phases[i]));
        if ((double)layout->data <= batch || isnan(batch))
            continue;
        sheet_note(
            sheet,
            "a step has %.0f sequence%s for %lld replicas of the model: %.0f would have nothing to do, but time and "
            "cost are those of devices that all work%s",
            batch, batch == 1 ? "" : "s", (long long)layout->data, (double)layout->data - batch,
            asked->is_stated ? "" : "; `parallel` can split the model over them instead");
        break;
    }
    if (!plan->training.optimizer_is_given)
        sheet_note(sheet, "memory counts the states of adam: neither model nor plan names an optimizer");
    if (!plan->model.layer_count)
        sheet_note(sheet, "memory counts no activations: the layers are not known");
}

void memory_sheet(struct sheet *sheet, const struct plan *plan, const struct fit *fit)
{
    if (!fit->is_known)
        return;
    struct sheet_table *table = sheet_table(sheet, "memory_per_device", "Memory of a device", memory_sheet_columns,
                                            sizeof memory_sheet_columns / sizeof *memory_sheet_columns);
    table->is_object = true;
    for (size_t i = 0; i < MEMORY_SHEET_ROWS; i++) {
        double bytes = memory_sheet_value(&fit->memory, i);
        if (bytes <= 0)
            continue;
        struct sheet_cell *row = sheet_row(sheet, table);
        row[0] = sheet_text(memory_sheet_rows[i].key);
        row[1] = sheet_text(memory_sheet_rows[i].words);
        row[2] = sheet_number(bytes);
    }
    if (plan->has_device && plan->device.memory_bytes > 0) {
        struct sheet_cell *row = sheet_row(sheet, table);
        row[0] = sheet_text("device_bytes");
        row[1] = sheet_text(arena_format(sheet->arena, "that %s has", plan->device.name));
        row[2] = sheet_number(plan->device.memory_bytes);
    }
    if (plan->service.kind == SERVICE_REQUESTS)
        service_sheet_memory_notes(sheet, plan, fit);
    else
        memory_sheet_notes(sheet, plan, fit);
}

const char *memory_sheet_lack(struct arena *arena, const struct plan *plan, const struct fit *fit)
{
    double lacks = fit_lacks(plan, fit);
    char needs[NUMBER_TEXT_SIZE], has[NUMBER_TEXT_SIZE], lack[NUMBER_TEXT_SIZE];
    if (lacks <= 0)
        return NULL;
    if (fit->replica.lacks >= lacks)
        return service_sheet_lack(arena, plan, &fit->replica);
    number_text_styled(fit->memory.total, SHEET_BINARY, "B", needs);
    number_text_styled(plan->device.memory_bytes, SHEET_BINARY, "B", has);
    number_text_styled(lacks, SHEET_BINARY, "B", lack);
    return arena_format(arena, "does not fit: with %s each device needs %s, and %s has %s: %s too little",
                        memory_sheet_layout(arena, &fit->layout), needs, plan->device.name, has, lack);
}

static const struct sheet_column memory_sheet_step_columns[] = {
    {.key = "use", .heading = NULL},
    {.key = NULL, .heading = "use"},
    {.key = "none", .heading = "keep all", .style = SHEET_BINARY},
    {.key = "selective", .heading = "selective", .style = SHEET_BINARY},
    {.key = "full", .heading = "full", .style = SHEET_BINARY},
};

void memory_sheet_step(struct sheet *sheet, const struct plan *plan, const struct model_shape *shape)
{
    struct memory memories[RECOMPUTE_COUNT];
    struct layout layout = {
        .tensor = 1, .pipeline = 1, .data = 1, .context = 1, .interleave = 1, .micro_batch = (int64_t)shape->batch};
    struct model_totals one;
    memory_count(&plan->model, shape, layout.context, &one);
    for (int way = 0; way < RECOMPUTE_COUNT; way++) {
        layout.recompute = way;
        memory_of(&one, shape->batch, INFINITY, &plan->training, &layout, &memories[way]);
    }
    struct sheet_table *table =
        sheet_table(sheet, "memory", "Memory to train on one device, by what is recomputed", memory_sheet_step_columns,
                    sizeof memory_sheet_step_columns / sizeof *memory_sheet_step_columns);
    table->is_object = true;
    for (size_t i = 0; i < MEMORY_SHEET_ROWS; i++) {
        if (i == MEMORY_SHEET_CACHE)
            continue;
        struct sheet_cell *row = sheet_row(sheet, table);
        row[0] = sheet_text(memory_sheet_rows[i].key);
        row[1] = sheet_text(memory_sheet_rows[i].words);
        for (int way = 0; way < RECOMPUTE_COUNT; way++)
            row[2 + way] = sheet_number(memory_sheet_value(&memories[way], i));
    }
    sheet_note(sheet, "memory: %s, optimizer %s%s, attention scores kept unless recomputed (a fused kernel keeps none)",
               precision_names[plan->training.precision], optimizer_names[plan->training.optimizer],
               plan->training.dropout ? ", dropout masks" : "");
}
