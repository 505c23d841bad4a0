/* interview.c - interviews and meetings with the press: who asks, who answers; see turns_private.h
 *
 * Questions have a label ("Question:", "Journalist:", "ORF:"), or stand out as bold lines; answers have one
 * ("Answer:", "Minister:", a name), or are what follows a question.  A repeated name asks where most
 * of its turns have a question mark.
 */
#include <string.h>

#include "parser/structure/head.h"
#include "parser/structure/turns_private.h"

enum {
    HEAD_BLOCKS = 20,
    TITLE_BLOCKS = 6,
    SCRATCH_MAX = 1 << 20,
    NAME_TOKENS = 16,   /* of a label, before its colon */
    NAME_WORDS = 7,     /* the same */
    VOICES_MAX = 64,    /* different names */
    TITLE_WORDS = 60,   /* of a line that may be one, or of what stands under it */
    OPENING_WORDS = 12, /* said before the first question */
    PAIRS_MIN = 2
};

/* clang-format off */
/* In the head of one. */
static const char *const heads[] = {"interview*", "press conference", "news conference", "press briefing", "media briefing", "press availability", "media availability",
    "stakeout", "doorstep", "to the press", "with the press", "to the media", "with the media", "to journalists", "media questions", "press questions",
    "questions and answers", "question and answer", "questions from the media", "q&a", "q & a",
    "entretien", "entretien accorde", "conference de presse", "point de presse", "questions de la presse", "reponses a la presse", "a la presse",
    "entrevista*", "conferencia de prensa", "rueda de prensa", "preguntas de la prensa", "ante la prensa", "a la prensa",
    "интервью", "пресс-конференци*", "ответы на вопросы", "ответил* на вопросы", "вопросы сми", "брифинг*", "подход к прессе",
    "مقابلة", "مؤتمر صحفي", "المؤتمر الصحفي", "لقاء صحفي", "حديث صحفي", "اسئلة الصحفيين", "اسئلة واجوبة",
    "采访", "专访", "记者会", "答记者问", "访谈", NULL};

/* Nobody asks there but who answers. */
static const char *const not_heads[] = {"frequently asked", "faq", "faqs", "foire aux questions", "preguntas frecuentes", "часто задаваемые",
    "الاسئلة الشائعة", "常见问题", NULL};

/* What a label calls who asks ... */
static const char *const asks[] = {"question", "q", "interviewer", "the interviewer", "journalist", "the journalist", "reporter", "correspondent", "host", "anchor",
    "presenter", "media question", "press question", "question from the media", "question de la presse",
    "journaliste", "le journaliste", "la journaliste", "intervieweur", "intervieweuse", "animateur", "animatrice", "presentateur", "presentatrice",
    "pregunta", "p", "periodista", "el periodista", "la periodista", "entrevistador", "entrevistadora", "presentador", "presentadora",
    "вопрос", "в", "корреспондент", "журналист", "журналистка", "ведущий", "ведущая", "интервьюер",
    "سؤال", "السؤال", "س", "صحفي", "الصحفي", "الصحفية", "المذيع", "المذيعة", "المحاور", "المحاورة", "المراسل", "المراسلة",
    "问", "记者", "记者问", "主持人", "提问", "问题", "采访者", NULL};
/* ... and who answers. */
static const char *const answers[] = {"answer", "a", "response", "reply", "reponse", "r", "respuesta", "ответ", "о", "جواب", "الجواب", "اجابة", "الاجابة", "ج",
    "答", "答问", "回答", NULL};

/* Somewhere in a label: "Journalist of the Morning Post", "法新社记者". */
static const char *const of_press[] = {"journalist", "reporter", "correspondent", "interviewer", "journaliste", "periodista", "корреспондент*", "журналист*",
    "صحفي", "مراسل", "记者", NULL};
/* clang-format on */

/* A name that labels turns. */
typedef struct named {
    size_t first; /* block with the first of them */
    size_t turns, queries;
} named_t;

