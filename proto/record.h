/* record.h - what the pipeline finds out, as structs: documents, statements, positions.
 *
 * A record is what a task carries.  The parser makes it (document, statements), the
 * classifier adds positions and candidates for them, the sink stores it.  The other two kinds take its place when
 * a document is quarantined, or when only one more address of known bytes was found.
 * Field names are those of the database and of every JSON output.
 *
 * It has two forms.  People, --once and files have one JSON object: rap_record_read() and
 * rap_record_write().  Between stages it is packed: the same JSON without `text` is a task's
 * payload, and the statements' texts are its body (PROTOCOL.md, 4.5).  A record without
 * statements is the same in both.
 */
#ifndef RAP_PROTO_RECORD_H
#define RAP_PROTO_RECORD_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/field.h"

#include <stdbool.h>
#include <stdint.h>

/* Words and numbers of the choices; the names are in rap_*_names[], NULL-terminated. */
enum { RAP_RECORD_RESULT, RAP_RECORD_QUARANTINE, RAP_RECORD_CAPTURE };
enum { RAP_ROLE_SPEAKER, RAP_ROLE_ON_BEHALF_OF, RAP_ROLE_CO_SPONSOR, RAP_ROLE_ALIGNED };
enum {
    RAP_STATEMENT_NATIONAL,
    RAP_STATEMENT_GROUP,
    RAP_STATEMENT_JOINT,
    RAP_STATEMENT_RIGHT_OF_REPLY,
    RAP_STATEMENT_EXPLANATION_OF_VOTE,
    RAP_STATEMENT_CHAIR,
    RAP_STATEMENT_SECRETARIAT,
    RAP_STATEMENT_STAKEHOLDER,
    RAP_STATEMENT_REPORT,   /* what others said, in the third person: nobody's own words */
    RAP_STATEMENT_INTERVIEW /* a question, which is no party's, or an answer */
};
enum {
    RAP_STANCE_SUPPORT,
    RAP_STANCE_OPPOSE,
    RAP_STANCE_CONDITIONAL,
    RAP_STANCE_CONCERN,
    RAP_STANCE_NEUTRAL
};
enum { RAP_ASSERTS, RAP_CO_SPONSORS, RAP_ALIGNS, RAP_VOTES, RAP_EXPLAINS_VOTE, RAP_DISSOCIATES };
enum { RAP_OWN, RAP_REPORTED };
/* Where a day was found, the best first: in the document, on the page that lists it, in its
 * address, in what the file or the page says of its own making. */
enum {
    RAP_DATE_FROM_DOCUMENT,
    RAP_DATE_FROM_LISTING,
    RAP_DATE_FROM_ADDRESS,
    RAP_DATE_FROM_METADATA
};

extern const char *const rap_record_kind_names[];    /* result quarantine capture */
extern const char *const rap_role_names[];           /* speaker on_behalf_of co_sponsor aligned */
extern const char *const rap_statement_kind_names[]; /* national group joint right_of_reply ... */
extern const char *const rap_stance_names[];      /* support oppose conditional concern neutral */
extern const char *const rap_modality_names[];    /* asserts co_sponsor aligns votes ... */
extern const char *const rap_attribution_names[]; /* own reported */
extern const char *const rap_date_from_names[];   /* document listing address metadata */

typedef struct rap_document {
    const char *document_id; /* SHA-256 of the bytes */
    const char *media_type;  /* as sniffed */
    int64_t pages;           /* 0 where the format has none */
    int64_t ocr_pages;    /* of them read by OCR, for want of a text layer that can be believed */
    int64_t unread_pages; /* of them not read, or not to their end: their text may be missing */
    const char *parser;   /* "parser@0.1.0": what made the statements */
    const char *codebook; /* what made the positions, also where there are none; NULL */
    const char *engine;   /* before the classifier */
} rap_document_t;

typedef struct rap_party_role {
    const char *id; /* "RU", "G:EU" */
    int role;       /* RAP_ROLE_* */
} rap_party_role_t;

