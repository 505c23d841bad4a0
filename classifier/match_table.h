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
 * their parent.  What only one way leads on from has no states: the rest of the way is compared
 * with the phrase itself. */
typedef struct match_slot {
    int32_t base;    /* MATCH_TAIL: the rest of the first part of the phrases in `out` */
    uint32_t parent; /* MATCH_FREE: no state */
    uint32_t out;    /* 1 + index of its first entry in `outs`, or 0: no phrase's first part ends */
} match_slot_t;

typedef struct match_out {
    uint32_t phrase : 30;
    uint32_t whole : 1; /* it is found when its first part is: nothing more is to be looked at */
    uint32_t last : 1;  /* of the list */
} match_out_t;

enum { MATCH_TAIL = -1 };
#define MATCH_FREE UINT32_MAX

/* First bytes of U+0600 to U+06FF. */
enum { MATCH_ARABIC_FIRST = 0xd8, MATCH_ARABIC_LAST = 0xdb };

/* What a byte does to the search for places where phrases begin. */
typedef enum match_kind {
    MATCH_INSIDE, /* of a word, or of a character */
    MATCH_BLANK,
    MATCH_JOINED, /* a phrase may begin here, whatever is before */
} match_kind_t;

struct match {
    uint8_t class_of[256]; /* of a byte; 0: in no phrase */
    uint8_t kind[256];     /* match_kind_t */
    uint32_t blank;        /* the state behind a blank; 0: no phrase begins with one */
    match_slot_t *slot;    /* [0] is the root; owned, like all below */
    uint32_t slots;
    match_out_t *outs; /* lists, each ended by `last` */
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
