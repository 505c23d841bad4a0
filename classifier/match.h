/* match.h - finds some thousands of phrases in one pass over a text.
 *
 * Phrases and texts are folded (base/text_icu.h) and made plain: every byte that is not part of
 * a word is a blank, so hyphens, quotation marks and full stops separate words like blanks do,
 * and a comma leaves two blanks, which no phrase without a comma bridges.  A phrase matches
 * whole words; in Arabic also with what is written together with them (article, prepositions,
 * pronouns, endings of a feminine or a plural), and in scripts without blanks any part of the text.
 *
 *   word*  any ending of the word           ~  any one to three words
 *
 * A phrase is in one set or more, for example one of each language, and a text is searched for those of
 * one.  The phrases of a set are a trie in a double array with tails (Aoe, 1989), entered where a
 * word begins: what a failure link (Aho and Corasick, 1975) would lead to is always such a place.
 * docs/decisions/matching.md has what was compared.
 */
#ifndef RAP_CLASSIFIER_MATCH_H
#define RAP_CLASSIFIER_MATCH_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MATCH_PHRASE_MAX = 200, MATCH_PARTS_MAX = 6, MATCH_GAP_WORDS = 3, MATCH_SETS = 6 };

/* Does a character of a script without blanks between words begin with this byte of folded text? */
static inline bool match_is_character(char c)
{
    return (unsigned char)c >= 0xe3 && (unsigned char)c <= 0xe9;
}

typedef struct match match_t;
typedef struct match_builder match_builder_t;

match_builder_t *match_builder_new(void);
void match_builder_destroy(match_builder_t **self);

/* `phrase` is folded text, and `sets` has a bit for each set that it is put in (1u << 0 and on), none
 * when only its number is wanted.  The same phrase added twice has one number, and is in the sets of both;
 * numbers count from 0.
 * RAP_CONFIG for a phrase that is empty, too long, or begins with a gap. */
rap_code_t match_builder_add(match_builder_t *self, const char *phrase, size_t len, unsigned sets,
    uint32_t *ret_number, rap_err_t *err) RAP_CHECKED;

/* The builder can be destroyed after. */
match_t *match_new(const match_builder_t *builder);
void match_destroy(match_t **self);
size_t match_bytes(const match_t *self); /* of its tables */

typedef struct match_hit {
    uint32_t start, end; /* bytes of the text */
    uint32_t phrase;
} match_hit_t;

typedef struct match_hits {
    match_hit_t *item; /* by `start`, then the longest first */
    size_t count;
} match_hits_t;

/* The plain form of folded text: as long as the text, and behind it a blank and eight NULs, in the
 * arena; NULL past its limit. */
char *match_plain(const char *folded, size_t len, rap_arena_t *arena);

/* All hits of the set's phrases in what match_plain() made, overlapping ones too, in the arena.
 * RAP_TOOBIG past the arena's limit. */
rap_code_t match_scan(const match_t *self, unsigned set, const char *plain, size_t len,
    rap_arena_t *arena, match_hits_t *ret, rap_err_t *err) RAP_CHECKED;

#endif
