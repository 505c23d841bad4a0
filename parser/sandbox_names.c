/* sandbox_names.c - see sandbox_names.h */
#include "parser/sandbox_names.h"

#include <stddef.h>

const char *const sandbox_piece_names[] = {"limits", "namespaces", "landlock", "seccomp", NULL};
const char *const sandbox_mode_names[] = {"prefer", "require", "off", NULL};
