/* language.c - see language.h */
#include "parser/structure/language.h"

#include <string.h>

#include "parser/structure/language_count.h"

enum {
    WORDS_MIN = 12,         /* for a verdict on a text */
    GARBAGE_WORDS_MIN = 80, /* for the verdict that there is no language */
    SURE_WORDS = 4          /* for a verdict that needs no neighbours, in Latin letters */
};

static script_t script_of(unsigned c)
{
    static const struct {
        unsigned first, behind;
        script_t script;
    } ranges[] = {{0, 0x250, LATIN}, {0x1E00, 0x1F00, LATIN}, {0x370, 0x400, GREEK},
        {0x1F00, 0x2000, GREEK}, {0x400, 0x530, CYRILLIC}, {0x530, 0x590, ARMENIAN},
        {0x590, 0x600, HEBREW}, {0x600, 0x780, ARABIC}, {0x900, 0x980, DEVANAGARI},
        {0xE00, 0xE80, THAI}, {0x10A0, 0x1100, GEORGIAN}, {0x3040, 0x3100, KANA},
        {0xAC00, 0xD7B0, HANGUL}};
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (c >= ranges[i].first && c < ranges[i].behind)
            return ranges[i].script;
    return OTHER;
}

static bool has_one_of(const char *word, size_t len, const char *const *letters)
{
    for (size_t i = 0; letters[i] != NULL; i++)
        if (memmem(word, len, letters[i], strlen(letters[i])) != NULL)
            return true;
    return false;
}

static bool begins_with_one_of(const char *word, size_t len, const char *const *beginnings)
{
    for (size_t i = 0; beginnings[i] != NULL; i++) {
        size_t size = strlen(beginnings[i]);
        if (len > size && memcmp(word, beginnings[i], size) == 0)
            return true;
    }
    return false;
}

static bool is_one_of(const char *word, size_t len, const char *const *words)
{
    for (size_t i = 0; words[i] != NULL; i++)
        if (strlen(words[i]) == len && memcmp(word, words[i], len) == 0)
            return true;
    return false;
}

static void count_traits(language_count_t *count, script_t script, const char *word, size_t len)
{
    static const char *const ukrainian[] = {"і", "ї", "є", "ґ", NULL};
    static const char *const belarusian[] = {"ў", NULL};
    static const char *const kazakh[] = {
        "қ", "ғ", "ү", "ұ", "ө", "ң", "ә", "һ", "ҳ", "ҷ", "ӣ", NULL};
    static const char *const serbian[] = {"ј", "љ", "њ", "ћ", "ђ", "џ", "ѓ", "ќ", "ѕ", NULL};
    static const char *const bulgarian[] = {
        "са", "ще", "че", "със", "във", "това", "тези", "които", "която", "който", "се", "е", NULL};
    static const char *const russian[] = {"ы", "э", NULL};
    static const char *const persian[] = {"پ", "چ", "ژ", "گ", "ک", "ی", "ٹ", "ہ", "ے", NULL};
    static const char *const urdu[] = {"ٹ", "ڈ", "ڑ", "ے", "ں", "ہ", NULL};
    static const char *const pashto[] = {"ښ", "ځ", "څ", "ې", "ړ", "ډ", "ټ", "ۍ", NULL};
    static const char *const articles[] = {"ال", "وال", "بال", "لل", "فال", "كال", NULL};
    if (script == CYRILLIC) {
        count->trait[UKRAINIAN] += has_one_of(word, len, ukrainian);
        count->trait[BELARUSIAN] += has_one_of(word, len, belarusian);
        count->trait[KAZAKH] += has_one_of(word, len, kazakh);
        count->trait[SERBIAN] += has_one_of(word, len, serbian);
        count->trait[BULGARIAN] += is_one_of(word, len, bulgarian);
        count->trait[RUSSIAN] += has_one_of(word, len, russian);
    } else if (script == ARABIC) {
        count->trait[PERSIAN] += has_one_of(word, len, persian);
        count->trait[URDU] += has_one_of(word, len, urdu);
        count->trait[PASHTO] += has_one_of(word, len, pashto);
        count->trait[ARTICLE] += begins_with_one_of(word, len, articles);
    }
}

/* "l'" and "d'" are words, the letters of a document's symbol are none. */
static bool is_lone_letter(const char *word, size_t len)
{
    return len == 1 && strchr("cdjlnst", word[0]) != NULL && word[1] != '\'';
}

static void count_word(language_count_t *count, const passage_t *passage, const token_t *token)
{
    const char *word = passage->folded.text + token->start;
    size_t len = token->end - token->start, at = 0;
    script_t script = script_of((unsigned)passage_point(word, &at));
    bool characters = script == KANA || script == HANGUL || script == THAI;
    count->words[script] += characters ? (len + 2) / 3 : 1;
    if (script == LATIN && !is_lone_letter(word, len)) {
        span_t source = passage_source(passage, (span_t){token->start, token->end});
        latin_vote(
            &count->votes, word, len, passage->text + source.start, source.end - source.start);
    } else if (script != LATIN) {
        count_traits(count, script, word, len);
    }
}

language_count_t language_count(const passage_t *passage, span_t within, size_t most)
{
    language_count_t count = {.words = {0}};
    size_t first = passage_token_at(passage, within.start);
    for (size_t i = first; i < passage->tokens && i < first + most; i++) {
        const token_t *token = &passage->token[i];
        if (token->end > within.end)
            break;
        if (token->kind == TOKEN_HAN || token->chinese)
            count.words[HAN]++;
        else if (token->kind == TOKEN_WORD)
            count_word(&count, passage, token);
    }
    return count;
}

