// A pen that keeps what it is asked to draw, and what every figure has to hold to.
#ifndef FLOPCAST_TESTS_STROKES_H
#define FLOPCAST_TESTS_STROKES_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "figure/figure_draw.h"
#include "figure/figure_text.h"
#include "testing.h"

enum strokes_shape { STROKES_RECT, STROKES_LINE, STROKES_CIRCLE, STROKES_PATH, STROKES_TEXT };

struct stroke {
    enum strokes_shape shape;
    enum figure_draw_class kind;
    double left, right, top, bottom; // the box that it takes
    char text[FIGURE_TEXT_BYTES];
};

struct strokes {
    struct stroke *items;
    size_t count, capacity;
    double width, height;
};

static inline struct stroke *strokes_add(void *state, enum strokes_shape shape, enum figure_draw_class kind, double x1,
                                         double x2, double y1, double y2)
{
    struct strokes *it = state;
    if (it->count == it->capacity) {
        it->capacity = it->capacity ? 2 * it->capacity : 64;
        struct stroke *items = realloc(it->items, it->capacity * sizeof *items);
        assert_non_null(items);
        it->items = items;
    }
    assert_true(kind < FIGURE_DRAW_CLASS_COUNT);
    struct stroke *stroke = &it->items[it->count++];
    *stroke = (struct stroke){.shape = shape, .kind = kind, .left = x1, .right = x2, .top = y1, .bottom = y2};
    if (!(x1 >= -0.01 && x2 >= x1 && x2 <= it->width + 0.01 && y1 >= -0.01 && y2 >= y1 && y2 <= it->height + 0.01))
        fail_msg("%s: x %g to %g, y %g to %g on a canvas of %g x %g", figure_draw_class_names[kind], x1, x2, y1, y2,
                 it->width, it->height);
    return stroke;
}

static inline void strokes_rect(void *state, enum figure_draw_class kind, double x, double y, double width,
                                double height)
{
    strokes_add(state, STROKES_RECT, kind, x, x + width, y, y + height);
}

static inline void strokes_line(void *state, enum figure_draw_class kind, double x1, double y1, double x2, double y2)
{
    strokes_add(state, STROKES_LINE, kind, fmin(x1, x2), fmax(x1, x2), fmin(y1, y2), fmax(y1, y2));
}

static inline void strokes_circle(void *state, enum figure_draw_class kind, double x, double y, double radius)
{
    (void)radius;
    strokes_add(state, STROKES_CIRCLE, kind, x, x, y, y);
}

static inline void strokes_path(void *state, enum figure_draw_class kind, const double *points, size_t count)
{
    assert_true(count > 1);
    for (size_t i = 0; i + 1 < count; i++) {
        assert_true(points[2 * i] <= points[2 * i + 2]); // joined in the order of x
        strokes_add(state, STROKES_PATH, kind, points[2 * i], points[2 * i + 2],
                    fmin(points[2 * i + 1], points[2 * i + 3]), fmax(points[2 * i + 1], points[2 * i + 3]));
    }
}

static inline void strokes_text(void *state, enum figure_draw_class kind, double x, double y,
                                enum figure_draw_anchor anchor, const char *text)
{
    double width = figure_text_width(text);
    double left = anchor == FIGURE_DRAW_START ? x : anchor == FIGURE_DRAW_MIDDLE ? x - width / 2 : x - width;
    size_t bytes = strlen(text);
    assert_true(bytes > 0 && bytes < FIGURE_TEXT_BYTES);
    for (size_t at = 0, length; at < bytes; at += length) {
        length = utf8_sequence(text + at, bytes - at);
        assert_true(length > 0 && !utf8_is_control(text + at, length));
    }
    struct stroke *stroke = strokes_add(state, STROKES_TEXT, kind, left, left + width, y - 9, y + 3);
    memcpy(stroke->text, text, bytes + 1);
}

// Draws a figure; whatever leaves the canvas fails. The caller frees `items`.
static inline struct strokes strokes_of(const struct figure *figure, double width)
{
    struct strokes it = {.width = width, .height = figure_draw_height(figure, width)};
    assert_true(it.height > 0 && it.height < 1e5);
    figure_draw(figure, width,
                &(struct figure_draw_pen){.state = &it,
                                          .rect = strokes_rect,
                                          .line = strokes_line,
                                          .circle = strokes_circle,
                                          .path = strokes_path,
                                          .text = strokes_text});
    assert_true(it.count > 0);
    return it;
}

static inline size_t strokes_count(const struct strokes *it, enum figure_draw_class kind)
{
    size_t count = 0;
    for (size_t i = 0; i < it->count; i++)
        count += it->items[i].kind == kind;
    return count;
}

// The first stroke of a class; it must be there.
static inline const struct stroke *strokes_first(const struct strokes *it, enum figure_draw_class kind)
{
    for (size_t i = 0; i < it->count; i++)
        if (it->items[i].kind == kind)
            return &it->items[i];
    fail_msg("no %s was drawn", figure_draw_class_names[kind]);
    return NULL;
}

// The text that begins so; NULL when there is none.
static inline const struct stroke *strokes_saying(const struct strokes *it, const char *text)
{
    for (size_t i = 0; i < it->count; i++)
        if (it->items[i].shape == STROKES_TEXT && strncmp(it->items[i].text, text, strlen(text)) == 0)
            return &it->items[i];
    return NULL;
}

static inline void strokes_no_text_overlaps(const struct strokes *it)
{
    for (size_t i = 0; i < it->count; i++)
        for (size_t k = i + 1; k < it->count; k++) {
            const struct stroke *a = &it->items[i], *b = &it->items[k];
            if (a->shape == STROKES_TEXT && b->shape == STROKES_TEXT && a->left < b->right && b->left < a->right &&
                a->top < b->bottom && b->top < a->bottom)
                fail_msg("\"%s\" and \"%s\" overlap on a canvas of %g", a->text, b->text, it->width);
        }
}

#endif
