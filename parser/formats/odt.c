/* odt.c - OpenDocument texts, see zipped.h and odt.h */
#include "parser/formats/odt.h"

#include "parser/formats/about.h"
#include "parser/formats/zipped.h"

#include <string.h>

/* clang-format off */
static const markup_name_t names[] = {
    {"draw:object", ODT_SKIP},
    {"draw:object-ole", ODT_SKIP},
    {"loext:footer-first", ODT_FIRST_FOOTER},
    {"loext:header-first", ODT_FIRST_HEADER},
    {"office:annotation", ODT_SKIP},
    {"office:automatic-styles", ODT_AUTOMATIC_STYLES},
    {"office:binary-data", ODT_SKIP},
    {"office:body", ODT_BODY},
    {"office:event-listeners", ODT_SKIP},
    {"office:forms", ODT_SKIP},
    {"office:scripts", ODT_SKIP},
    {"office:styles", ODT_STYLES},
    {"office:text", ODT_TEXT},
    {"style:default-style", ODT_DEFAULT_STYLE},
    {"style:footer", ODT_FOOTER},
    {"style:footer-first", ODT_FIRST_FOOTER},
    {"style:footer-left", ODT_SKIP},
    {"style:header", ODT_HEADER},
    {"style:header-first", ODT_FIRST_HEADER},
    {"style:header-left", ODT_SKIP},
    {"style:master-page", ODT_MASTER_PAGE},
    {"style:paragraph-properties", ODT_PARAGRAPH_PROPERTIES},
    {"style:style", ODT_STYLE},
    {"style:text-properties", ODT_TEXT_PROPERTIES},
    {"svg:desc", ODT_SKIP},
    {"svg:title", ODT_SKIP},
    {"table:covered-table-cell", ODT_SKIP},
    {"table:desc", ODT_SKIP},
    {"table:table", ODT_TABLE},
    {"table:table-cell", ODT_CELL},
    {"table:table-row", ODT_ROW},
    {"table:title", ODT_SKIP},
    {"text:alphabetical-index", ODT_CONTENTS},
    {"text:h", ODT_HEADING},
    {"text:hidden-text", ODT_SKIP},
    {"text:illustration-index", ODT_CONTENTS},
    {"text:line-break", ODT_LINE_BREAK},
    {"text:list", ODT_LIST},
    {"text:list-item", ODT_ITEM},
    {"text:list-level-style-bullet", ODT_BULLET_LEVEL},
    {"text:list-level-style-image", ODT_BULLET_LEVEL},
    {"text:list-level-style-number", ODT_NUMBER_LEVEL},
    {"text:list-style", ODT_LIST_STYLE},
    {"text:note-body", ODT_NOTE_BODY},
    {"text:note-citation", ODT_SKIP},
    {"text:number", ODT_SKIP},
    {"text:object-index", ODT_CONTENTS},
    {"text:outline-level-style", ODT_NUMBER_LEVEL},
    {"text:outline-style", ODT_OUTLINE_STYLE},
    {"text:p", ODT_PARAGRAPH},
    {"text:placeholder", ODT_SKIP},
    {"text:ruby-text", ODT_SKIP},
    {"text:s", ODT_SPACES},
    {"text:section", ODT_SECTION},
    {"text:sequence-decls", ODT_SKIP},
    {"text:soft-page-break", ODT_PAGE_BREAK},
    {"text:span", ODT_SPAN},
    {"text:tab", ODT_TAB},
    {"text:table-index", ODT_CONTENTS},
    {"text:table-of-content", ODT_CONTENTS},
    {"text:table-of-content-source", ODT_SKIP},
    {"text:tracked-changes", ODT_SKIP},
    {"text:user-index", ODT_CONTENTS},
    {"text:variable-decls", ODT_SKIP},
};
/* clang-format on */
static const markup_space_t spaces[] = {
    {"office", "urn:oasis:names:tc:opendocument:xmlns:office:1.0"},
    {"style", "urn:oasis:names:tc:opendocument:xmlns:style:1.0"},
    {"text", "urn:oasis:names:tc:opendocument:xmlns:text:1.0"},
    {"table", "urn:oasis:names:tc:opendocument:xmlns:table:1.0"},
    {"draw", "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"},
    {"svg", "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"},
    {"loext", "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"},
    {NULL, NULL}};
