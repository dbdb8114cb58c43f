// The catalog turns a reference (a name, a path, or an inline mapping) into one mapping ready to be read: it finds the
// file, picks the variant of a family, reads a config.json as the model that it describes, and lays a thing with a
// `base:` over that base.
//
//   bert-base            a name: models/bert-base.yaml, or the variant `bert-base` of models/bert.yaml (the name is
//                        shortened at its dashes until a file fits)
//   my/net.yaml          a path, relative to the file that says it (or to the working directory on a command line)
//   my/nets.yaml#small   a variant of a family in a file
//   {base: gpt2, ...}    inline, laid over a base (a model, a region)
#ifndef FLOPCAST_READ_CATALOG_OPEN_H
#define FLOPCAST_READ_CATALOG_OPEN_H

#include "read/catalog.h"

// Opens a reference of a given kind. Names and paths are scalars; a mapping stands for itself.
enum status catalog_open(struct catalog *catalog, enum catalog_kind kind, const struct yaml_node *reference,
                         const struct yaml_node **node) STATUS_MUST_CHECK;

// Opens a reference given on a command line; of any kind when kind is CATALOG_COUNT (then a path, or the name of a
// model).
enum status catalog_open_text(struct catalog *catalog, enum catalog_kind kind, const char *text,
                              const struct yaml_node **node) STATUS_MUST_CHECK;

// The model that a config's template makes by its own defaults; NULL where a key has none, so that there is no such
// model.
enum status catalog_open_defaults(struct catalog *catalog, const struct yaml_node *template_node,
                                  const struct yaml_node **model) STATUS_MUST_CHECK;

#endif
