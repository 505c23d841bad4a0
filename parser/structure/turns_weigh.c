/* turns_weigh.c - which of a document's labels begin turns.
 *
 * Labels that run into the text ("The Chair: ...") and labels that are blocks of their own
 * ("KENYA") are weighed apart.  Both need two speakers that are clearly not one; only the head of
 * a verbatim or a summary record makes one label enough.
 */
#include "parser/structure/turns_private.h"

#include <string.h>

enum { SECTION_WORDS_MIN = 12, SPEECH_WORDS_MIN = 25, OPENING_BLOCKS = 3, SPEAKERS_MAX = 64 };

/* --- who is who --- */

static bool is_same_text(const layout_block_t *a, span_t in_a, const layout_block_t *b, span_t in_b)
{
    size_t len = in_a.end - in_a.start;
    return len == in_b.end - in_b.start &&
           memcmp(a->text + in_a.start, b->text + in_b.start, len) == 0;
}

static bool is_same_speaker(const layout_t *layout, const seen_t *seen, size_t a, size_t b)
{
    const label_t *x = &seen[a].label, *y = &seen[b].label;
    if (x->party != NULL || y->party != NULL)
        return x->party == y->party;
    if (x->kind == LABEL_CHAIR || y->kind == LABEL_CHAIR)
        return x->kind == y->kind;
    return is_same_text(&layout->block[a], x->said, &layout->block[b], y->said);
}

/* Are there two among the blocks for which `counts` holds? */
static bool has_two_speakers(
    const layout_t *layout, const seen_t *seen, bool (*counts)(const seen_t *))
{
    size_t first = TURNS_NO_BLOCK;
    for (size_t i = 0; i < layout->blocks; i++) {
        if (!counts(&seen[i]))
            continue;
        if (first == TURNS_NO_BLOCK)
            first = i;
        else if (!is_same_speaker(layout, seen, first, i))
            return true;
    }
    return false;
}

/* --- labels that run into the text --- */

static bool is_inline(const seen_t *seen)
{
    return seen->label.kind != LABEL_NONE && !seen->label.bare && !seen->officer && !seen->aside &&
           seen->procedure != PROCEDURE_VOTE;
}

static bool is_sure(const seen_t *seen)
{
    const label_t *label = &seen->label;
    if (!is_inline(seen) || label->told)
        return false;
    return label->timed || (label->strong && label->kind != LABEL_VOICE);
}

static bool is_told(const seen_t *seen)
{
    return is_inline(seen) && seen->label.told;
}

static size_t count_blocks(
    const layout_t *layout, const seen_t *seen, bool (*counts)(const seen_t *))
{
    size_t count = 0;
    for (size_t i = 0; i < layout->blocks; i++)
        count += counts(&seen[i]);
    return count;
}

static bool is_bare_party(const seen_t *seen)
{
    return is_inline(seen) && seen->label.kind == LABEL_PARTY;
}

static bool is_strong_party(const seen_t *seen)
{
    return is_bare_party(seen) && (seen->label.strong || seen->label.timed);
}

static bool is_chair(const seen_t *seen)
{
    return is_inline(seen) && seen->label.kind == LABEL_CHAIR;
}

/* In a document of turns a label begins one, but for a party's bare name where most of them
 * are no labels ("Ukraine: the war goes on" in a speech that is quoted). */
static void start_inline(seen_t *seen, const layout_t *layout, minutes_t minutes)
{
    size_t parties = count_blocks(layout, seen, is_bare_party);
    size_t strong = count_blocks(layout, seen, is_strong_party);
    bool names = count_blocks(layout, seen, is_chair) > 0 || 2 * strong >= parties;
    for (size_t i = 0; i < layout->blocks; i++) {
        const label_t *label = &seen[i].label;
        if (!is_inline(&seen[i]) || (label->told && minutes != MINUTES_SUMMARY))
            continue;
        bool named = label->kind == LABEL_PARTY && !label->strong && !label->timed;
        seen[i].starts = !named || (names && minutes == MINUTES_NONE);
    }
}

/* --- labels that are blocks of their own --- */

static bool is_bare(const seen_t *seen)
{
    const label_t *label = &seen->label;
    bool known = label->party != NULL || label->kind == LABEL_SECRETARIAT ||
                 label->kind == LABEL_ORGANIZATION ||
                 (label->kind == LABEL_CHAIR && label->strong); /* "Chair" may be spoken to */
    return label->bare && known && !seen->aside && !label->told;
}

