/* tree_yaml.c - YAML events to the tree, by the core schema of YAML 1.2 (its chapter 10.3).
 *
 * libyaml's event parser gives the structure; which plain scalar is a number and which a
 * text is decided here, because libyaml does not and YAML 1.1's answers (`NO` is false,
 * `012` is ten) are wrong for country codes.  No recursion: the open containers are a stack.
 */
#include "base/tree.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/tree_private.h"

typedef struct level {
    json_t *container; /* borrowed from the tree */
    rap_tree_line_t *lines;
    const char *key; /* of a mapping: waits for its value */
    unsigned key_line;
} level_t;

typedef struct builder {
    rap_tree_t *tree;
    const char *text; /* the whole, to count lines in */
    level_t level[RAP_TREE_DEPTH_MAX];
    size_t depth;
    rap_err_t *err;
} builder_t;

static unsigned line_of(const yaml_event_t *event)
{
    return (unsigned)event->start_mark.line + 1;
}

#define fail_line(self, line, ...)                   \
    (rap_fail((self)->err, RAP_SYNTAX, __VA_ARGS__), \
        rap_fail_prefix((self)->err, "%s:%u", (self)->tree->name, (line)))

static bool is_one_of(const char *text, const char *const *words)
{
    while (*words != NULL && strcmp(text, *words) != 0)
        words++;
    return *words != NULL;
}

static bool is_digits(const char *text, const char *digits)
{
    return *text != '\0' && text[strspn(text, digits)] == '\0';
}

/* [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )? */
static bool is_real(const char *text)
{
    const char *const digits = "0123456789";

    text += *text == '-' || *text == '+';
    size_t whole = strspn(text, digits), part = 0;
    text += whole;
    if (*text == '.') {
        part = strspn(++text, digits);
        text += part;
    }
    if (whole + part == 0)
        return false;
    if (*text != 'e' && *text != 'E')
        return *text == '\0';
    text++;
    text += *text == '-' || *text == '+';
    return is_digits(text, digits);
}

/* Decimal with a sign, octal after 0o, hexadecimal after 0x; 0 when it is no integer. */
static int base_of(const char *text)
{
    if (strncmp(text, "0o", 2) == 0)
        return is_digits(text + 2, "01234567") ? 8 : 0;
    if (strncmp(text, "0x", 2) == 0)
        return is_digits(text + 2, "0123456789abcdefABCDEF") ? 16 : 0;
    return is_digits(text + (*text == '-' || *text == '+'), "0123456789") ? 10 : 0;
}

/* NULL where the number is out of range. */
static json_t *integer(const char *text, int base)
{
    errno = 0;
    long long value = strtoll(base == 10 ? text : text + 2, NULL, base);
    return errno == 0 ? json_integer(value) : NULL;
}

static json_t *real(const char *text)
{
    /* glibc's "C" locale is a constant: nothing is allocated, nothing to free */
    double value = strtod_l(text, NULL, newlocale(LC_ALL_MASK, "C", NULL));
    return isfinite(value) ? json_real(value) : NULL;
}

static bool is_not_finite(const char *text)
{
    static const char *const words[] = {".inf", ".Inf", ".INF", NULL};
    static const char *const nan_words[] = {".nan", ".NaN", ".NAN", NULL};

    return is_one_of(text + (*text == '-' || *text == '+'), words) || is_one_of(text, nan_words);
}

/* NULL where the scalar is a number that no field can hold. */
static json_t *plain(const char *text, size_t len)
{
    static const char *const nulls[] = {"", "~", "null", "Null", "NULL", NULL};
    static const char *const trues[] = {"true", "True", "TRUE", NULL};
    static const char *const falses[] = {"false", "False", "FALSE", NULL};

    if (is_one_of(text, nulls))
        return json_null();
    if (is_one_of(text, trues))
        return json_true();
    if (is_one_of(text, falses))
        return json_false();
    if (base_of(text) != 0)
        return integer(text, base_of(text));
    if (is_not_finite(text))
        return NULL;
    return is_real(text) ? real(text) : json_stringn(text, len);
}

static rap_code_t check_properties(
    builder_t *self, unsigned line, const yaml_char_t *anchor, const yaml_char_t *tag)
{
    if (anchor != NULL)
        return fail_line(self, line, "anchor '&%.40s': anchors are not taken, write the value out",
            (const char *)anchor);
    if (tag != NULL)
        return fail_line(
            self, line, "tag '%.40s': tags are not taken, quote a text instead", (const char *)tag);
    return RAP_OK;
}

