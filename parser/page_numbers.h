/* page_numbers.h - which lines of a paged document number its pages. */
#ifndef RAP_PARSER_PAGE_NUMBERS_H
#define RAP_PARSER_PAGE_NUMBERS_H

#include "parser/page.h"

/* "2", "- 2 -", "2/4", "Page 1 of 2", "iv"? */
bool page_numbers_is(const char *text, size_t len);

/* Makes LAYOUT_FURNITURE of numbers that stand above or below all else on their pages, however far
 * from the edge, and count these.  Linear in the number of lines. */
void page_numbers_mark(pages_t *pages);

#endif
