/* tree.h - a parsed YAML or JSON text that remembers its lines.
 *
 * Both languages are read into the same tree, so the same field tables check both, and
 * every complaint can name "file:line".  YAML follows the 1.2 core schema: `NO` is a
 * string (Norway), `true` is a boolean, `012` is the number 12; no anchors or aliases, no tags, no
 * duplicate keys, one document a file.
 */
#ifndef RAP_BASE_TREE_H
#define RAP_BASE_TREE_H

#include "base/err.h"

#include <stddef.h>

typedef struct rap_tree rap_tree_t;

enum { RAP_TREE_DEPTH_MAX = 64 };

/* `name` stands before the line in messages and is copied.  RAP_SYNTAX with
 * "name:line: ..." when the text is malformed; an empty text is an empty mapping. */
rap_code_t rap_tree_yaml(
    rap_tree_t **ret, const char *name, const char *text, size_t len, rap_err_t *err) RAP_CHECKED;
rap_code_t rap_tree_json(
    rap_tree_t **ret, const char *name, const char *text, size_t len, rap_err_t *err) RAP_CHECKED;

/* Reads a file of at most `max_bytes`; RAP_NOTFOUND where there is none. */
rap_code_t rap_tree_yaml_file(
    rap_tree_t **ret, const char *path, size_t max_bytes, rap_err_t *err) RAP_CHECKED;

void rap_tree_destroy(rap_tree_t **self);

#endif
