/* text_icu.c - see text_icu.h */
#include "base/text_icu.h"

#include <stdbool.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "base/text.h"

enum { FOLD_MAX = 16 }; /* bytes of one folded code point: three of at most four, and spare */

/* The code point at *at of well-formed UTF-8; *at moves behind it. */
static UChar32 next_point(const char *text, size_t *at)
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

/* Is a text surely in form C?  Without marks that combine and without characters that form C
 * replaces, it is; that settles nearly every text without a copy in UTF-16. */
static bool is_surely_nfc(const char *text, size_t len)
{
    for (size_t at = 0; at < len;) {
        UChar32 c = next_point(text, &at);
        /* Nothing below U+0300 combines or is replaced. */
        if (c >= 0x300 && (u_getIntPropertyValue(c, UCHAR_NFC_QUICK_CHECK) != UNORM_YES ||
                              u_getCombiningClass(c) != 0))
            return false;
    }
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
    if (c == 0x622 || c == 0x623 || c == 0x625 || c == 0x671)
        return 0x627;
    if (c == 0x401 || c == 0x451) /* Russian is written with or without the dots of yo */
        return 0x435;
    if (c == 0x130) /* its full folding leaves a combining dot behind: TÜRKİYE is türkiye */
        return 'i';
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
    if (plain != 0) {
        ret[0] = plain;
        return 1;
    }

    UChar source[2], folded[8];
    UErrorCode status = U_ZERO_ERROR;
    int32_t n = 0, folded_len, ret_len = 0;
    U16_APPEND_UNSAFE(source, n, c);
    folded_len = u_strFoldCase(folded, 8, source, n, U_FOLD_CASE_DEFAULT, &status);
    u_strToUTF8(ret, FOLD_MAX, &ret_len, folded, folded_len, &status);
    return U_FAILURE(status) ? 0 : (size_t)ret_len;
}

typedef struct fold_out {
    char *text; /* NULL while only the length is wanted */
    uint32_t *origin;
    size_t len;
    bool bare; /* Latin letters lose their accents */
    bool after_space;
} fold_out_t;

static void put(fold_out_t *out, const char *bytes, size_t len, size_t origin)
{
    for (size_t i = 0; out->text != NULL && i < len; i++) {
        out->text[out->len + i] = bytes[i];
        out->origin[out->len + i] = (uint32_t)origin;
    }
    out->len += len;
}

static void fold(const char *text, size_t len, fold_out_t *out)
{
    for (size_t at = 0; at < len;) {
        size_t start = at;
        UChar32 c = next_point(text, &at);
        char bytes[FOLD_MAX];
        if (c < 0x80 ? c == ' ' || (c >= '\t' && c <= '\r') : u_isUWhiteSpace(c)) {
            if (!out->after_space)
                put(out, " ", 1, start);
            out->after_space = true;
            continue;
        }
        size_t n = 1;
        if (c < 0x80)
            bytes[0] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
        else
            n = fold_point(c, out->bare, bytes);
        put(out, bytes, n, start);
        if (n > 0)
            out->after_space = false;
    }
}

static bool is_ascii(const char *text, size_t len)
{
    unsigned char all = 0;

    for (size_t i = 0; i < len; i++)
        all |= (unsigned char)text[i];
    return all < 0x80;
}

static rap_code_t fold_all(
    const char *text, size_t len, bool bare, rap_arena_t *arena, rap_folded_t *ret, rap_err_t *err)
{
    if (len > UINT32_MAX)
        return rap_fail(err, RAP_TOOBIG, "%zu bytes of text are too many to fold", len);
    RAP_TRY(check_utf8(text, len, err));
    /* Twice, because a folded text can be longer, and three times the room is too much; but ASCII
     * stays as long as it is. */
    fold_out_t out = {.bare = bare, .len = len};
    if (!is_ascii(text, len)) {
        out.len = 0;
        fold(text, len, &out);
    }
    size_t folded_len = out.len;
    out = (fold_out_t){.bare = bare,
        .text = rap_arena_alloc(arena, folded_len + 1),
        .origin = rap_arena_array(arena, folded_len + 1, sizeof *out.origin)};
    if (out.text == NULL || out.origin == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room to fold %zu bytes of text", len);
    fold(text, len, &out);
    out.text[out.len] = '\0';
    out.origin[out.len] = (uint32_t)len;
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
