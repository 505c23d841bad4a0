/* pattern.c - see pattern.h */
#include "fetcher/sources/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { MATCH_MAX = 100000, DEPTH_MAX = 1000, HEAP_MAX_KIB = 4096 };

struct pattern {
    pcre2_code *code;
    pcre2_match_data *match;
    pcre2_match_context *limits;
};

rap_code_t pattern_new(pattern_t **ret, const char *text, rap_err_t *err)
{
    int number;
    PCRE2_SIZE offset;
    PCRE2_UCHAR said[120];

    RAP_AUTO(pattern) *self = calloc(1, sizeof *self);
    if (self == NULL)
        abort();
    self->code = pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED,
        PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C, &number, &offset, NULL);
    if (self->code == NULL) {
        (void)pcre2_get_error_message(number, said, sizeof said);
        /* cppcheck-suppress memleak ; the cleanup attribute frees it */
        return rap_fail(err, RAP_SYNTAX,
            "cannot read the regular expression '%.80s' at '%.20s': %s", text, text + offset,
            (const char *)said);
    }
    self->match = pcre2_match_data_create_from_pattern(self->code, NULL);
    self->limits = pcre2_match_context_create(NULL);
    if (self->match == NULL || self->limits == NULL)
        abort();
    pcre2_set_match_limit(self->limits, MATCH_MAX);
    pcre2_set_depth_limit(self->limits, DEPTH_MAX);
    pcre2_set_heap_limit(self->limits, HEAP_MAX_KIB);
    *ret = self;
    self = NULL;
    return RAP_OK;
}

void pattern_destroy(pattern_t **self)
{
    if (*self == NULL)
        return;
    pcre2_match_context_free((*self)->limits);
    pcre2_match_data_free((*self)->match);
    pcre2_code_free((*self)->code);
    free(*self);
    *self = NULL;
}

bool pattern_find(
    const pattern_t *self, const char *text, unsigned group, size_t *ret_start, size_t *ret_len)
{
    int count =
        pcre2_match(self->code, (PCRE2_SPTR)text, strlen(text), 0, 0, self->match, self->limits);

    if (count <= 0 || group >= (unsigned)count)
        return false;
    const PCRE2_SIZE *at = pcre2_get_ovector_pointer(self->match) + (size_t)2 * group;
    if (at[0] == PCRE2_UNSET || at[1] < at[0])
        return false;
    *ret_start = at[0];
    *ret_len = at[1] - at[0];
    return true;
}

bool pattern_matches(const pattern_t *self, const char *text)
{
    size_t start, len;

    return pattern_find(self, text, 0, &start, &len);
}

unsigned pattern_groups(const pattern_t *self)
{
    uint32_t count = 0;

    (void)pcre2_pattern_info(self->code, PCRE2_INFO_CAPTURECOUNT, &count);
    return count;
}
