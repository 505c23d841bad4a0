/* damage.c - see damage.h */
#include "cli/damage.h"

#include "base/db.h"
#include "base/file.h"
#include "cli/grid.h"
#include "cli/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { BUSY_MS = 2000, DAMAGES_MAX = 1024, TEXT_SIZE = 1024 };

static const char suffix[] = ".db";

struct reading {
    const rap_home_t *home;
    rap_arena_t *arena;
    struct damage *item;
    size_t count;
};

static bool is_aside(const rap_home_t *home, const char *name)
{
    char path[RAP_PATH_MAX];
    rap_err_t ignored;

    return rap_file_join(path, sizeof path, home->state, name, &ignored) == RAP_OK &&
           access(path, F_OK) == 0;
}

static rap_code_t add(struct reading *self, const struct damage *damage, rap_err_t *err)
{
    if (self->count == DAMAGES_MAX)
        return rap_fail(err, RAP_TOOBIG, "too much damage to tell");
    self->item[self->count++] = *damage;
    return RAP_OK;
}

/* One that cannot be read now is damage that waits for its repair. */
static rap_code_t read_file(struct reading *self, const char *file, rap_err_t *err)
{
    RAP_AUTO(rap_db) *db = NULL;
    char path[RAP_PATH_MAX];
    rap_array_t rescues = {0};

    RAP_TRY(rap_file_join(path, sizeof path, self->home->state, file, err));
    rap_code_t code = rap_db_open(&db, path, RAP_DB_READ, BUSY_MS, err);
    if (code == RAP_OK)
        code = rap_damage_read(db, self->arena, &rescues, err);
    if (code == RAP_DAMAGED)
        return add(self,
            &(struct damage){.file = file,
                .rescue = {.why = rap_arena_strdup(self->arena, err->text), .lost = -1},
                .is_open = true},
            err);
    RAP_TRY(code);
    for (size_t i = 0; i < rescues.count; i++) {
        const rap_damage_t *rescue = (const rap_damage_t *)rescues.item + i;

        RAP_TRY(add(self,
            &(struct damage){
                .file = file, .rescue = *rescue, .is_open = is_aside(self->home, rescue->aside)},
            err));
    }
    return RAP_OK;
}

rap_code_t damage_read(const rap_home_t *home, rap_arena_t *arena, rap_array_t *ret, rap_err_t *err)
{
    struct reading reading = {.home = home,
        .arena = arena,
        .item = rap_arena_array(arena, DAMAGES_MAX, sizeof(struct damage))};
    rap_strings_t file;

    *ret = (rap_array_t){0};
    if (reading.item == NULL)
        return rap_fail(err, RAP_TOOBIG, "too much damage to tell");
    RAP_TRY(rap_file_names(home->state, suffix, arena, &file, err));
    for (size_t i = 0; i < file.count; i++)
        RAP_TRY(read_file(&reading, file.item[i], err));
    *ret = (rap_array_t){reading.item, reading.count};
    return RAP_OK;
}

size_t damage_open(const rap_array_t *damages)
{
    const struct damage *damage = damages->item;
    size_t open = 0;

    for (size_t i = 0; i < damages->count; i++)
        open += damage[i].is_open;
    return open;
}

/* ---- telling ---- */

json_t *damage_json(const rap_array_t *damages)
{
    const struct damage *damage = damages->item;
    json_t *list = json_array();

    for (size_t i = 0; i < damages->count; i++) {
        const rap_damage_t *rescue = &damage[i].rescue;
        json_t *object = json_object();

        json_set_text(object, "file", damage[i].file);
        json_object_set_new(object, "open", json_boolean(damage[i].is_open));
        json_set_text(object, "at", rescue->at);
        json_set_text(object, "why", rescue->why);
        json_set_text(object, "aside", rescue->aside);
        json_object_set_new(object, "kept", json_integer(rescue->kept));
        json_object_set_new(
            object, "lost", rescue->lost < 0 ? json_null() : json_integer(rescue->lost));
        json_set_text(object, "tables", rescue->tables);
        json_set_text(object, "note", rescue->note);
        json_array_append_new(list, object);
    }
    return list;
}

static void describe_loss(const rap_damage_t *rescue, char *out, size_t size)
{
    if (rescue->lost < 0)
        (void)snprintf(out, size, "%" PRId64 " rows were saved, how many were lost is not known",
            rescue->kept);
    else
        (void)snprintf(out, size, "%" PRId64 " rows were saved, %" PRId64 " were lost",
            rescue->kept, rescue->lost);
}

void damage_describe(const struct damage *self, char *out, size_t size)
{
    const rap_damage_t *rescue = &self->rescue;
    char loss[128];

    if (rescue->at == NULL) {
        (void)snprintf(out, size, "%s", rescue->why);
        return;
    }
    describe_loss(rescue, loss, sizeof loss);
    (void)snprintf(out, size,
        "%s was damaged, and repaired at %s: %s (%s); %s; what was damaged is state/%s: remove it "
        "when you have seen to it",
        self->file, rescue->at, loss, rescue->tables[0] != '\0' ? rescue->tables : rescue->why,
        rescue->note, rescue->aside);
}

void damage_print(const rap_array_t *damages)
{
    RAP_AUTO(rap_arena) *arena = rap_arena_new(DAMAGES_MAX * TEXT_SIZE);
    const struct damage *damage = damages->item;
    char text[TEXT_SIZE];

    for (size_t i = 0; i < damages->count; i++) {
        if (!damage[i].is_open)
            continue;
        damage_describe(&damage[i], text, sizeof text);
        const char *safe = grid_safe(text, arena);
        (void)printf("\nDAMAGE: %s\n", safe != NULL ? safe : damage[i].file);
    }
}
