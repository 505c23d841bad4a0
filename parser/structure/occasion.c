/* occasion.c - at which body and in which session it was delivered; see reading.h */
#include <stdio.h>
#include <string.h>

#include "parser/structure/details.h"
#include "parser/structure/reading.h"

enum { SESSIONS_MAX = 32, SALUTATION_WORDS_MAX = 40 };

/* What the head says of the occasion. */
typedef struct occasion {
    const body_t *body; /* or NULL */
    body_symbol_t symbol;
    session_t sessions[SESSIONS_MAX];
    size_t count;
} occasion_t;

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

/* "I congratulate you on your election as President of the General Assembly" says where one
 * speaks. */
static const body_t *congratulated(const reading_t *self, const char *day)
{
    static const char *const elections[] = {"election as", "elected as", "elected president",
        "election to the presidency", "assumption of the presidency", "assuming the presidency",
        "election a la presidence", "election en qualite de president*",
        "election comme president*", "election en tant que president*", "accession a la presidence",
        "eleccion como president*", "eleccion a la presidencia", "asumir la presidencia",
        "избрани* председател*", "избрани* на пост председателя", "انتخابكم رئيسا", "انتخابه رئيسا",
        "انتخابكم لرئاسة", "توليكم رئاسة", "当选", NULL};
    enum { REACH = 160 /* bytes */ };
    for (size_t i = 0; i < self->head.openings; i++) {
        const passage_t *opening = &self->head.opening[i];
        span_t hit, all = passage_span(opening);
        if (!passage_find_any(opening, all, elections, &hit))
            continue;
        hit.end = hit.start + REACH < all.end ? hit.start + REACH : all.end;
        return bodies_find(self->bodies, opening, hit, &self->body, day);
    }
    return NULL;
}

