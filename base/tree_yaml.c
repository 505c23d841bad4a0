/* tree_yaml.c - YAML events to the tree, by the core schema of YAML 1.2 (its chapter 10.3).
 *
 * libyaml's event parser gives the structure; which plain scalar is a number and which a
 * text is decided here, because libyaml does not and YAML 1.1's answers (`NO` is false,
 * `012` is ten) are wrong for country codes.  No recursion: the open containers are a stack.
 */
#include "base/tree.h"

#include <assert.h>
#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/tree_private.h"

typedef struct level {
    rap_node_t *container;
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

static bool is_integer(const char *text, int base, rap_node_t *node)
{
    errno = 0;
    node->kind = RAP_NODE_INT;
    node->whole = strtoll(base == 10 ? text : text + 2, NULL, base);
    return errno == 0;
}

static bool is_finite(const char *text, rap_node_t *node)
{
    node->kind = RAP_NODE_REAL;
    /* glibc's "C" locale is a constant: nothing is allocated, nothing to free */
    node->real = strtod_l(text, NULL, newlocale(LC_ALL_MASK, "C", NULL));
    return isfinite(node->real);
}

static bool is_bool(bool truth, rap_node_t *node)
{
    node->kind = RAP_NODE_BOOL;
    node->truth = truth;
    return true;
}

static bool is_not_finite(const char *text)
{
    static const char *const words[] = {".inf", ".Inf", ".INF", NULL};
    static const char *const nan_words[] = {".nan", ".NaN", ".NAN", NULL};

    return is_one_of(text + (*text == '-' || *text == '+'), words) || is_one_of(text, nan_words);
}

/* What a plain scalar is, if it is no text; false: a number that no field can hold. */
static bool judge_plain(const char *text, rap_node_t *node)
{
    static const char *const nulls[] = {"", "~", "null", "Null", "NULL", NULL};
    static const char *const trues[] = {"true", "True", "TRUE", NULL};
    static const char *const falses[] = {"false", "False", "FALSE", NULL};

    if (is_one_of(text, nulls)) {
        node->kind = RAP_NODE_NULL;
        return true;
    }
    if (is_one_of(text, trues))
        return is_bool(true, node);
    if (is_one_of(text, falses))
        return is_bool(false, node);
    if (base_of(text) != 0)
        return is_integer(text, base_of(text), node);
    if (is_not_finite(text))
        return false;
    return is_real(text) ? is_finite(text, node) : true;
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

static char *keep(builder_t *self, const char *text, size_t len)
{
    char *copy = rap_arena_strndup(self->tree->arena, text, len);

    assert(copy != NULL); /* the arena has no limit */
    return copy;
}

/* A new node where the text is: under the waiting key, in the list, or as root. */
static rap_node_t *put(builder_t *self, rap_node_kind_t kind, unsigned line)
{
    rap_node_t *node = rap_node_new(self->tree, kind, line);

    if (self->depth == 0) {
        self->tree->root = node;
        return node;
    }
    level_t *top = &self->level[self->depth - 1];
    if (top->key != NULL) {
        node->key = top->key;
        node->line = top->key_line;
        top->key = NULL;
    }
    rap_node_add(top->container, node);
    return node;
}

static void take_key(builder_t *self, level_t *top, const yaml_event_t *event)
{
    top->key = keep(self, (const char *)event->data.scalar.value, event->data.scalar.length);
    top->key_line = line_of(event);
}

static bool wants_key(const builder_t *self)
{
    if (self->depth == 0)
        return false;
    const level_t *top = &self->level[self->depth - 1];
    return top->key == NULL && top->container->kind == RAP_NODE_MAPPING;
}

static rap_code_t take_scalar(builder_t *self, const yaml_event_t *event)
{
    const char *text = (const char *)event->data.scalar.value;
    size_t len = event->data.scalar.length;
    unsigned line = line_of(event);

    RAP_TRY(check_properties(self, line, event->data.scalar.anchor, event->data.scalar.tag));
    if (strlen(text) != len)
        return fail_line(self, line, "a text cannot hold the character NUL");
    if (wants_key(self)) {
        take_key(self, &self->level[self->depth - 1], event);
        return RAP_OK;
    }
    rap_node_t *node = put(self, RAP_NODE_TEXT, line);
    if (event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && !judge_plain(text, node))
        return fail_line(
            self, line, "%.40s is a number out of range: quote it if it is a text", text);
    if (node->kind == RAP_NODE_TEXT) {
        node->text.bytes = keep(self, text, len);
        node->text.len = len;
    }
    return RAP_OK;
}

static rap_code_t open_container(builder_t *self, const yaml_event_t *event)
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

    rap_node_t *container = put(self, mapping ? RAP_NODE_MAPPING : RAP_NODE_LIST, line);
    self->level[self->depth++] = (level_t){.container = container};
    return RAP_OK;
}

static rap_code_t close_container(builder_t *self)
{
    const rap_node_t *container = self->level[--self->depth].container;
    assert(container != NULL);
    const rap_node_t *twice =
        container->kind == RAP_NODE_MAPPING ? rap_node_twice(container) : NULL;

    if (twice != NULL)
        return fail_line(self, twice->line, "key '%.80s' stands twice in one mapping", twice->key);
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
    case YAML_MAPPING_START_EVENT:
        return open_container(self, event);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return close_container(self);
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
    if (code == RAP_OK && (self->root == NULL || self->root->kind == RAP_NODE_NULL))
        self->root = rap_node_new(self, RAP_NODE_MAPPING, 1); /* nothing but comments */
    return code;
}
