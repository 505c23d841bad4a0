/* codec_text.c - single values: their bounds, their defaults, and as a person writes them. */
#include "base/codec_private.h"

#include <errno.h>
#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIST_MAX = 4096, WORD_MAX = 63, NUMBER_SIZE = 32 };

typedef struct unit {
    const char *name;
    int64_t factor;
} unit_t;

/* Rising, so that the last one that divides a value is the one to write it with. */
static const unit_t byte_units[] = {{"K", 1 << 10}, {"M", 1 << 20}, {"G", 1 << 30}, {NULL, 0}};
static const unit_t time_units[] = {
    {"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}, {"d", 86400000}, {NULL, 0}};

static const unit_t *units_of(const rap_field_t *field)
{
    return field->kind == RAP_KIND_TIME ? time_units : byte_units;
}

/* "64M" rather than 67108864, in the complaints about a bound. */
static const char *amount(const rap_field_t *field, int64_t value, char out[NUMBER_SIZE])
{
    unit_t best = {"", 1};

    if (field->kind != RAP_KIND_INT && value != 0)
        for (const unit_t *unit = units_of(field); unit->name != NULL; unit++)
            if (value % unit->factor == 0)
                best = *unit;
    (void)snprintf(out, NUMBER_SIZE, "%" PRId64 "%s", value / best.factor, best.name);
    return out;
}

static bool has_max(const rap_field_t *field)
{
    return field->max > field->min || (field->max == field->min && field->max != 0);
}

static bool has_min(const rap_field_t *field)
{
    return field->min != 0 || field->max > 0 || field->kind == RAP_KIND_BYTES ||
           field->kind == RAP_KIND_TIME;
}

rap_code_t rap_codec_check_int(const rap_field_t *field, int64_t value, rap_err_t *err)
{
    char is[NUMBER_SIZE], bound[NUMBER_SIZE];

    if (has_max(field) && value > field->max)
        return rap_fail(err, RAP_CONFIG, "%s is more than %s", amount(field, value, is),
            amount(field, field->max, bound));
    if (has_min(field) && value < field->min)
        return rap_fail(err, RAP_CONFIG, "%s is less than %s", amount(field, value, is),
            amount(field, field->min, bound));
    return RAP_OK;
}

rap_code_t rap_codec_check_real(const rap_field_t *field, double value, rap_err_t *err)
{
    if (!isfinite(value))
        return rap_fail(err, RAP_CONFIG, "must be a finite number");
    if (has_max(field) && value > (double)field->max)
        return rap_fail(err, RAP_CONFIG, "%g is more than %" PRId64, value, field->max);
    if (has_min(field) && value < (double)field->min)
        return rap_fail(err, RAP_CONFIG, "%g is less than %" PRId64, value, field->min);
    return RAP_OK;
}

rap_code_t rap_codec_check_len(const rap_field_t *field, size_t len, rap_err_t *err)
{
    size_t max = RAP_CODEC_TEXT_MAX;

    if (field->kind == RAP_KIND_STRING && field->max > 0)
        max = (size_t)field->max;
    if (len > max)
        return rap_fail(err, RAP_CONFIG, "%zu bytes are more than %zu", len, max);
    if (field->kind == RAP_KIND_STRING && field->min > 0 && len < (size_t)field->min)
        return rap_fail(err, RAP_CONFIG, "%zu bytes are fewer than %" PRId64, len, field->min);
    return RAP_OK;
}

rap_code_t rap_codec_check_count(const rap_field_t *field, size_t count, rap_err_t *err)
{
    size_t max = field->max > 0 ? (size_t)field->max : LIST_MAX;

    if (count > max)
        return rap_fail(err, RAP_CONFIG, "%zu items are more than %zu", count, max);
    if (field->min > 0 && count < (size_t)field->min)
        return rap_fail(err, RAP_CONFIG, "%zu items are fewer than %" PRId64, count, field->min);
    return RAP_OK;
}

/* The number at the text's start; *ret_rest is what follows it. */
static rap_code_t parse_number(
    const char *text, int64_t *ret, const char **ret_rest, rap_err_t *err)
{
    char *end;

    if (*text != '-' && (*text < '0' || *text > '9'))
        return rap_fail(err, RAP_CONFIG, "'%.40s' is not a number", text);
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (end == text || errno != 0)
        return rap_fail(err, RAP_CONFIG, "'%.40s' is not a number in range", text);
    *ret = value;
    *ret_rest = end;
    return RAP_OK;
}

rap_code_t rap_codec_parse_unit(
    const rap_field_t *field, const char *text, int64_t *ret, rap_err_t *err)
{
    const char *rest;
    int64_t value;

    RAP_TRY(parse_number(text, &value, &rest, err));
    if (*rest != '\0') {
        const unit_t *unit = units_of(field);

        while (unit->name != NULL && strcmp(rest, unit->name) != 0)
            unit++;
        if (unit->name == NULL)
            return rap_fail(err, RAP_CONFIG, "'%.40s' has no known unit; the units are %s", text,
                field->kind == RAP_KIND_TIME ? "ms, s, m, h, d" : "K, M, G");
        if (__builtin_mul_overflow(value, unit->factor, &value))
            return rap_fail(err, RAP_CONFIG, "'%.40s' is not a number in range", text);
    }
    RAP_TRY(rap_codec_check_int(field, value, err));
    *ret = value;
    return RAP_OK;
}

rap_code_t rap_codec_parse_choice(
    const rap_field_t *field, const char *word, int *ret, rap_err_t *err)
{
    char list[sizeof err->text] = "";
    size_t len = 0;

    for (int i = 0; field->choices[i] != NULL; i++)
        if (strcmp(word, field->choices[i]) == 0) {
            *ret = i;
            return RAP_OK;
        }
    for (int i = 0; field->choices[i] != NULL && len < sizeof list; i++) {
        int size =
            snprintf(list + len, sizeof list - len, "%s%s", i > 0 ? ", " : "", field->choices[i]);
        len += (size_t)size;
    }
    return rap_fail(err, RAP_CONFIG, "'%.40s' is none of %.180s", word, list);
}

rap_code_t rap_codec_parse_bool(const char *text, bool *ret, rap_err_t *err)
{
    static const char *const words[] = {"no", "yes", "false", "true", "off", "on", "0", "1"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(text, words[i]) == 0) {
            *ret = i % 2 == 1;
            return RAP_OK;
        }
    return rap_fail(err, RAP_CONFIG, "'%.40s' is neither yes nor no", text);
}

static rap_code_t parse_int(
    const rap_field_t *field, const char *text, int64_t *ret, rap_err_t *err)
{
    const char *rest;
    int64_t value;

    RAP_TRY(parse_number(text, &value, &rest, err));
    if (*rest != '\0')
        return rap_fail(err, RAP_CONFIG, "'%.40s' is not a number", text);
    RAP_TRY(rap_codec_check_int(field, value, err));
    *ret = value;
    return RAP_OK;
}

static rap_code_t parse_real(
    const rap_field_t *field, const char *text, double *ret, rap_err_t *err)
{
    char *end;
    double value = strtod_l(text, &end, newlocale(LC_ALL_MASK, "C", NULL));

    if (end == text || *end != '\0')
        return rap_fail(err, RAP_CONFIG, "'%.40s' is not a number", text);
    RAP_TRY(rap_codec_check_real(field, value, err));
    *ret = value;
    return RAP_OK;
}

rap_code_t rap_codec_copy(
    rap_arena_t *arena, const char *text, size_t len, const char **ret, rap_err_t *err)
{
    const char *copy = rap_arena_strndup(arena, text, len);

    if (copy == NULL)
        return rap_fail(err, RAP_TOOBIG, "more than the memory allowed");
    *ret = copy;
    return RAP_OK;
}

rap_code_t rap_codec_alloc(
    rap_arena_t *arena, size_t count, size_t size, void **ret, rap_err_t *err)
{
    void *memory = rap_arena_array(arena, count, size);

    if (memory == NULL)
        return rap_fail(err, RAP_TOOBIG, "more than the memory allowed");
    *ret = memory;
    return RAP_OK;
}

static rap_code_t parse_string(const rap_field_t *field, const char *text, const char **ret,
    rap_arena_t *arena, rap_err_t *err)
{
    RAP_TRY(rap_codec_check_len(field, strlen(text), err));
    return rap_codec_copy(arena, text, strlen(text), ret, err);
}

/* "a, b,c": blanks around an item are not part of it; an empty text is an empty list. */
static rap_code_t parse_strings(const rap_field_t *field, const char *text, rap_strings_t *ret,
    rap_arena_t *arena, rap_err_t *err)
{
    rap_strings_t list = {0};
    const char comma = (field->flags & RAP_ONE_EACH) == 0 ? ',' : '\0';
    size_t count = *text != '\0';
    void *items;

    for (const char *at = text; *at != '\0'; at++)
        count += *at == comma;
    RAP_TRY(rap_codec_check_count(field, count, err));
    RAP_TRY(rap_codec_alloc(arena, count, sizeof *list.item, &items, err));
    list.item = items;
    for (const char *at = text; list.count < count; list.count++) {
        at += strspn(at, " ");
        const char *end = strchrnul(at, comma);
        size_t len = (size_t)(end - at);
        while (len > 0 && at[len - 1] == ' ')
            len--;
        RAP_TRY(rap_codec_check_len(field, len, err));
        RAP_TRY(rap_codec_copy(arena, at, len, &list.item[list.count], err));
        at = *end != '\0' ? end + 1 : end;
    }
    *ret = list;
    return RAP_OK;
}

rap_code_t rap_codec_text(
    const rap_field_t *field, void *self, const char *text, rap_arena_t *arena, rap_err_t *err)
{
    void *at = rap_codec_at(field, self);

    switch (field->kind) {
    case RAP_KIND_BOOL:
        return rap_codec_parse_bool(text, at, err);
    case RAP_KIND_INT:
        return parse_int(field, text, at, err);
    case RAP_KIND_REAL:
        return parse_real(field, text, at, err);
    case RAP_KIND_BYTES:
    case RAP_KIND_TIME:
        return rap_codec_parse_unit(field, text, at, err);
    case RAP_KIND_STRING:
        return parse_string(field, text, at, arena, err);
    case RAP_KIND_CHOICE:
        return rap_codec_parse_choice(field, text, at, err);
    case RAP_KIND_STRINGS:
        return parse_strings(field, text, at, arena, err);
    case RAP_KIND_OBJECT:
    case RAP_KIND_OPTIONAL:
    case RAP_KIND_ARRAY:
    case RAP_KIND_MAP:
    case RAP_KIND_END:
    default:
        return rap_fail(
            err, RAP_CONFIG, "'%s' cannot be one word; set it in the file", field->name);
    }
}

rap_code_t rap_codec_preset(
    const rap_field_t *field, void *self, rap_arena_t *arena, rap_err_t *err)
{
    if (field->kind == RAP_KIND_OBJECT)
        return rap_codec_presets(field->table, rap_codec_at(field, self), arena, err);
    if (field->preset == NULL)
        return RAP_OK;
    if (rap_codec_text(field, self, field->preset, arena, err) != RAP_OK)
        return rap_fail_prefix(err, "the default of '%s'", field->name);
    return RAP_OK;
}

static size_t min_of(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Edits (insert, drop, replace, swap of neighbours) that make `a` of `b`, both not longer
 * than WORD_MAX: the optimal string alignment distance, three rows at a time. */
static size_t distance(const char *a, const char *b)
{
    size_t rows[3][WORD_MAX + 1];
    size_t len = strlen(b);
    size_t *before = rows[0], *above = rows[1], *row = rows[2];

    for (size_t k = 0; k <= len; k++)
        before[k] = above[k] = k;
    for (size_t i = 1; a[i - 1] != '\0'; i++) {
        row[0] = i;
        for (size_t k = 1; k <= len; k++) {
            row[k] = min_of(above[k], row[k - 1]) + 1;
            row[k] = min_of(row[k], above[k - 1] + (a[i - 1] != b[k - 1]));
            if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1])
                row[k] = min_of(row[k], before[k - 2] + 1);
        }
        size_t *oldest = before;
        before = above;
        above = row;
        row = oldest;
    }
    return above[len];
}

/* Keeps `word` when it is nearer to `key` than *best_distance. */
static void consider(const char *key, const char *word, const char **best, size_t *best_distance)
{
    if (strlen(word) > WORD_MAX || strlen(key) > WORD_MAX)
        return;
    size_t edits = distance(key, word);
    if (edits < *best_distance) {
        *best = word;
        *best_distance = edits;
    }
}

/* A third of the letters may be wrong, and at least one. */
static size_t too_far(const char *word)
{
    return strlen(word) / 3 + 2;
}

const char *rap_codec_nearest(const char *word, const char *const *words)
{
    size_t nearest = too_far(word);
    const char *best = NULL;

    for (; *words != NULL; words++)
        consider(word, *words, &best, &nearest);
    return best;
}

const char *rap_codec_nearest_key(const char *key, const rap_table_t *table)
{
    size_t nearest = too_far(key);
    const char *best = NULL;

    for (const rap_field_t *field = table->fields; field->kind != RAP_KIND_END; field++)
        consider(key, field->name, &best, &nearest);
    return best;
}
