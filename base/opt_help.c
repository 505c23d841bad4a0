/* opt_help.c - the texts that people read of an options table: --help, the man page, the sample. */
#include "base/opt.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "base/codec_private.h"
#include "base/opt_private.h"

enum {
    COLUMNS = 100,
    LEFT_MAX = 36, /* columns for letter, name and value; a longer one has its own line */
    LEFT_SIZE = 3 * RAP_OPT_NAME_SIZE,
    WORD_SIZE = 256, /* of a choice or a default */
    INDENT = 2       /* of one level of YAML */
};

#define BLANK " \n"

/* Text that is written word by word: a new line begins behind `indent` columns and `mark`. */
typedef struct paragraph {
    FILE *out;
    int indent;
    const char *mark;
    size_t column;
    bool roff; /* escape what troff would take for itself */
} paragraph_t;

static void put_roff(FILE *out, const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '-' || text[i] == '\\')
            (void)fputs(text[i] == '-' ? "\\-" : "\\e", out);
        else
            (void)fputc(text[i], out);
    }
}

static void put_word(const paragraph_t *self, const char *word, size_t len)
{
    if (!self->roff) {
        (void)fprintf(self->out, "%.*s", (int)len, word);
        return;
    }
    if (self->column == 0 && (word[0] == '.' || word[0] == '\''))
        (void)fputs("\\&", self->out); /* no request */
    put_roff(self->out, word, len);
}

static void add_word(paragraph_t *self, const char *word, size_t len)
{
    size_t margin = (size_t)self->indent + strlen(self->mark);

    if (self->column > margin && self->column + 1 + len > COLUMNS) {
        (void)fprintf(self->out, "\n%*s%s", self->indent, "", self->mark);
        self->column = margin;
    } else if (self->column > margin) {
        (void)fputc(' ', self->out);
        self->column++;
    }
    put_word(self, word, len);
    self->column += len;
}

static void add_text(paragraph_t *self, const char *text)
{
    for (text += strspn(text, BLANK); *text != '\0'; text += strspn(text, BLANK)) {
        size_t len = strcspn(text, BLANK);

        add_word(self, text, len);
        text += len;
    }
}

/* The help, then the choices and the default: "which lane (live, bulk; default: live)". */
static void add_description(paragraph_t *self, const rap_field_t *field, const char *preset)
{
    char word[WORD_SIZE];
    const char *open = "(";

    if (field->help != NULL)
        add_text(self, field->help);
    for (size_t i = 0; field->choices != NULL && field->choices[i] != NULL; i++) {
        bool last = field->choices[i + 1] == NULL;
        const char *after = !last ? "," : preset != NULL ? ";" : ")";

        (void)snprintf(word, sizeof word, "%s%s%s", open, field->choices[i], after);
        add_text(self, word);
        open = "";
    }
    if (preset != NULL) {
        (void)snprintf(word, sizeof word, "%sdefault: %s)", open, preset);
        add_text(self, word);
    }
    (void)fputc('\n', self->out);
}

static const char *meta_of(const rap_field_t *field)
{
    static const char *const meta[] = {
        [RAP_KIND_INT] = "N",
        [RAP_KIND_REAL] = "X",
        [RAP_KIND_BYTES] = "SIZE",
        [RAP_KIND_TIME] = "TIME",
        [RAP_KIND_STRING] = "TEXT",
        [RAP_KIND_CHOICE] = "WORD",
        [RAP_KIND_STRINGS] = "LIST",
    };

    if (field->meta != NULL)
        return field->meta;
    return field->kind == RAP_KIND_BOOL ? "" : meta[field->kind];
}

static bool is_on(const rap_field_t *field)
{
    bool value = false;
    rap_err_t err;

    return field->preset != NULL && rap_codec_parse_bool(field->preset, &value, &err) == RAP_OK &&
           value;
}

