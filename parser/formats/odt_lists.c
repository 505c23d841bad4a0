/* odt_lists.c - see odt.h */
#include "parser/formats/odt.h"

#include <stdio.h>
#include <string.h>

enum { LABEL_MAX = 256, FIX_MAX = 80 /* bytes of what stands before or behind a number */ };

void odt_lists_restart(odt_list_style_t *self)
{
    for (size_t i = 0; i < ODT_LEVELS; i++)
        self->count[i] = -1;
}

/* The next number of a level; those below it begin anew, those above it have begun. */
static void count(odt_list_style_t *self, size_t level, long start)
{
    for (size_t i = 0; i < level; i++)
        if (self->count[i] < 0)
            self->count[i] = self->level[i].start;
    if (start >= 0)
        self->count[level] = start;
    else
        self->count[level] =
            self->count[level] >= 0 ? self->count[level] + 1 : self->level[level].start;
    for (size_t i = level + 1; i < ODT_LEVELS; i++)
        self->count[i] = -1;
}

static rap_code_t write_label(const odt_list_style_t *self, size_t level, rap_arena_t *arena,
    const char **ret, rap_err_t *err)
{
    const odt_level_t *own = &self->level[level];
    char out[LABEL_MAX + NUMBERING_SIZE + 1], number[NUMBERING_SIZE];
    size_t first = level + 1 - (size_t)own->shown, n = 0;

    if (own->prefix != NULL && strlen(own->prefix) <= FIX_MAX)
        n += (size_t)snprintf(out, sizeof out, "%s", own->prefix);
    for (size_t i = first; i <= level && n < LABEL_MAX - FIX_MAX; i++) {
        size_t len = numbering_write(self->level[i].how, self->count[i], number);

        if (len > 0)
            n += (size_t)snprintf(out + n, sizeof out - n, "%s%s", i > first ? "." : "", number);
    }
    if (own->suffix != NULL && strlen(own->suffix) <= FIX_MAX)
        n += (size_t)snprintf(out + n, sizeof out - n, "%s", own->suffix);
    *ret = rap_arena_strndup(arena, out, n);
    return *ret != NULL ? RAP_OK : growing_full(err);
}

rap_code_t odt_lists_count(odt_list_style_t *self, size_t level, long start, rap_arena_t *arena,
    const char **ret_label, bool *ret_item, rap_err_t *err)
{
    *ret_label = NULL;
    *ret_item = false;
    if (level >= ODT_LEVELS)
        level = ODT_LEVELS - 1;
    numbering_t how = self->level[level].how;
    count(self, level, start);
    *ret_item = how != NUMBERING_NONE;
    if (how == NUMBERING_BULLET || how == NUMBERING_NONE)
        return RAP_OK;
    return write_label(self, level, arena, ret_label, err);
}
