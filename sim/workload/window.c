#include "workload/window.h"

#include <math.h>

const char *const window_paddings[WINDOW_PADDINGS] = {[WINDOW_SAME] = "same", [WINDOW_VALID] = "valid"};

enum status window_bind(const struct window *window, const struct layer_flow *flow, struct reader *reader,
                        const struct yaml_node *node)
{
    if (window->kernel.count > 2 || (window->kernel.count == 2 && !flow->is_image))
        return field_error(reader, node, "a kernel has one size over a sequence, one or two over an image");
    if (window->padding && window->mode != WINDOW_VALID)
        return field_error(reader, node, "\"pad\" goes with padding: valid");
    bool changes = window->stride != 1;
    for (size_t i = 0; window->mode == WINDOW_VALID && i < window->kernel.count; i++)
        changes = changes || window->kernel.values[i] != 2 * window->padding + 1;
    if (changes && flow->repeat > 1)
        return field_error(reader, node, "this changes the length, so it cannot stand in a stack that repeats");
    return STATUS_OK;
}

double window_cells(const struct window *window, bool is_image)
{
    double cells = (double)window->kernel.values[0];
    if (window->kernel.count == 2)
        return cells * (double)window->kernel.values[1];
    return is_image ? cells * cells : cells;
}

static double window_outputs(const struct window *window, double length, int64_t kernel)
{
    double stride = (double)window->stride;
    if (window->mode == WINDOW_SAME)
        return ceil(length / stride);
    double outputs = floor((length + 2 * (double)window->padding - (double)kernel) / stride) + 1;
    return outputs > 0 ? outputs : 0;
}

void window_move(const struct window *window, struct place *place)
{
    bool is_image = place->is_image;
    place->rows = window_outputs(window, place->rows, window->kernel.values[0]);
    if (is_image)
        place->columns = window_outputs(window, place->columns, window->kernel.values[window->kernel.count - 1]);
}
