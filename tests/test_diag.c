#include "testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// What diag_print writes, in the arena of the test.
static const char *printed(struct testing *t)
{
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    assert_non_null(stream);
    diag_print(&t->diag, stream);
    assert_int_equal(fclose(stream), 0);
    const char *copy = arena_copy(&t->arena, text, length);
    free(text);
    assert_non_null(copy);
    return copy;
}

static struct mark mark_in(struct testing *t, const char *text, size_t line, size_t column, size_t width)
{
    return (struct mark){.source = testing_source(t, text), .line = line, .column = column, .width = width};
}

static void error_is_kept(void **state)
{
    struct testing *t = testing_of(state);
    struct mark mark = mark_in(t, "a: 1\n", 1, 4, 1);
    char path[] = "training.steps";
    assert_int_equal(diag_error(&t->diag, mark, path, "%s is %d", "a", 1), STATUS_BAD_INPUT);
    // The message outlives the caller's buffer.
    memset(path, 'x', sizeof path - 1);
    assert_int_equal(t->diag.count, 1);
    assert_int_equal(t->diag.errors, 1);
    const struct diag_message *message = &t->diag.messages[0];
    assert_int_equal(message->level, DIAG_ERROR);
    assert_string_equal(message->text, "a is 1");
    assert_string_equal(message->path, "training.steps");
    assert_ptr_equal(message->mark.source, mark.source);
    assert_int_equal(message->mark.line, 1);
    assert_int_equal(message->mark.column, 4);
}

static void error_without_a_path(void **state)
{
    struct testing *t = testing_of(state);
    diag_error(&t->diag, (struct mark){0}, NULL, "nowhere");
    assert_string_equal(t->diag.messages[0].path, "");
    assert_string_equal(printed(t), "error: nowhere\n");
}

static void warning_is_no_error(void **state)
{
    struct testing *t = testing_of(state);
    diag_warning(&t->diag, (struct mark){0}, NULL, "mind %d", 3);
    assert_int_equal(t->diag.count, 1);
    assert_int_equal(t->diag.errors, 0);
    assert_int_equal(t->diag.messages[0].level, DIAG_WARNING);
    assert_int_equal(diag_status(&t->diag), STATUS_OK);
    assert_string_equal(printed(t), "warning: mind 3\n");
}

static void status_tells_the_worst(void **state)
{
    struct testing *t = testing_of(state);
    assert_int_equal(diag_status(&t->diag), STATUS_OK);
    diag_error(&t->diag, (struct mark){0}, NULL, "x");
    assert_int_equal(diag_status(&t->diag), STATUS_BAD_INPUT);
    t->diag.no_memory = true;
    assert_int_equal(diag_status(&t->diag), STATUS_NO_MEMORY);
}

static void same_mistake_is_kept_once(void **state)
{
    struct testing *t = testing_of(state);
    struct mark mark = mark_in(t, "a: 1\n", 1, 4, 1), other = mark;
    other.column = 1;
    diag_error(&t->diag, mark, "first", "wrong");
    diag_error(&t->diag, mark, "second", "wrong");
    TESTING_ERRORS(t, 1);
    diag_error(&t->diag, mark, "first", "also wrong");
    diag_error(&t->diag, other, "first", "wrong");
    TESTING_ERRORS(t, 3);
    assert_int_equal(t->diag.count, 3);
}

static void errors_past_the_cap_are_counted(void **state)
{
    struct testing *t = testing_of(state);
    for (int i = 0; i < 5000; i++)
        diag_error(&t->diag, (struct mark){0}, NULL, "mistake %d", i);
    TESTING_ERRORS(t, 5000);
    assert_true(t->diag.count < 5000); // hostile input costs bounded memory
    const char *text = printed(t);
    TESTING_CONTAINS(text, "error: mistake 0\n");
    TESTING_CONTAINS(text, testing_text(t, "error: mistake %d\n", DIAG_MESSAGES_MAX - 1));
    assert_null(strstr(text, testing_text(t, "error: mistake %d\n", DIAG_MESSAGES_MAX)));
    TESTING_CONTAINS(text, testing_text(t, "... and %d more errors\n", 5000 - DIAG_MESSAGES_MAX));
}

static void same_mistake_past_the_cap_is_one(void **state)
{
    struct testing *t = testing_of(state);
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 200; i++)
            diag_error(&t->diag, (struct mark){0}, NULL, "mistake %d", i);
    TESTING_ERRORS(t, 200);
}

