/* match_build.c - from phrases to the double array of match.c */
#include "classifier/match_table.h"

#include <stdlib.h>
#include <string.h>

typedef struct node {
    uint32_t child, sibling; /* 0: none */
    uint32_t end;            /* 1 + index of the latest phrase that ends here, or 0 */
    uint8_t byte;
} node_t;

/* That a phrase's first part ends in a node. */
typedef struct end {
    uint32_t phrase;
    uint32_t next; /* 1 + another end in the same node, or 0 */
} end_t;

typedef struct phrase {
    char *text; /* as it was added, made plain but for its gaps; owned */
    uint32_t len;
    uint32_t first_part, parts;
    uint32_t next_same_hash;
    unsigned sets; /* bits of those that it is in */
} phrase_t;

enum { HASH_SIZE = 1 << 14 };

struct match_builder {
    node_t *node; /* the first are the roots of the sets */
    uint32_t nodes, nodes_cap;
    end_t *end;
    uint32_t ends, ends_cap;
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

    for (int set = 0; set < MATCH_SETS; set++)
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
    free((*self)->end);
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

/* The phrase with that text, or where it would be: a link of its bucket, which is 0. */
static uint32_t *find_phrase(match_builder_t *self, const char *text, size_t len)
{
    uint32_t *link = &self->bucket[hash_of(text, len)];

    while (*link != 0 && strcmp(self->phrase[*link - 1].text, text) != 0)
        link = &self->phrase[*link - 1].next_same_hash;
    return link;
}

/* Into the tries of the sets that it is not in. */
static void add_to_sets(match_builder_t *self, uint32_t number, unsigned sets)
{
    phrase_t *phrase = &self->phrase[number];
    const match_part_t *part = &self->part[phrase->first_part];

    for (uint32_t set = 0; set < MATCH_SETS; set++) {
        uint32_t at = set;
        if ((sets & ~phrase->sets & 1u << set) == 0)
            continue;
        for (uint32_t i = 0; i < part->len; i++)
            at = child_of(self, at, (uint8_t)self->texts[part->text + i]);
        self->end = grow(self->end, &self->ends_cap, self->ends, 1, sizeof *self->end);
        self->end[self->ends] = (end_t){number, self->node[at].end};
        self->node[at].end = ++self->ends;
    }
    phrase->sets |= sets;
}

rap_code_t match_builder_add(match_builder_t *self, const char *phrase, size_t len, unsigned sets,
    uint32_t *ret_number, rap_err_t *err)
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

