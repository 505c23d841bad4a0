/* language_latin.c - see language_latin.h */
#include "parser/structure/language_latin.h"

#include <endian.h>
#include <stdbool.h>
#include <string.h>

enum {
    EN = 1 << 0,
    FR = 1 << 1,
    ES = 1 << 2,
    PT = 1 << 3,
    DE = 1 << 4,
    IT = 1 << 5,
    NL = 1 << 6,
    TR = 1 << 7,
    PL = 1 << 8,
    SV = 1 << 9
};

enum { PIECE_MAX = 16, ENDING_MAX = 6, STEM_MIN = 2 };

typedef struct piece {
    char text[PIECE_MAX];
    unsigned languages;
} piece_t;

/* In the order of their bytes. */
/* clang-format off */
static const piece_t small_words[] = {
    {"a", FR | ES | PT | IT}, {"aan", NL}, {"aber", DE}, {"about", EN}, {"accordo", IT}, {"acordo", PT},
    {"acuerdo", ES}, {"afin", FR}, {"after", EN}, {"against", EN}, {"ai", IT}, {"ainsi", FR}, {"al", ES | IT},
    {"algunas", ES}, {"algunos", ES}, {"all", EN}, {"alla", IT}, {"alle", DE}, {"allen", DE}, {"als", DE | NL},
    {"also", EN}, {"altri", IT}, {"altro", IT}, {"an", EN | DE}, {"anche", IT}, {"and", EN}, {"annee", FR},
    {"anni", IT}, {"anno", IT}, {"ano", ES | PT}, {"anos", ES | PT}, {"ante", ES}, {"antes", ES}, {"any", EN},
    {"ao", PT}, {"aos", PT}, {"apoio", PT}, {"apoyo", ES}, {"apres", FR}, {"ar", SV}, {"arbeit", DE}, {"are", EN},
    {"as", EN | PT}, {"asi", ES}, {"at", EN}, {"ate", PT}, {"att", SV}, {"au", FR}, {"auch", DE}, {"auf", DE},
    {"aun", ES}, {"aussi", FR}, {"autre", FR}, {"autres", FR}, {"aux", FR}, {"av", SV}, {"avant", FR}, {"avec", FR},
    {"avons", FR}, {"be", EN}, {"because", EN}, {"been", EN}, {"before", EN}, {"bei", DE}, {"being", EN},
    {"bericht", DE}, {"between", EN}, {"bien", FR}, {"bij", NL}, {"bir", TR}, {"biz", TR}, {"both", EN}, {"bu", TR},
    {"but", EN}, {"by", EN}, {"byc", PL}, {"c", FR}, {"cada", ES}, {"can", EN}, {"ce", FR}, {"cela", FR}, {"celle", FR},
    {"celui", FR}, {"ces", FR}, {"cet", FR}, {"cette", FR}, {"ceux", FR}, {"chair", EN}, {"chaque", FR}, {"che", IT},
    {"ci", IT}, {"cok", TR}, {"com", PT}, {"come", IT}, {"comme", FR}, {"como", ES | PT}, {"con", ES | IT},
    {"contra", ES | PT}, {"contre", FR}, {"contro", IT}, {"cooperacao", PT}, {"could", EN}, {"countries", EN},
    {"country", EN}, {"cual", ES}, {"cuando", ES}, {"cyber", EN}, {"d", FR}, {"da", PT | IT | TR}, {"daha", TR},
    {"dal", IT}, {"dalla", IT}, {"dans", FR}, {"das", PT | DE}, {"dass", DE}, {"dat", NL},
    {"de", FR | ES | PT | NL | TR | SV}, {"debe", ES}, {"degil", TR}, {"degli", IT}, {"dei", IT}, {"del", ES | IT},
    {"delegacao", PT}, {"delegacion", ES}, {"delegation", EN | FR}, {"delegazione", IT}, {"della", IT}, {"delle", IT},
    {"dem", DE}, {"den", DE | SV}, {"depuis", FR}, {"der", DE}, {"derecho", ES}, {"derechos", ES}, {"des", FR | DE},
    {"desde", ES}, {"desea", ES}, {"desenvolvimento", PT}, {"despues", ES}, {"det", SV}, {"deux", FR}, {"deve", PT},
    {"deze", NL}, {"di", IT}, {"did", EN}, {"die", DE}, {"diese", DE}, {"dieser", DE}, {"direito", PT},
    {"direitos", PT}, {"diritti", IT}, {"diritto", IT}, {"dit", NL}, {"dla", PL}, {"do", EN | PT | PL}, {"does", EN},
    {"dois", PT}, {"doit", FR}, {"donde", ES}, {"dont", FR}, {"door", NL}, {"dos", ES | PT}, {"draft", EN},
    {"drei", DE}, {"droit", FR}, {"droits", FR}, {"du", FR}, {"due", IT}, {"durch", DE}, {"e", ES | PT | IT},
    {"ed", IT}, {"een", NL}, {"ein", DE}, {"eine", DE}, {"einen", DE}, {"einer", DE}, {"el", ES}, {"ela", PT},
    {"ele", PT}, {"elle", FR}, {"elles", FR}, {"ello", ES}, {"em", PT}, {"en", FR | ES | NL | TR | SV}, {"encore", FR},
    {"enquanto", PT}, {"entre", FR | ES | PT}, {"er", NL | SV}, {"es", ES | DE}, {"esa", ES}, {"ese", ES},
    {"essere", IT}, {"est", FR}, {"esta", ES | PT}, {"estados", ES | PT}, {"estas", ES}, {"este", ES | PT},
    {"esto", ES}, {"estos", ES}, {"et", FR}, {"etat", FR}, {"etats", FR}, {"ete", FR}, {"etre", FR}, {"ett", SV},
    {"eu", PT}, {"eux", FR}, {"even", EN}, {"faire", FR}, {"fait", FR}, {"first", EN}, {"foi", PT}, {"for", EN | SV},
    {"fra", SV}, {"from", EN}, {"fue", ES}, {"fur", DE}, {"gegen", DE}, {"gibi", TR}, {"gli", IT}, {"gobierno", ES},
    {"gouvernement", FR}, {"government", EN}, {"gracias", ES}, {"grazie", IT}, {"group", EN}, {"groupe", FR},
    {"grupo", ES | PT}, {"gruppe", DE}, {"gruppo", IT}, {"ha", ES | PT | IT}, {"haben", DE}, {"haber", ES},
    {"habria", ES}, {"hacia", ES}, {"had", EN}, {"han", ES}, {"hanno", IT}, {"har", SV}, {"has", EN}, {"hasta", ES},
    {"hat", DE}, {"have", EN}, {"he", EN}, {"hebben", NL}, {"heeft", NL}, {"hemos", ES}, {"her", EN | TR}, {"herr", DE},
    {"het", NL}, {"his", EN}, {"how", EN}, {"human", EN}, {"humanos", ES | PT}, {"i", EN | IT | PL}, {"ich", DE},
    {"ici", FR}, {"icin", TR}, {"if", EN}, {"ikke", SV}, {"il", FR | IT}, {"ile", TR}, {"ils", FR}, {"im", DE},
    {"in", EN | DE | IT | NL}, {"informe", ES}, {"inte", SV}, {"internacional", ES | PT}, {"international", EN | FR},
    {"internazionale", IT}, {"into", EN}, {"is", EN | NL}, {"isso", PT}, {"ist", DE}, {"it", EN}, {"its", EN},
    {"j", FR}, {"ja", PT}, {"jahr", DE}, {"jahre", DE}, {"jak", PL}, {"jako", PL}, {"jamais", FR}, {"je", FR},
    {"jest", PL}, {"just", EN}, {"kadar", TR}, {"kan", SV}, {"kann", DE}, {"ki", TR}, {"ktore", PL}, {"ktory", PL},
    {"kunnen", NL}, {"l", FR}, {"la", FR | ES | IT}, {"land", DE}, {"lander", DE}, {"las", ES}, {"last", EN},
    {"lavoro", IT}, {"law", EN}, {"le", FR | ES | IT}, {"les", FR | ES}, {"let", EN}, {"leur", FR}, {"leurs", FR},
    {"lo", ES | IT}, {"lors", FR}, {"los", ES}, {"lui", FR}, {"ma", FR | IT}, {"madam", EN}, {"madame", FR},
    {"mais", FR | PT}, {"many", EN}, {"mas", ES | PT}, {"may", EN}, {"me", EN}, {"med", SV}, {"medida", ES},
    {"medidas", ES | PT}, {"mehr", DE}, {"meme", FR}, {"mentre", IT}, {"merci", FR}, {"mesmo", PT}, {"mesures", FR},
    {"met", NL}, {"mi", ES}, {"mientras", ES}, {"misma", ES}, {"mismo", ES}, {"misure", IT}, {"mit", DE},
    {"moeten", NL}, {"molto", IT}, {"mon", FR}, {"monde", FR}, {"mondo", IT}, {"monsieur", FR}, {"more", EN},
    {"most", EN}, {"mr", EN}, {"much", EN}, {"muito", PT}, {"mundo", ES | PT}, {"muss", DE}, {"must", EN}, {"muy", ES},
    {"my", EN}, {"n", FR}, {"na", PT | PL}, {"naar", NL}, {"nach", DE}, {"nada", ES | PT}, {"nao", PT}, {"nas", PT},
    {"nasze", PL}, {"naszych", PL}, {"nationen", DE}, {"nations", FR}, {"ne", FR}, {"need", EN}, {"needs", EN},
    {"nei", IT}, {"nel", IT}, {"nella", IT}, {"nelle", IT}, {"nem", PT}, {"new", EN}, {"ni", ES}, {"nicht", DE},
    {"nie", PL}, {"niet", NL}, {"no", ES | PT}, {"noch", DE}, {"noi", IT}, {"non", IT}, {"nos", FR | ES | PT},
    {"nossa", PT}, {"nossas", PT}, {"nosso", PT}, {"nossos", PT}, {"nostra", IT}, {"nostro", IT}, {"not", EN},
    {"notamment", FR}, {"notre", FR}, {"nous", FR}, {"nouveau", FR}, {"nouvelle", FR}, {"nova", PT}, {"novo", PT},
    {"nuestra", ES}, {"nuestras", ES}, {"nuestro", ES}, {"nuestros", ES}, {"nueva", ES}, {"nuevo", ES}, {"nulla", IT},
    {"num", PT}, {"numa", PT}, {"nuova", IT}, {"nuovo", IT}, {"nur", DE}, {"o", ES | PT | PL}, {"obrigado", PT},
    {"och", SV}, {"od", PL}, {"oder", DE}, {"of", EN}, {"og", SV}, {"ohne", DE}, {"olan", TR}, {"olarak", TR},
    {"om", NL | SV}, {"on", EN}, {"only", EN}, {"ont", FR}, {"onze", NL}, {"ook", NL}, {"op", NL}, {"or", EN},
    {"oraz", PL}, {"os", PT}, {"other", EN}, {"otra", ES}, {"otras", ES}, {"otro", ES}, {"otros", ES}, {"ou", FR | PT},
    {"our", EN}, {"out", EN}, {"outro", PT}, {"outros", PT}, {"own", EN}, {"pa", SV}, {"paese", IT}, {"paesi", IT},
    {"pais", ES | PT}, {"paises", ES | PT}, {"panie", PL}, {"par", FR}, {"para", ES | PT}, {"parte", ES | PT | IT},
    {"pas", FR}, {"pays", FR}, {"pela", PT}, {"pelas", PT}, {"pelo", PT}, {"pelos", PT}, {"people", EN}, {"per", IT},
    {"pero", ES}, {"peuple", FR}, {"peuples", FR}, {"peut", FR}, {"peuvent", FR}, {"piu", IT}, {"plus", FR},
    {"plusieurs", FR}, {"po", PL}, {"pode", PT}, {"popolo", IT}, {"por", ES | PT}, {"porque", ES}, {"pour", FR},
    {"povo", PT}, {"progetto", IT}, {"projet", FR}, {"projeto", PT}, {"proposal", EN}, {"proposition", FR},
    {"proposta", PT | IT}, {"propuesta", ES}, {"proyecto", ES}, {"przez", PL}, {"przy", PL}, {"pueblo", ES},
    {"pueblos", ES}, {"puede", ES}, {"pueden", ES}, {"qu", FR}, {"quando", PT | IT}, {"que", FR | ES | PT},
    {"quem", PT}, {"questa", IT}, {"questo", IT}, {"qui", FR}, {"quien", ES}, {"quienes", ES}, {"rapport", FR},
    {"rapporto", IT}, {"recht", DE}, {"region", FR | ES}, {"relatorio", PT}, {"report", EN}, {"rights", EN}, {"s", FR},
    {"sa", FR}, {"same", EN}, {"sans", FR}, {"sao", PT}, {"sayin", TR}, {"se", FR | ES | PT}, {"secondo", IT},
    {"securite", FR}, {"security", EN}, {"segun", ES}, {"segundo", PT}, {"seguranca", PT}, {"seguridad", ES},
    {"sejam", PT}, {"selon", FR}, {"sem", PT}, {"senhor", PT}, {"senhora", PT}, {"senor", ES}, {"senora", ES},
    {"ser", ES | PT}, {"seria", ES}, {"ses", FR}, {"seu", PT}, {"she", EN}, {"should", EN}, {"si", FR | ES | IT},
    {"sia", IT}, {"sich", DE}, {"sicherheit", DE}, {"sicurezza", IT}, {"sie", DE | PL}, {"signor", IT}, {"sin", ES},
    {"sind", DE}, {"ska", SV}, {"skal", SV}, {"so", DE}, {"sobre", ES | PT}, {"solo", ES}, {"som", SV}, {"some", EN},
    {"sommes", FR}, {"son", FR | ES}, {"sono", IT}, {"sonra", TR}, {"sont", FR}, {"sostegno", IT}, {"sous", FR},
    {"soutien", FR}, {"staaten", DE}, {"states", EN}, {"still", EN}, {"su", ES | IT}, {"sua", PT}, {"such", EN},
    {"sul", IT}, {"sulla", IT}, {"support", EN}, {"sur", FR}, {"sus", ES}, {"tambem", PT}, {"tambien", ES}, {"te", NL},
    {"tem", PT}, {"ter", PT}, {"than", EN}, {"thank", EN}, {"that", EN}, {"the", EN}, {"their", EN}, {"there", EN},
    {"these", EN}, {"they", EN}, {"this", EN}, {"those", EN}, {"threats", EN}, {"three", EN}, {"through", EN},
    {"tiene", ES}, {"tienen", ES}, {"til", SV}, {"till", SV}, {"to", EN | PL}, {"toda", ES | PT}, {"todas", ES},
    {"todo", ES | PT}, {"todos", ES | PT}, {"too", EN}, {"tous", FR}, {"tout", FR}, {"toute", FR}, {"toutes", FR},
    {"tra", IT}, {"trabajo", ES}, {"trabalho", PT}, {"travail", FR}, {"tre", IT}, {"tres", ES | PT}, {"trois", FR},
    {"tum", TR}, {"tutti", IT}, {"tutto", IT}, {"two", EN}, {"uber", DE}, {"uluslararasi", TR}, {"um", PT | DE},
    {"uma", PT}, {"umani", IT}, {"un", FR | ES | IT}, {"una", ES | IT}, {"unas", ES}, {"und", DE}, {"under", EN},
    {"une", FR}, {"unies", FR}, {"unos", ES}, {"unser", DE}, {"unsere", DE}, {"unseren", DE}, {"unserer", DE},
    {"up", EN}, {"us", EN}, {"use", EN}, {"uso", ES}, {"van", NL}, {"var", SV}, {"vara", SV}, {"vare", SV}, {"ve", TR},
    {"vereinten", DE}, {"very", EN}, {"vez", ES}, {"vi", SV}, {"vil", SV}, {"von", DE}, {"voor", NL}, {"vor", DE},
    {"vores", SV}, {"votre", FR}, {"vous", FR}, {"w", PL}, {"was", EN}, {"we", EN}, {"welt", DE}, {"wenn", DE},
    {"werden", DE}, {"were", EN}, {"what", EN}, {"when", EN}, {"where", EN}, {"which", EN}, {"while", EN}, {"who", EN},
    {"wie", DE}, {"wij", NL}, {"will", EN}, {"wir", DE}, {"wird", DE}, {"with", EN}, {"without", EN}, {"worden", NL},
    {"work", EN}, {"world", EN}, {"would", EN}, {"y", FR | ES}, {"ya", ES | TR}, {"year", EN}, {"years", EN},
    {"yo", ES}, {"you", EN}, {"z", PL}, {"za", PL}, {"ze", PL}, {"zijn", NL}, {"zu", DE}, {"zum", DE}, {"zur", DE},
    {"zwei", DE},
};

