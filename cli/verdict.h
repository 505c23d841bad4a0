/* verdict.h - what a check found, said as the Monitoring Plugins' guidelines have it.
 *
 *   RAPPORTEUR WARNING - <problems> | <measures>
 *
 * One line and the exit codes 0 to 3, which Nagios, Icinga and their kin read.  A measure is
 * 'label'=value[unit];warning;critical;min with thresholds as ranges: "10" alerts above 10,
 * "10:" below it.
 */
#ifndef RAP_CLI_VERDICT_H
#define RAP_CLI_VERDICT_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

/* In the order of their weight; the exit codes are others. */
typedef enum verdict_level {
    VERDICT_OK,
    VERDICT_WARNING,
    VERDICT_UNKNOWN,
    VERDICT_CRITICAL
} verdict_level_t;

typedef struct verdict verdict_t;

verdict_t *verdict_new(void);
void verdict_destroy(verdict_t **self);

/* `what` is a word for programs, `subject` what it is about (a source, a queue) or NULL, `next` the
 * command to run next; all copied.  The text is for people. */
void verdict_problem(verdict_t *self, verdict_level_t level, const char *what, const char *subject,
    const char *next, const char *fmt, ...) RAP_PRINTF(6, 7);

/* What was looked at and is well: shown when nothing is wrong, and with `verbose`. */
void verdict_fine(verdict_t *self, const char *fmt, ...) RAP_PRINTF(2, 3);

typedef struct verdict_measure {
    const char *label; /* without '=' and quotes; copied */
    const char *unit;  /* "s", "%", "B", "c" or ""; a string literal */
    int64_t value;
    int64_t warning, critical; /* -1: none */
    bool least;                /* the thresholds are lower bounds */
} verdict_measure_t;

void verdict_measure(verdict_t *self, const verdict_measure_t *measure);

/* The level that the measure's thresholds give it. */
verdict_level_t verdict_of(const verdict_measure_t *measure);

/* Prints it all and returns the exit code.  `verbose`: a line for each finding behind the first. */
int verdict_print(const verdict_t *self, bool as_json, bool verbose);

/* The exit code alone: what could not be looked at at all. */
int verdict_print_unknown(const char *why, bool as_json);

#endif
