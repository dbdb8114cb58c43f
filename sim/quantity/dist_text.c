#include "quantity/dist.h"

enum { DIST_TEXT_VALUES_MAX = 10 };

// "1: 0.3, 2: 0.7", or "1, 2" when all weigh the same.
static const char *dist_text_list(struct arena *arena, const struct dist *dist, const char *unit)
{
    size_t count = dist->value_count;
    bool even = dist->kind == DIST_VALUES, elided = count > DIST_TEXT_VALUES_MAX;
    for (size_t i = 1; i < count && even; i++)
        even = dist->weights[i] == dist->weights[0];
    const char *text = even ? dist_name(DIST_VALUES) : dist_name(DIST_DISCRETE), *separator = "(";
    for (size_t i = 0; i < count && text; i++) {
        if (elided && i == 3) {
            separator = ", ..., ";
            i = count - 1;
        }
        double value = units_from_si(dist->values[i], unit);
        text = even ? arena_format(arena, "%s%s%.6g", text, separator, value)
                    : arena_format(arena, "%s%s%.6g: %.6g", text, separator, value, dist->weights[i]);
        separator = ", ";
    }
    return text ? arena_format(arena, "%s)", text) : NULL;
}

const char *dist_text(struct arena *arena, const struct dist *dist, const char *unit)
{
    size_t count = dist_argument_count(dist->kind);
    if (dist->kind == DIST_CONSTANT)
        return "";
    const char *text = count ? dist_name(dist->kind) : dist_text_list(arena, dist, unit);
    for (size_t i = 0; i < count && text; i++) {
        double value = units_from_si(dist->argument[i], dist_argument_is_pure(dist->kind, i) ? "" : unit);
        text = arena_format(arena, "%s%s%.6g%s", text, i ? ", " : "(", value, i + 1 == count ? ")" : "");
    }
    if (text && dist->is_truncated)
        text = arena_format(arena, "%s truncate(%.6g, %.6g)", text, units_from_si(dist->range.low, unit),
                            units_from_si(dist->range.high, unit));
    return text;
}