/* "On behalf of 27 countries", and another number of States is listed: a name was misspelt, or the list
 * is not what it seems to be. */
typedef struct rap_miscount {
    int role;            /* RAP_ROLE_* of those listed */
    int64_t said, found; /* by the text; known parties in the list */
} rap_miscount_t;

typedef struct rap_speaker {
    const char *name, *title;
} rap_speaker_t;

typedef struct rap_ocr {
    double confidence; /* 0 to 1, the mean of its words */
    bool doubtful;     /* less than RAP_OCR_DOUBT: look at the page before quoting */
} rap_ocr_t;

typedef struct rap_paragraph {
    int64_t n, page;      /* from 1; page 0 where the format has none */
    int64_t start, end;   /* code points into the statement's text */
    const char *language; /* BCP 47; NULL: the statement's */
    rap_ocr_t *ocr;       /* NULL: it was not read by OCR */
} rap_paragraph_t;

typedef struct rap_statement {
    const char *statement_id;                           /* "<document id>/1" */
    rap_array_t parties;                                /* rap_party_role_t */
    rap_array_t miscounts;                              /* rap_miscount_t */
    int kind;                                           /* RAP_STATEMENT_* */
    const char *body, *session, *meeting, *agenda_item; /* NULL: not said */
    const char *delivered_on;                           /* "2024-03-08" */
    int date_from;                                      /* RAP_DATE_FROM_* */
    const char *place;
    rap_speaker_t *speaker;
    const char *language; /* BCP 47 */
    const char *title;
    rap_array_t paragraphs; /* rap_paragraph_t, in reading order */
    const char *text;       /* NFC */
    const char *text_sha256;
} rap_statement_t;

typedef struct rap_evidence {
    const char *exact, *prefix, *suffix; /* W3C TextQuoteSelector */
    int64_t start, end;                  /* W3C TextPositionSelector: code points */
    int64_t page;
} rap_evidence_t;

typedef struct rap_position {
    const char *position_id; /* rap_position_id() */
    const char *statement_id;
    const char *party; /* NULL: others, not named */
    const char *issue; /* "proc.majority_vote" */
    int stance;        /* RAP_STANCE_* towards the issue's proposition */
    int64_t strength;  /* 1 to 3 */
    int modality;
    double confidence; /* 0 to 1 */
    int attribution;   /* RAP_OWN, RAP_REPORTED */
    rap_evidence_t evidence;
    const char *codebook; /* "un-ict-security@1.0.0+diplomacy.1.0.0" */
    const char *engine;   /* "rules@0.1.0" */
    const char *reason;   /* of a candidate: why a person has to decide; else NULL */
} rap_position_t;

/* What it takes to have a document read in the same way again: with the document's bytes, whose
 * hash is its id, and the version of the program. */
typedef struct rap_capsule {
    int64_t time_ms, memory_bytes, output_bytes; /* limits on the document */
    int64_t documents;                           /* that the process had read before it */
    const char *mode;     /* how it is confined: "prefer", "require", "off" */
    const char *sandbox;  /* "limits namespaces landlock seccomp" */
    const char *versions; /* of the libraries and the kernel: "poppler 22.12.0, ..." */
} rap_capsule_t;

/* What is known of the process that a document ended. */
typedef struct rap_last_words {
    const char *signal;     /* "SEGV"; NULL: none */
    int64_t exit_code;      /* -1: it did not exit by itself */
    const char *limit;      /* the one it met: "deadline" and "RLIMIT_CPU" in ms, "RLIMIT_AS",
                             "memory" and "output" in bytes; NULL: none */
    int64_t limit_value;    /* how much that was */
    int64_t wall_ms;        /* that the document had */
    int64_t cpu_ms;         /* of the process, with the documents before */
    int64_t memory_bytes;   /* its peak, resident */
    const char *messages;   /* the end of what it wrote to standard error, on one line */
    rap_capsule_t *capsule; /* NULL: not known */
} rap_last_words_t;

