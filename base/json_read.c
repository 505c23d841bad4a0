/* json_read.c - a JSON text to nodes: see tree_private.h
 *
 * Each byte of a text is looked at once, eight at a time where nothing is special; nothing is
 * allocated but nodes and their texts.  The text is anybody's: every look is bounded by `end`.
 */
#include "base/tree_private.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { REAL_MAX = 64 }; /* characters of a number that is not whole */

typedef struct parser {
    const rap_json_text_t *text;
    const char *at, *end;
    unsigned line, depth;
    rap_arena_t *arena;
    rap_err_t *err;
} parser_t;

static rap_code_t read_value(parser_t *self, rap_node_t *ret);

#define fail(self, ...) (rap_fail((self)->err, RAP_SYNTAX, __VA_ARGS__), located(self))

static rap_code_t located(parser_t *self)
{
    if (self->text->lines)
        return rap_fail_prefix(self->err, "%s:%u", self->text->name, self->line);
    return rap_fail_prefix(
        self->err, "%s: byte %zu", self->text->name, (size_t)(self->at - self->text->bytes));
}

static void *take(parser_t *self, size_t size)
{
    void *memory = rap_arena_alloc(self->arena, size);

    if (memory == NULL)
        (void)rap_fail(self->err, RAP_TOOBIG, "%s: more than the memory allowed", self->text->name);
    return memory;
}

static void skip_space(parser_t *self)
{
    for (; self->at < self->end; self->at++) {
        if (*self->at == '\n')
            self->line++;
        else if (*self->at != ' ' && *self->at != '\t' && *self->at != '\r')
            return;
    }
}

/* Is it there, behind space?  Then it is read. */
static bool take_char(parser_t *self, char c)
{
    skip_space(self);
    if (self->at == self->end || *self->at != c)
        return false;
    self->at++;
    return true;
}

/* ---- texts ---- */

static bool is_special(unsigned char c)
{
    return c == '"' || c == '\\' || c < 0x20;
}

static uint64_t all_bytes(unsigned char c)
{
    return c * UINT64_C(0x0101010101010101);
}

/* May one of eight bytes be special?  A borrow between bytes can only make "yes" of a "no". */
static bool may_be_special(const char *at)
{
    uint64_t word, quote, escape;

    memcpy(&word, at, sizeof word);
    quote = word ^ all_bytes('"');
    escape = word ^ all_bytes('\\');
    return (((word - all_bytes(0x20)) & ~word) | ((quote - all_bytes(1)) & ~quote) |
               ((escape - all_bytes(1)) & ~escape)) &
           all_bytes(0x80);
}

