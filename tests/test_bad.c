// The folder of bad input: every file in tests/bad holds one mistake, and its first lines say what must be said of it:
//
//     # error: 12:3: unknown key "utilisation"
//
// LINE:COLUMN and a part of the message; OTHER-FILE.yaml:LINE:COLUMN when the mistake is found in another file of the
// folder; 0:0 when the message is about the file as a whole; as many such lines as errors. `# sources` reads the file
// as `check --sources` does. What cannot hold a comment (or is not there at all) has its lines in NAME.expect.
//
// Every file in tests/bad/sound is flawless. No file may crash the reader, whatever it holds.
#define _DEFAULT_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bad/hostile.h"
#include "bad/reading.h"
#include "base/utf8.h"

enum { BAD_FILES_MIN = 70, BAD_FILES_MAX = 1000, BAD_EXPECTED_MAX = 20, BAD_LINE_MAX = 700 };

#define BAD_FOLDER FLOPCAST_SOURCE_DIR "/tests/bad"

struct bad_expected {
    char file[100]; // "" for the file itself
    size_t line, column;
    char message[300];
};

struct bad_header {
    struct bad_expected expected[BAD_EXPECTED_MAX];
    size_t count;
    bool sources;
};

// ---- what is expected ---------------------------------------------------------------------------

static char *bad_slurp(const char *path, size_t *length)
{
    struct stat status;
    FILE *file = stat(path, &status) == 0 && S_ISREG(status.st_mode) ? fopen(path, "rb") : NULL;
    if (!file)
        return NULL;
    char *text = calloc(1, (size_t)status.st_size + 1);
    assert_non_null(text);
    *length = fread(text, 1, (size_t)status.st_size, file);
    fclose(file);
    return text;
}

// "12:3: message" or "other.yaml:12:3: message"
static void bad_parse_expected(const char *name, const char *text, size_t length, struct bad_expected *expected)
{
    char line[500];
    assert_true(length < sizeof line);
    memcpy(line, text, length);
    line[length] = '\0';
    char *at = line;
    if (*at < '0' || *at > '9') {
        size_t file = strcspn(at, ":");
        assert_true(file < sizeof expected->file && at[file] == ':');
        memcpy(expected->file, at, file);
        at += file + 1;
    }
    int used = 0;
    if (sscanf(at, "%zu:%zu: %n", &expected->line, &expected->column, &used) < 2 || !used || !at[used])
        fail_msg("%s: \"%s\" is not LINE:COLUMN: MESSAGE", name, line);
    snprintf(expected->message, sizeof expected->message, "%s", at + used);
}

static void bad_header(const char *name, const char *text, struct bad_header *header)
{
    static const char error[] = "# error: ", sources[] = "# sources";
    *header = (struct bad_header){0};
    text += strncmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    for (;;) {
        size_t length = strcspn(text, "\r\n");
        if (strncmp(text, error, sizeof error - 1) == 0) {
            assert_true(header->count < BAD_EXPECTED_MAX);
            size_t skipped = sizeof error - 1;
            bad_parse_expected(name, text + skipped, length - skipped, &header->expected[header->count++]);
        } else if (strncmp(text, sources, sizeof sources - 1) == 0)
            header->sources = true;
        else
            return;
        text += length;
        text += strspn(text, "\r");
        text += *text == '\n';
    }
}

// ---- judging ------------------------------------------------------------------------------------

static size_t bad_characters(const char *text, size_t length)
{
    return utf8_columns(text, length);
}

// The byte at which character `index` (from 0) of a line begins; the line's length when it is shorter.
static size_t bad_character_at(const char *line, size_t length, size_t index)
{
    size_t at = 0;
    for (; at < length && index > 0; index--) {
        size_t sequence = utf8_sequence(line + at, length - at);
        at += sequence ? sequence : 1;
    }
    return at;
}

// Lines end as an editor ends them: at CR LF, LF or CR.
static const char *bad_line(const struct source *source, size_t number, size_t *length)
{
    const char *line = source->text, *end = line + source->length;
    for (size_t i = 1; line; i++) {
        const char *stop = line;
        while (stop < end && *stop != '\n' && *stop != '\r')
            stop++;
        *length = (size_t)(stop - line);
        if (i == number)
            return line;
        if (stop == end)
            return NULL;
        line = stop + (stop[0] == '\r' && stop + 1 < end && stop[1] == '\n' ? 2 : 1);
    }
    return NULL;
}

