/* package_case.h - office documents made of the parts that a case shows, and their blocks. */
#ifndef RAP_TESTS_PACKAGE_CASE_H
#define RAP_TESTS_PACKAGE_CASE_H

#include "tests/unit/layout_case.h"
#include "tests/unit/package_text.h"

typedef struct parts_case {
    const char *name, *parts, *blocks;
} parts_case_t;

static rap_code_t read_parts(const char *parts, layout_t *ret, rap_err_t *err)
{
    package_make(parts, strlen(parts), &file);
    return read_bytes(file.data, file.len, ret, err);
}

static void become_blocks(const parts_case_t *self)
{
    char *found = NULL;
    size_t len = 0;
    layout_t layout = {0};
    rap_err_t err = {0};

    rap_code_t code = read_parts(self->parts, &layout, &err);
    ck_assert_msg(code == RAP_OK, "%s: %s", self->name, err.text);
    FILE *out = open_memstream(&found, &len);
    layout_text_blocks(&layout, out);
    ck_assert_int_eq(fclose(out), 0);
    is_as_expected(self->name, found, self->blocks);
}

static void parts_are_refused(const refusal_t *self)
{
    layout_t layout = {0};
    rap_err_t err = {0};
    rap_code_t code = read_parts(self->bytes, &layout, &err);

    is_refused(self, code, &err);
}

#endif
