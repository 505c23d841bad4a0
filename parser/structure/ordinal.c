/* Ordinals and cardinals of six languages: tables of words, added up ("soixante" + "dix" + "neuvieme"). */
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

/* Cardinals.  Tens of English, French and Russian are among the beginnings. */
static const number_word_t cardinals[] = {
    {"one", 1}, {"two", 2}, {"three", 3}, {"four", 4}, {"five", 5}, {"six", 6}, {"seven", 7}, {"eight", 8},
    {"nine", 9}, {"ten", 10}, {"eleven", 11}, {"twelve", 12}, {"thirteen", 13}, {"fourteen", 14}, {"fifteen", 15},
    {"sixteen", 16}, {"seventeen", 17}, {"eighteen", 18}, {"nineteen", 19},
    {"un", 1}, {"une", 1}, {"deux", 2}, {"trois", 3}, {"quatre", 4}, {"cinq", 5}, {"sept", 7}, {"huit", 8}, {"neuf", 9}, {"onze", 11},
    {"douze", 12}, {"treize", 13}, {"quatorze", 14}, {"quinze", 15}, {"seize", 16},
    {"dos", 2}, {"tres", 3}, {"cuatro", 4}, {"cinco", 5}, {"seis", 6}, {"siete", 7}, {"ocho", 8}, {"nueve", 9},
    {"diez", 10}, {"once", 11}, {"doce", 12}, {"trece", 13}, {"catorce", 14}, {"quince", 15}, {"dieciseis", 16},
    {"diecisiete", 17}, {"dieciocho", 18}, {"diecinueve", 19}, {"veinte", 20}, {"veintiun", 21}, {"veintidos", 22},
    {"veintitres", 23}, {"veinticuatro", 24}, {"veinticinco", 25}, {"veintiseis", 26}, {"veintisiete", 27},
    {"veintiocho", 28}, {"veintinueve", 29}, {"treinta", 30}, {"cuarenta", 40}, {"cincuenta", 50}, {"sesenta", 60},
    {"setenta", 70}, {"ochenta", 80}, {"noventa", 90},
    {"один", 1}, {"одна", 1}, {"одно", 1}, {"одного", 1}, {"два", 2}, {"двух", 2}, {"три", 3}, {"трех", 3}, {"четыре", 4},
    {"четырех", 4}, {"пять", 5}, {"пяти", 5}, {"шесть", 6}, {"шести", 6}, {"семь", 7}, {"семи", 7}, {"восемь", 8},
    {"восьми", 8}, {"девять", 9}, {"девяти", 9}, {"десять", 10}, {"десяти", 10}, {"одиннадцать", 11},
    {"одиннадцати", 11}, {"двенадцать", 12}, {"двенадцати", 12}, {"тринадцать", 13}, {"тринадцати", 13},
    {"четырнадцать", 14}, {"четырнадцати", 14}, {"пятнадцать", 15}, {"пятнадцати", 15}, {"шестнадцать", 16},
    {"шестнадцати", 16}, {"семнадцать", 17}, {"семнадцати", 17}, {"восемнадцать", 18}, {"восемнадцати", 18},
    {"девятнадцать", 19}, {"девятнадцати", 19}, {"двадцати", 20}, {"тридцати", 30}, {"сорока", 40},
    {"пятидесяти", 50}, {"шестидесяти", 60}, {"семидесяти", 70}, {"восьмидесяти", 80}, {"девяноста", 90},
    {"ثلاث", 3}, {"ثلاثة", 3}, {"اربع", 4}, {"اربعة", 4}, {"خمس", 5}, {"خمسة", 5}, {"ست", 6}, {"ستة", 6}, {"سبع", 7},
    {"سبعة", 7}, {"ثمان", 8}, {"ثماني", 8}, {"ثمانية", 8}, {"تسع", 9}, {"تسعة", 9}, {"عشر", 10}, {"عشرة", 10},
    {"احدى", 1}, {"اثنا", 2}, {"اثنتا", 2}, {"اثنتي", 2}, {"اثنان", 2}, {"عشرون", 20}, {"عشرين", 20},
    {"ثلاثون", 30}, {"ثلاثين", 30}, {"اربعون", 40}, {"اربعين", 40}, {"خمسون", 50}, {"خمسين", 50}, {"ستون", 60},
    {"ستين", 60}, {"سبعون", 70}, {"سبعين", 70}, {"وعشرون", 20}, {"وعشرين", 20}, {"وثلاثون", 30}, {"وثلاثين", 30},
    {"واربعون", 40}, {"واربعين", 40}, {"وخمسون", 50}, {"وخمسين", 50}, {"وستون", 60}, {"وستين", 60},
    {"وسبعون", 70}, {"وسبعين", 70},
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

/* May a number go on with this one?  "Thirty-four" and "dix-sept" get smaller; in Arabic the ones come
 * first (سبعة وعشرون, ثلاثة عشر). */
static bool goes_on(long last, long value, bool arabic)
{
    if (arabic)
        return last < 10 && value >= 10 && value % 10 == 0;
    return (last % 10 == 0 && last >= 20 && value < 20) || (last == 10 && value >= 7 && value <= 9);
}

long cardinal_at(const passage_t *p, size_t i, size_t *next)
{
    static const char *const links[] = {"-", "et", "y", NULL};
    long sum = 0, last = 0;
    if (i < p->tokens && p->token[i].kind == TOKEN_NUMBER) {
        *next = i + 1;
        return p->token[i].number > 0 && p->token[i].number <= 9999 ? p->token[i].number : 0;
    }
    for (size_t at = i; at < p->tokens && p->token[at].kind == TOKEN_WORD;) {
        bool ends = false;
        size_t behind = eighty_at(p, at, &ends);
        long value = behind > 0 ? 80 : value_of(p, at, cardinals);
        value = value > 0 ? value : value_of(p, at, beginnings);
        bool arabic = ((unsigned char)p->folded.text[p->token[at].start] & 0xFC) == 0xD8;
        if (value == 0 || ends || (sum > 0 && !goes_on(last, value, arabic)))
            break;
        sum += value;
        last = value;
        *next = at = behind > 0 ? behind : at + 1;
        while (passage_is_one_of(p, at, links))
            at++;
    }
    return sum;
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
