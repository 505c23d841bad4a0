/* cast.c - see cast.h */
#include "parser/structure/cast.h"

#include <string.h>

void cast_add(cast_t *self, const rap_party_t *party, int role)
{
    for (size_t i = 0; i < self->count; i++) {
        bool beside = (self->item[i].role == RAP_ROLE_CO_SPONSOR) != (role == RAP_ROLE_CO_SPONSOR);
        if (self->item[i].party != party || beside)
            continue;
        if (role < self->item[i].role)
            self->item[i].role = role;
        return;
    }
    if (self->count == CAST_MAX)
        return;
    self->item[self->count].party = party;
    self->item[self->count++].role = role;
}

void cast_add_miscount(cast_t *self, int role, long said, long found)
{
    rap_miscount_t miscount = {.role = role, .said = said, .found = found};
    for (size_t i = 0; i < self->miscounts; i++) {
        const rap_miscount_t *other = &self->miscount[i];
        if (other->role == role && other->said == said && other->found == found)
            return;
    }
    if (self->miscounts < CAST_MISCOUNTS_MAX)
        self->miscount[self->miscounts++] = miscount;
}

void cast_clear(cast_t *self)
{
    self->count = self->miscounts = 0;
}

const rap_party_t *cast_speaker(const cast_t *self)
{
    for (size_t i = 0; i < self->count; i++)
        if (self->item[i].role == RAP_ROLE_SPEAKER)
            return self->item[i].party;
    return NULL;
}

size_t cast_count(const cast_t *self, int role, bool groups)
{
    size_t count = 0;
    for (size_t i = 0; i < self->count; i++)
        count += self->item[i].role == role && rap_party_is_group(self->item[i].party) == groups;
    return count;
}

void cast_promote_group(cast_t *self)
{
    if (cast_speaker(self) != NULL || cast_count(self, RAP_ROLE_ON_BEHALF_OF, true) != 1)
        return;
    for (size_t i = 0; i < self->count; i++)
        if (self->item[i].role == RAP_ROLE_ON_BEHALF_OF && rap_party_is_group(self->item[i].party))
            self->item[i].role = RAP_ROLE_SPEAKER;
}

static rap_code_t find(mentions_t *ret, const rap_parties_t *parties, const passage_t *passage,
    bool guess, rap_arena_t *arena, rap_err_t *err)
{
    enum { MENTIONS_MAX = 4096, MENTION_BYTES = 32 };
    RAP_AUTO(rap_arena) *scratch = rap_arena_new(64 << 20);
    /* Room for those of most texts; where it is full, for as many as are taken. */
    size_t room = passage->len / MENTION_BYTES + 16, count;
    rap_party_hit_t *hits;
    for (;; room = MENTIONS_MAX) {
        room = room < MENTIONS_MAX ? room : MENTIONS_MAX;
        hits = rap_arena_array(scratch, room, sizeof *hits);
        if (hits == NULL)
            return rap_fail(err, RAP_TOOBIG, "no room to look for parties");
        count = (guess ? rap_parties_guess_folded : rap_parties_scan_folded)(
            parties, passage->text, &passage->folded, hits, room);
        if (count < room || room == MENTIONS_MAX)
            break;
    }
    mention_t *item = rap_arena_array(arena, count + 1, sizeof *item);
    if (item == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for %zu parties", count);
    for (size_t i = 0; i < count; i++)
        item[i] = (mention_t){hits[i].party,
            {passage_folded(passage, hits[i].start), passage_folded(passage, hits[i].end)},
            hits[i].adjective};
    *ret = (mentions_t){item, count};
    return RAP_OK;
}

rap_code_t mentions_find(mentions_t *ret, const rap_parties_t *parties, const passage_t *passage,
    rap_arena_t *arena, rap_err_t *err)
{
    bool lossy =
        memmem(passage->text, passage->len, "\xEF\xBF\xBD", 3) != NULL; /* letters went missing */
    return find(ret, parties, passage, lossy, arena, err);
}

rap_code_t mentions_guess(mentions_t *ret, const rap_parties_t *parties, const passage_t *passage,
    rap_arena_t *arena, rap_err_t *err)
{
    return find(ret, parties, passage, true, arena, err);
}

bool cast_is_list_gap(const passage_t *p, size_t from, size_t to)
{
    enum { GAP_MAX = 24 };
    static const char *const links[] = {",", "and", "the", "as", "well", "*", "et", "le", "la",
        "les", "l", "'", "y", "el", "los", "и", "و", "、", "和", "以及", ";", "of", "republic",
        "kingdom", "state", "democratic", "islamic", "people", "s", "du", "de", "republique",
        "republica", "республика", "республики", "fellow", "&", NULL};
    if (to - from > GAP_MAX)
        return false;
    for (size_t i = passage_token_at(p, from); i < p->tokens && p->token[i].start < to; i++)
        if (p->token[i].end <= to && !passage_is_one_of(p, i, links))
            return false;
    return true;
}
