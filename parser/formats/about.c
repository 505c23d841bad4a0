/* about.c - see about.h */
#include "parser/formats/about.h"

#include "parser/formats/markup.h"
#include "parser/glyphs.h"
#include "parser/growing.h"

#include <string.h>

enum { TITLE = 1, AUTHOR, FIRST_AUTHOR, DATE };

static const markup_name_t names[] = {{"dc:creator", AUTHOR}, {"dc:title", TITLE},
    {"dcterms:created", DATE}, {"meta:creation-date", DATE},
    {"meta:initial-creator", FIRST_AUTHOR}};
static const markup_space_t spaces[] = {{"dc", "http://purl.org/dc/elements/1.1/"},
    {"dcterms", "http://purl.org/dc/terms/"},
    {"meta", "urn:oasis:names:tc:opendocument:xmlns:meta:1.0"}, {NULL, NULL}};
static const markup_names_t about_names = {spaces, names, sizeof names / sizeof *names};

static rap_code_t take(
    markup_t *xml, rap_arena_t *arena, const char **value, bool again, rap_err_t *err)
{
    growing_t text = {.size = 1};
    size_t depth = xml->depth, len = 0;
    const char *clean = NULL;
    bool more = true;

    while (more) {
        RAP_TRY(markup_within(xml, depth, &more, err));
        if (more && xml->event == MARKUP_TEXT && !growing_append(&text, arena, xml->text, xml->len))
            return growing_full(err);
    }
    if (text.count == 0 || (*value != NULL && !again))
        return RAP_OK;
    if (!growing_append(&text, arena, "", 1)) /* a NUL behind it */
        return growing_full(err);
    RAP_TRY(glyphs_clean(text.item, text.count - 1, arena, &clean, &len, err));
    if (len > 0)
        *value = clean;
    return RAP_OK;
}

static rap_code_t take_all(markup_t *xml, rap_arena_t *arena, layout_t *ret, rap_err_t *err)
{
    for (;;) {
        RAP_TRY(markup_next(xml, err));
        if (xml->event == MARKUP_DONE)
            return RAP_OK;
        if (xml->event != MARKUP_START || xml->id == 0)
            continue;
        const char **value = xml->id == TITLE  ? &ret->title
                             : xml->id == DATE ? &ret->date
                                               : &ret->author;
        RAP_TRY(take(xml, arena, value, xml->id == FIRST_AUTHOR, err));
    }
}

rap_code_t about_read(const char *xml, size_t len, const char *part, rap_arena_t *arena,
    layout_t *ret, rap_err_t *err)
{
    markup_t markup;
    rap_code_t code = markup_open(&markup, xml, len, part, &about_names, err);

    if (code == RAP_OK)
        code = take_all(&markup, arena, ret, err);
    markup_release(&markup);
    return code;
}
