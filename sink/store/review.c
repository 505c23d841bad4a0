/* review.c - people's verdicts: given, taken back, taken over from elsewhere.
 *
 * Rows are only added; one that is overruled or taken back is ended, which is all that ever changes in
 * it.  Of the same words in the same text one stands: a unique index sees to it.
 */
#include "base/clock.h"
#include "base/fault.h"
#include "base/text.h"
#include "proto/row.h"
#include "sink/store/review_private.h"

#include <assert.h>
#include <string.h>

enum { NAME_MAX_BYTES = 256, NOTE_MAX = 4096, URL_MAX = 8192, HEX_LEN = RAP_HEX_SIZE - 1 };

#define ROW_OF rap_verdict_t
static const rap_field_t verdict_rows[] = {
    ROW_CHOICE(decision, rap_decision_names, RAP_REQUIRED),
    ROW_TEXT(reviewed_by, NAME_MAX_BYTES, RAP_REQUIRED),
    ROW_TEXT(reviewed_at, NAME_MAX_BYTES, RAP_REQUIRED),
    ROW_TEXT(note, NOTE_MAX, RAP_KEEP_NULL),
    ROW_TEXT(document_id, HEX_LEN, RAP_REQUIRED),
    ROW_TEXT(text_sha256, HEX_LEN, RAP_REQUIRED),
    ROW_TEXT(url, URL_MAX, 0),
    ROW_TEXT(language, NAME_MAX_BYTES, 0),
    ROW_BOOL(spoke),
    ROW_OBJECT(judged, rap_position_table),
    ROW_OPTIONAL(decided, rap_position_table),
    ROW_END,
};
#undef ROW_OF
const rap_table_t rap_verdict_table = {
    "verdict", sizeof(rap_verdict_t), verdict_rows, .open = true};

/* ---- rows ---- */

/* Who ended it, and when. */
struct end {
    const char *by, *at;
};

static rap_code_t put_verdict(
    rap_store_t *self, const rap_verdict_t *verdict, const struct end *end, rap_err_t *err)
{
    static const rap_position_t none;
    static const char sql[] =
        "INSERT INTO verdict (decision, reviewed_by, reviewed_at, note, stands, ended_by, ended_at,"
        " document_id, text_sha256, url, language, spoke, judged_id, party, issue, stance, strength,"
        " modality, confidence, attribution, exact, prefix, suffix, start, page, codebook, engine,"
        " reason, to_id, to_party, to_issue, to_stance, to_exact, to_start)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,"
        " ?19, ?20, ?21, coalesce(?22, ''), coalesce(?23, ''), ?24, ?25, ?26, ?27, ?28, ?29, ?30,"
        " ?31, ?32, ?33, CASE WHEN ?29 IS NOT NULL THEN ?34 END)";
    const rap_position_t *judged = &verdict->judged;
    const rap_position_t *decided = verdict->decided != NULL ? verdict->decided : &none;
    const rap_evidence_t *evidence = &judged->evidence;

    return rap_db_run(self->db, err, sql, "ssssissssssissssisdssssiissssssssi",
        rap_decision_names[verdict->decision], verdict->reviewed_by, verdict->reviewed_at,
        verdict->note, (int64_t)(end == NULL), end != NULL ? end->by : NULL,
        end != NULL ? end->at : NULL, verdict->document_id, verdict->text_sha256, verdict->url,
        verdict->language, (int64_t)verdict->spoke, judged->position_id, judged->party,
        judged->issue, rap_stance_names[judged->stance], judged->strength,
        rap_modality_names[judged->modality], judged->confidence,
        rap_attribution_names[judged->attribution], evidence->exact, evidence->prefix,
        evidence->suffix, evidence->start, evidence->page, judged->codebook, judged->engine,
        judged->reason, decided->position_id, decided->party, decided->issue,
        verdict->decided != NULL ? rap_stance_names[decided->stance] : NULL,
        decided->evidence.exact, decided->evidence.start);
}

