/* match_build.c - from phrases to the double array of match.c */
#include "classifier/match_table.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

typedef struct node {
    uint32_t child, sibling; /* 0: none */
    uint32_t out;            /* 1 + index of its first phrase in a chain, or 0 */
    uint8_t byte;
} node_t;

typedef struct phrase {
    char *text; /* as it was added, made plain but for its gaps; owned */
    uint32_t len;
    uint32_t first_part, parts;
    uint32_t next; /* 1 + the next phrase that ends in the same node, or 0 */
    uint32_t next_same_hash;
} phrase_t;

enum { HASH_SIZE = 1 << 14 };

struct match_builder {
    node_t *node;
    uint32_t nodes, nodes_cap;
    phrase_t *phrase;
    uint32_t phrases, phrases_cap;
    match_part_t *part;
    uint32_t parts, parts_cap;
    char *texts;
    uint32_t texts_len, texts_cap;
    uint32_t bucket[HASH_SIZE]; /* 1 + phrase */
};

/* Room for `more` items behind `count`; memory that is not there ends the process, as in base/. */
static void *grow(void *items, uint32_t *cap, uint32_t count, uint32_t more, size_t size)
{
    if (count + more <= *cap)
        return items;
    *cap = (count + more) * 2;
    items = realloc(items, *cap * size);
    if (items == NULL)
        abort();
    return items;
}

static void *zeroed(size_t count, size_t size)
{
    void *p = calloc(count > 0 ? count : 1, size);

    if (p == NULL)
        abort();
    return p;
}

static uint32_t new_node(match_builder_t *self, uint8_t byte)
{
    self->node = grow(self->node, &self->nodes_cap, self->nodes, 1, sizeof *self->node);
    self->node[self->nodes] = (node_t){.byte = byte};
    return self->nodes++;
}

match_builder_t *match_builder_new(void)
{
    match_builder_t *self = zeroed(1, sizeof *self);

    new_node(self, 0);
    return self;
}

void match_builder_destroy(match_builder_t **self)
{
    if (*self == NULL)
        return;
    for (uint32_t i = 0; i < (*self)->phrases; i++)
        free((*self)->phrase[i].text);
    free((*self)->phrase);
    free((*self)->node);
    free((*self)->part);
    free((*self)->texts);
    free(*self);
    *self = NULL;
}

static uint32_t child_of(match_builder_t *self, uint32_t at, uint8_t byte)
{
    for (uint32_t c = self->node[at].child; c != 0; c = self->node[c].sibling)
        if (self->node[c].byte == byte)
            return c;
    uint32_t made = new_node(self, byte);
    self->node[made].sibling = self->node[at].child;
    self->node[at].child = made;
    return made;
}

static void add_part(
    match_builder_t *self, const char *text, size_t len, match_gap_t gap, bool blank, bool last)
{
    self->texts =
        grow(self->texts, &self->texts_cap, self->texts_len, (uint32_t)len + 1, sizeof(char));
    self->part = grow(self->part, &self->parts_cap, self->parts, 1, sizeof *self->part);
    uint32_t at = self->texts_len;
    if (blank)
        self->texts[self->texts_len++] = ' ';
    memcpy(self->texts + self->texts_len, text, len);
    self->texts_len += (uint32_t)len;
    self->part[self->parts++] = (match_part_t){
        .text = at, .len = (uint16_t)(self->texts_len - at), .gap = (uint8_t)gap, .last = last};
}

/* Cuts "hold* ~ accountable" into ` hold`STAR, then WORDS, then ` accountable`EXACT.  A gap
 * of words between two parts is the gap of the part before it; "a* ~ b" becomes an empty part. */
static rap_code_t cut(match_builder_t *self, phrase_t *phrase, rap_err_t *err)
{
    const char *text = phrase->text;
    size_t len = phrase->len;
    bool joined = match_is_joined(text);

    for (size_t at = 0; at < len;) {
        size_t end = at;
        while (end < len && text[end] != '*' && text[end] != '~')
            end++;
        size_t stop = end;
        while (stop > at && text[stop - 1] == ' ')
            stop--;
        bool star = end < len && text[end] == '*';
        size_t next = end < len ? end + 1 : end;
        while (next < len && text[next] == ' ')
            next++;
        match_gap_t gap = star ? MATCH_STAR : end < len ? MATCH_WORDS : MATCH_EXACT;
        bool last = next >= len;
        if (phrase->parts >= MATCH_PARTS_MAX)
            return rap_fail(err, RAP_CONFIG, "'%s' has more than %d parts", text, MATCH_PARTS_MAX);
        if ((stop == at && phrase->parts == 0) || (last && gap == MATCH_WORDS))
            return rap_fail(err, RAP_CONFIG, "'%s' begins or ends with a gap", text);
        add_part(self, text + at, stop - at, gap, !joined && stop > at, last);
        phrase->parts++;
        at = next;
    }
    return RAP_OK;
}

