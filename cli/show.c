/* show.c - rapporteur show: one document, its statements and positions, in words. */
#include "base/codec.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/grid.h"
#include "cli/json.h"
#include "cli/lines.h"
#include "sink/store/store.h"

#include <string.h>

struct options {
    bool text;
};

static const rap_field_t fields[] = {
    {.name = "text",
        .kind = RAP_KIND_BOOL,
        .offset = offsetof(struct options, text),
        .help = "the statements' whole text too"},
    {.kind = RAP_KIND_END},
};

static const rap_table_t table = {"show", sizeof(struct options), fields, false};

/* ---- for programs ---- */

/* To each position that a person spoke of, who that was. */
static void add_reviewed(json_t *positions, const rap_array_t *list)
{
    const rap_store_reviewed_t *reviewed = list->item;

    for (size_t i = 0; i < list->count; i++)
        json_set_reviewed(json_array_get(positions, i), &reviewed[i]);
}

static rap_code_t print_json(const rap_store_document_t *document, rap_err_t *err)
{
    json_t *record, *envelope;

    RAP_TRY(json_of(&rap_record_table, &document->record, &record, err));
    json_auto_t *object = json_object();
    json_set_text(object, "document_id", document->document_id);
    json_set_text(object, "state", document->state);
    json_set_text(object, "supersedes", document->supersedes);
    json_set_text(object, "superseded_by", document->superseded_by);
    json_set_text(object, "first_seen", document->first_seen);
    json_set_text(object, "recorded_at", document->recorded_at);
    json_object_update_missing(object, record);
    json_decref(record);
    json_object_del(object, "kind"); /* `state` says it */

    add_reviewed(json_object_get(object, "positions"), &document->reviewed);
    json_object_set_new(object, "captures", lines_captures_json(document));
    RAP_TRY(json_of(&rap_envelope_table, &document->envelope, &envelope, err));
    json_object_set_new(object, "envelope", envelope);
    json_print(json_incref(object));
    return RAP_OK;
}

/* ---- for people ---- */

static void print_parties(const rap_statement_t *statement, rap_arena_t *arena)
{
    const rap_party_role_t *party = statement->parties.item;

    for (int role = 0; rap_role_names[role] != NULL; role++) {
        bool any = false;

        for (size_t i = 0; i < statement->parties.count; i++)
            if (party[i].role == role) {
                if (!any)
                    (void)printf("  %-12s", rap_role_names[role]);
                (void)printf(" %s", grid_safe(party[i].id, arena));
                any = true;
            }
        if (any)
            (void)putchar('\n');
    }
}

/* A list that does not have as many names as the text says. */
static void print_miscounts(const rap_statement_t *statement)
{
    const rap_miscount_t *miscount = statement->miscounts.item;

    for (size_t i = 0; i < statement->miscounts.count; i++)
        (void)printf("  %-12s %s: the text says %lld, its list has %lld: look at it\n", "miscount",
            rap_role_names[miscount[i].role], (long long)miscount[i].said,
            (long long)miscount[i].found);
}

static void print_statement(const rap_statement_t *statement, rap_arena_t *arena)
{
    (void)printf("\nstatement %s\n", statement->statement_id);
    lines_print("title", statement->title, arena);
    lines_print("kind", rap_statement_kind_names[statement->kind], arena);
    print_parties(statement, arena);
    print_miscounts(statement);
    lines_print("body", statement->body, arena);
    lines_print("session", statement->session, arena);
    lines_print("meeting", statement->meeting, arena);
    lines_print("agenda item", statement->agenda_item, arena);
    lines_print("delivered on", statement->delivered_on, arena);
    lines_print("place", statement->place, arena);
    if (statement->speaker != NULL) {
        lines_print("speaker", statement->speaker->name, arena);
        lines_print("speaker is", statement->speaker->title, arena);
    }
    lines_print("language", statement->language, arena);
    (void)printf("  %-12s %zu, %zu characters\n", "paragraphs", statement->paragraphs.count,
        rap_text_points(statement->text, strlen(statement->text)));
}

/* Texts and web pages have none. */
static void print_page(int64_t page)
{
    if (page > 0)
        (void)printf(", page %lld", (long long)page);
}

/* How sure OCR was of a paragraph; nothing of one that was not read by it. */
static void print_ocr(const rap_ocr_t *ocr)
{
    if (ocr != NULL)
        (void)printf(", OCR %.0f %%%s", 100 * ocr->confidence,
            ocr->doubtful ? ", doubtful: look at it" : "");
}

static void print_text(const rap_statement_t *statement, rap_arena_t *arena)
{
    const rap_paragraph_t *paragraph = statement->paragraphs.item;
    const char *text = statement->text;
    size_t len = strlen(text);

    for (size_t i = 0; i < statement->paragraphs.count; i++) {
        size_t from = rap_text_bytes(text, len, (size_t)paragraph[i].start);
        size_t to = rap_text_bytes(text, len, (size_t)paragraph[i].end);
        const char *part = rap_arena_strndup(arena, text + from, to - from);

        if (part == NULL)
            continue;
        (void)printf("\n  [%lld", (long long)paragraph[i].n);
        print_page(paragraph[i].page);
        print_ocr(paragraph[i].ocr);
        (void)printf("] %s\n", grid_safe(part, arena));
    }
}

