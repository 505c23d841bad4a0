/* http_field.c - see http_field.h */
#include "fetcher/warc/http_field.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

const char *http_field_value(const char *line, size_t len, const char *name, size_t *ret_len)
{
    size_t name_len = strlen(name);

    if (len <= name_len || strncasecmp(line, name, name_len) != 0 || line[name_len] != ':')
        return NULL;
    const char *value = line + name_len + 1, *end = line + len;
    while (value < end && is_blank(*value))
        value++;
    while (end > value && is_blank(end[-1]))
        end--;
    *ret_len = (size_t)(end - value);
    return value;
}

void http_field_keep(const char *value, size_t len, char *out, size_t size)
{
    out[0] = '\0';
    if (len >= size)
        return;
    for (size_t i = 0; i < len; i++)
        if (value[i] < ' ' || value[i] > '~')
            return;
    memcpy(out, value, len);
    out[len] = '\0';
}
