/* tool.c - see tool.h */
#include "classifier/codebooks/tool.h"

#include "base/codec.h"
#include "base/opt.h"
#include "base/program.h"
#include "classifier/engine.h"

#include <stdio.h>
#include <string.h>

enum { ARENA_MAX = 1 << 30, OPERANDS_MAX = 4096, JSON_MAX = 4 << 20 };

#define AT(member) offsetof(tool_options_t, member)
#define TEXT(member, what, text)                                                     \
    {                                                                                \
        .name = #member, .kind = RAP_KIND_STRING, .offset = AT(member), .max = 4096, \
        .meta = (what), .help = (text)                                               \
    }
#define CODEBOOK                                                                          \
    {                                                                                     \
        .name = "codebook", .kind = RAP_KIND_STRING, .offset = AT(codebook), .max = 4096, \
        .preset = "un-ict-security", .meta = "ID|FILE",                                   \
        .help = "the codebook: codebooks/ID.yaml in the data folder, or a file"           \
    }
#define COMMON                                                       \
    {.name = "home",                                                 \
        .kind = RAP_KIND_STRING,                                     \
        .offset = AT(home),                                          \
        .letter = 'H',                                               \
        .max = 4096,                                                 \
        .meta = "DIR",                                               \
        .help = "the pipeline's folder, for data files of its own"}, \
        {.name = "json",                                             \
            .kind = RAP_KIND_BOOL,                                   \
            .offset = AT(json),                                      \
            .help = "print JSON, one object a line, for programs"},  \
        {.name = "help",                                             \
            .kind = RAP_KIND_BOOL,                                   \
            .offset = AT(help),                                      \
            .letter = 'h',                                           \
            .help = "say what the command does and takes"},          \
    {                                                                \
        .kind = RAP_KIND_END                                         \
    }

static const rap_field_t codebook_fields[] = {CODEBOOK, COMMON};
static const rap_field_t diff_fields[] = {COMMON};
static const rap_field_t explain_fields[] = {
    CODEBOOK,
    TEXT(
        model, "FILE|none", "the model; none: by rules alone (default: models/ID.model, if there)"),
    TEXT(body, "ID", "of a plain text: the body it was said in (default: not known)"),
    TEXT(language, "TAG", "of a plain text: its language (default: en)"),
    TEXT(party, "ID", "of a plain text: who speaks (default: not known)"),
    COMMON,
};
static const rap_table_t codebook_table = {
    "codebook", sizeof(tool_options_t), codebook_fields, false};
static const rap_table_t diff_table = {"codebook", sizeof(tool_options_t), diff_fields, false};
static const rap_table_t explain_table = {
    "codebook", sizeof(tool_options_t), explain_fields, false};

typedef struct part {
    const char *name, *operands, *about;
    int least, most;
    const rap_table_t *options;
    rap_code_t (*run)(tool_t *self, rap_err_t *err);
} part_t;

static const part_t parts[] = {
    {"check", "[TEXT...]",
        "Reads a codebook as the classifier does, and lists what is wrong or missing in it: languages\n"
        "in which an issue or a kind of cue has no words, phrases that stand twice, phrases of two issues\n"
        "that claim the same words.  With texts, also the phrases of issues that none of them has.\n"
        "Exit code 2 when there is anything to list, 78 when the file is wrong.",
        0, OPERANDS_MAX, &codebook_table, check_run},
    {"show", "[ISSUE...]",
        "Lists the issues of a codebook, or shows those that are named in full: proposition, definition,\n"
        "what each stance looks like, and the phrases in each language.",
        0, OPERANDS_MAX, &codebook_table, show_run},
    {"diff", "OLD NEW",
        "What the second codebook has that the first has not (+), and the other way round (-), one entry\n"
        "of the file a line, whatever their order.  Each is named by its id or its file.  Exit code 2\n"
        "when they differ and have the same version.",
        2, 2, &diff_table, diff_run},
    {"explain", "FILE...",
        "Why a text has the positions that it has: for each sentence the words that named an issue, that\n"
        "took a side, that negated or that gave the view to others, and what was decided.  A file is a\n"
        "plain text, or records of 'rapporteur parse'.",
        1, OPERANDS_MAX, &explain_table, explain_run},
};

