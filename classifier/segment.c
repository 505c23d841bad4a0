/* segment.c - see segment.h */
#include "classifier/segment.h"

#include "base/text.h"

#include <string.h>

enum {
    HEADING_BYTES_MAX = 200,
    LAST_BYTES = 12, /* a mark and what may close behind it */
};

/* Words that end in a full stop and end no sentence; small letters, without the stop. */
static const char *const abbreviations[] = {"mr", "mrs", "ms", "mx", "dr", "prof", "no", "nos",
    "art", "arts", "para", "paras", "par", "st", "vs", "e.g", "i.e", "cf", "rev", "add", "corr",
    "gen", "amb", "h.e", "hon", "sr", "sra", "srta", "excmo", "excma", "núm", "mme", "mlle", "p",
    "pp", "ch", "vol", "fig", "sec", "approx", "res", "doc", "т.е", "т.д", "ст", "п", "гг", NULL};

typedef struct segmenting {
    const char *text;
    size_t len;
    rap_arena_t *arena;
    sentence_t *item;
    size_t count, cap;
} segmenting_t;

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool starts(const char *text, size_t left, const char *with)
{
    size_t len = strlen(with);

    return left >= len && memcmp(text, with, len) == 0;
}

/* First bytes of the marks that may end a sentence, and the second byte that they have in common: of "؟",
 * of "…" and "‼", of "。", of "！", "？" and "；". */
static const unsigned char second_bytes[256] = {
    ['.'] = 1, ['!'] = 1, ['?'] = 1, [0xd8] = 0x9f, [0xe2] = 0x80, [0xe3] = 0x80, [0xef] = 0xbc};

/* May a mark that ends a sentence be at `at`?  Few characters may.  A byte follows, or the NUL. */
static bool may_end(const char *at)
{
    unsigned char second = second_bytes[(unsigned char)*at];

    return second != 0 && (second == 1 || second == (unsigned char)at[1]);
}

/* Bytes of the mark at `at` that may end a sentence, or 0.  *ret_alone: it needs no blank
 * behind it. */
static size_t end_mark(const char *at, size_t left, bool *ret_alone)
{
    static const char *const alone[] = {"。", "！", "？", "；", NULL};

    *ret_alone = false;
    if (!may_end(at))
        return 0;
    if ((unsigned char)*at < 0x80)
        return 1;
    for (int i = 0; alone[i] != NULL; i++)
        if (starts(at, left, alone[i])) {
            *ret_alone = true;
            return strlen(alone[i]);
        }
    if (starts(at, left, "…") || starts(at, left, "‼"))
        return 3;
    return starts(at, left, "؟") ? 2 : 0;
}

/* Bytes of the closing bracket or quotation mark at `at`, or 0. */
static size_t closer(const char *at, size_t left)
{
    static const char *const closers[] = {
        ")", "]", "\"", "'", "*", "”", "’", "»", "」", "』", NULL};

    for (int i = 0; closers[i] != NULL; i++)
        if (starts(at, left, closers[i]))
            return strlen(closers[i]);
    return 0;
}

/* Does the word that ends before the full stop at `stop` say that no sentence ends? */
static bool is_abbreviation(const char *text, size_t start, size_t stop)
{
    size_t from = stop;
    char word[12];
    size_t n = 0, letters = 0;

    while (from > start && !is_blank(text[from - 1]) && text[from - 1] != '(' && stop - from < 12)
        from--;
    if (stop == from || stop - from >= sizeof word)
        return false;
    for (size_t i = from; i < stop; i++) {
        char c = text[i];
        word[n++] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        letters += (c & 0xc0) != 0x80;
    }
    word[n] = '\0';
    for (int i = 0; abbreviations[i] != NULL; i++)
        if (word[0] == abbreviations[i][0] && strcmp(word, abbreviations[i]) == 0)
            return true;
    /* "A." is an initial, "I.A." are two; a lone digit is none. */
    return (letters == 1 && !(word[0] >= '0' && word[0] <= '9')) ||
           (n >= 3 && word[n - 2] == '.' && word[n - 1] >= 'a' && word[n - 1] <= 'z' &&
               word[0] != 'a' && word[0] != 'p');
}

/* If a sentence that began at `start` ends with the mark at `at`: the byte behind it and what
 * closes with it.  Else 0. */
static size_t sentence_end(const segmenting_t *self, size_t start, size_t at, size_t limit)
{
    const char *text = self->text;
    bool alone;
    size_t n = end_mark(text + at, limit - at, &alone);

    if (n == 0 || (text[at] == '.' && is_abbreviation(text, start, at)))
        return 0;
    size_t end = at + n, more;
    while (end < limit && (more = closer(text + end, limit - end)) > 0)
        end += more;
    if (alone || end >= limit)
        return end;
    if (!is_blank(text[end]))
        return 0;
    size_t next = end;
    while (next < limit && is_blank(text[next]))
        next++;
    return next < limit && text[next] >= 'a' && text[next] <= 'z' ? 0 : end;
}

