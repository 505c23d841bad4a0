/* languages.h - what OCR can read, and which package brings it. */
#ifndef RAP_PARSER_OCR_LANGUAGES_H
#define RAP_PARSER_OCR_LANGUAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct ocr_language {
    const char *code;    /* BCP 47 */
    const char *data;    /* Tesseract's name: eng.traineddata */
    const char *package; /* Debian's */
    bool own_script;     /* else it is written with Latin letters, as English is */
    bool rtl;            /* read from right to left */
} ocr_language_t;

enum { OCR_LANGUAGES = 6, OCR_ENGLISH = 0 };

extern const ocr_language_t ocr_languages[OCR_LANGUAGES];

/* 1 and the index of the language, of which `code` may be a longer form ("zh-Hans"); 0: it is NULL, or none of
 * them. */
uint32_t ocr_language_of(const char *code);

#endif
