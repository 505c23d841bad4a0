/* fetcher.h - the fetcher as a whole, and what its files say to each other.
 *
 *   fetcher.c    the stage's callbacks; begins and ends it all
 *   schedule.c   what is asked for next: listings, addresses, files; politeness
 *   record.c     documents out of archives
 *   chronicle.c  what happened to each address: the log that `rapporteur trace` reads
 *   intake.c     what came: into the archive and the frontier, in one step that is whole or not
 *   parcel.c     what is sent: envelopes and records
 *   sender.c     the outbox's way to the broker
 *   recaller.c   what the store has lost is sent again
 *   operands.c   what people hand in, and what is said of it at the end
 *   once.c       --once: one document without a broker
 *
 * A job is one thing asked for, from the moment it is chosen until what came of it is on the
 * disk.  Jobs that have ended wait for the next step of the intake, which takes all of
 * them, with the receipts that came meanwhile, in one transaction.
 */
#ifndef RAP_FETCHER_FETCHER_H
#define RAP_FETCHER_FETCHER_H

#include "fetcher/archive.h"
#include "fetcher/download.h"
#include "fetcher/frontier.h"
#include "fetcher/hosts.h"
#include "fetcher/options.h"
#include "fetcher/outbox.h"
#include "fetcher/sources/catalog.h"
#include "proto/stage.h"

typedef struct fetcher fetcher_t;

/* What became of a job, told once it is on the disk. */
enum {
    JOB_SENT,      /* in the outbox */
    JOB_CAPTURE,   /* in the outbox: known bytes at a new address */
    JOB_UNCHANGED, /* nothing new */
    JOB_RETRY,     /* failed, to be tried again */
    JOB_REFUSED,   /* failed for good: in the outbox as a record of that */
    JOB_DROPPED,   /* failed for good: no record, there is nothing that one could be of */
    JOB_GONE,      /* known, and no longer there */
    JOB_POLLED,    /* a listing was read */
    JOB_FAILED     /* a listing was not */
};

typedef struct outcome {
    int kind;           /* JOB_* */
    const char *id;     /* of the document, in the job's arena; or NULL */
    const char *reason; /* a word, or NULL */
    int64_t next_due;   /* wall; of JOB_RETRY, JOB_POLLED and JOB_FAILED */
    int64_t failures;
    size_t entries, filtered, broken, found; /* of a listing */
    const char *broken_text;
    bool healed; /* its bytes were damaged in the archive, and are written once more */
    bool more;   /* of files that are read in pieces: another piece follows */
} outcome_t;

typedef struct job {
    struct job *next;
    fetcher_t *fetcher;
    char *source;               /* id of a source whose listing this is, or NULL: a document */
    frontier_address_t address; /* of a document; in the arena */
    host_t *host;               /* or NULL: a local listing */
    const char
        *original; /* of a record in an archive: the address that it was fetched from, or NULL */
    const char *imported; /* and where that record is: file, ':', offset */
    int64_t
        fetched_wall_ms; /* when its bytes were asked for: of such a record, by whoever wrote it */
    int64_t begun_wall_ms;
    bool arrived; /* the request has ended */
    bool spoilt;  /* to take in what came failed once; now only the failure is told */
    download_t result;
    outcome_t outcome;
    rap_arena_t *arena;
} job_t;

/* What this process knows of a source's polls, beside the frontier. */
typedef struct run {
    source_t *source; /* the catalog's */
    int64_t next_due; /* wall */
    bool active;
    bool polled;      /* well, or given up; in this process */
    int64_t failures; /* in this process */
} run_t;

typedef struct operand {
    const char *text; /* as given */
    const char *url;  /* canonical, or NULL */
    const char *id;   /* of the document, once known */
    const char *end;  /* a word of the report, or NULL: not yet */
    const char *reason;
    bool refused;
} operand_t;

struct fetcher {
    rap_stage_t *stage;
    rap_process_t *process;
    const fetcher_options_t *options;
    rap_hints_t hints; /* of the operands */
    char user_agent[512];

    frontier_t *frontier;
    archive_t *archive;
    downloader_t *downloader;
    catalog_t *catalog;

    /* schedule.c */
    run_t *run;
    size_t runs;
    hosts_t hosts;
    job_t *jobs; /* a list */
    int64_t job_count;
    rap_watch_t wake;
    bool draining;

    /* intake.c */
    rap_watch_t step;
    rap_watch_t stall; /* not 0: something that is needed fails; nothing is begun until then */
    unsigned stalls;
    rap_receipt_t *receipt; /* with strings of their own; not yet taken in */
    size_t receipts, receipts_cap;
    int64_t outbox; /* rows, as of the last step */
    rap_watch_t publish;

    /* sender.c */
    rap_watch_t resend;
    rap_watch_t note; /* not 0: something was sent that is not written down yet */
    rap_arena_t *send_arena;

    /* recaller.c */
    struct {
        rap_watch_t timer;
        bool looked;     /* the store was compared once since the start */
        int tries;       /* looks in a row at a store that could not be asked */
        int64_t waiting; /* documents that are missing there and not on their way yet */
    } recall;

