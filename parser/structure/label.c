/* label.c - see label.h */
#include "parser/structure/label.h"

#include <string.h>

#include "parser/structure/head.h"

enum {
    LOOK_BYTES = 1200,   /* of a block: its label and its first words */
    LABEL_TOKENS = 60,   /* before the colon */
    LABEL_WORDS = 28,    /* the same */
    BARE_WORDS = 20,     /* of a label that is a block of its own */
    NAME_WORDS = 8,      /* of a person, or of a voice without a title */
    ADDRESS_BYTES = 240, /* of the words, within which they may address the Chair */
    NUMBER_DIGITS = 3    /* of a paragraph's number */
};

/* clang-format off */
static const char *const courtesies[] = {"mr.", "mr", "ms.", "ms", "mrs.", "mrs", "miss", "dr.", "dr", "prof.", "professor",
    "sir", "dame", "lord", "baroness", "ambassador", "amb.", "h.e. mr.", "h.e. ms.", "h.e. mrs.", "h.e. dr.", "h.e.",
    "monsignor", "archbishop", "cardinal", "sheikh", "sheikha", "prince", "princess", "crown prince", "king", "queen", "emir",
    "judge", "general", "colonel", "president", "prime minister", "vice-president", "chancellor", "minister",
    "his excellency mr.", "her excellency ms.", "his excellency", "her excellency",
    "m.", "mme", "mlle", "mgr", "s.e. m.", "s.e. mme", "son excellence m.", "l'ambassadeur", "l'ambassadrice", "monsieur", "madame",
    "sr.", "sra.", "srta.", "excmo. sr.", "excma. sra.", "el sr.", "la sra.", "embajador", "embajadora", "monsenor",
    "г-н", "г-жа", "господин", "госпожа", "посол", "архиепископ", "президент", "премьер-министр",
    "السيد", "السيدة", "الانسة", "الشيخ", "الشيخة", "السفير", "السفيرة", "الامير", "الدكتور", "الدكتورة", "المونسنيور", NULL};

/* Chinese ones stand behind the name. */
static const char *const titles_behind[] = {"先生", "女士", "夫人", "小姐", "大使", "博士", "阁下", "大主教", NULL};

/* In brackets: in which language, not who. */
static const char *const spoken[] = {"spoke in", "speaking in", "spoken in", "interpretation from", "translated from", "in arabic", "in chinese",
    "in english", "in french", "in russian", "in spanish", "through interpret*", "via video", "by video", "via pre-recorded",
    "parle en", "parle en ", "l'orateur", "l'oratrice", "interpretation de", "interpretation du", "habla en", "hablo en", "interpretacion del",
    "interpretacion de", "говорит по", "говорит на", "выступает на", "перевод с", "تكلم", "تكلمت", "يتكلم", "ترجمة", "以",
    "unofficial translation", NULL};

/* Spoken to in speeches; in careless transcripts the label of who leads the meeting. */
static const char *const vocatives[] = {"madam chair", "madame chair", "mr. chair", "mr chair", "mister chair", "madam chairperson", "mr. chairman",
    "madam president", "mr. president", "mr president", "madam moderator", "mr. moderator", "madame la presidente", "monsieur le president",
    "senor presidente", "senora presidenta", "господин председатель", "госпожа председатель", "السيد الرئيس", "السيدة الرئيسة", "主席先生", "主席女士", NULL};

static const char *const opens_turn[] = {"give the floor", "has the floor", "have the floor", "now call on", "next speaker", "first speaker",
    "donne la parole", "a la parole", "doy la palabra", "tiene la palabra", "предоставляю слово", "слово предоставляется", "слово имеет",
    "اعطي الكلمة", "الكلمة الان", NULL};

static const char *const voices[] = {"speaker", "unknown speaker", "unidentified speaker", "unidentified", "unknown", "interpreter",
    "the interpreter", "participant", "delegate", "male speaker", "female speaker", "orateur", "orador", "oradora", "interprete",
    "оратор", "переводчик", "متحدث", "مترجم", "发言人", "口译员", NULL};

