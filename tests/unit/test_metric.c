#include "base/metric.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static rap_metrics_t *metrics;
static rap_buf_t out;

static void setup(void)
{
    metrics = rap_metrics_new();
    rap_buf_init(&out, 1 << 20);
}

static void teardown(void)
{
    rap_buf_release(&out);
    rap_metrics_destroy(&metrics);
    ck_assert_ptr_null(metrics);
    rap_metrics_destroy(&metrics); /* idempotent */
}

static const char *prometheus(void)
{
    rap_err_t err;

    rap_buf_reset(&out);
    ck_assert_int_eq(rap_metrics_prometheus(metrics, "rap_", &out, &err), RAP_OK);
    return out.data;
}

START_TEST(the_same_name_is_the_same_metric)
{
    rap_metric_t *a = rap_metrics_counter(metrics, "tasks_total", "Tasks.");

    ck_assert_ptr_eq(a, rap_metrics_counter(metrics, "tasks_total", "Tasks."));
    ck_assert_ptr_ne(a, rap_metrics_counter(metrics, "tasks_total{x=\"1\"}", "Tasks."));
    rap_metric_add(a, 2);
    rap_metric_add(a, 3);
    ck_assert_int_eq(rap_metric_value(a), 5);
}
END_TEST

START_TEST(families_stand_together_under_one_heading)
{
    rap_metric_add(
        rap_metrics_counter(metrics, "tasks_total{outcome=\"done\"}", "Tasks by outcome."), 7);
    rap_metric_set(rap_metrics_gauge(metrics, "queue_length", "Tasks that \\ wait."), -4);
    rap_metric_add(
        rap_metrics_counter(metrics, "tasks_total{outcome=\"fail\"}", "Tasks by outcome."), 1);
    rap_metric_add(rap_metrics_counter(metrics, "tasks", "A prefix of a name."), 0);
    ck_assert_str_eq(prometheus(), "# HELP rap_tasks_total Tasks by outcome.\n"
                                   "# TYPE rap_tasks_total counter\n"
                                   "rap_tasks_total{outcome=\"done\"} 7\n"
                                   "rap_tasks_total{outcome=\"fail\"} 1\n"
                                   "# HELP rap_queue_length Tasks that \\\\ wait.\n"
                                   "# TYPE rap_queue_length gauge\n"
                                   "rap_queue_length -4\n"
                                   "# HELP rap_tasks A prefix of a name.\n"
                                   "# TYPE rap_tasks counter\n"
                                   "rap_tasks 0\n");
}
END_TEST

START_TEST(histograms_are_cumulative)
{
    static const struct {
        const char *name, *open, *between, *close;
    } forms[] = {
        {"wait_ms", "{", "", ""},
        {"wait_ms{source=\"a\"}", "{source=\"a\",", "{source=\"a\"", "}"},
    };
    char want[128];
    rap_metric_t *h = rap_metrics_histogram(metrics, forms[_i].name, "Waits.");

    rap_metric_observe(h, 1);
    rap_metric_observe(h, 1.5);
    rap_metric_observe(h, 60000);
    rap_metric_observe(h, 60001);
    rap_metric_observe(h, (double)NAN);
    rap_metric_observe(h, (double)INFINITY);
    ck_assert_int_eq(rap_metric_value(h), 4);
    const char *text = prometheus();
    static const struct {
        const char *le;
        int seen;
    } rows[] = {{"1", 1}, {"2", 2}, {"50000", 2}, {"60000", 3}, {"+Inf", 4}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        (void)snprintf(want, sizeof want, "\nrap_wait_ms_bucket%sle=\"%s\"} %d\n", forms[_i].open,
            rows[i].le, rows[i].seen);
        ck_assert_msg(strstr(text, want) != NULL, "no '%s' in:\n%s", want, text);
    }
    (void)snprintf(want, sizeof want, "\nrap_wait_ms_sum%s%s 120003.5\nrap_wait_ms_count%s%s 4\n",
        forms[_i].between, forms[_i].close, forms[_i].between, forms[_i].close);
    ck_assert_msg(strstr(text, want) != NULL, "no '%s' in:\n%s", want, text);
    ck_assert_ptr_nonnull(strstr(text, "# TYPE rap_wait_ms histogram\n"));
}
END_TEST

