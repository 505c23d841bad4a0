/* Lists of States that put something forward together: "a group of 13 States (Belarus, ...,
 * Zimbabwe) submitted a concept paper". */
#include <string.h>

#include "parser/structure/cast.h"

enum { LIST_MIN = 3, NUMBER_REACH = 60, VERB_REACH = 260 };

/* clang-format off */
static const char *const verbs[] = {"submitted", "submit", "co-sponsor*", "cosponsor*", "proposed",
    "presented", "introduced", "tabled", "put forward", "circulated", "initiated", "sponsored",
    "presente*", "soumis*", "depose*", "coparrain*", "copatrocin*", "propuesto*", "propuesta*",
    "presentaron", "presentado*", "внес*", "представил*", "соавтор*", "выдвину*",
    "قدمت", "تقدمت", "اقترح", "提交", "提出", "共同提案", NULL};

static const char *const states[] = {"states", "countries", "delegations", "nations", "co-sponsors",
    "cosponsors", "members", "etats", "pays", "delegations", "estados", "paises", "delegaciones",
    "государств", "стран", "делегаций", "соавторов", "دولة", "دول", "国家", "国", NULL};

/* From two. */
static const char *const english[] = {"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    "twenty", NULL};
static const char *const french[] = {"deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix",
    "onze", "douze", "treize", "quatorze", "quinze", "seize", NULL};
static const char *const spanish[] = {"dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez",
    "once", "doce", "trece", "catorce", "quince", NULL};
static const char *const russian[] = {"два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять",
    "десять", "одиннадцать", "двенадцать", "тринадцать", "четырнадцать", "пятнадцать", NULL};
static const char *const russian_of[] = {"двух", "трех", "четырех", "пяти", "шести", "семи", "восьми", "девяти",
    "десяти", "одиннадцати", "двенадцати", "тринадцати", "четырнадцати", "пятнадцати", NULL};
static const char *const *const cardinals[] = {english, french, spanish, russian, russian_of, NULL};
/* clang-format on */

static long number_at(const passage_t *p, size_t i)
{
    if (p->token[i].kind == TOKEN_NUMBER)
        return p->token[i].number;
    for (size_t l = 0; cardinals[l] != NULL; l++)
        for (long k = 0; cardinals[l][k] != NULL; k++)
            if (passage_is_word(p, i, cardinals[l][k]))
                return k + 2;
    return 0;
}

/* How many the text says there are, just before the list: "13 States (", "thirteen countries:";
 * 0 when it does not say. */
static long stated_count(const passage_t *p, size_t start)
{
    size_t first = passage_token_at(p, start > NUMBER_REACH ? start - NUMBER_REACH : 0);
    size_t until = passage_token_at(p, start);
    long count = 0;
    for (size_t i = first; i < until; i++) {
        long number = number_at(p, i);
        bool near = false;
        for (size_t k = i + 1; k < i + 4 && k < until; k++)
            near = near || passage_is_one_of(p, k, states);
        if (number > 1 && number < 200 && near)
            count = number;
    }
    return count;
}

static bool has_speaker(const cast_t *cast, const mention_t *list, size_t count)
{
    const rap_party_t *speaker = cast_speaker(cast);
    for (size_t i = 0; i < count; i++)
        if (list[i].party == speaker)
            return true;
    return false;
}

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
static bool count_holds(long stated, size_t found)
{
    return stated == 0 ? found >= 2 * LIST_MIN : (long)found == stated || (long)found + 1 == stated;
}

void cosponsors_find(cast_t *cast, const named_text_t *body)
{
    const passage_t *text = body->passage;
    const mentions_t *mentions = body->mentions;
    for (size_t i = 0; i < mentions->count;) {
        const mention_t *list = &mentions->item[i];
        size_t n = 1;
        while (i + n < mentions->count && !list[n].adjective &&
               cast_is_list_gap(text, list[n - 1].span.end, list[n].span.start))
            n++;
        span_t span = {list[0].span.start, list[n - 1].span.end};
        if (n >= LIST_MIN && !list[0].adjective && has_speaker(cast, list, n) &&
            count_holds(stated_count(text, span.start), n) && has_verb(text, span))
            for (size_t k = 0; k < n; k++)
                cast_add(cast, list[k].party, RAP_ROLE_CO_SPONSOR);
        i += n;
    }
}
