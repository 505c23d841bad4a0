/* place.c - where it was delivered; see details.h */
#include "parser/structure/details.h"

#include <string.h>

enum { REACH = 48 };

/* "New York, NY 10065" is an address, "Vienna Convention" a treaty. */
static bool is_no_place(const passage_t *head, span_t town)
{
    static const char *const zips[] = {"ny", "n.y.", "n.y", NULL};
    static const char *const names[] = {"convention", "conventions", "agreement", "statute",
        "accord", "accords", "protocol", "declaration", "call", "office", "group", "process",
        "document", "summit", NULL};
    static const char *const treaties[] = {"convention de ", "conventions de ", "accord de ",
        "statut de ", "protocole de ", "convenio de ", "convencion de ", "acuerdo de ",
        "estatuto de ", "appel de ", "declaration de ", NULL};
    size_t i = passage_token_at(head, town.end);
    span_t hit;
    for (size_t back = 10; back < 20 && back <= town.start; back++)
        if (passage_has_at(head, town.start - back, treaties, &hit) && hit.end == town.start)
            return true;
    if (passage_is_one_of(head, i, names))
        return true;
    i += passage_is_word(head, i, ",");
    if (i < head->tokens && passage_has_at(head, head->token[i].start, zips, &hit))
        return true;
    return i < head->tokens && head->token[i].kind == TOKEN_NUMBER && head->token[i].digits == 5;
}

static bool is_beside(span_t town, const date_t *dates, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        span_t date = dates[i].span;
        if ((town.end <= date.start && date.start - town.end < REACH) ||
            (date.end <= town.start && town.start - date.end < REACH))
            return true;
    }
    return false;
}

static bool on_one_line(const passage_t *head, span_t a, span_t b)
{
    span_t between = a.end <= b.start ? (span_t){a.end, b.start} : (span_t){b.end, a.start}, bar;
    return !passage_find(head, between, "|", &bar);
}

static bool is_line(const passage_t *head, span_t town)
{
    size_t first = passage_token_at(head, town.start), behind = passage_token_at(head, town.end);
    bool starts = first == 0 || passage_is_word(head, first - 1, "|");
    return starts && (behind >= head->tokens || passage_is_word(head, behind, "|") ||
                         passage_is_word(head, behind, ","));
}

/* The next place, not an address, where the text names this town. */
static bool find_town(const passage_t *head, const phrases_t *town, span_t *within, span_t *ret)
{
    for (;;) {
        bool found = false;
        for (size_t i = 0; i < town->phrases.count; i++) {
            span_t hit;
            if (passage_find(head, *within, town->phrases.item[i], &hit) &&
                (!found || hit.start < ret->start ||
                    (hit.start == ret->start && hit.end > ret->end))) {
                *ret = hit;
                found = true;
            }
        }
        if (!found)
            return false;
        within->start = ret->end;
        if (!is_no_place(head, *ret))
            return true;
    }
}

const char *place_of(const bodies_t *bodies, const passage_t *head, const date_t *dates,
    size_t count, const char *seat)
{
    const rap_array_t *towns = bodies_towns(bodies);
    const phrases_t *town = towns->item;
    const char *line = NULL, *beside = NULL;
    size_t first = SIZE_MAX;
    for (size_t i = 0; i < towns->count; i++) {
        span_t within = passage_span(head), hit;
        while (find_town(head, &town[i], &within, &hit)) {
            bool is_seat = seat == NULL || strcmp(seat, town[i].key) == 0;
            if (is_beside(hit, dates, count) && hit.start < first) {
                beside = town[i].key;
                first = hit.start;
            }
            if (line == NULL && is_seat && is_line(head, hit))
                line = town[i].key;
        }
    }
    return beside != NULL ? beside : line;
}

const char *place_beside(const bodies_t *bodies, const passage_t *head, const date_t *date)
{
    const rap_array_t *towns = bodies_towns(bodies);
    const phrases_t *town = towns->item;
    for (size_t i = 0; i < towns->count; i++) {
        span_t within = passage_span(head), hit;
        while (find_town(head, &town[i], &within, &hit))
            if (is_beside(hit, date, 1) && on_one_line(head, hit, date->span))
                return town[i].key;
    }
    return NULL;
}
