/* html_title.c - see html_title.h */
#include "parser/formats/html_title.h"
#include "base/text.h"

#include "parser/chars.h"

#include <string.h>

enum {
    ALIKE_MIN = 8,   /* letters that two titles must have in common */
    TITLE_MAX = 500, /* bytes of a title that is compared           */
    NEAR_MAX = 300   /* characters between a title and its text     */
};

/* Letters and digits only, so that two titles can be compared. */
typedef struct letters {
    char text[TITLE_MAX + 4];
    size_t len;
} letters_t;

static void add_letters(letters_t *self, const char *text, size_t len)
{
    for (const char *at = text, *end = text + len; at < end && self->len < TITLE_MAX;) {
        uint32_t c = chars_next(&at, end);

        if (c >= 'A' && c <= 'Z')
            c += 'a' - 'A';
        if (chars_is_word(c))
            self->len += rap_text_put(self->text + self->len, c);
    }
    self->text[self->len] = '\0';
}

/* The same title, give or take what a page leaves out of one of them. */
static bool alike(const letters_t *a, const letters_t *b)
{
    const letters_t *longer = a->len > b->len ? a : b, *shorter = a->len > b->len ? b : a;

    return shorter->len >= ALIKE_MIN && shorter->len * 2 > longer->len &&
           strstr(longer->text, shorter->text) != NULL;
}

/* Bytes of what parts a title from the site's name, if it stands at `at`. */
static size_t separator(const char *at)
{
    static const char *const separators[] = {
        " | ", "|", " - ", " \u2013 ", " \u2014 ", " \u00bb ", " :: ", " \u00b7 "};

    for (size_t i = 0; i < sizeof separators / sizeof *separators; i++)
        if (strncmp(at, separators[i], strlen(separators[i])) == 0)
            return strlen(separators[i]);
    return 0;
}

/* Is `heading` the title or one of its parts? */
static bool is_part(const letters_t *heading, const char *title)
{
    letters_t part = {.len = 0}, whole = {.len = 0};

    if (title == NULL)
        return false;
    const char *end = title + strnlen(title, TITLE_MAX);
    add_letters(&whole, title, (size_t)(end - title));
    if (alike(heading, &whole))
        return true;
    for (const char *from = title, *at = title;; at++) {
        size_t len = at < end ? separator(at) : 0;

        if (at < end && len == 0)
            continue;
        part.len = 0;
        add_letters(&part, from, (size_t)(at - from));
        if (alike(heading, &part))
            return true;
        if (at >= end)
            return false;
        from = at + len;
        at = from - 1;
    }
}

static bool is_title(const html_tree_t *tree, uint32_t heading)
{
    letters_t text = {.len = 0};

    for (uint32_t k = heading; k < tree->node[heading].end; k++)
        if (tree->node[k].text != NULL && !tree->node[k].gone)
            add_letters(&text, tree->node[k].text, tree->node[k].len);
    return is_part(&text, tree->meta.title) ||
           (tree->meta.window != tree->meta.title && is_part(&text, tree->meta.window));
}

static bool is_heading(const html_node_t *node)
{
    return (node->traits & HTML_HEADING) != 0 && !node->gone && node->points > 1;
}

static bool has_title(const html_tree_t *tree, uint32_t main)
{
    for (uint32_t i = main; i < tree->node[main].end; i++) {
        if (!is_heading(&tree->node[i]))
            continue;
        if ((tree->node[i].traits & HTML_H1) != 0 || is_title(tree, i))
            return true;
        i = tree->node[i].end - 1;
    }
    return false;
}

/* Characters of text from node `from` to node `to`. */
static size_t text_between(const html_tree_t *tree, uint32_t from, uint32_t to)
{
    size_t points = 0;

    for (uint32_t i = from; i < to; i++)
        if (tree->node[i].text != NULL && !tree->node[i].gone)
            points += tree->node[i].points;
    return points;
}

uint32_t html_title_find(const html_tree_t *tree, uint32_t main)
{
    uint32_t same = 0, first = 0, last = 0;

    if (has_title(tree, main))
        return 0;
    for (uint32_t i = 0; i < main; i++) {
        if (!is_heading(&tree->node[i]))
            continue;
        last = i;
        first = (tree->node[i].traits & HTML_H1) != 0 ? i : first;
        same = is_title(tree, i) ? i : same;
        i = tree->node[i].end - 1;
    }
    if (same != 0)
        return same;
    if (first != 0)
        return first;
    return last != 0 && text_between(tree, tree->node[last].end, main) <= NEAR_MAX ? last : 0;
}
