/* archive.c - rapporteur archive: is it whole, what is in it, and one document out of it. */
#include "cli/archive.h"

#include "base/file.h"
#include "cli/grid.h"
#include "cli/json.h"
#include "fetcher/warc/document.h"

#include <errno.h>
#include <glob.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXIT_PROBLEM = 2, FILES_MAX = 100000, DIGITS_SHOWN = 16 };

/* ---- files ---- */

static void add_file(struct archive_files *self, const char *path)
{
    self->path = reallocarray(self->path, self->count + 1, sizeof *self->path);
    if (self->path == NULL || (self->path[self->count] = strdup(path)) == NULL)
        abort();
    self->count++;
}

static rap_code_t add_matches(struct archive_files *self, const char *pattern, rap_err_t *err)
{
    glob_t found;
    int rc = glob(pattern, 0, NULL, &found); /* NOLINT(concurrency-mt-unsafe): one thread */

    if (rc == GLOB_NOSPACE)
        abort();
    if (rc != 0 && rc != GLOB_NOMATCH)
        return rap_fail_sys(err, RAP_IO, errno, "could not read the archive's folders");
    for (size_t i = 0; rc == 0 && i < found.gl_pathc; i++)
        add_file(self, found.gl_pathv[i]);
    if (rc == 0)
        globfree(&found);
    return RAP_OK;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static rap_code_t find_all(struct cli *cli, struct archive_files *self, rap_err_t *err)
{
    static const char *const patterns[] = {"*/*.warc.gz", ("*/*.warc.gz" WARC_OPEN), "*/*.warc"};
    char pattern[RAP_PATH_MAX + 32];

    RAP_TRY(rap_home_find(&cli->home, cli->common.home, err));
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        RAP_TRY(rap_file_join(pattern, sizeof pattern, cli->home.archive, patterns[i], err));
        RAP_TRY(add_matches(self, pattern, err));
    }
    if (self->count > 0)
        qsort(self->path, self->count, sizeof *self->path, by_name);
    return RAP_OK;
}

rap_code_t archive_files(struct cli *cli, struct archive_files *ret, rap_err_t *err)
{
    *ret = (struct archive_files){.path = NULL};
    for (int i = 0; i < cli->operands; i++)
        add_file(ret, cli->operand[i]);
    return cli->operands > 0 ? RAP_OK : find_all(cli, ret, err);
}

void archive_files_release(struct archive_files *self)
{
    for (size_t i = 0; i < self->count; i++)
        free(self->path[i]);
    free(self->path);
    *self = (struct archive_files){.path = NULL};
}

static bool is_open(const char *path)
{
    size_t len = strlen(path), suffix = sizeof WARC_OPEN - 1;

    return len > suffix && strcmp(path + len - suffix, WARC_OPEN) == 0;
}

/* ---- verify ---- */

struct verdict {
    struct cli *cli;
    const char *path;
    int64_t files, records, damaged, torn;
    warc_checked_t digests;
};

static void tell(struct verdict *self, int64_t offset, const char *what, const char *text)
{
    rap_arena_t *arena = self->cli->arena;
    const char *path = grid_safe(self->path, arena), *safe = grid_safe(text, arena);

    if (self->cli->common.json)
        json_print(json_pack("{s:s, s:I, s:s, s:s}", "file", path, "offset", (json_int_t)offset,
            "what", what, "text", safe));
    else
        (void)printf("%s: %" PRId64 ": %s: %s\n", path, offset, what, safe);
}

/* The record at the reader's place is not as it should be; on to the next that can be found.  The
 * end of a file that is being written is no damage: its writer cuts it back at its next start. */
static rap_code_t pass_over(
    struct verdict *self, warc_reader_t *reader, const char *text, bool *ret_found, rap_err_t *err)
{
    int64_t at = warc_offset(reader);
    bool torn = warc_is_torn(reader);

    RAP_TRY(warc_resync(reader, ret_found, err));
    if (!*ret_found && is_open(self->path)) {
        self->torn++;
        tell(self, at, "open", torn ? "the last record is not whole yet" : text);
    } else {
        self->damaged++;
        tell(self, at, "damaged", text);
    }
    return RAP_OK;
}

/* Its writer may have sealed it since the folder was read. */
static rap_code_t open_or_sealed(struct verdict *self, warc_reader_t **ret, rap_err_t *err)
{
    rap_code_t code = warc_open(ret, self->path, err);

    if (code != RAP_NOTFOUND || !is_open(self->path))
        return code;
    size_t len = strlen(self->path) - (sizeof WARC_OPEN - 1);
    const char *sealed = rap_arena_strndup(self->cli->arena, self->path, len);
    if (sealed != NULL)
        self->path = sealed;
    return warc_open(ret, self->path, err);
}

static rap_code_t verify_file(struct verdict *self, const char *path, rap_err_t *err)
{
    RAP_AUTO(warc_reader) *reader = NULL;
    warc_record_t record;
    bool found = true;
    rap_err_t why;

    self->path = path;
    self->files++;
    RAP_TRY(open_or_sealed(self, &reader, err));
    while (found) {
        rap_code_t code = warc_next(reader, &record, &found, &why);

        if (code == RAP_OK && found)
            code = warc_check(reader, &record, &self->digests, &why);
        if (code == RAP_OK)
            self->records += found;
        else if (code == RAP_SYNTAX)
            RAP_TRY(pass_over(self, reader, why.text, &found, err));
        else
            return *err = why, code;
    }
    return RAP_OK;
}

