/* language_latin.c - see language_latin.h */
#include "parser/structure/language_latin.h"

#include <stdbool.h>
#include <string.h>

#include "parser/function_words.h"

/* clang-format off */
/* Beside those of function_words.h. */
static const char *const english[] = {"you", "thank", "mr", "mr.", "would", "can", "must", "they", "these", "was", "were", "been", "more",
    "also", "or", "but", "i", "my", "us", "there", "any", "such", "between", "other", "who", "if", "into", "than", "do", "those", "may",
    "could", "only", "both", "under", "through", "while", "how", "chair", "madam", "states", "when", "what", "let", "me", "out", "up",
    "rights", "human", "world", "people", "international", "security", "support", "group", "report", "work", "two", "three", "year", "years", "country", "countries", "proposal", "draft", "delegation", "government", "new", "first", "last", "use", "many", "some", "most", "about", "before", "after", "because", "without", "against", "where", "being", "he", "she", "his", "her", "had", "did", "does", "too", "very", "much", "even", "still", "just", "same", "own", "needs", "need", "law", "threats", "cyber", NULL};
static const char *const french[] = {"je", "a", "se", "elle", "ont", "ces", "sa", "son", "ses", "mais", "comme", "aussi", "entre", "y",
    "ete", "fait", "vous", "votre", "cela", "toute", "toutes", "tous", "tout", "faire", "doit", "peut", "afin", "ainsi", "leur", "leurs", "un", "j",
    "n", "c", "s", "monsieur", "madame", "merci", "mon", "ma", "plus", "etre", "c'est", "si", "lors", "dont", "meme", "etats", "sans", "sous", "elles", "ils", "etat",
    "droit", "droits", "travail", "groupe", "annee", "deux", "trois", "ici", "rapport", "mesures", "proposition", "pays", "monde", "peuple", "peuples", "region", "delegation", "gouvernement", "soutien", "autres", "autre", "contre", "selon", "peuvent", "avons", "sommes", "nations", "unies", "jamais", "encore", "bien", "cet", "celui", "celle", "ceux", "eux", "lui", "il", "international", "securite", "projet", "nouvelle", "nouveau", "depuis", "avant", "apres", "chaque", "notamment", "plusieurs", NULL};
static const char *const spanish[] = {"a", "tambien", "sobre", "entre", "nos", "les", "o", "pero", "muy", "todos", "todas", "cada", "desde",
    "han", "ser", "sin", "pais", "paises", "hemos", "debe", "e", "senor", "senora", "gracias", "estos", "estas", "ese", "esa", "ello", "cual",
    "ante", "si", "mi", "nuestros", "nuestras", "unas", "unos", "hacia", "hasta", "donde", "porque", "esto", "fue", "estados", "desea", "le", "yo", "ya",
    "derecho", "derechos", "humanos", "seguridad", "trabajo", "grupo", "ano", "anos", "dos", "tres", "aun", "asi", "informe", "uso", "medida", "medidas", "propuesta", "acuerdo", "region", "gobierno", "pueblo", "pueblos", "mundo", "apoyo", "delegacion", "solo", "haber", "habria", "seria", "tiene", "tienen", "puede", "pueden", "otros", "otras", "otro", "otra", "todo", "toda", "contra", "segun", "mientras", "nada", "algunos", "algunas", "internacional", "proyecto", "nuevo", "nueva", "ni", "antes", "despues", "mismo", "misma", "quien", "quienes", "cuando", "parte", "vez", NULL};
static const char *const portuguese[] = {"a", "eu", "este", "esta", "como", "foi", "mas", "tambem", "entre", "seu", "sua", "todos", "nossos",
    "nossas", "pais", "paises", "senhor", "senhora", "muito", "ser", "ter", "ha", "isso", "pode", "deve", "sobre", "pelos", "pelas", "num", "numa",
    "obrigado", "estados", "ela", "ele", "sem", "ate",
    "direito", "direitos", "humanos", "seguranca", "trabalho", "grupo", "ano", "anos", "dois", "tres", "relatorio", "medidas", "proposta", "acordo", "povo", "mundo", "apoio", "delegacao", "outros", "outro", "todo", "toda", "contra", "segundo", "enquanto", "nada", "desenvolvimento", "cooperacao", "internacional", "projeto", "novo", "nova", "nem", "ja", "mesmo", "quem", "quando", "parte", "tem", "sejam", NULL};
