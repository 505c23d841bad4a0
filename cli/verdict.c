/* verdict.c - see verdict.h */
#include "cli/verdict.h"

#include "base/text.h"
#include "cli/json.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_SIZE = 512, LINE_PROBLEMS_MAX = 6, NUMBER_SIZE = 24, UNKNOWN_EXIT = 3 };

static const struct {
    const char *word;
    int exit;
} levels[] = {[VERDICT_OK] = {"OK", 0},
    [VERDICT_WARNING] = {"WARNING", 1},
    [VERDICT_UNKNOWN] = {"UNKNOWN", UNKNOWN_EXIT},
    [VERDICT_CRITICAL] = {"CRITICAL", 2}};

struct finding {
    verdict_level_t level;
    char *what, *subject, *next; /* of a problem; or NULL */
    char *text;
};

struct measured {
    char *label;
    verdict_measure_t of; /* its label is not to be looked at */
};

struct verdict {
    struct finding *finding;
    size_t findings;
    struct measured *measure;
    size_t measures;
};

static void *must(void *p)
{
    if (p == NULL)
        abort();
    return p;
}

static char *copy(const char *text)
{
    return text != NULL ? must(strdup(text)) : NULL;
}

verdict_t *verdict_new(void)
{
    return must(calloc(1, sizeof(verdict_t)));
}

void verdict_destroy(verdict_t **self)
{
    if (*self == NULL)
        return;
    for (size_t i = 0; i < (*self)->findings; i++) {
        free((*self)->finding[i].what);
        free((*self)->finding[i].subject);
        free((*self)->finding[i].next);
        free((*self)->finding[i].text);
    }
    for (size_t i = 0; i < (*self)->measures; i++)
        free((*self)->measure[i].label);
    free((*self)->finding);
    free((*self)->measure);
    free(*self);
    *self = NULL;
}

/* One line without the sign that ends the text for people. */
static char *make_plain(char text[TEXT_SIZE])
{
    rap_text_mend(text);
    rap_text_tame(text);
    for (char *at = text; (at = strchr(at, '|')) != NULL;)
        *at = '/';
    return copy(text);
}

static struct finding *add(verdict_t *self)
{
    self->finding = must(reallocarray(self->finding, self->findings + 1, sizeof *self->finding));
    struct finding *finding = &self->finding[self->findings++];

    *finding = (struct finding){.level = VERDICT_OK};
    return finding;
}

void verdict_problem(verdict_t *self, verdict_level_t level, const char *what, const char *subject,
    const char *next, const char *fmt, ...)
{
    struct finding *finding = add(self);
    char text[TEXT_SIZE];
    va_list ap;

    finding->level = level;
    finding->what = copy(what);
    finding->subject = copy(subject);
    finding->next = copy(next);
    va_start(ap, fmt);
    (void)vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    finding->text = make_plain(text);
}

void verdict_fine(verdict_t *self, const char *fmt, ...)
{
    struct finding *finding = add(self);
    char text[TEXT_SIZE];
    va_list ap;

    va_start(ap, fmt);
    (void)vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    finding->text = make_plain(text);
}

void verdict_measure(verdict_t *self, const verdict_measure_t *measure)
{
    self->measure = must(reallocarray(self->measure, self->measures + 1, sizeof *self->measure));
    self->measure[self->measures++] = (struct measured){copy(measure->label), *measure};
}

static bool alerts(const verdict_measure_t *measure, int64_t threshold)
{
    if (threshold < 0)
        return false;
    return measure->least ? measure->value < threshold : measure->value > threshold;
}

verdict_level_t verdict_of(const verdict_measure_t *measure)
{
    if (alerts(measure, measure->critical))
        return VERDICT_CRITICAL;
    return alerts(measure, measure->warning) ? VERDICT_WARNING : VERDICT_OK;
}

static verdict_level_t worst(const verdict_t *self)
{
    verdict_level_t level = VERDICT_OK;

    for (size_t i = 0; i < self->findings; i++)
        if (self->finding[i].level > level)
            level = self->finding[i].level;
    return level;
}

/* ---- for programs ---- */

static const char *range(const verdict_measure_t *measure, int64_t threshold, char out[NUMBER_SIZE])
{
    if (threshold < 0)
        out[0] = '\0';
    else
        (void)snprintf(out, NUMBER_SIZE, "%" PRId64 "%s", threshold, measure->least ? ":" : "");
    return out;
}

