/* review_show.c - rapporteur review show: one of the list, in words, with all that was said of it. */
#include "base/text.h"
#include "cli/grid.h"
#include "cli/json.h"
#include "cli/lines.h"
#include "cli/reviews.h"

#include <stdio.h>
#include <string.h>

static const char *const done_names[] = {
    [RAP_ACCEPT] = "accepted", [RAP_REJECT] = "rejected", [RAP_FIX] = "fixed"};

static const char *party_of(const rap_position_t *position)
{
    return position->party != NULL ? position->party : "(others)";
}

const char *reviews_state(const rap_store_review_t *review)
{
    return review->state == RAP_REVIEW_PUBLISHED ? "published" : rap_review_names[review->state];
}

/* ---- for people ---- */

/* Does the text go on where this ends? */
static bool is_cut(const char *around)
{
    return rap_text_points(around, strlen(around)) >= RAP_REVIEW_AROUND;
}

/* One line, the quotation between marks; of an orphan as much as was kept. */
static void print_passage(const rap_store_review_t *review, rap_arena_t *arena)
{
    const rap_evidence_t *evidence = &review->row.position.evidence;
    const char *before = review->before != NULL ? review->before : evidence->prefix;
    const char *after = review->after != NULL ? review->after : evidence->suffix;

    before = before != NULL ? before : "";
    after = after != NULL ? after : "";
    (void)printf("  %s%s>>%s<<%s%s\n", is_cut(before) ? "..." : "", grid_safe(before, arena),
        grid_safe(evidence->exact, arena), grid_safe(after, arena), is_cut(after) ? "..." : "");
}

static void print_where(const rap_store_position_t *row, rap_arena_t *arena)
{
    (void)printf("  %s  %s, session %s, language %s",
        row->delivered_on != NULL ? row->delivered_on : "no date",
        grid_safe(row->body != NULL ? row->body : "-", arena),
        grid_safe(row->session != NULL ? row->session : "-", arena),
        grid_safe(row->language != NULL ? row->language : "-", arena));
    if (row->position.evidence.page > 0)
        (void)printf(", page %lld", (long long)row->position.evidence.page);
    (void)printf("\n  %s\n", grid_safe(row->url != NULL ? row->url : "-", arena));
}

static void print_verdict(const rap_verdict_t *verdict, rap_arena_t *arena)
{
    const rap_position_t *decided = verdict->decided;

    (void)printf("  %s by %s at %s", done_names[verdict->decision],
        grid_safe(verdict->reviewed_by, arena), grid_safe(verdict->reviewed_at, arena));
    if (verdict->decision == RAP_FIX)
        (void)printf(": %s  %s  %s", grid_safe(party_of(decided), arena),
            grid_safe(decided->issue, arena), rap_stance_names[decided->stance]);
    if (verdict->note != NULL)
        (void)printf(" (%s)", grid_safe(verdict->note, arena));
    if (verdict->ended_at != NULL)
        (void)printf("; until %s by %s", grid_safe(verdict->ended_at, arena),
            grid_safe(verdict->ended_by, arena));
    (void)putchar('\n');
    if (decided != NULL && strcmp(decided->evidence.exact, verdict->judged.evidence.exact) != 0)
        (void)printf("    \"%s\"\n", grid_safe(decided->evidence.exact, arena));
}

static const char *orphaned_why(const char *orphaned)
{
    if (strcmp(orphaned, "not_stored") == 0)
        return "its document is not in the store";
    if (strcmp(orphaned, "words_gone") == 0)
        return "its words are no longer in the document";
    if (strcmp(orphaned, "superseded") == 0)
        return "its address shows another document now";
    return "its party no longer speaks there";
}

