/* codec_private.h - what the three parts of the codec share.
 *
 * codec_text.c judges single values and people's texts, codec_read.c walks trees and
 * messages, codec_write.c writes JSON.  A judgement that fails says RAP_CONFIG with the bare
 * complaint ("900 is more than 64"); who knows the place puts it in front.
 */
#ifndef RAP_BASE_CODEC_PRIVATE_H
#define RAP_BASE_CODEC_PRIVATE_H

#include "base/codec.h"

/* The member that the row describes. */
static inline void *rap_codec_at(const rap_field_t *field, void *self)
{
    return (char *)self + field->offset;
}

static inline const void *rap_codec_at_const(const rap_field_t *field, const void *self)
{
    return (const char *)self + field->offset;
}

/* Bounds of INT, BYTES and TIME; of REAL; of a string's bytes; of a list's items. */
rap_code_t rap_codec_check_int(const rap_field_t *field, int64_t value, rap_err_t *err) RAP_CHECKED;
rap_code_t rap_codec_check_real(const rap_field_t *field, double value, rap_err_t *err) RAP_CHECKED;
rap_code_t rap_codec_check_len(const rap_field_t *field, size_t len, rap_err_t *err) RAP_CHECKED;
rap_code_t rap_codec_check_count(
    const rap_field_t *field, size_t count, rap_err_t *err) RAP_CHECKED;

/* The longest text that stands in a list, and where the row says nothing, alone. */
enum { RAP_CODEC_TEXT_MAX = 64 * 1024 };

/* "64M" by a BYTES row, "30s" by a TIME row; a bare number is bytes or ms. */
rap_code_t rap_codec_parse_unit(
    const rap_field_t *field, const char *text, int64_t *ret, rap_err_t *err) RAP_CHECKED;

/* yes, no, true, false, on, off, 1, 0 */
rap_code_t rap_codec_parse_bool(const char *text, bool *ret, rap_err_t *err) RAP_CHECKED;

/* The index of `word` among the row's choices. */
rap_code_t rap_codec_parse_choice(
    const rap_field_t *field, const char *word, int *ret, rap_err_t *err) RAP_CHECKED;

/* Into the arena, or RAP_TOOBIG. */
rap_code_t rap_codec_copy(
    rap_arena_t *arena, const char *text, size_t len, const char **ret, rap_err_t *err) RAP_CHECKED;
rap_code_t rap_codec_alloc(
    rap_arena_t *arena, size_t count, size_t size, void **ret, rap_err_t *err) RAP_CHECKED;

/* One row's default, written into a zeroed struct. */
rap_code_t rap_codec_preset(
    const rap_field_t *field, void *self, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

/* rap_codec_nearest() among a table's keys. */
const char *rap_codec_nearest_key(const char *key, const rap_table_t *table);

#endif
