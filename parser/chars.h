/* chars.h - what the paragraph engine asks about single characters. */
#ifndef RAP_PARSER_CHARS_H
#define RAP_PARSER_CHARS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CHARS_HYPHEN = 0x2010, CHARS_SOFT_HYPHEN = 0xad, CHARS_BAD = 0xfffd };

/* The code point at *at, which must be before `end`, and past it.  A malformed sequence is
 * CHARS_BAD and one byte long. */
uint32_t chars_next(const char **at, const char *end);

/* The last code point and, if ret_start is not NULL, where it begins; 0 of an empty text. */
uint32_t chars_last(const char *text, size_t len, size_t *ret_start);
uint32_t chars_first(const char *text, size_t len);

/* The superscript of a digit's value, and the value of a superscript; 10 of another character. */
uint32_t chars_superscript(uint32_t digit);
uint32_t chars_superscript_value(uint32_t c);

bool chars_is_space(uint32_t c);      /* any white space, no-break spaces included        */
bool chars_is_wide(uint32_t c);       /* written without spaces between words: Chinese    */
bool chars_is_rtl(uint32_t c);        /* Hebrew, Arabic                                   */
bool chars_is_word(uint32_t c);       /* letter, mark or digit                            */
bool chars_is_invisible(uint32_t c);  /* no ink and no meaning: soft hyphen, zero width,
                                        bidirectional marks, control characters        */
bool chars_ends_sentence(uint32_t c); /* . ! ? : ; and what other scripts use for them */

/* Does the text end with "//", which is no part of "https://"? */
bool chars_ends_in_slashes(const char *text, size_t len);

/* The last code point that is no closing quotation mark, bracket, space or reference digit; '.' for
 * "//", with which Arabic speeches end what is said in one breath. */
uint32_t chars_last_meaning(const char *text, size_t len);

/* Does the text begin like an item of a list: "1. ", "(a) ", "12) ", "- ", a bullet?  Returns
 * the bytes of the marker with its spaces, or 0. */
size_t chars_list_marker(const char *text, size_t len);

/* The same, of markers that say nothing themselves: dashes and bullets, no numbers. */
size_t chars_bullet(const char *text, size_t len);

#endif
