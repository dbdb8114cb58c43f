// Multi-head attention, Vaswani et al. 2017 (arXiv 1706.03762), section 3.2.2. Queries come from the layer's own
// positions; keys and values too (self), or from the encoder's output (cross). Variants, each by its own key:
//   kv_heads             heads share keys and values: Shazeer 2019 (arXiv 1911.02150), Ainslie et al. 2023 (2305.13245)
//   window, globals      a query sees a window and some global positions: Beltagy, Peters and Cohan 2020 (2004.05150),
//   global_projections   section 3.1; the global attention has matrices of its own, queries of the global positions
//                        and keys and values of all. The ordinary queries of global positions are projected too.
//   qk_norm              norm of queries and keys, of each head or of all: Dehghani et al. 2023 (2302.05442)
//   sinks                one learned logit a head in the softmax: Agarwal et al. 2025 (2508.10925)
//   position             rotary (Su et al. 2021, 2104.09864) or ALiBi (Press et al. 2021, 2108.12409): elementwise work
//   lora_on              which matrices `lora` gives adapters; the others are frozen (Hu et al. 2021, 2106.09685)
//
// Activations kept for the backward pass follow Korthikanti et al. 2022 (arXiv 2205.05198), section 4.1: the input, Q,
// K, V, the softmax output and its dropped copy, the projection's input; one mask byte per score and per output. A
// norm of Q and K keeps them as they were before it, too.
#include "workload/attention_span.h"
#include "workload/layer.h"

enum { ATTENTION_SELF, ATTENTION_CROSS, ATTENTION_KINDS };
enum { ATTENTION_NORM_NONE, ATTENTION_NORM_HEAD, ATTENTION_NORM_FULL, ATTENTION_NORMS };
enum { ATTENTION_POSITION_NONE, ATTENTION_ROTARY, ATTENTION_ALIBI, ATTENTION_POSITIONS };
enum { ATTENTION_QUERY, ATTENTION_KEY, ATTENTION_VALUE, ATTENTION_OUTPUT, ATTENTION_MATRICES };

static const char *const attention_kinds[ATTENTION_KINDS] = {[ATTENTION_SELF] = "self", [ATTENTION_CROSS] = "cross"};
static const char *const attention_norms[ATTENTION_NORMS] = {
    [ATTENTION_NORM_NONE] = "none", [ATTENTION_NORM_HEAD] = "head", [ATTENTION_NORM_FULL] = "full"};
static const char *const attention_positions[ATTENTION_POSITIONS] = {
    [ATTENTION_POSITION_NONE] = "none", [ATTENTION_ROTARY] = "rotary", [ATTENTION_ALIBI] = "alibi"};
static const char *const attention_matrices[ATTENTION_MATRICES] = {
    [ATTENTION_QUERY] = "query", [ATTENTION_KEY] = "key", [ATTENTION_VALUE] = "value", [ATTENTION_OUTPUT] = "output"};

struct attention {
    struct layer_common common;
    int kind, qk_norm, position;
    int lora_on; // a bit for each matrix
    bool causal, bias, qkv_bias, output_bias, sinks, global_projections;
    int64_t heads, kv_heads, head_width;
    int64_t window, globals;
    int64_t memory_width; // of what keys and values are projected from
};

#define ATTENTION_CHOICE_FIELD(member, names, names_count)                                                             \
    {                                                                                                                  \
        .key = #member, .type = FIELD_CHOICE, .offset = offsetof(struct attention, member), .choices = (names),        \
        .choice_count = (names_count)                                                                                  \
    }

static const struct field attention_fields[] = {
    LAYER_COMMON_FIELDS,
    LAYER_SIZE_FIELD(attention, heads, true),
    LAYER_SIZE_FIELD(attention, kv_heads, false),
    LAYER_SIZE_FIELD(attention, head_width, false),
    LAYER_FLAG_FIELD(attention, causal),
    LAYER_FLAG_FIELD(attention, bias),
    LAYER_FLAG_FIELD(attention, qkv_bias),
    LAYER_FLAG_FIELD(attention, output_bias),
    LAYER_OPTION_FIELD(attention, window),
    LAYER_OPTION_FIELD(attention, globals),
    LAYER_FLAG_FIELD(attention, global_projections),
    LAYER_FLAG_FIELD(attention, sinks),
    ATTENTION_CHOICE_FIELD(kind, attention_kinds, ATTENTION_KINDS),
    ATTENTION_CHOICE_FIELD(qk_norm, attention_norms, ATTENTION_NORMS),
    ATTENTION_CHOICE_FIELD(position, attention_positions, ATTENTION_POSITIONS),
    {.key = "lora_on",
     .type = FIELD_SET,
     .offset = offsetof(struct attention, lora_on),
     .choices = attention_matrices,
     .choice_count = ATTENTION_MATRICES},
};

