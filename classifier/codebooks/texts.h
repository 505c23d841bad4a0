/* texts.h - texts that people give: plain, or a JSON object a line. */
#ifndef RAP_CLASSIFIER_CODEBOOKS_TEXTS_H
#define RAP_CLASSIFIER_CODEBOOKS_TEXTS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>

/* Does the file hold JSON, a line each?  Its first byte tells. */
bool texts_are_lines(const rap_buf_t *file);

/* Each text of the file: the whole of a plain one; of lines, `text`, or the texts of their
 * `statements`. */
typedef rap_code_t texts_take_fn(void *arg, const char *text, rap_err_t *err);
rap_code_t texts_each(const char *path, rap_arena_t *arena, texts_take_fn *take, void *arg,
    rap_err_t *err) RAP_CHECKED;

#endif
