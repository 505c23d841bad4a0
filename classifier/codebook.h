/* codebook.h - what we follow and how it is said, compiled from data/codebooks/ID.yaml.
 *
 * The file is for people; this is what remains of it in memory: one automaton for all phrases,
 * with a set (match.h) for each language, LANG_*, and what each phrase means.  All that is known of the subject is in
 * the file; the code knows only the parts that a phrase can play (codebook_part_t).
 */
#ifndef RAP_CLASSIFIER_CODEBOOK_H
#define RAP_CLASSIFIER_CODEBOOK_H

#include "base/err.h"
#include "classifier/match.h"

#include <stdbool.h>
#include <stdint.h>

enum { LANG_EN, LANG_FR, LANG_ES, LANG_RU, LANG_AR, LANG_ZH, LANGS };
extern const char *const codebook_languages[]; /* "en" ... "zh", NULL */

/* The part that a phrase plays. */
typedef enum codebook_part {
    PART_ISSUE,    /* names an issue: `ref` is the issue, `role` how                   */
    PART_NEAR,     /* names one if PART_WITH is near: `ref` is the condition           */
    PART_WITH,     /* `ref` is the condition                                           */
    PART_EXCLUDE,  /* of issue `ref`                                                   */
    PART_CUE,      /* takes a side: `ref` is the cue                                   */
    PART_NOT,      /* a negation                                                       */
    PART_PSEUDO,   /* looks like a negation                                            */
    PART_BREAK,    /* a thought ends ("but")                                           */
    PART_AND,      /* "and", "or": a new member of a list, or a new verb               */
    PART_IF,       /* a condition that always counts                                   */
    PART_IF_WEAK,  /* one that needs a modal verb or an open cue                       */
    PART_MODAL,    /* "could"                                                          */
    PART_SAYS,     /* what follows is the view of others                               */
    PART_WHO,      /* others, if a verb of opinion or a cue follows                    */
    PART_EFFORT,   /* what others try: "attempts by"                                   */
    PART_CRITICS,  /* those who are against what was named                             */
    PART_DOCUMENT, /* a text as the subject of a sentence: "paragraph 5", "it"         */
    PART_TELLS,    /* what a text does: \"describes\" */
    PART_BY,       /* others stand behind what is named: "proposal of"                 */
    PART_PEOPLE,   /* those others, when they have no name                             */
    PART_VERB,     /* a verb of opinion                                                */
    PART_WORK,     /* "proposal", behind a State's adjective                           */
    PART_LETS,     /* what makes others able to do what follows: "lets", "helps"       */
    PART_LIKE,     /* others are named, but the view is the speaker's                  */
    PART_OWN,      /* "we", "my delegation"                                            */
    PART_OURS,     /* "us", "our": the speaker, but not as who acts */
    PART_BACK,     /* points back to the sentence before                               */
    PART_MENTION,  /* the words, not the thing                                         */
    PART_COURTESY, /* thanks and the like                                              */
    PART_TOPIC,    /* announces what comes: \"as regards\" */
    PART_DOMAIN,   /* our subject                                                      */
    PART_FOREIGN,  /* another                                                          */
    PART_PARTY,    /* not in the codebook: a State or group that was found in the text */
} codebook_part_t;

typedef enum codebook_role {
    ROLE_PHRASE,    /* names what the proposition is about             */
    ROLE_CLAIM,     /* asserts the proposition by itself               */
    ROLE_CONTRARY,  /* names what the proposition does not want        */
    ROLE_DENIAL,    /* asserts the contrary by itself                  */
    ROLE_PROBLEM,   /* names a bad thing that the proposition remedies */
    ROLE_GRIEVANCE, /* names what people hold against the proposition  */
} codebook_role_t;

typedef struct codebook_meaning {
    uint8_t part;      /* codebook_part_t */
    uint8_t role;      /* codebook_role_t, of an issue */
    uint8_t languages; /* 1u << LANG_*: where it has this meaning */
    uint16_t ref;
} codebook_meaning_t;

/* clang-format off */
typedef enum codebook_direction {
    CUE_SUPPORT, CUE_OPPOSE, CUE_CONCERN, CUE_DIRECTIVE, CUE_OPEN, CUE_ABSENCE, CUE_BAD, CUE_HARM,
    CUE_MISPLACED,
    CUE_DEFEND,
    CUE_NEUTRAL
} codebook_direction_t;
typedef enum codebook_side { SIDE_OBJECT, SIDE_SUBJECT, SIDE_BOTH } codebook_side_t;
/* clang-format on */

typedef struct codebook_cue {
    uint8_t direction; /* codebook_direction_t */
    uint8_t side;      /* codebook_side_t */
    uint8_t strength;  /* 1 to 3 */
    uint8_t modality;  /* RAP_ASSERTS ... */
} codebook_cue_t;

typedef struct codebook_near {
    uint16_t issue;
    uint8_t role;
    uint8_t words; /* 0: anywhere in the sentence */
    bool party;    /* a party that is not the speaker counts as one of `with` */
    bool speaker;  /* and so does the speaker's own name */
} codebook_near_t;

typedef struct codebook_issue {
    const char *id, *proposition;
    int8_t valence;         /* 1 or -1 */
    bool silent;            /* valence -1, but to name it takes no side */
    const uint16_t *yields; /* sorted numbers of the issues it steps back before */
    uint16_t yields_count;
} codebook_issue_t;

typedef struct codebook codebook_t;

/* Reads and checks the file, and the lexicon that it names (codebook_file.h).  RAP_CONFIG says
 * "file:line: ..." for what does not fit: unknown keys, wrong values, an issue id twice, a phrase
 * that is empty or stands under two issues, an unknown issue under `yields`. */
rap_code_t codebook_open(codebook_t **ret, const char *path, rap_err_t *err) RAP_CHECKED;
/* The same from memory; `name` stands for the file in messages. */
rap_code_t codebook_read(
    codebook_t **ret, const char *name, const char *yaml, size_t len, rap_err_t *err) RAP_CHECKED;
void codebook_destroy(codebook_t **self);

const char *codebook_name(const codebook_t *self); /* "un-ict-security@1.0.0+diplomacy.1.0.0" */
size_t codebook_issue_count(const codebook_t *self);
const codebook_issue_t *codebook_issue(const codebook_t *self, size_t n);
const codebook_cue_t *codebook_cue(const codebook_t *self, size_t n);
const codebook_near_t *codebook_near(const codebook_t *self, size_t n);

const match_t *codebook_match(const codebook_t *self);
/* What a phrase of the automaton means; *ret_count may be more than one. */
const codebook_meaning_t *codebook_meanings(
    const codebook_t *self, uint32_t phrase, size_t *ret_count);

/* How much of a meeting's text is ours. */
typedef enum codebook_body { BODY_OURS, BODY_MIXED, BODY_OTHER } codebook_body_t;
codebook_body_t codebook_body(const codebook_t *self, const char *body); /* NULL: mixed */

/* LANG_* of a BCP 47 tag; English for another language or NULL. */
int codebook_language(const char *tag);

size_t codebook_bytes(const codebook_t *self);

#endif
