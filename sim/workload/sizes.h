// The named sizes of a model (`sizes: {width: 768, mlp_width: 4 * width}`): what its layers are written in, what a
// family varies, and what `--set model.width=1024` replaces.
#ifndef FLOPCAST_WORKLOAD_SIZES_H
#define FLOPCAST_WORKLOAD_SIZES_H

#include "read/field.h"

// Replaces one named size by an expression: "width" by "1024".
struct size_override {
    const char *name, *text;
    const char *option; // that said so, for messages; NULL: --set
};

// Reads the sizes in order; each may use those above it. reader->scope becomes *scope, which lives in the arena.
// `node` may be NULL: no sizes.
enum status sizes_read(struct reader *reader, const struct yaml_node *node, const struct size_override *overrides,
                       size_t override_count, struct scope *scope) STATUS_MUST_CHECK;

// A size that nothing has read is a mistake: misspelled, or left over. After everything that may use sizes was read.
enum status sizes_check_used(const struct reader *reader, const struct yaml_node *node,
                             const struct scope *scope) STATUS_MUST_CHECK;

// "default of LIBRARY: head_dim 128, mlp_bias 0": what the sizes of a config leave to its library and the layers use,
// themselves or through other sizes. After everything that may use sizes was read; NULL when there is nothing.
const char *sizes_defaults(struct reader *reader, const struct yaml_node *node, const struct size_override *overrides,
                           size_t override_count, const struct scope *scope);

#endif
