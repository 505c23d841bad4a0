/* scans.h - documents whose pages are read by OCR, several pages at once.
 *
 * Each page is a job for one of the children of a pool, which gets the whole document for it; a child
 * that is killed, crashes or runs over time costs its page, not the document.  When all pages are done, or
 * the document's time for them is over, what was found goes back to who asked, in the form in
 * which a document's reader takes it (ocr_page.h).  Nothing here looks into it but for the
 * language, which the next pages are told.
 */
#ifndef RAP_PARSER_SCANS_H
#define RAP_PARSER_SCANS_H

#include "parser/reader.h"
#include "proto/stage.h"

typedef struct scans scans_t;

typedef struct scans_options {
    reader_options_t reader;
    size_t children;
    int64_t time_ms; /* for all pages of a document, from the first one's beginning */
} scans_options_t;

typedef struct scans_listener {
    void *arg;
    /* All is read that will be: `found` lives in the task's arena; or why the document cannot be read. */
    void (*done)(
        void *arg, rap_task_t *task, const char *found, size_t len, const reader_why_t *why);
} scans_listener_t;

/* The options are borrowed; `started` counts children, `pages` pages that were read. */
scans_t *scans_new(rap_loop_t *loop, const scans_options_t *options,
    const scans_listener_t *listener, rap_metric_t *started, rap_metric_t *pages);
void scans_destroy(scans_t **self);

/* A reader's answer of the kind WIRE_WANTED, not checked; the task is in hand until `done` or scans_cancel(). */
rap_code_t scans_add(
    scans_t *self, rap_task_t *task, const reader_result_t *wanted, rap_err_t *err) RAP_CHECKED;

/* The task is wanted no more; nothing happens if it is not here. */
void scans_cancel(scans_t *self, const rap_task_t *task);

void scans_renew(scans_t *self); /* as reader_renew() */

#endif
