/* bodies_find.c - which body a heading names; see bodies.h */
#include <string.h>

#include "parser/structure/bodies_private.h"

enum {
    ASIDES_MAX = 64,
    TOPICS_MAX = 16,
    SESSIONS_MAX = 16,
    HITS_MAX = 64,
    BODIES_MAX = 256,
    TOPIC_TEXT_MAX = 256 << 10 /* bytes of a text that show what it is about */
};

/* How sure a phrase is to say where a statement is made. */
typedef enum sureness { NAMED_TO, NAMED } sureness_t;

typedef struct search {
    const bodies_t *bodies;
    const passage_t *text, *whole;
    span_t within;
    const char *day; /* or NULL */
    span_t aside[ASIDES_MAX], addressee[ASIDES_MAX];
    size_t asides, addressees;
    bool has_topics;       /* they are looked for when they are needed */
    int topic[TOPICS_MAX]; /* 2: the heading shows it; 1: the text does most; 0: neither */
} search_t;

/* --- phrases that mislead --- */

static size_t all_spans(const search_t *self, const rap_strings_t *phrases, span_t *spans)
{
    size_t count = 0;
    for (size_t i = 0; i < phrases->count; i++) {
        span_t within = self->within;
        while (
            count < ASIDES_MAX && passage_find(self->text, within, phrases->item[i], &spans[count]))
            within.start = spans[count++].end;
    }
    return count;
}

/* The first of the phrases that is as sure as that. */
static bool find_first(
    const search_t *self, const rap_strings_t *phrases, sureness_t sure, span_t *ret)
{
    bool found = false;
    for (size_t i = 0; i < phrases->count; i++) {
        span_t within = self->within, hit;
        while (passage_find(self->text, within, phrases->item[i], &hit)) {
            within.start = hit.end;
            if (passage_lies_in(hit, self->aside, self->asides) ||
                (sure == NAMED && passage_lies_in(hit, self->addressee, self->addressees)))
                continue;
            if (!found || hit.start < ret->start || (hit.start == ret->start && hit.end > ret->end))
                *ret = hit;
            found = true;
            break;
        }
    }
    return found;
}

/* --- topics --- */

static size_t count_hits(const passage_t *passage, span_t within, const rap_strings_t *phrases)
{
    size_t count = 0;
    for (size_t i = 0; i < phrases->count; i++) {
        span_t rest = within, hit;
        while (count < HITS_MAX && passage_find(passage, rest, phrases->item[i], &hit)) {
            rest.start = hit.end;
            count++;
        }
    }
    return count;
}

/* What the heading shows weighs more than what the text does. */
static void find_topics(search_t *self)
{
    const rap_array_t *topics = &self->bodies->file.topics;
    const phrases_t *item = topics->item;
    size_t count = topics->count < TOPICS_MAX ? topics->count : TOPICS_MAX, most = 0, first = 0;
    bool shown = false, tied = false;
    if (self->has_topics)
        return;
    self->has_topics = true;
    for (size_t i = 0; i < count; i++)
        if (count_hits(self->text, self->within, &item[i].phrases) > 0) {
            self->topic[i] = 2;
            shown = true;
        }
    span_t text = passage_span(self->whole);
    text.end = text.end < TOPIC_TEXT_MAX ? text.end : TOPIC_TEXT_MAX;
    for (size_t i = 0; i < count && !shown; i++) {
        size_t hits = count_hits(self->whole, text, &item[i].phrases);
        tied = hits == most ? hits > 0 : hits < most && tied;
        if (hits > most) {
            most = hits;
            first = i;
        }
    }
    if (!shown && most > 0 && !tied)
        self->topic[first] = 1;
}

static int topic_of(const search_t *self, const body_t *body)
{
    const rap_array_t *topics = &self->bodies->file.topics;
    const phrases_t *item = bodies_phrases(topics, body->topic), *first = topics->item;
    size_t i = item != NULL ? (size_t)(item - first) : TOPICS_MAX;
    return i < TOPICS_MAX ? self->topic[i] : 0;
}

/* --- bodies --- */

static bool is_open_on(const body_t *body, const char *day)
{
    return day == NULL || ((body->from == NULL || strcmp(day, body->from) >= 0) &&
                              (body->until == NULL || strcmp(day, body->until) <= 0));
}

