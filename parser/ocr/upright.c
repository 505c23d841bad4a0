/* upright.c - see upright.h */
#include "parser/ocr/upright.h"

#include <math.h>
#include <string.h>

enum {
    SPECKS = 20000, /* pixels of which one is ink: an empty page that was scanned   */
    STRIPS = 7,     /* a page has so many: of a letter, five to eight lines         */
    FULL = 3        /* pixels of which one is ink in a picture, and never in a text */
};

static const double SKEW_LEAST = 0.05;     /* degrees; less is not seen */
static const double SKEW_CONFIDENCE = 2.5; /* of Leptonica's; less is a guess */
static const double RADIANS = 3.14159265358979 / 180;

PIX *upright_picture(const picture_t *picture)
{
    PIX *ret = pixCreate((l_int32)picture->width, (l_int32)picture->height, 8);

    if (ret == NULL)
        return NULL;
    l_uint32 *data = pixGetData(ret);
    size_t words = (size_t)pixGetWpl(ret);
    for (size_t y = 0; y < picture->height; y++) {
        const uint8_t *from = picture->grey + y * picture->stride;
        l_uint32 *row = data + y * words;

        for (size_t x = 0; x < picture->width; x++)
            SET_DATA_BYTE(row, x, from[x]);
    }
    pixSetResolution(ret, (l_int32)picture->dpi, (l_int32)picture->dpi);
    return ret;
}

bool upright_is_empty(PIX *picture)
{
    PIX *ink = pixThresholdToBinary(picture, UPRIGHT_INK);
    l_int32 pixels = 0;

    if (ink == NULL)
        return false;
    (void)pixCountPixels(ink, &pixels, NULL);
    pixDestroy(&ink);
    return (double)pixels * SPECKS < (double)pixGetWidth(picture) * pixGetHeight(picture);
}

/* How clearly lines run across, whether they are a little skew or not. */
static double clearness(PIX *ink)
{
    l_float32 angle = 0, confidence = 0;

    return pixFindSkew(ink, &angle, &confidence) == 0 ? (double)confidence : 0;
}

bool upright_is_sideways(PIX *picture)
{
    PIX *ink = pixThresholdToBinary(picture, UPRIGHT_INK);
    PIX *turned = ink != NULL ? pixRotateOrth(ink, 1) : NULL;
    bool ret = turned != NULL && clearness(turned) > clearness(ink);

    pixDestroy(&turned);
    pixDestroy(&ink);
    return ret;
}

/* Takes the picture. */
static PIX *straighten(PIX *picture)
{
    PIX *ink = pixThresholdToBinary(picture, UPRIGHT_INK);
    l_float32 angle = 0, confidence = 0;

    if (ink == NULL)
        return picture;
    bool skew = pixFindSkew(ink, &angle, &confidence) == 0 &&
                (double)confidence > SKEW_CONFIDENCE && fabs((double)angle) > SKEW_LEAST;
    pixDestroy(&ink);
    if (!skew)
        return picture;
    PIX *ret = pixRotate(
        picture, (l_float32)((double)angle * RADIANS), L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0);
    if (ret == NULL)
        return picture;
    pixCopyResolution(ret, picture);
    pixDestroy(&picture);
    return ret;
}

PIX *upright_turn(PIX *picture, uint32_t turns)
{
    PIX *turned = pixRotateOrth(picture, (l_int32)turns); /* none: a copy */

    return turned != NULL ? straighten(turned) : NULL;
}

/* Rows of ink from `first` on; a row that is mostly black is no text. */
static double ink_of(NUMA *rows, l_int32 first, l_int32 count, l_int32 width)
{
    double sum = 0;

    for (l_int32 i = first; i < first + count; i++) {
        l_int32 ink = 0;

        (void)numaGetIValue(rows, i, &ink);
        sum += ink < width / FULL ? ink : 0;
    }
    return sum;
}

/* Where the strip of so many rows begins that has the most ink. */
static l_int32 best_strip(NUMA *rows, l_int32 height, const PIX *picture)
{
    l_int32 best = 0;
    double most = -1;

    for (l_int32 y = 0; y + height <= pixGetHeight(picture); y += height / 2 + 1) {
        double sum = ink_of(rows, y, height, pixGetWidth(picture));

        if (sum > most) {
            most = sum;
            best = y;
        }
    }
    return best;
}

PIX *upright_strip(PIX *picture, size_t rank)
{
    PIX *ink = pixThresholdToBinary(picture, UPRIGHT_INK);
    NUMA *rows = ink != NULL ? pixCountPixelsByRow(ink, NULL) : NULL;
    l_int32 width = pixGetWidth(picture), height = pixGetHeight(picture) / STRIPS, best = 0;

    if (rows != NULL)
        best = best_strip(rows, height, picture);
    for (size_t i = 0; rows != NULL && i < rank; i++) {
        for (l_int32 y = best; y < best + height; y++)
            (void)numaSetValue(rows, y, -1); /* worse than white */
        best = best_strip(rows, height, picture);
    }
    numaDestroy(&rows);
    pixDestroy(&ink);
    BOX *box = boxCreate(0, best, width, height);
    PIX *ret = box != NULL ? pixClipRectangle(picture, box, NULL) : NULL;
    boxDestroy(&box);
    if (ret != NULL)
        pixCopyResolution(ret, picture);
    return ret;
}