typedef struct look {
    const layout_t *layout;
    const looks_t *looks;
    seen_t *seen;
    named_t named[VOICES_MAX];
    size_t names;
    size_t asks, answers, numbered, standing, labels;
    size_t first; /* the first block that asks or answers */
    bool heading; /* the head says what it is */
    bool refused; /* ... or that it is something else */
} look_t;

/* --- marks --- */

static bool is_colon(const passage_t *p, size_t i)
{
    return passage_is_word(p, i, ":") || passage_is_word(p, i, "：");
}

/* Behind "(translated from French)" that begins at token i; i where none begins. */
static size_t behind_brackets(const passage_t *p, size_t i)
{
    if (!passage_is_word(p, i, "(") && !passage_is_word(p, i, "（"))
        return i;
    for (size_t k = i + 1; k < p->tokens && k < i + NAME_TOKENS; k++)
        if (passage_is_word(p, k, ")") || passage_is_word(p, k, "）"))
            return k + 1;
    return i;
}

/* "Question 3 (in French):", "Q.", "Вопрос -": the token behind it; 0 where the phrase at token i is
 * no label. */
static size_t behind_word(
    const passage_t *p, size_t i, const char *const *phrases, bool *ret_numbered)
{
    span_t hit;
    if (!passage_has_at(p, p->token[i].start, phrases, &hit))
        return 0;
    size_t at = passage_token_at(p, hit.end);
    *ret_numbered = at < p->tokens && p->token[at].kind == TOKEN_NUMBER;
    at = behind_brackets(p, at + *ret_numbered);
    if (at == p->tokens || is_colon(p, at))
        return at < p->tokens ? at + 1 : at;
    bool tight = p->token[at].start == p->token[at - 1].end;
    bool dot = tight && (passage_is_word(p, at, ".") || passage_is_word(p, at, ")"));
    bool dash = !tight && passage_is_word(p, at, "-");
    return dot || dash ? at + 1 : 0;
}

/* A few words with a capital letter, and a colon: the token behind it; 0 for none. */
static size_t behind_name(const passage_t *p, size_t first)
{
    size_t words = 0;
    if (p->token[first].kind != TOKEN_WORD && p->token[first].kind != TOKEN_HAN)
        return 0;
    if (!passage_is_capital(p, first))
        return 0;
    for (size_t i = first + 1; i < p->tokens && i < first + NAME_TOKENS; i++) {
        if (is_colon(p, i))
            return words < NAME_WORDS ? i + 1 : 0;
        words += p->token[i].kind == TOKEN_WORD;
        static const char *const ends[] = {"?", "!", ";", "。", "؟", "？", "！", NULL};
        if (passage_is_one_of(p, i, ends))
            break;
    }
    return 0;
}

static bool has_query(const layout_block_t *block, size_t from)
{
    static const char *const queries[] = {"?", "؟", "？", NULL};
    for (size_t i = 0; queries[i] != NULL; i++)
        if (memmem(block->text + from, block->len - from, queries[i], strlen(queries[i])) != NULL)
            return true;
    return false;
}

/* Who speaks by the label at token `first`; the token behind it, or 0. */
static size_t read_label(turn_mark_t *mark, const passage_t *p, size_t first)
{
    size_t behind = behind_word(p, first, asks, &mark->numbered);
    mark->voice = VOICE_ASKS;
    if (behind > 0)
        return behind;
    behind = behind_word(p, first, answers, &mark->numbered);
    mark->voice = VOICE_ANSWERS;
    if (behind > 0)
        return behind;
    behind = behind_name(p, first);
    mark->numbered = false;
    span_t name = {p->token[first].start, behind > 0 ? p->token[behind - 1].start : 0};
    mark->voice = behind == 0                          ? VOICE_NONE
                  : passage_says_in(p, name, of_press) ? VOICE_ASKS
                                                       : VOICE_NAMED;
    return behind;
}

