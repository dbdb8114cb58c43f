#include "report/samples_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SAMPLES_FOLDER_PARTIAL_SIZE = SAMPLES_FOLDER_NAME_SIZE + 8 };

// A file of this size is the largest that an off_t can address.
static const uint64_t samples_folder_size_max = INT64_MAX;

static void samples_folder_partial(const struct samples_folder_file *file, char name[SAMPLES_FOLDER_PARTIAL_SIZE])
{
    snprintf(name, SAMPLES_FOLDER_PARTIAL_SIZE, "%s.partial", file->name);
}

static const char *samples_folder_name(const struct samples_folder_file *file,
                                       char partial[SAMPLES_FOLDER_PARTIAL_SIZE])
{
    if (file->state == SAMPLES_FOLDER_NAMED)
        return file->name;
    samples_folder_partial(file, partial);
    return partial;
}

// ---- the folder ---------------------------------------------------------------------------------

// What a person can mend by naming another folder is their input; the rest is the machine.
static bool samples_folder_is_wrong(int problem)
{
    static const int wrong[] = {EACCES, EPERM, EROFS, ENOENT, ENOTDIR, ENAMETOOLONG, ELOOP, EEXIST, EINVAL};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (problem == wrong[i])
            return true;
    return false;
}

static enum status samples_folder_refused(const char *path, int problem, struct diag *diag)
{
    if (problem == ENOMEM)
        return STATUS_NO_MEMORY;
    diag_error(diag, (struct mark){0}, NULL, "%s: cannot be written to: %s", path, strerror(problem));
    return samples_folder_is_wrong(problem) ? STATUS_BAD_INPUT : STATUS_IO;
}

// mkdir said that something on the way is not there, or is no folder.
static enum status samples_folder_no_parent(const char *path, int problem, struct diag *diag)
{
    size_t length = strlen(path);
    while (length > 0 && path[length - 1] == '/')
        length--;
    while (length > 0 && path[length - 1] != '/')
        length--;
    while (length > 0 && path[length - 1] == '/')
        length--;
    if (length == 0)
        return samples_folder_refused(path, problem, diag);
    return diag_error(diag, (struct mark){0}, NULL,
                      problem == ENOTDIR ? "%s: cannot be made: %.*s is not a folder"
                                         : "%s: cannot be made: the folder %.*s does not exist; make it first",
                      path, (int)length, path);
}

enum status samples_folder_init(struct samples_folder *folder, const char *path, size_t files, struct diag *diag)
{
    *folder = (struct samples_folder){.path = path, .descriptor = -1};
    if (!path[0])
        return diag_error(diag, (struct mark){0}, NULL, "a folder for the samples needs a name");
    folder->files = calloc(files, sizeof *folder->files);
    if (!folder->files)
        return STATUS_NO_MEMORY;
    folder->capacity = files;
    folder->is_made = mkdir(path, 0777) == 0;
    if (!folder->is_made && (errno == ENOENT || errno == ENOTDIR))
        return samples_folder_no_parent(path, errno, diag);
    if (!folder->is_made && errno != EEXIST)
        return samples_folder_refused(path, errno, diag);
    folder->descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    folder->is_open = folder->descriptor >= 0;
    if (!folder->is_open && errno == ENOTDIR)
        return diag_error(diag, (struct mark){0}, NULL, "%s: is a file, not a folder", path);
    return folder->is_open ? STATUS_OK : samples_folder_refused(path, errno, diag);
}

void samples_folder_free(struct samples_folder *folder)
{
    char partial[SAMPLES_FOLDER_PARTIAL_SIZE];
    for (size_t i = 0; i < folder->count; i++) {
        struct samples_folder_file *file = &folder->files[i];
        if (file->descriptor >= 0)
            close(file->descriptor);
        if (file->state != SAMPLES_FOLDER_NONE)
            unlinkat(folder->descriptor, samples_folder_name(file, partial), 0);
    }
    if (folder->is_open)
        close(folder->descriptor);
    if (folder->is_made)
        rmdir(folder->path); // refuses when somebody else put a file there, and rightly
    free(folder->files);
    *folder = (struct samples_folder){.descriptor = -1};
}

// ---- files --------------------------------------------------------------------------------------

static bool samples_folder_holds(const struct samples_folder *folder, const char *name)
{
    struct stat entry;
    return fstatat(folder->descriptor, name, &entry, AT_SYMLINK_NOFOLLOW) == 0;
}

static enum status samples_folder_taken(const struct samples_folder *folder, const char *name, struct diag *diag)
{
    return diag_error(diag, (struct mark){0}, NULL,
                      "%s: holds samples already (%s); name another folder, or remove it first", folder->path, name);
}

