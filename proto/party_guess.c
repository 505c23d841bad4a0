/* party_guess.c - see party_guess.h */
#include "proto/party_guess.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

enum {
    BUCKETS = 256,
    LETTERS_MIN = 7,        /* of a name that is guessed */
    ARABIC_LETTERS_MIN = 9, /* whose words differ less */
    LOSSES_MAX = 3
};

typedef struct entry {
    const char *name;
    uint16_t len;
    uint16_t flags;
    int32_t party;
    bool guessable;
} entry_t;

struct party_guess {
    entry_t *entry; /* by bucket */
    size_t first[BUCKETS + 1];
};

/* By the first letter: a mistake in it is rare, and what is left may be another name. */
static size_t bucket_of(const char *name)
{
    unsigned char lead = (unsigned char)name[0];
    return lead < 0x80 ? lead : (unsigned char)name[1];
}

static size_t letters_of(const char *name, size_t len)
{
    size_t letters = 0;
    for (size_t i = 0; i < len; i++)
        letters += ((unsigned char)name[i] & 0xC0) != 0x80;
    return letters;
}

static bool is_guessable(const char *name, size_t len, int party, unsigned flags)
{
    unsigned char lead = (unsigned char)name[0];
    if (party == PARTY_NONE || lead >= 0xE0 || (flags & (PARTY_ADJECTIVE | PARTY_CAPITALS)) != 0)
        return false;
    for (size_t i = 0; i < len; i++)
        if (name[i] >= '0' && name[i] <= '9')
            return false; /* the Group of 77 */
    return letters_of(name, len) >=
           (lead >= 0xD8 ? (size_t)ARABIC_LETTERS_MIN : (size_t)LETTERS_MIN);
}

typedef struct filling {
    party_guess_t *self;
    size_t next[BUCKETS];
} filling_t;

static void count_one(void *context, const char *name, size_t len, int party, unsigned flags)
{
    filling_t *filling = context;
    (void)len;
    (void)party;
    (void)flags;
    filling->self->first[bucket_of(name) + 1]++;
}

static void put_one(void *context, const char *name, size_t len, int party, unsigned flags)
{
    filling_t *filling = context;
    filling->self->entry[filling->next[bucket_of(name)]++] = (entry_t){.name = name,
        .len = (uint16_t)len,
        .flags = (uint16_t)flags,
        .party = party,
        .guessable = is_guessable(name, len, party, flags)};
}

party_guess_t *party_guess_new(const party_names_t *names)
{
    party_guess_t *self = calloc(1, sizeof *self);
    if (self == NULL)
        abort();
    filling_t filling = {.self = self};
    party_names_each(names, count_one, &filling);
    for (size_t i = 0; i < BUCKETS; i++) {
        self->first[i + 1] += self->first[i];
        filling.next[i] = self->first[i];
    }
    self->entry = calloc(self->first[BUCKETS] + 1, sizeof *self->entry);
    if (self->entry == NULL)
        abort();
    party_names_each(names, put_one, &filling);
    return self;
}

void party_guess_destroy(party_guess_t **self)
{
    if (*self == NULL)
        return;
    free((*self)->entry);
    free(*self);
    *self = NULL;
}

/* --- two texts that should be one --- */

typedef struct rest {
    const char *at, *end;
} rest_t;

static size_t letter_len(rest_t rest)
{
    if (rest.at >= rest.end)
        return 0;
    size_t n = 1;
    while (rest.at + n < rest.end && ((unsigned char)rest.at[n] & 0xC0) == 0x80)
        n++;
    return n;
}

static rest_t behind(rest_t rest, size_t n)
{
    return (rest_t){rest.at + n, rest.end};
}

/* How much of the text the rest of the name takes, or SIZE_MAX. */
static size_t exact(rest_t text, rest_t name)
{
    size_t len = (size_t)(name.end - name.at);
    if ((size_t)(text.end - text.at) < len || memcmp(text.at, name.at, len) != 0)
        return SIZE_MAX;
    return len;
}

/* Where the text ends, in bytes, when the name goes on at `name` and the text at `text`; 0: it does
 * not. */
static size_t end_of(const rap_folded_t *whole, rest_t text, rest_t name)
{
    size_t n = exact(text, name);
    size_t end = (size_t)(text.at - whole->text) + n;
    return n != SIZE_MAX && party_names_is_edge(whole, end) ? end : 0;
}

/* No blank or mark is a letter too many, or another. */
static bool is_letter(rest_t rest)
{
    if (rest.at >= rest.end)
        return false;
    size_t at = 0;
    UChar32 c;
    U8_NEXT_UNSAFE(rest.at, at, c);
    return u_isalpha(c);
}

static size_t exchanged(const rap_folded_t *whole, rest_t text, rest_t name)
{
    size_t t = letter_len(text), n = letter_len(name);
    size_t t2 = letter_len(behind(text, t)), n2 = letter_len(behind(name, n));
    bool crossed = t2 == n && n2 == t && memcmp(text.at, name.at + n, t) == 0 &&
                   memcmp(text.at + t, name.at, n) == 0;
    return crossed ? end_of(whole, behind(text, t + t2), behind(name, n + n2)) : 0;
}

/* Behind what both begin with; the text's end if one edit makes the rest equal. */
static size_t one_edit(const rap_folded_t *whole, rest_t text, rest_t name)
{
    size_t t = letter_len(text), n = letter_len(name);
    size_t end = 0;
    if (is_letter(text) && is_letter(name)) {
        end = end_of(whole, behind(text, t), behind(name, n));
        if (end == 0)
            end = exchanged(whole, text, name);
    }
    if (end == 0 && n > 0)
        end = end_of(whole, text, behind(name, n));
    if (end == 0 && is_letter(text))
        end = end_of(whole, behind(text, t), name);
    return end;
}

