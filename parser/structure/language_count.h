/* language_count.h - what the words of a text say of its language, counted: private to language.c and
 * language_set.c. */
#ifndef RAP_PARSER_STRUCTURE_LANGUAGE_COUNT_H
#define RAP_PARSER_STRUCTURE_LANGUAGE_COUNT_H

#include "parser/structure/language_latin.h"
#include "parser/structure/passage.h"

#include <stdbool.h>
#include <stddef.h>

enum { LANGUAGE_WORDS_MAX = 6000 /* of a long text, from its start */ };

typedef enum script {
    LATIN,
    CYRILLIC,
    ARABIC,
    HAN,
    KANA,
    HANGUL,
    GREEK,
    HEBREW,
    ARMENIAN,
    GEORGIAN,
    THAI,
    DEVANAGARI,
    OTHER,
    SCRIPTS
} script_t;

/* Words with letters or of a kind that the language named lacks, or alone has. */
typedef enum trait {
    UKRAINIAN,
    BELARUSIAN,
    KAZAKH,
    SERBIAN,
    BULGARIAN, /* a small word of Bulgarian that Russian lacks */
    RUSSIAN,   /* letters that Ukrainian, Bulgarian and Serbian lack */
    PERSIAN,   /* and Urdu */
    URDU,
    PASHTO,
    ARTICLE, /* Arabic: "ال", also behind a preposition */
    TRAITS
} trait_t;

typedef struct language_count {
    size_t words[SCRIPTS]; /* of those written without spaces: characters */
    size_t trait[TRAITS];
    latin_votes_t votes;
} language_count_t;

/* Of the tokens in `within` at most `most`, from its start. */
language_count_t language_count(const passage_t *passage, span_t within, size_t most);

void language_count_add(language_count_t *self, const language_count_t *more);

/* language_guess() of what was counted. */
const char *language_guess_of(const language_count_t *count, bool *ret_sure);

/* Do the letters form no words? */
bool language_is_garbage(const language_count_t *count);

#endif
