/* node.c - see node.h: what jansson has read */
#include "base/node.h"

#include "base/json_memory.h"

#include <jansson.h>

/* One more in `self`, whose last one's `next` is *at. */
static rap_node_t *add(rap_node_t *self, rap_node_t ***at, json_t *value, const char *key,
    const rap_tree_line_t **lines)
{
    rap_node_t *node = rap_node_copy(value, *lines);

    if (node == NULL)
        return NULL;
    node->key = key;
    **at = node;
    *at = &node->next;
    *lines = *lines != NULL ? (*lines)->next : NULL;
    self->count++;
    return node;
}

static bool copy_within(rap_node_t *self, json_t *value, const rap_tree_line_t *lines)
{
    const rap_tree_line_t *line = lines != NULL ? lines->first : NULL;
    rap_node_t **at = &self->first;
    const char *key;
    json_t *member;

    self->kind = json_is_array(value) ? RAP_NODE_LIST : RAP_NODE_MAP;
    for (size_t i = 0; i < json_array_size(value); i++)
        if (add(self, &at, json_array_get(value, i), NULL, &line) == NULL)
            return false;
    json_object_foreach(value, key, member)
    {
        if (add(self, &at, member, key, &line) == NULL)
            return false;
    }
    return true;
}

rap_node_t *rap_node_copy(json_t *value, const rap_tree_line_t *lines)
{
    rap_node_t *self = json_memory_take(sizeof *self);

    if (self == NULL)
        return NULL;
    self->line = lines != NULL ? lines->line : 0;
    switch (json_typeof(value)) {
    case JSON_OBJECT:
    case JSON_ARRAY:
        return copy_within(self, value, lines) ? self : NULL;
    case JSON_STRING:
        self->kind = RAP_NODE_TEXT;
        self->text = json_string_value(value);
        self->count = json_string_length(value);
        break;
    case JSON_INTEGER:
        self->kind = RAP_NODE_INT;
        self->whole = json_integer_value(value);
        break;
    case JSON_REAL:
        self->kind = RAP_NODE_REAL;
        self->real = json_real_value(value);
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        self->kind = RAP_NODE_BOOL;
        self->truth = json_is_true(value);
        break;
    case JSON_NULL:
        break;
    }
    return self;
}
