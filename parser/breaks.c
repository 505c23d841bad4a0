/* breaks.c - see breaks.h */
#include "parser/breaks.h"

#include "parser/chars.h"
#include "parser/ranked.h"

#include <math.h>
#include <stdlib.h>
#include <unicode/uchar.h>

enum {
    COLUMN_LINES_MIN = 4, /* fewer lines do not show where their column's edges are */
    PAGE_LINES_MIN = 8,   /* lines that make a page's edges count for the document  */
    PAGE_PAIRS_MIN = 10,  /* pairs of lines that show a page's own leading          */
    STEPS = 200,          /* leading in half points: 0 to 100                       */
    EVEN = 50,            /* half points: wider leading is uneven by one more, and so on  */
    CAPITALS_MIN = 4      /* letters of a line that is a head because it has no others */
};

static const double SAME_SIZE = 0.12; /* sizes that differ less are the same                  */
static const double SPACED = 1.22;    /* of the leading: more is space between paragraphs     */
static const double UNEVEN = 1.4;     /* of the leading: less may be uneven                  */
static const double INDENT_EM = 0.7;  /* more is an indent                                    */
static const double DEEP_EM = 4;      /* more than paragraphs have                 */
static const double FLUSH_EM = 0.3;   /* less is none                                         */
static const double FIT_EM = 0.33;    /* room that a word needs beside itself                 */
static const double HALF_EMPTY =
    0.35; /* of the column's width: a line that short ends a paragraph */
static const double OTHER_WIDTH = 0.25;       /* of a column's width */
static const double MOST = 0.9, LITTLE = 0.1; /* shares of a line's characters                */

typedef struct edges {
    double left, right; /* in reading direction: mirrored where text runs right to left */
} edges_t;

struct breaks {
    const pages_t *pages;
    edges_t *edges;  /* one a line */
    double *leading; /* one a page, at body size */
    double body;
    bool bold_tells;
};

/* Where a line starts and ends in its reading direction. */
static double start_of(const breaks_t *self, const page_line_t *line)
{
    return line->rtl ? pages_page(self->pages, (size_t)line->page - 1)->width - line->x1 : line->x0;
}

static double end_of(const breaks_t *self, const page_line_t *line)
{
    return line->rtl ? pages_page(self->pages, (size_t)line->page - 1)->width - line->x0 : line->x1;
}

static bool same_size(const page_line_t *a, const page_line_t *b)
{
    return fabs(a->size - b->size) <= SAME_SIZE * fmax(a->size, b->size);
}

static bool overlap(const page_line_t *a, const page_line_t *b)
{
    return fmin(a->x1, b->x1) > fmax(a->x0, b->x0);
}

static bool is_text(const page_line_t *line)
{
    return line->role != LAYOUT_FURNITURE && line->role != LAYOUT_FOOTNOTE;
}

/* -- edges of columns ------------------------------------------------------------------- */

typedef struct start {
    uint32_t column;
    int size; /* in points, so that a title does not widen the text's column */
    bool rtl;
    double x;
    size_t line;
} start_t;

static int by_column(const void *left, const void *right)
{
    const start_t *a = left, *b = right;

    if (a->column != b->column)
        return a->column < b->column ? -1 : 1;
    if (a->size != b->size)
        return a->size < b->size ? -1 : 1;
    if (a->rtl != b->rtl)
        return a->rtl ? 1 : -1;
    return (a->x > b->x) - (a->x < b->x);
}

static bool same_column(const start_t *a, const start_t *b)
{
    return a->column == b->column && a->size == b->size && a->rtl == b->rtl;
}

/* Gives the lines start[0..count), of one column, its edges: the left one where an eighth
 * of the lines has begun (a few hang out), the right one at the longest line. */
static edges_t column_edges(breaks_t *self, const start_t *start, size_t count)
{
    edges_t edges = {start[count / 8].x, -1e9};

    for (size_t i = 0; i < count; i++)
        edges.right = fmax(edges.right, end_of(self, pages_line(self->pages, start[i].line)));
    for (size_t i = 0; i < count; i++)
        self->edges[start[i].line] = edges;
    return edges;
}

