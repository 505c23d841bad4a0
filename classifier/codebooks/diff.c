/* diff.c - rapporteur codebook diff: what changed between two codebooks. */
#include "classifier/codebooks/entries.h"
#include "classifier/codebooks/tool.h"

#include "proto/row.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

typedef struct change {
    const char *change; /* "added", "removed" */
    const char *entry;
} change_t;

#define ROW_OF change_t
static const rap_field_t change_rows[] = {
    ROW_TEXT(change, 0, RAP_REQUIRED), ROW_TEXT(entry, 0, RAP_REQUIRED), ROW_END};
#undef ROW_OF
static const rap_table_t change_table = {"change", sizeof(change_t), change_rows, .open = true};

typedef struct counts {
    int64_t added, removed;
} counts_t;

static rap_code_t tell(
    const tool_t *self, bool added, const char *entry, counts_t *counts, rap_err_t *err)
{
    const change_t change = {added ? "added" : "removed", entry};

    counts->added += added;
    counts->removed += !added;
    if (!self->options.json) {
        (void)printf("%c %s\n", added ? '+' : '-', entry);
        return RAP_OK;
    }
    return tool_print(&change_table, &change, err);
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
