/* match_build.c - from phrases to the double array of match.c */
#include "classifier/match_table.h"

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

static void add_part(match_builder_t *self, const char *text, size_t len, match_gap_t gap,
    bool blank, bool first, bool last)
{
    bool whole = first && last && gap == MATCH_EXACT;

    self->texts =
        grow(self->texts, &self->texts_cap, self->texts_len, (uint32_t)len + 2, sizeof(char));
    self->part = grow(self->part, &self->parts_cap, self->parts, 1, sizeof *self->part);
    uint32_t at = self->texts_len;
    if (blank)
        self->texts[self->texts_len++] = ' ';
    memcpy(self->texts + self->texts_len, text, len);
    self->texts_len += (uint32_t)len;
    if (whole && blank)
        self->texts[self->texts_len++] = ' ';
    self->part[self->parts++] = (match_part_t){
        .text = at, .len = (uint16_t)(self->texts_len - at), .gap = (uint8_t)gap, .last = last};
}

/* Cuts "hold* ~ accountable" into ` hold`STAR, then WORDS, then ` accountable`EXACT.  A gap
 * of words between two parts is the gap of the part before it; "a* ~ b" becomes an empty part. */
static rap_code_t cut(match_builder_t *self, phrase_t *phrase, rap_err_t *err)
{
    const char *text = phrase->text;
    size_t len = phrase->len;
    bool joined = match_is_joined(text), arabic = match_is_arabic(text);

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
        bool blank = stop > at && (!joined || (arabic && phrase->parts > 0));
        add_part(self, text + at, stop - at, gap, blank, phrase->parts == 0, last);
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

enum {
    PLACES_LEAST = 200, /* a search that went through fewer is short enough */
    PLACES_FULL = 90,   /* of 100 */
};

typedef struct placing {
    const match_builder_t *from;
    match_t *to;
    uint32_t cap;
    uint32_t first_free;
    uint32_t *list; /* of a node: 1 + index of its first phrase in `outs`, or 0 */
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
        self->to->slot[i] = (match_slot_t){.parent = MATCH_FREE};
    self->cap = cap;
}

static bool fits(placing_t *self, uint32_t node, uint32_t base)
{
    const node_t *nodes = self->from->node;

    for (uint32_t c = nodes[node].child; c != 0; c = nodes[c].sibling) {
        uint32_t at = base + self->to->class_of[nodes[c].byte];
        ensure_slots(self, at + 1);
        if (self->to->slot[at].parent != MATCH_FREE)
            return false;
    }
    return true;
}

/* The only node with phrases below `node`, which may be `node` itself, or 0: there are several. */
static uint32_t only_end(const match_builder_t *from, uint32_t node)
{
    const node_t *nodes = from->node;

    while (nodes[node].out == 0 && nodes[nodes[node].child].sibling == 0)
        node = nodes[node].child;
    return nodes[node].child == 0 ? node : 0;
}

/* Where the children of the node all have room, the lowest of them at `class`.  What lies before is given
 * up once it is nearly full, or each search would go through it again. */
static uint32_t find_base(placing_t *self, uint32_t node, uint32_t class)
{
    const match_t *to = self->to;
    uint32_t base, taken = 0;

    while (self->first_free < self->cap && to->slot[self->first_free].parent != MATCH_FREE)
        self->first_free++;
    uint32_t first = self->first_free > class ? self->first_free - class : 0;
    for (base = first; !fits(self, node, base); base++)
        taken += to->slot[base + class].parent != MATCH_FREE;
    if (base - first >= PLACES_LEAST &&
        (uint64_t)taken * 100 >= (uint64_t)(base - first) * PLACES_FULL)
        self->first_free = base + class;
    return base;
}

/* Puts the children of the node, whose own place is `slot`, where all have room; then theirs. */
static void place_children(placing_t *self, uint32_t node, uint32_t slot)
{
    const node_t *nodes = self->from->node;
    match_t *to = self->to;
    uint32_t low = 256;

    for (uint32_t c = nodes[node].child; c != 0; c = nodes[c].sibling)
        low = to->class_of[nodes[c].byte] < low ? to->class_of[nodes[c].byte] : low;
    uint32_t base = find_base(self, node, low);
    to->slot[slot].base = (int32_t)base;
    for (uint32_t c = nodes[node].child; c != 0; c = nodes[c].sibling) {
        uint32_t at = base + to->class_of[nodes[c].byte];
        uint32_t end = only_end(self->from, c);
        to->slot[at] = (match_slot_t){.base = end != 0 ? MATCH_TAIL : 0,
            .parent = slot,
            .out = self->list[end != 0 ? end : c]};
        to->slots = at + 1 > to->slots ? at + 1 : to->slots;
    }
    for (uint32_t c = nodes[node].child; c != 0; c = nodes[c].sibling) {
        uint32_t at = base + to->class_of[nodes[c].byte];
        if (to->slot[at].base != MATCH_TAIL)
            place_children(self, c, at);
    }
}

/* Is a phrase found when its first part is?  In Arabic it depends on what is around it. */
static bool is_whole(const match_builder_t *from, uint32_t phrase)
{
    const match_part_t *part = &from->part[from->phrase[phrase].first_part];

    return part->last && part->gap == MATCH_EXACT && !match_is_arabic(from->texts + part->text);
}

/* The phrases that end in each node, as lists. */
static void write_outs(placing_t *self)
{
    const match_builder_t *from = self->from;
    match_t *to = self->to;

    to->outs = zeroed(from->phrases, sizeof *to->outs);
    for (uint32_t node = 0; node < from->nodes; node++) {
        uint32_t out = from->node[node].out;
        self->list[node] = out != 0 ? to->outs_count + 1 : 0;
        for (; out != 0; out = from->phrase[out - 1].next)
            to->outs[to->outs_count++] = (match_out_t){.phrase = (out - 1) & UINT32_MAX >> 2,
                .whole = is_whole(from, out - 1),
                .last = from->phrase[out - 1].next == 0};
    }
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
    to->phrases = from->phrases;
    to->parts = from->parts;
    to->texts_len = from->texts_len;
}

/* Classes of bytes, and where a search begins. */
static void write_bytes(const match_builder_t *from, match_t *to)
{
    for (uint32_t i = 1, classes = 0; i < from->nodes; i++)
        if (to->class_of[from->node[i].byte] == 0)
            to->class_of[from->node[i].byte] = (uint8_t)++classes;
    for (uint32_t c = from->node[0].child; c != 0; c = from->node[c].sibling)
        to->kind[from->node[c].byte] = MATCH_JOINED;
    for (int byte = MATCH_ARABIC_FIRST; byte <= MATCH_ARABIC_LAST; byte++)
        to->kind[byte] = MATCH_JOINED; /* also one that only stands before words */
    to->kind[' '] = MATCH_BLANK;
}

match_t *match_new(const match_builder_t *builder)
{
    match_t *self = zeroed(1, sizeof *self);
    placing_t placing = {.from = builder, .to = self};

    copy_phrases(builder, self);
    write_bytes(builder, self);
    placing.list = zeroed(builder->nodes, sizeof *placing.list);
    write_outs(&placing);
    ensure_slots(&placing, 512);
    self->slot[0].parent = MATCH_FREE - 1; /* the root: taken, and nobody's child */
    self->slots = 1;
    if (builder->node[0].child != 0)
        place_children(&placing, 0, 0);
    if (self->class_of[' '] != 0 &&
        self->slot[(uint32_t)self->slot[0].base + self->class_of[' ']].parent == 0)
        self->blank = (uint32_t)self->slot[0].base + self->class_of[' '];

    /* 256 slots more than are used, so that no base + class lies outside. */
    ensure_slots(&placing, self->slots + 256);
    self->slots += 256;
    self->slot = realloc(self->slot, self->slots * sizeof *self->slot);
    if (self->slot == NULL)
        abort();
    free(placing.list);
    return self;
}
