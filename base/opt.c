/* opt.c - see opt.h */
#include "base/opt.h"

#include <assert.h>
#include <ctype.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/codec.h"
#include "base/codec_private.h"
#include "base/opt_private.h"

enum { FIRST_LONG = 256 }; /* getopt's number of entry 0; letters are below */

/* One long option. */
typedef struct entry {
    const rap_field_t *field;
    void *self;
    bool value; /* of a boolean: false for the --no- twin */
    bool given; /* it stood on the line before */
} entry_t;

typedef struct line {
    entry_t *entry;
    struct option *longs;
    const char **names; /* of longs, NULL-terminated */
    char *letters;      /* for getopt */
    size_t count;
} line_t;

bool rap_opt_is_word(const rap_field_t *field)
{
    return field->kind >= RAP_KIND_BOOL && field->kind <= RAP_KIND_STRINGS;
}

void rap_opt_name(const rap_field_t *field, const char *prefix, char out[RAP_OPT_NAME_SIZE])
{
    (void)snprintf(out, RAP_OPT_NAME_SIZE, "%s%s", prefix, field->name);
    for (char *at = out; *at != '\0'; at++)
        if (*at == '_')
            *at = '-';
}

static rap_code_t add_entry(
    line_t *line, const char *prefix, entry_t entry, rap_arena_t *arena, rap_err_t *err)
{
    char name[RAP_OPT_NAME_SIZE];
    size_t i = line->count++;

    rap_opt_name(entry.field, prefix, name);
    RAP_TRY(rap_codec_copy(arena, name, strlen(name), &line->names[i], err));
    line->entry[i] = entry;
    line->longs[i] = (struct option){
        .name = line->names[i],
        .has_arg = entry.field->kind == RAP_KIND_BOOL ? no_argument : required_argument,
        .val = FIRST_LONG + (int)i,
    };
    return RAP_OK;
}

static void add_letter(line_t *line, const rap_field_t *field)
{
    char *end = line->letters + strlen(line->letters);

    if (field->letter == 0)
        return;
    *end++ = field->letter;
    if (field->kind != RAP_KIND_BOOL)
        *end = ':';
}

/* A row is at most two entries and two letters; a list ends with one that is zero. */
static rap_code_t alloc_line(
    line_t *line, const rap_optset_t *sets, rap_arena_t *arena, rap_err_t *err)
{
    size_t rows = 0;
    void *memory[4];

    for (; sets->table != NULL; sets++)
        for (const rap_field_t *field = sets->table->fields; field->kind != RAP_KIND_END; field++)
            rows++;
    RAP_TRY(rap_codec_alloc(arena, 2 * rows + 1, sizeof *line->entry, &memory[0], err));
    RAP_TRY(rap_codec_alloc(arena, 2 * rows + 1, sizeof *line->longs, &memory[1], err));
    RAP_TRY(rap_codec_alloc(arena, 2 * rows + 1, sizeof *line->names, &memory[2], err));
    RAP_TRY(rap_codec_alloc(arena, 2 * rows + sizeof "+:", 1, &memory[3], err));
    *line = (line_t){memory[0], memory[1], memory[2], memory[3], 0};
    return RAP_OK;
}

static rap_code_t add_field(
    line_t *line, const rap_field_t *field, void *self, rap_arena_t *arena, rap_err_t *err)
{
    if (!rap_opt_is_word(field))
        return RAP_OK;
    add_letter(line, field);
    RAP_TRY(add_entry(line, "", (entry_t){field, self, true, false}, arena, err));
    if (field->kind != RAP_KIND_BOOL)
        return RAP_OK;
    return add_entry(line, "no-", (entry_t){field, self, false, false}, arena, err);
}

static rap_code_t make_line(line_t *line, const rap_optset_t *sets, bool stop_at_operand,
    rap_arena_t *arena, rap_err_t *err)
{
    RAP_TRY(alloc_line(line, sets, arena, err));
    /* '+' ends at the first operand; ':' tells a missing value from an unknown option */
    memcpy(line->letters, stop_at_operand ? "+:" : ":", stop_at_operand ? 2 : 1);
    for (; sets->table != NULL; sets++)
        for (const rap_field_t *field = sets->table->fields; field->kind != RAP_KIND_END; field++)
            RAP_TRY(add_field(line, field, sets->self, arena, err));
    return RAP_OK;
}

/* The entry that getopt's answer means. */
static entry_t *find_entry(const line_t *line, int answer)
{
    if (answer >= FIRST_LONG)
        return &line->entry[answer - FIRST_LONG];
    for (size_t i = 0; i < line->count; i++)
        if (line->entry[i].field->letter == answer)
            return &line->entry[i];
    return NULL;
}

