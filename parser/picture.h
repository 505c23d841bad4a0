/* picture.h - a page as it would be printed, for OCR. */
#ifndef RAP_PARSER_PICTURE_H
#define RAP_PARSER_PICTURE_H

#include <stddef.h>
#include <stdint.h>

typedef struct picture {
    uint8_t *grey; /* one byte a pixel, 255 is white; `stride` bytes a row; in the arena */
    size_t width, height, stride;
    double dpi;
} picture_t;

/* So fine are letters drawn; coarser where a page is so large that it would have too many pixels. */
enum { PICTURE_DPI = 300, PICTURE_PIXELS_MAX = 25 * 1000 * 1000 };

#endif
