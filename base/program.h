/* program.h - the outside of a program that does one thing and ends: its options, its help, what it says
 * of an error, its exit code.  What serves until it is told to end is proto/process.h. */
#ifndef RAP_BASE_PROGRAM_H
#define RAP_BASE_PROGRAM_H

#include "base/arena.h"
#include "base/err.h"
#include "base/field.h"

#include <stddef.h>

typedef struct rap_program {
    const char *usage;        /* "rapporteur train [OPTION...] FILE..." */
    const char *about;        /* what it does, under --help; ends with a line end */
    const rap_table_t *table; /* its options, among them ... */
    size_t help, man_options; /* ... where these two booleans are in their struct */
    size_t arena_max;         /* bytes */
    rap_code_t (*run)(
        const void *options, int operands, char **operand, rap_arena_t *arena, rap_err_t *err);
} rap_program_t;

/* Reads the line and runs the program, or prints what it was asked for; the exit code. */
int rap_program_main(const rap_program_t *program, int argc, char **argv);

/* What is left for standard output: an error where it could not be written, as on a full disk. */
rap_code_t rap_program_flush(rap_err_t *err) RAP_CHECKED;

/* Says the error on standard error; its exit code. */
int rap_program_fail(rap_err_t *err);

#endif
