#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/utf8.h"

enum { OUTPUT_COLUMNS = 120, OUTPUT_NAME_MAX = 80 };

// ---- formats ---------------------------------------------------------------------------------

// Extensions that are not the name of their format, and formats that are no text.
static const struct {
    const char *extension, *kind;
} output_extensions[] = {{"txt", "table"}, {"htm", "html"}, {"markdown", "md"}, {"latex", "tex"}};

static const char *const output_binaries[] = {"pdf", "xlsx", "png"};

const char *output_extension(const struct report_kind *kind)
{
    return strcmp(kind->name, "table") == 0 ? "txt" : kind->name;
}

bool output_is_binary(const struct report_kind *kind)
{
    for (size_t i = 0; i < sizeof output_binaries / sizeof *output_binaries; i++)
        if (strcmp(output_binaries[i], kind->name) == 0)
            return true;
    return false;
}

static const struct report_kind *output_kind(const char *extension)
{
    for (size_t i = 0; i < sizeof output_extensions / sizeof *output_extensions; i++)
        if (strcasecmp(output_extensions[i].extension, extension) == 0)
            return report_kinds_named(output_extensions[i].kind);
    for (size_t i = 0; i < report_kinds_count; i++)
        if (strcasecmp(report_kinds[i].name, extension) == 0 && strcmp(extension, "table") != 0)
            return &report_kinds[i];
    return NULL;
}

static enum status output_unknown(struct diag *diag, struct arena *arena, const char *path, const char *extension)
{
    const char *names = "";
    for (size_t i = 0; i < report_kinds_count && names; i++)
        names = arena_format(arena, "%s%s.%s", names, i ? ", " : "", output_extension(&report_kinds[i]));
    if (!extension[0])
        return diag_error(diag, (struct mark){0}, NULL,
                          "--output %s: the file has no extension that would tell a format (%s), and no folder is "
                          "called so; say --format",
                          path, names ? names : "");
    return diag_error(diag, (struct mark){0}, NULL, "--output %s: there is no format \".%s\" (%s); say --format", path,
                      extension, names ? names : "");
}

// ---- where it goes ---------------------------------------------------------------------------

// What went wrong with a file: the person who named it can mend it, or the machine failed.
static enum status output_failed(struct diag *diag, const char *path, const char *what, int problem)
{
    static const int theirs[] = {ENOENT, ENOTDIR, EACCES, EISDIR, ENAMETOOLONG, EROFS, EPERM, ELOOP, ENXIO};
    enum status status = STATUS_IO;
    for (size_t i = 0; i < sizeof theirs / sizeof *theirs; i++)
        status = theirs[i] == problem ? STATUS_BAD_INPUT : status;
    (void)diag_error(diag, (struct mark){0}, NULL, "--output %s: %s: %s", path, what, strerror(problem));
    return status;
}

