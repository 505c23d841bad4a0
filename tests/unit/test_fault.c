#include "base/fault.h"

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static rap_err_t err;

/* Each test is a process of its own. */
static void arm(const char *fault, const char *once)
{
    ck_assert_int_eq(setenv("RAPPORTEUR_FAULT", fault, 1), 0);
    if (once != NULL)
        ck_assert_int_eq(setenv("RAPPORTEUR_FAULT_ONCE", once, 1), 0);
    ck_assert_msg(rap_fault_arm("sink-1", &err) == RAP_OK, "%s", err.text);
}

/* The tests below end here, by a signal where one is expected and well where none is. */
static void pass_three_times(void)
{
    for (int i = 0; i < 3; i++)
        RAP_FAULT("a.commit.before");
}

START_TEST(kills_at_the_point)
{
    arm("a.commit.before", NULL);
    RAP_FAULT("a.commit");
    RAP_FAULT("a.commit.before2");
    RAP_FAULT("b.commit.before");
    pass_three_times();
}
END_TEST

START_TEST(kills_at_the_pass)
{
    arm("sink-1/a.commit.before:3", NULL);
    pass_three_times();
}
END_TEST

START_TEST(spares_what_is_not_meant)
{
    pass_three_times(); /* nothing was armed */
    arm("", NULL);
    pass_three_times();
    arm("a.commit.before:4", NULL);
    pass_three_times();
    arm("a.commit.after", NULL);
    pass_three_times();
    static const char *const others[] = {"sink-2/", "sink-11/", "sink-/", "/", "a.commit.before/"};

    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        char text[64];

        (void)snprintf(text, sizeof text, "%sa.commit.before", others[i]);
        arm(text, NULL);
        pass_three_times();
    }
}
END_TEST

START_TEST(fires_once_where_a_file_says_so)
{
    char folder[] = "/tmp/rapXXXXXX", mark[32];

    ck_assert_ptr_nonnull(mkdtemp(folder));
    (void)snprintf(mark, sizeof mark, "%s/mark", folder);
    arm("a.commit.before:4", mark);
    pass_three_times();
    ck_assert_int_ne(access(mark, F_OK), 0); /* made by the pass that kills, by none before */
    fclose(fopen(mark, "w"));
    arm("a.commit.before", mark);
    pass_three_times();
    unlink(mark);
    rmdir(folder);
    (void)snprintf(mark, sizeof mark, "%.20s/none/mark", folder);
    arm("a.commit.before", mark);
    pass_three_times(); /* it cannot be made: then not at all, rather than for ever */
}
END_TEST

START_TEST(kills_and_makes_the_file)
{
    char mark[] = "/tmp/rapXXXXXX";

    close(mkstemp(mark));
    unlink(mark);
    arm("a.commit.before", mark);
    pid_t pid = fork();

    ck_assert_int_ge(pid, 0);
    if (pid != 0) {
        /* the parent waits for its child's mark, and dies of its own */
        ck_assert_int_eq(setenv("RAPPORTEUR_FAULT_ONCE", "", 1), 0);
        int status;

        ck_assert_int_eq(waitpid(pid, &status, 0), pid);
        ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        ck_assert_int_eq(access(mark, F_OK), 0);
        unlink(mark);
        ck_assert_int_eq(rap_fault_arm("sink-1", &err), RAP_OK);
    }
    pass_three_times();
}
END_TEST

START_TEST(says_what_is_wrong)
{
    static const char *const wrong[] = {
        ":1", "a.b:", "a.b:0", "a.b:-1", "a.b:x", "a.b:1x", "a.b:1000001", "A.b", "a b", "x/", "/"};

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        ck_assert_int_eq(setenv("RAPPORTEUR_FAULT", wrong[i], 1), 0);
        ck_assert_msg(rap_fault_arm("sink-1", &err) == RAP_USAGE, "'%s' is taken", wrong[i]);
        ck_assert_ptr_nonnull(strstr(err.text, "is not of the form [PROCESS/]POINT[:N]"));
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fault");
    TCase *tcase = tcase_create("all");
    SRunner *runner;

    tcase_add_test_raise_signal(tcase, kills_at_the_point, SIGKILL);
    tcase_add_test_raise_signal(tcase, kills_at_the_pass, SIGKILL);
    tcase_add_test_raise_signal(tcase, kills_and_makes_the_file, SIGKILL);
    tcase_add_test(tcase, spares_what_is_not_meant);
    tcase_add_test(tcase, fires_once_where_a_file_says_so);
    tcase_add_test(tcase, says_what_is_wrong);
    suite_add_tcase(suite, tcase);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
