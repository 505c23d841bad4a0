/* day.c - on which day it was delivered; see reading.h
 *
 * Every day that the head has gets points for what speaks for it; one that is of a resolution, or
 * outside the session that the head names, is none.  Where the head has no day, weaker witnesses
 * are heard, in this order: the listing, the last line, the address, the page's own word of when it
 * was posted, the file's metadata.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "parser/structure/date_address.h"
#include "parser/structure/date_context.h"
#include "parser/structure/details.h"
#include "parser/structure/reading.h"

enum {
    DATES_MAX = 32,
    LAST_LINE_MAX = 120,
    NEAR_DAYS = 10, /* a file is made, and a page is posted, within so many days */
    DAY_MS = 24 * 60 * 60 * 1000
};

typedef struct dates {
    date_t item[DATES_MAX];
    size_t count;
} dates_t;

/* What is known beside the head's own words. */
typedef struct witnesses {
    const body_t *body;     /* or NULL */
    const char *session;    /* that the head names, or NULL */
    char latest[DATE_SIZE]; /* no day is later */
    char file[DATE_SIZE];   /* the metadata's; "" for none */
    dates_t head, listed, address;
} witnesses_t;

/* --- what is known --- */

static rap_code_t dates_in(dates_t *ret, const char *text, rap_arena_t *arena, rap_err_t *err)
{
    passage_t passage;
    if (text == NULL || ret->count > 0)
        return RAP_OK;
    RAP_TRY(passage_make(&passage, text, strlen(text), arena, err));
    ret->count = date_find(&passage, ret->item, DATES_MAX);
    return RAP_OK;
}

/* One year from when it was fetched: some are posted before they are delivered. */
static void set_latest(witnesses_t *self, const char *fetched_at)
{
    int64_t fetched_ms = 0;
    char text[RAP_ISO_SIZE];
    rap_err_t ignored;
    if (fetched_at == NULL || rap_clock_parse_iso(fetched_at, &fetched_ms, &ignored) != RAP_OK)
        fetched_ms = rap_clock_wall_ms(&rap_clock_system);
    rap_clock_iso(fetched_ms + 366 * (int64_t)DAY_MS, text);
    (void)snprintf(self->latest, sizeof self->latest, "%.10s", text);
}

static rap_code_t gather(witnesses_t *self, const reading_t *reading, rap_err_t *err)
{
    const rap_envelope_t *envelope = reading->envelope;
    const rap_hints_t *hints = &envelope->hints;
    dates_t file = {.count = 0};
    set_latest(self, envelope->fetched_at);
    self->head.count = date_find(&reading->head.wide, self->head.item, DATES_MAX);
    RAP_TRY(dates_in(&self->listed, hints->date, reading->arena, err));
    RAP_TRY(dates_in(&self->listed, hints->title, reading->arena, err));
    if (envelope->url != NULL)
        self->address.count = date_find_in_address(envelope->url, self->address.item, DATES_MAX);
    RAP_TRY(dates_in(&file, reading->layout->date, reading->arena, err));
    if (file.count == 1 && !file.item[0].ambiguous)
        date_write(&file.item[0], self->file);
    return RAP_OK;
}

/* `sure`: one whose order of day and month is not known does not count. */
static bool has_day(const dates_t *self, const char *day, bool sure)
{
    for (size_t i = 0; i < self->count; i++) {
        char other[DATE_SIZE];
        date_write(&self->item[i], other);
        if (!self->item[i].range && !(sure && self->item[i].ambiguous) && strcmp(day, other) == 0)
            return true;
    }
    return false;
}

static bool is_near(const char *a, const char *b)
{
    int64_t a_ms, b_ms;
    rap_err_t ignored;
    if (rap_clock_parse_iso(a, &a_ms, &ignored) != RAP_OK ||
        rap_clock_parse_iso(b, &b_ms, &ignored) != RAP_OK)
        return false;
    int64_t days = (a_ms - b_ms) / DAY_MS;
    return days <= NEAR_DAYS && days >= -NEAR_DAYS;
}

