/* text_icu.c - see text_icu.h */
#include "base/text_icu.h"

#include <stdbool.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "base/text.h"

enum {
    FOLD_MAX = 16,    /* bytes of one folded code point: three of at most four, and spare */
    COMPOSE_MAX = 40, /* UTF-16 units that are composed at once: more marks than a letter has */
};

/* The code point at *at of well-formed UTF-8; *at moves behind it. */
static inline UChar32 next_point(const char *text, size_t *at)
{
    UChar32 c;
    U8_NEXT_UNSAFE(text, *at, c);
    return c;
}

static rap_code_t check_utf8(const char *text, size_t len, rap_err_t *err)
{
    if (!rap_text_is_utf8(text, len))
        return rap_fail(err, RAP_SYNTAX, "the text is not UTF-8");
    return RAP_OK;
}

/* What a letter folds to, if that is known without asking ICU, or 0: most of what is written in
 * Latin, Cyrillic, Arabic and Chinese.  Of each the folded form is as long in UTF-8, no mark that
 * combines, and in form C. */
static inline UChar32 known_fold(UChar32 c)
{
    if ((c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x430 && c <= 0x44F) || (c >= 0xE0 && c <= 0xFF) ||
        (c >= 0x626 && c <= 0x63A) || (c >= 0x641 && c <= 0x64A) || (c >= 0x3001 && c <= 0x3002) ||
        (c >= 0xFF01 && c <= 0xFF0C))
        return c;
    if ((c >= 0x410 && c <= 0x42F) || (c >= 0xC0 && c <= 0xDE && c != 0xD7))
        return c + 0x20;
    return 0;
}

/* Does form C leave the character alone, whatever is before it? */
static bool is_surely_nfc_point(UChar32 c)
{
    /* Nothing below U+0300 combines or is replaced. */
    return c < 0x300 || known_fold(c) != 0 ||
           (u_getIntPropertyValue(c, UCHAR_NFC_QUICK_CHECK) == UNORM_YES &&
               u_getCombiningClass(c) == 0);
}

/* Is a text surely in form C?  Without marks that combine and without characters that form C
 * replaces, it is; that settles nearly every text without a copy in UTF-16. */
static bool is_surely_nfc(const char *text, size_t len)
{
    for (size_t at = 0; at < len;)
        if ((unsigned char)text[at] < 0x80)
            at++;
        else if (!is_surely_nfc_point(next_point(text, &at)))
            return false;
    return true;
}

static rap_code_t icu_fail(UErrorCode status, rap_err_t *err)
{
    return rap_fail(err, RAP_INTERNAL, "cannot normalise text: %s", u_errorName(status));
}

rap_code_t rap_text_nfc(const char *text, size_t len, rap_arena_t *arena, const char **ret,
    size_t *ret_len, rap_err_t *err)
{
    RAP_TRY(check_utf8(text, len, err));
    if (is_surely_nfc(text, len)) {
        *ret = text;
        *ret_len = len;
        return RAP_OK;
    }

    /* Form C is at most three times as long, in UTF-16 as in UTF-8 (unicode.org/faq). */
    if (len > INT32_MAX / 3)
        return rap_fail(err, RAP_TOOBIG, "%zu bytes of text are too many to normalise", len);
    size_t cap = 3 * len;
    UChar *wide = rap_arena_array(arena, len, sizeof *wide);
    UChar *form = rap_arena_array(arena, cap, sizeof *form);
    char *out = rap_arena_alloc(arena, cap + 1);
    if (wide == NULL || form == NULL || out == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room to normalise %zu bytes of text", len);

    UErrorCode status = U_ZERO_ERROR;
    int32_t wide_len = 0, form_len, out_len = 0;
    u_strFromUTF8(wide, (int32_t)len, &wide_len, text, (int32_t)len, &status);
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&status);
    form_len = unorm2_normalize(nfc, wide, wide_len, form, (int32_t)cap, &status);
    u_strToUTF8(out, (int32_t)cap + 1, &out_len, form, form_len, &status);
    if (U_FAILURE(status))
        return icu_fail(status, err);
    *ret = out;
    *ret_len = (size_t)out_len;
    return RAP_OK;
}

/* What a reader does not see: soft hyphen, zero-width and bidirectional marks, and in
 * Arabic the tatweel and the vowel marks. */
static bool is_invisible(UChar32 c)
{
    return c == 0xAD || c == 0x61C || c == 0x180E || c == 0xFEFF || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0x640 ||
           (c >= 0x64B && c <= 0x65F) || c == 0x670;
}

