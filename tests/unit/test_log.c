#include "base/log.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TS "ts=2024-03-08T15:04:05Z"

static rap_clock_fake_t fake;
static rap_log_t *logger;
static int ends[2];
static char got[256 * 1024];

static void setup(void)
{
    int64_t wall;
    rap_err_t err;

    ck_assert_int_eq(rap_clock_parse_iso("2024-03-08T15:04:05Z", &wall, &err), RAP_OK);
    rap_clock_fake_init(&fake, wall);
    ck_assert_int_eq(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
    logger = rap_log_new(ends[1], RAP_LOG_INFO, &fake.clock);
}

static void teardown(void)
{
    rap_log_destroy(&logger);
    ck_assert_ptr_null(logger);
    rap_log_destroy(&logger); /* idempotent */
    close(ends[0]);
    close(ends[1]);
}

/* All that was logged since the last call. */
static const char *drain(void)
{
    ssize_t len = read(ends[0], got, sizeof got - 1);

    got[len > 0 ? len : 0] = '\0';
    return got;
}

static size_t lines(const char *text)
{
    size_t n = 0;

    for (; *text != '\0'; text++)
        n += *text == '\n';
    return n;
}

START_TEST(a_line_has_all_kinds_of_fields)
{
    rap_log(logger, RAP_LOG_WARNING, RAP_EVENT("test.kinds"), RAP_S("url", "https://example.org/"),
        RAP_I("n", -3), RAP_F("ms", 1.25), RAP_S("absent", NULL));
    ck_assert_str_eq(drain(),
        "<4>" TS " level=warning event=test.kinds url=https://example.org/ n=-3 ms=1.25\n");
}
END_TEST

START_TEST(levels_choose_what_is_written)
{
    rap_log(logger, RAP_LOG_DEBUG, RAP_EVENT("test.level"), RAP_I("n", 1));
    ck_assert_str_eq(drain(), "");
    rap_log_destroy(&logger);
    logger = rap_log_new(ends[1], RAP_LOG_DEBUG, &fake.clock);
    rap_log(logger, RAP_LOG_DEBUG, RAP_EVENT("test.level"));
    ck_assert_str_eq(drain(), "<7>" TS " level=debug event=test.level\n");
    rap_log_destroy(&logger);
    logger = rap_log_new(ends[1], RAP_LOG_ERROR, &fake.clock);
    rap_log(logger, RAP_LOG_WARNING, RAP_EVENT("test.level"));
    ck_assert_str_eq(drain(), "");
}
END_TEST

START_TEST(choices_are_levels)
{
    static const rap_level_t levels[] = {
        RAP_LOG_ERROR, RAP_LOG_WARNING, RAP_LOG_NOTICE, RAP_LOG_INFO, RAP_LOG_DEBUG};

    for (int i = 0; rap_level_names[i] != NULL; i++)
        ck_assert_int_eq(rap_level_of_choice(i), levels[i]);
}
END_TEST

static const struct {
    const char *value, *written;
} values[] = {
    {"plain", "plain"},
    {"", "\"\""},
    {"two words", "\"two words\""},
    {"a=b", "\"a=b\""},
    {"say \"no\"", "\"say \\\"no\\\"\""},
    {"back\\slash", "\"back\\\\slash\""},
    {"a\nlevel=error", "\"a\\x0Alevel=error\""},
    {"tab\there", "\"tab\\x09here\""},
    {"\x7f", "\"\\x7F\""},
    {"\x1b[31m", "\"\\x1B[31m\""},
    {"Córdoba", "Córdoba"},
    {"Δ x", "\"Δ x\""},
    {"\xff\xfe", "\"\\xFF\\xFE\""},               /* no UTF-8 */
    {"ok\xc3", "\"ok\\xC3\""},                    /* cut off within a character */
    {"\xc2\x85", "\"\\xC2\\x85\""},               /* next line, a C1 control */
    {"a\u2028b", "\"a\\xE2\\x80\\xA8b\""},        /* line separator */
    {"a\u202eb", "\"a\\xE2\\x80\\xAEb\""},        /* right-to-left override */
    {"a\u2066b\u00e9", "\"a\\xE2\\x81\\xA6bé\""}, /* isolate */
    {"trailing>", "trailing>"},
};

START_TEST(values_cannot_forge_a_line)
{
    char want[256];

    rap_log(logger, RAP_LOG_INFO, RAP_EVENT("test.value"), RAP_S("v", values[_i].value),
        RAP_I("after", 1));
    (void)snprintf(want, sizeof want, "<6>" TS " level=info event=test.value v=%s after=1\n",
        values[_i].written);
    ck_assert_str_eq(drain(), want);
}
END_TEST

START_TEST(errors_say_code_reason_text_and_errno)
{
    rap_err_t err = {0};

    rap_log(logger, RAP_LOG_ERROR, RAP_EVENT("test.error"), RAP_E(&err));
    ck_assert_str_eq(drain(), "<3>" TS " level=error event=test.error\n"); /* OK is no error */
    (void)rap_fail(&err, RAP_TOOBIG, "page 3");
    rap_log(logger, RAP_LOG_ERROR, RAP_EVENT("test.error"), RAP_E(&err));
    ck_assert_str_eq(drain(),
        "<3>" TS " level=error event=test.error code=TOOBIG reason=too_large text=\"page 3\"\n");
    (void)rap_fail_sys(&err, RAP_FULL, ENOSPC, "could not write");
    rap_log(logger, RAP_LOG_ERROR, RAP_EVENT("test.error"), RAP_E(&err), RAP_I("n", 1));
    ck_assert_str_eq(drain(),
        "<3>" TS " level=error event=test.error code=FULL reason=disk_full "
        "text=\"could not write: No space left on device\" errno=ENOSPC n=1\n");
    rap_log(logger, RAP_LOG_ERROR, RAP_EVENT("test.error"), RAP_E(NULL));
    ck_assert_str_eq(drain(), "<3>" TS " level=error event=test.error\n");
}
END_TEST

START_TEST(bound_fields_stand_behind_the_event)
{
    rap_log_bind(logger, "stage", "parser");
    rap_log_bind(logger, "worker", "parser 1");
    rap_log(logger, RAP_LOG_INFO, RAP_EVENT("test.bind"), RAP_I("n", 1));
    ck_assert_str_eq(
        drain(), "<6>" TS " level=info event=test.bind stage=parser worker=\"parser 1\" n=1\n");
    rap_log_bind(logger, "stage", "sink");
    rap_log_bind(logger, "worker", NULL);
    rap_log_bind(logger, "unknown", NULL);
    rap_log(logger, RAP_LOG_INFO, RAP_EVENT("test.bind"));
    ck_assert_str_eq(drain(), "<6>" TS " level=info event=test.bind stage=sink\n");
}
END_TEST

START_TEST(long_values_are_cut_between_characters)
{
    char value[2000] = "";
    char *at;

    for (size_t i = 0; i + 2 < sizeof value; i += 2)
        memcpy(value + i, "é", 3);
    memmove(value + 1, value, strlen(value)); /* now the limit falls within a character */
    value[0] = 'x';
    value[sizeof value - 1] = '\0';
    rap_log(logger, RAP_LOG_INFO, RAP_EVENT("test.long"), RAP_S("v", value), RAP_I("n", 1));
    at = strstr(drain(), " v=x");
    ck_assert_ptr_nonnull(at);
    ck_assert_uint_eq(strspn(at + 4, "é"), 1022);
    ck_assert_str_eq(at + 4 + 1022, "... n=1\n");
}
END_TEST

START_TEST(a_line_is_one_piece_for_a_pipe)
{
    char value[1000];

    memset(value, '\n', sizeof value - 1); /* four bytes each in the line */
    value[sizeof value - 1] = '\0';
    rap_log(logger, RAP_LOG_INFO, RAP_EVENT("test.full"), RAP_S("a", value), RAP_S("b", value),
        RAP_S("c", value), RAP_I("n", 1));
    const char *line = drain();
    ck_assert_uint_le(strlen(line), PIPE_BUF);
    ck_assert_uint_eq(lines(line), 1);
    ck_assert_ptr_nonnull(strstr(line, " a=\"\\x0A"));
    ck_assert_ptr_null(strstr(line, " b="));
    ck_assert_str_eq(line + strlen(line) - 14, " n=1 cut=true\n");
}
END_TEST

START_TEST(repeated_events_are_counted)
{
    for (int i = 0; i < 50; i++)
        rap_log(logger, RAP_LOG_INFO, RAP_EVENT("test.flood"), RAP_I("i", i));
    ck_assert_uint_eq(lines(drain()), 20);
    rap_log(logger, RAP_LOG_INFO, RAP_EVENT("test.other"));
    ck_assert_uint_eq(lines(drain()), 1);
    rap_clock_fake_advance(&fake, 999);
    rap_log(logger, RAP_LOG_INFO, RAP_EVENT("test.flood"));
    ck_assert_str_eq(drain(), "");
    rap_clock_fake_advance(&fake, 1);
    rap_log(logger, RAP_LOG_INFO, RAP_EVENT("test.flood"), RAP_I("i", 50));
    ck_assert_str_eq(
        drain(), "<6>ts=2024-03-08T15:04:06Z level=info event=test.flood i=50 suppressed=31\n");
    rap_log(logger, RAP_LOG_INFO, RAP_EVENT("test.flood"), RAP_I("i", 51));
    ck_assert_ptr_null(strstr(drain(), "suppressed"));
}
END_TEST

START_TEST(more_events_than_are_counted_are_still_written)
{
    char id[32];

    for (int i = 0; i < 300; i++) {
        (void)snprintf(id, sizeof id, "test.many_%d", i);
        rap_log(logger, RAP_LOG_INFO, RAP_EVENT(id));
        ck_assert_uint_eq(lines(drain()), 1);
    }
}
END_TEST

START_TEST(a_full_pipe_loses_lines_and_stops_nobody)
{
    char value[1000];

    memset(value, 'x', sizeof value - 1);
    value[sizeof value - 1] = '\0';
    for (int i = 0; i < 200; i++) {
        rap_clock_fake_advance(&fake, 1000);
        rap_log(logger, RAP_LOG_INFO, RAP_EVENT("test.pipe"), RAP_S("v", value));
    }
    size_t n = lines(drain());
    ck_assert_uint_gt(n, 10);
    ck_assert_uint_lt(n, 200);
}
END_TEST

START_TEST(a_terminal_gets_no_priority)
{
    char line[256];
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    char name[64];

    ck_assert_int_ge(master, 0);
    ck_assert_int_eq(grantpt(master), 0);
    ck_assert_int_eq(unlockpt(master), 0);
    ck_assert_int_eq(ptsname_r(master, name, sizeof name), 0);
    int slave = open(name, O_WRONLY | O_NOCTTY | O_CLOEXEC);
    ck_assert_int_ge(slave, 0);
    rap_log_t *log = rap_log_new(slave, RAP_LOG_INFO, &fake.clock);
    rap_log(log, RAP_LOG_INFO, RAP_EVENT("test.terminal"));
    ssize_t len = read(master, line, sizeof line - 1);
    ck_assert_int_gt(len, 0);
    line[len] = '\0';
    ck_assert_str_eq(line, TS " level=info event=test.terminal\r\n");
    rap_log_destroy(&log);
    close(slave);
    close(master);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("log");
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, a_line_has_all_kinds_of_fields);
    tcase_add_test(tc, levels_choose_what_is_written);
    tcase_add_test(tc, choices_are_levels);
    tcase_add_loop_test(tc, values_cannot_forge_a_line, 0, (int)(sizeof values / sizeof values[0]));
    tcase_add_test(tc, errors_say_code_reason_text_and_errno);
    tcase_add_test(tc, bound_fields_stand_behind_the_event);
    tcase_add_test(tc, long_values_are_cut_between_characters);
    tcase_add_test(tc, a_line_is_one_piece_for_a_pipe);
    tcase_add_test(tc, repeated_events_are_counted);
    tcase_add_test(tc, more_events_than_are_counted_are_still_written);
    tcase_add_test(tc, a_full_pipe_loses_lines_and_stops_nobody);
    tcase_add_test(tc, a_terminal_gets_no_priority);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
