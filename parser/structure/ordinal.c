/* Ordinals of six languages: one table of words, added up ("soixante" + "dix" + "neuvieme"). */
#include <string.h>

#include "parser/structure/session.h"

typedef struct number_word {
    const char *word;
    int value;
} number_word_t;

/* Folded, without accents.  Words that end an ordinal. */
/* clang-format off */
static const number_word_t ordinals[] = {
    {"first", 1}, {"second", 2}, {"third", 3}, {"fourth", 4}, {"fifth", 5}, {"sixth", 6},
    {"seventh", 7}, {"eighth", 8}, {"ninth", 9}, {"tenth", 10}, {"eleventh", 11}, {"twelfth", 12},
    {"thirteenth", 13}, {"fourteenth", 14}, {"fifteenth", 15}, {"sixteenth", 16},
    {"seventeenth", 17}, {"eighteenth", 18}, {"nineteenth", 19}, {"twentieth", 20},
    {"thirtieth", 30}, {"fortieth", 40}, {"fiftieth", 50}, {"sixtieth", 60}, {"seventieth", 70},
    {"eightieth", 80}, {"ninetieth", 90},
    {"premier", 1}, {"premiere", 1}, {"deuxieme", 2}, {"seconde", 2}, {"unieme", 1}, {"troisieme", 3},
    {"quatrieme", 4}, {"cinquieme", 5}, {"sixieme", 6}, {"septieme", 7}, {"huitieme", 8},
    {"neuvieme", 9}, {"dixieme", 10}, {"onzieme", 11}, {"douzieme", 12}, {"treizieme", 13},
    {"quatorzieme", 14}, {"quinzieme", 15}, {"seizieme", 16}, {"vingtieme", 20},
    {"trentieme", 30}, {"quarantieme", 40}, {"cinquantieme", 50}, {"soixantieme", 60},
    {"primer", 1}, {"primero", 1}, {"primera", 1}, {"segundo", 2}, {"segunda", 2}, {"tercer", 3},
    {"tercero", 3}, {"tercera", 3}, {"cuarto", 4}, {"cuarta", 4}, {"quinto", 5}, {"quinta", 5},
    {"sexto", 6}, {"sexta", 6}, {"septimo", 7}, {"septima", 7}, {"octavo", 8}, {"octava", 8},
    {"noveno", 9}, {"novena", 9}, {"decimo", 10}, {"decima", 10}, {"undecimo", 11},
    {"undecima", 11}, {"duodecimo", 12}, {"duodecima", 12}, {"decimoprimer", 11}, {"decimoprimera", 11},
    {"decimosegundo", 12}, {"decimosegunda", 12}, {"decimotercer", 13}, {"decimotercero", 13}, {"decimotercera", 13},
    {"decimocuarto", 14}, {"decimocuarta", 14}, {"decimoquinto", 15}, {"decimoquinta", 15}, {"decimosexto", 16},
    {"decimosexta", 16}, {"decimoseptimo", 17}, {"decimoseptima", 17}, {"decimoctavo", 18}, {"decimoctava", 18},
    {"decimonoveno", 19}, {"decimonovena", 19}, {"vigesima", 20}, {"trigesima", 30}, {"cuadragesima", 40},
    {"quincuagesima", 50}, {"sexagesima", 60}, {"nonagesima", 90},
    {"terceiro", 3}, {"terceira", 3}, {"primeiro", 1}, {"primeira", 1}, {"quarto", 4}, {"quarta", 4}, {"setimo", 7},
    {"setima", 7}, {"oitavo", 8}, {"oitava", 8}, {"nono", 9}, {"nona", 9},
    {"vigesimo", 20}, {"trigesimo", 30}, {"cuadragesimo", 40}, {"quincuagesimo", 50},
    {"sexagesimo", 60}, {"septuagesimo", 70}, {"septuagesima", 70}, {"octogesimo", 80},
    {"octogesima", 80}, {"nonagesimo", 90},
    {"الاولى", 1}, {"الثانية", 2}, {"الثالثة", 3}, {"الرابعة", 4}, {"الخامسة", 5}, {"السادسة", 6},
    {"السابعة", 7}, {"الثامنة", 8}, {"التاسعة", 9}, {"العاشرة", 10}, {"الحادية", 1},
    {"الاول", 1}, {"الثاني", 2}, {"الثالث", 3}, {"الرابع", 4}, {"الخامس", 5}, {"السادس", 6}, {"السابع", 7},
    {"الثامن", 8}, {"التاسع", 9}, {"العاشر", 10}, {"الحادي", 1}, {"عشر", 10},
    {"عشرة", 10}, {"العشرون", 20}, {"الثلاثون", 30}, {"الاربعون", 40}, {"الخمسون", 50},
    {"الستون", 60}, {"السبعون", 70}, {"الثمانون", 80}, {"التسعون", 90},
    {"العشرين", 20}, {"الثلاثين", 30}, {"الاربعين", 40}, {"الخمسين", 50}, {"الستين", 60},
    {"السبعين", 70}, {"الثمانين", 80}, {"التسعين", 90},
    {"والعشرون", 20}, {"والثلاثون", 30}, {"والاربعون", 40}, {"والخمسون", 50}, {"والستون", 60},
    {"والسبعون", 70}, {"والثمانون", 80}, {"والتسعون", 90},
    {"والعشرين", 20}, {"والثلاثين", 30}, {"والاربعين", 40}, {"والخمسين", 50}, {"والستين", 60},
    {"والسبعين", 70}, {"والثمانين", 80}, {"والتسعين", 90},
    {NULL, 0},
};

