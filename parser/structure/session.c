/* session.c - see session.h */
#include "parser/structure/session.h"

#include <string.h>

/* The ninety-fifth session of the Assembly will be that of 2040: 97 is 79 read backwards. */
enum { LOOK_AHEAD = 5, ASSEMBLY_MIN = 40, ASSEMBLY_MAX = 95 };

typedef enum noun {
    NOUN_NONE,
    NOUN_SESSION,
    NOUN_EITHER,
    NOUN_MEETING,
    NOUN_ASSEMBLY, /* "79th United Nations General Assembly" */
    NOUN_STOP      /* the ordinal belongs to something else */
} noun_t;

static noun_t noun_at(const passage_t *p, size_t i)
{
    static const char *const sessions[] = {"session", "sessions", "sesiones", "periodo", "сессия",
        "сессии", "сессию", "сессией", "сесія", "сесії", "届", "sessao", NULL};
    static const char *const either[] = {"sesion", "次", NULL};
    static const char *const meetings[] = {"meeting", "meetings", "reunion", "seance", "заседание",
        "заседании", "заседания", "заседанию", "reuniao", NULL};
    static const char *const assemblies[] = {"unga", "assembly", "asamblea", "assemblee",
        "assembleia", "ассамблеи", "ассамблея", "ассамблее", "га", "agnu", "ag", "ga", "debate",
        "debat", NULL};
    static const char *const others[] = {"committee", "commission", "comision", "комитет",
        "комитета", "комитете", "委", "anniversary", "report", "informe", "rapport", "secretary",
        "secretaire", "secretario", "reading", "lecture", "lectura", "vice", "conference", "item",
        "cluster", NULL};
    if (passage_is_one_of(p, i, either))
        return NOUN_EITHER;
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

static session_t make(const passage_t *p, long number, noun_t noun, size_t first, size_t last)
{
    bool meeting = noun == NOUN_MEETING;
    bool assembly = number >= ASSEMBLY_MIN && number <= ASSEMBLY_MAX && !meeting;
    return (session_t){.kind = assembly ? SESSION_OF_ASSEMBLY : SESSION_OF_BODY,
        .number = number,
        .meeting = meeting,
        .either = noun == NOUN_EITHER,
        .span = {p->token[first].start, p->token[last].end}};
}

/* Arabic has its ordinals behind the word: "الدورة الموضوعية التاسعة", "الدورة الـ (79)". */
static bool arabic(const passage_t *p, size_t i, session_t *ret, size_t *next)
{
    static const char *const meetings[] = {
        "الجلسة", "للجلسة", "الاجتماع", "للاجتماع", "جلستها", NULL};
    bool meeting = passage_is_one_of(p, i, meetings);
    if (!meeting && !is_arabic_session(p, i))
        return false;
    for (size_t k = i + 1; k < p->tokens && k < i + 5; k++) {
        bool bracket =
            passage_is_word(p, k, "(") && k + 1 < p->tokens && p->token[k + 1].kind == TOKEN_NUMBER;
        if (is_separator(p, k) && !bracket)
            return false;
        k += bracket;
        long number = ordinal_at(p, k, next);
        const token_t *token = &p->token[k];
        if (number == 0 && token->kind == TOKEN_NUMBER && token->number > 0 &&
            token->digits <= (meeting ? 5 : 2)) {
            number = token->number;
            *next = k + 1;
        }
        if (number > 0) {
            *ret = make(p, number, meeting ? NOUN_MEETING : NOUN_SESSION, i, *next - 1);
            return true;
        }
    }
    return false;
}

/* "session 7", "UNGA 79", "UNGA79", "meeting No. 5" */
static bool noun_first(const passage_t *p, size_t i, session_t *ret, size_t *next)
{
    static const char *const sessions[] = {"session", "sesion", "сессия", NULL};
    static const char *const assemblies[] = {"unga", "agnu", "ag", "га", NULL};
    static const char *const meetings[] = {"meeting", "seance", "заседание", NULL};
    static const char *const numbers[] = {"no", "nr", "n", "№", ".", "º", "°", "-", NULL};
    bool session = passage_is_one_of(p, i, sessions), meeting = passage_is_one_of(p, i, meetings);
    if (!session && !meeting && !passage_is_one_of(p, i, assemblies))
        return false;
    size_t at = i + 1;
    while (at < i + 4 && passage_is_one_of(p, at, numbers))
        at++;
    if (meeting && at == i + 1)
        return false; /* "meeting 8 March" */
    if (at >= p->tokens || p->token[at].kind != TOKEN_NUMBER || p->token[at].number < 1 ||
        p->token[at].digits > (meeting ? 5 : 2))
        return false;
    *ret = make(p, p->token[at].number, meeting ? NOUN_MEETING : NOUN_SESSION, i, at);
    *next = at + 1;
    return ret->kind == SESSION_OF_ASSEMBLY || session || meeting;
}

/* A number without an ending may stand right before its noun: "79 UNGA", "79 сессия", "79届", and in
 * Roman numerals "VII сессия". */
static long bare_number(const passage_t *p, size_t i)
{
    noun_t noun = noun_at(p, i + 1);
    long number = p->token[i].kind == TOKEN_NUMBER ? p->token[i].number : roman_at(p, i);
    bool high = number >= ASSEMBLY_MIN && number <= ASSEMBLY_MAX;
    bool cyrillic =
        i + 1 < p->tokens && ((unsigned char)p->folded.text[p->token[i + 1].start] & 0xFE) == 0xD0;
    bool close = cyrillic || passage_is_word(p, i + 1, "届") || p->token[i].kind == TOKEN_WORD;
    if (noun == NOUN_ASSEMBLY)
        return high ? number : 0;
    return noun == NOUN_SESSION && close && number > 0 && number <= ASSEMBLY_MAX ? number : 0;
}

static bool ordinal_first(const passage_t *p, size_t i, session_t *ret, size_t *next)
{
    long number = ordinal_at(p, i, next);
    size_t at;
    if (number == 0) {
        number = bare_number(p, i);
        *next = i + 1;
    }
    if (number == 0)
        return false;
    noun_t noun = noun_behind(p, *next, &at);
    if (noun == NOUN_NONE || noun == NOUN_STOP)
        return false;
    *ret = make(p, number, noun, i, at);
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
            arabic(passage, i, &sessions[count], &next) ||
            noun_first(passage, i, &sessions[count], &next)) {
            count++;
            i = next;
        } else {
            i++;
        }
    }
    return count;
}

