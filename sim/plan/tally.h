// A tally: a plan compiled into the numbers that an estimate needs. Structural values (sizes, batch, steps, device
// counts, precision) are consumed here; continuous inputs stay columns. Const after compiling.
#ifndef FLOPCAST_PLAN_TALLY_H
#define FLOPCAST_PLAN_TALLY_H

#include "plan/fit.h"

struct tally {
    double parameters; // NaN: not known
    double trainable_parameters;
    double training_flop;   // model FLOPs of the whole training; NaN: no recipe is known
    double hardware_flop;   // with what is computed a second time; NaN: not known
    double tokens;          // NaN: not known
    double steps;           // of one model, one after another; NaN: not known
    double devices, nodes;  // NaN: not known; nodes = devices / devices_per_node, rounded up
    double peak_flop_per_s; // dense, of one device at the plan's precision; NaN without a device
    double memory_bytes;    // of the device that needs most; NaN: not known
    bool time_is_measured, power_is_measured;
    struct fit fit;          // the layout that memory and recomputation are of
    bool has_losses;         // the plan states a failure, checkpoint, restart, preemption, straggler or evaluation
    bool is_preempted;       // preemption_rate is stated
    bool interval_is_stated; // checkpoint_interval; else Daly's optimum
    bool waits;              // queue_waste is stated
    // Of a model that generates, over the whole plan; prefill has the passes of reference and reward models too.
    bool generates;
    double prefill_flop, prefill_bytes, decode_flop, decode_bytes; // bytes: moved to and from memory
    double decode_steps;   // one after another, of one replica; NaN: nothing is decoded
    double bytes_per_s;    // peak of one device's memory; NaN: not known
    double inference_flop; // prefill and decode
    double output_tokens;  // NaN: none
    double requests;       // that are served; NaN: none
};

void tally_compile(const struct plan *plan, struct tally *tally);

// Whether most of a model's forward FLOPs must run one position after another.
bool tally_is_recurrent(const struct model *model);

#endif
