/* arabic_letters.c - see arabic_letters.h */
#include "parser/arabic_letters.h"

#include <math.h>
#include <unicode/uchar.h>

enum {
    TAILED_MIN = 3, /* letters whose ends are wide show that a font has tails */
    FIRST_LETTER = 0x620,
    LETTERS = 0x64b - FIRST_LETTER,
    WIDTHS = 16, /* of one letter in one form: regular and bold, and what is odd */
    LAM = 0x644
};

static const double ROUND_EM = 0.008; /* so far do places and widths in files stray           */
static const double SAME_EM = 0.004;  /* letters that differ less are of one width for sure  */
static const double CLOSER_EM = 0.02; /* the halves of lam-alef differ less                  */
static const double SMALL = 9;        /* points; letters are too small to measure            */
static const double HAS_WIDTH = 0.05; /* em; less is no letter's width                       */
static const double TAIL = 1.25;      /* a letter's end is that much wider than its middle   */

typedef struct widths {
    double em[WIDTHS];
    size_t seen[WIDTHS];
    size_t count;
} widths_t;

/* A letter by what stands to its right, a letter that joins or not, and to its left, any letter
 * or the word's end. */
typedef struct forms {
    widths_t at[2][2]; /* [joined][ends] */
} forms_t;

struct letters {
    forms_t letter[LETTERS]; /* those that differ in their dots alone count as one */
};

letters_t *letters_new(rap_arena_t *arena)
{
    letters_t *self = rap_arena_alloc(arena, sizeof *self);

    if (self != NULL)
        *self = (letters_t){0};
    return self;
}

bool letters_is_mark(uint32_t c)
{
    return (c >= 0x64b && c <= 0x65f) || c == 0x670;
}

static bool is_letter(uint32_t c)
{
    return c >= FIRST_LETTER && c < FIRST_LETTER + LETTERS && c != 0x640;
}

bool letters_joins(uint32_t c, bool left)
{
    int32_t type = u_getIntPropertyValue((UChar32)c, UCHAR_JOINING_TYPE);

    return type == U_JT_DUAL_JOINING || type == U_JT_JOIN_CAUSING ||
           (!left && type == U_JT_RIGHT_JOINING);
}

static bool joins_left(uint32_t c)
{
    return letters_joins(c, true);
}

/* Letters that differ in their dots alone are drawn alike, but for some at the end of a word. */
static uint32_t undotted(uint32_t c)
{
    static const uint32_t family[] = {0x628, 0x626, 0x62a, 0x62b, 0x646, 0x64a, 0, 0x62d, 0x62c,
        0x62e, 0, 0x62f, 0x630, 0, 0x631, 0x632, 0, 0x633, 0x634, 0, 0x635, 0x636, 0, 0x637, 0x638,
        0, 0x639, 0x63a, 0, 0x641, 0x642};
    uint32_t first = 0;

    for (size_t i = 0; i < sizeof family / sizeof *family; i++) {
        first = family[i] == 0 ? 0 : first == 0 ? family[i] : first;
        if (family[i] == c)
            return first;
    }
    return c;
}

static bool is_alef(uint32_t c)
{
    return c == 0x627 || c == 0x622 || c == 0x623 || c == 0x625;
}

static double em_of(const shown_t *shown, size_t i)
{
    return (shown->x[i + 1] - shown->x[i]) / shown->word->size;
}

/* How often a letter was seen that wide, or so. */
static size_t seen(const widths_t *widths, double em, double stray)
{
    size_t count = 0;

    for (size_t i = 0; i < widths->count; i++)
        if (fabs(widths->em[i] - em) < stray)
            count += widths->seen[i];
    return count;
}

static void learn(widths_t *widths, double em)
{
    for (size_t i = 0; i < widths->count; i++)
        if (fabs(widths->em[i] - em) < SAME_EM) {
            widths->seen[i]++;
            return;
        }
    if (widths->count == WIDTHS)
        return;
    widths->em[widths->count] = em;
    widths->seen[widths->count++] = 1;
}

/* Is there a letter beyond i, `step` to the right or to the left, but for marks? */
static uint32_t neighbour(const shown_t *shown, size_t i, int step)
{
    for (size_t k = i + (size_t)step; k < shown->n; k += (size_t)step)
        if (!letters_is_mark(shown->c[k]))
            return shown->c[k];
    return 0;
}

