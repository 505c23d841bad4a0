/* converters.h - the C library's character converter, loaded before the sandbox forbids it.
 *
 * iconv() loads a module the first time an encoding is asked for, and unloads it when nobody uses
 * it any more; in the sandbox (sandbox.h) no code can be loaded.  Poppler needs UTF-16 for every
 * word of a PDF, so that is held from the start.  All others are left to ICU, by formats/charset.h
 * and, in parts of office files, by libxml2: each that were held would be looked at once more
 * whenever a converter is closed, which is for every word.
 */
#ifndef RAP_PARSER_CONVERTERS_H
#define RAP_PARSER_CONVERTERS_H

typedef struct converters converters_t;

/* A system that has no such converter has none for Poppler, either. */
converters_t *converters_hold(void);
void converters_release(converters_t **self);

#endif
