/* sibling.c - see sibling.h */
#include "cli/sibling.h"

#include "base/spawn.h"
#include "proto/home.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static rap_code_t start(const char *program, const char *const *argv, int *ret_exit, rap_err_t *err)
{
    char path[RAP_PATH_MAX];
    pid_t pid;

    RAP_TRY(rap_spawn_sibling(program, path, sizeof path, err));
    const rap_spawn_t spawn = {.path = path,
        .argv = argv,
        .in = STDIN_FILENO,
        .out = STDOUT_FILENO,
        .err = -1,
        .extra = -1};
    (void)fflush(stdout);
    RAP_TRY(rap_spawn(&spawn, &pid, err));
    *ret_exit = rap_spawn_wait(pid);
    return RAP_OK;
}

/* Not by exec: for the manual page this process has more to print. */
int sibling_main(const char *program, const char *word, int argc, char **argv)
{
    const char **args = calloc((size_t)argc + 3, sizeof *args);
    size_t count = 0;
    rap_err_t err;
    int code;

    if (args == NULL)
        abort(); /* out of memory */
    args[count++] = program;
    if (word != NULL)
        args[count++] = word;
    for (int i = 1; i < argc; i++)
        args[count++] = argv[i];
    if (start(program, args, &code, &err) != RAP_OK) {
        (void)fprintf(stderr, "rapporteur: %s\n", err.text);
        code = rap_code_exit(err.code);
    }
    free(args);
    return code;
}
