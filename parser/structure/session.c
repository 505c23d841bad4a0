/* session.c - see session.h */
#include "parser/structure/session.h"

#include <string.h>

/* The ninety-fifth session of the Assembly will be that of 2040: 97 is 79 read backwards. */
enum { LOOK_AHEAD = 5, ASSEMBLY_MIN = 40, ASSEMBLY_MAX = 95 };

typedef enum noun {
    NOUN_NONE,
    NOUN_SESSION,
    NOUN_MEETING,
    NOUN_ASSEMBLY, /* "79th United Nations General Assembly" */
    NOUN_STOP      /* the ordinal belongs to something else */
} noun_t;

static noun_t noun_at(const passage_t *p, size_t i)
{
    static const char *const sessions[] = {"session", "sessions", "sesion", "sesiones", "periodo",
        "сессия", "сессии", "сессию", "сессией", "届", "次", "sessao", NULL};
    static const char *const meetings[] = {
        "meeting", "meetings", "reunion", "seance", "заседание", "заседании", "заседания", NULL};
    static const char *const assemblies[] = {"unga", "assembly", "asamblea", "assemblee",
        "ассамблеи", "ассамблея", "ассамблее", "agnu", "ag", "ga", NULL};
    static const char *const others[] = {"committee", "commission", "comision", "комитет",
        "комитета", "комитете", "委", "anniversary", "report", "informe", "rapport", "secretary",
        "secretaire", "secretario", "reading", "lecture", "lectura", "vice", NULL};
    if (passage_is_one_of(p, i, sessions))
        return NOUN_SESSION;
    if (passage_is_one_of(p, i, meetings))
        return NOUN_MEETING;
    if (passage_is_one_of(p, i, assemblies))
        return NOUN_ASSEMBLY;
    return passage_is_one_of(p, i, others) ? NOUN_STOP : NOUN_NONE;
}

static bool is_separator(const passage_t *p, size_t i)
{
    return p->token[i].kind == TOKEN_MARK && strchr(",;:.()[]|", p->folded.text[p->token[i].start]);
}

/* The noun within a few words behind the ordinal, before a comma or another ordinal. */
static noun_t noun_behind(const passage_t *p, size_t i, size_t *at)
{
    size_t ignored;
    for (size_t k = i; k < p->tokens && k < i + LOOK_AHEAD; k++) {
        noun_t noun = noun_at(p, k);
        *at = k;
        if (noun != NOUN_NONE)
            return noun;
        if (is_separator(p, k) || ordinal_at(p, k, &ignored) > 0)
            return NOUN_NONE;
    }
    return NOUN_NONE;
}

static bool is_arabic_session(const passage_t *p, size_t i)
{
    static const char *const words[] = {
        "الدورة", "للدورة", "بالدورة", "والدورة", "دورة", "دورتها", "دورته", NULL};
    return passage_is_one_of(p, i, words);
}

static session_t make(const passage_t *p, long number, bool meeting, size_t first, size_t last)
{
    bool assembly = number >= ASSEMBLY_MIN && number <= ASSEMBLY_MAX && !meeting;
    return (session_t){.kind = assembly ? SESSION_OF_ASSEMBLY : SESSION_OF_BODY,
        .number = number,
        .meeting = meeting,
        .span = {p->token[first].start, p->token[last].end}};
}

/* "الدورة الموضوعية التاسعة", "session 7", "UNGA 79", "UNGA79" */
static bool noun_first(const passage_t *p, size_t i, session_t *ret, size_t *next)
{
    static const char *const words[] = {"session", "unga", "agnu", "sesion", "ag", "сессия", NULL};
    if (is_arabic_session(p, i)) {
        for (size_t k = i + 1; k < p->tokens && k < i + 4 && !is_separator(p, k); k++) {
            long number = ordinal_at(p, k, next);
            if (number == 0 && p->token[k].kind == TOKEN_NUMBER && p->token[k].digits <= 2) {
                number = p->token[k].number;
                *next = k + 1;
            }
            if (number > 0) {
                *ret = make(p, number, false, i, *next - 1);
                return true;
            }
        }
        return false;
    }
    if (!passage_is_one_of(p, i, words))
        return false;
    size_t at = i + 1;
    if (at < p->tokens && p->folded.text[p->token[at].start] == '-')
        at++;
    if (at >= p->tokens || p->token[at].kind != TOKEN_NUMBER || p->token[at].digits > 2 ||
        p->token[at].number < 1)
        return false;
    *ret = make(p, p->token[at].number, false, i, at);
    *next = at + 1;
    return ret->kind == SESSION_OF_ASSEMBLY || passage_is_word(p, i, "session") ||
           passage_is_word(p, i, "sesion");
}

static bool ordinal_first(const passage_t *p, size_t i, session_t *ret, size_t *next)
{
    long number = ordinal_at(p, i, next);
    size_t at;
    if (number == 0) {
        /* "79 UNGA" */
        if (p->token[i].kind != TOKEN_NUMBER || noun_at(p, i + 1) != NOUN_ASSEMBLY ||
            p->token[i].number < ASSEMBLY_MIN || p->token[i].number > ASSEMBLY_MAX)
            return false;
        number = p->token[i].number;
        *next = i + 1;
    }
    noun_t noun = noun_behind(p, *next, &at);
    if (noun == NOUN_NONE || noun == NOUN_STOP)
        return false;
    *ret = make(p, number, noun == NOUN_MEETING, i, at);
    *next = at + 1;
    return noun != NOUN_ASSEMBLY || ret->kind == SESSION_OF_ASSEMBLY;
}

static bool organizational(const passage_t *p, size_t i, session_t *ret)
{
    static const char *const phrases[] = {"organizational session", "organisational session",
        "organizational meeting", "organisational meeting", "session d'organisation",
        "session organisationnelle", "reunion d'organisation",
        "periodo de sesiones de organizacion", "sesion de organizacion", "sesion organizativa",
        "организационная сессия", "организационной сессии", "организационную сессию",
        "الدورة التنظيمية", "دورة تنظيمية", "组织会议", "组织会", NULL};
    span_t span;
    if (!passage_has_at(p, p->token[i].start, phrases, &span))
        return false;
    *ret = (session_t){.kind = SESSION_ORGANIZATIONAL, .span = span};
    return true;
}

size_t session_find(const passage_t *passage, session_t *sessions, size_t max)
{
    size_t count = 0;
    for (size_t i = 0; i < passage->tokens && count < max;) {
        size_t next = i + 1;
        if (organizational(passage, i, &sessions[count]) ||
            ordinal_first(passage, i, &sessions[count], &next) ||
            noun_first(passage, i, &sessions[count], &next)) {
            count++;
            i = next;
        } else {
            i++;
        }
    }
    return count;
}
