// Keys of a recipe that say one thing in two ways: what is laid over a recipe displaces both ways.
//
//   base: {batch_tokens: 4e6, tokens: 1e12}  and over it  {batch: 16, steps: 500}  is  {batch: 16, steps: 500}
#ifndef FLOPCAST_READ_DISPLACE_H
#define FLOPCAST_READ_DISPLACE_H

#include "read/yaml_tree.h"

// `base`, a model, without the keys of its `training` that the `training` of `over` displaces. NULL without memory.
const struct yaml_node *displace_training(struct arena *arena, const struct yaml_node *base,
                                          const struct yaml_node *over);

#endif
