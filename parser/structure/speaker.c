/* Who speaks.  The State that a document names first is often not the speaker, so each
 * mention in the head is weighed by what stands around it; the mentions of the most weight
 * must agree, else the listing decides, else what the text says of itself, else nobody. */
#include <string.h>
#include <unicode/uchar.h>

#include "parser/structure/cast.h"

enum { SPANS_MAX = 16, BEFORE = 110, BEHIND = 48 };

typedef enum weight {
    WEIGHT_NONE,  /* a topic, an address, an adjective */
    WEIGHT_NAMED, /* named, nothing more */
    WEIGHT_LINE,  /* a line of its own, a letterhead, at the start of a title */
    WEIGHT_SPEAKS /* "statement by", "delegation of", "Permanent Representative of" */
} weight_t;

/* clang-format off */
/* Behind one of these a State speaks. */
static const char *const speaking[] = {"statement by", "statement of", "statement delivered by",
    "statement made by", "remarks by", "remarks of", "address by", "address of", "speech by", "speech of",
    "intervention by", "intervention of", "delivered by", "presented by", "position by", "position of",
    "vote by", "reply by", "reply of", "replica de", "droit de reponse de", "droit de reponse du", "delegation of", "delegate of", "representative of", "ambassador of",
    "mission of", "minister of", "minister for", "affairs of", "president of", "chancellor of", "king of",
    "government of", "head of", "secretary of", "prime minister of", "premier of", "adviser of",
    "declaration de", "declaration du", "intervention de", "intervention du", "discours de",
    "discours du", "allocution de", "prononcee par", "prononce par", "delivree par", "position de", "vote de",
    "delegation du", "delegation de", "representant permanent de", "representant de", "representante de",
    "representant permanent du", "president de", "president du", "ministre de", "ambassadeur de",
    "republique du", "republique de", "etrangeres du", "etrangeres de la", "etrangeres de",
    "exteriores de", "exteriores del", "exterieures du", "mission permanente de", "mission permanente du",
    "representation permanente de", "representation permanente du",
    "intervencion de", "intervencion del", "discurso de", "discurso del", "palabras de", "palabras del",
    "declaracion de", "declaracion del", "delegacion de", "delegacion del", "pronunciada por",
    "representante permanente de", "representante de", "representante del", "presidente de", "ministro de",
    "mision permanente de", "mision permanente del", "representacion permanente de", "выступление", "заявление", "делегации", "делегация", "представителя", "представитель",
    "представительство", "постоянного представителя", "министра иностранных дел", "президента",
    "بيان", "كلمة", "وفد", "بعثة", "ممثل", "الممثل الدائم", "مندوب", "المندوب الدائم", "يلقيها", "رئيس", "وزير خارجية",
    "由", "delivered by:", "presented by:", "statement by:", "delegation:", "country:", "member state:",
    "delegacion:", "pais:", "pays:", "делегация:", NULL};

/* Words between those and the name. */
static const char *const between[] = {"the", "republic", "kingdom", "state", "of", "islamic", "federal",
    "democratic", "people", "s", "'", "socialist", "grand", "duchy", "principality", "commonwealth", "union",
    "sultanate", "plurinational", "bolivarian", "hashemite", "permanent", "mission", "government", "delegation",
    "la", "le", "l", "les", "el", "los", "las", "de", "du", "del", "republique", "royaume", "republica", "reino",
    "estado", "etat", "duche", "-", "республики", "республика", "государства", "королевства", "делегации",
    "российской", "جمهورية", "دولة", "مملكة", "سلطنة", "لجمهورية", "لدولة", "وفد", "\"", "(", NULL};

/* Behind a name they say that it speaks. */
static const char *const speaks_behind[] = {"statement", "remarks", "intervention", "delegation", "country statement",
    "national statement", "permanent mission", "mission to the united nations", "'s statement", "'s intervention",
    "'s remarks", "'s national statement", "right of reply", "explanation of", "address to", "speech",
    "delegacion", "代表团", "代表", "常驻", "发言", NULL};

/* What makes an adjective a speaker: "the Russian delegation", "la délégation sénégalaise". */
static const char *const nouns[] = {"delegation", "delegate", "representative", "mission", "statement",
    "ambassador", "intervention", "remarks", "delegation's", "delegacion", "mision", "representante",
    "declaracion", "intervencion", "declaration", "representant", "representante",
    "делегации", "делегация", "представителя", "представитель", "представительство", "стороны",
    "الوفد", "وفد", NULL};