/* The words of who leads a meeting. */
static const char *const gives_floor[] = {"give the floor", "has the floor", "have the floor", "call on the", "now call on", "next speaker",
    "first speaker", "take the floor", "thank the representative", "thank the distinguished", "thank the delegate", "meeting is adjourned",
    "meeting is called to order", "so decided", "donne la parole", "a la parole", "ont la parole", "remercie le representant",
    "remercie la representante", "prochain orateur", "doy la palabra", "doy ahora la palabra", "tiene la palabra", "tiene ahora la palabra",
    "doy las gracias", "siguiente orador", "предоставляю слово", "слово предоставляется", "слово имеет", "благодарю представител*",
    "следующий оратор", "اعطي الكلمة", "الكلمة الان", "اشكر ممثل", "الكلمة ل", "请", "发言", NULL};

/* What a subject of a report is said to do. */
static const char *const reports[] = {"said", "says", "asked", "stated", "noted", "observed", "recalled", "stressed", "emphasized", "welcomed",
    "expressed", "thanked", "introduced", "speaking", "supported", "agreed", "explained", "invited", "proposed", "suggested",
    "reaffirmed", "reiterated", "declared", "pointed", "drew", "replied", "announced", "associated", "wished", "requested", "wondered",
    "took it", "called", "responding", "presenting", "exercising", "added", "highlighted", "underlined", "underscored", "considered",
    "dit", "declare", "rappelle", "souligne", "demande", "estime", "indique", "fait", "se felicite", "presente", "remercie",
    "appuie", "invite", "precise", "ajoute", "note", "prenant", "s'exprimant", "croit",
    "dice", "senala", "recuerda", "destaca", "subraya", "pregunta", "expresa", "acoge", "declara", "considera", "anade", "manifiesta",
    "agradece", "invita", "hablando", "indica", "observa", "afirma", "pide", "entiende",
    "говорит", "отмечает", "подчеркивает", "напоминает", "заявляет", "выражает", "приветствует", "спрашивает", "считает", "предлагает",
    "выступая", "указывает", "благодарит", "поддерживает", "представляя", "объявляет",
    "قال", "قالت", "اعرب", "اعربت", "ذكر", "ذكرت", "اشار", "اشارت", "اكد", "اكدت", "رحب", "رحبت", "شكر", "شكرت", "دعا", "دعت", "سال",
    "说", "请", "邀请", "提议", "表示", "指出", "强调", "回顾", "欢迎", "询问", "认为", "感谢", "重申", "建议", "宣布", "忆及", "代表", NULL};
/* clang-format on */

size_t label_look(const layout_block_t *block)
{
    return passage_cut(block->text, block->len, LOOK_BYTES);
}

size_t label_tail(const layout_block_t *block)
{
    size_t from = block->len > LOOK_BYTES ? block->len - LOOK_BYTES : 0;
    while (from < block->len && ((unsigned char)block->text[from] & 0xC0) == 0x80)
        from++;
    return from;
}

/* The start of a block while it is read. */
typedef struct look {
    const passage_t *p;
    const rap_parties_t *parties;
    rap_arena_t *scratch;
    bool whole; /* the passage is all of the block */
    size_t first, colon;
    span_t base;     /* folded: what stands before brackets and colon */
    span_t brackets; /* folded: the first brackets that are no language */
    bool speaks;     /* there were brackets with a language */
    bool opens_turn; /* the words behind give somebody the floor */
} look_t;

static bool is_mark(const passage_t *p, size_t i, const char *ascii, const char *wide)
{
    return passage_is_word(p, i, ascii) || passage_is_word(p, i, wide);
}

static bool is_tight(const passage_t *p, size_t i)
{
    return i + 1 < p->tokens && p->token[i].end == p->token[i + 1].start;
}

/* --- what may stand before a label --- */

