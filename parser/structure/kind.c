/* kind.c - what kind of statement it is; see details.h */
#include "parser/structure/details.h"

#include <string.h>

/* clang-format off */
static const char *const replies[] = {"right of reply", "right to reply", "droit de reponse",
    "derecho a replica", "derecho de replica", "derecho a contestar", "derecho a la respuesta",
    "derecho de respuesta", "ответное слово", "права на ответ", "право на ответ", "праве на ответ", "حق الرد", "答辩权", NULL};

static const char *const votes[] = {"explanation of vote", "explanation of position",
    "explanation of its vote", "explanation of our vote", "explanation of its position",
    "general statement before the vote", "eov", "eop", "explication de vote", "explication de position",
    "explication du vote", "explicacion de voto", "explicacion de posicion", "explicacion del voto",
    "мотивам голосования", "мотивов голосования", "разъяснение позиции", "разъяснением позиции",
    "объяснение мотивов", "по мотивам", "تعليل التصويت", "تعليل تصويت", "تعليل موقف", "تعليل الموقف",
    "شرح التصويت", "解释性发言", "解释投票", "解释立场", NULL};

static const char *const joint[] = {"joint statement", "joint declaration", "joint remarks",
    "cross-regional statement", "cross regional statement", "joint cross-regional", "declaration conjointe",
    "declaration commune", "intervention conjointe", "declaracion conjunta", "intervencion conjunta",
    "совместное заявление", "совместного заявления", "совместное выступление", "بيان مشترك", "共同发言",
    "联合声明", "联合发言", NULL};

static const char *const chairs[] = {"statement by the chair", "statement by the chairperson",
    "statement by the chairman", "statement of the chair", "remarks by the chair", "remarks of the chair",
    "chair's statement", "chair's remarks", "chair's opening remarks", "chair's closing remarks",
    "chair's summary", "opening remarks by the chair", "closing remarks by the chair", "letter from the chair", "letter of the chair",
    "chair's letter", "message from the chair", "chair's non-paper", "chair's paper", "chair's text", "chair's reflections", "chair's draft",
    "non-paper by the chair", "non-paper of the chair", "paper by the chair", "summary by the chair", "summary of the chair", "submitted by the chair",
    "prepared by the chair", "guiding questions by the chair", "co-chairs' summary", "co-chairs' statement", "statement by the co-chairs",
    "statement by the president of the general assembly", "remarks by the president of the general assembly",
    "statement by the president of the security council", "presidential statement", "statement by the facilitator*",
    "declaration du president", "declaration de la presidente", "resume du president", "resume de la presidente", "lettre du president",
    "declaracion del presidente de la comision", "resumen del presidente", "resumen de la presidenta", "carta del presidente",
    "заявление председателя", "резюме председателя", "письмо председателя", "بيان الرئيس", "موجز الرئيس", "主席总结", "主席声明", "主席的信",
    "declaration du president du groupe", "declaration de la presidente du groupe",
    "declaracion del presidente del grupo", "выступление председателя", "كلمة رئيس الفريق", "主席发言", NULL};

static const char *const secretariats[] = {"high representative for disarmament affairs",
    "under-secretary-general", "under secretary-general", "assistant secretary-general",
    "secretary-general's remarks", "remarks by the secretary-general", "statement by the secretary-general",
    "statement by the secretariat", "secretariat of the", "office for disarmament affairs", "unoda",
    "unidir", "haute-representante pour les affaires de desarmement",
    "alta representante para asuntos de desarme", "высокого представителя по вопросам разоружения", NULL};

static const char *const stakeholders[] = {"stakeholder*", "multistakeholder", "multi-stakeholder",
    "civil society statement", "civil society organi*", "non-governmental organi*", "ngo statement",
    "international committee of the red cross", "icrc", "interpol", "comite international de la croix-rouge",
    "comite internacional de la cruz roja", "organisations de la societe civile",
    "sociedad civil", "интерпол", NULL};

/* Those who are no party by what they are called, in the line that says whose statement it is. */
static const char *const organizations[] = {"institute*", "university", "foundation", "association", "academy", "society", "think tank",
    "non-profit", "nonprofit", "ngo", "ngos", "network", "coalition", "alliance for", "chamber of commerce", "centre for", "center for",
    "council on", "league for", "league of women", "campaign", "observatory", "corporation", "inc.", "inc", "ltd", "ltd.", "gmbh", "llc", "company", "companies",
    "trade union", "youth", "civil society", "academia", "private sector", "industry", "red cross", "red crescent", "microsoft", "kaspersky", "google",
    "forum of incident response", "internet society", "women's international", "amnesty international", "human rights watch",
    "iaea", "international atomic energy agency", "opcw", "ctbto", "international telecommunication union", "unesco", "interpol", "world bank",
    "institut", "universite", "fondation", "organisation non gouvernementale", "ong", "croix-rouge", "reseau", "societe civile",
    "instituto", "universidad", "fundacion", "asociacion", "organizacion no gubernamental", "cruz roja", "red de", "sociedad civil",
    "институт*", "университет*", "фонд", "фонда", "ассоциаци*", "неправительственн*", "красного креста", "общественн*", "лаборатори*",
    "معهد", "مؤسسة", "منظمة غير حكومية", "الصليب الاحمر", "المجتمع المدني",
    "研究所", "研究院", "大学", "基金会", "协会", "红十字", "民间社会", "非政府组织", NULL};

