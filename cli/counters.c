/* label.c - see label.h */
#include "cli/label.h"

#include <string.h>

const char *label_of(const rap_counter_t *counter, const char *before, size_t *ret_len)
{
    size_t len = strlen(before);

    if (strncmp(counter->name, before, len) != 0) {
        *ret_len = 0;
        return counter->name;
    }
    *ret_len = strcspn(counter->name + len, "\"");
    return counter->name + len;
}