void language_count_add(language_count_t *self, const language_count_t *more)
{
    for (size_t i = 0; i < SCRIPTS; i++)
        self->words[i] += more->words[i];
    for (size_t i = 0; i < TRAITS; i++)
        self->trait[i] += more->trait[i];
    for (size_t v = 0; v < LATIN_LANGUAGES; v++) {
        self->votes.points[v] += more->votes.points[v];
        self->votes.small_words[v] += more->votes.small_words[v];
    }
}

/* --- the languages of one script --- */

static const char *cyrillic_language(const language_count_t *count)
{
    size_t words = count->words[CYRILLIC], russian = count->trait[RUSSIAN];
    if (10 * count->trait[KAZAKH] > words)
        return "kk";
    if (20 * count->trait[BELARUSIAN] > words)
        return "be";
    if (6 * count->trait[SERBIAN] > words)
        return "sr";
    if (6 * count->trait[UKRAINIAN] > words && count->trait[UKRAINIAN] > russian)
        return "uk";
    return 12 * count->trait[BULGARIAN] > words && count->trait[BULGARIAN] > 2 * russian ? "bg"
                                                                                         : "ru";
}

static const char *arabic_language(const language_count_t *count)
{
    size_t words = count->words[ARABIC];
    if (5 * count->trait[PERSIAN] <= words || count->trait[ARTICLE] >= count->trait[PERSIAN])
        return "ar";
    if (10 * count->trait[PASHTO] > words)
        return "ps";
    return 8 * count->trait[URDU] > words ? "ur" : "fa";
}

static const char *language_in_script(const language_count_t *count, script_t script)
{
    static const char *const alone[SCRIPTS] = {[HANGUL] = "ko",
        [GREEK] = "el",
        [HEBREW] = "he",
        [ARMENIAN] = "hy",
        [GEORGIAN] = "ka",
        [THAI] = "th",
        [DEVANAGARI] = "hi"};
    if (script == CYRILLIC)
        return cyrillic_language(count);
    if (script == ARABIC)
        return arabic_language(count);
    if (script == HAN || script == KANA)
        return 4 * count->words[KANA] > count->words[HAN] ? "ja" : "zh";
    return alone[script];
}

/* Words in all; two characters are about one word of Chinese. */
static size_t words_of(const language_count_t *count, script_t *ret_most)
{
    size_t words = 0, most = 0;
    for (int i = 0; i < SCRIPTS; i++) {
        bool characters = i == HAN || i == KANA || i == HANGUL || i == THAI;
        size_t own = characters ? (count->words[i] + 1) / 2 : count->words[i];
        if (i == HAN)
            own = (count->words[HAN] + count->words[KANA] + 1) / 2;
        if (i == KANA)
            own = 0; /* counted with the Chinese characters beside them */
        if (own > most) {
            most = own;
            *ret_most = (script_t)i;
        }
        words += own;
    }
    return 2 * most > words || most == words ? words : 0;
}

bool language_is_garbage(const language_count_t *count)
{
    size_t small = 0, others = 0;
    for (size_t v = 0; v < LATIN_LANGUAGES; v++)
        small = count->votes.small_words[v] > small ? count->votes.small_words[v] : small;
    for (int i = 0; i < SCRIPTS; i++)
        others += i == LATIN ? 0 : i == HAN ? count->words[i] / 2 : count->words[i];
    return count->words[LATIN] >= GARBAGE_WORDS_MIN && 4 * others < count->words[LATIN] &&
           40 * small < count->words[LATIN];
}

const char *language_of(const passage_t *passage, bool *ret_garbage)
{
    language_count_t count = language_count(passage, passage_span(passage), LANGUAGE_WORDS_MAX);
    script_t script = LATIN;
    size_t words = words_of(&count, &script), first, second;
    *ret_garbage = language_is_garbage(&count);
    if (words < WORDS_MIN)
        return NULL;
    if (script != LATIN)
        return language_in_script(&count, script);
    latin_rank(&count.votes, &first, &second);
    /* A language of whose words few are small is none of these. */
    bool clear = count.votes.points[first] > count.votes.points[second];
    return clear && 12 * count.votes.points[first] >= LATIN_VOTE * count.words[LATIN]
               ? latin_language(first)
               : NULL;
}

const char *language_guess_of(const language_count_t *count, bool *ret_sure)
{
    script_t script = LATIN;
    size_t words = words_of(count, &script), first, second;
    *ret_sure = false;
    if (words == 0)
        return NULL;
    if (script != LATIN) {
        *ret_sure = words >= 2; /* its letters alone say nearly all */
        return language_in_script(count, script);
    }
    latin_rank(&count->votes, &first, &second);
    uint32_t most = count->votes.points[first], next = count->votes.points[second];
    if (most <= next || 12 * most < LATIN_VOTE * count->words[LATIN])
        return NULL;
    *ret_sure = words >= SURE_WORDS && most >= 2 * LATIN_VOTE && most >= 2 * next;
    return latin_language(first);
}

const char *language_guess(const passage_t *passage, span_t within, bool *ret_sure)
{
    language_count_t count = language_count(passage, within, LANGUAGE_WORDS_MAX);
    return language_guess_of(&count, ret_sure);
}