const markup_names_t odt_names = {spaces, names, sizeof names / sizeof *names};

/* What runs along on the pages of one kind. */
typedef struct master {
    const char *name;
    growing_t header, first_header, footer, first_footer; /* layout_block_t */
} master_t;

typedef struct reader {
    package_t *package;
    rap_arena_t *arena;
    odt_styles_t styles;
    growing_t master; /* master_t */
    odt_story_t text;
    bool has_body; /* the text was there */
} reader_t;

/* -- styles.xml ------------------------------------------------------------------------- */

static rap_code_t read_furniture(reader_t *self, markup_t *xml, growing_t *ret, rap_err_t *err)
{
    odt_story_t story = {
        .styles = &self->styles, .scope = ODT_MASTER, .role = LAYOUT_FURNITURE, .block = *ret};

    if (markup_attribute(xml, "display") != NULL &&
        strcmp(markup_attribute(xml, "display"), "false") == 0)
        return markup_leave(xml, xml->depth, err);
    RAP_TRY(odt_story_read(&story, xml, err));
    *ret = story.block;
    return RAP_OK;
}

static rap_code_t read_master(reader_t *self, markup_t *xml, rap_err_t *err)
{
    growing_t none = {.size = sizeof(layout_block_t)};
    master_t master = {.header = none, .first_header = none, .footer = none, .first_footer = none};
    size_t depth = xml->depth;
    bool more = true;

    RAP_TRY(markup_keep(xml, "name", self->arena, &master.name, err));
    while (more) {
        RAP_TRY(markup_element(xml, depth, &more, err));
        if (!more)
            break;
        growing_t *ret = xml->id == ODT_HEADER         ? &master.header
                         : xml->id == ODT_FIRST_HEADER ? &master.first_header
                         : xml->id == ODT_FOOTER       ? &master.footer
                         : xml->id == ODT_FIRST_FOOTER ? &master.first_footer
                                                       : NULL;
        if (ret != NULL)
            RAP_TRY(read_furniture(self, xml, ret, err));
    }
    if (master.name != NULL && !growing_append(&self->master, self->arena, &master, 1))
        return growing_full(err);
    return RAP_OK;
}

static rap_code_t take_styles(reader_t *self, markup_t *xml, rap_err_t *err)
{
    if (xml->id == ODT_STYLES)
        return odt_styles_take(&self->styles, ODT_COMMON, xml, err);
    if (xml->id == ODT_AUTOMATIC_STYLES)
        return odt_styles_take(&self->styles, ODT_MASTER, xml, err);
    return xml->id == ODT_MASTER_PAGE ? read_master(self, xml, err) : RAP_OK;
}

/* -- content.xml ------------------------------------------------------------------------ */

static rap_code_t take_content(reader_t *self, markup_t *xml, rap_err_t *err)
{
    const char *breaks;

    if (xml->id == ODT_AUTOMATIC_STYLES)
        return odt_styles_take(&self->styles, ODT_CONTENT, xml, err);
    if (xml->id != ODT_TEXT || self->has_body)
        return RAP_OK;
    self->has_body = true;
    breaks = markup_attribute(xml, "use-soft-page-breaks");
    self->text.has_pages = breaks != NULL && strcmp(breaks, "true") == 0;
    return odt_story_read(&self->text, xml, err);
}

/* -- parts ------------------------------------------------------------------------------ */

typedef rap_code_t take_fn(reader_t *self, markup_t *xml, rap_err_t *err);

static rap_code_t walk(reader_t *self, markup_t *xml, take_fn *take, rap_err_t *err)
{
    for (;;) {
        RAP_TRY(markup_next(xml, err));
        if (xml->event == MARKUP_DONE)
            return RAP_OK;
        if (xml->event == MARKUP_START)
            RAP_TRY(take(self, xml, err));
    }
}

