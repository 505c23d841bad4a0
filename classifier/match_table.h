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
    uint32_t text; /* offset into `texts`; begins with a blank unless the script has none */
    uint16_t len;
    uint8_t gap; /* match_gap_t behind it */
    bool last;
} match_part_t;

/* One place of the double array: the state `s` has a transition by class `c` when
 * slot[s.base + c].check == s. */
typedef struct match_slot {
    int32_t base, check;
    int32_t fail; /* the state of the longest proper suffix */
    int32_t next; /* the nearest state on the way of `fail` that has phrases, or 0 */
    uint32_t out; /* 1 + index of its first entry in `outs`, or 0 */
} match_slot_t;

struct match {
    uint8_t class_of[256]; /* of a byte; 0: in no phrase */
    match_slot_t *slot;    /* [0] is the root; owned, like all below */
    uint32_t slots;
    uint32_t *outs; /* lists of phrase numbers, each ended by UINT32_MAX */
    uint32_t outs_count;
    uint32_t *first_part; /* of each phrase */
    match_part_t *part;
    uint32_t parts;
    char *texts;
    uint32_t texts_len;
};

/* Is the character that starts at `at` of a script that writes no blanks between words, or
 * (Arabic) writes articles and prepositions together with the word? */
bool match_is_joined(const char *at);

#endif
