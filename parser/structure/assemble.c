/* assemble.c - see assemble.h */
#include "parser/structure/assemble.h"

#include <stdbool.h>
#include <string.h>
#include <unicode/uchar.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/text.h"
#include "base/text_icu.h"
#include "parser/structure/head.h"

enum { TEXT_MAX_BYTES = 64 << 20, NOTICE_MAX_BYTES = 80 };

/* A row of stars parts what is said, and says nothing. */
static bool has_words(const layout_block_t *block)
{
    for (size_t at = 0; at < block->len;)
        if (u_isalnum(passage_point(block->text, &at)))
            return true;
    return false;
}

static rap_code_t is_said(const layout_t *layout, size_t body, size_t i, bool *ret, rap_err_t *err)
{
    const layout_block_t *block = &layout->block[i];
    *ret = head_is_text(layout, body, i) && has_words(block);
    if (!*ret || block->len > NOTICE_MAX_BYTES)
        return RAP_OK;
    RAP_AUTO(rap_arena) *scratch = rap_arena_new(1 << 20);
    passage_t passage;
    RAP_TRY(passage_make(&passage, block->text, block->len, scratch, err));
    *ret = !head_is_notice(&passage);
    return RAP_OK;
}

/* How sure OCR was of it; false for want of memory. */
static bool set_ocr(rap_paragraph_t *paragraph, const layout_block_t *block, rap_arena_t *arena)
{
    if (block->confidence <= 0)
        return true;
    rap_ocr_t *ocr = paragraph->ocr = rap_arena_alloc(arena, sizeof *ocr);
    if (ocr == NULL)
        return false;
    double confidence = (double)(int64_t)(100 * block->confidence + 0.5) / 100; /* is enough */
    *ocr = (rap_ocr_t){.confidence = confidence, .doubtful = confidence < RAP_OCR_DOUBT};
    return true;
}

static rap_code_t add_paragraph(rap_statement_t *statement, rap_buf_t *text, size_t *points,
    const layout_block_t *block, rap_arena_t *arena, rap_err_t *err)
{
    rap_paragraph_t *paragraphs = statement->paragraphs.item;
    if (text->len > 0) {
        RAP_TRY(rap_buf_text(text, "\n\n", err));
        *points += 2;
    }
    RAP_TRY(rap_buf_add(text, block->text, block->len, err));
    size_t n = statement->paragraphs.count++, start = *points;
    *points += rap_text_points(block->text, block->len);
    paragraphs[n] = (rap_paragraph_t){
        .n = (int64_t)n + 1, .page = block->page, .start = (int64_t)start, .end = (int64_t)*points};
    if (!set_ocr(&paragraphs[n], block, arena))
        return rap_fail(err, RAP_TOOBIG, "no room for what OCR says of a paragraph");
    return RAP_OK;
}

rap_code_t assemble_text(rap_statement_t *statement, const layout_t *layout, size_t body,
    size_t end, rap_arena_t *arena, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) text;
    rap_buf_init(&text, TEXT_MAX_BYTES);
    size_t points = 0;
    statement->paragraphs.count = 0;
    statement->paragraphs.item = rap_arena_array(arena, end - body + 1, sizeof(rap_paragraph_t));
    if (statement->paragraphs.item == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for %zu paragraphs", end - body);
    for (size_t i = body; i < end; i++) {
        bool said;
        RAP_TRY(is_said(layout, body, i, &said, err));
        if (said)
            RAP_TRY(add_paragraph(statement, &text, &points, &layout->block[i], arena, err));
    }
    char hex[RAP_HEX_SIZE];
    rap_sha256(text.data, text.len, hex);
    statement->text = rap_arena_strndup(arena, text.data, text.len);
    statement->text_sha256 = rap_arena_strndup(arena, hex, RAP_HEX_SIZE - 1);
    if (statement->text == NULL || statement->text_sha256 == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for a text of %zu bytes", text.len);
    return RAP_OK;
}
