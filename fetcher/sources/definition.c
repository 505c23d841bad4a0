/* definition.c - see definition.h */
#include "fetcher/sources/definition.h"

#include "base/codec.h"
#include "base/tree.h"
#include "fetcher/address.h"

#include <stddef.h>
#include <string.h>

enum { FILE_MAX = 256 * 1024, PATTERN_MAX = 4096 };

static const char *const from_names[] = {"item", "url", "page", NULL};

#define AT(type, member) offsetof(type, member)

static const rap_field_t selector_fields[] = {
    {.name = "css", .kind = RAP_KIND_STRING, .offset = AT(selector_t, css), .max = PATTERN_MAX},
    {.name = "xpath", .kind = RAP_KIND_STRING, .offset = AT(selector_t, xpath), .max = PATTERN_MAX},
    {.kind = RAP_KIND_END},
};
static const rap_table_t selector_table = {
    .name = "selector", .size = sizeof(selector_t), .fields = selector_fields};

static const rap_field_t extractor_fields[] = {
    {.name = "css", .kind = RAP_KIND_STRING, .offset = AT(extractor_t, css), .max = PATTERN_MAX},
    {.name = "xpath",
        .kind = RAP_KIND_STRING,
        .offset = AT(extractor_t, xpath),
        .max = PATTERN_MAX},
    {.name = "attr", .kind = RAP_KIND_STRING, .offset = AT(extractor_t, attr), .max = 64},
    {.name = "from",
        .kind = RAP_KIND_CHOICE,
        .offset = AT(extractor_t, from),
        .preset = "item",
        .choices = from_names},
    {.name = "all", .kind = RAP_KIND_BOOL, .offset = AT(extractor_t, all)},
    {.name = "regex",
        .kind = RAP_KIND_STRING,
        .offset = AT(extractor_t, regex),
        .max = PATTERN_MAX},
    {.name = "group", .kind = RAP_KIND_INT, .offset = AT(extractor_t, group), .max = 99},
    {.name = "format", .kind = RAP_KIND_STRINGS, .offset = AT(extractor_t, format), .max = 16},
    {.name = "map",
        .kind = RAP_KIND_CHOICE,
        .offset = AT(extractor_t, map),
        .preset = "none",
        .choices = field_map_names},
    {.kind = RAP_KIND_END},
};
static const rap_table_t extractor_table = {
    .name = "field", .size = sizeof(extractor_t), .fields = extractor_fields};

static const rap_field_t extractors_fields[] = {
#define X(field)                           \
    {.name = #field,                       \
        .kind = RAP_KIND_OPTIONAL,         \
        .offset = AT(extractors_t, field), \
        .table = &extractor_table},
    FIELDS(X)
#undef X
        {.kind = RAP_KIND_END},
};
static const rap_table_t extractors_table = {
    .name = "fields", .size = sizeof(extractors_t), .fields = extractors_fields};

static const rap_field_t alias_fields[] = {
    {.name = "host",
        .kind = RAP_KIND_STRING,
        .offset = AT(host_alias_t, host),
        .max = ADDRESS_HOST_MAX - 1,
        .flags = RAP_REQUIRED},
    {.name = "is",
        .kind = RAP_KIND_STRING,
        .offset = AT(host_alias_t, is),
        .max = ADDRESS_HOST_MAX - 1,
        .flags = RAP_REQUIRED},
    {.kind = RAP_KIND_END},
};
static const rap_table_t alias_table = {
    .name = "host_aliases", .size = sizeof(host_alias_t), .fields = alias_fields};

enum { DAY_MS = 24 * 3600 * 1000 };

static const rap_field_t poll_fields[] = {
    {.name = "every",
        .kind = RAP_KIND_TIME,
        .offset = AT(definition_t, poll.every) - AT(definition_t, poll),
        .min = 1000,
        .max = 365LL * DAY_MS,
        .preset = "1h"},
    {.name = "recheck",
        .kind = RAP_KIND_TIME,
        .offset = AT(definition_t, poll.recheck) - AT(definition_t, poll),
        .max = 3650LL * DAY_MS,
        .preset = "1d"},
    {.kind = RAP_KIND_END},
};
static const rap_table_t poll_table = {
    .name = "poll", .size = sizeof(((definition_t *)0)->poll), .fields = poll_fields};

