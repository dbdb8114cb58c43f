// A plan: one question, as read: what a training costs, or what serving does, or training on rollouts (service.h). A
// model, its recipe, the devices, the region, and every continuous input with where it came from. Const after reading;
// compile it into a tally to compute.
//
// Precedence of inputs: default < hardware < region < plan < --set.
#ifndef FLOPCAST_PLAN_PLAN_H
#define FLOPCAST_PLAN_PLAN_H

#include "machine/device.h"
#include "machine/region.h"
#include "plan/layout.h"
#include "quantity/correlation.h"
#include "read/catalog_open.h"
#include "workload/service.h"

enum { PLAN_DEVICES_MAX = 100000000 };

struct plan {
    const char *name;
    struct model model;
    // The model's recipe with the plan's laid on it; without phases where the model serves, with those of the training
    // on them where there are rollouts.
    struct training training;
    struct service service; // none: a training
    bool has_device, has_region;
    struct device device;
    struct region region;
    int64_t devices, devices_per_node;
    struct layout layout;              // as stated; fit_settle fills the gaps
    const struct yaml_node *node_node; // where devices_per_node was read; NULL: a default
    bool devices_are_default, node_is_default, precision_is_default;
    enum precision precision; // PRECISION_COUNT without a device
    bool is_recurrent;        // most forward FLOPs run one position after another
    struct input_set inputs;  // with precedence applied
    struct correlation_set correlations;
    int64_t samples, seed;             // samples 0: the plan does not say
    const struct yaml_node *node;      // the plan as opened; NULL when only a model was named
    const struct yaml_node *published; // the `published:` block of a replication, NULL without one
};

// One `--set name=value`.
struct plan_setting {
    const char *name, *value;
    const char *option; // that said so, for messages; NULL: --set
};

// What a command line says over the file. Zero or NULL: nothing said.
struct plan_options {
    const char *model, *hardware, *region;
    int64_t devices;
    const struct plan_setting *settings;
    size_t setting_count;
};

// Opens and reads a plan or a model by name or path. Everything lives in the reader's arena.
enum status plan_open(struct reader *reader, struct catalog *catalog, const char *text,
                      const struct plan_options *options, struct plan *plan) STATUS_MUST_CHECK;

// Reads an opened plan (a mapping).
enum status plan_read(struct reader *reader, struct catalog *catalog, const struct yaml_node *node,
                      const struct plan_options *options, struct plan *plan) STATUS_MUST_CHECK;

// The same plan in another region: what the plan or the command line says of an input stays, the rest is as if the
// region had been read with it. A tally of the plan is one of the moved plan, too: no region changes a count.
void plan_move(const struct plan *plan, const struct region *region, struct plan *moved);

// Why a plan cannot run on some devices: one row each.
#define PLAN_OBSTACLE_ROWS(ROW)                                                                                        \
    ROW(PLAN_NO_OBSTACLE, "none")                                                                                      \
    ROW(PLAN_IS_MEASURED, "its time or power was measured on other devices")                                           \
    ROW(PLAN_LACKS_PEAK, "the device states no peak for its precision")                                                \
    ROW(PLAN_LACKS_UTILIZATION, "no utilization of the device is known")                                               \
    ROW(PLAN_DOES_NOT_DIVIDE, "its parallel layout does not divide the devices")                                       \
    ROW(PLAN_IS_SMALL, "a step has fewer sequences than there are replicas")

enum plan_obstacle {
#define PLAN_OBSTACLE_ENUM(id, words) id,
    PLAN_OBSTACLE_ROWS(PLAN_OBSTACLE_ENUM)
#undef PLAN_OBSTACLE_ENUM
        PLAN_OBSTACLE_COUNT
};

const char *plan_obstacle_words(enum plan_obstacle obstacle);

// The same plan on so many devices, of another kind where `device` is not NULL. What the command line says of an input
// stays; what the plan says of its own devices (utilization, power, price, what their making emits, how often they
// fail) stays with those and is the other device's own elsewhere. Its tally has to be compiled anew.
enum plan_obstacle plan_equip(const struct plan *plan, const struct device *device, int64_t devices,
                              struct plan *equipped);

#endif
