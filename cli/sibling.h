/* sibling.h - commands that are programs of their own, beside this one. */
#ifndef RAP_CLI_SIBLING_H
#define RAP_CLI_SIBLING_H

/* Starts `program` with `word` (NULL: none) and the arguments behind argv[0], waits for its end and
 * gives its exit code. */
int sibling_main(const char *program, const char *word, int argc, char **argv);

#endif
