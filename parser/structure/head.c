/* head.c - see head.h
 *
 * Phrases are folded: lower case, no accents; a '*' stands for any ending of a word.
 */
#include "parser/structure/head.h"

#include <string.h>
#include <unicode/uchar.h>

#include "base/buf.h"
#include "base/text.h"
#include "parser/structure/date.h"
#include "parser/structure/session.h"

enum {
    BLOCKS_MAX = 60, /* a head is not longer */
    HEAD_MAX_BYTES = 16 << 10,
    RUNNING_WORDS = 12,       /* a sentence of so many words is running prose */
    RUNNING_WORDS_SURE = 40,  /* whatever it ends with */
    STATEMENT_WORDS_MIN = 25, /* of running prose */
    ERROR_PAGE_WORDS_MAX = 200,
    OPENING_MAX_BYTES = 8 << 10 /* of a paragraph that is searched for who speaks */
};

/* --- what a block is --- */

/* clang-format off */
static const char *const salutations[] = {
    "mr. chair*", "mr chair*", "mister chair*", "madam chair*", "madame chair*", "chair,", "chair:",
    "chair.", "president,", "president:", "chairman,", "chairperson", "co-chairs", "distinguished", "excellencies", "your excellenc*",
    "your majest*", "excellency,", "thank you", "thanks, chair", "mr. president", "mr president", "mister president",
    "madam president", "madame president", "mdm president", "mme president", "mr. secretary-general",
    "mr. secretary general", "mr. moderator", "madam moderator", "esteemed", "ladies and gentlemen",
    "honourable chair*", "honorable chair*", "honourable president", "honourable delegates",
    "dear colleagues", "dear chair*", "dear mr. chair*", "colleagues,", "good morning", "good afternoon",
    "allow me", "president of the 79th", "president of the general assembly",
    "monsieur le president", "madame la presidente", "madame le president", "m. le president",
    "monsieur le secretaire general", "mesdames et messieurs", "excellences", "excellence,",
    "excellence monsieur", "majestes", "chers collegues", "merci", "distingues",
    "senor presidente", "senora presidenta", "sr. presidente", "sra. presidenta", "gracias",
    "muchas gracias", "distinguid*", "excelencias", "excelencia,", "excelentisim*", "senoras y senores",
    "estimad*", "honorables", "senor secretario general", "senhor presidente", "senhora presidente",
    "господин председател*", "госпожа председател*", "г-н председател*", "г-жа председател*",
    "уважаем*", "дамы и господа", "коллеги,", "спасибо", "благодарю", "ваше превосходительство",
    "السيد الرئيس", "السيدة الرئيسة", "سيدي الرئيس", "سيادة الرئيس", "سعادة الرئيس", "شكرا",
    "اصحاب المعالي", "اصحاب السعادة", "اصحاب الجلالة", "اصحاب الفخامة", "معالي الرئيس",
    "معالي رئيس الجمعية", "معالي الامين العام", "السيدات والسادة", "الحضور الكرام", "السلام عليكم",
    "主席先生", "主席女士", "主席，", "主席:", "主席：", "尊敬的", "各位同事", "各位代表", "谢谢", NULL};

/* "H.E. Ms. Una Example, President of the General Assembly": spoken to, not speaking. */
static const char *const courtesies[] = {"h.e.", "h. e.", "his excellency", "her excellency",
    "son excellence", "s.e.", "s.e", "su excelencia", "secretary-general", "secretary general",
    "-h.e", "-his excellency", "-your excellency", "-son excellence", NULL};

static const char *const those_spoken_to[] = {"president of the general assembly",
    "president of the united nations general assembly", "session of the general assembly",
    "session of the united nations general assembly", "session of the un general assembly",
    "secretary-general of the united nations", "secretary general of the united nations",
    "president de l'assemblee generale", "presidente de la asamblea general", NULL};

