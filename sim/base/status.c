#include "base/status.h"

static const struct {
    int exit_code;
    const char *sentence;
} status_rows[STATUS_COUNT] = {
#define STATUS_ROW(code, exit_code_value, text) [code] = {.exit_code = exit_code_value, .sentence = text},
    STATUS_ROWS(STATUS_ROW)
#undef STATUS_ROW
};

const char *status_sentence(enum status status)
{
    return status_rows[status].sentence;
}

int status_exit_code(enum status status)
{
    return status_rows[status].exit_code;
}
