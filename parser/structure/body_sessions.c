/* body_sessions.c - a body's sessions, meetings, places and agenda; see bodies.h */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parser/structure/bodies.h"

/* The Assembly's session begins in September; the first was that of 1946. */
enum { ASSEMBLY_MONTH = 9, ASSEMBLY_DAY = 10, BEFORE_FIRST = 1945 };

static bool covers(const body_session_t *session, const char *day)
{
    return strcmp(day, session->from) >= 0 && strcmp(day, session->until) <= 0;
}

static const body_session_t *session_on(const body_t *self, const char *day)
{
    const body_session_t *session = self->calendar.item;
    for (size_t i = 0; day != NULL && i < self->calendar.count; i++)
        if (covers(&session[i], day))
            return &session[i];
    return NULL;
}

bool body_has_day(const body_t *self, const char *day)
{
    return session_on(self, day) != NULL;
}

const char *body_place(const body_t *self, const char *day)
{
    const body_session_t *session = session_on(self, day);
    return session != NULL && session->place != NULL ? session->place : self->seat;
}

static bool session_of_day(const body_t *self, const char *day, char *out, size_t size)
{
    if (day == NULL)
        return false;
    if (self->sessions == BODY_ASSEMBLY) {
        long year = strtol(day, NULL, 10), month = strtol(day + 5, NULL, 10);
        bool begun = month > ASSEMBLY_MONTH ||
                     (month == ASSEMBLY_MONTH && strtol(day + 8, NULL, 10) >= ASSEMBLY_DAY);
        long number = year - BEFORE_FIRST - (begun ? 0 : 1);
        (void)snprintf(out, size, "%ld", number);
        return number > 0;
    }
    const body_session_t *session = session_on(self, day);
    if (session == NULL)
        return false;
    (void)snprintf(out, size, "%s", session->session);
    return true;
}

int body_session_covers(const body_t *self, const char *session, const char *day)
{
    char known[32];
    if (self->sessions == BODY_ASSEMBLY)
        return session_of_day(self, day, known, sizeof known) && strcmp(known, session) == 0 ? 1
                                                                                             : -1;
    const body_session_t *item = self->calendar.item;
    int found = 0;
    for (size_t i = 0; i < self->calendar.count; i++) {
        if (strcmp(item[i].session, session) != 0)
            continue;
        if (covers(&item[i], day))
            return 1;
        found = -1;
    }
    return found;
}

/* Can a numbered body have had this one?  58 is a session of the Council where "high". */
static bool is_own(const body_t *self, const session_t *session)
{
    if (self->sessions == BODY_ASSEMBLY)
        return session->kind == SESSION_OF_ASSEMBLY;
    return session->kind == SESSION_OF_BODY || (session->kind == SESSION_OF_ASSEMBLY && self->high);
}

bool body_session_of(const body_t *self, const session_t *sessions, size_t count, const char *day,
    char *out, size_t size)
{
    for (size_t i = 0; i < count && self->sessions != BODY_NO_SESSIONS; i++) {
        if (sessions[i].kind == SESSION_ORGANIZATIONAL && self->sessions == BODY_NUMBERED) {
            (void)snprintf(out, size, "organizational");
            return true;
        }
        if (is_own(self, &sessions[i]) && (!sessions[i].meeting || self->meetings)) {
            (void)snprintf(out, size, "%ld", sessions[i].number);
            return true;
        }
    }
    return session_of_day(self, day, out, size);
}

bool body_has_session(const body_t *self, const session_t *sessions, size_t count)
{
    const body_session_t *session = self->calendar.item;
    for (size_t i = 0; i < self->calendar.count; i++)
        for (size_t k = 0; k < count; k++)
            if (sessions[k].kind == SESSION_OF_BODY && !sessions[k].meeting &&
                strtol(session[i].session, NULL, 10) == sessions[k].number)
                return true;
    return false;
}

long body_meeting_of(const body_t *self, const session_t *sessions, size_t count)
{
    if (self != NULL && self->meetings)
        return 0; /* its meetings are its sessions */
    for (size_t i = 0; i < count; i++) {
        bool either = sessions[i].either && self != NULL && self->sessions != BODY_NUMBERED;
        if (sessions[i].kind != SESSION_ORGANIZATIONAL && (sessions[i].meeting || either))
            return sessions[i].number;
    }
    return 0;
}

const char *body_item_of(const body_t *self, const passage_t *head)
{
    const body_item_t *item = self->agenda.item;
    const char *found = NULL;
    size_t first = SIZE_MAX;
    for (size_t i = 0; i < self->agenda.count; i++) {
        for (size_t k = 0; k < item[i].names.count; k++) {
            span_t hit;
            if (passage_find(head, passage_span(head), item[i].names.item[k], &hit) &&
                hit.start < first) {
                first = hit.start;
                found = item[i].item;
            }
        }
    }
    return found;
}
