#include "read/yaml_tree.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "read/json_text.h"
#include "read/source_file.h"

struct yaml_anchor {
    const char *name;
    struct yaml_node *node;
    bool open; // its node is still being built: an alias to it here would be a cycle
};

struct yaml_builder {
    struct arena *arena;
    const struct source *source;
    struct diag *diag;
    yaml_parser_t parser;
    struct yaml_anchor *anchors;
    size_t anchor_count, anchor_capacity;
    size_t weight;   // nodes so far, aliases expanded
    bool is_json;    // it begins as JSON does
    bool surrogates; // its escapes of surrogates were moved
};

static struct mark yaml_tree_mark(const struct yaml_builder *builder, const yaml_mark_t *start, const yaml_mark_t *end)
{
    bool one_line = end && end->line == start->line && end->column > start->column;
    return (struct mark){.source = builder->source,
                         .line = start->line + 1,
                         .column = start->column + 1,
                         .width = one_line ? end->column - start->column : 1};
}

static enum status yaml_tree_syntax_error(struct yaml_builder *builder)
{
    yaml_parser_t *parser = &builder->parser;
    if (parser->error == YAML_MEMORY_ERROR)
        return STATUS_NO_MEMORY;
    struct mark mark = {.source = builder->source, .line = 1, .column = 1, .width = 1};
    if (parser->error != YAML_READER_ERROR)
        mark = yaml_tree_mark(builder, &parser->problem_mark, NULL);
    const char *text = builder->source->text, *line = text,
               *language = json_text_is_named(builder->source) ? "JSON" : "YAML";
    for (size_t i = 1; i < mark.line && line; i++) {
        line = strchr(line, '\n');
        line = line ? line + 1 : NULL;
    }
    if (!builder->is_json && line && line[strspn(line, " ")] == '\t')
        return diag_error(builder->diag, mark, NULL, "a tab indents this line; YAML is indented with spaces");
    // What was never closed runs to the end of the file; the place that helps is where it began.
    bool unclosed = parser->context && parser->problem && strstr(parser->problem, "end of stream");
    if (unclosed)
        mark = yaml_tree_mark(builder, &parser->context_mark, NULL);
    else if (builder->is_json && (!line || line[strspn(line, " \t\r\n")] == '\0'))
        return diag_error(builder->diag, json_text_end(builder->source), NULL,
                          "not valid %s: it ends here, before what is open is closed", language);
    if (parser->context && !unclosed && parser->context_mark.line + 1 < mark.line)
        return diag_error(builder->diag, mark, NULL, "not valid %s: %s that began on line %zu, %s", language,
                          parser->context, parser->context_mark.line + 1,
                          parser->problem ? parser->problem : "unreadable");
    return diag_error(builder->diag, mark, NULL, "not valid %s: %s%s%s", language,
                      parser->context ? parser->context : "", parser->context ? ", " : "",
                      parser->problem ? parser->problem : "unreadable");
}

static enum status yaml_tree_event(struct yaml_builder *builder, yaml_event_t *event)
{
    if (yaml_parser_parse(&builder->parser, event))
        return STATUS_OK;
    memset(event, 0, sizeof *event);
    return yaml_tree_syntax_error(builder);
}

static struct yaml_node *yaml_tree_new(struct yaml_builder *builder, enum yaml_kind kind, struct mark mark)
{
    struct yaml_node *node = arena_alloc(builder->arena, sizeof *node);
    if (node) {
        node->kind = kind;
        node->mark = mark;
        node->text = "";
        node->weight = 1;
    }
    return node;
}

static enum status yaml_tree_count(struct yaml_builder *builder, struct mark mark, size_t weight)
{
    builder->weight += weight;
    if (builder->weight > YAML_TREE_NODES_MAX)
        return diag_error(builder->diag, mark, NULL,
                          "more than %d values, aliases expanded; no model or plan needs that", YAML_TREE_NODES_MAX);
    return STATUS_OK;
}

static enum status yaml_tree_anchor(struct yaml_builder *builder, const yaml_char_t *name, struct yaml_node *node,
                                    size_t *index)
{
    *index = SIZE_MAX;
    if (!name)
        return STATUS_OK;
    if (builder->anchor_count == YAML_TREE_ANCHORS_MAX)
        return diag_error(builder->diag, node->mark, NULL, "more than %d anchors", YAML_TREE_ANCHORS_MAX);
    struct yaml_anchor *anchors = arena_grow(builder->arena, builder->anchors, builder->anchor_count,
                                             builder->anchor_count + 1, &builder->anchor_capacity, sizeof *anchors);
    char *copy = arena_copy(builder->arena, (const char *)name, strlen((const char *)name));
    if (!anchors || !copy)
        return STATUS_NO_MEMORY;
    builder->anchors = anchors;
    *index = builder->anchor_count++;
    anchors[*index] = (struct yaml_anchor){.name = copy, .node = node, .open = true};
    return STATUS_OK;
}

