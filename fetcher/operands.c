/* operands.c - what people hand in, and what is said of it at the end. */
#include "fetcher/fetcher.h"

#include "base/codec.h"
#include "base/text.h"
#include "fetcher/address.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HINTS_MAX = 48 * 1024, EXIT_PROBLEM = 2 };

typedef struct line {
    const char *end, *reason, *url, *id;
} line_t;

static const rap_field_t line_fields[] = {
    {.name = "end", .kind = RAP_KIND_STRING, .offset = offsetof(line_t, end)},
    {.name = "reason",
        .kind = RAP_KIND_STRING,
        .offset = offsetof(line_t, reason),
        .flags = RAP_KEEP_NULL},
    {.name = "url", .kind = RAP_KIND_STRING, .offset = offsetof(line_t, url)},
    {.name = "id", .kind = RAP_KIND_STRING, .offset = offsetof(line_t, id), .flags = RAP_KEEP_NULL},
    {.kind = RAP_KIND_END},
};
static const rap_table_t line_table = {"line", sizeof(line_t), line_fields, false};

/* ---- in ---- */

/* "KEY=VALUE"; what has no '=' is the rest of a value with a comma in it. */
static rap_code_t add_hint(
    field_texts_t *hints, const char *text, int *field, rap_arena_t *arena, rap_err_t *err)
{
    size_t len = strcspn(text, "=");
    char name[64], *longer;

    if (text[len] == '\0' && *field >= 0) {
        const char *before = *field_text(hints, *field);
        size_t size = strlen(before) + strlen(text) + 3;

        longer = rap_arena_alloc(arena, size);
        if (longer == NULL)
            return rap_fail(err, RAP_TOOBIG, "--hint: too long");
        (void)snprintf(longer, size, "%s, %s", before, text);
        *field_text(hints, *field) = longer;
        return RAP_OK;
    }
    (void)snprintf(name, sizeof name, "%.*s", (int)(len < 63 ? len : 63), text);
    *field = text[len] == '=' ? field_find(name) : -1;
    if (*field > FIELD_url) {
        *field_text(hints, *field) = text + len + 1;
        return RAP_OK;
    }
    const char *near = rap_codec_nearest(name, field_names + 1);
    return rap_fail(err, RAP_USAGE, "--hint '%.100s' is no KEY=VALUE with a known key%s%s%s", text,
        near != NULL ? "; did you mean '" : "", near != NULL ? near : "", near != NULL ? "'?" : "");
}

rap_code_t operands_hints(fetcher_t *self, rap_err_t *err)
{
    const rap_strings_t *given = &self->options->hint;
    field_texts_t hints = {0};
    int field = -1;

    for (size_t i = 0; i < given->count; i++)
        RAP_TRY(add_hint(&hints, given->item[i], &field, self->process->arena, err));
    field_to_hints(&hints, &self->hints);
    return RAP_OK;
}

rap_code_t operand_check_file(const char *path, rap_err_t *err)
{
    struct stat st;

    if (stat(path, &st) != 0 || access(path, R_OK) != 0)
        return rap_fail_sys(err, rap_code_of_errno(errno), errno, "could not read '%s'", path);
    if (S_ISDIR(st.st_mode))
        return rap_fail(err, RAP_UNSUPPORTED, "cannot read '%s': it is a folder", path);
    if (!S_ISREG(st.st_mode))
        return rap_fail(err, RAP_UNSUPPORTED, "cannot read '%s': it is not a plain file", path);
    return RAP_OK;
}

static rap_code_t find_address(fetcher_t *self, operand_t *operand, rap_err_t *err)
{
    rap_arena_t *arena = self->process->arena;

    if (address_is_http(operand->text))
        return address_canonical(NULL, operand->text, arena, &operand->url, err);
    if (strstr(operand->text, "://") != NULL && strncmp(operand->text, "file:///", 8) != 0)
        return rap_fail(err, RAP_UNSUPPORTED,
            "cannot fetch '%.200s': only http and https "
            "addresses and files are fetched",
            operand->text);
    const char *path = address_to_path(operand->text, arena);
    if (path == NULL)
        path = operand->text;
    RAP_TRY(operand_check_file(path, err));
    return address_of_file(path, arena, &operand->url, err);
}

