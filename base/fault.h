/* fault.h - named places where a process kills itself if it is told to, so that a test can ask at
 * each of them whether anything is lost.
 *
 *   RAPPORTEUR_FAULT=[PROCESS/]POINT[:N]   SIGKILL at the N-th pass (the first) of POINT, in the
 *                                          process of that name (in whichever comes first)
 *   RAPPORTEUR_FAULT_ONCE=FILE             only while FILE is absent, and it is made then: the
 *                                          process that takes the place of the dead one lives
 *
 * A pass costs one comparison while nothing is armed.  docs/testing.md lists the points, and
 * docs/decisions/fault-points.md says why what is armed is a variable of this file.
 */
#ifndef RAP_BASE_FAULT_H
#define RAP_BASE_FAULT_H

#include "base/err.h"

/* Reads the environment, which must stay as it is; `process` is this process's name.  RAP_USAGE
 * for a variable that is not of the form above. */
rap_code_t rap_fault_arm(const char *process, rap_err_t *err) RAP_CHECKED;

/* A literal, lower case, words with dots between them: "store.commit.before". */
#define RAP_FAULT(point) rap_fault_pass("" point)

void rap_fault_pass(const char *point);

#endif
