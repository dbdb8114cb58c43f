// What a model is asked to generate: requests that it serves, or rollouts that it then learns from.
//
//   serving: {requests: 1e9, prompt: 500, response: 300, batch: 32}
//   serving: {requests_per_day: 1e6, life: 2 years, prompt: 500, response: 300, batch: 32, precision: fp8}
//   serving: {tokens: 1e12, ...}       of prompts and responses together, in place of requests
//   rollouts: {prompts: 512, samples: 8, steps: 1000, prompt: 300, response: 8000, batch: 64}
//   rollouts: {..., epochs: 2, reference: true, reward: true}
//
// Lengths are averages, in tokens. `batch` is how many sequences a copy of the model works on at once. `weight_bits`
// and `cache_bits` say how weights and cache are stored where that is not the precision of the arithmetic.
//
// Rollouts: each step draws `samples` responses to each of `prompts`, scores them by a model of the policy's size
// (`reward`) or by rules, passes them through the model that training began with (`reference`), and trains on all of
// them `epochs` times: Shao et al. 2024 (GRPO, arXiv 2402.03300), section 4.1.
#ifndef FLOPCAST_WORKLOAD_SERVICE_H
#define FLOPCAST_WORKLOAD_SERVICE_H

#include "workload/model.h"

enum service_kind { SERVICE_NONE, SERVICE_REQUESTS, SERVICE_ROLLOUTS };

struct service {
    enum service_kind kind;
    const struct yaml_node *node;
    double requests; // in all; of rollouts: responses
    double tokens;   // that said how many requests; 0: requests were stated
    double life_s;   // over which they come; 0: not stated
    int64_t prompt, response, batch;
    int64_t weight_bits, cache_bits; // 0: those of the precision
    int precision;                   // of serving: enum precision, or PRECISION_MIXED
    bool precision_is_given;
    // Of rollouts.
    int64_t prompts, samples, steps, epochs;
    bool reference, reward;
};

// Reads a `serving:` mapping.
enum status service_read_serving(struct reader *reader, const struct yaml_node *node,
                                 struct service *service) STATUS_MUST_CHECK;

// Reads a `rollouts:` mapping, and puts the training on them in place of the phases of *training.
enum status service_read_rollouts(struct reader *reader, const struct yaml_node *node, const struct model *model,
                                  struct service *service, struct training *training) STATUS_MUST_CHECK;

// Whether the model can do what it is asked. STATUS_BAD_INPUT with a located message for a model that reads images and
// is given a prompt, one whose positions see what comes after them and that is to generate, one of which too little is
// known; a warning where a request is longer than the model's table of positions.
enum status service_check(struct reader *reader, const struct model *model,
                          const struct service *service) STATUS_MUST_CHECK;

#endif
