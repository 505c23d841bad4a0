/* opt.h - the command line and the sample file, from field tables.
 *
 * A process has one or more tables (what every process takes, what this one takes), each
 * with the struct it fills.  getopt_long reads the line; rows give the names, so --help, the
 * sample file and the check of the configuration cannot disagree with what is read.
 * Booleans take no argument and have a --no-NAME twin; a list may be given more than once.
 */
#ifndef RAP_BASE_OPT_H
#define RAP_BASE_OPT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/field.h"

#include <stdio.h>

typedef struct rap_optset {
    const rap_table_t *table; /* NULL closes a list of sets */
    void *self;
} rap_optset_t;

/* Writes the options that stand on the line and leaves the others as they are.
 * *ret_first is the index of the first operand; options end at the first operand when
 * `stop_at_operand` (subcommands), else they may stand anywhere.  RAP_USAGE with the
 * nearest known option for an unknown one. */
rap_code_t rap_opt_argv(const rap_optset_t *sets, int argc, char **argv, bool stop_at_operand,
    rap_arena_t *arena, int *ret_first, rap_err_t *err) RAP_CHECKED;

/* Writes the options found in the environment as RAPPORTEUR_<TABLE>_<NAME> in capitals. */
rap_code_t rap_opt_environment(
    const rap_optset_t *sets, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

/* One aligned line an option: letters, name, help, default; at most 100 columns. */
void rap_opt_help(const rap_optset_t *sets, FILE *out);

/* The same for a man page: a .TP paragraph an option, in the macros of man(7). */
void rap_opt_man(const rap_optset_t *sets, FILE *out);

/* One paragraph of plain text for a man page: filled, and nothing in it is a request. */
void rap_opt_man_text(const char *text, FILE *out);

/* The table as a commented YAML section: each key with its help above it and its default
 * behind a '#', so that the file can be used as it is. */
void rap_opt_sample(const rap_table_t *table, FILE *out);

#endif
