/* label_words.c - whom a span of a label names; see label.h */
#include "parser/structure/label.h"

#include <string.h>

/* clang-format off */
static const char *const chairs[] = {"the president", "president", "the acting president", "acting president",
    "the temporary president", "the chair", "chair", "the chairman", "chairman", "the chairwoman", "chairwoman",
    "the chairperson", "chairperson", "the acting chair", "the acting chairman", "the acting chairperson",
    "the co-chair", "co-chair", "the co-chairs", "co-chairs", "the co-chairperson", "co-chairperson", "the vice-president", "vice-president",
    "the vice-chair", "vice-chair", "the vice-chairperson", "the vice-chairman", "the presiding officer", "presiding officer",
    "moderator", "the moderator", "the facilitator", "facilitator", "the co-facilitator", "co-facilitator",
    "le president", "la presidente", "le president par interim", "la presidente par interim",
    "le president provisoire", "la presidente provisoire", "le vice-president", "la vice-presidente", "le copresident",
    "la copresidente", "le moderateur", "la moderatrice",
    "el presidente", "la presidenta", "presidenta", "presidente", "el presidente interino", "la presidenta interina",
    "el presidente en funciones", "la presidenta en funciones", "el presidente provisional", "la presidenta provisional",
    "el vicepresidente", "la vicepresidenta", "el copresidente", "la copresidenta", "el moderador", "la moderadora",
    "председатель", "председательница", "председательствующий", "председательствующая",
    "исполняющий обязанности председателя", "исполняющая обязанности председателя", "временный председатель",
    "заместитель председателя", "сопредседатель", "модератор",
    "الرئيس", "الرئيسة", "الرئيس بالنيابة", "الرئيسة بالنيابة", "الرئيس المؤقت", "الرئيسة المؤقتة",
    "نائب الرئيس", "نائبة الرئيس", "الرئيس المشارك", "الرئيسة المشاركة", "الميسر", "الميسرة",
    "主席", "代理主席", "临时主席", "副主席", "共同主席", "联合主席", "主持人", NULL};

static const char *const secretariats[] = {"the secretary-general", "secretary-general", "deputy secretary-general",
    "under-secretary-general", "under secretary-general", "assistant secretary-general", "high representative for disarmament",
    "office for disarmament", "the secretariat", "secretariat", "secretary of the committee", "secretary of the commission",
    "secretary of the working group", "secretary of the", "the secretary", "special coordinator", "special representative of the secretary",
    "unoda", "unidir", "controller", "legal counsel", "department for general assembly", "department of political",
    "le secretaire general", "la secretaire generale", "secretaire general*", "secretaire de la", "secretaire du", "le secretaire",
    "la secretaire", "haut*-representant*", "el secretario general", "secretari* general*", "la secretaria", "el secretario",
    "secretari* de la comision", "alt* representante",
    "генеральный секретарь", "генерального секретаря", "секретариат", "секретарь", "секретарь комитета",
    "الامين العام", "امين عام", "وكيل* الامين العام", "امين اللجنة", "امينة اللجنة", "الامانة العامة",
    "秘书长", "秘书处", "秘书", "高级代表", NULL};

static const char *const organizations[] = {"international committee of the red cross", "icrc", "interpol", "red crescent",
    "red cross", "international federation", "institute*", "university", "foundation", "association", "council", "academy", "society",
    "centre", "center", "network", "coalition", "alliance", "chamber of commerce", "forum of", "league for", "ngo*", "civil society",
    "non-governmental", "company", "corporation", "inc.", "ltd", "gmbh", "llc", "think tank", "trade union", "movement for", "campaign",
    "initiative", "observatory", "observer research", "youth", "women's", "watch", "amnesty", "international organization for",
    "agency", "iaea", "opcw", "ctbto", "icao", "itu", "unesco", "world bank", "private sector", "industry", "stakeholder*",
    "comite international de la croix-rouge", "cicr", "institut", "universite", "fondation", "societe civile", "ong",
    "comite internacional de la cruz roja", "instituto", "universidad", "fundacion", "asociacion", "sociedad civil",
    "международный комитет красного креста", "международного комитета красного креста", "мккк", "институт*", "университет*",
    "фонд*", "ассоциаци*", "интерпол*", "международное агентство", "международного агентства",
    "اللجنة الدولية للصليب الاحمر", "معهد", "مؤسسة", "منظمة غير حكومية", "الوكالة الدولية",
    "红十字", "研究所", "大学", "基金会", "协会", "国际刑警", "国际原子能", "非政府组织", NULL};

