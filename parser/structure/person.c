/* The person who speaks, by the courtesy before the name. */
#include "parser/structure/details.h"

#include <string.h>
#include <unicode/uchar.h>

#include "parser/structure/date_words.h"
#include "parser/structure/label.h"
#include "parser/structure/session.h"

enum { NAME_WORDS_MAX = 8, NAME_MAX_BYTES = 120, TITLE_MAX_BYTES = 160, SESSIONS_MAX = 16 };

/* clang-format off */
static const char *const courtesies[] = {"h.e. mr.", "h.e. mr", "h.e. ms.", "h.e. ms", "h.e. mrs.", "h.e. dr.",
    "h.e. ambassador", "h.e. amb.", "h.e.", "h. e.", "his excellency mr.", "his excellency dr.",
    "his excellency", "her excellency ms.", "her excellency dr.", "her excellency", "mr.", "ms.", "mrs.", "mr", "ms", "mrs", "dr",
    "dr.", "hon.", "the hon.", "the hon", "rt. hon.", "rt. hon", "rt hon.", "rt hon", "hon dr.", "hon dr", "hon mr.", "hon mr", "hon mrs.",
    "hon mrs", "hon ms.", "hon ms", "prof.", "professor", "ambassador", "amb.", "the honourable", "honourable", "the honorable", "the right honourable",
    "s.e. m.", "s.e. mme", "s.e.m.", "son excellence monsieur", "son excellence madame", "son excellence",
    "s.e.", "monsieur", "mme", "m.", "excmo. sr.", "excmo. sr. d.", "excma. sra.", "sra.", "sr.", "embajador",
    "embajadora", "su excelencia", "г-на", "г-жи", "г-н", "г-жа", "господина", "госпожи", "посла",
    "السيد", "السيدة", "سعادة السيد", "سعادة السيدة", "سعادة السفير", "معالي السيد", NULL};

/* A title begins here although no comma stands before it; and before a name an office may stand, too: "Hon. Prime
 * Minister John Roe". */
static const char *const offices[] = {"president", "prime", "vice", "permanent", "deputy", "minister", "ministers", "director",
    "counsellor", "counselor", "first", "second", "third", "representative", "foreign", "secretary", "chair", "chairman", "chairperson",
    "chairwoman", "attache", "adviser", "advisor", "chief", "speaker", "senator", "governor", "attorney", "general", "acting",
    "emeritus", "emerita", "ministre", "ambassadeur", "representant", "representante", "premier", "presidente", "ministro", "ministra",
    "jefe", "directeur", "directrice", "conseiller", "conseillere", "заместител*", "советник*", "министр*", NULL};

/* With these no name goes on, but one may begin: "Mr. King", "Mr. To Lam". */
static const char *const name_ends[] = {"head", "king", "charge", "ambassador", "embajador", "embajadora", "at", "on", "to", "of",
    "during", "before", "a", "ante", "en", "devant", "lors", NULL};

/* These are said of no single person. */
static const char *const nobodies[] = {"member", "members", "delegate", "delegates", "colleague", "colleagues", "guests",
    "representatives", "heads", NULL};

/* What is no longer title. */
static const char *const title_ends[] = {"to the united nations", "at the", "at the general", "during", "before the",
    "on the", "aupres de", "aupres des", "lors de", "devant", "ante la", "ante el", "ante las", "en el", "delivered",
    "при оон", "|", "(new", "new york", "on behalf", "au nom", "en nombre", "to the", "monday", "tuesday",
    "wednesday", "thursday", "friday", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "lunes", "martes",
    "miercoles", "jueves", "viernes", NULL};

/* No speaker: a president of the Assembly who is spoken to. */
static const char *const spoken_to[] = {"general assembly", "assemblee generale", "asamblea general",
    "secretary-general", "secretary general", NULL};
/* clang-format on */

static bool is_particle(const passage_t *head, size_t i)
{
    static const char *const particles[] = {"de", "del", "della", "la", "bin", "bint", "ibn", "al",
        "el", "van", "von", "der", "da", "dos", "di", "ul", "ben", "y", "e", NULL};
    return passage_is_one_of(head, i, particles);
}

/* "Seo-yeon" is one name. */
static bool is_behind_hyphen(const passage_t *head, size_t i)
{
    return i > 0 && passage_is_word(head, i - 1, "-") &&
           head->token[i - 1].end == head->token[i].start;
}

/* "September 27th": behind a name without a comma.  "Theresa May 27 September" has a name before the day. */
static bool is_date(const passage_t *head, size_t i)
{
    static const char *const ordinals[] = {"st", "nd", "rd", "th", "of", "de", NULL};
    size_t next, behind;
    if (month_at(head, i, &next) == 0 || next >= head->tokens ||
        head->token[next].kind != TOKEN_NUMBER)
        return false;
    for (next++; passage_is_one_of(head, next, ordinals);)
        next++;
    return month_at(head, next, &behind) == 0;
}

