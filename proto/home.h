/* home.h - where a pipeline keeps what it owns: one folder, made by `rapporteur init`.
 *
 *   rapporteur.yaml  sources.d/  state/ (frontiers, store)  archive/  run/ (sockets, 0700)
 *
 * Found by --home, else RAPPORTEUR_HOME, else the current folder if it holds a
 * rapporteur.yaml, else /var/lib/rapporteur.  Data that people edit (codebooks, parties,
 * bodies) is looked for in the home's data/ first, then in RAPPORTEUR_DATA, then in
 * data/ beside the program (a build tree), then in ../share/rapporteur of it.
 */
#ifndef RAP_PROTO_HOME_H
#define RAP_PROTO_HOME_H

#include "base/err.h"

#define RAP_HOME_DEFAULT  "/var/lib/rapporteur"
#define RAP_SOURCE_SUFFIX ".yaml" /* of the definitions in sources.d/ */

enum { RAP_PATH_MAX = 512 };

typedef struct rap_home {
    char dir[RAP_PATH_MAX]; /* absolute */
    char config[RAP_PATH_MAX];
    char sources[RAP_PATH_MAX];
    char state[RAP_PATH_MAX];
    char archive[RAP_PATH_MAX];
    char run[RAP_PATH_MAX];
    char store[RAP_PATH_MAX];    /* state/store.db */
    char endpoint[RAP_PATH_MAX]; /* ipc:// of the broker's socket in run/ */
    char control[RAP_PATH_MAX];  /* ipc:// of the supervisor's */
} rap_home_t;

/* `dir` is what --home said, or NULL.  Makes nothing.  RAP_CONFIG when there is no
 * rapporteur.yaml, with the advice to run `rapporteur init`; when the path is too long for a
 * socket (107 bytes), with the advice to take a shorter one. */
rap_code_t rap_home_find(rap_home_t *self, const char *dir, rap_err_t *err) RAP_CHECKED;

/* Only fills in the paths below `dir`, for a home that is to be made. */
rap_code_t rap_home_at(rap_home_t *self, const char *dir, rap_err_t *err) RAP_CHECKED;

/* Makes state/, archive/ and run/ where they are not there; run/ gets mode 0700 even if it was
 * there. */
rap_code_t rap_home_make(const rap_home_t *self, rap_err_t *err) RAP_CHECKED;

/* The path of a data file ("parties.yaml", "codebooks/un-ict-security.yaml") into `out` of
 * RAP_PATH_MAX bytes; RAP_CONFIG names the places that were looked into.  `self` may be NULL:
 * no home. */
rap_code_t rap_home_data(
    const rap_home_t *self, const char *name, char *out, rap_err_t *err) RAP_CHECKED;

#endif
