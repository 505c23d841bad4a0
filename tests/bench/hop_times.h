/* hop_times.h - what the ends of a hop share: the clock, numbers, and how times are told. */
#ifndef TESTS_HOP_TIMES_H
#define TESTS_HOP_TIMES_H

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { COUNT_MAX = 10000000, FRAME_MAX = 1 << 27, WARM_UP = 512 };

static inline _Noreturn void die(const char *what)
{
    (void)fprintf(stderr, "hop: %s\n", what);
    exit(1);
}

static inline double now_us(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec * 1e6 + (double)ts.tv_nsec / 1e3;
}

static inline int64_t number(const char *text, int64_t max)
{
    char *end;

    errno = 0;
    int64_t n = strtoll(text, &end, 10);

    if (*end != '\0' || errno != 0 || n < 1 || n > max)
        die("a number is none, or out of range");
    return n;
}

static inline void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count, size);

    if (memory == NULL)
        die("out of memory");
    return memory;
}

static inline int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* "p50_us p99_us a_second" */
static inline void tell(double *took, int64_t count, double all_us)
{
    qsort(took, (size_t)count, sizeof *took, by_size);
    printf(
        "%.1f %.1f %.0f\n", took[count / 2], took[count * 99 / 100], (double)count / all_us * 1e6);
}

#endif
