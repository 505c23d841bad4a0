/* upright.h - a page's picture made fit for reading, by Leptonica: turned and straightened. */
#ifndef RAP_PARSER_OCR_UPRIGHT_H
#define RAP_PARSER_OCR_UPRIGHT_H

#include "parser/picture.h"

#include <leptonica/allheaders.h>
#include <stdbool.h>
#include <stdint.h>

enum { UPRIGHT_INK = 150 /* grey or darker; as Leptonica's examples have it */ };

/* A copy, of 8 bits a pixel.  NULL: no memory, as of all here.  Whoever gets a picture ends it
 * (pixDestroy()). */
PIX *upright_picture(const picture_t *picture);

/* Is there no ink, but for specks? */
bool upright_is_empty(PIX *picture);

/* Do its lines run up or down? */
bool upright_is_sideways(PIX *picture);

/* By so many quarter turns clockwise, and then by the few degrees by which its lines are skew. */
PIX *upright_turn(PIX *picture, uint32_t turns);

/* The strip across the page that has the most ink, of some lines; rank 1 is the next best beside it, and
 * so on. */
PIX *upright_strip(PIX *picture, size_t rank);

#endif