void reviews_print(const rap_store_review_t *review, rap_arena_t *arena)
{
    const rap_position_t *position = &review->row.position;

    (void)printf("%.16s  %s  %s  %s  strength %lld  confidence %.2f%s%s\n", position->position_id,
        grid_safe(party_of(position), arena), grid_safe(position->issue, arena),
        rap_stance_names[position->stance], (long long)position->strength, position->confidence,
        position->modality == RAP_CO_SPONSORS ? "  co-sponsor" : "",
        position->attribution == RAP_REPORTED ? "  reported" : "");
    (void)printf("  %s, by %s, %s%s%s\n", reviews_state(review), grid_safe(position->engine, arena),
        grid_safe(position->codebook, arena), position->reason != NULL ? ": " : "",
        position->reason != NULL ? grid_safe(position->reason, arena) : "");
    if (review->verdict != NULL)
        print_verdict(review->verdict, arena);
    if (review->orphaned != NULL)
        (void)printf("  it applies to nothing: %s\n", orphaned_why(review->orphaned));
    print_passage(review, arena);
    print_where(&review->row, arena);
}

/* ---- for programs ---- */

rap_code_t reviews_json(const rap_store_review_t *review, json_t **ret, rap_err_t *err)
{
    const rap_store_position_t *row = &review->row;
    json_t *verdict = NULL, *object;

    RAP_TRY(json_of(&rap_position_table, &row->position, &object, err));
    rap_code_t code = review->verdict != NULL
                          ? json_of(&rap_verdict_table, review->verdict, &verdict, err)
                          : RAP_OK;
    if (code != RAP_OK) {
        json_decref(object);
        return code;
    }
    json_set_text(object, "state", reviews_state(review));
    json_set_text(object, "orphaned", review->orphaned);
    json_set_text(object, "before", review->before);
    json_set_text(object, "after", review->after);
    json_set_document(object, row);
    json_object_set_new(object, "verdict", verdict != NULL ? verdict : json_null());
    *ret = object;
    return RAP_OK;
}

/* ---- the command ---- */

struct telling {
    rap_arena_t *arena;
    json_t *list; /* NULL: in words */
    size_t told;
};

static rap_code_t on_history(const rap_store_review_t *review, void *arg, rap_err_t *err)
{
    struct telling *self = arg;
    json_t *object;

    if (self->list == NULL) {
        if (self->told++ == 0)
            (void)printf("\nwhat was said of it\n");
        print_verdict(review->verdict, self->arena);
        return RAP_OK;
    }
    RAP_TRY(json_of(&rap_verdict_table, review->verdict, &object, err));
    json_set_text(object, "ended_by", review->verdict->ended_by);
    json_set_text(object, "ended_at", review->verdict->ended_at);
    json_array_append_new(self->list, object);
    return RAP_OK;
}

static rap_code_t run(struct cli *cli, rap_err_t *err)
{
    RAP_AUTO(rap_store) *store = NULL;
    struct telling telling = {.arena = cli->arena};
    rap_store_review_t review;
    json_t *object;

    RAP_TRY(rap_store_open_read(&store, cli->home.store, err));
    RAP_TRY(rap_store_review(store, cli->operand[0], cli->arena, &review, err));
    if (!cli->common.json) {
        reviews_print(&review, cli->arena);
        RAP_TRY(rap_store_review_history(store, &review, on_history, &telling, err));
        (void)printf("\n  rapporteur review accept|reject|fix|undo %.16s\n"
                     "  rapporteur codebook show %s\n"
                     "  rapporteur show --text %.12s\n",
            review.row.position.position_id, grid_safe(review.row.position.issue, cli->arena),
            review.row.document_id);
        return RAP_OK;
    }
    RAP_TRY(reviews_json(&review, &object, err));
    telling.list = json_array();
    json_object_set_new(object, "history", telling.list);
    rap_code_t code = rap_store_review_history(store, &review, on_history, &telling, err);
    if (code != RAP_OK)
        json_decref(object);
    else
        json_print(object);
    return code;
}

const struct command cli_review_show = {
    .name = "review show",
    .summary = "one of them, with all that people said of it",
    .operands = "ID",
    .least = 1,
    .most = 1,
    .about =
        "Shows what the machine thinks, the words where they stand, and all that people ever said\n"
        "of them.  ID is that of a candidate or a position, or its first eight digits or more.",
    .run = run,
};
