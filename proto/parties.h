/* parties.h - States and groups by the names that people give them (data/parties.yaml).
 *
 * Ids are ISO 3166-1 alpha-2 for States, "G:" and a short name for groups.  Names are matched
 * on folded text (base/text_icu.h), longest first, on whole words; where a name means two
 * parties ("Korea", "Congo", "Guinea") the file says which, or that it means none.
 * A library of its own (rap::parties), since it needs ICU.
 */
#ifndef RAP_PROTO_PARTIES_H
#define RAP_PROTO_PARTIES_H

#include "base/arena.h"
#include "base/err.h"
#include "base/field.h"
#include "base/text_icu.h"

#include <stdbool.h>
#include <stddef.h>

/* A change of a group's membership: one of the days is NULL. */
typedef struct rap_membership {
    const char *id;
    const char *from;  /* member since that day ... */
    const char *until; /* ... or before that day only */
} rap_membership_t;

typedef struct rap_party {
    const char *key;          /* "RU", "G:EU" */
    const char *name;         /* short English name, for tables */
    const char *iso3;         /* "RUS"; NULL for a group */
    rap_strings_t languages;  /* official ones of a State: "fr", "en" */
    rap_strings_t names;      /* official, short and colloquial names, all languages, as the
                                 file writes them: braces list endings */
    rap_strings_t adjectives; /* "Russian"; in the same way */
    rap_strings_t members;    /* of a group, today: ids */
    rap_array_t changes;      /* of a group: rap_membership_t */
} rap_party_t;

typedef struct rap_parties rap_parties_t;

rap_code_t rap_parties_open(rap_parties_t **ret, const char *path, rap_err_t *err) RAP_CHECKED;
void rap_parties_destroy(rap_parties_t **self);

/* NULL for an unknown id. */
const rap_party_t *rap_parties_get(const rap_parties_t *self, const char *id);
bool rap_party_is_group(const rap_party_t *self);

/* All of them, States by id, then groups: 0 to count - 1, then NULL. */
const rap_party_t *rap_parties_at(const rap_parties_t *self, size_t i);

/* Was the State a member of the group on that day ("2024-03-08"; NULL: today)? */
bool rap_party_has_member(const rap_party_t *group, const char *id, const char *day);

typedef struct rap_party_hit {
    const rap_party_t *party;
    size_t start, end; /* bytes in the text that was given */
    bool adjective;    /* "Indian", not "India" */
} rap_party_hit_t;

/* Every party named in the text, in order, not overlapping; at most `max` into `hits`.
 * Returns how many: none where the text is not UTF-8.  `arena` is for the folded text. */
size_t rap_parties_scan(const rap_parties_t *self, const char *text, size_t len, rap_arena_t *arena,
    rap_party_hit_t *hits, size_t max);

/* The same, and names with one letter wrong ("Phillipines") or with ligatures that the document lost
 * ("Ki s and Nevis"), where no other party's name is as near: for heads and lists of names. */
size_t rap_parties_guess(const rap_parties_t *self, const char *text, size_t len,
    rap_arena_t *arena, rap_party_hit_t *hits, size_t max);

/* Both in a text that is folded already: `folded` is what rap_text_fold_bare() made of `text`. */
size_t rap_parties_scan_folded(const rap_parties_t *self, const char *text,
    const rap_folded_t *folded, rap_party_hit_t *hits, size_t max);
size_t rap_parties_guess_folded(const rap_parties_t *self, const char *text,
    const rap_folded_t *folded, rap_party_hit_t *hits, size_t max);

/* The one party that the whole text names ("the Russian Federation", "Russian", "RU", "RUS"),
 * whatever its case, or NULL. */
const rap_party_t *rap_parties_resolve(
    const rap_parties_t *self, const char *text, rap_arena_t *arena);

#endif
