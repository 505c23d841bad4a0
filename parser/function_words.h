/* function_words.h - the small words that every text of a language is full of.
 *
 * Which of them a text has tells its language; that it has none tells that its letters are no
 * words at all.
 */
#ifndef RAP_PARSER_FUNCTION_WORDS_H
#define RAP_PARSER_FUNCTION_WORDS_H

typedef struct function_words {
    const char *language;     /* BCP 47 */
    const char *const *words; /* in lower case, without accents; NULL-terminated */
} function_words_t;

enum { FUNCTION_WORDS_LATIN = 6 };

/* Of languages that are written with Latin letters. */
extern const function_words_t function_words_latin[FUNCTION_WORDS_LATIN];

/* Of those that are written with Cyrillic ones, and with Arabic ones in Arabic; more than one
 * language's, since each of their scripts is told by its letters. */
extern const char *const function_words_cyrillic[];
extern const char *const function_words_arabic[];

#endif