void turns_mark(turn_mark_t *ret, const layout_block_t *block, const passage_t *p)
{
    static const char *const bullets[] = {"-", "*", "•", ">", "·", "《", NULL};
    enum { END_BYTES = 8 };
    size_t first = 0;
    *ret = (turn_mark_t){0};
    if (block->bold || block->role == LAYOUT_HEADING)
        ret->stands_out = has_query(block, block->len > END_BYTES ? block->len - END_BYTES : 0);
    while (first < p->tokens && passage_is_one_of(p, first, bullets))
        first++;
    size_t behind = first < p->tokens ? read_label(ret, p, first) : 0;
    if (behind == 0)
        return;
    bool colon = behind > first + 1 && is_colon(p, behind - 1);
    ret->said =
        passage_source(p, (span_t){p->token[first].start, p->token[behind - 1 - colon].end});
    ret->words = p->len; /* of a long block no more is looked at */
    if (behind < p->tokens)
        ret->words = passage_source(p, (span_t){p->token[behind].start, p->folded.len}).start;
}

/* --- what there is --- */

static void count_marks(look_t *self)
{
    for (size_t i = 0; i < self->layout->blocks; i++) {
        const turn_mark_t *mark = &self->seen[i].mark;
        bool asks_it = mark->voice == VOICE_ASKS, answers_it = mark->voice == VOICE_ANSWERS;
        bool stands = mark->voice == VOICE_NONE && mark->stands_out && i > 0;
        if (self->seen[i].aside)
            continue;
        if ((asks_it || answers_it || stands) && self->first == TURNS_NO_BLOCK)
            self->first = i;
        self->asks += asks_it;
        self->answers += answers_it;
        self->numbered += asks_it && mark->numbered;
        self->standing += stands;
        self->labels += mark->voice == VOICE_NAMED;
    }
}

static rap_code_t read_line(
    look_t *self, const char *text, size_t len, rap_arena_t *scratch, rap_err_t *err)
{
    passage_t p;
    rap_arena_reset(scratch);
    RAP_TRY(passage_make(&p, text, len, scratch, err));
    self->refused = self->refused || passage_says(&p, not_heads);
    self->heading = self->heading || passage_says(&p, heads);
    return RAP_OK;
}

/* The title, and lines before the first question that may be one. */
static rap_code_t read_heads(look_t *self, rap_arena_t *scratch, rap_err_t *err)
{
    const layout_t *layout = self->layout;
    if (layout->title != NULL) {
        size_t len = strlen(layout->title);
        RAP_TRY(read_line(self, layout->title, passage_cut(layout->title, len, 240), scratch, err));
    }
    bool addressed = false; /* it is a speech by now */
    for (size_t i = 0; i < layout->blocks && i < HEAD_BLOCKS && i < self->first; i++) {
        const layout_block_t *block = &layout->block[i];
        addressed = addressed || self->seen[i].addressed;
        bool line = i < TITLE_BLOCKS && self->seen[i].words <= TITLE_WORDS && !addressed;
        bool title = block->role == LAYOUT_HEADING || line;
        if (title && !self->seen[i].aside)
            RAP_TRY(read_line(self, block->text, label_look(block), scratch, err));
    }
    return RAP_OK;
}

/* --- names --- */

/* The one that labels block i, or NULL where there are too many. */
static named_t *named_at(look_t *self, size_t i)
{
    const layout_block_t *block = self->layout->block;
    const span_t said = self->seen[i].mark.said;
    size_t len = said.end - said.start;
    for (size_t k = 0; k < self->names; k++) {
        size_t first = self->named[k].first;
        const span_t other = self->seen[first].mark.said;
        if (other.end - other.start == len &&
            memcmp(block[first].text + other.start, block[i].text + said.start, len) == 0)
            return &self->named[k];
    }
    if (self->names == VOICES_MAX)
        return NULL;
    self->named[self->names] = (named_t){.first = i};
    return &self->named[self->names++];
}