static enum status yaml_tree_alias(struct yaml_builder *builder, const yaml_event_t *event, struct mark mark,
                                   struct yaml_node **out)
{
    const char *name = (const char *)event->data.alias.anchor;
    for (size_t i = builder->anchor_count; i-- > 0;) {
        const struct yaml_anchor *anchor = &builder->anchors[i];
        if (strcmp(anchor->name, name) != 0)
            continue;
        if (anchor->open)
            return diag_error(builder->diag, mark, NULL, "alias *%s stands inside the value that it names: a cycle",
                              name);
        *out = anchor->node;
        return yaml_tree_count(builder, mark, anchor->node->weight);
    }
    return diag_error(builder->diag, mark, NULL, "alias *%s has no anchor &%s before it", name, name);
}

static enum status yaml_tree_node(struct yaml_builder *builder, yaml_event_t *event, size_t depth,
                                  struct yaml_node **out);

static enum status yaml_tree_scalar(struct yaml_builder *builder, const yaml_event_t *event, struct yaml_node *node)
{
    const char *value = (const char *)event->data.scalar.value;
    size_t length = event->data.scalar.length;
    node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    if (memchr(value, '\0', length))
        return diag_error(builder->diag, node->mark, NULL, "a NUL character inside a text");
    char *text = arena_copy(builder->arena, value, length);
    node->text = text;
    if (text && builder->surrogates)
        json_text_join_surrogates(text);
    return text ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status yaml_tree_sequence(struct yaml_builder *builder, struct yaml_node *node, size_t depth)
{
    size_t capacity = 0;
    for (;;) {
        yaml_event_t event;
        enum status status = yaml_tree_event(builder, &event);
        if (status != STATUS_OK || event.type == YAML_SEQUENCE_END_EVENT) {
            yaml_event_delete(&event);
            return status;
        }
        struct yaml_node *item = NULL;
        status = yaml_tree_node(builder, &event, depth + 1, &item);
        if (status != STATUS_OK)
            return status;
        node->items =
            arena_grow(builder->arena, node->items, node->count, node->count + 1, &capacity, sizeof *node->items);
        if (!node->items)
            return STATUS_NO_MEMORY;
        item->parent = item->parent ? item->parent : node;
        node->items[node->count++] = item;
        node->weight += item->weight;
    }
}

static int yaml_tree_compare_keys(const void *a, const void *b)
{
    const struct yaml_pair *const *left = a, *const *right = b;
    int order = strcmp((*left)->key, (*right)->key);
    return order ? order : *left < *right ? -1 : *left > *right;
}

// Duplicate keys, found by sorting so that a mapping of n keys costs n log n.
static enum status yaml_tree_check_keys(struct yaml_builder *builder, const struct yaml_node *node)
{
    if (node->count < 2)
        return STATUS_OK;
    const struct yaml_pair **sorted = calloc(node->count, sizeof(const struct yaml_pair *));
    if (!sorted)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < node->count; i++)
        sorted[i] = &node->pairs[i];
    qsort(sorted, node->count, sizeof(const struct yaml_pair *), yaml_tree_compare_keys);
    for (size_t i = 1; i < node->count; i++)
        if (strcmp(sorted[i - 1]->key, sorted[i]->key) == 0)
            diag_error(builder->diag, sorted[i]->key_mark, NULL, "duplicate key \"%.60s\"; first given on line %zu",
                       sorted[i]->key, sorted[i - 1]->key_mark.line);
    free(sorted);
    return STATUS_OK;
}

// The text of a key: a scalar's own, "[a, b]" of a list of scalars, however it is written.
static enum status yaml_tree_key(struct yaml_builder *builder, const struct yaml_node *key, const char **text)
{
    bool is_word = key->kind == YAML_SCALAR && key->text[0], is_list = key->kind == YAML_SEQUENCE && key->count;
    *text = key->text;
    size_t length = 3;
    for (size_t i = 0; i < key->count && is_list; i++) {
        is_list = key->items[i]->kind == YAML_SCALAR && key->items[i]->text[0];
        length += strlen(key->items[i]->text) + 2;
    }
    if (!is_word && !is_list)
        return diag_error(builder->diag, key->mark, NULL, "a key must be a plain word, or a list of them");
    if (is_word)
        return STATUS_OK;
    char *joined = arena_alloc(builder->arena, length), *at = joined;
    if (!joined)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < key->count; i++) {
        at = stpcpy(at, i ? ", " : "[");
        at = stpcpy(at, key->items[i]->text);
    }
    memcpy(at, "]", 2);
    *text = joined;
    return STATUS_OK;
}

