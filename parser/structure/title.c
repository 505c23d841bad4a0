/* title.c - what a statement is called; see details.h */
#include "parser/structure/details.h"

#include <string.h>

#include "base/buf.h"
#include "parser/structure/session.h"

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
        "(cotejar con", "(verifier a l'audition", "as delivered", "بسم الله", NULL};
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
    /* a page's number, a clock's time and a rule are no part of it */
    if (source.start == source.end || passage_words(head, line) == 0 ||
        out->len + source.end - source.start > TITLE_MAX)
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

/* The head's lines have " | " between them; false behind the last. */
static bool next_line(const passage_t *head, span_t *line)
{
    span_t bar, rest = {line->end > 0 ? line->end + 1 : 0, head->folded.len};
    if (rest.start >= rest.end)
        return false;
    *line = (span_t){rest.start, passage_find(head, rest, "|", &bar) ? bar.start : rest.end};
    return true;
}

/* From the line that says "Statement by ..." up to the day. */
static rap_code_t add_statement(rap_buf_t *title, const passage_t *head, rap_err_t *err)
{
    enum { DATES_MAX = 16 };
    date_t dates[DATES_MAX];
    size_t count = date_find(head, dates, DATES_MAX), lines = 0;
    span_t line = {0, 0};
    bool begun = false;
    while (lines < LINES_MAX && next_line(head, &line)) {
        bool is_title =
            passage_says_in(head, line, beginnings) && !head_salutes_at(head, line.start);
        if (passage_says_in(head, line, no_title) && !is_title)
            continue;
        if (begun && (is_only_date(head, line, dates, count) || head_salutes_at(head, line.start)))
            break;
        begun = begun || is_title;
        if (begun) {
            RAP_TRY(add_line(title, head, line, err));
            lines++;
        }
    }
    return RAP_OK;
}

/* The line that tells the occasion, where none says what it is: "Eleventh session of the Group". */
static rap_code_t add_occasion(rap_buf_t *title, const passage_t *head, rap_err_t *err)
{
    enum { SESSIONS_MAX = 16 };
    session_t sessions[SESSIONS_MAX];
    size_t count = session_find(head, sessions, SESSIONS_MAX);
    span_t line = {0, 0};
    while (title->len == 0 && next_line(head, &line))
        for (size_t i = 0; i < count && title->len == 0; i++)
            if (sessions[i].span.start >= line.start && sessions[i].span.end <= line.end &&
                !passage_says_in(head, line, no_title) && !head_salutes_at(head, line.start))
                RAP_TRY(add_line(title, head, line, err));
    return RAP_OK;
}

rap_code_t title_of(const char **ret, const passage_t *head, rap_arena_t *arena, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) title;
    rap_buf_init(&title, 2 * (size_t)TITLE_MAX);
    *ret = NULL;
    RAP_TRY(add_statement(&title, head, err));
    if (title.len == 0)
        RAP_TRY(add_occasion(&title, head, err));
    if (title.len == 0)
        return RAP_OK;
    *ret = rap_arena_strndup(arena, title.data, title.len);
    if (*ret == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for the title");
    return RAP_OK;
}

/* Is it the name of a file, or what a program writes that was not told a title? */
static bool is_made_up(const passage_t *title, span_t part)
{
    static const char *const names[] = {".doc", ".docx", ".pdf", ".odt", ".rtf", ".indd", ".ppt",
        ".pptx", "untitled", "document1", "sans titre", "sin titulo", "без названия", NULL};
    span_t hit;
    for (size_t i = 0; names[i] != NULL; i++)
        if (passage_find(title, part, names[i], &hit))
            return true;
    return passage_words(title, part) < 2;
}

rap_code_t title_of_file(const char **ret, const char *title, rap_arena_t *arena, rap_err_t *err)
{
    enum { WORD_LEN = 17 };
    passage_t passage;
    span_t part = {0, 0}, best = {0, 0};
    *ret = NULL;
    if (title == NULL)
        return RAP_OK;
    if (strncmp(title, "Microsoft Word - ", WORD_LEN) == 0)
        title += WORD_LEN;
    RAP_TRY(passage_make(&passage, title, strlen(title), arena, err));
    /* "Statement by Chile | Permanent Mission of Chile": not the site's name. */
    while (next_line(&passage, &part)) {
        bool better = passage_says_in(&passage, part, beginnings) &&
                      !passage_says_in(&passage, best, beginnings);
        bool site = passage_says_in(&passage, part, no_title) && best.end > 0;
        if (best.end == 0 || better || (!site && passage_says_in(&passage, best, no_title)))
            best = part;
    }
    if (best.end == 0 || is_made_up(&passage, best))
        return RAP_OK;
    RAP_AUTO_RELEASE(rap_buf) out;
    rap_buf_init(&out, 2 * (size_t)TITLE_MAX);
    RAP_TRY(add_line(&out, &passage, best, err));
    *ret = out.len > 0 ? rap_arena_strndup(arena, out.data, out.len) : NULL;
    return RAP_OK;
}
