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
    "chair's summary", "opening remarks by the chair", "closing remarks by the chair",
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
/* clang-format on */

static bool says(const passage_t *head, const char *const *phrases)
{
    span_t hit;
    return passage_find_any(head, passage_span(head), phrases, &hit);
}

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

int kind_of(const passage_t *head, const cast_t *cast)
{
    if (says(head, replies))
        return RAP_STATEMENT_RIGHT_OF_REPLY;
    if (says(head, votes))
        return RAP_STATEMENT_EXPLANATION_OF_VOTE;
    size_t states = cast_count(cast, RAP_ROLE_ON_BEHALF_OF, false);
    if (speaks_for_group(cast))
        return RAP_STATEMENT_GROUP;
    if (states > 0 || says(head, joint))
        return RAP_STATEMENT_JOINT;
    if (cast_count(cast, RAP_ROLE_ON_BEHALF_OF, true) > 0)
        return RAP_STATEMENT_GROUP;
    if (says(head, chairs))
        return RAP_STATEMENT_CHAIR;
    if (cast_speaker(cast) == NULL && says(head, secretariats))
        return RAP_STATEMENT_SECRETARIAT;
    if (cast_speaker(cast) == NULL && says(head, stakeholders))
        return RAP_STATEMENT_STAKEHOLDER;
    return RAP_STATEMENT_NATIONAL;
}