static enum status yaml_tree_mapping(struct yaml_builder *builder, struct yaml_node *node, size_t depth)
{
    size_t capacity = 0;
    struct yaml_pair *pairs = NULL;
    for (;;) {
        yaml_event_t event;
        enum status status = yaml_tree_event(builder, &event);
        if (status != STATUS_OK || event.type == YAML_MAPPING_END_EVENT) {
            yaml_event_delete(&event);
            return status == STATUS_OK ? yaml_tree_check_keys(builder, node) : status;
        }
        struct yaml_node *key = NULL, *value = NULL;
        const char *text = NULL;
        status = yaml_tree_node(builder, &event, depth + 1, &key);
        if (status == STATUS_OK)
            status = yaml_tree_key(builder, key, &text);
        if (status == STATUS_OK)
            status = yaml_tree_event(builder, &event);
        if (status == STATUS_OK)
            status = yaml_tree_node(builder, &event, depth + 1, &value);
        if (status != STATUS_OK)
            return status;
        if (node->count == YAML_TREE_KEYS_MAX)
            return diag_error(builder->diag, key->mark, NULL, "more than %d keys in one mapping", YAML_TREE_KEYS_MAX);
        pairs = arena_grow(builder->arena, pairs, node->count, node->count + 1, &capacity, sizeof *pairs);
        if (!pairs)
            return STATUS_NO_MEMORY;
        value->parent = value->parent ? value->parent : node;
        pairs[node->count++] = (struct yaml_pair){
            .key = text, .key_mark = key->mark, .value = value, .key_items = key->kind == YAML_SEQUENCE ? key : NULL};
        node->pairs = pairs;
        node->weight += value->weight + key->weight;
    }
}

static const yaml_char_t *yaml_tree_event_anchor(const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return event->data.scalar.anchor;
    case YAML_SEQUENCE_START_EVENT:
        return event->data.sequence_start.anchor;
    case YAML_MAPPING_START_EVENT:
        return event->data.mapping_start.anchor;
    default:
        return NULL;
    }
}

static bool yaml_tree_event_tagged(const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return event->data.scalar.tag != NULL;
    case YAML_SEQUENCE_START_EVENT:
        return event->data.sequence_start.tag != NULL;
    case YAML_MAPPING_START_EVENT:
        return event->data.mapping_start.tag != NULL;
    default:
        return false;
    }
}

static enum yaml_kind yaml_tree_event_kind(const yaml_event_t *event)
{
    if (event->type == YAML_SCALAR_EVENT)
        return YAML_SCALAR;
    return event->type == YAML_SEQUENCE_START_EVENT ? YAML_SEQUENCE : YAML_MAPPING;
}

// Builds the node that this event begins, and deletes the event.
static enum status yaml_tree_node(struct yaml_builder *builder, yaml_event_t *event, size_t depth,
                                  struct yaml_node **out)
{
    struct mark mark = yaml_tree_mark(builder, &event->start_mark, &event->end_mark);
    size_t anchor = SIZE_MAX;
    struct yaml_node *node = NULL;
    enum status status = STATUS_OK;
    if (event->type == YAML_ALIAS_EVENT) {
        status = yaml_tree_alias(builder, event, mark, out);
        yaml_event_delete(event);
        return status;
    }
    if (depth > YAML_TREE_DEPTH_MAX)
        status = diag_error(builder->diag, mark, NULL, "nested deeper than %d levels", YAML_TREE_DEPTH_MAX);
    else if (yaml_tree_event_tagged(event))
        status = diag_error(builder->diag, mark, NULL, "tags (\"!...\") have no meaning here; remove it");
    if (status == STATUS_OK)
        status = yaml_tree_count(builder, mark, 1);
    if (status == STATUS_OK) {
        node = yaml_tree_new(builder, yaml_tree_event_kind(event), mark);
        status = node ? yaml_tree_anchor(builder, yaml_tree_event_anchor(event), node, &anchor) : STATUS_NO_MEMORY;
    }
    if (status == STATUS_OK && node->kind == YAML_SCALAR)
        status = yaml_tree_scalar(builder, event, node);
    yaml_event_delete(event);
    if (status == STATUS_OK && node->kind == YAML_SEQUENCE)
        status = yaml_tree_sequence(builder, node, depth);
    if (status == STATUS_OK && node->kind == YAML_MAPPING)
        status = yaml_tree_mapping(builder, node, depth);
    if (anchor != SIZE_MAX)
        builder->anchors[anchor].open = false;
    *out = status == STATUS_OK ? node : NULL;
    return status;
}