/* "12:33", "00:12:33", "00:12:33.000" */
static bool time_at(const passage_t *p, size_t i, size_t *next)
{
    size_t numbers = 0;
    while (i < p->tokens && p->token[i].kind == TOKEN_NUMBER && p->token[i].digits <= 3) {
        numbers++;
        *next = i + 1;
        bool goes_on = is_tight(p, i) && is_tight(p, i + 1) &&
                       (passage_is_word(p, i + 1, ":") ||
                           (numbers > 1 &&
                               (passage_is_word(p, i + 1, ".") || passage_is_word(p, i + 1, ","))));
        if (!goes_on)
            break;
        i += 2;
    }
    return numbers >= 2;
}

static bool is_lead_in(const passage_t *p, size_t i)
{
    static const char *const marks[] = {
        "-", "*", "[", "(", "]", ")", "•", "–", ">", "|", "·", NULL};
    return passage_is_one_of(p, i, marks);
}

/* "12." */
static bool is_paragraph_number(const passage_t *p)
{
    return p->tokens > 0 && p->token[0].kind == TOKEN_NUMBER && !p->token[0].chinese &&
           p->token[0].digits <= NUMBER_DIGITS && passage_is_word(p, 1, ".");
}

/* The number of a caption: "12 00:00:05.000 --> 00:00:09.000". */
static bool is_cue_number(const passage_t *p)
{
    size_t next;
    return p->tokens > 0 && p->token[0].kind == TOKEN_NUMBER && !is_tight(p, 0) &&
           time_at(p, 1, &next) && passage_is_word(p, next, "-") &&
           passage_is_word(p, next + 1, "-");
}

/* Behind bullets, a paragraph's number and time codes; a bracket is taken back when no time was
 * in it. */
static size_t skip_front(const passage_t *p, bool *timed)
{
    size_t i = 0, next;
    *timed = false;
    while (i < p->tokens) {
        if (time_at(p, i, &next)) {
            *timed = true;
            i = next;
        } else if (is_lead_in(p, i)) {
            i++;
        } else if (i == 0 && is_paragraph_number(p)) {
            i = 2;
        } else if (i == 0 && is_cue_number(p)) {
            i = 1;
        } else {
            break;
        }
    }
    return i;
}

/* --- where it ends --- */

static bool ends_sentence(const passage_t *p, size_t i)
{
    static const char *const han[] = {"。", "！", "？", "؟", "!", "?", NULL};
    if (passage_is_one_of(p, i, han))
        return true;
    return passage_is_word(p, i, ".") && i > 0 && p->token[i - 1].kind == TOKEN_WORD &&
           p->token[i - 1].end - p->token[i - 1].start > 5 && i + 1 < p->tokens && !is_tight(p, i);
}

/* The colon that ends the label, or the number of tokens; false where there is none near. */
static bool find_colon(look_t *self)
{
    const passage_t *p = self->p;
    int depth = 0;
    for (size_t i = self->first; i < p->tokens && i < self->first + LABEL_TOKENS; i++) {
        depth += is_mark(p, i, "(", "（") || passage_is_word(p, i, "[");
        depth -= is_mark(p, i, ")", "）") || passage_is_word(p, i, "]");
        if (depth == 0 && is_mark(p, i, ":", "：")) {
            self->colon = i;
            return true;
        }
        if (depth < 0 || (depth == 0 && ends_sentence(p, i)))
            break;
    }
    return false;
}

static size_t token_end(const passage_t *p, size_t first, size_t behind)
{
    return behind > first ? p->token[behind - 1].end : p->token[first].start;
}

/* Parts what stands before the colon: base, brackets, language. */
static void part(look_t *self)
{
    const passage_t *p = self->p;
    size_t open = 0;
    int depth = 0;
    bool begun = false;
    self->base = (span_t){p->token[self->first].start, token_end(p, self->first, self->colon)};
    for (size_t i = self->first; i < self->colon; i++) {
        if (is_mark(p, i, "(", "（") && depth++ == 0) {
            open = i;
            if (!begun)
                self->base.end = token_end(p, self->first, i);
            begun = true;
        }
        if (!is_mark(p, i, ")", "）") || depth == 0 || --depth > 0 || i == open + 1)
            continue;
        span_t inside = {p->token[open + 1].start, p->token[i - 1].end}, hit;
        if (passage_has_at(p, inside.start, spoken, &hit))
            self->speaks = true;
        else if (self->brackets.end == 0)
            self->brackets = inside;
    }
}

