/* rows.c - see rows.h */
#include "classifier/criticism/rows.h"

#include "classifier/evaluate/room.h"

#include <math.h>
#include <string.h>

enum { SCRATCH_MAX = 64 << 20, ENOUGH = 2, ENOUGH_AGAINST = 4, LEADING_WORDS = 3 };

/* Signs behind those of the groups. */
enum {
    SIGN_SELF,         /* the speaker's own party is named */
    SIGN_NAMES,        /* another one is */
    SIGN_LEADS,        /* ... among the first words: it is whom the sentence is about */
    SIGN_ASKS,         /* a question */
    SIGN_QUOTES,       /* words in quotation marks */
    SIGN_ILL,          /* a word against something */
    SIGN_VERY_ILL,     /* how many */
    SIGN_ILL_OF,       /* both a word against something, and a party */
    SIGN_ILL_OF_FIRST, /* ... one that leads */
    SIGN_LENGTH,
    SIGNS_OTHER
};
enum { SIGNS_MAX = WORDING_GROUPS_MAX + SIGNS_OTHER };

/* Where signs stand, and how much they count there. */
enum { PLACE_HERE, PLACE_BEFORE, PLACE_BEHIND, PLACE_SPEECH, PLACES };
static const float place_weight[PLACES] = {0.5F, 0.25F, 0.25F, 1.0F};

typedef struct seen {
    features_t features; /* in order */
    float sign[SIGNS_MAX];
} seen_t;

size_t rows_width(void)
{
    return FEATURES_BUCKETS + (size_t)PLACES * SIGNS_MAX;
}

/* ---- a sentence ---- */

/* Whom the name of the part names first: it speaks.  NULL: nobody. */
static const char *speaker_of(const rows_from_t *from, const char *part, rap_arena_t *scratch)
{
    char *words = rap_arena_strdup(scratch, part);
    rap_party_hit_t hit;

    if (words == NULL)
        return NULL;
    for (char *at = words; (at = strpbrk(at, "_0123456789")) != NULL;)
        *at = ' ';
    return rap_parties_scan(from->parties, words, strlen(words), scratch, &hit, 1) > 0
               ? hit.party->key
               : NULL;
}

static float level(uint32_t count, uint32_t enough)
{
    return (float)(count < enough ? count : enough) / (float)enough;
}

/* Words before byte `at`. */
static uint32_t words_before(const char *plain, size_t at)
{
    uint32_t words = 0;

    for (size_t i = 0; i < at; i++)
        words += plain[i] != ' ' && (i == 0 || plain[i - 1] == ' ');
    return words;
}

static bool is_question(const char *text)
{
    size_t len = strlen(text);

    while (len > 0 && strchr(" \t\r\n\"", text[len - 1]) != NULL)
        len--;
    return len > 0 && text[len - 1] == '?';
}

static void set_names(const analysis_t *analysis, float *other)
{
    const party_places_t *names = &analysis->names;
    uint32_t others = 0;

    for (size_t i = 0; i < names->count; i++) {
        if (names->item[i].own)
            other[SIGN_SELF] = 1;
        else if (others++ == 0)
            other[SIGN_LEADS] = words_before(analysis->plain, names->item[i].from) < LEADING_WORDS;
    }
    other[SIGN_NAMES] = level(others, ENOUGH);
}

static void set_signs(
    const rows_from_t *from, const analysis_t *analysis, const uint32_t *count, float *sign)
{
    uint32_t against = 0, words = words_before(analysis->plain, analysis->folded.len);
    size_t groups = wording_groups(from->wording);
    float *other = sign + WORDING_GROUPS_MAX;

    for (size_t g = 0; g < groups; g++) {
        sign[g] = level(count[g], ENOUGH);
        if (wording_is_against(from->wording, g))
            against += count[g];
    }
    set_names(analysis, other);
    other[SIGN_ASKS] = is_question(analysis->statement->text);
    other[SIGN_QUOTES] = strchr(analysis->folded.text, '"') != NULL;
    other[SIGN_ILL] = against > 0;
    other[SIGN_VERY_ILL] = level(against, ENOUGH_AGAINST);
    other[SIGN_ILL_OF] = other[SIGN_ILL] * other[SIGN_NAMES];
    other[SIGN_ILL_OF_FIRST] = other[SIGN_ILL] * other[SIGN_LEADS];
    other[SIGN_LENGTH] = logf((float)words + 1) / 2;
}

