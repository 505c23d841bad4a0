/* gold.c - see gold.h */
#include "classifier/evaluate/gold.h"

#include "base/hash.h"
#include "base/lines.h"
#include "base/text.h"
#include "classifier/evaluate/room.h"
#include "proto/row.h"

#include <stdio.h>
#include <string.h>

enum {
    LINE_TEXT_MAX = 16 << 20,
    WORD_MAX = 256,
    QUOTE_MAX = 64 * 1024,
    CODES_MAX = 4096,
    NAMES_MAX = 256,
    FIRST_ITEMS = 64
};

const char *const gold_attribution_names[] = {"own", "group", "reported", NULL};

#define ROW_OF gold_code_t
static const rap_field_t code_rows[] = {
    ROW_TEXT(issue, WORD_MAX, RAP_REQUIRED),
    ROW_CHOICE(stance, rap_stance_names, RAP_REQUIRED),
    ROW_TEXT(party, WORD_MAX, 0),
    ROW_CHOICE(attribution, gold_attribution_names, 0),
    ROW_TEXT(quote, QUOTE_MAX, 0),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t code_table = {"code", sizeof(gold_code_t), code_rows, .open = true};

#define ROW_OF gold_answer_t
static const rap_field_t answer_rows[] = {
    ROW_ARRAY(codes, code_table, CODES_MAX),
    ROW_TEXTS(disputed, NAMES_MAX),
    ROW_TEXTS(delegation, NAMES_MAX),
    ROW_TEXTS(on_behalf_of, NAMES_MAX),
    ROW_TEXTS(aligns_with, NAMES_MAX),
    ROW_TEXT(body, WORD_MAX, 0),
    ROW_TEXT(kind, WORD_MAX, 0),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t answer_table = {"gold", sizeof(gold_answer_t), answer_rows, .open = true};

#define ROW_OF gold_item_t
static const rap_field_t item_rows[] = {
    ROW_TEXT(id, WORD_MAX, RAP_REQUIRED),
    ROW_TEXT(language, WORD_MAX, 0),
    ROW_TEXT(text, LINE_TEXT_MAX, RAP_REQUIRED),
    ROW_TEXT(party_iso3, WORD_MAX, 0),
    ROW_OBJECT(gold, answer_table),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t item_table = {"line", sizeof(gold_item_t), item_rows, .open = true};

/* ---- reading ---- */

static rap_code_t grow(rap_array_t *items, rap_arena_t *arena, rap_err_t *err)
{
    size_t room = items->count < FIRST_ITEMS ? FIRST_ITEMS : items->count * 2;
    void *wide;

    if (items->count != 0 &&
        (items->count < FIRST_ITEMS || (items->count & (items->count - 1)) != 0))
        return RAP_OK; /* room is FIRST_ITEMS or a power of two */
    RAP_TRY(room_take(arena, room, sizeof(gold_item_t), &wide, err));
    if (items->count > 0)
        memcpy(wide, items->item, items->count * sizeof(gold_item_t));
    items->item = wide;
    return RAP_OK;
}

struct reading {
    rap_arena_t *arena;
    rap_array_t *items;
};

static rap_code_t add_item(void *arg, const void *object, rap_err_t *err)
{
    struct reading *self = arg;
    const gold_item_t *item = object, *there;

    RAP_TRY(grow(self->items, self->arena, err));
    there = self->items->item;
    for (size_t i = 0; i < self->items->count; i++)
        if (strcmp(there[i].id, item->id) == 0)
            return rap_fail(err, RAP_SCHEMA, "'%.80s' is there twice", item->id);
    ((gold_item_t *)self->items->item)[self->items->count++] = *item;
    return RAP_OK;
}

rap_code_t gold_read(const char *path, rap_arena_t *arena, rap_array_t *ret, rap_err_t *err)
{
    struct reading reading = {.arena = arena, .items = ret};

    return rap_lines_each(path, &item_table, arena, add_item, &reading, err);
}

/* ---- as a statement ---- */

const char *gold_party(const rap_parties_t *parties, const char *word, rap_arena_t *arena)
{
    const rap_party_t *party = rap_parties_get(parties, word);
    char group[WORD_MAX];

    if (party == NULL && strlen(word) + sizeof "G:" <= sizeof group) {
        (void)snprintf(group, sizeof group, "G:%s", word);
        party = rap_parties_get(parties, group);
    }
    if (party == NULL)
        party = rap_parties_resolve(parties, word, arena);
    return party != NULL ? party->key : word;
}

struct cast {
    const rap_parties_t *parties;
    rap_arena_t *arena;
    rap_party_role_t *item;
    size_t count;
};

static void add_party(struct cast *cast, const char *word, int role)
{
    cast->item[cast->count++] =
        (rap_party_role_t){.id = gold_party(cast->parties, word, cast->arena), .role = role};
}

static rap_code_t set_parties(
    const gold_item_t *item, struct cast *cast, rap_array_t *ret, rap_err_t *err)
{
    const gold_answer_t *gold = &item->gold;
    void *memory;

    RAP_TRY(room_take(cast->arena,
        1 + gold->delegation.count + gold->on_behalf_of.count + gold->aligns_with.count,
        sizeof *cast->item, &memory, err));
    cast->item = memory;
    if (gold->delegation.count > 0)
        add_party(cast, gold->delegation.item[0], RAP_ROLE_SPEAKER);
    else
        add_party(cast, item->party_iso3 != NULL ? item->party_iso3 : "speaker", RAP_ROLE_SPEAKER);
    for (size_t i = 0; i < gold->on_behalf_of.count; i++)
        add_party(cast, gold->on_behalf_of.item[i], RAP_ROLE_ON_BEHALF_OF);
    for (size_t i = 0; i < gold->aligns_with.count; i++)
        add_party(cast, gold->aligns_with.item[i], RAP_ROLE_ALIGNED);
    *ret = (rap_array_t){.item = cast->item, .count = cast->count};
    return RAP_OK;
}

/* A paragraph's bytes without the white space around it; empty ones are none. */
static void add_paragraph(rap_statement_t *statement, size_t from, size_t to)
{
    static const char blank[] = " \t\r\n";
    const char *text = statement->text;
    rap_paragraph_t *paragraph = statement->paragraphs.item;

    while (from < to && strchr(blank, text[from]) != NULL)
        from++;
    while (to > from && strchr(blank, text[to - 1]) != NULL)
        to--;
    if (from == to)
        return;
    size_t n = statement->paragraphs.count++;
    int64_t start = (int64_t)rap_text_points(text, from);
    paragraph[n] = (rap_paragraph_t){.n = (int64_t)n + 1,
        .start = start,
        .end = start + (int64_t)rap_text_points(text + from, to - from)};
}

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;

    for (const char *at = text; (at = strstr(at, part)) != NULL; at += strlen(part))
        count++;
    return count;
}

static rap_code_t set_paragraphs(rap_statement_t *statement, rap_arena_t *arena, rap_err_t *err)
{
    const char *text = statement->text;
    const char *between = strstr(text, "\n\n") != NULL ? "\n\n" : "\n";
    const char *at = text, *next;

    RAP_TRY(room_take(arena, count_of(text, between) + 1, sizeof(rap_paragraph_t),
        &statement->paragraphs.item, err));
    for (; (next = strstr(at, between)) != NULL; at = next + strlen(between))
        add_paragraph(statement, (size_t)(at - text), (size_t)(next - text));
    add_paragraph(statement, (size_t)(at - text), strlen(text));
    return RAP_OK;
}

/* Kinds that the pipeline has no word for are national statements. */
static int kind_of(const gold_answer_t *gold)
{
    for (int i = 0; gold->kind != NULL && rap_statement_kind_names[i] != NULL; i++)
        if (strcmp(gold->kind, rap_statement_kind_names[i]) == 0)
            return i;
    return RAP_STATEMENT_NATIONAL;
}

rap_code_t gold_statement(const gold_item_t *item, const rap_parties_t *parties, rap_arena_t *arena,
    rap_statement_t *ret, rap_err_t *err)
{
    struct cast cast = {.parties = parties, .arena = arena};
    char *sha = rap_arena_alloc(arena, RAP_HEX_SIZE);

    if (sha == NULL)
        return room_none(err);
    rap_sha256(item->text, strlen(item->text), sha);
    *ret = (rap_statement_t){.statement_id = item->id,
        .kind = kind_of(&item->gold),
        .body = item->gold.body,
        .language = item->language,
        .text = item->text,
        .text_sha256 = sha};
    RAP_TRY(set_parties(item, &cast, &ret->parties, err));
    return set_paragraphs(ret, arena, err);
}