/* Puts a value (taken) where the text is: under the waiting key, in the list, or as root. */
static rap_tree_line_t *put(builder_t *self, json_t *value, unsigned line)
{
    if (self->depth == 0) {
        self->tree->root = value;
        return rap_tree_add_line(self->tree, NULL, line);
    }
    level_t *top = &self->level[self->depth - 1];
    int failed;
    if (top->key != NULL) {
        failed = json_object_set_new(top->container, top->key, value);
        line = top->key_line;
        top->key = NULL;
    } else {
        failed = json_array_append_new(top->container, value);
    }
    if (failed != 0)
        abort(); /* the value is valid and the key is: out of memory */
    return rap_tree_add_line(self->tree, top->lines, line);
}

static rap_code_t take_key(builder_t *self, level_t *top, const yaml_event_t *event)
{
    const char *key = (const char *)event->data.scalar.value;

    if (json_object_get(top->container, key) != NULL)
        return fail_line(self, line_of(event), "key '%.80s' stands twice in one mapping", key);
    top->key = rap_arena_strndup(self->tree->arena, key, event->data.scalar.length);
    top->key_line = line_of(event);
    return RAP_OK;
}

static bool wants_key(const builder_t *self)
{
    if (self->depth == 0)
        return false;
    const level_t *top = &self->level[self->depth - 1];
    return top->key == NULL && json_is_object(top->container);
}

static rap_code_t take_scalar(builder_t *self, const yaml_event_t *event)
{
    const char *text = (const char *)event->data.scalar.value;
    size_t len = event->data.scalar.length;
    unsigned line = line_of(event);

    RAP_TRY(check_properties(self, line, event->data.scalar.anchor, event->data.scalar.tag));
    if (strlen(text) != len)
        return fail_line(self, line, "a text cannot hold the character NUL");
    if (wants_key(self))
        return take_key(self, &self->level[self->depth - 1], event);

    json_t *value = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE ? plain(text, len)
                                                                        : json_stringn(text, len);
    if (value == NULL)
        return fail_line(
            self, line, "%.40s is a number out of range: quote it if it is a text", text);
    put(self, value, line);
    return RAP_OK;
}

static rap_code_t open_container(builder_t *self, const yaml_event_t *event, json_t *(*make)(void))
{
    unsigned line = line_of(event);
    bool mapping = event->type == YAML_MAPPING_START_EVENT;

    RAP_TRY(check_properties(self, line,
        mapping ? event->data.mapping_start.anchor : event->data.sequence_start.anchor,
        mapping ? event->data.mapping_start.tag : event->data.sequence_start.tag));
    if (wants_key(self))
        return fail_line(self, line, "a key must be a text, not a list or a mapping");
    if (self->depth == RAP_TREE_DEPTH_MAX)
        return fail_line(self, line, "nested more than %d deep", RAP_TREE_DEPTH_MAX);

    json_t *container = make();
    rap_tree_line_t *lines = put(self, container, line);
    self->level[self->depth++] = (level_t){.container = container, .lines = lines};
    return RAP_OK;
}

static rap_code_t take_event(builder_t *self, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (self->tree->root != NULL)
            return fail_line(self, line_of(event), "a second document: write one a file");
        return RAP_OK;
    case YAML_ALIAS_EVENT:
        return fail_line(self, line_of(event),
            "alias '*%.40s': aliases are not taken, write the value out",
            (const char *)event->data.alias.anchor);
    case YAML_SCALAR_EVENT:
        return take_scalar(self, event);
    case YAML_SEQUENCE_START_EVENT:
        return open_container(self, event, json_array);
    case YAML_MAPPING_START_EVENT:
        return open_container(self, event, json_object);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        self->depth--;
        return RAP_OK;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_END_EVENT:
    default:
        return RAP_OK;
    }
}

/* libyaml's own complaint.  Its reader knows bytes, its scanner and parser know lines. */
static rap_code_t fail_parser(builder_t *self, const yaml_parser_t *parser)
{
    unsigned line = (unsigned)parser->problem_mark.line + 1;

    if (parser->error == YAML_MEMORY_ERROR)
        abort();
    if (parser->error == YAML_READER_ERROR)
        line = rap_tree_line_at(self->text, parser->problem_offset);
    if (parser->context == NULL)
        return fail_line(self, line, "%s", parser->problem);
    return fail_line(self, line, "%s %s", parser->problem, parser->context);
}

rap_code_t rap_tree_read_yaml(rap_tree_t *self, const char *text, size_t len, rap_err_t *err)
{
    builder_t builder = {.tree = self, .text = text, .err = err};
    yaml_parser_t parser;
    rap_code_t code = RAP_OK;

    if (!yaml_parser_initialize(&parser))
        abort();
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, len);
    for (bool ended = false; code == RAP_OK && !ended;) {
        yaml_event_t event;

        if (!yaml_parser_parse(&parser, &event)) {
            code = fail_parser(&builder, &parser);
            break;
        }
        code = take_event(&builder, &event);
        ended = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    if (code == RAP_OK && (self->root == NULL || json_is_null(self->root))) {
        self->root = json_object(); /* nothing but comments */
        rap_tree_add_line(self, NULL, 1);
    }
    return code;
}
