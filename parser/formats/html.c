/* html.c - web pages, see format.h; html_tree.h, html_main.h and html_blocks.h do the work */
#include "parser/chars.h"
#include "parser/formats/charset.h"
#include "parser/formats/format.h"
#include "parser/formats/html_blocks.h"
#include "parser/formats/html_main.h"
#include "parser/formats/html_tree.h"

#include <string.h>
#include <strings.h>

enum { LOOK_MAX = 4096 }; /* bytes that show what a text is, and which charset a page declares */

/* The first bytes as ASCII letters in lower case, with the zeros of UTF-16 left out. */
static size_t look(const format_input_t *in, char out[LOOK_MAX])
{
    size_t n = 0;

    for (size_t i = 0; i < in->len && n < LOOK_MAX; i++) {
        char c = in->bytes[i];

        if (c != '\0')
            out[n++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    return n;
}

static bool has(const char *text, size_t len, const char *part)
{
    return memmem(text, len, part, strlen(part)) != NULL;
}

static bool html_sniff(const format_input_t *in)
{
    static const char *const marks[] = {
        "<!doctype html", "<html", "<head>", "<body", "<meta ", "<title>"};
    static const char *const pieces[] = {"</p>", "</div>", "<br>", "<br/>", "</h1>", "</span>"};
    char text[LOOK_MAX];
    size_t len = look(in, text), at = 0;

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (has(text, len, marks[i]))
            return true;
    if (!charset_is_text(in->bytes, in->len))
        return false;
    while (at < len && (strchr(" \t\r\n", text[at]) != NULL || (text[at] & 0x80) != 0))
        at++;
    if (at == len || text[at] != '<') /* a piece of a page begins with a tag */
        return false;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
        if (has(text, len, pieces[i]))
            return true;
    return false;
}

/* The charset that the server or the page declares: "" when neither does. */
static void declared(const format_input_t *in, char *out, size_t size)
{
    const char *type = in->envelope->media_type;
    char text[LOOK_MAX];
    size_t len = look(in, text);

    if (type == NULL || !charset_of_type(type, strlen(type), out, size))
        if (!charset_of_type(text, len, out, size))
            out[0] = '\0';
}

/* libxml2 stops at a NUL. */
static rap_code_t without_nul(rap_arena_t *arena, const char **text, size_t len, rap_err_t *err)
{
    if (memchr(*text, '\0', len) == NULL)
        return RAP_OK;
    char *copy = rap_arena_strndup(arena, *text, len);
    if (copy == NULL)
        return growing_full(err);
    for (size_t i = 0; i < len; i++)
        if (copy[i] == '\0')
            copy[i] = ' ';
    *text = copy;
    return RAP_OK;
}

static rap_code_t html_read(
    const format_input_t *in, rap_arena_t *arena, layout_t *ret, rap_err_t *err)
{
    growing_t block = {.size = sizeof(layout_block_t)};
    html_tree_t tree;
    const char *text = NULL;
    size_t len = 0;
    char charset[64];

    declared(in, charset, sizeof charset);
    RAP_TRY(charset_decode(
        in->bytes, in->len, charset[0] != '\0' ? charset : NULL, arena, &text, &len, err));
    RAP_TRY(without_nul(arena, &text, len, err));
    RAP_TRY(html_tree_read(text, len, arena, &tree, err));
    RAP_TRY(html_blocks(&tree, html_main_find(&tree, arena), arena, &block, err));
    if (block.count == 0)
        return rap_fail(err, RAP_NO_TEXT, "the web page has no text of its own");
    ret->block = block.item;
    ret->blocks = block.count;
    ret->title = tree.meta.title;
    ret->author = tree.meta.author;
    ret->date = tree.meta.date;
    ret->language = tree.meta.language;
    return RAP_OK;
}

const format_t format_html = {
    .name = "HTML", .media_type = "text/html", .sniff = html_sniff, .read = html_read};
