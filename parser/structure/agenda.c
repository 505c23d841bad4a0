/* agenda.c - which item of the agenda a head names; see details.h */
#include "parser/structure/details.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "parser/structure/session.h"

enum { ITEM_MAX = 999, ITEM_TEXT_MAX = 64, ITEMS_MAX = 8 };

/* clang-format off */
static const char *const items[] = {"agenda item", "agenda items", "item", "items", "point", "points", "tema", "temas",
    "tema del programa", "temas del programa", "punto", "puntos", "ponto", "пункт*", "пункт* повестки дня", "البند", "للبند", "البنود", "بالبند", "议程项目",
    "议题", "项目", NULL};
static const char *const numbers[] = {"no", "nr", "№", "numero", ".", "رقم", ":", "the", NULL};
static const char *const joins[] = {",", "and", "et", "y", "и", "و", "&", "、", "和", "e", NULL};
static const char *const ranges[] = {"-", "to", "a", "al", "по", "الى", "至", "through", NULL};
/* clang-format on */

static bool is_item(const passage_t *head, size_t i)
{
    return i < head->tokens && head->token[i].kind == TOKEN_NUMBER && head->token[i].number >= 1 &&
           head->token[i].number <= ITEM_MAX && head->token[i].digits <= 3;
}

/* "(b)", "b)", "(б)": its text into out; *i moves behind it. */
static rap_code_t read_letter(const passage_t *head, size_t *i, rap_buf_t *out, rap_err_t *err)
{
    size_t letter = *i + passage_is_word(head, *i, "(");
    if (letter >= head->tokens || head->token[letter].kind != TOKEN_WORD ||
        !passage_is_word(head, letter + 1, ")"))
        return RAP_OK;
    const token_t *token = &head->token[letter];
    size_t len = token->end - token->start;
    if (len > 2)
        return RAP_OK;
    RAP_TRY(rap_buf_text(out, " (", err));
    RAP_TRY(rap_buf_add(out, head->folded.text + token->start, len, err));
    RAP_TRY(rap_buf_char(out, ')', err));
    *i = letter + 2;
    return RAP_OK;
}

static rap_code_t add_item(const passage_t *head, size_t *i, rap_buf_t *out, rap_err_t *err)
{
    char text[16];
    (void)snprintf(text, sizeof text, "%d", head->token[*i].number);
    RAP_TRY(rap_buf_text(out, text, err));
    (*i)++;
    return read_letter(head, i, out, err);
}

/* The items from token i on: "92-108", "94, 95 and 97 (b)". */
static rap_code_t read_items(const passage_t *head, size_t i, rap_buf_t *out, rap_err_t *err)
{
    RAP_TRY(add_item(head, &i, out, err));
    for (size_t count = 1; count < ITEMS_MAX; count++) {
        bool range = passage_is_one_of(head, i, ranges);
        size_t at = i;
        while (at < i + 2 && passage_is_one_of(head, at, range ? ranges : joins))
            at++;
        if (at == i || !is_item(head, at))
            break;
        /* "Item 5, 12 March" */
        if (!range && passage_is_word(head, i, ",") && at == i + 1 && !is_item(head, at + 2) &&
            !passage_is_one_of(head, at + 1, joins))
            break;
        RAP_TRY(rap_buf_text(out, range ? "-" : ", ", err));
        i = at;
        RAP_TRY(add_item(head, &i, out, err));
    }
    return RAP_OK;
}

/* "议程第5项" has its number before the word, "البند الخامس" in a word. */
static long other_number(const passage_t *head, size_t i)
{
    size_t next;
    long number = ordinal_at(head, i, &next);
    if (number > 0 && i > 0 && passage_is_word(head, i - 1, "第"))
        return passage_is_word(head, next, "项") ? number : 0;
    bool arabic =
        i < head->tokens && (unsigned char)head->folded.text[head->token[i].start] >= 0xD8;
    return arabic && number <= ITEM_MAX ? number : 0;
}

static rap_code_t chinese_item(const passage_t *head, rap_buf_t *out, rap_err_t *err)
{
    for (size_t i = 1; i < head->tokens && out->len == 0; i++) {
        long number = passage_is_word(head, i - 1, "第") ? other_number(head, i) : 0;
        char text[16];
        (void)snprintf(text, sizeof text, "%ld", number);
        if (number > 0)
            RAP_TRY(rap_buf_text(out, text, err));
    }
    return RAP_OK;
}

rap_code_t agenda_item_of(
    const char **ret, const passage_t *head, rap_arena_t *arena, rap_err_t *err)
{
    span_t within = passage_span(head), hit;
    RAP_AUTO_RELEASE(rap_buf) out;
    rap_buf_init(&out, ITEM_TEXT_MAX + ITEMS_MAX * 16);
    *ret = NULL;
    while (out.len == 0 && passage_find_any(head, within, items, &hit)) {
        within.start = hit.end;
        size_t i = passage_token_at(head, hit.end);
        while (passage_is_one_of(head, i, numbers))
            i++;
        long number = is_item(head, i) ? 0 : other_number(head, i);
        char text[16];
        (void)snprintf(text, sizeof text, "%ld", number);
        if (is_item(head, i))
            RAP_TRY(read_items(head, i, &out, err));
        else if (number > 0)
            RAP_TRY(rap_buf_text(&out, text, err));
    }
    if (out.len == 0)
        RAP_TRY(chinese_item(head, &out, err));
    if (out.len == 0)
        return RAP_OK;
    *ret = rap_arena_strndup(arena, out.data, out.len);
    if (*ret == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for the agenda item");
    return RAP_OK;
}