/* `scratch` is used up for the sentence. */
static rap_code_t see(const rows_from_t *from, const utterance_t *item, rap_arena_t *scratch,
    rap_arena_t *arena, seen_t *ret, rap_err_t *err)
{
    rap_party_role_t speaker = {
        .id = speaker_of(from, item->part, scratch), .role = RAP_ROLE_SPEAKER};
    const rap_statement_t statement = {
        .text = item->text, .parties = {.item = &speaker, .count = speaker.id != NULL}};
    analysis_t analysis = {.parties = from->parties,
        .statement = &statement,
        .arena = scratch,
        .text_len = strlen(item->text)};
    uint32_t count[WORDING_GROUPS_MAX];
    features_t features;

    RAP_TRY(rap_text_fold(item->text, analysis.text_len, scratch, &analysis.folded, err));
    analysis.plain = match_plain(analysis.folded.text, analysis.folded.len, scratch);
    if (analysis.plain == NULL)
        return room_none(err);
    RAP_TRY(analysis_find_names(&analysis, err));
    RAP_TRY(wording_count(from->wording, analysis.plain, analysis.folded.len, scratch, count, err));
    set_signs(from, &analysis, count, ret->sign);
    RAP_TRY(features_room(&features, scratch, err));
    features_add_text(&features, &analysis, 0, analysis.folded.len, FEATURES_HERE);
    return features_keep(&features, arena, &ret->features, err);
}

/* ---- rows ---- */

typedef struct row {
    feature_t item[FEATURES_MAX + PLACES * SIGNS_MAX];
    size_t count;
} row_t;

static void add_signs(row_t *self, const float *sign, int place)
{
    for (size_t i = 0; i < SIGNS_MAX; i++)
        if (sign[i] > 0)
            self->item[self->count++] =
                (feature_t){(uint32_t)(FEATURES_BUCKETS + (size_t)place * SIGNS_MAX + i),
                    sign[i] * place_weight[place]};
}

/* Rows of the sentences `from` .. `to` of one speech. */
static void add_speech(learner_t *learner, const seen_t *seen, size_t from, size_t to, row_t *row)
{
    float mean[SIGNS_MAX] = {0};

    for (size_t i = from; i < to; i++)
        for (size_t s = 0; s < SIGNS_MAX; s++)
            mean[s] += seen[i].sign[s] / (float)(to - from);
    for (size_t i = from; i < to; i++) {
        row->count = seen[i].features.count;
        if (row->count > 0)
            memcpy(row->item, seen[i].features.item, row->count * sizeof *row->item);
        add_signs(row, seen[i].sign, PLACE_HERE);
        if (i > from)
            add_signs(row, seen[i - 1].sign, PLACE_BEFORE);
        if (i + 1 < to)
            add_signs(row, seen[i + 1].sign, PLACE_BEHIND);
        add_signs(row, mean, PLACE_SPEECH);
        learner_add(learner, row->item, row->count, 0);
    }
}

rap_code_t rows_add(learner_t *learner, const rows_from_t *from, rap_arena_t *arena, rap_err_t *err)
{
    RAP_AUTO(rap_arena) *scratch = rap_arena_new(SCRATCH_MAX);
    const utterance_t *item = from->utterances->item;
    size_t count = from->utterances->count, begun = 0;
    void *memory;

    RAP_TRY(room_take(arena, count, sizeof(seen_t), &memory, err));
    seen_t *seen = memory;
    RAP_TRY(room_take(arena, 1, sizeof(row_t), &memory, err));
    for (size_t i = 0; i < count; i++) {
        rap_arena_reset(scratch);
        RAP_TRY(see(from, &item[i], scratch, arena, &seen[i], err));
    }
    for (size_t i = 1; i <= count; i++)
        if (i == count || item[i].within != item[begun].within) {
            add_speech(learner, seen, begun, i, memory);
            begun = i;
        }
    return RAP_OK;
}