static const char *const german[] = {"wird", "haben", "werden", "unsere", "unser", "sie", "es", "dass", "oder", "aber", "bei", "zur", "zum", "einen",
    "einer", "ich", "sind", "hat", "nach", "durch", "uber", "um", "an", "in", "wie", "diese", "dieser", "kann", "muss", "noch", "herr",
    "staaten", "vereinten", "nationen", "recht", "sicherheit", "welt", "arbeit", "gruppe", "bericht", "land", "lander", "jahr", "jahre", "zwei", "drei", "mehr", "alle", "allen", "nur", "wenn", "so", "unserer", "unseren", "vor", "gegen", "ohne", NULL};
static const char *const italian[] = {"sia", "anche", "come", "ma", "nostro", "nostra", "paese", "paesi", "delle", "degli", "nella", "dal",
    "dalla", "piu", "questo", "questa", "essere", "ha", "hanno", "noi", "signor", "i", "al", "ai", "in", "a", "su", "gli", "ed", "nei", "nelle", "sul",
    "sulla", "tra", "ci", "grazie",
    "diritto", "diritti", "umani", "sicurezza", "lavoro", "gruppo", "anno", "anni", "due", "tre", "rapporto", "misure", "proposta", "accordo", "popolo", "mondo", "sostegno", "delegazione", "altri", "altro", "tutti", "tutto", "contro", "secondo", "mentre", "nulla", "internazionale", "progetto", "nuovo", "nuova", "quando", "parte", "molto", NULL};
static const char *const dutch[] = {"de", "het", "een", "en", "van", "is", "dat", "in", "te", "op", "zijn", "voor", "met", "niet", "aan", "er", "om",
    "ook", "als", "bij", "wij", "onze", "door", "naar", "worden", "deze", "dit", "heeft", "hebben", "kunnen", "moeten", NULL};
static const char *const turkish[] = {"ve", "bir", "bu", "icin", "ile", "da", "de", "olarak", "olan", "cok", "daha", "en", "gibi", "sayin", "her",
    "ya", "ki", "biz", "tum", "uluslararasi", "kadar", "sonra", "degil", NULL};
static const char *const polish[] = {"i", "w", "na", "z", "do", "ze", "nie", "sie", "jest", "o", "to", "oraz", "przez", "dla", "od", "po", "jak", "za",
    "ktore", "ktory", "naszych", "nasze", "panie", "byc", "przy", "jako", NULL};
static const char *const swedish[] = {"och", "att", "det", "som", "for", "en", "av", "den", "till", "med", "om", "har", "ar", "vi", "pa", "inte", "ett",
    "de", "var", "vara", "kan", "ska", "skal", "og", "er", "ikke", "vil", "fra", "vores", "vare", "til", NULL};

typedef struct voter {
    const char *language;
    const char *const *words;
    const char *letters; /* that the language has, of those that English lacks; spaces between */
    const char *endings; /* of its words, without accents */
} voter_t;

static const voter_t voters[LATIN_LANGUAGES] = {
    {"en", english, "", " ing ings tion tions ity ities ed ly ment ness ould ight ough ship ful ence "},
    {"fr", french, " é è ê ë à â î ï ô û ù ç œ ", " tion tions ment ments ique iques aux eux oire ites eurs elle elles ence ance ees "},
    {"es", spanish, " ñ á é í ó ú ü ", " cion ciones dad dades mos ando iendo mente ado ados adas idad eza ancia encia ario amos "},
    {"pt", portuguese, " ã õ ç á é í ó ú â ê ô à ", " cao coes dade dades mos ando endo mente ado ados adas ento agem ancia encia eira "},
    {"de", german, " ä ö ü ß ", " ung ungen keit heit lich lichen ische ischen schaft enden ieren "},
    {"it", italian, " à è é ì ò ù ", " zione zioni mente ita ato ati ata ate endo ando ismo enza anza iamo tta tto "},
    {"nl", dutch, " ë ï é ", " ing ingen heid lijk lijke elijk ische teit "},
    {"tr", turkish, " ı ş ğ ç ö ü â ", " ler lar leri lari inin nin dir mek mak larin lerin mizi "},
    {"pl", polish, " ą ć ę ł ń ó ś ź ż ", " osci nych owych ego ych ami owego anie cja cji "},
    {"sv", swedish, " å ä ö ø æ ", " ing ningar het ande arna erna else elser heten "},
};
/* clang-format on */

