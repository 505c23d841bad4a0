/* languages.c - see languages.h */
#include "parser/ocr/languages.h"

#include <string.h>

const ocr_language_t ocr_languages[OCR_LANGUAGES] = {
    [OCR_ENGLISH] = {"en", "eng", "tesseract-ocr-eng", false, false},
    {"ru", "rus", "tesseract-ocr-rus", true, false},
    {"ar", "ara", "tesseract-ocr-ara", true, true},
    {"zh", "chi_sim", "tesseract-ocr-chi-sim", true, false},
    {"fr", "fra", "tesseract-ocr-fra", false, false},
    {"es", "spa", "tesseract-ocr-spa", false, false},
};

uint32_t ocr_language_of(const char *code)
{
    for (uint32_t i = 0; code != NULL && i < OCR_LANGUAGES; i++) {
        size_t len = strlen(ocr_languages[i].code);

        if (strncmp(code, ocr_languages[i].code, len) == 0 &&
            (code[len] == '\0' || code[len] == '-'))
            return i + 1;
    }
    return 0;
}
