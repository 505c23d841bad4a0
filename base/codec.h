/* codec.h - structs from trees and JSON, and back, by field tables (base/field.h).
 *
 * All that is decoded lives in the arena given; a failure leaves *self as it was, a success
 * sets all of it (members without a row become 0).  A table has at most 64 rows.  Texts
 * say where: "rapporteur.yaml:12: parser.slots: 900 is more than 64" for a file (with the
 * nearest known key for an unknown one: "unknown key 'slotz'; did you mean 'slots'?"),
 * "envelope: 'fetched_at' is missing" for a message.  Codes: RAP_SYNTAX for malformed text,
 * RAP_CONFIG for a tree that does not fit its table, RAP_SCHEMA for a message that does not,
 * RAP_TOOBIG when the arena's limit is reached, by what is decoded or by the values that it is
 * decoded from, which are gone after.
 */
#ifndef RAP_BASE_CODEC_H
#define RAP_BASE_CODEC_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/field.h"
#include "base/tree.h"

/* The whole tree is one struct. */
rap_code_t rap_codec_tree(const rap_table_t *table, void *self, const rap_tree_t *tree,
    rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

/* The mapping under the tree's top key `section` is one struct; an absent section gives the
 * defaults. */
rap_code_t rap_codec_section(const rap_table_t *table, void *self, const rap_tree_t *tree,
    const char *section, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

/* Only the defaults. */
rap_code_t rap_codec_presets(
    const rap_table_t *table, void *self, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

/* One JSON object that came in a message.  Duplicate keys and bytes after the object are
 * RAP_SYNTAX. */
rap_code_t rap_codec_read(const rap_table_t *table, void *self, const char *json, size_t len,
    rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

/* Appends one line of JSON without a line end: keys in table order, absent strings and
 * optional structs left out (RAP_KEEP_NULL writes null), empty lists written as [].
 * RAP_SCHEMA when a string is not UTF-8. */
rap_code_t rap_codec_write(
    const rap_table_t *table, const void *self, rap_buf_t *out, rap_err_t *err) RAP_CHECKED;

/* Are all strings and lists as long as a reader by this table takes them?  RAP_TOOBIG: "record:
 * statements: 1025 items are more than 1024". */
rap_code_t rap_codec_fits(const rap_table_t *table, const void *self, rap_err_t *err) RAP_CHECKED;

/* One scalar or a comma-separated list from a person's text ("30s", "64M", "yes", "a,b"),
 * by the field's row; used for presets, the environment and the command line. */
rap_code_t rap_codec_text(const rap_field_t *field, void *self, const char *text,
    rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

/* The word in the NULL-terminated `words` that `word` most probably meant, or NULL. */
const char *rap_codec_nearest(const char *word, const char *const *words);

#endif
