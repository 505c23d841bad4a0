/* occasion.c - at which body and in which session it was delivered; see reading.h */
#include <stdio.h>
#include <string.h>

#include "parser/structure/details.h"
#include "parser/structure/reading.h"

enum { SESSIONS_MAX = 32, SALUTATION_WORDS_MAX = 40 };

/* The body that the listing names, by id or by a phrase. */
static rap_code_t listed_body(
    const body_t **ret, const reading_t *self, const char *day, rap_err_t *err)
{
    const char *texts[] = {
        self->envelope->hints.body, self->envelope->hints.title, self->envelope->hints.session};
    *ret = bodies_get(self->bodies, self->envelope->hints.body);
    for (size_t i = 0; i < 3 && *ret == NULL; i++) {
        passage_t passage;
        if (texts[i] == NULL)
            continue;
        RAP_TRY(passage_make(&passage, texts[i], strlen(texts[i]), self->arena, err));
        *ret = bodies_find(self->bodies, &passage, passage_span(&passage), &self->body, day);
    }
    return RAP_OK;
}

static rap_code_t find_body(
    const body_t **ret, const reading_t *self, const char *day, rap_err_t *err)
{
    const passage_t *head = &self->head.wide;
    *ret = bodies_find(self->bodies, head, passage_span(head), &self->body, day);
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
            *ret = bodies_find(self->bodies, opening, passage_span(opening), &self->body, day);
    }
    return RAP_OK;
}

/* "7", "seventh session" and "Session 7" of a listing all mean 7. */
static rap_code_t listed_session(reading_t *self, const body_t *body, rap_err_t *err)
{
    const char *text = self->envelope->hints.session;
    session_t sessions[SESSIONS_MAX];
    char session[32];
    passage_t passage;
    if (text == NULL)
        return RAP_OK;
    RAP_TRY(passage_make(&passage, text, strlen(text), self->arena, err));
    size_t count = session_find(&passage, sessions, SESSIONS_MAX);
    if (body != NULL && body_session_of(body, sessions, count, NULL, session, sizeof session))
        return reading_copy(self, &self->statement->session, session, err);
    size_t next;
    long number = ordinal_at(&passage, 0, &next);
    if (number > 0) {
        (void)snprintf(session, sizeof session, "%ld", number);
        return reading_copy(self, &self->statement->session, session, err);
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
    statement->body = body != NULL ? body->key : self->envelope->hints.body;
    size_t count = session_find(head, sessions, SESSIONS_MAX);
    /* What the head says, then what the listing says, then what the calendar knows. */
    if (body != NULL && body_session_of(body, sessions, count, NULL, session, sizeof session))
        RAP_TRY(reading_copy(self, &statement->session, session, err));
    if (statement->session == NULL)
        RAP_TRY(listed_session(self, body, err));
    if (statement->session == NULL && body != NULL &&
        body_session_of(body, NULL, 0, day, session, sizeof session))
        RAP_TRY(reading_copy(self, &statement->session, session, err));
    if (body == NULL || !body->meetings)
        RAP_TRY(meeting_of(&statement->meeting, head, self->arena, err));
    if (statement->meeting == NULL)
        statement->meeting = self->envelope->hints.meeting;
    RAP_TRY(agenda_item_of(&statement->agenda_item, head, self->arena, err));
    if (statement->agenda_item == NULL)
        statement->agenda_item = self->envelope->hints.agenda_item;
    return RAP_OK;
}

rap_code_t reading_occasion(reading_t *self, rap_err_t *err)
{
    /* The body tells which of several days is the right one, the day which of several bodies. */
    const body_t *body;
    session_t sessions[SESSIONS_MAX];
    char named[32];
    RAP_TRY(find_body(&body, self, NULL, err));
    size_t count = session_find(&self->head.wide, sessions, SESSIONS_MAX);
    bool has_session =
        body != NULL && body_session_of(body, sessions, count, NULL, named, sizeof named);
    RAP_TRY(reading_day(self, body, has_session ? named : NULL, err));
    if (self->statement->delivered_on != NULL)
        (void)snprintf(self->about, sizeof self->about, "%s", self->statement->delivered_on);
    const char *day = self->about[0] != '\0' ? self->about : NULL;
    RAP_TRY(find_body(&body, self, day, err));
    return read_meeting(self, body, day, err);
}
