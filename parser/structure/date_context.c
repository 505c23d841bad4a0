/* date_context.c - see date_context.h */
#include "parser/structure/date_context.h"

#include <string.h>

enum { REACH = 10 /* tokens before the date that are looked at */ };

/* clang-format off */
static const char *const delivered[] = {"delivered", "pronounced", "date of delivery", "prononce*", "pronunciad*", "произнес*",
    "القيت", "القاها", "delivree", NULL};

static const char *const posted[] = {"posted", "published", "publication", "updated", "update", "modified",
    "uploaded", "printed", "retrieved", "accessed", "released", "publie*", "mis a jour", "mise a jour", "mise en ligne",
    "publicad*", "actualizad*", "опубликован*", "обновлен*", "размещен*", "публикации", "نشر", "النشر", "تحديث",
    "发布", "更新", "发表时间", NULL};

/* Of these a day may be told with a link ("resolution 75/240 of ..."). */
static const char *const texts[] = {"resolution*", "decision*", "letter*", "note verbale", "document*", "report",
    "decree", "law", "lettre*", "note", "rapport", "loi", "resolucion*", "carta*", "nota", "informe", "ley",
    "резолюци*", "решени*", "письм*", "нот*", "доклад*", "закон*", "قرار", "القرار", "رسالة", "الرسالة", "المرسوم",
    "convention", "treaty", "charter", "agreement", "memorandum", "anniversary", "anniversaire", "aniversario",
    "годовщин*", "attack*", "attaque*", "attentat*", "ataque*", "events", "incident*", "الذكرى", NULL};
static const char *const links[] = {"of", "dated", "from", "du", "de", "des", "del", "от", "المورخ", "المورخة", "المؤرخ",
    "المؤرخة", "بتاريخ", NULL};

/* And of these directly. */
static const char *const events[] = {"adopted on", "adopted by consensus on", "signed on", "signed at", "entered into force on", "opened for signature on",
    "established on", "born on", "since", "until", "before", "after", "adoptee le", "adopte le", "depuis le", "avant le", "signe le",
    "aprobada el", "aprobado el", "adoptada el", "desde el", "firmado el", "принятой", "принятая", "принята", "принятого", "подписан*",
    "начиная с", "اعتمد في", "المعتمد في", "منذ", "en date du", "de fecha", NULL};
/* clang-format on */

/* Where the words before the date begin: on its line, within reach. */
static size_t line_start(const passage_t *head, size_t first)
{
    size_t i = first;
    while (i > 0 && first - i < REACH && !passage_is_word(head, i - 1, "|"))
        i--;
    return i;
}

/* Does one of the phrases end right before the date, but for a small word or a mark? */
static bool ends_with(const passage_t *head, span_t before, const char *const *phrases)
{
    span_t hit;
    while (passage_find_any(head, before, phrases, &hit)) {
        if (before.end - hit.end <= 2)
            return true;
        before.start = hit.end;
    }
    return false;
}

date_context_t date_context(const passage_t *head, const date_t *date)
{
    size_t first = passage_token_at(head, date->span.start);
    size_t i = line_start(head, first);
    if (i == first)
        return DATE_PLAIN;
    span_t before = {head->token[i].start, date->span.start}, hit;
    bool linked = passage_is_one_of(head, first - 1, links) ||
                  (passage_is_word(head, first - 1, "(") &&
                      passage_find_any(head, before, (const char *const[]){"决议", NULL}, &hit));
    if (ends_with(head, before, events))
        return DATE_REFERRED;
    if (linked && passage_find_any(head, before, texts, &hit))
        return DATE_REFERRED;
    if (passage_find_any(head, before, delivered, &hit))
        return DATE_DELIVERED;
    return passage_find_any(head, before, posted, &hit) ? DATE_POSTED : DATE_PLAIN;
}