typedef struct hit {
    const body_t *body;
    span_t span;
} hit_t;

static bool is_earlier(const hit_t *a, const hit_t *b)
{
    return b->body == NULL || a->span.start < b->span.start ||
           (a->span.start == b->span.start && a->span.end > b->span.end);
}

/* Is one of the others a part of this body? */
static bool has_part(const hit_t *hits, size_t count, const body_t *body)
{
    for (size_t i = 0; i < count; i++)
        if (hits[i].body->part_of != NULL && strcmp(hits[i].body->part_of, body->key) == 0)
            return true;
    return false;
}

static hit_t find_named(const search_t *self, bool broad, sureness_t sure)
{
    const rap_array_t *bodies = &self->bodies->file.bodies;
    const body_t *body = bodies->item;
    hit_t hits[BODIES_MAX], best = {.body = NULL};
    size_t count = 0;
    for (size_t i = 0; i < bodies->count && count < BODIES_MAX; i++) {
        hit_t *hit = &hits[count];
        if (body[i].broad == broad && is_open_on(&body[i], self->day) &&
            find_first(self, &body[i].names, sure, &hit->span)) {
            hit->body = &body[i];
            count++;
        }
    }
    for (size_t i = 0; i < count; i++)
        if (!has_part(hits, count, hits[i].body) && is_earlier(&hits[i], &best))
            best = hits[i];
    return best;
}

/* Of two bodies of one family and topic the one that the heading's session tells. */
static const body_t *by_session(const body_t *a, const body_t *b, const passage_t *text)
{
    session_t sessions[SESSIONS_MAX];
    size_t count = session_find(text, sessions, SESSIONS_MAX);
    bool a_has = body_has_session(a, sessions, count), b_has = body_has_session(b, sessions, count);
    return a_has == b_has ? NULL : a_has ? a : b;
}

/* The one body of its family that the day and the topic leave. */
static hit_t find_in_family(search_t *self, const phrases_t *family)
{
    const rap_array_t *bodies = &self->bodies->file.bodies;
    const body_t *body = bodies->item;
    hit_t only = {.body = NULL};
    int shown = 0;
    if (!find_first(self, &family->phrases, NAMED, &only.span))
        return only;
    find_topics(self);
    for (size_t i = 0; i < TOPICS_MAX; i++)
        shown = self->topic[i] > shown ? self->topic[i] : shown;
    for (size_t i = 0; i < bodies->count; i++) {
        if (body[i].family == NULL || strcmp(body[i].family, family->key) != 0 ||
            !is_open_on(&body[i], self->day))
            continue;
        int topic = topic_of(self, &body[i]);
        /* In session on that day, and no heading speaks against it: no doubt is left. */
        if (body_has_day(&body[i], self->day) && (topic > 0 || shown < 2))
            return (hit_t){&body[i], only.span};
        if (topic == 0)
            continue;
        const body_t *one =
            only.body != NULL ? by_session(only.body, &body[i], self->text) : &body[i];
        if (one == NULL)
            return (hit_t){.body = NULL};
        only.body = one;
    }
    return only;
}

static hit_t find_member(search_t *self)
{
    const rap_array_t *families = &self->bodies->file.families;
    const phrases_t *family = families->item;
    hit_t best = {.body = NULL};
    for (size_t i = 0; i < families->count; i++) {
        hit_t hit = find_in_family(self, &family[i]);
        if (hit.body != NULL && is_earlier(&hit, &best))
            best = hit;
    }
    return best;
}

const body_t *bodies_find(const bodies_t *self, const passage_t *text, span_t within,
    const passage_t *whole, const char *day)
{
    search_t search = {.bodies = self, .text = text, .whole = whole, .within = within, .day = day};
    search.asides = all_spans(&search, &self->file.asides, search.aside);
    search.addressees = all_spans(&search, &self->file.addressees, search.addressee);
    hit_t named = find_named(&search, false, NAMED), member = find_member(&search);
    if (member.body != NULL && is_earlier(&member, &named) &&
        (named.body == NULL || member.span.start < named.span.start))
        named = member;
    if (named.body == NULL)
        named = find_named(&search, true, NAMED);
    if (named.body == NULL)
        named = find_named(&search, false, NAMED_TO);
    return named.body;
}
