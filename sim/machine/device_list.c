#include "machine/device_list.h"

#include <string.h>

static bool device_list_near(double a, double b)
{
    return !(a < b) && !(a > b);
}

// Variants of a family that differ in name alone.
static bool device_list_are_same(const struct device *a, const struct device *b)
{
    for (size_t i = 0; i < PRECISION_COUNT; i++)
        if (!device_list_near(a->peak_flop_per_s[i], b->peak_flop_per_s[i]))
            return false;
    for (int id = 0; id < INPUT_COUNT; id++) {
        const struct input *one = &a->inputs.values[id], *other = &b->inputs.values[id];
        if (one->origin != other->origin || one->mark.source != other->mark.source ||
            one->mark.line != other->mark.line || one->mark.column != other->mark.column)
            return false;
    }
    return a->peak_node[PRECISION_FP32] == b->peak_node[PRECISION_FP32] && a->node_node == b->node_node &&
           device_list_near(a->memory_bytes, b->memory_bytes);
}

enum status device_list_read(struct reader *reader, struct catalog *catalog, const char *const *words,
                             size_t word_count, struct device_list *list)
{
    struct catalog_names names = {0};
    enum status status = STATUS_OK;
    *list = (struct device_list){0};
    if (!word_count)
        status = catalog_list(catalog, CATALOG_DEVICE, &names);
    if (status != STATUS_OK)
        return status;
    size_t count = word_count ? word_count : names.count;
    list->devices = arena_array(reader->arena, count + 1, sizeof *list->devices);
    if (!list->devices)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < count && status != STATUS_NO_MEMORY; i++) {
        const struct yaml_node *node = NULL;
        struct device *device = &list->devices[list->count];
        const char *name = word_count ? words[i] : names.names[i];
        enum status one = catalog_open_text(catalog, CATALOG_DEVICE, name, &node);
        if (one == STATUS_OK)
            one = device_read(reader, node, device);
        status = one == STATUS_OK ? status : one;
        bool known = one != STATUS_OK;
        for (size_t j = 0; j < list->count && !known; j++)
            known = word_count ? strcmp(list->devices[j].name, device->name) == 0
                               : device_list_are_same(&list->devices[j], device);
        list->count += !known;
    }
    return status == STATUS_OK ? diag_status(reader->diag) : status;
}
