/* turns.c - see turns.h */
#include "parser/structure/turns.h"

#include <string.h>

#include "parser/structure/cast.h"
#include "parser/structure/details.h"
#include "parser/structure/head.h"
#include "parser/structure/language.h"
#include "parser/structure/turns_private.h"

enum {
    HEAD_BLOCKS = 60,
    SCRATCH_MAX = 8 << 20,
    OFFICER_WORDS = 16,
    TITLE_WORDS = 40,
    LIST_HITS_MAX = 256
};

/* clang-format off */
/* A delegation speaks of itself. */
static const char *const personal[] = {"my delegation", "our delegation", "my country", "my government", "my own country", "i have the honour",
    "i have the honor", "i speak on behalf", "i am speaking", "i deliver this", "i wish to", "i would like to", "i should like to", "we thank you",
    "ma delegation", "notre delegation", "mon pays", "j'ai l'honneur", "je voudrais", "je prends la parole", "je tiens a",
    "mi delegacion", "nuestra delegacion", "mi pais", "tengo el honor", "quisiera", "hago uso de la palabra",
    "моя делегация", "наша делегация", "нашей делегации", "моей делегации", "моя страна", "имею честь", "хотел бы", "хотела бы",
    "وفد بلادي", "وفدي", "بلادي", "يشرفني", "يود وفد", "اود ان", "我国代表团", "中国代表团", "我谨代表", "我国", "我代表团", "我愿", NULL};
/* clang-format on */

/* --- what is seen in each block --- */

