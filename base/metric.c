/* metric.c - see metric.h
 *
 * Metrics are kept in the order they are written: those of one family (the same name, other
 * labels) stand together, as the text format demands, so that writing is one pass.
 */
#include "base/metric.h"

#include "base/text.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { COUNTER, GAUGE, HISTOGRAM, OVERFLOW };

static const double bounds[] = {
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 60000};
enum { BOUNDS = sizeof bounds / sizeof *bounds };

struct rap_metric {
    enum kind kind;
    char *name;
    size_t family; /* bytes of the name before its labels */
    char *help;
    int64_t value; /* of a histogram: how many observations */
    double sum;
    int64_t bucket[]; /* of a histogram: BOUNDS, and one past all of them */
};

struct rap_metrics {
    rap_metric_t *metric[RAP_METRICS_MAX];
    size_t count;
    rap_metric_t *overflow; /* NULL until it is needed */
};

rap_metrics_t *rap_metrics_new(void)
{
    rap_metrics_t *self = calloc(1, sizeof *self);

    if (self == NULL)
        abort();
    return self;
}

static void metric_destroy(rap_metric_t *self)
{
    if (self == NULL)
        return;
    free(self->name);
    free(self->help);
    free(self);
}

void rap_metrics_destroy(rap_metrics_t **self)
{
    assert(self != NULL);
    if (*self == NULL)
        return;
    for (size_t i = 0; i < (*self)->count; i++)
        metric_destroy((*self)->metric[i]);
    metric_destroy((*self)->overflow);
    free(*self);
    *self = NULL;
}

/* A copy without control bytes and, where it is not UTF-8, without bytes over 127: a label
 * whose value came from outside must not end a line of the exposition. */
static char *copy_clean(const char *text)
{
    size_t len = strlen(text);
    bool utf8 = rap_text_is_utf8(text, len);
    char *mine = malloc(len + 1);

    if (mine == NULL)
        abort();
    memcpy(mine, text, len + 1);
    for (size_t i = 0; i < len; i++) {
        unsigned char byte = (unsigned char)text[i];

        if (byte < 0x20 || byte == 0x7f || (byte >= 0x80 && !utf8))
            mine[i] = '?';
    }
    return mine;
}

/* Takes the name, which is clean. */
static rap_metric_t *metric_new(enum kind kind, char *name, const char *help)
{
    size_t buckets = kind == HISTOGRAM ? BOUNDS + 1 : 0;
    rap_metric_t *self = calloc(1, sizeof *self + buckets * sizeof self->bucket[0]);

    if (self == NULL)
        abort();
    self->kind = kind;
    self->name = name;
    self->family = strcspn(self->name, "{");
    self->help = copy_clean(help);
    return self;
}

static bool same_family(const rap_metric_t *a, const rap_metric_t *b)
{
    return a->family == b->family && memcmp(a->name, b->name, a->family) == 0;
}

static void insert(rap_metrics_t *self, rap_metric_t *metric)
{
    size_t at = self->count;

    for (size_t i = 0; i < self->count; i++)
        if (same_family(self->metric[i], metric))
            at = i + 1;
    memmove(self->metric + at + 1, self->metric + at, (self->count - at) * sizeof(rap_metric_t *));
    self->metric[at] = metric;
    self->count++;
}

static rap_metric_t *find(const rap_metrics_t *self, const char *name)
{
    for (size_t i = 0; i < self->count; i++)
        if (strcmp(self->metric[i]->name, name) == 0)
            return self->metric[i];
    return NULL;
}

static rap_metric_t *get(rap_metrics_t *self, enum kind kind, const char *text, const char *help)
{
    char *name = copy_clean(text); /* as it was kept at the first call */
    rap_metric_t *metric = find(self, name);

    assert(metric == NULL || metric->kind == kind);
    if (metric == NULL && self->count < RAP_METRICS_MAX) {
        metric = metric_new(kind, name, help);
        insert(self, metric);
        return metric;
    }
    free(name);
    if (metric != NULL)
        return metric;
    if (self->overflow == NULL)
        self->overflow = metric_new(OVERFLOW, copy_clean("metrics_overflow"),
            "Changes to metrics for which there was no room.");
    return self->overflow;
}

rap_metric_t *rap_metrics_counter(rap_metrics_t *self, const char *name, const char *help)
{
    return get(self, COUNTER, name, help);
}

rap_metric_t *rap_metrics_gauge(rap_metrics_t *self, const char *name, const char *help)
{
    return get(self, GAUGE, name, help);
}

rap_metric_t *rap_metrics_histogram(rap_metrics_t *self, const char *name, const char *help)
{
    return get(self, HISTOGRAM, name, help);
}

/* Is it of this kind?  The shared one takes every change, and only counts it. */
static bool is(rap_metric_t *self, enum kind kind)
{
    assert(self->kind == kind || self->kind == OVERFLOW);
    if (self->kind == OVERFLOW)
        self->value++;
    return self->kind == kind;
}