/* Words that only begin one. */
static const number_word_t beginnings[] = {
    {"twenty", 20}, {"thirty", 30}, {"forty", 40}, {"fifty", 50}, {"sixty", 60}, {"seventy", 70},
    {"eighty", 80}, {"ninety", 90},
    {"dix", 10}, {"vingt", 20}, {"trente", 30}, {"quarante", 40}, {"cinquante", 50},
    {"soixante", 60},
    {"двадцать", 20}, {"тридцать", 30}, {"сорок", 40}, {"пятьдесят", 50}, {"шестьдесят", 60},
    {"семьдесят", 70}, {"восемьдесят", 80}, {"девяносто", 90},
    {NULL, 0},
};

/* Russian ordinals by stem, longer before shorter. */
static const number_word_t stems[] = {
    {"одиннадцат", 11}, {"двенадцат", 12}, {"тринадцат", 13}, {"четырнадцат", 14},
    {"пятнадцат", 15}, {"шестнадцат", 16}, {"семнадцат", 17}, {"восемнадцат", 18},
    {"девятнадцат", 19}, {"двадцат", 20}, {"тридцат", 30}, {"сороков", 40}, {"пятидесят", 50},
    {"шестидесят", 60}, {"семидесят", 70}, {"восьмидесят", 80}, {"девяност", 90},
    {"перв", 1}, {"втор", 2}, {"трет", 3}, {"четверт", 4}, {"пят", 5}, {"шест", 6},
    {"седьм", 7}, {"восьм", 8}, {"девят", 9}, {"десят", 10},
    {NULL, 0},
};

static const char *const stem_endings[] = {"ый", "ой", "ий", "ая", "ое", "ые", "ую", "ого", "ому",
    "ом", "ым", "ых", "ья", "ье", "ью", "ьей", "ьего", "ьему", "ьем", "ей", NULL};
/* clang-format on */

static int value_of(const passage_t *p, size_t i, const number_word_t *words)
{
    for (size_t k = 0; words[k].word != NULL; k++)
        if (passage_is_word(p, i, words[k].word))
            return words[k].value;
    return 0;
}

static int russian_value(const passage_t *p, size_t i)
{
    if (i >= p->tokens)
        return 0;
    const char *word = p->folded.text + p->token[i].start;
    size_t len = p->token[i].end - p->token[i].start;
    for (size_t k = 0; stems[k].word != NULL; k++) {
        size_t stem = strlen(stems[k].word);
        if (len <= stem || memcmp(word, stems[k].word, stem) != 0)
            continue;
        for (size_t e = 0; stem_endings[e] != NULL; e++)
            if (strlen(stem_endings[e]) == len - stem &&
                memcmp(word + stem, stem_endings[e], len - stem) == 0)
                return stems[k].value;
    }
    return 0;
}

