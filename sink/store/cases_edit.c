/* cases_edit.c - what a person writes to a case: the one place where another than the sink does. */
#include "base/clock.h"
#include "sink/store/schema.h"
#include "sink/store/store_private.h"

/* A person waits for the sink's transaction, however long its disk takes; the sink waits for this
 * one, which is a row or a few. */
enum { EDIT_BUSY_MS = 10000 };

rap_code_t rap_store_open_edit(rap_store_t **ret, const char *url, rap_err_t *err)
{
    RAP_AUTO(rap_store) *self = NULL;
    RAP_AUTO(rap_db) *db = NULL;
    rap_rescue_t rescue;

    RAP_TRY(rap_store_open_read(&self, url, err)); /* makes nothing, and says what is missing */
    RAP_TRY(store_open_sound(&db, url, EDIT_BUSY_MS, &rescue, err));
    rap_db_destroy(&self->db);
    self->db = db;
    db = NULL;
    *ret = self;
    self = NULL;
    return RAP_OK;
}

static rap_code_t expect_case(rap_store_t *self, const char *document_id, rap_err_t *err)
{
    if (rap_db_changes(self->db) > 0)
        return RAP_OK;
    return rap_fail(err, RAP_NOTFOUND, "'%.12s' is not in quarantine", document_id);
}

rap_code_t rap_store_edit_case(
    rap_store_t *self, const char *document_id, const rap_store_edit_t *edit, rap_err_t *err)
{
    static const char sql[] = "UPDATE quarantined SET edited_at = ?2,"
                              " note = CASE WHEN ?3 IS NULL THEN note ELSE nullif(?3, '') END,"
                              " hints = CASE WHEN ?4 IS NULL THEN hints"
                              "   ELSE nullif(json_patch(coalesce(hints, '{}'), ?4), '{}') END,"
                              " state = CASE WHEN ?5 THEN 'open' ELSE state END,"
                              " dropped_at = CASE WHEN ?5 THEN NULL ELSE dropped_at END,"
                              " dropped_why = CASE WHEN ?5 THEN NULL ELSE dropped_why END"
                              " WHERE document_id = ?1";
    char now[RAP_ISO_SIZE];

    rap_clock_iso(rap_clock_wall_ms(&rap_clock_system), now);
    RAP_TRY(rap_db_run(self->db, err, sql, "ssssi", document_id, now, edit->note, edit->hints,
        (int64_t)edit->open));
    return expect_case(self, document_id, err);
}

rap_code_t rap_store_drop_case(
    rap_store_t *self, const char *document_id, const char *why, bool *ret_was_open, rap_err_t *err)
{
    static const char sql[] = "UPDATE quarantined SET state = 'dropped', dropped_at = ?2,"
                              " dropped_why = ?3 WHERE document_id = ?1 AND state = 'open'";
    char now[RAP_ISO_SIZE];

    rap_clock_iso(rap_clock_wall_ms(&rap_clock_system), now);
    RAP_TRY(rap_db_run(self->db, err, sql, "sss", document_id, now, why));
    *ret_was_open = rap_db_changes(self->db) > 0;
    if (*ret_was_open)
        return RAP_OK;
    RAP_TRY(rap_db_run(self->db, err,
        "UPDATE quarantined SET state = 'dropped' WHERE document_id = ?1", "s", document_id));
    return expect_case(self, document_id, err);
}
