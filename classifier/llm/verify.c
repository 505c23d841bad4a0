/* verify.c - see verify.h */
#include "classifier/llm/verify.h"

#include "classifier/analysis.h"

#include <string.h>

enum {
    QUOTE_LEAST = 12, /* bytes: less shows nothing */
    SENTENCES_MOST = 3,
    NAMES_MAX = 256, /* parties named in a passage */
};

const char *const verdict_on_names[] = {
    "kept", "not_quoted", "no_issue", "no_stance", "no_holder", NULL};

/* ---- texts whose white space does not count ---- */

typedef struct spaced {
    char *text; /* runs of white space are one blank; none at the ends */
    size_t *at; /* of each byte: where it stands in the source */
    size_t len;
} spaced_t;

/* Bytes of the white space at `at`, or 0; with the no-break space. */
static size_t space(const char *at, size_t left)
{
    if (*at == ' ' || (*at >= '\t' && *at <= '\r'))
        return 1;
    return left > 1 && (unsigned char)at[0] == 0xc2 && (unsigned char)at[1] == 0xa0 ? 2 : 0;
}

static bool spaced_make(const char *text, size_t len, rap_arena_t *arena, spaced_t *ret)
{
    *ret = (spaced_t){
        rap_arena_alloc(arena, len + 1), rap_arena_array(arena, len + 1, sizeof *ret->at), 0};
    if (ret->text == NULL || ret->at == NULL)
        return false;
    for (size_t i = 0; i < len;) {
        size_t n = space(text + i, len - i);
        bool blank = n > 0 && ret->len > 0 && ret->text[ret->len - 1] != ' ';

        if (n == 0 || blank) {
            ret->text[ret->len] = n == 0 ? text[i] : ' ';
            ret->at[ret->len++] = i;
        }
        i += n > 0 ? n : 1;
    }
    if (ret->len > 0 && ret->text[ret->len - 1] == ' ')
        ret->len--;
    return true;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Does a word go on over this place?  Only ASCII tells. */
static bool is_within_word(const spaced_t *in, size_t at)
{
    return at > 0 && at < in->len && is_letter(in->text[at - 1]) && is_letter(in->text[at]);
}

/* Where `what` stands in `in`, whole words of it. */
static bool find(const spaced_t *in, const spaced_t *what, size_t *ret_start, size_t *ret_end)
{
    for (size_t from = 0; what->len > 0 && from < in->len;) {
        const char *found = memmem(in->text + from, in->len - from, what->text, what->len);

        if (found == NULL)
            return false;
        size_t start = (size_t)(found - in->text), end = start + what->len;
        if (!is_within_word(in, start) && !is_within_word(in, end)) {
            *ret_start = in->at[start];
            *ret_end = in->at[end - 1] + 1;
            return true;
        }
        from = start + 1;
    }
    return false;
}

/* ---- the parts of a candidate ---- */

static bool find_quote(const candidate_t *candidate, const spaced_t *passage, rap_arena_t *arena,
    const passage_t *from, verified_t *ret)
{
    const sentence_t *item = from->sentences->item;
    size_t start, end, base = item[from->first].start;
    spaced_t quote;

    if (!spaced_make(candidate->quote, strlen(candidate->quote), arena, &quote) ||
        quote.len < QUOTE_LEAST || !find(passage, &quote, &start, &end))
        return false;
    ret->first = from->first;
    while (ret->first < from->last && item[ret->first].end <= base + start)
        ret->first++;
    ret->last = ret->first;
    while (ret->last < from->last && item[ret->last + 1].start < base + end)
        ret->last++;
    return ret->last - ret->first < SENTENCES_MOST;
}

static const char *find_issue(const codebook_t *codebook, const char *id)
{
    for (size_t i = 0; i < codebook_issue_count(codebook); i++)
        if (strcmp(codebook_issue(codebook, i)->id, id) == 0)
            return codebook_issue(codebook, i)->id;
    return NULL;
}

static int find_stance(const char *word)
{
    for (int i = 0; rap_stance_names[i] != NULL && i != RAP_STANCE_NEUTRAL; i++)
        if (strcmp(rap_stance_names[i], word) == 0)
            return i;
    return -1;
}

static bool is_named(
    const rap_parties_t *parties, const rap_party_t *party, const passage_t *in, rap_arena_t *arena)
{
    rap_party_hit_t *hit = rap_arena_array(arena, NAMES_MAX, sizeof *hit);
    size_t len;
    const char *text = passage_text(in, &len);
    size_t count = hit != NULL ? rap_parties_scan(parties, text, len, arena, hit, NAMES_MAX) : 0;

    for (size_t i = 0; i < count; i++)
        if (hit[i].party == party)
            return true;
    return false;
}

static bool find_holder(const char *holder, const spaced_t *text, const passage_t *passage,
    const rap_parties_t *parties, rap_arena_t *arena, verified_t *ret)
{
    size_t start, end;
    spaced_t name;

    ret->attribution = strcmp(holder, "speaker") == 0 ? RAP_OWN : RAP_REPORTED;
    ret->party = NULL;
    if (ret->attribution == RAP_OWN || strcmp(holder, "others") == 0)
        return true;
    const rap_party_t *party = parties != NULL ? rap_parties_resolve(parties, holder, arena) : NULL;
    if (party == NULL) /* "a number of States": others, if the passage says so */
        return spaced_make(holder, strlen(holder), arena, &name) && find(text, &name, &start, &end);
    if (attribution_is_own(passage->statement, party->key)) {
        ret->attribution = RAP_OWN;
        return true;
    }
    ret->party = party->key;
    return is_named(parties, party, passage, arena);
}

verdict_on_t verify(const candidate_t *candidate, const passage_t *passage,
    const codebook_t *codebook, const rap_parties_t *parties, rap_arena_t *arena, verified_t *ret)
{
    size_t len;
    const char *text = passage_text(passage, &len);
    spaced_t spaced;

    *ret = (verified_t){.passage = passage,
        .issue = find_issue(codebook, candidate->issue),
        .stance = find_stance(candidate->stance)};
    if (!spaced_make(text, len, arena, &spaced) ||
        !find_quote(candidate, &spaced, arena, passage, ret))
        return NOT_QUOTED;
    if (ret->issue == NULL)
        return NO_ISSUE;
    if (ret->stance < 0)
        return NO_STANCE;
    return find_holder(candidate->holder, &spaced, passage, parties, arena, ret) ? KEPT : NO_HOLDER;
}
