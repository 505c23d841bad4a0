/* html_guard.c - see html_guard.h */
#include "parser/formats/html_guard.h"

#include "parser/growing.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

enum { NAMES = 256 };

/* A page that is copied onto itself, what is left out skipped. */
typedef struct guard {
    char *text;
    size_t len, at, out;
    /* How many tags of a name began and did not end, by the name's hash; names that share one only
     * keep end tags that could have gone. */
    uint32_t open[NAMES];
} guard_t;

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The end of the attribute that begins at `at`: its name and, behind a =, its value. */
static size_t attribute_end(const char *text, size_t len, size_t at)
{
    size_t value;

    do /* a name may begin with = */
        at++;
    while (at < len && !is_space(text[at]) && strchr("=>/", text[at]) == NULL);
    for (value = at; value < len && is_space(text[value]);)
        value++;
    if (value == len || text[value] != '=')
        return at;
    for (value++; value < len && is_space(text[value]);)
        value++;
    if (value < len && (text[value] == '"' || text[value] == '\'')) {
        const char *quote = memchr(text + value + 1, text[value], len - value - 1);

        return quote != NULL ? (size_t)(quote - text) + 1 : len;
    }
    while (value < len && !is_space(text[value]) && text[value] != '>')
        value++;
    return value;
}

/* Keeps text[self->at..until), or skips it. */
static void pass(guard_t *self, size_t until, bool keep)
{
    size_t len = until - self->at;

    if (keep) {
        if (self->out != self->at)
            memmove(self->text + self->out, self->text + self->at, len);
        self->out += len;
    }
    self->at = until;
}

/* From a tag's name to behind its >. */
static void pass_tag(guard_t *self)
{
    size_t attributes = 0;

    while (self->at < self->len && self->text[self->at] != '>') {
        size_t at = self->at;

        while (at < self->len && (is_space(self->text[at]) || self->text[at] == '/'))
            at++;
        pass(self, at, attributes <= HTML_ATTRIBUTES_MAX);
        if (at == self->len || self->text[at] == '>')
            break;
        attributes++;
        pass(self, attribute_end(self->text, self->len, at), attributes <= HTML_ATTRIBUTES_MAX);
    }
    if (self->at < self->len)
        pass(self, self->at + 1, true);
}

/* To the end tag of an element in which < begins no tag, or to the end of the page. */
static void pass_raw(guard_t *self, const char *name, size_t name_len)
{
    size_t at = self->at;

    for (; at + name_len + 2 <= self->len; at++)
        if (self->text[at] == '<' && self->text[at + 1] == '/' &&
            strncasecmp(self->text + at + 2, name, name_len) == 0)
            break;
    pass(self, at + name_len + 2 <= self->len ? at : self->len, true);
}

/* The name at `from`: its end, and its place among the counters. */
static size_t name_end(const guard_t *self, size_t from, size_t *ret_slot)
{
    uint32_t hash = 5381;
    size_t to = from;

    for (; to < self->len && isalnum((unsigned char)self->text[to]); to++)
        hash = hash * 33 + (uint32_t)tolower((unsigned char)self->text[to]);
    *ret_slot = hash % NAMES;
    return to;
}

/* An end tag for which libxml2 would search all that is open, and find nothing, is left out. */
static void pass_end(guard_t *self)
{
    size_t slot = 0;

    (void)name_end(self, self->at + 2, &slot);
    const char *end = memchr(self->text + self->at, '>', self->len - self->at);
    pass(self, end != NULL ? (size_t)(end - self->text) + 1 : self->len, self->open[slot] > 0);
    self->open[slot] -= self->open[slot] > 0;
}

static void pass_element(guard_t *self)
{
    static const char *const raw[] = {"script", "style", "textarea", "title", NULL};
    size_t from = self->at + 1, slot = 0, to = name_end(self, from, &slot);

    self->open[slot]++;
    const char *name = NULL;
    for (size_t i = 0; raw[i] != NULL; i++)
        if (strlen(raw[i]) == to - from && strncasecmp(self->text + from, raw[i], to - from) == 0)
            name = raw[i];
    pass(self, to, true);
    pass_tag(self);
    if (name != NULL)
        pass_raw(self, name, strlen(name));
}

static void pass_comment(guard_t *self)
{
    size_t from = self->at + 4;
    const char *end =
        from < self->len ? memmem(self->text + from, self->len - from, "-->", 3) : NULL;

    pass(self, end != NULL ? (size_t)(end - self->text) + 3 : self->len, true);
}

rap_code_t html_guard(const char **text, size_t *len, rap_arena_t *arena, rap_err_t *err)
{
    guard_t self = {.text = rap_arena_strndup(arena, *text, *len), .len = *len};

    if (self.text == NULL)
        return growing_full(err);
    for (char *nul = self.text;
         (nul = memchr(nul, '\0', *len - (size_t)(nul - self.text))) != NULL;)
        *nul = ' ';
    while (self.at < self.len) {
        const char *tag = memchr(self.text + self.at, '<', self.len - self.at);

        pass(&self, tag != NULL ? (size_t)(tag - self.text) : self.len, true);
        size_t left = self.len - self.at;
        if (left >= 4 && memcmp(self.text + self.at, "<!--", 4) == 0)
            pass_comment(&self);
        else if (left >= 2 && isalpha((unsigned char)self.text[self.at + 1]))
            pass_element(&self);
        else if (left >= 3 && self.text[self.at + 1] == '/' &&
                 isalpha((unsigned char)self.text[self.at + 2]))
            pass_end(&self);
        else if (left > 0)
            pass(&self, self.at + 1, true);
    }
    self.text[self.out] = '\0';
    *text = self.text;
    *len = self.out;
    return RAP_OK;
}
