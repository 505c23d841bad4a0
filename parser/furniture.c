/* furniture.c - see furniture.h */
#include "parser/furniture.h"

#include "base/fnv.h"
#include "parser/chars.h"
#include "parser/markings.h"
#include "parser/notes.h"
#include "parser/page_numbers.h"
#include "parser/ranked.h"

#include <math.h>
#include <string.h>
#include <unicode/uchar.h>

enum {
    EDGE_TEXT_MAX = 200, /* bytes; a longer line at an edge is text */
    PRINT_MIN = 150      /* bytes of small print below a page's text */
};

static const double EDGE = 0.10;       /* of the page's height, at the top and the bottom    */
static const double RUNNING = 0.13;    /* the same, for what is said again                   */
static const double SMALL = 0.87;      /* of the body's size: small print                    */
static const double NOTE = 0.93;       /* of the body's size: no text of the body            */
static const double WITHIN = 0.3;      /* of a line's height: so deep in the text's area     */
static const double SAME_PLACE = 6;    /* points by which a scan's pages differ              */
static const double LETTERHEAD = 0.40; /* of the first page's height: as deep a letterhead is */

/* Edge lines by what they say: on how many pages, and which one was the last. */
typedef struct said {
    uint64_t key; /* 0: free */
    int64_t page;
    size_t count;
} said_t;

/* The same as a table with open addressing. */
typedef struct sayings {
    said_t *said;
    size_t room; /* a power of two */
} sayings_t;

static double middle_of(const page_line_t *line)
{
    return (line->y0 + line->y1) / 2;
}

static const page_t *page_of(const pages_t *pages, const page_line_t *line)
{
    return pages_page(pages, (size_t)line->page - 1);
}

static bool at_top(const pages_t *pages, const page_line_t *line, double edge)
{
    return middle_of(line) < page_of(pages, line)->height * edge;
}

static bool at_edge(const pages_t *pages, const page_line_t *line, double edge)
{
    return line->len <= EDGE_TEXT_MAX &&
           (at_top(pages, line, edge) ||
               middle_of(line) > page_of(pages, line)->height * (1 - edge));
}

/* -- what runs over pages --------------------------------------------------------------- */

/* A line with its digits folded and its spaces left out, as a number that is not 0. */
static uint64_t key_of(const page_line_t *line, bool top)
{
    uint64_t key = top ? RAP_FNV_BASIS : 0x84222325cbf29ce4u;
    bool digits = false;

    for (const char *at = line->text, *end = at + line->len; at < end;) {
        uint32_t c = chars_next(&at, end);
        bool digit = u_isdigit((UChar32)c);

        if (chars_is_space(c) || (digit && digits))
            continue;
        digits = digit;
        key = rap_fnv_step(key, digit ? '#' : (uint32_t)u_tolower((UChar32)c));
    }
    return key | 1;
}

static said_t *find(const sayings_t *self, const pages_t *pages, const page_line_t *line)
{
    uint64_t key = key_of(line, at_top(pages, line, RUNNING));
    size_t i = (size_t)(key ^ key >> 29) & (self->room - 1);

    while (self->said[i].key != 0 && self->said[i].key != key)
        i = (i + 1) & (self->room - 1);
    self->said[i].key = key;
    return &self->said[i];
}

static rap_code_t hear(const pages_t *pages, sayings_t *ret, rap_arena_t *arena, rap_err_t *err)
{
    size_t room = 64;

    while (room < pages->line.count * 2)
        room *= 2;
    *ret = (sayings_t){rap_arena_array(arena, room, sizeof *ret->said), room};
    if (ret->said == NULL)
        return growing_full(err);
    for (size_t i = 0; i < pages->line.count; i++) {
        const page_line_t *line = pages_line(pages, i);

        if (line->role != LAYOUT_BODY || !at_edge(pages, line, RUNNING))
            continue;

        said_t *said = find(ret, pages, line);
        said->count += said->page != line->page;
        said->page = line->page;
    }
    return RAP_OK;
}

