/* Invariants: no layout crashes the structure reader; it gives a record whose spans and text
 * hold (the record's own reader checks them), or says why there is no statement; the same
 * layout gives the same record. */
#include "parser/structure/structure.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text_icu.h"
#include "tests/unit/statement_text.h"

enum { ARENA_MAX = 64 << 20, JSON_MAX = 64 << 20 };

static void check(bool holds)
{
    if (!holds)
        abort();
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
    check(rap_record_write(&record, json, &err) == RAP_OK);
    check(rap_record_read(&record, json->data, json->len, arena, &err) == RAP_OK);
    return RAP_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static structure_t *structure; /* for all inputs: opening it is slow */
    RAP_AUTO(rap_arena) *arena = rap_arena_new(ARENA_MAX);
    const char *form;
    size_t len;
    rap_err_t err;

    if (structure == NULL)
        check(structure_open(&structure, NULL, &err) == RAP_OK);
    if (rap_text_nfc((const char *)data, size, arena, &form, &len, &err) != RAP_OK)
        return 0;
    char *text = rap_arena_strndup(arena, form, len);
    check(text != NULL);

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
