/* evaluate.c - rapporteur evaluate: the program beside this one that is linked with the classifier. */
#include "base/spawn.h"
#include "cli/command.h"

#include <stdio.h>
#include <unistd.h>

/* Not by exec: for the manual page this process has more to print. */
static rap_code_t start(char **argv, int *ret_exit, rap_err_t *err)
{
    char path[RAP_PATH_MAX];
    pid_t pid;

    RAP_TRY(rap_spawn_sibling("rapporteur-evaluate", path, sizeof path, err));
    const rap_spawn_t spawn = {.path = path,
        .argv = (const char *const *)argv,
        .in = STDIN_FILENO,
        .out = STDOUT_FILENO,
        .err = -1,
        .extra = -1};
    (void)fflush(stdout);
    RAP_TRY(rap_spawn(&spawn, &pid, err));
    *ret_exit = rap_spawn_wait(pid);
    return RAP_OK;
}

static int evaluate_main(int argc, char **argv)
{
    rap_err_t err;
    int code;

    (void)argc;
    if (start(argv, &code, &err) == RAP_OK)
        return code;
    (void)fprintf(stderr, "rapporteur: %s\n", err.text);
    return rap_code_exit(err.code);
}

const struct command cli_evaluate = {
    .name = "evaluate",
    .summary = "say how far the classifier agrees with positions that people coded",
    .operands = "FILE...",
    .about = "Classifies statements that people have coded, and says how far the two agree:\n"
             "which issues, which stance, whose view, in which words; docs/accuracy.md says more.",
    .main = evaluate_main,
};
