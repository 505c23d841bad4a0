/* marks.c - from hits of the automaton to the marks of a sentence.
 *
 * A phrase may play several parts ("balanced" names an issue and praises), and phrases overlap.
 * What stands at the end: the longest issue at a place, the longest cue at a place, negations
 * that are no part of a longer expression, and everything else as it was found.
 */
#include "classifier/analysis.h"

#include <string.h>

enum {
    SUBJECT_WORDS = 6, /* from the start of a sentence to its verb */
    LETS_WORDS = 4,    /* from "lets" to what others do */
    PSEUDO_WORDS = 15, /* from "not only" to its "but" */
    DOMAIN_WORDS = 14, /* from a word of the domain to an issue */
};

/* ---- words and clauses ---- */

/* A character of a script without blanks counts as a word. */
static bool starts_word(const char *plain, size_t at, size_t from)
{
    if (plain[at] == ' ')
        return false;
    if (at == from || plain[at - 1] == ' ')
        return true;
    return match_is_character(plain[at]);
}

static void count_words(analysis_t *self, view_t *view)
{
    size_t from = view->sentence->from, to = view->sentence->to;
    size_t words = 0;

    for (size_t i = from; i < to; i++) {
        self->words_before[i - from] = (uint16_t)words;
        words += starts_word(self->plain, i, from);
    }
    self->words_before[to - from] = (uint16_t)words;
    view->words = words;
}

/* How many words start before byte `at` of the sentence. */
static uint16_t word_at(const analysis_t *self, const view_t *view, size_t at)
{
    return self->words_before[at - view->sentence->from];
}

static bool is_clause_mark(const char *text, size_t at, size_t to)
{
    char c = text[at];

    if (c == ';' || c == ':' || c == '(' || c == ')')
        return true;
    if (c == '-' && at > 0 && text[at - 1] == ' ' && at + 1 < to && text[at + 1] == ' ')
        return true;
    return at + 3 <= to && (memcmp(text + at, "，", 3) == 0 || memcmp(text + at, "：", 3) == 0);
}

/* Does a comma at `at` end a clause: is a subject named behind it ("..., and we", "..., it")? */
static bool is_clause_comma(const analysis_t *self, const view_t *view, size_t at)
{
    uint16_t word = word_at(self, view, at + 1);

    for (size_t i = 0; i < view->count; i++) {
        const mark_t *mark = &view->mark[i];
        bool subject = (mark->part == PART_OWN && mark->word <= word + 1) ||
                       (mark->part == PART_DOCUMENT && mark->word <= word + 1);
        if (subject && mark->word >= word)
            return true;
    }
    return false;
}

/* "not only X but Y" is one thought, and so is "we are, however, ready". */
static bool is_break(const analysis_t *self, const view_t *view, const mark_t *mark)
{
    const char *text = self->folded.text;

    if (mark->part == PART_IF || mark->part == PART_IF_WEAK)
        return true;
    if (mark->part != PART_BREAK)
        return false;
    for (size_t i = 0; i < view->count; i++)
        if (view->mark[i].part == PART_PSEUDO && view->mark[i].end <= mark->word &&
            mark->word - view->mark[i].end <= PSEUDO_WORDS)
            return false;
    bool before = mark->from >= 2 && text[mark->from - 2] == ',';
    return !before || text[mark->to] != ',';
}

static void number_clauses(const analysis_t *self, view_t *view)
{
    const char *text = self->folded.text;
    size_t at = view->sentence->from, to = view->sentence->to;
    size_t begun = 0;     /* the word at which the clause began */
    bool fronted = false; /* in a condition that opens the sentence: a comma ends it */
    uint8_t clause = 0;

    for (size_t i = 0; i < view->count; i++) {
        mark_t *mark = &view->mark[i];
        for (; at < mark->from; at++) {
            if (self->plain[at] != ' ' || text[at] == ' ')
                continue; /* nearly always: in a word, or between two */
            bool ends = is_clause_mark(text, at, to) ||
                        (text[at] == ',' && (fronted || is_clause_comma(self, view, at)));
            if (!ends || clause == UINT8_MAX)
                continue;
            clause++;
            begun = word_at(self, view, at + 1);
            fronted = false;
        }
        bool begins = is_break(self, view, mark) || (fronted && mark->part == PART_OWN);
        if (mark->word > begun && clause < UINT8_MAX && begins) {
            clause++;
            begun = mark->word;
            fronted = false;
        }
        fronted |= mark->word == 0 && (mark->part == PART_IF || mark->part == PART_IF_WEAK);
        mark->clause = clause;
    }
}

