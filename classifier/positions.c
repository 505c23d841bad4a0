/* positions.c - one position a party and issue: the stance that most speaks for, and its best
 * quotation. */
#include "classifier/analysis.h"

#include <stdlib.h>
#include <string.h>

enum { STANCES = RAP_STANCE_NEUTRAL + 1 };
#define CONDITION_WEIGHT 0.45

static bool is_group(const char *party)
{
    return strncmp(party, "G:", 2) == 0;
}

static bool is_listed(const char *const *list, size_t count, const char *party)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i], party) == 0)
            return true;
    return false;
}

size_t positions_speakers(const rap_statement_t *statement, const char **ret)
{
    const rap_party_role_t *item = statement->parties.item;
    size_t count = 0;

    for (size_t i = 0; i < statement->parties.count; i++)
        if (item[i].role == RAP_ROLE_ON_BEHALF_OF && is_group(item[i].id)) {
            ret[0] = item[i].id;
            return 1;
        }
    for (size_t i = 0; i < statement->parties.count; i++)
        if (item[i].role == RAP_ROLE_SPEAKER && count == 0)
            ret[count++] = item[i].id;
    for (size_t i = 0; i < statement->parties.count; i++)
        if (item[i].role == RAP_ROLE_ON_BEHALF_OF && !is_listed(ret, count, item[i].id))
            ret[count++] = item[i].id;
    return count;
}

static int compare_names(const char *a, const char *b)
{
    return strcmp(a != NULL ? a : "", b != NULL ? b : "");
}

/* What belongs to one position: issue, attribution, co-sponsoring or not, party. */
static int compare_keys(const finding_t *a, const finding_t *b)
{
    bool a_paper = a->modality == RAP_CO_SPONSORS, b_paper = b->modality == RAP_CO_SPONSORS;

    if (a->attribution != b->attribution)
        return a->attribution < b->attribution ? -1 : 1;
    if (a_paper != b_paper)
        return a_paper < b_paper ? -1 : 1;
    if (a->issue != b->issue)
        return a->issue < b->issue ? -1 : 1;
    return compare_names(a->party, b->party);
}

static int compare_findings(const void *a, const void *b)
{
    const finding_t *x = a, *y = b;
    int by = compare_keys(x, y);

    if (by != 0)
        return by;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    if (x->last != y->last)
        return x->last < y->last ? -1 : 1;
    if (x->stance != y->stance)
        return x->stance < y->stance ? -1 : 1;
    return (x->strength < y->strength) - (x->strength > y->strength);
}

/* The stance with the most confidence behind it; passing mentions weigh half. */
static int stance_of(const finding_t *item, size_t count)
{
    static const double by_strength[] = {0, 0.5, 1, 1.2};
    double weight[STANCES] = {0};
    int best = item->stance;

    for (size_t i = 0; i < count; i++)
        weight[item[i].stance] += item[i].weight * by_strength[item[i].strength];
    for (int s = 0; s < STANCES; s++)
        if (weight[s] > weight[best])
            best = s;
    /* Who names a condition does not take it back by a yes elsewhere. */
    if (best != RAP_STANCE_OPPOSE && weight[RAP_STANCE_CONDITIONAL] >= CONDITION_WEIGHT &&
        weight[RAP_STANCE_CONDITIONAL] * 2 >= weight[best])
        best = RAP_STANCE_CONDITIONAL;
    return best;
}

static bool is_own(const finding_t *finding)
{
    return finding->attribution == RAP_OWN && finding->modality != RAP_CO_SPONSORS;
}

static rap_code_t add_position(analysis_t *self, const finding_t *item, size_t count,
    const char *holder, rap_array_t *ret, rap_err_t *err)
{
    rap_position_t *to = (rap_position_t *)ret->item + ret->count;
    int stance = stance_of(item, count);
    uint8_t strength = 0;
    const finding_t *best = NULL;

    for (size_t i = 0; i < count; i++) {
        if (item[i].stance != stance)
            continue;
        if (best == NULL || item[i].confidence > best->confidence ||
            (item[i].confidence == best->confidence && item[i].strength > best->strength))
            best = &item[i];
        strength = item[i].strength > strength ? item[i].strength : strength;
    }
    if (best == NULL) /* not so: the stance is one of the findings' */
        return RAP_OK;
    *to = (rap_position_t){.statement_id = self->statement->statement_id,
        .party = holder,
        .issue = codebook_issue(self->codebook, best->issue)->id,
        .stance = stance,
        .strength = strength,
        .modality = best->modality,
        .confidence = best->confidence,
        .attribution = best->attribution,
        .codebook = codebook_name(self->codebook),
        .engine = self->engine};
    RAP_TRY(evidence_quote(self, best->first, best->last, &to->evidence, err));
    RAP_TRY(rap_position_id(to, self->statement, self->lasting, &to->position_id, err));
    ret->count++;
    return RAP_OK;
}

rap_code_t positions_make(
    analysis_t *self, const findings_t *findings, rap_array_t *ret, rap_err_t *err)
{
    finding_t *item = findings->item;
    const char **speaker =
        rap_arena_array(self->arena, self->statement->parties.count + 1, sizeof *speaker);
    size_t speakers = speaker != NULL ? positions_speakers(self->statement, speaker) : 0;

    rap_position_t *room = rap_arena_array(
        self->arena, ret->count + findings->count * (speakers + 1) + 1, sizeof *room);
    if (room == NULL || speaker == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for %zu positions", findings->count);
    if (ret->count > 0)
        memcpy(room, ret->item, ret->count * sizeof *room);
    ret->item = room;
    if (findings->count > 1)
        qsort(item, findings->count, sizeof *item, compare_findings);
    for (size_t i = 0, end; i < findings->count; i = end) {
        for (end = i + 1; end < findings->count && compare_keys(&item[i], &item[end]) == 0;)
            end++;
        if (!is_own(&item[i])) {
            RAP_TRY(add_position(self, &item[i], end - i, item[i].party, ret, err));
            continue;
        }
        for (size_t k = 0; k < speakers; k++)
            RAP_TRY(add_position(self, &item[i], end - i, speaker[k], ret, err));
    }
    return RAP_OK;
}