// Valid UTF-8, nothing that a terminal would obey, and no line that floods it.
static void bad_assert_printable(const char *name, const char *printed)
{
    size_t line = 0, length = 0;
    for (const unsigned char *at = (const unsigned char *)printed; *at; at += length, line += length) {
        length = utf8_sequence((const char *)at, strlen((const char *)at));
        if (*at == '\n')
            line = 0;
        if ((*at < 0x20 && *at != '\n' && *at != '\t') || *at == 0x7F)
            fail_msg("%s: the message prints the control character 0x%02X:\n%s", name, *at, printed);
        if (at[0] == 0xC2 && at[1] >= 0x80 && at[1] <= 0x9F)
            fail_msg("%s: the message prints the control character U+%04X:\n%s", name, at[1], printed);
        if (!length)
            fail_msg("%s: the message prints the byte 0x%02X, which is not UTF-8:\n%s", name, *at, printed);
        if (line > BAD_LINE_MAX)
            fail_msg("%s: the message has a line of more than %d bytes:\n%.3000s", name, BAD_LINE_MAX, printed);
    }
}

// Below the message stand the source line and a caret; the character above the caret is the one that the mark names.
static void bad_assert_caret(const char *name, const struct bad *bad, const struct diag_message *message)
{
    char head[600] = "", text[600];
    snprintf(text, sizeof text, "%s:%zu:%zu: error: %.60s", message->mark.source->name, message->mark.line,
             message->mark.column, message->text);
    FILE *memory = fmemopen(head, sizeof head, "w");
    assert_non_null(memory);
    utf8_put(memory, text, strlen(text)); // as it is printed
    fclose(memory);
    const char *found = strstr(bad->printed, head), *excerpt = found ? strchr(found, '\n') : NULL;
    if (!excerpt)
        fail_msg("%s: the message is not printed as \"%s\":\n%s", name, head, bad->printed);
    excerpt++;
    char number[40];
    int before = snprintf(number, sizeof number, "  %4zu | ", message->mark.line);
    if (strncmp(excerpt, number, (size_t)before) != 0)
        fail_msg("%s: no source line is shown:\n%s", name, bad->printed);
    const char *shown = excerpt + before, *below = strchr(shown, '\n');
    assert_non_null(below);
    size_t shown_length = (size_t)(below - shown), length = 0;
    const char *caret = strchr(below, '^');
    if (!caret || strncmp(below + 1, "       | ", 9) != 0)
        fail_msg("%s: no caret is shown:\n%s", name, bad->printed);
    const char *line = bad_line(message->mark.source, message->mark.line, &length);
    if (!line)
        fail_msg("%s: line %zu is beyond the end of the file", name, message->mark.line);
    size_t characters = bad_characters(line, length);
    if (message->mark.column > characters + 1)
        fail_msg("%s: column %zu is beyond the end of line %zu:\n%s", name, message->mark.column, message->mark.line,
                 bad->printed);
    if (message->mark.column == characters + 1)
        return; // what is missing stands at the end of the line
    size_t above = bad_character_at(shown, shown_length, bad_characters(below + 10, (size_t)(caret - below - 10)));
    size_t meant = bad_character_at(line, length, message->mark.column - 1);
    // What a terminal would obey, and what is no character, is shown as '?'.
    size_t sequence = utf8_sequence(line + meant, length - meant);
    bool hidden = !sequence || utf8_is_control(line + meant, sequence);
    if (!hidden && (above >= shown_length || shown[above] != line[meant]))
        fail_msg("%s: the caret does not stand below column %zu:\n%s", name, message->mark.column, bad->printed);
}