/* ---- making ---- */

static void add(view_t *view, const mark_t *made)
{
    if (view->count < MARKS_MAX)
        view->mark[view->count++] = *made;
}

/* The hits of the sentence, each as often as it has meanings in the statement's language. */
static void take_hits(analysis_t *self, view_t *view)
{
    const sentence_t *sentence = view->sentence;
    const match_hits_t *hits = &self->hits;

    while (self->next_hit < hits->count && hits->item[self->next_hit].start < sentence->from)
        self->next_hit++;
    for (; self->next_hit < hits->count && hits->item[self->next_hit].start < sentence->to;
         self->next_hit++) {
        const match_hit_t *hit = &hits->item[self->next_hit];
        size_t count;
        const codebook_meaning_t *meaning = codebook_meanings(self->codebook, hit->phrase, &count);
        if (hit->end > sentence->to)
            continue;
        for (size_t k = 0; k < count; k++) {
            if ((meaning[k].languages & self->language) == 0)
                continue;
            mark_t made = {.from = hit->start,
                .to = hit->end,
                .word = word_at(self, view, hit->start),
                .end = word_at(self, view, hit->end),
                .ref = meaning[k].ref,
                .part = meaning[k].part,
                .role = meaning[k].role};
            add(view, &made);
        }
    }
}

/* Are parties worth looking for?  Only where something could hang on them. */
static bool wants_parties(const analysis_t *self, const view_t *view)
{
    bool issue = false, frame = false, own = false;

    for (size_t i = 0; i < view->count; i++) {
        const mark_t *mark = &view->mark[i];
        issue |= mark->part == PART_ISSUE || mark->part == PART_NEAR;
        own |= mark->part == PART_OWN;
        frame |= mark->part == PART_VERB ||
                 (mark->part == PART_CUE && !own && mark->word > 0 && mark->word <= SUBJECT_WORDS);
        if (mark->part == PART_BY || mark->part == PART_WORK)
            return true;
        if (mark->part == PART_NEAR && (codebook_near(self->codebook, mark->ref)->party ||
                                           codebook_near(self->codebook, mark->ref)->speaker))
            return true;
    }
    return issue && frame;
}

static int compare_marks(const mark_t *a, const mark_t *b)
{
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return (a->to < b->to) - (a->to > b->to);
}

/* Marks are nearly in order: only parties came behind the others. */
static void sort(view_t *view)
{
    for (size_t i = 1; i < view->count; i++) {
        mark_t moved = view->mark[i];
        size_t k = i;
        for (; k > 0 && compare_marks(&view->mark[k - 1], &moved) > 0; k--)
            view->mark[k] = view->mark[k - 1];
        view->mark[k] = moved;
    }
}

static void take_parties(const analysis_t *self, view_t *view)
{
    const sentence_t *sentence = view->sentence;
    rap_party_hit_t hit[64];
    size_t count, at = sentence->from;

    count = rap_parties_scan(self->parties, self->statement->text + sentence->start,
        sentence->end - sentence->start, self->arena, hit, sizeof hit / sizeof *hit);
    for (size_t i = 0; i < count; i++) {
        mark_t made = {
            .part = PART_PARTY, .party = hit[i].party->key, .adjective = hit[i].adjective};
        while (at < sentence->to && self->folded.origin[at] < sentence->start + hit[i].start)
            at++;
        made.from = (uint32_t)at;
        while (at < sentence->to && self->folded.origin[at] < sentence->start + hit[i].end)
            at++;
        made.to = (uint32_t)at;
        made.word = word_at(self, view, made.from);
        made.end = word_at(self, view, made.to);
        if (attribution_is_own(self->statement, made.party))
            made.part = PART_OWN;
        add(view, &made);
    }
    sort(view);
}

/* ---- what stands ---- */

static bool overlap(const mark_t *a, const mark_t *b)
{
    return a->from < b->to && b->from < a->to;
}

static bool inside(const mark_t *a, const mark_t *b)
{
    return a->from >= b->from && a->to <= b->to;
}

/* Is it part of an expression in which the issue's phrases do not count? */
static bool is_excluded(const view_t *view, const mark_t *mark, uint16_t issue)
{
    for (size_t i = 0; i < view->count; i++)
        if (view->mark[i].part == PART_EXCLUDE && view->mark[i].ref == issue &&
            inside(mark, &view->mark[i]))
            return true;
    return false;
}

