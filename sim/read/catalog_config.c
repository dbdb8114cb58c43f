#include "read/catalog_config.h"

#include <string.h>

#include "read/config.h"
#include "read/overlay.h"

static enum status catalog_config_translate(struct catalog *catalog, const struct yaml_node *root,
                                            const struct yaml_node *template_node, const struct yaml_node **model)
{
    const struct yaml_node *common = NULL;
    enum status status = catalog_open_text(catalog, CATALOG_CONFIG, CONFIG_COMMON, &common);
    return status == STATUS_OK ? config_translate(catalog->arena, catalog->diag, root, template_node, common, model)
                               : status;
}

// The template whose `told_by` keys are all there. What is wrong with templates that nobody asked for is not told.
static enum status catalog_config_tell(struct catalog *catalog, const struct yaml_node *root,
                                       const struct yaml_node **template_node)
{
    struct catalog_names names = {0};
    struct diag aside, *asked = catalog->diag;
    size_t files = catalog->file_count;
    *template_node = NULL;
    diag_init(&aside);
    catalog->diag = &aside;
    enum status status = root->kind == YAML_MAPPING ? catalog_list(catalog, CATALOG_CONFIG, &names) : STATUS_OK;
    for (size_t i = 0; i < names.count && status != STATUS_NO_MEMORY && !*template_node; i++) {
        const struct yaml_node *node = NULL;
        status = catalog_open_text(catalog, CATALOG_CONFIG, names.names[i], &node);
        if (status == STATUS_OK && config_is_told_by(node, root))
            *template_node = node;
    }
    catalog->diag = asked;
    catalog->file_count = files; // mistakes in those read aside are still to be told
    diag_free(&aside);
    return status == STATUS_NO_MEMORY ? status : STATUS_OK;
}

enum status catalog_config_open(struct catalog *catalog, const struct yaml_node *root, const struct yaml_node **model)
{
    const struct yaml_node *type = yaml_tree_get(root, "model_type"), *template_node = NULL;
    *model = NULL;
    if (!type) {
        enum status status = catalog_config_tell(catalog, root, &template_node);
        return status == STATUS_OK && template_node ? catalog_config_translate(catalog, root, template_node, model)
                                                    : status;
    }
    if (type->kind != YAML_SCALAR || yaml_tree_is_null(type) || strcmp(type->text, CONFIG_COMMON) == 0)
        return diag_error(catalog->diag, type->mark, NULL, "\"model_type\" needs the name of an architecture");
    struct yaml_node *reference = overlay_scalar(catalog->arena, type->mark, type->text);
    if (!reference)
        return STATUS_NO_MEMORY;
    enum status status = catalog_open_name(catalog, CATALOG_CONFIG, reference, &template_node);
    return status == STATUS_OK ? catalog_config_translate(catalog, root, template_node, model) : status;
}

enum status catalog_config_defaults(struct catalog *catalog, const struct yaml_node *template_node,
                                    const struct yaml_node **model)
{
    *model = NULL;
    if (!config_has_defaults(template_node))
        return STATUS_OK;
    struct yaml_node *empty = overlay_mapping(catalog->arena, template_node->mark, NULL, 0);
    return empty ? catalog_config_translate(catalog, empty, template_node, model) : STATUS_NO_MEMORY;
}