/* All that stands of the same words in its text or, with `document_id`, in that document. */
static rap_code_t end_verdicts(rap_store_t *self, const rap_verdict_t *about,
    const char *document_id, const struct end *end, rap_err_t *err)
{
    static const char sql[] =
        "UPDATE verdict SET stands = 0, ended_by = ?7, ended_at = ?8"
        " WHERE stands = 1 AND " STORE_SAME_WORDS("") " AND (text_sha256 = ?5 OR document_id = ?6)";
    const rap_position_t *judged = &about->judged;

    return rap_db_run(self->db, err, sql, STORE_WORDS_TYPES "ssss", STORE_WORDS(judged),
        about->text_sha256, document_id, end->by, end->at);
}

/* ---- a ruling ---- */

/* The statement that the words stand in; `text` is NULL when there is none. */
struct place {
    const char *text, *text_sha256, *language, *url;
    bool speaks; /* the party does in it */
};

static rap_code_t find_place(rap_store_t *self, const rap_position_t *position, rap_arena_t *arena,
    struct place *ret, rap_err_t *err)
{
    static const char sql[] =
        "SELECT s.text, s.text_sha256, s.language, d.url, EXISTS (SELECT 1 FROM statement_party AS p"
        "   WHERE p.statement_id = s.statement_id AND p.party = ?2)"
        " FROM statement AS s JOIN document AS d USING (document_id) WHERE s.statement_id = ?1";
    rap_stmt_t *found;
    bool row;

    *ret = (struct place){0};
    RAP_TRY(
        rap_db_query(self->db, &found, err, sql, "ss", position->statement_id, position->party));
    RAP_TRY(rap_stmt_next(found, &row, err));
    if (!row)
        return RAP_OK;
    *ret = (struct place){.text = rap_stmt_keep(found, 0, arena),
        .text_sha256 = rap_stmt_keep(found, 1, arena),
        .language = rap_stmt_keep(found, 2, arena),
        .url = rap_stmt_keep(found, 3, arena),
        .speaks = rap_stmt_int(found, 4) != 0};
    rap_stmt_reset(found);
    return ret->text != NULL && ret->text_sha256 != NULL
               ? RAP_OK
               : rap_fail(err, RAP_TOOBIG, "no memory left for a statement");
}

/* What is judged, as the machine gives it today; where it gives nothing any more, as it was judged. */
static rap_code_t take_judged(rap_store_t *self, const struct store_review *found,
    rap_arena_t *arena, rap_verdict_t *ret, struct place *ret_place, rap_err_t *err)
{
    const rap_store_review_t *from = found->coded != NULL ? found->coded : found->judged;

    assert(from != NULL); /* something was found */
    RAP_TRY(find_place(self, &from->row.position, arena, ret_place, err));
    if (found->coded == NULL) {
        *ret = *from->verdict;
        ret->note = NULL;
        if (ret_place->text == NULL)
            return RAP_OK;
        ret->judged.evidence.start = from->row.position.evidence.start;
        ret->judged.evidence.end = from->row.position.evidence.end;
    } else {
        *ret = (rap_verdict_t){.judged = from->row.position};
    }
    ret->document_id = from->row.document_id;
    ret->text_sha256 = ret_place->text_sha256;
    ret->language = ret_place->language;
    ret->url = ret_place->url;
    ret->spoke = ret->judged.attribution == RAP_OWN && ret_place->speaks;
    return RAP_OK;
}

static bool is_space(char c)
{
    return c != '\0' && strchr(" \t\r\n", c) != NULL;
}

/* How many bytes at the beginning of `text` say these words, whatever spaces and line ends part them:
 * who copies from a screen does not see which.  0: it begins otherwise. */
static size_t says(const char *text, const char *words, size_t len)
{
    size_t at = 0;

    for (size_t i = 0; i < len;) {
        bool space = is_space(words[i]);

        if (space ? !is_space(text[at]) : text[at] != words[i])
            return 0;
        for (at++, i++; space && i < len && is_space(words[i]);)
            i++;
        while (space && is_space(text[at]))
            at++;
    }
    return at;
}