static widths_t *form_of(letters_t *self, const shown_t *shown, size_t i)
{
    uint32_t right = neighbour(shown, i, 1), left = neighbour(shown, i, -1);

    return &self->letter[undotted(shown->c[i]) - FIRST_LETTER]
                .at[joins_left(right)][!(is_letter(left) || left == 0x640)];
}

/* The letters that others are drawn in one glyph with. */
static bool ends_glyph(uint32_t c)
{
    return undotted(c) == 0x62d || undotted(c) == 0x631 || is_alef(c) || c == 0x645 || c == 0x646 ||
           c == 0x647 || c == 0x649 || c == 0x64a;
}

/* May the characters i and i + 1 be the halves of one glyph, in reading order? */
static bool is_pair(const shown_t *shown, size_t i)
{
    if (i + 1 >= shown->n || !is_letter(shown->c[i]) || !is_letter(shown->c[i + 1]))
        return false;

    uint32_t a = shown->c[i], b = shown->c[i + 1];
    bool alike = neighbour(shown, i, -1) == 0 ? a == b : undotted(a) == undotted(b);
    return !alike && joins_left(a) && ends_glyph(b) && em_of(shown, i) > HAS_WIDTH &&
           fabs(em_of(shown, i) - em_of(shown, i + 1)) < ROUND_EM;
}

/* Lam and alef in one glyph, drawn close to what stands to its right?  Two letters that are nearly
 * as wide begin a word. */
static bool is_close_pair(const shown_t *shown, size_t i)
{
    return i + 2 < shown->n && shown->c[i] == LAM && is_alef(shown->c[i + 1]) &&
           em_of(shown, i) > HAS_WIDTH && fabs(em_of(shown, i) - em_of(shown, i + 1)) < CLOSER_EM;
}

static bool may_be_half(const shown_t *shown, size_t i)
{
    return is_pair(shown, i) || is_close_pair(shown, i) ||
           (i > 0 && (is_pair(shown, i - 1) || is_close_pair(shown, i - 1)));
}

void letters_learn(letters_t *self, const shown_t *shown)
{
    for (size_t i = 0; i < shown->n; i++)
        if (is_letter(shown->c[i]) && !may_be_half(shown, i))
            learn(form_of(self, shown, i), em_of(shown, i));
}

/* Was the letter seen that wide, in any form?  `ret_seen`: or at least seen. */
static bool is_usual(const letters_t *self, uint32_t c, double em, bool *ret_seen)
{
    const forms_t *forms = &self->letter[undotted(c) - FIRST_LETTER];
    bool usual = false;

    for (size_t i = 0; i < 4; i++) {
        const widths_t *widths = &forms->at[i / 2][i % 2];

        *ret_seen = *ret_seen || widths->count > 0;
        usual = usual || seen(widths, em, SAME_EM) > 0;
    }
    return usual;
}

/* One glyph gives letters of one width that neither has elsewhere.  Lam and alef have one in
 * every font, and what they stand beside may be drawn closer. */
static bool is_glyph(const letters_t *self, const shown_t *shown, size_t i)
{
    bool seen_a = false, seen_b = false;

    if (i + 1 >= shown->n || !is_letter(shown->c[i]) || !is_letter(shown->c[i + 1]))
        return false;
    bool usual_a = is_usual(self, shown->c[i], em_of(shown, i), &seen_a);
    bool usual_b = is_usual(self, shown->c[i + 1], em_of(shown, i + 1), &seen_b);
    if (shown->c[i] == LAM && is_alef(shown->c[i + 1]))
        return !usual_b && em_of(shown, i) > HAS_WIDTH &&
               fabs(em_of(shown, i) - em_of(shown, i + 1)) < (seen_b ? CLOSER_EM : SAME_EM);
    return !usual_a && !usual_b && seen_a && seen_b && is_pair(shown, i) &&
           shown->word->size > SMALL;
}

/* "Allah" is one glyph in most fonts: its letters, in reading order, are equally wide. */
static bool is_name(const shown_t *shown, size_t i)
{
    static const uint32_t name[] = {0x627, LAM, LAM, 0x647};

    for (size_t k = 0; k < sizeof name / sizeof *name; k++)
        if (i + k >= shown->n || shown->c[i + k] != name[k] ||
            fabs(em_of(shown, i + k) - em_of(shown, i)) > ROUND_EM)
            return false;
    return true;
}

