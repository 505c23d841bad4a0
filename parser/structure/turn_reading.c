/* turn_reading.c - a statement from each turn of a document; see turns.h and reading.h
 *
 * A turn is read as a small document of its own: its label is the head, what is said the text.
 * When, where and at which body is the document's.
 */
#include <string.h>

#include "parser/structure/details.h"
#include "parser/structure/reading.h"

typedef struct turn_reading {
    const reading_t *document;
    const turns_t *turns;
    const turn_t *turn;
    layout_t layout; /* the label as a heading, and the turn's blocks */
    reading_t reading;
    rap_envelope_t envelope; /* without the listing's hints, which are of the document */
    cast_t cast;
    const rap_statement_t *interviewee; /* who answers, by the document; NULL: it does not say */
} turn_reading_t;

static rap_code_t copy_span(
    const char **ret, const layout_block_t *block, span_t span, rap_arena_t *arena, rap_err_t *err)
{
    *ret = rap_arena_strndup(arena, block->text + span.start, span.end - span.start);
    if (*ret == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for a label");
    return RAP_OK;
}

/* What is said in the turn, behind labels and time codes; returns how many blocks. */
static size_t copy_said(
    layout_block_t *ret, const reading_t *document, const turns_t *turns, const turn_t *turn)
{
    const layout_t *layout = document->layout;
    size_t count = 0;
    for (size_t i = turn->first; i < turn->behind && i < document->end; i++) {
        size_t skip = turns->words[i];
        if (turns->fate[i] != TURN_SAID || skip >= layout->block[i].len)
            continue;
        ret[count] = layout->block[i];
        ret[count].text += skip;
        ret[count++].len -= skip;
    }
    return count;
}

/* Sets the layout; at least two blocks when something is said. */
static rap_code_t cut_turn(turn_reading_t *self, rap_err_t *err)
{
    const layout_t *whole = self->document->layout;
    const turn_t *turn = self->turn;
    const layout_block_t *first = &whole->block[turn->first];
    rap_arena_t *arena = self->document->arena;
    layout_block_t *block = rap_arena_array(arena, turn->behind - turn->first + 1, sizeof *block);
    if (block == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for a turn");
    block[0] = *first;
    block[0].role = LAYOUT_HEADING;
    RAP_TRY(copy_span(&block[0].text, first, turn->label.said, arena, err));
    block[0].len = turn->label.said.end - turn->label.said.start;
    self->layout = *whole;
    self->layout.block = block;
    self->layout.blocks = 1 + copy_said(block + 1, self->document, self->turns, turn);
    self->reading.end = self->layout.blocks;
    return RAP_OK;
}

static rap_code_t passage_of_block(
    const turn_reading_t *self, size_t block, passage_t *ret, rap_err_t *err)
{
    const layout_block_t *from = &self->document->layout->block[block];
    return passage_make(ret, from->text, label_look(from), self->document->arena, err);
}

/* "Address by Mr. Roe, President of ...": who speaks where the label has no party. */
static rap_code_t find_announced(turn_reading_t *self, rap_err_t *err)
{
    const rap_party_t *party = self->turn->label.party;
    passage_t title;
    if (party != NULL || self->turn->intro == TURNS_NO_BLOCK) {
        if (party != NULL)
            cast_add(&self->cast, party, RAP_ROLE_SPEAKER);
        return RAP_OK;
    }
    RAP_TRY(passage_of_block(self, self->turn->intro, &title, err));
    return speaker_of_title(
        &self->cast, self->document->parties, &title, self->document->arena, err);
}

/* "I give the floor to Ms. Roe, Under-Secretary-General for ...": what the Chair said of somebody
 * whose label says no more than the name.  Sets `ret`, folded; false where nothing is said. */
static rap_code_t find_introduced(
    const turn_reading_t *self, passage_t *ret, span_t *ret_office, bool *found, rap_err_t *err)
{
    enum { BLOCKS = 40, OFFICE_BYTES = 120 };
    const layout_t *layout = self->document->layout;
    const label_t *label = &self->turn->label;
    const char *name = layout->block[self->turn->first].text + label->name.start;
    size_t len = label->name.end - label->name.start;
    *found = false;
    for (size_t i = self->turn->first, looked = 0; i > 0 && looked < BLOCKS && !*found; looked++) {
        const layout_block_t *block = &layout->block[--i];
        const char *at = memmem(block->text, label_look(block), name, len);
        if (len == 0 || at == NULL || self->turns->fate[i] == TURN_ASIDE)
            continue;
        RAP_TRY(passage_of_block(self, i, ret, err));
        size_t behind = passage_folded(ret, (size_t)(at - block->text) + len);
        size_t end =
            behind + OFFICE_BYTES < ret->folded.len ? behind + OFFICE_BYTES : ret->folded.len;
        *ret_office = (span_t){behind + 1 < end ? behind + 1 : end, end};
        *found = behind < end && ret->folded.text[behind] == ',';
    }
    return RAP_OK;
}

/* A person without any party in the label: by the Chair's words, else nobody knows. */
static rap_code_t read_introduced(turn_reading_t *self, rap_err_t *err)
{
    passage_t words;
    span_t office;
    bool found;
    rap_statement_t *statement = self->reading.statement;
    RAP_TRY(find_introduced(self, &words, &office, &found, err));
    if (!found)
        return RAP_OK;
    if (label_is_secretariat(&words, office))
        statement->kind = RAP_STATEMENT_SECRETARIAT;
    else if (label_is_organization(&words, office))
        statement->kind = RAP_STATEMENT_STAKEHOLDER;
    return RAP_OK;
}

/* In a section of explanations of vote every speaker explains a vote. */
static int kind_in(int kind, int mode)
{
    bool open = kind == RAP_STATEMENT_NATIONAL || kind == RAP_STATEMENT_GROUP ||
                kind == RAP_STATEMENT_JOINT;
    bool special =
        mode == RAP_STATEMENT_EXPLANATION_OF_VOTE || mode == RAP_STATEMENT_RIGHT_OF_REPLY;
    return open && special ? mode : kind;
}

static rap_code_t read_speakers(turn_reading_t *self, rap_err_t *err)
{
    reading_t *reading = &self->reading;
    rap_statement_t *statement = reading->statement;
    mentions_t mentions, in_head;
    const passage_t *head = &reading->head.passage;
    RAP_TRY(find_announced(self, err));
    RAP_TRY(mentions_guess(&in_head, reading->parties, head, reading->arena, err));
    RAP_TRY(
        behalf_find(&self->cast, reading->parties, &reading->head, &in_head, reading->arena, err));
    cast_promote_group(&self->cast);
    statement->kind = kind_in(kind_of(head, &self->cast), self->turn->mode);
    RAP_TRY(mentions_find(&mentions, reading->parties, &reading->body, reading->arena, err));
    named_text_t body = {&reading->body, &mentions, statement->language};
    cosponsors_find(&self->cast, &body);
    return RAP_OK;
}

/* Whoever the label names answers, else the one of whom the document is an interview. */
static rap_code_t read_answer(turn_reading_t *self, rap_err_t *err)
{
    rap_statement_t *statement = self->reading.statement;
    const rap_party_t *party = self->turn->label.party;
    statement->kind = RAP_STATEMENT_INTERVIEW;
    if (party != NULL) {
        cast_add(&self->cast, party, RAP_ROLE_SPEAKER);
        return reading_cast(&self->reading, &self->cast, err);
    }
    if (self->interviewee != NULL)
        statement->parties = self->interviewee->parties;
    return RAP_OK;
}

/* Parties and kind.  Only parties speak for parties: a Chair, the Secretariat, organizations and
 * who is told of by others have none, whatever stands in brackets behind their names. */
static rap_code_t read_parties(turn_reading_t *self, rap_err_t *err)
{
    rap_statement_t *statement = self->reading.statement;
    const label_t *label = &self->turn->label;
    if (label->told) {
        statement->kind = RAP_STATEMENT_REPORT;
        return RAP_OK;
    }
    switch (label->kind) {
    case LABEL_CHAIR:
        statement->kind = RAP_STATEMENT_CHAIR;
        return RAP_OK;
    case LABEL_SECRETARIAT:
        statement->kind = RAP_STATEMENT_SECRETARIAT;
        return RAP_OK;
    case LABEL_ORGANIZATION:
        statement->kind = RAP_STATEMENT_STAKEHOLDER;
        return RAP_OK;
    case LABEL_QUESTION:
        statement->kind = RAP_STATEMENT_INTERVIEW;
        return RAP_OK;
    case LABEL_ANSWER:
        return read_answer(self, err);
    case LABEL_VOICE:
        statement->kind = RAP_STATEMENT_NATIONAL; /* nobody says otherwise, and of no State */
        return RAP_OK;
    case LABEL_PARTY:
    case LABEL_PERSON:
    case LABEL_NONE:
        break;
    }
    RAP_TRY(read_speakers(self, err));
    bool nobody = self->cast.count == 0 && label->kind == LABEL_PERSON && label->brackets.end == 0;
    if (nobody && statement->kind == RAP_STATEMENT_NATIONAL)
        RAP_TRY(read_introduced(self, err));
    return reading_cast(&self->reading, &self->cast, err);
}

/* --- the person --- */

static rap_code_t set_person(
    turn_reading_t *self, const char *name, const char *title, rap_err_t *err)
{
    rap_speaker_t *speaker = rap_arena_alloc(self->document->arena, sizeof *speaker);
    if (speaker == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for a speaker's name");
    *speaker = (rap_speaker_t){name, title};
    self->reading.statement->speaker = speaker;
    return RAP_OK;
}

/* Whom the record's head names: "President: Mr. Roe (Kenya)". */
static rap_code_t read_officer(turn_reading_t *self, rap_err_t *err)
{
    passage_t passage;
    rap_speaker_t *officer = NULL;
    if (self->turn->officer == TURNS_NO_BLOCK)
        return RAP_OK;
    RAP_TRY(passage_of_block(self, self->turn->officer, &passage, err));
    RAP_TRY(person_of(&officer, &passage, self->document->arena, err));
    return officer != NULL ? set_person(self, officer->name, NULL, err) : RAP_OK;
}

static rap_code_t read_person(turn_reading_t *self, rap_err_t *err)
{
    const label_t *label = &self->turn->label;
    const layout_block_t *first = &self->document->layout->block[self->turn->first];
    rap_arena_t *arena = self->document->arena;
    const char *name, *title = NULL;
    if (label->name.end > label->name.start) {
        RAP_TRY(copy_span(&name, first, label->name, arena, err));
        bool office = label->kind == LABEL_SECRETARIAT || label->kind == LABEL_ORGANIZATION;
        if (office && label->brackets.end > 0)
            RAP_TRY(copy_span(&title, first, label->brackets, arena, err));
        return set_person(self, name, title, err);
    }
    if (label->kind == LABEL_ANSWER && self->interviewee != NULL)
        self->reading.statement->speaker = self->interviewee->speaker;
    if (label->kind == LABEL_CHAIR || label->national)
        return read_officer(self, err);
    if (label->bare)
        return person_of(
            &self->reading.statement->speaker, &self->reading.head.passage, arena, err);
    return RAP_OK;
}

/* --- all of it --- */

static void inherit(rap_statement_t *statement, const rap_statement_t *document)
{
    statement->body = document->body;
    statement->session = document->session;
    statement->meeting = document->meeting;
    statement->agenda_item = document->agenda_item;
    statement->delivered_on = document->delivered_on;
    statement->date_from = document->date_from;
    statement->place = document->place;
    if (statement->language == NULL)
        statement->language = document->language;
}

static rap_code_t read_details(turn_reading_t *self, rap_err_t *err)
{
    rap_statement_t *statement = self->reading.statement;
    rap_arena_t *arena = self->document->arena;
    const rap_hints_t *hints = &self->document->envelope->hints;
    if (self->turn->item != TURNS_NO_BLOCK) {
        passage_t passage;
        const char *item;
        RAP_TRY(passage_of_block(self, self->turn->item, &passage, err));
        RAP_TRY(agenda_item_of(&item, &passage, arena, err));
        statement->agenda_item = item != NULL ? item : statement->agenda_item;
    }
    if (self->turn->label.bare)
        RAP_TRY(title_of(&statement->title, &self->reading.head.passage, arena, err));
    if (self->turns->interview)
        RAP_TRY(title_of(&statement->title, &self->document->head.passage, arena, err));
    if (statement->title == NULL)
        statement->title = hints->title;
    if (statement->title == NULL)
        RAP_TRY(title_of_file(&statement->title, self->document->layout->title, arena, err));
    return read_person(self, err);
}

/* *ret_said is false where nothing is said. */
static rap_code_t read_turn(
    const turn_reading_t *of, rap_statement_t *statement, bool *ret_said, rap_err_t *err)
{
    const reading_t *document = of->document;
    turn_reading_t *self = rap_arena_alloc(document->arena, sizeof *self);
    if (self == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for a turn");
    *self = *of;
    self->envelope.id = document->envelope->id;
    self->reading = *document;
    self->reading.layout = &self->layout;
    self->reading.envelope = &self->envelope;
    self->reading.statement = statement;
    RAP_TRY(cut_turn(self, err));
    RAP_TRY(head_cut(&self->layout, 1, document->arena, &self->reading.head, err));
    RAP_TRY(reading_text(&self->reading, err));
    *ret_said = statement->paragraphs.count > 0;
    if (!*ret_said)
        return RAP_OK;
    inherit(statement, document->statement);
    RAP_TRY(read_parties(self, err));
    return read_details(self, err);
}

/* --- who is interviewed --- */

/* Do all answers have one label, or labels that name their party? */
static bool is_one_voice(const layout_t *layout, const turns_t *turns)
{
    const turn_t *one = NULL;
    for (size_t i = 0; i < turns->count; i++) {
        const turn_t *turn = &turns->item[i];
        span_t said = turn->label.said;
        if (turn->label.kind != LABEL_ANSWER || turn->label.party != NULL || said.end == 0)
            continue;
        if (one == NULL)
            one = turn;
        size_t len = one->label.said.end - one->label.said.start;
        if (said.end - said.start != len ||
            memcmp(layout->block[turn->first].text + said.start,
                layout->block[one->first].text + one->label.said.start, len) != 0)
            return false;
    }
    return true;
}

/* Reads the head, what is told of the interview, and the answers as one statement, without a word of
 * who asks.  NULL where several answer: the document does not say which. */
static rap_code_t read_interviewee(
    const reading_t *document, const turns_t *turns, const rap_statement_t **ret, rap_err_t *err)
{
    const layout_t *whole = document->layout;
    rap_arena_t *arena = document->arena;
    const turn_t *first = &turns->item[0];
    size_t head = first->label.told ? first->behind : first->first, count = head;
    *ret = NULL;
    if (!is_one_voice(whole, turns))
        return RAP_OK;
    layout_block_t *block = rap_arena_array(arena, whole->blocks + 1, sizeof *block);
    layout_t *layout = rap_arena_alloc(arena, sizeof *layout);
    reading_t *reading = rap_arena_alloc(arena, sizeof *reading);
    rap_statement_t *statement = rap_arena_alloc(arena, sizeof *statement);
    if (block == NULL || layout == NULL || reading == NULL || statement == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for who is interviewed");
    memcpy(block, whole->block, head * sizeof *block);
    for (size_t i = 0; i < turns->count; i++)
        if (turns->item[i].label.kind == LABEL_ANSWER)
            count += copy_said(block + count, document, turns, &turns->item[i]);
    if (count == head)
        return RAP_OK;
    *layout = *whole;
    layout->block = block;
    layout->blocks = count;
    *reading = *document;
    reading->layout = layout;
    reading->end = count;
    reading->statement = statement;
    RAP_TRY(head_cut(layout, head, arena, &reading->head, err));
    RAP_TRY(reading_text(reading, err));
    RAP_TRY(reading_parties(reading, err));
    RAP_TRY(reading_person(reading, err));
    *ret = statement;
    return RAP_OK;
}

rap_code_t reading_turns(
    const reading_t *document, const turns_t *turns, rap_array_t *ret, rap_err_t *err)
{
    rap_statement_t *statement =
        rap_arena_array(document->arena, turns->count + 1, sizeof *statement);
    size_t count = 0;
    if (statement == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for %zu turns", turns->count);
    turn_reading_t *of = rap_arena_alloc(document->arena, sizeof *of);
    if (of == NULL)
        return rap_fail(err, RAP_TOOBIG, "no room for a turn");
    *of = (turn_reading_t){.document = document, .turns = turns};
    if (turns->interview)
        RAP_TRY(read_interviewee(document, turns, &of->interviewee, err));
    for (size_t i = 0; i < turns->count; i++) {
        bool said;
        statement[count] = (rap_statement_t){0};
        of->turn = &turns->item[i];
        RAP_TRY(read_turn(of, &statement[count], &said, err));
        count += said;
    }
    if (count == 0)
        return rap_fail(err, RAP_NOT_STATEMENT, "nothing is said in the document's turns");
    *ret = (rap_array_t){statement, count};
    return RAP_OK;
}
