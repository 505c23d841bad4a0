/* glyphs.c - see glyphs.h */
#include "parser/glyphs.h"

#include "base/text.h"
#include "base/text_icu.h"
#include "parser/chars.h"
#include "parser/growing.h"

#include <stdint.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>

enum {
    SPACED_MIN = 4,    /* letters that make "N O T E" a spaced word */
    PRESENTED_MAX = 4, /* letters that a drawn one stands for */
    MARKS_MAX = 30,    /* on one letter: none needs more (UAX 15, 13), and more take ages to sort */
    TATWEEL = 0x640    /* the line that stretches an Arabic word */
};

static const char *ligature(uint32_t c)
{
    static const char *const spelt[] = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};

    return c >= 0xfb00 && c <= 0xfb06 ? spelt[c - 0xfb00] : NULL;
}

/* A letter as it is drawn in one place of a word, in the letters that it stands for: how many of
 * them, or 0. */
static size_t presented(uint32_t c, UChar ret[PRESENTED_MAX])
{
    UErrorCode status = U_ZERO_ERROR;

    if (!((c >= 0xfb50 && c <= 0xfdff) || (c >= 0xfe70 && c <= 0xfefc)))
        return 0;
    const UNormalizer2 *nfkc = unorm2_getNFKCInstance(&status);
    if (U_FAILURE(status))
        return 0;

    int32_t count = unorm2_getDecomposition(nfkc, (UChar32)c, ret, PRESENTED_MAX, &status);
    return U_SUCCESS(status) && count > 0 ? (size_t)count : 0;
}

/* What is written so far of a text being cleaned. */
typedef struct cleaned {
    char *out;
    size_t n;
    uint32_t mark;     /* the vowel mark that was written last */
    bool mark_is_line; /* it came again, and was taken out */
    size_t marks;      /* on the letter that was written last */
} cleaned_t;

/* A font may say that its line for stretching words is a vowel mark: then that comes twice. */
static void put_mark(cleaned_t *self, uint32_t c)
{
    if (self->mark != c) {
        self->n += rap_text_put(self->out + self->n, c);
        self->mark = c;
        self->mark_is_line = false;
    } else if (!self->mark_is_line) {
        (void)chars_last(self->out, self->n, &self->n);
        self->mark_is_line = true;
    }
}

static bool is_mark_too_many(cleaned_t *self, uint32_t c)
{
    bool mark = c >= 0x300 && u_getCombiningClass((UChar32)c) != 0;

    self->marks = mark ? self->marks + 1 : 0;
    return self->marks > MARKS_MAX;
}

static void put_plain(cleaned_t *self, uint32_t c)
{
    if (c == TATWEEL || chars_is_invisible(c) || is_mark_too_many(self, c))
        return;
    if (c >= 0x64b && c <= 0x652) {
        put_mark(self, c);
        return;
    }
    self->mark = 0;
    if (chars_is_space(c))
        self->out[self->n++] = ' ';
    else
        self->n += rap_text_put(self->out + self->n, c >= 0xd800 && c <= 0xdfff ? CHARS_BAD : c);
}

static void put(cleaned_t *self, uint32_t c)
{
    if (c >= ' ' && c < 0x7f) {
        self->mark = 0;
        self->marks = 0;
        self->out[self->n++] = (char)c;
        return;
    }
    const char *spelt = ligature(c);
    UChar letter[PRESENTED_MAX];
    size_t letters = presented(c, letter);

    for (const char *at = spelt; at != NULL && *at != '\0'; at++)
        self->out[self->n++] = *at;
    for (size_t i = 0; i < letters; i++)
        if (letter[i] != ' ') /* that a mark alone stands on */
            put_plain(self, letter[i]);
    if (spelt == NULL && letters == 0)
        put_plain(self, c);
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* Plain ASCII without double, leading or trailing spaces: most paragraphs need no work. */
static bool is_clean(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (text[i] < ' ' || text[i] == 0x7f) /* char is signed here: bytes over 0x7f too */
            return false;
        if (text[i] != ' ')
            continue;
        if (i == 0 || i + 1 == len || text[i + 1] == ' ')
            return false;
        if (i >= 3 && text[i - 2] == ' ' && is_capital(text[i - 1]) && is_capital(text[i - 3]))
            return false; /* may be a spaced title */
    }
    return true;
}

/* If at text[i] a run of single capitals begins ("A B  C D"), the bytes of it; else 0. */
static size_t spaced_run(const char *text, size_t len, size_t i)
{
    const char *at = text + i, *end = text + len;
    size_t letters = 0, run = 0;

    if (i > 0 && text[i - 1] != ' ')
        return 0;
    while (at < end) {
        uint32_t c = chars_next(&at, end);

        if (!u_isupper((UChar32)c) || (at < end && *at != ' '))
            break;
        letters++;
        run = (size_t)(at - text) - i;
        while (at < end && *at == ' ')
            at++;
    }
    return letters >= SPACED_MIN ? run : 0;
}

/* Closes spaced words in place; white space is ' ' by now, but still of any length, and more
 * than one part the words of a spaced title. */
static size_t close_spaced(char *text, size_t len)
{
    size_t out = 0;

    for (size_t i = 0; i < len;) {
        size_t run = spaced_run(text, len, i);

        for (size_t k = i; k < i + run; k++)
            if (text[k] != ' ' || text[k + 1] == ' ' || text[k - 1] == ' ')
                text[out++] = text[k];
        if (run == 0)
            text[out++] = text[i++];
        i += run;
    }
    return out;
}

static size_t close_spaces(char *text, size_t len)
{
    size_t out = 0;

    for (size_t i = 0; i < len; i++)
        if (text[i] != ' ' || (out > 0 && text[out - 1] != ' '))
            text[out++] = text[i];
    return out > 0 && text[out - 1] == ' ' ? out - 1 : out;
}

rap_code_t glyphs_clean(const char *text, size_t len, rap_arena_t *arena, const char **ret,
    size_t *ret_len, rap_err_t *err)
{
    if (is_clean(text, len)) {
        *ret = text;
        *ret_len = len;
        return RAP_OK;
    }
    /* A byte that is no UTF-8 becomes three (U+FFFD); three bytes of a ligature eight. */
    cleaned_t cleaned = {.out = len < SIZE_MAX / 4 ? rap_arena_alloc(arena, len * 3 + 1) : NULL};
    char *out = cleaned.out;

    if (out == NULL)
        return growing_full(err);
    for (const char *at = text, *end = text + len; at < end;)
        put(&cleaned, chars_next(&at, end));
    size_t n = close_spaces(out, close_spaced(out, cleaned.n));
    out[n] = '\0';
    return rap_text_nfc(out, n, arena, ret, ret_len, err);
}
