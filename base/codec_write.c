/* codec_write.c - a struct as one line of JSON, straight into the buffer. */
#include "base/codec_private.h"

#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static rap_code_t write_struct(
    const rap_table_t *table, const void *self, rap_buf_t *out, rap_err_t *err);

/* The escape of a character that may not stand in a JSON string as it is. */
static rap_code_t write_escape(unsigned char c, rap_buf_t *out, rap_err_t *err)
{
    static const char plain[] = "\"\\\b\f\n\r\t";
    static const char letter[] = "\"\\bfnrt";
    const char *found = strchr(plain, c);

    if (found != NULL) {
        char pair[2] = {'\\', letter[found - plain]};
        return rap_buf_add(out, pair, sizeof pair, err);
    }
    char code[8];
    (void)snprintf(code, sizeof code, "\\u%04x", c);
    return rap_buf_add(out, code, 6, err);
}

static rap_code_t write_string(const char *text, rap_buf_t *out, rap_err_t *err)
{
    size_t len = strlen(text), start = 0;

    if (!rap_text_is_utf8(text, len))
        return rap_fail(err, RAP_SCHEMA, "the text is not UTF-8");
    RAP_TRY(rap_buf_char(out, '"', err));
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];

        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        RAP_TRY(rap_buf_add(out, text + start, i - start, err));
        RAP_TRY(write_escape(c, out, err));
        start = i + 1;
    }
    RAP_TRY(rap_buf_add(out, text + start, len - start, err));
    return rap_buf_char(out, '"', err);
}

static rap_code_t write_int(int64_t value, rap_buf_t *out, rap_err_t *err)
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%" PRId64, value);

    return rap_buf_add(out, digits, (size_t)len, err);
}

/* The shortest of 15 to 17 digits that reads back as the same number. */
static rap_code_t write_real(double value, rap_buf_t *out, rap_err_t *err)
{
    char digits[32];
    int len = 0;

    if (!isfinite(value))
        return rap_fail(err, RAP_SCHEMA, "JSON has no number that is not finite");
    for (int precision = 15; precision <= 17; precision++) {
        len = snprintf(digits, sizeof digits, "%.*g", precision, value);
        char *point = digits + strcspn(digits, ".,"); /* a locale may write a comma */
        if (*point == ',')
            *point = '.';
        if (strtod_l(digits, NULL, newlocale(LC_ALL_MASK, "C", NULL)) == value)
            break;
    }
    return rap_buf_add(out, digits, (size_t)len, err);
}

static rap_code_t write_choice(const rap_field_t *field, int value, rap_buf_t *out, rap_err_t *err)
{
    int count = 0;

    while (field->choices[count] != NULL)
        count++;
    if (value < 0 || value >= count)
        return rap_fail(err, RAP_SCHEMA, "%d is none of its %d choices", value, count);
    return write_string(field->choices[value], out, err);
}

static rap_code_t write_strings(const rap_strings_t *list, rap_buf_t *out, rap_err_t *err)
{
    RAP_TRY(rap_buf_char(out, '[', err));
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0)
            RAP_TRY(rap_buf_char(out, ',', err));
        RAP_TRY(write_string(list->item[i], out, err));
    }
    return rap_buf_char(out, ']', err);
}

/* A list of structs, or an object of them when their first member is the key. */
static rap_code_t write_array(
    const rap_field_t *field, const rap_array_t *array, rap_buf_t *out, rap_err_t *err)
{
    bool map = field->kind == RAP_KIND_MAP;

    RAP_TRY(rap_buf_char(out, map ? '{' : '[', err));
    for (size_t i = 0; i < array->count; i++) {
        const char *item = (const char *)array->item + i * field->table->size;

        if (i > 0)
            RAP_TRY(rap_buf_char(out, ',', err));
        if (map) {
            RAP_TRY(write_string(*(const char *const *)(const void *)item, out, err));
            RAP_TRY(rap_buf_char(out, ':', err));
        }
        RAP_TRY(write_struct(field->table, item, out, err));
    }
    return rap_buf_char(out, map ? '}' : ']', err);
}

static rap_code_t write_value(
    const rap_field_t *field, const void *at, rap_buf_t *out, rap_err_t *err)
{
    switch (field->kind) {
    case RAP_KIND_BOOL:
        return rap_buf_text(out, *(const bool *)at ? "true" : "false", err);
    case RAP_KIND_INT:
    case RAP_KIND_BYTES:
    case RAP_KIND_TIME:
        return write_int(*(const int64_t *)at, out, err);
    case RAP_KIND_REAL:
        return write_real(*(const double *)at, out, err);
    case RAP_KIND_STRING:
        return write_string(*(const char *const *)at, out, err);
    case RAP_KIND_CHOICE:
        return write_choice(field, *(const int *)at, out, err);
    case RAP_KIND_STRINGS:
        return write_strings(at, out, err);
    case RAP_KIND_OBJECT:
        return write_struct(field->table, at, out, err);
    case RAP_KIND_OPTIONAL:
        return write_struct(field->table, *(const void *const *)at, out, err);
    case RAP_KIND_ARRAY:
    case RAP_KIND_MAP:
        return write_array(field, at, out, err);
    case RAP_KIND_END:
    default:
        return rap_fail(err, RAP_INTERNAL, "'%s' has no kind", field->name);
    }
}

