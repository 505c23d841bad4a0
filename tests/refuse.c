/* refuse.c - runs a program where pieces of the sandbox are not to be had.
 * usage: refuse PIECE... -- PROGRAM [ARG...] */
#include "tests/refuse.h"

#include <stdio.h>

int main(int argc, char **argv)
{
    int at = 1;

    for (; at < argc && strcmp(argv[at], "--") != 0; at++)
        if (!refuse(argv[at])) {
            (void)fprintf(stderr, "refuse: cannot refuse '%s'\n", argv[at]);
            return 1;
        }
    if (at + 1 >= argc)
        return 1;
    (void)execv(argv[at + 1], argv + at + 1);
    perror("refuse");
    return 1;
}
