/* figures.h - figures as they are printed. */
#ifndef RAP_CLASSIFIER_EVALUATE_FIGURES_H
#define RAP_CLASSIFIER_EVALUATE_FIGURES_H

#include "base/field.h"

typedef struct figure {
    const char *name;
    double value, low, high;
} figure_t;

/* For programs. */
extern const rap_table_t figure_table;

/* One with its interval or, where there is none (NAN), with itself as the interval. */
figure_t figure_of(const char *name, double value, double low, double high);

/* For people: in a column of that width with two spaces before it; NAN is "-". */
void figure_print(int width, double value);
void figure_print_range(double low, double high);

#endif
