#include "read/displace.h"

#include "read/overlay.h"

static const char *const displace_rows[][2] = {
    {"batch", "batch_tokens"},
    {"batch_tokens", "batch"},
    {"steps", "tokens"},
    {"tokens", "steps"},
    // A recipe has phases, or is one.
    {"phases", "sequence"},
    {"phases", "target"},
    {"phases", "batch"},
    {"phases", "batch_tokens"},
    {"phases", "predictions"},
    {"phases", "steps"},
    {"phases", "tokens"},
    {"phases", "children"},
    {"sequence", "phases"},
    {"target", "phases"},
    {"batch", "phases"},
    {"batch_tokens", "phases"},
    {"predictions", "phases"},
    {"steps", "phases"},
    {"tokens", "phases"},
    {"children", "phases"},
};

const struct yaml_node *displace_training(struct arena *arena, const struct yaml_node *base,
                                          const struct yaml_node *over)
{
    const struct yaml_pair *old = yaml_tree_pair(base, "training");
    const struct yaml_node *laid = yaml_tree_get(over, "training");
    if (!old || !laid)
        return base;
    const struct yaml_node *training = old->value;
    for (size_t i = 0; training && i < sizeof displace_rows / sizeof *displace_rows; i++)
        if (yaml_tree_get(laid, displace_rows[i][0]) && yaml_tree_get(training, displace_rows[i][1]))
            training = overlay_without(arena, training, displace_rows[i][1]);
    if (!training || training == old->value)
        return training ? base : NULL;
    struct yaml_pair pair = *old;
    pair.value = training;
    return overlay_with(arena, base, &pair);
}
