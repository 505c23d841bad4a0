/* What a text says of itself: whose "my country" it is, who "believes" and "supports" in it.
 *
 * Every mention of a State is given points for what stands around it.  A State that a text
 * speaks about a lot is not its speaker by that alone: a debate has a subject. */
#include <string.h>

#include "parser/structure/cast.h"

enum { IDENTITY = 6, STANCE = 2, HINT = 1, MARGIN = 3, BEFORE = 64, LINKS_MAX = 6 };

/* clang-format off */
/* Before the name, with nothing but articles between. */
static const char *const identities[] = {"my country", "my own country", "my nation", "my homeland",
    "my own nation", "my island nation", "my beloved country", "my people of", "my native", "my beloved", "i represent",
    "that i represent today", "i represent today", "i have the honour to represent", "i have the honor to represent",
    "i am honoured to represent", "i am proud to represent", "we , the people of", "our country", "our beloved",
    "greetings from", "greetings of the people of", "greetings from the people of", "warm greetings of",
    "greetings from the government and people of", "greetings of the government and people of",
    "greetings from the people and government of", "on behalf of the government of",
    "on behalf of the people of", "on behalf of the government and people of", "on behalf of the people and government of",
    "on behalf of the government and the people of", "on behalf of the people and the government of",
    "on behalf of the president of", "on behalf of the prime minister of", "on behalf of the delegation of",
    "mon pays", "notre pays", "ma patrie", "au nom du peuple et du gouvernement", "au nom du gouvernement et du peuple",
    "au nom du peuple", "au nom du gouvernement", "au nom de la delegation", "salutations du peuple",
    "je represente", "mi pais", "nuestro pais", "mi patria", "represento", "en nombre del pueblo",
    "en nombre del gobierno", "en nombre del pueblo y gobierno", "en nombre del gobierno y pueblo",
    "en nombre del pueblo y del gobierno", "en nombre del gobierno y del pueblo", "en nombre de la delegacion",
    "saludo del pueblo", "saludos del pueblo", "nombre de mi pais", "meu pais", "nosso pais", "em nome do povo",
    "моя страна", "наша страна", "нашей страны", "моей страны", "моей стране", "нашей стране",
    "от имени правительства", "от имени народа", "от имени делегации", "بلادي", "بلدي", "وطني", "我国",
    "我的国家", NULL};

/* The same, if the sentence is not about what another said. */
static const char *const likely[] = {"on behalf of", "in the name of", "au nom de", "au nom du", "au nom de la", "au nom des",
    "en nombre de", "en nombre del", "от имени", "باسم", "نيابة عن", "我代表", NULL};

/* The same; and sure behind "I" and "my". */
static const char *const as_head[] = {"as president of", "as prime minister of", "as minister for foreign affairs of",
    "as foreign minister of", "as head of state of", "as king of", "como presidente de", "como presidenta de",
    "en tant que president de", "en tant que president du", "como presidente da", NULL};
static const char *const singular[] = {"i", "my", "me", "je", "j'ai", "mon", "yo", "mi", "me dirijo", "eu", "meu", NULL};

static const char *const of_another[] = {"statement*", "delivered", "made by", "declaration*", "prononce*",
    "pronunciad*", "formulad*", "заявлени*", "بيان", "发言", NULL};

/* On whose behalf a delegation with an adjective speaks: "on behalf of the Kenyan people". */
static const char *const behalf[] = {"on behalf of", "in the name of", "au nom de", "au nom du", "en nombre de",
    "en nombre del", "a nombre de", "a nombre del", "em nome do", "от имени", "باسم", "نيابة عن", "greetings of",
    "greetings from", "salutations du", "saludo del", "saludos del", NULL};
static const char *const people[] = {"people", "peoples", "government", "delegation", "nation", "peuple",
    "gouvernement", "pueblo", "gobierno", "delegacion", "nacion", "povo", "governo",
    "народа", "правительства", "делегации", "شعب", "الشعب", "حكومة", "وفد", NULL};

static const char *const first_person[] = {"we", "i", "nous", "je", "nosotros", "nosotras", "мы", "я", NULL};
static const char *const we[] = {"we", "nous", "nosotros", "nosotras", "мы", "نحن", NULL};
static const char *const whereof[] = {"in", "of", "from", "as", "here", "the", "people", "citizens", "en", "au", "aux", "a",
    "de", "du", "desde", "в", "народ", ",", "-", "في", "los", "las", "les", "la", "le", "el", NULL};

