/* The program is its own child: called as "rapporteur-..." it is a process of the pipeline. */
#include "proto/process.h"

#include "base/file.h"
#include "base/spawn.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct options {
    int64_t slots;
    const char *engine;
} options_t;

static const rap_field_t fields[] = {
    {.name = "slots",
        .kind = RAP_KIND_INT,
        .offset = offsetof(options_t, slots),
        .min = 1,
        .max = 64,
        .preset = "2",
        .help = "documents in hand at once"},
    {.name = "engine",
        .kind = RAP_KIND_STRING,
        .offset = offsetof(options_t, engine),
        .help = "what reads them"},
    {.kind = RAP_KIND_END},
};
static const rap_table_t table = {.name = "parser", .size = sizeof(options_t), .fields = fields};

/* Says what it was given; serves unless it is to run once. */
static rap_code_t run_told(rap_process_t *process, rap_err_t *err)
{
    const options_t *options = process->options;

    printf("slots=%lld engine=%s home=%s endpoint=%s name=%s operands=%d first=%s\n",
        (long long)options->slots, options->engine != NULL ? options->engine : "-",
        process->has_home ? process->home.dir : "-",
        process->endpoint != NULL ? process->endpoint : "-", process->name, process->operands,
        process->operands > 0 ? process->operand[0] : "-");
    (void)fflush(stdout);
    process->exit = process->operands == 3; /* say, it found something to complain of */
    if (process->common.once)
        return RAP_OK;
    rap_process_ready(process);
    rap_process_ready(process); /* says it once */
    return rap_loop_run(process->loop, err);
}

static rap_code_t run_fails(rap_process_t *process, rap_err_t *err)
{
    (void)process;
    return rap_fail(err, RAP_CONFIG, "the port is in use");
}

/* HUP is counted, INT ends with CANCELLED, TERM stops. */
static void take_signal(rap_process_t *process, int signo)
{
    *(int *)process->own = signo;
    rap_log(process->log, RAP_LOG_NOTICE, RAP_EVENT("test.signal"), RAP_I("signo", signo));
    if (signo == SIGHUP)
        rap_process_ready(process);
    else
        rap_loop_stop(process->loop);
}

static rap_code_t run_signals(rap_process_t *process, rap_err_t *err)
{
    int last = 0;
    int fd = (int)process->common.ready_fd;

    process->own = &last;
    process->on_signal = take_signal;
    if (rap_file_write_all(fd, "up\n", 3, err) != RAP_OK)
        return err->code;
    RAP_TRY(rap_loop_run(process->loop, err));
    return last == SIGINT ? rap_fail(err, RAP_CANCELLED, "shutdown requested") : RAP_OK;
}

static const rap_process_type_t types[] = {
    {.program = "rapporteur-parser",
        .summary = "turns documents into statements",
        .operands = "[FILE...]",
        .options = &table,
        .run = run_told},
    {.program = "rapporteur-failing", .summary = "fails", .run = run_fails},
    {.program = "rapporteur-signals", .summary = "takes signals", .run = run_signals},
};

static char dir[64], before[PATH_MAX];
static rap_err_t err;