static rap_code_t find_body(
    occasion_t *occasion, const reading_t *self, const char *day, rap_err_t *err)
{
    const passage_t *head = &self->head.wide;
    const body_t *found = bodies_find(self->bodies, head, passage_span(head), &self->body, day);
    if (found == NULL)
        found = occasion->symbol.body;
    if (found == NULL || found->broad) {
        const body_t *listed;
        RAP_TRY(listed_body(&listed, self, day, err));
        found = listed != NULL ? listed : found;
    }
    /* "Mr. President of the General Assembly," says it, too. */
    for (size_t i = 0; i < self->head.openings && found == NULL; i++) {
        const passage_t *opening = &self->head.opening[i];
        if (!head_is_salutation(opening))
            break;
        if (passage_words(opening, passage_span(opening)) < SALUTATION_WORDS_MAX)
            found = bodies_find(self->bodies, opening, passage_span(opening), &self->body, day);
    }
    occasion->body = found != NULL ? found : congratulated(self, day);
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

/* "The President of the seventy-ninth session", "this 79th session": said to those present.  Thanks
 * to the last President name the session before, so it is the highest. */
static long opening_session(const head_t *head)
{
    static const char *const words[] = {"president*", "presidency", "presidenc*", "this", "cette",
        "present", "presente", "esta", "este", "председател*", "нынешн*", "настоящ*", "этой",
        "رئيس", "رئيسا", "رئيسة", "رئاسة", "هذه", "主席", "本届", NULL};
    enum { REACH = 64 };
    long highest = 0;
    for (size_t i = 0; i < head->openings; i++) {
        session_t sessions[SESSIONS_MAX];
        size_t count = session_find(&head->opening[i], sessions, SESSIONS_MAX);
        for (size_t k = 0; k < count; k++) {
            size_t at = sessions[k].span.start;
            span_t before = {at > REACH ? at - REACH : 0, at}, hit;
            if (sessions[k].kind == SESSION_OF_ASSEMBLY && sessions[k].number > highest &&
                passage_find_any(&head->opening[i], before, words, &hit))
                highest = sessions[k].number;
        }
    }
    return highest;
}

static rap_code_t copy_number(reading_t *self, const char **ret, long number, rap_err_t *err)
{
    char text[32];
    (void)snprintf(text, sizeof text, "%ld", number);
    return number > 0 ? reading_copy(self, ret, text, err) : RAP_OK;
}

/* What the head says, then its symbol, then what the listing says, then what the calendar knows. */
static rap_code_t read_session(
    reading_t *self, const occasion_t *occasion, const char *day, rap_err_t *err)
{
    const body_t *body = occasion->body;
    rap_statement_t *statement = self->statement;
    char session[32];
    if (body != NULL &&
        body_session_of(body, occasion->sessions, occasion->count, NULL, session, sizeof session))
        return reading_copy(self, &statement->session, session, err);
    if (body != NULL && occasion->symbol.body == body)
        RAP_TRY(copy_number(self, &statement->session, occasion->symbol.session, err));
    if (statement->session == NULL)
        RAP_TRY(listed_session(self, body, err));
    if (statement->session == NULL && body != NULL && body->sessions == BODY_ASSEMBLY)
        RAP_TRY(copy_number(self, &statement->session, opening_session(&self->head), err));
    if (statement->session == NULL && body != NULL &&
        body_session_of(body, NULL, 0, day, session, sizeof session))
        RAP_TRY(reading_copy(self, &statement->session, session, err));
    return RAP_OK;
}

static rap_code_t read_meeting(reading_t *self, const occasion_t *occasion, rap_err_t *err)
{
    rap_statement_t *statement = self->statement;
    const body_t *body = occasion->body;
    long number = body_meeting_of(body, occasion->sessions, occasion->count);
    if (number == 0 && body != NULL && occasion->symbol.body == body)
        number = occasion->symbol.meeting;
    RAP_TRY(copy_number(self, &statement->meeting, number, err));
    if (statement->meeting == NULL)
        statement->meeting = self->envelope->hints.meeting;
    const char *manner = session_manner(&self->head.wide);
    if (statement->meeting == NULL && manner != NULL)
        RAP_TRY(reading_copy(self, &statement->meeting, manner, err));
    return RAP_OK;
}

/* By its number, as the listing says, or by its name where it is a standing item. */
static rap_code_t read_item(reading_t *self, const body_t *body, rap_err_t *err)
{
    rap_statement_t *statement = self->statement;
    const passage_t *head = &self->head.wide;
    RAP_TRY(agenda_item_of(&statement->agenda_item, head, self->arena, err));
    if (statement->agenda_item == NULL)
        statement->agenda_item = self->envelope->hints.agenda_item;
    const char *item = body != NULL ? body_item_of(body, &self->head.passage) : NULL;
    if (statement->agenda_item == NULL && item != NULL)
        RAP_TRY(reading_copy(self, &statement->agenda_item, item, err));
    return RAP_OK;
}

rap_code_t reading_occasion(reading_t *self, rap_err_t *err)
{
    /* The body tells which of several days is the right one, the day which of several bodies. */
    occasion_t occasion = {.body = NULL};
    char named[32];
    occasion.count = session_find(&self->head.wide, occasion.sessions, SESSIONS_MAX);
    if (!bodies_find_symbol(self->bodies, &self->head.wide, &occasion.symbol))
        occasion.symbol = (body_symbol_t){.body = NULL};
    RAP_TRY(find_body(&occasion, self, NULL, err));
    const body_t *body = occasion.body;
    bool has_session = body != NULL && body_session_of(body, occasion.sessions, occasion.count,
                                           NULL, named, sizeof named);
    RAP_TRY(reading_day(self, body, has_session ? named : NULL, err));
    if (self->statement->delivered_on != NULL)
        (void)snprintf(self->about, sizeof self->about, "%s", self->statement->delivered_on);
    const char *day = self->about[0] != '\0' ? self->about : NULL;
    RAP_TRY(find_body(&occasion, self, day, err));
    self->statement->body = occasion.body != NULL ? occasion.body->key : self->envelope->hints.body;
    RAP_TRY(read_session(self, &occasion, day, err));
    RAP_TRY(read_meeting(self, &occasion, err));
    return read_item(self, occasion.body, err);
}
