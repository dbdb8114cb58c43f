// nftw is not in the default set of functions.
#define _XOPEN_SOURCE 700

#include "testing.h"

#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "quantity/dist.h"

int testing_setup(void **state)
{
    struct testing *t = calloc(1, sizeof *t);
    if (!t)
        return -1;
    arena_init(&t->arena);
    diag_init(&t->diag);
    t->catalog = (struct catalog){
        .arena = &t->arena, .diag = &t->diag, .data_folder = FLOPCAST_SOURCE_DIR, .is_value = dist_is_value};
    t->reader = (struct reader){.arena = &t->arena, .diag = &t->diag};
    *state = t;
    return 0;
}

static int testing_remove(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status;
    (void)type;
    (void)walk;
    return remove(path);
}

int testing_teardown(void **state)
{
    struct testing *t = *state;
    int failed = t->folder ? nftw(t->folder, testing_remove, 16, FTW_DEPTH | FTW_PHYS) : 0;
    diag_free(&t->diag);
    arena_free(&t->arena);
    free(t);
    return failed;
}

struct testing *testing_of(void **state)
{
    return *state;
}

void testing_forget(struct testing *t)
{
    diag_free(&t->diag);
    diag_init(&t->diag);
}

// ---- texts and trees ----------------------------------------------------------------------------

const char *testing_text(struct testing *t, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    const char *text = arena_vformat(&t->arena, format, list);
    va_end(list);
    assert_non_null(text);
    return text;
}

const char *testing_repeat(struct testing *t, const char *unit, size_t times)
{
    size_t length = strlen(unit);
    char *text = arena_alloc(&t->arena, length * times + 1);
    assert_non_null(text);
    for (size_t i = 0; i < times; i++)
        memcpy(text + i * length, unit, length);
    return text;
}

const struct source *testing_source_bytes(struct testing *t, const char *bytes, size_t length)
{
    struct source *source = arena_alloc(&t->arena, sizeof *source);
    char *copy = arena_copy(&t->arena, bytes, length);
    assert_non_null(source);
    assert_non_null(copy);
    *source = (struct source){.name = "test.yaml", .text = copy, .length = length};
    return source;
}

const struct source *testing_source(struct testing *t, const char *text)
{
    return testing_source_bytes(t, text, strlen(text));
}

enum status testing_parse(struct testing *t, const char *text, const struct yaml_node **root)
{
    return yaml_tree_parse(&t->arena, testing_source(t, text), &t->diag, root);
}

const struct yaml_node *testing_yaml(struct testing *t, const char *text)
{
    const struct yaml_node *root = NULL;
    enum status status = testing_parse(t, text, &root);
    TESTING_CLEAN(t);
    assert_int_equal(status, STATUS_OK);
    assert_non_null(root);
    return root;
}

const struct yaml_node *testing_at(const struct yaml_node *node, const char *path)
{
    const char *at = path;
    while (*at && node) {
        if (*at == '[') {
            size_t index = strtoul(at + 1, NULL, 10);
            node = node->kind == YAML_SEQUENCE && index < node->count ? node->items[index] : NULL;
            at += strcspn(at, "]") + 1;
        } else {
            at += *at == '.';
            char key[80];
            size_t length = strcspn(at, ".[");
            assert_true(length < sizeof key);
            memcpy(key, at, length);
            key[length] = '\0';
            node = yaml_tree_get(node, key);
            at += length;
        }
    }
    if (!node)
        fail_msg("nothing at \"%s\"", path);
    return node;
}

const struct yaml_node *testing_open(struct testing *t, enum catalog_kind kind, const char *text)
{
    const struct yaml_node *node = NULL;
    enum status status = catalog_open_text(&t->catalog, kind, text, &node);
    TESTING_CLEAN(t);
    assert_int_equal(status, STATUS_OK);
    assert_non_null(node);
    return node;
}

// ---- files --------------------------------------------------------------------------------------

const char *testing_path(struct testing *t, const char *relative)
{
    return testing_text(t, "%s/%s", FLOPCAST_SOURCE_DIR, relative);
}