/* Of longer words, without accents; in the order of their bytes. */
static const piece_t endings[] = {
    {"adas", ES | PT}, {"ado", ES | PT}, {"ados", ES | PT}, {"agem", PT}, {"ami", PL}, {"amos", ES}, {"ance", FR},
    {"ancia", ES | PT}, {"ande", SV}, {"ando", ES | PT | IT}, {"anie", PL}, {"anza", IT}, {"ario", ES}, {"arna", SV},
    {"ata", IT}, {"ate", IT}, {"ati", IT}, {"ato", IT}, {"aux", FR}, {"cao", PT}, {"cion", ES}, {"ciones", ES},
    {"cja", PL}, {"cji", PL}, {"coes", PT}, {"dad", ES}, {"dade", PT}, {"dades", ES | PT}, {"dir", TR}, {"ed", EN},
    {"ees", FR}, {"ego", PL}, {"eira", PT}, {"elijk", NL}, {"elle", FR}, {"elles", FR}, {"else", SV}, {"elser", SV},
    {"ence", EN | FR}, {"encia", ES | PT}, {"enden", DE}, {"endo", PT | IT}, {"ento", PT}, {"enza", IT}, {"erna", SV},
    {"eurs", FR}, {"eux", FR}, {"eza", ES}, {"ful", EN}, {"heid", NL}, {"heit", DE}, {"het", SV}, {"heten", SV},
    {"iamo", IT}, {"idad", ES}, {"iendo", ES}, {"ieren", DE}, {"ight", EN}, {"ing", EN | NL | SV}, {"ingen", NL},
    {"ings", EN}, {"inin", TR}, {"ique", FR}, {"iques", FR}, {"ische", DE | NL}, {"ischen", DE}, {"ismo", IT},
    {"ita", IT}, {"ites", FR}, {"ities", EN}, {"ity", EN}, {"keit", DE}, {"lar", TR}, {"lari", TR}, {"larin", TR},
    {"ler", TR}, {"leri", TR}, {"lerin", TR}, {"lich", DE}, {"lichen", DE}, {"lijk", NL}, {"lijke", NL}, {"ly", EN},
    {"mak", TR}, {"mek", TR}, {"ment", EN | FR}, {"mente", ES | PT | IT}, {"ments", FR}, {"mizi", TR}, {"mos", ES | PT},
    {"ness", EN}, {"nin", TR}, {"ningar", SV}, {"nych", PL}, {"oire", FR}, {"osci", PL}, {"ough", EN}, {"ould", EN},
    {"owego", PL}, {"owych", PL}, {"schaft", DE}, {"ship", EN}, {"teit", NL}, {"tion", EN | FR}, {"tions", EN | FR},
    {"tta", IT}, {"tto", IT}, {"ung", DE}, {"ungen", DE}, {"ych", PL}, {"zione", IT}, {"zioni", IT},
};