static bool is_near(const view_t *view, const mark_t *mark, const codebook_near_t *near)
{
    for (size_t i = 0; i < view->count; i++) {
        const mark_t *with = &view->mark[i];
        bool counts = (with->part == PART_WITH && with->ref == mark->ref) ||
                      (near->party && with->part == PART_PARTY) ||
                      (near->speaker && with->part == PART_OWN && with->party != NULL);
        if (!counts || inside(mark, with) || is_excluded(view, with, near->issue))
            continue;
        if (overlap(with, mark))
            return true;
        int gap = with->word >= mark->end ? with->word - mark->end : mark->word - with->end;
        if (near->words == 0 || gap <= near->words)
            return true;
    }
    return false;
}

static void apply_near(const analysis_t *self, view_t *view)
{
    for (size_t i = 0; i < view->count; i++) {
        mark_t *mark = &view->mark[i];
        if (mark->part != PART_NEAR)
            continue;
        const codebook_near_t *near = codebook_near(self->codebook, mark->ref);
        mark->gone = !is_near(view, mark, near);
        if (mark->gone)
            continue;
        mark->part = PART_ISSUE;
        mark->role = near->role;
        mark->ref = near->issue;
        mark->near = true;
    }
}

static void apply_exclude(view_t *view)
{
    for (size_t i = 0; i < view->count; i++) {
        const mark_t *exclude = &view->mark[i];
        if (exclude->part != PART_EXCLUDE)
            continue;
        for (size_t k = 0; k < view->count; k++) {
            mark_t *mark = &view->mark[k];
            mark->gone |=
                mark->part == PART_ISSUE && mark->ref == exclude->ref && inside(mark, exclude);
        }
    }
}

/* Does the phrase of an issue take a side by itself, and not only name it? */
static bool is_claim(const mark_t *mark)
{
    return mark->role == ROLE_CLAIM || mark->role == ROLE_DENIAL || mark->role == ROLE_GRIEVANCE;
}

/* Of two phrases of one issue the one that says more stands, else the longer. */
static bool issue_gives_way(const mark_t *a, const mark_t *b)
{
    uint32_t a_len = a->to - a->from, b_len = b->to - b->from;

    if (a->ref == b->ref && is_claim(a) != is_claim(b))
        return is_claim(b);
    if (a->ref == b->ref && a_len == b_len && a->near && b->near && a->role != b->role &&
        (a->role == ROLE_PHRASE || b->role == ROLE_PHRASE))
        return a->role == ROLE_PHRASE;
    if (a->ref == b->ref && a_len == b_len && a->near != b->near)
        return a->near ? a->role == ROLE_PHRASE : b->role != ROLE_PHRASE;
    if (a->near != b->near && a_len <= b_len)
        return a->near;
    /* As long as one of another issue: both stand. */
    return a_len < b_len || (a_len == b_len && a->ref == b->ref && a > b);
}

/* The longer cue, or the one that begins first where neither holds the other. */
static bool cue_gives_way(const mark_t *a, const mark_t *b)
{
    if (a->from == b->from && a->to == b->to)
        return a > b;
    if (inside(a, b) || inside(b, a))
        return inside(a, b);
    return b->from < a->from;
}

/* May the mark hold a word that alone would negate or begin a clause? */
static bool is_expression(const mark_t *mark)
{
    return mark->part == PART_CUE || mark->part == PART_PSEUDO || mark->part == PART_ISSUE ||
           mark->part == PART_IF || mark->part == PART_OWN;
}

/* Does `a` leave its place to `b`, which overlaps it? */
static bool gives_way(const mark_t *a, const mark_t *b)
{
    uint32_t a_len = a->to - a->from, b_len = b->to - b->from;

    switch (a->part) {
    case PART_ISSUE:
        return b->part == PART_ISSUE && issue_gives_way(a, b);
    case PART_CUE:
        if (b->part == PART_CUE)
            return cue_gives_way(a, b);
        if (b->part == PART_PSEUDO)
            return inside(a, b);
        if (b->part == PART_ISSUE && inside(a, b))
            return a_len < b_len || is_claim(b);
        /* "the right to object to" is no objection */
        return b->part == PART_ISSUE && !inside(b, a) &&
               (is_claim(b) || (b->end - b->word > 1 && a->from > b->from));
    case PART_COURTESY:
        return b->part == PART_CUE && inside(a, b);
    case PART_NOT: /* Chinese writes "however" and longer negations with "not" */
        return inside(a, b) && (b->part == PART_BREAK || is_expression(b) ||
                                   (b->part == PART_NOT && a_len < b_len));
    case PART_BREAK:
        return inside(a, b) && is_expression(b);
    case PART_WHO:
    case PART_CRITICS:
    case PART_IF_WEAK:
        return inside(a, b) && a_len < b_len &&
               (b->part == PART_SAYS || b->part == PART_WHO || b->part == PART_IF ||
                   b->part == PART_CRITICS || b->part == PART_EFFORT);
    default:
        return false;
    }
}

