// One run of the program: the arguments, everything that was read, and the sheet that a command fills.
#ifndef FLOPCAST_CLI_SESSION_H
#define FLOPCAST_CLI_SESSION_H

#include "cli/args.h"
#include "plan/plan.h"
#include "report/sheet.h"

struct session {
    struct args args;
    struct arena arena;
    struct diag diag;
    struct catalog catalog;
    struct reader reader;
    struct sheet sheet;
    int columns;         // of the terminal
    bool is_printed;     // the command has written its output itself, as it came
    int output_problem;  // errno of what became of that, when it failed
    bool is_interrupted; // by Ctrl-C, which is obeyed once what there is was printed
};

// Finds the data folder: --data, $FLOPCAST_DATA, or the one that belongs to the running binary (the source tree that it
// was built in, or PREFIX/share/flopcast). Free is legal after a failed init.
enum status session_init(struct session *session, const struct args *args) STATUS_MUST_CHECK;
void session_free(struct session *session);

// What the command line says over a plan. It points into the session.
struct plan_options session_options(const struct session *session);

// Opens the plan or model that the command line names, with its options.
enum status session_open_plan(struct session *session, struct plan *plan) STATUS_MUST_CHECK;

// The same for any of several.
enum status session_open_plan_named(struct session *session, const char *name, struct plan *plan) STATUS_MUST_CHECK;

#endif
