/* evidence.c - quotations: verbatim, with their place and what stands around them. */
#include "classifier/analysis.h"

#include "base/text.h"

enum { AROUND_POINTS = 32, QUOTE_BYTES_MAX = 1500 };

/* The byte `points` code points before, or behind, byte `at`. */
static size_t back(const char *text, size_t at, size_t points)
{
    for (; points > 0 && at > 0; points--) {
        at--;
        while (at > 0 && ((unsigned char)text[at] & 0xc0) == 0x80)
            at--;
    }
    return at;
}

static size_t ahead(const char *text, size_t at, size_t len, size_t points)
{
    for (; points > 0 && at < len; points--) {
        at++;
        while (at < len && ((unsigned char)text[at] & 0xc0) == 0x80)
            at++;
    }
    return at;
}

static int64_t page_of(const rap_statement_t *statement, int64_t start)
{
    const rap_paragraph_t *item = statement->paragraphs.item;
    int64_t page = 0;

    for (size_t i = 0; i < statement->paragraphs.count && item[i].start <= start; i++)
        page = item[i].page;
    return page;
}

rap_code_t evidence_quote(
    const analysis_t *self, size_t first, size_t last, rap_evidence_t *ret, rap_err_t *err)
{
    const char *text = self->statement->text;
    size_t len = self->text_len, start = self->sentences.item[first].start;
    size_t end = self->sentences.item[last].end;

    if (end - start > QUOTE_BYTES_MAX) { /* the answer alone, if both are too long */
        first = last;
        start = self->sentences.item[last].start;
    }
    size_t before = back(text, start, AROUND_POINTS), behind = ahead(text, end, len, AROUND_POINTS);
    rap_evidence_t made = {
        .exact = rap_arena_strndup(self->lasting, text + start, end - start),
        .prefix = rap_arena_strndup(self->lasting, text + before, start - before),
        .suffix = rap_arena_strndup(self->lasting, text + end, behind - end),
        .start = (int64_t)self->sentences.item[first].point,
    };
    if (made.exact == NULL || made.prefix == NULL || made.suffix == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for a quotation");
    made.end = made.start + (int64_t)rap_text_points(made.exact, end - start);
    made.page = page_of(self->statement, made.start);
    *ret = made;
    return RAP_OK;
}