/* The text's own words, from where they first stand. */
static rap_code_t quote(const char *words, const struct place *place, rap_arena_t *arena,
    rap_evidence_t *ret, rap_err_t *err)
{
    size_t len, found = 0;

    if (place->text == NULL)
        return rap_fail(err, RAP_NOTFOUND,
            "its text is not in the store, so that no words can be quoted from it");
    while (is_space(*words))
        words++;
    for (len = strlen(words); len > 0 && is_space(words[len - 1]);)
        len--;
    const char *at = place->text;
    while (len > 0 && *at != '\0' && (found = says(at, words, len)) == 0)
        at++;
    if (found == 0)
        return rap_fail(err, RAP_USAGE,
            "the words '%.80s' are not in the text; quote them as they stand there ('rapporteur show "
            "--text')",
            words);
    *ret = (rap_evidence_t){.exact = rap_arena_strndup(arena, at, found),
        .start = (int64_t)rap_text_points(place->text, (size_t)(at - place->text))};
    ret->end = ret->start + (int64_t)rap_text_points(at, found);
    return ret->exact != NULL ? RAP_OK : rap_fail(err, RAP_TOOBIG, "no memory left for words");
}

/* `decided` has what held before. */
static rap_code_t fix(const rap_ruling_t *ruling, const struct place *place, rap_arena_t *arena,
    rap_verdict_t *verdict, rap_err_t *err)
{
    const rap_statement_t statement = {.text_sha256 = verdict->text_sha256};
    const rap_position_t *judged = &verdict->judged;
    rap_position_t *decided = verdict->decided;

    if (ruling->stance != NULL) {
        int stance = store_choice(ruling->stance, rap_stance_names, RAP_STANCE_NEUTRAL);
        if (stance == RAP_STANCE_NEUTRAL)
            return rap_fail(err, RAP_USAGE,
                "there is no stance '%.40s'; there are support, oppose, conditional, concern",
                ruling->stance);
        decided->stance = stance;
    }
    if (ruling->issue != NULL)
        decided->issue = ruling->issue;
    if (ruling->party != NULL)
        decided->party = ruling->party;
    if (ruling->evidence != NULL)
        RAP_TRY(quote(ruling->evidence, place, arena, &decided->evidence, err));
    RAP_TRY(rap_position_id(decided, &statement, arena, &decided->position_id, err));
    if (strcmp(decided->position_id, judged->position_id) == 0 &&
        strcmp(decided->evidence.exact, judged->evidence.exact) == 0)
        return rap_fail(err, RAP_USAGE,
            "that is what the machine says; 'rapporteur review accept %.16s' agrees with it",
            judged->position_id);
    return RAP_OK;
}

static rap_code_t make_verdict(rap_store_t *self, const struct store_review *found,
    const rap_ruling_t *ruling, rap_arena_t *arena, rap_verdict_t *ret, rap_err_t *err)
{
    const rap_verdict_t *before = found->judged != NULL ? found->judged->verdict : NULL;
    struct place place;

    RAP_TRY(take_judged(self, found, arena, ret, &place, err));
    ret->decision = ruling->decision;
    ret->reviewed_by = ruling->by;
    ret->note = ruling->note;
    ret->decided = NULL;
    if (ruling->decision == RAP_REJECT)
        return RAP_OK;
    ret->decided = rap_arena_alloc(arena, sizeof *ret->decided);
    if (ret->decided == NULL)
        return rap_fail(err, RAP_TOOBIG, "no memory left for a verdict");
    *ret->decided = ret->judged;
    if (ruling->decision == RAP_ACCEPT)
        return RAP_OK;
    if (before != NULL && before->decided != NULL)
        *ret->decided = *before->decided;
    return fix(ruling, &place, arena, ret, err);
}

