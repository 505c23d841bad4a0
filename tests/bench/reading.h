/* reading.h - a document read in one process, OCR and all, for measurements. */
#ifndef RAP_TESTS_BENCH_READING_H
#define RAP_TESTS_BENCH_READING_H

#include "parser/layout.h"
#include "parser/ocr/languages.h"
#include "parser/ocr/ocr.h"
#include "parser/ocr_page.h"

enum { READING_PAGE_MS = 20 * 60 * 1000 }; /* a busy machine finds what an idle one does */

static inline rap_code_t read_by_ocr(ocr_t *ocr, const char *bytes, size_t len,
    const rap_envelope_t *envelope, rap_arena_t *arena, layout_t *ret, rap_err_t *err)
{
    ocr_page_t *page = rap_arena_array(arena, ret->wanted_pages, sizeof *page);
    ocr_pages_t pages = {page, ret->wanted_pages};
    ocr_hint_t hint = {.language = ocr_language_of(ret->wanted_language)};

    if (page == NULL)
        return growing_full(err);
    for (size_t i = 0; i < ret->wanted_pages; i++) {
        RAP_AUTO(rap_arena) *drawing = rap_arena_new((size_t)64 << 20);
        picture_t picture;

        RAP_TRY(layout_draw(bytes, len, envelope, ret->wanted[i], drawing, &picture, err));
        page[i].page = ret->wanted[i];
        RAP_TRY(ocr_read(ocr, &picture, hint, READING_PAGE_MS, arena, &page[i], err));
        hint = page[i].hint;
    }
    return layout_read_again(bytes, len, envelope, &pages, arena, ret, err);
}

/* layout_read(), and what it wants; `ocr` is NULL at first, and the caller's to close. */
static inline rap_code_t read_whole(ocr_t **ocr, const char *bytes, size_t len,
    const rap_envelope_t *envelope, rap_arena_t *arena, layout_t *ret, rap_err_t *err)
{
    RAP_TRY(layout_read(bytes, len, envelope, arena, ret, err));
    if (ret->wanted_pages == 0)
        return RAP_OK;
    if (*ocr == NULL)
        *ocr = ocr_open();
    return read_by_ocr(*ocr, bytes, len, envelope, arena, ret, err);
}

#endif
