/* lines.h - a document in words: what `rapporteur show` and `quarantine show` say alike. */
#ifndef RAP_CLI_LINES_H
#define RAP_CLI_LINES_H

#include "base/arena.h"
#include "sink/store/store.h"

#include <jansson.h>

/* "  label        text" on a line of its own, safe for a terminal; nothing for NULL. */
void lines_print(const char *label, const char *text, rap_arena_t *arena);

/* Where the document was found, and where its bytes are. */
void lines_captures(const rap_store_document_t *document, rap_arena_t *arena);
json_t *lines_captures_json(const rap_store_document_t *document);

#endif
