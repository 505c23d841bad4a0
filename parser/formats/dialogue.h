/* dialogue.h - lines of a text that begin what somebody says: "CHAIR: thank you". */
#ifndef RAP_PARSER_FORMATS_DIALOGUE_H
#define RAP_PARSER_FORMATS_DIALOGUE_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* A few words with capital letters and a colon behind them: how many bytes, else 0. */
size_t dialogue_label(const char *text, size_t len);

/* A time code and nothing else: "00:12:33", "00:00:05.500 --> 00:00:09.000". */
bool dialogue_is_time(const char *text, size_t len);

/* The labels of a text's lines, to find out whether the text is a dialogue: then at least three
 * lines have one, and at least one label comes twice. */
typedef struct dialogue_line {
    const char *text;
    size_t len; /* of the label */
} dialogue_line_t;

/* Sorts them. */
bool dialogue_is(dialogue_line_t *lines, size_t count);

#endif
