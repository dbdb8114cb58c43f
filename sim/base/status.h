// Outcome of every operation that can fail: one row per code, with the sentence that explains it and the process
// exit code that it becomes. Contract: 0 done; 1 the answer is "does not fit / cannot be reached"; 2 bad input;
// 3 the machine failed us (disk, memory).
#ifndef FLOPCAST_BASE_STATUS_H
#define FLOPCAST_BASE_STATUS_H

#define STATUS_ROWS(ROW)                                                                                               \
    ROW(STATUS_OK, 0, "done")                                                                                          \
    ROW(STATUS_UNREACHABLE, 1, "the question has no feasible answer")                                                  \
    ROW(STATUS_BAD_INPUT, 2, "the input is not usable")                                                                \
    ROW(STATUS_NO_MEMORY, 3, "out of memory")                                                                          \
    ROW(STATUS_IO, 3, "reading or writing failed")

enum status {
#define STATUS_ENUM(code, exit_code, sentence) code,
    STATUS_ROWS(STATUS_ENUM)
#undef STATUS_ENUM
        STATUS_COUNT
};

// A failure that nobody looks at is a defect: functions returning a status carry this.
#define STATUS_MUST_CHECK __attribute__((warn_unused_result))

const char *status_sentence(enum status status);
int status_exit_code(enum status status);

#endif
