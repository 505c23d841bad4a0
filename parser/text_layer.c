/* text_layer.c - see text_layer.h */
#include "parser/text_layer.h"
#include "base/text.h"

#include "parser/chars.h"
#include "parser/function_words.h"

#include <string.h>
#include <unicode/uchar.h>

enum {
    WORD_MAX = 64,     /* bytes; what is longer is no small word                          */
    WORDS_MIN = 30,    /* of a script: fewer say nothing of it                            */
    POINTS_MIN = 400,  /* of a page: as many as there would be with spaces between words          */
    HAN_MIN = 100,     /* characters                                                      */
    TOKEN_LONG = 30,   /* characters of most tokens: spaces are not spaces either                 */
    TOKENS_MIN = 30,   /* of a page: fewer say nothing of damage                          */
    PAIRS_MIN = 3000,  /* letters that have such pairs among them, if they are text: "ti" ... */
    TI_LETTERS = 1000, /* ... at least once in so many (really one in a hundred),          */
    FI_LETTERS = 5000, /* and "fi", "fl" or "ff" (really one in 250)                      */
    CYRILLIC_BLOCK = 0x400,
    CYRILLIC_END = 0x530,
    ARABIC_FORMS = 0xfb50, /* and to 0xfeff, with gaps                                        */
    SHARE = 1000
};

/* Thousandths. */
enum {
    DAMAGED_MOST = 50, /* of tokens: characters in them that stand in no word                */
    SMALL_LEAST = 40,  /* of the words of a text, as few as these are small ones              */
    VOWELS_LEAST = 220,
    VOWELS_MOST = 620, /* of the letters of any language in Latin script                     */
    CLEAN_LEAST = 700, /* of its tokens are letters alone                                    */
    HAN_LEAST = 15     /* of Chinese characters are one of the commonest                     */
};

/* More broken pages than so many for each good one: then the good ones are so by chance. */
enum { BROKEN_FOR_GOOD = 3 };

typedef struct evidence {
    size_t points;                         /* that are no space                             */
    size_t tokens, damaged;                /* between spaces; with characters of no word    */
    size_t latin, clean, letters, vowels;  /* tokens with Latin letters; and their letters  */
    size_t cyrillic, arabic, foreign, han; /* words; of Arabic letters but not Arabic; characters */
    size_t common_han;
    size_t small[FUNCTION_WORDS_LATIN], small_cyrillic, small_arabic;
    size_t ti, fi; /* letter pairs that are often one glyph: "ti"; "fi", "fl", "ff" */
} evidence_t;

/* -- one token ---------------------------------------------------------------------------- */

typedef struct token {
    char small[WORD_MAX]; /* its letters, in lower case */
    size_t len, points, letters, latin, cyrillic, arabic, digits, foreign, vowels;
    bool strange; /* a character that is in no text */
} token_t;

static bool is_latin(uint32_t c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z' ? c < 0x80 : c >= 0xc0 && c < 0x250;
}

static bool is_arabic(uint32_t c)
{
    return (c >= 0x620 && c < 0x6e0) || (c >= ARABIC_FORMS && c < 0xff00);
}

static bool is_arabic_mark(uint32_t c)
{
    return (c >= 0x64b && c <= 0x652) || c == 0x670;
}

static bool is_han(uint32_t c)
{
    return c >= 0x3400 && c < 0xa000;
}

/* What a font without a table to Unicode leaves, or one with a wrong one; hardly a text has a y with
 * two dots. */
static bool is_strange(uint32_t c)
{
    return c == CHARS_BAD || c == 0xff || (c >= 0xe000 && c < 0xf900) || (c >= 0x80 && c < 0xa0) ||
           c < 0x20;
}

/* Letters of Persian, Urdu and others that Arabic has not. */
static bool is_foreign(uint32_t c)
{
    return c == 0x67e || c == 0x686 || c == 0x698 || c == 0x6a9 || c == 0x6af || c == 0x6cc ||
           c == 0x679 || c == 0x6c1 || c == 0x6d2 || (c >= 0xfb56 && c < 0xfbb2) || c >= 0xfbfc;
}

