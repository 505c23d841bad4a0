/* procedure.c - see procedure.h
 *
 * Phrases are folded: lower case, no accents; a '*' stands for any ending of a word.
 */
#include "parser/structure/procedure.h"

#include <string.h>

#include "parser/structure/details.h"

enum { DIRECTION_WORDS = 60, TITLE_WORDS = 40, SYMBOL_TOKENS = 400, PROCEDURE_BYTES = 400 };

/* clang-format off */
/* A direction begins with one of these ... */
static const char *const directions[] = {"the meeting was called to order", "the meeting rose", "the meeting was suspended",
    "the meeting was resumed", "the meeting resumed", "the discussion covered", "it was so decided", "it was so agreed", "the agenda was adopted",
    "a recorded vote was taken", "a vote was taken", "a separate vote", "a separate recorded vote", "a vote by", "a single, separate recorded vote",
    "the motion was", "the amendment was", "the draft resolution was", "the draft decision was", "the draft was adopted", "the operative paragraph",
    "the members of the general assembly observed", "the members observed", "a minute of silence", "the representatives observed",
    "at the invitation of the president", "at the invitation of the chair", "a video was shown", "the provisional agenda was adopted",
    "la seance est ouverte", "la seance est levee", "la seance est suspendue", "la seance, suspendue", "il en est ainsi decide",
    "l'ordre du jour est adopte", "il est procede au vote", "il est procede a un vote", "le projet de resolution", "sur l'invitation",
    "se abre la sesion", "se levanta la sesion", "se suspende la sesion", "se reanuda la sesion", "asi queda acordado",
    "queda aprobado el orden del dia", "se procede a votacion", "se somete a votacion", "por invitacion de",
    "заседание открывается", "заседание закрывается", "заседание прерывается", "заседание возобновляется", "решение принимается",
    "решение принято", "повестка дня утверждается", "проводится заносимое в отчет", "проводится голосование", "по приглашению",
    "افتتحت الجلسة", "رفعت الجلسة", "علقت الجلسة", "استؤنفت الجلسة", "تقرر ذلك", "اقر جدول الاعمال", "اجري تصويت مسجل", "بدعوة من",
    "上午", "下午", "会议开始", "会议于", "散会", "就这样决定", "议程通过", "进行了记录表决", "应主席邀请", NULL};

/* ... of these, only if the second list is in it as well. */
static const char *const subjects[] = {"draft resolution", "draft decision", "draft amendment", "draft", "mr.", "ms.", "mrs.", "the president", "the chair*",
    "the king", "the queen", "the prime minister", "his", "her", "paragraph", "preambular paragraph", "operative paragraph", "the vice-president",
    "the vice-chair*", "the first", "the second", "the third", "the tenth", "the fourth", "the fifth", "the sixth", "the seventh", "the eighth", "the ninth", "crown prince", "president", "king",
    "par ", "m.", "mme", "le projet", "le paragraphe", "sr.", "la sra.", "el sr.", "por ", "el proyecto", "queda aprobado",
    "г-н", "г-жа", "проект", "пункт", "السيد", "السيدة", "اعتمد", "مشروع", "决议草案", "以", "副主席", NULL};
static const char *const outcomes[] = {"was adopted", "were adopted", "was rejected", "was retained", "were retained", "was approved",
    "took the chair", "took the rostrum", "was escorted", "were escorted", "was adopted by", "withdrew", "returned to the chair",
    "in the chair", "est adopte", "est rejete", "est maintenu", "prend place", "prend la presidence", "assume la presidence",
    "est escorte", "queda aprobad*", "queda rechazad*", "queda mantenid*", "ocupa la presidencia", "asume la presidencia", "es acompanad*",
    "принимается", "отклоняется", "сохраняется", "занимает место председателя", "занимает место", "сопровождают", "اعتمد مشروع", "تولى الرئاسة", "تولت الرئاسة",
    "رئاسة الجلسة", "获得通过", "主持会议", "未获通过", NULL};

static const char *const took_chair[] = {"took the chair", "in the chair", "prend la presidence", "assume la presidence", "ocupa la presidencia",
    "asume la presidencia", "занимает место председателя", "تولى الرئاسة", "تولت الرئاسة", "主持会议", NULL};

