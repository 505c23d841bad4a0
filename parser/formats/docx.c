/* docx.c - Word documents (Office Open XML), see zipped.h and docx.h
 *
 * Parts find each other by relationships, which have a type and lead to a path inside the
 * package; those that lead out of it are not followed.
 */
#include "parser/formats/docx.h"

#include "parser/formats/about.h"
#include "parser/formats/zipped.h"

#include <stdio.h>
#include <string.h>

enum { PATH_MAX_BYTES = 512, RELATIONS_MAX = 10 * 1000 };

/* clang-format off */
static const markup_name_t names[] = {
    {"m:r", DOCX_RUN},
    {"m:t", DOCX_TEXT},
    {"mc:Fallback", DOCX_SKIP},
    {"w:abstractNum", DOCX_ABSTRACT},
    {"w:abstractNumId", DOCX_ABSTRACT_ID},
    {"w:b", DOCX_BOLD},
    {"w:bCs", DOCX_COMPLEX_BOLD},
    {"w:basedOn", DOCX_BASED_ON},
    {"w:br", DOCX_BREAK},
    {"w:cr", DOCX_BREAK},
    {"w:cs", DOCX_COMPLEX},
    {"w:del", DOCX_DELETED},
    {"w:delInstrText", DOCX_SKIP},
    {"w:delText", DOCX_SKIP},
    {"w:docDefaults", DOCX_DEFAULTS},
    {"w:endnote", DOCX_ENDNOTE},
    {"w:endnoteReference", DOCX_ENDNOTE_REFERENCE},
    {"w:fldChar", DOCX_FIELD},
    {"w:footerReference", DOCX_FOOTER_REFERENCE},
    {"w:footnote", DOCX_FOOTNOTE},
    {"w:footnoteReference", DOCX_FOOTNOTE_REFERENCE},
    {"w:framePr", DOCX_FRAME},
    {"w:headerReference", DOCX_HEADER_REFERENCE},
    {"w:i", DOCX_ITALIC},
    {"w:iCs", DOCX_COMPLEX_ITALIC},
    {"w:ilvl", DOCX_LIST_LEVEL},
    {"w:instrText", DOCX_SKIP},
    {"w:isLgl", DOCX_LEGAL},
    {"w:jc", DOCX_ALIGN},
    {"w:lastRenderedPageBreak", DOCX_PAGE_BREAK},
    {"w:latentStyles", DOCX_SKIP},
    {"w:lvl", DOCX_LEVEL},
    {"w:lvlOverride", DOCX_LEVEL_OVERRIDE},
    {"w:lvlRestart", DOCX_LEVEL_RESTART},
    {"w:lvlText", DOCX_LEVEL_TEXT},
    {"w:moveFrom", DOCX_DELETED},
    {"w:name", DOCX_NAME},
    {"w:noBreakHyphen", DOCX_HYPHEN},
    {"w:num", DOCX_LIST},
    {"w:numFmt", DOCX_LIST_COUNTING},
    {"w:numId", DOCX_LIST_ID},
    {"w:numPr", DOCX_LIST_FORM},
    {"w:numStyleLink", DOCX_LIST_STYLE_LINK},
    {"w:outlineLvl", DOCX_OUTLINE},
    {"w:p", DOCX_PARAGRAPH},
    {"w:pPr", DOCX_PARAGRAPH_FORM},
    {"w:pPrChange", DOCX_SKIP},
    {"w:pPrDefault", DOCX_PARAGRAPH_DEFAULT},
    {"w:pStyle", DOCX_PARAGRAPH_STYLE},
    {"w:ptab", DOCX_TAB},
    {"w:r", DOCX_RUN},
    {"w:rPr", DOCX_LOOK},
    {"w:rPrChange", DOCX_SKIP},
    {"w:rStyle", DOCX_CHARACTER_STYLE},
    {"w:rt", DOCX_SKIP},
    {"w:rtl", DOCX_RTL},
    {"w:sdtContent", DOCX_CONTROL},
    {"w:sdtPr", DOCX_CONTROL_FORM},
    {"w:sectPr", DOCX_SECTION},
    {"w:sectPrChange", DOCX_SKIP},
    {"w:showingPlcHdr", DOCX_PROMPT},
    {"w:start", DOCX_START},
    {"w:startOverride", DOCX_START_OVERRIDE},
    {"w:style", DOCX_STYLE},
    {"w:styleLink", DOCX_STYLE_LINK},
    {"w:sym", DOCX_SYMBOL},
    {"w:sz", DOCX_SIZE},
    {"w:szCs", DOCX_COMPLEX_SIZE},
    {"w:t", DOCX_TEXT},
    {"w:tab", DOCX_TAB},
    {"w:tabs", DOCX_SKIP},
    {"w:tbl", DOCX_TABLE},
    {"w:tblGrid", DOCX_SKIP},
    {"w:tblPr", DOCX_SKIP},
    {"w:tblStylePr", DOCX_SKIP},
    {"w:tc", DOCX_CELL},
    {"w:tcPr", DOCX_SKIP},
    {"w:titlePg", DOCX_TITLE_PAGE},
    {"w:tr", DOCX_ROW},
    {"w:trPr", DOCX_ROW_FORM},
    {"w:trPrChange", DOCX_SKIP},
    {"w:vanish", DOCX_HIDDEN},
};
/* clang-format on */
static const markup_space_t spaces[] = {
    {"w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"},
    {"w", "http://purl.oclc.org/ooxml/wordprocessingml/main"},
    {"m", "http://schemas.openxmlformats.org/officeDocument/2006/math"},
    {"m", "http://purl.oclc.org/ooxml/officeDocument/math"},
    {"mc", "http://schemas.openxmlformats.org/markup-compatibility/2006"}, {NULL, NULL}};
