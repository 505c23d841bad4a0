/* body_symbols.c - bodies by the symbols of their documents; see bodies.h */
#include <ctype.h>
#include <string.h>

#include "parser/structure/bodies_private.h"

enum { DIGITS_MAX = 5 };

static bool is_word_byte(char c)
{
    return isalnum((unsigned char)c) || ((unsigned char)c & 0x80) != 0;
}

/* Digits at *at: their number, 0 for none; *at moves behind them. */
static long read_number(const char *text, size_t *at)
{
    long number = 0;
    size_t start = *at;
    for (; isdigit((unsigned char)text[*at]) && *at - start < DIGITS_MAX; (*at)++)
        number = 10 * number + (text[*at] - '0');
    return isdigit((unsigned char)text[*at]) ? 0 : number;
}

/* Is the pattern's symbol at this place of the folded text?  It may go on behind a slash. */
static bool match_at(const char *text, size_t at, const char *pattern, body_symbol_t *ret)
{
    static const struct {
        const char *name;
        size_t len;
    } parts[] = {{"{session}", 9}, {"{meeting}", 9}, {"{year}", 6}};
    long number[] = {0, 0, 0};
    size_t end = at;
    while (*pattern != '\0') {
        size_t part = 0;
        while (part < 3 && strncmp(pattern, parts[part].name, parts[part].len) != 0)
            part++;
        if (part < 3) {
            number[part] = read_number(text, &end);
            if (number[part] == 0)
                return false;
            pattern += parts[part].len;
        } else if (text[end++] != *pattern++) {
            return false;
        }
    }
    if (is_word_byte(text[end]))
        return false;
    *ret = (body_symbol_t){.session = number[0], .meeting = number[1], .span = {at, end}};
    return true;
}

static bool match_body(const body_t *body, const char *text, size_t at, body_symbol_t *ret)
{
    for (size_t i = 0; i < body->symbols.count; i++) {
        if (match_at(text, at, body->symbols.item[i], ret)) {
            ret->body = body;
            return true;
        }
    }
    return false;
}

bool bodies_find_symbol(const bodies_t *self, const passage_t *text, body_symbol_t *ret)
{
    const rap_array_t *bodies = &self->file.bodies;
    const body_t *body = bodies->item;
    const char *folded = text->folded.text;
    for (const char *slash = strchr(folded, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        size_t at = (size_t)(slash - folded);
        while (at > 0 && isalnum((unsigned char)folded[at - 1]))
            at--;
        if (at > 0 && (folded[at - 1] == '/' || folded[at - 1] == '.'))
            continue; /* the symbol began before */
        for (size_t i = 0; i < bodies->count; i++)
            if (match_body(&body[i], folded, at, ret))
                return true;
    }
    return false;
}
