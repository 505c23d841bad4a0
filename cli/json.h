/* json.h - what the reading commands print under --json: the records' own fields, with what
 * the store adds to them.  One object a line on standard output. */
#ifndef RAP_CLI_JSON_H
#define RAP_CLI_JSON_H

#include "base/err.h"
#include "base/field.h"
#include "sink/store/store.h"

#include <jansson.h>

/* A struct by its table as a jansson object, whose reference is the caller's. */
rap_code_t json_of(
    const rap_table_t *table, const void *self, json_t **ret, rap_err_t *err) RAP_CHECKED;

/* Sets `key` to the text, or to null. */
void json_set_text(json_t *object, const char *key, const char *text);

/* Sets what the store knows of the document that the position is of. */
void json_set_document(json_t *position, const rap_store_position_t *row);

/* Sets what a person said of the position that the object is; all null: it is the machine's. */
void json_set_reviewed(json_t *position, const rap_store_reviewed_t *reviewed);

/* Prints the object on a line of its own, in the order its keys were set; the reference is
 * taken. */
void json_print(json_t *object);

#endif