static void warnings_do_not_hide_that_there_are_errors(void **state)
{
    struct testing *t = testing_of(state);
    for (int i = 0; i < 100; i++)
        diag_warning(&t->diag, (struct mark){0}, NULL, "warning %d", i);
    diag_error(&t->diag, (struct mark){0}, NULL, "late");
    assert_int_equal(diag_status(&t->diag), STATUS_BAD_INPUT);
    TESTING_CONTAINS(printed(t), "... and 1 more error\n");
}

static void free_makes_it_new(void **state)
{
    struct testing *t = testing_of(state);
    diag_error(&t->diag, (struct mark){0}, NULL, "x");
    diag_free(&t->diag);
    diag_free(&t->diag);
    diag_init(&t->diag);
    assert_int_equal(diag_status(&t->diag), STATUS_OK);
    assert_string_equal(printed(t), "");
}

// ---- printing -----------------------------------------------------------------------------------

static void print_shows_the_place(void **state)
{
    struct testing *t = testing_of(state);
    diag_error(&t->diag, mark_in(t, "device: x\npeak:\n  fp23: 1\n", 3, 3, 4), "peak", "unknown key \"fp23\"");
    assert_string_equal(printed(t), "test.yaml:3:3: error: unknown key \"fp23\" (at peak)\n"
                                    "     3 |   fp23: 1\n"
                                    "       |   ^~~~\n");
}

static void print_of_a_whole_text(void **state)
{
    struct testing *t = testing_of(state);
    diag_error(&t->diag, mark_in(t, "a: 1\n", 0, 0, 0), NULL, "wrong");
    assert_string_equal(printed(t), "test.yaml: error: wrong\n");
}

static void print_in_the_order_found(void **state)
{
    struct testing *t = testing_of(state);
    diag_error(&t->diag, (struct mark){0}, NULL, "one");
    diag_warning(&t->diag, (struct mark){0}, NULL, "two");
    diag_error(&t->diag, (struct mark){0}, "p", "three");
    assert_string_equal(printed(t), "error: one\nwarning: two\nerror: three (at p)\n");
}

static void print_counts_characters(void **state)
{
    struct testing *t = testing_of(state);
    // Two-, three- and four-byte characters before the caret: one column each.
    diag_error(&t->diag, mark_in(t, "é€😀: x", 1, 6, 1), NULL, "x");
    TESTING_CONTAINS(printed(t), "     1 | é€😀: x\n       |      ^\n");
}

static void print_keeps_tabs_and_hides_controls(void **state)
{
    struct testing *t = testing_of(state);
    // The tab is repeated below, so that the caret stands under its character however wide tabs are shown.
    diag_error(&t->diag, mark_in(t, "\ta\x1b[31mb\x7f", 1, 3, 1), NULL, "x");
    const char *text = printed(t);
    TESTING_CONTAINS(text, "     1 | \ta?[31mb?\n       | \t ^\n");
}

static void print_of_line_ends(void **state)
{
    struct testing *t = testing_of(state);
    diag_error(&t->diag, mark_in(t, "a: 1\r\nb: 2", 1, 1, 1), NULL, "one");
    diag_error(&t->diag, mark_in(t, "a: 1\r\nb: 2", 2, 5, 1), NULL, "two");
    diag_error(&t->diag, mark_in(t, "", 1, 1, 1), NULL, "three");
    const char *text = printed(t);
    TESTING_CONTAINS(text, "     1 | a: 1\n       | ^\n");
    // The caret may stand behind the last character.
    TESTING_CONTAINS(text, "     2 | b: 2\n       |     ^\n");
    TESTING_CONTAINS(text, "three\n     1 | \n       | ^\n");
}

static void print_shows_a_window_of_a_long_line(void **state)
{
    struct testing *t = testing_of(state);
    const char *left = testing_repeat(t, "é", 500), *right = testing_repeat(t, "b", 5000);
    diag_error(&t->diag, mark_in(t, testing_text(t, "%sX%s", left, right), 1, 501, 4000), NULL, "x");
    const char *text = printed(t);
    assert_true(strlen(text) < 500);
    const char *line = strstr(text, " | "), *below = line ? strstr(line + 1, " | ") : NULL;
    assert_non_null(below);
    const char *caret = strchr(below, '^'), *x = strchr(line, 'X');
    assert_non_null(caret);
    assert_non_null(x);
    size_t characters = 0;
    for (const char *at = line + 3; at < x; at++)
        characters += ((unsigned char)*at & 0xC0) != 0x80;
    assert_int_equal(caret - (below + 3), characters);
}