/* Words between a phrase and the name. */
static const char *const articles[] = {"the", "la", "le", "les", "l", "'", "el", "los", "las", "of", "de", "du",
    "del", "des", "d", "republic", "republique", "republica", "o", "do", "da", ",", "-", ":", "beautiful",
    "republika", "kingdom", "state", "union", NULL};
static const char *const pure_articles[] = {"the", "la", "le", "les", "l", "'", "el", "los", "las", "o", "a",
    "\"", "(", NULL};

/* Before the name of a subject there is none of these. */
static const char *const prepositions[] = {"of", "in", "with", "against", "from", "to", "by", "between", "for",
    "on", "at", "towards", "toward", "into", "about", "like", "than", "de", "du", "des", "d", "en", "au", "aux", "avec", "contre", "entre",
    "par", "pour", "sur", "del", "con", "contra", "por", "para", "sobre", "a", "с", "в", "из", "против", "от",
    "о", "к", "для", "между", "что", "whether", NULL};

/* What a State says of itself, and nearly never of another. */
static const char *const stances[] = {"welcomes", "believes", "reaffirms", "reiterates", "stands ready", "aligns",
    "associates", "thanks", "looks forward", "attaches", "underscores", "underlines", "is committed",
    "is fully committed", "is convinced", "shares", "wishes", "joins", "recognizes", "recognises", "appreciates",
    "commends", "congratulates", "is proud", "is deeply", "is concerned", "is gravely", "is honoured", "is honored",
    "is pleased", "is grateful", "is of the view", "is confident", "pledges", "hopes", "advocates", "notes with",
    "concurs", "agrees", "echoes", "has the honour", "stands with", "takes this opportunity", "expresses",
    "extends", "endorses", "encourages", "subscribes", "condemns", "condemned", "strongly condemns", "endorsed",
    "co-sponsored", "is a party", "is party to", "is a candidate", "has long advocated", "attache", "reitere", "salue",
    "se felicite", "estime", "reaffirme", "s'associe", "souhaite", "condamne", "se rejouit", "remercie", "s'aligne",
    "souscrit", "saisit cette occasion", "exprime", "reitera", "considera", "reafirma", "saluda", "condena",
    "agradece", "cree", "se suma", "se asocia", "reconoce", "esta comprometido", "esta comprometida", "valora", "respalda", "celebra",
    "comparte", "hace suya", "condenou", "defende", "выступает за", "последовательно", "приветствует", "исходит из", "разделяет",
    "присоединяется", "подтверждает", "убеждена", "убежден", "выражает", "придает", "благодарит", "تؤكد",
    "ترحب", "تجدد", "تعرب", "تؤمن", "تشيد", "تدين", "تثمن", "تعيد التاكيد", "تتقدم بالشكر", "تنضم الى", "تؤيد", "认为", "主张", "愿", "赞同", "欢迎", "高度重视", NULL};

/* What it says of itself more often than of another. */
static const char *const risky[] = {"supports", "remains", "calls", "urges", "considers", "strives", "aspires",
    "continues", "has always", "reaffirmed", "affirms", "wish", "thank", "join", "continue", "support", "is ready",
    "is firm", "is firmly", "seeks", "values", "remain", "stands", "will continue", "will assume", "endeavours", "is working", "has been working",
    "believe", "welcome", "understands", "is fully", "is actively", "soutient", "appelle", "considere", "reste", "demeure", "continue de",
    "continuera", "s'engage", "accorde", "apoya", "hace un llamado", "seguira", "continuara", "mantiene",
    "participa", "asume", "поддерживает", "считает", "призывает", "выступает", "готова", "готов", "продолжает",
    "تدعو", "تدعم", "تواصل", "تحرص", "تولي", "تسعى", "تتطلع", "تعتبر", "ترى", "支持", "坚持", "一贯", "将继续", "呼吁", NULL};

/* Who says one of these speaks for one State. */
static const char *const national[] = {"my country", "our country", "my nation", "our nation", "my people", "our people",
    "my government", "my homeland", "my delegation", "mon pays", "notre pays", "ma delegation", "mon gouvernement",
    "mi pais", "nuestro pais", "mi delegacion", "mi gobierno", "meu pais", "nosso pais", "meu governo",
    "моя страна", "наша страна", "нашей страны", "нашу страну", "моей страны", "بلادي", "بلدي", "我国", NULL};

/* Behind "X's", or before "of X". */
static const char *const virtues[] = {"commitment", "commitments", "priority", "priorities", "candidature",
    "candidacy", "contribution", "contributions", "support for", "engagement", "attachement", "compromiso",
    "candidatura", "compromisso", "приверженность", "приверженности", "позиция", "تمسك", "التزام", "حرص", "موقف", NULL};
