/* listed.c - lists of names in a text, and how many names it says there are; see cast.h */
#include <string.h>

#include "parser/structure/cast.h"
#include "parser/structure/session.h"

enum {
    SAID_REACH = 120,   /* bytes, from the number to the list */
    SAID_BETWEEN = 8,   /* words, from "States" to the list */
    SAID_MAX = 192,     /* "the 193 Member States" are everybody */
    STRANGER_BYTES = 48 /* of a name that nobody has, with what parts it from its neighbours */
};

/* clang-format off */
static const char *const states[] = {"states", "countries", "delegations", "nations", "co-sponsors",
    "cosponsors", "members", "etats", "pays", "estados", "paises", "delegaciones",
    "государств", "государства", "стран", "страны", "делегаций", "делегации", "соавторов", "دولة", "دول", "بلدا", "بلدان", "国家", "国", NULL};

/* More than the words of cardinal_at() say. */
static const char *const hundreds[] = {"hundred", "cent", "ciento", "cien", "сто", "ста", "مائة", "مئة", NULL};

/* Of 13 States only some are listed. */
static const char *const partial[] = {"including", "include", "includes", "among", "amongst", "inter alia", "such as", "for example", "e.g.", "in particular",
    "y compris", "notamment", "dont", "entre autres", "parmi lesquels", "tels que", "par exemple",
    "incluid*", "inclusive", "entre ellos", "entre ellas", "entre otros", "entre otras", "tales como", "por ejemplo",
    "в том числе", "включая", "среди них", "таких как", "например", "بما فيها", "بما في ذلك", "ومنها", "من بينها", "مثل", "包括", NULL};
static const char *const and_others[] = {"and others", "and other", "among others", "et d'autres", "et autres", "entre autres", "y otros", "y otras", "entre otros",
    "и другие", "и другими", "и других", "и др", "وغيرها", "وغيرهم", "等", NULL};

/* Behind "27 member States": others are listed. */
static const char *const others[] = {"and", "et", "y", "и", "و", "和", "及", "plus", "as well as", "ainsi que", "asi como", "а также", NULL};
/* clang-format on */

/* "A group of thirteen like-minded States": the number at token i, if it is one of States; `behind` is
 * the token behind the word. */
static long states_at(const passage_t *p, size_t i, size_t until, size_t *behind)
{
    size_t next = 0;
    long number = cardinal_at(p, i, &next);
    if (number < 2 || number > SAID_MAX)
        return 0;
    for (size_t k = next; k < next + 4 && k < until; k++) {
        *behind = k + 1;
        if (passage_is_one_of(p, k, states))
            return number;
        if (p->token[k].kind == TOKEN_MARK && !passage_is_word(p, k, "-"))
            return 0;
    }
    /* Chinese words are tokens of one character. */
    span_t hit, near = {next < until ? p->token[next].start : 0, 0};
    near.end = next < until ? p->token[next + 4 < until ? next + 4 : until - 1].end : 0;
    bool han = next < until && p->token[next].kind == TOKEN_HAN;
    if (!han || !passage_find_any(p, near, states, &hit))
        return 0;
    *behind = passage_token_at(p, hit.end);
    return number;
}

/* Does nothing stand between the number and the list that parts them? */
static bool leads_to(const passage_t *p, size_t behind, size_t until)
{
    if (behind + SAID_BETWEEN < until)
        return false;
    for (size_t i = behind; i < until; i++)
        if (passage_is_word(p, i, ".") || passage_is_word(p, i, "。") ||
            passage_is_one_of(p, i, others))
            return false;
    return true;
}

/* How many the text says there are, just before the list: "13 States (", "thirteen countries:";
 * 0 when it does not say. */
static long said_before(const passage_t *p, size_t start)
{
    size_t until = passage_token_at(p, start);
    long said = 0;
    for (size_t i = passage_token_at(p, start > SAID_REACH ? start - SAID_REACH : 0); i < until;) {
        size_t behind, next = i + 1;
        if (passage_is_one_of(p, i, hundreds))
            return 0;
        long number = states_at(p, i, until, &behind);
        if (number > 0 && leads_to(p, behind, until))
            said = number;
        i = cardinal_at(p, i, &next) > 0 ? next : i + 1;
    }
    return said;
}

/* A name between two others that no party has: "..., Nicarga, ...". */
static bool is_stranger(const passage_t *p, size_t from, size_t to)
{
    static const char *const parts[] = {",", ";", "、", NULL};
    static const char *const links[] = {
        "and", "et", "y", "e", "и", "the", "of", "de", "-", "'", NULL};
    size_t first = passage_token_at(p, from), words = 0, marks = 0;
    if (to - from > STRANGER_BYTES || !passage_is_one_of(p, first, parts))
        return false;
    for (size_t i = first; i < p->tokens && p->token[i].end <= to; i++) {
        if (passage_is_one_of(p, i, parts)) {
            marks++;
        } else if (!passage_is_one_of(p, i, links)) {
            if (p->token[i].kind != TOKEN_WORD || !passage_is_capital(p, i))
                return false;
            words++;
        }
    }
    return marks <= 2 && words > 0 && words <= 4;
}

listed_t listed_at(const named_text_t *text, size_t first)
{
    const passage_t *p = text->passage;
    const mention_t *item = text->mentions->item;
    size_t start = item[first].span.start;
    bool stranger = false;
    listed_t list = {.item = item + first, .count = 1};
    for (size_t i = first + 1; i < text->mentions->count && !item[i].adjective; i++) {
        size_t from = item[i - 1].span.end, to = item[i].span.start;
        if (!cast_is_list_gap(p, from, to)) {
            if (stranger || !is_stranger(p, from, to) || said_before(p, start) == 0)
                break;
            stranger = true;
        }
        list.count++;
    }
    list.span = (span_t){start, item[first + list.count - 1].span.end};
    for (size_t i = 0; i < list.count; i++)
        list.different +=
            !listed_has(&(listed_t){.item = list.item, .count = i}, list.item[i].party);
    if (list.different >= LISTED_MIN) /* most names are no list, and the words before it are many */
        list.said = said_before(p, start);
    return list;
}

bool listed_has(const listed_t *list, const rap_party_t *party)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->item[i].party == party)
            return true;
    return false;
}

/* Does the text say itself that others are meant, too? */
static bool is_partial(const passage_t *p, const listed_t *list)
{
    enum { BEFORE = 60, BEHIND = 24 };
    span_t before = {list->span.start > BEFORE ? list->span.start - BEFORE : 0, list->span.start};
    span_t behind = {list->span.end, list->span.end + BEHIND};
    behind.end = behind.end < p->folded.len ? behind.end : p->folded.len;
    return passage_says_in(p, before, partial) || passage_says_in(p, behind, and_others);
}

void listed_check(cast_t *cast, const passage_t *p, const listed_t *list, int role)
{
    long found = (long)list->different;
    const rap_party_t *speaker = cast_speaker(cast);
    bool speaker_too = role == RAP_ROLE_ON_BEHALF_OF && speaker != NULL &&
                       !rap_party_is_group(speaker) && !listed_has(list, speaker);
    if (list->said == 0 || list->different < LISTED_MIN || found == list->said ||
        (speaker_too && found + 1 == list->said) || is_partial(p, list))
        return;
    for (size_t i = 0; i < list->count; i++)
        if (rap_party_is_group(list->item[i].party)) /* nobody says how many it counts for */
            return;
    cast_add_miscount(cast, role, list->said, found);
}