static bool is_doubled(const char *at, const char *start)
{
    return at > start && *at == at[-1] && *at >= 'a' && *at <= 'z';
}

/* "Phillipines": equal but for letters that are doubled in one and not in the other. */
static size_t doubling(const rap_folded_t *whole, rest_t text, rest_t name)
{
    const char *t = text.at, *n = name.at;
    for (;;) {
        while (t < text.end && is_doubled(t, text.at))
            t++;
        while (n < name.end && is_doubled(n, name.at))
            n++;
        if (n == name.end)
            return end_of(whole, (rest_t){t, text.end}, (rest_t){n, n});
        if (t == text.end || *t != *n)
            return 0;
        t++;
        n++;
    }
}

static size_t ligature_at(rest_t name, size_t i)
{
    static const char *const ligatures[] = {
        "ffi", "ffl", "tti", "ti", "tt", "ff", "fi", "fl", "ft"};
    if (i >= sizeof ligatures / sizeof *ligatures)
        return 0;
    size_t len = strlen(ligatures[i]);
    bool here = (size_t)(name.end - name.at) >= len && memcmp(name.at, ligatures[i], len) == 0;
    return here ? len : SIZE_MAX;
}

/* "Ki s", "Ki\uFFFDs" for "Kitts": ligatures that left a blank, or the sign for nothing. */
static size_t ligatures_lost(const rap_folded_t *whole, rest_t text, rest_t name, size_t losses)
{
    static const char sign[] = "\xEF\xBF\xBD";
    while (text.at < text.end && name.at < name.end && *text.at == *name.at) {
        text.at++;
        name.at++;
    }
    if (name.at == name.end)
        return losses > 0 ? end_of(whole, text, name) : 0;
    size_t left = (size_t)(text.end - text.at);
    size_t mark = left >= 3 && memcmp(text.at, sign, 3) == 0 ? 3 : left > 0 && *text.at == ' ';
    if (mark == 0 || losses == LOSSES_MAX)
        return 0;
    size_t len;
    for (size_t i = 0; (len = ligature_at(name, i)) > 0; i++) {
        size_t end = 0;
        if (len != SIZE_MAX)
            end = ligatures_lost(whole, behind(text, mark), behind(name, len), losses + 1);
        if (end != 0)
            return end;
    }
    return 0;
}

/* --- search --- */

/* Behind what both begin with: can one of the ways to be nearly equal go on?  Looks at two letters, and
 * spares most names the rest. */
static bool may_go_on(rest_t text, rest_t name, size_t same)
{
    if (name.at + same + 1 >= name.end || text.at + same + 1 >= text.end)
        return true;
    char n = name.at[same], n2 = name.at[same + 1], t = text.at[same], t2 = text.at[same + 1];
    if (((unsigned char)(n | n2 | t | t2) & 0x80) != 0)
        return true;
    bool one_edit = n2 == t2 || n2 == t || n == t2;
    bool doubled = t == text.at[same - 1] || n == name.at[same - 1];
    return one_edit || doubled || t == ' ';
}

static size_t nearly(const rap_folded_t *whole, size_t start, const entry_t *entry)
{
    rest_t text = {whole->text + start, whole->text + whole->len};
    rest_t name = {entry->name, entry->name + entry->len};
    size_t same = 0;
    while (text.at + same < text.end && same < entry->len && text.at[same] == name.at[same])
        same++;
    while (same > 0 && name.at + same < name.end && ((unsigned char)name.at[same] & 0xC0) == 0x80)
        same--;
    if (same == 0 || !may_go_on(text, name, same))
        return 0;
    size_t end = one_edit(whole, behind(text, same), behind(name, same));
    if (end == 0)
        end = doubling(whole, text, name);
    if (end == 0 && entry->guessable)
        end = ligatures_lost(whole, text, name, 0);
    return end;
}

/* A name begins with a capital letter where its script has them. */
static bool is_capital(const rap_folded_t *text, const char *source, size_t start)
{
    size_t at = text->origin[start];
    UChar32 c;
    U8_NEXT_UNSAFE(source, at, c);
    return !u_islower(c);
}

/* The longest guess from the bucket's entries; NULL when there is none. */
static const entry_t *longest(
    const party_guess_t *self, const rap_folded_t *text, size_t start, size_t *end)
{
    const entry_t *best = NULL;
    size_t bucket = bucket_of(text->text + start);
    for (size_t i = self->first[bucket]; i < self->first[bucket + 1]; i++) {
        const entry_t *entry = &self->entry[i];
        size_t at = entry->guessable ? nearly(text, start, entry) : 0;
        if (at <= *end)
            continue;
        best = entry;
        *end = at;
    }
    return best;
}

/* Is another party's name, of any length, as near to what is there? */
static bool has_rival(const party_guess_t *self, const rap_folded_t *text, size_t start,
    const entry_t *best, size_t end)
{
    size_t bucket = bucket_of(text->text + start);
    for (size_t i = self->first[bucket]; i < self->first[bucket + 1]; i++) {
        const entry_t *entry = &self->entry[i];
        if (entry->party != best->party && nearly(text, start, entry) >= end)
            return true;
    }
    return false;
}

bool party_guess_find(const party_guess_t *self, const rap_folded_t *text, const char *source,
    size_t start, party_name_t *ret)
{
    size_t end = 0;
    if (!is_capital(text, source, start))
        return false;
    const entry_t *best = longest(self, text, start, &end);
    if (best == NULL || has_rival(self, text, start, best, end))
        return false;
    *ret = (party_name_t){best->party, best->flags, end};
    return true;
}
