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
    bool is_interrupted; // by Ctrl-C: what there is was printed, and the process ends as if killed by it
};

// Finds the data folder: --data, $FLOPCAST_DATA, or the one that belongs to the running binary (the source tree that it
// was built in, or PREFIX/share/flopcast). Free is legal after a failed init.
enum status session_init(struct session *session, const struct args *args) STATUS_MUST_CHECK;
void session_free(struct session *session);

// Opens the plan or model that the command line names, with its options.
enum status session_open_plan(struct session *session, struct plan *plan) STATUS_MUST_CHECK;

// The same for any of several.
enum status session_open_plan_named(struct session *session, const char *name, struct plan *plan) STATUS_MUST_CHECK;

#endif