/* A column with few lines, in a page that is not split, is as wide as those of other pages. */
static void widen_short(breaks_t *self, const start_t *start, size_t count, edges_t usual)
{
    for (size_t i = 0; i < count; i++) {
        const page_line_t *line = pages_line(self->pages, start[i].line);
        edges_t *edges = &self->edges[start[i].line];

        if (line->beside || fabs(line->size - self->body) > SAME_SIZE * self->body)
            continue;
        edges->left = fmin(edges->left, usual.left);
        edges->right = fmax(edges->right, usual.right);
    }
}

static rap_code_t measure_edges(breaks_t *self, rap_arena_t *arena, rap_err_t *err)
{
    size_t lines = self->pages->line.count, count = 0, columns = 0;
    start_t *start = rap_arena_array(arena, lines + 1, sizeof *start);
    double *left = rap_arena_array(arena, lines + 1, sizeof *left);
    double *right = rap_arena_array(arena, lines + 1, sizeof *right);

    if (start == NULL || left == NULL || right == NULL)
        return growing_full(err);
    for (size_t i = 0; i < lines; i++) {
        const page_line_t *line = pages_line(self->pages, i);

        self->edges[i] = (edges_t){start_of(self, line), end_of(self, line)};
        if (is_text(line))
            start[count++] = (start_t){
                line->column, (int)(line->size + 0.5), line->rtl, start_of(self, line), i};
    }
    qsort(start, count, sizeof *start, by_column);
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && same_column(&start[i], &start[end]);)
            end++;

        edges_t edges = column_edges(self, start + i, end - i);
        if (end - i >= PAGE_LINES_MIN && !pages_line(self->pages, start[i].line)->beside) {
            left[columns] = edges.left;
            right[columns++] = edges.right;
        }
    }
    if (columns == 0)
        return RAP_OK;

    edges_t usual = {ranked_median(left, columns), ranked_median(right, columns)};
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && same_column(&start[i], &start[end]);)
            end++;
        if (end - i < COLUMN_LINES_MIN)
            widen_short(self, start + i, end - i, usual);
    }
    return RAP_OK;
}

/* -- leading ---------------------------------------------------------------------------- */

/* The distance of two lines of body size that follow each other, in half points; 0 when they
 * do not show it. */
static size_t step_between(const breaks_t *self, const page_line_t *a, const page_line_t *b)
{
    double step = b->y1 - a->y1;

    if (a->page != b->page || a->column != b->column || !is_text(a) || !is_text(b) ||
        !same_size(a, b) || fabs(a->size - self->body) > SAME_SIZE * self->body || !overlap(a, b))
        return 0;
    if (step < self->body * 0.7 || step > self->body * 4 || step * 2 + 0.5 >= STEPS)
        return 0;
    return (size_t)(step * 2 + 0.5);
}

/* The most usual step; neighbours count, since rounding parts what belongs together, and wide
 * spacing is less even. */
static double usual_step(const size_t step[STEPS])
{
    size_t best = 0, most = 0;

    for (size_t i = 1; i + 1 < STEPS; i++) {
        size_t n = step[i] * 2, reach = 1 + i / EVEN;

        for (size_t d = 1; d <= reach; d++)
            n += (d < i ? step[i - d] : 0) + (i + d < STEPS ? step[i + d] : 0);
        if (n > most) {
            most = n;
            best = i;
        }
    }
    return (double)best / 2;
}

static void measure_leading(breaks_t *self)
{
    size_t all[STEPS] = {0};

    for (size_t i = 1; i < self->pages->line.count; i++)
        all[step_between(self, pages_line(self->pages, i - 1), pages_line(self->pages, i))]++;
    all[0] = 0;

    double usual = usual_step(all);
    for (size_t p = 0; p < self->pages->page.count; p++) {
        const page_t *page = pages_page(self->pages, p);
        size_t own[STEPS] = {0}, pairs = 0;

        for (size_t i = page->first + 1; i < page->first + page->lines; i++) {
            size_t step =
                step_between(self, pages_line(self->pages, i - 1), pages_line(self->pages, i));

            own[step] += step > 0;
            pairs += step > 0;
        }
        self->leading[p] = pairs >= PAGE_PAIRS_MIN ? usual_step(own)
                           : usual > 0             ? usual
                                                   : self->body * 1.2;
    }
}