/* Of a turn that has a label: is a question asked in it? */
static bool turn_has_query(const look_t *self, size_t i)
{
    do {
        if (!self->seen[i].aside && has_query(&self->layout->block[i], 0))
            return true;
        i++;
    } while (i < self->layout->blocks && self->seen[i].mark.voice == VOICE_NONE);
    return false;
}

static void count_names(look_t *self)
{
    for (size_t i = 0; i < self->layout->blocks; i++) {
        if (self->seen[i].aside || self->seen[i].mark.voice != VOICE_NAMED)
            continue;
        named_t *named = named_at(self, i);
        if (named == NULL)
            continue;
        named->turns++;
        named->queries += turn_has_query(self, i);
    }
}

/* Asks, or answers, by how often there is a question in what it says. */
static bool is_asker(const named_t *named)
{
    return 10 * named->queries >= 6 * named->turns;
}

/* The turns of names that speak often, of those who ask or of those who answer. */
static size_t turns_of(const look_t *self, bool asking)
{
    size_t turns = 0;
    for (size_t i = 0; i < self->names; i++)
        if (self->named[i].turns >= PAIRS_MIN && is_asker(&self->named[i]) == asking)
            turns += self->named[i].turns;
    return turns;
}

/* --- is it one? --- */

static bool begins_with_address(const look_t *self)
{
    for (size_t i = 0; i < self->layout->blocks && i < self->first; i++)
        if (self->seen[i].addressed && !self->seen[i].aside)
            return true;
    return false;
}

static bool is_interview(const look_t *self)
{
    size_t replies = self->answers + turns_of(self, false);
    if (self->refused)
        return false;
    if (self->heading)
        return (self->asks > 0 && (replies > 0 || self->asks >= PAIRS_MIN)) ||
               (turns_of(self, true) >= PAIRS_MIN && replies >= PAIRS_MIN) ||
               self->standing >= PAIRS_MIN;
    return self->asks >= PAIRS_MIN && replies >= PAIRS_MIN && self->numbered == 0 &&
           !begins_with_address(self);
}

/* --- its turns --- */

static size_t next_mark(const look_t *self, size_t i)
{
    for (i++; i < self->layout->blocks && self->seen[i].mark.voice == VOICE_NONE;)
        i++;
    return i;
}

/* What a label that is there once is for: who asks has a question and gets an answer, who answers was
 * asked. */
static voice_t single_voice(look_t *self, size_t i, voice_t before)
{
    size_t next = next_mark(self, i);
    bool answered = false;
    if (next < self->layout->blocks) {
        const named_t *named =
            self->seen[next].mark.voice == VOICE_NAMED ? named_at(self, next) : NULL;
        answered = self->seen[next].mark.voice == VOICE_ANSWERS ||
                   (named != NULL && named->turns >= PAIRS_MIN && !is_asker(named));
    }
    if (before != VOICE_ASKS && answered && turn_has_query(self, i))
        return VOICE_ASKS;
    bool known = self->seen[i].label.kind != LABEL_NONE && !self->seen[i].label.bare;
    return before == VOICE_ASKS && known ? VOICE_ANSWERS : VOICE_NONE;
}

static voice_t voice_of(look_t *self, size_t i, voice_t before)
{
    const turn_mark_t *mark = &self->seen[i].mark;
    if (mark->voice == VOICE_NONE && mark->stands_out && self->heading &&
        self->standing >= PAIRS_MIN)
        return VOICE_ASKS;
    if (mark->voice != VOICE_NAMED)
        return mark->voice;
    const named_t *named = named_at(self, i);
    if (named == NULL || named->turns < PAIRS_MIN)
        return single_voice(self, i, before);
    return is_asker(named) ? VOICE_ASKS : VOICE_ANSWERS;
}

