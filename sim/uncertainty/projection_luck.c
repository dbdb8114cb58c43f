#include "uncertainty/projection_luck.h"

#include <stdlib.h>
#include <string.h>

enum { PROJECTION_LUCK_COLUMNS = 4 };

enum status projection_luck_init(struct projection_luck *luck, const struct programme *programme, uint64_t samples)
{
    *luck = (struct projection_luck){.samples = samples};
    if (programme->work_count > PROJECTION_LUCK_ITEMS)
        return STATUS_OK;
    luck->items = calloc(programme->work_count + 1, sizeof *luck->items);
    luck->columns = calloc(programme->work_count * PROJECTION_LUCK_COLUMNS * samples + 1, sizeof *luck->columns);
    if (!luck->items || !luck->columns)
        return STATUS_NO_MEMORY;
    luck->item_count = programme->work_count;
    return STATUS_OK;
}

void projection_luck_free(struct projection_luck *luck)
{
    free(luck->items);
    free(luck->columns);
    *luck = (struct projection_luck){.samples = 0};
}

static double *projection_luck_column(const struct projection_luck *luck, size_t item, size_t column, uint64_t first)
{
    return luck->columns + (item * PROJECTION_LUCK_COLUMNS + column) * luck->samples + first;
}

bool projection_luck_take(const struct projection_luck *luck, const struct work *work, size_t item, uint64_t first,
                          size_t n, struct projection_block_scratch *scratch)
{
    if (item >= luck->item_count || first + n > luck->items[item].kept)
        return false;
    double factor = work->scales[0] / luck->items[item].scale;
    double *const to[PROJECTION_LUCK_COLUMNS] = {scratch->all_trials, scratch->all_full, scratch->all_effort,
                                                 scratch->longest};
    for (size_t column = 0; column < PROJECTION_LUCK_COLUMNS; column++) {
        const double *from = projection_luck_column(luck, item, column, first);
        double times = column ? factor : 1; // a scaled item has as many trials, each of so many runs
        for (size_t i = 0; i < n; i++)
            to[column][i] = from[i] * times;
    }
    return true;
}

void projection_luck_keep(struct projection_luck *luck, const struct work *work, size_t item, uint64_t first, size_t n,
                          const struct projection_block_scratch *scratch)
{
    // Of what is scaled to nothing nobody could tell how much it was.
    if (item >= luck->item_count || first != luck->items[item].kept || first + n > luck->samples ||
        !(work->scales[0] > 0))
        return;
    if (first == 0)
        luck->items[item].scale = work->scales[0];
    else if (work->scales[0] < luck->items[item].scale || work->scales[0] > luck->items[item].scale)
        return;
    const double *const from[PROJECTION_LUCK_COLUMNS] = {scratch->all_trials, scratch->all_full, scratch->all_effort,
                                                         scratch->longest};
    for (size_t column = 0; column < PROJECTION_LUCK_COLUMNS; column++)
        memcpy(projection_luck_column(luck, item, column, first), from[column], n * sizeof **from);
    luck->items[item].kept = first + n;
}
