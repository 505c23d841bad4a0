/* bodies.c - see bodies.h */
#include "parser/structure/bodies.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/codec.h"
#include "base/tree.h"

enum { FILE_MAX_BYTES = 1 << 20, ARENA_MAX_BYTES = 4 << 20, ASSEMBLY_MONTH = 9, ASSEMBLY_DAY = 10 };

typedef struct phrases {
    const char *key;
    rap_strings_t phrases;
} phrases_t;

typedef struct bodies_file {
    rap_array_t families, topics; /* phrases_t */
    rap_array_t bodies;           /* body_t */
} bodies_file_t;

struct bodies {
    rap_arena_t *arena;
    bodies_file_t file;
};

/* clang-format off */
static const char *const sessions_names[] = {"numbered", "assembly", "none", NULL};

static const rap_field_t phrases_fields[] = {
    {.name = "phrases", .kind = RAP_KIND_STRINGS, .offset = offsetof(phrases_t, phrases), .flags = RAP_REQUIRED},
    {.kind = RAP_KIND_END},
};

static const rap_table_t phrases_table = {
    .name = "phrases", .size = sizeof(phrases_t), .fields = phrases_fields};

static const rap_field_t session_fields[] = {
    {.name = "session", .kind = RAP_KIND_STRING, .offset = offsetof(body_session_t, session), .flags = RAP_REQUIRED},
    {.name = "from", .kind = RAP_KIND_STRING, .offset = offsetof(body_session_t, from), .flags = RAP_REQUIRED},
    {.name = "until", .kind = RAP_KIND_STRING, .offset = offsetof(body_session_t, until), .flags = RAP_REQUIRED},
    {.kind = RAP_KIND_END},
};

static const rap_table_t session_table = {
    .name = "session", .size = sizeof(body_session_t), .fields = session_fields};

static const rap_field_t body_fields[] = {
    {.name = "name", .kind = RAP_KIND_STRING, .offset = offsetof(body_t, name), .flags = RAP_REQUIRED},
    {.name = "names", .kind = RAP_KIND_STRINGS, .offset = offsetof(body_t, names), .flags = RAP_REQUIRED},
    {.name = "family", .kind = RAP_KIND_STRING, .offset = offsetof(body_t, family)},
    {.name = "topic", .kind = RAP_KIND_STRING, .offset = offsetof(body_t, topic)},
    {.name = "from", .kind = RAP_KIND_STRING, .offset = offsetof(body_t, from)},
    {.name = "until", .kind = RAP_KIND_STRING, .offset = offsetof(body_t, until)},
    {.name = "broad", .kind = RAP_KIND_BOOL, .offset = offsetof(body_t, broad)},
    {.name = "meetings", .kind = RAP_KIND_BOOL, .offset = offsetof(body_t, meetings)},
    {.name = "sessions", .kind = RAP_KIND_CHOICE, .offset = offsetof(body_t, sessions), .choices = sessions_names, .flags = RAP_REQUIRED},
    {.name = "calendar", .kind = RAP_KIND_ARRAY, .offset = offsetof(body_t, calendar), .table = &session_table},
    {.name = "agenda", .kind = RAP_KIND_STRINGS, .offset = offsetof(body_t, agenda)},
    {.kind = RAP_KIND_END},
};

static const rap_table_t body_table = {
    .name = "body", .size = sizeof(body_t), .fields = body_fields};

static const rap_field_t file_fields[] = {
    {.name = "families", .kind = RAP_KIND_MAP, .offset = offsetof(bodies_file_t, families), .table = &phrases_table},
    {.name = "topics", .kind = RAP_KIND_MAP, .offset = offsetof(bodies_file_t, topics), .table = &phrases_table},
    {.name = "bodies", .kind = RAP_KIND_MAP, .offset = offsetof(bodies_file_t, bodies), .table = &body_table, .flags = RAP_REQUIRED},
    {.kind = RAP_KIND_END},
};

static const rap_table_t file_table = {
    .name = "bodies", .size = sizeof(bodies_file_t), .fields = file_fields};
/* clang-format on */

/* --- opening --- */

static rap_code_t fold_all(rap_strings_t *list, rap_arena_t *arena, rap_err_t *err)
{
    for (size_t i = 0; i < list->count; i++) {
        rap_folded_t folded;
        RAP_TRY(rap_text_fold_bare(list->item[i], strlen(list->item[i]), arena, &folded, err));
        if (folded.len == 0)
            return rap_fail(err, RAP_CONFIG, "an empty phrase names no body");
        list->item[i] = folded.text;
    }
    return RAP_OK;
}