rap_code_t operands_enter(fetcher_t *self, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) json;
    size_t count = (size_t)self->process->operands;

    rap_buf_init(&json, HINTS_MAX);
    if (rap_codec_write(&rap_hints_table, &self->hints, &json, err) != RAP_OK)
        return rap_fail_prefix(err, "--hint");
    self->operand = rap_arena_array(self->process->arena, count, sizeof *self->operand);
    if (self->operand == NULL)
        return rap_fail(err, RAP_USAGE, "too many operands; give them in parts");
    self->operands = count;
    RAP_TRY(frontier_begin(self->frontier, err));
    for (size_t i = 0; i < count; i++) {
        operand_t *operand = &self->operand[i];
        rap_err_t why;

        operand->text = self->process->operand[i];
        rap_code_t code = find_address(self, operand, &why);
        if (code == RAP_OK)
            code = frontier_demand(self->frontier, operand->url, json.data, &why);
        if (code != RAP_OK && rap_code_fate(code) == RAP_FATE_STOP) {
            *err = why;
            return code;
        }
        if (code == RAP_OK)
            continue;
        operand->url = NULL;
        operand->end = "refused";
        operand->reason = rap_code_reason(code);
        rap_log(self->process->log, RAP_LOG_ERROR, RAP_EVENT("fetch.unreadable"), RAP_E(&why));
    }
    return frontier_commit(self->frontier, err);
}

/* ---- out ---- */

void operands_refused(fetcher_t *self, const char *url, const char *reason)
{
    for (size_t i = 0; i < self->operands; i++)
        if (self->operand[i].url != NULL && strcmp(self->operand[i].url, url) == 0) {
            self->operand[i].refused = true;
            self->operand[i].reason = rap_arena_strdup(self->process->arena, reason);
        }
}

void operands_ended(
    fetcher_t *self, const char *url, const char *end, const char *reason, const char *id)
{
    for (size_t i = 0; i < self->operands; i++) {
        operand_t *operand = &self->operand[i];

        if (operand->end != NULL || operand->url == NULL || strcmp(operand->url, url) != 0)
            continue;
        operand->end = operand->refused ? "refused" : rap_arena_strdup(self->process->arena, end);
        if (!operand->refused)
            operand->reason = rap_arena_strdup(self->process->arena, reason);
        operand->id = rap_arena_strdup(self->process->arena, id);
    }
}

/* The names of files may be of strangers' making. */
static void print_text(fetcher_t *self, const operand_t *operand, const char *name)
{
    char *url = rap_arena_strdup(self->process->arena, name);

    if (url == NULL)
        abort();
    rap_text_tame(url);
    if (operand->reason != NULL)
        printf("%s(%s)  %s  %s\n", operand->end, operand->reason, url,
            operand->id != NULL ? operand->id : "-");
    else
        printf("%s  %s  %s\n", operand->end, url, operand->id != NULL ? operand->id : "-");
}

static void print_json(fetcher_t *self, const operand_t *operand, const char *url)
{
    RAP_AUTO_RELEASE(rap_buf) json;
    const line_t line = {operand->end, operand->reason, url, operand->id};
    rap_err_t err;

    rap_buf_init(&json, HINTS_MAX);
    if (rap_codec_write(&line_table, &line, &json, &err) == RAP_OK)
        printf("%s\n", json.data);
    else /* a name that is not UTF-8 */
        rap_log(self->process->log, RAP_LOG_ERROR, RAP_EVENT("fetch.unreadable"), RAP_E(&err));
}

void operands_report(fetcher_t *self)
{
    if (self->reported)
        return;
    self->reported = true;
    for (size_t i = 0; i < self->operands; i++) {
        operand_t *operand = &self->operand[i];
        const char *url = operand->url != NULL ? operand->url : operand->text;

        if (operand->end == NULL)
            operand->end = "unknown"; /* its receipt went to an earlier process */
        if (self->options->json)
            print_json(self, operand, url);
        else
            print_text(self, operand, url);
        if (strcmp(operand->end, "refused") == 0)
            self->process->exit = EXIT_FAILURE;
        else if (strcmp(operand->end, "quarantined") == 0 && self->process->exit == 0)
            self->process->exit = EXIT_PROBLEM;
    }
    (void)fflush(stdout);
}
