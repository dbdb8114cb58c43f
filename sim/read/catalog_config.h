// Configs found by the catalog: the template of a config.json is one of its files.
#ifndef FLOPCAST_READ_CATALOG_CONFIG_H
#define FLOPCAST_READ_CATALOG_CONFIG_H

#include "read/catalog.h"

// The model that a config becomes (config.h). Without model_type the templates are asked which of them is told by its
// keys; *model is NULL when none is.
enum status catalog_config_open(struct catalog *catalog, const struct yaml_node *root,
                                const struct yaml_node **model) STATUS_MUST_CHECK;

// The model that a template's own defaults make; NULL where a key has none, so that there is no such model.
enum status catalog_config_defaults(struct catalog *catalog, const struct yaml_node *template_node,
                                    const struct yaml_node **model) STATUS_MUST_CHECK;

#endif