static bool says_the_same(const rap_verdict_t *before, const rap_verdict_t *now)
{
    const rap_position_t *a = before->decided, *b = now->decided;

    if (before->decision != now->decision)
        return false;
    if (now->note != NULL && (before->note == NULL || strcmp(before->note, now->note) != 0))
        return false;
    if (now->decision == RAP_REJECT)
        return true;
    return a->stance == b->stance && strcmp(a->issue, b->issue) == 0 &&
           strcmp(a->party != NULL ? a->party : "", b->party != NULL ? b->party : "") == 0 &&
           strcmp(a->evidence.exact, b->evidence.exact) == 0;
}

static rap_code_t may_end(
    const rap_verdict_t *verdict, const char *by, bool overrule, rap_err_t *err)
{
    static const char *const done[] = {
        [RAP_ACCEPT] = "accepted", [RAP_REJECT] = "rejected", [RAP_FIX] = "fixed"};

    if (verdict == NULL || overrule || strcmp(verdict->reviewed_by, by) == 0)
        return RAP_OK;
    return rap_fail(err, RAP_USAGE,
        "'%.16s' was %s by '%.40s' at %.40s; add --overrule to put your word in its place",
        verdict->judged.position_id, done[verdict->decision], verdict->reviewed_by,
        verdict->reviewed_at);
}

rap_code_t rap_store_rule(rap_store_t *self, const char *id, const rap_ruling_t *ruling,
    rap_arena_t *arena, bool *ret_changed, rap_err_t *err)
{
    struct store_review found;
    rap_verdict_t verdict;
    char now[RAP_ISO_SIZE];

    RAP_TRY(store_find_review(self, id, arena, &found, err));
    RAP_TRY(make_verdict(self, &found, ruling, arena, &verdict, err));
    const rap_verdict_t *before = found.judged != NULL ? found.judged->verdict : NULL;
    *ret_changed = before == NULL || !says_the_same(before, &verdict);
    if (!*ret_changed)
        return RAP_OK;
    RAP_TRY(may_end(before, ruling->by, ruling->overrule, err));
    rap_clock_iso(rap_clock_wall_ms(&rap_clock_system), now);
    verdict.reviewed_at = now;
    RAP_TRY(end_verdicts(self, &verdict, verdict.document_id, &(struct end){ruling->by, now}, err));
    RAP_FAULT("store.verdict.before");
    RAP_TRY(put_verdict(self, &verdict, NULL, err));
    RAP_FAULT("store.verdict.after");
    return RAP_OK;
}

rap_code_t rap_store_unrule(rap_store_t *self, const char *id, const char *by, bool overrule,
    rap_arena_t *arena, rap_err_t *err)
{
    struct store_review found;
    char now[RAP_ISO_SIZE];

    RAP_TRY(store_find_review(self, id, arena, &found, err));
    if (found.judged == NULL)
        return rap_fail(
            err, RAP_NOTFOUND, "nobody has said anything of '%.16s' that could be taken back", id);
    const rap_verdict_t *verdict = found.judged->verdict;
    RAP_TRY(may_end(verdict, by, overrule, err));
    rap_clock_iso(rap_clock_wall_ms(&rap_clock_system), now);
    return end_verdicts(self, verdict, verdict->document_id, &(struct end){by, now}, err);
}

/* ---- from elsewhere ---- */

static bool is_hash(const char *text)
{
    return strlen(text) == HEX_LEN && strspn(text, "0123456789abcdef") == HEX_LEN;
}

static rap_code_t check_coding(const rap_position_t *position, const char *name, rap_err_t *err)
{
    if (!is_hash(position->position_id))
        return rap_fail(
            err, RAP_SCHEMA, "verdict: '%s.position_id' is not 64 hexadecimal digits", name);
    if (position->stance == RAP_STANCE_NEUTRAL)
        return rap_fail(
            err, RAP_SCHEMA, "verdict: '%s.stance' is neutral: that is no position", name);
    if (position->evidence.exact[0] == '\0')
        return rap_fail(err, RAP_SCHEMA, "verdict: '%s.evidence.exact' is empty", name);
    return RAP_OK;
}

