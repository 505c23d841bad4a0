/* program.c - see program.h */
#include "base/program.h"

#include "base/codec.h"
#include "base/opt.h"
#include "base/text.h"

#include <errno.h>
#include <stdio.h>

rap_code_t rap_program_flush(rap_err_t *err)
{
    if (fflush(stdout) != 0)
        return rap_fail_sys(
            err, rap_code_of_errno(errno), errno, "could not write to standard output");
    return RAP_OK;
}

int rap_program_fail(rap_err_t *err)
{
    rap_text_tame(err->text); /* it may quote what strangers wrote */
    (void)fprintf(stderr, "rapporteur: %s\n", err->text);
    return rap_code_exit(err->code);
}

static bool is_set(const void *options, size_t at)
{
    return *(const bool *)((const char *)options + at);
}

static rap_code_t start(
    const rap_program_t *program, int argc, char **argv, rap_arena_t *arena, rap_err_t *err)
{
    void *options = rap_arena_alloc(arena, program->table->size);
    const rap_optset_t sets[] = {{program->table, options}, {NULL, NULL}};
    int first;

    if (options == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for the options");
    RAP_TRY(rap_codec_presets(program->table, options, arena, err));
    RAP_TRY(rap_opt_argv(sets, argc, argv, false, arena, &first, err));
    if (is_set(options, program->help)) {
        (void)printf("Usage: %s\n\n%s\n", program->usage, program->about);
        rap_opt_help(sets, stdout);
    } else if (is_set(options, program->man_options)) {
        rap_opt_man(sets, stdout);
    } else {
        RAP_TRY(program->run(options, argc - first, argv + first, arena, err));
    }
    return rap_program_flush(err);
}

int rap_program_main(const rap_program_t *program, int argc, char **argv)
{
    RAP_AUTO(rap_arena) *arena = rap_arena_new(program->arena_max);
    rap_err_t err;

    return start(program, argc, argv, arena, &err) == RAP_OK ? 0 : rap_program_fail(&err);
}
