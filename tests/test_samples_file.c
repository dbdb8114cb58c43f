// samples_file.c: samples in a folder, from many threads, whole or not there.
#include "sampling.h"

#include <pthread.h>

static const enum samples_format both[] = {SAMPLES_NPY, SAMPLES_CSV};

static enum status begin(struct testing *t, struct samples_file *file, const char *folder, enum samples_format format,
                         uint64_t samples)
{
    return samples_file_init(file, folder, format, sampling_columns, SAMPLING_COLUMNS, samples, &t->diag);
}

// ---- what is written ----------------------------------------------------------------------------

static void the_manifest_tells_what_the_columns_are(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const files[][SAMPLING_COLUMNS] = {
        [SAMPLES_NPY] = {"utilization.npy", "power_device.npy", "energy_kwh.npy"},
        [SAMPLES_CSV] = {"samples.csv", "samples.csv", "samples.csv"},
    };
    for (size_t i = 0; i < 2; i++) {
        struct samples_file file;
        const char *folder = testing_text(t, "%s/whole%zu", testing_folder(t), i);
        struct samples_manifest about = sampling_about;
        about.is_partial = i == 1;
        assert_int_equal(begin(t, &file, folder, both[i], 5), STATUS_OK);
        assert_int_equal(sampling_put(&file, 0, 5), STATUS_OK);
        // Until the end, no name says that anything is whole.
        assert_int_equal(sampling_entries(folder, ".partial"), sampling_entries(folder, ""));
        assert_int_equal(samples_file_finish(&file, 5, &about, &t->diag), STATUS_OK);
        samples_file_free(&file);
        samples_file_free(&file);
        TESTING_CLEAN(t);
        sampling_expect(t, folder, both[i], 5);

        size_t length = 0;
        const char *text = sampling_read(t, folder, "manifest.json", &length);
        assert_non_null(text);
        TESTING_CONTAINS(text, "\"samples\": 5,");
        TESTING_CONTAINS(text, "\"seed\": 18446744073709551615,"); // every digit
        TESTING_CONTAINS(text, i ? "\"partial\": true," : "\"partial\": false,");
        const struct yaml_node *root = testing_yaml(t, text);
        assert_string_equal(testing_at(root, "plan")->text, "a \"plan\"");
        assert_string_equal(testing_at(root, "sampling")->text, "latin");
        assert_string_equal(testing_at(root, "command")->text, "flopcast estimate x");
        assert_int_equal(testing_at(root, "columns")->count, SAMPLING_COLUMNS);
        for (size_t j = 0; j < SAMPLING_COLUMNS; j++) {
            const struct yaml_node *row = testing_at(root, testing_text(t, "columns[%zu]", j));
            assert_string_equal(testing_at(row, "name")->text, sampling_columns[j].name);
            assert_string_equal(testing_at(row, "unit")->text, sampling_columns[j].unit);
            assert_string_equal(testing_at(row, "role")->text, sampling_columns[j].role);
            assert_string_equal(testing_at(row, "file")->text, files[both[i]][j]);
            assert_string_equal(testing_at(row, "dtype")->text, "float64");
        }
    }
}

enum { ROWS = 60000, THREADS = 4, PIECES = 64 };

struct worker {
    struct samples_file *file;
    const uint64_t *starts; // [PIECES + 1]
    size_t pieces[PIECES / THREADS];
    enum status status;
};

static void *work(void *context)
{
    struct worker *worker = context;
    for (size_t i = 0; i < PIECES / THREADS && worker->status == STATUS_OK; i++) {
        const uint64_t *start = &worker->starts[worker->pieces[i]];
        worker->status = sampling_put(worker->file, start[0], (size_t)(start[1] - start[0]));
    }
    return NULL;
}

