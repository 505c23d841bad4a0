#include "proto/home.h"

#include "base/file.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[64], before[PATH_MAX];
static rap_home_t home;
static rap_err_t err;

static void setup(void)
{
    memcpy(dir, "/tmp/rap-home-XXXXXX", sizeof "/tmp/rap-home-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    ck_assert_ptr_nonnull(getcwd(before, sizeof before));
    ck_assert_int_eq(chdir(dir), 0);
    ck_assert_int_eq(unsetenv("RAPPORTEUR_HOME"), 0);
    ck_assert_int_eq(unsetenv("RAPPORTEUR_DATA"), 0);
    err = (rap_err_t){0};
}

static void teardown(void)
{
    static const char *const made[] = {"rapporteur.yaml", "other/rapporteur.yaml", "data/a.yaml",
        "data/sub/b.yaml", "link", "other/state", "other/archive", "other/run", "data/sub", "data",
        "other"};

    ck_assert_int_eq(chdir(dir), 0);
    for (size_t i = 0; i < sizeof made / sizeof made[0]; i++)
        (void)remove(made[i]);
    ck_assert_int_eq(chdir(before), 0);
    ck_assert_int_eq(rmdir(dir), 0);
}

static void make_file(const char *path)
{
    ck_assert_int_eq(rap_file_replace(path, "", 0, 0600, &err), RAP_OK);
}

static void make_home(const char *path)
{
    char config[PATH_MAX];

    ck_assert_int_eq(rap_file_make_dir(path, 0755, &err), RAP_OK);
    ck_assert_int_eq(rap_file_join(config, sizeof config, path, "rapporteur.yaml", &err), RAP_OK);
    make_file(config);
}

START_TEST(all_paths_are_below_the_folder)
{
    char want[128];

    ck_assert_int_eq(rap_home_at(&home, dir, &err), RAP_OK);
    ck_assert_str_eq(home.dir, dir);
    const struct {
        const char *path, *below;
    } paths[] = {
        {home.config, "rapporteur.yaml"},
        {home.sources, "sources.d"},
        {home.state, "state"},
        {home.archive, "archive"},
        {home.run, "run"},
        {home.store, "state/store.db"},
    };
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        (void)snprintf(want, sizeof want, "%s/%s", dir, paths[i].below);
        ck_assert_str_eq(paths[i].path, want);
    }
    (void)snprintf(want, sizeof want, "ipc://%s/run/broker.sock", dir);
    ck_assert_str_eq(home.endpoint, want);
    (void)snprintf(want, sizeof want, "ipc://%s/run/control.sock", dir);
    ck_assert_str_eq(home.control, want);
}
END_TEST

START_TEST(a_home_is_absolute_and_real)
{
    char want[128];

    make_home("other");
    ck_assert_int_eq(symlink("other", "link"), 0);
    (void)snprintf(want, sizeof want, "%s/other", dir);
    ck_assert_int_eq(rap_home_at(&home, "link", &err), RAP_OK);
    ck_assert_str_eq(home.dir, want);
    (void)snprintf(want, sizeof want, "%s/not/yet", dir); /* one that is to be made */
    ck_assert_int_eq(rap_home_at(&home, "not/yet", &err), RAP_OK);
    ck_assert_str_eq(home.dir, want);
    ck_assert_int_eq(rap_home_at(&home, want, &err), RAP_OK);
    ck_assert_str_eq(home.dir, want);
}
END_TEST

START_TEST(the_option_wins_over_the_variable_and_that_over_the_folder)
{
    char other[128];

    (void)snprintf(other, sizeof other, "%s/other", dir);
    make_home("other");
    make_home(".");
    ck_assert_int_eq(rap_home_find(&home, NULL, &err), RAP_OK);
    ck_assert_str_eq(home.dir, dir);
    ck_assert_int_eq(setenv("RAPPORTEUR_HOME", other, 1), 0);
    ck_assert_int_eq(rap_home_find(&home, NULL, &err), RAP_OK);
    ck_assert_str_eq(home.dir, other);
    ck_assert_int_eq(rap_home_find(&home, dir, &err), RAP_OK);
    ck_assert_str_eq(home.dir, dir);
    ck_assert_int_eq(setenv("RAPPORTEUR_HOME", "", 1), 0); /* empty is unset */
    ck_assert_int_eq(rap_home_find(&home, NULL, &err), RAP_OK);
    ck_assert_str_eq(home.dir, dir);
}
END_TEST

START_TEST(no_home_says_how_to_make_one)
{
    ck_assert_int_eq(rap_home_find(&home, dir, &err), RAP_CONFIG);
    ck_assert_ptr_nonnull(strstr(err.text, "no rapporteur.yaml in '/tmp/rap-home-"));
    ck_assert_ptr_nonnull(strstr(err.text, "'rapporteur init DIR'"));
    if (access(RAP_HOME_DEFAULT "/rapporteur.yaml", F_OK) != 0) {
        ck_assert_int_eq(rap_home_find(&home, NULL, &err), RAP_CONFIG);
        ck_assert_ptr_nonnull(strstr(err.text, "in '" RAP_HOME_DEFAULT "'"));
    }
    ck_assert_int_eq(rap_home_find(&home, "", &err), RAP_CONFIG);
    make_file("rapporteur.yaml");
    ck_assert_int_eq(rap_home_find(&home, "rapporteur.yaml/x", &err), RAP_CONFIG);
    ck_assert_ptr_nonnull(strstr(err.text, "could not reach the home"));
}
END_TEST

