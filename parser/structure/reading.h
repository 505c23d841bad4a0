/* reading.h - one document while it is read, and the readers of when and where.
 *
 * The document itself comes first, then what its listing said, then what the calendar of its body
 * knows; where none of them says it, a field stays NULL.
 */
#ifndef RAP_PARSER_STRUCTURE_READING_H
#define RAP_PARSER_STRUCTURE_READING_H

#include "parser/layout.h"
#include "parser/structure/bodies.h"
#include "parser/structure/cast.h"
#include "parser/structure/date.h"
#include "parser/structure/head.h"
#include "parser/structure/turns.h"
#include "proto/parties.h"
#include "proto/record.h"

/* What one document is read with. */
typedef struct reading {
    const bodies_t *bodies;
    const rap_parties_t *parties;
    const layout_t *layout;
    const rap_envelope_t *envelope;
    rap_arena_t *arena;
    rap_statement_t *statement;
    head_t head;
    size_t end;            /* the block behind the text's last one */
    passage_t body;        /* the whole text */
    char about[DATE_SIZE]; /* the day, or the last of its session's days; "" when unknown */
} reading_t;

/* Copies into the reading's arena. */
rap_code_t reading_copy(
    const reading_t *self, const char **ret, const char *text, rap_err_t *err) RAP_CHECKED;

/* Sets `end`; the head is there already, and loses the openings that are of the foot. */
rap_code_t reading_end(reading_t *self, rap_err_t *err) RAP_CHECKED;

/* Sets text, paragraphs and language of the statement, and `body`; head and end are there already.
 * RAP_NO_TEXT where the letters form no words. */
rap_code_t reading_text(reading_t *self, rap_err_t *err) RAP_CHECKED;

/* --- who.c --- */

/* Sets parties and kind; after reading_text(). */
rap_code_t reading_parties(reading_t *self, rap_err_t *err) RAP_CHECKED;

/* Sets the statement's parties and miscounts to those of the cast. */
rap_code_t reading_cast(reading_t *self, const cast_t *cast, rap_err_t *err) RAP_CHECKED;

/* Sets the speaker. */
rap_code_t reading_person(reading_t *self, rap_err_t *err) RAP_CHECKED;

/* --- turn_reading.c --- */

/* A statement for each of the turns that has words (rap_statement_t); body, session, meeting, day
 * and place are the document's, whose reading is done. */
rap_code_t reading_turns(
    const reading_t *document, const turns_t *turns, rap_array_t *ret, rap_err_t *err) RAP_CHECKED;

/* --- second.c --- */

/* The statement, which is read; and behind it, where its speaker goes on in a national capacity
 * after speaking for others, what follows as a second one (rap_statement_t). */
rap_code_t reading_second(reading_t *self, rap_array_t *ret, rap_err_t *err) RAP_CHECKED;

/* --- occasion.c --- */

/* Sets body, session, meeting, agenda_item, delivered_on, date_from and place, and `about`; after
 * reading_text(). */
rap_code_t reading_occasion(reading_t *self, rap_err_t *err) RAP_CHECKED;

/* --- day.c --- */

/* Sets delivered_on, date_from and place; the body and the session that the head names (or NULL) tell
 * which of several days it was. */
rap_code_t reading_day(
    reading_t *self, const body_t *body, const char *session, rap_err_t *err) RAP_CHECKED;

#endif
