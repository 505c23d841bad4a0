/* stages.c - rapporteur parse, rapporteur classify: one stage on files, without a pipeline.
 *
 * They run the stage's own program with --once.  A file for `classify` that is not a line of
 * JSON is parsed first: the parser's output is the classifier's input.
 */
#include "base/spawn.h"
#include "cli/command.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FILES_MAX = 4096, FIXED_ARGS = 12 };

/* Starts `program` --once on the operands, among which '-' is our standard input; or, when `in` is
 * not -1, on what comes from there. */
static rap_code_t start(
    struct cli *cli, const char *program, int in, int out, pid_t *ret_pid, rap_err_t *err)
{
    char path[RAP_PATH_MAX], parent[24];
    const char **argv =
        rap_arena_array(cli->arena, (size_t)cli->operands + FIXED_ARGS, sizeof *argv);
    size_t n = 0;

    if (argv == NULL)
        return rap_fail(err, RAP_USAGE, "too many files at once; give them in parts");
    RAP_TRY(rap_spawn_sibling(program, path, sizeof path, err));
    (void)snprintf(parent, sizeof parent, "%ld", (long)getpid());
    argv[n++] = program;
    argv[n++] = "--once";
    argv[n++] = "--parent"; /* else it would go on reading a terminal that Ctrl-C took us from */
    argv[n++] = parent;
    if (cli->common.home != NULL) {
        argv[n++] = "--home";
        argv[n++] = cli->common.home;
    }
    argv[n++] = "--";
    if (in >= 0)
        argv[n++] = "-";
    for (int i = 0; in < 0 && i < cli->operands; i++)
        argv[n++] = cli->operand[i];
    argv[n] = NULL;
    const rap_spawn_t spawn = {.path = path,
        .argv = argv,
        .in = in >= 0 ? in : STDIN_FILENO,
        .out = out,
        .err = -1,
        .extra = -1};
    return rap_spawn(&spawn, ret_pid, err);
}

static rap_code_t run_parse(struct cli *cli, rap_err_t *err)
{
    pid_t pid;

    RAP_TRY(start(cli, "rapporteur-parser", -1, STDOUT_FILENO, &pid, err));
    cli->exit = rap_spawn_wait(pid);
    return RAP_OK;
}

/* Does the file begin as a JSON record does?  Standard input is taken for records. */
static rap_code_t holds_records(const char *path, bool *ret, rap_err_t *err)
{
    char first = '\0';

    *ret = true;
    if (strcmp(path, "-") == 0)
        return RAP_OK;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return rap_fail_sys(err, RAP_NOTFOUND, errno, "could not open '%.150s'", path);
    *ret = read(fd, &first, 1) == 1 && first == '{';
    close(fd);
    return RAP_OK;
}

static rap_code_t parse_and_classify(struct cli *cli, rap_err_t *err)
{
    pid_t parser, classifier;
    int pipe_fd[2];

    if (pipe2(pipe_fd, O_CLOEXEC) != 0)
        return rap_fail_sys(err, RAP_IO, errno, "could not make a pipe");
    rap_code_t code = start(cli, "rapporteur-parser", -1, pipe_fd[1], &parser, err);
    close(pipe_fd[1]);
    if (code == RAP_OK) {
        code = start(cli, "rapporteur-classifier", pipe_fd[0], STDOUT_FILENO, &classifier, err);
        int parsed = 0, classified = 0;

        close(pipe_fd[0]); /* a parser whose reader did not start ends by EPIPE */
        if (code == RAP_OK)
            classified = rap_spawn_wait(classifier);
        parsed = rap_spawn_wait(parser);
        cli->exit = parsed != 0 ? parsed : classified;
        return code;
    }
    close(pipe_fd[0]);
    return code;
}

static rap_code_t run_classify(struct cli *cli, rap_err_t *err)
{
    bool records, first_records = false;
    pid_t pid;

    for (int i = 0; i < cli->operands; i++) {
        RAP_TRY(holds_records(cli->operand[i], &records, err));
        if (i == 0)
            first_records = records;
        if (records != first_records)
            return rap_fail(err, RAP_USAGE,
                "'%.150s' and '%.150s' are of two kinds; give records or documents, not both",
                cli->operand[0], cli->operand[i]);
    }
    if (!first_records)
        return parse_and_classify(cli, err);
    RAP_TRY(start(cli, "rapporteur-classifier", -1, STDOUT_FILENO, &pid, err));
    cli->exit = rap_spawn_wait(pid);
    return RAP_OK;
}

const struct command cli_parse = {
    .name = "parse",
    .summary = "read documents into statements, one JSON record a line",
    .operands = "FILE...",
    .least = 1,
    .most = FILES_MAX,
    .about =
        "Runs the parser on files ('-': standard input) without a pipeline and stores nothing.\n"
        "A document that cannot be read gives a record that names it (url) and says why, and exit\n"
        "code 1 at the end.",
    .homeless = true,
    .run = run_parse,
};

const struct command cli_classify = {
    .name = "classify",
    .summary = "find the positions in documents or parsed records",
    .operands = "FILE...",
    .least = 1,
    .most = FILES_MAX,
    .about =
        "Runs the classifier on the records that 'rapporteur parse' prints ('-': standard input),\n"
        "or parses documents first.  Prints one JSON record a line and stores nothing.",
    .homeless = true,
    .run = run_classify,
};