static bool is_vowel(uint32_t c)
{
    if (c < 0x80) {
        c |= 0x20;
        return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
    }
    return c != 0xff && c != 0xdf && c != 0xe7 && c != 0xf1 && c != 0xc7 && c != 0xd1;
}

/* As add_point(), of which most text needs no more. */
static void add_ascii(token_t *self, uint32_t c)
{
    bool latin = is_latin(c);

    self->points++;
    if (latin && self->len + 4 < WORD_MAX)
        self->small[self->len++] = (char)(c | 0x20);
    self->letters += latin;
    self->latin += latin;
    self->vowels += latin && is_vowel(c);
    self->digits += c >= '0' && c <= '9';
    self->strange = self->strange || is_strange(c);
}

static void add_point(token_t *self, uint32_t c, uint32_t before)
{
    bool letter = is_latin(c) || u_isalpha((UChar32)c);

    self->points++;
    if (letter && self->len + 4 < WORD_MAX)
        self->len += rap_text_put(self->small + self->len, (uint32_t)u_tolower((UChar32)c));
    self->letters += letter;
    self->latin += is_latin(c);
    self->vowels += is_latin(c) && is_vowel(c);
    self->cyrillic += c >= CYRILLIC_BLOCK && c < CYRILLIC_END;
    self->arabic += is_arabic(c) && !is_arabic_mark(c);
    self->foreign += is_foreign(c);
    self->digits += c >= '0' && c <= '9';
    self->strange = self->strange || is_strange(c) ||
                    (is_arabic_mark(c) && (is_latin(before) || u_ispunct((UChar32)before)));
}

/* Letters with something between them that is neither an apostrophe, a hyphen nor a stop. */
static bool is_dirty(const char *text, const char *end)
{
    bool in_word = false, gap = false;

    while (text < end) {
        uint32_t c = chars_next(&text, end);

        if (is_latin(c)) {
            if (in_word && gap)
                return true;
            in_word = true;
            gap = false;
        } else if (in_word && c != '\'' && c != '-' && c != '.' && c != '/' && c != '&' &&
                   (c < 0x2010 || c > 0x201f) && !u_isalpha((UChar32)c) &&
                   u_charType((UChar32)c) != U_NON_SPACING_MARK) {
            gap = true;
        }
    }
    return false;
}

static bool is_in(const char *const *list, const char *word)
{
    for (; *list != NULL; list++)
        if ((*list)[0] == word[0] && strcmp(*list, word) == 0)
            return true;
    return false;
}

/* Arabic presentation forms are what the letters look like: only the article is looked for. */
static bool is_arabic_small(const char *word)
{
    static const char *const article[] = {
        "ال", "وال", "بال", "لل", "ﺍﻟ", "اﻟ", "اﳌ", "اﻹ", "اﻷ", "واﻟ", "ﺑﺎﻟ", NULL};

    for (size_t i = 0; article[i] != NULL; i++)
        if (strncmp(word, article[i], strlen(article[i])) == 0)
            return true;
    return is_in(function_words_arabic, word);
}

static void count_pairs(evidence_t *self, const char *word)
{
    for (; word[0] != '\0' && word[1] != '\0'; word++) {
        self->ti += word[0] == 't' && (word[1] == 'i' || word[1] == 't');
        self->fi += word[0] == 'f' && (word[1] == 'i' || word[1] == 'l' || word[1] == 'f');
    }
}

static void count_latin(evidence_t *self, const token_t *token, bool dirty)
{
    self->latin++;
    self->letters += token->latin;
    self->vowels += token->vowels;
    self->clean += !dirty && token->digits == 0;
    count_pairs(self, token->small);
    if (token->len < 2)
        return;
    for (size_t i = 0; i < FUNCTION_WORDS_LATIN; i++)
        self->small[i] += is_in(function_words_latin[i].words, token->small);
}

