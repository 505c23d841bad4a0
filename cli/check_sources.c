/* check_sources.c - of `rapporteur check`: is each source heard of as it declares?
 *
 * What a source declares stands in sources.d/ now; when it was heard of, in the frontiers of all
 * fetchers, of which the latest word counts.  A source that was never heard of is silent since its
 * definition was written.
 */
#include "base/codec.h"
#include "base/file.h"
#include "base/tree.h"
#include "cli/check.h"
#include "cli/frontiers.h"
#include "cli/span.h"
#include "proto/expect.h"
#include "proto/polls.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { FILE_MAX = 256 * 1024, NEXT_SIZE = 600, MS_PER_S = 1000 };

/* Of a definition what matters here; the fetcher checks it whole. */
struct declared {
    const char *id, *url;
    bool enabled;
    rap_expect_t expect;
};

static const rap_field_t declared_fields[] = {
    {.name = "id",
        .kind = RAP_KIND_STRING,
        .offset = offsetof(struct declared, id),
        .flags = RAP_REQUIRED},
    {.name = "url", .kind = RAP_KIND_STRING, .offset = offsetof(struct declared, url)},
    {.name = "enabled",
        .kind = RAP_KIND_BOOL,
        .offset = offsetof(struct declared, enabled),
        .preset = "true"},
    {.name = "expect",
        .kind = RAP_KIND_OBJECT,
        .offset = offsetof(struct declared, expect),
        .table = &rap_expect_table},
    {.kind = RAP_KIND_END},
};
static const rap_table_t declared_table = {
    .name = "source", .size = sizeof(struct declared), .fields = declared_fields, .open = true};

/* What one fetcher heard. */
struct hearsay {
    struct hearsay *next;
    rap_array_t polls; /* rap_poll_t */
};

struct hearing {
    rap_arena_t *arena;
    struct hearsay *first;
};

/* ---- what was heard ---- */

static rap_code_t hear(const char *fetcher, rap_db_t *db, void *arg, rap_err_t *err)
{
    struct hearing *self = arg;
    struct hearsay *one = rap_arena_alloc(self->arena, sizeof *one);

    (void)fetcher;
    if (one == NULL)
        return rap_fail(err, RAP_TOOBIG, "too many fetchers");
    RAP_TRY(rap_polls_read(db, self->arena, &one->polls, err));
    one->next = self->first;
    self->first = one;
    return RAP_OK;
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* The latest of all; how often it failed says the fetcher that looks at it next: another may look no
 * more. */
static void merge(rap_poll_t *heard, const rap_poll_t *poll)
{
    heard->polled_at = later(heard->polled_at, poll->polled_at);
    heard->document_at = later(heard->document_at, poll->document_at);
    if (poll->next_due < heard->next_due)
        return;
    heard->next_due = poll->next_due;
    heard->failures = poll->failures;
    heard->reason = poll->reason;
}

static rap_poll_t heard_of(const struct hearing *self, const char *source)
{
    rap_poll_t heard = {.source = source};

    for (const struct hearsay *one = self->first; one != NULL; one = one->next) {
        const rap_poll_t *poll = one->polls.item;

        for (size_t i = 0; i < one->polls.count; i++)
            if (strcmp(poll[i].source, source) == 0)
                merge(&heard, &poll[i]);
    }
    return heard;
}

/* ---- what was declared ---- */

struct silence {
    verdict_level_t level;
    const char *what, *text;
    int64_t since, within; /* ms; within 0: it may last */
};

static void check_silence(struct check *self, const struct declared *source,
    const rap_poll_t *heard, const char *next, const struct silence *silence)
{
    char span[SPAN_SIZE], limit[SPAN_SIZE];
    const char *why = heard->reason;

    if (silence->within == 0 || self->now - silence->since <= silence->within)
        return;
    verdict_problem(self->verdict, silence->level, silence->what, source->id, next,
        "source '%s' %s for %s, %s is allowed%s%s", source->id, silence->text,
        span_text(self->now - silence->since, span), span_text(silence->within, limit),
        why != NULL ? ": " : "", why != NULL ? why : "");
}

/* `written` is when the definition was. */
static void check_source(struct check *self, const struct hearing *hearing,
    const struct declared *source, int64_t written)
{
    const rap_poll_t heard = heard_of(hearing, source->id);
    const int64_t most = self->options->poll_failures;
    char next[NEXT_SIZE] = "rapporteur validate";

    if (source->url != NULL)
        (void)snprintf(next, sizeof next, "rapporteur trace %.500s", source->url);
    check_silence(self, source, &heard, next,
        &(struct silence){VERDICT_CRITICAL, "source_silent", "was not read",
            heard.polled_at > 0 ? heard.polled_at : written, source->expect.poll_within});
    check_silence(self, source, &heard, next,
        &(struct silence){VERDICT_WARNING, "source_dry", "gave no new document",
            heard.document_at > 0 ? heard.document_at : written, source->expect.document_within});
    if (most > 0 && heard.failures >= most)
        verdict_problem(self->verdict, VERDICT_WARNING, "source_failing", source->id, next,
            "source '%s' could not be read %" PRId64 " times in a row: %s", source->id,
            heard.failures, heard.reason != NULL ? heard.reason : "no reason is known");
}

static rap_code_t read_declared(struct check *self, const char *path, struct declared *ret,
    int64_t *ret_written, rap_err_t *err)
{
    RAP_AUTO(rap_tree) *tree = NULL;
    struct stat st;

    RAP_TRY(rap_tree_yaml_file(&tree, path, FILE_MAX, err));
    RAP_TRY(rap_codec_tree(&declared_table, ret, tree, self->arena, err));
    *ret_written = stat(path, &st) == 0 ? (int64_t)st.st_mtime * MS_PER_S : self->now;
    return RAP_OK;
}

/* True: it is a source that is looked at. */
static bool check_definition(
    struct check *self, const struct hearing *hearing, const char *file, rap_err_t *err)
{
    struct declared source;
    char path[RAP_PATH_MAX];
    int64_t written;

    if (rap_file_join(path, sizeof path, self->home->sources, file, err) != RAP_OK ||
        read_declared(self, path, &source, &written, err) != RAP_OK) {
        verdict_problem(self->verdict, VERDICT_WARNING, "source_unreadable", file,
            "rapporteur validate", "%s", err->text);
        return false;
    }
    if (source.enabled)
        check_source(self, hearing, &source, written);
    return source.enabled;
}

rap_code_t check_sources(struct check *self, rap_err_t *err)
{
    struct hearing hearing = {.arena = self->arena};
    rap_strings_t file;
    size_t sources = 0;

    RAP_TRY(frontiers_each(self->home, self->arena, hear, &hearing, err));
    RAP_TRY(rap_file_names(self->home->sources, RAP_SOURCE_SUFFIX, self->arena, &file, err));
    for (size_t i = 0; i < file.count; i++)
        sources += check_definition(self, &hearing, file.item[i], err);
    verdict_fine(self->verdict, "%zu sources are watched", sources);
    return RAP_OK;
}