static bool output_is_folder(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

// The folder that a file goes into must be there.
static enum status output_check(struct diag *diag, struct arena *arena, const char *path, bool is_folder)
{
    const char *slash = strrchr(path, '/');
    const char *folder = is_folder ? path : !slash ? "." : arena_copy(arena, path, (size_t)(slash - path) + 1);
    if (!folder)
        return STATUS_NO_MEMORY;
    if (!output_is_folder(folder))
        return diag_error(diag, (struct mark){0}, NULL, "--output %s: there is no folder %s", path, folder);
    struct stat about;
    bool special = !is_folder && stat(path, &about) == 0 && !S_ISREG(about.st_mode);
    if (!special && access(folder, W_OK | X_OK) != 0)
        return output_failed(diag, path, "the folder cannot be written to", errno);
    return STATUS_OK;
}

enum status output_target(struct diag *diag, struct arena *arena, const char *path, const struct report_kind *stated,
                          struct output_target *target)
{
    *target = (struct output_target){.path = path, .kind = stated, .is_stream = strcmp(path, "-") == 0};
    if (target->is_stream) {
        target->kind = stated ? stated : &report_kinds[0];
        return STATUS_OK;
    }
    size_t length = strlen(path);
    target->is_folder = (length && path[length - 1] == '/') || output_is_folder(path);
    const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    const char *dot = strrchr(name, '.');
    const char *extension = dot && dot != name ? dot + 1 : "";
    if (!stated)
        target->kind = target->is_folder ? output_kind("html") : output_kind(extension);
    if (!length || !target->kind)
        return output_unknown(diag, arena, path, extension);
    return output_check(diag, arena, path, target->is_folder);
}

bool output_is_same(struct arena *arena, const char *a, const char *b)
{
    const char *const paths[2] = {a, b}, *names[2];
    struct stat folders[2];
    if (strcmp(a, b) == 0)
        return true;
    for (size_t i = 0; i < 2; i++) {
        const char *slash = strrchr(paths[i], '/');
        const char *folder = slash ? arena_copy(arena, paths[i], (size_t)(slash - paths[i]) + 1) : ".";
        names[i] = slash ? slash + 1 : paths[i];
        if (!folder || stat(folder, &folders[i]) != 0)
            return false;
    }
    return strcmp(names[0], names[1]) == 0 && folders[0].st_dev == folders[1].st_dev &&
           folders[0].st_ino == folders[1].st_ino;
}

const char *output_name(struct arena *arena, const char *text)
{
    char name[OUTPUT_NAME_MAX + 1];
    size_t used = 0;
    while (*text) {
        size_t bytes = utf8_sequence(text, strnlen(text, 4));
        bool plain = bytes == 1 && (strchr("-_.", *text) || (*text >= '0' && *text <= '9') ||
                                    (*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z'));
        bool letter = bytes > 1 && !utf8_is_control(text, bytes);
        size_t length = bytes ? bytes : 1;
        if (used + length > OUTPUT_NAME_MAX)
            break;
        if ((plain || letter) && !(used == 0 && (*text == '.' || *text == '-'))) {
            memcpy(name + used, text, length);
            used += length;
        } else if (used && name[used - 1] != '-') {
            name[used++] = '-';
        }
        text += length;
    }
    while (used && (name[used - 1] == '-' || name[used - 1] == '.'))
        used--;
    return used ? arena_copy(arena, name, used) : arena_format(arena, "programme");
}

// ---- writing ---------------------------------------------------------------------------------

void output_init(struct output *output, struct arena *arena, struct diag *diag)
{
    *output = (struct output){.arena = arena, .diag = diag};
}

// The file behind a path: behind symbolic links, so that these stay.
static enum status output_open(struct output *output, const char *path, struct output_file *file, int *descriptor)
{
    struct stat about;
    char real[PATH_MAX];
    bool exists = stat(path, &about) == 0;
    const char *behind = exists && realpath(path, real) ? real : path;
    *file = (struct output_file){.path = arena_format(output->arena, "%s", behind)};
    if (!file->path)
        return STATUS_NO_MEMORY;
    if (exists && S_ISREG(about.st_mode) && access(path, W_OK) != 0)
        return output_failed(output->diag, path, "it cannot be written to", errno);
    if (exists && !S_ISREG(about.st_mode)) {
        *descriptor = open(path, O_WRONLY | O_CLOEXEC);
    } else {
        file->temporary = arena_format(output->arena, "%s.%ld.part", behind, (long)getpid());
        if (!file->temporary)
            return STATUS_NO_MEMORY;
        *descriptor = open(file->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    }
    if (*descriptor < 0) {
        file->temporary = NULL;
        return output_failed(output->diag, path, "it cannot be written to", errno);
    }
    return STATUS_OK;
}

enum status output_write(struct output *output, const char *path, const struct report_kind *kind,
                         const struct sheet *sheet)
{
    struct output_file *files =
        arena_grow(output->arena, output->files, output->count, output->count + 1, &output->capacity, sizeof *files);
    int descriptor = -1;
    if (!files)
        return STATUS_NO_MEMORY;
    output->files = files;
    enum status status = output_open(output, path, &files[output->count], &descriptor);
    if (status != STATUS_OK)
        return status;
    output->count++;
    FILE *stream = fdopen(descriptor, "wb");
    if (!stream) {
        close(descriptor);
        return STATUS_NO_MEMORY;
    }
    errno = 0;
    kind->write(sheet, stream, OUTPUT_COLUMNS);
    bool broken = ferror(stream) != 0;
    int problem = errno;
    errno = 0;
    if (fclose(stream) != 0 || broken) {
        problem = broken && problem ? problem : errno ? errno : EIO;
        (void)output_failed(output->diag, path, "writing failed", problem);
        return STATUS_IO;
    }
    return STATUS_OK;
}

enum status output_commit(struct output *output)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < output->count && status == STATUS_OK; i++) {
        struct output_file *file = &output->files[i];
        if (file->temporary && rename(file->temporary, file->path) != 0)
            status = output_failed(output->diag, file->path, "it cannot be replaced", errno);
        else
            file->temporary = NULL;
    }
    if (status != STATUS_OK)
        output_discard(output);
    return status;
}

void output_discard(struct output *output)
{
    for (size_t i = 0; i < output->count; i++)
        if (output->files[i].temporary) {
            unlink(output->files[i].temporary);
            output->files[i].temporary = NULL;
        }
}
