// flopcast reproduce: a published study beside what is computed from its stated hours and watts, and beside what is
// predicted from the architectures alone.
#include "cli/commands.h"
#include "report/replication_sheet.h"

enum status cmd_reproduce(struct session *session)
{
    const struct yaml_node *node = NULL;
    struct replication replication;
    enum status status = catalog_open_text(&session->catalog, CATALOG_STUDY, session->args.words[0], &node);
    if (status == STATUS_OK)
        status = replication_run(&session->reader, &session->catalog, node, session->args.corrected, &replication);
    if (status == STATUS_OK)
        replication_sheet(&session->sheet, &replication, session->args.corrected);
    return status;
}
