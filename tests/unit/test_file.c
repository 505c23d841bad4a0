#include "base/file.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[64];
static rap_err_t err;
static rap_buf_t buf;

static void setup(void)
{
    memcpy(dir, "/tmp/rap-file-XXXXXX", sizeof "/tmp/rap-file-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    rap_buf_init(&buf, 1 << 20);
    err = (rap_err_t){0};
}

/* Removes the folder's files and folders, two levels down; returns the number of files. */
static int empty(const char *path)
{
    struct dirent *entry;
    char child[PATH_MAX];
    int files = 0;
    DIR *open = opendir(path);

    ck_assert_ptr_nonnull(open);
    while ((entry = readdir(open)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        ck_assert_int_eq(rap_file_join(child, sizeof child, path, entry->d_name, &err), RAP_OK);
        if (unlink(child) == 0)
            files++;
        else
            files += empty(child);
    }
    closedir(open);
    ck_assert_int_eq(rmdir(path), 0);
    return files;
}

static void teardown(void)
{
    rap_buf_release(&buf);
    if (access(dir, F_OK) == 0)
        (void)empty(dir);
}

static const char *in_dir(const char *name)
{
    static char path[PATH_MAX];

    ck_assert_int_eq(rap_file_join(path, sizeof path, dir, name, &err), RAP_OK);
    return path;
}

START_TEST(what_is_replaced_is_read_back)
{
    struct stat st;
    char big[200000];

    memset(big, 'x', sizeof big);
    ck_assert_int_eq(rap_file_replace(in_dir("a"), "old", 3, 0600, &err), RAP_OK);
    ck_assert_int_eq(rap_file_replace(in_dir("a"), big, sizeof big, 0640, &err), RAP_OK);
    ck_assert_int_eq(rap_file_read(in_dir("a"), &buf, &err), RAP_OK);
    ck_assert_uint_eq(buf.len, sizeof big);
    ck_assert_mem_eq(buf.data, big, sizeof big);
    ck_assert_int_eq(rap_file_replace(in_dir("a"), "", 0, 0640, &err), RAP_OK);
    ck_assert_int_eq(rap_file_read(in_dir("a"), &buf, &err), RAP_OK); /* appends nothing */
    ck_assert_uint_eq(buf.len, sizeof big);
    ck_assert_int_eq(stat(in_dir("a"), &st), 0);
    ck_assert_int_eq(st.st_mode & 0777, 0640);
    ck_assert_int_eq(empty(dir), 1); /* nothing is left beside it */
}
END_TEST

START_TEST(a_file_of_exactly_the_maximum_is_read)
{
    rap_buf_t small;

    ck_assert_int_eq(rap_file_replace(in_dir("a"), "12345678", 8, 0600, &err), RAP_OK);
    rap_buf_init(&small, 8);
    ck_assert_int_eq(rap_file_read(in_dir("a"), &small, &err), RAP_OK);
    ck_assert_str_eq(small.data, "12345678");
    rap_buf_release(&small);
    rap_buf_init(&small, 7);
    ck_assert_int_eq(rap_file_read(in_dir("a"), &small, &err), RAP_TOOBIG);
    ck_assert_ptr_nonnull(strstr(err.text, "more than the 7 bytes allowed"));
    rap_buf_release(&small);
}
END_TEST

START_TEST(reading_says_what_is_wrong)
{
    ck_assert_int_eq(rap_file_read(in_dir("none"), &buf, &err), RAP_NOTFOUND);
    ck_assert_ptr_nonnull(strstr(err.text, "none': No such file"));
    ck_assert_int_eq(rap_file_read(dir, &buf, &err), RAP_IO);
    ck_assert_ptr_nonnull(strstr(err.text, "Is a directory"));
}
END_TEST

START_TEST(dash_is_standard_input)
{
    int saved = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 10);
    int p[2];

    ck_assert_int_eq(pipe2(p, O_CLOEXEC), 0);
    ck_assert_int_eq(rap_file_write_all(p[1], "from a pipe", 11, &err), RAP_OK);
    close(p[1]);
    ck_assert_int_eq(dup2(p[0], STDIN_FILENO), STDIN_FILENO);
    ck_assert_int_eq(rap_file_read("-", &buf, &err), RAP_OK);
    ck_assert_str_eq(buf.data, "from a pipe");
    close(p[0]);
    if (saved >= 0) {
        ck_assert_int_eq(dup2(saved, STDIN_FILENO), STDIN_FILENO);
        close(saved);
    }
}
END_TEST

START_TEST(a_full_disk_is_full)
{
    int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(rap_file_write_all(fd, "x", 1, &err), RAP_FULL);
    ck_assert_str_eq(err.text, "could not write 1 bytes: No space left on device");
    close(fd);
}
END_TEST

START_TEST(parts_go_one_behind_the_other)
{
    enum { ROOM = 4 * 4096, EACH = 10000 };
    static char a[EACH], b[EACH], got[ROOM];
    struct iovec part[] = {rap_file_part(NULL, 0), rap_file_part("head", 4), rap_file_part(a, EACH),
        rap_file_part(NULL, 0), rap_file_part(b, EACH), rap_file_part("tail", 4)};
    int p[2];

    memset(a, 'a', EACH);
    memset(b, 'b', EACH);
    ck_assert_int_eq(pipe2(p, O_CLOEXEC | O_NONBLOCK), 0);
    ck_assert_int_eq(fcntl(p[1], F_SETPIPE_SZ, ROOM), ROOM);
    /* the kernel takes what has room, and the rest is tried from there */
    ck_assert_int_eq(rap_file_write_parts(p[1], part, 6, &err), RAP_BUSY);
    ck_assert_uint_eq(part[4].iov_len, 4 + EACH + EACH - ROOM);
    ck_assert_int_eq(read(p[0], got, ROOM), ROOM);
    ck_assert_mem_eq(got, "head", 4);
    ck_assert_mem_eq(got + 4, a, EACH);
    ck_assert_mem_eq(got + 4 + EACH, b, ROOM - 4 - EACH);
    ck_assert_int_eq(rap_file_write_parts(p[1], part + 4, 2, &err), RAP_OK);
    ck_assert_int_eq(read(p[0], got, ROOM), 4 + EACH + EACH - ROOM + 4);
    ck_assert_mem_eq(got + (4 + EACH + EACH - ROOM), "tail", 4);
    close(p[0]);
    close(p[1]);
}
END_TEST

START_TEST(a_pipe_that_takes_no_more_is_busy)
{
    /* its first write() comes back short, the second one finds no room */
    char big[300000];
    int p[2];

    memset(big, 'y', sizeof big);
    ck_assert_int_eq(pipe2(p, O_CLOEXEC | O_NONBLOCK), 0);
    ck_assert_int_eq(rap_file_write_all(p[1], big, sizeof big, &err), RAP_BUSY);
    ck_assert_int_gt(read(p[0], big, sizeof big), 0); /* the part before it was written */
    close(p[0]);
    close(p[1]);
}
END_TEST

START_TEST(replacing_leaves_no_trace_of_a_failure)
{
    char path[PATH_MAX];

    ck_assert_int_eq(rap_file_replace("/nowhere/at/all", "x", 1, 0600, &err), RAP_NOTFOUND);
    ck_assert_int_eq(rap_file_make_dir(in_dir("taken"), 0700, &err), RAP_OK);
    ck_assert_int_eq(rap_file_replace(in_dir("taken"), "x", 1, 0600, &err), RAP_IO);
    ck_assert_ptr_nonnull(strstr(err.text, "taken': could not rename it"));
    ck_assert_int_eq(empty(dir), 0);

    memset(path, 'a', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    ck_assert_int_eq(rap_file_replace(path, "x", 1, 0600, &err), RAP_TOOBIG);
    path[PATH_MAX - 2] = '/';
    ck_assert_int_eq(rap_file_replace(path, "x", 1, 0600, &err), RAP_TOOBIG);
}
END_TEST

START_TEST(a_name_without_a_folder_is_in_the_current_one)
{
    char before[PATH_MAX];

    ck_assert_ptr_nonnull(getcwd(before, sizeof before));
    ck_assert_int_eq(chdir(dir), 0);
    ck_assert_int_eq(rap_file_replace("here", "x", 1, 0600, &err), RAP_OK);
    ck_assert_int_eq(rap_file_read(in_dir("here"), &buf, &err), RAP_OK);
    ck_assert_int_eq(chdir(before), 0);
    ck_assert_int_ne(rap_file_replace("/proc/rap-not-here", "x", 1, 0600, &err), RAP_OK);
}
END_TEST

START_TEST(directories_are_made_with_their_parents)
{
    struct stat st;

    ck_assert_int_eq(rap_file_make_dir(in_dir("a/b/c"), 0700, &err), RAP_OK);
    ck_assert_int_eq(chmod(in_dir("a/b"), 0755), 0);
    ck_assert_int_eq(rap_file_make_dir(in_dir("a/b"), 0700, &err), RAP_OK);
    ck_assert_int_eq(stat(in_dir("a/b"), &st), 0);
    ck_assert_int_eq(st.st_mode & 0777, 0755); /* it keeps its mode */
    ck_assert_int_eq(rap_file_replace(in_dir("file"), "x", 1, 0600, &err), RAP_OK);
    ck_assert_int_eq(rap_file_make_dir(in_dir("file"), 0700, &err), RAP_IO);
    ck_assert_int_eq(rap_file_make_dir(in_dir("file/below"), 0700, &err), RAP_IO);
    ck_assert_int_eq(rap_file_make_dir("", 0700, &err), RAP_TOOBIG);
    ck_assert_int_eq(rap_file_sync_dir(in_dir("a"), &err), RAP_OK);
    ck_assert_int_eq(rap_file_sync_dir(in_dir("none"), &err), RAP_NOTFOUND);
    ck_assert_int_eq(rap_file_sync_dir(in_dir("file"), &err), RAP_IO);
}
END_TEST

START_TEST(joining_is_bounded)
{
    char out[8];

    ck_assert_int_eq(rap_file_join(out, sizeof out, "/a", "b", &err), RAP_OK);
    ck_assert_str_eq(out, "/a/b");
    ck_assert_int_eq(rap_file_join(out, sizeof out, "/", "b", &err), RAP_OK);
    ck_assert_str_eq(out, "/b");
    ck_assert_int_eq(rap_file_join(out, sizeof out, "/a", "12345", &err), RAP_TOOBIG);
}
END_TEST

START_TEST(names_by_their_end)
{
    static const char *const files[] = {
        "b.yaml", "a.yaml", "a.yaml.old", ".c.yaml", ".yaml", "yaml"};
    RAP_AUTO(rap_arena) *arena = rap_arena_new(64 * 1024);
    RAP_AUTO(rap_arena) *small = rap_arena_new(64);
    rap_strings_t names;
    char name[16];

    ck_assert_int_eq(rap_file_names(in_dir("none"), ".yaml", arena, &names, &err), RAP_OK);
    ck_assert_uint_eq(names.count, 0);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        ck_assert_int_eq(rap_file_replace(in_dir(files[i]), "x", 1, 0600, &err), RAP_OK);
    ck_assert_int_eq(rap_file_names(dir, ".yaml", arena, &names, &err), RAP_OK);
    ck_assert_uint_eq(names.count, 2);
    ck_assert_str_eq(names.item[0], "a.yaml");
    ck_assert_str_eq(names.item[1], "b.yaml");
    ck_assert_int_eq(rap_file_names(in_dir("yaml"), ".yaml", arena, &names, &err), RAP_IO);
    for (int i = 0; i < 40; i++) {
        (void)snprintf(name, sizeof name, "%02d.db", i);
        ck_assert_int_eq(rap_file_replace(in_dir(name), "x", 1, 0600, &err), RAP_OK);
    }
    ck_assert_int_eq(rap_file_names(dir, ".db", arena, &names, &err), RAP_OK);
    ck_assert_uint_eq(names.count, 40);
    ck_assert_str_eq(names.item[39], "39.db");
    ck_assert_int_eq(rap_file_names(dir, ".db", small, &names, &err), RAP_TOOBIG);
}
END_TEST

/* A child takes the lock, says so, and keeps it until it is told to end. */
static pid_t hold(const char *path, int *ret_end)
{
    int said[2], end[2], fd;
    char word;

    ck_assert(pipe(said) == 0 && pipe(end) == 0);
    pid_t pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        close(end[1]);
        if (rap_file_lock(path, 0600, &fd, &err) == RAP_OK && write(said[1], "!", 1) == 1)
            _exit(read(end[0], &word, 1) != 0);
        _exit(1);
    }
    ck_assert_int_eq(read(said[0], &word, 1), 1);
    close(said[0]);
    close(said[1]);
    close(end[0]);
    *ret_end = end[1];
    return pid;
}

START_TEST(a_lock_is_one_processes)
{
    char path[PATH_MAX];
    int fd = -1, end, again;

    ck_assert_int_eq(rap_file_join(path, sizeof path, dir, "lock", &err), RAP_OK);
    pid_t pid = hold(path, &end);
    ck_assert_int_eq(rap_file_lock(path, 0600, &fd, &err), RAP_BUSY);
    ck_assert_ptr_nonnull(strstr(err.text, "another process holds '"));
    ck_assert_int_eq(fd, -1);
    close(end);
    /* it is about to go: that is waited for */
    ck_assert_msg(rap_file_lock(path, 0600, &fd, &err) == RAP_OK, "%s", err.text);
    ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
    ck_assert_int_eq(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
    close(fd);
    ck_assert_int_eq(rap_file_lock(path, 0600, &again, &err), RAP_OK);
    close(again);
    ck_assert_int_eq(rap_file_lock("/nowhere/lock", 0600, &fd, &err), RAP_NOTFOUND);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("file");
    TCase *tc = tcase_create("core");

    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, what_is_replaced_is_read_back);
    tcase_add_test(tc, a_file_of_exactly_the_maximum_is_read);
    tcase_add_test(tc, reading_says_what_is_wrong);
    tcase_add_test(tc, dash_is_standard_input);
    tcase_add_test(tc, a_full_disk_is_full);
    tcase_add_test(tc, parts_go_one_behind_the_other);
    tcase_add_test(tc, a_pipe_that_takes_no_more_is_busy);
    tcase_add_test(tc, replacing_leaves_no_trace_of_a_failure);
    tcase_add_test(tc, a_name_without_a_folder_is_in_the_current_one);
    tcase_add_test(tc, directories_are_made_with_their_parents);
    tcase_add_test(tc, joining_is_bounded);
    tcase_add_test(tc, a_lock_is_one_processes);
    tcase_add_test(tc, names_by_their_end);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