/* clang-format on */

static size_t skip_back(const passage_t *p, size_t i, const char *const *words)
{
    size_t skipped = 0;
    while (i > 0 && skipped++ < LINKS_MAX && passage_is_one_of(p, i - 1, words))
        i--;
    return i;
}

/* Words to the Chair end with a comma, and the text goes on. */
static bool is_clause_end(const passage_t *p, size_t i)
{
    return p->token[i].kind == TOKEN_MARK &&
           strchr(".!?;:,", p->folded.text[p->token[i].start]) != NULL;
}

static bool starts_clause(const passage_t *p, size_t i)
{
    return i == 0 || is_clause_end(p, i - 1);
}

/* "my country, Jamaica"; "on behalf of Estonia"; "as President of the Republic of Kenya".  The first of a
 * list is one of those that are spoken for. */
static int points_before(const passage_t *p, size_t first, bool listed)
{
    span_t hit;
    if (passage_ends_before(p, first, BEFORE, identities, articles, &hit))
        return IDENTITY;
    bool head = passage_ends_before(p, first, BEFORE, as_head, articles, &hit);
    if (!head && (listed || !passage_ends_before(p, first, BEFORE, likely, articles, &hit)))
        return 0;
    span_t before = {hit.start > BEFORE ? hit.start - BEFORE : 0, hit.start}, other;
    if (head)
        return passage_find_any(p, before, singular, &other) ? IDENTITY : STANCE;
    return passage_find_any(p, before, of_another, &other) ? 0 : STANCE;
}

/* "au nom de la délégation comorienne", "on behalf of the Bahraini people". */
static int points_of_adjective(const passage_t *p, size_t first, size_t behind)
{
    static const char *const links[] = {"the", "my", "la", "le", "et", "and", "y", "of", "du",
        "del", "de", "people", "peoples", "government", "delegation", "nation", "peuple",
        "gouvernement", "pueblo", "gobierno", "delegacion", "nacion", "povo", "governo", "народа",
        "правительства", "делегации", "شعب", "الشعب", "حكومة", "وفد", NULL};
    span_t hit;
    bool named = passage_is_one_of(p, behind, people) ||
                 (first > 0 && passage_is_one_of(p, first - 1, people));
    return named && passage_ends_before(p, first, BEFORE, behalf, links, &hit) ? IDENTITY : 0;
}

/* "As South Africa, we ..."; "we in Kenya"; "nosotros, en Argentina". */
static int points_of_we(const passage_t *p, size_t first, size_t behind)
{
    static const char *const as[] = {"as", "como", "comme", NULL};
    size_t next = behind + passage_is_word(p, behind, ",");
    if (first > 0 && passage_is_one_of(p, first - 1, as) && starts_clause(p, first - 1) &&
        passage_is_one_of(p, next, first_person))
        return IDENTITY;
    size_t i = skip_back(p, first, whereof);
    return i > 0 && i < first && passage_is_one_of(p, i - 1, we) ? IDENTITY : 0;
}

/* What may stand between "Kenya" and "supports". */
static bool is_adverb(const passage_t *p, size_t i)
{
    static const char *const adverbs[] = {"also", "once", "again", "therefore", "too", "has",
        "always", "would", "will", "like", "to", "se", "y", "aussi", "tambien", "также", NULL};
    size_t len = p->token[i].end - p->token[i].start;
    return passage_is_one_of(p, i, adverbs) ||
           (len > 3 && memcmp(p->folded.text + p->token[i].end - 2, "ly", 2) == 0);
}

static int points_of_subject(const passage_t *p, size_t first, size_t behind)
{
    span_t hit;
    size_t start = skip_back(p, first, pure_articles);
    if (start > 0 && passage_is_one_of(p, start - 1, prepositions))
        return 0;
    for (size_t i = behind; i < p->tokens && i < behind + 3; i++) {
        if (passage_has_at(p, p->token[i].start, stances, &hit))
            return STANCE;
        if (passage_has_at(p, p->token[i].start, risky, &hit))
            return HINT;
        if (!is_adverb(p, i))
            break;
    }
    return 0;
}