static rap_code_t unknown_option(const line_t *line, const char *word, rap_err_t *err)
{
    if (optopt != 0 && find_entry(line, optopt) == NULL)
        return rap_fail(err, RAP_USAGE, "unknown option '-%c'; see --help", optopt);
    if (optopt != 0)
        return rap_fail(
            err, RAP_USAGE, "option '--%s' takes no value", line->names[optopt - FIRST_LONG]);

    char name[RAP_OPT_NAME_SIZE];
    (void)snprintf(name, sizeof name, "%.*s", (int)strcspn(word + 2, "="), word + 2);
    const char *near = rap_codec_nearest(name, line->names);
    if (near == NULL)
        return rap_fail(err, RAP_USAGE, "unknown option '--%.60s'; see --help", name);
    return rap_fail(err, RAP_USAGE, "unknown option '--%.60s'; did you mean '--%s'?", name, near);
}

/* A list that is given twice is one longer list. */
static rap_code_t take_value(entry_t *entry, const char *text, rap_arena_t *arena, rap_err_t *err)
{
    rap_strings_t *list = rap_codec_at(entry->field, entry->self);
    bool longer = entry->given && entry->field->kind == RAP_KIND_STRINGS;
    rap_strings_t before = {0};
    void *items;

    if (longer)
        before = *list;
    entry->given = true;
    RAP_TRY(rap_codec_text(entry->field, entry->self, text, arena, err));
    if (!longer)
        return RAP_OK;
    size_t count = before.count + list->count;
    RAP_TRY(rap_codec_check_count(entry->field, count, err));
    RAP_TRY(rap_codec_alloc(arena, count + 1, sizeof *list->item, &items, err));
    const char **item = items;
    for (size_t i = 0; i < before.count; i++)
        *item++ = before.item[i];
    for (size_t i = 0; i < list->count; i++)
        *item++ = list->item[i];
    *list = (rap_strings_t){items, count};
    return RAP_OK;
}

static rap_code_t take_option(entry_t *entry, const char *text, rap_arena_t *arena, rap_err_t *err)
{
    char name[RAP_OPT_NAME_SIZE];

    if (entry->field->kind == RAP_KIND_BOOL) {
        *(bool *)rap_codec_at(entry->field, entry->self) = entry->value;
        return RAP_OK;
    }
    if (take_value(entry, text, arena, err) == RAP_OK)
        return RAP_OK;
    if (err->code == RAP_CONFIG)
        err->code = RAP_USAGE;
    rap_opt_name(entry->field, "--", name);
    return rap_fail_prefix(err, "%s", name);
}

rap_code_t rap_opt_argv(const rap_optset_t *sets, int argc, char **argv, bool stop_at_operand,
    rap_arena_t *arena, int *ret_first, rap_err_t *err)
{
    line_t line;
    int answer;

    RAP_TRY(make_line(&line, sets, stop_at_operand, arena, err));
    /* getopt's state is global; 0 starts it anew */
    optind = 0;
    opterr = 0;
    optopt = 0;
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): a process reads its options before all else */
    while ((answer = getopt_long(argc, argv, line.letters, line.longs, NULL)) != -1) {
        if (answer == '?')
            return unknown_option(&line, argv[optind - 1], err);
        if (answer == ':') {
            if (optopt < FIRST_LONG)
                return rap_fail(err, RAP_USAGE, "option '-%c' needs a value", optopt);
            return rap_fail(
                err, RAP_USAGE, "option '--%s' needs a value", line.names[optopt - FIRST_LONG]);
        }
        entry_t *entry = find_entry(&line, answer);
        assert(entry != NULL);
        RAP_TRY(take_option(entry, optarg, arena, err));
        optopt = 0;
    }
    *ret_first = optind;
    return RAP_OK;
}

/* RAPPORTEUR_PARSER_LOG_LEVEL */
static void variable_name(
    const rap_table_t *table, const rap_field_t *field, char *out, size_t size)
{
    (void)snprintf(out, size, "RAPPORTEUR_%s_%s", table->name, field->name);
    for (; *out != '\0'; out++) {
        *out = (char)toupper((unsigned char)*out);
        if (*out == '-')
            *out = '_';
    }
}

rap_code_t rap_opt_environment(const rap_optset_t *sets, rap_arena_t *arena, rap_err_t *err)
{
    char name[2 * RAP_OPT_NAME_SIZE];

    for (; sets->table != NULL; sets++)
        for (const rap_field_t *field = sets->table->fields; field->kind != RAP_KIND_END; field++) {
            variable_name(sets->table, field, name, sizeof name);
            /* NOLINTNEXTLINE(concurrency-mt-unsafe): no process of ours changes it */
            const char *text = rap_opt_is_word(field) ? getenv(name) : NULL;
            if (text != NULL && rap_codec_text(field, sets->self, text, arena, err) != RAP_OK)
                return rap_fail_prefix(err, "%s", name);
        }
    return RAP_OK;
}