static const char *const votes[] = {"in favour:", "in favor:", "against:", "abstaining:", "abstentions:", "abstention:", "absent:",
    "votent pour:", "votent pour :", "votent contre:", "votent contre :", "s'abstiennent:", "s'abstiennent :", "abstentions :",
    "votos a favor:", "votos en contra:", "abstenciones:", "a favor:", "en contra:",
    "голосовали за:", "голосовали против:", "воздержались:", "за:", "против:", "المؤيدون:", "المعارضون:", "الممتنعون:", "الممتنعون عن التصويت:",
    "赞成:", "赞成：", "反对:", "反对：", "弃权:", "弃权：", NULL};

static const char *const agenda[] = {"agenda item*", "item", "items", "point", "points", "tema", "temas", "пункт", "пункты", "البند", "البنود", "议程项目", "议程", NULL};

static const char *const addresses[] = {"address by", "statement by", "allocution de", "allocution du", "discours de", "discours du", "discurso de", "discurso del",
    "выступление", "обращение", "خطاب", "كلمة", "讲话", NULL};

static const char *const verbatim[] = {"verbatim record", "provisional verbatim", "proces-verbal", "acta literal", "стенографический отчет",
    "محضر حرفي", "المحضر الحرفي", "逐字记录", NULL};
static const char *const summary[] = {"summary record", "compte rendu analytique", "acta resumida", "краткий отчет", "краткий отчет о",
    "محضر موجز", "المحضر الموجز", "简要记录", NULL};

static const char *const explaining[] = {"explanation of vote", "explanations of vote", "explanation of position", "explanations of position",
    "explanation of their vote", "explanation of its vote", "explain their vote", "explain its vote", "explain their position", "explain its position",
    "explications de vote", "explication de vote", "explication de position", "expliquer leur vote", "expliquer leur position",
    "explicaciones de voto", "explicacion de voto", "explicar su voto", "explicacion de posicion", "explicar su posicion",
    "мотивам голосования", "разъяснения мотивов", "разъяснение мотивов", "разъяснением мотивов", "разъяснить свою позицию",
    "تعليل التصويت", "تعليلا للتصويت", "تعليل موقف*", "تعليل تصويت*", "解释投票", "解释立场", "解释性发言", NULL};
static const char *const replying[] = {"right of reply", "rights of reply", "droit de reponse", "derecho a contestar", "derecho de respuesta",
    "derecho de replica", "право на ответ", "права на ответ", "ответное слово", "حق الرد", "答辩权", NULL};
/* Before it, and in some languages behind it: somebody is about to speak so. */
static const char *const opening[] = {"speak in", "speak on", "speakers in", "speakers on", "speaking in", "floor in", "floor for", "statement in", "wish to", "wishing to", "who wish",
    "wishes to", "requested to", "asked for the floor", "call on", "proceed to", "hear", "turn to", "move to", "move on to", "begin with", "continue with", "prendre la parole",
    "souhait*", "desir*", "orateurs", "entendre", "passons", "hacer uso", "dese*", "tomar la palabra", "oradores", "escuchar*", "pasa*", "желающ*", "выступить", "выступлени*",
    "ораторам", "ораторов", "слово", "заслушаем", "يرغب*", "الراغب*", "المتكلمين", "الكلمة", "نستمع", "要求", "希望", "愿", "听取", "请", NULL};
static const char *const opening_behind[] = {"发言", "行使", "sont invites", "que deseen", "желающ*", NULL};
static const char *const ending[] = {"heard the last", "last speaker", "have concluded", "has concluded", "concluded its consideration", "have thus concluded",
    "dernier orateur", "dernier intervenant", "ultimo orador", "ultima oradora", "последнего оратора", "последний оратор", "اخر متكلم", "最后一位发言", NULL};

static const char *const own[] = {"in my capacity as the representative of", "in my capacity as representative of", "in my capacity as the permanent representative of",
    "in my national capacity", "in my own national capacity", "in our national capacity", "in his national capacity",
    "en ma qualite de representant*", "a titre national", "en mi calidad de representante", "a titulo nacional", "en mi capacidad nacional",
    "в качестве представител*", "в моем качестве представител*", "в своем национальном качестве", "в национальном качестве", "بصفتي ممثل*", "بصفتي الوطنية",
    "以我国代表的身份", "代表的身份", "以国家身份", NULL};
