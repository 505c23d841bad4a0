/* furniture.c - see furniture.h */
#include "parser/furniture.h"

#include "parser/chars.h"

#include <math.h>
#include <string.h>
#include <unicode/uchar.h>

enum {
    EDGE_TEXT_MAX = 200,  /* bytes; a longer line at an edge is text */
    PAGE_NUMBER_MAX = 32, /* bytes */
    PAGE_DIGITS_MAX = 4
};

static const double EDGE = 0.10;       /* of the page's height, at the top and the bottom    */
static const double SMALL = 0.87;      /* of the body's size: small print                    */
static const double NOTE = 0.93;       /* of the body's size: a footnote                     */
static const double LETTERHEAD = 0.40; /* of the first page's height: as deep a letterhead is */

/* Edge lines by what they say: which page said it first, and whether another one did. */
typedef struct said {
    uint64_t key; /* 0: free */
    int64_t page;
    bool again;
} said_t;

static double middle_of(const page_line_t *line)
{
    return (line->y0 + line->y1) / 2;
}

static const page_t *page_of(const pages_t *pages, const page_line_t *line)
{
    return pages_page(pages, (size_t)line->page - 1);
}

static bool at_top(const pages_t *pages, const page_line_t *line)
{
    return middle_of(line) < page_of(pages, line)->height * EDGE;
}

static bool at_edge(const pages_t *pages, const page_line_t *line)
{
    return line->len <= EDGE_TEXT_MAX &&
           (at_top(pages, line) || middle_of(line) > page_of(pages, line)->height * (1 - EDGE));
}

/* The word for "page", and for "of", that stands with a page's number. */
static bool is_page_word(const char *word, size_t len)
{
    static const char *const words[] = {"page", "p", "pg", "of", "de", "sur", "página", "pagina",
        "pag", "стр", "страница", "из", "صفحة", "من", "第", "页", "共", "頁", NULL};

    for (size_t i = 0; words[i] != NULL; i++)
        if (strlen(words[i]) == len && memcmp(words[i], word, len) == 0)
            return true;
    return false;
}

static bool is_roman(const char *word, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (strchr("ivxlc", word[i]) == NULL)
            return false;
    return len > 0 && len <= 6;
}

/* What the words of a line, as it is read, make of its being a page number. */
struct page_count {
    size_t numbers, romans;
    bool of; /* "page", "of", "/": two numbers are allowed */
};

/* False: a word that no page number has. */
static bool count_word(struct page_count *self, const char *word, size_t n, bool digits)
{
    bool roman = !digits && is_roman(word, n), page_word = !digits && is_page_word(word, n);

    self->numbers += digits;
    self->romans += roman;
    self->of = self->of || page_word;
    return digits ? n <= PAGE_DIGITS_MAX : roman || page_word;
}

bool furniture_is_page_number(const char *text, size_t len)
{
    char word[PAGE_NUMBER_MAX * 2]; /* lower case may need more bytes */
    struct page_count count = {.of = memchr(text, '/', len) != NULL};
    size_t n = 0;
    bool digits = false;

    if (len == 0 || len > PAGE_NUMBER_MAX - 4)
        return false;
    for (const char *at = text, *end = text + len; at <= end;) {
        uint32_t c = at < end ? chars_next(&at, end) : (at++, 0u);
        bool digit = u_isdigit((UChar32)c), letter = !digit && chars_is_word(c);

        if (n > 0 && (digit != digits || (!digit && !letter) || chars_is_wide(c))) {
            if (!count_word(&count, word, n, digits))
                return false;
            n = 0;
        }
        digits = digit;
        if (digit || letter)
            n += chars_put(word + n, (uint32_t)u_tolower((UChar32)c));
    }
    size_t all = count.numbers + count.romans;
    return all == 1 || (count.of && all == 2);
}

/* A line with its digits folded and its spaces left out, as a number that is not 0. */
static uint64_t key_of(const page_line_t *line, bool top)
{
    uint64_t key = top ? 0xcbf29ce484222325u : 0x84222325cbf29ce4u;
    bool digits = false;

    for (const char *at = line->text, *end = at + line->len; at < end;) {
        uint32_t c = chars_next(&at, end);
        bool digit = u_isdigit((UChar32)c);

        if (chars_is_space(c) || (digit && digits))
            continue;
        digits = digit;
        key = (key ^ (digit ? '#' : (uint32_t)u_tolower((UChar32)c))) * 0x100000001b3u;
    }
    return key | 1;
}

