// A folder whose files arrive all together or not at all. Each file is made as NAME.partial and gets its name only when
// every one of them is whole and on the disk; the first one made (a manifest) gets its name last, so that a folder in
// which it stands is whole whenever the machine stops. Nothing that was there before is ever written to.
//
// Paths and names belong to the caller and outlive the folder. Writing returns 0 or an errno: it is called from several
// threads, where no diag can go.
#ifndef FLOPCAST_REPORT_SAMPLES_FOLDER_H
#define FLOPCAST_REPORT_SAMPLES_FOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"

enum { SAMPLES_FOLDER_NAME_SIZE = 128 }; // of a file in it, with its ending

enum samples_folder_state { SAMPLES_FOLDER_NONE, SAMPLES_FOLDER_PARTIAL, SAMPLES_FOLDER_NAMED };

struct samples_folder_file {
    char name[SAMPLES_FOLDER_NAME_SIZE];
    enum samples_folder_state state;
    int descriptor; // -1: closed
};

struct samples_folder {
    const char *path;
    int descriptor;
    bool is_open, is_made; // made here, so it goes when the files do not arrive
    struct samples_folder_file *files;
    size_t count, capacity;
};

// Opens the folder, or makes it in a parent that must exist, for so many files. A folder that cannot be had is bad
// input; a machine that fails is STATUS_IO.
enum status samples_folder_init(struct samples_folder *folder, const char *path, size_t files,
                                struct diag *diag) STATUS_MUST_CHECK;

// Removes what was made unless samples_folder_finish succeeded. Legal after a failed init, and twice.
void samples_folder_free(struct samples_folder *folder);

// Makes NAME.partial as the next file (they are numbered from 0); bad input when the folder holds a file of either
// name.
enum status samples_folder_add(struct samples_folder *folder, const char *name, struct diag *diag) STATUS_MUST_CHECK;

// All of `size` bytes at an offset; several threads may write to one file.
int samples_folder_write(const struct samples_folder *folder, size_t file, const void *bytes, size_t size,
                         uint64_t offset) STATUS_MUST_CHECK;

// Takes the room for so many bytes now; a file system that cannot promise room is believed to have it.
int samples_folder_reserve(const struct samples_folder *folder, size_t file, uint64_t size) STATUS_MUST_CHECK;

int samples_folder_truncate(const struct samples_folder *folder, size_t file, uint64_t size) STATUS_MUST_CHECK;

// Says that something failed with a file, named in full; STATUS_IO, or STATUS_NO_MEMORY when that is the problem.
enum status samples_folder_failed(const struct samples_folder *folder, size_t file, const char *what, int problem,
                                  struct diag *diag);

// Brings all to the disk and gives them their names.
enum status samples_folder_finish(struct samples_folder *folder, struct diag *diag) STATUS_MUST_CHECK;

#endif
