/* review_lines.c - rapporteur review export|import: verdicts as lines of JSON.
 *
 * A line is a statement as `rapporteur evaluate` reads them, of which the text is the quotation, and a
 * sentence to learn from, with the whole verdict beside it, to be taken over into another store.
 */
#include "base/fault.h"
#include "base/file.h"
#include "base/lines.h"
#include "cli/json.h"
#include "cli/reviews.h"
#include "proto/row.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { FILE_MAX = 1 << 30, LINE_MAX_BYTES = 4 << 20 };

/* ---- export ---- */

/* What is wanted of the text, nothing where it was rejected: for measuring, */
static json_t *gold_of(const rap_verdict_t *verdict)
{
    const rap_position_t *decided = verdict->decided;
    json_t *codes = json_array();

    if (decided == NULL)
        return codes;
    bool own = decided->attribution == RAP_OWN;
    json_array_append_new(
        codes, json_pack("{s:s, s:s, s:s?, s:s, s:s}", "issue", decided->issue, "stance",
                   rap_stance_names[decided->stance], "party", own ? "speaker" : decided->party,
                   "attribution", rap_attribution_names[decided->attribution], "quote",
                   decided->evidence.exact));
    return codes;
}

/* and for learning. */
static json_t *codes_of(const rap_verdict_t *verdict)
{
    const rap_position_t *decided = verdict->decided;

    if (decided == NULL)
        return json_array();
    return json_pack("[{s:s, s:s, s:b}]", "issue", decided->issue, "stance",
        rap_stance_names[decided->stance], "reported", decided->attribution == RAP_REPORTED);
}

static rap_code_t on_verdict(const rap_store_review_t *review, void *arg, rap_err_t *err)
{
    const rap_verdict_t *verdict = review->verdict;
    json_t *told, *object = json_object();

    rap_code_t code = json_of(&rap_verdict_table, verdict, &told, err);
    if (code != RAP_OK) {
        json_decref(object);
        return code;
    }
    ++*(int64_t *)arg;
    json_set_text(object, "id", verdict->judged.position_id);
    json_set_text(object, "language", verdict->language);
    json_set_text(object, "text",
        verdict->decided != NULL ? verdict->decided->evidence.exact
                                 : verdict->judged.evidence.exact);
    json_object_set_new(object, "gold", json_pack("{s:o}", "codes", gold_of(verdict)));
    json_set_text(object, "about", verdict->judged.issue);
    json_set_text(object, "hand", verdict->reviewed_by);
    json_set_text(object, "document", verdict->document_id);
    json_object_set_new(object, "codes", codes_of(verdict));
    json_object_set_new(object, "verdict", told);
    json_print(object);
    return RAP_OK;
}

static rap_code_t run_export(struct cli *cli, rap_err_t *err)
{
    const rap_store_review_filter_t all = {.state = RAP_REVIEW_JUDGED};
    RAP_AUTO(rap_store) *store = NULL;
    int64_t count = 0;

    RAP_TRY(rap_store_open_read(&store, cli->home.store, err));
    RAP_TRY(rap_store_reviews(store, &all, on_verdict, &count, err));
    (void)fprintf(stderr, "%" PRId64 " verdict%s\n", count, count == 1 ? "" : "s");
    return RAP_OK;
}

const struct command cli_review_export = {
    .name = "review export",
    .summary = "write all verdicts that stand, as lines of JSON",
    .operands = "",
    .about =
        "Writes a line for each verdict that stands: the words as a coded statement (id, language,\n"
        "text, gold.codes, as 'evaluate' reads them), and the whole verdict, for 'review import'.",
    .run = run_export,
};

/* ---- import ---- */

struct line {
    rap_verdict_t verdict;
};

#define ROW_OF struct line
static const rap_field_t line_rows[] = {ROW_OBJECT(verdict, rap_verdict_table), ROW_END};
#undef ROW_OF
static const rap_table_t line_table = {"line", sizeof(struct line), line_rows, .open = true};

struct import {
    rap_store_t *store;
    rap_arena_t *arena; /* of one line */
    int64_t added, known;
};

static rap_code_t take_line(void *arg, const void *object, rap_err_t *err)
{
    struct import *self = arg;
    const struct line *line = object;
    bool added;

    RAP_TRY(rap_store_take_verdict(self->store, &line->verdict, self->arena, &added, err));
    self->added += added;
    self->known += !added;
    rap_arena_reset(self->arena);
    return RAP_OK;
}

static rap_code_t run_import(struct cli *cli, rap_err_t *err)
{
    const char *path = cli->operand[0];
    RAP_AUTO_RELEASE(rap_buf) file;
    RAP_AUTO(rap_arena) *arena = rap_arena_new(LINE_MAX_BYTES);
    RAP_AUTO(rap_store) *store = NULL;
    struct import import = {.arena = arena};

    rap_buf_init(&file, FILE_MAX);
    RAP_TRY(rap_file_read(path, &file, err));
    RAP_TRY(rap_fault_arm("review", err));
    RAP_TRY(rap_store_open_edit(&store, cli->home.store, err));
    RAP_TRY(rap_store_begin(store, err));
    import.store = store;
    rap_code_t code = rap_lines_of(path, &file, &line_table, arena, take_line, &import, err);
    if (code != RAP_OK) {
        rap_store_rollback(store);
        return code;
    }
    RAP_TRY(rap_store_commit(store, err));
    (void)fprintf(stderr, "%" PRId64 " verdict%s taken over, %" PRId64 " known before\n",
        import.added, import.added == 1 ? "" : "s", import.known);
    return RAP_OK;
}

const struct command cli_review_import = {
    .name = "review import",
    .summary = "take over the verdicts of such a file",
    .operands = "FILE",
    .least = 1,
    .most = 1,
    .about =
        "Takes over what 'review export' wrote; '-' reads standard input.  Of two verdicts about the\n"
        "same words in the same text the later one stands.  All lines, or none.  A verdict whose\n"
        "document is not in the store is orphaned until it is.",
    .run = run_import,
};