/* --- whose it is --- */

/* Words that can be a name: few, and all but particles with capitals. */
static bool is_name(const passage_t *p, span_t span)
{
    static const char *const particles[] = {"de", "del", "della", "la", "bin", "bint", "ibn", "al",
        "el", "van", "von", "der", "den", "da", "dos", "di", "ul", "ben", "y", "e", "of", "the",
        "du", "des", "s", NULL};
    size_t words = 0, han = 0;
    for (size_t i = passage_token_at(p, span.start); i < p->tokens && p->token[i].end <= span.end;
         i++) {
        const token_t *token = &p->token[i];
        if (token->kind == TOKEN_HAN || token->chinese)
            han++;
        if (token->kind != TOKEN_WORD)
            continue;
        words++;
        if (!passage_is_capital(p, i) && !passage_is_one_of(p, i, particles))
            return false;
    }
    return words + han > 0 && words <= NAME_WORDS && han <= 2 * NAME_WORDS;
}

/* "Mr. President", "President of the Assembly": spoken to. */
static bool is_office(const passage_t *p, span_t name)
{
    static const char *const of[] = {"of ", "de l'assemblee", "de la asamblea", "de l'organe",
        "du conseil", "du groupe", "del consejo", "del grupo", "de la commission", "de la comision",
        NULL};
    span_t hit;
    return label_is_chair(p, name) || label_is_secretariat(p, name) ||
           passage_has_at(p, name.start, of, &hit);
}

/* Past a courtesy that the name begins with.  What only begins as one does ("السيدات") is none, nor is one that
 * nothing stands behind. */
static bool skip_courtesy(const passage_t *p, span_t *name)
{
    span_t hit;
    if (!passage_has_at(p, name->start, courtesies, &hit))
        return false;
    size_t next = passage_token_at(p, hit.end);
    if (next == p->tokens || p->token[next - 1].end > hit.end || p->token[next].start >= name->end)
        return false;
    name->start = p->token[next].start;
    return true;
}

/* "Mr. Roe", "X先生": the name without the title; false for others. */
static bool name_in(const passage_t *p, span_t base, span_t *ret)
{
    span_t name = base, comma;
    while (skip_courtesy(p, &name))
        continue;
    bool titled = name.start > base.start;
    for (size_t i = 0; titles_behind[i] != NULL && !titled; i++) {
        size_t len = strlen(titles_behind[i]);
        titled = name.end - name.start > len &&
                 memcmp(p->folded.text + name.end - len, titles_behind[i], len) == 0;
        if (titled)
            name.end -= len;
    }
    if (passage_find(p, name, ",", &comma) && comma.start > name.start)
        name.end = comma.start;
    while (name.end > name.start && p->folded.text[name.end - 1] == ' ')
        name.end--;
    if (!titled || name.start >= name.end || !is_name(p, name) || is_office(p, name))
        return false;
    *ret = name;
    return true;
}

/* "Ambassador Roe, Permanent Representative of Kenya" */
static const rap_party_t *party_behind_comma(const look_t *self)
{
    span_t comma;
    if (!passage_find(self->p, self->base, ",", &comma) || comma.end >= self->base.end)
        return NULL;
    return label_party(self->parties, self->p, (span_t){comma.end, self->base.end}, self->scratch);
}

static void read_person(const look_t *self, label_t *ret, bool titled)
{
    const passage_t *p = self->p;
    bool brackets = self->brackets.end > 0;
    ret->kind = LABEL_PERSON;
    ret->strong = titled && (brackets || self->speaks);
    if (brackets)
        ret->party = label_party(self->parties, p, self->brackets, self->scratch);
    if (ret->party == NULL)
        ret->party = party_behind_comma(self);
    if (ret->party != NULL)
        ret->strong = true;
    else if (brackets && label_is_secretariat(p, self->brackets))
        ret->kind = LABEL_SECRETARIAT;
    else if (brackets && label_is_organization(p, self->brackets))
        ret->kind = LABEL_ORGANIZATION;
}