/* 1: in the session; -1: it cannot be, or lies ahead; 0: nothing is known. */
static int fits(const witnesses_t *self, const char *day)
{
    if (strcmp(day, self->latest) > 0)
        return -1;
    if (self->body == NULL)
        return 0;
    int covers = self->session != NULL ? body_session_covers(self->body, self->session, day) : 0;
    return covers != 0 ? covers : body_has_day(self->body, day);
}

/* --- the order of day and month --- */

/* How many points speak for one reading of 03/08/2024. */
static int reading_points(const witnesses_t *self, const date_t *date)
{
    char day[DATE_SIZE];
    date_write(date, day);
    int points = 4 * fits(self, day) + 2 * has_day(&self->listed, day, true) +
                 2 * has_day(&self->address, day, false) +
                 (self->file[0] != '\0' && is_near(day, self->file));
    for (size_t i = 0; i < self->head.count; i++) {
        char other[DATE_SIZE];
        const date_t *beside = &self->head.item[i];
        date_write(beside, other);
        if (!beside->ambiguous && !beside->range)
            points += 3 * (strcmp(day, other) == 0);
    }
    return points;
}

/* 1: the document writes the day first; -1: the month; 0: nothing tells. */
static int order_in(const passage_t *passage)
{
    dates_t all;
    int first = 0, second = 0;
    all.count = date_find(passage, all.item, DATES_MAX);
    for (size_t i = 0; i < all.count; i++) {
        size_t token = passage_token_at(passage, all.item[i].span.start);
        const token_t *number = &passage->token[token];
        bool slashed = passage_is_word(passage, token + 1, "/");
        if (!slashed || number->kind != TOKEN_NUMBER || all.item[i].day <= 12)
            continue;
        first += number->number == all.item[i].day;
        second += number->number != all.item[i].day && number->digits <= 2;
    }
    return (first > 0) - (second > 0);
}

/* Only in English is the month ever written first. */
static void settle(const witnesses_t *self, const reading_t *reading, date_t *date)
{
    if (!date->ambiguous)
        return;
    date_t turned = date_turned(date);
    int points = reading_points(self, date) - reading_points(self, &turned);
    if (points == 0)
        points = order_in(&reading->head.wide);
    if (points == 0)
        points = order_in(&reading->body);
    if (points == 0 && reading->statement->language != NULL)
        points = strcmp(reading->statement->language, "en") != 0;
    if (points < 0)
        *date = turned;
    date->ambiguous = points == 0;
}

/* --- the choice --- */

static int points_of(const witnesses_t *self, const reading_t *reading, const date_t *date)
{
    const passage_t *head = &reading->head.wide;
    char day[DATE_SIZE];
    date_write(date, day);
    return 8 * fits(self, day) + 2 * date->weekday + 2 * has_day(&self->listed, day, true) +
           has_day(&self->address, day, false) + 4 * (date_context(head, date) == DATE_DELIVERED) +
           2 * (place_beside(reading->bodies, head, date) != NULL);
}

/* Decides in what order each was written, and drops those where nothing tells. */
static void settle_all(const witnesses_t *self, const reading_t *reading, dates_t *dates)
{
    size_t count = 0;
    for (size_t i = 0; i < dates->count; i++) {
        settle(self, reading, &dates->item[i]);
        if (!dates->item[i].ambiguous)
            dates->item[count++] = dates->item[i];
    }
    dates->count = count;
}

/* The head's day of delivery, or NULL. */
static const date_t *choose(witnesses_t *self, const reading_t *reading)
{
    const date_t *chosen = NULL;
    int best = 0;
    settle_all(self, reading, &self->head);
    for (size_t i = 0; i < self->head.count; i++) {
        const date_t *date = &self->head.item[i];
        char day[DATE_SIZE];
        date_context_t context = date_context(&reading->head.wide, date);
        date_write(date, day);
        if (date->range || strcmp(day, self->latest) > 0 || context == DATE_REFERRED ||
            context == DATE_POSTED)
            continue;
        int points = points_of(self, reading, date);
        if (chosen == NULL || points > best) {
            best = points;
            chosen = date;
        }
    }
    return chosen;
}

