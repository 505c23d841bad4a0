/* db_aside.c - of what repairs put aside, the newest stays.
 *
 * Where a disk goes on damaging, each start may repair, and each repair puts a whole file aside:
 * without a limit they would fill the disk.  Names that no repair gives are left alone.
 */
#include "base/clock.h"
#include "base/db_private.h"

#include <stdio.h>
#include <string.h>

enum { NAMES_MAX = 4 * 1024 * 1024, TIME_LEN = RAP_ISO_SIZE - 1 };

/* What may stand behind the time: db_sound.c and db_rescue.c give these names. */
static const char *const parts[] = {"", "-shm", "-shm.unread", "-wal", "-wal.unread"};

/* How much of the name all have that one repair put aside; 0 for another file. */
static size_t shared_len(const char *name, const char *prefix)
{
    size_t len = strlen(prefix);
    char at[RAP_ISO_SIZE];
    int64_t ms;
    rap_err_t ignored;

    if (strncmp(name, prefix, len) != 0 || strlen(name + len) < TIME_LEN)
        return 0;
    (void)snprintf(at, sizeof at, "%.*s", TIME_LEN, name + len);
    if (rap_clock_parse_iso(at, &ms, &ignored) != RAP_OK)
        return 0;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (strcmp(name + len + TIME_LEN, parts[i]) == 0)
            return len + TIME_LEN;
    return 0;
}

/* A clock that was put back makes this repair's name an old one: it stays all the same. */
static bool is_own(const rap_db_repair_t *self, const char *name, size_t shared)
{
    return strncmp(name, self->rescue->aside, shared) == 0;
}

static bool take_away(const rap_db_repair_t *self, const char *name)
{
    char path[PATH_MAX];
    rap_err_t ignored;

    return rap_file_join(path, sizeof path, self->dir, name, &ignored) == RAP_OK &&
           remove(path) == 0;
}

void rap_db_limit_asides(const rap_db_repair_t *self)
{
    RAP_AUTO(rap_arena) *arena = rap_arena_new(NAMES_MAX);
    const char *newer = NULL;
    rap_strings_t name;
    rap_err_t ignored;
    size_t repairs = 1; /* this one */

    if (rap_file_names(self->dir, "", arena, &name, &ignored) != RAP_OK)
        return;
    for (size_t i = name.count; i-- > 0;) { /* their order is that of their times */
        size_t shared = shared_len(name.item[i], self->aside_prefix);

        if (shared == 0 || is_own(self, name.item[i], shared))
            continue;
        repairs += newer == NULL || strncmp(name.item[i], newer, shared) != 0;
        newer = name.item[i];
        if (repairs > RAP_RESCUE_ASIDES)
            self->rescue->removed += take_away(self, name.item[i]);
    }
}