/* "79th", "78e", "10ª", "8-я", "79 th"; in Chinese 第79, 第七. */
static long digits_at(const passage_t *p, size_t i, size_t *next)
{
    static const char *const suffixes[] = {"st", "nd", "rd", "th", "e", "er", "ere", "re", "eme",
        "ieme", "me", "nde", "a", "o", "ª", "º", "°", "va", "vo", "ma", "mo", "я", "й", "ая", "ой",
        "ей", "ю", "ую", "ью", "го", "е", "м", "му", NULL};
    const token_t *number = &p->token[i];
    bool han = i > 0 && passage_is_word(p, i - 1, "第");
    if (number->kind != TOKEN_NUMBER || number->number < 1 || number->number > 9999 ||
        (number->chinese && !han))
        return 0;
    *next = i + 1;
    if (han)
        return number->number;
    if (passage_is_one_of(p, i + 1, suffixes)) {
        *next = i + 2;
        return number->number;
    }
    bool dot = passage_is_word(p, i + 1, ".") && p->token[i + 1].start == number->end;
    if ((passage_is_word(p, i + 1, "-") || dot) && passage_is_one_of(p, i + 2, suffixes) &&
        p->token[i + 2].start == p->token[i + 1].end) {
        *next = i + 3;
        return number->number;
    }
    return 0;
}

/* "quatre-vingt" is 80, not 4 and 20. */
static size_t eighty_at(const passage_t *p, size_t i, bool *ends)
{
    static const char *const vingts[] = {"vingt", "vingts", "vingtieme", NULL};
    if (!passage_is_word(p, i, "quatre"))
        return 0;
    size_t next = i + 1 + passage_is_word(p, i + 1, "-");
    if (!passage_is_one_of(p, next, vingts))
        return 0;
    *ends = passage_is_word(p, next, "vingtieme");
    return next + 1;
}

long ordinal_at(const passage_t *p, size_t i, size_t *next)
{
    if (i >= p->tokens)
        return 0;
    long sum = digits_at(p, i, next);
    if (sum > 0)
        return sum;
    bool ended = false;
    int last = 1000;
    for (size_t at = i; at < p->tokens && p->token[i].kind == TOKEN_WORD;) {
        bool ends = false;
        size_t behind = eighty_at(p, at, &ends);
        int value = behind > 0 ? 80 : value_of(p, at, ordinals);
        if (behind == 0) {
            behind = at + 1;
            ends = value > 0;
        }
        if (value == 0 && (value = russian_value(p, at)) > 0)
            ends = true;
        if (value == 0)
            value = value_of(p, at, beginnings);
        /* Ordinals add up when they get smaller (septuagésimo noveno) or, in Arabic, when the
         * ones come first (التاسعة والسبعون). */
        bool arabic = ((unsigned char)p->folded.text[p->token[at].start] & 0xFC) == 0xD8;
        if (value == 0 || (value >= last && !arabic) || (ended && last < 20 && !arabic))
            break;
        sum += value;
        last = value;
        ended = ends;
        if (ends)
            *next = behind;
        at = behind;
        at += passage_is_word(p, at, "-");
        if (!ended && passage_is_word(p, at, "et"))
            at += 1 + (size_t)passage_is_word(p, at + 1, "-");
    }
    return ended ? sum : 0;
}

long roman_at(const passage_t *p, size_t i)
{
    static const struct {
        char letter;
        long value;
    } letters[] = {{'i', 1}, {'v', 5}, {'x', 10}, {'l', 50}};
    long sum = 0, before = 0;
    if (i >= p->tokens || p->token[i].kind != TOKEN_WORD)
        return 0;
    for (size_t at = p->token[i].start; at < p->token[i].end; at++) {
        long value = 0;
        for (size_t k = 0; k < sizeof letters / sizeof *letters; k++)
            if (letters[k].letter == p->folded.text[at])
                value = letters[k].value;
        bool subtracts = before > 0 && value > before;
        if (value == 0 || (subtracts && (before % 10 == 5 || value > 10 * before)))
            return 0; /* "il" is a word */
        sum += subtracts ? value - 2 * before : value;
        before = value;
    }
    return sum > 0 && sum < 100 ? sum : 0;
}
