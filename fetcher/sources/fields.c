/* fields.c - see fields.h */
#include "fetcher/sources/fields.h"

#include "base/text.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

const char *const field_names[] = {
#define X(name) #name,
    FIELDS(X)
#undef X
        NULL};

static const rap_field_t text_fields[] = {
#define X(member)                                  \
    {.name = #member,                              \
        .kind = RAP_KIND_STRING,                   \
        .offset = offsetof(field_texts_t, member), \
        .max = FIELD_TEXT_MAX},
    FIELDS(X)
#undef X
        {.kind = RAP_KIND_END},
};

const rap_table_t field_texts_table = {
    .name = "fields", .size = sizeof(field_texts_t), .fields = text_fields};

int field_find(const char *name)
{
    for (int i = 0; i < FIELD_COUNT; i++)
        if (strcmp(field_names[i], name) == 0)
            return i;
    return -1;
}

const char **field_text(field_texts_t *self, int field)
{
    return (const char **)(void *)((char *)self + text_fields[field].offset);
}

void field_to_hints(const field_texts_t *self, rap_hints_t *ret)
{
    *ret = (rap_hints_t){.title = self->title,
        .delegation = self->delegation,
        .date = self->date,
        .body = self->body,
        .session = self->session,
        .meeting = self->meeting,
        .agenda_item = self->agenda_item,
        .language = self->language,
        .place = self->place,
        .kind = self->kind,
        .speaker = self->speaker,
        .root = self->root};
}

static bool is_blank(const char *at)
{
    return *at == ' ' || *at == '\t' || *at == '\n' || *at == '\r' || *at == '\f' || *at == '\v';
}

/* The no-break space, which pages put between words and around them. */
static bool is_no_break(const char *at)
{
    return at[0] == '\xc2' && at[1] == '\xa0';
}

const char *field_clean(const char *text, size_t max_bytes, rap_arena_t *arena)
{
    size_t size = strlen(text), len = 0;
    bool gap = false;

    if (!rap_text_is_utf8(text, size))
        return NULL;
    size = size < max_bytes ? size : max_bytes;
    char *clean = rap_arena_alloc(arena, size + 1);
    for (const char *at = text; clean != NULL && *at != '\0' && len < size; at++) {
        if (is_blank(at) || is_no_break(at)) {
            gap = len > 0;
            at += is_no_break(at);
            continue;
        }
        if (gap)
            clean[len++] = ' ';
        gap = false;
        if (len < size)
            clean[len++] = *at;
    }
    while (len > 0 && !rap_text_is_utf8(clean, len)) /* cut within a character */
        len--;
    if (len == 0)
        return NULL;
    clean[len] = '\0';
    return clean;
}

const char *const field_map_names[] = {"none", "languages", "ordinals", NULL};

struct pair {
    const char *from, *to;
};

static const struct pair languages[] = {{"english", "en"}, {"eng", "en"}, {"e", "en"},
    {"french", "fr"}, {"fre", "fr"}, {"fra", "fr"}, {"f", "fr"}, {"spanish", "es"}, {"spa", "es"},
    {"s", "es"}, {"russian", "ru"}, {"rus", "ru"}, {"r", "ru"}, {"arabic", "ar"}, {"ara", "ar"},
    {"a", "ar"}, {"chinese", "zh"}, {"chi", "zh"}, {"zho", "zh"}, {"c", "zh"}, {"ar", "ar"},
    {"en", "en"}, {"es", "es"}, {"fr", "fr"}, {"ru", "ru"}, {"zh", "zh"}, {NULL, NULL}};

static const struct pair ordinals[] = {{"first", "1"}, {"second", "2"}, {"third", "3"},
    {"fourth", "4"}, {"fifth", "5"}, {"sixth", "6"}, {"seventh", "7"}, {"eighth", "8"},
    {"ninth", "9"}, {"tenth", "10"}, {"eleventh", "11"}, {"twelfth", "12"}, {"thirteenth", "13"},
    {"fourteenth", "14"}, {"fifteenth", "15"}, {NULL, NULL}};

const char *field_map(int map, const char *text)
{
    static const struct pair none[] = {{NULL, NULL}};
    const struct pair *pair = map == FIELD_MAP_LANGUAGES  ? languages
                              : map == FIELD_MAP_ORDINALS ? ordinals
                                                          : none;

    for (; pair->from != NULL; pair++)
        if (strcasecmp(pair->from, text) == 0)
            return pair->to;
    return text;
}
