/* life.c - see life.h */
#include "proto/life.h"

/* The addresses that a search is about. */
#define HITS                                                              \
    "WITH hit (url) AS ("                                                 \
    "  SELECT url FROM address WHERE url BETWEEN ?1 AND ?2"               \
    "  UNION SELECT url FROM event WHERE url BETWEEN ?1 AND ?2"           \
    "  UNION SELECT url FROM event WHERE document_id BETWEEN ?3 AND ?4"   \
    "  UNION SELECT url FROM address WHERE document_id BETWEEN ?3 AND ?4" \
    "  UNION SELECT url FROM outbox WHERE document_id BETWEEN ?3 AND ?4)"

/* In each the first column is the number of rows, the others are as their reader takes them. */
static const char addresses_sql[] = HITS
    " SELECT count(*) OVER (), url, source, document_id, reason, open, discovered_at, listed_at,"
    "   checked_at, next_due, failures"
    " FROM address WHERE url IN (SELECT url FROM hit) ORDER BY discovered_at, address_id";

/* Of an address's requests that gave no document nobody knows which one they would have given. */
static const char events_sql[] = HITS
    " SELECT count(*) OVER (), url, source, kind, outcome, reason, document_id, detail, first_at,"
    "   at, times, status, ifnull(ms, -1), ifnull(bytes, -1)"
    " FROM event WHERE url BETWEEN ?1 AND ?2 OR document_id BETWEEN ?3 AND ?4"
    "   OR (document_id IS NULL AND url IN (SELECT url FROM hit)) ORDER BY event_id";

static const char parcels_sql[] =
    "SELECT count(*) OVER (), document_id, url, source, queue, refused, added_at, sends, sent_at"
    " FROM outbox WHERE url BETWEEN ?1 AND ?2 OR document_id BETWEEN ?3 AND ?4 ORDER BY outbox_id";

static const char documents_sql[] =
    "SELECT count(*) OVER (), document_id, archive_file, archive_offset, bytes, added_at, ended,"
    "   reason"
    " FROM document WHERE document_id BETWEEN ?3 AND ?4 OR document_id IN ("
    "   SELECT document_id FROM address WHERE url BETWEEN ?1 AND ?2"
    "   UNION SELECT document_id FROM event WHERE url BETWEEN ?1 AND ?2)"
    " ORDER BY added_at, document_id";

/* ---- rows ---- */

static void read_address(rap_stmt_t *row, rap_arena_t *arena, void *item)
{
    *(rap_life_address_t *)item = (rap_life_address_t){
        .url = rap_stmt_keep(row, 1, arena),
        .source = rap_stmt_keep(row, 2, arena),
        .document = rap_stmt_keep(row, 3, arena),
        .reason = rap_stmt_keep(row, 4, arena),
        .open = rap_stmt_int(row, 5) != 0,
        .discovered_at = rap_stmt_int(row, 6),
        .listed_at = rap_stmt_int(row, 7),
        .checked_at = rap_stmt_int(row, 8),
        .next_due = rap_stmt_int(row, 9),
        .failures = rap_stmt_int(row, 10),
    };
}

static void read_event(rap_stmt_t *row, rap_arena_t *arena, void *item)
{
    *(rap_life_event_t *)item = (rap_life_event_t){
        .url = rap_stmt_keep(row, 1, arena),
        .source = rap_stmt_keep(row, 2, arena),
        .kind = rap_stmt_keep(row, 3, arena),
        .outcome = rap_stmt_keep(row, 4, arena),
        .reason = rap_stmt_keep(row, 5, arena),
        .document = rap_stmt_keep(row, 6, arena),
        .detail = rap_stmt_keep(row, 7, arena),
        .first_at = rap_stmt_int(row, 8),
        .at = rap_stmt_int(row, 9),
        .times = rap_stmt_int(row, 10),
        .status = rap_stmt_int(row, 11),
        .ms = rap_stmt_int(row, 12),
        .bytes = rap_stmt_int(row, 13),
    };
}

