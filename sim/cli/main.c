// flopcast: what training a model will cost, before anyone trains it.
#include <argp.h>
#include <errno.h>
#include <gsl/gsl_errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/progress.h"

// Ends the process: output that did not arrive is no output, and nothing after this can be trusted to arrive either.
static void main_output_failed(int problem)
{
    fprintf(stderr, "flopcast: writing the output failed: %s\n", problem ? strerror(problem) : "the stream is broken");
    _exit(status_exit_code(STATUS_IO));
}

// Whatever goes to standard output must arrive: a closed pipe or a full disk is an error, also for --help.
static void main_close_output(void)
{
    bool failed = ferror(stdout) != 0;
    errno = 0;
    if (fclose(stdout) != 0 || failed)
        main_output_failed(errno);
}

static void main_help(FILE *stream)
{
    fputs("Usage: flopcast COMMAND [ARGUMENT...]\n"
          "What training a model will cost, before anyone trains it.\n\n",
          stream);
    for (size_t i = 0; i < commands_count; i++)
        fprintf(stream, "  %-12s %s\n", commands[i].name, commands[i].sentence);
    fputs("\nExample:\n  flopcast estimate bert-base --hardware v100 --devices 64 --region us-2018\n\n"
          "`flopcast COMMAND --help` lists the options of a command.\n"
          "Exit status: 0 done; 1 the answer is no; 2 bad input; 3 the machine failed.\n",
          stream);
}

static int main_unknown(const char *word)
{
    const char *names[16] = {0};
    size_t count = 0;
    for (; count < commands_count && count < 16; count++)
        names[count] = commands[count].name;
    const char *nearest = diag_nearest(word, names, count);
    fprintf(stderr, "flopcast: there is no command \"%s\"%s%s%s\n\n", word, nearest ? "; did you mean \"" : "",
            nearest ? nearest : "", nearest ? "\"?" : "");
    main_help(stderr);
    return status_exit_code(STATUS_BAD_INPUT);
}

// The sheet is written to memory first, so that a failure leaves nothing half-written.
static enum status main_write(const struct session *session)
{
    char *text = NULL;
    size_t length = 0;
    FILE *memory = open_memstream(&text, &length);
    if (!memory)
        return STATUS_NO_MEMORY;
    if (session->sheet.verbatim)
        fputs(session->sheet.verbatim, memory);
    else
        session->args.format->write(&session->sheet, memory, session->columns);
    bool complete = !ferror(memory);
    if (fclose(memory) != 0 || !complete) {
        free(text);
        return STATUS_NO_MEMORY;
    }
    errno = 0;
    bool arrived = fwrite(text, 1, length, stdout) == length && fflush(stdout) == 0;
    free(text);
    if (!arrived)
        main_output_failed(errno);
    return STATUS_OK;
}

// Ends the process the way Ctrl-C would have, so that a shell stops its loop: what there is has been printed.
static void main_interrupt(void)
{
    errno = 0;
    if (fflush(stdout) != 0 || ferror(stdout))
        main_output_failed(errno);
    signal(SIGINT, SIG_DFL);
    raise(SIGINT);
}

static int main_run(const struct command *command, struct args *args)
{
    struct session session;
    enum status status = session_init(&session, args);
    session.columns = progress_columns(stdout);
    if (status == STATUS_OK)
        status = command->run(&session);
    if (session.is_printed && ferror(stdout))
        main_output_failed(session.output_problem);
    if (status == STATUS_OK)
        status = diag_status(&session.diag);
    if (status == STATUS_OK)
        status = sheet_status(&session.sheet);
    if ((status == STATUS_OK || status == STATUS_UNREACHABLE) && !session.is_printed) {
        enum status written = main_write(&session);
        status = written == STATUS_OK ? status : written;
    }
    diag_print(&session.diag, stderr);
    if (status != STATUS_OK && !session.diag.count)
        fprintf(stderr, "flopcast: %s\n", status_sentence(status));
    bool interrupted = session.is_interrupted;
    session_free(&session);
    free(args->words);
    free(args->command_line);
    if (interrupted)
        main_interrupt();
    return status_exit_code(status);
}

int main(int argc, char **argv)
{
    gsl_set_error_handler_off();
    signal(SIGPIPE, SIG_IGN); // a closed pipe is then a failed write, and is reported
    signal(SIGXFSZ, SIG_IGN); // a file that may not grow as well
    argp_err_exit_status = status_exit_code(STATUS_BAD_INPUT);
    atexit(main_close_output);
    if (argc < 2) {
        main_help(stderr);
        return status_exit_code(STATUS_BAD_INPUT);
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
        main_help(stdout);
        return 0;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("flopcast " FLOPCAST_VERSION);
        return 0;
    }
    const struct command *command = commands_named(argv[1]);
    if (!command)
        return main_unknown(argv[1]);
    struct args args;
    args_parse(command, argc - 1, argv + 1, &args);
    return main_run(command, &args);
}