static void attention_defaults(void *layer)
{
    struct attention *attention = layer;
    attention->bias = true;
    attention->lora_on = (1 << ATTENTION_MATRICES) - 1;
}

static enum status attention_bind_heads(struct attention *attention, struct reader *reader,
                                        const struct yaml_node *node)
{
    int64_t heads = attention->heads;
    enum status status = layer_bind_heads(attention->common.input, heads, &attention->head_width, reader, node);
    if (status != STATUS_OK)
        return status;
    if (!attention->kv_heads)
        attention->kv_heads = heads;
    if (heads % attention->kv_heads != 0)
        return field_error(reader, node,
                           "%lld heads cannot share the keys and values of %lld: \"kv_heads\" must divide \"heads\"",
                           (long long)heads, (long long)attention->kv_heads);
    return STATUS_OK;
}

static enum status attention_bind_span(const struct attention *attention, struct reader *reader,
                                       const struct yaml_node *node)
{
    if (attention->kind == ATTENTION_CROSS && attention->causal)
        return field_error(reader, node, "cross attention has no causal mask");
    if (attention->kind == ATTENTION_CROSS && attention->window)
        return field_error(reader, node, "a window lies around a query's own position; cross attention has none");
    if ((attention->globals || attention->global_projections) && !attention->window)
        return field_error(reader, node, "global positions stand out beside a \"window\"; without one all see all");
    if (attention->globals && attention->causal)
        return field_error(reader, node, "global positions see what comes after them: no causal mask has them");
    if (attention->globals && attention->common.at != LAYER_AT_EVERY)
        return field_error(reader, node, "attention with global positions computes at every position");
    return STATUS_OK;
}

static enum status attention_bind(void *layer, struct layer_flow *flow, struct reader *reader,
                                  const struct yaml_node *node)
{
    struct attention *attention = layer;
    enum status status = layer_bind_input(&attention->common, flow, reader, node);
    if (status == STATUS_OK)
        status = attention_bind_heads(attention, reader, node);
    if (status != STATUS_OK)
        return status;
    layer_bind_flag(node, "qkv_bias", attention->bias, &attention->qkv_bias);
    layer_bind_flag(node, "output_bias", attention->bias, &attention->output_bias);
    int64_t width = attention->common.input;
    attention->memory_width = attention->kind == ATTENTION_CROSS ? flow->memory_width : width;
    if (!attention->memory_width)
        return field_error(reader, node, "cross attention needs an encoder to look at; this model has none before it");
    flow->width = width;
    return attention_bind_span(attention, reader, node);
}

// The sizes of one step, and whether Q, K and V need a gradient.
struct attention_step {
    double queries, keys;            // of the whole batch
    double width, memory_width;      // of what they are projected from
    double heads, inner, kv_inner;   // all heads side by side: of queries, and of keys and values
    bool read;                       // whether what keys and values are projected from needs a gradient
    struct attention_span_reach one; // of each sequence
};

struct attention_gradients {
    bool query, key, value;
};

static struct attention_step attention_step_of(const struct attention *attention, const struct place *place)
{
    bool cross = attention->kind == ATTENTION_CROSS;
    double head_width = (double)attention->head_width;
    double queries = layer_positions(&attention->common, place);
    double keys_each = cross ? place->memory : place->rows * place->columns;
    struct attention_span span = {.window = (double)attention->window, .globals = (double)attention->globals};
    return (struct attention_step){.queries = queries,
                                   .keys = place->batch * keys_each,
                                   .width = (double)attention->common.input,
                                   .memory_width = (double)attention->memory_width,
                                   .heads = (double)attention->heads,
                                   .inner = (double)attention->heads * head_width,
                                   .kv_inner = (double)attention->kv_heads * head_width,
                                   .read = cross ? place->memory_gradient : place->gradient,
                                   .one = attention_span_reach(span, queries / place->batch, keys_each)};
}

static bool attention_matrix(const struct attention *attention, const struct place *place, int matrix,
                             struct count *count, double positions, double in, double out, bool gradient)
{
    struct place on = *place;
    bool bias = matrix == ATTENTION_OUTPUT ? attention->output_bias : attention->qkv_bias;
    if (place->lora > 0 && !(attention->lora_on & 1 << matrix)) {
        on.lora = 0;
        on.frozen = true;
    }
    return count_linear(count, &on, positions, in, out, bias, gradient);
}

