/* language.c - see language.h */
#include "parser/structure/language.h"

#include "parser/function_words.h"

#include <string.h>

enum {
    WORDS_MAX = 6000,      /* of a long text, from its start */
    WORDS_MIN = 12,        /* for a verdict by function words */
    GARBAGE_WORDS_MIN = 80 /* for the verdict that there is no language */
};

enum { VOTERS = FUNCTION_WORDS_LATIN };

typedef struct count {
    size_t latin, cyrillic, arabic, han, kana, hangul; /* words, or characters of the last three */
    size_t persian, ukrainian, kazakh;                 /* words with letters Arabic, Russian lack */
    size_t votes[VOTERS];
} count_t;

/* The first code point of a word, roughly: enough to tell the script. */
static unsigned lead(const char *word)
{
    const unsigned char *byte = (const unsigned char *)word;
    if (byte[0] < 0x80)
        return byte[0];
    if (byte[0] < 0xE0)
        return (byte[0] & 0x1FU) << 6 | (byte[1] & 0x3FU);
    return (byte[0] & 0x0FU) << 12 | (byte[1] & 0x3FU) << 6 | (byte[2] & 0x3FU);
}

static bool has_one_of(const char *word, size_t len, const char *const *letters)
{
    for (size_t i = 0; letters[i] != NULL; i++)
        if (memmem(word, len, letters[i], strlen(letters[i])) != NULL)
            return true;
    return false;
}

static void count_latin(count_t *count, const char *word, size_t len)
{
    count->latin++;
    for (size_t v = 0; v < VOTERS; v++) {
        for (size_t k = 0; function_words_latin[v].words[k] != NULL; k++) {
            const char *function_word = function_words_latin[v].words[k];
            if (function_word[0] == word[0] && strncmp(function_word, word, len) == 0 &&
                function_word[len] == '\0') {
                count->votes[v]++;
                break;
            }
        }
    }
}

static void count_word(count_t *count, const char *word, size_t len)
{
    static const char *const persian[] = {"پ", "چ", "ژ", "گ", "ک", "ی", "ٹ", "ہ", "ے", NULL};
    static const char *const ukrainian[] = {"і", "ї", "є", "ґ", NULL};
    static const char *const kazakh[] = {"қ", "ғ", "ү", "ұ", "ө", "ң", "ә", "һ", NULL};
    unsigned c = lead(word);
    if (c < 0x250) {
        count_latin(count, word, len);
    } else if (c >= 0x400 && c < 0x530) {
        count->cyrillic++;
        count->ukrainian += has_one_of(word, len, ukrainian);
        count->kazakh += has_one_of(word, len, kazakh);
    } else if (c >= 0x600 && c < 0x780) {
        count->arabic++;
        count->persian += has_one_of(word, len, persian);
    } else if (c >= 0x3040 && c < 0x3100) {
        count->kana += len / 3;
    } else if (c >= 0xAC00 && c < 0xD7B0) {
        count->hangul += len / 3;
    }
}

static count_t count_all(const passage_t *passage)
{
    count_t count = {0};
    for (size_t i = 0; i < passage->tokens && i < WORDS_MAX; i++) {
        const token_t *token = &passage->token[i];
        if (token->kind == TOKEN_HAN || token->chinese)
            count.han++;
        else if (token->kind == TOKEN_WORD)
            count_word(&count, passage->folded.text + token->start, token->end - token->start);
    }
    return count;
}

static const char *latin_language(const count_t *count)
{
    size_t best = 0, second = VOTERS;
    for (size_t v = 1; v < VOTERS; v++) {
        if (count->votes[v] > count->votes[best]) {
            second = best;
            best = v;
        } else if (second == VOTERS || count->votes[v] > count->votes[second]) {
            second = v;
        }
    }
    size_t votes = count->votes[best];
    bool clear = second == VOTERS || votes > count->votes[second];
    return clear && votes >= 2 && 12 * votes >= count->latin ? function_words_latin[best].language
                                                             : NULL;
}

static bool is_garbage(const count_t *count)
{
    size_t votes = 0;
    for (size_t v = 0; v < VOTERS; v++)
        votes = count->votes[v] > votes ? count->votes[v] : votes;
    size_t others = count->cyrillic + count->arabic + count->han / 2 + count->kana + count->hangul;
    return count->latin >= GARBAGE_WORDS_MIN && 4 * others < count->latin &&
           40 * votes < count->latin;
}

const char *language_of(const passage_t *passage, bool *ret_garbage)
{
    count_t count = count_all(passage);
    *ret_garbage = is_garbage(&count);
    /* A Chinese word is about two characters. */
    size_t han = (count.han + count.kana) / 2, hangul = count.hangul / 2;
    size_t words = count.latin + count.cyrillic + count.arabic + han + hangul;
    if (words < WORDS_MIN)
        return NULL;
    if (2 * count.cyrillic > words) {
        if (10 * count.kazakh > count.cyrillic)
            return "kk";
        return 5 * count.ukrainian > count.cyrillic ? "uk" : "ru";
    }
    if (2 * count.arabic > words)
        return 5 * count.persian > count.arabic ? NULL : "ar";
    if (2 * han > words)
        return 4 * count.kana > count.han ? "ja" : "zh";
    if (2 * hangul > words)
        return "ko";
    return latin_language(&count);
}