const char *rap_json_special(const char *at, const char *end)
{
    while ((size_t)(end - at) >= sizeof(uint64_t) && !may_be_special(at))
        at += sizeof(uint64_t);
    while (at < end && !is_special((unsigned char)*at))
        at++;
    return at;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* The four digits behind a \u at self->at, which moves behind them; -1 when they are none. */
static int32_t take_unit(parser_t *self)
{
    int32_t unit = 0;

    if (self->end - self->at < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        int digit = hex_digit(self->at[i]);

        if (digit < 0)
            return -1;
        unit = unit << 4 | digit;
    }
    self->at += 4;
    return unit;
}

static char *put_point(char *out, uint32_t c)
{
    if (c < 0x80) {
        *out++ = (char)c;
    } else if (c < 0x800) {
        *out++ = (char)(0xc0 | c >> 6);
        *out++ = (char)(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        *out++ = (char)(0xe0 | c >> 12);
        *out++ = (char)(0x80 | (c >> 6 & 0x3f));
        *out++ = (char)(0x80 | (c & 0x3f));
    } else {
        *out++ = (char)(0xf0 | c >> 18);
        *out++ = (char)(0x80 | (c >> 12 & 0x3f));
        *out++ = (char)(0x80 | (c >> 6 & 0x3f));
        *out++ = (char)(0x80 | (c & 0x3f));
    }
    return out;
}

/* A character as \u, one outside of the first plane as two of them.  Never longer than what it
 * was written as. */
static rap_code_t unescape_point(parser_t *self, char **out)
{
    int32_t unit = take_unit(self);
    uint32_t point = (uint32_t)unit;

    if (unit < 0)
        return fail(self, "four hexadecimal digits are expected");
    if (unit == 0)
        return fail(self, "a text cannot hold the character NUL");
    if (unit >= 0xd800 && unit < 0xdc00 && self->end - self->at >= 2 && self->at[0] == '\\' &&
        self->at[1] == 'u') {
        self->at += 2;
        int32_t low = take_unit(self);

        if (low < 0xdc00 || low >= 0xe000)
            return fail(self, "half of a surrogate pair");
        point = 0x10000u + ((uint32_t)(unit - 0xd800) << 10) + (uint32_t)(low - 0xdc00);
    } else if (unit >= 0xd800 && unit < 0xe000) {
        return fail(self, "half of a surrogate pair");
    }
    *out = put_point(*out, point);
    return RAP_OK;
}

static rap_code_t unescape(parser_t *self, char **out)
{
    static const char letters[] = "\"\\/bfnrt", characters[] = "\"\\/\b\f\n\r\t";
    char c = self->at < self->end ? *self->at : '\0';
    const char *found = c != '\0' ? strchr(letters, c) : NULL;

    if (c == 'u') {
        self->at++;
        return unescape_point(self, out);
    }
    if (found == NULL)
        return fail(self, "an unknown escape in a text");
    self->at++;
    *(*out)++ = characters[found - letters];
    return RAP_OK;
}

/* The end of the text whose opening quote was read: the place of its closing one. */
static rap_code_t find_end(parser_t *self, const char **ret)
{
    const char *at = self->at;

    while ((at = rap_json_special(at, self->end)) < self->end && *at == '\\')
        at += self->end - at >= 2 ? 2 : 1;
    if (at < self->end && *at == '"') {
        *ret = at;
        return RAP_OK;
    }
    self->at = at;
    return at == self->end ? fail(self, "a text is not closed")
                           : fail(self, "a control character in a text");
}

/* A text whose opening quote was read. */
static rap_code_t read_text(parser_t *self, const char **ret, size_t *ret_len)
{
    const char *end = self->at;

    RAP_TRY(find_end(self, &end));
    char *text = take(self, (size_t)(end - self->at) + 1), *out = text;
    if (text == NULL)
        return self->err->code;
    while (self->at < end) {
        const char *next = rap_json_special(self->at, end);
        size_t plain = (size_t)(next - self->at);

        memcpy(out, self->at, plain);
        out += plain;
        self->at = next;
        if (next == end)
            break;
        self->at++; /* the backslash */
        RAP_TRY(unescape(self, &out));
    }
    self->at++; /* the closing quote */
    *ret = text;
    *ret_len = (size_t)(out - text);
    return RAP_OK;
}

/* ---- numbers ---- */

static size_t skip_digits(parser_t *self)
{
    const char *from = self->at;

    while (self->at < self->end && *self->at >= '0' && *self->at <= '9')
        self->at++;
    return (size_t)(self->at - from);
}

static rap_code_t read_whole(parser_t *self, const char *from, rap_node_t *ret)
{
    bool negative = *from == '-';
    int64_t value = 0;

    for (const char *at = from + negative; at < self->at; at++) {
        int digit = *at - '0';

        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, negative ? -digit : digit, &value))
            return fail(self, "a number out of range");
    }
    ret->kind = RAP_NODE_INT;
    ret->whole = value;
    return RAP_OK;
}

static rap_code_t read_real(parser_t *self, const char *from, rap_node_t *ret)
{
    char digits[REAL_MAX + 1];
    size_t len = (size_t)(self->at - from);

    if (len > REAL_MAX)
        return fail(self, "a number of more than %d characters", REAL_MAX);
    memcpy(digits, from, len);
    digits[len] = '\0';
    /* glibc's "C" locale is a constant: nothing is allocated, nothing to free */
    ret->real = strtod_l(digits, NULL, newlocale(LC_ALL_MASK, "C", NULL));
    if (!isfinite(ret->real))
        return fail(self, "a number out of range");
    ret->kind = RAP_NODE_REAL;
    return RAP_OK;
}

