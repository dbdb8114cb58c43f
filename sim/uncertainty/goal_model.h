// The model of a programme's final runs, larger or smaller: what an amount of FLOPs is in parameters and tokens, and
// what the devices' memory holds.
#ifndef FLOPCAST_UNCERTAINTY_GOAL_MODEL_H
#define FLOPCAST_UNCERTAINTY_GOAL_MODEL_H

#include "plan/tally.h"

// Hoffmann et al. 2022 (Chinchilla, arXiv 2203.15556), table 3: at every size some 20 tokens for each parameter.
#define GOAL_MODEL_TOKENS_PER_PARAMETER 20.0

// FLOP = 6 x parameters x tokens (Hoffmann et al. 2022, section 3.3 and appendix F) with `ratio` tokens for each
// parameter, either way round.
double goal_model_parameters(double flop, double ratio);
double goal_model_flop(double parameters, double ratio);

// The most parameters whose weights, gradients and optimizer states fit on the plan's devices, however they are
// sharded there; INFINITY where nothing is known of their memory.
double goal_model_room(const struct plan *plan);

struct goal_model {
    const char *name;
    struct model model;
    struct training training;        // the final plan's recipe over the model's own
    double parameters, tokens, flop; // of one run with `ratio` tokens for each parameter, or as its recipe says
    double scale;                    // its FLOPs over those of the final run
};

// Whether tokens for each parameter mean something: a model that reads sequences.
bool goal_model_has_tokens(const struct plan *final);

// Whether the model fits on the devices of the final plan, as moved there.
bool goal_model_fits(const struct plan *plan, const struct goal_model *model);

#endif
