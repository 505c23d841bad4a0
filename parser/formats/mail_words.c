/* mail_words.c - encoded words in headers (RFC 2047), see mail.h */
#include "parser/formats/charset.h"
#include "parser/formats/mail.h"
#include "parser/glyphs.h"

#include <gmime/gmime.h>
#include <string.h>

enum { CHARSET_MAX = 40, VALUE_MAX = 16 * 1024 };

/* "=?charset?Q?text?=" */
typedef struct word {
    char charset[CHARSET_MAX];
    bool base64;
    const char *text;
    size_t len;
    const char *end; /* behind it */
} word_t;

static bool find_word(const char *at, word_t *ret)
{
    const char *charset = at + 2, *text;
    size_t len;

    if (at[0] != '=' || at[1] != '?')
        return false;
    len = strcspn(charset, "? \t");
    if (len == 0 || len >= sizeof ret->charset || charset[len] != '?' ||
        strchr("QqBb", charset[len + 1]) == NULL || charset[len + 1] == '\0' ||
        charset[len + 2] != '?')
        return false;
    memcpy(ret->charset, charset, len);
    ret->charset[len] = '\0';
    ret->charset[strcspn(ret->charset, "*")] = '\0'; /* a language may follow (RFC 2231) */
    ret->base64 = strchr("Bb", charset[len + 1]) != NULL;
    text = charset + len + 3;
    const char *end = strstr(text, "?=");
    if (end == NULL)
        return false;
    ret->text = text;
    ret->len = (size_t)(end - text);
    ret->end = end + 2;
    return true;
}

/* A word's bytes, in the charset that it names. */
static rap_code_t decode(
    const word_t *word, rap_arena_t *arena, const char **ret, size_t *ret_len, rap_err_t *err)
{
    char *copy = rap_arena_strndup(arena, word->text, word->len);
    char *out = rap_arena_alloc(arena, word->len + 4);
    guint32 save = 0;
    int state = 0;

    if (copy == NULL || out == NULL)
        return growing_full(err);
    for (size_t i = 0; i < word->len && !word->base64; i++)
        if (copy[i] == '_')
            copy[i] = ' ';
    *ret = out;
    *ret_len = word->base64 ? g_mime_encoding_base64_decode_step((const unsigned char *)copy,
                                  word->len, (unsigned char *)out, &state, &save)
                            : g_mime_encoding_quoted_decode_step((const unsigned char *)copy,
                                  word->len, (unsigned char *)out, &state, &save);
    return RAP_OK;
}

static rap_code_t put_word(growing_t *out, const word_t *word, rap_arena_t *arena, rap_err_t *err)
{
    const char *bytes = NULL, *text = NULL;
    size_t len = 0;

    RAP_TRY(decode(word, arena, &bytes, &len, err));
    RAP_TRY(charset_decode(bytes, len, word->charset, arena, &text, &len, err));
    return growing_append(out, arena, text, len) ? RAP_OK : growing_full(err);
}

/* White space between two encoded words is none. */
static rap_code_t put_words(growing_t *out, const char *value, rap_arena_t *arena, rap_err_t *err)
{
    const char *plain = value; /* where what is not put yet begins */
    bool behind = false;       /* an encoded word */
    word_t word;

    for (const char *at = value; *at != '\0';) {
        if (!find_word(at, &word)) {
            at++;
            continue;
        }
        if (!(behind && strspn(plain, " \t\r\n") >= (size_t)(at - plain)) &&
            !growing_append(out, arena, plain, (size_t)(at - plain)))
            return growing_full(err);
        RAP_TRY(put_word(out, &word, arena, err));
        at = plain = word.end;
        behind = true;
    }
    return growing_append(out, arena, plain, strlen(plain)) ? RAP_OK : growing_full(err);
}

rap_code_t mail_words(const char *value, rap_arena_t *arena, const char **ret, rap_err_t *err)
{
    growing_t out = {.size = 1};
    const char *text = NULL;
    size_t len = 0;

    if (strlen(value) > VALUE_MAX)
        value = "";
    RAP_TRY(put_words(&out, value, arena, err));
    *ret = "";
    if (out.count == 0)
        return RAP_OK;
    /* What is not encoded may be in any charset, although it should be in none. */
    RAP_TRY(charset_decode(out.item, out.count, NULL, arena, &text, &len, err));
    RAP_TRY(glyphs_clean(text, len, arena, &text, &len, err));
    *ret = rap_arena_strndup(arena, text, len);
    return *ret != NULL ? RAP_OK : growing_full(err);
}