static bool is_said_again(const sayings_t *self, const pages_t *pages, const page_line_t *line)
{
    return line->role == LAYOUT_BODY && at_edge(pages, line, RUNNING) &&
           find(self, pages, line)->count > 1;
}

/* Where the text begins and ends on pages. */
typedef struct area {
    double top, bottom;
} area_t;

/* Most pages' text begins at the top of the area, or below; what is said again does not count. */
static rap_code_t measure_area(
    const pages_t *pages, const sayings_t *sayings, area_t *ret, rap_arena_t *arena, rap_err_t *err)
{
    size_t count = pages->page.count;
    double *top = rap_arena_array(arena, count, sizeof *top);
    double *bottom = rap_arena_array(arena, count, sizeof *bottom);

    if (top == NULL || bottom == NULL)
        return growing_full(err);
    for (size_t p = 0; p < count; p++) {
        const page_t *page = pages_page(pages, p);

        top[p] = page->height;
        bottom[p] = 0;
        for (size_t i = page->first; i < page->first + page->lines; i++) {
            const page_line_t *line = pages_line(pages, i);

            if (line->role != LAYOUT_BODY || is_said_again(sayings, pages, line))
                continue;
            top[p] = fmin(top[p], line->y0);
            bottom[p] = fmax(bottom[p], line->y1);
        }
    }
    ranked_sort(top, count);
    ranked_sort(bottom, count);
    *ret = (area_t){top[count / 4], bottom[count - 1 - count / 4]};
    return RAP_OK;
}

static bool is_outside(const area_t *area, const page_line_t *line)
{
    double within = WITHIN * (line->y1 - line->y0);

    return line->y1 < area->top + within || line->y0 > area->bottom - within;
}

/* "Mr. President," is said on many pages, now and then at the top or the bottom of one. */
static bool is_salutation(const page_line_t *line)
{
    uint32_t last = chars_last(line->text, line->len, NULL);

    return chars_ends_sentence(last) || last == ',' || last == 0x60c || last == 0xff0c;
}

/* Lines at the edges that say the same on more than one page, whatever their numbers: outside
 * the text, or on most pages. */
static rap_code_t mark_running(pages_t *pages, rap_arena_t *arena, rap_err_t *err)
{
    sayings_t sayings;
    area_t area = {0};

    RAP_TRY(hear(pages, &sayings, arena, err));
    RAP_TRY(measure_area(pages, &sayings, &area, arena, err));
    for (size_t i = 0; i < pages->line.count; i++) {
        page_line_t *line = pages_line(pages, i);

        if (!is_said_again(&sayings, pages, line))
            continue;

        size_t count = find(&sayings, pages, line)->count;
        bool most = count * 2 > pages->page.count;
        if (is_salutation(line) ? most && is_outside(&area, line) : most || is_outside(&area, line))
            line->role = LAYOUT_FURNITURE;
    }
    return RAP_OK;
}

/* -- what stands on one page ------------------------------------------------------------ */

/* "__________", "_ _ _": drawn with underscores. */
static bool is_rule(const page_line_t *line)
{
    enum { LEAST = 3 };
    size_t strokes = 0;

    for (size_t i = 0; i < line->len; i++) {
        if (line->text[i] != '_' && line->text[i] != ' ')
            return false;
        strokes += line->text[i] == '_';
    }
    return strokes >= LEAST;
}