static struct attention_gradients attention_project(const struct attention *attention, const struct place *place,
                                                    const struct attention_step *step, double queries, double keys,
                                                    struct count *count)
{
    double width = step->width, memory_width = step->memory_width, kv_inner = step->kv_inner;
    bool query =
        attention_matrix(attention, place, ATTENTION_QUERY, count, queries, width, step->inner, place->gradient);
    bool key = attention_matrix(attention, place, ATTENTION_KEY, count, keys, memory_width, kv_inner, step->read);
    bool value = attention_matrix(attention, place, ATTENTION_VALUE, count, keys, memory_width, kv_inner, step->read);
    count->kept_split_elements += queries * step->inner + 2 * keys * kv_inner;
    return (struct attention_gradients){.query = query, .key = key, .value = value};
}

// What is done to queries and keys between projection and scores. Root mean square 2, normalize 1, scale 1; rotary
// embedding two products and a sum for each element.
static void attention_prepare(const struct attention *attention, const struct attention_step *step, struct count *count)
{
    double elements = step->queries * step->inner + step->keys * step->kv_inner;
    double norm =
        attention->qk_norm == ATTENTION_NORM_FULL ? step->inner + step->kv_inner : 2 * (double)attention->head_width;
    if (attention->qk_norm != ATTENTION_NORM_NONE) {
        count->parameters += norm;
        count->forward_elementwise_flop += 4 * elements;
        count->kept_split_elements += elements;
    }
    if (attention->position == ATTENTION_ROTARY)
        count->forward_elementwise_flop += 3 * elements;
}

// Returns whether the sum over the values needs a gradient.
static bool attention_look(const struct attention *attention, const struct place *place,
                           const struct attention_step *step, struct attention_gradients ordinary, struct count *count)
{
    const struct attention_span_reach *one = &step->one;
    double batch = place->batch, inner = step->inner, globals = batch * one->globals;
    struct attention_gradients global = ordinary;
    if (attention->global_projections)
        global = attention_project(attention, place, step, globals, one->globals > 0 ? step->keys : 0, count);
    bool sum = attention_span_scores(count, batch * one->ordinary, one->seen, inner, inner, ordinary.query,
                                     ordinary.key, ordinary.value);
    bool global_sum =
        attention_span_scores(count, globals, one->keys, inner, inner, global.query, global.key, global.value);
    if (attention->causal)
        attention_span_causal(count, batch, step->queries, one->seen, inner, inner, ordinary.query, ordinary.key,
                              ordinary.value);

    // Softmax: scale, subtract the maximum, exponential, sum, divide; dropout of the scores. ALiBi adds to each score,
    // a sink takes part in the sum of each query and head.
    double scores = batch * (one->ordinary * one->seen + one->globals * one->keys) * step->heads;
    count->forward_elementwise_flop += (attention->position == ATTENTION_ALIBI ? 7 : 6) * scores;
    if (attention->sinks) {
        count->parameters += step->heads;
        count->forward_elementwise_flop += 3 * step->queries * step->heads; // subtract, exponential, add
    }
    count->kept_scores_elements += 2 * scores;
    count->mask_scores_bytes += scores;
    return sum || global_sum;
}

// What generation keeps: keys and values of the positions so far, or those of the encoder's output, whose matrices have
// no more to do then. Positions that see what comes after them cannot be generated: they keep nothing.
static void attention_cache(const struct attention *attention, const struct place *place,
                            const struct attention_step *step, struct count *count)
{
    double width = 2 * step->kv_inner;
    if (attention->kind == ATTENTION_CROSS) {
        count->cache_elements += step->keys * width;
        count->cache_moved_elements += step->queries * place->memory * width;
        count->prefill_parameters += step->memory_width * width;
    } else if (attention->causal)
        attention_span_cache(count, place->batch, step->queries, step->one.seen, width);
}

static void attention_count(const void *layer, struct place *place, struct count *count)
{
    const struct attention *attention = layer;
    struct attention_step step = attention_step_of(attention, place);
    double outputs = step.queries * step.width;
    struct attention_gradients gradients = attention_project(attention, place, &step, step.queries, step.keys, count);
    attention_prepare(attention, &step, count);
    bool sum = attention_look(attention, place, &step, gradients, count);
    attention_cache(attention, place, &step, count);
    place->gradient =
        attention_matrix(attention, place, ATTENTION_OUTPUT, count, step.queries, step.inner, step.width, sum);

    count->forward_elementwise_flop += 2 * outputs; // dropout and residual
    count->kept_elements +=
        attention->kind == ATTENTION_CROSS ? outputs + step.keys * step.memory_width : step.keys * step.width;
    count->kept_split_elements += step.queries * step.inner;
    count->mask_bytes += outputs;
}

const struct layer_kind layer_attention = {
    .name = "attention",
    .sentence = "multi-head attention: self or cross, causal or not, grouped queries, sliding window",
    .size = sizeof(struct attention),
    .fields = attention_fields,
    .field_count = sizeof attention_fields / sizeof *attention_fields,
    .defaults = attention_defaults,
    .bind = attention_bind,
    .count = attention_count,
};
