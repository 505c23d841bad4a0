/* figures.c - see figures.h */
#include "classifier/evaluate/figures.h"

#include "proto/row.h"

#include <math.h>
#include <stdio.h>

#define ROW_OF figure_t
static const rap_field_t figure_rows[] = {
    ROW_TEXT(name, 64, RAP_REQUIRED),
    ROW_REAL(value, 0, 0, 0),
    ROW_REAL(low, 0, 0, 0),
    ROW_REAL(high, 0, 0, 0),
    ROW_END,
};
#undef ROW_OF
const rap_table_t figure_table = {"figure", sizeof(figure_t), figure_rows, .open = true};

figure_t figure_of(const char *name, double value, double low, double high)
{
    return (figure_t){.name = name,
        .value = value,
        .low = isnan(low) ? value : low,
        .high = isnan(high) ? value : high};
}

void figure_print(int width, double value)
{
    if (isnan(value))
        (void)printf("  %*s", width, "-");
    else
        (void)printf("  %*.3f", width, value);
}

void figure_print_range(double low, double high)
{
    if (isnan(low) || isnan(high))
        (void)printf("  %14s", "-");
    else
        (void)printf("  %5.3f .. %5.3f", low, high);
}
