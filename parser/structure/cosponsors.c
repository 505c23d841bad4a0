/* Lists of States that put something forward together: "a group of 13 States (Belarus, ...,
 * Zimbabwe) submitted a concept paper". */
#include <string.h>

#include "parser/structure/cast.h"

enum { VERB_REACH = 260 };

/* clang-format off */
static const char *const verbs[] = {"submitted", "submit", "co-sponsor*", "cosponsor*", "proposed",
    "presented", "introduced", "tabled", "put forward", "circulated", "initiated", "sponsored",
    "presente*", "soumis*", "depose*", "coparrain*", "copatrocin*", "propuesto*", "propuesta*",
    "presentaron", "presentado*", "внес*", "представил*", "соавтор*", "выдвину*",
    "قدمت", "تقدمت", "اقترح", "提交", "提出", "共同提案", NULL};
/* clang-format on */

/* In the words before and behind the list, in the same sentence or so. */
static bool has_verb(const passage_t *p, span_t list)
{
    span_t before = {list.start > VERB_REACH ? list.start - VERB_REACH : 0, list.start};
    span_t behind = {
        list.end, list.end + VERB_REACH < p->folded.len ? list.end + VERB_REACH : p->folded.len};
    span_t hit, end;
    while (passage_find(p, before, ". ", &end))
        before.start = end.end;
    if (passage_find(p, behind, ". ", &end))
        behind.end = end.start;
    return passage_find_any(p, before, verbs, &hit) || passage_find_any(p, behind, verbs, &hit);
}

/* The count must hold: a list that lacks one name of those it says was misspelt there, a list
 * that lacks more, or has more, is something else. */
static bool count_holds(const listed_t *list)
{
    long found = (long)list->different;
    return list->said == 0 ? found >= 2 * LISTED_MIN
                           : found == list->said || found + 1 == list->said;
}

void cosponsors_find(cast_t *cast, const named_text_t *body)
{
    const mentions_t *mentions = body->mentions;
    const rap_party_t *speaker = cast_speaker(cast);
    for (size_t i = 0; i < mentions->count;) {
        listed_t list = listed_at(body, i);
        i += list.count;
        if (list.different < LISTED_MIN || list.item[0].adjective || !listed_has(&list, speaker) ||
            !has_verb(body->passage, list.span))
            continue;
        listed_check(cast, body->passage, &list, RAP_ROLE_CO_SPONSOR);
        for (size_t k = 0; k < list.count && count_holds(&list); k++)
            cast_add(cast, list.item[k].party, RAP_ROLE_CO_SPONSOR);
    }
}
