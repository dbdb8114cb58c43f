#include "report/samples_order.h"

#include <errno.h>
#include <stdlib.h>

struct samples_order_piece {
    struct samples_order_piece *later;
    uint64_t first, n;
    char *text;
    size_t length;
};

void samples_order_init(struct samples_order *order)
{
    *order = (struct samples_order){0};
}

static void samples_order_drop_first(struct samples_order *order)
{
    struct samples_order_piece *piece = order->waiting;
    order->waiting = piece->later;
    free(piece->text);
    free(piece);
}

void samples_order_free(struct samples_order *order)
{
    while (order->waiting)
        samples_order_drop_first(order);
}

// Puts a piece among those that wait, in the order of their rows. Pieces without a text that touch become one, so that
// threads that work far apart leave a few long ones.
static int samples_order_insert(struct samples_order *order, uint64_t first, uint64_t n, char *text, size_t length)
{
    struct samples_order_piece **at = &order->waiting, *before = NULL;
    while (*at && (*at)->first < first) {
        before = *at;
        at = &before->later;
    }
    if (!text && before && !before->text && before->first + before->n == first) {
        before->n += n;
        return 0;
    }
    struct samples_order_piece *piece = malloc(sizeof *piece);
    if (!piece) {
        free(text);
        return ENOMEM;
    }
    *piece = (struct samples_order_piece){.later = *at, .first = first, .n = n, .text = text, .length = length};
    *at = piece;
    return 0;
}

int samples_order_add(struct samples_order *order, uint64_t first, uint64_t n, char *text, size_t length,
                      samples_order_take *take, void *context)
{
    int problem = samples_order_insert(order, first, n, text, length);
    while (!problem && order->waiting && order->waiting->first == order->rows) {
        struct samples_order_piece *next = order->waiting;
        if (next->text)
            problem = take(context, next->text, next->length);
        if (!problem)
            order->rows += next->n;
        samples_order_drop_first(order);
    }
    return problem;
}