static said_t *find(said_t *said, size_t room, uint64_t key)
{
    size_t i = (size_t)(key ^ key >> 29) & (room - 1);

    while (said[i].key != 0 && said[i].key != key)
        i = (i + 1) & (room - 1);
    return &said[i];
}

/* Lines at the edges that say the same on more than one page, whatever their numbers. */
static rap_code_t mark_running(pages_t *pages, rap_arena_t *arena, rap_err_t *err)
{
    size_t room = 64;

    while (room < pages->line.count * 2)
        room *= 2;
    said_t *said = rap_arena_array(arena, room, sizeof *said);
    if (said == NULL)
        return growing_full(err);
    for (size_t pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < pages->line.count; i++) {
            page_line_t *line = pages_line(pages, i);

            if (!at_edge(pages, line))
                continue;

            uint64_t key = key_of(line, at_top(pages, line));
            said_t *entry = find(said, room, key);
            if (entry->key == 0)
                *entry = (said_t){.key = key, .page = line->page};
            if (entry->page != line->page)
                entry->again = true;
            if (pass == 1 && (entry->again || furniture_is_page_number(line->text, line->len)))
                line->role = LAYOUT_FURNITURE;
        }
    return RAP_OK;
}

/* How far a page's text of body size reaches, up and down. */
typedef struct reach {
    double top, bottom;
} reach_t;

static reach_t reach_of(const pages_t *pages, const page_t *page, double body)
{
    reach_t reach = {1e9, -1e9};

    for (size_t i = page->first; i < page->first + page->lines; i++) {
        const page_line_t *line = pages_line(pages, i);

        if (line->role == LAYOUT_FURNITURE || line->size < body * NOTE)
            continue;
        reach.top = fmin(reach.top, line->y0);
        reach.bottom = fmax(reach.bottom, line->y1);
    }
    return reach;
}

/* Small print at a page's edge, and footnotes: small lines below all of a page's text. */
static void mark_small(pages_t *pages, size_t number, double body)
{
    const page_t *page = pages_page(pages, number);
    reach_t reach = reach_of(pages, page, body);

    if (reach.bottom < 0)
        return;
    for (size_t i = page->first; i < page->first + page->lines; i++) {
        page_line_t *line = pages_line(pages, i);
        bool first_head = number == 0 && at_top(pages, line); /* a letterhead, perhaps */

        if (line->role == LAYOUT_FURNITURE || line->size >= body * NOTE)
            continue;
        if (at_edge(pages, line) && !first_head && line->size < body * SMALL &&
            (line->y1 < reach.top || line->y0 > reach.bottom) &&
            chars_list_marker(line->text, line->len) == 0 && line->len < EDGE_TEXT_MAX / 2)
            line->role = LAYOUT_FURNITURE;
        else if (line->y0 > reach.bottom - body * 0.5 && line->y0 > page->height / 2)
            line->role = LAYOUT_FOOTNOTE;
    }
}

/* A letterhead in columns: what stands side by side at the head of the first page, if no
 * column there goes deeper. */
static void mark_letterhead(pages_t *pages)
{
    const page_t *page = pages_page(pages, 0);

    for (size_t i = 0; i < page->lines; i++)
        if (pages_line(pages, i)->beside && pages_line(pages, i)->y1 > page->height * LETTERHEAD)
            return;
    for (size_t i = 0; i < page->lines; i++)
        if (pages_line(pages, i)->beside)
            pages_line(pages, i)->role = LAYOUT_FURNITURE;
}

rap_code_t furniture_mark(pages_t *pages, rap_arena_t *arena, rap_err_t *err)
{
    double body = pages_body_size(pages);

    if (pages->line.count == 0)
        return RAP_OK;
    RAP_TRY(mark_running(pages, arena, err));
    mark_letterhead(pages);
    for (size_t i = 0; i < pages->page.count; i++)
        mark_small(pages, i, body);
    return RAP_OK;
}
