// flopcast report: proposals of one or many programmes, in any format.
#include <malloc.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/proposing.h"
#include "report/proposal_overview.h"
#include "report/sheet_copy.h"

enum { CMD_REPORT_KEPT_BYTES = 256 * 1024 * 1024 };

struct cmd_report {
    struct session *session;
    struct output output;
    struct output_target targets[ARGS_OUTPUTS_MAX];
    size_t target_count;
    bool needs_chapters; // any output is a document of all programmes
    bool has_folders;
    const char **names; // of the files of each programme in folders, without extension
    struct proposal_overview_row *rows;
    struct sheet *sheets; // the chapters
    const struct sheet **chapters;
    size_t done;
};

// ---- where to --------------------------------------------------------------------------------

static enum status cmd_report_target(struct cmd_report *run, const char *path)
{
    struct session *session = run->session;
    struct output_target *target = &run->targets[run->target_count];
    enum status status = output_target(&session->diag, &session->arena, path,
                                       session->args.format_is_stated ? session->args.format : NULL, target);
    for (size_t i = 0; i < run->target_count && status == STATUS_OK; i++)
        if (output_is_same(&session->arena, run->targets[i].path, path))
            status = diag_error(&session->diag, (struct mark){0}, NULL, "--output %s: it is named twice", path);
    if (status != STATUS_OK)
        return status;
    run->target_count++;
    run->has_folders = run->has_folders || target->is_folder;
    run->needs_chapters = run->needs_chapters || !target->is_folder;
    if (target->is_stream)
        session->args.format = target->kind;
    return STATUS_OK;
}

static enum status cmd_report_targets(struct cmd_report *run)
{
    struct session *session = run->session;
    const struct args *args = &session->args;
    enum status status = STATUS_OK;
    if (args->samples_auto)
        status = diag_error(&session->diag, (struct mark){0}, NULL, "--samples auto: a programme needs a number");
    if (!args->output_count && output_is_binary(args->format))
        status = diag_error(&session->diag, (struct mark){0}, NULL,
                            "--format %s is no text: say where to with -o FILE.%s, or -o - for standard output",
                            args->format->name, output_extension(args->format));
    for (size_t i = 0; i < args->output_count; i++) {
        enum status one = cmd_report_target(run, args->outputs[i]);
        status = status == STATUS_OK ? one : status;
    }
    run->needs_chapters = run->needs_chapters || !args->output_count;
    return status;
}

static enum status cmd_report_room(struct cmd_report *run)
{
    struct arena *arena = &run->session->arena;
    const size_t count = run->session->args.word_count;
    run->names = arena_array(arena, count + 1, sizeof *run->names);
    run->rows = arena_array(arena, count + 1, sizeof *run->rows);
    run->sheets = arena_array(arena, run->needs_chapters ? count + 1 : 1, sizeof *run->sheets);
    run->chapters = arena_array(arena, count + 1, sizeof *run->chapters);
    return run->names && run->rows && run->sheets && run->chapters ? STATUS_OK : STATUS_NO_MEMORY;
}

// ---- files in folders ------------------------------------------------------------------------

static bool cmd_report_is_taken(const struct cmd_report *run, const char *name)
{
    if (strcasecmp(name, "overview") == 0 && run->session->args.word_count > 1)
        return true;
    for (size_t i = 0; i < run->done; i++)
        if (strcasecmp(run->names[i], name) == 0)
            return true;
    return false;
}

// After the programme, and where that is taken after its file too.
static enum status cmd_report_name(struct cmd_report *run, const char *programme, const char *word)
{
    struct arena *arena = &run->session->arena;
    const char *name = output_name(arena, programme);
    if (name && cmd_report_is_taken(run, name)) {
        const char *stem = strrchr(word, '/') ? strrchr(word, '/') + 1 : word;
        const char *dot = strrchr(stem, '.');
        const char *plain = arena_copy(arena, stem, dot && dot != stem ? (size_t)(dot - stem) : strlen(stem));
        name = plain ? arena_format(arena, "%s-%s", name, output_name(arena, plain)) : NULL;
    }
    if (name && cmd_report_is_taken(run, name))
        return diag_error(&run->session->diag, (struct mark){0}, NULL,
                          "%s: another programme has its report in a file called \"%s\" already; give it another name",
                          word, name);
    run->names[run->done] = name;
    return name ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status cmd_report_put(struct cmd_report *run, const struct output_target *target, const char *name,
                                  const struct sheet *sheet)
{
    const size_t length = strlen(target->path);
    const char *path = arena_format(&run->session->arena, "%s%s%s.%s", target->path,
                                    target->path[length - 1] == '/' ? "" : "/", name, output_extension(target->kind));
    return path ? output_write(&run->output, path, target->kind, sheet) : STATUS_NO_MEMORY;
}

static enum status cmd_report_put_all(struct cmd_report *run, const char *name, const struct sheet *sheet, bool folders)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < run->target_count && status == STATUS_OK; i++) {
        const struct output_target *target = &run->targets[i];
        if (target->is_folder && folders)
            status = cmd_report_put(run, target, name, sheet);
        else if (!target->is_folder && !folders && !target->is_stream)
            status = output_write(&run->output, target->path, target->kind, sheet);
    }
    return status;
}

// ---- programmes ------------------------------------------------------------------------------

