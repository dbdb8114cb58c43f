// Keys of a config.json that hold one value for each layer, or columns of a table.
#ifndef FLOPCAST_READ_CONFIG_LIST_H
#define FLOPCAST_READ_CONFIG_LIST_H

#include "read/config_row.h"

enum { CONFIG_LIST_MAX = 10000, CONFIG_COLUMNS_MAX = 4 };

struct config_list {
    int64_t *values;
    size_t count;
};

// By a row with `each` or `indices`; `value` NULL: the row's default.
enum status config_list_read(struct config_result *result, const struct config_row *row, const struct yaml_node *value,
                             struct config_list *list) STATUS_MUST_CHECK;

// By a row with `columns`: one list for each.
enum status config_list_columns(struct config_result *result, const struct config_row *row,
                                const struct yaml_node *value, struct config_list *lists) STATUS_MUST_CHECK;

// The list as a tree; NULL when memory runs out.
const struct yaml_node *config_list_node(struct arena *arena, const struct config_list *list, struct mark mark);

#endif