static void print_shows_a_line_that_fits_from_its_start(void **state)
{
    struct testing *t = testing_of(state);
    const char *line = testing_text(t, "start %s X", testing_repeat(t, "b", 80));
    diag_error(&t->diag, mark_in(t, line, 1, 88, 1), NULL, "x");
    TESTING_CONTAINS(printed(t), testing_text(t, "     1 | %s\n", line));
}

static void print_errors(void **state)
{
    struct testing *t = testing_of(state);
    // A place that the text does not have is no reason to read past it.
    diag_error(&t->diag, mark_in(t, "a: 1", 7, 1, 1), NULL, "past the last line");
    diag_error(&t->diag, mark_in(t, "a: 1", 1, 400, 10), NULL, "past the last column");
    const char *text = printed(t);
    TESTING_CONTAINS(text, "test.yaml:7:1: error: past the last line\n");
    TESTING_CONTAINS(text, "test.yaml:1:400: error: past the last column\n");
}

static void print_never_sends_escapes_to_the_terminal(void **state)
{
    struct testing *t = testing_of(state);
    // YAML's "\e" puts an escape into a key without one in the text; messages quote keys, values and file names.
    diag_error(&t->diag, mark_in(t, "\"\\e[2Jx\": 1", 1, 1, 3), "a\x1b", "unknown key \"\x1b[2Jx\"");
    assert_null(strchr(printed(t), 0x1B));
}

// ---- suggestions --------------------------------------------------------------------------------

static const char *const words[] = {"utilization", "goodput", "pue", "power_device", "power_host", "measured_power"};

static const char *nearest(const char *word)
{
    return diag_nearest(word, words, sizeof words / sizeof *words);
}

static void nearest_finds_what_was_meant(void **state)
{
    (void)state;
    assert_string_equal(nearest("utilisation"), "utilization");
    assert_string_equal(nearest("goodptu"), "goodput"); // two letters exchanged
    assert_string_equal(nearest("pu"), "pue");
    assert_string_equal(nearest("pue"), "pue");
    assert_string_equal(nearest("power_devise"), "power_device");
    assert_string_equal(nearest("util"), "utilization");   // a beginning
    assert_string_equal(nearest("power"), "power_device"); // the first of several
}

static void nearest_prefers_the_nearer(void **state)
{
    (void)state;
    static const char *const names[] = {"width_in", "width", "widths"};
    assert_string_equal(diag_nearest("width", names, 3), "width");
    assert_string_equal(diag_nearest("widthz", names, 3), "width");
}

static void nearest_errors(void **state)
{
    struct testing *t = testing_of(state);
    assert_null(nearest("elephant"));
    assert_null(nearest("carbon_intensity"));
    static const char *const short_names[] = {"ar", "sa", "us"};
    assert_null(diag_nearest("mars", short_names, 3)); // another word
    assert_string_equal(diag_nearest("usa", short_names, 3), "us");
    static const char *const keys[] = {"num_beams"};
    assert_null(diag_nearest("num_kv_heads", keys, 1));
    assert_null(diag_nearest("pue", words, 0));
    assert_null(nearest(testing_repeat(t, "x", 10000)));
    const char *longer[] = {testing_repeat(t, "pue", 1000)};
    assert_null(diag_nearest("goodput", longer, 1));
    assert_null(nearest(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(error_is_kept),
        TESTING_CASE(error_without_a_path),
        TESTING_CASE(warning_is_no_error),
        TESTING_CASE(status_tells_the_worst),
        TESTING_CASE(same_mistake_is_kept_once),
        TESTING_CASE(errors_past_the_cap_are_counted),
        TESTING_CASE(same_mistake_past_the_cap_is_one),
        TESTING_CASE(warnings_do_not_hide_that_there_are_errors),
        TESTING_CASE(free_makes_it_new),
        TESTING_CASE(print_shows_the_place),
        TESTING_CASE(print_of_a_whole_text),
        TESTING_CASE(print_in_the_order_found),
        TESTING_CASE(print_counts_characters),
        TESTING_CASE(print_keeps_tabs_and_hides_controls),
        TESTING_CASE(print_of_line_ends),
        TESTING_CASE(print_shows_a_window_of_a_long_line),
        TESTING_CASE(print_shows_a_line_that_fits_from_its_start),
        TESTING_CASE(print_errors),
        TESTING_CASE(print_never_sends_escapes_to_the_terminal),
        TESTING_CASE(nearest_finds_what_was_meant),
        TESTING_CASE(nearest_prefers_the_nearer),
        TESTING_CASE(nearest_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
