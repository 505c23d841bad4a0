/* review.c - rapporteur review: what waits for a person to decide; and the list of it. */
#include "base/program.h"
#include "cli/json.h"
#include "cli/options.h"
#include "cli/reviews.h"

#include <stdio.h>

struct options {
    const char *issue, *party, *body, *session, *language;
    int state;
    int64_t limit;
};

#define AT(member)               offsetof(struct options, member)
#define TEXT(member, what, text) OPTION_TEXT(#member, AT(member), what, text)

static const rap_field_t fields[] = {
    TEXT(issue, "ID", "only this issue, or this group of issues: proc.majority_vote, proc"),
    TEXT(party, "ID", "only this party: RU, G:EU"),
    TEXT(body, "ID", "only what was said in this body"),
    TEXT(session, "TEXT", "only what was said in this session"),
    TEXT(language, "TAG", "only what was said in this language: en, fr"),
    {.name = "state",
        .kind = RAP_KIND_CHOICE,
        .offset = AT(state),
        .choices = rap_review_names,
        .preset = "open",
        .meta = "WORD",
        .help = "open, or with a verdict: accepted, fixed, rejected, orphaned, judged; or any"},
    OPTION_LIMIT(AT(limit), "at most so many (0: all)"),
    {.kind = RAP_KIND_END},
};

static const rap_table_t table = {"list", sizeof(struct options), fields, false};

struct listing {
    struct cli *cli;
    int64_t rows, orphaned;
};

static rap_code_t on_review(const rap_store_review_t *review, void *arg, rap_err_t *err)
{
    struct listing *self = arg;
    json_t *object;

    self->rows++;
    self->orphaned += review->state == RAP_REVIEW_ORPHANED;
    if (self->cli->common.json) {
        RAP_TRY(reviews_json(review, &object, err));
        json_print(object);
        return RAP_OK;
    }
    if (self->rows > 1)
        (void)putchar('\n');
    reviews_print(review, self->cli->arena);
    return RAP_OK;
}

static rap_code_t run_list(struct cli *cli, rap_err_t *err)
{
    const struct options *options = cli->options;
    const rap_store_review_filter_t filter = {.issue = options->issue,
        .party = options->party,
        .body = options->body,
        .session = options->session,
        .language = options->language,
        .state = options->state,
        .limit = options->limit};
    struct listing listing = {.cli = cli};
    RAP_AUTO(rap_store) *store = NULL;

    RAP_TRY(rap_store_open_read(&store, cli->home.store, err));
    RAP_TRY(rap_store_reviews(store, &filter, on_review, &listing, err));
    if (cli->common.json)
        return RAP_OK;
    RAP_TRY(rap_program_flush(err)); /* before the last word, on a terminal that shows both */
    (void)fprintf(
        stderr, "%s%lld on the list", listing.rows > 0 ? "\n" : "", (long long)listing.rows);
    if (listing.orphaned > 0)
        (void)fprintf(stderr, ", %lld of them orphaned", (long long)listing.orphaned);
    (void)fputs(
        listing.rows > 0 ? "; 'rapporteur review accept|reject|fix ID' decides\n" : "\n", stderr);
    return RAP_OK;
}

const struct command cli_review_list = {
    .name = "review list",
    .summary = "what waits for a person, the surest first; or what people said",
    .operands = "",
    .about =
        "Lists candidates: what the machine is not sure enough of to call it a position, and what\n"
        "differs from what a person said.  Each has the passage with the words between >> and <<.\n"
        "With --state: the verdicts that people gave.",
    .options = &table,
    .run = run_list,
};

static const struct command *const parts[] = {&cli_review_list, &cli_review_show,
    &cli_review_accept, &cli_review_reject, &cli_review_fix, &cli_review_undo, &cli_review_export,
    &cli_review_import, NULL};

const struct command cli_review = {
    .name = "review",
    .summary = "what people say of positions: list, show, accept, reject, fix, undo",
    .operands = "PART",
    .about =
        "What the machine is not sure of waits for a person, and what it published can be\n"
        "corrected.  A verdict is kept with the words that it is about, and survives whatever is\n"
        "made of their document again.",
    .parts = parts,
};
