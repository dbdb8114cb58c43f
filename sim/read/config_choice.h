// A word of a config.json, by the choices of its row.
#ifndef FLOPCAST_READ_CONFIG_CHOICE_H
#define FLOPCAST_READ_CONFIG_CHOICE_H

#include "read/config_row.h"

// The number or word that the value stands for; *symbol keeps its name.
enum status config_choice_read(const struct config_result *result, const struct config_row *row,
                               const struct yaml_node *value, struct symbol *symbol) STATUS_MUST_CHECK;

#endif
