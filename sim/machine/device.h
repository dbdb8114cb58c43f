// A device: one GPU or one TPU chip, as its YAML states it. Peaks are dense. Everything that an estimate takes from it
// as a continuous input (utilization, power, prices, what its making emits) is handed over as a set of inputs with
// provenance.
#ifndef FLOPCAST_MACHINE_DEVICE_H
#define FLOPCAST_MACHINE_DEVICE_H

#include "quantity/input.h"
#include "quantity/precision.h"

struct device_price {
    const char *vendor, *date;
    double on_demand, preemptible; // USD/s for `devices` devices; 0: not offered
    int64_t devices;
    struct citation citation;
};

struct device {
    const char *name, *description;
    double peak_flop_per_s[PRECISION_COUNT]; // dense; 0: not stated
    const struct yaml_node *peak_node[PRECISION_COUNT], *bandwidth_node,
        *node_node;                          // where they were read; NULL: not stated
    double memory_bytes, memory_bytes_per_s; // 0: not stated
    double tdp_w;                            // 0: not stated
    int64_t devices_per_node;
    bool node_is_default;        // nothing said how many devices a node has
    struct device_price *prices; // of each kind the first that has it is used
    size_t price_count;
    bool power_is_tdp; // no measured draw is known, so the TDP stands for it
    struct input_set inputs;
    // Priors of utilization by precision; for work that runs position after position (recurrent) and for the rest.
    struct input utilization[PRECISION_COUNT], utilization_recurrent[PRECISION_COUNT];
};

// Reads an opened device (a mapping, see catalog.h).
enum status device_read(struct reader *reader, const struct yaml_node *node, struct device *device) STATUS_MUST_CHECK;

// "mixed" becomes bf16 where the device states a peak for it, else fp16, else fp32. PRECISION_COUNT when the device
// states no peak for what is asked.
enum precision device_precision(const struct device *device, int asked);

// Puts the prior of utilization for a precision into the set, when the device has one.
void device_utilization(const struct device *device, enum precision precision, bool recurrent, struct input_set *set);

#endif