/* "ipc:// may have 107 bytes of path; run/control.sock is the longest of ours. */
START_TEST(a_path_too_long_for_a_socket_is_refused)
{
    char path[2000];
    size_t longest = 107 - strlen("/run/control.sock");

    memset(path, 'h', sizeof path);
    path[0] = '/';
    path[longest] = '\0';
    ck_assert_int_eq(rap_home_at(&home, path, &err), RAP_OK);
    ck_assert_uint_eq(strlen(home.control), 6 + 107);
    path[longest] = 'h';
    path[longest + 1] = '\0';
    ck_assert_int_eq(rap_home_at(&home, path, &err), RAP_CONFIG);
    ck_assert_ptr_nonnull(strstr(err.text, "107 bytes"));
    ck_assert_ptr_nonnull(strstr(err.text, "take a home with a shorter path"));
    path[longest + 1] = 'h';
    path[300] = path[600] = '\0';
    ck_assert_int_eq(rap_home_at(&home, path, &err), RAP_CONFIG);
    path[200] = '/'; /* no part of it is too long, all of it is */
    path[300] = 'h';
    path[400] = '/';
    ck_assert_int_eq(rap_home_at(&home, path, &err), RAP_CONFIG);
    ck_assert_int_eq(rap_home_at(&home, path + 1, &err), RAP_CONFIG);
}
END_TEST

START_TEST(run_is_closed_to_others)
{
    struct stat st;

    make_home("other");
    ck_assert_int_eq(rap_home_find(&home, "other", &err), RAP_OK);
    ck_assert_int_eq(rap_home_make(&home, &err), RAP_OK);
    ck_assert_int_eq(stat(home.run, &st), 0);
    ck_assert_int_eq(st.st_mode & 0777, 0700);
    ck_assert_int_eq(access(home.state, W_OK), 0);
    ck_assert_int_eq(access(home.archive, W_OK), 0);
    ck_assert_int_eq(chmod(home.run, 0755), 0);
    ck_assert_int_eq(rap_home_make(&home, &err), RAP_OK);
    ck_assert_int_eq(stat(home.run, &st), 0);
    ck_assert_int_eq(st.st_mode & 0777, 0700);
    ck_assert_int_eq(rmdir(home.archive), 0);
    make_file(home.archive);
    ck_assert_int_ne(rap_home_make(&home, &err), RAP_OK);
}
END_TEST

START_TEST(data_is_looked_for_in_order)
{
    char out[RAP_PATH_MAX], want[RAP_PATH_MAX], variable[RAP_PATH_MAX];

    make_home(".");
    ck_assert_int_eq(rap_file_make_dir("data/sub", 0755, &err), RAP_OK);
    make_file("data/a.yaml");
    make_file("data/sub/b.yaml");
    (void)snprintf(variable, sizeof variable, "%s/data/sub", dir);
    ck_assert_int_eq(rap_home_find(&home, NULL, &err), RAP_OK);
    ck_assert_int_eq(rap_home_data(&home, "sub/b.yaml", out, &err), RAP_OK);
    (void)snprintf(want, sizeof want, "%s/data/sub/b.yaml", dir);
    ck_assert_str_eq(out, want);
    ck_assert_int_eq(rap_home_data(&home, "b.yaml", out, &err), RAP_CONFIG);
    ck_assert_int_eq(setenv("RAPPORTEUR_DATA", variable, 1), 0);
    ck_assert_int_eq(rap_home_data(&home, "b.yaml", out, &err), RAP_OK);
    ck_assert_str_eq(out, want);
    ck_assert_int_eq(rap_home_data(NULL, "b.yaml", out, &err), RAP_OK); /* without a home */
    make_file("data/b.yaml");
    ck_assert_int_eq(rap_home_data(&home, "b.yaml", out, &err), RAP_OK);
    (void)snprintf(want, sizeof want, "%s/data/b.yaml", dir);
    ck_assert_str_eq(out, want); /* the home's own comes first */
    ck_assert_int_eq(unlink("data/b.yaml"), 0);
}
END_TEST

START_TEST(missing_data_names_the_places)
{
    char out[RAP_PATH_MAX], name[RAP_PATH_MAX];

    ck_assert_int_eq(setenv("RAPPORTEUR_DATA", "/nowhere", 1), 0);
    ck_assert_int_eq(rap_home_at(&home, dir, &err), RAP_OK);
    ck_assert_int_eq(rap_home_data(&home, "a.yaml", out, &err), RAP_CONFIG);
    ck_assert_ptr_nonnull(strstr(err.text, "no 'a.yaml' in '/tmp/rap-home-"));
    ck_assert_ptr_nonnull(strstr(err.text, "/data', '/nowhere', '"));
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    ck_assert_int_eq(rap_home_data(&home, name, out, &err), RAP_CONFIG);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("home");
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, all_paths_are_below_the_folder);
    tcase_add_test(tc, a_home_is_absolute_and_real);
    tcase_add_test(tc, the_option_wins_over_the_variable_and_that_over_the_folder);
    tcase_add_test(tc, no_home_says_how_to_make_one);
    tcase_add_test(tc, a_path_too_long_for_a_socket_is_refused);
    tcase_add_test(tc, run_is_closed_to_others);
    tcase_add_test(tc, data_is_looked_for_in_order);
    tcase_add_test(tc, missing_data_names_the_places);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