static size_t section_end(const layout_t *layout, const seen_t *seen, size_t i)
{
    for (i++; i < layout->blocks && !is_bare(&seen[i]);)
        i++;
    return i;
}

static size_t section_words(const seen_t *seen, size_t first, size_t end)
{
    size_t words = 0;
    for (size_t i = first; i < end; i++)
        words += seen[i].aside ? 0 : seen[i].words;
    return words;
}

/* Does somebody begin to speak behind the label?  A name alone on an ordinary line may be an item
 * of a list: it needs words to the Chair. */
static bool is_evident(const layout_t *layout, const seen_t *seen, size_t i)
{
    size_t end = section_end(layout, seen, i), looked = 0;
    const layout_block_t *block = &layout->block[i];
    bool stands_out =
        seen[i].title || block->role == LAYOUT_HEADING || block->bold || block->centred;
    if (!is_bare(&seen[i]) || section_words(seen, i + 1, end) < SECTION_WORDS_MIN)
        return false;
    for (size_t k = i + 1; k < end && looked < OPENING_BLOCKS; k++) {
        if (seen[k].aside || seen[k].procedure != PROCEDURE_NONE)
            continue;
        if ((looked < 2 && seen[k].addressed) || (stands_out && seen[k].personal))
            return true;
        looked++;
    }
    return false;
}

/* The same speaker twice is two statements only under two titles, in one language. */
static bool is_other_statement(
    const layout_t *layout, const seen_t *seen, size_t first, size_t second)
{
    if (!is_same_speaker(layout, seen, first, second))
        return true;
    return seen[first].title && seen[second].title && seen[first].language != NULL &&
           seen[second].language != NULL &&
           strcmp(seen[first].language, seen[second].language) == 0 &&
           !is_same_text(&layout->block[first], seen[first].label.said, &layout->block[second],
               seen[second].label.said);
}

/* A speech before the first label has sections, not turns. */
static bool begins_with_speech(const seen_t *seen, size_t first)
{
    size_t words = 0;
    bool addressed = false;
    for (size_t i = 0; i < first; i++) {
        addressed = addressed || (seen[i].addressed && !seen[i].aside);
        words += addressed && !seen[i].aside ? seen[i].words : 0;
    }
    return words >= SPEECH_WORDS_MIN;
}

static void start_bare(seen_t *seen, const layout_t *layout)
{
    size_t labels = 0, evident = 0, first = TURNS_NO_BLOCK, first_evident = TURNS_NO_BLOCK;
    bool others = false;
    for (size_t i = 0; i < layout->blocks; i++) {
        size_t end = is_bare(&seen[i]) ? section_end(layout, seen, i) : i;
        if (end == i || section_words(seen, i + 1, end) < SECTION_WORDS_MIN)
            continue;
        labels++;
        first = first == TURNS_NO_BLOCK ? i : first;
        if (!is_evident(layout, seen, i))
            continue;
        evident++;
        others = others || (first_evident != TURNS_NO_BLOCK &&
                               is_other_statement(layout, seen, first_evident, i));
        first_evident = first_evident == TURNS_NO_BLOCK ? i : first_evident;
    }
    if (!others || 2 * evident < labels || begins_with_speech(seen, first))
        return;
    for (size_t i = 0; i < layout->blocks; i++) {
        size_t end = is_bare(&seen[i]) ? section_end(layout, seen, i) : i;
        bool spoken = end > i && section_words(seen, i + 1, end) >= SECTION_WORDS_MIN;
        bool most = 3 * evident >= 2 * labels && seen[i].label.party != NULL;
        seen[i].starts = spoken && (most || is_evident(layout, seen, i));
    }
}

void turns_weigh(seen_t *seen, const layout_t *layout, minutes_t minutes)
{
    bool record = (minutes != MINUTES_NONE && count_blocks(layout, seen, is_sure) > 0) ||
                  (minutes == MINUTES_SUMMARY && count_blocks(layout, seen, is_told) > 0);
    size_t first = 0;
    while (first < layout->blocks && !is_sure(&seen[first]))
        first++;
    bool transcript = has_two_speakers(layout, seen, is_sure) && !begins_with_speech(seen, first);
    if (record || transcript)
        start_inline(seen, layout, minutes);
    else
        start_bare(seen, layout);
}