/* Behind a name and others that begin with capitals they make it an organization's. */
static const char *const organizations[] = {"federation", "agency", "institute", "university", "association",
    "foundation", "society", "chamber", "bank", "academy", "college", "company", "corporation", "laboratory", "centre",
    "center", "network", "press", NULL};

/* Who delivers does so for whom the statement is. */
static const char *const delivering[] = {"delivered by", "delivered by:", "presented by", "presented by:", "read by", "read out by", "prononcee par",
    "delivree par", "pronunciada por", "leida por", "يلقيه", NULL};

/* Before a name they say that it is spoken of, or is an address. */
static const char *const topics[] = {"in", "against", "on", "regarding", "concerning", "towards", "toward",
    "from", "between", "with", "proposed by", "submitted by", "introduced by", "hosted by", "sponsored by",
    "chaired by", "situation in", "presidency of", "chairmanship of", "under the presidency", "convened by",
    "organized by", "organised by", "presidence de", "presidence du", "sous la presidence", "presidencia de",
    "presidencia del", "под председательством", "برئاسة", "sur", "contre", "concernant", "sobre", "contra", "relativo a", "против",
    "по вопросу", "by", "par", "por", "حول", "بشان", "关于", NULL};

/* What follows is what the statement answers. */
static const char *const answering[] = {"in response to", "in reply to", "response to the", "reply to the",
    "response to", "en reponse", "en respuesta", "в ответ на", "в связи с", "ردا على", "针对", "на выступление", "на заявление", "following the statement",
    "ante la intervencion", "ante la declaracion", "a la intervencion", "a la declaracion",
    "a la suite de la declaration", "suite a la declaration", "responding to", "submitted by", "proposed by", "presented by the delegation", "tabled by", NULL};
/* clang-format on */

static bool is_bar(const passage_t *p, size_t i)
{
    return passage_is_word(p, i, "|");
}

/* The token before the name and its "the Republic of"; SIZE_MAX at the very start. */
static size_t token_before(const passage_t *p, size_t i)
{
    while (i > 0) {
        i--;
        if (!passage_is_one_of(p, i, between))
            return i;
    }
    return SIZE_MAX;
}

/* Does one of the phrases end before the name, with nothing but articles between? */
static bool ends_before(const passage_t *p, size_t name, const char *const *phrases)
{
    span_t hit;
    return passage_ends_before(p, name, BEFORE, phrases, between, &hit);
}

static bool begins_behind(
    const passage_t *p, size_t at, const char *const *phrases, size_t reach, span_t *hit)
{
    span_t window = {at, at + reach < p->folded.len ? at + reach : p->folded.len}, bar;
    if (passage_find(p, window, "|", &bar))
        window.end = bar.start;
    return passage_find_any(p, window, phrases, hit);
}

/* "Australian Government | Department of ...": what a letterhead begins with. */
static const char *const offices[] = {"government", "ministry", "embassy", "presidency", NULL};

static weight_t weigh_adjective(const passage_t *p, size_t first, size_t behind)
{
    for (size_t i = behind; i < behind + 2 && i < p->tokens; i++)
        if (passage_is_one_of(p, i, nouns))
            return WEIGHT_SPEAKS;
    for (size_t i = first; i > 0 && i + 2 > first; i--)
        if (passage_is_one_of(p, i - 1, nouns))
            return WEIGHT_SPEAKS;
    bool letterhead = (first == 0 || is_bar(p, first - 1)) && passage_is_one_of(p, behind, offices);
    return letterhead ? WEIGHT_LINE : WEIGHT_NONE;
}

/* "New York, Geneva" in an address, "(Cameroon)" behind a president's name. */
static bool is_aside(const passage_t *p, size_t first, size_t behind)
{
    static const char *const towns[] = {
        "geneva", "geneve", "ginebra", "vienna", "vienne", "hague", NULL};
    bool brackets =
        first > 0 && passage_is_word(p, first - 1, "(") && passage_is_word(p, behind, ")");
    for (size_t i = first; i > 0 && i + 4 > first; i--)
        if (passage_is_one_of(p, i - 1, towns))
            return true;
    return brackets;
}