static void begin(look_t *self, size_t i, voice_t voice, bool labelled)
{
    seen_t *seen = &self->seen[i];
    const rap_party_t *party = seen->label.said.end > 0 ? seen->label.party : NULL;
    label_t label = {.kind = voice == VOICE_ASKS ? LABEL_QUESTION : LABEL_ANSWER, .strong = true};
    if (labelled) {
        label.said = self->seen[i].mark.said;
        label.words = self->seen[i].mark.words;
        label.party = party;
        label.name = seen->label.kind == LABEL_PERSON ? seen->label.name : (span_t){0, 0};
    }
    seen->label = label;
    seen->starts = true;
}

/* Nothing but questions and answers begins a turn; who answers without a label does so behind the
 * question. */
static void set_turns(look_t *self)
{
    voice_t voice = VOICE_NONE;
    bool alone = self->answers == 0 && turns_of(self, false) == 0; /* answers have no labels */
    bool open = false;  /* the last question had none either */
    bool asked = false; /* there was a question mark in it */
    self->first = TURNS_NO_BLOCK;
    for (size_t i = 0; i < self->layout->blocks; i++) {
        if (self->seen[i].aside)
            continue;
        voice_t now = voice_of(self, i, voice);
        bool labelled = now != VOICE_NONE && self->seen[i].mark.voice != VOICE_NONE;
        if (now == VOICE_NONE && voice == VOICE_ASKS && asked && (alone || open))
            now = VOICE_ANSWERS;
        bool goes_on =
            now == VOICE_NONE || (now == VOICE_ASKS && voice == VOICE_ASKS && !labelled && open);
        asked = (goes_on && asked) || has_query(&self->layout->block[i], 0);
        if (goes_on)
            continue;
        begin(self, i, now, labelled);
        self->first = self->first == TURNS_NO_BLOCK ? i : self->first;
        voice = now;
        open = now == VOICE_ASKS && !labelled;
    }
}

/* What is said before the first question: who answers says I and we there; else it tells of the
 * interview. */
static rap_code_t set_opening(look_t *self, rap_arena_t *arena, rap_err_t *err)
{
    head_t *head = rap_arena_alloc(arena, sizeof *head);
    size_t words = 0;
    bool own = false;
    if (head == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for the head of an interview");
    rap_code_t code = head_split(self->looks, arena, head, err);
    if (code == RAP_NOT_STATEMENT) /* hardly more than questions and short answers */
        return RAP_OK;
    RAP_TRY(code);
    for (size_t i = head->body; i < self->first && self->first < self->layout->blocks; i++) {
        if (self->seen[i].aside)
            continue;
        words += self->seen[i].words;
        own = own || self->seen[i].personal || self->seen[i].addressed;
    }
    if (words < OPENING_WORDS)
        return RAP_OK;
    begin(self, head->body, VOICE_ANSWERS, false);
    if (!own)
        self->seen[head->body].label = (label_t){.kind = LABEL_VOICE, .strong = true, .told = true};
    return RAP_OK;
}

/* What other documents are made of is in none of these. */
static void forget(look_t *self)
{
    for (size_t i = 0; i < self->layout->blocks; i++) {
        self->seen[i].starts = self->seen[i].officer = false;
        self->seen[i].procedure = PROCEDURE_NONE;
    }
}

rap_code_t turns_interview(
    bool *ret, seen_t *seen, const looks_t *looks, rap_arena_t *arena, rap_err_t *err)
{
    RAP_AUTO(rap_arena) *scratch = rap_arena_new(SCRATCH_MAX);
    look_t *self = rap_arena_alloc(arena, sizeof *self);
    *ret = false;
    if (self == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for an interview");
    *self =
        (look_t){.layout = looks->layout, .looks = looks, .seen = seen, .first = TURNS_NO_BLOCK};
    count_marks(self);
    if (self->asks == 0 && self->standing < PAIRS_MIN && self->labels < 2 * PAIRS_MIN)
        return RAP_OK;
    RAP_TRY(read_heads(self, scratch, err));
    count_names(self);
    *ret = is_interview(self);
    if (!*ret)
        return RAP_OK;
    forget(self);
    set_turns(self);
    return set_opening(self, arena, err);
}
