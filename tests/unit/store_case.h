/* store_case.h - a store in a folder of its own, and made-up documents to put into it. */
#ifndef RAP_TESTS_STORE_CASE_H
#define RAP_TESTS_STORE_CASE_H

#include "base/db.h"
#include "base/hash.h"
#include "sink/store/store.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char dir[] = "/tmp/rap-store-XXXXXX";
static char path[64];
static rap_arena_t *arena;
static rap_store_t *store;
static rap_err_t err;

enum { QUARANTINE_MAX = 3 };

#define ok(call) ck_assert_msg((call) == RAP_OK, "%s: %s", rap_code_name(err.code), err.text)

static void set_up(void)
{
    (void)snprintf(dir, sizeof dir, "/tmp/rap-store-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    (void)snprintf(path, sizeof path, "%s/store.db", dir);
    arena = rap_arena_new(1 << 20);
    ok(rap_store_open_write(&store, path, QUARANTINE_MAX, &err));
}

static void tear_down(void)
{
    static const char *const ends[] = {"", "-wal", "-shm", ".lock"};
    char name[80];

    rap_store_destroy(&store);
    rap_arena_destroy(&arena);
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        (void)snprintf(name, sizeof name, "%s%s", path, ends[i]);
        (void)unlink(name);
    }
    ck_assert_int_eq(rmdir(dir), 0);
}

/* Of the first row; read as anybody else reads the store. */
static inline int64_t number(const char *sql)
{
    RAP_AUTO(rap_db) *db = NULL;
    rap_stmt_t *stmt;
    bool row;

    ok(rap_db_open(&db, path, RAP_DB_READ, 100, &err));
    ok(rap_db_query(db, &stmt, &err, sql, ""));
    ok(rap_stmt_next(stmt, &row, &err));
    ck_assert_msg(row, "%s", sql);
    int64_t value = rap_stmt_int(stmt, 0);
    rap_stmt_reset(stmt);
    return value;
}

/* ---- a document ---- */

static const char text[] = "We prefer a vote to silence. Nothing else.";

struct fixture {
    char id[RAP_HEX_SIZE], text_hash[RAP_HEX_SIZE], statement_id[80];
    rap_envelope_t envelope;
    rap_document_t document;
    rap_party_role_t party[2];
    rap_miscount_t miscount;
    rap_ocr_t ocr;
    rap_paragraph_t paragraph;
    rap_speaker_t speaker;
    rap_statement_t statement;
    rap_position_t position[2];
    rap_record_t record;
};

static inline void make(struct fixture *f, const char *bytes, const char *url)
{
    rap_sha256(bytes, strlen(bytes), f->id);
    rap_sha256(text, strlen(text), f->text_hash);
    (void)snprintf(f->statement_id, sizeof f->statement_id, "%s/1", f->id);
    f->envelope = (rap_envelope_t){.id = f->id,
        .origin = "fetcher-1",
        .attempt = 1,
        .source = "made-up",
        .url = url,
        .fetched_at = "2024-03-08T15:04:05Z",
        .media_type = "text/plain"};
    f->document = (rap_document_t){.document_id = f->id,
        .media_type = "text/plain",
        .pages = 1,
        .ocr_pages = 1,
        .unread_pages = 1,
        .parser = "parser@0.1.0"};
    f->ocr = (rap_ocr_t){.confidence = 0.5, .doubtful = true};
    f->party[0] = (rap_party_role_t){"XC", RAP_ROLE_SPEAKER};
    f->party[1] = (rap_party_role_t){"XN", RAP_ROLE_CO_SPONSOR};
    f->miscount = (rap_miscount_t){RAP_ROLE_CO_SPONSOR, 13, 12};
    f->paragraph = (rap_paragraph_t){1, 1, 0, (int64_t)strlen(text), "fr", &f->ocr};
    f->speaker = (rap_speaker_t){"Ms. Made Up", "Ambassador"};
    f->statement = (rap_statement_t){.statement_id = f->statement_id,
        .parties = {f->party, 2},
        .miscounts = {&f->miscount, 1},
        .body = "oewg-ict-2021",
        .session = "7",
        .delivered_on = "2024-03-08",
        .place = "New York",
        .speaker = &f->speaker,
        .language = "en",
        .title = "Statement",
        .paragraphs = {&f->paragraph, 1},
        .text = text,
        .text_sha256 = f->text_hash};
    f->position[0] = (rap_position_t){.statement_id = f->statement_id,
        .party = "XC",
        .issue = "proc.majority_vote",
        .strength = 2,
        .confidence = 0.75,
        .evidence = {.exact = "We prefer a vote to silence.", .start = 0, .end = 28, .page = 1},
        .codebook = "made-up@1.0.0",
        .engine = "rules@0.1.0"};
    f->position[1] = f->position[0];
    f->position[1].party = NULL;
    f->position[1].attribution = RAP_REPORTED;
    for (size_t i = 0; i < 2; i++)
        ok(rap_position_id(
            &f->position[i], &f->statement, arena, &f->position[i].position_id, &err));
    f->record = (rap_record_t){.kind = RAP_RECORD_RESULT,
        .document = &f->document,
        .statements = {&f->statement, 1},
        .positions = {f->position, 2}};
}

static inline int put(const struct fixture *f)
{
    rap_stored_t stored = {.what = -1};

    ok(rap_store_begin(store, &err));
    ok(rap_store_put(store, &f->envelope, &f->record, arena, &stored, &err));
    ok(rap_store_commit(store, &err));
    return stored.what;
}

#endif
