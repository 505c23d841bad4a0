/* numbering.h - the numbers of lists as people read them: "3", "c", "iii". */
#ifndef RAP_PARSER_FORMATS_NUMBERING_H
#define RAP_PARSER_FORMATS_NUMBERING_H

#include <stddef.h>

enum { NUMBERING_SIZE = 64, NUMBERING_LEVELS = 9 };

typedef enum numbering {
    NUMBERING_DECIMAL, /* 3            */
    NUMBERING_PADDED,  /* 03           */
    NUMBERING_ORDINAL, /* 3rd          */
    NUMBERING_LOWER,   /* c, aa, bb    */
    NUMBERING_UPPER,
    NUMBERING_LOWER_ROMAN, /* iii */
    NUMBERING_UPPER_ROMAN,
    NUMBERING_LOWER_RUSSIAN, /* в */
    NUMBERING_UPPER_RUSSIAN,
    NUMBERING_ARABIC,  /* ج, in the alphabet's order  */
    NUMBERING_ABJAD,   /* ج, in the order of numerals */
    NUMBERING_CHINESE, /* 三           */
    NUMBERING_CIRCLED, /* ③            */
    NUMBERING_BULLET,  /* nothing      */
    NUMBERING_NONE     /* nothing      */
} numbering_t;

/* Writes the number and a NUL; returns the bytes before it.  What a way of counting does not
 * reach is written in digits. */
size_t numbering_write(numbering_t how, long number, char out[NUMBERING_SIZE]);

#endif
