#include "base/fault.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static rap_err_t err;

/* Three passes, in a process of its own, after it was armed; true: they killed it. */
static bool kills(const char *fault, const char *once)
{
    int status;
    pid_t pid = fork();

    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        if (setenv("RAPPORTEUR_FAULT", fault, 1) != 0 ||
            setenv("RAPPORTEUR_FAULT_ONCE", once, 1) != 0 ||
            rap_fault_arm("sink-1", &err) != RAP_OK)
            _exit(1);
        for (int i = 0; i < 3; i++)
            RAP_FAULT("a.commit.before");
        _exit(0);
    }
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    if (WIFSIGNALED(status))
        ck_assert_int_eq(WTERMSIG(status), SIGKILL);
    else
        ck_assert_int_eq(WEXITSTATUS(status), 0);
    return WIFSIGNALED(status);
}

static const struct {
    const char *fault;
    bool kills;
} cases[] = {
    {"a.commit.before", true},
    {"a.commit.before:1", true},
    {"a.commit.before:3", true},
    {"a.commit.before:4", false},
    {"sink-1/a.commit.before:2", true},
    {"", false},
    {"a.commit.after", false},
    {"a.commit", false},
    {"a.commit.before2", false},
    {"sink-2/a.commit.before", false},
    {"sink-11/a.commit.before", false},
    {"sink-/a.commit.before", false},
    {"/a.commit.before", false},
    {"a.commit.before/a.commit.before", false},
};

START_TEST(kills_at_the_point_and_pass)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_msg(kills(cases[i].fault, "") == cases[i].kills, "%s", cases[i].fault);
}
END_TEST

START_TEST(fires_once_where_a_file_says_so)
{
    char folder[] = "/tmp/rapXXXXXX", mark[32], none[48];

    ck_assert_ptr_nonnull(mkdtemp(folder));
    (void)snprintf(mark, sizeof mark, "%s/mark", folder);
    ck_assert(!kills("a.commit.before:4", mark));
    ck_assert_int_ne(access(mark, F_OK), 0); /* made by the pass that kills, by none before */
    ck_assert(kills("a.commit.before", mark));
    ck_assert_int_eq(access(mark, F_OK), 0);
    ck_assert(!kills("a.commit.before", mark));
    (void)snprintf(none, sizeof none, "%s/none/mark", folder);
    ck_assert(!kills("a.commit.before", none)); /* cannot be made: rather not at all */
    unlink(mark);
    rmdir(folder);
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
    ck_assert_int_eq(unsetenv("RAPPORTEUR_FAULT"), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fault");
    TCase *tcase = tcase_create("all");

    tcase_add_test(tcase, kills_at_the_point_and_pass);
    tcase_add_test(tcase, fires_once_where_a_file_says_so);
    tcase_add_test(tcase, says_what_is_wrong);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
