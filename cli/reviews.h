/* reviews.h - what the parts of `rapporteur review` share. */
#ifndef RAP_CLI_REVIEWS_H
#define RAP_CLI_REVIEWS_H

#include "cli/command.h"
#include "sink/store/review.h"

#include <jansson.h>

extern const struct command cli_review_list, cli_review_show, cli_review_accept, cli_review_reject,
    cli_review_fix, cli_review_undo, cli_review_export, cli_review_import;

/* What it is called: open, accepted, ... */
const char *reviews_state(const rap_store_review_t *review);

/* For people: what the machine thinks, the words where they stand, and what a person said. */
void reviews_print(const rap_store_review_t *review, rap_arena_t *arena);

/* For programs; the reference is the caller's. */
rap_code_t reviews_json(const rap_store_review_t *review, json_t **ret, rap_err_t *err) RAP_CHECKED;

#endif