static bool is_voice(const passage_t *p, span_t base)
{
    span_t hit;
    if (!passage_has_at(p, base.start, voices, &hit))
        return false;
    size_t i = passage_token_at(p, hit.end);
    while (i < p->tokens && p->token[i].end <= base.end &&
           (p->token[i].kind == TOKEN_NUMBER || p->token[i].kind == TOKEN_MARK))
        i++;
    return i >= p->tokens || p->token[i].start >= base.end;
}

static bool is_all(const passage_t *p, span_t span, const char *const *phrases)
{
    span_t hit;
    return passage_has_at(p, span.start, phrases, &hit) && hit.end == span.end;
}

/* Who the base is; the name is set for persons. */
static void read_who(const look_t *self, label_t *ret, span_t *name)
{
    const passage_t *p = self->p;
    span_t base = self->base;
    *name = (span_t){0, 0};
    if (self->opens_turn && is_all(p, base, vocatives)) {
        ret->kind = LABEL_CHAIR;
        ret->strong = true;
        return;
    }
    if (label_is_chair(p, base)) {
        static const char *const articles[] = {"the ", "le ", "la ", "el ", "acting", NULL};
        static const char *const substitutes[] = {"acting", "temporary", "vice-*", "vice*",
            "interim", "provisoire", "interino", "interina", "en funciones", "provisional",
            "исполняющ*", "временный", "заместитель", "بالنيابة", "المؤقت", "نائب*", "代理", "临时",
            "副主席", NULL};
        span_t hit;
        ret->kind = LABEL_CHAIR;
        ret->acting = passage_find_any(p, base, substitutes, &hit);
        ret->strong = self->speaks || passage_has_at(p, base.start, articles, &hit);
        if (self->brackets.end > 0 && !name_in(p, self->brackets, name))
            *name = (span_t){0, 0};
        return;
    }
    ret->party = label_party(self->parties, p, base, self->scratch);
    if (ret->party != NULL) {
        span_t whole = {0, 0};
        ret->kind = LABEL_PARTY;
        if (self->brackets.end > 0 && name_in(p, self->brackets, &whole))
            *name = whole;
        return;
    }
    if (name_in(p, base, name)) {
        read_person(self, ret, true);
        return;
    }
    if (is_voice(p, base)) {
        ret->kind = LABEL_VOICE;
        ret->strong = ret->timed;
    } else if (label_is_secretariat(p, base) && passage_words(p, base) <= NAME_WORDS) {
        ret->kind = LABEL_SECRETARIAT;
    } else if (is_name(p, base)) {
        /* Without any title only the brackets, or a time before it, make it a person. */
        read_person(self, ret, false);
        if (label_is_organization(p, base) && ret->party == NULL)
            ret->kind = LABEL_ORGANIZATION;
        else if (ret->party == NULL && ret->kind == LABEL_PERSON)
            ret->kind = LABEL_VOICE;
        *name = ret->kind == LABEL_PERSON ? base : (span_t){0, 0};
    }
}

/* --- all of it --- */

static span_t source_of(const passage_t *p, span_t span)
{
    return span.end > span.start ? passage_source(p, span) : (span_t){0, 0};
}

/* How the words begin. */
static rap_code_t look_at_words(
    label_t *ret, const passage_t *p, rap_arena_t *scratch, rap_err_t *err)
{
    size_t end = p->len < ret->words + ADDRESS_BYTES ? p->len : ret->words + ADDRESS_BYTES;
    while (end < p->len && ((unsigned char)p->text[end] & 0xC0) == 0x80)
        end++;
    passage_t words;
    span_t hit;
    RAP_TRY(passage_make(&words, p->text + ret->words, end - ret->words, scratch, err));
    if (ret->kind == LABEL_CHAIR &&
        passage_find_any(&words, passage_span(&words), gives_floor, &hit))
        ret->strong = true;
    if (ret->kind != LABEL_CHAIR && head_is_salutation(&words))
        ret->strong = true;
    /* Somebody without a title, and nothing else that speaks for it: a heading in a text. */
    if (ret->kind == LABEL_VOICE && !ret->strong && !ret->timed)
        ret->kind = LABEL_NONE;
    return RAP_OK;
}

