/* show.c - rapporteur codebook show: the issues, or some of them in full. */
#include "classifier/codebooks/tool.h"

#include <stdio.h>
#include <string.h>

enum { WIDTH = 100, INDENT = 14 };

/* Columns that the text takes, roughly: code points. */
static size_t width_of(const char *text)
{
    size_t width = 0;

    for (; *text != '\0'; text++)
        width += ((unsigned char)*text & 0xc0) != 0x80;
    return width;
}

static void print_line(const char *label, const char *text)
{
    if (text != NULL)
        (void)printf("  %-*s%s\n", INDENT - 2, label, text);
}

/* "phrases en    one, two, three", with the lines behind it indented. */
static void print_list(const char *label, const char *language, const rap_strings_t *list)
{
    size_t column = INDENT;

    if (list->count == 0)
        return;
    (void)printf("  %s %-*s", label, (int)(INDENT - 3 - strlen(label)), language);
    for (size_t i = 0; i < list->count; i++) {
        size_t width = width_of(list->item[i]) + 2;

        if (i > 0) {
            bool wraps = column + width > WIDTH;

            if (wraps)
                (void)printf(",\n%*s", INDENT, "");
            else
                (void)fputs(", ", stdout);
            column = wraps ? INDENT : column;
        }
        (void)fputs(list->item[i], stdout);
        column += width;
    }
    (void)printf("\n");
}

static void print_near(const file_issue_t *issue)
{
    const file_near_t *near = issue->near.item;

    for (size_t i = 0; i < issue->near.count; i++) {
        print_list("near", codebook_languages[near[i].language], &near[i].phrases);
        print_list("  with", "", &near[i].with);
    }
}

static void print_issue(const file_issue_t *issue)
{
    (void)printf("%s  %s\n", issue->id, issue->title);
    print_line("agenda item", issue->agenda_item);
    print_line("proposition", issue->proposition);
    print_line("definition", issue->definition);
    if (issue->valence < 0)
        print_line("valence", issue->silent ? "-1, silent" : "-1");
    print_line("support", issue->hints.support);
    print_line("oppose", issue->hints.oppose);
    print_line("conditional", issue->hints.conditional);
    print_line("concern", issue->hints.concern);
    print_line("neutral", issue->hints.neutral);
    print_list("yields", "to", &issue->yields);
    for (int role = 0; role < TOOL_ROLES; role++)
        for (int i = 0; i < LANGS; i++)
            print_list(file_role_names[role], codebook_languages[i],
                &tool_words(issue, (codebook_role_t)role)->of[i]);
    print_near(issue);
    for (int i = 0; i < LANGS; i++)
        print_list("exclude", codebook_languages[i], &issue->exclude.of[i]);
}

static const file_issue_t *find(const file_codebook_t *codebook, const char *id)
{
    const file_issue_t *issue = codebook->issues.item;

    for (size_t i = 0; i < codebook->issues.count; i++)
        if (strcmp(issue[i].id, id) == 0)
            return &issue[i];
    return NULL;
}

static rap_code_t show_named(tool_t *self, const file_codebook_t *codebook, rap_err_t *err)
{
    for (int i = 0; i < self->operands; i++) {
        const file_issue_t *issue = find(codebook, self->operand[i]);

        if (issue == NULL)
            return rap_fail(err, RAP_NOTFOUND,
                "no issue is called '%.60s'; 'rapporteur codebook show' lists them",
                self->operand[i]);
        if (self->options.json) {
            RAP_TRY(tool_print(&file_issue_table, issue, err));
            continue;
        }
        (void)printf("%s", i > 0 ? "\n" : "");
        print_issue(issue);
    }
    return RAP_OK;
}

rap_code_t show_run(tool_t *self, rap_err_t *err)
{
    file_codebook_t codebook;

    RAP_TRY(tool_read(self, self->options.codebook, &codebook, err));
    if (self->operands > 0)
        return show_named(self, &codebook, err);
    const file_issue_t *issue = codebook.issues.item;
    if (!self->options.json)
        (void)printf("%s@%s  %s\n\n%-34s  %s\n", codebook.id, codebook.version,
            codebook.title != NULL ? codebook.title : "", "ISSUE", "PROPOSITION");
    for (size_t i = 0; i < codebook.issues.count; i++) {
        if (self->options.json)
            RAP_TRY(tool_print(&file_issue_table, &issue[i], err));
        else
            (void)printf("%-34s  %s\n", issue[i].id, issue[i].proposition);
    }
    return RAP_OK;
}
