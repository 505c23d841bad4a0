/* layout_case.h - a file that is read into a layout, and what is expected of it. */
#ifndef RAP_TESTS_LAYOUT_CASE_H
#define RAP_TESTS_LAYOUT_CASE_H

#include "base/buf.h"
#include "parser/layout.h"
#include "tests/unit/layout_text.h"

#include <check.h>
#include <string.h>

enum { FILE_MAX = 64 << 20, ARENA_MAX = 64 << 20 };

static rap_arena_t *arena;
static rap_buf_t file;

static void set_up(void)
{
    arena = rap_arena_new(ARENA_MAX);
    rap_buf_init(&file, FILE_MAX);
}

static void tear_down(void)
{
    rap_buf_release(&file);
    rap_arena_destroy(&arena);
}

/* A file whose address says nothing about it. */
static inline rap_code_t read_bytes(const char *bytes, size_t len, layout_t *ret, rap_err_t *err)
{
    rap_envelope_t envelope = {.url = ""};

    return layout_read(bytes, len, &envelope, arena, ret, err);
}

/* `found` is freed. */
static inline void is_as_expected(const char *name, char *found, const char *expected)
{
    ck_assert_msg(
        strcmp(found, expected) == 0, "%s:\n--- found\n%s--- expected\n%s", name, found, expected);
    free(found);
}

typedef struct refusal {
    const char *bytes;
    rap_code_t code;
    const char *says; /* NULL: whatever the library does */
} refusal_t;

static inline void is_refused(const refusal_t *self, rap_code_t code, const rap_err_t *err)
{
    ck_assert_msg(code == self->code, "%s: %s", rap_code_name(code), err->text);
    if (self->says != NULL)
        ck_assert_str_eq(err->text, self->says);
}

static inline void add(rap_buf_t *out, const char *text, size_t times)
{
    size_t len = strlen(text);
    rap_err_t err;
    char *at;

    ck_assert_int_eq(rap_buf_room(out, len * times, &at, &err), RAP_OK);
    for (size_t i = 0; i < times; i++)
        memcpy(at + i * len, text, len);
    rap_buf_grew(out, len * times);
}

#endif
