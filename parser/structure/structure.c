/* structure.c - see structure.h
 *
 * The document itself comes first, then what its listing said, then what the calendar of its body
 * knows; where none of them says it, a field stays NULL.
 */
#include "parser/structure/structure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parser/structure/assemble.h"
#include "parser/structure/bodies.h"
#include "parser/structure/cast.h"
#include "parser/structure/details.h"
#include "parser/structure/language.h"

enum { DATES_MAX = 32, SESSIONS_MAX = 32, LAST_LINE_MAX = 120, SALUTATION_WORDS_MAX = 40 };

struct structure {
    rap_parties_t *parties;
    bodies_t *bodies;
};

rap_code_t structure_open(structure_t **ret, const rap_home_t *home, rap_err_t *err)
{
    char path[RAP_PATH_MAX];
    RAP_AUTO(structure) *self = calloc(1, sizeof *self);
    if (self == NULL)
        abort();
    RAP_TRY(rap_home_data(home, "parties.yaml", path, err));
    RAP_TRY(rap_parties_open(&self->parties, path, err));
    RAP_TRY(rap_home_data(home, "bodies.yaml", path, err));
    RAP_TRY(bodies_open(&self->bodies, path, err));
    *ret = self;
    self = NULL;
    return RAP_OK;
}

void structure_destroy(structure_t **self)
{
    if (*self == NULL)
        return;
    rap_parties_destroy(&(*self)->parties);
    bodies_destroy(&(*self)->bodies);
    free(*self);
    *self = NULL;
}

/* What one document is read with. */
typedef struct reading {
    const structure_t *structure;
    const layout_t *layout;
    const rap_hints_t *hints;
    rap_arena_t *arena;
    rap_statement_t *statement;
    head_t head;
    passage_t body;        /* the whole text */
    char about[DATE_SIZE]; /* the day, or the last of its session's days; "" when unknown */
} reading_t;

