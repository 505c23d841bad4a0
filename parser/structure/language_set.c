/* language_set.c - the languages of a statement's paragraphs; see language.h */
#include <string.h>

#include "base/text.h"
#include "parser/structure/language.h"
#include "parser/structure/language_count.h"

enum { LANGUAGES_MAX = 32 };

typedef struct share {
    const char *language;
    size_t points; /* code points in it */
} share_t;

static bool is_same(const char *a, const char *b)
{
    return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* The paragraphs between two that are sure, `before` (or NULL) and `behind`: each keeps the language of
 * either, or gets that of the nearer. */
static void ask_neighbours(
    const char **language, size_t first, size_t end, const char *before, const char *behind)
{
    for (size_t i = first; i < end; i++) {
        if (is_same(language[i], before) || is_same(language[i], behind))
            continue;
        bool nearer = before != NULL && (behind == NULL || i - first <= end - 1 - i);
        const char *neighbour = nearer ? before : behind;
        language[i] = neighbour != NULL ? neighbour : language[i];
    }
}

static void settle(const char **language, const bool *sure, size_t count)
{
    const char *before = NULL;
    size_t first = 0;
    for (size_t i = 0; i <= count; i++) {
        if (i < count && !sure[i])
            continue;
        ask_neighbours(language, first, i, before, i < count ? language[i] : NULL);
        before = i < count ? language[i] : NULL;
        first = i + 1;
    }
}

static const char *of_most(const char *const *language, const rap_statement_t *statement)
{
    const rap_paragraph_t *paragraph = statement->paragraphs.item;
    share_t shares[LANGUAGES_MAX], *most = NULL;
    size_t count = 0;
    for (size_t i = 0; i < statement->paragraphs.count; i++) {
        size_t k = 0;
        if (language[i] == NULL)
            continue;
        while (k < count && strcmp(shares[k].language, language[i]) != 0)
            k++;
        if (k == LANGUAGES_MAX)
            continue;
        if (k == count)
            shares[count++] = (share_t){language[i], 0};
        shares[k].points += (size_t)(paragraph[i].end - paragraph[i].start);
    }
    for (size_t k = 0; k < count; k++)
        if (most == NULL || shares[k].points > most->points)
            most = &shares[k];
    return most != NULL ? most->language : NULL;
}

/* The text's count goes as far as that of a text whose words are counted without its paragraphs. */
static void add_to_text(
    language_count_t *all, const language_count_t *own, const passage_t *text, span_t paragraph)
{
    size_t first = passage_token_at(text, paragraph.start);
    size_t behind = passage_token_at(text, paragraph.end);
    language_count_t start;
    if (behind <= LANGUAGE_WORDS_MAX) {
        language_count_add(all, own);
    } else if (first < LANGUAGE_WORDS_MAX) {
        start = language_count(text, paragraph, LANGUAGE_WORDS_MAX - first);
        language_count_add(all, &start);
    }
}

rap_code_t language_set(rap_statement_t *statement, const passage_t *text, bool *ret_garbage,
    rap_arena_t *arena, rap_err_t *err)
{
    rap_paragraph_t *paragraph = statement->paragraphs.item;
    size_t count = statement->paragraphs.count;
    const char **language = rap_arena_array(arena, count + 1, sizeof *language);
    bool *sure = rap_arena_array(arena, count + 1, sizeof *sure);
    if (language == NULL || sure == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for the languages of %zu paragraphs", count);
    language_count_t all = {.words = {0}};
    size_t at = 0;
    int64_t points = 0;
    for (size_t i = 0; i < count; i++) {
        span_t source;
        at +=
            rap_text_bytes(text->text + at, text->len - at, (size_t)(paragraph[i].start - points));
        source.start = at;
        at += rap_text_bytes(
            text->text + at, text->len - at, (size_t)(paragraph[i].end - paragraph[i].start));
        source.end = at;
        points = paragraph[i].end;
        span_t folded = {passage_folded(text, source.start), passage_folded(text, source.end)};
        language_count_t own = language_count(text, folded, LANGUAGE_WORDS_MAX);
        language[i] = language_guess_of(&own, &sure[i]);
        add_to_text(&all, &own, text, folded);
    }
    *ret_garbage = language_is_garbage(&all);
    settle(language, sure, count);
    const char *most = of_most(language, statement);
    statement->language = most;
    for (size_t i = 0; i < count; i++)
        paragraph[i].language =
            language[i] != NULL && strcmp(language[i], most) != 0 ? language[i] : NULL;
    return RAP_OK;
}
