/* review_rule.c - rapporteur review accept|reject|fix|undo: a person's word on a position. */
#include "base/fault.h"
#include "base/spawn.h"
#include "base/text.h"
#include "cli/reviews.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NAME_LEN = 128, TEXT_LEN = 4096, QUOTE_LEN = 60 * 1024, IDS_MAX = 4096, USER_SIZE = 16384 };

struct options {
    const char *by, *reason;
    const char *stance, *issue, *party, *evidence; /* of a fix */
    bool overrule;
};

#define STRING(member, most, what, text)                                                      \
    {                                                                                         \
        .name = #member, .kind = RAP_KIND_STRING, .offset = offsetof(struct options, member), \
        .max = (most), .meta = (what), .help = (text)                                         \
    }
#define BY     STRING(by, NAME_LEN, "NAME", "who says so (default: the user's name)")
#define REASON STRING(reason, TEXT_LEN, "TEXT", "why, kept with it")
#define OVERRULE                                                                                 \
    {                                                                                            \
        .name = "overrule", .kind = RAP_KIND_BOOL, .offset = offsetof(struct options, overrule), \
        .help = "also where another person said something else"                                  \
    }

static const rap_field_t say_fields[] = {BY, REASON, OVERRULE, {.kind = RAP_KIND_END}};
static const rap_field_t fix_fields[] = {
    STRING(stance, 16, "WORD", "the right stance: support, oppose, conditional, concern"),
    STRING(issue, 256, "ID", "the right issue, one of the codebook: proc.majority_vote"),
    STRING(party, 64, "ID", "whose view it is: RU, G:EU"),
    STRING(evidence, QUOTE_LEN, "QUOTE", "the right words, as they stand in the text"), BY, REASON,
    OVERRULE, {.kind = RAP_KIND_END}};
static const rap_field_t undo_fields[] = {BY, OVERRULE, {.kind = RAP_KIND_END}};

static const rap_table_t say_table = {"say", sizeof(struct options), say_fields, false};
static const rap_table_t fix_table = {"fix", sizeof(struct options), fix_fields, false};
static const rap_table_t undo_table = {"undo", sizeof(struct options), undo_fields, false};

/* ---- what is given ---- */

/* Who says so: by default the user, in the arena. */
static rap_code_t find_name(struct cli *cli, const char **ret, rap_err_t *err)
{
    const struct options *options = cli->options;
    char *room = rap_arena_alloc(cli->arena, USER_SIZE);
    struct passwd entry, *user = NULL;
    const char *name = options->by;

    if (room == NULL)
        return rap_fail(err, RAP_TOOBIG, "no memory left for a name");
    if (name == NULL && getpwuid_r(getuid(), &entry, room, USER_SIZE, &user) == 0 && user != NULL)
        name = user->pw_name;
    if (name == NULL || name[0] == '\0')
        return rap_fail(err, RAP_USAGE, "who says so? give --by NAME");
    *ret = name;
    return RAP_OK;
}

static rap_code_t check_texts(const struct options *options, rap_err_t *err)
{
    const char *const texts[] = {options->by, options->reason, options->stance, options->issue,
        options->party, options->evidence};
    static const char *const names[] = {"by", "reason", "stance", "issue", "party", "evidence"};

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (texts[i] != NULL && !rap_text_is_utf8(texts[i], strlen(texts[i])))
            return rap_fail(err, RAP_USAGE, "--%s is not UTF-8", names[i]);
    return RAP_OK;
}

/* "RU", "G:EU"; which of them there are the parser's list knows. */
static rap_code_t check_party(const char *party, rap_err_t *err)
{
    bool group = party != NULL && strncmp(party, "G:", 2) == 0;
    const char *name = group ? party + 2 : party;
    size_t len = 0;

    if (party == NULL)
        return RAP_OK;
    while (isupper((unsigned char)name[len]) ||
           (group && (isdigit((unsigned char)name[len]) || name[len] == '-')))
        len++;
    if (name[len] != '\0' || len == 0 || (!group && len != 2))
        return rap_fail(err, RAP_USAGE, "'%.40s' is no party such as RU or G:EU", party);
    return RAP_OK;
}

static rap_code_t start_quietly(
    const char *program, const char *const *argv, pid_t *ret_pid, rap_err_t *err)
{
    char path[RAP_PATH_MAX];

    RAP_TRY(rap_spawn_sibling(program, path, sizeof path, err));
    int quiet = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (quiet < 0)
        return rap_fail_sys(err, RAP_IO, errno, "could not open '/dev/null'");
    const rap_spawn_t spawn = {
        .path = path, .argv = argv, .in = -1, .out = -1, .err = quiet, .extra = -1};
    rap_code_t code = rap_spawn(&spawn, ret_pid, err);
    close(quiet);
    return code;
}

/* The program that reads codebooks knows which issues there are in the one that was used. */
static rap_code_t check_issue(
    struct cli *cli, rap_store_t *store, const char *issue, rap_err_t *err)
{
    static const char program[] = "rapporteur-codebook";
    rap_store_review_t review;
    pid_t pid;

    RAP_TRY(rap_store_review(store, cli->operand[0], cli->arena, &review, err));
    const char *name = review.row.position.codebook;
    const char *codebook = rap_arena_strndup(cli->arena, name, strcspn(name, "@"));
    if (codebook == NULL)
        return rap_fail(err, RAP_TOOBIG, "no memory left for a codebook's name");
    const char *const argv[] = {
        program, "show", "--codebook", codebook, "--home", cli->home.dir, "--", issue, NULL};
    RAP_TRY(start_quietly(program, argv, &pid, err));
    if (rap_spawn_wait(pid) != 0)
        return rap_fail(err, RAP_USAGE,
            "'%.80s' cannot be the issue; 'rapporteur codebook show' lists those of '%.80s'", issue,
            codebook);
    return RAP_OK;
}

