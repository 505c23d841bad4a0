/* place.c - where it was delivered; see details.h */
#include "parser/structure/details.h"

#include <string.h>

enum { REACH = 48 };

typedef struct town {
    const char *name;
    const char *const *phrases; /* folded, without accents */
} town_t;

/* clang-format off */
static const char *const new_york[] = {"new york", "new-york", "nueva york", "нью-йорк*", "نيويورك", "纽约",
    "unhq", "un headquarters", "united nations headquarters", "центральные учреждения оон",
    "siege de l'onu", "sede de las naciones unidas", "联合国总部", NULL};
static const char *const geneva[] = {"geneva", "geneve", "ginebra", "женев*", "جنيف", "日内瓦", NULL};
static const char *const vienna[] = {"vienna", "vienne", "viena", "вен*", "فيينا", "维也纳", NULL};
static const char *const hague[] = {"the hague", "la haye", "la haya", "гааг*", "لاهاي", "海牙", NULL};
static const char *const nairobi[] = {"nairobi", "найроби", "نيروبي", "内罗毕", NULL};
/* clang-format on */

static const town_t towns[] = {{"New York", new_york}, {"Geneva", geneva}, {"Vienna", vienna},
    {"The Hague", hague}, {"Nairobi", nairobi}};

/* "New York, NY 10065" is an address. */
static bool is_address(const passage_t *head, span_t town)
{
    static const char *const zips[] = {"ny", "n.y.", "n.y", NULL};
    size_t i = passage_token_at(head, town.end);
    span_t hit;
    if (passage_is_word(head, i, ","))
        i++;
    if (i < head->tokens && passage_has_at(head, head->token[i].start, zips, &hit))
        return true;
    return i < head->tokens && head->token[i].kind == TOKEN_NUMBER && head->token[i].digits == 5;
}

static bool is_beside(span_t town, const date_t *dates, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        span_t date = dates[i].span;
        if ((town.end <= date.start && date.start - town.end < REACH) ||
            (date.end <= town.start && town.start - date.end < REACH))
            return true;
    }
    return false;
}

static bool on_one_line(const passage_t *head, span_t a, span_t b)
{
    span_t between = a.end <= b.start ? (span_t){a.end, b.start} : (span_t){b.end, a.start}, bar;
    return !passage_find(head, between, "|", &bar);
}

static bool is_line(const passage_t *head, span_t town)
{
    size_t first = passage_token_at(head, town.start), behind = passage_token_at(head, town.end);
    bool starts = first == 0 || passage_is_word(head, first - 1, "|");
    return starts && (behind >= head->tokens || passage_is_word(head, behind, "|") ||
                         passage_is_word(head, behind, ","));
}

const char *place_of(const passage_t *head, const date_t *dates, size_t count)
{
    const char *line = NULL;
    for (size_t i = 0; i < sizeof towns / sizeof *towns; i++) {
        span_t within = passage_span(head), hit;
        while (passage_find_any(head, within, towns[i].phrases, &hit)) {
            within.start = hit.end;
            if (is_address(head, hit))
                continue;
            if (is_beside(hit, dates, count))
                return towns[i].name;
            if (line == NULL && is_line(head, hit))
                line = towns[i].name;
        }
    }
    return line;
}

const char *place_beside(const passage_t *head, const date_t *date)
{
    for (size_t i = 0; i < sizeof towns / sizeof *towns; i++) {
        span_t within = passage_span(head), hit;
        while (passage_find_any(head, within, towns[i].phrases, &hit)) {
            within.start = hit.end;
            if (!is_address(head, hit) && is_beside(hit, date, 1) &&
                on_one_line(head, hit, date->span))
                return towns[i].name;
        }
    }
    return NULL;
}
