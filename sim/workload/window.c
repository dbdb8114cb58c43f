#include "workload/window.h"

#include <math.h>

const char *const window_paddings[WINDOW_PADDINGS] = {[WINDOW_SAME] = "same", [WINDOW_VALID] = "valid"};

enum { WINDOW_ROWS, WINDOW_COLUMNS };

static double window_along(const struct field_counts *counts, size_t direction, double otherwise)
{
    if (!counts->count)
        return otherwise;
    return (double)counts->values[direction < counts->count ? direction : counts->count - 1];
}

// Cells from the first under the kernel to the last, those that dilation leaves out included.
static double window_reach(const struct window *window, size_t direction)
{
    double kernel = window_along(&window->kernel, direction, 1);
    return window_along(&window->dilation, direction, 1) * (kernel - 1) + 1;
}

// The windows that lie in the padded input. With `ceil` one more, unless it would start in the padding after the end:
// the rule of PyTorch's ceil_mode.
static double window_inside(const struct window *window, double length, size_t direction)
{
    double stride = window_along(&window->stride, direction, 1), pad = window_along(&window->padding, direction, 0);
    double span = length + 2 * pad - window_reach(window, direction);
    if (!window->ceil)
        return floor(span / stride) + 1;
    double outputs = ceil(span / stride) + 1;
    return (outputs - 1) * stride >= length + pad ? outputs - 1 : outputs;
}

static double window_outputs(const struct window *window, double length, size_t direction)
{
    double stride = window_along(&window->stride, direction, 1), pad = window_along(&window->padding, direction, 0);
    double outputs = window_inside(window, length, direction);
    if (window->mode == WINDOW_SAME)
        outputs = window->transposed ? length * stride : ceil(length / stride);
    else if (window->transposed)
        outputs = length < 1 ? 0 : (length - 1) * stride + window_reach(window, direction) - 2 * pad;
    return outputs > 0 ? outputs : 0;
}

double window_cells(const struct window *window, bool is_image)
{
    double cells = window_along(&window->kernel, WINDOW_ROWS, 1);
    return is_image ? cells * window_along(&window->kernel, WINDOW_COLUMNS, 1) : cells;
}

void window_move(const struct window *window, struct place *place)
{
    place->rows = window_outputs(window, place->rows, WINDOW_ROWS);
    if (place->is_image)
        place->columns = window_outputs(window, place->columns, WINDOW_COLUMNS);
}

static bool window_pads(const struct window *window)
{
    for (size_t i = 0; i < window->padding.count; i++)
        if (window->padding.values[i])
            return true;
    return false;
}

enum status window_bind(const struct window *window, const struct layer_flow *flow, struct reader *reader,
                        const struct yaml_node *node)
{
    const struct {
        const char *name;
        const struct field_counts *counts;
    } sizes[] = {{"kernel", &window->kernel},
                 {"stride", &window->stride},
                 {"dilation", &window->dilation},
                 {"pad", &window->padding}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        if (sizes[i].counts->count > (flow->is_image ? 2 : 1))
            return field_error(reader, node, "a %s has one size over a sequence, one or two over an image",
                               sizes[i].name);
    if (window_pads(window) && window->mode != WINDOW_VALID)
        return field_error(reader, node, "\"pad\" goes with padding: valid");
    if (window->ceil && window->mode != WINDOW_VALID)
        return field_error(reader, node, "\"ceil\" goes with padding: valid");
    if (!flow->is_image || flow->rows < 1 || flow->columns < 1)
        return STATUS_OK;
    struct place place = {.rows = (double)flow->rows, .columns = (double)flow->columns, .is_image = true};
    window_move(window, &place);
    if (place.rows < 1 || place.columns < 1)
        return field_error(reader, node,
                           "the kernel does not fit the image that is left here: %.0f x %.0f over %lld x %lld",
                           window_reach(window, WINDOW_ROWS), window_reach(window, WINDOW_COLUMNS),
                           (long long)flow->rows, (long long)flow->columns);
    return STATUS_OK;
}
