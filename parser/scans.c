/* scans.c - see scans.h */
#include "parser/scans.h"

#include "parser/ocr/languages.h"
#include "parser/readers.h"
#include "parser/wire.h"

#include <stdlib.h>
#include <string.h>

enum {
    FOUND_MAX = 64 << 20, /* bytes of all pages of a document                   */
    IDLE_MS = 60 * 1000   /* then children without work go: they are large ones */
};

/* A document, in its task's arena. */
typedef struct scan {
    struct scan *next;
    rap_task_t *task;
    const uint32_t *page; /* their numbers */
    size_t pages, begun, ended;
    ocr_hint_t hint;  /* as the last page that was read says */
    int64_t until_ms; /* 0: not begun */
    rap_buf_t found;
    rap_err_t err; /* why it cannot be read at all */
} scan_t;

/* A page in a child's hands, in the task's arena. */
typedef struct page_job {
    scan_t *scan;
    uint32_t page;
} page_job_t;

struct scans {
    rap_loop_t *loop;
    const scans_options_t *options;
    scans_listener_t listener;
    readers_t readers;
    rap_metric_t *read;
    scan_t *first, **last;
    rap_watch_t idle;
};

static void forget(scans_t *self, const scan_t *scan)
{
    scan_t **at = &self->first;

    while (*at != NULL && *at != scan)
        at = &(*at)->next;
    if (*at != NULL)
        *at = (*at)->next;
    self->last = &self->first;
    while (*self->last != NULL)
        self->last = &(*self->last)->next;
}

/* -- the pool at rest ------------------------------------------------------------------- */

static void on_idle(rap_loop_t *loop, void *arg)
{
    scans_t *self = arg;

    (void)loop;
    self->idle = 0;
    readers_renew(&self->readers); /* those that run leave; the next page starts others */
}

static void rest(scans_t *self, bool now)
{
    if (self->idle != 0)
        rap_loop_remove(self->loop, self->idle);
    self->idle = now ? rap_loop_timer(self->loop, IDLE_MS, 0, on_idle, self) : 0;
}

/* -- pages ------------------------------------------------------------------------------ */

/* A page of which nothing is known but that it was not read. */
static rap_code_t add_unread(scan_t *scan, uint32_t page, ocr_state_t state, rap_err_t *err)
{
    const ocr_page_t unread = {.page = page, .state = state};

    return ocr_page_pack(&unread, &scan->found, err);
}

/* All its pages have ended; those that were not begun are out of time. */
static void finish(scans_t *self, scan_t *scan)
{
    rap_task_t *task = scan->task;
    const char *found = NULL;
    size_t len = 0;

    for (size_t i = scan->begun; i < scan->pages && scan->err.code == RAP_OK; i++)
        (void)(add_unread(scan, scan->page[i], OCR_PAGE_OVERTIME, &scan->err) == RAP_OK);
    if (scan->err.code == RAP_OK) {
        len = scan->found.len;
        found = rap_arena_strndup(task->arena, scan->found.data, len);
        if (found == NULL)
            (void)rap_fail(&scan->err, RAP_TOOBIG, "no memory left for what OCR found");
    }
    const rap_err_t err = scan->err; /* which lives only as long as the task */
    const reader_why_t why = {.err = &err};
    forget(self, scan);
    rap_buf_release(&scan->found);
    rest(self, self->first == NULL);
    self->listener.done(self->listener.arg, task, found, len, err.code != RAP_OK ? &why : NULL);
}

static bool is_over(const scans_t *self, const scan_t *scan)
{
    return scan->begun == scan->pages || scan->err.code != RAP_OK ||
           (scan->until_ms != 0 && rap_loop_now_ms(self->loop) >= scan->until_ms);
}

static rap_code_t begin(scans_t *self, scan_t *scan, reader_t *reader, rap_err_t *err)
{
    page_job_t *page = rap_arena_alloc(scan->task->arena, sizeof *page);

    if (page == NULL)
        return rap_fail(err, RAP_TOOBIG, "no memory left for the document's pages");
    if (scan->until_ms == 0)
        scan->until_ms = rap_loop_now_ms(self->loop) + self->options->time_ms;
    *page = (page_job_t){scan, scan->page[scan->begun++]};
    const reader_job_t job = {.envelope = &scan->task->envelope,
        .body = scan->task->body,
        .len = scan->task->body_len,
        .page = page->page,
        .hint = scan->hint};
    rap_code_t code = reader_read(reader, page, &job, err);
    if (code != RAP_OK)
        scan->ended++;
    return code;
}

