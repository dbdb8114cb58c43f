// A stack repeats its layers. Turns that give back what they take (width, shape, labels) are alike: they are read once
// and counted times their number. Otherwise, and where the turn has a name (`index: i`), each is read for itself, and
// those that turn out equal are counted as one.
#include <string.h>

#include "workload/model_build.h"

struct stack {
    int64_t repeat;
    const char *name, *index;
    const struct yaml_node *layers;
    bool frozen, when;
};

static const struct field stack_fields[] = {
    {.key = "repeat", .type = FIELD_COUNT, .offset = offsetof(struct stack, repeat), .high = MODEL_REPEAT_MAX},
    {.key = "name", .type = FIELD_TEXT, .offset = offsetof(struct stack, name)},
    {.key = "index", .type = FIELD_TEXT, .offset = offsetof(struct stack, index)},
    {.key = "layers", .type = FIELD_NODE, .offset = offsetof(struct stack, layers), .required = true},
    {.key = "frozen", .type = FIELD_FLAG, .offset = offsetof(struct stack, frozen)},
    {.key = "when", .type = FIELD_FLAG, .offset = offsetof(struct stack, when)},
};

// Where the layers and steps of one turn stand.
struct stack_turn {
    size_t layer, layer_end, step, step_end;
};

enum { STACK_TURNS_MAX = 64 };

static bool stack_same_flow(const struct layer_flow *flow, const struct place *place, const struct layer_flow *other,
                            const struct place *other_place)
{
    return flow->width == other->width && flow->is_image == other->is_image &&
           !(place->rows < other_place->rows || place->rows > other_place->rows) &&
           !(place->columns < other_place->columns || place->columns > other_place->columns);
}

static bool stack_same_state(const struct model_state *a, const struct model_state *b)
{
    bool same = a->label_count == b->label_count && stack_same_flow(&a->flow, &a->place, &b->flow, &b->place);
    for (size_t i = 0; same && i < a->label_count; i++)
        same = a->labels[i].slot == b->labels[i].slot &&
               stack_same_flow(&a->labels[i].flow, &a->labels[i].place, &b->labels[i].flow, &b->labels[i].place);
    return same;
}

static struct stack_turn stack_begin(const struct model *model)
{
    return (struct stack_turn){.layer = model->layer_count, .step = model->step_count};
}

static bool stack_same_turn(const struct model *model, const struct stack_turn *a, const struct stack_turn *b)
{
    if (a->layer_end - a->layer != b->layer_end - b->layer || a->step_end - a->step != b->step_end - b->step)
        return false;
    for (size_t i = 0; i < a->layer_end - a->layer; i++) {
        const struct model_layer *left = &model->layers[a->layer + i], *right = &model->layers[b->layer + i];
        if (left->kind != right->kind || memcmp(left->spec, right->spec, left->kind->size) != 0)
            return false;
    }
    // The first step is that of the turn itself, whose number of repeats grows with those that are merged.
    for (size_t i = 1; i < a->step_end - a->step; i++) {
        const struct model_step *left = &model->steps[a->step + i], *right = &model->steps[b->step + i];
        size_t base = left->operation == MODEL_LAYER ? a->layer : left->operation == MODEL_STACK ? a->step : 0;
        size_t other = left->operation == MODEL_LAYER ? b->layer : left->operation == MODEL_STACK ? b->step : 0;
        if (left->operation != right->operation || left->index - base != right->index - other ||
            left->repeat < right->repeat || left->repeat > right->repeat)
            return false;
    }
    return true;
}

static void stack_rewind(struct model *model, const struct stack_turn *turn)
{
    model->layer_count = turn->layer;
    model->step_count = turn->step;
}

// One turn, as a step that runs `repeat` times what it holds.
static enum status stack_read_turn(struct model_builder *builder, const struct stack *stack, const char *path,
                                   double repeat, struct stack_turn *turn)
{
    struct model *model = builder->model;
    double outer = builder->repeat;
    bool frozen = builder->frozen;
    *turn = stack_begin(model);
    enum status status = model_build_step(builder, MODEL_STACK, 0, repeat);
    if (status != STATUS_OK)
        return status;
    model->steps[turn->step].width = stack->repeat > 1 || stack->index ? (double)builder->state.flow.width : 0;
    builder->repeat *= repeat;
    builder->frozen = frozen || stack->frozen;
    status = model_build_inside(builder, stack->layers, "layers", path);
    builder->frozen = frozen;
    builder->repeat = outer;
    turn->layer_end = model->layer_count;
    turn->step_end = model->step_count;
    model->steps[turn->step].index = turn->step_end;
    return status;
}

static void stack_multiply(struct model *model, const struct stack_turn *turn, double repeat)
{
    model->steps[turn->step].repeat *= repeat;
    for (size_t i = turn->layer; i < turn->layer_end; i++)
        model->layers[i].repeat *= repeat;
}

