/* reader.h - one child process that reads documents, one after the other.
 *
 * The child is started for the first document and again after the last one's limit of
 * documents, or after anything that went wrong in it.  A document ends with a record, or with
 * the reason: RAP_OVERTIME and the child is killed; RAP_TOOBIG when it met its limit on
 * memory; RAP_CRASHED with the signal and the end of what it wrote to standard error; else what
 * the child itself says.  With a reason go the child's last words.  RAP_UNAVAILABLE when someone
 * else killed the child, be it a person or a kernel without memory: the document may be tried
 * again.  RAP_CONFIG and the like come from a child that cannot even start, and concern the
 * process, not the document.
 */
#ifndef RAP_PARSER_READER_H
#define RAP_PARSER_READER_H

#include "base/buf.h"
#include "base/loop.h"
#include "base/metric.h"
#include "parser/hello.h"
#include "parser/limits.h"
#include "parser/nursery.h"
#include "parser/ocr_page.h"
#include "proto/envelope.h"
#include "proto/record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct reader reader_t;

typedef struct reader_options {
    nursery_t *nursery;
    limit_t time_ms;   /* for one document, by the wall clock */
    limit_t page_ms;   /* the same for a page that is read by OCR */
    bool eager;        /* another child takes a dead one's place before there is work for it */
    limit_t memory;    /* bytes of address space */
    int64_t documents; /* that a child reads before it is replaced */
    int sandbox;       /* SANDBOX_*: the nursery's */
} reader_options_t;

/* What is to be read: a document, or one page of it by OCR.  All borrowed until its end or
 * reader_cancel(), but for the envelope, which is copied. */
typedef struct reader_job {
    const rap_envelope_t *envelope;
    const void *body;
    size_t len;
    const char
        *found; /* of a document: what OCR found on the pages that were wanted; NULL: nothing yet */
    size_t found_len;
    uint32_t page;   /* 0: the document */
    ocr_hint_t hint; /* of a page */
} reader_job_t;

/* What the child gave, by its kind (wire.h), and not checked: a packed record (rap_record_pack()); which
 * pages are wanted; or a packed page (ocr_page_pack()). */
typedef struct reader_result {
    uint32_t kind;   /* WIRE_* */
    rap_buf_t *json; /* the first part; may be taken */
    const char *texts;
    size_t texts_len;
} reader_result_t;

/* Why there is none. */
typedef struct reader_why {
    const rap_err_t *err;
    rap_last_words_t *last_words; /* NULL: there was no process to speak of */
} reader_why_t;

typedef struct reader_listener {
    void *arg;
    /* The document of that tag ended.  `result` is what became of it, or `why` is the reason; the
     * other one is NULL. */
    void (*ended)(void *arg, void *tag, const reader_result_t *result, const reader_why_t *why);
    /* A child serves; borrowed for the call.  This one and the next may be NULL. */
    void (*serves)(void *arg, const parser_hello_t *hello);
    /* A child that no document waited for could not start: RAP_CONFIG, mostly. */
    void (*no_child)(void *arg, const rap_err_t *err);
    /* Now it can take a document. */
    void (*ready)(void *arg);
} reader_listener_t;

/* Options and loop are borrowed; `started` counts children.  No child yet. */
reader_t *reader_new(rap_loop_t *loop, const reader_options_t *options,
    const reader_listener_t *listener, rap_metric_t *started);
void reader_destroy(reader_t **self); /* kills the child and waits for its end */

/* Starts a child before there is a document, if there is none. */
rap_code_t reader_start(reader_t *self, rap_err_t *err) RAP_CHECKED;

bool reader_is_ready(const reader_t *self);

/* Has the child that is ready the limits that this document is to have?  If not, reader_renew()
 * makes way for one that has. */
bool reader_suits(const reader_t *self, const rap_envelope_t *envelope);

/* `tag` is the caller's, see reader_tag().  An error means that it did not begin. */
rap_code_t reader_read(
    reader_t *self, void *tag, const reader_job_t *job, rap_err_t *err) RAP_CHECKED;

/* Of the document in hand; NULL when there is none. */
void *reader_tag(const reader_t *self);

/* The document is wanted no more: its child is killed, and its end is not told. */
void reader_cancel(reader_t *self);

/* The next document gets a new child, which reads the data files anew. */
void reader_renew(reader_t *self);

#endif
