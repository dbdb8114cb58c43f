// The catalog turns a reference (a name, a path, or an inline mapping) into one mapping ready to be read: it finds the
// file, picks the variant of a family, and lays a thing with a `base:` over that base.
//
//   bert-base            a name: models/bert-base.yaml, or the variant `bert-base` of models/bert.yaml (the name is
//                        shortened at its dashes until a file fits)
//   my/net.yaml          a path, relative to the file that says it (or to the working directory on a command line)
//   my/nets.yaml#small   a variant of a family in a file
//   {base: gpt2, ...}    inline, laid over a base
#ifndef FLOPCAST_READ_CATALOG_H
#define FLOPCAST_READ_CATALOG_H

#include "read/yaml_tree.h"

// One row per kind of file: the key that names it, and the data folder and file prefix where its names are looked up
// (NULL: paths only).
#define CATALOG_ROWS(ROW)                                                                                              \
    ROW(CATALOG_PLAN, "plan", NULL, "")                                                                                \
    ROW(CATALOG_MODEL, "model", "models", "")                                                                          \
    ROW(CATALOG_CONFIG, "config", "models/config", "")                                                                 \
    ROW(CATALOG_DEVICE, "device", "hardware", "")                                                                      \
    ROW(CATALOG_REGION, "region", "regions", "")                                                                       \
    ROW(CATALOG_FACTORS, "factors", "regions", "factors-")                                                             \
    ROW(CATALOG_STUDY, "study", "bench/published", "")

enum catalog_kind {
#define CATALOG_ENUM(kind, key, folder, prefix) kind,
    CATALOG_ROWS(CATALOG_ENUM)
#undef CATALOG_ENUM
        CATALOG_COUNT
};

struct catalog_file {
    const char *path;
    const struct yaml_node *root;
};

struct catalog {
    struct arena *arena;
    struct diag *diag;
    const char *data_folder;                        // holds models/ hardware/ regions/
    bool (*is_value)(const struct yaml_node *node); // see overlay_merge
    struct catalog_file *files;                     // read so far
    size_t file_count, file_capacity;
};

struct catalog_names {
    const char **names;
    size_t count, capacity;
};

const char *catalog_key(enum catalog_kind kind);

// Whether a reference is a path (it has a slash or ends in .yaml, .yml or .json) rather than a name.
bool catalog_is_path(const char *text);

// What a file is, told by its first-level keys. CATALOG_COUNT when they tell nothing.
enum catalog_kind catalog_kind_of(const struct yaml_node *root);

// Opens a reference of a given kind. Names and paths are scalars; a mapping stands for itself.
enum status catalog_open(struct catalog *catalog, enum catalog_kind kind, const struct yaml_node *reference,
                         const struct yaml_node **node) STATUS_MUST_CHECK;

// Opens what a name stands for, never a path: for names that come from a file of somebody else.
enum status catalog_open_name(struct catalog *catalog, enum catalog_kind kind, const struct yaml_node *name,
                              const struct yaml_node **node) STATUS_MUST_CHECK;

// Opens a reference given on a command line; of any kind when kind is CATALOG_COUNT (then a path, or the name of a
// model).
enum status catalog_open_text(struct catalog *catalog, enum catalog_kind kind, const char *text,
                              const struct yaml_node **node) STATUS_MUST_CHECK;

// All names of one kind in the data folder, variants included, sorted.
enum status catalog_list(struct catalog *catalog, enum catalog_kind kind,
                         struct catalog_names *names) STATUS_MUST_CHECK;

// Every thing that one file holds, each resolved: the variants of a family, or the file itself.
enum status catalog_open_all(struct catalog *catalog, const char *path, const struct yaml_node **root,
                             struct catalog_names *variants) STATUS_MUST_CHECK;

#endif