// Whether a turn hands a gradient on, whatever flows in: some layer of it is trained, and no label takes the flow back
// before it. Where it may not, what stands before it matters.
static bool stack_trains(const struct model *model, const struct model_state *state, const struct stack_turn *turn)
{
    bool trains = false;
    for (size_t i = turn->layer; i < turn->layer_end && !trains; i++) {
        const struct layer_common *common = model->layers[i].spec;
        struct count count = {0};
        struct place place = state->place;
        place.gradient = place.memory_gradient = false;
        place.frozen = common->frozen || common->lora > 0;
        place.lora = (double)common->lora;
        model->layers[i].kind->count(common, &place, &count);
        trains = place.gradient;
    }
    for (size_t i = turn->step; i < turn->step_end && trains; i++)
        for (size_t j = 0; j < state->label_count && trains; j++)
            trains = model->steps[i].operation != MODEL_TAKE || model->steps[i].index != state->labels[j].slot;
    return trains;
}

// Adds a turn to an equal one before it, and takes it back.
static bool stack_merge(struct model *model, const struct model_state *state, const struct stack_turn *turns,
                        size_t count, const struct stack_turn *turn)
{
    bool trains = stack_trains(model, state, turn);
    for (size_t i = 0; i < count; i++) {
        if ((!trains && i + 1 < count) || !stack_same_turn(model, &turns[i], turn))
            continue;
        model->steps[turns[i].step].repeat += 1;
        for (size_t j = 0; j < turn->layer_end - turn->layer; j++)
            model->layers[turns[i].layer + j].repeat += model->layers[turn->layer + j].repeat;
        stack_rewind(model, turn);
        return true;
    }
    return false;
}

static enum status stack_read_turns(struct model_builder *builder, const struct stack *stack, const char *path)
{
    struct reader *reader = builder->reader;
    const struct scope *outer = reader->scope;
    struct symbol symbol = {.name = stack->index ? stack->index : ""};
    struct scope scope = {.symbols = &symbol, .count = 1, .declared = 1, .outer = outer};
    struct stack_turn turns[STACK_TURNS_MAX];
    size_t count = 0, distinct = 0;
    enum status status = STATUS_OK;
    struct model_state *before = arena_alloc(reader->arena, sizeof *before);
    if (!before)
        return STATUS_NO_MEMORY;
    if (stack->index)
        reader->scope = &scope;
    for (int64_t i = 0; i < stack->repeat && status == STATUS_OK; i++) {
        struct stack_turn turn;
        *before = builder->state;
        symbol.number = i;
        const char *own = distinct ? arena_format(reader->arena, "%s.%zu", path, distinct + 1) : path;
        status = own ? stack_read_turn(builder, stack, own, 1, &turn) : STATUS_NO_MEMORY;
        bool alike = status == STATUS_OK && stack_same_state(before, &builder->state);
        if (alike && !stack->index) { // and so are those that follow
            stack_multiply(builder->model, &turn, (double)(stack->repeat - i));
            break;
        }
        if (alike && stack_merge(builder->model, &builder->state, turns, count, &turn))
            continue;
        distinct++;
        if (!alike)
            count = 0; // what flows is different from here on, though the layers may look the same
        else if (count < STACK_TURNS_MAX)
            turns[count++] = turn;
    }
    reader->scope = outer;
    return status;
}

enum status model_stack(struct model_builder *builder, const struct yaml_node *node, const char *path)
{
    struct reader *reader = builder->reader;
    struct model_state *state = &builder->state;
    struct stack stack = {.repeat = 1, .name = "block"};
    bool when = true;
    enum status status = model_build_when(builder, node, &when);
    if (status == STATUS_OK && when)
        status = field_read(reader, stack_fields, sizeof stack_fields / sizeof *stack_fields, node, &stack);
    if (status != STATUS_OK || !when || stack.repeat == 0) {
        model_build_skip(builder, node);
        return status;
    }
    if (strlen(stack.name) > MODEL_NAME_MAX)
        return field_error(reader, node, "a name of more than %d bytes", MODEL_NAME_MAX);
    const char *own = model_build_path(builder, path, stack.name);
    struct model_state *before = arena_alloc(reader->arena, sizeof *before);
    if (!own || !before)
        return STATUS_NO_MEMORY;
    if (stack.index)
        return stack_read_turns(builder, &stack, own);
    *before = *state;
    struct stack_turn turn;
    status = stack_read_turn(builder, &stack, own, (double)stack.repeat, &turn);
    // A stack at the very beginning takes what its first layer says it does.
    if (status == STATUS_OK && !before->flow.width && turn.layer_end > turn.layer)
        before->flow.width = ((const struct layer_common *)builder->model->layers[turn.layer].spec)->input;
    if (status != STATUS_OK || stack.repeat == 1 || stack_same_state(before, state))
        return status;
    stack_rewind(builder->model, &turn);
    *state = *before;
    return stack_read_turns(builder, &stack, own);
}