/* "Statement by Kenya on capacity-building": the speaker by the rules for titles. */
static rap_code_t look_at_title(seen_t *seen, const passage_t *p, const rap_parties_t *parties,
    rap_arena_t *scratch, rap_err_t *err)
{
    cast_t *cast = rap_arena_alloc(scratch, sizeof *cast);
    if (cast == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room to read a title");
    RAP_TRY(speaker_of_title(cast, parties, p, scratch, err));
    const rap_party_t *party = cast_speaker(cast);
    if (party == NULL)
        return RAP_OK;
    seen->title = true;
    seen->label = (label_t){.kind = LABEL_PARTY,
        .party = party,
        .said = {0, p->len},
        .words = p->len,
        .strong = true,
        .bare = true};
    return RAP_OK;
}

/* "President: Mr. Roe (Kenya)", in a record's head. */
static bool is_officer(const seen_t *seen, const layout_block_t *block, const passage_t *p)
{
    static const char *const courtesies[] = {"mr.", "ms.", "mrs.", "dr.", "m.", "mme", "sr.",
        "sra.", "г-н", "г-жа", "السيد", "السيدة", "h.e.", NULL};
    static const char *const behind[] = {"先生", "女士", NULL};
    if (seen->label.kind != LABEL_CHAIR || seen->label.bare || seen->words > OFFICER_WORDS ||
        seen->label.words >= block->len)
        return false;
    span_t hit, rest = {passage_folded(p, seen->label.words), p->folded.len};
    return passage_has_at(p, rest.start, courtesies, &hit) ||
           passage_find_any(p, rest, behind, &hit);
}

/* States, commas, and nothing else to speak of: the rest of a vote. */
static bool is_list(const layout_block_t *block, const rap_parties_t *parties, rap_arena_t *scratch)
{
    size_t covered = 0, len = label_look(block);
    rap_party_hit_t *hit = rap_arena_array(scratch, LIST_HITS_MAX, sizeof *hit);
    if (hit == NULL)
        return false;
    size_t count = rap_parties_scan(parties, block->text, len, scratch, hit, LIST_HITS_MAX);
    for (size_t i = 0; i < count; i++)
        covered += hit[i].end - hit[i].start + 2;
    return count > 1 && 4 * covered >= 3 * len;
}

static rap_code_t look_at(seen_t *seen, const layout_block_t *block, const passage_t *p,
    bool reported, const rap_parties_t *parties, rap_arena_t *scratch, rap_err_t *err)
{
    span_t hit;
    RAP_TRY(label_read(&seen->label, block, p, reported, parties, scratch, err));
    turns_mark(&seen->mark, block, p);
    seen->words = passage_words(p, passage_span(p));
    seen->procedure = procedure_of(p);
    seen->addressed = head_is_salutation(p);
    seen->personal = passage_find_any(p, passage_span(p), personal, &hit);
    seen->officer = is_officer(seen, block, p);
    if (reported && seen->label.kind != LABEL_NONE && !seen->label.bare) {
        seen->label.told = true; /* "السيد حسن (مصر): قال": the label is the sentence's subject */
        seen->label.words = 0;
    }
    bool sentence = p->tokens > 0 && passage_is_word(p, p->tokens - 1, ".");
    bool title = seen->label.kind == LABEL_NONE && seen->words <= TITLE_WORDS && !sentence &&
                 title_begins(p);
    if (title && block->len == p->len)
        RAP_TRY(look_at_title(seen, p, parties, scratch, err));
    return RAP_OK;
}

/* The language of what stands under a title. */
static rap_code_t look_at_section(
    seen_t *seen, const looks_t *looks, size_t i, rap_arena_t *scratch, rap_err_t *err)
{
    for (size_t k = i + 1; k < looks->layout->blocks && !seen[k].title; k++) {
        const passage_t *p;
        bool garbage;
        if (seen[k].aside || seen[k].words < 12)
            continue;
        rap_arena_reset(scratch);
        RAP_TRY(looks_get(looks, k, scratch, &p, err));
        seen[i].language = language_of(p, &garbage);
        break;
    }
    return RAP_OK;
}

/* The head says it: what a speech cites of records is behind its words to the Chair. */
static rap_code_t find_minutes(
    minutes_t *ret, const looks_t *looks, rap_arena_t *scratch, rap_err_t *err)
{
    static const char *const officers[] = {
        "chair:", "chair :", "chairperson:", "chairperson :", NULL};
    span_t hit;
    *ret = MINUTES_NONE;
    for (size_t i = 0; i < looks->layout->blocks && i < HEAD_BLOCKS && *ret == MINUTES_NONE; i++) {
        const passage_t *p;
        rap_arena_reset(scratch);
        RAP_TRY(looks_get(looks, i, scratch, &p, err));
        if (head_is_salutation(p) && !passage_has_at(p, 0, officers, &hit))
            break;
        *ret = procedure_minutes(p);
    }
    return RAP_OK;
}

static rap_code_t look_at_all(seen_t *seen, const looks_t *looks, minutes_t minutes,
    const rap_parties_t *parties, rap_arena_t *scratch, rap_err_t *err)
{
    const layout_t *layout = looks->layout;
    for (size_t i = 0; i < layout->blocks; i++) {
        const passage_t *p;
        seen[i].aside = !head_is_text(layout, 0, i);
        if (seen[i].aside)
            continue;
        rap_arena_reset(scratch);
        RAP_TRY(looks_get(looks, i, scratch, &p, err));
        RAP_TRY(look_at(
            &seen[i], &layout->block[i], p, minutes == MINUTES_SUMMARY, parties, scratch, err));
    }
    for (size_t i = 0; i < layout->blocks; i++)
        if (seen[i].title)
            RAP_TRY(look_at_section(seen, looks, i, scratch, err));
    return RAP_OK;
}

/* --- the walk --- */

typedef struct walk {
    const layout_t *layout;
    const looks_t *looks;
    const rap_parties_t *parties;
    rap_arena_t *scratch;
    const seen_t *seen;
    turns_t *turns;
    size_t item, intro;
    size_t officer, acting; /* who leads, and who took the Chair */
    int mode;
    bool voting;
    bool national;              /* the Chair is about to speak for its own State ... */
    const rap_party_t *country; /* ... for this one, if it says so */
    bool bare;                  /* the turns are parted by labels of their own */
} walk_t;

/* What the Chair's words say of the turns to come. */
static rap_code_t hear_chair(walk_t *self, const turn_t *turn, rap_err_t *err)
{
    for (size_t i = turn->first; i < turn->behind; i++) {
        passage_t p;
        const layout_block_t *block = &self->layout->block[i];
        if (self->turns->fate[i] != TURN_SAID)
            continue;
        rap_arena_reset(self->scratch);
        size_t from = label_tail(block);
        RAP_TRY(passage_make(&p, block->text + from, block->len - from, self->scratch, err));
        int mode = procedure_mode(&p, false);
        self->mode = mode >= 0 ? mode : self->mode;
    }
    return RAP_OK;
}

static rap_code_t end_turn(walk_t *self, size_t at, rap_err_t *err)
{
    if (self->turns->count == 0)
        return RAP_OK;
    turn_t *turn = &self->turns->item[self->turns->count - 1];
    turn->behind = at;
    return turn->label.kind == LABEL_CHAIR ? hear_chair(self, turn, err) : RAP_OK;
}

static rap_code_t begin_turn(walk_t *self, size_t i, const label_t *label, rap_err_t *err)
{
    RAP_TRY(end_turn(self, i, err));
    if (self->turns->count == TURNS_MAX)
        return rap_fail(err, RAP_TOOBIG, "the document has more than %d turns", TURNS_MAX);
    bool chair = label->kind == LABEL_CHAIR;
    self->turns->item[self->turns->count++] = (turn_t){.label = *label,
        .first = i,
        .item = self->item,
        .intro = chair ? TURNS_NO_BLOCK : self->intro,
        .officer = !chair && !label->national ? TURNS_NO_BLOCK
                   : label->acting            ? self->acting
                                              : self->officer,
        .mode = chair ? -1 : self->mode};
    if (!chair)
        self->intro = TURNS_NO_BLOCK;
    self->voting = false;
    self->national = false;
    return RAP_OK;
}

/* Whom the Chair speaks for when it speaks for a State: the one it names, else the one behind its
 * name in the record's head. */
static const rap_party_t *country_of(walk_t *self, const passage_t *p, span_t behind)
{
    rap_party_hit_t hit;
    span_t source = passage_source(p, behind);
    if (rap_parties_scan(self->parties, p->text + source.start, source.end - source.start,
            self->scratch, &hit, 1) == 1 &&
        !hit.adjective)
        return hit.party;
    if (self->officer == TURNS_NO_BLOCK)
        return NULL;
    const layout_block_t *block = &self->layout->block[self->officer];
    span_t words = {self->seen[self->officer].label.words, block->len};
    bool one = rap_parties_scan(self->parties, block->text + words.start, words.end - words.start,
                   self->scratch, &hit, 1) == 1;
    return one ? hit.party : NULL;
}

/* "In my capacity as the representative of ...": the blocks behind it are a State's words, until
 * the Chair resumes its functions. */
static rap_code_t follow_chair(walk_t *self, size_t i, rap_err_t *err)
{
    if (self->turns->count == 0 || self->turns->fate[i] != TURN_SAID)
        return RAP_OK;
    const turn_t *turn = &self->turns->item[self->turns->count - 1];
    bool chair = turn->label.kind == LABEL_CHAIR && !turn->label.told;
    if (!chair && !turn->label.national)
        return RAP_OK;
    const passage_t *p;
    span_t behind;
    rap_arena_reset(self->scratch);
    RAP_TRY(looks_get(self->looks, i, self->scratch, &p, err));
    capacity_t capacity = procedure_capacity(p, &behind);
    if (!chair && capacity == CAPACITY_CHAIR)
        return begin_turn(self, i, &(label_t){.kind = LABEL_CHAIR, .strong = true}, err);
    if (chair && self->national && i > turn->first)
        return begin_turn(self, i,
            &(label_t){.kind = LABEL_PERSON, .party = self->country, .national = true}, err);
    self->national = chair && capacity == CAPACITY_NATIONAL;
    if (self->national)
        self->country = country_of(self, p, behind);
    return RAP_OK;
}

/* Titles and directions between turns; false when the block is somebody's words. */
static rap_code_t take_procedure(walk_t *self, size_t i, bool *ret, rap_err_t *err)
{
    const seen_t *seen = &self->seen[i];
    const layout_block_t *block = &self->layout->block[i];
    const passage_t *p;
    bool stands_out = block->role == LAYOUT_HEADING || block->centred || block->bold;
    *ret = true;
    switch (seen->procedure) {
    case PROCEDURE_ITEM:
        self->item = i;
        self->mode = -1;
        return RAP_OK;
    case PROCEDURE_SECTION:
        rap_arena_reset(self->scratch);
        RAP_TRY(looks_get(self->looks, i, self->scratch, &p, err));
        self->mode = procedure_mode(p, true);
        return RAP_OK;
    case PROCEDURE_ADDRESS:
        self->intro = i;
        return RAP_OK;
    case PROCEDURE_VOTE:
        self->voting = !self->bare;
        *ret = !self->bare;
        return RAP_OK;
    case PROCEDURE_CHAIR:
        self->acting = i;
        *ret = !self->bare;
        return RAP_OK;
    case PROCEDURE_DIRECTION:
        *ret = !self->bare;
        return RAP_OK;
    case PROCEDURE_NONE:
        break;
    }
    *ret = (self->voting && is_list(block, self->parties, self->scratch)) ||
           (stands_out && self->turns->minutes != MINUTES_NONE);
    self->voting = self->voting && *ret;
    return RAP_OK;
}

static rap_code_t take_block(walk_t *self, size_t i, rap_err_t *err)
{
    const seen_t *seen = &self->seen[i];
    uint8_t *fate = &self->turns->fate[i];
    bool procedure = false;
    *fate = self->turns->count > 0 ? TURN_SAID : TURN_HEAD;
    if (seen->aside) {
        *fate = TURN_ASIDE;
        return RAP_OK;
    }
    if (seen->starts) {
        *fate = TURN_SAID;
        self->turns->words[i] = seen->label.words;
        return begin_turn(self, i, &seen->label, err);
    }
    if (seen->officer) {
        self->officer = i;
        *fate = self->turns->count > 0 ? TURN_PROCEDURE : TURN_HEAD;
        return RAP_OK;
    }
    rap_arena_reset(self->scratch);
    RAP_TRY(take_procedure(self, i, &procedure, err));
    if (procedure && self->turns->count > 0)
        *fate = TURN_PROCEDURE;
    else if (seen->label.timed && seen->label.words == self->layout->block[i].len)
        *fate = TURN_TIME;
    else if (seen->label.timed && seen->label.kind == LABEL_NONE)
        self->turns->words[i] = seen->label.words;
    return RAP_OK;
}

/* Which blocks begin turns: set in `seen`. */
static rap_code_t find_starts(turns_t *ret, seen_t *seen, const looks_t *looks,
    const rap_parties_t *parties, rap_arena_t *arena, rap_err_t *err)
{
    RAP_AUTO(rap_arena) *scratch = rap_arena_new(SCRATCH_MAX);
    const layout_t *layout = looks->layout;
    RAP_TRY(find_minutes(&ret->minutes, looks, scratch, err));
    RAP_TRY(look_at_all(seen, looks, ret->minutes, parties, scratch, err));
    if (ret->minutes == MINUTES_NONE)
        RAP_TRY(turns_interview(&ret->interview, seen, looks, arena, err));
    if (!ret->interview)
        turns_weigh(seen, layout, ret->minutes);
    return RAP_OK;
}

rap_code_t turns_find(turns_t *ret, const looks_t *looks, const rap_parties_t *parties,
    rap_arena_t *arena, rap_err_t *err)
{
    RAP_AUTO(rap_arena) *scratch = rap_arena_new(SCRATCH_MAX);
    const layout_t *layout = looks->layout;
    seen_t *seen = rap_arena_array(arena, layout->blocks + 1, sizeof *seen);
    size_t starts = 0;
    *ret = (turns_t){0};
    if (seen == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for %zu blocks", layout->blocks);
    RAP_TRY(find_starts(ret, seen, looks, parties, arena, err));
    bool bare = true;
    for (size_t i = 0; i < layout->blocks; i++) {
        starts += seen[i].starts;
        bare = bare && (!seen[i].starts || seen[i].label.bare);
    }
    if (starts == 0)
        return RAP_OK;
    ret->fate = rap_arena_alloc(arena, layout->blocks + 1);
    ret->item = rap_arena_array(arena, TURNS_MAX, sizeof *ret->item);
    ret->words = rap_arena_array(arena, layout->blocks + 1, sizeof *ret->words);
    if (ret->fate == NULL || ret->item == NULL || ret->words == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for turns");
    walk_t walk = {.layout = layout,
        .looks = looks,
        .parties = parties,
        .scratch = scratch,
        .seen = seen,
        .turns = ret,
        .item = TURNS_NO_BLOCK,
        .intro = TURNS_NO_BLOCK,
        .officer = TURNS_NO_BLOCK,
        .acting = TURNS_NO_BLOCK,
        .mode = -1,
        .bare = bare};
    for (size_t i = 0; i < layout->blocks; i++) {
        RAP_TRY(take_block(&walk, i, err));
        RAP_TRY(follow_chair(&walk, i, err));
    }
    return end_turn(&walk, layout->blocks, err);
}