/* "Address by the Minister of Defence and Industry of X": a genitive in a line that begins a
 * statement. */
static bool is_in_title(const passage_t *p, size_t first)
{
    static const char *const genitives[] = {
        "of", "by", "from", "du", "de", "del", "des", "par", "por", NULL};
    static const char *const titles[] = {"statement", "remarks", "address", "speech",
        "intervention", "discours", "allocution", "declaration", "discurso", "palabras",
        "intervencion", "declaracion", "comments", "comment", "views", "observations", "input",
        "inputs", "contribution", "proposal", "submission", "paper", "amendments", "commentaires",
        "comentarios", "observaciones", "propuesta", "proposition", "contribucion", NULL};
    static const char *const about[] = {
        "on", "about", "regarding", "concerning", "sur", "sobre", "concernant", "relativo", NULL};
    size_t i = first;
    while (i > 0 && passage_is_one_of(p, i - 1, between) && !passage_is_one_of(p, i - 1, genitives))
        i--;
    if (i == 0 || !passage_is_one_of(p, i - 1, genitives))
        return false;
    for (size_t k = i; k > 0 && !is_bar(p, k - 1) && !passage_is_one_of(p, k - 1, about); k--)
        if (passage_is_one_of(p, k - 1, titles))
            return true;
    return false;
}

/* "| BY THE REPUBLIC OF X": a line that begins with the preposition. */
static bool is_behind_line_of_by(const passage_t *p, size_t first)
{
    static const char *const by[] = {"by", "par", "por", NULL};
    size_t i = first;
    while (i > 0 && passage_is_one_of(p, i - 1, between))
        i--;
    return i > 0 && passage_is_one_of(p, i - 1, by) &&
           (i == 1 || p->token[i - 2].kind == TOKEN_MARK);
}

static bool has_capital(const passage_t *p, size_t i)
{
    size_t at = passage_source(p, (span_t){p->token[i].start, p->token[i].end}).start;
    return u_isupper(passage_point(p->text, &at));
}

static bool is_in_capitals(const passage_t *p, span_t span)
{
    span_t source = passage_source(p, span);
    for (size_t at = source.start; at < source.end;)
        if (u_islower(passage_point(p->text, &at)))
            return false;
    return true;
}

/* "The Japan Business Federation". */
static bool is_of_organization(const passage_t *p, const mention_t *mention, size_t behind)
{
    static const char *const links[] = {"and", "of", "for", "&", NULL};
    if (is_in_capitals(p, mention->span))
        return false;
    for (size_t i = behind; i < p->tokens && p->token[i].kind != TOKEN_MARK; i++) {
        if (!has_capital(p, i) && !passage_is_one_of(p, i, links))
            return false;
        if (passage_is_one_of(p, i, organizations))
            return true;
    }
    return false;
}

/* "..., Ministry of Foreign Affairs, Czech Republic |", but not "with Estonia, Latvia and Peru |". */
static bool ends_line(const passage_t *p, size_t before, size_t behind)
{
    bool at_end = behind >= p->tokens || is_bar(p, behind);
    return at_end && (before == SIZE_MAX || p->token[before].kind == TOKEN_MARK);
}

static weight_t weigh(const passage_t *p, const mention_t *mention)
{
    size_t first = passage_token_at(p, mention->span.start);
    size_t behind = passage_token_at(p, mention->span.end);
    span_t hit;
    if (first >= p->tokens || is_aside(p, first, behind) || is_of_organization(p, mention, behind))
        return WEIGHT_NONE;
    if (mention->adjective)
        return weigh_adjective(p, first, behind);
    if (ends_before(p, first, speaking) || is_behind_line_of_by(p, first))
        return WEIGHT_SPEAKS;
    if (is_in_title(p, first))
        return WEIGHT_LINE;
    if (ends_before(p, first, topics))
        return WEIGHT_NONE;
    if (begins_behind(p, mention->span.end, speaks_behind, BEHIND / 2, &hit))
        return WEIGHT_SPEAKS;
    size_t before = token_before(p, first);
    bool starts_line = before == SIZE_MAX || is_bar(p, before);
    if (starts_line || ends_line(p, before, behind) ||
        begins_behind(p, mention->span.end, speaks_behind, BEHIND, &hit))
        return WEIGHT_LINE;
    return WEIGHT_NAMED;
}