/* "John Roe, Sr. President of Malta": the token behind "Sr.".  "Sra. Juana Roe, Sr. Presidente" are two. */
static size_t behind_generation(const passage_t *head, size_t behind)
{
    static const char *const generations[] = {"sr", "jr", "ii", "iii", NULL};
    static const char *const titles[] = {"president", "prime", "vice", "permanent", "deputy",
        "minister", "foreign", "ambassador", "secretary", "head", "director", "chief", NULL};
    if (!passage_is_word(head, behind, ",") || !passage_is_one_of(head, behind + 1, generations))
        return behind;
    size_t next = behind + (passage_is_word(head, behind + 2, ".") ? 3 : 2);
    bool ends = next >= head->tokens || head->token[next].kind == TOKEN_MARK ||
                passage_is_one_of(head, next, titles);
    return ends ? next : behind;
}

/* Is token i one of the words?  A '*' stands for any ending. */
static bool is_any(const passage_t *head, size_t i, const char *const *words)
{
    span_t hit;
    return i < head->tokens && passage_has_at(head, head->token[i].start, words, &hit) &&
           hit.end == head->token[i].end;
}

/* Does what follows a courtesy begin with a preposition: "Professor of Law", "AMBASSADOR TO KENYA"?  "Mr. To Lam" and
 * "Mr. Ante Roe" are names. */
static bool is_preposition(const passage_t *head, size_t i)
{
    static const char *const sure[] = {
        "of", "at", "for", "during", "before", "devant", "lors", "and", NULL};
    static const char *const perhaps[] = {"to", "on", "in", "en", "a", "ante", "de", "del", NULL};
    static const char *const articles[] = {"the", "la", "el", "las", "los", NULL};
    static const char *const posts[] = {"professor", "ambassador", "embajador", "embajadora", NULL};
    if (passage_is_one_of(head, i, sure))
        return true;
    if (!passage_is_one_of(head, i, perhaps))
        return false;
    const token_t *token = &head->token[i];
    size_t second = head->folded.origin[token->start + 1];
    bool particle = is_particle(head, i);
    bool capitals = token->end > token->start + 1 && u_isupper(passage_point(head->text, &second));
    return (!particle && passage_is_one_of(head, i + 1, articles)) ||
           (i > 0 && (particle || capitals) && passage_is_one_of(head, i - 1, posts));
}

/* The token at which the name behind a courtesy begins, whose office may come first; the number of tokens
 * where there is none. */
static size_t name_begin(const passage_t *head, size_t first)
{
    size_t i = first;
    while (is_any(head, i, offices) ||
           (i > first && i + 1 < head->tokens && is_behind_hyphen(head, i + 1)))
        i++; /* over the hyphen of "Vice-President", too */
    bool none = i >= head->tokens || passage_is_word(head, i, "-") || is_any(head, i, nobodies) ||
                is_preposition(head, i) || (i > first && is_particle(head, i));
    return none ? head->tokens : i;
}

/* The token behind the name that begins at `first`. */
static size_t name_end(const passage_t *head, size_t first)
{
    size_t i = first, words = 0;
    for (; i < head->tokens && words < NAME_WORDS_MAX; i++) {
        const token_t *token = &head->token[i];
        if (token->kind == TOKEN_MARK) {
            char mark = head->folded.text[token->start];
            bool dot =
                mark == '.' && i > 0 && head->token[i - 1].end - head->token[i - 1].start <= 2;
            if (dot || mark == '-' || mark == '\'')
                continue;
            break;
        }
        bool initial = passage_is_word(head, i + 1, ".") && token->end - token->start <= 2;
        if (token->kind != TOKEN_WORD ||
            (words > 0 && !initial && (is_any(head, i, offices) || is_any(head, i, name_ends))) ||
            is_date(head, i) ||
            (!passage_is_capital(head, i) && !is_particle(head, i) && !is_behind_hyphen(head, i)))
            break;
        words++;
    }
    while (i > first && is_particle(head, i - 1))
        i--;
    return i > first ? behind_generation(head, i) : i;
}

/* "10:13 A.M. EDT" has no Monsieur, nor has "10:13 a. m.". */
static bool is_of_clock(const passage_t *head, span_t courtesy)
{
    const char *text = head->folded.text;
    size_t i = passage_token_at(head, courtesy.start);
    if (i < 2 || text[courtesy.start] != 'm' || courtesy.end > courtesy.start + 2 ||
        !passage_is_word(head, i - 1, ".") ||
        !(passage_is_word(head, i - 2, "a") || passage_is_word(head, i - 2, "p")))
        return false;
    bool tight = head->token[i - 1].end == courtesy.start;
    return tight || (i > 2 && head->token[i - 3].kind == TOKEN_NUMBER);
}