/* ---- saying it ---- */

typedef rap_code_t say_fn(struct cli *cli, rap_store_t *store, const char *id,
    const rap_ruling_t *ruling, bool *ret_changed, rap_err_t *err);

static rap_code_t rule(struct cli *cli, rap_store_t *store, const char *id,
    const rap_ruling_t *ruling, bool *ret_changed, rap_err_t *err)
{
    return rap_store_rule(store, id, ruling, cli->arena, ret_changed, err);
}

static rap_code_t unrule(struct cli *cli, rap_store_t *store, const char *id,
    const rap_ruling_t *ruling, bool *ret_changed, rap_err_t *err)
{
    *ret_changed = true;
    return rap_store_unrule(store, id, ruling->by, ruling->overrule, cli->arena, err);
}

/* All of them or none. */
static rap_code_t say_all(struct cli *cli, rap_store_t *store, say_fn *say,
    const rap_ruling_t *ruling, int64_t *ret_changed, rap_err_t *err)
{
    *ret_changed = 0;
    RAP_TRY(rap_store_begin(store, err));
    for (int i = 0; i < cli->operands; i++) {
        bool changed;

        rap_code_t code = say(cli, store, cli->operand[i], ruling, &changed, err);
        if (code != RAP_OK) {
            rap_store_rollback(store);
            return code;
        }
        *ret_changed += changed;
    }
    return rap_store_commit(store, err);
}

/* What the options say, checked as far as it can be without the store. */
static rap_code_t take_options(struct cli *cli, int decision, rap_ruling_t *ret, rap_err_t *err)
{
    const struct options *options = cli->options;

    *ret = (rap_ruling_t){.decision = decision,
        .note = options->reason,
        .stance = options->stance,
        .issue = options->issue,
        .party = options->party,
        .evidence = options->evidence,
        .overrule = options->overrule};
    RAP_TRY(check_texts(options, err));
    RAP_TRY(check_party(options->party, err));
    return find_name(cli, &ret->by, err);
}

static rap_code_t run(struct cli *cli, int decision, say_fn *say, const char *done, rap_err_t *err)
{
    RAP_AUTO(rap_store) *store = NULL;
    rap_ruling_t ruling;
    int64_t changed;

    RAP_TRY(take_options(cli, decision, &ruling, err));
    RAP_TRY(rap_fault_arm("review", err));
    RAP_TRY(rap_store_open_edit(&store, cli->home.store, err));
    if (ruling.issue != NULL)
        RAP_TRY(check_issue(cli, store, ruling.issue, err));
    RAP_TRY(say_all(cli, store, say, &ruling, &changed, err));
    (void)fprintf(stderr, "%" PRId64 " %s", changed, done);
    if (changed < cli->operands)
        (void)fprintf(stderr, ", %" PRId64 " were so before", cli->operands - changed);
    (void)fputc('\n', stderr);
    return RAP_OK;
}

static rap_code_t run_accept(struct cli *cli, rap_err_t *err)
{
    return run(cli, RAP_ACCEPT, rule, "accepted", err);
}

static rap_code_t run_reject(struct cli *cli, rap_err_t *err)
{
    return run(cli, RAP_REJECT, rule, "rejected", err);
}

static rap_code_t run_fix(struct cli *cli, rap_err_t *err)
{
    const struct options *options = cli->options;

    if (options->stance == NULL && options->issue == NULL && options->party == NULL &&
        options->evidence == NULL)
        return rap_fail(
            err, RAP_USAGE, "nothing to fix; give --stance, --issue, --party or --evidence");
    return run(cli, RAP_FIX, rule, "fixed", err);
}

static rap_code_t run_undo(struct cli *cli, rap_err_t *err)
{
    return run(cli, 0, unrule, "taken back", err);
}

const struct command cli_review_accept = {
    .name = "review accept",
    .summary = "it is as the machine says",
    .operands = "ID...",
    .least = 1,
    .most = IDS_MAX,
    .about =
        "Says that a candidate, or a position, is right: it is a position from now on, marked as\n"
        "reviewed.  All that are named, or none.",
    .options = &say_table,
    .run = run_accept,
};

const struct command cli_review_reject = {
    .name = "review reject",
    .summary = "it is no position",
    .operands = "ID...",
    .least = 1,
    .most = IDS_MAX,
    .about =
        "Says that these words are no position of this party on this issue, whatever the stance:\n"
        "they are not shown as one any more.  All that are named, or none.",
    .options = &say_table,
    .run = run_reject,
};

const struct command cli_review_fix = {
    .name = "review fix",
    .summary = "it is something else: another stance, issue, party, or other words",
    .operands = "ID",
    .least = 1,
    .most = 1,
    .about =
        "Says what it is instead.  What is not given stays as it was, also from an earlier fix.\n"
        "A quotation must stand in the text word for word.",
    .options = &fix_table,
    .run = run_fix,
};

const struct command cli_review_undo = {
    .name = "review undo",
    .summary = "take back what was said",
    .operands = "ID...",
    .least = 1,
    .most = IDS_MAX,
    .about =
        "Takes verdicts back: the machine's word holds again.  They are kept, and 'review show'\n"
        "tells of them.  All that are named, or none.",
    .options = &undo_table,
    .run = run_undo,
};
