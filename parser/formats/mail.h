/* mail.h - the parts of an e-mail, taken apart by GMime.
 *
 * GMime is asked for structure and transfer encodings only.  Charsets are left to charset.h:
 * what GMime converts them with is loaded from the disk when it is needed, which the process
 * that reads documents may not do.
 */
#ifndef RAP_PARSER_FORMATS_MAIL_H
#define RAP_PARSER_FORMATS_MAIL_H

#include "parser/growing.h"

#include <stdbool.h>

typedef struct mail_part {
    const char *type;    /* "text/html", lower case                   */
    const char *charset; /* as declared, NULL: it is not            */
    const char *name;    /* the file's, for messages; NULL: it has none */
    const char *bytes;   /* decoded, NUL-terminated */
    size_t len;
    bool attached; /* meant to be opened, not to be read in its place           */
    bool spare;    /* a text that a richer one says too                         */
} mail_part_t;

typedef struct mail {
    const char *subject, *from, *date; /* UTF-8, clean; the date ISO 8601.  NULL: not said */
    growing_t part;                    /* mail_part_t, in order */
    bool encrypted;                    /* in whole or in part */
} mail_t;

/* Everything in *ret is in the arena; `bytes` are borrowed for the call.  RAP_TOOBIG of more parts
 * or lines than any message has, RAP_SYNTAX of what is none. */
rap_code_t mail_read(
    const char *bytes, size_t len, rap_arena_t *arena, mail_t *ret, rap_err_t *err) RAP_CHECKED;

/* The text of a header's value with its encoded words (RFC 2047) decoded, clean; "" when nothing
 * is left. */
rap_code_t mail_words(
    const char *value, rap_arena_t *arena, const char **ret, rap_err_t *err) RAP_CHECKED;

#endif
