/* docx_story.c - see docx.h
 *
 * Text is what stands in w:t (and in formulas), in the order of the file.  Deleted text, hidden
 * text, what a field is computed from, prompts and the copies for older programs are left
 * out.
 */
#include "base/text.h"
#include "parser/chars.h"
#include "parser/formats/docx.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { FIELDS_MAX = 32, TEXT_OUTLINE = 9, SYMBOL_HEX = 16 };

typedef struct story {
    docx_t *docx;
    layout_role_t role;
    docx_notes_t *notes; /* of a part of notes, or NULL */
    markup_t xml;
    flow_t flow;
    docx_look_t run; /* of the run that is open */
    bool in_text;
    bool prompt; /* the control that follows shows how it is to be filled in */
    /* Fields that are open, the innermost in the last bit: 1 while it is computed. */
    uint32_t computed;
    size_t fields;
} story_t;

static const char *value_of(const story_t *self)
{
    return markup_attribute(&self->xml, "val");
}

static bool value_is(const story_t *self, const char *attribute, const char *text)
{
    const char *value = markup_attribute(&self->xml, attribute);

    return value != NULL && strcmp(value, text) == 0;
}

/* -- sections ---------------------------------------------------------------------------- */

static rap_code_t take_reference(story_t *self, bool header, rap_err_t *err)
{
    docx_section_t *section = &self->docx->section;
    bool first = value_is(self, "type", "first");
    const char **ret = header  ? first ? &section->first_header : &section->header
                       : first ? &section->first_footer
                               : &section->footer;

    if (value_is(self, "type", "even"))
        return RAP_OK;
    return markup_keep(&self->xml, "id", self->docx->arena, ret, err);
}

/* The first section says which head the first page has. */
static rap_code_t read_section(story_t *self, rap_err_t *err)
{
    size_t depth = self->xml.depth;
    bool more;

    if (self->docx->section.known)
        return markup_leave(&self->xml, depth, err);
    self->docx->section.known = true;
    for (;;) {
        RAP_TRY(markup_element(&self->xml, depth, &more, err));
        if (!more)
            return RAP_OK;
        if (self->xml.id == DOCX_TITLE_PAGE)
            self->docx->section.has_first = docx_switch(value_of(self)) == DOCX_ON;
        else if (self->xml.id == DOCX_HEADER_REFERENCE || self->xml.id == DOCX_FOOTER_REFERENCE)
            RAP_TRY(take_reference(self, self->xml.id == DOCX_HEADER_REFERENCE, err));
        else if (self->xml.id == DOCX_SKIP)
            RAP_TRY(markup_leave(&self->xml, self->xml.depth, err));
    }
}

/* -- paragraphs ------------------------------------------------------------------------- */

static const docx_style_t *style_of(story_t *self)
{
    const flow_form_t *form = flow_form(&self->flow);

    return form != NULL && form->style != NULL ? form->style : &self->docx->styles.plain;
}

/* What a paragraph says of itself, over what its style says. */
typedef struct form {
    const docx_style_t *style;
    docx_switch_t centred;
    int outline;
    long list, level;
    bool end_deleted; /* the next paragraph goes on in it               */
    bool initial;     /* a large letter that the next one begins with */
} form_t;

static rap_code_t take_form(story_t *self, form_t *form, rap_err_t *err)
{
    docx_look_t look;

    switch (self->xml.id) {
    case DOCX_PARAGRAPH_STYLE:
        form->style = docx_styles_find(&self->docx->styles, value_of(self));
        return RAP_OK;
    case DOCX_ALIGN:
        form->centred = value_is(self, "val", "center") ? DOCX_ON : DOCX_OFF;
        return RAP_OK;
    case DOCX_OUTLINE:
        form->outline = (int)markup_number(&self->xml, "val", 0, TEXT_OUTLINE, -1);
        return RAP_OK;
    case DOCX_LIST_ID:
        form->list = markup_number(&self->xml, "val", 0, INT32_MAX, -1);
        return RAP_OK;
    case DOCX_LIST_LEVEL:
        form->level = markup_number(&self->xml, "val", 0, NUMBERING_LEVELS - 1, -1);
        return RAP_OK;
    case DOCX_LOOK:
        return docx_look_read(&self->xml, NULL, &look, &form->end_deleted, err);
    case DOCX_FRAME:
        form->initial = value_is(self, "dropCap", "drop") || value_is(self, "dropCap", "margin");
        return RAP_OK;
    case DOCX_SECTION: /* it ends with this paragraph */
        return read_section(self, err);
    case DOCX_SKIP:
        return markup_leave(&self->xml, self->xml.depth, err);
    default:
        return RAP_OK;
    }
}