/* FNV-1a, for the table of phrases only. */
static uint32_t hash_of(const char *text, size_t len)
{
    uint32_t h = 2166136261u;

    for (size_t i = 0; i < len; i++)
        h = (h ^ (unsigned char)text[i]) * 16777619u;
    return h % HASH_SIZE;
}

/* Plain like the texts it is compared with, but for its gaps; blanks at the ends are gone. */
static char *phrase_text(const char *phrase, size_t len, uint32_t *ret_len)
{
    char *text = zeroed(len + 1, 1);
    size_t n = 0;

    for (size_t i = 0; i < len; i++) {
        char c = phrase[i];
        bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
        if (!word && c != '*' && c != '~')
            c = ' ';
        if (c != ' ' || n > 0)
            text[n++] = c;
    }
    while (n > 0 && text[n - 1] == ' ')
        n--;
    text[n] = '\0';
    *ret_len = (uint32_t)n;
    return text;
}

rap_code_t match_builder_add(
    match_builder_t *self, const char *phrase, size_t len, uint32_t *ret_number, rap_err_t *err)
{
    if (len > MATCH_PHRASE_MAX)
        return rap_fail(
            err, RAP_CONFIG, "a phrase of %zu bytes is longer than %d", len, MATCH_PHRASE_MAX);
    phrase_t made = {.first_part = self->parts};
    made.text = phrase_text(phrase, len, &made.len);
    if (made.len == 0) {
        free(made.text);
        return rap_fail(err, RAP_CONFIG, "an empty phrase");
    }

    uint32_t *bucket = &self->bucket[hash_of(made.text, made.len)];
    for (uint32_t i = *bucket; i != 0; i = self->phrase[i - 1].next_same_hash)
        if (strcmp(self->phrase[i - 1].text, made.text) == 0) {
            free(made.text);
            *ret_number = i - 1;
            return RAP_OK;
        }
    rap_code_t code = cut(self, &made, err);
    if (code != RAP_OK) {
        free(made.text);
        return code;
    }

    const match_part_t *part = &self->part[made.first_part];
    uint32_t at = 0;
    for (uint32_t i = 0; i < part->len; i++)
        at = child_of(self, at, (uint8_t)self->texts[part->text + i]);
    self->phrase = grow(self->phrase, &self->phrases_cap, self->phrases, 1, sizeof *self->phrase);
    made.next = self->node[at].out;
    self->node[at].out = self->phrases + 1;
    made.next_same_hash = *bucket;
    *bucket = self->phrases + 1;
    self->phrase[self->phrases] = made;
    *ret_number = self->phrases++;
    return RAP_OK;
}

/* ---- the double array ---- */

typedef struct placing {
    const match_builder_t *from;
    match_t *to;
    uint32_t cap;
    uint32_t first_free;
    uint32_t *slot_of; /* of a node */
    uint32_t *queue;   /* nodes, breadth first */
    uint32_t *parent;  /* of a node */
} placing_t;

static void ensure_slots(placing_t *self, uint32_t count)
{
    if (count <= self->cap)
        return;
    uint32_t cap = count * 2;
    self->to->slot = realloc(self->to->slot, cap * sizeof *self->to->slot);
    if (self->to->slot == NULL)
        abort();
    for (uint32_t i = self->cap; i < cap; i++)
        self->to->slot[i] = (match_slot_t){.base = 0, .check = -1};
    self->cap = cap;
}

static bool fits(placing_t *self, uint32_t node, int64_t base)
{
    const node_t *nodes = self->from->node;

    for (uint32_t c = nodes[node].child; c != 0; c = nodes[c].sibling) {
        int64_t at = base + self->to->class_of[nodes[c].byte];
        ensure_slots(self, (uint32_t)at + 1);
        if (self->to->slot[at].check >= 0)
            return false;
    }
    return true;
}

