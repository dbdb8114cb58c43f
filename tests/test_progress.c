// progress.c: what a run hears of Ctrl-C, and that a stream that is no terminal hears nothing. The program's own files
// are in no library, so this one is taken in whole.
#define _GNU_SOURCE // posix_openpt and its like
#include "testing.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/progress.c"

static size_t others; // Ctrl-Cs that the handler before ours got

static void other_handler(int signal_number)
{
    (void)signal_number;
    others++;
}

static void a_file_gets_nothing(void **state)
{
    (void)state;
    char *text = NULL;
    size_t length = 0;
    FILE *file = tmpfile(), *memory = open_memstream(&text, &length);
    assert_non_null(file);
    assert_non_null(memory);
    for (size_t i = 0; i < 2; i++) {
        struct progress progress;
        progress_init(&progress, "samples", 10, i ? memory : file);
        progress.started_s -= 100; // long past the time when a terminal would see a line
        assert_true(progress_tick(&progress, 1, 10));
        assert_true(progress_tick(&progress, 10, 10));
        progress_free(&progress);
        progress_free(&progress);
    }
    assert_int_equal(ftell(file), 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(fclose(memory), 0);
    assert_int_equal(length, 0);
    free(text);
}

static void ctrl_c_stops_the_run_and_is_given_back(void **state)
{
    (void)state;
    struct progress progress;
    struct sigaction other = {.sa_handler = other_handler}, now;
    sigemptyset(&other.sa_mask);
    assert_int_equal(sigaction(SIGINT, &other, NULL), 0);
    others = 0;
    for (size_t i = 0; i < 2; i++) {
        progress_init(&progress, "samples", 10, stderr);
        assert_false(progress_interrupted()); // what came in the run before is forgotten
        assert_true(progress_tick(&progress, 1, 10));
        assert_int_equal(raise(SIGINT), 0);
        assert_true(progress_interrupted());
        assert_false(progress_tick(&progress, 2, 10));
        progress_free(&progress);
        assert_true(progress_interrupted()); // still to be asked after the run
    }
    assert_int_equal(others, 0);
    assert_int_equal(raise(SIGINT), 0);
    assert_int_equal(others, 1);
    assert_int_equal(sigaction(SIGINT, NULL, &now), 0);
    assert_true(now.sa_handler == other_handler);
    signal(SIGINT, SIG_DFL);
}

static void a_second_ctrl_c_ends_the_process(void **state)
{
    (void)state;
    int how = 0;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct progress progress;
        signal(SIGINT, SIG_DFL);
        progress_init(&progress, "samples", 10, stderr);
        raise(SIGINT);
        if (progress_tick(&progress, 1, 10))
            _exit(1);
        raise(SIGINT);
        _exit(2);
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFSIGNALED(how));
    assert_int_equal(WTERMSIG(how), SIGINT);
}

// As in `nohup` or a background job of a script.
static void an_ignored_ctrl_c_stays_ignored(void **state)
{
    (void)state;
    struct progress progress;
    signal(SIGINT, SIG_IGN);
    progress_init(&progress, "samples", 10, stderr);
    assert_int_equal(raise(SIGINT), 0);
    assert_true(progress_tick(&progress, 1, 10));
    progress_free(&progress);
    assert_true(signal(SIGINT, SIG_DFL) == SIG_IGN);
}

static void colour_obeys_the_environment(void **state)
{
    (void)state;
    static const struct {
        const char *terminal, *none;
        bool wanted;
    } rows[] = {{"xterm", NULL, true}, {"xterm", "", true}, {"xterm", "1", false}, {"xterm", "0", false},
                {"dumb", NULL, false}, {"", NULL, false},   {NULL, NULL, false}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        unsetenv("TERM");
        unsetenv("NO_COLOR");
        if (rows[i].terminal)
            setenv("TERM", rows[i].terminal, 1);
        if (rows[i].none)
            setenv("NO_COLOR", rows[i].none, 1);
        assert_int_equal(progress_wants_colour(), rows[i].wanted);
    }
}

static void widths_are_kept_in_bounds(void **state)
{
    (void)state;
    static const struct {
        const char *stated;
        int columns;
    } rows[] = {{"80", 80}, {"40", 40}, {"10", 40}, {"200", 200}, {"99999999999999999999", 200}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        setenv("COLUMNS", rows[i].stated, 1);
        assert_int_equal(progress_columns(stderr), rows[i].columns);
    }
    FILE *file = tmpfile();
    assert_non_null(file);
    setenv("COLUMNS", "wide", 1);
    assert_int_equal(progress_columns(file), 80);
    unsetenv("COLUMNS");
    assert_int_equal(progress_columns(file), 80);
    assert_int_equal(fclose(file), 0);
}

// A terminal of our own: the lines that it shows, with the clock set by hand.
static void a_terminal_sees_a_line_that_goes_away(void **state)
{
    (void)state;
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0)
        skip(); // no terminals to be had here
    const char *name = ptsname(master);
    assert_non_null(name);
    FILE *terminal = fopen(name, "w");
    assert_non_null(terminal);
    struct winsize size = {.ws_row = 24, .ws_col = 60};
    assert_int_equal(ioctl(master, TIOCSWINSZ, &size), 0);
    unsetenv("COLUMNS");
    setenv("NO_COLOR", "1", 1);

    struct progress progress;
    progress_init(&progress, "samples", 100, terminal);
    assert_true(progress.is_terminal);
    progress.started_s += 1000; // begun a moment ago, however slow this machine is: nothing to see yet
    assert_true(progress_tick(&progress, 10, 0));
    assert_int_equal(progress.drawn_columns, 0);
    progress.started_s -= 2000;
    assert_true(progress_tick(&progress, 20, 0));
    progress.drawn_s += 1000; // drawn a moment ago
    assert_true(progress_tick(&progress, 30, 0));
    progress.drawn_s -= 2000;
    assert_true(progress_tick(&progress, 40, 80)); // a total that changed
    progress_free(&progress);
    progress_free(&progress);

    char text[1024] = "";
    // A terminal hands over what was written in as many pieces as it likes.
    struct pollfd readable = {.fd = master, .events = POLLIN};
    ssize_t length = 0, piece = 1;
    while (piece > 0 && length < 3 * 61 && poll(&readable, 1, 10000) == 1) {
        piece = read(master, text + length, sizeof text - 1 - (size_t)length);
        length += piece > 0 ? piece : 0;
    }
    assert_int_equal(fclose(terminal), 0);
    assert_int_equal(close(master), 0);
    char blanks[60];
    memset(blanks, ' ', sizeof blanks);
    blanks[59] = '\0';
    assert_int_equal(length, 3 * 61); // two lines and one of blanks, each between returns
    TESTING_CONTAINS(text, "\rsamples  [###");
    TESTING_CONTAINS(text, "]  20 %");
    TESTING_CONTAINS(text, "]  50 %");
    assert_null(strstr(text, "10 %"));
    assert_null(strstr(text, "30 %"));
    assert_null(strchr(text, '\033'));
    assert_int_equal(text[122], '\r');
    assert_memory_equal(text + 123, blanks, 59); // what was there is covered
    assert_int_equal(text[182], '\r');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_gets_nothing),
        cmocka_unit_test(ctrl_c_stops_the_run_and_is_given_back),
        cmocka_unit_test(a_second_ctrl_c_ends_the_process),
        cmocka_unit_test(an_ignored_ctrl_c_stays_ignored),
        cmocka_unit_test(colour_obeys_the_environment),
        cmocka_unit_test(widths_are_kept_in_bounds),
        cmocka_unit_test(a_terminal_sees_a_line_that_goes_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