/* Puts the paragraph's form, and what its style says where it says nothing, into the flow. */
static rap_code_t apply_form(story_t *self, const form_t *form, rap_err_t *err)
{
    flow_form_t *ret = flow_form(&self->flow);
    const docx_style_t *style = form->style != NULL ? form->style : &self->docx->styles.plain;
    int outline = form->outline >= 0 ? form->outline : style->outline;
    docx_switch_t centred = form->centred != DOCX_UNSAID ? form->centred : style->centred;

    if (ret == NULL)
        return RAP_OK;
    ret->style = style;
    ret->heading = outline >= 0 && outline < TEXT_OUTLINE;
    ret->centred = centred == DOCX_ON;
    ret->goes_on = form->end_deleted || form->initial;
    if (style->contents && ret->role == LAYOUT_BODY)
        ret->role = LAYOUT_FURNITURE;
    bool own = form->list >= 0;
    return docx_lists_count(self->docx->lists, own ? form->list : style->list,
        form->level >= 0 ? form->level
        : own            ? 0
                         : style->level,
        style->id, &ret->label, &ret->item, err);
}

static rap_code_t read_form(story_t *self, rap_err_t *err)
{
    form_t form = {.outline = -1, .list = -1, .level = -1};
    size_t depth = self->xml.depth;
    bool more;

    for (;;) {
        RAP_TRY(markup_element(&self->xml, depth, &more, err));
        if (!more)
            return apply_form(self, &form, err);
        RAP_TRY(take_form(self, &form, err));
    }
}

static rap_code_t begin_paragraph(story_t *self, rap_err_t *err)
{
    RAP_TRY(flow_open(&self->flow, err));
    flow_form(&self->flow)->role = self->role;
    return RAP_OK;
}

/* -- text ------------------------------------------------------------------------------- */

static bool is_hidden(const story_t *self)
{
    return self->computed != 0 || self->run.is[DOCX_IS_HIDDEN] == DOCX_ON;
}

static rap_code_t put(story_t *self, const char *text, size_t len, rap_err_t *err)
{
    bool complex = self->run.is[DOCX_IS_RTL] == DOCX_ON;
    const long *is = self->run.is;
    flow_style_t style = {.size = (double)is[complex ? DOCX_HAS_COMPLEX_SIZE : DOCX_HAS_SIZE] / 2,
        .bold = is[complex ? DOCX_IS_COMPLEX_BOLD : DOCX_IS_BOLD] == DOCX_ON,
        .italic = is[complex ? DOCX_IS_COMPLEX_ITALIC : DOCX_IS_ITALIC] == DOCX_ON};

    return is_hidden(self) ? RAP_OK : flow_put(&self->flow, text, len, &style, err);
}

static void begin_run(story_t *self)
{
    self->run = self->docx->styles.defaults;
    docx_look_merge(&self->run, &style_of(self)->look);
}

static rap_code_t read_look(story_t *self, rap_err_t *err)
{
    docx_look_t look;
    bool deleted;

    RAP_TRY(docx_look_read(&self->xml, &self->docx->styles, &look, &deleted, err));
    docx_look_merge(&self->run, &look);
    return RAP_OK;
}

/* A character of a font of symbols.  Those of the private area are what the font draws there:
 * bullets and dashes, mostly. */
static rap_code_t put_symbol(story_t *self, rap_err_t *err)
{
    const char *hex = markup_attribute(&self->xml, "char");
    char *end, text[4];
    unsigned long c = hex != NULL ? strtoul(hex, &end, SYMBOL_HEX) : 0;

    if (c == 0 || *end != '\0' || c > 0xffff || (c >= 0xd800 && c <= 0xdfff))
        return RAP_OK;
    return put(self, text, rap_text_put(text, (uint32_t)c), err);
}

