/* wording.h - words by which criticism is told from other speech, in groups: data/lexica/criticism.yaml. */
#ifndef RAP_CLASSIFIER_CRITICISM_WORDING_H
#define RAP_CLASSIFIER_CRITICISM_WORDING_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WORDING_GROUPS_MAX = 48 };

typedef struct wording wording_t;

/* RAP_CONFIG names the file and what does not fit: unknown keys, a phrase that is empty or stands in two
 * groups. */
rap_code_t wording_open(wording_t **ret, const char *path, rap_err_t *err) RAP_CHECKED;
void wording_destroy(wording_t **self);

const char *wording_name(const wording_t *self); /* "criticism@1.0.0" */
size_t wording_groups(const wording_t *self);
bool wording_is_against(const wording_t *self, size_t group); /* does it speak ill of something? */

/* How many phrases of each group stand in what match_plain() made, those that overlap once; `arena` is
 * for what is found on the way. */
rap_code_t wording_count(const wording_t *self, const char *plain, size_t len, rap_arena_t *arena,
    uint32_t ret_count[WORDING_GROUPS_MAX], rap_err_t *err) RAP_CHECKED;

#endif
