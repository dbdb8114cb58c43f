// samples_folder.c: folders that are refused, disks that are full, and what is left behind: nothing.
#include "sampling.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static enum status begin(struct testing *t, struct samples_file *file, const char *folder, enum samples_format format,
                         uint64_t samples)
{
    return samples_file_init(file, folder, format, sampling_columns, SAMPLING_COLUMNS, samples, &t->diag);
}

// ---- folders that are refused -------------------------------------------------------------------

static void expect_refused(struct testing *t, const char *folder, enum samples_format format, const char *message)
{
    struct samples_file file;
    assert_int_equal(begin(t, &file, folder, format, 10), STATUS_BAD_INPUT);
    TESTING_ERRORS(t, 1);
    TESTING_ERROR(t, message);
    samples_file_free(&file);
    testing_forget(t);
}

static void a_folder_needs_a_parent(void **state)
{
    struct testing *t = testing_of(state);
    const char *parent = testing_folder(t);
    testing_file(t, "text", "no folder\n");
    expect_refused(t, "", SAMPLES_NPY, "needs a name");
    expect_refused(
        t, testing_text(t, "%s/a/b", parent), SAMPLES_NPY,
        testing_text(t, "%s/a/b: cannot be made: the folder %s/a does not exist; make it first", parent, parent));
    expect_refused(t, testing_text(t, "%s/a//b//", parent), SAMPLES_CSV,
                   testing_text(t, "the folder %s/a does not exist", parent));
    expect_refused(t, testing_text(t, "%s/text", parent), SAMPLES_NPY,
                   testing_text(t, "%s/text: is a file, not a folder", parent));
    expect_refused(t, testing_text(t, "%s/text/b", parent), SAMPLES_NPY,
                   testing_text(t, "%s/text/b: cannot be made: %s/text is not a folder", parent, parent));
    expect_refused(t, testing_text(t, "%s/%s", parent, testing_repeat(t, "n", 300)), SAMPLES_NPY, "File name too long");
    assert_int_equal(sampling_entries(parent, ""), 1);
}