void rap_metric_add(rap_metric_t *self, int64_t n)
{
    assert(n >= 0);
    if (is(self, COUNTER))
        self->value += n;
}

void rap_metric_set(rap_metric_t *self, int64_t value)
{
    if (is(self, GAUGE))
        self->value = value;
}

void rap_metric_observe(rap_metric_t *self, double value)
{
    size_t i = 0;

    if (!is(self, HISTOGRAM) || !isfinite(value))
        return;
    while (i < BOUNDS && value > bounds[i])
        i++;
    self->bucket[i]++;
    self->value++;
    self->sum += value;
}

int64_t rap_metric_value(const rap_metric_t *self)
{
    return self->value;
}

/* The labels without their braces: "" or `outcome="done"`. */
static const char *labels_of(const rap_metric_t *self, int *ret_len)
{
    size_t len = strlen(self->name);

    *ret_len = len > self->family + 1 ? (int)(len - self->family - 2) : 0;
    return self->name + self->family + (*ret_len > 0);
}

static rap_code_t write_histogram(
    const rap_metric_t *self, const char *prefix, rap_buf_t *out, rap_err_t *err)
{
    int family = (int)self->family, labels;
    const char *label = labels_of(self, &labels);
    const char *comma = labels > 0 ? "," : "", *open = labels > 0 ? "{" : "";
    const char *close = labels > 0 ? "}" : "";
    int64_t seen = 0;

    for (size_t i = 0; i < BOUNDS; i++) {
        seen += self->bucket[i];
        RAP_TRY(rap_buf_printf(out, err, "%s%.*s_bucket{%.*s%sle=\"%.0f\"} %lld\n", prefix, family,
            self->name, labels, label, comma, bounds[i], (long long)seen));
    }
    RAP_TRY(rap_buf_printf(out, err, "%s%.*s_bucket{%.*s%sle=\"+Inf\"} %lld\n", prefix, family,
        self->name, labels, label, comma, (long long)self->value));
    RAP_TRY(rap_buf_printf(out, err, "%s%.*s_sum%s%.*s%s %.15g\n", prefix, family, self->name, open,
        labels, label, close, self->sum));
    return rap_buf_printf(out, err, "%s%.*s_count%s%.*s%s %lld\n", prefix, family, self->name, open,
        labels, label, close, (long long)self->value);
}

static rap_code_t write_help(const rap_metric_t *self, rap_buf_t *out, rap_err_t *err)
{
    for (const char *c = self->help; *c != '\0'; c++) /* line ends are gone since its making */
        RAP_TRY(*c == '\\' ? rap_buf_text(out, "\\\\", err) : rap_buf_char(out, *c, err));
    return RAP_OK;
}

static rap_code_t write_metric(
    const rap_metric_t *self, bool first, const char *prefix, rap_buf_t *out, rap_err_t *err)
{
    static const char *const types[] = {"counter", "gauge", "histogram", "counter"};
    int family = (int)self->family;

    if (first) {
        RAP_TRY(rap_buf_printf(out, err, "# HELP %s%.*s ", prefix, family, self->name));
        RAP_TRY(write_help(self, out, err));
        RAP_TRY(rap_buf_printf(
            out, err, "\n# TYPE %s%.*s %s\n", prefix, family, self->name, types[self->kind]));
    }
    if (self->kind == HISTOGRAM)
        return write_histogram(self, prefix, out, err);
    return rap_buf_printf(out, err, "%s%s %lld\n", prefix, self->name, (long long)self->value);
}

rap_code_t rap_metrics_prometheus(
    const rap_metrics_t *self, const char *prefix, rap_buf_t *out, rap_err_t *err)
{
    for (size_t i = 0; i < self->count; i++) {
        bool first = i == 0 || !same_family(self->metric[i - 1], self->metric[i]);

        RAP_TRY(write_metric(self->metric[i], first, prefix, out, err));
    }
    return self->overflow == NULL ? RAP_OK : write_metric(self->overflow, true, prefix, out, err);
}

static void each(const rap_metric_t *self, rap_metric_fn *fn, void *arg)
{
    char name[256];

    if (self->kind != HISTOGRAM) {
        fn(arg, self->name, self->value);
        return;
    }
    (void)snprintf(name, sizeof name, "%.*s_count%s", (int)self->family, self->name,
        self->name + self->family);
    fn(arg, name, self->value);
    (void)snprintf(
        name, sizeof name, "%.*s_sum%s", (int)self->family, self->name, self->name + self->family);
    fn(arg, name, (int64_t)self->sum);
}

void rap_metrics_each(const rap_metrics_t *self, rap_metric_fn *fn, void *arg)
{
    for (size_t i = 0; i < self->count; i++)
        each(self->metric[i], fn, arg);
    if (self->overflow != NULL)
        each(self->overflow, fn, arg);
}
