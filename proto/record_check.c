/* record_check.c - what must be true of a record beyond its fields: see record.h
 *
 * Offsets count code points, texts are UTF-8: a mark every STEP code points saves going
 * through the whole text for each quotation.
 */
#include "proto/record.h"

#include "base/text.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

enum { STEP = 256 };

struct map {
    const char *text;
    size_t len;
    size_t points;
    const uint32_t *mark; /* byte of every STEP-th code point */
};

static rap_code_t map_make(struct map *self, const char *text, rap_arena_t *arena, rap_err_t *err)
{
    size_t len = strlen(text), points = 0;
    uint32_t *mark = rap_arena_array(arena, len / STEP + 1, sizeof *mark);

    if (mark == NULL || len > UINT32_MAX)
        return rap_fail(err, RAP_TOOBIG, "record: no memory left to check a statement");
    for (size_t i = 0; i < len; i++) {
        if (((unsigned char)text[i] & 0xc0) == 0x80)
            continue;
        if (points % STEP == 0)
            mark[points / STEP] = (uint32_t)i;
        points++;
    }
    *self = (struct map){.text = text, .len = len, .points = points, .mark = mark};
    return RAP_OK;
}

static size_t map_byte(const struct map *self, size_t point)
{
    if (point >= self->points)
        return self->len;
    size_t from = self->mark[point / STEP];

    return from + rap_text_bytes(self->text + from, self->len - from, point % STEP);
}

static bool inside(int64_t start, int64_t end, size_t points)
{
    return start >= 0 && start <= end && (uint64_t)end <= points;
}

static rap_code_t check_paragraphs(
    const rap_statement_t *statement, const struct map *map, rap_err_t *err)
{
    const rap_paragraph_t *paragraph = statement->paragraphs.item;
    int64_t n = 0, end = 0;

    for (size_t i = 0; i < statement->paragraphs.count; i++, paragraph++) {
        if (!inside(paragraph->start, paragraph->end, map->points))
            return rap_fail(err, RAP_SCHEMA,
                "record: paragraph %" PRId64 " of '%s' is not inside the text", paragraph->n,
                statement->statement_id);
        if (paragraph->n <= n || paragraph->start < end)
            return rap_fail(err, RAP_SCHEMA,
                "record: paragraph %" PRId64 " of '%s' is out of order", paragraph->n,
                statement->statement_id);
        n = paragraph->n;
        end = paragraph->end;
    }
    return RAP_OK;
}

static rap_code_t check_inside(
    const rap_evidence_t *self, const rap_statement_t *statement, size_t points, rap_err_t *err)
{
    if (!inside(self->start, self->end, points) || self->start == self->end)
        return rap_fail(err, RAP_SCHEMA,
            "record: evidence %" PRId64 " to %" PRId64 " is not inside the text of '%s'",
            self->start, self->end, statement->statement_id);
    return RAP_OK;
}

/* `from` and `to` are the bytes of its offsets. */
static rap_code_t check_quote(const rap_evidence_t *self, const rap_statement_t *statement,
    size_t from, size_t to, rap_err_t *err)
{
    if (strlen(self->exact) != to - from ||
        memcmp(self->exact, statement->text + from, to - from) != 0)
        return rap_fail(err, RAP_SCHEMA,
            "record: evidence %" PRId64 " to %" PRId64 " of '%s' is not what the text says",
            self->start, self->end, statement->statement_id);
    return RAP_OK;
}

static rap_code_t check_position(const rap_record_t *record, const rap_position_t *position,
    const struct map *maps, rap_err_t *err)
{
    const rap_statement_t *statement = record->statements.item;
    const rap_evidence_t *evidence = &position->evidence;

    for (size_t i = 0; i < record->statements.count; i++) {
        if (strcmp(statement[i].statement_id, position->statement_id) != 0)
            continue;
        RAP_TRY(check_inside(evidence, &statement[i], maps[i].points, err));
        return check_quote(evidence, &statement[i], map_byte(&maps[i], (size_t)evidence->start),
            map_byte(&maps[i], (size_t)evidence->end), err);
    }
    return rap_fail(err, RAP_SCHEMA, "record: a position is of statement '%s', which is not there",
        position->statement_id);
}

/* Of each statement, in the arena. */
static rap_code_t make_maps(
    const rap_record_t *self, rap_arena_t *arena, struct map **ret, rap_err_t *err)
{
    const rap_statement_t *statement = self->statements.item;
    struct map *maps = rap_arena_array(arena, self->statements.count, sizeof *maps);

    if (maps == NULL)
        return rap_fail(err, RAP_TOOBIG, "record: no memory left to check it");
    for (size_t i = 0; i < self->statements.count; i++)
        RAP_TRY(map_make(&maps[i], statement[i].text, arena, err));
    *ret = maps;
    return RAP_OK;
}

static rap_code_t check_positions(const rap_record_t *record, const rap_array_t *positions,
    const struct map *maps, rap_err_t *err)
{
    const rap_position_t *position = positions->item;

    for (size_t i = 0; i < positions->count; i++)
        RAP_TRY(check_position(record, &position[i], maps, err));
    return RAP_OK;
}

rap_code_t rap_record_check(const rap_record_t *self, rap_arena_t *arena, rap_err_t *err)
{
    const rap_statement_t *statement = self->statements.item;
    struct map *maps;

    if (self->kind == RAP_RECORD_RESULT && self->document == NULL)
        return rap_fail(err, RAP_SCHEMA, "record: 'document' is missing");
    if (self->kind == RAP_RECORD_QUARANTINE && self->quarantine == NULL)
        return rap_fail(err, RAP_SCHEMA, "record: 'quarantine' is missing");
    RAP_TRY(make_maps(self, arena, &maps, err));
    for (size_t i = 0; i < self->statements.count; i++)
        RAP_TRY(check_paragraphs(&statement[i], &maps[i], err));
    RAP_TRY(check_positions(self, &self->positions, maps, err));
    return check_positions(self, &self->candidates, maps, err);
}

static void sift(const rap_record_t *record, rap_array_t *positions, const struct map *maps,
    rap_record_refused_fn *fn, void *arg)
{
    rap_position_t *position = positions->item;
    size_t kept = 0;
    rap_err_t why;

    for (size_t i = 0; i < positions->count; i++) {
        if (check_position(record, &position[i], maps, &why) == RAP_OK)
            position[kept++] = position[i];
        else
            fn(&position[i], &why, arg);
    }
    positions->count = kept;
}

rap_code_t rap_record_sift(
    rap_record_t *self, rap_record_refused_fn *fn, void *arg, rap_arena_t *arena, rap_err_t *err)
{
    struct map *maps;

    RAP_TRY(make_maps(self, arena, &maps, err));
    sift(self, &self->positions, maps, fn, arg);
    sift(self, &self->candidates, maps, fn, arg);
    return RAP_OK;
}

rap_code_t rap_evidence_check(
    const rap_evidence_t *self, const rap_statement_t *statement, rap_err_t *err)
{
    size_t len = strlen(statement->text);

    RAP_TRY(check_inside(self, statement, rap_text_points(statement->text, len), err));
    return check_quote(self, statement, rap_text_bytes(statement->text, len, (size_t)self->start),
        rap_text_bytes(statement->text, len, (size_t)self->end), err);
}
