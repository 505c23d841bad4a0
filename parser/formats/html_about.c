/* html_about.c - see html_about.h */
#include "parser/formats/html_about.h"
#include "base/text.h"

#include "parser/chars.h"
#include "parser/glyphs.h"

#include <string.h>
#include <strings.h>

/* A value of the page's metadata, cleaned, unless there is one already or it is empty. */
static rap_code_t set(
    const char **value, const char *text, size_t text_len, rap_arena_t *arena, rap_err_t *err)
{
    const char *clean = rap_arena_strndup(arena, text, text_len);
    size_t len = 0;

    if (clean == NULL)
        return growing_full(err);
    RAP_TRY(glyphs_clean(clean, text_len, arena, &clean, &len, err));
    if (*value == NULL && len > 0)
        *value = clean;
    return RAP_OK;
}

static rap_code_t set_text(const char **value, const char *text, rap_arena_t *arena, rap_err_t *err)
{
    return text != NULL ? set(value, text, strlen(text), arena, err) : RAP_OK;
}

/* "5; url=other.html": only what goes on by itself within seconds is no page of its own. */
static rap_code_t set_refresh(
    html_meta_t *self, const char *content, rap_arena_t *arena, rap_err_t *err)
{
    const char *address = content != NULL ? strcasestr(content, "url=") : NULL;

    if (address == NULL)
        return RAP_OK;
    address += 4;
    address += strspn(address, "'\" ");
    return set(&self->refresh, address, strcspn(address, "'\""), arena, err);
}

static rap_code_t take_meta(
    html_meta_t *self, const html_about_t *about, rap_arena_t *arena, rap_err_t *err)
{
    const struct {
        const char *name;
        const char **value;
    } known[] = {
        {"og:title", &self->title},
        {"dc.title", &self->title},
        {"author", &self->author},
        {"dc.creator", &self->author},
        {"article:published_time", &self->date},
        {"date", &self->date},
        {"dc.date", &self->date},
        {"dc.date.issued", &self->date},
        {"dcterms.date", &self->date},
        {"dcterms.issued", &self->date},
        {"dcterms.created", &self->date},
        {"datepublished", &self->date},
        {"pubdate", &self->date},
        {"dc.language", &self->language},
        {"content-language", &self->language},
    };

    for (size_t k = 0; k < HTML_ABOUT_KEYS; k++) {
        const char *name = about->key[k];

        for (size_t i = 0; name != NULL && i < sizeof known / sizeof *known; i++)
            if (strcasecmp(name, known[i].name) == 0)
                RAP_TRY(set_text(known[i].value, about->content, arena, err));
        if (name != NULL && strcasecmp(name, "refresh") == 0)
            RAP_TRY(set_refresh(self, about->content, arena, err));
    }
    return RAP_OK;
}

rap_code_t html_about_element(
    html_meta_t *self, const html_about_t *about, rap_arena_t *arena, rap_err_t *err)
{
    if ((about->traits & HTML_META) != 0)
        return take_meta(self, about, arena, err);
    if ((about->traits & HTML_FRAMES) != 0 && about->src != NULL) {
        self->frame = NULL;
        return set_text(&self->frame, about->src, arena, err);
    }
    if (strcasecmp(about->element, "time") == 0)
        return set_text(&self->date, about->datetime, arena, err);
    if ((about->traits & HTML_BODY) != 0 && strcasecmp(about->element, "html") == 0)
        return set_text(&self->language, about->language, arena, err);
    return RAP_OK;
}

/* -- JSON-LD ---------------------------------------------------------------------------- */

static unsigned hex(const char *at)
{
    static const char digits[] = "0123456789abcdef";
    unsigned value = 0;

    for (size_t i = 0; i < 4; i++) {
        const char *digit = strchr(digits, at[i] | 0x20);

        if (at[i] == '\0' || digit == NULL)
            return 0;
        value = value * 16 + (unsigned)(digit - digits);
    }
    return value;
}

/* What stands behind a backslash at *at, appended at `out`. */
static size_t unescape(const char **at, const char *end, char *out)
{
    static const char names[] = "nrtbf", means[] = "\n\n   ";
    char c = *(*at)++;
    const char *name = c != '\0' ? strchr(names, c) : NULL;

    if (c != 'u') {
        *out = name != NULL ? means[name - names] : c;
        return 1;
    }
    if (end - *at < 4)
        return 0;
    uint32_t point = hex(*at);
    *at += 4;
    if (point >= 0xd800 && point < 0xdc00 && end - *at >= 6 && (*at)[0] == '\\' &&
        (*at)[1] == 'u') {
        uint32_t low = hex(*at + 2);

        if (low >= 0xdc00 && low < 0xe000) {
            *at += 6;
            return rap_text_put(out, 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00));
        }
    }
    if (point == 0 || (point >= 0xd800 && point < 0xe000))
        return 0;
    return rap_text_put(out, point);
}

/* The string behind the colon at `at`, without its escapes; 0 bytes of anything else. */
static size_t read_string(const char *at, const char *end, char *out)
{
    size_t n = 0;

    while (at < end && strchr(" \t\r\n:", *at) != NULL)
        at++;
    if (at == end || *at != '"')
        return 0;
    for (at++; at < end && *at != '"';) {
        char c = *at++;

        if (c != '\\')
            out[n++] = c;
        else if (at < end)
            n += unescape(&at, end, out + n);
    }
    return n;
}

/* Sites write JSON-LD by templates, and often not well: so the one string is looked for. */
static rap_code_t take_article(
    html_meta_t *self, const char *text, size_t len, rap_arena_t *arena, rap_err_t *err)
{
    static const char key[] = "\"articleBody\"";
    const char *at = text, *end = text + len;
    char *out = NULL;

    while ((at = memmem(at, (size_t)(end - at), key, sizeof key - 1)) != NULL) {
        at += sizeof key - 1;
        if (out == NULL && (out = rap_arena_alloc(arena, len + 1)) == NULL)
            return growing_full(err);
        size_t found = read_string(at, end, out);
        at += found; /* the string is at least as long as what it says */
        if (found <= self->article_len)
            continue;
        self->article = rap_arena_strndup(arena, out, found);
        self->article_len = found;
        if (self->article == NULL)
            return growing_full(err);
    }
    return RAP_OK;
}

rap_code_t html_about_text(html_meta_t *self, uint32_t traits, const char *text, size_t len,
    rap_arena_t *arena, rap_err_t *err)
{
    if ((traits & HTML_TITLE) != 0)
        return set(&self->window, text, len, arena, err);
    return take_article(self, text, len, arena, err);
}
