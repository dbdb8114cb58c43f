#include "figure/figure_scatter.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "figure/figure_axis.h"

enum {
    FIGURE_SCATTER_TOP = 30,
    FIGURE_SCATTER_EDGE = 14,
    FIGURE_SCATTER_MARKED_MAX = 64,
    FIGURE_SCATTER_POINTS_MAX = 2000, // that are not marked
    FIGURE_SCATTER_PLACES = 8,
};

struct figure_scatter_box {
    double left, right, top, bottom;
};

struct figure_scatter {
    const struct figure_canvas *canvas;
    struct figure_axis x, y;
    struct figure_scatter_box plot;
    const struct figure_row *marked[FIGURE_SCATTER_MARKED_MAX]; // by x
    size_t marked_count;
    struct figure_scatter_box boxes[FIGURE_SCATTER_MARKED_MAX]; // of the names that stand already
    size_t box_count;
};

static bool figure_scatter_is_known(const struct figure_row *row)
{
    return isfinite(row->x) && isfinite(row->value);
}

static void figure_scatter_spans(const struct figure *figure, struct figure_axis_span *x, struct figure_axis_span *y)
{
    *x = *y = figure_axis_nothing();
    for (size_t i = 0; i < figure->row_count; i++)
        if (figure_scatter_is_known(&figure->rows[i])) {
            figure_axis_widen(x, figure->rows[i].x);
            figure_axis_widen(y, figure->rows[i].value);
        }
}

double figure_scatter_height(const struct figure *figure, double width)
{
    struct figure_axis_span x, y;
    figure_scatter_spans(figure, &x, &y);
    if (x.is_empty)
        return FIGURE_CANVAS_NOTHING_H;
    return width < FIGURE_CANVAS_NARROW ? 340 : 440;
}

static int figure_scatter_order(const void *left, const void *right)
{
    const struct figure_row *a = *(const struct figure_row *const *)left, *b = *(const struct figure_row *const *)right;
    if (a->x != b->x)
        return a->x < b->x ? -1 : 1;
    if (a->value != b->value)
        return a->value < b->value ? -1 : 1;
    return a < b ? -1 : a > b;
}

static bool figure_scatter_overlap(const struct figure_scatter_box *a, const struct figure_scatter_box *b)
{
    return a->left < b->right && b->left < a->right && a->top < b->bottom && b->top < a->bottom;
}

// How bad a name stands there: points that it covers; huge where it covers a name or leaves the plot.
static double figure_scatter_cost(const struct figure_scatter *it, const struct figure_scatter_box *box)
{
    const struct figure *figure = it->canvas->figure;
    if (box->left < 0 || box->right > it->canvas->width || box->top < it->plot.top - 8 ||
        box->bottom > it->plot.bottom || box->left < it->plot.left)
        return HUGE_VAL;
    for (size_t i = 0; i < it->box_count; i++)
        if (figure_scatter_overlap(box, &it->boxes[i]))
            return HUGE_VAL;
    double cost = 0;
    for (size_t i = 0; i < figure->row_count && i < FIGURE_SCATTER_POINTS_MAX; i++) {
        const struct figure_row *row = &figure->rows[i];
        if (!figure_scatter_is_known(row))
            continue;
        double x = figure_axis_place(&it->x, row->x), y = figure_axis_place(&it->y, row->value);
        struct figure_scatter_box point = {x - 4, x + 4, y - 4, y + 4};
        cost += figure_scatter_overlap(box, &point) ? (row->is_marked ? 3 : 1) : 0;
    }
    return cost;
}

// Beside its point, where it covers least.
static void figure_scatter_name(struct figure_scatter *it, const struct figure_row *row)
{
    static const struct {
        double x, y;
        enum figure_draw_anchor anchor;
    } places[FIGURE_SCATTER_PLACES] = {
        {8, -5, FIGURE_DRAW_START}, {-8, 14, FIGURE_DRAW_END},   {9, 4.5, FIGURE_DRAW_START},
        {-9, 4.5, FIGURE_DRAW_END}, {0, -9, FIGURE_DRAW_MIDDLE}, {0, 19, FIGURE_DRAW_MIDDLE},
        {8, 15, FIGURE_DRAW_START}, {-8, -5, FIGURE_DRAW_END},
    };
    const struct figure_canvas *canvas = it->canvas;
    double x = figure_axis_place(&it->x, row->x), y = figure_axis_place(&it->y, row->value), room = canvas->width * 0.4;
    struct figure_scatter_box best_box = {0};
    double best_cost = HUGE_VAL;
    size_t best = 0;
    for (size_t i = 0; i < FIGURE_SCATTER_PLACES; i++) {
        struct figure_canvas_extent extent =
            figure_canvas_extent(canvas, x + places[i].x, places[i].anchor, room, row->label);
        struct figure_scatter_box box = {extent.left - 1, extent.right + 1, y + places[i].y - 11, y + places[i].y + 4};
        bool is_moved = extent.left < x && extent.right > x && places[i].anchor != FIGURE_DRAW_MIDDLE;
        double cost = is_moved ? HUGE_VAL : figure_scatter_cost(it, &box) + (double)i * 0.1;
        if (cost < best_cost) {
            best_cost = cost;
            best_box = box;
            best = i;
        }
    }
    if (best_cost >= HUGE_VAL)
        return;
    it->boxes[it->box_count++] = best_box;
    figure_canvas_text(canvas, FIGURE_DRAW_LABEL, x + places[best].x, y + places[best].y, places[best].anchor, room,
                       row->label);
}