/* A break of a line, or of a page or a column, which ends a paragraph as two lines do. */
static rap_code_t put_break(story_t *self, rap_err_t *err)
{
    bool page = value_is(self, "type", "page") || value_is(self, "type", "column");

    return is_hidden(self) ? RAP_OK : flow_break(&self->flow, page, err);
}

/* Between its beginning and its separator a field holds what it is computed from. */
static void take_field(story_t *self)
{
    if (value_is(self, "fldCharType", "begin") && self->fields < FIELDS_MAX) {
        self->fields++;
        self->computed = self->computed << 1 | 1;
    } else if (value_is(self, "fldCharType", "separate") && self->fields > 0) {
        self->computed &= ~1u;
    } else if (value_is(self, "fldCharType", "end") && self->fields > 0) {
        self->fields--;
        self->computed >>= 1;
    }
}

static int by_id(const void *left, const void *right)
{
    long a = ((const docx_note_t *)left)->id, b = ((const docx_note_t *)right)->id;

    return (a > b) - (a < b);
}

static rap_code_t put_note(story_t *self, const docx_notes_t *notes, rap_err_t *err)
{
    docx_note_t key = {.id = markup_number(&self->xml, "id", 0, INT32_MAX, -1)};
    const docx_note_t *note = NULL;

    if (!is_hidden(self) && notes->note.count > 0)
        note = bsearch(&key, notes->note.item, notes->note.count, sizeof key, by_id);
    if (note == NULL)
        return RAP_OK;
    return flow_note(
        &self->flow, (const layout_block_t *)notes->block.item + note->first, note->blocks, err);
}

/* -- structure -------------------------------------------------------------------------- */

/* A row that was deleted is none. */
static rap_code_t read_row_form(story_t *self, rap_err_t *err)
{
    size_t depth = self->xml.depth;
    bool more = true, deleted = false;

    while (more) {
        RAP_TRY(markup_element(&self->xml, depth, &more, err));
        deleted = deleted || (more && self->xml.id == DOCX_DELETED);
    }
    if (!deleted)
        return RAP_OK;
    RAP_TRY(markup_leave(&self->xml, depth - 1, err));
    flow_row_end(&self->flow);
    return RAP_OK;
}

static rap_code_t read_control_form(story_t *self, rap_err_t *err)
{
    size_t depth = self->xml.depth;
    bool more = true;

    self->prompt = false;
    while (more) {
        RAP_TRY(markup_element(&self->xml, depth, &more, err));
        if (more && self->xml.id == DOCX_PROMPT)
            self->prompt = docx_switch(value_of(self)) == DOCX_ON;
    }
    return RAP_OK;
}

/* In a part of notes: the lines that part them from the text are none. */
static rap_code_t begin_note(story_t *self, rap_err_t *err)
{
    if (self->notes == NULL)
        return RAP_OK;
    if (markup_attribute(&self->xml, "type") != NULL && !value_is(self, "type", "normal"))
        return markup_leave(&self->xml, self->xml.depth, err);
    docx_note_t *note = growing_add(&self->notes->note, self->docx->arena);
    if (note == NULL)
        return growing_full(err);
    note->id = markup_number(&self->xml, "id", 0, INT32_MAX, -1);
    note->first = self->flow.block.count;
    return RAP_OK;
}

static void end_note(story_t *self)
{
    if (self->notes == NULL || self->notes->note.count == 0)
        return;
    docx_note_t *note = (docx_note_t *)self->notes->note.item + self->notes->note.count - 1;
    note->blocks = self->flow.block.count - note->first;
}

/* -- events ----------------------------------------------------------------------------- */

/* What has text or stands for a piece of it. */
static rap_code_t begin_inline(story_t *self, rap_err_t *err)
{
    switch (self->xml.id) {
    case DOCX_TEXT:
        self->in_text = true;
        return RAP_OK;
    case DOCX_TAB:
        return put(self, "\t", 1, err);
    case DOCX_BREAK:
        return put_break(self, err);
    case DOCX_HYPHEN:
        return put(self, "-", 1, err);
    case DOCX_SYMBOL:
        return put_symbol(self, err);
    case DOCX_FIELD:
        take_field(self);
        return RAP_OK;
    case DOCX_FOOTNOTE_REFERENCE:
        return put_note(self, &self->docx->footnotes, err);
    case DOCX_ENDNOTE_REFERENCE:
        return put_note(self, &self->docx->endnotes, err);
    case DOCX_PAGE_BREAK:
        self->flow.page++;
        self->docx->has_pages = true;
        return RAP_OK;
    default:
        return RAP_OK;
    }
}