enum status samples_folder_add(struct samples_folder *folder, const char *name, struct diag *diag)
{
    struct samples_folder_file *file = &folder->files[folder->count];
    char partial[SAMPLES_FOLDER_PARTIAL_SIZE];
    if (folder->count == folder->capacity || strlen(name) >= sizeof file->name)
        return diag_error(diag, (struct mark){0}, NULL, "%s: no room for a file called %s", folder->path, name);
    *file = (struct samples_folder_file){.descriptor = -1};
    memcpy(file->name, name, strlen(name) + 1);
    samples_folder_partial(file, partial);
    file->descriptor = openat(folder->descriptor, partial, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file->descriptor < 0 && errno == EEXIST)
        return diag_error(diag, (struct mark){0}, NULL,
                          "%s: holds %s, of a run that goes on or was ended; name another folder, or remove it first",
                          folder->path, partial);
    if (file->descriptor < 0)
        return samples_folder_refused(folder->path, errno, diag);
    file->state = SAMPLES_FOLDER_PARTIAL;
    folder->count++;
    // Looked for only now: from here on no other run of ours can put it there.
    return samples_folder_holds(folder, name) ? samples_folder_taken(folder, name, diag) : STATUS_OK;
}

int samples_folder_write(const struct samples_folder *folder, size_t file, const void *bytes, size_t size,
                         uint64_t offset)
{
    if (offset > samples_folder_size_max || size > samples_folder_size_max - offset)
        return EFBIG;
    for (const char *at = bytes; size > 0;) {
        ssize_t written = pwrite(folder->files[file].descriptor, at, size, (off_t)offset);
        if (written < 0 && errno != EINTR)
            return errno;
        if (written == 0)
            return ENOSPC; // as write(2) says of a device that takes no more
        size_t taken = written > 0 ? (size_t)written : 0;
        at += taken;
        size -= taken;
        offset += taken;
    }
    return 0;
}

int samples_folder_reserve(const struct samples_folder *folder, size_t file, uint64_t size)
{
    int problem = EINTR;
    if (size > samples_folder_size_max)
        return EFBIG;
    while (size > 0 && problem == EINTR)
        problem = posix_fallocate(folder->files[file].descriptor, 0, (off_t)size);
    return size == 0 || problem == EINVAL || problem == EOPNOTSUPP ? 0 : problem;
}

int samples_folder_truncate(const struct samples_folder *folder, size_t file, uint64_t size)
{
    int result = -1;
    do
        result = ftruncate(folder->files[file].descriptor, (off_t)size);
    while (result != 0 && errno == EINTR);
    return result == 0 ? 0 : errno;
}

enum status samples_folder_failed(const struct samples_folder *folder, size_t file, const char *what, int problem,
                                  struct diag *diag)
{
    char partial[SAMPLES_FOLDER_PARTIAL_SIZE];
    if (problem == ENOMEM)
        return STATUS_NO_MEMORY;
    diag_error(diag, (struct mark){0}, NULL, "%s/%s: %s: %s", folder->path,
               samples_folder_name(&folder->files[file], partial), what, strerror(problem));
    return STATUS_IO;
}

// ---- finishing ----------------------------------------------------------------------------------

// fsync; a file that cannot be synced (EINVAL) is as safe as it gets.
static int samples_folder_sync(int descriptor)
{
    int result = -1;
    do
        result = fsync(descriptor);
    while (result != 0 && errno == EINTR);
    return result == 0 || errno == EINVAL ? 0 : errno;
}

static enum status samples_folder_give_name(struct samples_folder *folder, size_t index, struct diag *diag)
{
    struct samples_folder_file *file = &folder->files[index];
    char partial[SAMPLES_FOLDER_PARTIAL_SIZE];
    samples_folder_partial(file, partial);
    if (samples_folder_holds(folder, file->name)) // came meanwhile, and is not ours to replace
        return samples_folder_failed(folder, index, "cannot get its name", EEXIST, diag);
    if (renameat(folder->descriptor, partial, folder->descriptor, file->name) != 0)
        return samples_folder_failed(folder, index, "cannot get its name", errno, diag);
    file->state = SAMPLES_FOLDER_NAMED;
    return STATUS_OK;
}

static enum status samples_folder_close(struct samples_folder *folder, size_t index, struct diag *diag)
{
    struct samples_folder_file *file = &folder->files[index];
    int problem = samples_folder_sync(file->descriptor);
    if (close(file->descriptor) != 0 && !problem && errno != EINTR)
        problem = errno;
    file->descriptor = -1;
    return problem ? samples_folder_failed(folder, index, "writing failed", problem, diag) : STATUS_OK;
}

enum status samples_folder_finish(struct samples_folder *folder, struct diag *diag)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < folder->count && status == STATUS_OK; i++)
        status = samples_folder_close(folder, i, diag);
    for (size_t i = folder->count; i-- > 0 && status == STATUS_OK;) {
        // The other names are on the disk before the one that vouches for them, and that one before we say so.
        int problem = i == 0 ? samples_folder_sync(folder->descriptor) : 0;
        status =
            problem ? samples_folder_refused(folder->path, problem, diag) : samples_folder_give_name(folder, i, diag);
    }
    int problem = status == STATUS_OK ? samples_folder_sync(folder->descriptor) : 0;
    if (problem)
        status = samples_folder_refused(folder->path, problem, diag);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < folder->count; i++)
        folder->files[i].state = SAMPLES_FOLDER_NONE; // no longer ours to remove
    folder->is_made = false;
    return STATUS_OK;
}
