/* What is kept of a child, and which limits a document gets. */
#include "parser/last_words.h"
#include "parser/limits.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Linux gives no process the number PID_MAX_LIMIT (4 Mi), and a clock's identifier has room for it:
   that of a larger one loses its upper bits, and may name the clock of the process that asks. */
enum { NO_PROCESS = 4 * 1024 * 1024 };

static last_words_t words;
static const rap_capsule_t capsule = {.time_ms = 500, .documents = 3, .mode = "prefer"};
static int ends[2];

static void set_up(void)
{
    ck_assert_int_eq(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
    last_words_reset(&words);
    last_words_begin(&words, getpid(), &capsule, 1000);
}

static void tear_down(void)
{
    close(ends[0]);
    close(ends[1]);
}

static void say(const char *text)
{
    ck_assert_int_eq(write(ends[1], text, strlen(text)), (ssize_t)strlen(text));
    ck_assert(last_words_hear(&words, ends[0]));
}

START_TEST(messages_are_tamed_and_their_end_is_kept)
{
    char piece[1001];

    ck_assert_str_eq(last_words_line(&words), "");
    ck_assert_int_eq(words.words.capsule->time_ms, 500);
    ck_assert_str_eq(words.words.capsule->mode, "prefer");
    say("page 1: \x1b[31mred\n");
    say("\xc3\xa4 \x07\n \n");
    ck_assert_str_eq(words.tail, "page 1:  [31mred\n    \n \n");
    ck_assert_str_eq(last_words_line(&words), "page 1:  [31mred");
    memset(piece, 'x', sizeof piece - 1);
    piece[sizeof piece - 1] = '\0';
    for (int i = 0; i < 5; i++)
        say(piece);
    say("the end");
    ck_assert_uint_eq(strlen(words.tail), LAST_WORDS_MAX);
    ck_assert_str_eq(words.tail + LAST_WORDS_MAX - 8, "xthe end");
    ck_assert_uint_eq(strlen(last_words_line(&words)), 160);
    close(ends[1]);
    ends[1] = -1;
    ck_assert(!last_words_hear(&words, ends[0]));
}
END_TEST

START_TEST(an_exit_is_told_by_its_kind)
{
    static const struct rusage usage = {
        .ru_utime = {1000000, 0}, .ru_stime = {0, 500000}, .ru_maxrss = 2048};

    last_words_limit(&words, "deadline", 30000);
    last_words_exit(&words, SIGKILL, &usage, 1250);
    ck_assert_str_eq(words.words.signal, "KILL");
    ck_assert_int_eq(words.words.exit_code, -1);
    ck_assert_str_eq(words.words.limit, "deadline");
    ck_assert_int_eq(words.words.wall_ms, 250);
    ck_assert_int_gt(words.words.cpu_ms, 900 * 1000 * 1000); /* less what was used before */
    ck_assert_int_eq(words.words.memory_bytes, 2 << 20);
    ck_assert_ptr_null(words.words.messages);

    last_words_begin(&words, getpid(), &capsule, 2000);
    ck_assert_ptr_null(words.words.limit);
    say("made up");
    last_words_exit(&words, W_EXITCODE(100, 0), &usage, 2000);
    ck_assert_ptr_null(words.words.signal);
    ck_assert_int_eq(words.words.exit_code, 100);
    ck_assert_str_eq(words.words.messages, "made up");

    last_words_begin(&words, getpid(), &capsule, 2000);
    last_words_exit(&words, SIGRTMIN + 5, &usage, 2000); /* it has no name */
    ck_assert_int_eq(strtol(words.words.signal, NULL, 10), SIGRTMIN + 5);
}
END_TEST

START_TEST(who_lives_has_no_exit)
{
    last_words_alive(&words, getpid(), 4096, 1003);
    ck_assert_ptr_null(words.words.signal);
    ck_assert_int_eq(words.words.exit_code, -1);
    ck_assert_int_eq(words.words.wall_ms, 3);
    ck_assert_int_eq(words.words.memory_bytes, 4096);
    last_words_alive(&words, NO_PROCESS, 0, 1003); /* gone meanwhile */
    ck_assert_int_eq(words.words.cpu_ms, 0);
}
END_TEST

static const struct {
    limit_t limit;
    int64_t asked, given;
} limits[] = {
    {{30, 300}, 0, 30}, {{30, 300}, 60, 60}, {{30, 300}, 10, 30}, /* never less */
    {{30, 300}, 301, 300}, {{30, 300}, INT64_MAX, 300},
    {{30, 20}, 60, 30}, /* an administrator's slip: as configured */
};

START_TEST(a_limit_lies_between_the_usual_and_the_most)
{
    ck_assert_int_eq(limit_for(&limits[_i].limit, limits[_i].asked), limits[_i].given);
}
END_TEST

START_TEST(only_a_retry_asks)
{
    rap_limits_t asked = {.timeout_ms = 5};
    rap_again_t again = {.why = RAP_AGAIN_RETRY};
    rap_envelope_t envelope = {.again = NULL};

    ck_assert_int_eq(limits_asked(&envelope).timeout_ms, 0);
    envelope.again = &again;
    ck_assert_int_eq(limits_asked(&envelope).timeout_ms, 0);
    again.limits = &asked;
    ck_assert_int_eq(limits_asked(&envelope).timeout_ms, 5);
    ck_assert_int_eq(limits_asked(&envelope).memory_bytes, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("last_words");
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, set_up, tear_down);
    tcase_add_test(tc, messages_are_tamed_and_their_end_is_kept);
    tcase_add_test(tc, an_exit_is_told_by_its_kind);
    tcase_add_test(tc, who_lives_has_no_exit);
    tcase_add_loop_test(
        tc, a_limit_lies_between_the_usual_and_the_most, 0, sizeof limits / sizeof limits[0]);
    tcase_add_test(tc, only_a_retry_asks);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