const char *session_manner(const passage_t *passage)
{
    static const char *const informal[] = {"informal consultation*", "informal meeting*",
        "informal dialogue*", "informal informal*", "consultations officieuses",
        "consultations informelles", "reunion informelle", "consultas oficiosas",
        "consultas informales", "reunion oficiosa", "reunion informal", "неформальн* консультаци*",
        "неофициальн* консультаци*", "неформальн* заседани*", "неформальн* встреч*",
        "المشاورات غير الرسمية", "مشاورات غير رسمية", "اجتماع غير رسمي", "الاجتماع غير الرسمي",
        "非正式磋商", "非正式会议", "非正式协商", NULL};
    static const char *const intersessional[] = {"intersessional meeting*",
        "intersessional consultation*", "intersessional consultative meeting*",
        "inter-sessional meeting*", "inter-sessional consultation*", "intersessional work",
        "reunion intersessions", "reunions intersessions", "consultations intersessions",
        "reunion entre periodos de sesiones", "reunion intersesional",
        "consultas entre periodos de sesiones", "межсессионн* консультаци*",
        "межсессионн* заседани*", "межсессионн* встреч*", "اجتماع ما بين الدورات",
        "الاجتماع ما بين الدورات", "闭会期间会议", "会间会", "闭会期间磋商", NULL};
    static const char *const online[] = {"virtual meeting*", "virtual consultation*",
        "virtual session", "virtual informal", "by videoconference", "by video-teleconference",
        "open vtc", "reunion virtuelle", "consultations virtuelles", "par visioconference",
        "reunion virtual", "consultas virtuales", "sesion virtual", "por videoconferencia",
        "виртуальн* заседани*", "виртуальн* встреч*", "виртуальн* консультаци*",
        "в режиме видеоконференции", "اجتماع افتراضي", "الاجتماع الافتراضي", "线上会议", "视频会议",
        "虚拟会议", NULL};
    span_t all = passage_span(passage), hit;
    if (passage_find_any(passage, all, informal, &hit))
        return "informal";
    if (passage_find_any(passage, all, intersessional, &hit))
        return "intersessional";
    return passage_find_any(passage, all, online, &hit) ? "virtual" : NULL;
}
