/* analysis.h - what the parts of the classifier hand to one another about one statement.
 *
 *   segment.c   text -> sentences
 *   marks.c     a sentence -> its marks: phrases of the codebook that stand, with what they mean there
 *   attribution.c  which marks are in words of others, and whose
 *   scope.c     which cue speaks of which issue, and what negates a cue
 *   decide.c    cues on an issue -> a stance
 *   weigh.c     what the rules found in a sentence, before a model
 *   positions.c all findings -> one position an issue and party, with its best quotation
 */
#ifndef RAP_CLASSIFIER_ANALYSIS_H
#define RAP_CLASSIFIER_ANALYSIS_H

#include "classifier/engine.h"
#include "classifier/segment.h"

enum {
    MARKS_MAX = 500,  /* of a sentence; what is more is passed over */
    TARGETS_MAX = 64, /* issues marked in a sentence */
    ZONES_MAX = 6,    /* stretches of a sentence that are others' words */
    HOLDERS_MAX = 8,  /* of a stretch, or of a proposal */
};

typedef struct mark {
    uint32_t from, to;  /* bytes of the folded text */
    uint16_t word, end; /* words of the sentence: its first, and the one behind it */
    uint16_t ref;       /* an issue or a cue; see codebook_part_t */
    uint8_t part, role; /* codebook_part_t, codebook_role_t */
    uint8_t clause;
    uint8_t zone;         /* 0: the speaker's words; else 1 + index of the zone */
    bool negated;         /* a negation governs it */
    bool near;            /* an issue by a `near` condition */
    bool gone;            /* dropped; only while marks are made */
    bool far;             /* an issue that is of our subject only if the whole statement is */
    bool adjective;       /* of a party: "Indian" */
    const char *party;    /* of a party: its id */
    uint64_t right, left; /* of a cue: bits of the targets behind and before it */
    bool loose;           /* of a cue: it reached its targets over a border */
    bool but;             /* of a cue: it takes back something of what was said before */
} mark_t;

/* Who holds a view that the speaker tells of; count 0: others without a name. */
typedef struct holders {
    const char *party[HOLDERS_MAX];
    size_t count;
} holders_t;

typedef struct zone {
    uint16_t word, end; /* its first word, and the one behind it */
    holders_t holders;
    bool effort;   /* what they try, not what they say */
    bool against;  /* they are critics of what is named */
    bool document; /* a text speaks: nobody's view, but the speaker may answer it */
} zone_t;

/* A thing of others that is named: "the proposal of ...". */
typedef struct authored {
    uint64_t targets;
    holders_t holders;
} authored_t;

/* One sentence. */
typedef struct view {
    size_t number; /* of the sentence */
    const sentence_t *sentence;
    mark_t *mark; /* by place */
    size_t count;
    size_t words;
    mark_t *target[TARGETS_MAX]; /* the issues among the marks */
    size_t targets;
    zone_t zone[ZONES_MAX];
    size_t zones;
    authored_t authored[ZONES_MAX];
    size_t authoreds;
    bool points_back, modal, own, contrast;
    bool ours;   /* it is about our subject, or may be ... */
    bool surely; /* ... by its own words, or since all that is said there is */
} view_t;

struct finding;
struct analysis;

/* Told of each sentence that is no heading, while its view is there, with the findings that it has, if
 * any; its error ends the analysis. */
typedef struct witness {
    rap_code_t (*saw)(void *arg, const struct analysis *analysis, const view_t *view,
        const struct finding *finding, size_t count, rap_err_t *err);
    void *arg;
} witness_t;

/* Where a party is named. */
typedef struct party_place {
    uint32_t from, to; /* bytes of the folded text */
    bool own;          /* the statement is made for it */
} party_place_t;

typedef struct party_places {
    party_place_t *item; /* in order, none in another */
    size_t count;
} party_places_t;

struct weighing;
struct judged;

