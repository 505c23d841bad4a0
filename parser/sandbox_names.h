/* sandbox_names.h - words for what sandbox.h numbers, for both ends of the wire. */
#ifndef RAP_PARSER_SANDBOX_NAMES_H
#define RAP_PARSER_SANDBOX_NAMES_H

extern const char *const sandbox_piece_names[]; /* limits namespaces landlock seccomp, NULL */
extern const char *const sandbox_mode_names[];  /* prefer require off, NULL */

#endif
