/* html_notes.c - see html_notes.h */
#include "parser/formats/html_notes.h"

#include "parser/chars.h"
#include "parser/formats/html_names.h"

#include <string.h>
#include <strings.h>

enum {
    MARK_MAX = 8, /* characters: "[123]"         */
    NODES_MAX = 8 /* that such an element holds */
};

/* Does the id say so: "fn1", "fn:1", "_ftn12", "_edn3", "note-4"? */
static bool is_note_id(const char *id)
{
    static const char *const beginnings[] = {
        "fn", "_ftn", "ftn", "_edn", "edn", "note", "sdfootnote"};

    for (size_t i = 0; id != NULL && i < sizeof beginnings / sizeof *beginnings; i++) {
        size_t len = strlen(beginnings[i]);

        if (strncasecmp(id, beginnings[i], len) != 0)
            continue;
        const char *at = id + len + strspn(id + len, "-_:.");
        size_t digits = strspn(at, "0123456789");

        if (digits > 0 && at[digits] == '\0')
            return true;
    }
    return false;
}

/* The part of a link's address that names a place in the same page; NULL of another link. */
static const char *place_of(const html_node_t *node)
{
    const char *href = node->names != NULL ? node->names->href : NULL;

    return href != NULL && href[0] == '#' && href[1] != '\0' ? href + 1 : NULL;
}

/* "fnref1", "_ftnref1", "ref1", "cite_ref-1", "sdfootnote1anc". */
static bool leads_back(const html_node_t *node)
{
    const char *place = place_of(node);

    return place != NULL && (strcasestr(place, "ref") != NULL || strcasestr(place, "anc") != NULL ||
                                strcasestr(place, "back") != NULL);
}

/* The first node in `i` that is a link or text that is not blank. */
static uint32_t begins_with(const html_tree_t *tree, uint32_t i)
{
    uint32_t k = i + 1, last = tree->node[i].end;

    if (last - i > NODES_MAX)
        last = i + NODES_MAX; /* such a link is near */
    while (k < last &&
           (tree->node[k].gone || ((tree->node[k].traits & HTML_ANCHOR) == 0 &&
                                      (tree->node[k].text == NULL || tree->node[k].points <= 1))))
        k++;
    return k < last ? k : i;
}

bool html_notes_begins(const html_tree_t *tree, uint32_t i)
{
    const html_node_t *link = &tree->node[i];

    return (link->traits & HTML_ANCHOR) != 0 && !link->gone && link->points <= MARK_MAX &&
           (leads_back(link) || (link->names != NULL && is_note_id(link->names->id)));
}

bool html_notes_is_note(const html_tree_t *tree, uint32_t i)
{
    const html_node_t *node = &tree->node[i];
    uint32_t first;

    if (node->text != NULL || node->gone || (node->traits & HTML_BLOCK) == 0)
        return false;
    if (html_names_note(node))
        return true;
    if ((node->traits & (HTML_PARAGRAPH | HTML_ITEM)) == 0)
        return false;
    if (node->names != NULL && is_note_id(node->names->id))
        return true;
    first = begins_with(tree, i);
    return first != i && html_notes_begins(tree, first);
}

/* Nothing but signs, or digits where these count; "(a)" is no mark.  Counts what it sees. */
static bool is_signs(const html_node_t *text, bool digits, size_t *ink)
{
    for (const char *at = text->text, *end = at + text->len; at < end;) {
        uint32_t c = chars_next(&at, end);
        bool digit = (c >= '0' && c <= '9') || c == 0xb9 || c == 0xb2 || c == 0xb3;
        bool sign = c == 0x2020 || c == 0x2021 || c == 0x21a9 || c == 0x2191 || c == 0xfe0e ||
                    (c < 0x80 && c != 0 && strchr("[]()*^", (int)c) != NULL);

        if (!chars_is_space(c) && !sign && !(digits && digit))
            return false;
        *ink += !chars_is_space(c);
    }
    return true;
}

static bool looks_like_mark(const html_tree_t *tree, uint32_t i, bool digits)
{
    size_t ink = 0;

    if (tree->node[i].end - i > NODES_MAX)
        return false;
    for (uint32_t k = i; k < tree->node[i].end; k++)
        if (tree->node[k].text != NULL && !is_signs(&tree->node[k], digits, &ink))
            return false;
    return ink > 0;
}

bool html_notes_is_mark(const html_tree_t *tree, uint32_t i, bool in_note)
{
    const html_node_t *node = &tree->node[i];
    uint32_t link = (node->traits & HTML_ANCHOR) != 0 ? i : 0;

    if (node->text != NULL || node->points == 0 || node->points > MARK_MAX)
        return false;
    if ((node->traits & HTML_SUP) != 0)
        link = begins_with(tree, i);
    if (link == 0 || place_of(&tree->node[link]) == NULL)
        return false;
    return leads_back(&tree->node[link]) == in_note && looks_like_mark(tree, i, !in_note);
}
