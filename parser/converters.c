/* converters.c - see converters.h */
#include "parser/converters.h"

#include <iconv.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/* clang-format off */
static const char *const names[] = {
    "UTF-16", "UTF-32", "UTF-7", "UNICODE",
    "ISO-8859-1", "ISO-8859-2", "ISO-8859-3", "ISO-8859-4", "ISO-8859-5", "ISO-8859-6",
    "ISO-8859-7", "ISO-8859-8", "ISO-8859-9", "ISO-8859-10", "ISO-8859-13", "ISO-8859-14",
    "ISO-8859-15", "ISO-8859-16",
    "CP1250", "CP1251", "CP1252", "CP1253", "CP1254", "CP1255", "CP1256", "CP1257", "CP1258",
    "CP437", "CP850", "CP852", "CP855", "CP866", "CP874", "MACINTOSH", "MAC-CYRILLIC",
    "KOI8-R", "KOI8-U", "TIS-620",
    "GB2312", "GBK", "GB18030", "BIG5", "BIG5-HKSCS", "EUC-TW", "ISO-2022-CN",
    "EUC-JP", "SHIFT_JIS", "CP932", "ISO-2022-JP", "EUC-KR", "CP949", "ISO-2022-KR",
};
/* clang-format on */

enum { COUNT = sizeof names / sizeof names[0] };

struct converters {
    iconv_t held[COUNT]; /* (iconv_t)-1: this system has none */
};

converters_t *converters_hold(void)
{
    converters_t *self = malloc(sizeof *self);

    if (self == NULL)
        abort();
    for (size_t i = 0; i < COUNT; i++)
        self->held[i] = iconv_open("UTF-8", names[i]);
    return self;
}

void converters_release(converters_t **self)
{
    for (size_t i = 0; *self != NULL && i < COUNT; i++)
        if ((intptr_t)self[0]->held[i] != -1)
            (void)iconv_close(self[0]->held[i]);
    free(*self);
    *self = NULL;
}