static rap_code_t copy(const char **ret, const char *text, rap_arena_t *arena, rap_err_t *err)
{
    *ret = rap_arena_strdup(arena, text);
    if (*ret == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for '%s'", text);
    return RAP_OK;
}

/* --- day and place --- */

/* The only day, else the one in a known session, else the listing's, else the first. */
static const date_t *choose_date(
    const date_t *dates, size_t count, const body_t *body, const char *listed)
{
    const date_t *chosen = NULL;
    int best = -1;
    for (size_t i = 0; i < count; i++) {
        char day[DATE_SIZE];
        if (dates[i].range)
            continue;
        date_write(&dates[i], day);
        int points = 2 * (body != NULL && body_has_day(body, day)) +
                     (listed != NULL && strcmp(day, listed) == 0);
        if (dates[i].ambiguous && points == 0)
            continue;
        if (points > best) {
            best = points;
            chosen = &dates[i];
        }
    }
    return chosen;
}

/* The day in any text, as "2024-03-08"; false when there is none, or more than one. */
static rap_code_t day_in(
    const char *text, rap_arena_t *arena, char out[DATE_SIZE], bool *found, rap_err_t *err)
{
    date_t dates[DATES_MAX];
    passage_t passage;
    *found = false;
    if (text == NULL)
        return RAP_OK;
    RAP_TRY(passage_make(&passage, text, strlen(text), arena, err));
    size_t count = date_find(&passage, dates, DATES_MAX);
    const date_t *date = choose_date(dates, count, NULL, NULL);
    if (date == NULL || count > 1)
        return RAP_OK;
    date_write(date, out);
    *found = true;
    return RAP_OK;
}

/* Some documents are dated at their end: a short last line. */
static const char *last_line(const reading_t *self)
{
    for (size_t i = self->layout->blocks; i > self->head.body; i--) {
        const layout_block_t *block = &self->layout->block[i - 1];
        if (head_is_text(self->layout, self->head.body, i - 1))
            return block->len <= LAST_LINE_MAX ? block->text : NULL;
    }
    return NULL;
}

static rap_code_t read_day(reading_t *self, const body_t *body, rap_err_t *err)
{
    rap_statement_t *statement = self->statement;
    char listed[DATE_SIZE], day[DATE_SIZE];
    bool has_listed, found;
    date_t dates[DATES_MAX];
    RAP_TRY(day_in(self->hints->date, self->arena, listed, &has_listed, err));
    size_t count = date_find(&self->head.wide, dates, DATES_MAX);
    const date_t *date = choose_date(dates, count, body, has_listed ? listed : NULL);

    for (size_t i = 0; i < count; i++)
        if (date == NULL && dates[i].range)
            date_write(&dates[i], self->about);
    statement->place = place_of(&self->head.wide, dates, count);
    if (statement->place == NULL)
        statement->place = self->hints->place;
    statement->date_from = RAP_DATE_FROM_DOCUMENT;
    if (date != NULL) {
        date_write(date, day);
        return copy(&statement->delivered_on, day, self->arena, err);
    }
    if (has_listed) {
        statement->date_from = RAP_DATE_FROM_LISTING;
        return copy(&statement->delivered_on, listed, self->arena, err);
    }
    RAP_TRY(day_in(last_line(self), self->arena, day, &found, err));
    return found ? copy(&statement->delivered_on, day, self->arena, err) : RAP_OK;
}

/* --- body and session --- */

/* The body that the listing names, by id or by a phrase. */
static rap_code_t listed_body(
    const body_t **ret, const reading_t *self, const char *day, rap_err_t *err)
{
    const char *texts[] = {self->hints->body, self->hints->title, self->hints->session};
    *ret = bodies_get(self->structure->bodies, self->hints->body);
    for (size_t i = 0; i < 3 && *ret == NULL; i++) {
        passage_t passage;
        if (texts[i] == NULL)
            continue;
        RAP_TRY(passage_make(&passage, texts[i], strlen(texts[i]), self->arena, err));
        *ret = bodies_find(
            self->structure->bodies, &passage, passage_span(&passage), &self->body, day);
    }
    return RAP_OK;
}

static rap_code_t find_body(
    const body_t **ret, const reading_t *self, const char *day, rap_err_t *err)
{
    const passage_t *head = &self->head.wide;
    *ret = bodies_find(self->structure->bodies, head, passage_span(head), &self->body, day);
    if (*ret == NULL || (*ret)->broad) {
        const body_t *listed;
        RAP_TRY(listed_body(&listed, self, day, err));
        *ret = listed != NULL ? listed : *ret;
    }
    /* "Mr. President of the General Assembly," says it, too. */
    for (size_t i = 0; i < self->head.openings && *ret == NULL; i++) {
        const passage_t *opening = &self->head.opening[i];
        if (!head_is_salutation(opening))
            break;
        if (passage_words(opening, passage_span(opening)) < SALUTATION_WORDS_MAX)
            *ret = bodies_find(
                self->structure->bodies, opening, passage_span(opening), &self->body, day);
    }
    return RAP_OK;
}

/* "7", "seventh session" and "Session 7" of a listing all mean 7. */
static rap_code_t listed_session(reading_t *self, const body_t *body, rap_err_t *err)
{
    const char *text = self->hints->session;
    session_t sessions[SESSIONS_MAX];
    char session[32];
    passage_t passage;
    if (text == NULL)
        return RAP_OK;
    RAP_TRY(passage_make(&passage, text, strlen(text), self->arena, err));
    size_t count = session_find(&passage, sessions, SESSIONS_MAX);
    if (body != NULL && body_session_of(body, sessions, count, NULL, session, sizeof session))
        return copy(&self->statement->session, session, self->arena, err);
    size_t next;
    long number = ordinal_at(&passage, 0, &next);
    if (number > 0) {
        (void)snprintf(session, sizeof session, "%ld", number);
        return copy(&self->statement->session, session, self->arena, err);
    }
    self->statement->session = text;
    return RAP_OK;
}

static rap_code_t read_meeting(reading_t *self, const body_t *body, const char *day, rap_err_t *err)
{
    rap_statement_t *statement = self->statement;
    session_t sessions[SESSIONS_MAX];
    char session[32];
    const passage_t *head = &self->head.wide;
    statement->body = body != NULL ? body->key : self->hints->body;
    size_t count = session_find(head, sessions, SESSIONS_MAX);
    /* What the head says, then what the listing says, then what the calendar knows. */
    if (body != NULL && body_session_of(body, sessions, count, NULL, session, sizeof session))
        RAP_TRY(copy(&statement->session, session, self->arena, err));
    if (statement->session == NULL)
        RAP_TRY(listed_session(self, body, err));
    if (statement->session == NULL && body != NULL &&
        body_session_of(body, NULL, 0, day, session, sizeof session))
        RAP_TRY(copy(&statement->session, session, self->arena, err));
    if (body == NULL || !body->meetings)
        RAP_TRY(meeting_of(&statement->meeting, head, self->arena, err));
    if (statement->meeting == NULL)
        statement->meeting = self->hints->meeting;
    RAP_TRY(agenda_item_of(&statement->agenda_item, head, self->arena, err));
    if (statement->agenda_item == NULL)
        statement->agenda_item = self->hints->agenda_item;
    return RAP_OK;
}

/* --- who --- */

static int listed_kind(const rap_hints_t *hints, int kind)
{
    if (kind != RAP_STATEMENT_NATIONAL || hints->kind == NULL)
        return kind;
    for (int i = 0; rap_statement_kind_names[i] != NULL; i++)
        if (strcmp(rap_statement_kind_names[i], hints->kind) == 0)
            return i;
    return kind;
}

/* "Statement on behalf of the European Union", and nobody says which State reads it. */
static void promote_group(cast_t *cast)
{
    if (cast_speaker(cast) != NULL || cast_count(cast, RAP_ROLE_ON_BEHALF_OF, true) != 1)
        return;
    for (size_t i = 0; i < cast->count; i++)
        if (cast->item[i].role == RAP_ROLE_ON_BEHALF_OF && rap_party_is_group(cast->item[i].party))
            cast->item[i].role = RAP_ROLE_SPEAKER;
}

static rap_code_t read_parties(reading_t *self, rap_err_t *err)
{
    rap_statement_t *statement = self->statement;
    const rap_parties_t *parties = self->structure->parties;
    cast_t *cast = rap_arena_alloc(self->arena, sizeof *cast);
    if (cast == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for the parties");
    mentions_t mentions;
    RAP_TRY(mentions_find(&mentions, parties, &self->body, self->arena, err));
    named_text_t body = {&self->body, &mentions};
    speaker_hint_t hint = {self->hints->delegation, self->hints->title};
    RAP_TRY(speaker_find(cast, parties, &self->head, &body, &hint, self->arena, err));
    RAP_TRY(behalf_find(cast, parties, &self->head, self->arena, err));
    promote_group(cast);
    statement->kind = listed_kind(self->hints, kind_of(&self->head.passage, cast));
    cosponsors_find(cast, &body);

    rap_party_role_t *roles = rap_arena_array(self->arena, cast->count + 1, sizeof *roles);
    if (roles == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for the parties");
    for (size_t i = 0; i < cast->count; i++)
        RAP_TRY(copy(&roles[i].id, cast->item[i].party->key, self->arena, err));
    for (size_t i = 0; i < cast->count; i++)
        roles[i].role = cast->item[i].role;
    statement->parties = (rap_array_t){roles, cast->count};
    return RAP_OK;
}

static rap_code_t read_person(reading_t *self, rap_err_t *err)
{
    rap_statement_t *statement = self->statement;
    RAP_TRY(person_of(&statement->speaker, &self->head.passage, self->arena, err));
    if (statement->speaker != NULL || self->hints->speaker == NULL)
        return RAP_OK;
    statement->speaker = rap_arena_alloc(self->arena, sizeof *statement->speaker);
    if (statement->speaker == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for the speaker");
    statement->speaker->name = self->hints->speaker;
    return RAP_OK;
}

/* --- all of it --- */

static rap_code_t read_text(reading_t *self, rap_err_t *err)
{
    rap_statement_t *statement = self->statement;
    bool garbage;
    RAP_TRY(assemble_text(statement, self->layout, self->head.body, self->arena, err));
    RAP_TRY(passage_make(&self->body, statement->text, strlen(statement->text), self->arena, err));
    statement->language = language_of(&self->body, &garbage);
    if (garbage)
        return rap_fail(err, RAP_NO_TEXT, "the document's characters form no words");
    if (statement->language == NULL)
        statement->language = self->hints->language;
    return RAP_OK;
}

static rap_code_t read_statement(reading_t *self, rap_err_t *err)
{
    rap_statement_t *statement = self->statement;
    RAP_TRY(read_text(self, err));

    /* The body tells which of several days is the right one, the day which of several bodies. */
    const body_t *body;
    RAP_TRY(find_body(&body, self, NULL, err));
    RAP_TRY(read_day(self, body, err));
    if (statement->delivered_on != NULL)
        (void)snprintf(self->about, sizeof self->about, "%s", statement->delivered_on);
    const char *day = self->about[0] != '\0' ? self->about : NULL;
    RAP_TRY(find_body(&body, self, day, err));
    RAP_TRY(read_meeting(self, body, day, err));
    RAP_TRY(read_parties(self, err));
    RAP_TRY(read_person(self, err));
    RAP_TRY(title_of(&statement->title, &self->head.passage, self->arena, err));
    if (statement->title == NULL)
        statement->title = self->hints->title != NULL ? self->hints->title : self->layout->title;
    return RAP_OK;
}

rap_code_t structure_read(const layout_t *layout, const rap_envelope_t *envelope,
    const structure_t *self, rap_arena_t *arena, rap_record_t *ret, rap_err_t *err)
{
    reading_t *reading = rap_arena_alloc(arena, sizeof *reading);
    rap_document_t *document = rap_arena_alloc(arena, sizeof *document);
    rap_statement_t *statement = rap_arena_alloc(arena, sizeof *statement);
    if (reading == NULL || document == NULL || statement == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for a record");
    *reading = (reading_t){.structure = self,
        .layout = layout,
        .hints = &envelope->hints,
        .arena = arena,
        .statement = statement};
    RAP_TRY(head_split(layout, arena, &reading->head, err));
    RAP_TRY(read_statement(reading, err));

    char id[96];
    (void)snprintf(id, sizeof id, "%s/1", envelope->id);
    RAP_TRY(copy(&statement->statement_id, id, arena, err));
    *document = (rap_document_t){.document_id = envelope->id,
        .media_type = layout->media_type,
        .pages = layout->pages,
        .parser = STRUCTURE_ENGINE};
    *ret = (rap_record_t){
        .kind = RAP_RECORD_RESULT, .document = document, .statements = {statement, 1}};
    return RAP_OK;
}
