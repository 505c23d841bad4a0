/* statement_text.h - layouts for tests, from a text that shows their blocks.
 *
 * Blocks are parted by empty lines.  A block that begins with '#' is a heading, with '>' is
 * furniture, with '^' a footnote, with '*' an item of a list; "===" alone begins a page.
 */
#ifndef RAP_TESTS_STATEMENT_TEXT_H
#define RAP_TESTS_STATEMENT_TEXT_H

#include "base/arena.h"
#include "parser/layout.h"

#include <stdlib.h>
#include <string.h>

static inline layout_role_t statement_role(char mark)
{
    return mark == '#'   ? LAYOUT_HEADING
           : mark == '>' ? LAYOUT_FURNITURE
           : mark == '^' ? LAYOUT_FOOTNOTE
           : mark == '*' ? LAYOUT_LIST_ITEM
                         : LAYOUT_BODY;
}

/* In the arena; lines of a block are joined. */
static inline layout_t statement_layout(const char *text, rap_arena_t *arena)
{
    enum { BLOCKS_MAX = 200 };
    layout_t layout = {.media_type = "text/plain", .pages = 1};

    layout.block = rap_arena_array(arena, BLOCKS_MAX, sizeof *layout.block);
    while (*text != '\0' && layout.blocks < BLOCKS_MAX) {
        const char *end = strstr(text, "\n\n");
        size_t len = end != NULL ? (size_t)(end - text) : strlen(text);
        if (len == 3 && memcmp(text, "===", 3) == 0) {
            layout.pages++;
        } else if (len > (strchr("#>^*", text[0]) != NULL)) {
            layout_block_t *block = &layout.block[layout.blocks++];
            bool marked = strchr("#>^*", text[0]) != NULL;
            char *copy = rap_arena_strndup(arena, text + marked, len - marked);
            for (char *c = copy; *c != '\0'; c++)
                if (*c == '\n')
                    *c = ' ';
            *block = (layout_block_t){.role = statement_role(text[0]),
                .text = copy,
                .len = len - marked,
                .page = layout.pages};
        }
        text += len;
        while (*text == '\n')
            text++;
    }
    return layout;
}

#endif
