/* behalf.c - for whom a statement is made besides its speaker; see cast.h */
#include <string.h>

#include "parser/structure/cast.h"

enum { SPANS_MAX = 16 };

/* clang-format off */
static const char *const markers[] = {"on behalf of", "on the behalf of", "in the name of",
    "i speak for", "i am speaking for", "speaking for", "to speak for", "speak today for",
    "au nom de", "au nom des", "au nom du", "au nom d'", "pour le compte de",
    "en nombre de", "en nombre del", "a nombre de", "a nombre del", "en representacion de",
    "от имени", "باسم", "نيابة عن", "بالنيابة عن", "代表下列", "代表以下", "代表", NULL};

/* Behind the marker: not a party for whom another speaks, but the speaker's own. */
static const char *const own[] = {"my delegation", "my country", "my government", "my own",
    "my president", "my prime minister", "the prime minister", "the minister", "his excellency",
    "her excellency", "h.e.", "the head of", "the government", "the people", "the delegation", "the president", "his majesty",
    "ma delegation", "mon pays", "mon gouvernement", "du gouvernement", "du peuple", "mi delegacion",
    "mi pais", "mi gobierno", "propio", "del pueblo", "моей", "нашей", "وفد", "حكومة", "god", NULL};

/* What ends a clause in a head: who delivers it, or which session. */
static const char *const clause_ends[] = {"by h.e.", "by h. e.", "by his", "by her", "by mr.", "by ms.",
    "by mrs.", "by ambassador", "by the permanent", "by amb.", "delivered by", "presented by",
    "read by", "at the", "before the", "during the", "| by", "by |", "par s.e.", "prononcee par",
    "por el", "pronunciada por", "session", NULL};

/* In the opening, who speaks for whom is said in the first person ... */
static const char *const first_person[] = {"i have the honour", "i have the honor", "i have the pleasure",
    "i have the privilege", "i am honoured", "i am honored", "i am pleased", "i am privileged",
    "it is my honour", "it is an honour", "it is my pleasure", "i am speaking", "i speak", "i am delivering",
    "i deliver", "i make this statement", "i am making", "i take the floor", "i am taking the floor",
    "this statement is", "this statement on behalf", "we have the honour", "we speak", "i would like to speak",
    "i wish to speak", "allow me to speak", "i shall speak", "i will speak", "i also speak", "honour to",
    "pleased to speak", "pleased to deliver", "delighted to",
    "j'ai l'honneur", "je prends la parole", "je m'exprime", "je parle", "je fais cette declaration",
    "tengo el honor", "hablo", "tomo la palabra", "intervengo", "me honra", "tengo el gusto",
    "имею честь", "выступаю", "имеем честь", "я выступаю",
    "يشرفني", "يسرني", "اتشرف", "اتحدث", "القي", "我谨代表", "我谨", "我代表", "我荣幸", "谨代表", NULL};

/* ... and not of a statement that somebody else made. */
static const char *const of_another[] = {"associat*", "align*", "endors*", "subscrib*", "statement made by",
    "statement delivered by", "statements made", "statements delivered", "statement to be", "statement by",
    "statement just delivered", "s'associe", "s'aligne", "souscrit", "fait sienne*", "declaration prononcee",
    "se suma", "se asocia", "hace suya*", "se adhiere", "pronunciada por", "formulada* por",
    "присоединя*", "поддержива*", "солидариз*", "تؤيد", "يؤيد", "ادلى", "赞同", "支持", NULL};

static const char *const with_this[] = {"this statement", "the present statement", "this declaration",
    "cette declaration", "la presente declaration", "esta declaracion", "la presente declaracion",
    "este declaracion", "настоящему заявлению", "данному заявлению", "этому заявлению",
    "هذا البيان", "本发言", NULL};

static const char *const aligning[] = {"align*", "associat*", "join*", "support*", "s'associ*", "s'align*",
    "se sum*", "se asoci*", "se adhier*", "присоедин*", "تؤيد", "تنضم", "赞同", NULL};
/* clang-format on */

/* The sentence around a position: from one full stop to the next. */
static span_t sentence_around(const passage_t *p, size_t at)
{
    span_t span = passage_span(p);
    for (size_t i = 1; i < p->tokens; i++) {
        const token_t *mark = &p->token[i], *before = &p->token[i - 1];
        span_t here = {mark->start, mark->end};
        static const char *const han[] = {"。", "！", NULL};
        bool end =
            passage_says_in(p, here, han) ||
            (mark->kind == TOKEN_MARK && strchr(".!?;", p->folded.text[mark->start]) != NULL &&
                mark->end < p->folded.len && p->folded.text[mark->end] == ' ' &&
                before->end - before->start > 3);
        if (!end)
            continue;
        if (mark->start < at) {
            span.start = mark->end;
        } else {
            span.end = mark->end;
            break;
        }
    }
    return span;
}

/* "代表" is also a representative: it speaks for somebody only before a group or a list. */
static bool is_clause(const passage_t *head, span_t marker)
{
    static const char *const han_lists[] = {
        "下列", "以下", "、", "集团", "运动", "组织", "国家", NULL};
    const char *text = head->folded.text + marker.start;
    if (strncmp(text, "代表", strlen("代表")) != 0)
        return true;
    span_t near = {
        marker.end, marker.end + 60 < head->folded.len ? marker.end + 60 : head->folded.len};
    return passage_says_in(head, near, han_lists);
}