/* `reviewed` is NULL for a candidate. */
static void print_position(
    const rap_position_t *position, const rap_store_reviewed_t *reviewed, rap_arena_t *arena)
{
    const rap_evidence_t *evidence = &position->evidence;

    (void)printf("\n  %s  %s  %s  strength %lld  confidence %.2f%s%s\n",
        grid_safe(position->party != NULL ? position->party : "(others)", arena),
        grid_safe(position->issue, arena), rap_stance_names[position->stance],
        (long long)position->strength, position->confidence,
        position->modality == RAP_CO_SPONSORS ? "  co-sponsor" : "",
        position->attribution == RAP_REPORTED ? "  reported" : "");
    (void)printf("    \"%s\"\n", grid_safe(evidence->exact, arena));
    (void)printf(
        "    characters %lld to %lld", (long long)evidence->start, (long long)evidence->end);
    print_page(evidence->page);
    (void)printf("; %s %.16s by %s, %s\n", reviewed != NULL ? "position" : "candidate",
        position->position_id, position->engine, position->codebook);
    if (reviewed != NULL && reviewed->by != NULL)
        (void)printf("    reviewed by %s at %s\n", grid_safe(reviewed->by, arena),
            grid_safe(reviewed->at, arena));
    if (reviewed == NULL && position->reason != NULL)
        (void)printf("    %s\n", grid_safe(position->reason, arena));
}

static void print_positions(const rap_store_document_t *document, rap_arena_t *arena)
{
    const rap_position_t *position = document->record.positions.item;
    const rap_position_t *candidate = document->record.candidates.item;
    const rap_store_reviewed_t *reviewed = document->reviewed.item;

    if (document->record.positions.count > 0)
        (void)printf("\npositions (coded by machine where nobody reviewed them)\n");
    for (size_t i = 0; i < document->record.positions.count; i++)
        print_position(&position[i], &reviewed[i], arena);
    if (document->record.candidates.count > 0)
        (void)printf("\nfor review ('rapporteur review show ID')\n");
    for (size_t i = 0; i < document->record.candidates.count; i++)
        print_position(&candidate[i], NULL, arena);
}

static void print_ocr_pages(const rap_document_t *document)
{
    if (document->ocr_pages > 0)
        (void)printf("  %-12s %lld of %lld pages\n", "OCR", (long long)document->ocr_pages,
            (long long)document->pages);
    if (document->unread_pages > 0)
        (void)printf("  %-12s %lld pages, which took too long\n", "not read",
            (long long)document->unread_pages);
}

static void print_document(const rap_store_document_t *document, bool with_text, rap_arena_t *arena)
{
    const rap_statement_t *statement = document->record.statements.item;
    const rap_quarantine_t *why = document->record.quarantine;

    (void)printf("document %s\n", document->document_id);
    lines_print("state", document->state, arena);
    if (document->record.document != NULL) {
        lines_print("media type", document->record.document->media_type, arena);
        lines_print("read by", document->record.document->parser, arena);
        print_ocr_pages(document->record.document);
    }
    lines_print("supersedes", document->supersedes, arena);
    lines_print("superseded", document->superseded_by, arena);
    lines_captures(document, arena);
    if (why != NULL) {
        lines_print("quarantined", why->at, arena);
        lines_print("stage", why->stage, arena);
        lines_print("reason", why->reason, arena);
        lines_print("detail", why->detail, arena);
    }
    for (size_t i = 0; i < document->record.statements.count; i++) {
        print_statement(&statement[i], arena);
        if (with_text)
            print_text(&statement[i], arena);
    }
    print_positions(document, arena);
}

static rap_code_t run(struct cli *cli, rap_err_t *err)
{
    const struct options *options = cli->options;
    RAP_AUTO(rap_store) *store = NULL;
    rap_store_document_t document;

    RAP_TRY(rap_store_open_read(&store, cli->home.store, err));
    RAP_TRY(rap_store_document(store, cli->operand[0], cli->arena, &document, err));
    if (cli->common.json)
        return print_json(&document, err);
    print_document(&document, options->text, cli->arena);
    return RAP_OK;
}

const struct command cli_show = {
    .name = "show",
    .summary = "show a document with its statements and positions",
    .operands = "ID|ADDRESS",
    .least = 1,
    .most = 1,
    .about =
        "Shows what the store holds of one document.  It is named by its id or the first eight\n"
        "digits or more, by the id of one of its statements or positions, or by an address it\n"
        "was found at (for a file: file:///its/path).",
    .options = &table,
    .run = run,
};
