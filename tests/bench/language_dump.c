/* language_dump.c - the language of each line of standard input, for measurements: its code and a
 * '!' where it is sure; "-" where nothing speaks for any. */
#include "parser/structure/language.h"

#include <stdio.h>
#include <string.h>

enum { LINE_MAX_BYTES = 1 << 16 };

int main(void)
{
    static char line[LINE_MAX_BYTES];
    RAP_AUTO(rap_arena) *arena = rap_arena_new(16 << 20);
    rap_err_t err;

    while (fgets(line, sizeof line, stdin) != NULL) {
        passage_t passage;
        bool sure = false;
        line[strcspn(line, "\n")] = '\0';
        rap_arena_reset(arena);
        if (passage_make(&passage, line, strlen(line), arena, &err) != RAP_OK)
            return 1;
        const char *language = language_guess(&passage, passage_span(&passage), &sure);
        printf("%s%s\n", language != NULL ? language : "-", sure ? "!" : "");
    }
    return 0;
}