typedef struct voter {
    const char *language;
    const char *letters; /* that it has and English lacks; spaces around each */
} voter_t;

static const voter_t voters[LATIN_LANGUAGES] = {
    {"en", ""},
    {"fr", " é è ê ë à â î ï ô û ù ç œ "},
    {"es", " ñ á é í ó ú ü "},
    {"pt", " ã õ ç á é í ó ú â ê ô à "},
    {"de", " ä ö ü ß "},
    {"it", " à è é ì ò ù "},
    {"nl", " ë ï é "},
    {"tr", " ı ş ğ ç ö ü â "},
    {"pl", " ą ć ę ł ń ó ś ź ż "},
    {"sv", " å ä ö ø æ "},
};
/* clang-format on */

/* Eight bytes as a number that is ordered as they are. */
static uint64_t eight(const char *bytes)
{
    uint64_t number;
    memcpy(&number, bytes, sizeof number);
    return be64toh(number);
}

/* The languages that have a piece of a word in the table; its first eight bytes, and the others.  The
 * search has no branch for the half that a word is in, which no processor could foretell. */
static unsigned languages_of(const piece_t *table, size_t count, uint64_t head, uint64_t tail)
{
    const piece_t *last = table; /* that begins so, or before that */
    for (; count > 1; count -= count / 2)
        last += (size_t)(eight(last[count / 2].text) <= head) * (count / 2);
    for (; eight(last->text) == head; last--) {
        if (eight(last->text + 8) == tail)
            return last->languages;
        if (last == table)
            break;
    }
    return 0;
}

