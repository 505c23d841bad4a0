/* accounts.c - see accounts.h */
#include "fetcher/accounts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { NAME_SIZE = 256 };

static const char prefix[] = RAP_ACCOUNT_REFUSED;

rap_code_t account_enter(
    rap_db_t *db, const char *source, const char *name, int64_t n, rap_err_t *err)
{
    return rap_db_run(db, err,
        "INSERT INTO counter VALUES (?, ?, ?)"
        " ON CONFLICT (source, name) DO UPDATE SET value = value + excluded.value",
        "ssi", source, name, n);
}

rap_code_t account_add(
    frontier_t *frontier, const char *source, const char *name, int64_t n, rap_err_t *err)
{
    return account_enter(frontier_db(frontier), source, name, n, err);
}

rap_code_t account_refused(
    frontier_t *frontier, const char *source, const char *reason, rap_err_t *err)
{
    char name[NAME_SIZE];

    (void)snprintf(name, sizeof name, "%s%s", prefix, reason);
    return account_add(frontier, source, name, 1, err);
}

static rap_code_t one_number(rap_stmt_t *stmt, int64_t *ret, rap_err_t *err)
{
    bool row;

    RAP_TRY(rap_stmt_next(stmt, &row, err));
    *ret = row ? rap_stmt_int(stmt, 0) : 0;
    rap_stmt_reset(stmt);
    return RAP_OK;
}

rap_code_t account_in_flight(frontier_t *frontier, const char *source, int64_t *ret, rap_err_t *err)
{
    rap_stmt_t *stmt;

    RAP_TRY(rap_db_query(frontier_db(frontier), &stmt, err,
        "SELECT (SELECT count(*) FROM address WHERE open = 1 AND source = ?)"
        " + (SELECT count(*) FROM outbox WHERE source = ?)",
        "ss", source, source));
    return one_number(stmt, ret, err);
}

static void publish_total(
    rap_metrics_t *metrics, const char *source, const char *name, int64_t value)
{
    static const char help[] = "documents of a source, by what became of them";
    char full[NAME_SIZE];

    if (strncmp(name, prefix, sizeof prefix - 1) == 0)
        (void)snprintf(full, sizeof full, "source_refused_total{source=\"%s\",reason=\"%s\"}",
            source, name + sizeof prefix - 1);
    else
        (void)snprintf(full, sizeof full, "source_%s_total{source=\"%s\"}", name, source);
    rap_metric_t *metric = rap_metrics_counter(metrics, full, help);
    if (value > rap_metric_value(metric))
        rap_metric_add(metric, value - rap_metric_value(metric));
}

static rap_code_t publish_in_flight(
    frontier_t *frontier, rap_metrics_t *metrics, const char *source, rap_err_t *err)
{
    char full[NAME_SIZE];
    int64_t value;

    RAP_TRY(account_in_flight(frontier, source, &value, err));
    (void)snprintf(full, sizeof full, "source_in_flight{source=\"%s\"}", source);
    rap_metric_set(
        rap_metrics_gauge(metrics, full, "documents discovered and not at their end"), value);
    return RAP_OK;
}

rap_code_t accounts_publish(frontier_t *frontier, rap_metrics_t *metrics, rap_err_t *err)
{
    rap_stmt_t *stmt;
    bool row;

    RAP_TRY(rap_db_query(
        frontier_db(frontier), &stmt, err, "SELECT source, name, value FROM counter", ""));
    for (;;) {
        RAP_TRY(rap_stmt_next(stmt, &row, err));
        if (!row)
            return RAP_OK;
        const char *source = rap_stmt_text(stmt, 0), *name = rap_stmt_text(stmt, 1);

        publish_total(metrics, source, name, rap_stmt_int(stmt, 2));
        if (strcmp(name, RAP_ACCOUNT_DISCOVERED) != 0)
            continue;
        rap_code_t code = publish_in_flight(frontier, metrics, source, err);
        if (code != RAP_OK) {
            rap_stmt_reset(stmt); /* else it holds up the checkpoints of the log */
            return code;
        }
    }
}