/* "  -H, --home DIR".  A boolean that is on shows how to turn it off. */
static int left_side(const rap_field_t *field, char out[LEFT_SIZE])
{
    char name[RAP_OPT_NAME_SIZE];
    char letter[] = "    ";

    if (field->letter != 0)
        memcpy(letter, (char[]){'-', field->letter, ',', ' '}, 4);
    rap_opt_name(field, field->kind == RAP_KIND_BOOL && is_on(field) ? "[no-]" : "", name);
    const char *meta = meta_of(field);
    return snprintf(
        out, LEFT_SIZE, "  %s--%s%s%.60s", letter, name, meta[0] != '\0' ? " " : "", meta);
}

static bool is_shown(const rap_field_t *field)
{
    return rap_opt_is_word(field) && (field->flags & RAP_HIDDEN) == 0;
}

/* Columns of the left sides, with two blanks behind the longest. */
static int left_width(const rap_optset_t *sets)
{
    char left[LEFT_SIZE];
    int width = 0;

    for (; sets->table != NULL; sets++)
        for (const rap_field_t *field = sets->table->fields; field->kind != RAP_KIND_END; field++) {
            int len = is_shown(field) ? left_side(field, left) + 2 : 0;
            if (len > width && len <= LEFT_MAX)
                width = len;
        }
    return width;
}

static void print_option(const rap_field_t *field, int width, FILE *out)
{
    paragraph_t text = {.out = out, .indent = width, .mark = "", .column = (size_t)width};
    const char *preset = field->kind != RAP_KIND_BOOL ? field->preset : NULL;
    char left[LEFT_SIZE];

    if (left_side(field, left) + 2 > width)
        (void)fprintf(out, "%s\n%*s", left, width, "");
    else if (field->help != NULL || field->choices != NULL || preset != NULL)
        (void)fprintf(out, "%-*s", width, left);
    else
        (void)fputs(left, out);
    add_description(&text, field, preset);
}

void rap_opt_help(const rap_optset_t *sets, FILE *out)
{
    int width = left_width(sets);

    for (; sets->table != NULL; sets++)
        for (const rap_field_t *field = sets->table->fields; field->kind != RAP_KIND_END; field++)
            if (is_shown(field))
                print_option(field, width, out);
}

static void print_man(const rap_field_t *field, FILE *out)
{
    const char *meta = meta_of(field);
    const char *preset = field->kind != RAP_KIND_BOOL ? field->preset : NULL;
    paragraph_t text = {.out = out, .mark = "", .roff = true};
    char name[RAP_OPT_NAME_SIZE];

    rap_opt_name(field, is_on(field) && field->kind == RAP_KIND_BOOL ? "[no-]" : "", name);
    (void)fputs(".TP\n", out);
    if (field->letter != 0)
        (void)fprintf(out, "\\fB\\-%c\\fR, ", field->letter);
    (void)fputs("\\fB\\-\\-", out);
    put_roff(out, name, strlen(name));
    (void)fputs("\\fR", out);
    if (field->kind != RAP_KIND_BOOL) {
        (void)fputs(" \\fI", out);
        put_roff(out, meta, strlen(meta));
        (void)fputs("\\fR", out);
    }
    (void)fputc('\n', out);
    add_description(&text, field, preset);
}

void rap_opt_man(const rap_optset_t *sets, FILE *out)
{
    for (; sets->table != NULL; sets++)
        for (const rap_field_t *field = sets->table->fields; field->kind != RAP_KIND_END; field++)
            if (is_shown(field))
                print_man(field, out);
}

void rap_opt_man_text(const char *text, FILE *out)
{
    paragraph_t paragraph = {.out = out, .mark = "", .roff = true};

    add_text(&paragraph, text);
    (void)fputc('\n', out);
}

