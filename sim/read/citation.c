#include "read/citation.h"

static bool citation_says(const struct yaml_node *mapping, const char *key, const char **text)
{
    const struct yaml_node *node = yaml_tree_get(mapping, key);
    if (!node || node->kind != YAML_SCALAR || !node->text[0] || yaml_tree_is_null(node))
        return false;
    *text = node->text;
    return true;
}

struct citation citation_of(const struct yaml_node *node)
{
    struct citation citation = {0};
    for (; node; node = node->parent) {
        if (citation_says(node, "source", &citation.text))
            return citation;
        citation.assumed = citation_says(node, "assumed", &citation.text);
        if (citation.assumed)
            return citation;
    }
    return citation;
}