static void bad_assert_expected(const char *name, const char *path, const struct bad *bad,
                                const struct bad_expected *expected)
{
    char source[500];
    snprintf(source, sizeof source, "%s/%s", BAD_FOLDER, expected->file);
    const char *wanted = expected->file[0] ? source : path;
    for (size_t i = 0; i < bad->diag.count; i++) {
        const struct diag_message *message = &bad->diag.messages[i];
        if (message->level != DIAG_ERROR || message->mark.line != expected->line ||
            message->mark.column != expected->column || !strstr(message->text, expected->message))
            continue;
        if (message->mark.source && strcmp(message->mark.source->name, wanted) != 0)
            continue;
        if (message->mark.line)
            bad_assert_caret(name, bad, message);
        return;
    }
    fail_msg("%s: no error at %zu:%zu says: %s\nwhat is said:\n%s", name, expected->line, expected->column,
             expected->message, bad->printed);
}

// One run, judged as a whole; the fixture is freed before anything can fail for good.
static void bad_file_is_refused(void **state)
{
    const char *name = *state;
    char path[500], sidecar[500];
    size_t length = 0;
    struct bad_header header;
    snprintf(path, sizeof path, "%s/%s", BAD_FOLDER, name);
    snprintf(sidecar, sizeof sidecar, "%s/%s.expect", BAD_FOLDER, name);
    char *text = bad_slurp(sidecar, &length);
    text = text ? text : bad_slurp(path, &length);
    assert_non_null(text);
    bad_header(name, text, &header);
    free(text);
    if (!header.count)
        fail_msg("%s: the first line is not \"# error: LINE:COLUMN: MESSAGE\"", name);
    static struct bad bad;
    bad_end(&bad); // of the test before, when that failed
    bad_begin(&bad, FLOPCAST_SOURCE_DIR);
    enum status status = bad_check(&bad, path, header.sources);
    bad_print(&bad);
    if (status != STATUS_BAD_INPUT)
        fail_msg("%s: the status is \"%s\", not \"%s\"\n%s", name, status_sentence(status),
                 status_sentence(STATUS_BAD_INPUT), bad.printed);
    if (bad.nonsense)
        fail_msg("%s: %s is not a number that can be", name, bad.nonsense);
    bad_assert_printable(name, bad.printed);
    for (size_t i = 0; i < header.count; i++)
        bad_assert_expected(name, path, &bad, &header.expected[i]);
    if (bad.diag.errors != header.count)
        fail_msg("%s: one mistake, %zu errors where %zu are expected:\n%s", name, bad.diag.errors, header.count,
                 bad.printed);
    bad_end(&bad);
    bad = (struct bad){0};
}

static void sound_file_is_read(void **state)
{
    const char *name = *state;
    char path[500];
    snprintf(path, sizeof path, "%s/sound/%s", BAD_FOLDER, name);
    static struct bad bad;
    bad_end(&bad);
    bad_begin(&bad, FLOPCAST_SOURCE_DIR);
    enum status status = bad_check(&bad, path, false);
    bad_print(&bad);
    if (status != STATUS_OK || bad.diag.errors)
        fail_msg("sound/%s is refused:\n%s", name, bad.printed);
    if (bad.nonsense)
        fail_msg("sound/%s: %s is not a number that can be", name, bad.nonsense);
    bad_end(&bad);
    bad = (struct bad){0};
}

// ---- hostile sizes: bounded time and memory -----------------------------------------------------

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
enum { BAD_SECONDS_MAX = 15, BAD_MIB_MAX = 4096 };
#else
enum { BAD_SECONDS_MAX = 5, BAD_MIB_MAX = 512 };
#endif

// In a process of its own, so that what it takes can be measured and limited: cut off soon after the seconds that it
// may take.
static void bad_hostile_child(const char *path)
{
    static struct bad bad;
    struct rlimit limit = {.rlim_cur = BAD_SECONDS_MAX + 1, .rlim_max = BAD_SECONDS_MAX + 1};
    setrlimit(RLIMIT_CPU, &limit);
    bad_begin(&bad, FLOPCAST_SOURCE_DIR);
    enum status status = bad_check(&bad, path, false);
    bad_print(&bad);
    bool good = (status == STATUS_OK || status == STATUS_BAD_INPUT) && strlen(bad.printed) < 100 * 1000;
    bad_end(&bad);
    _exit(good ? 0 : 1);
}