static void finish(label_t *ret, const look_t *self, span_t name, size_t said_end)
{
    const passage_t *p = self->p;
    ret->said = passage_source(p, (span_t){p->token[self->first].start, said_end});
    ret->name = source_of(p, name);
    ret->brackets = source_of(p, self->brackets);
}

/* "Mr. Secretary-General,": who is spoken to. */
static bool ends_address(const passage_t *p)
{
    static const char *const marks[] = {",", ";", "/", "،", "؛", "，", "；", "…", NULL};
    return passage_is_one_of(p, p->tokens - 1, marks);
}

/* A block that is a label, whole. */
static void read_bare(look_t *self, label_t *ret)
{
    const passage_t *p = self->p;
    span_t all = {p->token[self->first].start, p->folded.len}, name;
    if (!self->whole || passage_words(p, all) > BARE_WORDS || ends_sentence(p, p->tokens - 1) ||
        ends_address(p))
        return;
    self->colon = p->tokens;
    part(self);
    read_who(self, ret, &name);
    if (ret->kind == LABEL_VOICE && !ret->timed)
        ret->kind = LABEL_NONE;
    if (ret->kind == LABEL_NONE)
        return;
    ret->bare = true;
    ret->words = p->len;
    finish(ret, self, name, p->folded.len);
}

/* "Mr. Roe (Kenya), speaking on behalf of ..., said that": a subject and what it does. */
static void read_reported(look_t *self, label_t *ret)
{
    const passage_t *p = self->p;
    size_t last = self->first + LABEL_TOKENS;
    for (size_t i = self->first + 1; i < p->tokens && i < last; i++) {
        span_t hit, name;
        bool verb = passage_has_at(p, p->token[i].start, reports, &hit);
        if (!verb && !ends_sentence(p, i))
            continue;
        if (!verb)
            return;
        self->colon = i;
        part(self);
        read_who(self, ret, &name);
        if (ret->kind == LABEL_VOICE || ret->kind == LABEL_PARTY)
            ret->kind = LABEL_NONE;
        ret->told = ret->kind != LABEL_NONE;
        ret->words = 0;
        if (ret->told) {
            finish(ret, self, name, token_end(p, self->first, i));
            return;
        }
        *ret = (label_t){.timed = ret->timed};
        self->brackets = (span_t){0, 0};
        self->speaks = false;
    }
}

rap_code_t label_read(label_t *ret, const layout_block_t *block, const passage_t *look,
    bool reported, const rap_parties_t *parties, rap_arena_t *scratch, rap_err_t *err)
{
    look_t self = {
        .p = look, .parties = parties, .scratch = scratch, .whole = look->len == block->len};
    span_t name = {0, 0};
    *ret = (label_t){0};
    self.first = skip_front(look, &ret->timed);
    if (ret->timed)
        ret->words = self.first < look->tokens
                         ? passage_source(look, (span_t){look->token[self.first].start, 0}).start
                         : look->len;
    if (self.first >= look->tokens)
        return RAP_OK;
    bool colon = find_colon(&self) && self.colon > self.first;
    if (colon) {
        span_t hit, words = {look->token[self.colon].end, look->folded.len};
        part(&self);
        self.opens_turn = passage_find_any(look, words, opens_turn, &hit);
        if (passage_words(look, self.base) <= LABEL_WORDS)
            read_who(&self, ret, &name);
    }
    if (ret->kind != LABEL_NONE) {
        size_t behind = look->token[self.colon].end;
        while (behind < look->folded.len && look->folded.text[behind] == ' ')
            behind++;
        finish(ret, &self, name, token_end(look, self.first, self.colon));
        ret->words = behind < look->folded.len
                         ? passage_source(look, (span_t){behind, behind}).start
                         : look->len;
        return look_at_words(ret, look, scratch, err);
    }
    self.brackets = (span_t){0, 0};
    self.speaks = false;
    if (reported)
        read_reported(&self, ret);
    if (ret->kind == LABEL_NONE && !colon)
        read_bare(&self, ret);
    return RAP_OK;
}