static const rap_strings_t *phrases_of(const rap_array_t *list, const char *key)
{
    const phrases_t *item = list->item;
    for (size_t i = 0; key != NULL && i < list->count; i++)
        if (strcmp(item[i].key, key) == 0)
            return &item[i].phrases;
    return NULL;
}

static rap_code_t prepare(bodies_t *self, rap_err_t *err)
{
    phrases_t *family = self->file.families.item, *topic = self->file.topics.item;
    for (size_t i = 0; i < self->file.families.count; i++)
        RAP_TRY(fold_all(&family[i].phrases, self->arena, err));
    for (size_t i = 0; i < self->file.topics.count; i++)
        RAP_TRY(fold_all(&topic[i].phrases, self->arena, err));
    body_t *body = self->file.bodies.item;
    for (size_t i = 0; i < self->file.bodies.count; i++) {
        RAP_TRY(fold_all(&body[i].names, self->arena, err));
        if (body[i].family != NULL && phrases_of(&self->file.families, body[i].family) == NULL)
            return rap_fail(err, RAP_CONFIG, "body '%s' is of the unknown family '%s'", body[i].key,
                body[i].family);
        if (body[i].family != NULL && phrases_of(&self->file.topics, body[i].topic) == NULL)
            return rap_fail(
                err, RAP_CONFIG, "body '%s' has a family and no known topic", body[i].key);
    }
    return RAP_OK;
}

rap_code_t bodies_open(bodies_t **ret, const char *path, rap_err_t *err)
{
    RAP_AUTO(rap_tree) *tree = NULL;
    RAP_TRY(rap_tree_yaml_file(&tree, path, FILE_MAX_BYTES, err));
    RAP_AUTO(bodies) *self = calloc(1, sizeof *self);
    if (self == NULL)
        abort();
    self->arena = rap_arena_new(ARENA_MAX_BYTES);
    RAP_TRY(rap_codec_tree(&file_table, &self->file, tree, self->arena, err));
    if (prepare(self, err) != RAP_OK)
        return rap_fail_prefix(err, "%s", path);
    *ret = self;
    self = NULL;
    return RAP_OK;
}

void bodies_destroy(bodies_t **self)
{
    if (*self == NULL)
        return;
    rap_arena_destroy(&(*self)->arena);
    free(*self);
    *self = NULL;
}

const body_t *bodies_get(const bodies_t *self, const char *id)
{
    const body_t *body = self->file.bodies.item;
    for (size_t i = 0; id != NULL && i < self->file.bodies.count; i++)
        if (strcmp(body[i].key, id) == 0)
            return &body[i];
    return NULL;
}

/* --- finding --- */

static bool find_first(
    const passage_t *text, span_t within, const rap_strings_t *phrases, span_t *ret)
{
    bool found = false;
    for (size_t i = 0; i < phrases->count; i++) {
        span_t hit;
        if (!passage_find(text, within, phrases->item[i], &hit))
            continue;
        if (!found || hit.start < ret->start || (hit.start == ret->start && hit.end > ret->end))
            *ret = hit;
        found = true;
    }
    return found;
}

static bool is_open_on(const body_t *body, const char *day)
{
    return day == NULL || ((body->from == NULL || strcmp(day, body->from) >= 0) &&
                              (body->until == NULL || strcmp(day, body->until) <= 0));
}

static const body_t *find_named(const bodies_t *self, const passage_t *text, span_t within,
    const char *day, bool broad, span_t *ret)
{
    const body_t *body = self->file.bodies.item, *best = NULL;
    for (size_t i = 0; i < self->file.bodies.count; i++) {
        span_t hit;
        if (body[i].broad != broad || !is_open_on(&body[i], day) ||
            !find_first(text, within, &body[i].names, &hit))
            continue;
        if (best == NULL || hit.start < ret->start ||
            (hit.start == ret->start && hit.end > ret->end)) {
            best = &body[i];
            *ret = hit;
        }
    }
    return best;
}

/* Has the body had a session of a number that the heading names? */
static bool has_session(const body_t *self, const session_t *sessions, size_t count)
{
    const body_session_t *session = self->calendar.item;
    for (size_t i = 0; i < self->calendar.count; i++)
        for (size_t k = 0; k < count; k++)
            if (sessions[k].kind == SESSION_OF_BODY && !sessions[k].meeting &&
                strtol(session[i].session, NULL, 10) == sessions[k].number)
                return true;
    return false;
}

/* Of two bodies of one family and topic the one that the heading's session tells. */
static const body_t *by_session(const body_t *a, const body_t *b, const passage_t *text)
{
    enum { SESSIONS_MAX = 16 };
    session_t sessions[SESSIONS_MAX];
    size_t count = session_find(text, sessions, SESSIONS_MAX);
    bool a_has = has_session(a, sessions, count), b_has = has_session(b, sessions, count);
    return a_has == b_has ? NULL : a_has ? a : b;
}

