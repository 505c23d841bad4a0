/* pdf_poppler.h - the words of a PDF with their boxes, by Poppler, seen from C.
 *
 * In C++, because Poppler's only lasting interface that tells every word with its box and font
 * is a C++ one.  No exception leaves it, and Poppler's own messages go nowhere: a broken file
 * can produce a gigabyte of them.
 */
#ifndef RAP_PARSER_FORMATS_PDF_POPPLER_H
#define RAP_PARSER_FORMATS_PDF_POPPLER_H

#include "parser/picture.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct pdf_word {
    const uint32_t *point; /* code points in visual order, left to right */
    size_t points;
    double x0, y0, x1, y1; /* points from the page's top left */
    double size;           /* font size in points, 0 when unknown */
    int rotation;          /* quarter turns against the page */
    bool bold, italic;
    bool space_after;
    const double *edge; /* where each code point begins, and where the last one ends; only of
                           words with Arabic characters, else NULL */
} pdf_word_t;

typedef enum pdf_result {
    PDF_READ,
    PDF_MALFORMED,
    PDF_LOCKED,    /* needs a password                      */
    PDF_NO_MEMORY, /* a limit on memory was met             */
    PDF_STOPPED    /* a callback said that it is enough     */
} pdf_result_t;

/* Who is told.  A callback returns false to stop; what it is given is borrowed. */
typedef struct pdf_listener {
    void *arg;
    bool (*info)(void *arg, const char *key, const char *value); /* UTF-8, NUL-terminated */
    bool (*pages)(void *arg, int64_t count);                     /* before the first      */
    bool (*page)(void *arg, double width, double height);        /* in points             */
    bool (*word)(void *arg, const pdf_word_t *word);             /* of the page told last */
} pdf_listener_t;

/* Tells the keys "Title", "Author" and "CreationDate" (ISO 8601) where they are there, then
 * how many pages there are, and page by page the words. */
pdf_result_t pdf_poppler_read(const void *bytes, size_t len, const pdf_listener_t *listener);

/* Draws page `page`, from 1, as fine as `dpi`, or coarser (picture.h).  PDF_STOPPED when there is no
 * such page.  The pixels are given to `take`, borrowed; it returns false for want of memory. */
typedef bool (*pdf_take_picture_fn)(void *arg, const picture_t *picture);
pdf_result_t pdf_poppler_draw(
    const void *bytes, size_t len, int64_t page, double dpi, pdf_take_picture_fn take, void *arg);

enum { PDF_VERSION_PARTS = 3 };

/* Of the library that is loaded: 22, 12, 0. */
void pdf_poppler_version(int ret[PDF_VERSION_PARTS]);

#ifdef __cplusplus
}
#endif

#endif
