/* co_sponsors.c - who put a paper on the table together.
 *
 * The parser says which parties are co-sponsors of something.  The sentence that lists them is
 * found here, and what they are for: the issue it names, or the last one before it that the
 * speaker is for, or the first one behind it.
 */
#include "classifier/analysis.h"

#include <string.h>

#define CONFIDENCE 0.8

enum { SENTENCES_BEFORE = 6, SENTENCES_BEHIND = 3, LISTED_MIN = 2 };

static bool is_co_sponsor(const rap_statement_t *statement, const char *party)
{
    const rap_party_role_t *item = statement->parties.item;

    for (size_t i = 0; i < statement->parties.count; i++)
        if (item[i].role == RAP_ROLE_CO_SPONSOR && strcmp(item[i].id, party) == 0)
            return true;
    return false;
}

/* How many co-sponsors the sentence names. */
static size_t count_listed(const analysis_t *self, size_t sentence)
{
    const sentence_t *item = &self->sentences.item[sentence];
    rap_party_hit_t hit[64];
    size_t listed = 0, count;

    count = rap_parties_scan(self->parties, self->statement->text + item->start,
        item->end - item->start, self->arena, hit, sizeof hit / sizeof *hit);
    for (size_t i = 0; i < count; i++)
        listed += is_co_sponsor(self->statement, hit[i].party->key);
    return listed;
}

/* The finding that says what the list in `sentence` is for, or NULL. */
static const finding_t *paper_of(const findings_t *findings, size_t sentence)
{
    const finding_t *before = NULL, *behind = NULL;

    for (size_t i = 0; i < findings->count; i++) {
        const finding_t *item = &findings->item[i];
        if (item->stance != RAP_STANCE_SUPPORT || item->attribution != RAP_OWN)
            continue;
        if (item->last <= sentence && sentence - item->last <= SENTENCES_BEFORE) {
            if (before == NULL || item->last > before->last ||
                (item->last == before->last && item->strength >= before->strength))
                before = item;
        } else if (item->first > sentence && item->first - sentence <= SENTENCES_BEHIND &&
                   behind == NULL) {
            behind = item;
        }
    }
    return before != NULL ? before : behind;
}

rap_code_t co_sponsors_find(analysis_t *self, findings_t *findings, rap_err_t *err)
{
    const rap_statement_t *statement = self->statement;
    const rap_party_role_t *party = statement->parties.item;
    size_t best = 0, most = 0, wanted = 0;

    for (size_t i = 0; i < statement->parties.count; i++)
        wanted += party[i].role == RAP_ROLE_CO_SPONSOR;
    if (wanted == 0 || self->parties == NULL)
        return RAP_OK;
    for (size_t i = 0; i < self->sentences.count; i++) {
        size_t listed = self->sentences.item[i].heading ? 0 : count_listed(self, i);
        if (listed > most) {
            most = listed;
            best = i;
        }
    }
    if (most < LISTED_MIN && most < wanted)
        return RAP_OK;
    const finding_t *paper = paper_of(findings, best);
    if (paper == NULL)
        return RAP_OK;

    /* Where not even the finding is sure to be of our subject, its co-sponsors are no surer. */
    double confidence =
        self->open && paper->confidence < CONFIDENCE ? paper->confidence : CONFIDENCE;
    finding_t made = {.issue = paper->issue,
        .stance = RAP_STANCE_SUPPORT,
        .strength = 2,
        .modality = RAP_CO_SPONSORS,
        .attribution = RAP_OWN,
        .confidence = confidence,
        .weight = confidence,
        .first = (uint32_t)best,
        .last = (uint32_t)best};
    for (size_t i = 0; i < statement->parties.count; i++) {
        made.party = party[i].id;
        if (party[i].role == RAP_ROLE_CO_SPONSOR)
            RAP_TRY(findings_add(self, findings, made, err));
    }
    return RAP_OK;
}