const markup_names_t docx_names = {spaces, names, sizeof names / sizeof *names};

/* -- relationships ---------------------------------------------------------------------- */

typedef struct relation {
    const char *id, *type; /* the last word of its address: "styles" */
    const char *path;      /* in the package */
} relation_t;

enum { RELATION = 1 };
static const markup_name_t relation_name[] = {{"r:Relationship", RELATION}};
static const markup_space_t relation_spaces[] = {
    {"r", "http://schemas.openxmlformats.org/package/2006/relationships"}, {NULL, NULL}};
static const markup_names_t relation_names = {relation_spaces, relation_name, 1};

/* "styles.xml", said by "word/document.xml", is "word/styles.xml"; NULL when it leads out. */
static const char *resolve(rap_arena_t *arena, const char *from, const char *target)
{
    char path[PATH_MAX_BYTES];
    const char *slash = strrchr(from, '/');
    size_t n = target[0] == '/' || slash == NULL ? 0 : (size_t)(slash - from) + 1;

    if (n + strlen(target) >= sizeof path)
        return NULL;
    memcpy(path, from, n);
    for (const char *at = target; *at != '\0';) {
        size_t len = strcspn(at, "/");

        if (len == 2 && memcmp(at, "..", 2) == 0) {
            if (n == 0)
                return NULL;
            for (n--; n > 0 && path[n - 1] != '/';)
                n--;
        } else if (len > 0 && !(len == 1 && at[0] == '.')) {
            memcpy(path + n, at, len);
            n += len;
            if (at[len] == '/')
                path[n++] = '/';
        }
        at += len + (at[len] == '/');
    }
    return rap_arena_strndup(arena, path, n);
}

static const char *last_word(const char *address)
{
    const char *slash = strrchr(address, '/');

    return slash != NULL ? slash + 1 : address;
}

static rap_code_t take_relation(
    const markup_t *xml, const char *from, rap_arena_t *arena, growing_t *relation, rap_err_t *err)
{
    const char *id = markup_attribute(xml, "Id"), *type = markup_attribute(xml, "Type");
    const char *target = markup_attribute(xml, "Target");
    const char *mode = markup_attribute(xml, "TargetMode");

    if (id == NULL || type == NULL || target == NULL ||
        (mode != NULL && strcmp(mode, "External") == 0))
        return RAP_OK;
    if (relation->count >= RELATIONS_MAX)
        return rap_fail(
            err, RAP_TOOBIG, "the document has more than %d relationships", RELATIONS_MAX);
    relation_t *ret = growing_add(relation, arena);
    if (ret == NULL)
        return growing_full(err);
    ret->id = rap_arena_strdup(arena, id);
    ret->type = rap_arena_strdup(arena, last_word(type));
    ret->path = resolve(arena, from, target);
    return ret->id != NULL && ret->type != NULL ? RAP_OK : growing_full(err);
}

static rap_code_t walk_relations(
    markup_t *xml, const char *from, rap_arena_t *arena, growing_t *relation, rap_err_t *err)
{
    for (;;) {
        RAP_TRY(markup_next(xml, err));
        if (xml->event == MARKUP_DONE)
            return RAP_OK;
        if (xml->event == MARKUP_START && xml->id == RELATION)
            RAP_TRY(take_relation(xml, from, arena, relation, err));
    }
}

/* What a part refers to: nothing when it does not say.  The package itself is "". */
static rap_code_t read_relations(
    const docx_t *self, const char *from, growing_t *relation, rap_err_t *err)
{
    const char *name = last_word(from), *bytes = NULL;
    char path[PATH_MAX_BYTES];
    size_t len = 0;
    markup_t xml;

    *relation = (growing_t){.size = sizeof(relation_t)};
    int n = snprintf(path, sizeof path, "%.*s_rels/%s.rels", (int)(name - from), from, name);
    if (n < 0 || (size_t)n >= sizeof path || !package_has(self->package, path))
        return RAP_OK;
    RAP_TRY(package_read(self->package, path, &bytes, &len, err));
    rap_code_t code = markup_open(&xml, bytes, len, path, &relation_names, err);
    if (code == RAP_OK)
        code = walk_relations(&xml, from, self->arena, relation, err);
    markup_release(&xml);
    return code;
}