static void count_token(evidence_t *self, const char *text, const char *end)
{
    token_t token = {0};
    uint32_t before = 0;

    for (const char *at = text; at < end;) {
        uint32_t c = chars_next(&at, end);

        if (c < 0x80) {
            add_ascii(&token, c);
            before = c;
            continue;
        }
        if (c >= 0xfb00 && c <= 0xfb04)
            self->fi++; /* a ligature that is told */
        if (is_han(c)) {
            self->han++;
            self->common_han += c == 0x7684 || c == 0x4e00 || c == 0x662f || c == 0x5728 ||
                                c == 0x4e0d || c == 0x548c || c == 0x56fd || c == 0x6709 ||
                                c == 0x4e2d || c == 0x4e3a || c == 0x6211;
        }
        add_point(&token, c, before);
        before = c;
    }
    token.small[token.len] = '\0';
    self->points += token.points;
    self->tokens++;
    bool mixed = token.arabic > 0 && (token.latin > 0 || token.digits > 0) &&
                 is_arabic(chars_first(text, (size_t)(end - text))) &&
                 is_arabic(chars_last(text, (size_t)(end - text), NULL));
    self->damaged += (token.strange && token.points > 1) || mixed;
    if (token.cyrillic > 0) {
        self->cyrillic++;
        self->small_cyrillic += is_in(function_words_cyrillic, token.small);
    } else if (token.arabic > 0) {
        self->arabic++;
        self->foreign += token.foreign > 0;
        self->small_arabic += is_arabic_small(token.small);
    } else if (token.latin > 0) {
        count_latin(self, &token, is_dirty(text, end));
    }
}

static void count_line(evidence_t *self, const page_line_t *line)
{
    const char *at = line->text, *end = at + line->len, *from = NULL;

    while (at < end) {
        const char *here = at;
        bool space = chars_is_space(chars_next(&at, end));

        if (!space && from == NULL)
            from = here;
        if (from != NULL && (space || at == end)) {
            count_token(self, from, space ? here : end);
            from = NULL;
        }
    }
}

static evidence_t evidence_of(const pages_t *pages, const page_t *page)
{
    evidence_t ret = {0};

    for (size_t i = 0; i < page->lines; i++)
        count_line(&ret, pages_line(pages, page->first + i));
    return ret;
}

static void add_evidence(evidence_t *self, const evidence_t *more)
{
    self->latin += more->latin;
    self->letters += more->letters;
    self->cyrillic += more->cyrillic;
    self->arabic += more->arabic;
    self->foreign += more->foreign;
    self->han += more->han;
    self->ti += more->ti;
    self->fi += more->fi;
    for (size_t i = 0; i < FUNCTION_WORDS_LATIN; i++)
        self->small[i] += more->small[i];
}

/* -- verdicts ----------------------------------------------------------------------------- */

/* Which language of Latin letters has the most small words. */
static size_t most_small(const evidence_t *self)
{
    size_t best = 0;

    for (size_t i = 1; i < FUNCTION_WORDS_LATIN; i++)
        if (self->small[i] > self->small[best])
            best = i;
    return best;
}

/* A text in a language whose words are not known still has vowels, and words of letters alone. */
static bool is_latin_broken(const evidence_t *self)
{
    if (self->latin < WORDS_MIN ||
        SHARE * self->small[most_small(self)] >= SMALL_LEAST * self->latin)
        return false;
    return SHARE * self->vowels < VOWELS_LEAST * self->letters ||
           SHARE * self->vowels > VOWELS_MOST * self->letters ||
           SHARE * self->clean < CLEAN_LEAST * self->latin;
}

static bool is_broken(const evidence_t *self)
{
    if (self->tokens >= TOKENS_MIN && SHARE * self->damaged > DAMAGED_MOST * self->tokens)
        return true;
    if (self->points >= TOKEN_LONG * self->tokens && self->latin > 2 * self->han)
        return true;
    if (self->cyrillic > self->latin + self->arabic)
        return self->cyrillic >= WORDS_MIN &&
               SHARE * self->small_cyrillic < SMALL_LEAST * self->cyrillic;
    if (self->arabic > self->latin)
        return self->arabic >= WORDS_MIN && 5 * self->foreign < self->arabic &&
               SHARE * self->small_arabic < 2 * SMALL_LEAST * self->arabic;
    if (self->han > 2 * self->latin)
        return self->han >= HAN_MIN && SHARE * self->common_han < HAN_LEAST * self->han;
    return is_latin_broken(self);
}

