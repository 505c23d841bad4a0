/* language_latin.h - which language words in Latin letters are of: small words, accents and endings
 * vote. */
#ifndef RAP_PARSER_STRUCTURE_LANGUAGE_LATIN_H
#define RAP_PARSER_STRUCTURE_LANGUAGE_LATIN_H

#include <stddef.h>
#include <stdint.h>

enum { LATIN_LANGUAGES = 10, LATIN_VOTE = 60 /* of a word that one language alone has */ };

typedef struct latin_votes {
    uint32_t points[LATIN_LANGUAGES];
    size_t small_words[LATIN_LANGUAGES]; /* how many words are among the language's small ones */
} latin_votes_t;

/* One word: folded and without accents, and as it stands. */
void latin_vote(
    latin_votes_t *self, const char *bare, size_t bare_len, const char *word, size_t len);

/* The two languages with most points, as indices. */
void latin_rank(const latin_votes_t *self, size_t *ret_first, size_t *ret_second);

/* BCP 47 */
const char *latin_language(size_t index);

#endif