/* Pages to children that have nothing to do; the document that came first goes first. */
static void hand_out(scans_t *self)
{
    scan_t *next;

    for (scan_t *scan = self->first; scan != NULL; scan = next) {
        reader_t *reader;

        next = scan->next;
        while (!is_over(self, scan) &&
               (reader = readers_for(&self->readers, &scan->task->envelope)) != NULL)
            (void)(begin(self, scan, reader, &scan->err) == RAP_OK);
        if (is_over(self, scan) && scan->ended == scan->begun)
            finish(self, scan);
    }
}

/* It is wanted no more: whoever reads a page of it is ended. */
static void drop(scans_t *self, scan_t *scan)
{
    for (size_t i = 0; i < self->readers.count; i++) {
        const page_job_t *page = reader_tag(self->readers.reader[i]);

        if (page != NULL && page->scan == scan)
            reader_cancel(self->readers.reader[i]);
    }
    forget(self, scan);
    rap_buf_release(&scan->found);
    rest(self, self->first == NULL);
}

/* Of a page that ends without a result: is it the page's fault, or would any other end so? */
static bool costs_page(const rap_err_t *err)
{
    return rap_code_fate(err->code) == RAP_FATE_REJECT && err->code != RAP_UNSUPPORTED;
}

static void on_ended(void *arg, void *tag, const reader_result_t *result, const reader_why_t *why)
{
    scans_t *self = arg;
    const page_job_t *page = tag;
    scan_t *scan = page->scan;
    rap_err_t err = {0};
    rap_code_t code;

    scan->ended++;
    if (why != NULL && !costs_page(why->err)) {
        rap_task_t *task = scan->task; /* at once: its last words are soon those of another page */

        drop(self, scan);
        self->listener.done(self->listener.arg, task, NULL, 0, why);
        return;
    }
    if (why == NULL) {
        rap_metric_add(self->read, 1);
        (void)ocr_page_hint(result->texts, result->texts_len, &scan->hint);
        code = rap_buf_add(&scan->found, result->texts, result->texts_len, &err);
    } else {
        code = add_unread(scan, page->page,
            why->err->code == RAP_OVERTIME ? OCR_PAGE_OVERTIME : OCR_PAGE_LOST, &err);
    }
    if (code != RAP_OK && scan->err.code == RAP_OK)
        scan->err = err;
    if (is_over(self, scan) && scan->ended == scan->begun)
        finish(self, scan);
}

static void on_ready(void *arg)
{
    hand_out(arg);
}

/* -- what others see -------------------------------------------------------------------- */

scans_t *scans_new(rap_loop_t *loop, const scans_options_t *options,
    const scans_listener_t *listener, rap_metric_t *started, rap_metric_t *pages)
{
    scans_t *self = calloc(1, sizeof *self);

    if (self == NULL)
        abort();
    const reader_listener_t mine = {.arg = self,
        .ended = on_ended,
        .ready = on_ready}; /* the sandbox is that of the other children */
    self->loop = loop;
    self->options = options;
    self->listener = *listener;
    self->read = pages;
    self->last = &self->first;
    readers_open(&self->readers, options->children, loop, &options->reader, &mine, started);
    return self;
}

void scans_destroy(scans_t **self)
{
    if (*self == NULL)
        return;
    rest(*self, false);
    readers_close(&(*self)->readers);
    for (scan_t *scan = (*self)->first; scan != NULL; scan = scan->next)
        rap_buf_release(&scan->found);
    free(*self);
    *self = NULL;
}

rap_code_t scans_add(scans_t *self, rap_task_t *task, const reader_result_t *wanted, rap_err_t *err)
{
    size_t pages = wanted->texts_len / sizeof(uint32_t);
    scan_t *scan = rap_arena_alloc(task->arena, sizeof *scan);
    uint32_t *page = rap_arena_array(task->arena, pages + 1, sizeof *page);

    if (scan == NULL || page == NULL)
        return rap_fail(err, RAP_TOOBIG, "no memory left for the document's pages");
    if (pages == 0 || pages > DOCUMENT_PAGES_MAX || wanted->texts_len % sizeof *page != 0)
        return rap_fail(err, RAP_CRASHED, "the reader wants nonsense (%zu pages)", pages);
    memcpy(page, wanted->texts, wanted->texts_len);
    *scan = (scan_t){.task = task,
        .page = page,
        .pages = pages,
        .hint.language = ocr_language_of(wanted->json->data)};
    if (scan->hint.language == 0)
        scan->hint.language = ocr_language_of(task->envelope.hints.language);
    rap_buf_init(&scan->found, FOUND_MAX);
    *self->last = scan;
    self->last = &scan->next;
    rest(self, false);
    hand_out(self);
    return RAP_OK;
}

void scans_cancel(scans_t *self, const rap_task_t *task)
{
    scan_t *scan = self->first;

    while (scan != NULL && scan->task != task)
        scan = scan->next;
    if (scan != NULL)
        drop(self, scan);
}

void scans_renew(scans_t *self)
{
    readers_renew(&self->readers);
}
