// flopcast import: the model that a config.json becomes, as a file of models/ would hold it.
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "read/overlay.h"
#include "read/yaml_text.h"

static bool cmd_import_mentions(const struct yaml_node *node, const char *name)
{
    bool found = node->kind == YAML_SCALAR && scope_names_in(node->text, name);
    for (size_t i = 0; node->kind == YAML_SEQUENCE && i < node->count && !found; i++)
        found = cmd_import_mentions(node->items[i], name);
    for (size_t i = 0; node->kind == YAML_MAPPING && i < node->count && !found; i++)
        found = strcmp(node->pairs[i].key, "note") != 0 && cmd_import_mentions(node->pairs[i].value, name);
    return found;
}

// The sizes that layers mention, or sizes that are kept: the others were read to know that they change nothing here.
static const struct yaml_node *cmd_import_sizes(struct arena *arena, const struct yaml_node *sizes,
                                                const struct yaml_node *model)
{
    struct yaml_pair *pairs = arena_array(arena, sizes->count + 1, sizeof *pairs);
    size_t first = sizes->count;
    if (!pairs)
        return NULL;
    for (size_t i = sizes->count; i-- > 0;) {
        const char *name = sizes->pairs[i].key;
        bool used = cmd_import_mentions(model, name);
        for (size_t j = first; j < sizes->count && !used; j++)
            used = cmd_import_mentions(pairs[j].value, name);
        if (used)
            pairs[--first] = sizes->pairs[i];
    }
    return overlay_mapping(arena, sizes->mark, pairs + first, sizes->count - first);
}

static const struct yaml_node *cmd_import_tidy(struct arena *arena, const struct yaml_node *node)
{
    const struct yaml_pair *sizes = yaml_tree_pair(node, "sizes");
    const struct yaml_node *bare = overlay_without(arena, node, "config_type");
    const struct yaml_node *others = bare && sizes ? overlay_without(arena, bare, "sizes") : NULL;
    if (!others)
        return bare;
    struct yaml_pair used = *sizes;
    used.value = cmd_import_sizes(arena, sizes->value, others);
    return used.value ? overlay_with(arena, bare, &used) : NULL;
}

enum status cmd_import(struct session *session)
{
    const char *format = session->args.format->name;
    const struct yaml_node *node = NULL;
    struct model model;
    if (strcmp(format, "csv") == 0)
        return diag_error(&session->diag, (struct mark){0}, NULL, "import prints YAML, or JSON with --format json");
    enum status status = catalog_open_text(&session->catalog, CATALOG_MODEL, session->args.words[0], &node);
    if (status == STATUS_OK)
        status = model_read(&session->reader, node, NULL, 0, &model);
    if (status == STATUS_OK)
        status = diag_status(&session->diag);
    if (status != STATUS_OK)
        return status;
    const struct yaml_node *tidy = cmd_import_tidy(&session->arena, node);
    char *text = NULL;
    size_t length = 0;
    FILE *memory = tidy ? open_memstream(&text, &length) : NULL;
    if (!memory)
        return STATUS_NO_MEMORY;
    if (strcmp(format, "json") == 0)
        yaml_text_write_json(tidy, memory);
    else
        yaml_text_write(tidy, memory);
    bool complete = fclose(memory) == 0;
    session->sheet.verbatim = complete ? arena_copy(&session->arena, text, length) : NULL;
    free(text);
    return session->sheet.verbatim ? STATUS_OK : STATUS_NO_MEMORY;
}
