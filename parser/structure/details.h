/* details.h - the smaller questions a head answers: kind, place, person, title, agenda item. */
#ifndef RAP_PARSER_STRUCTURE_DETAILS_H
#define RAP_PARSER_STRUCTURE_DETAILS_H

#include "parser/layout.h"
#include "parser/structure/bodies.h"
#include "parser/structure/cast.h"
#include "parser/structure/date.h"
#include "parser/structure/head.h"
#include "proto/record.h"

#include <stddef.h>

/* RAP_STATEMENT_* by what the head says and by who speaks for whom. */
int kind_of(const passage_t *head, const cast_t *cast);

/* Do parties speak in it?  Not in what Chairs, the Secretariat and organizations say, nor in what
 * is told of others: whatever State stands in the head, these are not its words. */
bool kind_has_parties(int kind);

/* Does the text tell in the third person what others said? */
bool report_is(const head_t *head, const passage_t *body);

/* The town written beside a date, else on a line of its own; NULL when none is.  A line of its
 * own may be of a letterhead: it must be the body's seat where that is known (else NULL). */
const char *place_of(const bodies_t *bodies, const passage_t *head, const date_t *dates,
    size_t count, const char *seat);

/* The town written on this date's line; NULL when none is. */
const char *place_beside(const bodies_t *bodies, const passage_t *head, const date_t *date);

/* "H.E. Ms. Jane Doe, Permanent Representative of ...": NULL when the head names nobody. */
rap_code_t person_of(
    rap_speaker_t **ret, const passage_t *head, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

/* "5", "97 (b)", "92-108" or "94, 95"; NULL when the head names no item by its number. */
rap_code_t agenda_item_of(
    const char **ret, const passage_t *head, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

/* Does the line begin as titles do ("Statement by ...")? */
bool title_begins(const passage_t *line);

/* The title lines, without letterhead, day and notices, else the line that names the session; NULL
 * when there are none. */
rap_code_t title_of(
    const char **ret, const passage_t *head, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

/* What a file's metadata call it, without the name of a site ("... | Permanent Mission of Chile");
 * `title` may be NULL.  NULL where it is the name of a file, or of none. */
rap_code_t title_of_file(
    const char **ret, const char *title, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

#endif
