/* explain.c - rapporteur codebook explain: why a text has the positions that it has. */
#include "base/lines.h"
#include "classifier/analysis.h"
#include "classifier/codebooks/texts.h"
#include "classifier/codebooks/tool.h"
#include "classifier/evaluate/gold.h"
#include "classifier/evaluate/room.h"

#include "base/file.h"
#include "base/text.h"
#include "proto/home.h"
#include "proto/row.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { TARGETS_SHOWN = 8, REASONS_MAX = MARKS_MAX, MADE_MAX = 1024 };

/* What a phrase did in its sentence. */
typedef struct reason {
    const char *part;         /* "issue", "cue", "negation" */
    const char *words;        /* as they stand in the text  */
    const char *issue, *role; /* of an issue                */
    const char *direction;    /* of a cue ...               */
    int64_t strength;
    rap_strings_t on; /* ... the issues it speaks of */
    bool negated, reported;
} reason_t;

/* What was decided. */
typedef struct made {
    const char *issue;
    int stance;
    int64_t strength;
    int attribution;
    const char *party;
    double confidence;
    int by;      /* finding_by_t */
    bool review; /* it has too little confidence for a position */
} made_t;

static const char *const by_names[] = {"rules", "rules and model", "model", NULL};

typedef struct sentence_report {
    const char *statement_id;
    int64_t paragraph, sentence; /* from 1 */
    const char *text;
    rap_array_t reasons, made;
} sentence_report_t;

