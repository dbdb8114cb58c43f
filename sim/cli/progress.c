#include "cli/progress.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "report/progress_text.h"

enum { PROGRESS_COLUMNS = 80, PROGRESS_COLUMNS_MIN = 40, PROGRESS_COLUMNS_MAX = PROGRESS_TEXT_COLUMNS_MAX };

static const double progress_patience_s = 0.5; // a run that is done sooner needs no line
static const double progress_pause_s = 0.1;    // between two lines

// The one thing here that belongs to the process: a signal handler is given nothing and may touch nothing else.
static volatile sig_atomic_t progress_signal;

static void progress_catch(int signal_number)
{
    progress_signal = signal_number;
}

static double progress_now(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

int progress_columns(FILE *stream)
{
    const char *stated = getenv("COLUMNS");
    struct winsize size = {0};
    long columns = stated ? strtol(stated, NULL, 10) : 0;
    if (columns <= 0 && ioctl(fileno(stream), TIOCGWINSZ, &size) == 0)
        columns = size.ws_col;
    if (columns <= 0)
        columns = PROGRESS_COLUMNS;
    return (int)(columns < PROGRESS_COLUMNS_MIN   ? PROGRESS_COLUMNS_MIN
                 : columns > PROGRESS_COLUMNS_MAX ? PROGRESS_COLUMNS_MAX
                                                  : columns);
}

static bool progress_wants_colour(void)
{
    const char *none = getenv("NO_COLOR"), *terminal = getenv("TERM");
    return !(none && none[0]) && terminal && terminal[0] && strcmp(terminal, "dumb") != 0;
}

void progress_init(struct progress *progress, const char *what, uint64_t total, FILE *stream)
{
    bool is_terminal = fileno(stream) >= 0 && isatty(fileno(stream));
    *progress = (struct progress){.what = what,
                                  .total = total,
                                  .stream = stream,
                                  .is_terminal = is_terminal,
                                  .has_colour = is_terminal && progress_wants_colour(),
                                  .started_s = progress_now()};
    // Handled once: the second Ctrl-C finds the default, which ends the process.
    struct sigaction action = {.sa_handler = progress_catch, .sa_flags = (int)(SA_RESETHAND | SA_RESTART)};
    sigemptyset(&action.sa_mask);
    progress_signal = 0;
    progress->is_catching = sigaction(SIGINT, NULL, &progress->before) == 0 && progress->before.sa_handler != SIG_IGN &&
                            sigaction(SIGINT, &action, NULL) == 0;
}

static void progress_clear(struct progress *progress)
{
    if (progress->drawn_columns) {
        fprintf(progress->stream, "\r%*s\r", progress->drawn_columns - 1, "");
        fflush(progress->stream);
    }
    progress->drawn_columns = 0;
}

void progress_free(struct progress *progress)
{
    progress_clear(progress);
    if (progress->is_catching)
        sigaction(SIGINT, &progress->before, NULL);
    progress->is_catching = false;
}

static void progress_draw(struct progress *progress, uint64_t done, double elapsed_s)
{
    char text[PROGRESS_TEXT_SIZE];
    int columns = progress_columns(progress->stream);
    struct progress_text facts = {.what = progress->what,
                                  .done = done,
                                  .total = progress->total,
                                  .elapsed_s = elapsed_s,
                                  .columns = columns,
                                  .has_colour = progress->has_colour};
    progress_text(&facts, text);
    // The cursor goes back to the front, where the ^C of a Ctrl-C breaks no line.
    fprintf(progress->stream, "\r%s\r", text);
    fflush(progress->stream);
    progress->drawn_columns = columns;
}

bool progress_tick(void *progress, uint64_t done, uint64_t total)
{
    struct progress *self = progress;
    self->total = total ? total : self->total;
    double now_s = self->is_terminal ? progress_now() : 0;
    bool is_due = self->is_terminal && now_s - self->started_s >= progress_patience_s &&
                  (!self->drawn_columns || now_s - self->drawn_s >= progress_pause_s);
    if (is_due) {
        progress_draw(self, done, now_s - self->started_s);
        self->drawn_s = now_s;
    }
    return !progress_interrupted();
}

bool progress_interrupted(void)
{
    return progress_signal != 0;
}
