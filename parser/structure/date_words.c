/* date_words.c - see date_words.h */
#include "parser/structure/date_words.h"

#include <string.h>

typedef struct named {
    const char *name;
    int number;
} named_t;

/* Folded, without accents: the six languages (Russian of the month, and the month; Arabic of the
 * Levant, of Egypt, of the Maghreb), and others that are met beside them. */
/* clang-format off */
static const named_t months[] = {
    {"january", 1}, {"february", 2}, {"march", 3}, {"april", 4}, {"may", 5}, {"june", 6},
    {"july", 7}, {"august", 8}, {"september", 9}, {"october", 10}, {"november", 11}, {"december", 12},
    {"jan", 1}, {"feb", 2}, {"mar", 3}, {"apr", 4}, {"jun", 6}, {"jul", 7}, {"aug", 8},
    {"sep", 9}, {"sept", 9}, {"oct", 10}, {"nov", 11}, {"dec", 12},
    {"janvier", 1}, {"fevrier", 2}, {"mars", 3}, {"avril", 4}, {"mai", 5}, {"juin", 6},
    {"juillet", 7}, {"aout", 8}, {"septembre", 9}, {"octobre", 10}, {"novembre", 11}, {"decembre", 12},
    {"janv", 1}, {"fevr", 2}, {"avr", 4}, {"juil", 7},
    {"enero", 1}, {"febrero", 2}, {"marzo", 3}, {"abril", 4}, {"mayo", 5}, {"junio", 6},
    {"julio", 7}, {"agosto", 8}, {"septiembre", 9}, {"setiembre", 9}, {"octubre", 10},
    {"noviembre", 11}, {"diciembre", 12}, {"ene", 1}, {"abr", 4}, {"ago", 8}, {"dic", 12},
    {"января", 1}, {"февраля", 2}, {"марта", 3}, {"апреля", 4}, {"мая", 5}, {"июня", 6},
    {"июля", 7}, {"августа", 8}, {"сентября", 9}, {"октября", 10}, {"ноября", 11}, {"декабря", 12},
    {"январь", 1}, {"февраль", 2}, {"март", 3}, {"апрель", 4}, {"май", 5}, {"июнь", 6},
    {"июль", 7}, {"август", 8}, {"сентябрь", 9}, {"октябрь", 10}, {"ноябрь", 11}, {"декабрь", 12},
    {"янв", 1}, {"февр", 2}, {"апр", 4}, {"авг", 8}, {"сент", 9}, {"окт", 10}, {"нояб", 11}, {"дек", 12},
    {"يناير", 1}, {"فبراير", 2}, {"مارس", 3}, {"ابريل", 4}, {"مايو", 5}, {"يونيو", 6}, {"يونيه", 6},
    {"يوليو", 7}, {"يوليه", 7}, {"اغسطس", 8}, {"سبتمبر", 9}, {"اكتوبر", 10}, {"نوفمبر", 11}, {"ديسمبر", 12},
    {"شباط", 2}, {"اذار", 3}, {"نيسان", 4}, {"ايار", 5}, {"حزيران", 6}, {"تموز", 7}, {"اب", 8}, {"ايلول", 9},
    {"جانفي", 1}, {"فيفري", 2}, {"افريل", 4}, {"ماي", 5}, {"جوان", 6}, {"جويلية", 7}, {"اوت", 8},
    {"يوليوز", 7}, {"غشت", 8}, {"شتنبر", 9}, {"نونبر", 11}, {"دجنبر", 12},
    {"janeiro", 1}, {"fevereiro", 2}, {"marco", 3}, {"maio", 5}, {"junho", 6}, {"julho", 7},
    {"setembro", 9}, {"outubro", 10}, {"novembro", 11}, {"dezembro", 12},
    {"січня", 1}, {"лютого", 2}, {"березня", 3}, {"квітня", 4}, {"травня", 5}, {"червня", 6},
    {"липня", 7}, {"серпня", 8}, {"вересня", 9}, {"жовтня", 10}, {"листопада", 11}, {"грудня", 12},
    {"januar", 1}, {"februar", 2}, {"marz", 3}, {"juni", 6}, {"juli", 7}, {"oktober", 10}, {"dezember", 12},
    {"gennaio", 1}, {"febbraio", 2}, {"aprile", 4}, {"maggio", 5}, {"giugno", 6}, {"luglio", 7},
    {"settembre", 9}, {"ottobre", 10}, {"dicembre", 12},
    {NULL, 0},
};

