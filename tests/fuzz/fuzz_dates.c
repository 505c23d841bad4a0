/* Invariants: in any text the dates lie inside it, one behind the other, begin and end where
 * characters do, and are real days of 1945 to 2099; the same text gives the same dates; so for an
 * address, whose dates lie inside it. */
#include "parser/structure/date.h"
#include "tests/fuzz/check.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text_icu.h"
#include "parser/structure/date_address.h"
#include "parser/structure/date_context.h"

enum { ARENA_MAX = 64 << 20, DATES_MAX = 64 };

static bool starts_character(const char *text, size_t at)
{
    return ((unsigned char)text[at] & 0xC0) != 0x80;
}

static void check_date(const date_t *date)
{
    char day[DATE_SIZE];
    date_t turned = date_turned(date);

    check(date_is_real(date->year, date->month, date->day));
    check(date->weekday >= -1 && date->weekday <= 1);
    if (date->range)
        check(date->weekday == 0);
    date_write(date, day);
    check(strlen(day) == DATE_SIZE - 1);
    turned = date_turned(&turned);
    check(turned.day == date->day && turned.month == date->month);
}

static void check_passage(const char *text, size_t len, rap_arena_t *arena)
{
    date_t first[DATES_MAX], second[DATES_MAX];
    passage_t passage;
    rap_err_t err;
    size_t behind = 0;

    if (passage_make(&passage, text, len, arena, &err) != RAP_OK)
        return;
    size_t count = date_find(&passage, first, DATES_MAX);
    check(count == date_find(&passage, second, DATES_MAX));
    for (size_t i = 0; i < count; i++) {
        span_t span = first[i].span, source = passage_source(&passage, span);
        check_date(&first[i]);
        check(span.start >= behind && span.end > span.start && span.end <= passage.folded.len);
        check(source.end <= len && starts_character(text, source.start) &&
              (source.end == len || starts_character(text, source.end)));
        check(span.start == second[i].span.start && first[i].day == second[i].day);
        check(date_context(&passage, &first[i]) == date_context(&passage, &second[i]));
        behind = span.end;
    }
}

static void check_address(const char *address)
{
    date_t dates[DATES_MAX];
    size_t count = date_find_in_address(address, dates, DATES_MAX);

    for (size_t i = 0; i < count; i++) {
        check_date(&dates[i]);
        check(dates[i].span.start < dates[i].span.end && dates[i].span.end <= strlen(address));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    RAP_AUTO(rap_arena) *arena = rap_arena_new(ARENA_MAX);
    const char *text;
    size_t len;
    rap_err_t err;

    char *address = rap_arena_strndup(arena, (const char *)data, size);
    check(address != NULL);
    check_address(address);
    if (rap_text_nfc((const char *)data, size, arena, &text, &len, &err) == RAP_OK)
        check_passage(text, len, arena);
    return 0;
}
