/* cast.h - the parties of a statement and their roles, as they are found. */
#ifndef RAP_PARSER_STRUCTURE_CAST_H
#define RAP_PARSER_STRUCTURE_CAST_H

#include "parser/structure/head.h"
#include "parser/structure/passage.h"
#include "proto/parties.h"
#include "proto/record.h"

#include <stdbool.h>
#include <stddef.h>

enum { CAST_MAX = 200, CAST_MISCOUNTS_MAX = 8 };

typedef struct cast {
    struct {
        const rap_party_t *party;
        int role; /* RAP_ROLE_* */
    } item[CAST_MAX];
    size_t count;
    rap_miscount_t miscount[CAST_MISCOUNTS_MAX];
    size_t miscounts;
} cast_t;

/* A party has the first role of speaker, on_behalf_of and aligned that it gets; to be a
 * co-sponsor is a role beside these.  Past CAST_MAX parties are dropped: there are not so
 * many. */
void cast_add(cast_t *self, const rap_party_t *party, int role);

/* A list whose number of names is not what the text says; once for each role and number, and none past
 * CAST_MISCOUNTS_MAX. */
void cast_add_miscount(cast_t *self, int role, long said, long found);

/* Nobody, and nothing counted. */
void cast_clear(cast_t *self);

/* The speaker, or NULL. */
const rap_party_t *cast_speaker(const cast_t *self);

/* "Statement on behalf of the European Union", and nobody says which State reads it: the group
 * is the speaker. */
void cast_promote_group(cast_t *self);

/* How many in this role; groups or States. */
size_t cast_count(const cast_t *self, int role, bool groups);

/* A party named in a passage. */
typedef struct mention {
    const rap_party_t *party;
    span_t span;
    bool adjective;
} mention_t;

typedef struct mentions {
    mention_t *item;
    size_t count;
} mentions_t;

rap_code_t mentions_find(mentions_t *ret, const rap_parties_t *parties, const passage_t *passage,
    rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

/* The same with names that have a letter wrong (rap_parties_guess()): for heads and lists. */
rap_code_t mentions_guess(mentions_t *ret, const rap_parties_t *parties, const passage_t *passage,
    rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

/* Is there nothing but commas, "and" and articles between two names, as in a list? */
bool cast_is_list_gap(const passage_t *passage, size_t from, size_t to);

/* --- listed.c --- */

enum { LISTED_MIN = 3 };

/* Names that follow each other as in a list. */
typedef struct listed {
    const mention_t *item;
    size_t count, different; /* mentions; and parties */
    span_t span;
    long said; /* how many the text says they are: "a group of 13 States ("; 0: it does not say, or
                  they are fewer than LISTED_MIN */
} listed_t;

/* A text and who is named in it. */
typedef struct named_text {
    const passage_t *passage;
    const mentions_t *mentions;
    const char *language; /* NULL: unknown */
} named_text_t;

/* The list that begins with this mention.  Where the text says how many there are, one name in it may
 * be one that nobody has: it was misspelt. */
listed_t listed_at(const named_text_t *text, size_t first);

bool listed_has(const listed_t *list, const rap_party_t *party);

/* Keeps a miscount where a list of three or more States in this role does not have as many as the text
 * says.  Those for whom somebody speaks may be counted with the speaker, or without. */
void listed_check(cast_t *cast, const passage_t *p, const listed_t *list, int role);

/* --- behalf.c --- */

/* For whom the statement is made: "on behalf of ..." in the head, "I have the honour to speak on
 * behalf of ..." in the opening, and who aligns itself with it: added to the cast, which has
 * its speaker already. */
rap_code_t behalf_find(cast_t *cast, const rap_parties_t *parties, const head_t *head,
    const mentions_t *in_head, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

/* The head's clauses that say so, at most `max`; returns how many. */
size_t behalf_spans(const passage_t *head, span_t *spans, size_t max);

/* --- self.c --- */

enum {
    SELF_STATES_MAX = 64,
    SELF_LIKELY = 4, /* points: of a text that speaks for one State, or where a head names it */
    SELF_SURE = 6    /* of any text */
};

/* What a text says of a State as of itself, in points, and how often it names it. */
typedef struct self_score {
    const rap_party_t *party;
    int points;
    size_t named;
} self_score_t;

typedef struct self {
    self_score_t score[SELF_STATES_MAX];
    size_t count;
    size_t named;  /* States, all in all */
    bool national; /* "my country" and its like are in it */
} self_t;

void self_read(self_t *self, const named_text_t *body);

/* The State that has so many points, and far more than any other; or NULL. */
const rap_party_t *self_named(const self_t *self, int points_min);

/* Is the text sure to be another State's, with nothing in it that is the party's? */
bool self_contradicts(const self_t *self, const rap_party_t *party);

/* --- speaker.c --- */

typedef struct speaker_hint {
    const char *delegation, *title; /* of the listing; NULL: it says nothing */
} speaker_hint_t;

/* Who speaks: added to the cast.  Both texts with who is named in them. */
rap_code_t speaker_find(cast_t *cast, const rap_parties_t *parties, const named_text_t *head,
    const named_text_t *body, const speaker_hint_t *hint, rap_arena_t *arena,
    rap_err_t *err) RAP_CHECKED;

/* The same by a title alone: "Statement by Kenya on capacity-building". */
rap_code_t speaker_of_title(cast_t *cast, const rap_parties_t *parties, const passage_t *title,
    rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

/* --- paper.c --- */

/* Who submits the paper that the head is of, where nobody else speaks: the first one named, for all
 * of them. */
void paper_find(cast_t *cast, const passage_t *head, const mentions_t *mentions);

/* --- cosponsors.c --- */

/* States listed as those that put something forward together, the speaker among them. */
void cosponsors_find(cast_t *cast, const named_text_t *body);

#endif