    /* operands.c */
    operand_t *operand;
    size_t operands;
    bool reported;
};

/* ---- schedule.c ---- */

/* The sources of the home, in place of those there were. */
rap_code_t schedule_load(fetcher_t *self, rap_err_t *err) RAP_CHECKED;
/* Begins whatever is due and allowed, and sets the timer for the rest. */
void schedule_pump(fetcher_t *self);
void schedule_stop(fetcher_t *self);
/* Asks the frontier which hosts have something due. */
void schedule_refresh(fetcher_t *self);
/* A document of the host waits for `due_ms` (wall). */
void schedule_due(fetcher_t *self, const char *url, int64_t due_ms);
run_t *schedule_run(fetcher_t *self, const char *source); /* or NULL */
/* No listing is due and nothing is under way, now and later: for --until-idle. */
bool schedule_is_settled(fetcher_t *self);
bool schedule_only_manual(const fetcher_t *self);
void job_destroy(fetcher_t *self, job_t *job); /* takes it off the list */

/* ---- record.c ---- */

/* The document in the record of an archive at that place, as if it had been downloaded. */
void record_read(
    job_t *job, const source_t *source, const char *path, int64_t offset, int64_t max_bytes);

/* ---- intake.c ---- */

/* There is something to take in: soon. */
void intake_wake(fetcher_t *self);
void intake_receipt(fetcher_t *self, const rap_receipt_t *receipt);
void intake_stop(fetcher_t *self);
/* Something that is needed (disk, database) fails: a pause, longer each time.  An error that
 * cannot pass ends the process. */
void intake_stall(fetcher_t *self, const rap_err_t *err);

/* ---- parcel.c ---- */

/* Each fills an outbox row in; all texts in the arena. */
rap_code_t parcel_document(const fetcher_t *self, const job_t *job, const char *id,
    const archive_place_t *place, outbox_row_t *ret, rap_err_t *err) RAP_CHECKED;
/* The same bytes are known from elsewhere: no body. */
rap_code_t parcel_capture(const fetcher_t *self, const job_t *job, const char *id,
    const archive_place_t *place, outbox_row_t *ret, rap_err_t *err) RAP_CHECKED;
/* There are no bytes, and there will be none. */
rap_code_t parcel_refusal(const fetcher_t *self, const job_t *job, const char *reason,
    const char *detail, outbox_row_t *ret, rap_err_t *err) RAP_CHECKED;
/* Only the envelope's JSON, of a document that is not archived. */
rap_code_t parcel_envelope(const fetcher_t *self, const job_t *job, const char *id,
    const archive_place_t *place, const char **ret, rap_err_t *err) RAP_CHECKED;
/* The broker takes no message so large: the row becomes the record of a refusal. */
rap_code_t parcel_too_large(const fetcher_t *self, outbox_row_t *row, const rap_err_t *why,
    rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

/* The address that the job's document is known by: not always the one it is read from. */
const char *job_url(const job_t *job);
/* What a file's name promises, or NULL. */
const char *parcel_media_type(const char *path);

/* ---- sender.c ---- */

/* Sends what may be sent, as far as the broker grants. */
void sender_pump(fetcher_t *self);
void sender_epoch(fetcher_t *self);
/* What was sent is written down: see outbox_note_sent(). */
void sender_noted(fetcher_t *self);
void sender_stop(fetcher_t *self);

/* ---- recaller.c ---- */

rap_code_t recaller_start(fetcher_t *self, rap_err_t *err) RAP_CHECKED;
/* The store has been looked at, and nothing that it misses waits; for --until-idle. */
bool recaller_is_settled(fetcher_t *self);
void recaller_stop(fetcher_t *self);

/* ---- operands.c ---- */

/* Checks --hint; RAP_USAGE. */
rap_code_t operands_hints(fetcher_t *self, rap_err_t *err) RAP_CHECKED;
/* Enters the operands into the frontier; one that is no file and no address fails alone. */
rap_code_t operands_enter(fetcher_t *self, rap_err_t *err) RAP_CHECKED;
/* Its bytes are none or not to be had; what is still to come for it ends in "refused". */
void operands_refused(fetcher_t *self, const char *url, const char *reason);
/* What became of an address: a word of the report, the reason or NULL, the id or NULL. */
void operands_ended(
    fetcher_t *self, const char *url, const char *end, const char *reason, const char *id);
/* A pipe or a device is refused: reading one may take for ever, and with it the loop. */
rap_code_t operand_check_file(const char *path, rap_err_t *err) RAP_CHECKED;
/* Prints the report, once. */
void operands_report(fetcher_t *self);

/* ---- once.c ---- */

rap_code_t fetcher_once(
    void *arg, int operands, char **operand, FILE *out, rap_err_t *err) RAP_CHECKED;

/* ---- fetcher.c ---- */

/* Ends the process if --until-idle was asked for and all is done. */
void fetcher_check_idle(fetcher_t *self);

extern const rap_stage_type_t fetcher_stage;

#endif