static void turn(shown_t *shown, size_t from, size_t count)
{
    for (size_t to = from + count - 1; from < to; from++, to--) {
        uint32_t c = shown->c[from];

        shown->c[from] = shown->c[to];
        shown->c[to] = c;
    }
}

/* Puts the letters of one glyph in the order in which they would be seen. */
static void turn_glyphs(const letters_t *self, shown_t *shown)
{
    for (size_t i = 0; i + 1 < shown->n; i++) {
        size_t count = is_name(shown, i) ? 4 : is_glyph(self, shown, i) ? 2 : 0;

        if (count > 0) {
            turn(shown, i, count);
            i += count - 1;
        }
    }
}

/* A hamza that is drawn upon an alef may come as an alef of its own, without a width. */
static void drop_doubles(shown_t *shown)
{
    size_t n = 0;

    for (size_t i = 0; i < shown->n; i++) {
        bool alef = i + 1 < shown->n && shown->c[i] != 0x627 && is_alef(shown->c[i]) &&
                    shown->c[i + 1] == 0x627 && em_of(shown, i) < HAS_WIDTH;

        shown->c[n] = shown->c[i];
        shown->x[n++] = shown->x[i];
        i += alef;
    }
    shown->x[n] = shown->x[shown->n];
    shown->n = n;
}

void letters_order(const letters_t *self, shown_t *shown)
{
    turn_glyphs(self, shown);
    drop_doubles(shown);
}

static bool has_wider(const widths_t *widths, double em)
{
    for (size_t i = 0; i < widths->count; i++)
        if (widths->em[i] > TAIL * em)
            return true;
    return false;
}

/* Do the letters' ends differ from their middles in what was seen so far? */
static bool has_tails(const letters_t *self)
{
    size_t tailed = 0;

    for (size_t i = 0; i < LETTERS; i++) {
        const forms_t *forms = &self->letter[i];

        for (size_t joined = 0; joined < 2; joined++)
            if (forms->at[joined][0].count > 0 &&
                has_wider(&forms->at[joined][1], forms->at[joined][0].em[0])) {
                tailed++;
                break;
            }
    }
    return tailed >= TAILED_MIN;
}

/* These have a tail in any font that gives letters one. */
static bool is_tailed(uint32_t c)
{
    uint32_t like = undotted(c);

    return like == 0x628 || like == 0x633 || like == 0x635 || like == 0x639 || like == 0x641 ||
           like == LAM;
}

/* The letter at the word's left end; shown->n where there are only marks. */
static size_t left_end(const shown_t *shown)
{
    size_t i = 0;

    while (i < shown->n && letters_is_mark(shown->c[i]))
        i++;
    return i;
}

/* The widths of letter i, by whether the word goes on behind it. */
static const widths_t *widths_of(const letters_t *self, const shown_t *shown, size_t i)
{
    return self->letter[undotted(shown->c[i]) - FIRST_LETTER]
        .at[joins_left(neighbour(shown, i, 1))];
}

bool letters_are_whole(const letters_t *self, const shown_t *shown)
{
    size_t i = left_end(shown);

    if (i == shown->n || !is_letter(shown->c[i]) || !joins_left(shown->c[i]))
        return false;

    const widths_t *within = &widths_of(self, shown, i)[0];
    for (size_t k = 0; k < within->count; k++)
        if (em_of(shown, i) < TAIL * within->em[k])
            return false;
    return within->count > 0;
}

bool letters_are_cut(const letters_t *self, const shown_t *shown)
{
    size_t i = left_end(shown);

    if (i == shown->n)
        return false;

    int32_t form = u_getIntPropertyValue((UChar32)shown->c[i], UCHAR_DECOMPOSITION_TYPE);
    if (form == U_DT_INITIAL || form == U_DT_MEDIAL)
        return true;
    if (!is_letter(shown->c[i]) || !joins_left(shown->c[i]))
        return false;

    const widths_t *forms = widths_of(self, shown, i);
    double em = em_of(shown, i);
    return seen(&forms[0], em, ROUND_EM) > seen(&forms[1], em, ROUND_EM) &&
           (has_wider(&forms[1], em) || (is_tailed(shown->c[i]) && has_tails(self)));
}
