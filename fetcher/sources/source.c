/* source.c - see source.h */
#include "fetcher/sources/source.h"

#include "base/buf.h"
#include "base/codec.h"
#include "base/text.h"
#include "fetcher/address.h"
#include "fetcher/sources/select.h"

#include <libxml/xpath.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_MAX = 4 * 1024 * 1024, DEFINITION_MAX = 4 * 1024 * 1024 };

static const source_adapter_t *const adapters[] = {
    &source_list, &source_html, &source_dir, &source_warc};

enum { ADAPTERS = sizeof adapters / sizeof adapters[0] };

static rap_code_t find_adapter(source_t *self, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) known;

    rap_buf_init(&known, 200);
    for (size_t i = 0; i < ADAPTERS; i++) {
        if (strcmp(adapters[i]->kind, self->definition.kind) == 0) {
            self->adapter = adapters[i];
            return RAP_OK;
        }
        RAP_TRY(rap_buf_printf(&known, err, "%s'%s'", i > 0 ? ", " : "", adapters[i]->kind));
    }
    return rap_fail(err, RAP_CONFIG, "kind: there is no '%s'; the kinds are %s",
        self->definition.kind, known.data);
}

static rap_code_t compile(
    pattern_t **ret, const char *section, int field, const char *text, rap_err_t *err)
{
    if (text == NULL)
        return RAP_OK;
    rap_code_t code = pattern_new(ret, text, err);
    return code == RAP_OK ? RAP_OK : rap_fail_prefix(err, "%s.%s", section, field_names[field]);
}

static rap_code_t compile_filters(source_t *self, rap_err_t *err)
{
    definition_t *def = &self->definition;

    for (int i = 0; i < FIELD_COUNT; i++) {
        RAP_TRY(compile(&self->filter[i], "filter", i, *field_text(&def->filter, i), err));
        RAP_TRY(compile(&self->exclude[i], "exclude", i, *field_text(&def->exclude, i), err));
    }
    return RAP_OK;
}

/* A relative path is relative to the folder of the definition. */
static void set_file(source_t *self, const char *path)
{
    const definition_t *def = &self->definition;
    const char *file = def->file != NULL ? def->file : def->path;
    const char *slash = strrchr(path, '/');

    if (file == NULL)
        return;
    int folder = file[0] == '/' || slash == NULL ? 0 : (int)(slash - path + 1);
    if (asprintf(&self->file, "%.*s%s", folder, path, file) < 0)
        abort();
}

static rap_code_t set_digest(source_t *self, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) json;

    rap_buf_init(&json, DEFINITION_MAX);
    RAP_TRY(rap_codec_write(&definition_table, &self->definition, &json, err));
    const char *const parts[] = {RAP_VERSION, json.data, NULL};
    rap_sha256_parts(self->digest, parts);
    return RAP_OK;
}

static rap_code_t check_place(const source_t *self, rap_err_t *err)
{
    const definition_t *def = &self->definition;

    if (self->adapter->by_path && def->path == NULL)
        return rap_fail(err, RAP_CONFIG, "kind: '%s' is files: say where by 'path'", def->kind);
    if (!self->adapter->by_path && def->path != NULL)
        return rap_fail(
            err, RAP_CONFIG, "path: '%s' has a listing: say where by 'url' or 'file'", def->kind);
    return RAP_OK;
}

/* Where the text is in web pages travels with each document, as XPath. */
static rap_code_t set_root(source_t *self, rap_err_t *err)
{
    definition_t *def = &self->definition;
    xmlXPathCompExprPtr compiled = NULL;
    RAP_AUTO_RELEASE(rap_buf) xpath;

    rap_buf_init(&xpath, FIELD_TEXT_MAX);
    if (def->defaults.root != NULL)
        return rap_fail(err, RAP_CONFIG, "defaults.root: write it as 'root', by 'css' or 'xpath'");
    rap_code_t code = select_compile(&compiled, def->root.css, def->root.xpath, &xpath, err);
    xmlXPathFreeCompExpr(compiled);
    if (code != RAP_OK)
        return rap_fail_prefix(err, "root");
    if (xpath.len > 0 && (def->defaults.root = rap_arena_strdup(self->arena, xpath.data)) == NULL)
        return rap_fail(err, RAP_CONFIG, "root: no room for it");
    return RAP_OK;
}

static rap_code_t make_ready(source_t *self, rap_err_t *err)
{
    RAP_TRY(set_digest(self, err));
    RAP_TRY(find_adapter(self, err));
    RAP_TRY(set_root(self, err));
    RAP_TRY(check_place(self, err));
    RAP_TRY(compile_filters(self, err));
    return self->adapter->open(self, err);
}

rap_code_t source_open(source_t **ret, const char *path, rap_err_t *err)
{
    RAP_AUTO(source) *self = calloc(1, sizeof *self);

    if (self == NULL || (self->path = strdup(path)) == NULL)
        abort();
    self->arena = rap_arena_new(ARENA_MAX);
    rap_code_t code = definition_read(&self->definition, path, self->arena, err);
    if (code == RAP_OK) {
        code = make_ready(self, err);
        if (code != RAP_OK)
            (void)rap_fail_prefix(err, "%s", path);
    }
    if (code != RAP_OK)
        return err->code = RAP_CONFIG;
    set_file(self, path);
    *ret = self;
    self = NULL;
    return RAP_OK;
}

void source_destroy(source_t **self)
{
    source_t *it = *self;

    if (it == NULL)
        return;
    if (it->adapter != NULL)
        it->adapter->close(it);
    for (int i = 0; i < FIELD_COUNT; i++) {
        pattern_destroy(&it->filter[i]);
        pattern_destroy(&it->exclude[i]);
    }
    rap_arena_destroy(&it->arena);
    free(it->file);
    free(it->path);
    free(it);
    *self = NULL;
}

