/* docx.h - what the files that read Word documents share.
 *
 *   docx.c         the parts: which one is the text, its notes, headers and footers
 *   docx_styles.c  styles.xml: what a style's name stands for
 *   docx_lists.c   numbering.xml: the number that a paragraph has in its list
 *   docx_story.c   the paragraphs of a part
 */
#ifndef RAP_PARSER_FORMATS_DOCX_H
#define RAP_PARSER_FORMATS_DOCX_H

#include "parser/formats/flow.h"
#include "parser/formats/markup.h"
#include "parser/formats/numbering.h"
#include "parser/formats/package.h"
#include "parser/growing.h"
#include "parser/layout.h"

/* The elements that are told apart, by a word for what they are. */
enum {
    DOCX_SKIP = 1, /* whatever is in it is no text */
    DOCX_ABSTRACT,
    DOCX_ABSTRACT_ID,
    DOCX_ALIGN,
    DOCX_BASED_ON,
    DOCX_BOLD,
    DOCX_BREAK,
    DOCX_CELL,
    DOCX_CHARACTER_STYLE,
    DOCX_COMPLEX,
    DOCX_COMPLEX_BOLD,
    DOCX_COMPLEX_ITALIC,
    DOCX_COMPLEX_SIZE,
    DOCX_CONTROL,
    DOCX_CONTROL_FORM,
    DOCX_DEFAULTS,
    DOCX_DELETED,
    DOCX_ENDNOTE,
    DOCX_ENDNOTE_REFERENCE,
    DOCX_FIELD,
    DOCX_FOOTER_REFERENCE,
    DOCX_FOOTNOTE,
    DOCX_FOOTNOTE_REFERENCE,
    DOCX_FRAME,
    DOCX_HEADER_REFERENCE,
    DOCX_HIDDEN,
    DOCX_HYPHEN,
    DOCX_ITALIC,
    DOCX_LEGAL,
    DOCX_LEVEL,
    DOCX_LEVEL_OVERRIDE,
    DOCX_LEVEL_RESTART,
    DOCX_LEVEL_TEXT,
    DOCX_LIST,
    DOCX_LIST_COUNTING,
    DOCX_LIST_FORM,
    DOCX_LIST_ID,
    DOCX_LIST_LEVEL,
    DOCX_LIST_STYLE_LINK,
    DOCX_LOOK,
    DOCX_NAME,
    DOCX_OUTLINE,
    DOCX_PAGE_BREAK,
    DOCX_PARAGRAPH,
    DOCX_PARAGRAPH_DEFAULT,
    DOCX_PARAGRAPH_FORM,
    DOCX_PARAGRAPH_STYLE,
    DOCX_PROMPT,
    DOCX_ROW,
    DOCX_ROW_FORM,
    DOCX_RTL,
    DOCX_RUN,
    DOCX_SECTION,
    DOCX_SIZE,
    DOCX_START,
    DOCX_START_OVERRIDE,
    DOCX_STYLE,
    DOCX_STYLE_LINK,
    DOCX_SYMBOL,
    DOCX_TAB,
    DOCX_TABLE,
    DOCX_TEXT,
    DOCX_TITLE_PAGE
};

extern const markup_names_t docx_names;

/* Of a switch that is on, off or not said. */
typedef enum docx_switch { DOCX_UNSAID, DOCX_OFF, DOCX_ON } docx_switch_t;

/* How characters look; text of the scripts that Word calls complex has a look of its own. */
enum {
    DOCX_IS_BOLD,
    DOCX_IS_ITALIC,
    DOCX_IS_COMPLEX_BOLD,
    DOCX_IS_COMPLEX_ITALIC,
    DOCX_IS_HIDDEN,
    DOCX_IS_RTL,
    DOCX_HAS_SIZE, /* half points */
    DOCX_HAS_COMPLEX_SIZE,
    DOCX_LOOKS
};
typedef struct docx_look {
    long is[DOCX_LOOKS]; /* a docx_switch_t or a size; 0: not said */
} docx_look_t;

typedef struct docx_style {
    const char *id, *based_on; /* NULL: on nothing */
    docx_look_t look;
    docx_switch_t centred;
    int outline; /* level of a heading from 0, 9 of text, -1: not said */
    long list;   /* id of its list, 0: none, -1: not said              */
    long level;  /* in the list from 0; -1: not said                   */
    bool contents, prompt, is_default;
    bool resolved; /* what it is based on is in it */
} docx_style_t;

typedef struct docx_styles {
    docx_style_t *style; /* sorted by id */
    size_t styles;
    docx_style_t plain;   /* of a paragraph without a style */
    docx_look_t defaults; /* what all styles are based on   */
} docx_styles_t;

/* Of a document that has no such part, `xml` is NULL. */
rap_code_t docx_styles_read(docx_styles_t *ret, const char *xml, size_t len, rap_arena_t *arena,
    rap_err_t *err) RAP_CHECKED;

/* By its id, NULL if there is none; all that it is based on is in it. */
const docx_style_t *docx_styles_find(docx_styles_t *self, const char *id);

/* Reads the element that begins, w:rPr, to its end; *ret_deleted: the paragraph's end is. */
rap_code_t docx_look_read(markup_t *xml, docx_styles_t *styles, docx_look_t *ret, bool *ret_deleted,
    rap_err_t *err) RAP_CHECKED;

/* What a switch's value says; NULL: on. */
docx_switch_t docx_switch(const char *value);

/* Puts what `over` says over what `under` says. */
void docx_look_merge(docx_look_t *under, const docx_look_t *over);

typedef struct docx_lists docx_lists_t;

/* Of a document that has no such part, `xml` is NULL. */
rap_code_t docx_lists_read(docx_lists_t **ret, const char *xml, size_t len, rap_arena_t *arena,
    rap_err_t *err) RAP_CHECKED;

/* Counts a paragraph: its label, in the arena, or NULL for a bullet; *ret_item says whether it
 * is one of a list that shows.  A level of -1 is that which the style `style` is tied to. */
rap_code_t docx_lists_count(docx_lists_t *self, long list, long level, const char *style,
    const char **ret_label, bool *ret_item, rap_err_t *err) RAP_CHECKED;

/* A footnote or an endnote. */
typedef struct docx_note {
    long id;
    size_t first, blocks; /* in docx_notes_t.block */
} docx_note_t;

typedef struct docx_notes {
    growing_t block; /* layout_block_t */
    growing_t note;  /* docx_note_t */
} docx_notes_t;

/* The first section's heads and feet, by relationship. */
typedef struct docx_section {
    const char *header, *first_header, *footer, *first_footer; /* NULL: none */
    bool has_first, known;
} docx_section_t;

typedef struct docx {
    package_t *package;
    rap_arena_t *arena;
    docx_styles_t styles;
    docx_lists_t *lists;
    docx_notes_t footnotes, endnotes;
    docx_section_t section;
    bool has_pages; /* Word has left marks where it began new ones */
} docx_t;

/* Appends a part's paragraphs to *block.  A role other than LAYOUT_BODY is that of all of them; with
 * `notes`, which may be NULL, the part is one of notes and they are listed there.  *page counts
 * pages on. */
rap_code_t docx_story_read(docx_t *self, const char *part, layout_role_t role, docx_notes_t *notes,
    growing_t *block, int64_t *page, rap_err_t *err) RAP_CHECKED;

#endif