static json_t *measures_json(const verdict_t *self)
{
    json_t *array = json_array();

    for (size_t i = 0; i < self->measures; i++) {
        const verdict_measure_t *measure = &self->measure[i].of;
        json_t *object = json_object();
        char text[NUMBER_SIZE];

        json_set_text(object, "label", self->measure[i].label);
        json_object_set_new(object, "value", json_integer(measure->value));
        json_set_text(object, "unit", measure->unit);
        json_set_text(object, "warning",
            measure->warning >= 0 ? range(measure, measure->warning, text) : NULL);
        json_set_text(object, "critical",
            measure->critical >= 0 ? range(measure, measure->critical, text) : NULL);
        json_array_append_new(array, object);
    }
    return array;
}

static void print_json(const verdict_t *self, verdict_level_t level)
{
    json_t *object = json_object(), *problems = json_array(), *fine = json_array();

    for (size_t i = 0; i < self->findings; i++) {
        const struct finding *finding = &self->finding[i];

        if (finding->level == VERDICT_OK) {
            json_array_append_new(fine, json_string(finding->text));
            continue;
        }
        json_t *problem = json_object();
        json_set_text(problem, "level", levels[finding->level].word);
        json_set_text(problem, "what", finding->what);
        json_set_text(problem, "subject", finding->subject);
        json_set_text(problem, "text", finding->text);
        json_set_text(problem, "next", finding->next);
        json_array_append_new(problems, problem);
    }
    json_set_text(object, "level", levels[level].word);
    json_object_set_new(object, "exit", json_integer(levels[level].exit));
    json_object_set_new(object, "problems", problems);
    json_object_set_new(object, "fine", fine);
    json_object_set_new(object, "measures", measures_json(self));
    json_print(object);
}

/* ---- for people and their monitoring ---- */

static void print_finding(const struct finding *finding)
{
    (void)fputs(finding->text, stdout);
    if (finding->next != NULL)
        (void)printf(" (next: %s)", finding->next);
}

/* Those of the level and worse than `below`, until `*left` are used up. */
static size_t print_level(const verdict_t *self, verdict_level_t level, size_t printed, size_t most)
{
    for (size_t i = 0; i < self->findings; i++) {
        if (self->finding[i].level != level)
            continue;
        if (printed++ >= most)
            continue;
        (void)fputs(printed > 1 ? "; " : "", stdout);
        print_finding(&self->finding[i]);
    }
    return printed;
}

static void print_line(const verdict_t *self, verdict_level_t level)
{
    size_t printed = 0;

    (void)printf("RAPPORTEUR %s - ", levels[level].word);
    for (int at = VERDICT_CRITICAL; at >= VERDICT_OK; at--)
        if (level == VERDICT_OK || at > VERDICT_OK)
            printed = print_level(self, (verdict_level_t)at, printed, LINE_PROBLEMS_MAX);
    if (printed > LINE_PROBLEMS_MAX)
        (void)printf("; and %zu more, see -v", printed - LINE_PROBLEMS_MAX);
    for (size_t i = 0; i < self->measures; i++) {
        const verdict_measure_t *measure = &self->measure[i].of;
        char warning[NUMBER_SIZE], critical[NUMBER_SIZE];

        (void)printf("%s'%s'=%" PRId64 "%s;%s;%s;0", i == 0 ? " | " : " ", self->measure[i].label,
            measure->value, measure->unit, range(measure, measure->warning, warning),
            range(measure, measure->critical, critical));
    }
    (void)putchar('\n');
}

int verdict_print(const verdict_t *self, bool as_json, bool verbose)
{
    verdict_level_t level = worst(self);

    if (as_json) {
        print_json(self, level);
        return levels[level].exit;
    }
    print_line(self, level);
    for (int at = VERDICT_CRITICAL; verbose && at >= VERDICT_OK; at--)
        for (size_t i = 0; i < self->findings; i++)
            if (self->finding[i].level == (verdict_level_t)at) {
                (void)printf("%s: ", levels[at].word);
                print_finding(&self->finding[i]);
                (void)putchar('\n');
            }
    return levels[level].exit;
}

int verdict_print_unknown(const char *why, bool as_json)
{
    RAP_AUTO(verdict) *self = verdict_new();

    verdict_problem(self, VERDICT_UNKNOWN, "unreadable", NULL, NULL, "%s", why);
    return verdict_print(self, as_json, false);
}
