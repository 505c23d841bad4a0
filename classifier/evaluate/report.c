/* report.c - an evaluation for people.  See report.h. */
#include "classifier/evaluate/report.h"

#include "base/text.h"
#include "classifier/evaluate/figures.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_SHOWN = 160, CELL = 24, NUMBER = 6, ISSUE_CELL = 32 };

static const int by_language[] = {
    SCORE_ISSUE_F1, SCORE_STANCE_MACRO, SCORE_TUPLE_F1, SCORE_OWN_F1, SCORE_MISHELD, SCORE_FLIPPED};
enum { LANGUAGE_METRICS = sizeof by_language / sizeof by_language[0] };

static const gold_item_t *item_at(const report_t *self, size_t i)
{
    return (const gold_item_t *)self->corpus->items.item + i;
}

static void print_figures(const report_t *self)
{
    score_interval_t now;

    score_intervals(&self->now->score, NULL, self->draws, &now, NULL, NULL);
    (void)printf("%-*s  %6s  %14s\n", CELL, "FIGURE", "VALUE", "95 %");
    for (int m = 0; m < SCORE_METRICS; m++) {
        (void)printf("%-*s", CELL, score_title(m));
        figure_print(NUMBER, now.at.value[m]);
        figure_print_range(now.low.value[m], now.high.value[m]);
        (void)printf("%s\n", score_low_is_good(m) ? "  (less is better)" : "");
    }
}

/* A change counts as one when its interval leaves out zero. */
static const char *verdict(int m, double low, double high)
{
    if (isnan(low) || isnan(high) || (low <= 0 && high >= 0))
        return "";
    return (low > 0) != score_low_is_good(m) ? "  better" : "  worse";
}

static void print_comparison(const report_t *self)
{
    score_interval_t before, now, change;

    score_intervals(&self->before->score, &self->now->score, self->draws, &before, &now, &change);
    (void)printf("%-*s  %6s  %6s  %6s  %16s\n", CELL, "FIGURE", "BEFORE", "NOW", "CHANGE", "95 %");
    for (int m = 0; m < SCORE_METRICS; m++) {
        double low = change.low.value[m], high = change.high.value[m];

        (void)printf("%-*s", CELL, score_title(m));
        figure_print(NUMBER, before.at.value[m]);
        figure_print(NUMBER, now.at.value[m]);
        if (isnan(change.at.value[m]))
            (void)printf("  %6s", "-");
        else
            (void)printf("  %+6.3f", change.at.value[m]);
        if (isnan(low))
            (void)printf("  %16s", "-");
        else
            (void)printf("  %+6.3f .. %+6.3f", low, high);
        (void)printf("%s\n", verdict(m, low, high));
    }
}

/* ---- parts ---- */

static const char *language_of(const gold_item_t *item)
{
    return item->language != NULL ? item->language : "-";
}

static bool was_before(const report_t *self, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(language_of(item_at(self, k)), language_of(item_at(self, i))) == 0)
            return true;
    return false;
}

static void print_language(const report_t *self, const char *language, int64_t *choose)
{
    score_t score;
    int64_t statements = 0;

    for (size_t i = 0; i < self->corpus->items.count; i++) {
        choose[i] = strcmp(language_of(item_at(self, i)), language) == 0;
        statements += choose[i];
    }
    score_of(&self->now->score, choose, &score);
    (void)printf("%-8.8s  %10" PRId64, language, statements);
    for (size_t m = 0; m < LANGUAGE_METRICS; m++)
        figure_print((int)strlen(score_title(by_language[m])), score.value[by_language[m]]);
    (void)printf("\n");
}

static void print_languages(const report_t *self)
{
    int64_t *choose = calloc(self->corpus->items.count + 1, sizeof *choose);

    if (choose == NULL)
        abort();
    (void)printf("\n%-8s  %10s", "LANGUAGE", "STATEMENTS");
    for (size_t m = 0; m < LANGUAGE_METRICS; m++)
        (void)printf("  %s", score_title(by_language[m]));
    (void)printf("\n");
    for (size_t i = 0; i < self->corpus->items.count; i++)
        if (!was_before(self, i))
            print_language(self, language_of(item_at(self, i)), choose);
    free(choose);
}

static void print_issues(const report_t *self)
{
    const score_run_t *run = &self->now->score;

    (void)printf(
        "\n%-*s  %6s  %6s  %6s  %6s\n", ISSUE_CELL, "ISSUE", "WANTED", "FOUND", "RIGHT", "F1");
    for (size_t k = 0; k < run->issues; k++) {
        tally_part_t part = score_issue(run, k, NULL);

        if (part.wanted + part.found == 0)
            continue;
        (void)printf("%-*s  %6" PRId64 "  %6" PRId64 "  %6" PRId64, ISSUE_CELL,
            self->corpus->issues.item[k], part.wanted, part.found, part.right);
        figure_print(NUMBER, score_f1(&part));
        (void)printf("\n");
    }
}

static void print_calibration(const tally_t *sum)
{
    (void)printf("\n%-*s  %6s  %6s  %6s\n", CELL, "CONFIDENCE", "VIEWS", "MEAN", "RIGHT");
    for (int i = 0; i < TALLY_BINS; i++) {
        const tally_bin_t *bin = &sum->bin[i];

        if (bin->found == 0)
            continue;
        (void)printf("%.1f .. %.1f%*s  %6" PRId64, i / (double)TALLY_BINS,
            (i + 1) / (double)TALLY_BINS, CELL - 10, "", bin->found);
        figure_print(NUMBER, (double)bin->millionths / 1e6 / (double)bin->found);
        figure_print(NUMBER, (double)bin->right / (double)bin->found);
        (void)printf("\n");
    }
}

void report_print(const report_t *self)
{
    const tally_t sum = score_sum(&self->now->score, NULL);

    (void)printf("statements: %zu; views coded: %" PRId64 "; found: %" PRId64 "; by %s with %s\n\n",
        self->corpus->items.count, sum.tuples.wanted, sum.tuples.found,
        engine_name(self->corpus->engine), codebook_name(self->corpus->engine->codebook));
    if (self->before != NULL)
        print_comparison(self);
    else
        print_figures(self);
    print_languages(self);
    if (self->by_issue)
        print_issues(self);
    print_calibration(&sum);
}

/* ---- differences ---- */

static void print_view(const char *id, const char *what, const view_t *view, rap_arena_t *arena)
{
    const char *words = view->words != NULL ? view->words : "";
    size_t len = rap_text_bytes(words, strlen(words), WORDS_SHOWN);
    char *shown = rap_arena_strndup(arena, words, len);

    if (shown == NULL)
        return;
    rap_text_tame(shown);
    (void)printf("%s  %s  %s  %s  %s%s  \"%s%s\"\n", id, what, view->issue,
        rap_stance_names[view->stance], view->holder != NULL ? view->holder : "(others)",
        view->reported ? ", reported" : "", shown, words[len] != '\0' ? "..." : "");
}

void report_differences(const report_t *self)
{
    for (size_t i = 0; i < self->corpus->items.count; i++) {
        const views_t *wanted = &self->corpus->wanted[i], *found = &self->now->found[i];
        const char *id = item_at(self, i)->id;

        for (size_t k = 0; k < found->count; k++)
            if (views_find(wanted, &found->item[k]) == NULL)
                print_view(id, "not wanted", &found->item[k], self->corpus->arena);
        for (size_t k = 0; k < wanted->count; k++)
            if (views_find(found, &wanted->item[k]) == NULL)
                print_view(id, "not found ", &wanted->item[k], self->corpus->arena);
    }
}