// Pieces of many lengths, dealt out so that they come in nearly the reverse of their order.
static void threads_may_put_in_any_order(void **state)
{
    struct testing *t = testing_of(state);
    uint64_t starts[PIECES + 1] = {0};
    for (size_t i = 1; i < PIECES; i++)
        starts[i] = starts[i - 1] + 1 + i * 28;
    starts[PIECES] = ROWS;
    for (size_t i = 0; i < PIECES; i++)
        assert_true(starts[i + 1] > starts[i] && starts[i + 1] - starts[i] <= SAMPLING_PIECE_MAX);
    for (size_t i = 0; i < 4; i++) {
        struct samples_file file;
        const char *folder = testing_text(t, "%s/threads%zu", testing_folder(t), i);
        assert_int_equal(begin(t, &file, folder, both[i % 2], i < 2 ? ROWS : 0), STATUS_OK);
        struct worker workers[THREADS];
        pthread_t threads[THREADS];
        for (size_t k = 0; k < THREADS; k++) {
            workers[k] = (struct worker){.file = &file, .starts = starts};
            for (size_t j = 0; j < PIECES / THREADS; j++)
                workers[k].pieces[j] = (PIECES - 1 - (j * THREADS + k)) ^ 3;
            assert_int_equal(pthread_create(&threads[k], NULL, work, &workers[k]), 0);
        }
        for (size_t k = 0; k < THREADS; k++) {
            assert_int_equal(pthread_join(threads[k], NULL), 0);
            assert_int_equal(workers[k].status, STATUS_OK);
        }
        assert_int_equal(samples_file_finish(&file, ROWS, &sampling_about, &t->diag), STATUS_OK);
        samples_file_free(&file);
        TESTING_CLEAN(t);
        sampling_expect(t, folder, both[i % 2], ROWS);
    }
}

static void a_run_cut_short_keeps_what_is_whole(void **state)
{
    struct testing *t = testing_of(state);
    static const uint64_t kept[] = {0, 1, 2999, 4000, 8000};
    for (size_t i = 0; i < 2 * sizeof kept / sizeof *kept; i++) {
        struct samples_file file;
        const char *folder = testing_text(t, "%s/cut%zu", testing_folder(t), i);
        uint64_t rows = kept[i / 2];
        assert_int_equal(begin(t, &file, folder, both[i % 2], 100000), STATUS_OK);
        assert_int_equal(sampling_put(&file, 4000, 4000), STATUS_OK);
        assert_int_equal(sampling_put(&file, 20000, 100), STATUS_OK); // behind a gap
        assert_int_equal(sampling_put(&file, 0, 4000), STATUS_OK);
        assert_int_equal(sampling_put(&file, 8000, 0), STATUS_OK);
        assert_int_equal(samples_file_finish(&file, rows, &sampling_about, &t->diag), STATUS_OK);
        samples_file_free(&file);
        TESTING_CLEAN(t);
        sampling_expect(t, folder, both[i % 2], rows);
    }
}

// ---- what is not ------------------------------------------------------------------------------

static void a_gap_is_never_called_whole(void **state)
{
    struct testing *t = testing_of(state);
    for (size_t i = 0; i < 2; i++) {
        struct samples_file file;
        const char *folder = testing_text(t, "%s/gap", testing_folder(t));
        assert_int_equal(begin(t, &file, folder, both[i], 300), STATUS_OK);
        assert_int_equal(sampling_put(&file, 0, 100), STATUS_OK);
        assert_int_equal(sampling_put(&file, 101, 199), STATUS_OK);
        assert_int_equal(samples_file_finish(&file, 300, &sampling_about, &t->diag), STATUS_IO);
        TESTING_ERROR(t, "not all of 300 samples were written, but 100");
        assert_int_equal(sampling_entries(folder, ""), -1);
        samples_file_free(&file);
        testing_forget(t);
    }
}

