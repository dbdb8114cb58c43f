// The files of the catalog: what kind of thing each holds, where the names of a kind are looked up, which are there.
#ifndef FLOPCAST_READ_CATALOG_H
#define FLOPCAST_READ_CATALOG_H

#include "read/yaml_tree.h"

// One row per kind of file: the key that names it, and the data folder and file prefix where its names are looked up
// (NULL: paths only).
#define CATALOG_ROWS(ROW)                                                                                              \
    ROW(CATALOG_PLAN, "plan", NULL, "")                                                                                \
    ROW(CATALOG_PROGRAMME, "programme", NULL, "")                                                                      \
    ROW(CATALOG_MODEL, "model", "models", "")                                                                          \
    ROW(CATALOG_CONFIG, "config", "models/config", "")                                                                 \
    ROW(CATALOG_DEVICE, "device", "hardware", "")                                                                      \
    ROW(CATALOG_REGION, "region", "regions", "")                                                                       \
    ROW(CATALOG_FACTORS, "factors", "regions", "factors-")                                                             \
    ROW(CATALOG_WATER, "water_factors", "regions", "water-factors-")                                                   \
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

// Whether names of a kind are looked up in the data folder.
bool catalog_has_names(enum catalog_kind kind);

// The folder of a kind whose names are looked up, as a person would write it: without a leading "./". NULL without
// memory.
char *catalog_folder(struct catalog *catalog, enum catalog_kind kind);

// The file that the first `length` characters of a name call. NULL without memory.
char *catalog_name_path(struct catalog *catalog, enum catalog_kind kind, const char *name, size_t length);

// Reads a file once in a run: what asks for it again gets the same tree, so that a mistake in it is one mistake.
enum status catalog_read(struct catalog *catalog, const char *path, struct mark from,
                         const struct yaml_node **root) STATUS_MUST_CHECK;

// All names of one kind in the data folder, variants included, sorted.
enum status catalog_list(struct catalog *catalog, enum catalog_kind kind,
                         struct catalog_names *names) STATUS_MUST_CHECK;

// What one file holds: its first level, and the names of its variants (none where it is no family).
enum status catalog_variants(struct catalog *catalog, const char *path, const struct yaml_node **root,
                             struct catalog_names *variants) STATUS_MUST_CHECK;

#endif
