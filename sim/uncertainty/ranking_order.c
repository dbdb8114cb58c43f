#include "uncertainty/ranking_order.h"

#include <math.h>
#include <stdlib.h>

#include "uncertainty/comparison.h"

static double ranking_order_median(const struct ranking_entry *entry, enum metric_id id)
{
    return entry->metrics[id].quantiles[RANKING_P50];
}

bool ranking_order_varies(const struct ranking *ranking, enum metric_id id)
{
    double first = (double)NAN;
    for (size_t i = 0; i < ranking->count; i++) {
        double here = ranking_order_median(&ranking->entries[i], id);
        if (!isnan(here) && !isnan(first) && !comparison_agree(first, here))
            return true;
        first = isnan(first) ? here : first;
    }
    return false;
}

struct ranking_order_place {
    double first, second;
    size_t entry;
};

// Ascending, what is not known behind all that is.
static int ranking_order_compare_numbers(double a, double b)
{
    if (isnan(a) || isnan(b))
        return (isnan(a) != 0) - (isnan(b) != 0);
    return (a > b) - (a < b);
}

static int ranking_order_compare(const void *left, const void *right)
{
    const struct ranking_order_place *a = left, *b = right;
    int by_first = ranking_order_compare_numbers(a->first, b->first);
    int by_second = by_first ? by_first : ranking_order_compare_numbers(a->second, b->second);
    return by_second ? by_second : (a->entry > b->entry) - (a->entry < b->entry);
}

// Entries by one metric, and among equal ones by another. Freed by the caller; NULL without memory.
static struct ranking_order_place *ranking_order_sort(const struct ranking *ranking, enum metric_id first,
                                                      enum metric_id second)
{
    struct ranking_order_place *places = calloc(ranking->count + 1, sizeof *places);
    for (size_t i = 0; places && i < ranking->count; i++)
        places[i] = (struct ranking_order_place){.first = ranking_order_median(&ranking->entries[i], first),
                                                 .second = ranking_order_median(&ranking->entries[i], second),
                                                 .entry = i};
    if (places)
        qsort(places, ranking->count, sizeof *places, ranking_order_compare);
    return places;
}

enum status ranking_order(const struct ranking *ranking, enum metric_id id, size_t *order, size_t *ranks)
{
    struct ranking_order_place *places = ranking_order_sort(ranking, id, id);
    if (!places)
        return STATUS_NO_MEMORY;
    size_t rank = 0, ranked = 0;
    double last = -(double)INFINITY;
    for (size_t i = 0; i < ranking->count; i++) {
        size_t entry = places[i].entry;
        bool has_rank = !isnan(places[i].first) && !ranking->entries[entry].is_apart;
        ranked += has_rank;
        if (has_rank && places[i].first > last) {
            rank = ranked;
            last = places[i].first;
        }
        if (order)
            order[i] = entry;
        if (ranks)
            ranks[entry] = has_rank ? rank : 0;
    }
    free(places);
    return STATUS_OK;
}

// From the least CO2e on: who costs less than all before is on the front. Of those that emit the same only the cheapest
// can be; who equals one on the front in both is on it, too.
enum status ranking_order_front(struct ranking *ranking)
{
    if (ranking->money == METRIC_COUNT)
        return STATUS_OK;
    struct ranking_order_place *places = ranking_order_sort(ranking, METRIC_CO2E_KG, ranking->money);
    const struct ranking_order_place *last = NULL; // on the front
    if (!places)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < ranking->count; i++) {
        const struct ranking_order_place *place = &places[i];
        if (isnan(place->first) || isnan(place->second) || ranking->entries[place->entry].is_apart)
            continue;
        bool equals = last && place->first <= last->first && place->second <= last->second;
        if (last && !equals && place->second >= last->second)
            continue;
        ranking->entries[place->entry].is_on_front = true;
        last = place;
    }
    free(places);
    return STATUS_OK;
}
