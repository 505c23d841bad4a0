/* cases.h - what the parts of `rapporteur quarantine` share. */
#ifndef RAP_CLI_CASES_H
#define RAP_CLI_CASES_H

#include "cli/command.h"
#include "cli/options.h"
#include "sink/store/store.h"

#include <jansson.h>

extern const struct command cli_quarantine_list, cli_quarantine_show, cli_quarantine_retry,
    cli_quarantine_edit, cli_quarantine_drop;

/* Which cases. */
enum { CASES_OPEN, CASES_DROPPED, CASES_ANY };
extern const char *const cases_state_names[]; /* open dropped any */

struct case_options {
    const char *stage, *reason, *source, *since, *version;
    int state; /* CASES_* */
    int64_t limit;
};

/* Rows of a table whose struct has them as its member `cases`. */
/* clang-format off */
#define CASE_TEXT(type, member, what, text) \
    OPTION_TEXT(#member, offsetof(type, cases.member), what, text)
#define CASE_FIELDS(type) \
    CASE_TEXT(type, stage, "NAME", "only what failed in this stage: fetcher, parser, classifier, sink"), \
    CASE_TEXT(type, reason, "WORD", "only with this reason: crashed, timeout, no_text, ..."), \
    CASE_TEXT(type, source, "ID", "only what came from this source"), \
    CASE_TEXT(type, since, "DATE", "only what failed (last) on this day, 2024-03-08, or later"), \
    CASE_TEXT(type, version, "VERSION", "only what this program failed on: parser@0.1.0, or 0.1.0"), \
    {.name = "state", .kind = RAP_KIND_CHOICE, .offset = offsetof(type, cases.state), \
        .choices = cases_state_names, .preset = "open", .meta = "WORD", \
        .help = "open cases, dropped ones, or any"}, \
    OPTION_LIMIT(offsetof(type, cases.limit), "at most so many (0: all)")
/* clang-format on */

/* Checks them.  RAP_USAGE. */
rap_code_t cases_filter(
    const struct case_options *options, rap_store_case_filter_t *ret, rap_err_t *err) RAP_CHECKED;

/* The ids of the documents that the operands name, in the arena: one for each. */
rap_code_t cases_named(
    const struct cli *cli, rap_store_t *store, const char ***ret, rap_err_t *err) RAP_CHECKED;

/* For programs; the reference is the caller's. */
rap_code_t cases_json(const rap_store_case_t *row, json_t **ret, rap_err_t *err) RAP_CHECKED;

#endif