static void mark_single(pages_t *pages)
{
    for (size_t i = 0; i < pages->line.count; i++) {
        page_line_t *line = pages_line(pages, i);

        if (line->role == LAYOUT_BODY &&
            ((at_edge(pages, line, EDGE) && page_numbers_is(line->text, line->len)) ||
                is_rule(line) || markings_is(line->text, line->len)))
            line->role = LAYOUT_FURNITURE;
    }
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

static bool is_print(const page_line_t *line, const reach_t *reach, double body)
{
    return line->role == LAYOUT_BODY && line->size < body * SMALL &&
           (line->y1 < reach->top || line->y0 > reach->bottom);
}

/* Small print at a page's edge, and a paragraph of it below all of the page's text. */
static void mark_small(pages_t *pages, size_t number, double body)
{
    const page_t *page = pages_page(pages, number);
    reach_t reach = reach_of(pages, page, body);
    size_t below = 0;

    if (reach.bottom < 0)
        return;
    for (size_t i = page->first; i < page->first + page->lines; i++) {
        const page_line_t *line = pages_line(pages, i);

        if (is_print(line, &reach, body) && line->y0 > reach.bottom)
            below += line->len;
    }
    for (size_t i = page->first; i < page->first + page->lines; i++) {
        page_line_t *line = pages_line(pages, i);
        bool first_head = number == 0 && at_top(pages, line, EDGE); /* a letterhead, perhaps */

        if (!is_print(line, &reach, body))
            continue;
        if (at_edge(pages, line, EDGE) && !first_head &&
            chars_list_marker(line->text, line->len) == 0 && line->len < EDGE_TEXT_MAX / 2)
            line->role = LAYOUT_FURNITURE;
        else if (line->y0 > reach.bottom && below > PRINT_MIN && line->y0 > page->height / 2)
            line->role = LAYOUT_FOOTNOTE;
    }
}

/* -- what OCR read badly ---------------------------------------------------------------- */

/* Does `line` stand where the running line `other` stands on its page, or a part of it at one of its ends? */
static bool is_in_place(const page_line_t *line, const page_line_t *other)
{
    bool left = fabs(line->x0 - other->x0) < SAME_PLACE;
    bool right = fabs(line->x1 - other->x1) < SAME_PLACE;

    return fabs(middle_of(line) - middle_of(other)) < SAME_PLACE && (left || right) &&
           line->x0 > other->x0 - SAME_PLACE && line->x1 < other->x1 + SAME_PLACE;
}

/* On how many other pages is that place taken by furniture? */
static size_t count_in_place(
    const pages_t *pages, const page_line_t *line, const size_t *edge, size_t edges)
{
    int64_t page = line->page;
    size_t count = 0;

    for (size_t i = 0; i < edges; i++) {
        const page_line_t *other = pages_line(pages, edge[i]);

        if (other->page == page || other->page == line->page || !is_in_place(line, other))
            continue;
        page = other->page;
        count++;
    }
    return count;
}

/* OCR reads a running line otherwise on one page than on others, and measures it badly: where it stands on
 * more than half of all pages tells.  The head of the first page is another one. */
static rap_code_t mark_places(pages_t *pages, rap_arena_t *arena, rap_err_t *err)
{
    size_t *edge = rap_arena_array(arena, pages->line.count + 1, sizeof *edge), edges = 0;

    if (edge == NULL)
        return growing_full(err);
    for (size_t i = 0; i < pages->line.count; i++) {
        const page_line_t *line = pages_line(pages, i);

        if (line->role == LAYOUT_FURNITURE && line->confidence > 0 && at_edge(pages, line, RUNNING))
            edge[edges++] = i;
    }
    for (size_t i = 0; i < pages->line.count && edges > 0; i++) {
        page_line_t *line = pages_line(pages, i);

        if (line->role == LAYOUT_BODY && line->confidence > 0 && at_edge(pages, line, RUNNING) &&
            !(line->page == 1 && at_top(pages, line, RUNNING)) &&
            2 * count_in_place(pages, line, edge, edges) > pages->page.count)
            line->role = LAYOUT_FURNITURE;
    }
    return RAP_OK;
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
    page_numbers_mark(pages);
    mark_single(pages);
    RAP_TRY(notes_mark(pages, body, arena, err));
    RAP_TRY(mark_running(pages, arena, err));
    mark_letterhead(pages);
    for (size_t i = 0; i < pages->page.count; i++)
        mark_small(pages, i, body);
    return mark_places(pages, arena, err);
}