static rap_code_t read_part(reader_t *self, const char *part, take_fn *take, rap_err_t *err)
{
    const char *bytes = NULL;
    size_t len = 0;
    markup_t xml;

    RAP_TRY(package_read(self->package, part, &bytes, &len, err));
    rap_code_t code = markup_open(&xml, bytes, len, part, &odt_names, err);
    if (code == RAP_OK)
        code = walk(self, &xml, take, err);
    markup_release(&xml);
    return code;
}

static rap_code_t read_about(reader_t *self, layout_t *ret, rap_err_t *err)
{
    const char *xml = NULL;
    size_t len = 0;

    if (!package_has(self->package, "meta.xml"))
        return RAP_OK;
    RAP_TRY(package_read(self->package, "meta.xml", &xml, &len, err));
    return about_read(xml, len, "meta.xml", self->arena, ret, err);
}

/* Parts are encrypted one by one, which the list of them tells. */
static rap_code_t check_encryption(reader_t *self, rap_err_t *err)
{
    static const char list[] = "META-INF/manifest.xml", mark[] = "encryption-data";
    const char *xml = NULL;
    size_t len = 0;

    if (!package_has(self->package, list))
        return RAP_OK;
    RAP_TRY(package_read(self->package, list, &xml, &len, err));
    if (memmem(xml, len, mark, strlen(mark)) != NULL)
        return rap_fail(err, RAP_ENCRYPTED, "the document needs a password");
    return RAP_OK;
}

/* The one that the first paragraph names, else the first there is. */
static const master_t *first_master(const reader_t *self)
{
    const master_t *master = self->master.item;

    for (size_t i = 0; i < self->master.count && self->text.master != NULL; i++)
        if (strcmp(master[i].name, self->text.master) == 0)
            return &master[i];
    return self->master.count > 0 ? master : NULL;
}

static rap_code_t add(
    reader_t *self, growing_t *all, const growing_t *block, int64_t page, rap_err_t *err)
{
    size_t first = all->count;

    if (!growing_append(all, self->arena, block->item, block->count))
        return growing_full(err);
    for (size_t i = first; page > 0 && i < all->count; i++)
        ((layout_block_t *)all->item)[i].page = page;
    return RAP_OK;
}

/* The head of the first page stands before the text, everything else that runs along behind it. */
static rap_code_t put_together(reader_t *self, layout_t *ret, rap_err_t *err)
{
    growing_t all = {.size = sizeof(layout_block_t)};
    const master_t *first = first_master(self), *master = self->master.item;
    const growing_t *head = first == NULL                   ? NULL
                            : first->first_header.count > 0 ? &first->first_header
                                                            : &first->header;

    if (head != NULL)
        RAP_TRY(add(self, &all, head, 1, err));
    RAP_TRY(add(self, &all, &self->text.block, 0, err));
    for (size_t i = 0; i < self->master.count; i++) {
        const growing_t *rest[] = {
            &master[i].first_header, &master[i].header, &master[i].first_footer, &master[i].footer};

        for (size_t k = 0; k < sizeof rest / sizeof *rest; k++)
            if (rest[k] != head)
                RAP_TRY(add(self, &all, rest[k], self->text.page, err));
    }
    return flow_layout(
        ret, &all, self->text.has_pages ? self->text.page : 0, "the OpenDocument text", err);
}

rap_code_t odt_read(package_t *package, rap_arena_t *arena, layout_t *ret, rap_err_t *err)
{
    reader_t self = {.package = package, .arena = arena, .master.size = sizeof(master_t)};

    odt_styles_init(&self.styles, arena);
    self.text = (odt_story_t){.styles = &self.styles,
        .scope = ODT_CONTENT,
        .block.size = sizeof(layout_block_t),
        .page = 1};
    RAP_TRY(check_encryption(&self, err));
    RAP_TRY(read_about(&self, ret, err));
    if (package_has(package, "styles.xml"))
        RAP_TRY(read_part(&self, "styles.xml", take_styles, err));
    RAP_TRY(read_part(&self, "content.xml", take_content, err));
    if (!self.has_body)
        return rap_fail(
            err, RAP_UNSUPPORTED, "an OpenDocument file without a text is not supported");
    return put_together(&self, ret, err);
}
