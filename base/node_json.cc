/* node_json.cc - see node.h: what simdjson reads */
#include "base/node.h"

#include "base/json_memory.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <simdjson.h>
#include <string_view>

namespace
{

/* What a kept parser may have room for: it takes 14 bytes for each byte of a message. */
constexpr size_t KEPT_MAX = size_t{256} * 1024;

/* So many keys are compared each with each; more are sorted. */
constexpr size_t PAIRS_MAX = 32;

/* Kept for the next message, as the texts of one stand in it and making its room anew costs more
 * than most messages. */
thread_local std::unique_ptr<simdjson::dom::parser> parser;

rap_node_t *make(simdjson::dom::element value);

rap_node_t *node_new(rap_node_kind_t kind)
{
    auto *self = static_cast<rap_node_t *>(json_memory_take(sizeof(rap_node_t)));

    if (self != nullptr)
        self->kind = kind;
    return self;
}

bool by_key(const rap_node_t *a, const rap_node_t *b)
{
    return strcmp(a->key, b->key) < 0;
}

bool is_same(const rap_node_t *a, const rap_node_t *b)
{
    return a->key[0] == b->key[0] && strcmp(a->key, b->key) == 0;
}

/* True, too, when the memory does not do. */
bool has_twice(const rap_node_t *self)
{
    if (self->count <= PAIRS_MAX) {
        for (const rap_node_t *a = self->first; a != nullptr; a = a->next)
            for (const rap_node_t *b = a->next; b != nullptr; b = b->next)
                if (is_same(a, b))
                    return true;
        return false;
    }
    auto **sorted =
        static_cast<const rap_node_t **>(json_memory_take(self->count * sizeof(rap_node_t *)));
    if (sorted == nullptr)
        return true;
    auto **end = sorted;
    for (const rap_node_t *member = self->first; member != nullptr; member = member->next)
        *end++ = member;
    std::sort(sorted, end, by_key);
    return std::adjacent_find(sorted, end, is_same) != end;
}

/* A C string, as simdjson keeps it, if there is no NUL within. */
const char *plain(const char *text, size_t len)
{
    return memchr(text, '\0', len) == nullptr ? text : nullptr;
}

rap_node_t *make_text(simdjson::dom::element value)
{
    const char *text = nullptr;
    rap_node_t *self = node_new(RAP_NODE_TEXT);

    if (self == nullptr || value.get_c_str().get(text) != simdjson::SUCCESS ||
        value.get_string_length().get(self->count) != simdjson::SUCCESS)
        return nullptr;
    self->text = plain(text, self->count);
    return self->text != nullptr ? self : nullptr;
}

rap_node_t *make_list(simdjson::dom::element value)
{
    simdjson::dom::array items;
    rap_node_t *self = node_new(RAP_NODE_LIST);

    if (self == nullptr || value.get(items) != simdjson::SUCCESS)
        return nullptr;
    rap_node_t **at = &self->first;
    for (simdjson::dom::element item : items) {
        *at = make(item);
        if (*at == nullptr)
            return nullptr;
        at = &(*at)->next;
        self->count++;
    }
    return self;
}

rap_node_t *make_map(simdjson::dom::element value)
{
    simdjson::dom::object members;
    rap_node_t *self = node_new(RAP_NODE_MAP);

    if (self == nullptr || value.get(members) != simdjson::SUCCESS)
        return nullptr;
    rap_node_t **at = &self->first;
    for (auto member = members.begin(); member != members.end(); ++member) {
        const char *key = plain(member.key_c_str(), member.key_length());

        *at = key != nullptr ? make(member.value()) : nullptr;
        if (*at == nullptr)
            return nullptr;
        (*at)->key = key;
        at = &(*at)->next;
        self->count++;
    }
    return has_twice(self) ? nullptr : self;
}

rap_node_t *make_number(simdjson::dom::element value)
{
    rap_node_t *self = node_new(value.is_int64() ? RAP_NODE_INT : RAP_NODE_REAL);

    if (self == nullptr)
        return nullptr;
    simdjson::error_code error = value.is_int64() ? value.get(self->whole) : value.get(self->real);
    return error == simdjson::SUCCESS ? self : nullptr;
}

rap_node_t *make_truth(simdjson::dom::element value)
{
    rap_node_t *self = node_new(RAP_NODE_BOOL);

    return self != nullptr && value.get(self->truth) == simdjson::SUCCESS ? self : nullptr;
}

rap_node_t *make(simdjson::dom::element value)
{
    switch (value.type()) {
    case simdjson::dom::element_type::OBJECT:
        return make_map(value);
    case simdjson::dom::element_type::ARRAY:
        return make_list(value);
    case simdjson::dom::element_type::STRING:
        return make_text(value);
    case simdjson::dom::element_type::INT64:
    case simdjson::dom::element_type::DOUBLE:
        return make_number(value);
    case simdjson::dom::element_type::BOOL:
        return make_truth(value);
    case simdjson::dom::element_type::NULL_VALUE:
        return node_new(RAP_NODE_NULL);
    case simdjson::dom::element_type::UINT64:
        break; /* only what no int64_t holds */
    }
    return nullptr;
}

} // namespace

rap_node_t *rap_node_read(const char *json, size_t len)
{
    simdjson::dom::element root;

    if (parser == nullptr)
        parser.reset(new (std::nothrow) simdjson::dom::parser);
    if (parser == nullptr || parser->parse(json, len).get(root) != simdjson::SUCCESS ||
        !(root.is_object() || root.is_array()))
        return nullptr;
    return make(root);
}

void rap_node_done()
{
    if (parser != nullptr && parser->capacity() > KEPT_MAX)
        parser.reset();
}
