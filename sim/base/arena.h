// Everything read from YAML lives in one arena and is freed at once. Pointers stay valid until arena_free.
// Allocation returns NULL only when the system is out of memory; requests are aligned for any type and zeroed.
#ifndef FLOPCAST_BASE_ARENA_H
#define FLOPCAST_BASE_ARENA_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct arena {
    struct arena_chunk *chunk; // newest first
    bool failed;               // an allocation was refused since arena_init; what was built meanwhile is incomplete
};

void arena_init(struct arena *arena);
void arena_free(struct arena *arena); // legal on a zeroed or already freed arena

void *arena_alloc(struct arena *arena, size_t size);

// size = count * item_size, NULL when that overflows
void *arena_array(struct arena *arena, size_t count, size_t item_size);

// Array that grows by doubling: returns a block that holds `needed` items with the `used` old ones copied in, and
// updates *capacity; the old block when it is large enough already.
void *arena_grow(struct arena *arena, void *items, size_t used, size_t needed, size_t *capacity, size_t item_size);

char *arena_copy(struct arena *arena, const char *text, size_t length); // NUL-terminated copy
char *arena_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vformat(struct arena *arena, const char *format, va_list list) __attribute__((format(printf, 2, 0)));

#endif
