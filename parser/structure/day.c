/* day.c - on which day and in which town it was delivered; see reading.h */
#include <stdio.h>
#include <string.h>

#include "parser/structure/details.h"
#include "parser/structure/reading.h"

enum { DATES_MAX = 32, LAST_LINE_MAX = 120 };

/* The only day, else the one in a known session, else the listing's, else the first. */
static const date_t *choose_date(
    const date_t *dates, size_t count, const body_t *body, const char *listed)
{
    const date_t *chosen = NULL;
    int best = -1;
    for (size_t i = 0; i < count; i++) {
        char day[DATE_SIZE];
        if (dates[i].range)
            continue;
        date_write(&dates[i], day);
        int points = 2 * (body != NULL && body_has_day(body, day)) +
                     (listed != NULL && strcmp(day, listed) == 0);
        if (dates[i].ambiguous && points == 0)
            continue;
        if (points > best) {
            best = points;
            chosen = &dates[i];
        }
    }
    return chosen;
}

/* The day in any text, as "2024-03-08"; false when there is none, or more than one. */
static rap_code_t day_in(
    const char *text, rap_arena_t *arena, char out[DATE_SIZE], bool *found, rap_err_t *err)
{
    date_t dates[DATES_MAX];
    passage_t passage;
    *found = false;
    if (text == NULL)
        return RAP_OK;
    RAP_TRY(passage_make(&passage, text, strlen(text), arena, err));
    size_t count = date_find(&passage, dates, DATES_MAX);
    const date_t *date = choose_date(dates, count, NULL, NULL);
    if (date == NULL || count > 1)
        return RAP_OK;
    date_write(date, out);
    *found = true;
    return RAP_OK;
}

/* Some documents are dated at their end: a short last line. */
static const char *last_line(const reading_t *self)
{
    for (size_t i = self->layout->blocks; i > self->head.body; i--) {
        const layout_block_t *block = &self->layout->block[i - 1];
        if (head_is_text(self->layout, self->head.body, i - 1))
            return block->len <= LAST_LINE_MAX ? block->text : NULL;
    }
    return NULL;
}

rap_code_t reading_day(reading_t *self, const body_t *body, rap_err_t *err)
{
    rap_statement_t *statement = self->statement;
    char listed[DATE_SIZE], day[DATE_SIZE];
    bool has_listed, found;
    date_t dates[DATES_MAX];
    RAP_TRY(day_in(self->envelope->hints.date, self->arena, listed, &has_listed, err));
    size_t count = date_find(&self->head.wide, dates, DATES_MAX);
    const date_t *date = choose_date(dates, count, body, has_listed ? listed : NULL);

    for (size_t i = 0; i < count; i++)
        if (date == NULL && dates[i].range)
            date_write(&dates[i], self->about);
    statement->place = place_of(&self->head.wide, dates, count);
    if (statement->place == NULL)
        statement->place = self->envelope->hints.place;
    statement->date_from = RAP_DATE_FROM_DOCUMENT;
    if (date != NULL) {
        date_write(date, day);
        return reading_copy(self, &statement->delivered_on, day, err);
    }
    if (has_listed) {
        statement->date_from = RAP_DATE_FROM_LISTING;
        return reading_copy(self, &statement->delivered_on, listed, err);
    }
    RAP_TRY(day_in(last_line(self), self->arena, day, &found, err));
    return found ? reading_copy(self, &statement->delivered_on, day, err) : RAP_OK;
}
