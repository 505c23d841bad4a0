/* ocr_page.c - see ocr_page.h */
#include "parser/ocr_page.h"

#include "base/text.h"

#include <string.h>

typedef struct packed_page {
    int64_t page;
    double width, height;
    uint32_t state, language, turns, words;
} packed_page_t;

typedef struct packed_word {
    float x0, y0, x1, y1, size, confidence;
    uint32_t len;
    uint32_t space_after;
} packed_word_t;

rap_code_t ocr_page_pack(const ocr_page_t *self, rap_buf_t *out, rap_err_t *err)
{
    const packed_page_t page = {.page = self->page,
        .width = self->width,
        .height = self->height,
        .state = self->state,
        .language = self->hint.language,
        .turns = self->hint.turns,
        .words = (uint32_t)self->words};

    RAP_TRY(rap_buf_add(out, &page, sizeof page, err));
    for (size_t i = 0; i < self->words; i++) {
        const page_word_t *from = &self->word[i];
        const packed_word_t word = {.x0 = (float)from->x0,
            .y0 = (float)from->y0,
            .x1 = (float)from->x1,
            .y1 = (float)from->y1,
            .size = (float)from->size,
            .confidence = (float)from->confidence,
            .len = (uint32_t)from->len,
            .space_after = from->space_after};

        RAP_TRY(rap_buf_add(out, &word, sizeof word, err));
        RAP_TRY(rap_buf_add(out, from->text, from->len, err));
    }
    return RAP_OK;
}

typedef struct cursor {
    const char *at;
    size_t left;
} cursor_t;

static bool take(cursor_t *self, void *out, size_t len)
{
    if (self->left < len)
        return false;
    memcpy(out, self->at, len);
    self->at += len;
    self->left -= len;
    return true;
}

static bool take_word(cursor_t *self, page_word_t *ret)
{
    packed_word_t word;

    if (!take(self, &word, sizeof word) || word.len == 0 || word.len > self->left ||
        !rap_text_is_utf8(self->at, word.len) || !(word.confidence >= 0 && word.confidence <= 1))
        return false;
    *ret = (page_word_t){.text = self->at,
        .len = word.len,
        .x0 = (double)word.x0,
        .y0 = (double)word.y0,
        .x1 = (double)word.x1,
        .y1 = (double)word.y1,
        .size = (double)word.size,
        .confidence = (double)word.confidence,
        .space_after = word.space_after != 0};
    self->at += word.len;
    self->left -= word.len;
    return true;
}

static rap_code_t refuse(rap_err_t *err)
{
    return rap_fail(err, RAP_SCHEMA, "what was read of a page is malformed");
}

static rap_code_t take_page(cursor_t *self, rap_arena_t *arena, ocr_page_t *ret, rap_err_t *err)
{
    packed_page_t page;

    if (!take(self, &page, sizeof page) || page.state >= OCR_PAGE_STATES || page.page < 1 ||
        page.turns > 3 || page.words > self->left / sizeof(packed_word_t))
        return refuse(err);
    *ret = (ocr_page_t){.page = page.page,
        .state = (ocr_state_t)page.state,
        .hint = {page.language, page.turns},
        .width = page.width,
        .height = page.height,
        .word = rap_arena_array(arena, page.words + (size_t)1, sizeof *ret->word)};
    if (ret->word == NULL)
        return growing_full(err);
    for (; ret->words < page.words; ret->words++)
        if (!take_word(self, &ret->word[ret->words]))
            return refuse(err);
    return RAP_OK;
}

rap_code_t ocr_pages_unpack(
    const char *bytes, size_t len, rap_arena_t *arena, ocr_pages_t *ret, rap_err_t *err)
{
    growing_t pages = {.size = sizeof(ocr_page_t)};
    cursor_t cursor = {bytes, len};

    while (cursor.left > 0) {
        ocr_page_t *page = growing_add(&pages, arena);

        if (page == NULL)
            return growing_full(err);
        RAP_TRY(take_page(&cursor, arena, page, err));
    }
    *ret = (ocr_pages_t){pages.item, pages.count};
    return RAP_OK;
}

bool ocr_page_hint(const char *bytes, size_t len, ocr_hint_t *ret)
{
    cursor_t cursor = {bytes, len};
    packed_page_t page;

    if (!take(&cursor, &page, sizeof page) || page.turns > 3 || page.words == 0)
        return false;
    *ret = (ocr_hint_t){page.language, page.turns};
    return true;
}

const ocr_page_t *ocr_pages_find(const ocr_pages_t *self, int64_t page)
{
    for (size_t i = 0; i < self->pages; i++)
        if (self->page[i].page == page)
            return &self->page[i];
    return NULL;
}
