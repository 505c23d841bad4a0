/* page_case.h - pages written as rows of text with a place, and what is made of them.  Every
 * character is half an em wide. */
#ifndef RAP_TESTS_PAGE_CASE_H
#define RAP_TESTS_PAGE_CASE_H

#include "parser/furniture.h"
#include "parser/lines.h"
#include "parser/paragraphs.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

enum { WORDS_MAX = 4096, WIDTH = 600, HEIGHT = 800, LEFT = 72, SIZE = 12, LEADING = 14 };

static rap_arena_t *arena;
static pages_t pages;
static page_word_t word[WORDS_MAX];
static size_t words;
static rap_err_t err;

static inline void setup(void)
{
    arena = rap_arena_new(64 << 20);
    pages_init(&pages);
    words = 0;
}

static inline void teardown(void)
{
    rap_arena_destroy(&arena);
}

/* A row of words of one style; single letters behind '^' are superscripts. */
static inline void put_style(double x, double y, double size, bool bold, const char *text)
{
    while (*text != '\0') {
        size_t len = strcspn(text, " ");

        if (len > 0) {
            ck_assert_uint_lt(words, WORDS_MAX);
            word[words++] = (page_word_t){.text = rap_arena_strndup(arena, text, len),
                .len = len,
                .x0 = x,
                .y0 = y - size,
                .x1 = x + size * 0.5 * (double)len,
                .y1 = y + size * 0.2,
                .size = size,
                .bold = bold,
                .space_after = text[len] == ' '};
        }
        x += size * 0.5 * (double)(len + 1);
        text += len + (text[len] == ' ');
    }
}

static inline void put(double x, double y, const char *text)
{
    put_style(x, y, SIZE, false, text);
}

static inline void centre(double y, bool bold, const char *text)
{
    put_style((WIDTH - 0.5 * SIZE * (double)strlen(text)) / 2, y, SIZE, bold, text);
}

static inline void end_page(void)
{
    ck_assert_int_eq(lines_add_page(&pages, WIDTH, HEIGHT, word, words, arena, &err), RAP_OK);
    words = 0;
}

/* Fills `text` up to `room` characters with words of five letters. */
static inline void stretch(char *text, size_t room)
{
    for (size_t len = strlen(text); len < room; len++)
        text[len] = len % 6 == 5 && len + 1 < room ? ' ' : 'a';
    text[room] = '\0';
}

/* A paragraph of `lines` full lines and a short one, which ends in a full stop; returns the next
 * line's y.  Each line begins with `name` and its number. */
static inline double fill(double x, double y, double indent, const char *name, int lines)
{
    for (int i = 0; i < lines; i++, y += LEADING) {
        double shift = i == 0 ? indent : 0;
        char text[80];

        (void)snprintf(text, sizeof text, "%s%d", name, i);
        stretch(text, (size_t)(75 - shift / (0.5 * SIZE)));
        put(x + shift, y, text);
    }
    put(x, y, "and this is its end.");
    return y + LEADING;
}

static inline layout_t make(void)
{
    layout_t layout = {0};

    ck_assert_int_eq(furniture_mark(&pages, arena, &err), RAP_OK);
    ck_assert_int_eq(paragraphs_make(&pages, arena, &layout, &err), RAP_OK);
    return layout;
}

static inline void check_block(
    const layout_t *layout, size_t i, layout_role_t role, const char *begins)
{
    ck_assert_uint_lt(i, layout->blocks);
    ck_assert_msg(strncmp(layout->block[i].text, begins, strlen(begins)) == 0,
        "block %zu is '%s', not '%s'", i, layout->block[i].text, begins);
    ck_assert_msg((layout->block[i].role) == role, "block %zu, '%s', has role %d", i,
        layout->block[i].text, (int)layout->block[i].role);
}

#endif