/* The one character that stands for several that look alike, or the character itself. */
static UChar32 unify(UChar32 c)
{
    if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xFE58 || c == 0xFE63 || c == 0xFF0D)
        return '-';
    if ((c >= 0x2018 && c <= 0x201B) || c == 0x2BC || c == 0x2032)
        return '\'';
    if ((c >= 0x201C && c <= 0x201F) || c == 0x2033)
        return '"';
    if (c == 0x60C || c == 0x61B) /* the comma and the semicolon of Arabic */
        return c == 0x60C ? ',' : ';';
    if (c == 0x622 || c == 0x623 || c == 0x625 || c == 0x671)
        return 0x627;
    if (c == 0x401 || c == 0x451) /* Russian is written with or without the dots of yo */
        return 0x435;
    if (c == 0x130) /* its full folding leaves a combining dot behind: TÜRKİYE is türkiye */
        return 'i';
    /* digits and letters as wide as a Chinese character */
    if ((c >= 0xFF10 && c <= 0xFF19) || (c >= 0xFF21 && c <= 0xFF3A) ||
        (c >= 0xFF41 && c <= 0xFF5A))
        return c - 0xFEE0;
    return c;
}

/* The plain small letter of a Latin letter with an accent, or 0. */
static char bare_letter(UChar32 c)
{
    if (c < 0xC0 || c >= 0x250)
        return 0;
    UErrorCode status = U_ZERO_ERROR;
    UChar parts[8];
    const UNormalizer2 *nfd = unorm2_getNFDInstance(&status);
    int32_t n = unorm2_getDecomposition(nfd, c, parts, 8, &status);
    if (U_FAILURE(status) || n < 2 || parts[0] >= 0x80)
        return 0;
    char letter = (char)parts[0];
    return letter >= 'A' && letter <= 'Z' ? (char)(letter + ('a' - 'A')) : letter;
}

/* The bytes of one code point above ASCII, folded; none for what is dropped. */
static size_t fold_point(UChar32 c, bool bare, char ret[FOLD_MAX])
{
    if (is_invisible(c))
        return 0;
    c = unify(c);
    char plain = bare ? bare_letter(c) : 0;
    UChar32 known = plain != 0 ? plain : known_fold(c);
    if (known != 0)
        return rap_text_put(ret, (uint32_t)known);

    UChar source[2], folded[8];
    UErrorCode status = U_ZERO_ERROR;
    int32_t n = 0, folded_len, ret_len = 0;
    U16_APPEND_UNSAFE(source, n, c);
    folded_len = u_strFoldCase(folded, 8, source, n, U_FOLD_CASE_DEFAULT, &status);
    u_strToUTF8(ret, FOLD_MAX, &ret_len, folded, folded_len, &status);
    return U_FAILURE(status) ? 0 : (size_t)ret_len;
}

/* ---- a text in form C, and where it came from ---- */

/* Bytes of what is composed together from `start`: a character and the marks behind it. */
static size_t composed_len(const UNormalizer2 *nfc, const char *text, size_t start, size_t len)
{
    size_t at = start, end;

    (void)next_point(text, &at);
    for (int units = 2; at < len && units < COMPOSE_MAX; at = end, units += 2) {
        end = at;
        if (unorm2_hasBoundaryBefore(nfc, next_point(text, &end)))
            break;
    }
    return at - start;
}

/* The text in form C, in the arena, and for each of its bytes, and one more, where it came from: its
 * length first, then, with room for it, the rest. */
static rap_code_t compose(
    const char *text, size_t len, char *out, uint32_t *origin, size_t *ret_len, rap_err_t *err)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&status);
    size_t n = 0;

    for (size_t at = 0; at < len && U_SUCCESS(status);) {
        UChar wide[COMPOSE_MAX], form[3 * COMPOSE_MAX];
        char bytes[9 * COMPOSE_MAX];
        int32_t wide_len, form_len, bytes_len;
        size_t source = composed_len(nfc, text, at, len);
        u_strFromUTF8(wide, COMPOSE_MAX, &wide_len, text + at, (int32_t)source, &status);
        form_len = unorm2_normalize(nfc, wide, wide_len, form, 3 * COMPOSE_MAX, &status);
        u_strToUTF8(bytes, sizeof bytes, &bytes_len, form, form_len, &status);
        for (int32_t i = 0; out != NULL && i < bytes_len; i++) {
            out[n + (size_t)i] = bytes[i];
            origin[n + (size_t)i] = (uint32_t)at;
        }
        n += (size_t)bytes_len;
        at += source;
    }
    if (U_FAILURE(status))
        return icu_fail(status, err);
    if (out != NULL)
        origin[n] = (uint32_t)len;
    *ret_len = n;
    return RAP_OK;
}

