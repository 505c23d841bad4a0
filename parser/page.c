/* page.c - see page.h */
#include "parser/page.h"

#include <math.h>

enum { SIZES = 200 }; /* half points: sizes from 0 to 100 */

bool page_word_has_box(const page_word_t *word)
{
    return word->len > 0 && isfinite(word->x0) && isfinite(word->x1) && isfinite(word->y0) &&
           isfinite(word->y1) && word->x1 >= word->x0 && word->y1 > word->y0 &&
           fabs(word->x0) < PAGE_SIDE_MAX && fabs(word->x1) < PAGE_SIDE_MAX &&
           fabs(word->y0) < PAGE_SIDE_MAX && fabs(word->y1) < PAGE_SIDE_MAX;
}

void pages_init(pages_t *self)
{
    *self = (pages_t){.page.size = sizeof(page_t), .line.size = sizeof(page_line_t)};
}

page_t *pages_page(const pages_t *self, size_t i)
{
    return (page_t *)self->page.item + i;
}

page_line_t *pages_line(const pages_t *self, size_t i)
{
    return (page_line_t *)self->line.item + i;
}

double pages_body_size(const pages_t *self)
{
    size_t weight[SIZES] = {0};
    size_t best = 0;

    for (size_t i = 0; i < self->line.count; i++) {
        const page_line_t *line = pages_line(self, i);
        double half = line->size * 2 + 0.5;

        weight[half < SIZES - 1 ? (size_t)half : SIZES - 1] += line->len;
    }
    for (size_t i = 1; i < SIZES; i++)
        if (weight[i] > weight[best])
            best = i;
    return (double)best / 2;
}