/* The one of these days that nothing speaks against, if there is one; "" else. */
static bool only_day(const witnesses_t *self, const dates_t *dates, char out[DATE_SIZE])
{
    int best = -1;
    size_t count = 0;
    out[0] = '\0';
    for (size_t i = 0; i < dates->count; i++) {
        char day[DATE_SIZE];
        date_write(&dates->item[i], day);
        int fit = fits(self, day) + (self->file[0] != '\0' && is_near(day, self->file));
        if (dates->item[i].range || fits(self, day) < 0 || fit < best)
            continue;
        count = fit > best ? 1 : count + 1;
        best = fit;
        (void)snprintf(out, DATE_SIZE, "%s", day);
    }
    if (count > 1)
        out[0] = '\0';
    return count == 1;
}

/* Some documents are dated at their end: a short last line. */
static const char *last_line(const reading_t *self)
{
    for (size_t i = self->end; i > self->head.body; i--) {
        const layout_block_t *block = &self->layout->block[i - 1];
        if (head_is_text(self->layout, self->head.body, i - 1))
            return block->len <= LAST_LINE_MAX
                       ? rap_arena_strndup(self->arena, block->text, block->len)
                       : NULL;
    }
    return NULL;
}

/* A day that only the head's word of its posting tells. */
static void posted_day(const witnesses_t *self, const reading_t *reading, char out[DATE_SIZE])
{
    dates_t posted = {.count = 0};
    for (size_t i = 0; i < self->head.count; i++)
        if (date_context(&reading->head.wide, &self->head.item[i]) == DATE_POSTED)
            posted.item[posted.count++] = self->head.item[i];
    (void)only_day(self, &posted, out);
}

/* The weaker witnesses; "" where none of them knows. */
static rap_code_t ask_others(
    witnesses_t *self, const reading_t *reading, char day[DATE_SIZE], int *ret_from, rap_err_t *err)
{
    dates_t last = {.count = 0};
    settle_all(self, reading, &self->listed);
    *ret_from = RAP_DATE_FROM_LISTING;
    if (only_day(self, &self->listed, day))
        return RAP_OK;
    *ret_from = RAP_DATE_FROM_DOCUMENT;
    RAP_TRY(dates_in(&last, last_line(reading), reading->arena, err));
    settle_all(self, reading, &last);
    if (only_day(self, &last, day))
        return RAP_OK;
    *ret_from = RAP_DATE_FROM_ADDRESS;
    if (only_day(self, &self->address, day))
        return RAP_OK;
    *ret_from = RAP_DATE_FROM_METADATA;
    posted_day(self, reading, day);
    /* A file is often made on another day: its session must confirm it. */
    if (day[0] == '\0' && self->file[0] != '\0' && fits(self, self->file) > 0 &&
        self->body->sessions != BODY_ASSEMBLY)
        (void)snprintf(day, DATE_SIZE, "%s", self->file);
    return RAP_OK;
}

rap_code_t reading_day(reading_t *self, const body_t *body, const char *session, rap_err_t *err)
{
    rap_statement_t *statement = self->statement;
    witnesses_t *known = rap_arena_alloc(self->arena, sizeof *known);
    char day[DATE_SIZE] = "";
    if (known == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room to look for the day");
    *known = (witnesses_t){.body = body, .session = session};
    RAP_TRY(gather(known, self, err));
    const date_t *date = choose(known, self);
    for (size_t i = 0; i < known->head.count; i++)
        if (date == NULL && known->head.item[i].range)
            date_write(&known->head.item[i], self->about);

    statement->date_from = RAP_DATE_FROM_DOCUMENT;
    if (date != NULL)
        date_write(date, day);
    else
        RAP_TRY(ask_others(known, self, day, &statement->date_from, err));
    if (day[0] == '\0')
        statement->date_from = RAP_DATE_FROM_DOCUMENT;
    else
        RAP_TRY(reading_copy(self, &statement->delivered_on, day, err));

    const char *seat = body != NULL ? body_place(body, day[0] != '\0' ? day : NULL) : NULL;
    const char *place =
        place_of(self->bodies, &self->head.wide, known->head.item, known->head.count, seat);
    if (place == NULL) {
        statement->place = self->envelope->hints.place;
        return RAP_OK;
    }
    return reading_copy(self, &statement->place, place, err);
}