#define ROW_OF reason_t
static const rap_field_t reason_rows[] = {
    ROW_TEXT(part, 0, RAP_REQUIRED),
    ROW_TEXT(words, 0, RAP_REQUIRED),
    ROW_TEXT(issue, 0, 0),
    ROW_TEXT(role, 0, 0),
    ROW_TEXT(direction, 0, 0),
    ROW_INT(strength, 0, 3, 0),
    ROW_TEXTS(on, TARGETS_MAX),
    ROW_BOOL(negated),
    ROW_BOOL(reported),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t reason_table = {"reason", sizeof(reason_t), reason_rows, .open = true};

#define ROW_OF made_t
static const rap_field_t made_rows[] = {
    ROW_TEXT(issue, 0, RAP_REQUIRED),
    ROW_CHOICE(stance, rap_stance_names, RAP_REQUIRED),
    ROW_INT(strength, 0, 3, 0),
    ROW_CHOICE(attribution, rap_attribution_names, RAP_REQUIRED),
    ROW_TEXT(party, 0, RAP_KEEP_NULL),
    ROW_REAL(confidence, 0, 1, 0),
    ROW_CHOICE(by, by_names, 0),
    ROW_BOOL(review),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t made_table = {"made", sizeof(made_t), made_rows, .open = true};

#define ROW_OF sentence_report_t
static const rap_field_t report_rows[] = {
    ROW_TEXT(statement_id, 0, RAP_REQUIRED),
    ROW_INT(paragraph, 1, INT64_MAX, 0),
    ROW_INT(sentence, 1, INT64_MAX, 0),
    ROW_TEXT(text, 0, RAP_REQUIRED),
    ROW_ARRAY(reasons, reason_table, REASONS_MAX),
    ROW_ARRAY(made, made_table, MADE_MAX),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t report_table = {
    "sentence", sizeof(sentence_report_t), report_rows, .open = true};

/* ---- what the classifier saw ---- */

/* What a part is called for people; NULL: it is not worth telling. */
static const char *const part_words[] = {
    [PART_ISSUE] = "issue",
    [PART_CUE] = "cue",
    [PART_NOT] = "negation",
    [PART_PSEUDO] = "no negation",
    [PART_BREAK] = "turn",
    [PART_IF] = "condition",
    [PART_IF_WEAK] = "condition",
    [PART_MODAL] = "modal",
    [PART_SAYS] = "others say",
    [PART_WHO] = "others",
    [PART_EFFORT] = "others try",
    [PART_CRITICS] = "critics",
    [PART_DOCUMENT] = "a text",
    [PART_BY] = "by others",
    [PART_PEOPLE] = "others",
    [PART_LETS] = "lets others",
    [PART_LIKE] = "like others",
    [PART_BACK] = "points back",
    [PART_MENTION] = "mention",
    [PART_COURTESY] = "courtesy",
    [PART_TOPIC] = "topic",
    [PART_PARTY] = "party",
};

typedef struct explaining {
    tool_t *tool;
    engine_t engine;
    int64_t sentences;
} explaining_t;

static const char *words_of(const analysis_t *analysis, const mark_t *mark, rap_arena_t *arena)
{
    size_t from = analysis->folded.origin[mark->from], to = analysis->folded.origin[mark->to];
    char *words = rap_arena_strndup(arena, analysis->statement->text + from, to - from);

    if (words == NULL)
        return "";
    rap_text_tame(words);
    return words;
}

/* The issues that the cue speaks of. */
static void set_targets(const analysis_t *analysis, const view_t *view, const mark_t *cue,
    rap_arena_t *arena, reason_t *to)
{
    to->on.item = rap_arena_array(arena, view->targets + 1, sizeof *to->on.item);
    for (size_t i = 0; to->on.item != NULL && i < view->targets; i++)
        if (((cue->right | cue->left) & 1ull << i) != 0)
            to->on.item[to->on.count++] =
                codebook_issue(analysis->codebook, view->target[i]->ref)->id;
}

static void set_reasons(
    const analysis_t *analysis, const view_t *view, rap_arena_t *arena, rap_array_t *ret)
{
    reason_t *reason = ret->item = rap_arena_array(arena, view->count + 1, sizeof *reason);
    size_t marks = view->count;

    /* An issue that the sentence before named stands behind the marks. */
    if (view->targets == 1 && view->target[0] == &view->mark[view->count])
        marks++;
    for (size_t i = 0; reason != NULL && i < marks; i++) {
        const mark_t *mark = &view->mark[i];
        const char *part =
            mark->part < sizeof part_words / sizeof part_words[0] ? part_words[mark->part] : NULL;

        if (part == NULL)
            continue;
        reason_t *to = &reason[ret->count++];
        *to = (reason_t){.part = part,
            .words = words_of(analysis, mark, arena),
            .negated = mark->negated,
            .reported = mark->zone != 0};
        if (mark->part == PART_ISSUE) {
            to->issue = codebook_issue(analysis->codebook, mark->ref)->id;
            to->role = file_role_names[mark->role];
        } else if (mark->part == PART_CUE) {
            const codebook_cue_t *cue = codebook_cue(analysis->codebook, mark->ref);

            to->direction = file_direction_names[cue->direction];
            to->strength = cue->strength;
            set_targets(analysis, view, mark, arena, to);
        }
    }
}

static void set_made(const explaining_t *self, const analysis_t *analysis, const finding_t *finding,
    size_t count, rap_array_t *ret)
{
    made_t *made = ret->item = rap_arena_array(self->tool->arena, count, sizeof *made);
    double threshold = engine_threshold(&self->engine, 0);

    for (size_t i = 0; made != NULL && i < count; i++)
        made[ret->count++] =
            (made_t){.issue = codebook_issue(analysis->codebook, finding[i].issue)->id,
                .stance = finding[i].stance,
                .strength = finding[i].strength,
                .attribution = finding[i].attribution,
                .party = finding[i].party,
                .confidence = finding[i].confidence,
                .by = finding[i].by,
                .review = finding[i].confidence < threshold};
}

/* ---- printing ---- */

static void print_reason(const reason_t *reason)
{
    (void)printf("  %-12s \"%s\"", reason->part, reason->words);
    if (reason->issue != NULL)
        (void)printf("  %s (%s)", reason->issue, reason->role);
    if (reason->direction != NULL)
        (void)printf("  %s %" PRId64, reason->direction, reason->strength);
    for (size_t i = 0; i < reason->on.count && i < TARGETS_SHOWN; i++)
        (void)printf("%s%s", i == 0 ? " on " : ", ", reason->on.item[i]);
    (void)printf("%s%s\n", reason->negated ? "  negated" : "",
        reason->reported ? "  in words of others" : "");
}

static void print_report(const sentence_report_t *report)
{
    const reason_t *reason = report->reasons.item;
    const made_t *made = report->made.item;

    (void)printf("%s, paragraph %" PRId64 ", sentence %" PRId64 "\n  %s\n", report->statement_id,
        report->paragraph, report->sentence, report->text);
    for (size_t i = 0; i < report->reasons.count; i++)
        print_reason(&reason[i]);
    for (size_t i = 0; i < report->made.count; i++) {
        bool reported = made[i].attribution == RAP_REPORTED;

        (void)printf("  = %s  %s %" PRId64 "  %s%s  %.2f  %s%s\n", made[i].issue,
            rap_stance_names[made[i].stance], made[i].strength, reported ? "reported of " : "own",
            reported ? (made[i].party != NULL ? made[i].party : "others") : "", made[i].confidence,
            by_names[made[i].by], made[i].review ? ", for review" : "");
    }
    (void)printf("\n");
}

static rap_code_t saw(void *arg, const analysis_t *analysis, const view_t *view,
    const finding_t *finding, size_t count, rap_err_t *err)
{
    explaining_t *self = arg;
    const sentence_t *sentence = view->sentence;
    rap_arena_t *arena = self->tool->arena;

    if (count == 0)
        return RAP_OK;
    char *text = rap_arena_strndup(
        arena, analysis->statement->text + sentence->start, sentence->end - sentence->start);
    sentence_report_t report = {.statement_id = analysis->statement->statement_id,
        .paragraph = (int64_t)sentence->paragraph + 1,
        .sentence = (int64_t)view->number + 1,
        .text = text};

    self->sentences++;
    if (text != NULL)
        rap_text_tame(text);
    set_reasons(analysis, view, arena, &report.reasons);
    set_made(self, analysis, finding, count, &report.made);
    if (rap_arena_is_full(arena)) /* what was left out is not told as if it were all */
        return room_none(err);
    if (self->tool->options.json)
        return tool_print(&report_table, &report, err);
    print_report(&report);
    return RAP_OK;
}

/* ---- texts ---- */

static rap_code_t explain(explaining_t *self, const rap_statement_t *statement, rap_err_t *err)
{
    const witness_t witness = {saw, self};
    rap_array_t positions = {0};

    return classify_before(&self->engine, statement, &witness, self->tool->arena, &positions, err);
}

static rap_code_t take_record(void *arg, const void *object, rap_err_t *err)
{
    explaining_t *self = arg;
    const rap_record_t *record = object;
    const rap_statement_t *statement = record->statements.item;

    RAP_TRY(rap_record_check(record, self->tool->arena, err));
    for (size_t i = 0; i < record->statements.count; i++)
        RAP_TRY(explain(self, &statement[i], err));
    return RAP_OK;
}

static rap_code_t explain_text(
    explaining_t *self, const char *path, const char *text, rap_err_t *err)
{
    const tool_options_t *options = &self->tool->options;
    const char *slash = strrchr(path, '/');
    gold_item_t item = {.id = slash != NULL ? slash + 1 : path,
        .language = options->language != NULL ? options->language : "en",
        .text = text,
        .party_iso3 = options->party,
        .gold.body = options->body};
    rap_statement_t statement;

    RAP_TRY(gold_statement(&item, self->engine.parties, self->tool->arena, &statement, err));
    return explain(self, &statement, err);
}

static rap_code_t explain_file(explaining_t *self, const char *path, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) file;

    rap_buf_init(&file, RAP_LINES_FILE_MAX);
    RAP_TRY(rap_file_read(path, &file, err)); /* once: it may be standard input */
    if (!texts_are_lines(&file))
        return explain_text(self, path, file.data, err);
    return rap_lines_of(path, &file, &rap_record_table, self->tool->arena, take_record, self, err);
}

static rap_code_t explain_files(explaining_t *self, rap_err_t *err)
{
    for (int i = 0; i < self->tool->operands; i++)
        RAP_TRY(explain_file(self, self->tool->operand[i], err));
    if (self->sentences == 0)
        (void)fprintf(stderr, "no sentence of it takes a side on an issue of %s\n",
            codebook_name(self->engine.codebook));
    return RAP_OK;
}

rap_code_t explain_run(tool_t *self, rap_err_t *err)
{
    const engine_choice_t choice = {self->options.codebook, self->options.model};
    explaining_t explaining = {.tool = self};
    const rap_home_t *home;
    rap_home_t room;

    RAP_TRY(tool_home(self, &room, &home, err));
    RAP_TRY(engine_open(&explaining.engine, home, &choice, err));
    rap_code_t code = explain_files(&explaining, err);
    engine_release(&explaining.engine);
    return code;
}