static void measure_style(breaks_t *self)
{
    double bold = 0, all = 0;

    self->body = fmax(pages_body_size(self->pages), 1);
    for (size_t i = 0; i < self->pages->line.count; i++) {
        const page_line_t *line = pages_line(self->pages, i);

        bold += line->bold * (double)line->len;
        all += (double)line->len;
    }
    self->bold_tells = bold < all / 2;
}

rap_code_t breaks_measure(breaks_t **ret, const pages_t *pages, rap_arena_t *arena, rap_err_t *err)
{
    breaks_t *self = rap_arena_alloc(arena, sizeof *self);

    if (self == NULL)
        return growing_full(err);
    self->pages = pages;
    self->edges = rap_arena_array(arena, pages->line.count + 1, sizeof *self->edges);
    self->leading = rap_arena_array(arena, pages->page.count + 1, sizeof *self->leading);
    if (self->edges == NULL || self->leading == NULL)
        return growing_full(err);
    measure_style(self);
    RAP_TRY(measure_edges(self, arena, err));
    measure_leading(self);
    *ret = self;
    return RAP_OK;
}

bool breaks_bold_tells(const breaks_t *self)
{
    return self->bold_tells;
}

double breaks_body_size(const breaks_t *self)
{
    return self->body;
}

/* -- judgement -------------------------------------------------------------------------- */

/* One line as it stands in its column. */
typedef struct stand {
    const page_line_t *line;
    double indent, room, width; /* left of it, right of it, of the column */
    uint32_t first, last;       /* code points; `last` the last with a meaning */
    bool centred;
} stand_t;

static stand_t stand_of(const breaks_t *self, size_t i)
{
    const page_line_t *line = pages_line(self->pages, i);
    edges_t edges = self->edges[i];
    stand_t stand = {.line = line,
        .indent = start_of(self, line) - edges.left,
        .room = edges.right - end_of(self, line),
        .width = edges.right - edges.left,
        .first = chars_first(line->text, line->len),
        .last = chars_last_meaning(line->text, line->len)};

    stand.centred = stand.indent > line->size &&
                    fabs(stand.indent - stand.room) < 0.08 * stand.width + line->size;
    return stand;
}

bool breaks_is_centred(const breaks_t *self, size_t line)
{
    return stand_of(self, line).centred;
}

/* Would the first word of `b` have had room behind `a`? */
static bool is_short(const stand_t *a, const stand_t *b)
{
    return a->room > b->line->first_width + FIT_EM * b->line->size;
}

static bool goes_on(const stand_t *b)
{
    return u_islower((UChar32)b->first);
}

/* A change of style ends a paragraph, but not where emphasis ends in the middle of one. */
static bool style_changes(const breaks_t *self, const stand_t *a, const stand_t *b)
{
    bool bold_a = a->line->bold > MOST, bold_b = b->line->bold > MOST;

    if (!same_size(a->line, b->line))
        return true;
    if (!self->bold_tells || bold_a == bold_b)
        return false;
    if (bold_a && b->line->bold < LITTLE)
        return !goes_on(b) || is_short(a, b);
    if (bold_b && a->line->bold < LITTLE) /* a quotation in bold does not begin a paragraph */
        return chars_ends_sentence(a->last) || is_short(a, b);
    return bold_b && !goes_on(b) && chars_ends_sentence(a->last);
}

static bool leaves_open(const page_line_t *line, uint32_t opening, uint32_t closing)
{
    const char *at = line->text, *end = line->text + line->len;
    size_t depth = 0;

    while (at < end) {
        uint32_t c = chars_next(&at, end);

        if (c == opening)
            depth++;
        else if (c == closing && depth > 0)
            depth--;
    }
    return depth > 0;
}

/* No paragraph ends within a bracket; one that ends within a quotation, which the next takes up
 * again, ends a sentence.  Text that runs right to left may have its brackets mirrored or not. */
static bool is_open(const stand_t *a)
{
    if (a->line->rtl)
        return false;
    return leaves_open(a->line, '(', ')') || leaves_open(a->line, '[', ']') ||
           leaves_open(a->line, 0xff08, 0xff09) ||
           (!chars_ends_sentence(a->last) &&
               (leaves_open(a->line, 0x201c, 0x201d) || leaves_open(a->line, 0xab, 0xbb)));
}