static bool is_among(const char *const *words, const char *word, size_t len)
{
    for (size_t i = 0; words != NULL && words[i] != NULL; i++)
        if (words[i][0] == word[0] && strncmp(words[i], word, len) == 0 && words[i][len] == '\0')
            return true;
    return false;
}

static const char *const *shared_words(const char *language)
{
    for (size_t i = 0; i < FUNCTION_WORDS_LATIN; i++)
        if (strcmp(function_words_latin[i].language, language) == 0)
            return function_words_latin[i].words;
    return NULL;
}

/* Shares `vote` among the languages of the set. */
static void share(latin_votes_t *self, unsigned set, uint32_t vote)
{
    uint32_t count = 0;
    for (size_t v = 0; v < LATIN_LANGUAGES; v++)
        count += set >> v & 1U;
    for (size_t v = 0; v < LATIN_LANGUAGES; v++)
        if ((set >> v & 1U) != 0)
            self->points[v] += vote / count;
}

static void vote_letters(latin_votes_t *self, const char *word, size_t len)
{
    for (size_t at = 0; at < len; at++) {
        unsigned char byte = (unsigned char)word[at];
        if (byte < 0xC3 || byte > 0xC5 || at + 1 == len)
            continue;
        char letter[] = {' ', word[at], word[at + 1], ' ', '\0'};
        unsigned set = 0;
        for (size_t v = 0; v < LATIN_LANGUAGES; v++)
            if (strstr(voters[v].letters, letter) != NULL)
                set |= 1U << v;
        share(self, set, LATIN_VOTE);
    }
}

static void vote_ending(latin_votes_t *self, const char *word, size_t len)
{
    enum { ENDING_MAX = 7, STEM_MIN = 2 };
    for (size_t size = ENDING_MAX; size >= 2; size--) {
        char ending[ENDING_MAX + 3];
        unsigned set = 0;
        if (len < size + STEM_MIN)
            continue;
        ending[0] = ' ';
        memcpy(ending + 1, word + len - size, size);
        ending[size + 1] = ' ';
        ending[size + 2] = '\0';
        for (size_t v = 0; v < LATIN_LANGUAGES; v++)
            if (strstr(voters[v].endings, ending) != NULL)
                set |= 1U << v;
        share(self, set, LATIN_VOTE / 2);
        if (set != 0)
            return; /* the longest */
    }
}

void latin_vote(
    latin_votes_t *self, const char *bare, size_t bare_len, const char *word, size_t len)
{
    unsigned set = 0;
    for (size_t v = 0; v < LATIN_LANGUAGES; v++) {
        bool small = is_among(shared_words(voters[v].language), bare, bare_len);
        self->small_words[v] += small;
        if (small || is_among(voters[v].words, bare, bare_len))
            set |= 1U << v;
    }
    share(self, set, LATIN_VOTE);
    vote_letters(self, word, len);
    if (set == 0)
        vote_ending(self, bare, bare_len);
}

void latin_rank(const latin_votes_t *self, size_t *ret_first, size_t *ret_second)
{
    size_t first = 0, second = 1;
    for (size_t v = 0; v < LATIN_LANGUAGES; v++) {
        if (self->points[v] > self->points[first]) {
            second = first;
            first = v;
        } else if (v != first && (second == first || self->points[v] > self->points[second])) {
            second = v;
        }
    }
    *ret_first = first;
    *ret_second = second;
}

const char *latin_language(size_t index)
{
    return voters[index].language;
}
