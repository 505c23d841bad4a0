/* diff.c - rapporteur codebook diff: what changed between two codebooks. */
#include "classifier/codebooks/entries.h"
#include "classifier/codebooks/tool.h"

#include "base/codec.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { LINE_MAX_BYTES = 64 * 1024 };

typedef struct change {
    const char *change; /* "added", "removed" */
    const char *entry;
} change_t;

static const rap_field_t change_fields[] = {
    {.name = "change", .kind = RAP_KIND_STRING, .offset = offsetof(change_t, change)},
    {.name = "entry", .kind = RAP_KIND_STRING, .offset = offsetof(change_t, entry)},
    {.kind = RAP_KIND_END},
};
static const rap_table_t change_table = {"change", sizeof(change_t), change_fields, true};

typedef struct counts {
    int64_t added, removed;
} counts_t;

static rap_code_t tell(
    const tool_t *self, bool added, const char *entry, counts_t *counts, rap_err_t *err)
{
    const change_t change = {added ? "added" : "removed", entry};
    RAP_AUTO_RELEASE(rap_buf) line;

    rap_buf_init(&line, LINE_MAX_BYTES);
    counts->added += added;
    counts->removed += !added;
    if (!self->options.json) {
        (void)printf("%c %s\n", added ? '+' : '-', entry);
        return RAP_OK;
    }
    RAP_TRY(rap_codec_write(&change_table, &change, &line, err));
    (void)printf("%s\n", line.data);
    return RAP_OK;
}

static rap_code_t compare(const tool_t *self, const rap_strings_t *old, const rap_strings_t *new,
    counts_t *counts, rap_err_t *err)
{
    size_t i = 0, k = 0;

    while (i < old->count || k < new->count) {
        int by = i == old->count ? 1 : k == new->count ? -1 : strcmp(old->item[i], new->item[k]);

        if (by < 0)
            RAP_TRY(tell(self, false, old->item[i], counts, err));
        else if (by > 0)
            RAP_TRY(tell(self, true, new->item[k], counts, err));
        i += by <= 0;
        k += by >= 0;
    }
    return RAP_OK;
}

rap_code_t diff_run(tool_t *self, rap_err_t *err)
{
    file_codebook_t old, new;
    rap_strings_t of_old, of_new;
    counts_t counts = {0};

    RAP_TRY(tool_read(self, self->operand[0], &old, err));
    RAP_TRY(tool_read(self, self->operand[1], &new, err));
    RAP_TRY(entries_of(&old, self->arena, &of_old, err));
    RAP_TRY(entries_of(&new, self->arena, &of_new, err));
    RAP_TRY(compare(self, &of_old, &of_new, &counts, err));
    if (counts.added + counts.removed == 0)
        return RAP_OK;
    bool same = strcmp(old.id, new.id) == 0 && strcmp(old.version, new.version) == 0;
    (void)fflush(stdout);
    (void)fprintf(stderr, "%" PRId64 " added, %" PRId64 " removed%s\n", counts.added,
        counts.removed, same ? "; both are of one version: raise it in the second" : "");
    if (same)
        self->exit = TOOL_PROBLEM;
    return RAP_OK;
}