/* What a head's line may begin with although it ends like a sentence. */
static const char *const head_beginnings[] = {"statement", "address", "remarks", "speech",
    "intervention", "national statement", "theme", "on the theme", "under the theme", "delivered",
    "permanent mission", "agenda item", "item", "check", "please check", "h.e.", "his excellency",
    "her excellency", "by h.e.", "by the", "unofficial", "declaration", "discours", "allocution",
    "intervencion", "discurso", "palabras", "declaracion", "tema", "выступление", "заявление", "тема",
    "joint statement", "explanation of", "right of reply", "(", "[", "in the name of god", "بيان", "كلمة",
    "from:", "explication de", "explicacion de", NULL};

static const char *const error_pages[] = {"404", "403", "page not found", "file not found",
    "not found", "access denied", "forbidden", "internal server error", "bad gateway",
    "service unavailable", "this page does not exist", "page cannot be found", "page you requested",
    "page you are looking for", "enable javascript", "enable cookies", "captcha",
    "verify you are human", "page introuvable", "page non trouvee", "erreur", "pagina no encontrada",
    "страница не найдена", "ошибка 404", "الصفحة غير موجودة", "页面不存在", "找不到", NULL};

static const char *const notices[] = {"check against delivery", "please check against delivery",
    "(please check against delivery)", "(check against delivery)", "[check against delivery]",
    "check against delivery.", "as delivered", "(as delivered)", "seul le prononce fait foi",
    "(seul le prononce fait foi)", "cotejar con el texto pronunciado", NULL};
/* clang-format on */

static size_t first_letter(const passage_t *block)
{
    size_t at = 0;
    while (at < block->folded.len && strchr(" -*\"'#>_", block->folded.text[at]) != NULL)
        at++;
    return at;
}

/* "President of the 79th Session", "President of the General Assembly", and of no State. */
static bool has_assembly_president(const passage_t *p, span_t line)
{
    static const char *const presidents[] = {"president of the",
        "president de l'assemblee generale", "presidente de la asamblea general", NULL};
    static const char *const next[] = {"general", "security", "united", "un", NULL};
    span_t hit;
    if (!passage_find_any(p, line, presidents, &hit))
        return false;
    size_t i = passage_token_at(p, hit.end), behind;
    return p->folded.text[hit.end - 1] != 'e' || passage_is_one_of(p, i, next) ||
           ordinal_at(p, i, &behind) > 0 || (i < p->tokens && p->token[i].kind == TOKEN_NUMBER);
}

bool head_salutes_at(const passage_t *p, size_t at)
{
    static const char *const excellencies[] = {"h.e.", "h. e.", "his excellency", "her excellency",
        "son excellence", "s.e.", "su excelencia", NULL};
    span_t span, line = {at, p->folded.len}, bar;
    while (line.start < line.end && p->folded.text[line.start] == ' ')
        line.start++;
    if (passage_find(p, line, "|", &bar))
        line.end = bar.start;
    if (passage_has_at(p, line.start, salutations, &span))
        return true;
    return passage_has_at(p, line.start, excellencies, &span) && has_assembly_president(p, line);
}

bool head_is_salutation(const passage_t *block)
{
    span_t span;
    size_t at = first_letter(block);
    if (passage_has_at(block, at, salutations, &span))
        return true;
    span_t line = {at, block->folded.len < at + 200 ? block->folded.len : at + 200};
    return passage_has_at(block, at, courtesies, &span) &&
           passage_find_any(block, line, those_spoken_to, &span) &&
           passage_words(block, passage_span(block)) < 60 &&
           !passage_has_at(block, at, head_beginnings, &span);
}

