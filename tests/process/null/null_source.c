/* null_source.c - a source with a durable outbox, as a fetcher has one, and nothing to fetch.
 *
 * It puts `count` tasks and ends when each has its receipt.  What has none is in the outbox,
 * state/NAME.db of the home; a new process, or a new broker, sends it again.
 */
#include "base/db.h"
#include "base/hash.h"
#include "null.h"
#include "proto/rap1.h"
#include "proto/stage.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DB_BUSY_MS = 5000, LOOK_MS = 250 };

struct options {
    int64_t count;
    int64_t size;
    int64_t bulk;
    int64_t resend_ms;
};

#define AT(m) offsetof(struct options, m)
static const rap_field_t rows[] = {
    {.name = "count", .kind = RAP_KIND_INT, .offset = AT(count), .max = 10000000, .preset = "10"},
    {.name = "size", .kind = RAP_KIND_BYTES, .offset = AT(size), .max = 1 << 30, .preset = "0"},
    {.name = "bulk", .kind = RAP_KIND_INT, .offset = AT(bulk), .max = 10000000, .preset = "0"},
    {.name = "resend",
        .kind = RAP_KIND_TIME,
        .offset = AT(resend_ms),
        .max = 3600000,
        .preset = "30s"},
    {.kind = RAP_KIND_END},
};
static const rap_table_t table = {
    .name = "fetcher", .size = sizeof(struct options), .fields = rows};

struct source {
    rap_stage_t *stage;
    const struct options *options;
    rap_db_t *db;
    int64_t *sent_ms; /* of each task: 0 not sent, -1 its receipt came */
    int64_t next;     /* none before it is unsent */
    int64_t left;     /* without a receipt */
    bool open;        /* a transaction is */
    rap_watch_t look;
    char *body;
};

static const char *const steps[] = {
    "CREATE TABLE outbox (n INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE);"
    "CREATE TABLE filled (count INTEGER NOT NULL)",
};

static rap_code_t fill_outbox(struct source *self, rap_err_t *err)
{
    RAP_TRY(rap_db_begin(self->db, err));
    RAP_TRY(rap_db_run(self->db, err, "INSERT INTO filled VALUES (?)", "i", self->options->count));
    for (int64_t n = 0; n < self->options->count; n++) {
        char url[NULL_URL_SIZE];

        null_url(n, url);
        RAP_TRY(
            rap_db_run(self->db, err, "INSERT INTO outbox (n, url) VALUES (?, ?)", "is", n, url));
    }
    return rap_db_commit(self->db, err);
}

/* What an earlier process got receipts for is not in the outbox any more. */
static rap_code_t read_outbox(struct source *self, rap_err_t *err)
{
    rap_stmt_t *stmt;
    bool row;

    for (int64_t n = 0; n < self->options->count; n++)
        self->sent_ms[n] = -1;
    RAP_TRY(rap_db_query(self->db, &stmt, err, "SELECT n FROM outbox", ""));
    for (;;) {
        RAP_TRY(rap_stmt_next(stmt, &row, err));
        if (!row)
            return RAP_OK;
        self->sent_ms[rap_stmt_int(stmt, 0)] = 0;
        self->left++;
    }
}

static rap_code_t open_outbox(struct source *self, rap_err_t *err)
{
    const rap_process_t *process = rap_stage_process(self->stage);
    char path[RAP_PATH_MAX + 80];
    bool is_filled;

    (void)snprintf(path, sizeof path, "%s/%s.db", process->home.state, process->name);
    RAP_TRY(rap_db_open(&self->db, path, RAP_DB_WRITE, DB_BUSY_MS, err));
    RAP_TRY(rap_db_migrate(self->db, steps, 1, err));
    rap_stmt_t *stmt;

    RAP_TRY(rap_db_query(self->db, &stmt, err, "SELECT 1 FROM filled", ""));
    RAP_TRY(rap_stmt_next(stmt, &is_filled, err));
    rap_stmt_reset(stmt);
    if (!is_filled)
        RAP_TRY(fill_outbox(self, err));
    return read_outbox(self, err);
}

static rap_code_t put(struct source *self, int64_t n, rap_err_t *err)
{
    char url[NULL_URL_SIZE], id[RAP_HEX_SIZE];
    rap_envelope_t envelope = {
        .id = id,
        .origin = rap_stage_process(self->stage)->name,
        .lane =
            self->options->bulk > 0 && n % self->options->bulk == 0 ? RAP_LANE_BULK : RAP_LANE_LIVE,
        .attempt = 1,
        .source = "null",
        .url = url,
        .fetched_at = "2024-03-08T15:04:05Z",
        .media_type = "text/plain",
    };

    null_url(n, url);
    rap_sha256(url, strlen(url), id);
    RAP_TRY(rap_stage_put(self->stage, RAP_QUEUE_PARSER, &envelope, NULL, self->body,
        (size_t)self->options->size, err));
    self->sent_ms[n] = rap_clock_mono_ms(rap_stage_clock(self->stage));
    return RAP_OK;
}