typedef struct verdict {
    const rap_party_t *party; /* the one of the most weight, or NULL */
    weight_t weight;
    bool split;               /* two of the same weight */
    const mention_t *mention; /* the first of that weight */
} verdict_t;

static size_t answer_spans(const passage_t *p, span_t *spans, size_t max)
{
    span_t within = passage_span(p), hit;
    size_t count = 0;
    while (count < max && passage_find_any(p, within, answering, &hit)) {
        span_t rest = {hit.end, p->folded.len}, bar;
        within.start = passage_find(p, rest, "|", &bar) ? bar.start : rest.end;
        spans[count++] = (span_t){hit.start, within.start};
    }
    return count;
}

/* Where those are named who are not the speaker: for whom a statement is made, or whom it answers,
 * and those who make it together. */
typedef struct aside {
    span_t span[3 * SPANS_MAX];
    size_t count;
    size_t joint; /* so many of them, the last ones, are lists of who states together */
} aside_t;

static bool is_state(const mention_t *mention)
{
    return !mention->adjective && !rap_party_is_group(mention->party);
}

/* "Joint statement by France, Germany and the United Kingdom". */
static void add_joint(aside_t *self, const passage_t *p, const mentions_t *mentions)
{
    const mention_t *item = mentions->item;
    for (size_t i = 0, n; i < mentions->count && self->joint < SPANS_MAX; i += n) {
        n = 1;
        while (i + n < mentions->count && is_state(&item[i + n]) &&
               item[i + n].party != item[i].party &&
               cast_is_list_gap(p, item[i + n - 1].span.end, item[i + n].span.start))
            n++;
        if (n == 1 || !is_state(&item[i]) ||
            passage_lies_in(item[i].span, self->span, self->count) ||
            weigh(p, &item[i]) != WEIGHT_SPEAKS)
            continue;
        self->span[self->count++] = (span_t){item[i].span.start, item[i + n - 1].span.end};
        self->joint++;
    }
}

static void find_aside(aside_t *self, const passage_t *p, const mentions_t *mentions)
{
    self->count = behalf_spans(p, self->span, SPANS_MAX);
    self->count += answer_spans(p, self->span + self->count, SPANS_MAX);
    self->joint = 0;
    add_joint(self, p, mentions);
}

static verdict_t judge(
    const passage_t *p, const mentions_t *mentions, const aside_t *aside, bool groups)
{
    verdict_t verdict = {.weight = WEIGHT_NONE};
    for (size_t i = 0; i < mentions->count; i++) {
        const mention_t *mention = &mentions->item[i];
        if (rap_party_is_group(mention->party) != groups ||
            passage_lies_in(mention->span, aside->span, aside->count))
            continue;
        weight_t weight = weigh(p, mention);
        if (weight > verdict.weight)
            verdict = (verdict_t){mention->party, weight, false, mention};
        else if (weight == verdict.weight && weight > WEIGHT_NONE &&
                 verdict.party != mention->party)
            verdict.split = true;
    }
    return verdict;
}

/* --- the listing --- */

static rap_code_t hinted(const rap_party_t **ret, const rap_parties_t *parties,
    const speaker_hint_t *hint, rap_arena_t *arena, rap_err_t *err)
{
    *ret = NULL;
    if (hint->delegation != NULL) {
        *ret = rap_parties_resolve(parties, hint->delegation, arena);
        rap_party_hit_t hits[2];
        size_t len = strlen(hint->delegation);
        if (*ret == NULL && rap_parties_scan(parties, hint->delegation, len, arena, hits, 2) > 0)
            *ret = hits[0].party;
    }
    if (*ret != NULL || hint->title == NULL)
        return RAP_OK;
    passage_t title;
    mentions_t mentions;
    RAP_TRY(passage_make(&title, hint->title, strlen(hint->title), arena, err));
    RAP_TRY(mentions_guess(&mentions, parties, &title, arena, err));
    aside_t aside;
    find_aside(&aside, &title, &mentions);
    for (int groups = 0; groups < 2 && *ret == NULL; groups++) {
        verdict_t verdict = judge(&title, &mentions, &aside, groups == 1);
        if (verdict.weight >= WEIGHT_LINE && !verdict.split)
            *ret = verdict.party;
    }
    return RAP_OK;
}