/* Would YAML take the text for itself, as it stands? */
static bool is_plain(const char *text, size_t len)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    static const char *const words[] = {"null", "true", "false", NULL};

    for (size_t i = 0; words[i] != NULL; i++)
        if (len == strlen(words[i]) && strncasecmp(text, words[i], len) == 0)
            return false;
    if (len == 0 || (strchr(letters, text[0]) == NULL && text[0] != '/'))
        return false;
    for (size_t i = 1; i < len; i++)
        if (strchr(letters, text[i]) == NULL && strchr("0123456789_-./@", text[i]) == NULL)
            return false;
    return true;
}

static void print_text(FILE *out, const char *text, size_t len)
{
    if (is_plain(text, len)) {
        (void)fprintf(out, "%.*s", (int)len, text);
        return;
    }
    (void)fputc('\'', out);
    for (size_t i = 0; i < len; i++)
        (void)fputs(text[i] == '\'' ? "\'\'" : (char[]){text[i], '\0'}, out);
    (void)fputc('\'', out);
}

/* "a, b" as "[a, b]" */
static void print_list(FILE *out, const char *text)
{
    const char *before = "";

    (void)fputc('[', out);
    for (text += strspn(text, " "); *text != '\0'; text += strspn(text, " ,")) {
        size_t len = strcspn(text, ",");
        size_t used = len;

        while (used > 0 && text[used - 1] == ' ')
            used--;
        (void)fputs(before, out);
        print_text(out, text, used);
        before = ", ";
        text += len;
    }
    (void)fputc(']', out);
}

/* The default of a row, as YAML. */
static void print_preset(FILE *out, const rap_field_t *field)
{
    const char *preset = field->preset;

    switch (field->kind) {
    case RAP_KIND_BOOL:
        (void)fputs(is_on(field) ? "true" : "false", out);
        return;
    case RAP_KIND_INT:
    case RAP_KIND_REAL:
    case RAP_KIND_BYTES:
    case RAP_KIND_TIME:
        (void)fputs(preset != NULL ? preset : "0", out);
        return;
    case RAP_KIND_STRING:
        if (preset != NULL)
            print_text(out, preset, strlen(preset));
        return;
    case RAP_KIND_CHOICE:
        assert(field->choices != NULL);
        preset = preset != NULL ? preset : field->choices[0];
        print_text(out, preset, strlen(preset));
        return;
    case RAP_KIND_STRINGS:
        print_list(out, preset != NULL ? preset : "");
        return;
    case RAP_KIND_ARRAY:
        (void)fputs("[]", out);
        return;
    case RAP_KIND_MAP:
        (void)fputs("{}", out);
        return;
    case RAP_KIND_OBJECT:
    case RAP_KIND_OPTIONAL:
    case RAP_KIND_END:
    default:
        return;
    }
}

/* Absent texts and structs have none; everything else has. */
static bool has_preset(const rap_field_t *field)
{
    return field->preset != NULL ||
           (field->kind != RAP_KIND_STRING && field->kind != RAP_KIND_OPTIONAL);
}

static void print_section(const char *name, const rap_table_t *table, int indent, FILE *out)
{
    (void)fprintf(out, "%*s%s:\n", indent, "", name);
    indent += INDENT;
    for (const rap_field_t *field = table->fields; field->kind != RAP_KIND_END; field++) {
        paragraph_t text = {.out = out, .indent = indent, .mark = "# "};

        if ((field->flags & RAP_HIDDEN) != 0)
            continue;
        if (field->help != NULL || field->choices != NULL) {
            text.column = (size_t)fprintf(out, "%*s%s", indent, "", text.mark);
            add_description(&text, field, NULL);
        }
        if (field->kind == RAP_KIND_OBJECT) {
            print_section(field->name, field->table, indent, out);
            continue;
        }
        (void)fprintf(out, "%*s#%s:%s", indent, "", field->name, has_preset(field) ? " " : "");
        print_preset(out, field);
        (void)fputc('\n', out);
    }
}

void rap_opt_sample(const rap_table_t *table, FILE *out)
{
    print_section(table->name, table, 0, out);
}
