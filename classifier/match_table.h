/* match_table.h - what match_build.c makes and match.c runs on. */
#ifndef RAP_CLASSIFIER_MATCH_TABLE_H
#define RAP_CLASSIFIER_MATCH_TABLE_H

#include "classifier/match.h"

#include <stdbool.h>

/* What stands between two parts of a phrase, or behind its last. */
typedef enum match_gap {
    MATCH_EXACT, /* the word ends here    */
    MATCH_STAR,  /* any ending            */
    MATCH_WORDS, /* one to three words    */
} match_gap_t;

typedef struct match_part {
    uint32_t text; /* offset into `texts`; begins with a blank unless the script has none (in Arabic
                    * the first part), and ends with one if it is all of a phrase, and the word
                    * ends behind it */
    uint16_t len;
    uint8_t gap; /* match_gap_t behind it */
    bool last;
} match_part_t;

/* One place of the double array: the children of a state are at `base` + class, and name it as
 * their parent.  What only one way leads on from has no states: the rest of the way is a tail. */
typedef struct match_slot {
    uint32_t base;   /* with the bits below */
    uint32_t parent; /* MATCH_FREE: no state */
} match_slot_t;

/* First parts of phrases end in the state: its child of MATCH_END_CLASS has as its `base` where in `outs`
 * they are listed. */
#define MATCH_ENDS (1u << 30)
/* No state: the rest of `base` is where in `outs` the phrases of the tail are listed; behind the list
 * stand the tail's length, in a byte, and its bytes. */
#define MATCH_TAIL (1u << 31)
#define MATCH_BITS (MATCH_TAIL | MATCH_ENDS)
#define MATCH_FREE UINT32_MAX

/* Of bytes: 0 is that of those which are in no phrase. */
enum { MATCH_END_CLASS = 1, MATCH_FIRST_CLASS };

/* When is a phrase found whose first part was? */
typedef enum match_when {
    MATCH_ALWAYS,
    MATCH_TO_END, /* it goes on to the word's end */
    MATCH_ARABIC, /* if what is before and behind it is written together with words */
    MATCH_ASKED,  /* its parts say more */
} match_when_t;

typedef struct match_out {
    uint32_t phrase : 29;
    uint32_t when : 2; /* match_when_t */
    uint32_t last : 1; /* of the list */
} match_out_t;

/* First bytes of U+0600 to U+06FF. */
enum { MATCH_ARABIC_FIRST = 0xd8, MATCH_ARABIC_LAST = 0xdb };

typedef struct match_set {
    uint32_t blank; /* the state behind a blank; 0: no phrase begins with one */
    bool arabic;    /* some phrases begin in Arabic */
    bool joined;    /* and some in a script without blanks, with a character of which the first */
    bool is_joined[256]; /* byte is one of these */
} match_set_t;

struct match {
    uint8_t class_of[256];
    match_set_t set[MATCH_SETS];
    match_slot_t *slot; /* the first are the roots of the sets; owned, like all below */
    uint32_t slots;
    match_out_t *outs; /* lists, each ended by `last`, and the tails behind theirs */
    uint32_t outs_count;
    uint32_t *first_part; /* of each phrase */
    uint32_t phrases;
    match_part_t *part;
    uint32_t parts;
    char *texts;
    uint32_t texts_len;
};

/* Is the character that starts at `at` of a script that writes no blanks between words, or
 * (Arabic) writes articles and prepositions together with the word? */
bool match_is_joined(const char *at);
/* Is it one of U+0600 to U+06FF? */
bool match_is_arabic(const char *at);

#endif