/* Is there enough on the page for a verdict? */
static bool can_be_judged(const evidence_t *self)
{
    return self->tokens >= TOKENS_MIN || self->han >= HAN_MIN || self->points >= POINTS_MIN;
}

typedef enum script { SCRIPT_LATIN, SCRIPT_CYRILLIC, SCRIPT_ARABIC, SCRIPT_HAN, SCRIPTS } script_t;

/* What most of a page's words are written in. */
static script_t script_of(const evidence_t *self)
{
    if (self->cyrillic > self->latin + self->arabic)
        return SCRIPT_CYRILLIC;
    if (self->arabic > self->latin)
        return SCRIPT_ARABIC;
    return self->han > 2 * self->latin ? SCRIPT_HAN : SCRIPT_LATIN;
}

/* English, French, Spanish and Portuguese texts are full of "ti", and of "fi" or "ff"; where there is
 * none, the glyph for two letters is lost all over the text. */
static bool lost_ligatures(const evidence_t *all)
{
    return all->letters >= PAIRS_MIN && most_small(all) < 4 &&
           10 * all->small[most_small(all)] >= all->latin &&
           (TI_LETTERS * all->ti < all->letters || FI_LETTERS * all->fi < all->letters);
}

/* What a page is written in, and whether it says enough for a verdict of its own. */
typedef struct verdict {
    script_t script;
    bool open; /* it does not */
} verdict_t;

/* The pages of a document, by their verdicts. */
typedef struct tally {
    size_t good, broken;                         /* that are not open           */
    size_t good_in[SCRIPTS], broken_in[SCRIPTS]; /* of them, by script */
} tally_t;

static layer_t judge(const evidence_t *page, verdict_t *verdict, tally_t *tally)
{
    *verdict = (verdict_t){script_of(page), !can_be_judged(page)};
    if (!verdict->open && is_broken(page)) {
        tally->broken++;
        tally->broken_in[verdict->script]++;
        return LAYER_BROKEN;
    }
    if (page->points < LAYER_SCANT_MAX)
        return LAYER_SCANT;
    tally->good += !verdict->open;
    tally->good_in[verdict->script] += !verdict->open;
    return LAYER_GOOD;
}

/* Fonts are the document's: where nearly all pages in a script are no text, the few that pass have as
 * many small words by chance. */
static bool follows(const verdict_t *page, const tally_t *tally)
{
    if (page->open)
        return tally->broken > tally->good;
    return tally->broken_in[page->script] > BROKEN_FOR_GOOD * tally->good_in[page->script];
}

layer_t *text_layer_judge(const pages_t *pages, rap_arena_t *arena)
{
    size_t count = pages->page.count;
    layer_t *layer = rap_arena_array(arena, count + 1, sizeof *layer);
    verdict_t *verdict = rap_arena_array(arena, count + 1, sizeof *verdict);
    evidence_t all = {0};
    tally_t tally = {0};

    if (layer == NULL || verdict == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        evidence_t page = evidence_of(pages, pages_page(pages, i));

        layer[i] = judge(&page, &verdict[i], &tally);
        if (layer[i] == LAYER_GOOD)
            add_evidence(&all, &page);
    }
    bool lost = lost_ligatures(&all);
    for (size_t i = 0; i < count; i++)
        if (layer[i] == LAYER_GOOD && (lost || follows(&verdict[i], &tally)))
            layer[i] = LAYER_BROKEN;
    return layer;
}

const char *text_layer_language(const pages_t *pages, const layer_t *layer)
{
    evidence_t all = {0};

    for (size_t i = 0; i < pages->page.count; i++)
        if (layer[i] == LAYER_GOOD) {
            evidence_t page = evidence_of(pages, pages_page(pages, i));

            add_evidence(&all, &page);
        }
    if (all.han > HAN_MIN && all.han > 2 * all.latin)
        return "zh";
    if (all.cyrillic >= WORDS_MIN && all.cyrillic > all.latin)
        return "ru";
    if (all.arabic >= WORDS_MIN && all.arabic > all.latin)
        return "ar";
    return all.latin >= WORDS_MIN ? function_words_latin[most_small(&all)].language : NULL;
}

size_t text_layer_points(const pages_t *pages, const page_t *page)
{
    return evidence_of(pages, page).points;
}