static void figure_scatter_front(struct figure_scatter *it)
{
    const struct figure_draw_pen *pen = it->canvas->pen;
    double points[2 * FIGURE_SCATTER_MARKED_MAX];
    for (size_t i = 0; i < it->marked_count; i++) {
        points[2 * i] = figure_axis_place(&it->x, it->marked[i]->x);
        points[2 * i + 1] = figure_axis_place(&it->y, it->marked[i]->value);
    }
    if (it->marked_count > 1)
        pen->path(pen->state, FIGURE_DRAW_FRONT, points, it->marked_count);
    for (size_t i = 0; i < it->marked_count; i++)
        pen->circle(pen->state, FIGURE_DRAW_MARKED, points[2 * i], points[2 * i + 1], 5);
    for (size_t i = 0; i < it->marked_count; i++)
        figure_scatter_name(it, it->marked[i]);
}

// The points that are not marked; the marked ones are gathered.
static size_t figure_scatter_points(struct figure_scatter *it)
{
    const struct figure *figure = it->canvas->figure;
    const struct figure_draw_pen *pen = it->canvas->pen;
    size_t drawn = 0, left_out = 0;
    for (size_t i = 0; i < figure->row_count; i++) {
        const struct figure_row *row = &figure->rows[i];
        if (!figure_scatter_is_known(row))
            continue;
        if (row->is_marked && it->marked_count < FIGURE_SCATTER_MARKED_MAX) {
            it->marked[it->marked_count++] = row;
        } else if (drawn < FIGURE_SCATTER_POINTS_MAX) {
            pen->circle(pen->state, FIGURE_DRAW_POINT, figure_axis_place(&it->x, row->x),
                        figure_axis_place(&it->y, row->value), 3.5);
            drawn++;
        } else {
            left_out++;
        }
    }
    qsort((void *)it->marked, it->marked_count, sizeof(const struct figure_row *), figure_scatter_order);
    return left_out;
}

void figure_scatter_draw(const struct figure_canvas *canvas)
{
    const struct figure *figure = canvas->figure;
    const struct figure_draw_pen *pen = canvas->pen;
    struct figure_axis_span x, y;
    struct figure_scatter it = {.canvas = canvas};
    figure_scatter_spans(figure, &x, &y);
    if (x.is_empty) {
        figure_canvas_nothing(canvas);
        return;
    }
    struct figure_scatter_box plot = {.top = FIGURE_SCATTER_TOP,
                                      .bottom = figure_scatter_height(figure, canvas->width) - FIGURE_AXIS_HEIGHT,
                                      .right = canvas->width - FIGURE_SCATTER_EDGE};
    figure_axis_init(&it.y, canvas, &y, figure_axis_is_long(&y), plot.bottom, plot.top, 6);
    plot.left = fmin(figure_axis_label_width(&it.y) + 8, canvas->width / 2);
    figure_axis_init(&it.x, canvas, &x, figure_axis_is_long(&x), plot.left, plot.right, 7);
    it.plot = plot;
    figure_axis_draw_grid(&it.x, canvas, plot.top, plot.bottom);
    figure_axis_draw_bottom(&it.x, canvas, plot.bottom, figure->x_label);
    figure_axis_draw_left(&it.y, canvas, plot.left, plot.right);
    pen->line(pen->state, FIGURE_DRAW_AXIS, plot.left, plot.bottom, plot.right, plot.bottom);
    pen->line(pen->state, FIGURE_DRAW_AXIS, plot.left, plot.top, plot.left, plot.bottom);
    figure_canvas_text(canvas, FIGURE_DRAW_TITLE, 0, 15, FIGURE_DRAW_START, canvas->width, figure->y_label);
    size_t left_out = figure_scatter_points(&it);
    figure_scatter_front(&it);
    if (left_out) {
        char text[FIGURE_TEXT_BYTES];
        snprintf(text, sizeof text, "%zu points are not drawn", left_out);
        figure_canvas_text(canvas, FIGURE_DRAW_REMARK, canvas->width, 15, FIGURE_DRAW_END, canvas->width / 2, text);
    }
}