static void tell_verdict(const struct verdict *self)
{
    if (self->cli->common.json)
        json_print(json_pack("{s:I, s:I, s:I, s:I, s:I, s:I}", "files", (json_int_t)self->files,
            "records", (json_int_t)self->records, "damaged", (json_int_t)self->damaged, "open",
            (json_int_t)self->torn, "digests", (json_int_t)self->digests.good, "unchecked",
            (json_int_t)self->digests.unknown));
    else
        (void)printf("%" PRId64 " files, %" PRId64 " whole records, %" PRId64 " damaged; %" PRId64
                     " digests are good, %" PRId64 " could not be checked\n",
            self->files, self->records, self->damaged, self->digests.good, self->digests.unknown);
}

static rap_code_t verify_all(
    struct verdict *self, const struct archive_files *files, rap_err_t *err)
{
    for (size_t i = 0; i < files->count; i++) {
        rap_err_t why;
        rap_code_t code = verify_file(self, files->path[i], &why);

        if (code != RAP_OK && rap_code_fate(code) == RAP_FATE_STOP)
            return *err = why, code;
        if (code != RAP_OK) {
            self->damaged++;
            tell(self, 0, "unreadable", why.text);
        }
    }
    return RAP_OK;
}

static rap_code_t run_verify(struct cli *cli, rap_err_t *err)
{
    struct verdict verdict = {.cli = cli};
    struct archive_files files;

    rap_code_t code = archive_files(cli, &files, err);
    if (code == RAP_OK)
        code = verify_all(&verdict, &files, err);
    archive_files_release(&files);
    RAP_TRY(code);
    tell_verdict(&verdict);
    cli->exit = verdict.damaged > 0 ? EXIT_PROBLEM : 0;
    return RAP_OK;
}

/* ---- list ---- */

static void set_text(json_t *object, const char *key, const char *text, rap_arena_t *arena)
{
    json_set_text(object, key, text != NULL ? grid_safe(text, arena) : NULL);
}

static const char *digest_of(const warc_record_t *record)
{
    return record->payload_digest != NULL ? record->payload_digest : record->block_digest;
}

static void list_json(const char *path, const warc_record_t *record, rap_arena_t *arena)
{
    json_t *object = json_object();

    set_text(object, "file", path, arena);
    json_object_set_new(object, "offset", json_integer(record->offset));
    set_text(object, "type", record->type_name, arena);
    set_text(object, "record_id", record->id, arena);
    set_text(object, "date", record->date, arena);
    set_text(object, "url", record->target, arena);
    json_object_set_new(object, "bytes", json_integer(record->length));
    set_text(object, "digest", digest_of(record), arena);
    json_print(object);
}

static void list_line(const warc_record_t *record, rap_arena_t *arena)
{
    char hex[65] = "-";
    bool known = warc_digest_hex(digest_of(record), hex);

    (void)printf("%12" PRId64 "  %-12.12s  %-24.24s  %11" PRId64 "  %-*.*s  %s\n", record->offset,
        grid_safe(record->type_name, arena), grid_safe(record->date, arena), record->length,
        DIGITS_SHOWN, DIGITS_SHOWN, known ? hex : "-",
        record->target != NULL ? grid_safe(record->target, arena) : "-");
}

static rap_code_t list_file(struct cli *cli, const char *path, rap_err_t *err)
{
    RAP_AUTO(warc_reader) *reader = NULL;
    RAP_AUTO(rap_arena) *arena = rap_arena_new(4 * WARC_HEAD_MAX + PATH_MAX);
    warc_record_t record;
    bool found = true;
    rap_err_t why;

    RAP_TRY(warc_open_file(&reader, path, err));
    if (!cli->common.json)
        (void)printf("%s\n", grid_safe(path, arena));
    for (;;) {
        rap_code_t code = warc_next(reader, &record, &found, &why);

        rap_arena_reset(arena);
        if (code == RAP_OK && found && cli->common.json)
            list_json(path, &record, arena);
        else if (code == RAP_OK && found)
            list_line(&record, arena);
        if (code == RAP_SYNTAX) { /* `verify` tells what is wrong */
            cli->exit = EXIT_PROBLEM;
            RAP_TRY(warc_resync(reader, &found, err));
        } else if (code != RAP_OK) {
            return *err = why, code;
        }
        if (!found)
            return RAP_OK;
    }
}

static rap_code_t run_list(struct cli *cli, rap_err_t *err)
{
    struct archive_files files;
    rap_code_t code = archive_files(cli, &files, err);

    for (size_t i = 0; i < files.count && code == RAP_OK; i++)
        code = list_file(cli, files.path[i], err);
    archive_files_release(&files);
    return code;
}

/* ---- the command ---- */

static const struct command archive_verify = {
    .name = "archive verify",
    .summary = "check every record's structure and digests",
    .operands = "[FILE...]",
    .most = FILES_MAX,
    .about =
        "Reads every record of the home's archive, or of the files, and checks its structure and\n"
        "its digests.  Each damaged one is printed with its file and offset, and the exit code is\n"
        "2.  The unfinished end of a file that is being written is told and is no damage.\n"
        "A FILE may be any WARC file, of another program too, compressed or not.",
    .homeless = true,
    .run = run_verify,
};

static const struct command archive_list = {
    .name = "archive list",
    .summary = "list the records",
    .operands = "[FILE...]",
    .most = FILES_MAX,
    .about =
        "Prints a line for each record of the home's archive, or of the files: offset, type,\n"
        "date, bytes of its block, the first digits of its digest, address.  Exit code 2 when\n"
        "there are damaged ones.",
    .homeless = true,
    .run = run_list,
};

static const struct command *const parts[] = {
    &archive_verify, &archive_list, &cli_archive_extract, NULL};

const struct command cli_archive = {
    .name = "archive",
    .summary = "every byte that was fetched: verify, list, extract",
    .operands = "PART",
    .about = "The archive keeps every document as it came, in WARC files (docs/archive.md).",
    .parts = parts,
};