static rap_code_t check_verdict(const rap_verdict_t *verdict, int64_t *ret_ms, rap_err_t *err)
{
    if (!is_hash(verdict->document_id) || !is_hash(verdict->text_sha256))
        return rap_fail(err, RAP_SCHEMA,
            "verdict: 'document_id' and 'text_sha256' are not 64 hexadecimal digits each");
    if (verdict->reviewed_by[0] == '\0')
        return rap_fail(err, RAP_SCHEMA, "verdict: 'reviewed_by' is empty");
    if (rap_clock_parse_iso(verdict->reviewed_at, ret_ms, err) != RAP_OK)
        return rap_fail(err, RAP_SCHEMA,
            "verdict: 'reviewed_at' is no time such as "
            "2024-03-08T15:04:05Z");
    if ((verdict->decision == RAP_REJECT) != (verdict->decided == NULL))
        return rap_fail(err, RAP_SCHEMA,
            "verdict: 'decided' says what holds, of what is accepted or fixed and of nothing else");
    RAP_TRY(check_coding(&verdict->judged, "judged", err));
    return verdict->decided != NULL ? check_coding(verdict->decided, "decided", err) : RAP_OK;
}

/* What the store knows of the same words in the same text. */
struct known {
    bool itself;
    bool stands; /* something does: */
    struct end last;
    int64_t at_ms;
};

static rap_code_t look_up(rap_store_t *self, const rap_verdict_t *verdict, rap_arena_t *arena,
    struct known *ret, rap_err_t *err)
{
    static const char sql[] =
        "SELECT stands, reviewed_by, reviewed_at,"
        "   decision = ?6 AND reviewed_by = ?7 AND reviewed_at = ?8 FROM verdict"
        " WHERE " STORE_SAME_WORDS("") " AND text_sha256 = ?5";
    const rap_position_t *judged = &verdict->judged;
    rap_code_t code = RAP_OK;
    rap_stmt_t *rows;
    bool row = true;

    *ret = (struct known){0};
    RAP_TRY(rap_db_query(self->db, &rows, err, sql, STORE_WORDS_TYPES "ssss", STORE_WORDS(judged),
        verdict->text_sha256, rap_decision_names[verdict->decision], verdict->reviewed_by,
        verdict->reviewed_at));
    while (code == RAP_OK) {
        RAP_TRY(rap_stmt_next(rows, &row, err));
        if (!row)
            return RAP_OK;
        ret->itself = ret->itself || rap_stmt_int(rows, 3) != 0;
        if (rap_stmt_int(rows, 0) == 0)
            continue;
        ret->stands = true;
        ret->last = (struct end){rap_stmt_keep(rows, 1, arena), rap_stmt_keep(rows, 2, arena)};
        code = ret->last.by == NULL || ret->last.at == NULL
                   ? rap_fail(err, RAP_TOOBIG, "no memory left for a verdict")
                   : rap_clock_parse_iso(ret->last.at, &ret->at_ms, err);
    }
    rap_stmt_reset(rows);
    return code;
}

rap_code_t rap_store_take_verdict(rap_store_t *self, const rap_verdict_t *verdict,
    rap_arena_t *arena, bool *ret_added, rap_err_t *err)
{
    const struct end end = {verdict->reviewed_by, verdict->reviewed_at};
    struct known known;
    int64_t at_ms;

    RAP_TRY(check_verdict(verdict, &at_ms, err));
    RAP_TRY(look_up(self, verdict, arena, &known, err));
    *ret_added = !known.itself;
    if (known.itself)
        return RAP_OK;
    if (known.stands && known.at_ms > at_ms)
        return put_verdict(self, verdict, &known.last, err);
    RAP_TRY(end_verdicts(self, verdict, NULL, &end, err));
    return put_verdict(self, verdict, NULL, err);
}