static bool is_absent(const rap_field_t *field, const void *at)
{
    if (field->kind != RAP_KIND_STRING && field->kind != RAP_KIND_OPTIONAL)
        return false;
    return *(const void *const *)at == NULL;
}

static rap_code_t write_member(
    const rap_field_t *field, const void *at, rap_buf_t *out, rap_err_t *err)
{
    RAP_TRY(rap_buf_char(out, '"', err));
    RAP_TRY(rap_buf_text(out, field->name, err)); /* names are plain ASCII */
    RAP_TRY(rap_buf_text(out, "\":", err));
    if (is_absent(field, at))
        return rap_buf_text(out, "null", err);

    rap_code_t code = write_value(field, at, out, err);
    if (code == RAP_SCHEMA)
        rap_fail_prefix(err, "%s", field->name);
    return code;
}

static rap_code_t write_struct(
    const rap_table_t *table, const void *self, rap_buf_t *out, rap_err_t *err)
{
    bool first = true;

    RAP_TRY(rap_buf_char(out, '{', err));
    for (const rap_field_t *field = table->fields; field->kind != RAP_KIND_END; field++) {
        const void *at = rap_codec_at_const(field, self);

        if (is_absent(field, at) && (field->flags & RAP_KEEP_NULL) == 0)
            continue;
        if (!first)
            RAP_TRY(rap_buf_char(out, ',', err));
        first = false;
        RAP_TRY(write_member(field, at, out, err));
    }
    return rap_buf_char(out, '}', err);
}

/* -- bounds ----------------------------------------------------------------------------- */

static rap_code_t fits_struct(const rap_table_t *table, const void *self, rap_err_t *err);

static rap_code_t fits_items(const rap_field_t *field, const rap_array_t *array, rap_err_t *err)
{
    RAP_TRY(rap_codec_check_count(field, array->count, err));
    for (size_t i = 0; i < array->count; i++)
        RAP_TRY(fits_struct(field->table, (const char *)array->item + i * field->table->size, err));
    return RAP_OK;
}

static rap_code_t fits_strings(const rap_field_t *field, const rap_strings_t *list, rap_err_t *err)
{
    RAP_TRY(rap_codec_check_count(field, list->count, err));
    for (size_t i = 0; i < list->count; i++)
        RAP_TRY(rap_codec_check_len(field, strlen(list->item[i]), err));
    return RAP_OK;
}

static rap_code_t fits_member(const rap_field_t *field, const void *at, rap_err_t *err)
{
    if (is_absent(field, at))
        return RAP_OK;
    switch (field->kind) {
    case RAP_KIND_STRING:
        return rap_codec_check_len(field, strlen(*(const char *const *)at), err);
    case RAP_KIND_STRINGS:
        return fits_strings(field, at, err);
    case RAP_KIND_OBJECT:
        return fits_struct(field->table, at, err);
    case RAP_KIND_OPTIONAL:
        return fits_struct(field->table, *(const void *const *)at, err);
    case RAP_KIND_ARRAY:
    case RAP_KIND_MAP:
        return fits_items(field, at, err);
    case RAP_KIND_BOOL:
    case RAP_KIND_INT:
    case RAP_KIND_REAL:
    case RAP_KIND_BYTES:
    case RAP_KIND_TIME:
    case RAP_KIND_CHOICE:
    case RAP_KIND_END:
    default:
        return RAP_OK; /* as long as it is */
    }
}

static rap_code_t fits_struct(const rap_table_t *table, const void *self, rap_err_t *err)
{
    for (const rap_field_t *field = table->fields; field->kind != RAP_KIND_END; field++)
        if (fits_member(field, rap_codec_at_const(field, self), err) != RAP_OK)
            return rap_fail_prefix(err, "%s", field->name);
    return RAP_OK;
}

rap_code_t rap_codec_fits(const rap_table_t *table, const void *self, rap_err_t *err)
{
    if (fits_struct(table, self, err) == RAP_OK)
        return RAP_OK;
    err->code = RAP_TOOBIG;
    return rap_fail_prefix(err, "%s", table->name);
}

rap_code_t rap_codec_write(
    const rap_table_t *table, const void *self, rap_buf_t *out, rap_err_t *err)
{
    size_t len = out->len;

    if (write_struct(table, self, out, err) == RAP_OK)
        return RAP_OK;
    out->len = len; /* nothing half written */
    out->data[len] = '\0';
    return rap_fail_prefix(err, "%s", table->name);
}