static const char *const resumed[] = {"resume my function*", "resume my duties", "resume my capacity", "resume my role", "reprends mes fonctions", "reprends maintenant mes fonctions",
    "reprends a present mes fonctions", "reanudo mis funciones", "reanudo ahora mis funciones", "vuelvo a asumir mis funciones", "vuelvo ahora a asumir",
    "возвращаюсь к исполнению", "вновь приступаю к исполнению", "возобновляю исполнение", "استانف مهامي", "استانف الان مهامي", "恢复行使", "恢复主席", NULL};
/* clang-format on */

static bool begins(const passage_t *p, const char *const *phrases)
{
    span_t hit;
    size_t at = 0;
    while (at < p->folded.len && strchr(" -*\"'[(_", p->folded.text[at]) != NULL)
        at++;
    return passage_has_at(p, at, phrases, &hit);
}

/* "[Subsequently, the delegation of ... informed the Secretariat that ...]" */
static bool is_in_brackets(const passage_t *p)
{
    return p->tokens > 2 && passage_is_word(p, 0, "[") && passage_is_word(p, p->tokens - 1, "]");
}

/* A day's hour alone begins many sentences in Chinese: it needs the meeting behind it. */
static bool is_direction(const passage_t *p)
{
    static const char *const hours[] = {"上午", "下午", NULL};
    static const char *const opened[] = {"开会", "散会", "会议开始", "会议休会", "复会", NULL};
    if (begins(p, hours))
        return passage_says(p, opened);
    return begins(p, directions) || (begins(p, subjects) && passage_says(p, outcomes));
}

procedure_t procedure_of(const passage_t *block)
{
    size_t words = passage_words(block, passage_span(block));
    if (begins(block, votes))
        return PROCEDURE_VOTE;
    if (words <= DIRECTION_WORDS && (is_in_brackets(block) || is_direction(block)))
        return passage_says(block, took_chair) ? PROCEDURE_CHAIR : PROCEDURE_DIRECTION;
    if (words > TITLE_WORDS)
        return PROCEDURE_NONE;
    size_t next = 0;
    if (begins(block, agenda)) {
        for (size_t i = 0; i < block->tokens && i < 8 && next == 0; i++)
            next = block->token[i].kind == TOKEN_NUMBER;
        if (next != 0)
            return PROCEDURE_ITEM;
    }
    bool sentence = block->tokens > 0 && passage_is_word(block, block->tokens - 1, ".");
    if (!sentence && begins(block, addresses))
        return PROCEDURE_ADDRESS;
    if (!sentence && words <= TITLE_WORDS / 2 &&
        (passage_says(block, explaining) || passage_says(block, replying)))
        return PROCEDURE_SECTION;
    return PROCEDURE_NONE;
}

/* "A/79/PV.7", "S/PV.9662", "A/C.1/79/SR.3" */
static minutes_t symbol_in(const passage_t *p)
{
    for (size_t i = 1; i + 2 < p->tokens && i < SYMBOL_TOKENS; i++) {
        bool verbatim_symbol = passage_is_word(p, i, "pv");
        if ((!verbatim_symbol && !passage_is_word(p, i, "sr")) || !passage_is_word(p, i - 1, "/") ||
            !passage_is_word(p, i + 1, ".") || p->token[i + 2].kind != TOKEN_NUMBER)
            continue;
        return verbatim_symbol ? MINUTES_VERBATIM : MINUTES_SUMMARY;
    }
    return MINUTES_NONE;
}

minutes_t procedure_minutes(const passage_t *block)
{
    static const char *const opened[] = {"the meeting was called to order at",
        "la seance est ouverte a", "se abre la sesion a las", "заседание открывается в",
        "افتتحت الجلسة", NULL};
    minutes_t symbol = symbol_in(block);
    if (passage_words(block, passage_span(block)) > DIRECTION_WORDS)
        return MINUTES_NONE; /* a text that cites a record */
    if (symbol != MINUTES_NONE)
        return symbol;
    if (passage_says(block, summary))
        return MINUTES_SUMMARY;
    return passage_says(block, verbatim) || begins(block, opened) ? MINUTES_VERBATIM : MINUTES_NONE;
}

