#include "cli/session.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Messages name files the way a person at this working directory would.
static const char *session_relative(struct arena *arena, const char *path)
{
    char here[PATH_MAX], real[PATH_MAX];
    if (!realpath(path, real) || !getcwd(here, sizeof here))
        return path;
    size_t length = strlen(here);
    if (strcmp(real, here) == 0)
        return ".";
    if (strncmp(real, here, length) == 0 && real[length] == '/')
        return arena_copy(arena, real + length + 1, strlen(real + length + 1));
    return arena_copy(arena, real, strlen(real));
}

static bool session_is_data_folder(struct arena *arena, const char *path)
{
    const char *models = arena_format(arena, "%s/models", path);
    return models && access(models, R_OK | X_OK) == 0;
}

static const char *session_find_data(struct arena *arena)
{
    static const char *const beside[] = {"../share/flopcast", "../..", "..", "."};
    char binary[PATH_MAX];
    const char *stated = getenv("FLOPCAST_DATA");
    if (stated && stated[0])
        return stated;
    ssize_t length = readlink("/proc/self/exe", binary, sizeof binary - 1);
    if (length <= 0)
        return NULL;
    binary[length] = '\0';
    char *slash = strrchr(binary, '/');
    *slash = '\0';
    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
        const char *path = arena_format(arena, "%s/%s", binary, beside[i]);
        if (path && session_is_data_folder(arena, path))
            return path;
    }
    return NULL;
}

enum status session_init(struct session *session, const struct args *args)
{
    *session = (struct session){.args = *args};
    arena_init(&session->arena);
    diag_init(&session->diag);
    const char *data = args->data ? args->data : session_find_data(&session->arena);
    if (!data || !session_is_data_folder(&session->arena, data))
        return diag_error(&session->diag, (struct mark){0}, NULL,
                          "%s%sno models/ folder; name the data folder with --data DIR", data ? data : "",
                          data ? ": " : "");
    session->catalog = (struct catalog){.arena = &session->arena,
                                        .diag = &session->diag,
                                        .data_folder = session_relative(&session->arena, data),
                                        .is_value = dist_is_value};
    session->reader = (struct reader){.arena = &session->arena, .diag = &session->diag};
    sheet_init(&session->sheet, &session->arena, NULL);
    session->sheet.folder = session->catalog.data_folder;
    return session->catalog.data_folder ? STATUS_OK : STATUS_NO_MEMORY;
}

void session_free(struct session *session)
{
    arena_free(&session->arena);
    diag_free(&session->diag);
}

struct plan_options session_options(const struct session *session)
{
    const struct args *args = &session->args;
    return (struct plan_options){.hardware = args->hardware,
                                 .region = args->region,
                                 .devices = args->devices,
                                 .settings = args->settings,
                                 .setting_count = args->setting_count};
}

enum status session_open_plan(struct session *session, struct plan *plan)
{
    return session_open_plan_named(session, session->args.words[0], plan);
}

enum status session_open_plan_named(struct session *session, const char *name, struct plan *plan)
{
    struct plan_options options = session_options(session);
    return plan_open(&session->reader, &session->catalog, name, &options, plan);
}