static void read_parcel(rap_stmt_t *row, rap_arena_t *arena, void *item)
{
    *(rap_life_parcel_t *)item = (rap_life_parcel_t){
        .document = rap_stmt_keep(row, 1, arena),
        .url = rap_stmt_keep(row, 2, arena),
        .source = rap_stmt_keep(row, 3, arena),
        .queue = rap_stmt_keep(row, 4, arena),
        .refused = rap_stmt_keep(row, 5, arena),
        .added_at = rap_stmt_int(row, 6),
        .sends = rap_stmt_int(row, 7),
        .sent_at = rap_stmt_int(row, 8),
    };
}

static void read_document(rap_stmt_t *row, rap_arena_t *arena, void *item)
{
    *(rap_life_document_t *)item = (rap_life_document_t){
        .document = rap_stmt_keep(row, 1, arena),
        .archive_file = rap_stmt_keep(row, 2, arena),
        .archive_offset = rap_stmt_int(row, 3),
        .bytes = rap_stmt_int(row, 4),
        .added_at = rap_stmt_int(row, 5),
        .ended = rap_stmt_keep(row, 6, arena),
        .reason = rap_stmt_keep(row, 7, arena),
    };
}

/* ---- lists ---- */

struct reader {
    rap_db_t *db;
    const rap_life_search_t *search;
    rap_arena_t *arena;
};

static rap_code_t read_list(const struct reader *self, const char *sql, size_t size,
    rap_item_fn *fn, rap_array_t *ret, rap_err_t *err)
{
    const rap_life_search_t *search = self->search;
    rap_stmt_t *rows;

    RAP_TRY(rap_db_query(self->db, &rows, err, sql, "ssss", search->url, search->url_last,
        search->id, search->id_last));
    rap_code_t code = rap_stmt_list(rows, RAP_LIFE_ROWS_MAX, size, fn, self->arena, ret, err);
    if (code == RAP_TOOBIG)
        return rap_fail(err, code, "too much is known of it; name one address or one id");
    return code;
}

rap_code_t rap_life_expect(rap_db_t *db, rap_err_t *err)
{
    rap_stmt_t *stmt;
    bool row;

    RAP_TRY(rap_db_query(db, &stmt, err,
        "SELECT count(*) FROM sqlite_master"
        " WHERE type = 'table' AND name IN ('address', 'document', 'event', 'outbox')",
        ""));
    RAP_TRY(rap_stmt_next(stmt, &row, err));
    bool has = row && rap_stmt_int(stmt, 0) == 4;
    rap_stmt_reset(stmt);
    return has ? RAP_OK : rap_fail(err, RAP_NOTFOUND, "no fetcher's log is there");
}

static rap_code_t read_all(const struct reader *self, rap_life_t *ret, rap_err_t *err)
{
    RAP_TRY(read_list(
        self, addresses_sql, sizeof(rap_life_address_t), read_address, &ret->addresses, err));
    RAP_TRY(read_list(self, events_sql, sizeof(rap_life_event_t), read_event, &ret->events, err));
    RAP_TRY(
        read_list(self, parcels_sql, sizeof(rap_life_parcel_t), read_parcel, &ret->parcels, err));
    return read_list(
        self, documents_sql, sizeof(rap_life_document_t), read_document, &ret->documents, err);
}

rap_code_t rap_life_read(rap_db_t *frontier, const rap_life_search_t *search, rap_arena_t *arena,
    rap_life_t *ret, rap_err_t *err)
{
    const struct reader reader = {.db = frontier, .search = search, .arena = arena};
    rap_life_t life = {0};

    RAP_TRY(rap_life_expect(frontier, err));
    RAP_TRY(rap_db_exec(frontier, "BEGIN", err)); /* one moment, although the fetcher goes on */
    rap_code_t code = read_all(&reader, &life, err);
    rap_db_rollback(frontier);
    RAP_TRY(code);
    *ret = life;
    return RAP_OK;
}