static rap_code_t add(
    segmenting_t *self, size_t start, size_t end, uint32_t paragraph, bool heading, rap_err_t *err)
{
    while (start < end && is_blank(self->text[start]))
        start++;
    while (end > start && is_blank(self->text[end - 1]))
        end--;
    if (start == end)
        return RAP_OK;
    if (self->count == self->cap) {
        size_t cap = self->cap * 2 + 64;
        sentence_t *more = rap_arena_array(self->arena, cap, sizeof *more);
        if (more == NULL)
            return rap_fail(err, RAP_TOOBIG, "no room for more than %zu sentences", self->cap);
        if (self->count > 0)
            memcpy(more, self->item, self->count * sizeof *more);
        self->item = more;
        self->cap = cap;
    }
    self->item[self->count++] = (sentence_t){
        .start = (uint32_t)start, .end = (uint32_t)end, .paragraph = paragraph, .heading = heading};
    return RAP_OK;
}

/* Does the paragraph, whose blanks at the end are gone, end with no mark that ends a sentence? */
static bool is_heading(const segmenting_t *self, size_t start, size_t end)
{
    bool alone;

    if (end - start > HEADING_BYTES_MAX)
        return false;
    for (size_t i = end > start + LAST_BYTES ? end - LAST_BYTES : start; i < end; i++) {
        size_t at = i + end_mark(self->text + i, end - i, &alone), more;
        if (at == i)
            continue;
        while (at < end && (more = closer(self->text + at, end - at)) > 0)
            at += more;
        if (at == end)
            return false;
    }
    return true;
}

static rap_code_t paragraph(
    segmenting_t *self, size_t start, size_t end, uint32_t number, rap_err_t *err)
{
    while (end > start && is_blank(self->text[end - 1]))
        end--;
    bool heading = is_heading(self, start, end);

    for (size_t at = start; at < end;) {
        size_t most = start + SENTENCE_BYTES_MAX < end ? start + SENTENCE_BYTES_MAX : end;
        while (at < most && !may_end(self->text + at))
            at++;
        if (at == end)
            break;
        size_t stop = sentence_end(self, start, at, end);
        if (stop == 0 && at - start >= SENTENCE_BYTES_MAX && is_blank(self->text[at]))
            stop = at + 1;
        /* Text without blanks is cut at a character. */
        if (stop == 0 && at - start >= (size_t)2 * SENTENCE_BYTES_MAX &&
            (self->text[at] & 0xc0) != 0x80)
            stop = at;
        if (stop == 0) {
            at++;
            continue;
        }
        RAP_TRY(add(self, start, stop, number, heading, err));
        start = at = stop;
    }
    return add(self, start, end, number, heading, err);
}

/* The byte of code point `point`, counted on from one that is known. */
static size_t byte_of(const segmenting_t *self, int64_t point, int64_t *known, size_t at)
{
    for (; *known < point && at < self->len; (*known)++) {
        at++;
        while (at < self->len && (self->text[at] & 0xc0) == 0x80)
            at++;
    }
    return at;
}

static rap_code_t by_paragraphs(segmenting_t *self, const rap_array_t *list, rap_err_t *err)
{
    const rap_paragraph_t *item = list->item;
    int64_t known = 0;
    size_t at = 0;

    for (size_t i = 0; i < list->count; i++) {
        if (item[i].start < known)
            return rap_fail(err, RAP_SCHEMA, "paragraph %zu begins inside the one before", i + 1);
        at = byte_of(self, item[i].start, &known, at);
        size_t start = at;
        at = byte_of(self, item[i].end, &known, at);
        RAP_TRY(paragraph(self, start, at, (uint32_t)i, err));
    }
    return RAP_OK;
}

static rap_code_t by_blank_lines(segmenting_t *self, rap_err_t *err)
{
    uint32_t number = 0;

    for (size_t start = 0; start < self->len; number++) {
        const char *found = strstr(self->text + start, "\n\n"); /* faster than memmem() */
        size_t end = found != NULL ? (size_t)(found - self->text) : self->len;
        RAP_TRY(paragraph(self, start, end, number, err));
        start = end + (found != NULL ? 2 : 0);
    }
    return RAP_OK;
}

/* Where in the folded text, at `from` or behind it, stands what is at `byte` of the text. */
static size_t folded_from(const rap_folded_t *folded, size_t from, size_t byte)
{
    size_t low = from, high = folded->len;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (folded->origin[middle] < byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

rap_code_t segment_statement(const rap_statement_t *statement, const rap_folded_t *folded,
    rap_arena_t *arena, sentences_t *ret, rap_err_t *err)
{
    segmenting_t self = {.text = statement->text, .len = strlen(statement->text), .arena = arena};

    if (statement->paragraphs.count > 0)
        RAP_TRY(by_paragraphs(&self, &statement->paragraphs, err));
    else
        RAP_TRY(by_blank_lines(&self, err));
    size_t at = 0, byte = 0, point = 0;
    for (size_t i = 0; i < self.count; i++) {
        point += rap_text_points(self.text + byte, self.item[i].start - byte);
        byte = self.item[i].start;
        self.item[i].point = (uint32_t)point;
        self.item[i].from = (uint32_t)folded_from(folded, at, byte);
        at = folded_from(folded, self.item[i].from, self.item[i].end);
        self.item[i].to = (uint32_t)at;
    }
    *ret = (sentences_t){self.item, self.count};
    return RAP_OK;
}
