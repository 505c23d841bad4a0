/* Invariants: no words at no places on no pages crash the paragraph engine; it gives blocks of clean
 * UTF-8 on pages that there are, with no more text than the words have; the same words give the same
 * blocks.
 *
 * A line is a word: "x0 y0 x1 y1 size FLAGS text", where FLAGS are letters of "bis" (bold, italic,
 * a space behind it) or "-"; or a page that begins: "page WIDTH HEIGHT". */
#include "base/text.h"
#include "parser/chars.h"
#include "parser/furniture.h"
#include "parser/lines.h"
#include "parser/paragraphs.h"
#include "tests/fuzz/layout_check.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { PAGES_MAX = 50, PAGE_WIDTH = 595, PAGE_HEIGHT = 842 };

typedef struct reader {
    rap_arena_t *arena;
    pages_t pages;
    growing_t word; /* page_word_t, of the page that is open */
    double width, height;
    size_t bytes; /* of all words */
} reader_t;

static void end_page(reader_t *self)
{
    rap_err_t err;

    check(lines_add_page(&self->pages, self->width, self->height, self->word.item, self->word.count,
              self->arena, &err) == RAP_OK);
    self->word.count = 0;
}

/* As PDF gives them: any code points, but no bytes that are none. */
static void add_word(reader_t *self, page_word_t word, const char *text)
{
    char *copy = rap_arena_alloc(self->arena, 3 * strlen(text) + 1);
    page_word_t *added = growing_add(&self->word, self->arena);

    check(copy != NULL && added != NULL);
    for (const char *at = text, *end = text + strlen(text); at < end;)
        word.len += rap_text_put(copy + word.len, chars_next(&at, end));
    word.text = copy;
    self->bytes += word.len + 1;
    *added = word;
}

/* The number there, if there is one. */
static bool take_number(const char **at, double *ret)
{
    char *end;

    *ret = strtod(*at, &end);
    bool taken = end != *at;
    *at = end;
    return taken;
}

static void begin_page(reader_t *self, const char *size)
{
    if (self->pages.page.count >= PAGES_MAX)
        return;
    end_page(self);
    if (!take_number(&size, &self->width) || !take_number(&size, &self->height)) {
        self->width = PAGE_WIDTH;
        self->height = PAGE_HEIGHT;
    }
}

static void take_word(reader_t *self, const char *line)
{
    page_word_t word = {.len = 0};
    double *const number[] = {&word.x0, &word.y0, &word.x1, &word.y1, &word.size};

    for (size_t i = 0; i < sizeof number / sizeof *number; i++)
        if (!take_number(&line, number[i]))
            return;
    line += strspn(line, " ");
    for (; *line != ' ' && *line != '\0'; line++) {
        word.bold = word.bold || *line == 'b';
        word.italic = word.italic || *line == 'i';
        word.space_after = word.space_after || *line == 's';
    }
    line += strspn(line, " ");
    if (*line != '\0')
        add_word(self, word, line);
}

static void take_line(reader_t *self, const char *line)
{
    static const char page[] = "page ";

    if (strncmp(line, page, strlen(page)) == 0)
        begin_page(self, line + strlen(page));
    else
        take_word(self, line);
}

static char *read_once(const char *text)
{
    RAP_AUTO(rap_arena) *arena = rap_arena_new(ARENA_MAX);
    RAP_AUTO(rap_arena) *scratch = rap_arena_new(ARENA_MAX);
    reader_t self = {.arena = arena,
        .word.size = sizeof(page_word_t),
        .width = PAGE_WIDTH,
        .height = PAGE_HEIGHT};
    char *lines = strdup(text), *rest = lines;
    layout_t layout = {.media_type = ""};
    size_t bytes = 0;
    rap_err_t err;

    check(lines != NULL);
    pages_init(&self.pages);
    for (char *line; (line = strsep(&rest, "\n")) != NULL;)
        take_line(&self, line);
    free(lines);
    end_page(&self);
    check(furniture_mark(&self.pages, arena, &err) == RAP_OK);
    check(paragraphs_make(&self.pages, arena, &layout, &err) == RAP_OK);
    check(layout.pages == (int64_t)self.pages.page.count);
    for (size_t i = 0; i < layout.blocks; i++) {
        check_block(&layout, &layout.block[i], scratch);
        bytes += layout.block[i].len;
    }
    check(bytes <= 3 * self.bytes);
    return layout_text(&layout);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1); /* no strndup(): a sanitizer would have `data` end in a NUL */

    check(text != NULL);
    memcpy(text, data, size);
    text[size] = '\0';
    char *first = read_once(text), *second = read_once(text);
    check(first != NULL && second != NULL && strcmp(first, second) == 0);
    free(first);
    free(second);
    free(text);
    return 0;
}
