/* metric.h - what a process counts.
 *
 * Counters only rise (differences mean something), gauges are levels (they do not),
 * histograms count observations into fixed buckets.  A metric's name may end in labels:
 * `tasks_total{outcome="done"}`.  One registry a process; metrics live as long as it.
 */
#ifndef RAP_BASE_METRIC_H
#define RAP_BASE_METRIC_H

#include "base/buf.h"
#include "base/err.h"

#include <stdint.h>

typedef struct rap_metrics rap_metrics_t;
typedef struct rap_metric rap_metric_t;

enum {
    RAP_METRICS_MAX = 512,
    RAP_METRIC_NAME_MAX = 96, /* room for a name that is put together with its labels */
};

rap_metrics_t *rap_metrics_new(void);
void rap_metrics_destroy(rap_metrics_t **self);

/* The metric of that name, made at the first call; `name` and `help` are copied.  Past
 * RAP_METRICS_MAX every new name gives one shared metric, `metrics_overflow`, which counts the
 * changes made to it.  A name asked for as two kinds is a bug and aborts. */
rap_metric_t *rap_metrics_counter(rap_metrics_t *self, const char *name, const char *help);
rap_metric_t *rap_metrics_gauge(rap_metrics_t *self, const char *name, const char *help);
/* Buckets: 1 2 5 10 20 50 ... up to 60000, in the unit of the name. */
rap_metric_t *rap_metrics_histogram(rap_metrics_t *self, const char *name, const char *help);

void rap_metric_add(rap_metric_t *self, int64_t n);        /* counter, n >= 0 */
void rap_metric_set(rap_metric_t *self, int64_t value);    /* gauge           */
void rap_metric_observe(rap_metric_t *self, double value); /* histogram       */
int64_t rap_metric_value(const rap_metric_t *self);        /* of a histogram: its count */

/* Prometheus text exposition format 0.0.4, every name with `prefix` before it. */
rap_code_t rap_metrics_prometheus(
    const rap_metrics_t *self, const char *prefix, rap_buf_t *out, rap_err_t *err) RAP_CHECKED;

/* Every number, in order; a histogram gives two, NAME_count and NAME_sum.  The name is
 * borrowed for the call. */
typedef void rap_metric_fn(void *arg, const char *name, int64_t value);
void rap_metrics_each(const rap_metrics_t *self, rap_metric_fn *fn, void *arg);

#endif