static rap_code_t no_room(size_t len, rap_err_t *err)
{
    return rap_fail(err, RAP_TOOBIG, "no room to fold %zu bytes of text", len);
}

/* Puts the text in form C, which is in the arena, in place of the text. */
static rap_code_t compose_all(
    const char **text, size_t *len, const uint32_t **ret_origin, rap_arena_t *arena, rap_err_t *err)
{
    size_t form_len;

    RAP_TRY(compose(*text, *len, NULL, NULL, &form_len, err));
    char *form = rap_arena_alloc(arena, form_len + 1);
    uint32_t *origin = rap_arena_array(arena, form_len + 1, sizeof *origin);
    if (form == NULL || origin == NULL)
        return no_room(*len, err);
    RAP_TRY(compose(*text, *len, form, origin, &form_len, err));
    *text = form;
    *len = form_len;
    *ret_origin = origin;
    return RAP_OK;
}

typedef struct fold_out {
    char *text;
    uint32_t *origin;
    size_t len;
    bool bare; /* Latin letters lose their accents */
    bool after_space;
} fold_out_t;

static void put(fold_out_t *out, const char *bytes, size_t len, size_t origin)
{
    for (size_t i = 0; i < len; i++) {
        out->text[out->len + i] = bytes[i];
        out->origin[out->len + i] = (uint32_t)origin;
    }
    out->len += len;
}

/* ---- eight bytes of ASCII at once ---- */

enum { RUN = sizeof(uint64_t) };

/* The byte in each place. */
static uint64_t all(unsigned char byte)
{
    return UINT64_C(0x0101010101010101) * byte;
}

/* The top bit of each byte that is at least `low`, of bytes of ASCII. */
static uint64_t at_least(uint64_t word, unsigned char low)
{
    return (word + all((unsigned char)(0x80 - low))) & all(0x80);
}

/* Do the bytes fold one by one: is there no white space but single blanks, and only ASCII? */
static bool is_run(uint64_t word)
{
    if ((word & all(0x80)) != 0 || at_least(word, ' ') != all(0x80))
        return false;
    uint64_t blank = ~at_least(word ^ all(' '), 1) & all(0x80);
    return (blank & blank << 8) == 0;
}

static uint64_t small_letters(uint64_t word)
{
    return word | (at_least(word, 'A') ^ at_least(word, 'Z' + 1)) >> 2;
}

static void put_run(fold_out_t *out, uint64_t word, size_t origin)
{
    uint32_t *from = out->origin + out->len;

    word = small_letters(word);
    memcpy(out->text + out->len, &word, sizeof word);
    for (uint32_t i = 0; i < RUN; i++)
        from[i] = (uint32_t)origin + i;
    out->len += RUN;
    out->after_space = out->text[out->len - 1] == ' ';
}

/* ---- folding ---- */

static bool is_space(UChar32 c)
{
    return c < 0x80 ? c == ' ' || (c >= '\t' && c <= '\r') : u_isUWhiteSpace(c);
}

/* The character at `at`; behind it. */
static size_t fold_next(const char *text, size_t at, fold_out_t *out)
{
    size_t start = at, n;
    UChar32 c = next_point(text, &at);
    bool letter = c >= 0x80 && (!out->bare || c >= 0x250);
    char bytes[FOLD_MAX];

    if (letter && known_fold(c) == c) {
        put(out, text + start, at - start, start);
        out->after_space = false;
        return at;
    }
    if (is_space(c)) {
        if (!out->after_space)
            put(out, " ", 1, start);
        out->after_space = true;
        return at;
    }
    if (c < 0x80) {
        bytes[0] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
        n = 1;
    } else {
        n = fold_point(c, out->bare, bytes);
    }
    put(out, bytes, n, start);
    if (n > 0)
        out->after_space = false;
    return at;
}

/* As many letters of two bytes as fold to letters of two bytes; behind them. */
static size_t fold_letters(const char *text, size_t at, size_t len, fold_out_t *out)
{
    size_t n = out->len;

    for (; at < len && (unsigned char)text[at] >= 0xc3 && (unsigned char)text[at] <= 0xdb;
         at += 2, n += 2) {
        UChar32 c = ((unsigned char)text[at] & 0x1f) << 6 | ((unsigned char)text[at + 1] & 0x3f);
        UChar32 known = out->bare && c < 0x250 ? 0 : known_fold(c);
        if (known == 0)
            break;
        out->text[n] = (char)(0xc0 | known >> 6);
        out->text[n + 1] = (char)(0x80 | (known & 0x3f));
        out->origin[n] = out->origin[n + 1] = (uint32_t)at;
    }
    out->after_space = out->after_space && n == out->len;
    out->len = n;
    return at;
}

