/* parts.h - what figures are made of: counts of what was right, found, wanted. */
#ifndef RAP_CLASSIFIER_EVALUATE_PARTS_H
#define RAP_CLASSIFIER_EVALUATE_PARTS_H

#include <stdint.h>

enum { TALLY_STANCES = 4, TALLY_BINS = 10 };

/* Of a kind of thing to be found. */
typedef struct tally_part {
    int64_t right, found, wanted;
} tally_part_t;

/* Of what was found with a confidence between two tenths. */
typedef struct tally_bin {
    int64_t found, right;
    int64_t millionths; /* the sum of their confidences */
} tally_bin_t;

/* NAN where nothing was there to count. */
double score_f1(const tally_part_t *part);

#endif