static rap_code_t copy_span(
    const char **ret, const passage_t *head, span_t span, rap_arena_t *arena, rap_err_t *err)
{
    span_t source = passage_source(head, span);
    while (source.end > source.start && strchr(" ,;:-(|", head->text[source.end - 1]) != NULL)
        source.end--;
    *ret = rap_arena_strndup(arena, head->text + source.start, source.end - source.start);
    if (*ret == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for a speaker's name");
    return RAP_OK;
}

/* The head's sessions: no title goes on into the name of one. */
typedef struct sessions {
    session_t item[SESSIONS_MAX];
    size_t count;
} sessions_t;

static span_t title_span(const passage_t *head, size_t behind, const sessions_t *sessions)
{
    static const char *const marks[] = {",", "，", ":", "(", NULL};
    static const char *const others[] = {
        "mr.", "mr", "ms.", "ms", "mrs.", "mrs", "sr.", "sra.", "mme", "monsieur", "madame", NULL};
    while (passage_is_one_of(head, behind, marks))
        behind++;
    /* A line end between name and title is no end. */
    if (behind < head->tokens && passage_is_word(head, behind, "|"))
        behind++;
    if (behind >= head->tokens)
        return (span_t){head->folded.len, head->folded.len};
    span_t span = {head->token[behind].start, head->token[behind].start + TITLE_MAX_BYTES}, end;
    if (span.end > head->folded.len)
        span.end = head->folded.len;
    for (size_t i = behind; i < head->tokens && head->token[i].start < span.end; i++)
        if (head->token[i].kind == TOKEN_NUMBER)
            span.end = head->token[i].start;
    if (passage_find_any(head, span, title_ends, &end))
        span.end = end.start;
    if (passage_has_at(head, span.start, others, &end))
        span.end = span.start;
    for (size_t i = 0; i < sessions->count; i++) {
        size_t start = sessions->item[i].span.start;
        if (start >= span.start && start < span.end)
            span.end = start;
    }
    while (span.end > span.start && ((unsigned char)head->folded.text[span.end] & 0xC0) == 0x80)
        span.end--;
    return span;
}

/* Is there a word of a role in the title? */
static bool is_title(const passage_t *head, span_t span)
{
    static const char *const marks[] = {"representative", "ambassador", "minister", "president",
        "director", "secretary", "counsellor", "counselor", "head of", "adviser", "advisor",
        "charge d'affaires", "chair*", "attache", "chief", "delegate", "officer", "expert",
        "coordinator", "envoy", "king", "representant*", "representante", "ambassadeur", "ministre",
        "president*", "conseill*", "embajador*", "ministr*", "consejer*", "directora", "director*",
        "primer ministro", "secretari*", "советник*", "министр*", "представител*", "посл*",
        "директор*", "نائب", "الممثل", "سفير", "وزير", "رئيس", "مستشار", NULL};
    span_t hit;
    return passage_find_any(head, span, marks, &hit);
}

/* "Mr. President", "السيد رئيس الجمعية العامة": spoken to, and no name. */
static bool is_office(const passage_t *head, span_t name)
{
    static const char *const words[] = {"رئيس", "الرئيس", "رئيسة", "الرئيسة", "الامين", "وزير",
        "ممثل", "نائب", "secretary", "secretary-general", "председател*", "генеральн*", NULL};
    span_t hit;
    return label_is_chair(head, name) || passage_has_at(head, name.start, words, &hit);
}

rap_code_t person_of(rap_speaker_t **ret, const passage_t *head, rap_arena_t *arena, rap_err_t *err)
{
    span_t within = passage_span(head), hit;
    sessions_t sessions;
    sessions.count = session_find(head, sessions.item, SESSIONS_MAX);
    *ret = NULL;
    while (passage_find_any(head, within, courtesies, &hit)) {
        size_t start = hit.start;
        within.start = hit.end;
        if (is_of_clock(head, hit))
            continue;
        /* The longest courtesy at this place, and more of them ("H.E. Ambassador"). */
        size_t first = passage_token_at(head, hit.end);
        if (first >= head->tokens)
            break;
        while (passage_has_at(head, head->token[first].start, courtesies, &hit)) {
            first = passage_token_at(head, hit.end);
            if (first >= head->tokens)
                return RAP_OK;
        }
        first = name_begin(head, first);
        if (first >= head->tokens)
            continue;
        size_t behind = name_end(head, first);
        span_t name = {head->token[first].start, behind > first ? head->token[behind - 1].end : 0};
        if (behind == first || name.end - name.start > NAME_MAX_BYTES || is_office(head, name) ||
            head_salutes_at(head, start))
            continue;
        span_t title = title_span(head, behind, &sessions), other;
        if (passage_find_any(head, title, spoken_to, &other))
            continue;
        rap_speaker_t *speaker = rap_arena_alloc(arena, sizeof *speaker);
        if (speaker == NULL)
            return rap_fail(err, RAP_TOOBIG, "no room for a speaker's name");
        RAP_TRY(copy_span(&speaker->name, head, name, arena, err));
        if (is_title(head, title))
            RAP_TRY(copy_span(&speaker->title, head, title, arena, err));
        *ret = speaker;
        return RAP_OK;
    }
    return RAP_OK;
}
