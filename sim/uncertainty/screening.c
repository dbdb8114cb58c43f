#include "uncertainty/screening.h"

#include <math.h>

#include "base/random.h"

static const double screening_low = 0.05, screening_range = 0.9;

// Columns of a room: u[inputs], x[inputs], out[outputs].
static enum status screening_room(struct factors_room *room, const struct factors *factors)
{
    return factors_room_init(room, factors, 2 * factors->input_count + factors->output_count);
}

static double *const *screening_evaluate(const struct factors *factors, const struct factors_room *room, size_t n)
{
    double *const *x = room->columns + factors->input_count, *const *out = x + factors->input_count;
    factors_place(factors, room->scratch, n, (const double *const *)room->columns, x);
    factors->evaluate(factors->context, room->scratch, n, (const double *const *)x, out);
    return out;
}

static void screening_set(const struct factors *factors, const struct factors_room *room, size_t factor, size_t at,
                          double u)
{
    for (size_t i = factors->first[factor]; i < factors->first[factor + 1]; i++)
        room->columns[i][at] = factors->follows && factors->follows[i] ? 0.5 : u;
}

// One path: from a random corner of the grid, each factor moves once by two thirds of its range, in random order.
// Point s + 1 differs from point s in factor order[s], by signs[s].
static void screening_path(const struct factors *factors, const struct factors_room *room, uint64_t key, uint64_t path,
                           size_t *order, double *signs)
{
    size_t count = factors->count;
    uint32_t words[4];
    for (size_t i = 0; i < count; i++)
        order[i] = i;
    for (size_t i = count; i > 1; i--) {
        random_words(key, path, i, words);
        size_t other = (size_t)(((uint64_t)words[0] * i) >> 32), kept = order[i - 1];
        order[i - 1] = order[other];
        order[other] = kept;
    }
    for (size_t s = 0; s < count; s++) {
        random_words(key, path, count + 1 + s, words);
        double level = words[0] & 1 ? 1.0 / 3 : 0;
        bool up = words[1] & 1;
        signs[s] = up ? 1 : -1;
        for (size_t at = 0; at <= count; at++) {
            bool moved = at > s;
            screening_set(factors, room, order[s], at,
                          screening_low + screening_range * (level + (moved == up ? 2.0 / 3 : 0)));
        }
    }
}

enum status screening_morris(const struct factors *factors, uint64_t seed, size_t paths,
                             struct screening_effect *effects)
{
    struct factors_room room;
    size_t order[FACTORS_BLOCK] = {0}, count = factors->count;
    double signs[FACTORS_BLOCK] = {0};
    uint64_t key = random_key(seed, "morris", 0);
    enum status status = screening_room(&room, factors);
    for (size_t i = 0; i < count * factors->output_count; i++)
        effects[i] = (struct screening_effect){0};
    for (uint64_t path = 0; path < paths && status == STATUS_OK; path++) {
        screening_path(factors, &room, key, path, order, signs);
        double *const *out = screening_evaluate(factors, &room, count + 1);
        for (size_t m = 0; m < factors->output_count; m++)
            for (size_t s = 0; s < count; s++) {
                struct screening_effect *effect = &effects[m * count + order[s]];
                double change = signs[s] * (out[m][s + 1] - out[m][s]) * 1.5, far = change - effect->mean;
                // Welford 1962: effects that are all alike keep no spread from rounding.
                effect->mean += far / (double)(path + 1);
                effect->mean_absolute += fabs(change) / (double)paths;
                effect->sd += far * (change - effect->mean);
            }
    }
    for (size_t i = 0; i < count * factors->output_count; i++)
        effects[i].sd = sqrt(effects[i].sd / (double)(paths - 1));
    factors_room_free(&room, factors);
    return status;
}

enum status screening_tornado(const struct factors *factors, struct screening_bar *bars, double *middle)
{
    struct factors_room room;
    size_t count = factors->count;
    enum status status = screening_room(&room, factors);
    // Factor f at both of its ends; factor `count` is none, which leaves the middle.
    for (size_t f = 0; f <= count && status == STATUS_OK; f++) {
        for (size_t other = 0; other < count; other++)
            for (size_t end = 0; end < 2; end++)
                screening_set(factors, &room, other, end,
                              other == f ? screening_low + screening_range * (double)end : 0.5);
        double *const *out = screening_evaluate(factors, &room, 2);
        for (size_t m = 0; m < factors->output_count; m++)
            if (f == count)
                middle[m] = out[m][0];
            else
                bars[m * count + f] = (struct screening_bar){.low = out[m][0], .high = out[m][1]};
    }
    factors_room_free(&room, factors);
    return status;
}