static void settle(view_t *view)
{
    size_t kept = 0, first = 0;

    for (size_t i = 0; i < view->count; i++) {
        mark_t *a = &view->mark[i];
        while (first < i && view->mark[first].to <= a->from)
            first++; /* marks are in order: it ends before those behind `a` too */
        for (size_t k = first; k < view->count && !a->gone; k++) {
            const mark_t *b = &view->mark[k];
            if (b->from >= a->to)
                break;
            if (k != i && !b->gone && overlap(a, b) && gives_way(a, b))
                a->gone = true;
        }
    }
    for (size_t i = 0; i < view->count; i++)
        if (!view->mark[i].gone && view->mark[i].part != PART_WITH &&
            view->mark[i].part != PART_EXCLUDE)
            view->mark[kept++] = view->mark[i];
    view->count = kept;
}

/* "which lets experts warn each other": what others are made able to do is no worry or refusal of
 * the speaker's. */
static bool is_enabled(const analysis_t *self, const view_t *view, const mark_t *cue)
{
    const codebook_cue_t *kind = codebook_cue(self->codebook, cue->ref);
    bool lets = false;

    if (kind->side != SIDE_OBJECT || kind->strength == 1 ||
        (kind->direction != CUE_CONCERN && kind->direction != CUE_OPPOSE))
        return false;
    for (size_t i = 0; i < view->count; i++) {
        const mark_t *mark = &view->mark[i];
        if (mark->clause != cue->clause || mark->end > cue->word ||
            cue->word - mark->end > LETS_WORDS)
            continue;
        if (mark->part == PART_LETS)
            lets = true;
        else if (mark->part == PART_OWN || mark->part == PART_OURS)
            lets = false;
    }
    return lets;
}

static void drop_enabled(const analysis_t *self, view_t *view)
{
    for (size_t i = 0; i < view->count; i++)
        if (view->mark[i].part == PART_CUE && is_enabled(self, view, &view->mark[i]))
            view->mark[i].part = PART_WITH; /* it takes no side */
}

/* Is the sentence about our subject, whatever the others are about? */
static bool is_ours(analysis_t *self, view_t *view)
{
    bool domain = false, foreign = false;

    for (size_t i = 0; i < view->count; i++) {
        domain |= view->mark[i].part == PART_DOMAIN;
        foreign |= view->mark[i].part == PART_FOREIGN;
    }
    size_t seen = self->domain_seen;
    if (domain)
        self->domain_seen = view->number + 1;
    if (domain || foreign)
        self->in_domain = domain;
    view->surely = domain || self->body == BODY_OURS;
    if (self->body == BODY_OURS)
        return true;
    if (self->body == BODY_MIXED)
        return self->in_domain;
    bool before = seen > 0 && seen == view->number &&
                  view->sentence[-1].paragraph == view->sentence->paragraph;
    return domain || (before && !foreign);
}

/* Does a second verb begin between the two: "support X and reject Y"? */
static bool is_parted(const analysis_t *self, const view_t *view, const mark_t *a, const mark_t *b)
{
    const mark_t *first = a->from < b->from ? a : b, *second = first == a ? b : a;

    for (size_t i = 0; i < view->count; i++) /* "such an instrument" is the one before */
        if (view->mark[i].part == PART_BACK && view->mark[i].word < second->word &&
            view->mark[i].end + 1 >= second->word)
            return false;
    for (size_t i = 0; i < view->count; i++) {
        const mark_t *cue = &view->mark[i];
        if (cue->part != PART_CUE || cue->word < first->end || cue->end > second->word)
            continue;
        const codebook_cue_t *kind = codebook_cue(self->codebook, cue->ref);
        for (size_t k = 0; k < i && kind->side == SIDE_OBJECT && kind->strength > 1; k++)
            if (view->mark[k].part == PART_AND && view->mark[k].word >= first->end &&
                view->mark[k].end <= cue->word && cue->word - view->mark[k].end <= 1)
                return true;
    }
    return false;
}