/* Does the line, unlike the one before it, consist of capitals alone? */
static bool is_capital_head(const stand_t *a, const stand_t *b)
{
    const page_line_t *line[] = {a->line, b->line};
    size_t capitals[] = {0, 0}, others[] = {0, 0};

    for (size_t i = 0; i < 2; i++)
        for (const char *at = line[i]->text, *end = at + line[i]->len; at < end;) {
            UChar32 c = (UChar32)chars_next(&at, end);

            if (u_isupper(c))
                capitals[i]++;
            else if (u_isalpha(c))
                others[i]++;
        }
    return capitals[1] >= CAPITALS_MIN && others[1] == 0 && others[0] > 0;
}

/* Does a title's line that is as wide as the column go on in the middle of the next one? */
static bool is_title_s_end(const stand_t *a, const stand_t *b)
{
    return b->centred && b->indent > DEEP_EM * b->line->size && !is_short(a, b) &&
           !chars_ends_sentence(a->last);
}

/* A paragraph's first line, indented and almost full, looks centred too. */
static bool is_title(const breaks_t *self, const stand_t *a, const stand_t *b)
{
    if (self->bold_tells && a->line->bold > MOST)
        return true;
    return a->centred && (b->centred || a->indent > DEEP_EM * a->line->size);
}

/* On the next page or in the next column space and distance say nothing. */
static bool breaks_over(const breaks_t *self, const stand_t *a, const stand_t *b)
{
    bool full = !is_short(a, b), indented = b->indent > INDENT_EM * b->line->size;
    bool same_page = a->line->page == b->line->page;

    /* Text does not flow from a column into what is set wider or narrower on the page. */
    if (same_page && !goes_on(b) && fabs(a->width - b->width) > OTHER_WIDTH * b->width)
        return true;
    if (is_open(a))
        return false;
    if (goes_on(b))
        return chars_ends_sentence(a->last) && !full && indented;
    if (!chars_ends_sentence(a->last))
        return !full || is_title(self, a, b);
    return !full || indented;
}

/* Both lines in one column, of one style, one below the other. */
static bool breaks_below(const breaks_t *self, const stand_t *a, const stand_t *b)
{
    const page_line_t *la = a->line, *lb = b->line;
    double em = lb->size, step = lb->y1 - la->y1;
    double leading = self->leading[la->page - 1] * la->size / self->body;
    bool indented = b->indent > INDENT_EM * em;
    bool hangs = chars_list_marker(la->text, la->len) > 0; /* the text of an item, below its mark */

    bool cut = !is_short(a, b) && !chars_ends_sentence(a->last) && !indented && !a->centred;

    if (step > leading * (cut ? UNEVEN : SPACED) + 0.05 * self->body && step > la->size * 1.35)
        return true;
    if (chars_ends_sentence(a->last) && is_capital_head(a, b))
        return true;
    if (is_title_s_end(a, b))
        return false;
    if ((a->centred && b->centred) || (self->bold_tells && la->bold > MOST && lb->bold > MOST))
        return false;
    if (indented && a->indent < FLUSH_EM * em && !goes_on(b) && !hangs)
        return true;
    if (indented && a->indent > INDENT_EM * em && fabs(a->indent - b->indent) < FLUSH_EM * em &&
        chars_ends_sentence(a->last) && is_short(a, b))
        return true;
    if (!is_short(a, b) || goes_on(b))
        return false;
    return chars_ends_sentence(a->last) || a->last == ',' || a->last == 0x60c ||
           a->last == 0xff0c || a->room > HALF_EMPTY * a->width;
}

bool breaks_between(const breaks_t *self, size_t a_line, size_t b_line)
{
    stand_t a = stand_of(self, a_line), b = stand_of(self, b_line);
    bool below = a.line->page == b.line->page && a.line->column == b.line->column &&
                 b.line->y1 > a.line->y0 && overlap(a.line, b.line);

    if (style_changes(self, &a, &b))
        return true;
    if (chars_list_marker(b.line->text, b.line->len) > 0 &&
        (chars_ends_sentence(a.last) || a.last == ',' || is_short(&a, &b)))
        return true;
    if (!below)
        return breaks_over(self, &a, &b);
    return breaks_below(self, &a, &b);
}
