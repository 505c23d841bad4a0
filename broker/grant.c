/* grant.c - see grant.h */
#include "broker/grant.h"

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

int64_t grant_next(const grant_case_t *of)
{
    if (of->room_messages <= 0 || of->room_bytes <= 0)
        return 0;
    int64_t free_messages = of->room_messages - of->out;

    if (free_messages <= 0 && free_messages > -of->sources && of->held == 0)
        free_messages = 1; /* others may hold all that is promised, and never use it */
    if (free_messages <= 0)
        return 0;
    int64_t share = most(1, of->room_messages / of->sources);
    int64_t by_bytes = most(1, of->room_bytes / of->sources / of->weight);
    int64_t may_hold = least(of->window, least(share, by_bytes));

    if (of->held * 2 > may_hold)
        return 0;
    return least(may_hold - of->held, free_messages);
}

int64_t grant_weight(int64_t weight, int64_t bytes)
{
    return most(1, most(bytes, weight - weight / 8));
}