static void collect(void *arg, const char *name, int64_t value)
{
    rap_err_t err;

    ck_assert_int_eq(rap_buf_printf(arg, &err, "%s %lld\n", name, (long long)value), RAP_OK);
}

START_TEST(every_number_is_visited)
{
    char name[32];

    rap_metric_observe(rap_metrics_histogram(metrics, "wait_ms{a=\"b\"}", "Waits."), 2.5);
    rap_metric_set(rap_metrics_gauge(metrics, "level", "A level."), -1);
    for (int i = 0; i < RAP_METRICS_MAX; i++) {
        (void)snprintf(name, sizeof name, "m%d", i);
        rap_metric_add(rap_metrics_counter(metrics, name, "Many."), 1);
    }
    rap_metrics_each(metrics, collect, &out);
    static const char first[] =
        "wait_ms_count{a=\"b\"} 1\nwait_ms_sum{a=\"b\"} 2\nlevel -1\nm0 1\n";
    ck_assert_int_eq(strncmp(out.data, first, strlen(first)), 0);
    ck_assert_ptr_nonnull(strstr(out.data, "\nmetrics_overflow 2\n"));
}
END_TEST

START_TEST(labels_cannot_end_a_line)
{
    const char *hostile = "x{s=\"a\nb 1\"}";

    rap_metric_add(rap_metrics_counter(metrics, hostile, "One\nline."), 1);
    ck_assert_int_eq(rap_metric_value(rap_metrics_counter(metrics, hostile, "One\nline.")), 1);
    rap_metric_add(rap_metrics_counter(metrics, "y{s=\"\xff\"}", "Bytes."), 1);
    rap_metric_add(rap_metrics_counter(metrics, "z{s=\"é\"}", "Letters."), 1);
    ck_assert_str_eq(prometheus(),
        "# HELP rap_x One?line.\n# TYPE rap_x counter\nrap_x{s=\"a?b 1\"} 1\n"
        "# HELP rap_y Bytes.\n# TYPE rap_y counter\nrap_y{s=\"?\"} 1\n"
        "# HELP rap_z Letters.\n# TYPE rap_z counter\nrap_z{s=\"é\"} 1\n");
}
END_TEST

START_TEST(a_registry_is_bounded)
{
    char name[32];

    for (int i = 0; i < RAP_METRICS_MAX; i++) {
        (void)snprintf(name, sizeof name, "m%d", i);
        rap_metric_add(rap_metrics_counter(metrics, name, "Many."), 1);
    }
    rap_metric_t *over = rap_metrics_counter(metrics, "one_more", "Too many.");
    ck_assert_ptr_eq(over, rap_metrics_gauge(metrics, "a_gauge", "Too many."));
    ck_assert_ptr_eq(over, rap_metrics_histogram(metrics, "a_histogram", "Too many."));
    rap_metric_add(over, 10);
    rap_metric_set(over, 10);
    rap_metric_observe(over, 10);
    ck_assert_int_eq(rap_metric_value(over), 3);
    ck_assert_ptr_nonnull(strstr(prometheus(), "# TYPE rap_metrics_overflow counter\n"
                                               "rap_metrics_overflow 3\n"));
}
END_TEST

START_TEST(a_small_buffer_is_an_error)
{
    rap_err_t err;
    rap_buf_t small;

    rap_metric_observe(rap_metrics_histogram(metrics, "wait_ms{a=\"b\"}", "Waits \\."), 1);
    for (size_t max = 0; max < strlen(prometheus()); max += 7) {
        rap_buf_init(&small, max);
        ck_assert_int_eq(rap_metrics_prometheus(metrics, "rap_", &small, &err), RAP_TOOBIG);
        rap_buf_release(&small);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("metric");
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, the_same_name_is_the_same_metric);
    tcase_add_test(tc, families_stand_together_under_one_heading);
    tcase_add_loop_test(tc, histograms_are_cumulative, 0, 2);
    tcase_add_test(tc, every_number_is_visited);
    tcase_add_test(tc, labels_cannot_end_a_line);
    tcase_add_test(tc, a_registry_is_bounded);
    tcase_add_test(tc, a_small_buffer_is_an_error);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
