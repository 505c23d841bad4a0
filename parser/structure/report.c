/* report.c - is a text about what others said?  See details.h.
 *
 * Who speaks says I and we; who tells of a meeting says that somebody said something, and has the
 * first person only between quotation marks.
 */
#include <string.h>

#include "parser/structure/details.h"

enum {
    SUBJECT_TOKENS = 14, /* from who speaks to the verb */
    VERBS_SURE = 2,      /* of telling, where nobody says I */
    VERBS_PER_FIRST = 6, /* where a quotation was not closed, or had no marks */
    QUOTE_TOKENS_MAX = 400
};

/* clang-format off */
/* Folded.  Of a first person; a text has them in its own language only. */
static const char *const first_person[] = {"i", "we", "my", "our", "us", "me", "ours",
    "je", "j", "nous", "notre", "nos", "mon", "moi", "mes",
    "yo", "nosotros", "nosotras", "nuestro", "nuestra", "nuestros", "nuestras", "quisiera", "agradezco", "deseo",
    "я", "мы", "нас", "нам", "нами", "наш", "наша", "наше", "наши", "нашей", "нашего", "нашу", "мой", "моя", "моей", "мою", "мне",
    "نحن", "اننا", "وفدي", "وفدنا", "بلادي", "بلدي", "بلدنا", "نؤكد", "نرحب", "نشكر", "نود", "نعرب", "ندعو", "نرى", "نؤيد", "يشرفني", "اود", "نجدد",
    "我", NULL};

/* Of telling what somebody said, in the past. */
static const char *const told[] = {"said", "told", "added", "stated", "stressed", "noted", "emphasized", "emphasised", "underscored",
    "underlined", "highlighted", "reiterated", "recalled", "remarked", "explained", "declared", "concluded", "argued", "warned",
    "observed", "asked", "replied", "pointed", "urged", "voiced", "expressed", "announced", "affirmed", NULL};

/* Who is told of: one, not the ministers of a communique, who speak. */
static const char *const tellers[] = {"he", "she", "who", "representative", "delegate", "minister", "ambassador", "president", "secretary",
    "spokesperson", "spokesman", "spokeswoman", "official", "envoy", "diplomat", "mr", "ms", "mrs", "dr", "chair", "chairperson", "director",
    "delegation", "speaker", "speakers", "delegates", "representatives", "officer", "head", "counsellor", NULL};

/* Verbs with their subject's ending, or of a tense that speeches do not use of themselves. */
static const char *const told_alone[] = {"a declare", "a souligne", "a rappele", "a indique", "a ajoute", "a precise", "a affirme", "a estime", "a fait valoir", "a dit",
    "a-t-il", "a-t-elle", "a insiste",
    "dijo", "senalo", "subrayo", "destaco", "afirmo", "recordo", "anadio", "indico", "reitero que", "manifesto", "expreso", "sostuvo", "puntualizo", "explico",
    "сказал", "сказала", "заявил", "заявила", "отметил", "отметила", "подчеркнул", "подчеркнула", "добавил", "добавила", "напомнил",
    "напомнила", "указал", "указала", "сообщил", "сообщила", "призвал", "призвала", "пояснил", "пояснила", "заявили в",
    "قال", "قالت", "واضاف", "واضافت", "اضاف", "واكد", "واكدت", "واشار", "واشارت", "واوضح", "واوضحت", "وذكر", "وشدد", "وشددت", "وقال", "وقالت",
    "表示，", "指出，", "强调，", "说，", "说：", "称，", "表示:", "表示：", NULL};

static const char *const press[] = {"press release*", "news release", "press briefing", "meetings coverage", "news", "media note", "readout", "press department",
    "communique de presse", "actualites", "couverture des reunions", "comunicado de prensa", "nota de prensa", "noticias", "nota informativa",
    "пресс-релиз*", "новости", "сообщение для сми", "خبر صحفي", "اخبار", "نشرة صحفية", "新闻稿", "新闻", "消息", NULL};

static const char *const records[] = {"summary record", "compte rendu analytique", "acta resumida", "краткий отчет", "محضر موجز", "المحضر الموجز", "简要记录",
    "summary of the meeting", "summary of proceedings", "meeting summary", NULL};

/* What several say together is told in the third person, and is theirs. */
static const char *const together[] = {"joint statement", "joint declaration", "joint communique", "declaration of", "communique of", "ministerial declaration",
    "outcome document", "final communique", "final declaration", "declaration conjointe", "declaration commune", "communique conjoint", "communique final",
    "declaracion conjunta", "comunicado conjunto", "совместное заявление", "совместное коммюнике", "بيان مشترك", "联合声明", "联合公报", NULL};
/* clang-format on */

typedef struct counts {
    size_t first, told;
} counts_t;

static bool is_opening(const passage_t *p, size_t i)
{
    static const char *const marks[] = {"«", "“", "„", "「", "『", NULL};
    return passage_is_one_of(p, i, marks);
}

static bool is_closing(const passage_t *p, size_t i)
{
    static const char *const marks[] = {"»", "”", "」", "』", NULL};
    return passage_is_one_of(p, i, marks);
}

/* The token behind a quotation that begins at i; i + 1 where it has no end. */
static size_t behind_quotation(const passage_t *p, size_t i)
{
    bool straight = passage_is_word(p, i, "\"");
    for (size_t k = i + 1; k < p->tokens && k < i + QUOTE_TOKENS_MAX; k++)
        if (straight ? passage_is_word(p, k, "\"") : is_closing(p, k))
            return k + 1;
    return i + 1;
}

/* Is one of those who are told of before the verb, in its sentence? */
static bool has_teller(const passage_t *p, size_t verb)
{
    for (size_t i = verb; i > 0 && i + SUBJECT_TOKENS > verb; i--) {
        bool dot = passage_is_word(p, i - 1, ".") && i > 1 &&
                   p->token[i - 2].end - p->token[i - 2].start > 3;
        if (dot || passage_is_word(p, i - 1, "!") || passage_is_word(p, i - 1, "?"))
            return false;
        if (passage_is_one_of(p, i - 1, tellers))
            return true;
    }
    return false;
}

/* Outside quotation marks. */
static counts_t count(const passage_t *p)
{
    counts_t counts = {0, 0};
    for (size_t i = 0; i < p->tokens;) {
        span_t hit;
        if (passage_is_word(p, i, "\"") || is_opening(p, i)) {
            i = behind_quotation(p, i);
            continue;
        }
        if (passage_is_one_of(p, i, first_person))
            counts.first++;
        else if (passage_has_at(p, p->token[i].start, told_alone, &hit) ||
                 (passage_is_one_of(p, i, told) && has_teller(p, i)))
            counts.told++;
        i++;
    }
    return counts;
}

bool report_is(const head_t *head, const passage_t *body)
{
    enum { OPENINGS = 3 };
    if (passage_says(&head->passage, records))
        return true;
    for (size_t i = 0; i < head->openings && i < OPENINGS; i++)
        if (head_is_salutation(&head->opening[i]))
            return false;
    bool from_press = passage_says(&head->passage, press);
    if (!from_press && passage_says(&head->passage, together))
        return false;
    counts_t counts = count(body);
    if (counts.first == 0)
        return counts.told >= (from_press ? 1 : VERBS_SURE);
    return counts.told >= 2 * VERBS_SURE && counts.told >= VERBS_PER_FIRST * counts.first;
}
