/* party_parts.c - see party_parts.h */
#include "proto/party_parts.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* clang-format off */
static const struct {
    const char *name;      /* folded; the end of one */
    const char *before[6]; /* beginnings of the word just before it that make it another's */
    const char *behind[3]; /* the same just behind it */
} parts[] = {
    {"korea", {"dem", "peop", "peup", "popul"}, {"dem", "peop"}},
    {"coree", {"dem", "peup", "popul"}, {"dem", "popul"}},
    {"corea", {"dem", "popul"}, {"dem", "popul"}},
    {"корея", {"дем", "народ"}, {"дем", "народ"}},
    {"кореи", {"дем", "народ"}, {"дем", "народ"}},
    {"congo", {"dem"}, {"dem"}},
    {"конго", {"дем"}, {"дем"}},
    {"guinea", {"equa", "ecua", "papu", "papa", "new", "nueva"}, {"bis"}},
    {"guinee", {"equa", "papou", "nouv"}, {"bis"}},
    {"гвинея", {"эква", "папу", "нов"}, {"бис"}},
    {"гвинеи", {"эква", "папу", "нов"}, {"бис"}},
    {"غينيا", {NULL}, {"بيساو"}},
    {"sudan", {"sout"}, {"del sur"}},
    {"soudan", {"sud"}, {"du sud"}},
    {"судан", {"южн"}, {NULL}},
    {"судана", {"южн"}, {NULL}},
    {"dominica", {NULL}, {"rep"}},
    {"ireland", {"nort"}, {NULL}},
};
/* clang-format on */

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || ((unsigned char)c & 0x80) != 0;
}

static bool begins_with_any(const char *at, size_t left, const char *const *beginnings, size_t max)
{
    for (size_t i = 0; i < max && beginnings[i] != NULL; i++) {
        size_t len = strlen(beginnings[i]);
        if (len <= left && memcmp(at, beginnings[i], len) == 0)
            return true;
    }
    return false;
}

/* The word before, or the one before "People's". */
static bool is_before(const rap_folded_t *text, size_t start, const char *const *words, size_t max)
{
    size_t at = start, end;
    do {
        while (at > 0 && strchr(" -'", text->text[at - 1]) != NULL)
            at--;
        end = at;
        while (at > 0 && is_word_byte(text->text[at - 1]))
            at--;
    } while (end - at == 1);
    return begins_with_any(text->text + at, end - at, words, max);
}

/* A comma parts the names of a list. */
static bool is_behind(const rap_folded_t *text, size_t end, const char *const *words, size_t max)
{
    size_t at = end;
    while (at < text->len && strchr(" -(", text->text[at]) != NULL)
        at++;
    return at > end && begins_with_any(text->text + at, text->len - at, words, max);
}

bool party_parts_is_left(const rap_folded_t *text, size_t start, size_t end)
{
    for (size_t i = 0; i < COUNT(parts); i++) {
        size_t len = strlen(parts[i].name);
        if (end - start < len || memcmp(text->text + end - len, parts[i].name, len) != 0)
            continue;
        if (is_before(text, start, parts[i].before, COUNT(parts[i].before)) ||
            is_behind(text, end, parts[i].behind, COUNT(parts[i].behind)))
            return true;
    }
    return false;
}
