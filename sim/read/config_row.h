// One key of a config.json, by its row in a template.
//
//   {default: 4096}                                 a whole number, true or false; an expression over the rows above
//   {same_as: hidden_size}                          another name of the size of a row above
//   {required: true}                                there is no default
//   {..., name: width}                              the size's name; the key, with dots as underscores, when not given
//   {..., on_null: 0}                               what an explicit null stands for; without it null is an absent key
//   {..., least: 0}                                 bounds from below; 1 where the default is 1 or more, or there is
//   none
//   {..., most: num_experts}                        bounds from above; an expression over the rows above
//   {..., divides: hidden_size}                     that size must be a multiple of it; an expression, too
//   {choices: {gelu_new: gelu, silu: swish}}        texts (or true, 12), and the word or number that each stands for
//   {each: layers, choices: {...}, default: i % 2}  one for each layer; `pairs: true` for [[[words], times], ...]
//   {indices: layers}                               a list of layer numbers, as 0 or 1 for each layer
//   {columns: [kernels, filters]}                   a list of lists, as one list for each column
//   {entries: true}                                 how many entries a mapping or list has
//   {only: [false], why: ...}                       any other value is a mistake
//   {models: {text: name}}                          the model that this is a size of
#ifndef FLOPCAST_READ_CONFIG_ROW_H
#define FLOPCAST_READ_CONFIG_ROW_H

#include "read/field.h"

struct config_row {
    const char *key, *name, *divides, *why;
    const struct yaml_node *node; // where the row stands
    const struct yaml_node *default_value, *same_as, *on_null, *most, *choices, *only, *each, *indices, *columns,
        *models;
    int64_t least;
    bool required, pairs, entries;
    bool is_named; // by the row, not like its key
};

// What a config has become so far.
struct config_result {
    struct reader *reader;
    const struct yaml_node *root; // the config
    const char *library;
    struct scope scope;      // symbols that later rows may use
    size_t symbol_capacity;  // of scope.symbols
    struct yaml_pair *sizes; // of the model
    size_t size_count, size_capacity;
    const struct yaml_node *base; // what a `models` row names; NULL: none
};

enum status config_row_read(struct reader *reader, const struct yaml_pair *pair,
                            struct config_row *row) STATUS_MUST_CHECK;

// Reads the config's value by its row and adds the size.
enum status config_row_apply(struct config_result *result, const struct config_row *row) STATUS_MUST_CHECK;

#endif