static void hostile_file_costs_little(void **state)
{
    const struct bad_hostile *hostile = *state;
    char path[] = "/tmp/flopcast-bad-XXXXXX.yaml";
    int descriptor = mkstemps(path, 5), status = 0;
    FILE *file = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
    assert_non_null(file);
    hostile->write(file);
    assert_int_equal(fclose(file), 0);
    struct rusage used = {0};
    pid_t child = fork();
    if (child == 0)
        bad_hostile_child(path);
    assert_true(child > 0);
    assert_int_equal(wait4(child, &status, 0, &used), child);
    remove(path);
    long mib = used.ru_maxrss / 1024;
    double seconds = (double)used.ru_utime.tv_sec + (double)used.ru_utime.tv_usec / 1e6;
    if (WIFSIGNALED(status) || seconds > BAD_SECONDS_MAX || mib > BAD_MIB_MAX)
        fail_msg("%s: %.1f s and %ld MiB%s; at most %d s and %d MiB may be spent", hostile->name, seconds, mib,
                 WIFSIGNALED(status) ? ", cut off" : "", BAD_SECONDS_MAX, BAD_MIB_MAX);
    if (WEXITSTATUS(status) != 0)
        fail_msg("%s: out of memory, or messages of more than 100 kB", hostile->name);
}

// ---- the folder ---------------------------------------------------------------------------------

static bool bad_ends(const char *name, const char *ending)
{
    size_t length = strlen(name), tail = strlen(ending);
    return length >= tail && strcmp(name + length - tail, ending) == 0;
}

static int bad_compare(const void *a, const void *b)
{
    const char *const *left = a, *const *right = b;
    return strcmp(*left, *right);
}

// The names to test, sorted: every entry, and every NAME of a NAME.expect that stands alone.
static size_t bad_list(const char *folder, char *names[BAD_FILES_MAX])
{
    size_t count = 0;
    DIR *listing = opendir(folder);
    if (!listing)
        return 0;
    for (struct dirent *entry = readdir(listing); entry && count < BAD_FILES_MAX; entry = readdir(listing)) {
        const char *name = entry->d_name;
        size_t length = strlen(name);
        if (name[0] == '.' || strcmp(name, "sound") == 0 || bad_ends(name, ".h"))
            continue;
        if (bad_ends(name, ".expect")) {
            char path[700];
            struct stat status;
            length -= strlen(".expect");
            snprintf(path, sizeof path, "%s/%.*s", folder, (int)length, name);
            if (stat(path, &status) == 0)
                continue;
        }
        names[count] = strndup(name, length);
        if (!names[count++])
            abort();
    }
    closedir(listing);
    qsort(names, count, sizeof *names, bad_compare);
    return count;
}

static size_t bad_found;

static void there_are_enough_bad_files(void **state)
{
    (void)state;
    if (bad_found < BAD_FILES_MIN)
        fail_msg("%zu files in " BAD_FOLDER ", at least %d are wanted", bad_found, BAD_FILES_MIN);
}

int main(void)
{
    static char *bad[BAD_FILES_MAX], *sound[BAD_FILES_MAX];
    static struct CMUnitTest tests[2 * BAD_FILES_MAX + BAD_HOSTILES + 1];
    size_t count = 0, sound_count = bad_list(BAD_FOLDER "/sound", sound);
    bad_found = bad_list(BAD_FOLDER, bad);
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(there_are_enough_bad_files);
    for (size_t i = 0; i < bad_found; i++)
        tests[count++] = (struct CMUnitTest){.name = bad[i], .test_func = bad_file_is_refused, .initial_state = bad[i]};
    for (size_t i = 0; i < sound_count; i++)
        tests[count++] =
            (struct CMUnitTest){.name = sound[i], .test_func = sound_file_is_read, .initial_state = sound[i]};
    for (size_t i = 0; i < BAD_HOSTILES; i++) {
        static struct bad_hostile copies[BAD_HOSTILES];
        copies[i] = bad_hostiles[i];
        tests[count++] = (struct CMUnitTest){
            .name = copies[i].name, .test_func = hostile_file_costs_little, .initial_state = &copies[i]};
    }
    int failed = _cmocka_run_group_tests("bad", tests, count, NULL, NULL);
    for (size_t i = 0; i < bad_found; i++)
        free(bad[i]);
    for (size_t i = 0; i < sound_count; i++)
        free(sound[i]);
    return failed;
}