/* The path that a relationship of this type, or with this id, leads to; NULL if no part is
 * there. */
static const char *find_part(
    const docx_t *self, const growing_t *relations, const char *type, const char *id)
{
    const relation_t *relation = relations->item;

    for (size_t i = 0; i < relations->count; i++)
        if (relation[i].path != NULL &&
            strcmp(type != NULL ? type : id, type != NULL ? relation[i].type : relation[i].id) ==
                0 &&
            package_has(self->package, relation[i].path))
            return relation[i].path;
    return NULL;
}

/* -- parts ------------------------------------------------------------------------------ */

/* The bytes of the part with this type of relationship; NULL when there is none. */
static rap_code_t read_part(const docx_t *self, const growing_t *relations, const char *type,
    const char **ret, size_t *len, rap_err_t *err)
{
    const char *path = find_part(self, relations, type, NULL);

    *ret = NULL;
    *len = 0;
    return path != NULL ? package_read(self->package, path, ret, len, err) : RAP_OK;
}

static rap_code_t read_styles(docx_t *self, const growing_t *relations, rap_err_t *err)
{
    const char *xml = NULL;
    size_t len = 0;

    RAP_TRY(read_part(self, relations, "styles", &xml, &len, err));
    RAP_TRY(docx_styles_read(&self->styles, xml, len, self->arena, err));
    RAP_TRY(read_part(self, relations, "numbering", &xml, &len, err));
    return docx_lists_read(&self->lists, xml, len, self->arena, err);
}

static rap_code_t read_notes(
    docx_t *self, const growing_t *relations, const char *type, docx_notes_t *ret, rap_err_t *err)
{
    const char *path = find_part(self, relations, type, NULL);
    int64_t page = 0;

    ret->block.size = sizeof(layout_block_t);
    ret->note.size = sizeof(docx_note_t);
    if (path == NULL)
        return RAP_OK;
    return docx_story_read(self, path, LAYOUT_FOOTNOTE, ret, &ret->block, &page, err);
}

/* Appends the head or foot that a section names. */
static rap_code_t read_furniture(docx_t *self, const growing_t *relations, const char *id,
    growing_t *block, int64_t page, rap_err_t *err)
{
    const char *path = id != NULL ? find_part(self, relations, NULL, id) : NULL;

    if (path == NULL)
        return RAP_OK;
    return docx_story_read(self, path, LAYOUT_FURNITURE, NULL, block, &page, err);
}

/* The head of the first page stands before the text, everything else that runs along behind it. */
static rap_code_t read_text(
    docx_t *self, const char *path, const growing_t *relations, layout_t *ret, rap_err_t *err)
{
    growing_t block = {.size = sizeof(layout_block_t)}, all = block;
    const docx_section_t *section = &self->section;
    int64_t pages = 1;

    RAP_TRY(docx_story_read(self, path, LAYOUT_BODY, NULL, &block, &pages, err));
    const char *first = section->has_first ? section->first_header : section->header;
    const char *rest[] = {section->has_first ? section->header : NULL,
        section->has_first ? section->first_footer : NULL, section->footer};
    RAP_TRY(read_furniture(self, relations, first, &all, 1, err));
    if (!growing_append(&all, self->arena, block.item, block.count))
        return growing_full(err);
    for (size_t i = 0; i < sizeof rest / sizeof *rest; i++)
        RAP_TRY(read_furniture(self, relations, rest[i], &all, pages, err));
    return flow_layout(ret, &all, self->has_pages ? pages : 0, "the Word document", err);
}

rap_code_t docx_read(package_t *package, rap_arena_t *arena, layout_t *ret, rap_err_t *err)
{
    docx_t self = {.package = package, .arena = arena};
    growing_t relations;
    const char *xml = NULL;
    size_t len = 0;

    RAP_TRY(read_relations(&self, "", &relations, err));
    const char *path = find_part(&self, &relations, "officeDocument", NULL);
    RAP_TRY(read_part(&self, &relations, "core-properties", &xml, &len, err));
    if (xml != NULL)
        RAP_TRY(about_read(xml, len, "core", arena, ret, err));
    if (path == NULL)
        path = "word/document.xml";
    RAP_TRY(read_relations(&self, path, &relations, err));
    RAP_TRY(read_styles(&self, &relations, err));
    RAP_TRY(read_notes(&self, &relations, "footnotes", &self.footnotes, err));
    RAP_TRY(read_notes(&self, &relations, "endnotes", &self.endnotes, err));
    return read_text(&self, path, &relations, ret, err);
}
