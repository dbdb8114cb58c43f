#include "cli/commands.h"

enum status cmd_sensitivity(struct session *session)
{
    return diag_error(&session->diag, (struct mark){0}, NULL, "not yet");
}