size_t behalf_spans(const passage_t *head, span_t *spans, size_t max)
{
    size_t count = 0;
    span_t within = passage_span(head), marker;
    while (count < max && passage_find_any(head, within, markers, &marker)) {
        within.start = marker.end;
        span_t rest = {marker.end, head->folded.len}, end;
        span_t word;
        size_t first = rest.start + (rest.start < rest.end && head->folded.text[rest.start] == ' ');
        if (!is_clause(head, marker) || passage_has_at(head, first, own, &word))
            continue;
        /* The clause goes on over the next line ("following States: | Belarus, ..."). */
        if (passage_find_any(head, rest, clause_ends, &end))
            rest.end = end.start;
        span_t sentence = sentence_around(head, marker.end);
        if (sentence.end < rest.end)
            rest.end = sentence.end;
        span_t bar = {rest.start, rest.end}, line;
        size_t lines = 0;
        while (passage_find(head, bar, "|", &line) && lines++ < 2)
            bar.start = line.end;
        if (lines >= 2)
            rest.end = line.start;
        spans[count++] = (span_t){marker.start, rest.end};
        within.start = rest.end;
    }
    return count;
}

/* Those named within the span, and whether they are as many as it says. */
static void add_within(cast_t *cast, const named_text_t *text, span_t within, int role)
{
    const mention_t *mention = text->mentions->item;
    size_t listed = 0; /* mentions of lists that were looked at */
    for (size_t i = 0; i < text->mentions->count; i++) {
        if (mention[i].span.start < within.start || mention[i].span.end > within.end ||
            mention[i].adjective)
            continue;
        if (i >= listed) {
            listed_t list = listed_at(text, i);
            listed_check(cast, text->passage, &list, role);
            listed = i + list.count;
        }
        cast_add(cast, mention[i].party, role);
    }
}

/* "I have the honour to speak on behalf of ..."; "the Group, on whose behalf I speak". */
static rap_code_t look_at_paragraph(cast_t *cast, const rap_parties_t *parties,
    const passage_t *paragraph, rap_arena_t *arena, rap_err_t *err)
{
    static const char *const whose[] = {"on whose behalf i", "on whose behalf we", NULL};
    mentions_t mentions;
    span_t within = passage_span(paragraph), marker;
    if (!passage_says(paragraph, whose) && !passage_says(paragraph, markers))
        return RAP_OK;
    RAP_TRY(mentions_guess(&mentions, parties, paragraph, arena, err));
    named_text_t text = {paragraph, &mentions, NULL};
    if (passage_find_any(paragraph, within, whose, &marker)) {
        span_t before = {sentence_around(paragraph, marker.start).start, marker.start};
        add_within(cast, &text, before, RAP_ROLE_ON_BEHALF_OF);
    }
    while (passage_find_any(paragraph, within, markers, &marker)) {
        within.start = marker.end;
        span_t sentence = sentence_around(paragraph, marker.start);
        span_t before = {sentence.start, marker.end}, after = {marker.end, sentence.end}, word;
        size_t first = after.start + (paragraph->folded.text[after.start] == ' ');
        if (!passage_says_in(paragraph, before, first_person) ||
            passage_says_in(paragraph, before, of_another) ||
            passage_has_at(paragraph, first, own, &word))
            continue;
        if (passage_find_any(paragraph, after, of_another, &word))
            after.end = word.start;
        add_within(cast, &text, after, RAP_ROLE_ON_BEHALF_OF);
    }
    return RAP_OK;
}

/* "North Macedonia, Norway and others align themselves with this statement." */
static rap_code_t look_for_aligned(cast_t *cast, const rap_parties_t *parties,
    const passage_t *paragraph, rap_arena_t *arena, rap_err_t *err)
{
    span_t within = passage_span(paragraph), hit;
    if (!passage_find_any(paragraph, within, with_this, &hit))
        return RAP_OK;
    mentions_t mentions;
    RAP_TRY(mentions_guess(&mentions, parties, paragraph, arena, err));
    named_text_t text = {paragraph, &mentions, NULL};
    while (passage_find_any(paragraph, within, with_this, &hit)) {
        within.start = hit.end;
        span_t sentence = sentence_around(paragraph, hit.start);
        span_t before = {sentence.start, hit.start};
        if (passage_says_in(paragraph, before, aligning))
            add_within(cast, &text, sentence, RAP_ROLE_ALIGNED);
    }
    return RAP_OK;
}

rap_code_t behalf_find(cast_t *cast, const rap_parties_t *parties, const head_t *head,
    const mentions_t *in_head, rap_arena_t *arena, rap_err_t *err)
{
    span_t spans[SPANS_MAX];
    named_text_t text = {&head->passage, in_head, NULL};
    size_t count = behalf_spans(&head->passage, spans, SPANS_MAX);
    for (size_t i = 0; i < count; i++)
        add_within(cast, &text, spans[i], RAP_ROLE_ON_BEHALF_OF);
    for (size_t i = 0; i < head->openings && i < HEAD_OPENING / 2; i++)
        RAP_TRY(look_at_paragraph(cast, parties, &head->opening[i], arena, err));
    bool for_others = cast->count > 0;
    const rap_party_t *speaker = cast_speaker(cast);
    if (for_others || (speaker != NULL && rap_party_is_group(speaker)))
        for (size_t i = 0; i < head->openings; i++)
            RAP_TRY(look_for_aligned(cast, parties, &head->opening[i], arena, err));
    return RAP_OK;
}
