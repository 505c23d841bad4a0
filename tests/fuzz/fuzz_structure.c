/* Invariants: no layout crashes the structure reader; it gives a record whose spans and text
 * hold (the record's own reader checks them), or says why there is no statement; the same
 * layout gives the same record.  Turns lie in order, each block belongs to one of them or was
 * left out by a name, and no more words are said than the document has. */
#include "parser/structure/structure.h"
#include "tests/fuzz/check.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text_icu.h"
#include "parser/structure/turns.h"
#include "tests/unit/statement_text.h"

enum { ARENA_MAX = 64 << 20, JSON_MAX = 64 << 20 };

/* Blocks of turn t that are said; none behind the last turn or before the first. */
static void check_turns(const turns_t *turns, const layout_t *layout)
{
    size_t at = 0;

    for (size_t t = 0; t < turns->count; t++) {
        const turn_t *turn = &turns->item[t];
        const layout_block_t *first = &layout->block[turn->first];
        check(turn->first < turn->behind && turn->behind <= layout->blocks);
        check(t == 0 || turn->first == at);
        for (size_t i = at; i < turn->first; i++)
            check(turns->fate[i] != TURN_SAID);
        check(turn->label.words <= first->len && turn->label.said.end <= first->len);
        check(turn->label.said.start <= turn->label.said.end);
        check(turn->label.name.start <= turn->label.name.end && turn->label.name.end <= first->len);
        at = turn->behind;
    }
    check(turns->count == 0 || at == layout->blocks);
    for (size_t i = 0; turns->count > 0 && i < layout->blocks; i++)
        check(turns->fate[i] <= TURN_TIME && turns->words[i] <= layout->block[i].len);
}

static size_t text_len(const layout_t *layout)
{
    size_t len = 0;

    for (size_t i = 0; i < layout->blocks; i++)
        len += layout->block[i].len;
    return len;
}

static void check_words(const rap_record_t *record, const layout_t *layout)
{
    const rap_statement_t *statement = record->statements.item;
    size_t len = 0;

    for (size_t i = 0; i < record->statements.count; i++) {
        size_t between =
            2 * (statement[i].paragraphs.count > 0 ? statement[i].paragraphs.count - 1 : 0);
        len += strlen(statement[i].text) - between;
    }
    check(record->statements.count > 0 && len <= text_len(layout));
}

static rap_code_t read_once(const structure_t *structure, const char *text, rap_buf_t *json)
{
    RAP_AUTO(rap_arena) *arena = rap_arena_new(ARENA_MAX);
    layout_t layout = statement_layout(text, arena);
    rap_envelope_t envelope = {.id = "fuzz"};
    rap_record_t record;
    rap_err_t err = {0};

    rap_code_t code = structure_read(&layout, &envelope, structure, arena, &record, &err);
    if (code != RAP_OK) {
        check(code == RAP_NO_TEXT || code == RAP_NOT_STATEMENT || code == RAP_TOOBIG);
        return code;
    }
    check_words(&record, &layout);
    check(rap_record_write(&record, json, &err) == RAP_OK);
    check(rap_record_read(&record, json->data, json->len, arena, &err) == RAP_OK);
    return RAP_OK;
}

static void open_data(structure_t **structure, rap_parties_t **parties)
{
    char path[RAP_PATH_MAX];
    rap_err_t err;

    check(structure_open(structure, NULL, &err) == RAP_OK);
    check(rap_home_data(NULL, "parties.yaml", path, &err) == RAP_OK);
    check(rap_parties_open(parties, path, &err) == RAP_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static structure_t *structure; /* for all inputs: opening it is slow */
    static rap_parties_t *parties;
    RAP_AUTO(rap_arena) *arena = rap_arena_new(ARENA_MAX);
    const char *form;
    size_t len;
    rap_err_t err;

    if (structure == NULL)
        open_data(&structure, &parties);
    if (rap_text_nfc((const char *)data, size, arena, &form, &len, &err) != RAP_OK)
        return 0;
    char *text = rap_arena_strndup(arena, form, len);
    check(text != NULL);

    layout_t layout = statement_layout(text, arena);
    turns_t turns;
    looks_t looks;
    if (looks_open(&looks, &layout, arena, &err) == RAP_OK &&
        turns_find(&turns, &looks, parties, arena, &err) == RAP_OK)
        check_turns(&turns, &layout);

    rap_buf_t first, second;
    rap_buf_init(&first, JSON_MAX);
    rap_buf_init(&second, JSON_MAX);
    rap_code_t code = read_once(structure, text, &first);
    check(read_once(structure, text, &second) == code);
    check(first.len == second.len && memcmp(first.data, second.data, first.len) == 0);
    rap_buf_release(&first);
    rap_buf_release(&second);
    return 0;
}