rap_code_t source_read(const source_t *self, const listing_t *listing, harvest_t *ret,
    rap_arena_t *arena, rap_err_t *err)
{
    *ret = (harvest_t){0};
    return self->adapter->read(self, listing, ret, arena, err);
}

void harvest_broken(harvest_t *self, const char *fmt, ...)
{
    va_list ap;

    if (self->broken++ > 0)
        return;
    va_start(ap, fmt);
    (void)vsnprintf(self->broken_text, sizeof self->broken_text, fmt, ap);
    va_end(ap);
}

static rap_code_t replace_host(
    const source_t *source, const char **address, rap_arena_t *arena, rap_err_t *err)
{
    const rap_array_t *aliases = &source->definition.host_aliases;
    char host[ADDRESS_HOST_MAX];

    address_host(*address, host);
    for (size_t i = 0; i < aliases->count; i++) {
        const host_alias_t *alias = (const host_alias_t *)aliases->item + i;

        if (strcmp(alias->host, host) == 0)
            return address_rehost(*address, alias->is, arena, address, err);
    }
    return RAP_OK;
}

static bool passes(const source_t *source, field_texts_t *entry)
{
    for (int i = 0; i < FIELD_COUNT; i++) {
        const char *text = *field_text(entry, i);

        if (text == NULL)
            text = "";
        if (source->filter[i] != NULL && !pattern_matches(source->filter[i], text))
            return false;
        if (source->exclude[i] != NULL && pattern_matches(source->exclude[i], text))
            return false;
    }
    return true;
}

static rap_code_t append(
    harvest_t *self, const field_texts_t *entry, rap_arena_t *arena, rap_err_t *err)
{
    if (self->count == self->cap) {
        size_t cap = self->cap > 0 ? self->cap * 2 : 64;
        field_texts_t *more =
            self->count < HARVEST_MAX ? rap_arena_array(arena, cap, sizeof *more) : NULL;

        if (more == NULL)
            return rap_fail(err, RAP_TOOBIG, "the listing has more than %zu entries", self->count);
        if (self->count > 0)
            memcpy(more, self->item, self->count * sizeof *more);
        self->item = more;
        self->cap = cap;
    }
    self->item[self->count++] = *entry;
    return RAP_OK;
}

/* Already there, which is common: a title and a picture with one link. */
static bool is_known(const harvest_t *self, const char *url)
{
    for (size_t i = self->count; i > 0 && i + 32 > self->count; i--)
        if (strcmp(self->item[i - 1].url, url) == 0)
            return true;
    return false;
}

/* What the entry says, and what the definition says where the entry says nothing. */
static field_texts_t fill_in(const source_t *source, const field_texts_t *entry, rap_arena_t *arena)
{
    field_texts_t said = *entry, defaults = source->definition.defaults, clean = {0};

    for (int i = FIELD_url + 1; i < FIELD_COUNT; i++) {
        const char *text = *field_text(&said, i);

        text = text != NULL ? field_clean(text, FIELD_TEXT_MAX, arena) : NULL;
        *field_text(&clean, i) = text != NULL ? text : *field_text(&defaults, i);
    }
    return clean;
}

/* With its address as filters are to see it. */
static rap_code_t add_clean(harvest_t *self, const source_t *source, const char *address,
    field_texts_t *clean, rap_arena_t *arena, rap_err_t *err)
{
    if (!passes(source, clean)) {
        self->filtered++;
        return RAP_OK;
    }
    clean->url = address;
    return is_known(self, address) ? RAP_OK : append(self, clean, arena, err);
}

rap_code_t harvest_add(harvest_t *self, const source_t *source, const listing_t *listing,
    const field_texts_t *entry, rap_arena_t *arena, rap_err_t *err)
{
    rap_err_t why;

    self->entries++;
    if (!rap_text_is_utf8(entry->url, strlen(entry->url))) {
        harvest_broken(self, "an address is not UTF-8");
        return RAP_OK;
    }
    field_texts_t clean = fill_in(source, entry, arena);
    rap_code_t code = address_canonical(listing->base, entry->url, arena, &clean.url, &why);
    if (code == RAP_OK)
        code = replace_host(source, &clean.url, arena, &why);
    if (code != RAP_OK) {
        harvest_broken(self, "%s", why.text);
        return RAP_OK;
    }
    return add_clean(self, source, clean.url, &clean, arena, err);
}

rap_code_t harvest_add_file(harvest_t *self, const source_t *source, const char *address,
    const field_texts_t *entry, rap_arena_t *arena, rap_err_t *err)
{
    field_texts_t clean = fill_in(source, entry, arena);

    self->entries++;
    clean.url = entry->url;
    return add_clean(self, source, address, &clean, arena, err);
}

rap_code_t source_original(const source_t *source, const char *address, rap_arena_t *arena,
    const char **ret, rap_err_t *err)
{
    static const char file[] = "file:///";

    if (!rap_text_is_utf8(address, strlen(address)))
        return rap_fail(err, RAP_SYNTAX, "an address is not UTF-8");
    if (strncmp(address, file, sizeof file - 1) != 0) {
        RAP_TRY(address_canonical(NULL, address, arena, ret, err));
        return source != NULL ? replace_host(source, ret, arena, err) : RAP_OK;
    }
    for (const char *at = address; *at != '\0'; at++)
        if (*at <= ' ' || *at > '~')
            return rap_fail(err, RAP_SYNTAX, "'%.120s' is no address", address);
    *ret = rap_arena_strdup(arena, address);
    return *ret != NULL ? RAP_OK : rap_fail(err, RAP_TOOBIG, "too many addresses at once");
}
