// A library's config.json read as a model. What it means stands in a template, models/config/<model_type>.yaml:
//
//   config: llama
//   library: transformers 4.57, LlamaConfig         where the defaults come from
//   told_by: [encoder_embed_dim]                    first-level keys that tell such a file without model_type
//   keys: {hidden_size: {default: 4096}, ...}       one row per key that changes the count (config_row.c); in order
//   ignored: [rope_theta, ...]                      keys that are known to change no count
//   layers: ...                                     the model, written in the keys as sizes
//
// Every key of the file is a row or ignored, or it is a mistake: nothing is passed over in silence. What every type
// shares stands in models/config/common.yaml. The result is a model as models/ would hold it, with marks that point
// into the config; sizes that the library's defaults stand for carry a note that says so.
#ifndef FLOPCAST_READ_CONFIG_H
#define FLOPCAST_READ_CONFIG_H

#include "read/yaml_tree.h"

#define CONFIG_COMMON "common" // the template that holds what every type shares

// Whether the first-level keys are those of a config.json with a model_type.
bool config_is(const struct yaml_node *root);

// Whether all keys that a template is told by are there.
bool config_is_told_by(const struct yaml_node *template_node, const struct yaml_node *root);

// Whether every key of a template has a default, so that an empty config makes a model.
bool config_has_defaults(const struct yaml_node *template_node);

// The model that a config becomes by its template and the common one.
enum status config_translate(struct arena *arena, struct diag *diag, const struct yaml_node *root,
                             const struct yaml_node *template_node, const struct yaml_node *common,
                             const struct yaml_node **model) STATUS_MUST_CHECK;

#endif
