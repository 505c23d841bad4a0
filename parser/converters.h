/* converters.h - the C library's character converters, loaded before the sandbox forbids it.
 *
 * iconv() loads a module the first time an encoding is asked for, and unloads it when nobody uses
 * it any more.  Poppler needs UTF-16 for every word of a PDF, GMime and libxml2 what messages and
 * pages declare; in the sandbox (sandbox.h) no code can be loaded, so what may be asked for is
 * held from the start.
 */
#ifndef RAP_PARSER_CONVERTERS_H
#define RAP_PARSER_CONVERTERS_H

typedef struct converters converters_t;

/* One that this system has not is left out, and then is unknown to its users, too. */
converters_t *converters_hold(void);
void converters_release(converters_t **self);

#endif