static void an_unfinished_run_leaves_nothing(void **state)
{
    struct testing *t = testing_of(state);
    const char *keep = testing_file(t, "kept/notes.txt", "mine\n");
    const char *folders[] = {testing_text(t, "%s/left", testing_folder(t)),
                             testing_text(t, "%s/kept", testing_folder(t))};
    size_t length = 0;
    for (size_t i = 0; i < 4; i++) {
        struct samples_file file;
        assert_int_equal(begin(t, &file, folders[i / 2], both[i % 2], 100), STATUS_OK);
        assert_int_equal(sampling_put(&file, 0, 50), STATUS_OK);
        assert_int_equal(sampling_put(&file, 60, 40), STATUS_OK);
        assert_int_equal(sampling_entries(folders[i / 2], ".partial"), both[i % 2] == SAMPLES_CSV ? 2 : 4);
        samples_file_free(&file);
        samples_file_free(&file);
        // A folder that was there stays, with what is not ours.
        assert_int_equal(sampling_entries(folders[i / 2], ""), i < 2 ? -1 : 1);
    }
    assert_non_null(keep);
    assert_non_null(sampling_read(t, folders[1], "notes.txt", &length));
    TESTING_CLEAN(t);
}

// A name that somebody took during the run is not taken back, and all else goes.
static void a_name_that_is_taken_meanwhile_stays(void **state)
{
    struct testing *t = testing_of(state);
    struct samples_file file;
    size_t length = 0;
    const char *folder = testing_text(t, "%s/meanwhile", testing_folder(t));
    assert_int_equal(begin(t, &file, folder, SAMPLES_NPY, 10), STATUS_OK);
    assert_int_equal(sampling_put(&file, 0, 10), STATUS_OK);
    testing_file(t, "meanwhile/power_device.npy", "mine");
    assert_int_equal(samples_file_finish(&file, 10, &sampling_about, &t->diag), STATUS_IO);
    TESTING_ERROR(t, "meanwhile/power_device.npy.partial: cannot get its name: File exists");
    samples_file_free(&file);
    assert_int_equal(sampling_entries(folder, ""), 1);
    assert_string_equal(sampling_read(t, folder, "power_device.npy", &length), "mine");
}

static void columns_need_proper_names(void **state)
{
    struct testing *t = testing_of(state);
    static const char *const names[] = {"", "..", ".hidden", "a/b", "a b", "../up", "a,b", "Grüße", "a\nb"};
    const char *folder = testing_text(t, "%s/names", testing_folder(t));
    struct samples_file file;
    for (size_t i = 0; i <= sizeof names / sizeof *names + 2; i++) {
        struct samples_column column = {.name = "a", .unit = "", .role = "input"};
        if (i < sizeof names / sizeof *names)
            column.name = names[i];
        else if (i == sizeof names / sizeof *names)
            column.name = testing_repeat(t, "a", 124);
        else
            column.unit = i % 2 ? "a,b" : "a\nb";
        assert_int_equal(samples_file_init(&file, folder, SAMPLES_NPY, &column, 1, 1, &t->diag), STATUS_BAD_INPUT);
        TESTING_ERROR(t, "cannot be the name of a file and a column");
        samples_file_free(&file);
        testing_forget(t);
    }
    assert_int_equal(samples_file_init(&file, folder, SAMPLES_NPY, NULL, 0, 1, &t->diag), STATUS_BAD_INPUT);
    samples_file_free(&file);
    assert_int_equal(sampling_entries(folder, ""), -1);
    testing_forget(t);

    struct samples_column longest = {.name = testing_repeat(t, "a", 123), .unit = "", .role = "input"};
    assert_int_equal(samples_file_init(&file, folder, SAMPLES_NPY, &longest, 1, 1, &t->diag), STATUS_OK);
    samples_file_free(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTING_CASE(the_manifest_tells_what_the_columns_are),
        TESTING_CASE(threads_may_put_in_any_order),
        TESTING_CASE(a_run_cut_short_keeps_what_is_whole),
        TESTING_CASE(a_gap_is_never_called_whole),
        TESTING_CASE(an_unfinished_run_leaves_nothing),
        TESTING_CASE(a_name_that_is_taken_meanwhile_stays),
        TESTING_CASE(columns_need_proper_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