/* Are most letters capitals, as in a title? */
static bool is_in_capitals(const passage_t *block)
{
    size_t capitals = 0, small = 0;
    for (size_t at = 0; at < block->len && 3 * small < block->len;) { /* else they cannot be */
        char byte = block->text[at];
        if ((unsigned char)byte < 0x80) { /* as nearly always: ICU need not be asked */
            bool letter = (unsigned char)((byte | 0x20) - 'a') < 26, is_small = (byte & 0x20) != 0;
            small += letter & is_small;
            capitals += letter & !is_small;
            at++;
            continue;
        }
        UChar32 c = passage_point(block->text, &at);
        capitals += u_isupper(c) != 0;
        small += u_islower(c) != 0;
    }
    return capitals > 3 * small;
}

/* Sentence ends inside or at the end, abbreviations ("Mr.", "H.E.") not counted.  Arabic speeches may
 * have "//" for it. */
static size_t sentence_ends(const passage_t *block)
{
    size_t ends = 0;
    for (size_t i = 1; i < block->tokens; i++) {
        static const char *const others[] = {"。", "！", "？", "؟", NULL};
        const token_t *mark = &block->token[i], *before = &block->token[i - 1];
        if (mark->kind != TOKEN_MARK)
            continue;
        bool tight = i + 1 < block->tokens && block->token[i + 1].start == mark->end &&
                     block->token[i + 1].kind != TOKEN_MARK; /* "example.org" */
        bool full_stop = before->kind == TOKEN_WORD && !tight &&
                         strchr(".!?", block->folded.text[mark->start]) != NULL &&
                         before->end - before->start > 3;
        bool slashes = passage_is_word(block, i - 1, "/") && passage_is_word(block, i, "/") &&
                       !(i > 1 && passage_is_word(block, i - 2, ":"));
        if (full_stop || slashes || passage_is_one_of(block, i, others))
            ends++;
    }
    return ends;
}

bool head_is_running(const layout_block_t *block, const passage_t *passage)
{
    size_t words = passage_words(passage, passage_span(passage));
    span_t span;
    if (words < RUNNING_WORDS || is_in_capitals(passage))
        return false;
    if (passage_has_at(passage, 0, head_beginnings, &span) && words < 2 * RUNNING_WORDS_SURE)
        return false;
    if (block->role == LAYOUT_HEADING && words < RUNNING_WORDS_SURE)
        return false;
    size_t ends = sentence_ends(passage);
    return words >= RUNNING_WORDS_SURE ? ends > 0
                                       : ends > 1 || (ends == 1 && words >= 16) ||
                                             (ends == 1 && block->role == LAYOUT_BODY);
}

/* Words in small letters that are no particles: a title, a name, an address has few.  None in scripts
 * that have no small letters. */
static size_t small_words(const passage_t *block)
{
    enum { LONG = 4 };
    size_t count = 0;
    for (size_t i = 0; i < block->tokens; i++) {
        const token_t *token = &block->token[i];
        count +=
            token->kind == TOKEN_WORD && !passage_is_capital(block, i) &&
            rap_text_points(block->folded.text + token->start, token->end - token->start) >= LONG;
    }
    return count;
}

bool head_is_short_sentence(const layout_block_t *block, const passage_t *passage)
{
    enum { WORDS_MIN = 6, SMALL_MIN = 2 };
    date_t date;
    span_t span;
    return block->role == LAYOUT_BODY &&
           passage_words(passage, passage_span(passage)) >= WORDS_MIN &&
           passage->token[passage->tokens - 1].kind == TOKEN_MARK && sentence_ends(passage) > 0 &&
           small_words(passage) >= SMALL_MIN && date_find(passage, &date, 1) == 0 &&
           !passage_has_at(passage, 0, head_beginnings, &span) && !head_is_notice(passage);
}

bool head_is_notice(const passage_t *block)
{
    for (size_t i = 0; notices[i] != NULL; i++)
        if (strcmp(block->folded.text, notices[i]) == 0)
            return true;
    return false;
}

bool head_is_text(const layout_t *layout, size_t body, size_t i)
{
    const layout_block_t *block = &layout->block[i];
    return i >= body && block->role != LAYOUT_FURNITURE && block->role != LAYOUT_FOOTNOTE;
}

