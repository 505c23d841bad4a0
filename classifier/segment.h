/* segment.h - a statement's text as sentences.
 *
 * A sentence ends at a full stop, a question or exclamation mark or an ellipsis that is
 * followed by a blank and no small letter, unless an abbreviation or a lone initial stands
 * before it; in Chinese at its own marks.  A paragraph of a few words without such a mark at
 * its end is a heading.
 */
#ifndef RAP_CLASSIFIER_SEGMENT_H
#define RAP_CLASSIFIER_SEGMENT_H

#include "base/text_icu.h"
#include "proto/record.h"

#include <stdbool.h>

enum { SENTENCE_BYTES_MAX = 4000 }; /* a longer one is cut at a blank */

typedef struct sentence {
    uint32_t start, end; /* bytes of the text, without blanks at the ends */
    uint32_t from, to;   /* the same in the folded text */
    uint32_t point;      /* code points of the text before it */
    uint32_t paragraph;  /* counted from 0 */
    bool heading;
} sentence_t;

typedef struct sentences {
    sentence_t *item;
    size_t count;
} sentences_t;

/* By the statement's paragraphs; where it has none, by blank lines.  `folded` is of
 * statement->text.  RAP_TOOBIG past the arena's limit. */
rap_code_t segment_statement(const rap_statement_t *statement, const rap_folded_t *folded,
    rap_arena_t *arena, sentences_t *ret, rap_err_t *err) RAP_CHECKED;

#endif
