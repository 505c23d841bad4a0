/* title.c - what a statement is called; see details.h */
#include "parser/structure/details.h"

#include <string.h>

#include "base/buf.h"

enum { TITLE_MAX = 800, LINES_MAX = 12 };

/* clang-format off */
static const char *const beginnings[] = {"statement*", "remarks", "address", "speech", "intervention",
    "explanation of", "right of reply", "joint statement", "declaration*", "discours", "allocution",
    "explication de", "droit de reponse", "intervencion", "discurso", "palabras", "declaracion*",
    "explicacion de", "выступление", "заявление", "بيان", "كلمة", "تعليل", "发言", "声明", NULL};

static const char *const no_title[] = {"permanent mission", "phone", "tel", "fax", "street", "avenue",
    "check against", "as delivered", "e-mail", "http", "mission permanente", "mision permanente",
    "постоянное представительство", "seul le prononce", "cotejar", "for immediate release", NULL};
/* clang-format on */

static bool says(const passage_t *head, span_t line, const char *const *phrases)
{
    span_t hit;
    return passage_find_any(head, line, phrases, &hit);
}

bool title_begins(const passage_t *line)
{
    static const char *const han[] = {"发言", "声明", "讲话", NULL};
    span_t hit;
    if (passage_has_at(line, 0, beginnings, &hit))
        return true;
    for (size_t i = 0; han[i] != NULL; i++) {
        size_t len = strlen(han[i]);
        if (line->folded.len > len &&
            memcmp(line->folded.text + line->folded.len - len, han[i], len) == 0)
            return true;
    }
    return false;
}

/* "Check against delivery" at a line's end is no part of the title. */
static span_t without_notice(const passage_t *head, span_t line)
{
    static const char *const notices[] = {"check against delivery", "please check against delivery",
        "(please check against delivery", "(check against delivery", "(seul le prononce fait foi",
        "(cotejar con", "(verifier a l'audition", "as delivered", NULL};
    span_t hit;
    if (passage_find_any(head, line, notices, &hit) && hit.start > line.start)
        line.end = hit.start;
    return line;
}

static rap_code_t add_line(rap_buf_t *out, const passage_t *head, span_t line, rap_err_t *err)
{
    span_t source = passage_source(head, without_notice(head, line));
    while (source.start < source.end && head->text[source.start] == ' ')
        source.start++;
    while (source.end > source.start && head->text[source.end - 1] == ' ')
        source.end--;
    if (source.start == source.end || out->len + source.end - source.start > TITLE_MAX)
        return RAP_OK;
    if (out->len > 0)
        RAP_TRY(rap_buf_char(out, ' ', err));
    return rap_buf_add(out, head->text + source.start, source.end - source.start, err);
}

static bool is_only_date(const passage_t *head, span_t line, const date_t *dates, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (dates[i].span.start >= line.start && dates[i].span.end <= line.end &&
            line.end - line.start < (dates[i].span.end - dates[i].span.start) + 40)
            return passage_words(head, line) < 8;
    return false;
}

rap_code_t title_of(const char **ret, const passage_t *head, rap_arena_t *arena, rap_err_t *err)
{
    enum { DATES_MAX = 16 };
    date_t dates[DATES_MAX];
    size_t count = date_find(head, dates, DATES_MAX);
    RAP_AUTO_RELEASE(rap_buf) title;
    rap_buf_init(&title, 2 * (size_t)TITLE_MAX);
    bool begun = false;
    size_t lines = 0;
    *ret = NULL;
    for (span_t line = {0, 0}; line.start < head->folded.len && lines < LINES_MAX;
         line.start = line.end + 1) {
        span_t bar, rest = {line.start, head->folded.len};
        line.end = passage_find(head, rest, "|", &bar) ? bar.start : head->folded.len;
        bool is_title = says(head, line, beginnings);
        if (says(head, line, no_title) && !is_title)
            continue;
        if (begun && is_only_date(head, line, dates, count))
            break;
        begun = begun || is_title;
        if (begun) {
            RAP_TRY(add_line(&title, head, line, err));
            lines++;
        }
    }
    if (title.len == 0)
        return RAP_OK;
    *ret = rap_arena_strndup(arena, title.data, title.len);
    if (*ret == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for the title");
    return RAP_OK;
}
