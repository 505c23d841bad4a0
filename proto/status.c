/* status.c - see status.h */
#include "proto/status.h"

#include "proto/header.h"
#include "proto/rap1.h"
#include "proto/row.h"

enum { QUEUES_MAX = 64, WORKERS_MAX = 1024 };

#define COUNT(m) ROW_INT(m, 0, INT64_MAX, 0)

#define ROW_OF rap_queue_status_t
static const rap_field_t queue_rows[] = {
    ROW_TEXT(queue, RAP1_NAME_MAX, RAP_REQUIRED),
    COUNT(live),
    COUNT(bulk),
    COUNT(leased),
    COUNT(delayed),
    COUNT(bytes),
    COUNT(messages_max),
    COUNT(bytes_max),
    ROW_BOOL(full),
    COUNT(full_ms),
    COUNT(oldest_ms),
    COUNT(oldest_live_ms),
    COUNT(put_total),
    COUNT(done_total),
    COUNT(retried_total),
    COUNT(lost_total),
    COUNT(failed_total),
    ROW_REAL(rate, 0, 1000000000, 0),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t queue_table = {
    "queue", sizeof(rap_queue_status_t), queue_rows, .open = true};

#define ROW_OF rap_worker_status_t
static const rap_field_t worker_rows[] = {
    ROW_TEXT(worker, RAP1_NAME_MAX, RAP_REQUIRED),
    ROW_TEXT(stage, RAP1_NAME_MAX, RAP_REQUIRED),
    ROW_TEXT(version, RAP1_NAME_MAX, 0),
    ROW_TEXT(takes, RAP1_NAME_MAX, RAP_KEEP_NULL),
    COUNT(credit),
    COUNT(leased),
    COUNT(silent_ms),
    COUNT(since_ms),
    ROW_REAL(load, 0, 1, 0),
    COUNT(put_total),
    COUNT(done_total),
    COUNT(retried_total),
    COUNT(failed_total),
    COUNT(lost_total),
    COUNT(receipts),
    ROW_ARRAY(counters, rap_counter_table, RAP_COUNTERS_MAX),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t worker_table = {
    "worker", sizeof(rap_worker_status_t), worker_rows, .open = true};

#define ROW_OF rap_lease_status_t
static const rap_field_t lease_rows[] = {
    ROW_TEXT(lease, RAP1_NAME_MAX, RAP_REQUIRED),
    ROW_TEXT(queue, RAP1_NAME_MAX, RAP_REQUIRED),
    ROW_TEXT(worker, RAP1_NAME_MAX, RAP_REQUIRED),
    COUNT(age_ms),
    COUNT(deliveries),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t lease_table = {
    "lease", sizeof(rap_lease_status_t), lease_rows, .open = true};

#define ROW_OF rap_status_t
static const rap_field_t status_rows[] = {
    ROW_TEXT(version, RAP1_NAME_MAX, RAP_REQUIRED),
    ROW_TEXT(epoch, RAP1_NAME_MAX, RAP_REQUIRED),
    COUNT(uptime_ms),
    ROW_ARRAY(queues, queue_table, QUEUES_MAX),
    ROW_ARRAY(workers, worker_table, WORKERS_MAX),
    ROW_ARRAY(leases, lease_table, RAP_STATUS_LEASES_MAX),
    COUNT(malformed_total),
    COUNT(dropped_total),
    COUNT(receipts_waiting),
    COUNT(receipts_dropped_total),
    ROW_END,
};
#undef ROW_OF
const rap_table_t rap_status_table = {"status", sizeof(rap_status_t), status_rows, .open = true};