static unsigned languages_of_word(const char *word, size_t len)
{
    char key[PIECE_MAX] = {0};
    if (len >= sizeof key)
        return 0;
    memcpy(key, word, len);
    return languages_of(
        small_words, sizeof small_words / sizeof *small_words, eight(key), eight(key + 8));
}

/* Of the longest ending of the word that there is. */
static unsigned languages_of_ending(const char *word, size_t len)
{
    char key[8] = {0};
    unsigned set = 0;
    size_t size = len > STEM_MIN ? len - STEM_MIN : 0;
    if (size > ENDING_MAX)
        size = ENDING_MAX;
    memcpy(key, word + len - size, size);
    for (uint64_t ending = eight(key); size >= 2 && set == 0; size--, ending <<= 8)
        set = languages_of(endings, sizeof endings / sizeof *endings, ending, 0);
    return set;
}

/* Shares `vote` among the languages of the set. */
static void share(latin_votes_t *self, unsigned set, uint32_t vote)
{
    uint32_t part = vote;
    if ((set & (set - 1)) != 0) /* more than one */
        part = vote / (uint32_t)__builtin_popcount(set);
    for (unsigned left = set; left != 0; left &= left - 1)
        self->points[__builtin_ctz(left)] += part;
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

void latin_vote(
    latin_votes_t *self, const char *bare, size_t bare_len, const char *word, size_t len)
{
    unsigned set = languages_of_word(bare, bare_len);
    for (unsigned left = set; left != 0; left &= left - 1)
        self->small_words[__builtin_ctz(left)]++;
    share(self, set, LATIN_VOTE);
    vote_letters(self, word, len);
    if (set == 0)
        share(self, languages_of_ending(bare, bare_len), LATIN_VOTE / 2);
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
