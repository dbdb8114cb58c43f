#include "read/sources.h"

#include <string.h>

#include "base/units.h"
#include "read/citation.h"

// Keys whose values are words even when they begin with a digit.
static bool sources_is_words(const char *key)
{
    static const char *const keys[] = {"source", "assumed", "note", "description"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(key, keys[i]) == 0)
            return true;
    return false;
}

static void sources_check_node(const struct yaml_node *node, struct diag *diag)
{
    double number = 0;
    const char *end = NULL;
    if (node->kind == YAML_SCALAR && !node->quoted && units_number(node->text, &number, &end) &&
        !citation_of(node).text)
        diag_error(diag, node->mark, NULL, "\"%.40s\" has no source: cite one, or say \"assumed\" and the range",
                   node->text);
    for (size_t i = 0; i < node->count; i++)
        if (node->kind == YAML_SEQUENCE)
            sources_check_node(node->items[i], diag);
        else if (!sources_is_words(node->pairs[i].key))
            sources_check_node(node->pairs[i].value, diag);
}

void sources_check(const struct yaml_node *root, struct diag *diag)
{
    sources_check_node(root, diag);
}