/* As many of the Chinese characters that fold to themselves, U+4E00 to U+9FFF, as there are; behind
 * them. */
static size_t fold_han(const char *text, size_t at, size_t len, fold_out_t *out)
{
    enum { HAN = 3 };
    size_t start = at;

    while (at < len && (unsigned char)text[at] >= 0xe4 && (unsigned char)text[at] <= 0xe9 &&
           ((unsigned char)text[at] > 0xe4 || (unsigned char)text[at + 1] >= 0xb8)) {
        memcpy(out->text + out->len, text + at, HAN);
        for (size_t i = 0; i < HAN; i++)
            out->origin[out->len++] = (uint32_t)at;
        at += HAN;
    }
    out->after_space = out->after_space && at == start;
    return at;
}

static void fold(const char *text, size_t len, fold_out_t *out)
{
    uint64_t word = 0;

    for (size_t at = 0; at < len;) {
        if ((unsigned char)text[at] >= 0x80) {
            size_t behind = fold_han(text, fold_letters(text, at, len, out), len, out);
            at = behind > at ? behind : fold_next(text, at, out);
            continue;
        }
        bool whole = len - at >= RUN && !(out->after_space && text[at] == ' ');
        if (whole)
            memcpy(&word, text + at, sizeof word);
        if (whole && is_run(word)) {
            put_run(out, word, at);
            at += RUN;
        } else {
            at = fold_next(text, at, out);
        }
    }
}

/* How long the folded text can get, and whether it surely is in form C. */
static size_t survey(const char *text, size_t len, bool bare, bool *ret_nfc)
{
    size_t most = len;

    *ret_nfc = true;
    for (size_t at = 0; at < len;) {
        while (at < len && (unsigned char)text[at] < 0x80)
            at++;
        size_t start = at;
        UChar32 c = at < len ? next_point(text, &at) : 0;
        char bytes[FOLD_MAX];
        if (c == 0 || known_fold(c) != 0)
            continue;
        size_t n = fold_point(c, bare, bytes);
        most += n > at - start ? n - (at - start) : 0;
        /* What is dropped need not be composed, unless it makes another letter: madda, hamza. */
        bool dropped = is_invisible(c) && (c < 0x653 || c > 0x655);
        *ret_nfc = *ret_nfc && (dropped || is_surely_nfc_point(c));
    }
    return most;
}

static rap_code_t fold_all(
    const char *text, size_t len, bool bare, rap_arena_t *arena, rap_folded_t *ret, rap_err_t *err)
{
    const uint32_t *from = NULL; /* of each byte of form C */
    bool nfc = true;

    if (len > UINT32_MAX)
        return rap_fail(err, RAP_TOOBIG, "%zu bytes of text are too many to fold", len);
    RAP_TRY(check_utf8(text, len, err));
    size_t most = rap_text_is_ascii(text, len) ? len : survey(text, len, bare, &nfc);
    if (!nfc) {
        RAP_TRY(compose_all(&text, &len, &from, arena, err));
        most = survey(text, len, bare, &nfc);
    }

    fold_out_t out = {.bare = bare,
        .text = rap_arena_alloc(arena, most + 1),
        .origin = rap_arena_array(arena, most + 1, sizeof *out.origin)};
    if (out.text == NULL || out.origin == NULL)
        return no_room(len, err);
    fold(text, len, &out);
    out.text[out.len] = '\0';
    out.origin[out.len] = (uint32_t)len;
    for (size_t i = 0; from != NULL && i <= out.len; i++)
        out.origin[i] = from[out.origin[i]];
    *ret = (rap_folded_t){out.text, out.len, out.origin};
    return RAP_OK;
}

rap_code_t rap_text_fold(
    const char *text, size_t len, rap_arena_t *arena, rap_folded_t *ret, rap_err_t *err)
{
    return fold_all(text, len, false, arena, ret, err);
}

rap_code_t rap_text_fold_bare(
    const char *text, size_t len, rap_arena_t *arena, rap_folded_t *ret, rap_err_t *err)
{
    return fold_all(text, len, true, arena, ret, err);
}
