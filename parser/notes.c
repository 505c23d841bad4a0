/* notes.c - see notes.h */
#include "parser/notes.h"

#include "parser/chars.h"

#include <string.h>
#include <unicode/uchar.h>

enum { NUMBER_MAX = 999, NUMBERS = NUMBER_MAX + 1 };

static const double NOTE = 0.93;  /* of the body's size: a footnote is smaller          */
static const double APART = 2.0;  /* of a line's size: the next line is not of the note */
static const double LOWER = 0.33; /* of the page's height: notes stand below            */

typedef struct notes {
    pages_t *pages;
    double body;
    uint32_t last;        /* number of the last note */
    bool open;            /* and it goes on on the next page, perhaps */
    bool raised[NUMBERS]; /* numbers that are printed high in a page's text */
    bool here[NUMBERS];   /* numbers of its notes */
    double top;           /* where the page's text of body size begins */
} notes_t;

/* The number at the start of a text, high or not, and the bytes of it; 0 of none. */
static uint32_t number_at(const char *text, size_t len, bool high_only, size_t *ret_bytes)
{
    uint32_t number = 0;
    const char *at = text, *end = text + len;

    *ret_bytes = 0;
    if (high_only && len > 0 && (unsigned char)text[0] < 0x80)
        return 0; /* as most text is */
    while (at < end) {
        uint32_t c = chars_next(&at, end), value = chars_superscript_value(c);

        if (value > 9 && !high_only && c >= '0' && c <= '9')
            value = c - '0';
        if (value > 9)
            break;
        number = number * 10 + value;
        if (number > NUMBER_MAX)
            return 0;
        *ret_bytes = (size_t)(at - text);
    }
    return number;
}

/* The numbers that are printed high in a line. */
static void find_raised(notes_t *self, const page_line_t *line)
{
    for (size_t at = 0, bytes; at<line->len; at += bytes> 0 ? bytes : 1) {
        uint32_t number = number_at(line->text + at, line->len - at, true, &bytes);

        if (number > 0)
            self->raised[number] = true;
    }
}

/* "* As delivered" begins with a sign, "* * *" is none. */
static bool begins_with_sign(const page_line_t *line)
{
    const char *at = line->text, *end = line->text + line->len;
    uint32_t c = chars_first(line->text, line->len);
    bool sign = c == '*' || c == 0x2020 || c == 0x2021;

    while (at < end && (c == '*' || c == 0x2020 || c == 0x2021 || chars_is_space(c)))
        c = chars_next(&at, end);
    return sign && u_isalpha((UChar32)c);
}

/* Does a note begin with the line?  `ret_number` is 0 where a sign marks it. */
static bool begins_note(const notes_t *self, const page_line_t *line, uint32_t *ret_number)
{
    size_t bytes;
    uint32_t number = number_at(line->text, line->len, false, &bytes);
    uint32_t next = chars_first(line->text + bytes, line->len - bytes);

    *ret_number = number;
    if (number == 0)
        return begins_with_sign(line);
    if (bytes == line->len || (!chars_is_space(next) && next != '.' && next != ')'))
        return false;
    return number == self->last + 1 || self->raised[number];
}

static bool is_small(const notes_t *self, const page_line_t *line)
{
    return line->size < self->body * NOTE;
}

/* Lines of text in one column, without the small ones at its end: where those begin. */
static size_t small_end(const notes_t *self, size_t first, size_t end)
{
    size_t at = end;

    while (at > first && (pages_line(self->pages, at - 1)->role == LAYOUT_FURNITURE ||
                             is_small(self, pages_line(self->pages, at - 1))))
        at--;
    return at;
}

static void mark_notes(notes_t *self, const page_t *page, size_t first, size_t end)
{
    const page_line_t *above = NULL; /* of the same note or the text */

    for (size_t i = first; i < end; i++) {
        page_line_t *line = pages_line(self->pages, i);
        uint32_t number;

        if (line->role == LAYOUT_FURNITURE || line->y0 < page->height * LOWER ||
            line->y0 < self->top)
            continue;
        if (begins_note(self, line, &number)) {
            if (number > 0) {
                self->last = number;
                self->here[number] = true;
            }
            self->open = true;
        } else if (!self->open || (above != NULL && line->y1 - above->y1 > APART * line->size)) {
            self->open = false;
            continue;
        }
        line->role = LAYOUT_FOOTNOTE;
        above = line;
    }
    if (above != NULL)
        self->open = !chars_ends_sentence(chars_last_meaning(above->text, above->len));
}

/* Takes the numbers of the page's notes out of a line's text. */
static rap_code_t strip(const notes_t *self, page_line_t *line, rap_arena_t *arena, rap_err_t *err)
{
    char *text = NULL;
    size_t n = 0;

    for (size_t at = 0, bytes; at < line->len;) {
        uint32_t number = number_at(line->text + at, line->len - at, true, &bytes);
        bool drop = number > 0 && self->here[number];

        if (drop && text == NULL) {
            text = rap_arena_strndup(arena, line->text, line->len);
            if (text == NULL)
                return growing_full(err);
        }
        bytes = bytes > 0 ? bytes : 1;
        if (text != NULL && !drop)
            memmove(text + n, line->text + at, bytes);
        n += drop ? 0 : bytes;
        at += bytes;
    }
    if (text != NULL) {
        text[n] = '\0';
        line->text = text;
        line->len = n;
    }
    return RAP_OK;
}

static rap_code_t mark_page(notes_t *self, size_t number, rap_arena_t *arena, rap_err_t *err)
{
    const page_t *page = pages_page(self->pages, number);
    size_t end = page->first + page->lines;

    memset(self->raised, 0, sizeof self->raised);
    memset(self->here, 0, sizeof self->here);
    self->top = page->height;
    for (size_t i = page->first; i < end; i++) {
        const page_line_t *line = pages_line(self->pages, i);

        find_raised(self, line);
        if (line->role == LAYOUT_BODY && !is_small(self, line) && line->y0 < self->top)
            self->top = line->y0;
    }
    for (size_t i = page->first, last; i < end; i = last) {
        for (last = i; last < end &&
                       pages_line(self->pages, last)->column == pages_line(self->pages, i)->column;)
            last++;
        mark_notes(self, page, small_end(self, i, last), last);
    }
    for (size_t i = page->first; i < end; i++)
        if (pages_line(self->pages, i)->role == LAYOUT_BODY)
            RAP_TRY(strip(self, pages_line(self->pages, i), arena, err));
    return RAP_OK;
}

rap_code_t notes_mark(pages_t *pages, double body, rap_arena_t *arena, rap_err_t *err)
{
    notes_t self = {.pages = pages, .body = body};

    for (size_t i = 0; i < pages->page.count; i++)
        RAP_TRY(mark_page(&self, i, arena, err));
    return RAP_OK;
}