typedef struct rap_quarantine {
    const char *stage, *worker;
    const char *reason; /* rap_code_reason(), or worker_lost */
    const char *detail; /* the error's text */
    int64_t deliveries;
    const char *at;               /* ISO 8601 */
    const char *version;          /* of the program that failed: "parser@0.1.0"; NULL: not known */
    rap_last_words_t *last_words; /* NULL: none were heard */
    /* Where no envelope says it, as in what --once prints; else NULL. */
    const char *document_id; /* NULL also when the bytes could not be had */
    const char *url;
} rap_quarantine_t;

typedef struct rap_record {
    int kind;                     /* RAP_RECORD_* */
    rap_document_t *document;     /* of a result */
    rap_array_t statements;       /* rap_statement_t */
    rap_array_t positions;        /* rap_position_t */
    rap_array_t candidates;       /* rap_position_t: not sure enough, for the review list */
    rap_quarantine_t *quarantine; /* of a quarantine */
} rap_record_t;

/* Right words have 0.94 to 0.96 in Latin and Cyrillic letters, 0.84 to 0.90 in Arabic and Chinese. */
#define RAP_OCR_DOUBT 0.8

/* What the parser of this program calls itself in the records that it makes. */
#define RAP_RECORD_PARSER "parser@" RAP_VERSION

/* Bytes of a record's JSON, and of its texts: more makes no stage. */
enum { RAP_RECORD_MAX = 64 << 20 };

extern const rap_table_t rap_record_table;
extern const rap_table_t rap_statement_table;
extern const rap_table_t rap_position_table;
extern const rap_table_t rap_quarantine_table;
extern const rap_table_t rap_capsule_table;

/* Paragraphs lie inside their statement's text, in order; each position and candidate is of a
 * statement that is there, and its evidence is verbatim; a result has a document, a quarantine its
 * reason.  RAP_SCHEMA names what is not so.  The arena is for bookkeeping. */
rap_code_t rap_record_check(
    const rap_record_t *self, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

/* For who made them: takes out the positions and candidates that rap_record_check() would fail
 * for, and tells of each, with what is wrong with it.  The others keep their order. */
typedef void rap_record_refused_fn(const rap_position_t *refused, const rap_err_t *why, void *arg);
rap_code_t rap_record_sift(rap_record_t *self, rap_record_refused_fn *fn, void *arg,
    rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

/* Decodes into the arena and checks the record. */
rap_code_t rap_record_read(rap_record_t *self, const char *json, size_t len, rap_arena_t *arena,
    rap_err_t *err) RAP_CHECKED;
rap_code_t rap_record_write(const rap_record_t *self, rap_buf_t *out, rap_err_t *err) RAP_CHECKED;

/* Appends the packed form; both buffers are of no use after an error.  `texts` is NULL where
 * the record's own body goes on with it. */
rap_code_t rap_record_pack(
    const rap_record_t *self, rap_buf_t *json, rap_buf_t *texts, rap_err_t *err) RAP_CHECKED;

/* Decodes into the arena and checks the record and its body, which may be anybody's bytes.  The
 * statements' texts are not copied: they stay in `texts`, which must outlive the record. */
rap_code_t rap_record_unpack(rap_record_t *self, const char *json, size_t json_len,
    const char *texts, size_t texts_len, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

/* Is the evidence verbatim in the statement's text where it says it is? */
rap_code_t rap_evidence_check(
    const rap_evidence_t *self, const rap_statement_t *statement, rap_err_t *err) RAP_CHECKED;

/* Stable: the same text, codebook, engine, party, issue, attribution, stance and modality
 * give the same id: a co-sponsor who speaks has two rows.  64 hexadecimal digits in the arena. */
rap_code_t rap_position_id(const rap_position_t *self, const rap_statement_t *statement,
    rap_arena_t *arena, const char **ret, rap_err_t *err) RAP_CHECKED;

#endif