/* ---- for the parts ---- */

rap_code_t tool_home(const tool_t *self, rap_home_t *room, const rap_home_t **ret, rap_err_t *err)
{
    *ret = NULL;
    if (self->options.home == NULL)
        return RAP_OK;
    *ret = room;
    return rap_home_at(room, self->options.home, err);
}

rap_code_t tool_find(const tool_t *self, const char *word, char *out, rap_err_t *err)
{
    const rap_home_t *home;
    rap_home_t room;

    RAP_TRY(tool_home(self, &room, &home, err));
    return engine_codebook_path(home, word, out, err);
}

rap_code_t tool_read(const tool_t *self, const char *word, file_codebook_t *ret, rap_err_t *err)
{
    RAP_AUTO(codebook) *compiled = NULL;
    char path[RAP_PATH_MAX];

    RAP_TRY(tool_find(self, word, path, err));
    RAP_TRY(codebook_open(&compiled, path, err));
    return file_codebook_open(path, self->arena, ret, err);
}

rap_code_t tool_print(const rap_table_t *table, const void *object, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) line;

    rap_buf_init(&line, JSON_MAX);
    RAP_TRY(rap_codec_write(table, object, &line, err));
    (void)printf("%s\n", line.data);
    return RAP_OK;
}

const file_words_t *tool_words(const file_issue_t *issue, codebook_role_t role)
{
    switch (role) {
    case ROLE_CLAIM:
        return &issue->claims;
    case ROLE_CONTRARY:
        return &issue->contrary;
    case ROLE_DENIAL:
        return &issue->denials;
    case ROLE_PROBLEM:
        return &issue->problems;
    case ROLE_GRIEVANCE:
        return &issue->grievances;
    case ROLE_PHRASE:
    default:
        return &issue->phrases;
    }
}

/* ---- the program ---- */

static const part_t *find_part(const char *word)
{
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (strcmp(parts[i].name, word) == 0)
            return &parts[i];
    return NULL;
}

static void print_help(const part_t *part, const rap_optset_t *sets)
{
    (void)printf("Usage: rapporteur codebook %s [OPTION...] %s\n\n%s\n\n", part->name,
        part->operands, part->about);
    rap_opt_help(sets, stdout);
}

static rap_code_t run_part(const part_t *part, tool_t *self, int argc, char **argv, rap_err_t *err)
{
    const rap_optset_t sets[] = {{part->options, &self->options}, {NULL, NULL}};
    int first;

    if (argc > 1 && strcmp(argv[1], "--man-options") == 0) {
        rap_opt_man(sets, stdout);
        return RAP_OK;
    }
    RAP_TRY(rap_codec_presets(part->options, &self->options, self->arena, err));
    RAP_TRY(rap_opt_argv(sets, argc, argv, false, self->arena, &first, err));
    if (self->options.help) {
        print_help(part, sets);
        return RAP_OK;
    }
    self->operands = argc - first;
    self->operand = argv + first;
    if (self->operands < part->least || self->operands > part->most)
        return rap_fail(err, RAP_USAGE,
            "'codebook %s' takes %s; see 'rapporteur codebook %s --help'", part->name,
            part->operands, part->name);
    return part->run(self, err);
}

static rap_code_t start(tool_t *self, int argc, char **argv, rap_err_t *err)
{
    const part_t *part = argc > 1 ? find_part(argv[1]) : NULL;

    if (part == NULL)
        return rap_fail(err, RAP_USAGE,
            "a part is wanted: check, show, diff, explain; see 'rapporteur codebook --help'");
    RAP_TRY(run_part(part, self, argc - 1, argv + 1, err));
    return rap_program_flush(err);
}

int tool_main(int argc, char **argv)
{
    RAP_AUTO(rap_arena) *arena = rap_arena_new(ARENA_MAX);
    tool_t self = {.arena = arena};
    rap_err_t err;

    return start(&self, argc, argv, &err) == RAP_OK ? self.exit : rap_program_fail(&err);
}
