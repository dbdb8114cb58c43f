#include "uncertainty/factors.h"

#include <stdlib.h>

enum { FACTORS_STRIDE = FACTORS_BLOCK + 8 }; // padded, so that columns do not all begin in the same set of the cache

enum status factors_room_init(struct factors_room *room, const struct factors *factors, size_t count)
{
    *room = (struct factors_room){.memory = calloc(count * FACTORS_STRIDE + 1, sizeof *room->memory),
                                  .columns = calloc(count + 1, sizeof *room->columns)};
    if (!room->memory || !room->columns)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        room->columns[i] = room->memory + i * FACTORS_STRIDE;
    return factors->begin ? factors->begin(factors->context, &room->scratch) : STATUS_OK;
}

void factors_room_free(struct factors_room *room, const struct factors *factors)
{
    if (factors->end)
        factors->end(room->scratch);
    free(room->memory);
    free((void *)room->columns);
    *room = (struct factors_room){.memory = NULL};
}

void factors_place(const struct factors *factors, void *scratch, size_t n, const double *const *u, double *const *x)
{
    for (size_t factor = 0; factor < factors->count; factor++)
        factors->place(factors->context, scratch, factor, n, u + factors->first[factor], x + factors->first[factor]);
}