/* Finds the lowest base where all children of the node have free slots, and takes them. */
static void place_children(placing_t *self, uint32_t node)
{
    const node_t *nodes = self->from->node;
    match_t *to = self->to;
    uint32_t low = 256;

    for (uint32_t c = nodes[node].child; c != 0; c = nodes[c].sibling)
        low = to->class_of[nodes[c].byte] < low ? to->class_of[nodes[c].byte] : low;
    while (self->first_free < self->cap && to->slot[self->first_free].check >= 0)
        self->first_free++;
    int64_t base = (int64_t)self->first_free - low;
    if (base < 0)
        base = 0;
    while (!fits(self, node, base))
        base++;
    to->slot[self->slot_of[node]].base = (int32_t)base;
    for (uint32_t c = nodes[node].child; c != 0; c = nodes[c].sibling) {
        uint32_t at = (uint32_t)base + to->class_of[nodes[c].byte];
        to->slot[at].check = (int32_t)self->slot_of[node];
        self->slot_of[c] = at;
        self->parent[c] = node;
        if (at + 1 > to->slots)
            to->slots = at + 1;
    }
}

static int32_t step(const match_t *self, int32_t state, uint8_t class)
{
    int32_t to = self->slot[state].base + class;

    return (uint32_t)to < self->slots && self->slot[to].check == state ? to : -1;
}

/* The failure and output links of a node whose parent has them. */
static void link_node(placing_t *self, uint32_t node)
{
    match_t *to = self->to;
    uint8_t class = to->class_of[self->from->node[node].byte];
    match_slot_t *slot = &to->slot[self->slot_of[node]];
    int32_t from = (int32_t)self->slot_of[self->parent[node]], found = -1;

    while (from != 0 && found < 0) {
        from = to->slot[from].fail;
        found = step(to, from, class);
    }
    slot->fail = found > 0 ? found : 0;
    const match_slot_t *fail = &to->slot[slot->fail];
    slot->next = fail->out != 0 ? slot->fail : fail->next;
}

static void write_outs(placing_t *self, uint32_t node)
{
    match_t *to = self->to;
    uint32_t out = self->from->node[node].out;

    if (out == 0)
        return;
    to->slot[self->slot_of[node]].out = to->outs_count + 1;
    for (; out != 0; out = self->from->phrase[out - 1].next)
        to->outs[to->outs_count++] = out - 1;
    to->outs[to->outs_count++] = UINT32_MAX;
}

static void copy_phrases(const match_builder_t *from, match_t *to)
{
    to->first_part = zeroed(from->phrases, sizeof *to->first_part);
    for (uint32_t i = 0; i < from->phrases; i++)
        to->first_part[i] = from->phrase[i].first_part;
    to->part = zeroed(from->parts, sizeof *to->part);
    to->texts = zeroed(from->texts_len, 1);
    if (from->parts > 0) {
        memcpy(to->part, from->part, from->parts * sizeof *to->part);
        memcpy(to->texts, from->texts, from->texts_len);
    }
    to->parts = from->parts;
    to->texts_len = from->texts_len;
    for (uint32_t i = 1, classes = 0; i < from->nodes; i++)
        if (to->class_of[from->node[i].byte] == 0)
            to->class_of[from->node[i].byte] = (uint8_t)++classes;
}

match_t *match_new(const match_builder_t *builder)
{
    match_t *self = zeroed(1, sizeof *self);
    placing_t placing = {.from = builder, .to = self};

    copy_phrases(builder, self);
    self->outs = zeroed((size_t)builder->phrases * 2 + 1, sizeof *self->outs);
    placing.slot_of = zeroed(builder->nodes, sizeof *placing.slot_of);
    placing.parent = zeroed(builder->nodes, sizeof *placing.parent);
    placing.queue = zeroed(builder->nodes, sizeof *placing.queue);
    ensure_slots(&placing, 512);
    self->slot[0].check = 0; /* taken: the root */
    self->slots = 1;

    uint32_t head = 0, tail = 1;
    while (head < tail) {
        uint32_t node = placing.queue[head++];
        if (node != 0)
            link_node(&placing, node);
        write_outs(&placing, node);
        if (builder->node[node].child != 0)
            place_children(&placing, node);
        for (uint32_t c = builder->node[node].child; c != 0; c = builder->node[c].sibling)
            placing.queue[tail++] = c;
    }
    assert(tail == builder->nodes);

    /* 256 slots more than are used, so that no base + class lies outside. */
    ensure_slots(&placing, self->slots + 256);
    self->slots += 256;
    self->slot = realloc(self->slot, self->slots * sizeof *self->slot);
    if (self->slot == NULL)
        abort();
    free(placing.slot_of);
    free(placing.parent);
    free(placing.queue);
    return self;
}
