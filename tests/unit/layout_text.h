/* layout_text.h - a layout as tests show it: its media type and pages, what it says about itself,
 * and a line a block. */
#ifndef RAP_TESTS_LAYOUT_TEXT_H
#define RAP_TESTS_LAYOUT_TEXT_H

#include "parser/layout.h"

#include <stdio.h>
#include <stdlib.h>

/* "heading 1 bold centred | STATEMENT"; the page where the layout has pages. */
static inline void layout_text_blocks(const layout_t *layout, FILE *out)
{
    static const char *const roles[] = {"body", "heading", "item", "furniture", "note"};

    for (size_t i = 0; i < layout->blocks; i++) {
        const layout_block_t *block = &layout->block[i];

        (void)fprintf(out, "%s", roles[block->role]);
        if (layout->pages > 0)
            (void)fprintf(out, " %d", (int)block->page);
        (void)fprintf(out, "%s%s%s | %.*s\n", block->bold ? " bold" : "",
            block->italic ? " italic" : "", block->centred ? " centred" : "", (int)block->len,
            block->text);
    }
}

/* The whole layout; the caller frees it. */
static inline char *layout_text(const layout_t *layout)
{
    const char *const about[] = {"title", layout->title, "author", layout->author, "date",
        layout->date, "language", layout->language};
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);

    if (out == NULL)
        abort();
    (void)fprintf(out, "%s, %d pages\n", layout->media_type, (int)layout->pages);
    for (size_t i = 0; i < sizeof about / sizeof *about; i += 2)
        if (about[i + 1] != NULL)
            (void)fprintf(out, "%s: %s\n", about[i], about[i + 1]);
    layout_text_blocks(layout, out);
    if (fclose(out) != 0)
        abort();
    return text;
}

#endif