/* "For Iceland, ..."; "Georgia's support for"; "small States like Seychelles". */
static int points_of_hint(const passage_t *p, size_t first, size_t behind)
{
    static const char *const of_us[] = {"for", "para", "pour", "для", NULL};
    static const char *const like[] = {"like", "como", "comme", NULL};
    static const char *const kinds[] = {"country", "nation", "state", "states", "countries",
        "nations", "pais", "paises", "pays", "etat", "etats", NULL};
    span_t hit;
    size_t start = skip_back(p, first, pure_articles);
    if (start > 0 && passage_is_one_of(p, start - 1, of_us) && starts_clause(p, start - 1) &&
        passage_is_word(p, behind, ","))
        return HINT;
    if (start > 1 && passage_is_one_of(p, start - 1, like) &&
        passage_is_one_of(p, start - 2, kinds))
        return HINT;
    size_t i = behind;
    if (passage_is_word(p, i, "'"))
        i += 1 + passage_is_word(p, i + 1, "s");
    if (i > behind && i < p->tokens && passage_has_at(p, p->token[i].start, virtues, &hit))
        return HINT;
    return passage_ends_before(p, first, BEFORE, virtues, articles, &hit) ? HINT : 0;
}

static int points_of(const passage_t *p, const mention_t *mention, bool listed)
{
    size_t first = passage_token_at(p, mention->span.start);
    size_t behind = passage_token_at(p, mention->span.end);
    if (first >= p->tokens)
        return 0;
    if (mention->adjective)
        return points_of_adjective(p, first, behind);
    int points = points_before(p, first, listed);
    if (points == 0)
        points = points_of_we(p, first, behind);
    if (points == 0)
        points = points_of_subject(p, first, behind);
    return points > 0 ? points : points_of_hint(p, first, behind);
}

static self_score_t *score_of(self_t *self, const rap_party_t *party)
{
    for (size_t i = 0; i < self->count; i++)
        if (self->score[i].party == party)
            return &self->score[i];
    if (self->count == SELF_STATES_MAX)
        return NULL;
    self->score[self->count] = (self_score_t){.party = party};
    return &self->score[self->count++];
}

static bool is_official(const rap_party_t *party, const char *language)
{
    for (size_t i = 0; i < party->languages.count; i++)
        if (strcmp(party->languages.item[i], language) == 0)
            return true;
    return false;
}

/* Is it a language of the United Nations, in which anybody speaks? */
static bool is_common(const char *language)
{
    static const char *const common[] = {"en", "fr", "es", "ru", "ar", "zh", NULL};
    for (size_t i = 0; common[i] != NULL; i++)
        if (strcmp(common[i], language) == 0)
            return true;
    return false;
}

/* Who speaks names itself often, and perhaps in its own language; but only what is said in the first
 * person begins it. */
static void add_what_fits(self_t *self, self_score_t *score, const char *language)
{
    if (score->points == 0)
        return;
    if (language != NULL && !is_common(language) && is_official(score->party, language))
        score->points += 2 * STANCE;
    if (2 * score->named >= self->named && score->named >= 6)
        score->points += 2 * HINT;
    else if (3 * score->named >= self->named && score->named >= 4)
        score->points += HINT;
}

void self_read(self_t *self, const named_text_t *body)
{
    const mention_t *item = body->mentions->item;
    *self = (self_t){0};
    for (size_t i = 0; i < body->mentions->count; i++) {
        if (rap_party_is_group(item[i].party))
            continue;
        self_score_t *score = score_of(self, item[i].party);
        if (score == NULL)
            continue;
        bool listed = i + 1 < body->mentions->count &&
                      cast_is_list_gap(body->passage, item[i].span.end, item[i + 1].span.start);
        score->named++;
        self->named++;
        score->points += points_of(body->passage, &item[i], listed);
    }
    span_t hit;
    self->national = passage_find_any(body->passage, passage_span(body->passage), national, &hit);
    for (size_t i = 0; i < self->count; i++)
        add_what_fits(self, &self->score[i], body->language);
}

const rap_party_t *self_named(const self_t *self, int points_min)
{
    const self_score_t *best = NULL;
    int second = 0;
    for (size_t i = 0; i < self->count; i++) {
        const self_score_t *score = &self->score[i];
        if (best == NULL || score->points > best->points) {
            second = best != NULL ? best->points : 0;
            best = score;
        } else if (score->points > second) {
            second = score->points;
        }
    }
    if (best == NULL || best->points < points_min || best->points < MARGIN * second)
        return NULL;
    return best->party;
}

bool self_contradicts(const self_t *self, const rap_party_t *party)
{
    for (size_t i = 0; i < self->count; i++)
        if (self->score[i].party == party && self->score[i].points > 0)
            return false;
    return self_named(self, SELF_SURE) != NULL;
}