/* One statement in hand. */
typedef struct analysis {
    const codebook_t *codebook;
    const rap_parties_t *parties; /* NULL: none are known */
    const model_t *model;         /* NULL: the rules stand alone */
    const struct thesaurus
        *thesaurus;     /* the model's, or of one that is being trained; NULL: none */
    const char *engine; /* engine_name() */
    engine_breath_t breath;
    const rap_statement_t *statement;
    rap_arena_t *arena;   /* for as long as the statement is in hand */
    rap_arena_t *lasting; /* for what its positions point to */
    unsigned language;    /* 1u << LANG_* */
    size_t text_len;
    rap_folded_t folded;
    const char *plain;
    sentences_t sentences;
    match_hits_t hits;
    size_t next_hit;           /* the first that marks.c has not looked at */
    codebook_body_t body;      /* what the meeting has to do with our subject */
    bool open;                 /* nobody knows whether it is all about ours: its sentences tell */
    bool in_domain;            /* of a mixed body: are we in our part of it? */
    size_t domain_seen;        /* 1 + the latest sentence with a word of the domain */
    witness_t witness;         /* `saw` may be NULL */
    party_places_t names;      /* only before a model, or before who trains one */
    struct weighing *weighing; /* weigh.c's, of a model */
    double coverage;           /* weigh_coverage() of the whole statement; < 0: not known yet */
    double belief;             /* weigh_belief() of it, once the coverage is known */
    /* Of the sentence in hand, used again for the next. */
    mark_t *mark_room;      /* MARKS_MAX */
    uint16_t *words_before; /* how many words start before each of its bytes, and before its end */
} analysis_t;

/* Who found it: the rules, the rules and after them the model, which may have given it another stance,
 * or the model alone. */
typedef enum finding_by { BY_RULES, BY_BOTH, BY_MODEL } finding_by_t;

typedef struct finding {
    uint16_t issue;
    uint8_t stance, strength, modality, attribution;
    const char *party;           /* of a reported one; NULL: others without a name */
    double confidence;           /* how often such a finding is right */
    double weight;               /* before other findings of the issue */
    uint32_t first, last;        /* sentences of its quotation */
    uint8_t by;                  /* finding_by_t */
    bool listed;                 /* of the rules: one of several under a directive */
    bool far;                    /* it counts only if the whole statement is about our subject */
    float subject;               /* score of its sentence: is it of a statement about ours? */
    const struct judged *judged; /* what the model says of it; NULL: nothing */
} finding_t;

typedef struct findings {
    finding_t *item;
    size_t count, cap;
} findings_t;

/* marks.c: the view of the next sentence; sentences are asked for in order, and a view is good
 * until the next is made.  To begin again at the first needs no more room. */
rap_code_t marks_prepare(analysis_t *self, rap_err_t *err) RAP_CHECKED;
void marks_begin(analysis_t *self);
void marks_make(analysis_t *self, size_t sentence, view_t *ret);

/* attribution.c: zones and authored things of the view; sets `zone` of its marks. */
void attribution_find(const analysis_t *self, view_t *view);
bool attribution_is_own(const rap_statement_t *statement, const char *party);

/* scope.c: sets `negated` of cues and issues, `right`, `left` and `loose` of cues. */
void scope_resolve(const analysis_t *self, view_t *view);

/* decide.c */
typedef struct verdict {
    int stance; /* RAP_STANCE_*; -1: takes no side */
    uint8_t strength, modality;
    double confidence;
    bool listed; /* one of several under a directive */
} verdict_t;

/* What others say of target `n` in their zone. */
verdict_t decide_reported(const analysis_t *self, const view_t *view, size_t n);
/* What the speaker says of target `n`; `answered` is the view of others that he answers, with a
 * stance of -1 if there is none. */
verdict_t decide_own(
    const analysis_t *self, const view_t *view, size_t n, const verdict_t *answered);

/* Thanks and the like, in the clause. */
bool decide_has_courtesy(const view_t *view, uint8_t clause);
/* Is the target a bad thing?  Or the contrary of what the proposition wants? */
bool decide_is_bad(const analysis_t *self, const mark_t *target);
bool decide_is_contrary(const analysis_t *self, const mark_t *target);