/* The one body of a family that the day and the topic leave. */
static const body_t *find_in_family(const bodies_t *self, const passage_t *text, span_t within,
    const passage_t *whole, const char *day, span_t *ret)
{
    const body_t *body = self->file.bodies.item, *only = NULL;
    for (size_t i = 0; i < self->file.bodies.count; i++) {
        const rap_strings_t *family = phrases_of(&self->file.families, body[i].family);
        span_t hit, topic;
        if (family == NULL || !is_open_on(&body[i], day) || !find_first(text, within, family, &hit))
            continue;
        if (body_has_day(&body[i], day)) {
            *ret = hit; /* in session on that day: no doubt is left */
            return &body[i];
        }
        const rap_strings_t *topics = phrases_of(&self->file.topics, body[i].topic);
        bool near = find_first(text, within, topics, &topic);
        if (!near && !find_first(whole, passage_span(whole), topics, &topic))
            continue;
        if (only != NULL && strcmp(only->topic, body[i].topic) != 0 && near)
            only = NULL; /* the heading's topic weighs more than the text's */
        only = only != NULL ? by_session(only, &body[i], text) : &body[i];
        if (only == NULL)
            return NULL;
        *ret = hit;
    }
    return only;
}

const body_t *bodies_find(const bodies_t *self, const passage_t *text, span_t within,
    const passage_t *whole, const char *day)
{
    span_t at_name = {0}, at_family = {0};
    const body_t *named = find_named(self, text, within, day, false, &at_name);
    const body_t *member = find_in_family(self, text, within, whole, day, &at_family);
    if (named != NULL && member != NULL)
        return at_family.start < at_name.start ? member : named;
    if (named != NULL || member != NULL)
        return named != NULL ? named : member;
    return find_named(self, text, within, day, true, &at_name);
}

/* --- sessions --- */

bool body_has_day(const body_t *self, const char *day)
{
    const body_session_t *session = self->calendar.item;
    for (size_t i = 0; day != NULL && i < self->calendar.count; i++)
        if (strcmp(day, session[i].from) >= 0 && strcmp(day, session[i].until) <= 0)
            return true;
    return false;
}

/* The session of a day by the calendar; the Assembly's begins in September. */
static bool session_of_day(const body_t *self, const char *day, char *out, size_t size)
{
    if (day == NULL)
        return false;
    if (self->sessions == BODY_ASSEMBLY) {
        long year = strtol(day, NULL, 10), month = strtol(day + 5, NULL, 10);
        bool begun = month > ASSEMBLY_MONTH ||
                     (month == ASSEMBLY_MONTH && strtol(day + 8, NULL, 10) >= ASSEMBLY_DAY);
        (void)snprintf(out, size, "%ld", year - (begun ? 1945 : 1946));
        return true;
    }
    const body_session_t *session = self->calendar.item;
    for (size_t i = 0; i < self->calendar.count; i++) {
        if (strcmp(day, session[i].from) >= 0 && strcmp(day, session[i].until) <= 0) {
            (void)snprintf(out, size, "%s", session[i].session);
            return true;
        }
    }
    return false;
}

int body_session_covers(const body_t *self, const char *session, const char *day)
{
    char known[32];
    if (self->sessions == BODY_ASSEMBLY)
        return !session_of_day(self, day, known, sizeof known) ? 0
               : strcmp(known, session) == 0                   ? 1
                                                               : -1;
    const body_session_t *item = self->calendar.item;
    int covers = 0;
    for (size_t i = 0; i < self->calendar.count; i++) {
        if (strcmp(item[i].session, session) != 0)
            continue;
        if (strcmp(day, item[i].from) >= 0 && strcmp(day, item[i].until) <= 0)
            return 1;
        covers = -1;
    }
    return covers;
}

bool body_session_of(const body_t *self, const session_t *sessions, size_t count, const char *day,
    char *out, size_t size)
{
    session_kind_t wanted = self->sessions == BODY_ASSEMBLY ? SESSION_OF_ASSEMBLY : SESSION_OF_BODY;
    for (size_t i = 0; i < count && self->sessions != BODY_NO_SESSIONS; i++) {
        if (sessions[i].kind == SESSION_ORGANIZATIONAL && self->sessions == BODY_NUMBERED) {
            (void)snprintf(out, size, "organizational");
            return true;
        }
        if (sessions[i].kind == wanted && (!sessions[i].meeting || self->meetings)) {
            (void)snprintf(out, size, "%ld", sessions[i].number);
            return true;
        }
    }
    return session_of_day(self, day, out, size);
}
