#include "read/config_choice.h"

#include <stdio.h>
#include <string.h>

enum { CONFIG_CHOICES_MAX = 256 };

static enum status config_choice_none(const struct config_result *result, const struct config_row *row,
                                      const struct yaml_node *value)
{
    const struct yaml_node *choices = row->choices;
    const char *names[CONFIG_CHOICES_MAX] = {0}, *given = value->kind == YAML_SCALAR ? value->text : "";
    size_t count = choices->kind == YAML_MAPPING ? choices->count : 0, used = 0, shown = 0;
    char known[200] = "";
    count = count < CONFIG_CHOICES_MAX ? count : CONFIG_CHOICES_MAX;
    for (size_t i = 0; i < count; i++)
        names[i] = choices->pairs[i].key;
    for (; shown < count && used + strlen(names[shown]) + 2 < sizeof known; shown++)
        used += (size_t)snprintf(known + used, sizeof known - used, "%s%s", shown ? ", " : "", names[shown]);
    if (value->kind != YAML_SCALAR)
        return field_error(result->reader, value, "\"%s\" needs one name here, such as %s", row->key,
                           count ? names[0] : "none");
    const char *nearest = diag_nearest(given, names, count);
    if (nearest)
        return field_error(result->reader, value, "\"%s\" cannot be \"%.60s\" here; did you mean \"%s\"?", row->key,
                           given, nearest);
    return field_error(result->reader, value, "\"%s\" cannot be \"%.60s\" here; understood: %s%s", row->key, given,
                       known, shown < count ? ", ..." : "");
}

enum status config_choice_read(const struct config_result *result, const struct config_row *row,
                               const struct yaml_node *value, struct symbol *symbol)
{
    char message[EXPRESSION_MESSAGE_SIZE];
    const struct yaml_node *chosen = yaml_tree_get(row->choices, value->kind == YAML_SCALAR ? value->text : "");
    if (!chosen || chosen->kind != YAML_SCALAR)
        return config_choice_none(result, row, value);
    if (!chosen->quoted && expression_value(chosen->text, NULL, &symbol->number, message))
        return STATUS_OK;
    symbol->kind = SYMBOL_TEXT;
    symbol->text = chosen->text;
    return STATUS_OK;
}
