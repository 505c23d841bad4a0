/* converters.c - see converters.h */
#include "parser/converters.h"

#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>

struct converters {
    iconv_t utf16; /* (iconv_t)-1: there is none */
};

converters_t *converters_hold(void)
{
    converters_t *self = malloc(sizeof *self);

    if (self == NULL)
        abort();
    self->utf16 = iconv_open("UTF-8", "UTF-16");
    return self;
}

void converters_release(converters_t **self)
{
    if (*self != NULL && (intptr_t)self[0]->utf16 != -1)
        (void)iconv_close(self[0]->utf16);
    free(*self);
    *self = NULL;
}