// Whatever bears one of our names stays, and nothing is put beside it.
static void samples_are_never_written_over(void **state)
{
    struct testing *t = testing_of(state);
    static const struct {
        const char *name;
        enum samples_format format;
        const char *message;
    } rows[] = {
        {"manifest.json", SAMPLES_NPY,
         "holds samples already (manifest.json); name another folder, or remove it first"},
        {"manifest.json", SAMPLES_CSV, "holds samples already (manifest.json)"},
        {"energy_kwh.npy", SAMPLES_NPY, "holds samples already (energy_kwh.npy)"},
        {"samples.csv", SAMPLES_CSV, "holds samples already (samples.csv)"},
        {"manifest.json.partial", SAMPLES_NPY, "holds manifest.json.partial, of a run that goes on or was ended"},
        {"power_device.npy.partial", SAMPLES_NPY, "holds power_device.npy.partial, of a run"},
        {"samples.csv.partial", SAMPLES_CSV, "holds samples.csv.partial, of a run"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t length = 0;
        const char *folder = testing_text(t, "%s/%zu", testing_folder(t), i);
        testing_file(t, testing_text(t, "%zu/%s", i, rows[i].name), "mine");
        expect_refused(t, folder, rows[i].format, rows[i].message);
        assert_int_equal(sampling_entries(folder, ""), 1);
        assert_string_equal(sampling_read(t, folder, rows[i].name, &length), "mine");
    }
}

static void two_runs_do_not_share_a_folder(void **state)
{
    struct testing *t = testing_of(state);
    struct samples_file file;
    const char *folder = testing_text(t, "%s/shared", testing_folder(t));
    assert_int_equal(begin(t, &file, folder, SAMPLES_NPY, 10), STATUS_OK);
    assert_int_equal(sampling_put(&file, 0, 10), STATUS_OK);
    expect_refused(t, folder, SAMPLES_NPY, "of a run that goes on");
    expect_refused(t, folder, SAMPLES_CSV, "of a run that goes on"); // other files, the same manifest
    assert_int_equal(samples_file_finish(&file, 10, &sampling_about, &t->diag), STATUS_OK);
    samples_file_free(&file);
    expect_refused(t, folder, SAMPLES_NPY, "holds samples already");
    TESTING_CLEAN(t);
    sampling_expect(t, folder, SAMPLES_NPY, 10);
}

static void a_folder_must_be_writable(void **state)
{
    struct testing *t = testing_of(state);
    const char *folder = testing_text(t, "%s/locked", testing_folder(t));
    if (geteuid() == 0)
        skip(); // to whom nothing is locked
    assert_int_equal(mkdir(folder, 0555), 0);
    expect_refused(t, folder, SAMPLES_NPY, "locked: cannot be written to: Permission denied");
    expect_refused(t, testing_text(t, "%s/b", folder), SAMPLES_NPY,
                   "locked/b: cannot be written to: Permission denied");
    assert_int_equal(sampling_entries(folder, ""), 0);
}

// ---- a disk that is full ------------------------------------------------------------------------

// From now on no file may grow beyond so many bytes, as if the disk were full.
static void limit_files(rlim_t bytes)
{
    struct rlimit limit;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void expect_full(struct testing *t, const char *folder, const char *message)
{
    TESTING_ERRORS(t, 1);
    TESTING_ERROR(t, message);
    TESTING_ERROR(t, "File too large");
    assert_int_equal(sampling_entries(folder, ""), -1);
    testing_forget(t);
}

static void room_is_taken_before_any_work(void **state)
{
    struct testing *t = testing_of(state);
    struct samples_file file;
    const char *folder = testing_text(t, "%s/full", testing_folder(t));
    limit_files(100000);
    enum status status = begin(t, &file, folder, SAMPLES_NPY, 20000);
    limit_files(RLIM_INFINITY);
    assert_int_equal(status, STATUS_IO);
    expect_full(t, folder, "full/utilization.npy.partial: no room for the samples");
    samples_file_free(&file);

    // No disk holds so many, and no number of 64 bits their bytes.
    static const uint64_t counts[] = {UINT64_MAX, UINT64_MAX / 8, INT64_MAX / 8};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        assert_int_equal(begin(t, &file, folder, SAMPLES_NPY, counts[i]), STATUS_IO);
        expect_full(t, folder, "no room for the samples");
        samples_file_free(&file);
    }
}

static void a_disk_that_fills_up_leaves_nothing(void **state)
{
    struct testing *t = testing_of(state);
    static const enum samples_format formats[] = {SAMPLES_NPY, SAMPLES_CSV};
    const char *folder = testing_text(t, "%s/full", testing_folder(t));
    for (size_t i = 0; i < 2; i++) {
        struct samples_file file;
        assert_int_equal(begin(t, &file, folder, formats[i], 0), STATUS_OK);
        limit_files(100000);
        enum status status = STATUS_OK;
        uint64_t row = 0;
        for (; status == STATUS_OK && row < 1000000; row += 1000)
            status = sampling_put(&file, row, 1000);
        enum status finished = samples_file_finish(&file, row, &sampling_about, &t->diag);
        limit_files(RLIM_INFINITY);
        assert_int_equal(status, STATUS_IO);
        assert_int_equal(finished, STATUS_IO);
        expect_full(t, folder,
                    i ? "full/samples.csv.partial: writing failed" : "utilization.npy.partial: writing failed");
        samples_file_free(&file);
    }
}

// The columns are whole, the manifest is not: the names that were given are taken back.
static void a_manifest_that_cannot_be_written_takes_all_with_it(void **state)
{
    struct testing *t = testing_of(state);
    struct samples_file file;
    const char *folder = testing_text(t, "%s/full", testing_folder(t));
    assert_int_equal(begin(t, &file, folder, SAMPLES_NPY, 4), STATUS_OK);
    assert_int_equal(sampling_put(&file, 0, 4), STATUS_OK);
    limit_files(256); // a column takes 160 bytes
    enum status status = samples_file_finish(&file, 4, &sampling_about, &t->diag);
    limit_files(RLIM_INFINITY);
    assert_int_equal(status, STATUS_IO);
    expect_full(t, folder, "full/manifest.json.partial: writing failed");
    samples_file_free(&file);

    // The same at the very end, when the manifest's own name is taken.
    assert_int_equal(begin(t, &file, folder, SAMPLES_NPY, 4), STATUS_OK);
    assert_int_equal(sampling_put(&file, 0, 4), STATUS_OK);
    testing_file(t, "full/manifest.json", "mine");
    assert_int_equal(samples_file_finish(&file, 4, &sampling_about, &t->diag), STATUS_IO);
    TESTING_ERROR(t, "manifest.json.partial: cannot get its name");
    assert_int_equal(sampling_entries(folder, ""), 1);
    samples_file_free(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(a_folder_needs_a_parent),
        TESTING_CASE(samples_are_never_written_over),
        TESTING_CASE(two_runs_do_not_share_a_folder),
        TESTING_CASE(a_folder_must_be_writable),
        TESTING_CASE(room_is_taken_before_any_work),
        TESTING_CASE(a_disk_that_fills_up_leaves_nothing),
        TESTING_CASE(a_manifest_that_cannot_be_written_takes_all_with_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
