/* function_words.c - see function_words.h */
#include "parser/function_words.h"

#include <stddef.h>

/* clang-format off */
static const char *const english[] = {"the", "of", "and", "to", "in", "that", "is", "for", "we", "on",
    "with", "this", "our", "be", "are", "as", "have", "by", "it", "has", "which", "not", "its", "all",
    "will", "from", "should", "at", "an", "their", NULL};
static const char *const french[] = {"le", "la", "les", "de", "des", "et", "du", "que", "une", "dans",
    "pour", "qui", "est", "nous", "sur", "au", "aux", "par", "ce", "cette", "sont", "avec", "pas", "il",
    "notre", "nos", "en", "ou", "ne", "l", "d", "qu", NULL};
static const char *const spanish[] = {"el", "la", "los", "las", "de", "del", "y", "que", "en", "para",
    "por", "con", "una", "un", "es", "se", "al", "lo", "como", "su", "nuestro", "nuestra", "este", "esta",
    "no", "mas", "sus", "ha", "son", NULL};
static const char *const portuguese[] = {"o", "os", "as", "do", "da", "dos", "das", "e", "em", "no",
    "na", "nos", "nas", "um", "uma", "para", "com", "nao", "por", "ao", "aos", "mais", "que", "se",
    "pelo", "pela", "nosso", "nossa", "sao", "ou", "de", NULL};
static const char *const german[] = {"der", "die", "das", "und", "den", "von", "zu", "mit", "ist",
    "wir", "fur", "auf", "ein", "eine", "des", "im", "nicht", "sich", "auch", "dem", "als", NULL};
static const char *const italian[] = {"il", "lo", "gli", "di", "del", "della", "dei", "e", "che", "per",
    "una", "un", "con", "nel", "alla", "sono", "non", "la", "le", "si", "da", NULL};

const char *const function_words_cyrillic[] = {"и", "в", "на", "не", "что", "с", "по", "как", "к", "мы",
    "для", "из", "от", "это", "за", "его", "все", "но", "о", "у", "же", "при", "а", "или", "так",
    "наш", "та", "що", "до", "з", "се", "од", "са", "да", "је", "во", "ще", "і", "й", "ў",
    "мен", "және", "бул", "менен", NULL};
const char *const function_words_arabic[] = {"في", "من", "على", "إلى", "الى", "أن", "ان", "التي", "الذي",
    "هذا", "هذه", "عن", "مع", "بين", "كما", "ما", "لا", "كل", "قد", "وفي", "ومن", "وعلى", "وأن", "أو",
    "ولا", "ذلك", "كان", "إن", "لم", "بأن", NULL};
/* clang-format on */

const function_words_t function_words_latin[FUNCTION_WORDS_LATIN] = {{"en", english},
    {"fr", french}, {"es", spanish}, {"pt", portuguese}, {"de", german}, {"it", italian}};
