// What the tests of config.json share: a library of one's own, with a template for each test, and its configs read
// through the catalog to a model.
#ifndef FLOPCAST_TESTS_CONFIGURING_H
#define FLOPCAST_TESTS_CONFIGURING_H

#include <stdio.h>
#include <string.h>

#include "testing.h"
#include "workload/model.h"

// A type of the rows `keys`, each indented by two, and of one layer; returns its name. What all types share is little.
static inline const char *configuring_type(struct testing *t, const char *keys)
{
    static unsigned types;
    const char *name = testing_text(t, "toy%u", ++types);
    testing_file(t, "models/config/common.yaml",
                 "config: common\nkeys:\n  num_labels: {default: 2}\n  never: {only: [false], why: it costs}\n"
                 "ignored: [note, bag, nest.seen]\n");
    testing_file(t, testing_text(t, "models/config/%s.yaml", name),
                 testing_text(t,
                              "config: %s\nlibrary: toys 1.0\nkeys:\n%signored: [seed, nest.known]\n"
                              "layers:\n  - embedding: {vocabulary: 8, width: 8}\n",
                              name, keys));
    t->catalog.data_folder = testing_folder(t);
    return name;
}

static inline enum status configuring_open(struct testing *t, const char *path, struct model *model)
{
    const struct yaml_node *opened = NULL;
    enum status status = catalog_open_text(&t->catalog, CATALOG_MODEL, path, &opened);
    return status == STATUS_OK ? model_read(&t->reader, opened, NULL, 0, model) : status;
}

// A config of a new type, `pairs` being JSON without its braces; *path is where it stands.
static inline enum status configuring_read(struct testing *t, const char *keys, const char *pairs, struct model *model,
                                           const char **path)
{
    static unsigned configs;
    const char *type = configuring_type(t, keys);
    *path = testing_file(t, testing_text(t, "config%u.json", ++configs),
                         testing_text(t, "{\"model_type\": \"%s\"%s%s}", type, pairs[0] ? ", " : "", pairs));
    return configuring_open(t, *path, model);
}

static inline struct model configuring(struct testing *t, const char *keys, const char *pairs)
{
    struct model model;
    const char *path = NULL;
    enum status status = configuring_read(t, keys, pairs, &model, &path);
    TESTING_CLEAN(t);
    assert_int_equal(status, STATUS_OK);
    return model;
}

// One error, in the config itself: as it stands on one line, the place is a column.
static inline void configuring_refuse(struct testing *t, const char *keys, const char *pairs, const char *at,
                                      const char *message)
{
    struct model model;
    const char *path = NULL;
    assert_int_equal(configuring_read(t, keys, pairs, &model, &path), STATUS_BAD_INPUT);
    TESTING_ERRORS(t, 1);
    TESTING_ERROR(t, message);
    const struct mark mark = t->diag.messages[0].mark;
    assert_non_null(mark.source);
    assert_string_equal(mark.source->name, path);
    assert_int_equal(mark.line, 1);
    const char *found = at[0] ? strstr(mark.source->text, at) : mark.source->text;
    assert_non_null(found);
    assert_int_equal(mark.column, found - mark.source->text + 1);
    testing_forget(t);
}

// A mistake in the template, told wherever it was found.
static inline void configuring_refuse_keys(struct testing *t, const char *keys, const char *pairs, const char *message)
{
    struct model model;
    const char *path = NULL;
    assert_int_equal(configuring_read(t, keys, pairs, &model, &path), STATUS_BAD_INPUT);
    TESTING_ERROR(t, message);
    testing_forget(t);
}

static inline const struct symbol *configuring_symbol(const struct model *model, const char *name)
{
    const struct symbol *symbol = scope_find(&model->sizes, name, strlen(name));
    if (!symbol)
        fail_msg("the model has no size \"%s\"", name);
    return symbol;
}

static inline int64_t configuring_size(const struct model *model, const char *name)
{
    const struct symbol *symbol = configuring_symbol(model, name);
    assert_int_equal(symbol->kind, SYMBOL_NUMBER);
    return symbol->number;
}

// A list as "1 0 1".
static inline const char *configuring_list(struct testing *t, const struct model *model, const char *name)
{
    const struct symbol *symbol = configuring_symbol(model, name);
    const char *text = "";
    assert_int_equal(symbol->kind, SYMBOL_LIST);
    for (size_t i = 0; i < symbol->count; i++)
        text = testing_text(t, "%s%s%lld", text, i ? " " : "", (long long)symbol->list[i]);
    return text;
}

#endif
