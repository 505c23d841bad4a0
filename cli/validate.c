/* validate.c - rapporteur validate: is this home ready to run?  Each program reads its own part
 * of the configuration, so nothing is checked by other rules than those it runs by. */
#include "base/spawn.h"
#include "cli/command.h"
#include "cli/json.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { REPORT_MAX = 4096 };

static const char *const programs[] = {"rapporteur-broker", "rapporteur-fetcher",
    "rapporteur-parser", "rapporteur-classifier", "rapporteur-sink", "rapporteur-replay", NULL};

/* What the program said, until it closed the pipe. */
static void read_all(int fd, char *out, size_t size)
{
    size_t len = 0;

    while (len < size - 1) {
        ssize_t got = read(fd, out + len, size - 1 - len);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        len += (size_t)got;
    }
    out[len] = '\0';
}

static rap_code_t check_program(
    const struct cli *cli, const char *program, char *report, int *ret_exit, rap_err_t *err)
{
    const char *argv[] = {program, "--home", cli->home.dir, "--check", NULL};
    char path[RAP_PATH_MAX];
    int pipe_fd[2];
    pid_t pid;

    RAP_TRY(rap_spawn_sibling(program, path, sizeof path, err));
    if (pipe2(pipe_fd, O_CLOEXEC) != 0)
        return rap_fail_sys(err, RAP_IO, errno, "could not make a pipe");
    const rap_spawn_t spawn = {
        .path = path, .argv = argv, .in = -1, .out = -1, .err = pipe_fd[1], .extra = -1};
    rap_code_t code = rap_spawn(&spawn, &pid, err);
    close(pipe_fd[1]);
    if (code == RAP_OK) {
        read_all(pipe_fd[0], report, REPORT_MAX);
        *ret_exit = rap_spawn_wait(pid);
    }
    close(pipe_fd[0]);
    return code;
}

/* What concerns all programs alike (a misspelt section) is told by the first of them only. */
static void tell_report(const char *program, const char *report, char *last)
{
    size_t name = strlen(program);
    const char *said = strncmp(report, program, name) == 0 ? report + name : report;

    if (strcmp(said, last) != 0)
        (void)fputs(report, stderr);
    (void)snprintf(last, REPORT_MAX, "%s", said);
}

static void tell(
    const struct cli *cli, const char *program, const char *report, int exit, char *last)
{
    if (cli->common.json)
        json_print(
            json_pack("{s:s, s:b, s:s}", "program", program, "valid", exit == 0, "report", report));
    else if (exit == 0)
        (void)printf("%-22s ok\n", program);
    else
        (void)printf("%-22s wrong\n", program);
    if (exit != 0)
        tell_report(program, report, last);
}

static rap_code_t run(struct cli *cli, rap_err_t *err)
{
    char report[REPORT_MAX], last[REPORT_MAX] = "";
    int exit = 0;

    for (size_t i = 0; programs[i] != NULL; i++) {
        RAP_TRY(check_program(cli, programs[i], report, &exit, err));
        tell(cli, programs[i], report, exit, last);
        if (exit != 0)
            cli->exit = exit;
    }
    return RAP_OK;
}

const struct command cli_validate = {
    .name = "validate",
    .summary = "check the configuration, the sources and the data of a home",
    .operands = "",
    .about =
        "Lets every program read its part of rapporteur.yaml, the source definitions and the\n"
        "codebook, and say what is wrong: file, line and what was probably meant.  Exit code 78\n"
        "when something is.",
    .run = run,
};
