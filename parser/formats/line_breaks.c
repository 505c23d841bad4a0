/* line_breaks.c - see line_breaks.h */
#include "parser/formats/line_breaks.h"

#include "parser/chars.h"

enum { LINE_MIN = 80 }; /* mean characters of lines that single breaks end as paragraphs */

/* Where the next line of text[at..len) ends, and how many line ends follow it. */
static size_t line_end(const char *text, size_t len, size_t at, size_t *ret_breaks)
{
    size_t end = at, next;

    while (end < len && text[end] != '\n')
        end++;
    *ret_breaks = 0;
    for (next = end; next < len && (text[next] == '\n' || text[next] == ' '); next++)
        *ret_breaks += text[next] == '\n';
    return end;
}

/* Do single breaks end paragraphs here?  Old pages are written so: then lines are long. */
static bool are_paragraphs(const char *text, size_t len)
{
    size_t lines = 0, sentences = 0, breaks = 0;

    for (size_t at = 0; at < len; at++) {
        size_t end = line_end(text, len, at, &breaks);

        lines++;
        sentences += chars_ends_sentence(chars_last_meaning(text + at, end - at));
        at = end;
    }
    return lines > 1 && len / lines > LINE_MIN && sentences * 2 >= lines;
}

line_breaks_t line_breaks_of(const char *text, size_t len)
{
    return (line_breaks_t){.text = text, .len = len, .least = are_paragraphs(text, len) ? 1 : 2};
}

bool line_breaks_next(line_breaks_t *self, const char **ret, size_t *ret_len)
{
    size_t from = self->at, end = from, breaks = 0;

    if (from >= self->len)
        return false;
    while (self->at < self->len && breaks < self->least) {
        end = line_end(self->text, self->len, self->at, &breaks);
        for (self->at = end;
             self->at < self->len && (self->text[self->at] == '\n' || self->text[self->at] == ' ');)
            self->at++;
    }
    *ret = self->text + from;
    *ret_len = end - from;
    return true;
}