// stream = START (DOCUMENT-START node DOCUMENT-END)* END; exactly one document is wanted.
static enum status yaml_tree_stream(struct yaml_builder *builder, struct yaml_node **root)
{
    struct mark mark = {.source = builder->source, .line = 1, .column = 1, .width = 1};
    for (;;) {
        yaml_event_t event;
        enum status status = yaml_tree_event(builder, &event);
        if (status != STATUS_OK)
            return status;
        if (event.type == YAML_STREAM_END_EVENT) {
            yaml_event_delete(&event);
            return *root ? STATUS_OK : diag_error(builder->diag, mark, NULL, "the file is empty");
        }
        bool starts_node = event.type == YAML_ALIAS_EVENT || event.type == YAML_SCALAR_EVENT ||
                           event.type == YAML_SEQUENCE_START_EVENT || event.type == YAML_MAPPING_START_EVENT;
        if (event.type == YAML_DOCUMENT_START_EVENT && *root)
            status = diag_error(builder->diag, yaml_tree_mark(builder, &event.start_mark, &event.end_mark), NULL,
                                "a second document begins here; one file holds one thing");
        if (status == STATUS_OK && starts_node)
            status = yaml_tree_node(builder, &event, 0, root);
        else
            yaml_event_delete(&event);
        if (status != STATUS_OK)
            return status;
    }
}

enum status yaml_tree_parse(struct arena *arena, const struct source *source, struct diag *diag,
                            const struct yaml_node **root)
{
    *root = NULL;
    enum status status = source_file_check_text(source, diag);
    if (status != STATUS_OK)
        return status;
    struct yaml_builder builder = {.arena = arena, .source = source, .diag = diag, .is_json = json_text_is(source)};
    // A copy, as messages show the text as it is.
    bool differs = builder.is_json && (strchr(source->text, '\t') || strstr(source->text, "\\u"));
    char *parsed = differs ? arena_copy(arena, source->text, source->length) : NULL;
    if (differs && !parsed)
        return STATUS_NO_MEMORY;
    if (differs)
        builder.surrogates = json_text_make_yaml(parsed, source->length);
    if (!yaml_parser_initialize(&builder.parser))
        return STATUS_NO_MEMORY;
    const char *text = parsed ? parsed : source->text;
    yaml_parser_set_input_string(&builder.parser, (const unsigned char *)text, source->length);
    yaml_parser_set_encoding(&builder.parser, YAML_UTF8_ENCODING);
    struct yaml_node *built = NULL;
    status = yaml_tree_stream(&builder, &built);
    yaml_parser_delete(&builder.parser);
    *root = status == STATUS_OK ? built : NULL;
    return status;
}

enum status yaml_tree_read(struct arena *arena, const char *path, const char *name, struct mark from, struct diag *diag,
                           const struct yaml_node **root)
{
    const struct source *source = NULL;
    *root = NULL;
    enum status status = source_file_read(arena, path, name, YAML_TREE_BYTES_MAX, from, diag, &source);
    return status == STATUS_OK ? yaml_tree_parse(arena, source, diag, root) : status;
}

const struct yaml_pair *yaml_tree_pair(const struct yaml_node *node, const char *key)
{
    if (!node || node->kind != YAML_MAPPING)
        return NULL;
    for (size_t i = 0; i < node->count; i++)
        if (node->pairs[i].key[0] == key[0] && strcmp(node->pairs[i].key, key) == 0)
            return &node->pairs[i];
    return NULL;
}

const struct yaml_node *yaml_tree_get(const struct yaml_node *node, const char *key)
{
    const struct yaml_pair *pair = yaml_tree_pair(node, key);
    return pair ? pair->value : NULL;
}

bool yaml_tree_is_null(const struct yaml_node *node)
{
    return node->kind == YAML_SCALAR && !node->quoted &&
           (node->text[0] == '\0' || strcmp(node->text, "~") == 0 ||
            (node->text[0] == 'n' && strcmp(node->text, "null") == 0));
}
