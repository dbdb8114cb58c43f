#include "testing.h"

#include <stdalign.h>
#include <string.h>
#include <wchar.h>

static int arena_setup(void **state)
{
    static struct arena arena;
    arena_init(&arena);
    *state = &arena;
    return 0;
}

static int arena_teardown(void **state)
{
    arena_free(*state);
    return 0;
}

#define ARENA_CASE(function) cmocka_unit_test_setup_teardown(function, arena_setup, arena_teardown)

static void alloc_is_zeroed_and_aligned(void **state)
{
    struct arena *arena = *state;
    for (size_t size = 0; size < 300; size += 7) {
        unsigned char *block = arena_alloc(arena, size);
        assert_non_null(block);
        assert_int_equal((uintptr_t)block % alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(block[i], 0);
        memset(block, 0xAB, size);
    }
}

static void alloc_keeps_blocks_apart(void **state)
{
    // Enough of them for several chunks, each filled to its last byte: the sanitizer watches the chunk's ends.
    enum { BLOCKS = 2000, SIZE = 100 };
    struct arena *arena = *state;
    static unsigned char *blocks[BLOCKS];
    for (size_t i = 0; i < BLOCKS; i++) {
        blocks[i] = arena_alloc(arena, SIZE);
        assert_non_null(blocks[i]);
        memset(blocks[i], (int)(i % 251), SIZE);
    }
    for (size_t i = 0; i < BLOCKS; i++)
        for (size_t j = 0; j < SIZE; j++)
            assert_int_equal(blocks[i][j], i % 251);
}

static void alloc_larger_than_a_chunk(void **state)
{
    struct arena *arena = *state;
    size_t size = (size_t)1 << 20;
    unsigned char *small = arena_alloc(arena, 10), *large = arena_alloc(arena, size), *after = arena_alloc(arena, 10);
    assert_non_null(small);
    assert_non_null(large);
    assert_non_null(after);
    assert_int_equal(large[0], 0);
    assert_int_equal(large[size - 1], 0);
    memset(large, 1, size);
    assert_int_equal(small[0], 0);
    assert_int_equal(after[0], 0);
}

static void alloc_errors(void **state)
{
    struct arena *arena = *state;
    assert_null(arena_alloc(arena, SIZE_MAX));
    assert_null(arena_alloc(arena, SIZE_MAX - 7));
    assert_null(arena_alloc(arena, SIZE_MAX / 2 + 1));
    // A refusal leaves the arena usable.
    assert_non_null(arena_alloc(arena, 8));
}

static void array_of_items(void **state)
{
    struct arena *arena = *state;
    int64_t *items = arena_array(arena, 1000, sizeof *items);
    assert_non_null(items);
    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(items[i], 0);
    items[999] = 7;
    assert_non_null(arena_array(arena, 0, sizeof *items));
    assert_non_null(arena_array(arena, 5, 0));
}

static void array_errors(void **state)
{
    struct arena *arena = *state;
    assert_null(arena_array(arena, SIZE_MAX, 2));
    assert_null(arena_array(arena, SIZE_MAX / 8 + 1, 8));
    // count * size wraps to a small number here
    assert_null(arena_array(arena, ((size_t)1 << 62) + 1, 8));
    assert_null(arena_array(arena, 2, SIZE_MAX));
}

static void grow_keeps_the_items(void **state)
{
    struct arena *arena = *state;
    int *items = NULL;
    size_t count = 0, capacity = 0;
    for (int i = 0; i < 1000; i++) {
        int *grown = arena_grow(arena, items, count, count + 1, &capacity, sizeof *items);
        assert_non_null(grown);
        assert_true(capacity > count);
        items = grown;
        items[count++] = i;
    }
    for (int i = 0; i < 1000; i++)
        assert_int_equal(items[i], i);
}

static void grow_returns_a_block_that_is_large_enough(void **state)
{
    struct arena *arena = *state;
    size_t capacity = 0;
    int *items = arena_grow(arena, NULL, 0, 3, &capacity, sizeof *items);
    assert_non_null(items);
    assert_true(capacity >= 3);
    size_t before = capacity;
    assert_ptr_equal(arena_grow(arena, items, 3, before, &capacity, sizeof *items), items);
    assert_int_equal(capacity, before);
    // One jump beyond the double is met too.
    int *larger = arena_grow(arena, items, 3, before * 10, &capacity, sizeof *items);
    assert_non_null(larger);
    assert_true(capacity >= before * 10);
}

static void grow_errors(void **state)
{
    struct arena *arena = *state;
    size_t capacity = 0;
    int *items = arena_grow(arena, NULL, 0, 4, &capacity, sizeof *items);
    size_t before = capacity;
    assert_null(arena_grow(arena, items, 4, SIZE_MAX / 2, &capacity, sizeof *items));
    assert_int_equal(capacity, before);
}

static void copy_ends_with_nul(void **state)
{
    struct arena *arena = *state;
    assert_string_equal(arena_copy(arena, "abcdef", 3), "abc");
    assert_string_equal(arena_copy(arena, "", 0), "");
    assert_string_equal(arena_copy(arena, NULL, 0), "");
    const char *copy = arena_copy(arena, "a\0b", 3);
    assert_memory_equal(copy, "a\0b", 4);
}

static void copy_errors(void **state)
{
    // length + 1 must not wrap to an empty block that is then written past its end
    assert_null(arena_copy(*state, "a", SIZE_MAX - 1));
}

static void format_makes_text(void **state)
{
    struct arena *arena = *state;
    assert_string_equal(arena_format(arena, "%s-%d", "a", 12), "a-12");
    assert_string_equal(arena_format(arena, "%s", ""), "");
    const char *wide = arena_format(arena, "%*d", 100000, 7);
    assert_int_equal(strlen(wide), 100000);
    assert_int_equal(wide[99999], '7');
}

static char *format_through_list(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

static char *format_through_list(struct arena *arena, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    char *text = arena_vformat(arena, format, list);
    va_end(list);
    return text;
}

static void vformat_makes_text(void **state)
{
    // The list is walked twice inside (to measure, to write): the second walk must see the same arguments.
    assert_string_equal(format_through_list(*state, "%s %s %.2f %zu", "one", "two", 3.5, (size_t)4), "one two 3.50 4");
}

static void format_errors(void **state)
{
    // "%lc" of a wide character that the C locale cannot write makes vsnprintf fail.
    assert_null(arena_format(*state, "%lc", (wint_t)0x1F600));
    assert_null(format_through_list(*state, "%lc", (wint_t)0x1F600));
}

static void free_is_legal_at_any_time(void **state)
{
    (void)state;
    struct arena zeroed = {0}, arena;
    arena_free(&zeroed);
    arena_init(&arena);
    arena_free(&arena);
    assert_non_null(arena_alloc(&arena, 100));
    assert_non_null(arena_alloc(&arena, 200000));
    arena_free(&arena);
    arena_free(&arena);
    assert_null(arena.chunk);
    assert_non_null(arena_alloc(&arena, 1));
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ARENA_CASE(alloc_is_zeroed_and_aligned),
        ARENA_CASE(alloc_keeps_blocks_apart),
        ARENA_CASE(alloc_larger_than_a_chunk),
        ARENA_CASE(alloc_errors),
        ARENA_CASE(array_of_items),
        ARENA_CASE(array_errors),
        ARENA_CASE(grow_keeps_the_items),
        ARENA_CASE(grow_returns_a_block_that_is_large_enough),
        ARENA_CASE(grow_errors),
        ARENA_CASE(copy_ends_with_nul),
        ARENA_CASE(copy_errors),
        ARENA_CASE(format_makes_text),
        ARENA_CASE(vformat_makes_text),
        ARENA_CASE(format_errors),
        ARENA_CASE(free_is_legal_at_any_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