// Beside the program: the build folder is the one place that a test may surely write to.
const char *testing_folder(struct testing *t)
{
    if (t->folder)
        return t->folder;
    char self[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    assert_true(length > 0);
    self[length] = '\0';
    char *name = arena_format(&t->arena, "%s.XXXXXX", self);
    assert_non_null(name);
    assert_non_null(mkdtemp(name));
    t->folder = name;
    return name;
}

const char *testing_file_bytes(struct testing *t, const char *relative, const char *bytes, size_t length)
{
    char *path = arena_format(&t->arena, "%s/%s", testing_folder(t), relative);
    assert_non_null(path);
    for (char *slash = strchr(path + strlen(t->folder) + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(path, 0777) != 0)
            assert_int_equal(errno, EEXIST);
        *slash = '/';
    }
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
    return path;
}

const char *testing_file(struct testing *t, const char *relative, const char *text)
{
    return testing_file_bytes(t, relative, text, strlen(text));
}

// ---- assertions ---------------------------------------------------------------------------------

static void testing_fail(const struct testing *t, const char *file, int line)
{
    fflush(stdout);
    fprintf(stderr, "the diag holds:\n");
    diag_print(&t->diag, stderr);
    _fail(file, line);
}

void testing_assert_clean(const struct testing *t, const char *file, int line)
{
    if (t->diag.count == 0 && t->diag.errors == 0 && !t->diag.no_memory)
        return;
    print_error("no message was expected\n");
    testing_fail(t, file, line);
}

void testing_assert_errors(const struct testing *t, size_t count, const char *file, int line)
{
    if (t->diag.errors == count)
        return;
    print_error("%zu errors were expected, not %zu\n", count, t->diag.errors);
    testing_fail(t, file, line);
}

static const struct diag_message *testing_next(const struct testing *t, enum diag_level level, const char *text,
                                               size_t *at)
{
    while (*at < t->diag.count) {
        const struct diag_message *message = &t->diag.messages[(*at)++];
        if (message->level == level && strstr(message->text, text))
            return message;
    }
    return NULL;
}

void testing_assert_error(const struct testing *t, const char *text, const char *file, int line)
{
    size_t at = 0;
    if (testing_next(t, DIAG_ERROR, text, &at))
        return;
    print_error("no error says: %s\n", text);
    testing_fail(t, file, line);
}

void testing_assert_warning(const struct testing *t, const char *text, const char *file, int line)
{
    size_t at = 0;
    if (testing_next(t, DIAG_WARNING, text, &at))
        return;
    print_error("no warning says: %s\n", text);
    testing_fail(t, file, line);
}

void testing_assert_error_at(const struct testing *t, size_t at_line, size_t at_column, const char *text,
                             const char *file, int line)
{
    size_t at = 0;
    for (const struct diag_message *message; (message = testing_next(t, DIAG_ERROR, text, &at));)
        if (message->mark.line == at_line && message->mark.column == at_column)
            return;
    print_error("no error at %zu:%zu says: %s\n", at_line, at_column, text);
    testing_fail(t, file, line);
}

void testing_assert_error_path(const struct testing *t, const char *path, const char *text, const char *file, int line)
{
    size_t at = 0;
    for (const struct diag_message *message; (message = testing_next(t, DIAG_ERROR, text, &at));)
        if (strcmp(message->path, path) == 0)
            return;
    print_error("no error at \"%s\" says: %s\n", path, text);
    testing_fail(t, file, line);
}

void testing_assert_contains(const char *text, const char *part, const char *file, int line)
{
    if (text && strstr(text, part))
        return;
    print_error("\"%s\" does not contain \"%s\"\n", text ? text : "(null)", part);
    _fail(file, line);
}

void testing_assert_close(double actual, double expected, double relative, const char *what, const char *file, int line)
{
    double scale = fabs(expected) > 0 ? fabs(expected) : 1.0;
    if (fabs(actual - expected) <= relative * scale)
        return;
    print_error("%s is %.17g, not %.17g (relative tolerance %g)\n", what, actual, expected, relative);
    _fail(file, line);
}
