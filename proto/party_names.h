/* party_names.h - a table of names, found in a text by their words: private to parties.c.
 *
 * Names and texts are compared by rap_text_fold_bare() (base/text_icu.h).  The table holds
 * every name and every beginning of one that ends where a word does, so a search from the start
 * of a word stops at the first word that no name goes on with: the time for a text is linear in
 * its length.
 */
#ifndef RAP_PROTO_PARTY_NAMES_H
#define RAP_PROTO_PARTY_NAMES_H

#include "base/arena.h"
#include "base/err.h"
#include "base/field.h"
#include "base/text_icu.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct party_names party_names_t;

enum { PARTY_NONE = -1 }; /* the name means no party */

/* What a name is, and what it asks of the text. */
enum {
    PARTY_ADJECTIVE = 1u << 0,
    PARTY_CAPITAL = 1u << 1,  /* begins with a capital letter */
    PARTY_CAPITALS = 1u << 2, /* has no small letter */
    PARTY_GIVEN = 1u << 3     /* is a given name as well */
};

typedef struct party_name {
    int party; /* as given at the adding */
    unsigned flags;
    size_t end; /* behind the name, in the folded text */
} party_name_t;

party_names_t *party_names_new(void);
void party_names_destroy(party_names_t **self);

/* Adds what the pattern's braces list; "{A}" stands for `endings`.  `scratch` is used and may
 * be reset after.  The same name of the same party twice is one; of two parties RAP_CONFIG. */
rap_code_t party_names_add(party_names_t *self, const char *pattern, int party, unsigned flags,
    const rap_strings_t *endings, rap_arena_t *scratch, rap_err_t *err) RAP_CHECKED;

/* Marks a name that is in the table. */
void party_names_mark(party_names_t *self, const char *name, unsigned flags, rap_arena_t *scratch);

/* Calls back for every name, folded and not NUL-terminated, in no order; it is valid until the next
 * is added. */
typedef void party_names_fn(void *context, const char *name, size_t len, int party, unsigned flags);
void party_names_each(const party_names_t *self, party_names_fn *fn, void *context);

/* The longest name that begins at `start` of a folded text and ends with a word.  With the
 * text's `source`, only among those whose capitals are in it; NULL: whatever its case. */
bool party_names_find(const party_names_t *self, const rap_folded_t *text, const char *source,
    size_t start, party_name_t *ret);

/* An ASCII letter or digit? */
static inline bool party_names_is_ascii_word(char c)
{
    return (unsigned char)((c | 0x20) - 'a') < 26 || (unsigned char)(c - '0') < 10;
}

/* party_names_is_edge() where one of the two bytes is not ASCII. */
bool party_names_is_letters_edge(const rap_folded_t *text, size_t at);

/* Could a word end, or begin, between the bytes before and after `at`?  Here, because it is asked of
 * every byte of a text. */
static inline bool party_names_is_edge(const rap_folded_t *text, size_t at)
{
    if (at == 0 || at >= text->len)
        return true;
    char left = text->text[at - 1], right = text->text[at];
    if ((unsigned char)(left | right) < 0x80) /* nearly always */
        return !party_names_is_ascii_word(left) || !party_names_is_ascii_word(right);
    return party_names_is_letters_edge(text, at);
}

#endif
