/* tool.h - rapporteur-codebook: what people do with a codebook beside editing it.
 *
 * A part of the command is a row of tool.c's table and a file: check.c, show.c, diff.c, explain.c.
 */
#ifndef RAP_CLASSIFIER_CODEBOOKS_TOOL_H
#define RAP_CLASSIFIER_CODEBOOKS_TOOL_H

#include "classifier/codebook_file.h"
#include "proto/home.h"

#include <stdbool.h>

enum { TOOL_PROBLEM = 2 }; /* exit code: it found something */

typedef struct tool_options {
    const char *home, *codebook, *model, *body, *language, *party;
    bool json, help;
} tool_options_t;

typedef struct tool {
    tool_options_t options;
    rap_arena_t *arena;
    int operands;
    char **operand;
    int exit;
} tool_t;

/* The whole of the program: its exit code. */
int tool_main(int argc, char **argv);

/* The home whose data files come first, in `room`; NULL: none was named. */
rap_code_t tool_home(
    const tool_t *self, rap_home_t *room, const rap_home_t **ret, rap_err_t *err) RAP_CHECKED;

/* Where a codebook is that was named by its id or its file, into `out` of RAP_PATH_MAX bytes. */
rap_code_t tool_find(const tool_t *self, const char *word, char *out, rap_err_t *err) RAP_CHECKED;

/* The codebook so named as it stands in its file, after all checks that the classifier makes. */
rap_code_t tool_read(
    const tool_t *self, const char *word, file_codebook_t *ret, rap_err_t *err) RAP_CHECKED;

/* Prints the struct as a line of JSON. */
rap_code_t tool_print(const rap_table_t *table, const void *object, rap_err_t *err) RAP_CHECKED;

/* The words of an issue in a part of it, by codebook_role_t. */
const file_words_t *tool_words(const file_issue_t *issue, codebook_role_t role);
enum { TOOL_ROLES = ROLE_GRIEVANCE + 1 };

rap_code_t check_run(tool_t *self, rap_err_t *err) RAP_CHECKED;
rap_code_t show_run(tool_t *self, rap_err_t *err) RAP_CHECKED;
rap_code_t diff_run(tool_t *self, rap_err_t *err) RAP_CHECKED;
rap_code_t explain_run(tool_t *self, rap_err_t *err) RAP_CHECKED;

#endif