/* Before a party's name in a label. */
static const char *const leads[] = {"the representative of", "representative of", "the delegate of", "delegate of",
    "the delegate from", "delegate from", "the distinguished delegate of", "the distinguished representative of",
    "distinguished delegate of", "distinguished representative of",
    "the delegation of", "delegation of", "the permanent representative of", "permanent representative of",
    "the deputy permanent representative of", "deputy permanent representative of", "alternate representative of",
    "the permanent mission of", "permanent mission of", "the observer for", "observer for", "the observer of", "observer of",
    "the permanent observer for", "the permanent observer of", "permanent observer for", "permanent observer of",
    "the observer state of", "observer state of", "minister for foreign affairs of", "minister of foreign affairs of",
    "foreign minister of", "deputy foreign minister of", "ambassador of", "president of", "prime minister of", "king of",
    "charge d'affaires of", "head of delegation of",
    "le representant de", "la representante de", "le representant du", "la representante du", "le representant des",
    "la representante des", "representant permanent de", "representant de", "representante de", "representant du",
    "la delegation de", "la delegation du", "delegation de", "delegation du", "l'observateur de", "l'observatrice de",
    "observateur de", "observatrice de", "el representante de", "el representante del", "la representante del",
    "representante del", "representante permanente de", "la delegacion de", "delegacion de", "delegacion del",
    "el observador de", "la observadora de", "observador de", "observadora de",
    "представитель", "представительница", "постоянный представитель", "постоянного представителя", "представителя",
    "делегация", "делегат", "наблюдатель от", "ممثل", "ممثلة", "وفد", "المراقب عن", "المراقبة عن", "مندوب", "مندوبة", NULL};

static const char *const articles[] = {"the", "la", "le", "les", "l'", "el", "los", "las", "de", "government of the", NULL};

/* Behind a Chinese party's name. */
static const char *const tails[] = {"代表", "代表团", "常驻代表", "观察员", "观察员国", NULL};

/* What ends the name: for whom it speaks is read elsewhere (behalf.c). */
static const char *const cuts[] = {",", "，", ";", " - ", " on behalf", " speaking on", " speaking for", " for the",
    " au nom", " en nombre", " от имени", " باسم", "，代表", "、", " also on", NULL};
/* clang-format on */

static bool is_all(const passage_t *p, span_t span, const char *const *phrases)
{
    span_t hit;
    return passage_has_at(p, span.start, phrases, &hit) && hit.end == span.end;
}

bool label_is_chair(const passage_t *p, span_t span)
{
    return is_all(p, span, chairs);
}

bool label_is_secretariat(const passage_t *p, span_t span)
{
    span_t hit;
    return passage_find_any(p, span, secretariats, &hit) && hit.start <= span.start + 40;
}

bool label_is_organization(const passage_t *p, span_t span)
{
    span_t hit;
    return passage_find_any(p, span, organizations, &hit);
}

static span_t trimmed(const passage_t *p, span_t span)
{
    while (span.start < span.end && strchr(" .-\"'", p->folded.text[span.start]) != NULL)
        span.start++;
    while (span.end > span.start && strchr(" .-\"'*", p->folded.text[span.end - 1]) != NULL)
        span.end--;
    return span;
}

static span_t without(const passage_t *p, span_t span, const char *const *phrases)
{
    span_t hit;
    while (passage_has_at(p, span.start, phrases, &hit) && hit.end < span.end)
        span = trimmed(p, (span_t){hit.end, span.end});
    return span;
}

static span_t without_tail(const passage_t *p, span_t span)
{
    for (size_t i = 0; tails[i] != NULL; i++) {
        size_t len = strlen(tails[i]);
        if (span.end - span.start > len &&
            memcmp(p->folded.text + span.end - len, tails[i], len) == 0)
            return trimmed(p, (span_t){span.start, span.end - len});
    }
    return span;
}

/* The party whose name, not adjective, is the whole span. */
static const rap_party_t *exact(
    const rap_parties_t *parties, const passage_t *p, span_t span, rap_arena_t *scratch)
{
    enum { NAME_MAX_BYTES = 160 };
    rap_party_hit_t hit[2];
    span_t source = passage_source(p, span);
    size_t len = source.end - source.start;
    if (span.end <= span.start || len > NAME_MAX_BYTES)
        return NULL;
    size_t count = rap_parties_scan(parties, p->text + source.start, len, scratch, hit, 2);
    bool whole = count == 1 && hit[0].start == 0 && hit[0].end == len && !hit[0].adjective;
    return whole ? hit[0].party : NULL;
}

const rap_party_t *label_party(
    const rap_parties_t *parties, const passage_t *p, span_t span, rap_arena_t *scratch)
{
    span = trimmed(p, span);
    const rap_party_t *party = exact(parties, p, span, scratch);
    if (party != NULL)
        return party;
    span = without_tail(p, without(p, without(p, span, leads), articles));
    party = exact(parties, p, span, scratch);
    if (party != NULL)
        return party;
    span_t cut;
    if (!passage_find_any(p, span, cuts, &cut) || cut.start <= span.start)
        return NULL;
    return exact(parties, p, trimmed(p, (span_t){span.start, cut.start}), scratch);
}