/* "Delegations that wish to speak in explanation of vote": they are about to; a reminder of how long
 * "statements in exercise of the right of reply" may be opens nothing. */
static bool is_opened(const passage_t *words, span_t sentence, span_t phrase)
{
    enum { BEFORE_BYTES = 90, BEHIND_BYTES = 60 };
    size_t end = phrase.end + BEHIND_BYTES;
    span_t before = {sentence.start, phrase.start}, hit;
    span_t behind = {phrase.end, end < sentence.end ? end : sentence.end};
    if (before.end - before.start > BEFORE_BYTES)
        before.start = before.end - BEFORE_BYTES;
    return passage_find_any(words, before, opening, &hit) ||
           passage_find_any(words, behind, opening_behind, &hit);
}

static int mode_of(const passage_t *words, span_t sentence, bool title)
{
    span_t phrase, hit;
    int mode = RAP_STATEMENT_RIGHT_OF_REPLY;
    if (!passage_find_any(words, sentence, replying, &phrase)) {
        mode = RAP_STATEMENT_EXPLANATION_OF_VOTE;
        if (!passage_find_any(words, sentence, explaining, &phrase))
            return -1;
    }
    if (passage_find_any(words, sentence, ending, &hit))
        return RAP_STATEMENT_NATIONAL;
    return title || is_opened(words, sentence, phrase) ? mode : -1;
}

/* The sentences are looked at one by one: the last that says something of it counts. */
int procedure_mode(const passage_t *words, bool title)
{
    static const char *const ends[] = {".", "。", "!", "?", "؟", NULL};
    int mode = -1;
    span_t sentence = {0, 0};
    for (size_t i = 0; i < words->tokens; i++) {
        if (i + 1 < words->tokens && !passage_is_one_of(words, i, ends))
            continue;
        sentence.end = words->token[i].end;
        int said = mode_of(words, sentence, title);
        mode = said >= 0 ? said : mode;
        sentence.start = sentence.end;
    }
    return mode;
}

capacity_t procedure_capacity(const passage_t *words, span_t *ret_behind)
{
    enum { NAME_BYTES = 90 };
    static const char *const first_person[] = {"i ", "je ", "j'", "quisiera", "hare", "formulare",
        "voy", "я ", "выступлю", "سادلي", "ادلي", "اود", "我", NULL};
    span_t hit, sentence;
    if (passage_find_any(words, passage_span(words), resumed, &hit))
        return CAPACITY_CHAIR;
    if (!passage_find_any(words, passage_span(words), own, &hit) ||
        !passage_find_any(words, passage_span(words), first_person, &sentence))
        return CAPACITY_NONE;
    size_t end = hit.end + NAME_BYTES;
    *ret_behind = (span_t){hit.end, end < words->folded.len ? end : words->folded.len};
    /* "我谨以古巴代表的身份": the State stands before it. */
    if (words->folded.text[hit.start] != 'i' &&
        ((unsigned char)words->folded.text[hit.start] >= 0xE0))
        ret_behind->start = hit.start > NAME_BYTES ? hit.start - NAME_BYTES : 0;
    return CAPACITY_NATIONAL;
}

bool procedure_is_national(const passage_t *start)
{
    static const char *const national[] = {"in my national capacity", "in our national capacity",
        "in my own national capacity", "in a national capacity", "in its national capacity",
        "in my capacity as the representative of", "in my capacity as representative of",
        "a titre national", "en ma qualite de representant*", "a titulo nacional",
        "en mi capacidad nacional", "en nuestra capacidad nacional", "en calidad nacional",
        "в национальном качестве", "в своем национальном качестве", "в нашем национальном качестве",
        "بصفتي الوطنية", "بصفتنا الوطنية", "以国家身份", "以本国名义", "以我国名义", NULL};
    static const char *const another_time[] = {"later", "will also deliver", "will also make",
        "intend*", "not in my", "not in a", "plus tard", "ulterieurement", "mas adelante",
        "позднее", "لاحقا", "稍后", NULL};
    return passage_says(start, national) && !passage_says(start, another_time);
}