static const rap_field_t http_fields[] = {
    {.name = "delay",
        .kind = RAP_KIND_TIME,
        .offset = AT(definition_t, http.delay) - AT(definition_t, http),
        .max = 3600LL * 1000,
        .preset = "1s"},
    {.name = "timeout",
        .kind = RAP_KIND_TIME,
        .offset = AT(definition_t, http.timeout) - AT(definition_t, http),
        .min = 1,
        .max = DAY_MS,
        .preset = "5m"},
    {.name = "max_bytes",
        .kind = RAP_KIND_BYTES,
        .offset = AT(definition_t, http.max_bytes) - AT(definition_t, http),
        .min = 1,
        .max = 1LL << 30,
        .preset = "64M"},
    {.kind = RAP_KIND_END},
};
static const rap_table_t http_table = {
    .name = "http", .size = sizeof(((definition_t *)0)->http), .fields = http_fields};

/* clang-format off */
#define TEXT(m, most, fl) \
    {.name = #m, .kind = RAP_KIND_STRING, .offset = AT(definition_t, m), .max = (most), .flags = (fl)}
#define PART(m, t) \
    {.name = #m, .kind = RAP_KIND_OBJECT, .offset = AT(definition_t, m), .table = &(t)}

static const rap_field_t definition_fields[] = {
    TEXT(id, 63, RAP_REQUIRED),
    TEXT(kind, 32, RAP_REQUIRED),
    TEXT(title, 500, 0),
    TEXT(note, 4000, 0),
    {.name = "enabled", .kind = RAP_KIND_BOOL, .offset = AT(definition_t, enabled), .preset = "true"},
    TEXT(url, ADDRESS_MAX, 0),
    TEXT(file, 1000, 0),
    TEXT(path, 1000, 0),
    {.name = "match", .kind = RAP_KIND_STRINGS, .offset = AT(definition_t, match), .max = 32},
    {.name = "columns", .kind = RAP_KIND_STRINGS, .offset = AT(definition_t, columns), .max = 32},
    PART(items, selector_table),
    PART(root, selector_table),
    PART(fields, extractors_table),
    PART(filter, field_texts_table),
    PART(exclude, field_texts_table),
    PART(defaults, field_texts_table),
    {.name = "host_aliases", .kind = RAP_KIND_ARRAY, .offset = AT(definition_t, host_aliases),
        .table = &alias_table, .max = 100},
    PART(poll, poll_table),
    PART(http, http_table),
    PART(expect, rap_expect_table),
    {.kind = RAP_KIND_END},
};
/* clang-format on */

const rap_table_t definition_table = {
    .name = "source", .size = sizeof(definition_t), .fields = definition_fields};

static rap_code_t check(const definition_t *self, rap_err_t *err)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
    const char *id = self->id;

    if (id[0] == '\0' || id[strspn(id, allowed)] != '\0')
        return rap_fail(
            err, RAP_CONFIG, "id: '%s' may only have lower-case letters, digits and '-'", id);
    if ((self->url != NULL) + (self->file != NULL) + (self->path != NULL) != 1)
        return rap_fail(err, RAP_CONFIG,
            "say where the listing is, by one of 'url' and 'file', or where the files are, by 'path'");
    if (self->url != NULL && !address_is_http(self->url))
        return rap_fail(err, RAP_CONFIG, "url: '%.100s' is no http or https address", self->url);
    if (self->defaults.url != NULL)
        return rap_fail(err, RAP_CONFIG, "defaults.url: an address has no default");
    return RAP_OK;
}

rap_code_t definition_read(definition_t *self, const char *path, rap_arena_t *arena, rap_err_t *err)
{
    RAP_AUTO(rap_tree) *tree = NULL;

    RAP_TRY(rap_tree_yaml_file(&tree, path, FILE_MAX, err));
    RAP_TRY(rap_codec_tree(&definition_table, self, tree, arena, err));
    rap_code_t code = check(self, err);
    return code == RAP_OK ? RAP_OK : rap_fail_prefix(err, "%s", path);
}

extractor_t *definition_extractor(const definition_t *self, int field)
{
    const void *at = (const char *)&self->fields + extractors_fields[field].offset;

    return *(extractor_t *const *)at;
}