static enum status cmd_report_keep(struct cmd_report *run, struct proposing *proposing, const char *word,
                                   struct sheet *sheet)
{
    struct session *session = run->session;
    const bool many = session->args.word_count > 1;
    enum status status = proposing_sheet(proposing, sheet);
    const char *file = NULL;
    if (status == STATUS_OK && run->has_folders) {
        status = cmd_report_name(run, proposing->programme.name, word);
        for (size_t i = 0; i < run->target_count && status == STATUS_OK; i++)
            if (run->targets[i].is_folder)
                file = arena_format(&session->arena, "%s.%s", run->names[run->done],
                                    output_extension(run->targets[i].kind));
        if (status == STATUS_OK)
            status = cmd_report_put_all(run, run->names[run->done], sheet, true);
    }
    if (status == STATUS_OK && many)
        status = proposal_overview_fill(&run->rows[run->done], &session->arena, &proposing->facts,
                                        run->needs_chapters ? NULL : file);
    if (status != STATUS_OK || !many || !run->needs_chapters)
        return status;
    sheet_copy(&run->sheets[run->done], &session->arena, sheet);
    run->chapters[run->done] = &run->sheets[run->done];
    return sheet_status(&run->sheets[run->done]);
}

// In a batch nobody is shown how far a programme is, but may end it.
static bool cmd_report_goes_on(void *observer, uint64_t done, uint64_t total)
{
    (void)observer;
    (void)done;
    (void)total;
    return !progress_interrupted();
}

static enum status cmd_report_one(struct cmd_report *run, const char *word, struct arena *arena, struct diag *diag,
                                  struct sheet *sheet, struct progress *progress)
{
    struct session *session = run->session;
    const struct plan_options plan = session_options(session);
    const struct proposing_options options = {.samples = (uint64_t)session->args.samples,
                                              .seed = session->args.seed,
                                              .threads = (int)session->args.threads,
                                              .command_line = session->args.command_line,
                                              .regions = session->args.regions,
                                              .observer = progress,
                                              .tick = progress ? progress_tick : cmd_report_goes_on};
    struct proposing *proposing = arena_alloc(&session->arena, sizeof *proposing);
    if (!proposing)
        return STATUS_NO_MEMORY;
    proposing_init(proposing, session, arena, diag);
    enum status status = proposing_run(proposing, word, &plan, &options);
    if (status == STATUS_OK && !proposing->facts.is_partial)
        status = cmd_report_keep(run, proposing, word, sheet);
    if (status == STATUS_OK)
        run->done++;
    proposing_free(proposing);
    return status;
}

// Each has an arena of its own, freed before the next. Mistakes of all are told; after one nothing more is written.
static enum status cmd_report_each(struct cmd_report *run, struct progress *progress)
{
    struct session *session = run->session;
    enum status status = STATUS_OK;
    size_t failed = 0;
    for (size_t i = 0; i < session->args.word_count; i++) {
        struct arena arena;
        struct diag diag;
        struct sheet sheet;
        arena_init(&arena);
        diag_init(&diag);
        sheet_init(&sheet, &arena, NULL);
        sheet.folder = session->catalog.data_folder;
        enum status one = cmd_report_one(run, session->args.words[i], &arena, &diag, &sheet, NULL);
        diag_print(&diag, stderr);
        arena_free(&arena);
        diag_free(&diag);
        failed += one != STATUS_OK;
        status = status == STATUS_OK ? one : status;
        if (!progress_tick(progress, i + 1, session->args.word_count) || (one != STATUS_OK && one != STATUS_BAD_INPUT))
            break;
    }
    if (failed)
        (void)diag_error(&session->diag, (struct mark){0}, NULL,
                         "%zu of %zu programmes could not be reported; nothing was written", failed,
                         session->args.word_count);
    return status;
}

static enum status cmd_report_all(struct cmd_report *run)
{
    struct session *session = run->session;
    const bool many = session->args.word_count > 1;
    struct progress progress;
    progress_init(&progress, many ? "programmes" : "samples", 0, stderr);
    enum status status =
        many ? cmd_report_each(run, &progress)
             : cmd_report_one(run, session->args.words[0], &session->arena, &session->diag, &session->sheet, &progress);
    session->is_interrupted = progress_interrupted();
    progress_free(&progress);
    if (status != STATUS_OK || session->is_interrupted)
        return status;
    if (many) {
        proposal_overview(&session->sheet, run->rows, run->done, session->args.command_line);
        status = cmd_report_put_all(run, "overview", &session->sheet, true);
        session->sheet.chapters = run->chapters;
        session->sheet.chapter_count = run->needs_chapters ? run->done : 0;
    }
    if (status == STATUS_OK)
        status = cmd_report_put_all(run, "", &session->sheet, false);
    return status;
}

enum status cmd_report(struct session *session)
{
    struct cmd_report run = {.session = session};
    bool streams = !session->args.output_count;
    // What sampling frees is needed again for the next programme: without this a batch asks the system for the same
    // memory over and over.
    mallopt(M_MMAP_THRESHOLD, CMD_REPORT_KEPT_BYTES);
    mallopt(M_TRIM_THRESHOLD, CMD_REPORT_KEPT_BYTES);
    output_init(&run.output, &session->arena, &session->diag);
    enum status status = cmd_report_targets(&run);
    if (status == STATUS_OK)
        status = cmd_report_room(&run);
    if (status == STATUS_OK)
        status = cmd_report_all(&run);
    if (status == STATUS_OK && !session->is_interrupted)
        status = output_commit(&run.output);
    output_discard(&run.output); // what was not committed
    for (size_t i = 0; i < run.target_count; i++)
        streams = streams || run.targets[i].is_stream;
    session->is_printed = !streams || session->is_interrupted;
    return status;
}