static bool agrees(const mentions_t *mentions, const rap_party_t *party)
{
    for (size_t i = 0; i < mentions->count; i++)
        if (mentions->item[i].party == party)
            return true;
    return false;
}

/* What the head says, where it says it of one. */
static const rap_party_t *by_head(const verdict_t *state, const verdict_t *group)
{
    if (state->weight >= WEIGHT_LINE && !state->split)
        return state->party;
    bool decided = state->weight < WEIGHT_LINE && group->weight >= WEIGHT_LINE && !group->split;
    return decided ? group->party : NULL;
}

/* What the text says of itself, where the head leaves it open. */
static const rap_party_t *by_text(
    const verdict_t *state, const mentions_t *in_head, const self_t *self)
{
    const rap_party_t *speaker = NULL;
    if (state->weight == WEIGHT_NAMED && !state->split) {
        const rap_party_t *named = self_named(self, 1);
        speaker = named == state->party ? named : NULL;
    }
    if (speaker == NULL && state->weight < WEIGHT_LINE)
        speaker = self_named(self, self->national ? SELF_LIKELY : SELF_SURE);
    if (speaker == NULL && state->split) {
        const rap_party_t *named = self_named(self, SELF_LIKELY);
        speaker = named != NULL && agrees(in_head, named) ? named : NULL;
    }
    return speaker;
}

static void add_those_who_join(cast_t *cast, const mentions_t *mentions, const aside_t *aside)
{
    const span_t *joint = aside->span + aside->count - aside->joint;
    for (size_t i = 0; i < mentions->count; i++)
        if (passage_lies_in(mentions->item[i].span, joint, aside->joint))
            cast_add(cast, mentions->item[i].party, RAP_ROLE_ON_BEHALF_OF);
}

/* "ASEAN statement | Delivered by Singapore". */
static bool is_delivered(const passage_t *p, const verdict_t *state, const verdict_t *group)
{
    if (state->weight != WEIGHT_SPEAKS || state->split || group->weight < WEIGHT_LINE ||
        group->split)
        return false;
    return ends_before(p, passage_token_at(p, state->mention->span.start), delivering);
}

rap_code_t speaker_find(cast_t *cast, const rap_parties_t *parties, const named_text_t *head,
    const named_text_t *body, const speaker_hint_t *hint, rap_arena_t *arena, rap_err_t *err)
{
    const passage_t *p = head->passage;
    const rap_party_t *listed;
    aside_t aside;
    self_t self;
    RAP_TRY(hinted(&listed, parties, hint, arena, err));
    find_aside(&aside, p, head->mentions);
    verdict_t state = judge(p, head->mentions, &aside, false);
    verdict_t group = judge(p, head->mentions, &aside, true);
    self_read(&self, body);

    const rap_party_t *speaker = by_head(&state, &group);
    /* A name that stands on its own in a head may be a host's or a presidency's. */
    if (speaker != NULL && speaker == state.party && state.weight == WEIGHT_LINE &&
        self_contradicts(&self, speaker))
        speaker = self_named(&self, SELF_SURE);
    /* A head that names several, or one in passing: the listing decides. */
    if (speaker == NULL && listed != NULL)
        speaker = listed;
    if (speaker == NULL && aside.joint == 0)
        speaker = by_text(&state, head->mentions, &self);
    if (speaker != NULL)
        cast_add(cast, speaker, RAP_ROLE_SPEAKER);
    if (is_delivered(p, &state, &group))
        cast_add(cast, group.party, RAP_ROLE_ON_BEHALF_OF);
    add_those_who_join(cast, head->mentions, &aside);
    return RAP_OK;
}

rap_code_t speaker_of_title(cast_t *cast, const rap_parties_t *parties, const passage_t *title,
    rap_arena_t *arena, rap_err_t *err)
{
    static const speaker_hint_t nothing = {NULL, NULL};
    static const mentions_t nobody = {NULL, 0};
    mentions_t named;
    RAP_TRY(mentions_guess(&named, parties, title, arena, err));
    return speaker_find(cast, parties, &(named_text_t){title, &named, NULL},
        &(named_text_t){title, &nobody, NULL}, &nothing, arena, err);
}