static rap_code_t read_number(parser_t *self, rap_node_t *ret)
{
    const char *from = self->at;
    bool is_whole = true, is_right;

    self->at += *from == '-';
    bool zero = self->at < self->end && *self->at == '0';
    is_right = zero ? (self->at++, true) : skip_digits(self) > 0;
    if (is_right && self->at < self->end && *self->at == '.') {
        self->at++;
        is_right = skip_digits(self) > 0;
        is_whole = false;
    }
    if (is_right && self->at < self->end && (*self->at == 'e' || *self->at == 'E')) {
        self->at++;
        self->at += self->at < self->end && (*self->at == '+' || *self->at == '-');
        is_right = skip_digits(self) > 0;
        is_whole = false;
    }
    if (!is_right)
        return fail(self, "a number lacks a digit");
    return is_whole ? read_whole(self, from, ret) : read_real(self, from, ret);
}

/* ---- values ---- */

static bool take_word(parser_t *self, const char *word)
{
    size_t len = strlen(word);

    if ((size_t)(self->end - self->at) < len || memcmp(self->at, word, len) != 0)
        return false;
    self->at += len;
    return true;
}

static rap_code_t read_word(parser_t *self, rap_node_t *ret)
{
    ret->kind = RAP_NODE_BOOL;
    if (take_word(self, "true"))
        ret->truth = true;
    else if (take_word(self, "null"))
        ret->kind = RAP_NODE_NULL;
    else if (!take_word(self, "false"))
        return fail(self, "a value is expected");
    return RAP_OK;
}

static rap_code_t read_key(parser_t *self, rap_node_t *member)
{
    size_t len;

    if (!take_char(self, '"'))
        return fail(self, "a key in quotes is expected");
    member->line = self->line;
    RAP_TRY(read_text(self, &member->key, &len));
    return take_char(self, ':') ? RAP_OK : fail(self, "':' is expected");
}

static rap_code_t check_keys(parser_t *self, const rap_node_t *mapping)
{
    const rap_node_t *twice = rap_node_twice(mapping);

    if (twice == NULL)
        return RAP_OK;
    self->line = twice->line;
    return fail(self, "key '%.80s' stands twice in one mapping", twice->key);
}

/* A list or a mapping whose opening bracket was read. */
static rap_code_t read_within(parser_t *self, char close, rap_node_t *ret)
{
    bool mapping = ret->kind == RAP_NODE_MAPPING;

    if (take_char(self, close))
        return RAP_OK;
    do {
        rap_node_t *node = take(self, sizeof *node);

        if (node == NULL)
            return self->err->code;
        if (mapping)
            RAP_TRY(read_key(self, node));
        RAP_TRY(read_value(self, node));
        rap_node_add(ret, node);
    } while (take_char(self, ','));
    if (!take_char(self, close))
        return fail(self, "',' or '%c' is expected", close);
    return mapping ? check_keys(self, ret) : RAP_OK;
}

static rap_code_t read_container(parser_t *self, rap_node_t *ret)
{
    bool mapping = *self->at == '{';

    if (self->depth == RAP_TREE_DEPTH_MAX)
        return fail(self, "nested more than %d deep", RAP_TREE_DEPTH_MAX);
    self->at++;
    self->depth++;
    ret->kind = mapping ? RAP_NODE_MAPPING : RAP_NODE_LIST;
    RAP_TRY(read_within(self, mapping ? '}' : ']', ret));
    self->depth--;
    return RAP_OK;
}

static rap_code_t read_value(parser_t *self, rap_node_t *ret)
{
    skip_space(self);
    if (ret->key == NULL)
        ret->line = self->line;
    if (self->at == self->end)
        return fail(self, "a value is expected");
    switch (*self->at) {
    case '{':
    case '[':
        return read_container(self, ret);
    case '"':
        self->at++;
        ret->kind = RAP_NODE_TEXT;
        return read_text(self, &ret->text.bytes, &ret->text.len);
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
        return read_number(self, ret);
    default:
        return read_word(self, ret);
    }
}

rap_code_t rap_json_read(
    const rap_json_text_t *text, rap_arena_t *arena, rap_node_t **ret, rap_err_t *err)
{
    parser_t self = {.text = text,
        .at = text->bytes,
        .end = text->bytes + text->len,
        .line = text->lines ? 1 : 0,
        .arena = arena,
        .err = err};
    rap_node_t *root = take(&self, sizeof *root);

    if (root == NULL)
        return err->code;
    RAP_TRY(read_value(&self, root));
    skip_space(&self);
    if (self.at < self.end)
        return fail(&self, "more follows the value");
    *ret = root;
    return RAP_OK;
}