/* Who speaks for a State or a group, and may do so at a university. */
static const char *const governments[] = {"ministry", "minister*", "mission", "delegation", "permanent representative", "deputy permanent representative",
    "representative of the", "ambassador", "government", "embassy", "consul", "consulate", "counsellor", "counselor", "first secretary", "second secretary", "third secretary",
    "head of state", "his majesty", "prime", "head of government", "republic of", "kingdom of", "on behalf of", "charge d'affaires", "attache", "delegate*",
    "h.e.", "his excellency", "her excellency", "president of the republic",
    "ministere", "ministre", "ambassadeur", "ambassadrice", "representant permanent", "representante permanente", "gouvernement", "au nom de", "au nom du",
    "ministerio", "ministro", "ministra", "embajador*", "mision", "delegacion", "gobierno", "en nombre de", "representante permanente",
    "министр*", "представител*", "посол", "посла", "делегаци*", "правительств*", "от имени", "وزير*", "وزارة", "وفد", "سفير*", "الممثل الدائم", "باسم", "بعثة", "حكومة",
    "外交部", "代表团", "大使", "政府", "部长", "代表", NULL};
/* clang-format on */

/* A group without members of its own: States that found together for a text. */
static bool is_ad_hoc(const rap_party_t *party)
{
    return strcmp(party->key, "G:LMG") == 0;
}

static bool speaks_for_group(const cast_t *cast)
{
    for (size_t i = 0; i < cast->count; i++) {
        int role = cast->item[i].role;
        if ((role == RAP_ROLE_SPEAKER || role == RAP_ROLE_ON_BEHALF_OF) &&
            rap_party_is_group(cast->item[i].party) && !is_ad_hoc(cast->item[i].party))
            return true;
    }
    return false;
}

/* A line that begins with it, not one that tells what the statement answers. */
static bool begins_line(const passage_t *head, const char *const *phrases)
{
    span_t within = passage_span(head), hit;
    while (passage_find_any(head, within, phrases, &hit)) {
        size_t i = passage_token_at(head, hit.start);
        if (i == 0 || passage_is_word(head, i - 1, "|"))
            return true;
        within.start = hit.start + 1;
    }
    return false;
}

/* "Statement by the Institute for ...": whatever State is in its name or address.  Where a State was
 * found to speak (`named`), an office of its own may stand behind its name: "Ghana, Vice-Chair of
 * the Alliance for ...". */
static bool is_of_organization(const passage_t *head, bool named)
{
    static const char *const by[] = {"statement by", "statement of", "statement from", "remarks by",
        "remarks of", "intervention by", "intervention of", "presentation by", "submission by",
        "submitted by", "contribution by", "contribution of", "input by", "input from",
        "delivered by", "declaration de", "intervention de", "contribution de", "declaracion de",
        "intervencion de", "contribucion de", "заявление", "выступление", "بيان", "كلمة", NULL};
    static const char *const cuts[] = {",", " on ", " at ", " to ", " in ", " regarding ",
        " before ", " during ", " sur ", " a la ", " sobre ", " ante ", " en el ", NULL};
    span_t line = {0, 0}, hit, organization;
    if (passage_says(head, governments))
        return false;
    for (size_t i = 0; i <= head->tokens; i++) {
        if (i < head->tokens && !passage_is_word(head, i, "|"))
            continue;
        line.end = i < head->tokens ? head->token[i].start : head->folded.len;
        bool whose = passage_find_any(head, line, by, &hit);
        span_t name = {whose ? hit.end : line.start, line.end};
        bool cut = passage_find_any(head, name, named ? cuts : cuts + 1, &hit);
        if (passage_find_any(head, name, organizations, &organization) &&
            (!cut || organization.start < hit.start) && (whose || name.start == 0))
            return true;
        line.start = line.end + (line.end < head->folded.len);
    }
    return false;
}

static bool names_group(const cast_t *cast)
{
    return cast_count(cast, RAP_ROLE_SPEAKER, true) > 0 ||
           cast_count(cast, RAP_ROLE_ON_BEHALF_OF, true) > 0;
}

bool kind_has_parties(int kind)
{
    return kind != RAP_STATEMENT_CHAIR && kind != RAP_STATEMENT_SECRETARIAT &&
           kind != RAP_STATEMENT_STAKEHOLDER && kind != RAP_STATEMENT_REPORT;
}

int kind_of(const passage_t *head, const cast_t *cast)
{
    if (!names_group(cast) && is_of_organization(head, cast_speaker(cast) != NULL))
        return RAP_STATEMENT_STAKEHOLDER;
    if (passage_says(head, replies))
        return RAP_STATEMENT_RIGHT_OF_REPLY;
    if (passage_says(head, votes))
        return RAP_STATEMENT_EXPLANATION_OF_VOTE;
    size_t states = cast_count(cast, RAP_ROLE_ON_BEHALF_OF, false);
    if (speaks_for_group(cast))
        return RAP_STATEMENT_GROUP;
    if (states > 0 || passage_says(head, joint))
        return RAP_STATEMENT_JOINT;
    if (cast_count(cast, RAP_ROLE_ON_BEHALF_OF, true) > 0)
        return RAP_STATEMENT_GROUP;
    /* Where a State speaks, a Chair in the head may be one that it answers. */
    bool named = cast_speaker(cast) != NULL;
    if (named ? begins_line(head, chairs) : passage_says(head, chairs))
        return RAP_STATEMENT_CHAIR;
    if (!named && passage_says(head, secretariats))
        return RAP_STATEMENT_SECRETARIAT;
    if (!named && passage_says(head, stakeholders))
        return RAP_STATEMENT_STAKEHOLDER;
    return RAP_STATEMENT_NATIONAL;
}