static void send_more(struct source *self)
{
    rap_err_t err;

    for (; self->next < self->options->count && rap_stage_credit(self->stage) > 0; self->next++) {
        if (self->sent_ms[self->next] != 0)
            continue;
        rap_code_t code = put(self, self->next, &err);
        if (code == RAP_BUSY)
            return;
        if (code != RAP_OK) {
            rap_stage_stop(self->stage, &err);
            return;
        }
    }
}

static void granted(void *arg, int64_t n)
{
    (void)n;
    send_more(arg);
}

static void epoch(void *arg)
{
    struct source *self = arg;

    for (int64_t n = 0; n < self->options->count; n++)
        if (self->sent_ms[n] > 0)
            self->sent_ms[n] = 0;
    self->next = 0;
}

/* Should a receipt be long in coming, the task was lost on its way. */
static void look(rap_loop_t *loop, void *arg)
{
    struct source *self = arg;
    int64_t then = rap_loop_now_ms(loop) - self->options->resend_ms;

    for (int64_t n = 0; n < self->options->count; n++)
        if (self->sent_ms[n] > 0 && self->sent_ms[n] < then) {
            self->sent_ms[n] = 0;
            self->next = n < self->next ? n : self->next;
        }
    send_more(self);
}

static void commit(rap_loop_t *loop, void *arg)
{
    struct source *self = arg;
    rap_err_t err;

    (void)loop;
    self->open = false;
    if (rap_db_commit(self->db, &err) != RAP_OK)
        rap_stage_stop(self->stage, &err);
    else if (self->left == 0)
        rap_stage_stop(self->stage, NULL);
}

/* Receipts that came together are one transaction. */
static rap_code_t forget(struct source *self, int64_t n, const char *url, rap_err_t *err)
{
    if (!self->open)
        RAP_TRY(rap_db_begin(self->db, err));
    if (!self->open)
        rap_loop_timer(rap_stage_loop(self->stage), 0, 0, commit, self);
    self->open = true;
    RAP_TRY(rap_db_run(self->db, err, "DELETE FROM outbox WHERE url = ?", "s", url));
    self->sent_ms[n] = -1;
    self->left--;
    return RAP_OK;
}

static void receipt(void *arg, const rap_receipt_t *receipt)
{
    struct source *self = arg;
    int64_t n = null_number(receipt->url);
    rap_err_t err;

    if (n < 0 || n >= self->options->count || self->sent_ms[n] < 0)
        return; /* a second receipt for it */
    if (forget(self, n, receipt->url, &err) != RAP_OK)
        rap_stage_stop(self->stage, &err);
}

static void close_source(void **arg)
{
    struct source *self = *arg;
    rap_err_t err;

    rap_loop_remove(rap_stage_loop(self->stage), self->look);
    if (self->open && rap_db_commit(self->db, &err) != RAP_OK)
        rap_db_rollback(self->db); /* they will come again */
    rap_db_destroy(&self->db);
    free(self->sent_ms);
    free(self->body);
    free(self);
    *arg = NULL;
}

static rap_code_t open_source(
    rap_stage_t *stage, const void *options, void **ret_self, rap_err_t *err)
{
    struct source *self = calloc(1, sizeof *self);

    if (self == NULL)
        abort();
    self->stage = stage;
    self->options = options;
    self->sent_ms = calloc((size_t)self->options->count + 1, sizeof(int64_t));
    self->body = malloc((size_t)self->options->size + 1);
    if (self->sent_ms == NULL || self->body == NULL)
        abort();
    memset(self->body, 'x', (size_t)self->options->size);
    void *made = self;
    rap_code_t code = open_outbox(self, err);

    if (code != RAP_OK) {
        close_source(&made);
        return code;
    }
    self->look = rap_loop_timer(rap_stage_loop(stage), LOOK_MS, LOOK_MS, look, self);
    *ret_self = self;
    return RAP_OK;
}

static const rap_stage_type_t type = {
    .name = "fetcher",
    .summary = "puts tasks about nothing, for tests",
    .gives = RAP_QUEUE_PARSER,
    .options = &table,
    .slots = 64,
    .open = open_source,
    .close = close_source,
    .granted = granted,
    .receipt = receipt,
    .epoch = epoch,
};

int main(int argc, char **argv)
{
    return rap_stage_main(&type, argc, argv);
}