    uint32_t *link = find_phrase(self, made.text, made.len);
    bool known = *link != 0;
    rap_code_t code = known ? RAP_OK : cut(self, &made, err);
    if (known || code != RAP_OK)
        free(made.text);
    if (code != RAP_OK)
        return code;
    *ret_number = known ? *link - 1 : self->phrases;
    if (!known) {
        *link = self->phrases + 1;
        self->phrase =
            grow(self->phrase, &self->phrases_cap, self->phrases, 1, sizeof *self->phrase);
        self->phrase[self->phrases++] = made;
    }
    add_to_sets(self, *ret_number, sets);
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
    uint32_t cap, outs_cap;
    uint32_t first_free;
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

static bool is_taken(placing_t *self, uint32_t at)
{
    ensure_slots(self, at + 1);
    return self->to->slot[at].parent != MATCH_FREE;
}

static bool fits(placing_t *self, uint32_t node, uint32_t base)
{
    const node_t *nodes = self->from->node;

    if (nodes[node].end != 0 && is_taken(self, base + MATCH_END_CLASS))
        return false;
    for (uint32_t c = nodes[node].child; c != 0; c = nodes[c].sibling)
        if (is_taken(self, base + self->to->class_of[nodes[c].byte]))
            return false;
    return true;
}

/* The only node with phrases below `node`, which may be `node` itself, or 0: there are several. */
static uint32_t only_end(const match_builder_t *from, uint32_t node)
{
    const node_t *nodes = from->node;

    while (nodes[node].end == 0 && nodes[nodes[node].child].sibling == 0)
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

static match_when_t when_of(const match_builder_t *from, uint32_t phrase)
{
    const match_part_t *part = &from->part[from->phrase[phrase].first_part];
    const char *text = from->texts + part->text;

    if (!part->last || (match_is_arabic(text) && part->gap == MATCH_STAR))
        return MATCH_ASKED;
    if (match_is_arabic(text))
        return MATCH_ARABIC;
    return part->gap == MATCH_STAR && text[0] == ' ' ? MATCH_TO_END : MATCH_ALWAYS;
}

/* Writes the list of the phrases whose first part ends in the node; where it is. */
static uint32_t add_list(placing_t *self, uint32_t node)
{
    const match_builder_t *from = self->from;
    match_t *to = self->to;
    uint32_t list = to->outs_count;

    for (uint32_t i = from->node[node].end; i != 0; i = from->end[i - 1].next) {
        to->outs = grow(to->outs, &self->outs_cap, to->outs_count, 1, sizeof *to->outs);
        to->outs[to->outs_count++] =
            (match_out_t){.phrase = from->end[i - 1].phrase & UINT32_MAX >> 3,
                .when = when_of(from, from->end[i - 1].phrase),
                .last = from->end[i - 1].next == 0};
    }
    return list;
}

/* The same for `end`, and behind it what is read from `node` on to `end`, the only way. */
static uint32_t add_tail(placing_t *self, uint32_t node, uint32_t end)
{
    const node_t *nodes = self->from->node;
    match_t *to = self->to;
    uint32_t list = add_list(self, end);
    uint8_t bytes[1 + UINT8_MAX] = {0};
    size_t len = 0;

    while (node != end) {
        node = nodes[node].child;
        bytes[1 + len++] = nodes[node].byte;
    }
    bytes[0] = (uint8_t)len;
    uint32_t places = (uint32_t)(len / sizeof *to->outs + 1);
    to->outs = grow(to->outs, &self->outs_cap, to->outs_count, places, sizeof *to->outs);
    memcpy(&to->outs[to->outs_count], bytes, places * sizeof *to->outs);
    to->outs_count += places;
    return list;
}

static void place(placing_t *self, uint32_t at, uint32_t base, uint32_t parent)
{
    self->to->slot[at] = (match_slot_t){base, parent};
    self->to->slots = at + 1 > self->to->slots ? at + 1 : self->to->slots;
}

/* Puts the children of the node, whose own place is `slot`, where all have room; then theirs. */
static void place_children(placing_t *self, uint32_t node, uint32_t slot)
{
    const node_t *nodes = self->from->node;
    match_t *to = self->to;
    uint32_t low = nodes[node].end != 0 ? MATCH_END_CLASS : 256;

    for (uint32_t c = nodes[node].child; c != 0; c = nodes[c].sibling)
        low = to->class_of[nodes[c].byte] < low ? to->class_of[nodes[c].byte] : low;
    uint32_t base = find_base(self, node, low);
    to->slot[slot].base = base;
    if (nodes[node].end != 0) {
        to->slot[slot].base |= MATCH_ENDS;
        place(self, base + MATCH_END_CLASS, add_list(self, node), slot);
    }
    for (uint32_t c = nodes[node].child; c != 0; c = nodes[c].sibling) {
        uint32_t end = only_end(self->from, c);
        place(self, base + to->class_of[nodes[c].byte],
            end != 0 ? add_tail(self, c, end) | MATCH_TAIL : 0, slot);
    }
    for (uint32_t c = nodes[node].child; c != 0; c = nodes[c].sibling) {
        uint32_t at = base + to->class_of[nodes[c].byte];
        if ((to->slot[at].base & MATCH_TAIL) == 0)
            place_children(self, c, at);
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

static void write_classes(const match_builder_t *from, match_t *to)
{
    for (uint32_t i = MATCH_SETS, class = MATCH_FIRST_CLASS; i < from->nodes; i++)
        if (to->class_of[from->node[i].byte] == 0)
            to->class_of[from->node[i].byte] = (uint8_t) class ++;
}

/* The trie of a set, and where a search in it begins. */
static void place_set(placing_t *self, uint32_t number)
{
    const node_t *nodes = self->from->node;
    match_t *to = self->to;
    match_set_t *set = &to->set[number];

    if (nodes[number].child == 0)
        return;
    place_children(self, number, number);
    for (uint32_t c = nodes[number].child; c != 0; c = nodes[c].sibling) {
        uint8_t byte = nodes[c].byte;
        if (byte == ' ') {
            set->blank = to->slot[number].base + to->class_of[' '];
        } else if (byte >= MATCH_ARABIC_FIRST && byte <= MATCH_ARABIC_LAST) {
            set->arabic = true;
        } else {
            set->joined = true;
            set->is_joined[byte] = true;
        }
    }
}

match_t *match_new(const match_builder_t *builder)
{
    match_t *self = zeroed(1, sizeof *self);
    placing_t placing = {.from = builder, .to = self};

    copy_phrases(builder, self);
    write_classes(builder, self);
    ensure_slots(&placing, 512);
    for (self->slots = 0; self->slots < MATCH_SETS; self->slots++)
        self->slot[self->slots].parent = MATCH_FREE - 1; /* a root: taken, and nobody's child */
    for (uint32_t set = 0; set < MATCH_SETS; set++)
        place_set(&placing, set);

    /* 256 slots more than are used, so that no base + class lies outside. */
    ensure_slots(&placing, self->slots + 256);
    self->slots += 256;
    self->slot = realloc(self->slot, self->slots * sizeof *self->slot);
    if (self->slot == NULL)
        abort();
    return self;
}