static bool yields_to_another(const analysis_t *self, const view_t *view, const mark_t *mark)
{
    const codebook_issue_t *issue = codebook_issue(self->codebook, mark->ref);

    for (size_t i = 0; i < view->count; i++) {
        const mark_t *other = &view->mark[i];
        if (other->part != PART_ISSUE || other->clause != mark->clause)
            continue;
        for (size_t k = 0; k < issue->yields_count; k++)
            if (issue->yields[k] == other->ref && !is_parted(self, view, mark, other))
                return true;
    }
    return false;
}

/* Elsewhere than in meetings of ours: is the subject named near the issue? */
static bool is_in_domain(const analysis_t *self, const view_t *view, const mark_t *target)
{
    if (self->body != BODY_OTHER)
        return true;
    bool any = false;
    for (size_t i = 0; i < view->count; i++) {
        const mark_t *mark = &view->mark[i];
        if (mark->part != PART_DOMAIN)
            continue;
        any = true;
        int gap = mark->word >= target->end ? mark->word - target->end : target->word - mark->end;
        if (gap <= DOMAIN_WORDS)
            return true;
    }
    return !any; /* it was named in the sentence before */
}

/* The issues of the sentence, without broad ones that step back. */
static void find_targets(analysis_t *self, view_t *view)
{
    bool ours = is_ours(self, view);

    view->ours = ours || self->open;
    for (size_t i = 0; i < view->count; i++) {
        mark_t *mark = &view->mark[i];
        if (mark->part != PART_ISSUE)
            continue;
        mark->far = !ours || !is_in_domain(self, view, mark);
        mark->gone = (mark->far && !self->open) || yields_to_another(self, view, mark);
    }
    for (size_t i = 0; i < view->count; i++) {
        mark_t *mark = &view->mark[i];
        if (mark->part == PART_ISSUE && mark->gone)
            mark->part = PART_WITH; /* it names nothing here */
        else if (mark->part == PART_ISSUE && view->targets < TARGETS_MAX)
            view->target[view->targets++] = mark;
    }
}

/* Does the statement name another subject anywhere? */
static bool has_foreign(const analysis_t *self)
{
    for (size_t i = 0; i < self->hits.count; i++) {
        size_t count;
        const codebook_meaning_t *meaning =
            codebook_meanings(self->codebook, self->hits.item[i].phrase, &count);
        for (size_t k = 0; k < count; k++)
            if (meaning[k].part == PART_FOREIGN && (meaning[k].languages & self->language) != 0)
                return true;
    }
    return false;
}

void marks_begin(analysis_t *self)
{
    self->next_hit = self->domain_seen = 0;
    /* Who names nothing else in a meeting where we are a subject speaks of ours. */
    self->in_domain =
        self->statement->body != NULL && self->body == BODY_MIXED && !has_foreign(self);
}

rap_code_t marks_prepare(analysis_t *self, rap_err_t *err)
{
    size_t longest = 0;

    marks_begin(self);
    for (size_t i = 0; i < self->sentences.count; i++) {
        size_t len = self->sentences.item[i].to - self->sentences.item[i].from;
        longest = len > longest ? len : longest;
    }
    if (longest > UINT16_MAX)
        return rap_fail(err, RAP_TOOBIG, "a sentence of %zu bytes", longest);
    self->mark_room = rap_arena_array(self->arena, MARKS_MAX, sizeof *self->mark_room);
    self->words_before = rap_arena_array(self->arena, longest + 1, sizeof *self->words_before);
    if (self->mark_room == NULL || self->words_before == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for the marks of a sentence");
    return RAP_OK;
}

void marks_make(analysis_t *self, size_t sentence, view_t *ret)
{
    *ret = (view_t){
        .number = sentence, .sentence = &self->sentences.item[sentence], .mark = self->mark_room};
    count_words(self, ret);
    take_hits(self, ret);
    if (self->parties != NULL && wants_parties(self, ret))
        take_parties(self, ret);
    apply_near(self, ret);
    apply_exclude(ret);
    settle(ret);
    number_clauses(self, ret);
    drop_enabled(self, ret);
    find_targets(self, ret);
    for (size_t i = 0; i < ret->count; i++) {
        ret->points_back |= ret->mark[i].part == PART_BACK;
        ret->contrast |= ret->mark[i].part == PART_BREAK;
        ret->modal |= ret->mark[i].part == PART_MODAL;
        ret->own |= ret->mark[i].part == PART_OWN || ret->mark[i].part == PART_OURS;
    }
}
