// libFuzzer target: the bytes are what `--over` may be given, "NAME=VALUES"; every value of an input is then compiled
// for sampling and drawn at a few points, all of which must lie within its ends and rise with the fraction.
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sampling/kernel.h"
#include "uncertainty/sweep_axis.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum { POINTS = 8 };

static void fuzz_words_draw(struct arena *arena, const struct dist *dist)
{
    static const double u[POINTS] = {0x1p-53, 1e-9, 0.01, 0.3, 0.5, 0.8, 1 - 1e-9, 1 - 0x1p-53};
    double v[POINTS], x[POINTS];
    struct draw draw;
    const struct kernel *kernel = kernel_best();
    if (draw_compile(arena, dist, &draw) != STATUS_OK)
        return;
    kernel->complement(POINTS, u, v);
    kernel->draw(&draw, POINTS, u, v, x);
    for (size_t i = 0; i < POINTS; i++)
        // Rounding may turn neighbours round by a few of the last digits, where a table meets an exact cell by 1e-9.
        if (isnan(x[i]) || (i && x[i] < x[i - 1] - 1e-8 * fabs(x[i - 1]))) {
            fprintf(stderr, "drawn at %.17g: %.17g after %.17g\n", u[i], x[i], i ? x[i - 1] : 0);
            abort();
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena;
    struct diag diag;
    struct sweep_axis axis;
    if (size > 4096 || memchr(bytes, 0, size))
        return -1;
    arena_init(&arena);
    diag_init(&diag);
    struct reader reader = {.arena = &arena, .diag = &diag};
    char *text = arena_copy(&arena, (const char *)bytes, size);
    if (!text)
        abort();
    enum status status = sweep_axis_read(&reader, text, 1000000, &axis);
    if (status == STATUS_BAD_INPUT ? !diag.errors : status != STATUS_OK)
        abort(); // what fails says why
    if (status == STATUS_OK) {
        (void)sweep_axis_number(&axis, axis.count - 1);
        if (!sweep_axis_text(&axis, axis.count - 1, &arena))
            abort();
        for (uint64_t at = 0; axis.kind == SWEEP_INPUT && at < axis.count && at < 4; at++) {
            struct input input = sweep_axis_input(&axis, at);
            fuzz_words_draw(&arena, &input.dist);
        }
    }
    arena_free(&arena);
    diag_free(&diag);
    return 0;
}
