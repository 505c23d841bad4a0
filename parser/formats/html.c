/* html.c - web pages, see format.h; html_tree.h, html_main.h and html_blocks.h do the work */
#include "base/text.h"
#include "parser/formats/charset.h"
#include "parser/formats/format.h"
#include "parser/formats/html_blocks.h"
#include "parser/formats/html_guard.h"
#include "parser/formats/html_main.h"
#include "parser/formats/html_refuse.h"
#include "parser/formats/html_root.h"
#include "parser/formats/html_title.h"
#include "parser/formats/text_blocks.h"

#include <string.h>
#include <strings.h>

enum {
    LOOK_MAX = 4096,   /* bytes that show what a text is, and which charset a page declares */
    ARTICLE_MIN = 300, /* characters of a text in JSON-LD                                 */
    SHORT_MAX = 200,   /* characters of a page that shows next to nothing                 */
    SAMPLE_MIN = 40,   /* characters of a text that must stand in the other               */
    SAMPLE_LEN = 40    /* bytes of it                                                     */
};

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

/* What the page itself declares: in a meta element, or as XML; false when it does not. */
static bool declares(const format_input_t *in, char *out, size_t size)
{
    char text[LOOK_MAX];
    size_t len = look(in, text), n = 0;

    for (const char *at = text, *end = text + len;
         (at = memmem(at, (size_t)(end - at), "<meta", 5)) != NULL; at++) {
        const char *close = memchr(at, '>', (size_t)(end - at));

        if (charset_of_type(at, (size_t)((close != NULL ? close : end) - at), out, size))
            return true;
    }
    const char *xml = memmem(text, len < 200 ? len : 200, "encoding=", 9);
    if (xml == NULL)
        return false;
    for (xml += 10; xml < text + len && n + 1 < size && strchr("\"'?> ", *xml) == NULL; xml++)
        out[n++] = *xml;
    out[n] = '\0';
    return n > 0;
}

/* The server knows what it sent, unless that is no text and the page says something else. */
static rap_code_t decode(
    const format_input_t *in, rap_arena_t *arena, const char **ret, size_t *ret_len, rap_err_t *err)
{
    const char *type = in->envelope->media_type;
    char server[64], page[64];
    bool by_server = type != NULL && charset_of_type(type, strlen(type), server, sizeof server);
    bool by_page = declares(in, page, sizeof page);

    RAP_TRY(charset_decode(in->bytes, in->len,
        by_server ? server
        : by_page ? page
                  : NULL,
        arena, ret, ret_len, err));
    if (!by_server || !by_page || !charset_is_doubtful(*ret, *ret_len))
        return RAP_OK;
    return charset_decode(in->bytes, in->len, page, arena, ret, ret_len, err);
}

/* The text of the page's JSON-LD, as blocks.  It has line ends where it has paragraphs, or tags. */
static rap_code_t read_article(
    const html_meta_t *meta, rap_arena_t *arena, growing_t *block, rap_err_t *err)
{
    html_tree_t tree;
    int64_t pages = 0;
    const char *text = meta->article;
    size_t len = meta->article_len;

    if (memmem(text, len, "</", 2) == NULL && memmem(text, len, "<br", 3) == NULL)
        return text_blocks(text, len, arena, block, &pages, err);
    RAP_TRY(html_guard(&text, &len, arena, err));
    RAP_TRY(html_tree_read(text, len, arena, &tree, err));
    html_tree_count(&tree);
    return html_blocks(&tree, 0, arena, block, err);
}

/* Is the text that the page shows only the beginning of that in its JSON-LD, or next to nothing? */
static bool is_beginning(const html_tree_t *tree, uint32_t main)
{
    const html_meta_t *meta = &tree->meta;
    size_t points = rap_text_points(meta->article, meta->article_len);

    if (points < ARTICLE_MIN || tree->node[main].points * 2 > points)
        return false;
    for (uint32_t i = main; i < tree->node[main].end; i++) {
        const html_node_t *node = &tree->node[i];
        size_t from = 0;

        if (node->text == NULL || node->gone || node->points < SAMPLE_MIN)
            continue;
        while (from < node->len && strchr(" \t\r\n", node->text[from]) != NULL)
            from++;
        size_t len = node->len - from < SAMPLE_LEN ? node->len - from : SAMPLE_LEN;
        return tree->node[main].points < SHORT_MAX ||
               memmem(meta->article, meta->article_len, node->text + from, len) != NULL;
    }
    return true;
}

static rap_code_t read_blocks(
    html_tree_t *tree, rap_arena_t *arena, growing_t *block, rap_err_t *err)
{
    uint32_t main = 0;

    RAP_TRY(html_main_find(tree, arena, &main, err));
    if (tree->meta.article != NULL && is_beginning(tree, main)) {
        uint32_t title = html_title_find(tree, tree->nodes - 1);

        if (title != 0)
            RAP_TRY(html_blocks(tree, title, arena, block, err));
        return read_article(&tree->meta, arena, block, err);
    }
    RAP_TRY(html_refuse(tree, main, arena, err));
    return html_blocks(tree, main, arena, block, err);
}

static rap_code_t html_read(
    const format_input_t *in, rap_arena_t *arena, layout_t *ret, rap_err_t *err)
{
    growing_t block = {.size = sizeof(layout_block_t)};
    html_tree_t tree;
    const char *text = NULL;
    size_t len = 0;
    uint32_t main = 0;

    RAP_TRY(decode(in, arena, &text, &len, err));
    RAP_TRY(html_guard(&text, &len, arena, err));
    RAP_TRY(html_tree_read(text, len, arena, &tree, err));
    if (in->envelope->hints.root != NULL) {
        RAP_TRY(html_root_find(&tree, text, len, in->envelope->hints.root, arena, &main, err));
        RAP_TRY(html_blocks(&tree, main, arena, &block, err));
    } else
        RAP_TRY(read_blocks(&tree, arena, &block, err));
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