/* answers.c: what sentences named, and later ones in the paragraph may speak of without naming
 * it again. */
enum { CARRY_MAX = 24 };

typedef struct carried {
    mark_t target;
    size_t sentence;
    verdict_t told; /* what others said of it there, and */
    verdict_t own;  /* what the speaker did; a stance of -1: nothing */
    bool topic;     /* it was announced as what the paragraph is about */
} carried_t;

typedef struct carry {
    carried_t item[CARRY_MAX];
    size_t count;
} carry_t;

/* Keeps target `n` of the view, and forgets what earlier sentences named but for topics. */
void carry_keep(
    carry_t *self, const view_t *view, size_t n, const verdict_t *told, const verdict_t *own);
/* A sentence that names no issue: its cues are taken for what was named before. */
rap_code_t answers_take(
    analysis_t *self, carry_t *carry, view_t *view, findings_t *ret, rap_err_t *err) RAP_CHECKED;

/* findings.c: all findings of the statement, sentence by sentence. */
rap_code_t findings_collect(analysis_t *self, findings_t *ret, rap_err_t *err) RAP_CHECKED;
/* One of the speaker, when `holders` is NULL, or one for each holder; none for a stance of -1. */
rap_code_t findings_add_verdict(analysis_t *self, findings_t *list, const finding_t *base,
    const verdict_t *verdict, const holders_t *holders, rap_err_t *err) RAP_CHECKED;
rap_code_t findings_add(
    analysis_t *self, findings_t *list, finding_t made, rap_err_t *err) RAP_CHECKED;

/* positions.c: the findings as positions of the statement, appended to `ret`, in the arena; what they point to
 * lasts. */
rap_code_t positions_make(
    analysis_t *self, const findings_t *findings, rap_array_t *ret, rap_err_t *err) RAP_CHECKED;

/* Who speaks, into `ret`, which has room for all parties: the group, when the statement is made for
 * one; else the speaker and each State that the statement is made for; or nobody. */
size_t positions_speakers(const rap_statement_t *statement, const char **ret);

/* weigh.c: room for what a model needs of each sentence; nothing without a model.  To begin again needs no
 * more of it. */
rap_code_t weigh_prepare(analysis_t *self, rap_err_t *err) RAP_CHECKED;
void weigh_begin(analysis_t *self);
/* The findings from `before` on are the rules' of the sentence: notes what the model says of them, and
 * adds those that only the model has. */
rap_code_t weigh_sentence(analysis_t *self, const view_t *view, size_t before, findings_t *ret,
    rap_err_t *err) RAP_CHECKED;
/* Decides the findings from `from` on: changes and drops what the model does not believe. */
void weigh_settle(const analysis_t *self, size_t from, findings_t *ret);
/* How much of what is said the rules found so far, as the model sees it: 0 to 1. */
double weigh_coverage(const analysis_t *self);
/* How far the statement, by its sentences so far, is about the subject of the codebook: 0 to 1. */
double weigh_belief(const analysis_t *self);

/* co_sponsors.c: a finding for each co-sponsor of the statement, towards the issue that their
 * paper is about. */
rap_code_t co_sponsors_find(analysis_t *self, findings_t *findings, rap_err_t *err) RAP_CHECKED;

/* evidence.c: the quotation from sentence `first` to `last`. */
rap_code_t evidence_quote(const analysis_t *self, size_t first, size_t last, rap_evidence_t *ret,
    rap_err_t *err) RAP_CHECKED;

/* classify.c: reads the statement up to its sentences and phrases; `self` has its engine, statement
 * and arena. */
rap_code_t analysis_open(analysis_t *self, rap_err_t *err) RAP_CHECKED;
/* Fills `names`. */
rap_code_t analysis_find_names(analysis_t *self, rap_err_t *err) RAP_CHECKED;

/* classify_statement() before a witness, which may be NULL. */
rap_code_t classify_before(const engine_t *engine, const rap_statement_t *statement,
    const witness_t *witness, rap_arena_t *arena, rap_array_t *ret, rap_err_t *err) RAP_CHECKED;

#endif