static const named_t weekdays[] = {
    {"monday", 1}, {"tuesday", 2}, {"wednesday", 3}, {"thursday", 4}, {"friday", 5}, {"saturday", 6}, {"sunday", 7},
    {"mon", 1}, {"tue", 2}, {"tues", 2}, {"wed", 3}, {"thu", 4}, {"thur", 4}, {"thurs", 4}, {"fri", 5}, {"sat", 6}, {"sun", 7},
    {"lundi", 1}, {"mardi", 2}, {"mercredi", 3}, {"jeudi", 4}, {"vendredi", 5}, {"samedi", 6}, {"dimanche", 7},
    {"lunes", 1}, {"martes", 2}, {"miercoles", 3}, {"jueves", 4}, {"viernes", 5}, {"sabado", 6}, {"domingo", 7},
    {"понедельник", 1}, {"вторник", 2}, {"среда", 3}, {"четверг", 4}, {"пятница", 5}, {"суббота", 6}, {"воскресенье", 7},
    {"среду", 3}, {"пятницу", 5}, {"субботу", 6},
    {"الاثنين", 1}, {"الثلاثاء", 2}, {"الاربعاء", 3}, {"الخميس", 4}, {"الجمعة", 5}, {"السبت", 6}, {"الاحد", 7},
    {"montag", 1}, {"dienstag", 2}, {"mittwoch", 3}, {"donnerstag", 4}, {"freitag", 5}, {"samstag", 6}, {"sonntag", 7},
    {"lunedi", 1}, {"martedi", 2}, {"mercoledi", 3}, {"giovedi", 4}, {"venerdi", 5}, {"sabato", 6}, {"domenica", 7},
    {"понеділок", 1}, {"вівторок", 2}, {"середа", 3}, {"четвер", 4}, {"субота", 6}, {"неділя", 7},
    {NULL, 0},
};
/* clang-format on */

static int number_of(const passage_t *p, size_t i, const named_t *list)
{
    for (size_t k = 0; list[k].name != NULL; k++)
        if (passage_is_word(p, i, list[k].name))
            return list[k].number;
    return 0;
}

/* "تشرين الأول" and "كانون الثاني" are two words. */
static int levantine_month(const passage_t *p, size_t i, size_t *next)
{
    bool tishrin = passage_is_word(p, i, "تشرين"), kanun = passage_is_word(p, i, "كانون");
    if (!tishrin && !kanun)
        return 0;
    *next = i + 2;
    if (passage_is_word(p, i + 1, "الاول"))
        return tishrin ? 10 : 12;
    if (passage_is_word(p, i + 1, "الثاني"))
        return tishrin ? 11 : 1;
    return 0;
}

static int one_month_at(const passage_t *p, size_t i, size_t *next)
{
    int month = levantine_month(p, i, next);
    if (month == 0 && (month = number_of(p, i, months)) != 0)
        *next = i + 1;
    return month;
}

int month_at(const passage_t *p, size_t i, size_t *next)
{
    size_t after;
    int month = one_month_at(p, i, next);
    if (month == 0)
        return 0;
    bool bracket = passage_is_word(p, *next, "(");
    if ((bracket || passage_is_word(p, *next, "/")) &&
        one_month_at(p, *next + 1, &after) == month && (!bracket || passage_is_word(p, after, ")")))
        *next = after + bracket;
    else if (passage_is_word(p, *next, "."))
        (*next)++;
    return month;
}

/* "星期五", "周五", "金曜日" */
static int han_weekday(const passage_t *p, size_t i, size_t *next)
{
    static const char *const japanese[] = {"月", "火", "水", "木", "金", "土", "日"};
    size_t at = i;
    if (passage_is_word(p, i, "星") && passage_is_word(p, i + 1, "期"))
        at = i + 2;
    else if (passage_is_word(p, i, "周"))
        at = i + 1;
    if (at > i && at < p->tokens) {
        *next = at + 1;
        if (passage_is_word(p, at, "日") || passage_is_word(p, at, "天"))
            return 7;
        return p->token[at].chinese && p->token[at].number >= 1 && p->token[at].number <= 6
                   ? p->token[at].number
                   : 0;
    }
    for (int k = 0; k < 7; k++) {
        if (passage_is_word(p, i, japanese[k]) && passage_is_word(p, i + 1, "曜")) {
            *next = i + 2 + passage_is_word(p, i + 2, "日");
            return k + 1;
        }
    }
    return 0;
}

int weekday_at(const passage_t *p, size_t i, size_t *next)
{
    int day = number_of(p, i, weekdays);
    if (day == 0)
        return han_weekday(p, i, next);
    *next = i + 1 + passage_is_word(p, i + 1, ".");
    return day;
}