/* --- the head as one passage --- */

static bool is_single_letter(const char *text, size_t len, size_t at, size_t *next)
{
    unsigned char byte = (unsigned char)text[at];
    size_t size = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
    if (byte == ' ' || (size == 1 && !((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z')) || size > 2)
        return false;
    *next = at + size;
    return at + size == len || text[at + size] == ' ';
}

/* "S T A T E M E N T" is a word. */
static rap_code_t add_unspaced(rap_buf_t *out, const char *text, size_t len, rap_err_t *err)
{
    for (size_t at = 0; at < len;) {
        size_t end = at, next = at, letters = 0;
        while (end < len && (at == 0 || text[at - 1] == ' ') &&
               is_single_letter(text, len, end, &next)) {
            letters++;
            end = next < len ? next + 1 : next;
        }
        if (letters < 4) {
            RAP_TRY(rap_buf_char(out, text[at++], err));
            continue;
        }
        for (; at < end; at++)
            if (text[at] != ' ')
                RAP_TRY(rap_buf_char(out, text[at], err));
        if (at < len)
            RAP_TRY(rap_buf_char(out, ' ', err));
    }
    return RAP_OK;
}

static rap_code_t join_head(
    const layout_t *layout, size_t until, rap_arena_t *arena, passage_t *ret, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) buf;
    rap_buf_init(&buf, 4 * (size_t)HEAD_MAX_BYTES);
    for (size_t i = 0; i < until && buf.len < HEAD_MAX_BYTES; i++) {
        const layout_block_t *block = &layout->block[i];
        bool aside = block->role == LAYOUT_FURNITURE || block->role == LAYOUT_FOOTNOTE;
        if (aside && block->page > 1)
            continue; /* on the first page it is a letterhead, or a line in small print */
        if (buf.len > 0)
            RAP_TRY(rap_buf_text(&buf, " | ", err));
        size_t len = block->len < HEAD_MAX_BYTES ? block->len : 0;
        RAP_TRY(add_unspaced(&buf, block->text, len, err));
    }
    char *text = rap_arena_strndup(arena, buf.data, buf.len);
    if (text == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for the head of the document");
    return passage_make(ret, text, buf.len, arena, err);
}

/* --- the split --- */

typedef struct split {
    size_t first;      /* block of running prose or salutation */
    size_t sentence;   /* of the short sentences right before it, the first, or SIZE_MAX */
    size_t salutation; /* block, or SIZE_MAX */
    size_t words;      /* of running prose in all */
    size_t all_words;
    size_t wrong; /* characters that no text has: "ÿ", U+FFFD */
    size_t bytes;
    bool error_page;
} split_t;

static size_t count_wrong(const char *text, size_t len)
{
    static const char *const wrong[] = {"ÿ", "\xEF\xBF\xBD", NULL};
    size_t count = 0;
    for (size_t i = 0; wrong[i] != NULL; i++) {
        const char *at = text, *end = text + len;
        size_t size = strlen(wrong[i]);
        while (at < end && (at = memchr(at, wrong[i][0], (size_t)(end - at))) != NULL) {
            bool is_it = (size_t)(end - at) >= size && memcmp(at, wrong[i], size) == 0;
            count += is_it;
            at += is_it ? size : 1;
        }
    }
    return count;
}

static rap_code_t look_at_block(
    split_t *self, const looks_t *looks, size_t i, rap_arena_t *scratch, rap_err_t *err)
{
    static const char *const none[] = {NULL};
    const layout_block_t *block = &looks->layout->block[i];
    const passage_t *passage;
    span_t hit;
    RAP_TRY(looks_get_more(looks, i, block->len, scratch, &passage, err));
    size_t words = passage_words(passage, passage_span(passage));
    self->wrong += count_wrong(block->text, block->len);
    self->bytes += block->len;
    bool salutation = head_is_salutation(passage);
    bool running = head_is_running(block, passage);
    self->all_words += words;
    if (self->salutation == SIZE_MAX && salutation)
        self->salutation = i;
    if (self->first == SIZE_MAX && (salutation || running))
        self->first = running && !salutation && self->sentence < i ? self->sentence : i;
    else if (self->first == SIZE_MAX && !head_is_short_sentence(block, passage))
        self->sentence = SIZE_MAX;
    else if (self->first == SIZE_MAX && self->sentence == SIZE_MAX)
        self->sentence = i;
    if (words >= 6 || (salutation && words > 0))
        self->words += words;
    if (i < BLOCKS_MAX && words < RUNNING_WORDS_SURE &&
        passage_find_any(passage, passage_span(passage), i < 8 ? error_pages : none, &hit))
        self->error_page = true;
    return RAP_OK;
}

static rap_code_t find_split(const looks_t *looks, split_t *ret, rap_err_t *err)
{
    const layout_t *layout = looks->layout;
    split_t self = {.first = SIZE_MAX, .sentence = SIZE_MAX, .salutation = SIZE_MAX};
    RAP_AUTO(rap_arena) *scratch = rap_arena_new(64 << 20);
    for (size_t i = 0; i < layout->blocks; i++) {
        if (!head_is_text(layout, 0, i))
            continue;
        rap_arena_reset(scratch);
        RAP_TRY(look_at_block(&self, looks, i, scratch, err));
    }
    *ret = self;
    return RAP_OK;
}

static rap_code_t take_openings(
    head_t *self, const looks_t *looks, rap_arena_t *arena, rap_err_t *err)
{
    const layout_t *layout = looks->layout;
    for (size_t i = self->body; i < layout->blocks && self->openings < HEAD_OPENING; i++) {
        const passage_t *opening;
        if (!head_is_text(layout, self->body, i))
            continue;
        RAP_TRY(looks_get_more(looks, i, OPENING_MAX_BYTES, arena, &opening, err));
        self->opening[self->openings++] = *opening;
    }
    return RAP_OK;
}

rap_code_t head_split(const looks_t *looks, rap_arena_t *arena, head_t *ret, rap_err_t *err)
{
    const layout_t *layout = looks->layout;
    split_t split;
    RAP_TRY(find_split(looks, &split, err));
    if (split.all_words == 0)
        return rap_fail(err, RAP_NO_TEXT, "the document has no words");
    if (25 * split.wrong > split.bytes)
        return rap_fail(err, RAP_NO_TEXT, "the document's characters form no words");
    if (split.error_page && split.all_words < ERROR_PAGE_WORDS_MAX)
        return rap_fail(err, RAP_NOT_STATEMENT, "the document is an error page");
    if (split.first == SIZE_MAX || split.words < STATEMENT_WORDS_MIN)
        return rap_fail(err, RAP_NOT_STATEMENT, "the document has only %zu words of running text",
            split.first == SIZE_MAX ? 0 : split.words);

    size_t until = split.first;
    if (split.salutation != SIZE_MAX && split.salutation > split.first &&
        split.salutation <= split.first + 2)
        until = split.salutation;
    head_t self = {.body = split.first};
    RAP_TRY(join_head(layout, self.body, arena, &self.passage, err));
    RAP_TRY(join_head(layout, until, arena, &self.wide, err));
    RAP_TRY(take_openings(&self, looks, arena, err));
    *ret = self;
    return RAP_OK;
}

rap_code_t head_cut(
    const layout_t *layout, size_t body, rap_arena_t *arena, head_t *ret, rap_err_t *err)
{
    head_t self = {.body = body};
    looks_t looks;
    RAP_TRY(looks_open(&looks, layout, arena, err));
    RAP_TRY(join_head(layout, body, arena, &self.passage, err));
    self.wide = self.passage;
    RAP_TRY(take_openings(&self, &looks, arena, err));
    *ret = self;
    return RAP_OK;
}
