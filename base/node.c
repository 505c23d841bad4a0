/* node.c - see node.h: what jansson has read */
#include "base/node.h"

#include <jansson.h>
#include <stdlib.h>

rap_node_t rap_node_root(json_t *value, const rap_tree_line_t *lines)
{
    rap_node_t self = {.line = lines != NULL ? lines->line : 0};

    switch (json_typeof(value)) {
    case JSON_OBJECT:
    case JSON_ARRAY:
        self.kind = json_is_array(value) ? RAP_NODE_LIST : RAP_NODE_MAP;
        self.count = json_is_array(value) ? json_array_size(value) : json_object_size(value);
        self.lines = lines;
        self.tree = value;
        break;
    case JSON_STRING:
        self.kind = RAP_NODE_TEXT;
        self.text = json_string_value(value);
        self.count = json_string_length(value);
        break;
    case JSON_INTEGER:
        self.kind = RAP_NODE_INT;
        self.whole = json_integer_value(value);
        break;
    case JSON_REAL:
        self.kind = RAP_NODE_REAL;
        self.real = json_real_value(value);
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        self.kind = RAP_NODE_BOOL;
        self.truth = json_is_true(value);
        break;
    case JSON_NULL:
        break;
    }
    return self;
}

/* One more, behind which the next one will stand. */
static void add(rap_node_t **at, json_t *value, const char *key, const rap_tree_line_t **line)
{
    rap_node_t *node = *at;

    *node = rap_node_root(value, *line);
    node->key = key;
    node->next = ++*at;
    *line = *line != NULL ? (*line)->next : NULL;
}

rap_node_t *rap_node_open(const rap_node_t *self)
{
    const char *key;
    json_t *member;

    if ((self->kind != RAP_NODE_LIST && self->kind != RAP_NODE_MAP) || self->count == 0)
        return NULL;
    if (self->tree == NULL)
        return self->first;
    const rap_tree_line_t *line = self->lines != NULL ? self->lines->first : NULL;
    rap_node_t *first = calloc(self->count, sizeof *first), *at = first;
    if (first == NULL)
        abort();
    for (size_t i = 0; i < json_array_size(self->tree); i++)
        add(&at, json_array_get(self->tree, i), NULL, &line);
    json_object_foreach(self->tree, key, member)
    {
        add(&at, member, key, &line);
    }
    at[-1].next = NULL;
    return first;
}

void rap_node_close(const rap_node_t *self, rap_node_t *first)
{
    if (self->tree != NULL)
        free(first);
}