static void setup(void)
{
    memcpy(dir, "/tmp/rap-proc-XXXXXX", sizeof "/tmp/rap-proc-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    ck_assert_ptr_nonnull(getcwd(before, sizeof before));
    ck_assert_int_eq(chdir(dir), 0);
    for (char **variable = environ; *variable != NULL;) {
        char name[64];

        if (strncmp(*variable, "RAPPORTEUR_", 11) != 0 ||
            snprintf(name, sizeof name, "%.*s", (int)strcspn(*variable, "="), *variable) >= 64)
            variable++;
        else
            (void)unsetenv(name); /* moves the next one here */
    }
    err = (rap_err_t){0};
}

static void teardown(void)
{
    static const char *const made[] = {"rapporteur.yaml", "state", "archive", "run"};

    for (size_t i = 0; i < sizeof made / sizeof made[0]; i++)
        (void)remove(made[i]);
    ck_assert_int_eq(chdir(before), 0);
    ck_assert_int_eq(rmdir(dir), 0);
}

static void configure(const char *yaml)
{
    ck_assert_int_eq(rap_file_replace("rapporteur.yaml", yaml, strlen(yaml), 0600, &err), RAP_OK);
}

typedef struct child {
    pid_t pid;
    int out, err, ready;
    int exit;
    char said[32 * 1024], told[32 * 1024]; /* standard output, standard error */
} child_t;

static child_t child;

static int memory(void)
{
    int fd = memfd_create("test", MFD_CLOEXEC);

    ck_assert_int_ge(fd, 0);
    return fd;
}

/* Starts argv[0] with its output in memory and `child.ready` as the reading end of its 3. */
static void start(const char *const *argv, int out)
{
    char self[PATH_MAX];
    int p[2];

    ck_assert_int_eq(rap_spawn_sibling("test_process", self, sizeof self, &err), RAP_OK);
    ck_assert_int_eq(pipe2(p, O_CLOEXEC), 0);
    child = (child_t){.out = out, .err = memory(), .ready = p[0]};
    rap_spawn_t spawn = {
        .path = self, .argv = argv, .in = -1, .out = out, .err = child.err, .extra = p[1]};
    ck_assert_int_eq(rap_spawn(&spawn, &child.pid, &err), RAP_OK);
    close(p[1]);
}

static void read_back(int fd, char *text, size_t size)
{
    ssize_t len = pread(fd, text, size - 1, 0);

    text[len > 0 ? len : 0] = '\0';
    close(fd);
}

static void finish(void)
{
    struct pollfd watch = {.events = POLLIN};
    int status = -1;

    ck_assert_int_eq(rap_spawn_watch(child.pid, &watch.fd, &err), RAP_OK);
    ck_assert_int_eq(poll(&watch, 1, 20000), 1);
    close(watch.fd);
    ck_assert(rap_spawn_ended(child.pid, &status));
    child.exit = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    read_back(child.out, child.said, sizeof child.said);
    read_back(child.err, child.told, sizeof child.told);
    close(child.ready);
}

#define RUN(...)                                                   \
    do {                                                           \
        start((const char *const[]){__VA_ARGS__, NULL}, memory()); \
        finish();                                                  \
    } while (0)

/* Until the child wrote `text` to its descriptor 3. */
static void wait_ready(const char *text)
{
    struct pollfd watch = {.fd = child.ready, .events = POLLIN};
    char got[32] = "";

    ck_assert_int_eq(poll(&watch, 1, 20000), 1);
    ck_assert_int_eq(read(child.ready, got, sizeof got - 1), (int)strlen(text));
    ck_assert_str_eq(got, text);
}

static size_t times(const char *text, const char *part)
{
    size_t n = 0;

    for (; (text = strstr(text, part)) != NULL; text++)
        n++;
    return n;
}

#define HAS(text, part) \
    ck_assert_msg(strstr((text), (part)) != NULL, "no '%s' in: %s", (part), (text))
#define EXITS(code) \
    ck_assert_msg(child.exit == (code), "exit %d: %s%s", child.exit, child.said, child.told)

START_TEST(help_needs_no_home)
{
    RUN("rapporteur-parser", "--help");
    EXITS(0);
    ck_assert_str_eq(child.told, "");
    ck_assert_int_eq(strncmp(child.said,
                         "Usage: rapporteur-parser [OPTION...] [FILE...]\n"
                         "turns documents into statements\n",
                         strlen("Usage: rapporteur-parser [OPTION...] [FILE...]\n"
                                "turns documents into statements\n")),
        0);
    static const char *const parts[] = {"--slots", "documents in hand at once", "--home",
        "--endpoint", "--log-level", "--name", "--ready-fd", "--once", "--check", "--sample",
        "--version", "Exit codes:\n   0  success\n", "  64  ", "  75  ", "  78  "};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        HAS(child.said, parts[i]);
    RUN("rapporteur-failing", "-h");
    EXITS(0);
    HAS(child.said, "Usage: rapporteur-failing [OPTION...]\nfails\n");
    ck_assert_ptr_null(strstr(child.said, "--slots"));
}
END_TEST

START_TEST(version_and_sample)
{
    RUN("rapporteur-parser", "--version");
    EXITS(0);
    ck_assert_str_eq(child.said, "rapporteur-parser " RAP_VERSION "\n");
    RUN("rapporteur-parser", "--sample");
    EXITS(0);
    HAS(child.said, "parser:\n");
    HAS(child.said, "slots: 2");
    ck_assert_ptr_null(strstr(child.said, "ready_fd"));
    configure(child.said); /* it can be used as it is */
    RUN("rapporteur-parser", "--check");
    EXITS(0);
    RUN("rapporteur-failing", "--sample"); /* has no section */
    EXITS(0);
    ck_assert_str_eq(child.said, "");
}
END_TEST

START_TEST(a_full_standard_output_is_a_failure)
{
    static const char *const argv[] = {"rapporteur-parser", "--help", NULL};

    start(argv, open("/dev/full", O_WRONLY | O_CLOEXEC));
    finish();
    EXITS(75);
    ck_assert_str_eq(child.told,
        "rapporteur-parser: could not write to standard output: No space left on device\n");
}
END_TEST

START_TEST(later_sources_win)
{
    static const struct {
        const char *yaml, *variable, *option, *slots;
    } rows[] = {
        {"", NULL, NULL, "slots=2 "},
        {"parser:\n  slots: 3\n", NULL, NULL, "slots=3 "},
        {"parser:\n  slots: 3\n", "4", NULL, "slots=4 "},
        {"parser:\n  slots: 3\n", "4", "--slots=5", "slots=5 "},
        {"parser:\n  engine: x\n", NULL, "--slots=5", "slots=5 engine=x "},
        {"", "4", NULL, "slots=4 "},
    };

    configure(rows[_i].yaml);
    if (rows[_i].variable != NULL)
        ck_assert_int_eq(setenv("RAPPORTEUR_PARSER_SLOTS", rows[_i].variable, 1), 0);
    RUN("rapporteur-parser", "--once", rows[_i].option);
    EXITS(0);
    HAS(child.said, rows[_i].slots);
}
END_TEST

START_TEST(once_works_without_a_home)
{
    ck_assert_int_eq(access(RAP_HOME_DEFAULT "/rapporteur.yaml", F_OK), -1);
    RUN("rapporteur-parser", "a.pdf", "--once", "--name", "me", "--", "--b.pdf");
    EXITS(0);
    ck_assert_str_eq(
        child.said, "slots=2 engine=- home=- endpoint=- name=me operands=2 first=a.pdf\n");
    ck_assert_str_eq(child.told, ""); /* a success says nothing */
    configure("pipeline:\n  endpoint: ipc:///tmp/b\n");
    RUN("rapporteur-parser", "--once", "--name=me");
    EXITS(0);
    HAS(child.said, dir);
    HAS(child.said, "endpoint=ipc:///tmp/b ");
    ck_assert_int_ne(access("run", F_OK), 0);                 /* it is only read from */
    RUN("rapporteur-parser", "--once", "--home", "/nowhere"); /* it was named */
    EXITS(78);
    RUN("rapporteur-parser", "--once", "a", "b", "c", "--log-level", "info");
    EXITS(1);
    HAS(child.told, " level=info event=process.end ");
    HAS(child.told, " code=OK exit=1\n");
}
END_TEST

START_TEST(names_and_endpoints_are_made)
{
    configure("");
    RUN("rapporteur-parser", "--once");
    EXITS(0);
    char want[128];
    (void)snprintf(want, sizeof want, "endpoint=ipc://%s/run/broker.sock name=parser-%ld ", dir,
        (long)child.pid);
    HAS(child.said, want);
}
END_TEST

static const struct {
    const char *yaml; /* NULL: no file */
    const char *program, *first, *second;
    int exit;
    const char *said; /* within the one line of the error */
} faults[] = {
    {NULL, "rapporteur-parser", "--once=x", NULL, 64, "once"},
    {NULL, "rapporteur-parser", "--slotz=3", NULL, 64, "--slots"},
    {NULL, "rapporteur-parser", "--slots=900", NULL, 64, "64"},
    {NULL, "rapporteur-parser", "--once", "--name=a b", 64, "'a b' cannot be a name"},
    {NULL, "rapporteur-parser", "--once", "--name=", 64, "'' cannot be a name"},
    {NULL, "rapporteur-parser", "--once", "--ready-fd=77", 64, "--ready-fd 77 is not an open"},
    {NULL, "rapporteur-parser", NULL, NULL, 78, "rapporteur init"},
    {NULL, "rapporteur-parser", "--check", NULL, 78, "rapporteur init"},
    {"", "rapporteur-failing", "x", NULL, 64, "operand 'x' is one too many"},
    {"parsr:\n  slots: 2\n", "rapporteur-parser", "--check", NULL, 78, "did you mean 'parser'"},
    {"\nparser:\n  slotz: 2\n", "rapporteur-parser", "--check", NULL, 78, "rapporteur.yaml:3"},
    {"\nparser:\n  slotz: 2\n", "rapporteur-parser", "--once", NULL, 78, "'slots'"},
    {"parser:\n  slots: many\n", "rapporteur-parser", "--check", NULL, 78, "rapporteur.yaml:2"},
    {"pipeline:\n  home: /x\n", "rapporteur-parser", "--check", NULL, 78, "home"},
    {"sink: 3\n", "rapporteur-parser", "--check", NULL, 78, "sink"},
    {"parser: [\n", "rapporteur-parser", "--check", NULL, 78, "rapporteur.yaml:"},
};

START_TEST(a_fault_is_one_line_and_its_exit_code)
{
    char start_of_line[64];

    if (faults[_i].yaml != NULL)
        configure(faults[_i].yaml);
    RUN(faults[_i].program, faults[_i].first, faults[_i].second);
    EXITS(faults[_i].exit);
    (void)snprintf(start_of_line, sizeof start_of_line, "%s: ", faults[_i].program);
    ck_assert_int_eq(strncmp(child.told, start_of_line, strlen(start_of_line)), 0);
    HAS(child.told, faults[_i].said);
    ck_assert_uint_eq(times(child.told, "\n"), 1);
    ck_assert_str_eq(child.said, "");
}
END_TEST

START_TEST(an_environment_that_is_wrong_is_told)
{
    configure("");
    ck_assert_int_eq(setenv("RAPPORTEUR_PARSER_SLOTS", "900", 1), 0);
    RUN("rapporteur-parser", "--once");
    ck_assert(child.exit == 64 || child.exit == 78);
    HAS(child.told, "RAPPORTEUR_PARSER_SLOTS");
    RUN("rapporteur-parser", "--help"); /* help is help */
    EXITS(0);
}
END_TEST

START_TEST(other_sections_are_left_to_others)
{
    configure("fetcher:\n  who: knows\nrun:\n  parser: 3\nbroker:\nclassifier: {}\nsink: {a: 1}\n");
    RUN("rapporteur-parser", "--check");
    EXITS(0);
    HAS(child.said, "rapporteur.yaml' is right\n");
    ck_assert_str_eq(child.told, "");
}
END_TEST

START_TEST(sigterm_ends_a_process_that_serves)
{
    static const char *const argv[] = {
        "rapporteur-parser", "--ready-fd=3", "--name=parser-7", NULL};

    configure("");
    start(argv, memory());
    wait_ready("READY\n");
    ck_assert_int_eq(access("run", X_OK), 0);
    ck_assert_int_eq(kill(child.pid, SIGHUP), 0); /* passed over */
    ck_assert_int_eq(kill(child.pid, _i == 0 ? SIGTERM : SIGINT), 0);
    finish();
    EXITS(0);
    ck_assert_uint_eq(times(child.told, " level=notice event=process.ready process=parser-7 "), 1);
    HAS(child.told, " version=" RAP_VERSION " pid=");
    HAS(child.told, "event=process.signal process=parser-7 signal=HUP\n");
    HAS(child.told, _i == 0 ? "signal=TERM\n" : "signal=INT\n");
    HAS(child.told, " level=notice event=process.end process=parser-7 code=OK exit=0\n");
}
END_TEST

START_TEST(a_process_takes_its_own_signals)
{
    static const char *const argv[] = {"rapporteur-signals", "--ready-fd=3", NULL};

    configure("");
    start(argv, memory());
    wait_ready("up\n");
    ck_assert_int_eq(kill(child.pid, SIGHUP), 0);
    wait_ready("READY\n");
    ck_assert_int_eq(kill(child.pid, SIGINT), 0);
    finish();
    EXITS(75);
    HAS(child.told, "event=test.signal process=signals-");
    HAS(child.told, " signo=1\n");
    HAS(child.told, " level=notice event=process.end ");
    HAS(child.told, " code=CANCELLED reason=cancelled text=\"shutdown requested\" exit=75\n");
}
END_TEST

START_TEST(a_lost_supervisor_is_no_end)
{
    static const char *const argv[] = {"rapporteur-signals", "--ready-fd=3", NULL};

    configure("");
    start(argv, memory());
    wait_ready("up\n");
    close(child.ready);
    child.ready = -1;
    ck_assert_int_eq(kill(child.pid, SIGHUP), 0); /* READY has no reader: EPIPE, no SIGPIPE */
    ck_assert_int_eq(kill(child.pid, SIGTERM), 0);
    finish();
    EXITS(0);
    HAS(child.told, "event=process.ready_lost ");
    HAS(child.told, "errno=EPIPE");
}
END_TEST

START_TEST(a_failure_is_logged_once_with_its_code)
{
    configure("");
    RUN("rapporteur-failing");
    EXITS(78);
    HAS(child.told, " level=error event=process.end ");
    HAS(child.told, " code=CONFIG reason=config text=\"the port is in use\" exit=78\n");
    ck_assert_uint_eq(times(child.told, "\n"), 1);
}
END_TEST

START_TEST(a_home_whose_folders_cannot_be_made_is_no_home)
{
    configure("");
    ck_assert_int_eq(rap_file_replace("run", "", 0, 0600, &err), RAP_OK);
    RUN("rapporteur-parser");
    EXITS(75);
    HAS(child.told, "event=process.end ");
    HAS(child.told, "could not make directory '");
}
END_TEST

START_TEST(the_log_level_is_an_option)
{
    configure("pipeline:\n  log_level: info\n");
    RUN("rapporteur-parser", "--once");
    HAS(child.told, " level=info event=process.end ");
    RUN("rapporteur-failing", "--log-level=error");
    HAS(child.told, " level=error ");
    RUN("rapporteur-failing", "--log-level=loud");
    EXITS(64);
    HAS(child.told, "notice"); /* names the choices */
}
END_TEST

int main(int argc, char **argv)
{
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (strcmp(argv[0], types[i].program) == 0)
            return rap_process_main(&types[i], argc, argv);

    Suite *suite = suite_create("process");
    TCase *tc = tcase_create("core");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, help_needs_no_home);
    tcase_add_test(tc, version_and_sample);
    tcase_add_test(tc, a_full_standard_output_is_a_failure);
    tcase_add_loop_test(tc, later_sources_win, 0, 6);
    tcase_add_test(tc, once_works_without_a_home);
    tcase_add_test(tc, names_and_endpoints_are_made);
    tcase_add_loop_test(
        tc, a_fault_is_one_line_and_its_exit_code, 0, (int)(sizeof faults / sizeof faults[0]));
    tcase_add_test(tc, an_environment_that_is_wrong_is_told);
    tcase_add_test(tc, other_sections_are_left_to_others);
    tcase_add_loop_test(tc, sigterm_ends_a_process_that_serves, 0, 2);
    tcase_add_test(tc, a_process_takes_its_own_signals);
    tcase_add_test(tc, a_lost_supervisor_is_no_end);
    tcase_add_test(tc, a_failure_is_logged_once_with_its_code);
    tcase_add_test(tc, a_home_whose_folders_cannot_be_made_is_no_home);
    tcase_add_test(tc, the_log_level_is_an_option);
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