static rap_code_t begin(story_t *self, rap_err_t *err)
{
    switch (self->xml.id) {
    case DOCX_PARAGRAPH:
        return begin_paragraph(self, err);
    case DOCX_PARAGRAPH_FORM:
        return read_form(self, err);
    case DOCX_RUN:
        begin_run(self);
        return RAP_OK;
    case DOCX_LOOK:
        return read_look(self, err);
    case DOCX_TABLE:
        flow_table_begin(&self->flow);
        return RAP_OK;
    case DOCX_ROW:
        flow_row_begin(&self->flow);
        return RAP_OK;
    case DOCX_ROW_FORM:
        return read_row_form(self, err);
    case DOCX_CELL:
        flow_cell_begin(&self->flow);
        return RAP_OK;
    case DOCX_SECTION:
        return read_section(self, err);
    case DOCX_CONTROL_FORM:
        return read_control_form(self, err);
    case DOCX_CONTROL:
        if (self->prompt)
            RAP_TRY(markup_leave(&self->xml, self->xml.depth, err));
        self->prompt = false;
        return RAP_OK;
    case DOCX_FOOTNOTE:
    case DOCX_ENDNOTE:
        return begin_note(self, err);
    case DOCX_DELETED:
    case DOCX_SKIP:
        return markup_leave(&self->xml, self->xml.depth, err);
    default:
        return begin_inline(self, err);
    }
}

static rap_code_t end(story_t *self, rap_err_t *err)
{
    switch (self->xml.id) {
    case DOCX_PARAGRAPH:
        RAP_TRY(flow_close(&self->flow, err));
        begin_run(self); /* of the one around a text box */
        if (flow_form(&self->flow) == NULL)
            self->fields = self->computed = 0; /* one that never ends takes no more with it */
        return RAP_OK;
    case DOCX_TEXT:
        self->in_text = false;
        return RAP_OK;
    case DOCX_CELL:
        flow_cell_end(&self->flow);
        return RAP_OK;
    case DOCX_ROW:
        flow_row_end(&self->flow);
        return RAP_OK;
    case DOCX_TABLE:
        flow_table_end(&self->flow);
        return RAP_OK;
    case DOCX_FOOTNOTE:
    case DOCX_ENDNOTE:
        end_note(self);
        return RAP_OK;
    default:
        return RAP_OK;
    }
}

static rap_code_t walk(story_t *self, rap_err_t *err)
{
    for (;;) {
        RAP_TRY(markup_next(&self->xml, err));
        if (self->xml.event == MARKUP_DONE)
            return flow_finish(&self->flow, err);
        if (self->xml.event == MARKUP_START)
            RAP_TRY(begin(self, err));
        else if (self->xml.event == MARKUP_END)
            RAP_TRY(end(self, err));
        else if (self->in_text)
            RAP_TRY(put(self, self->xml.text, self->xml.len, err));
    }
}

rap_code_t docx_story_read(docx_t *self, const char *part, layout_role_t role, docx_notes_t *notes,
    growing_t *block, int64_t *page, rap_err_t *err)
{
    story_t story = {.docx = self, .role = role, .notes = notes};
    const char *xml = NULL;
    size_t len = 0;

    RAP_TRY(package_read(self->package, part, &xml, &len, err));
    flow_init(&story.flow, self->arena);
    story.flow.block = *block;
    story.flow.page = *page;
    rap_code_t code = markup_open(&story.xml, xml, len, part, &docx_names, err);
    if (code == RAP_OK)
        code = walk(&story, err);
    markup_release(&story.xml);
    *block = story.flow.block;
    *page = story.flow.page;
    if (notes != NULL && notes->note.count > 0)
        qsort(notes->note.item, notes->note.count, sizeof(docx_note_t), by_id);
    return code;
}
