/* model.c - see model.h; model_file.c reads and writes it */
#include "classifier/model/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BEST_SCORES = 4, ARENA_MAX = 4 << 20 };

static void *must(void *memory)
{
    if (memory == NULL)
        abort();
    return memory;
}

void model_destroy(model_t **self)
{
    if (*self == NULL)
        return;
    thesaurus_release(&(*self)->thesaurus);
    weights_release(&(*self)->weights);
    rap_mapped_release(&(*self)->file);
    words_destroy(&(*self)->words);
    free((*self)->class_of);
    free((*self)->issue_of);
    free((*self)->bad);
    rap_arena_destroy(&(*self)->arena);
    free(*self);
    *self = NULL;
}

size_t model_classes(size_t issues)
{
    return issues + (size_t)MODEL_VIEWS * 2 * MODEL_STANCES + 1;
}

size_t model_subject_class(const model_t *self)
{
    return model_classes(self->head.issues.count) - 1;
}

bool model_tells_subject(const model_t *self)
{
    return self->weights.scale[model_subject_class(self)] > 0;
}

size_t model_stance_class(size_t issues, int view, bool bad)
{
    return issues + ((size_t)view * 2 + bad) * MODEL_STANCES;
}

/* ---- whose codebook ---- */

/* "1.0" of "1.0.3": a change of the rest changes no meaning. */
static size_t meaning_len(const char *version)
{
    size_t len = strcspn(version, ".");

    return version[len] == '.' ? len + 1 + strcspn(version + len + 1, ".") : len;
}

/* "un-ict-security@1.0.0+...": is it this codebook, in a version that means the same? */
static bool is_same(const model_head_t *head, const char *name)
{
    size_t id = strcspn(name, "@"), meaning = meaning_len(head->codebook_version);

    if (name[id] != '@' || strlen(head->codebook) != id || strncmp(head->codebook, name, id) != 0)
        return false;
    const char *version = name + id + 1;
    return strncmp(version, head->codebook_version, meaning) == 0 &&
           (version[meaning] == '.' || version[meaning] == '+' || version[meaning] == '\0');
}

static void bind(model_t *self, const codebook_t *codebook)
{
    size_t classes = self->head.issues.count;

    self->known = codebook_issue_count(codebook);
    words_destroy(&self->words);
    self->words = words_new(model_classes(classes));
    free(self->class_of);
    free(self->issue_of);
    free(self->bad);
    self->class_of = must(calloc(self->known + 1, sizeof *self->class_of));
    self->issue_of = must(calloc(classes + 1, sizeof *self->issue_of));
    self->bad = must(calloc(classes + 1, sizeof *self->bad));
    for (size_t c = 0; c < classes; c++)
        self->issue_of[c] = MODEL_UNKNOWN;
    for (size_t i = 0; i < self->known; i++) {
        const codebook_issue_t *issue = codebook_issue(codebook, i);

        self->class_of[i] = MODEL_UNKNOWN;
        for (size_t c = 0; c < classes; c++)
            if (strcmp(self->head.issues.item[c], issue->id) == 0) {
                self->class_of[i] = (uint16_t)c;
                self->issue_of[c] = (uint16_t)i;
                self->bad[c] = issue->valence < 0;
            }
    }
}

bool model_fits(model_t *self, const codebook_t *codebook)
{
    if (self->head.features != FEATURES_VERSION || !is_same(&self->head, codebook_name(codebook)))
        return false;
    bind(self, codebook);
    return true;
}

model_t *model_new(const codebook_t *codebook)
{
    model_t *self = must(calloc(1, sizeof *self));
    const char *name = codebook_name(codebook);
    size_t id = strcspn(name, "@"), count = codebook_issue_count(codebook);

    self->arena = rap_arena_new(ARENA_MAX);
    const char *version = name + id + (name[id] == '@');
    self->head = (model_head_t){.format = MODEL_FORMAT,
        .features = FEATURES_VERSION,
        .codebook = must(rap_arena_strndup(self->arena, name, id)),
        .codebook_version = must(rap_arena_strndup(self->arena, version, strcspn(version, "+"))),
        .codebook_name = must(rap_arena_strdup(self->arena, name)),
        .issues.item = must(rap_arena_array(self->arena, count + 1, sizeof(char *)))};
    for (size_t i = 0; i < count; i++)
        self->head.issues.item[self->head.issues.count++] =
            must(rap_arena_strdup(self->arena, codebook_issue(codebook, i)->id));
    bind(self, codebook);
    return self;
}

const char *model_codebook(const model_t *self)
{
    return self->head.codebook_name;
}

const char *model_engine(const model_t *self)
{
    return self->engine;
}

double model_threshold(const model_t *self)
{
    return self->head.threshold;
}

const thesaurus_t *model_thesaurus(const model_t *self)
{
    return &self->thesaurus;
}

/* ---- judging ---- */

static size_t class_of(const model_t *self, size_t issue)
{
    return issue < self->known ? self->class_of[issue] : MODEL_UNKNOWN;
}

static bool is_among(const size_t *list, size_t count, size_t wanted)
{
    for (size_t i = 0; i < count; i++)
        if (list[i] == wanted)
            return true;
    return false;
}

/* The known class with the best score that is not among the list; or the count of classes. */
static size_t best_class(
    const model_t *self, const float *scores, const size_t *list, size_t listed)
{
    size_t issues = self->head.issues.count, best = issues;

    for (size_t c = 0; c < issues; c++)
        if (self->issue_of[c] != MODEL_UNKNOWN && (best == issues || scores[c] > scores[best]) &&
            !is_among(list, listed, c))
            best = c;
    return best;
}

static size_t find_candidates(const model_t *self, const reading_t *reading, const float *before,
    const float *scores, size_t *ret_class)
{
    size_t issues = self->head.issues.count, count = 0;

    for (size_t i = 0; i < reading->count; i++) {
        size_t class = class_of(self, reading->said[i].issue);
        if (class != MODEL_UNKNOWN && !is_among(ret_class, count, class))
            ret_class[count++] = class;
    }
    for (size_t n = 0; n < BEST_SCORES; n++) {
        size_t best = best_class(self, scores, ret_class, count);
        if (best < issues)
            ret_class[count++] = best;
    }
    if (before == NULL)
        return count;
    size_t topic = best_class(self, before, NULL, 0);
    if (topic < issues && !is_among(ret_class, count, topic))
        ret_class[count++] = topic;
    return count;
}

/* What the rules say of an issue that they do not find. */
static const said_t silence = {.own = -1, .reported = -1};

static float best_other(const model_t *self, const float *scores, size_t class)
{
    float best = -2;

    for (size_t c = 0; c < self->head.issues.count; c++)
        if (c != class && scores[c] > best)
            best = scores[c];
    return best;
}

/* Other issues that the sentence names. */
static size_t rivals_of(const reading_t *reading, const said_t *said)
{
    size_t rivals = 0;

    for (size_t i = 0; i < reading->count; i++)
        rivals += reading->said[i].named && &reading->said[i] != said;
    return rivals;
}

/* A sentence may go on with what the one before it was about. */
static void set_before_inputs(const model_t *self, const reading_t *reading, const float *before,
    size_t class, float ret[JUDGE_BEFORE_INPUTS])
{
    float score = before[class];
    size_t n = 0;
    bool topic = score > best_other(self, before, class);

    ret[n++] = score;
    ret[n++] = reading->back ? score : 0;
    ret[n++] = (float)topic;
    ret[n++] = (float)(topic && reading->back);
    ret[n++] = (float)(topic && reading->count == 0);
}

static void set_issue_inputs(const model_t *self, const reading_t *reading, const float *before,
    const float *scores, size_t class, float ret[JUDGE_ISSUE_INPUTS])
{
    const said_t *found = reading_said(reading, self->issue_of[class]);
    const said_t *said = found != NULL ? found : &silence;
    float score = scores[class], other = best_other(self, scores, class);
    size_t n = 0, rivals = rivals_of(reading, found);

    ret[n++] = 1;
    ret[n++] = score;
    ret[n++] = score - other;
    ret[n++] = (float)(score > other);
    ret[n++] = score * fabsf(score);
    ret[n++] = (float)!reading->english;
    ret[n++] = (float)!reading->english * score;
    ret[n++] = rivals > 2 ? 1 : (float)rivals / 3;
    ret[n++] = (float)said->named;
    ret[n++] = (float)said->named * score;
    ret[n++] = (float)said->claimed;
    ret[n++] = (float)(said->named && said->near);
    ret[n++] = (float)(said->own >= 0 && said->strength > 1);
    ret[n++] = (float)(said->own >= 0 && said->strength <= 1);
    ret[n++] = (float)(said->reported >= 0);
    ret[n++] = (float)(found != NULL && !said->named);
    ret[n++] = (float)said->named * (score - other);
    memset(ret + n, 0, JUDGE_BEFORE_INPUTS * sizeof *ret);
    if (before != NULL)
        set_before_inputs(self, reading, before, class, ret + n);
}

/* The scores of all stances towards the issue: of the sentence, of the issue itself, and of both crossed. */
static void score_stances(const model_t *self, const reading_t *reading, const float *scores,
    size_t class, float ret[WEIGHTS_ROOM])
{
    const char *id = self->head.issues.item[class];
    size_t first = model_stance_class(self->head.issues.count, 0, false),
           end = model_subject_class(self);
    uint32_t crossed[FEATURES_CROSSED_MAX];
    int32_t sums[WEIGHTS_ROOM] = {0};
    float value;

    memcpy(ret + first, scores + first, (end - first) * sizeof *ret);
    weights_add(&self->weights, features_issue(id), first, end, ret);
    size_t count = features_cross(&reading->features, id, crossed, &value);
    weights_sum_all(&self->weights, crossed, count, sums);
    for (size_t c = first; c < end; c++)
        ret[c] += value * (float)sums[c] * self->weights.scale[c];
}

static void set_stance_inputs(const model_t *self, const reading_t *reading, const float *scores,
    size_t class, int view, float ret[JUDGE_STANCE_INPUTS])
{
    const said_t *found = reading_said(reading, self->issue_of[class]);
    const said_t *said = found != NULL ? found : &silence;
    const float *all = scores + model_stance_class(self->head.issues.count, view, false),
                *bad = scores + model_stance_class(self->head.issues.count, view, true);
    int told = view == MODEL_OWN ? said->own : said->reported;
    size_t n = 0;

    ret[n++] = 1;
    for (size_t s = 0; s < MODEL_STANCES; s++)
        ret[n++] = all[s] + (self->bad[class] ? bad[s] : 0);
    for (int s = 0; s < MODEL_STANCES - 1; s++)
        ret[n++] = (float)(told == s);
    for (int s = 0; s < MODEL_STANCES - 1; s++)
        ret[n++] = (float)(told == s && said->strength > 1);
    ret[n++] = (float)(said->named && told < 0);
    ret[n++] = (float)said->quoted;
    ret[n++] = (float)(said->reported >= 0);
    ret[n++] = (float)reading->others;
    ret[n++] = (float)reading->condition;
    ret[n++] = (float)reading->contrast;
    ret[n++] = (float)reading->modal;
    ret[n++] = (float)reading->negation;
    ret[n++] = (float)!reading->english;
    ret[n++] = (float)self->bad[class];
}

void model_ask_stances(
    const model_t *self, const reading_t *reading, const float *scores, question_t *question)
{
    float stances[WEIGHTS_ROOM];

    score_stances(self, reading, scores, question->class, stances);
    for (int view = 0; view < MODEL_VIEWS; view++)
        set_stance_inputs(self, reading, stances, question->class, view, question->stance[view]);
}

static float logistic(const float *weight, const float *input, size_t count)
{
    float sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += weight[i] * input[i];
    return 1 / (1 + expf(-sum));
}

size_t model_questions(const model_t *self, const reading_t *reading, const float *before,
    float *scores, question_t *ret)
{
    size_t class[MODEL_JUDGED_MAX], count;

    words_score(self->words, &self->weights, &reading->features, scores);
    count = find_candidates(self, reading, before, scores, class);
    for (size_t i = 0; i < count; i++) {
        ret[i].class = (uint16_t) class[i];
        ret[i].issue = self->issue_of[class[i]];
        set_issue_inputs(self, reading, before, scores, class[i], ret[i].meant);
    }
    return count;
}

float judges_meant(const judges_t *self, const question_t *question)
{
    return logistic(self->issue, question->meant, JUDGE_ISSUE_INPUTS);
}

judged_t judges_answer(const judges_t *self, const question_t *question)
{
    judged_t ret = {.issue = question->issue, .meant = judges_meant(self, question)};

    for (int view = 0; view < MODEL_VIEWS; view++) {
        float sum = 0, *stance = ret.stance[view];

        for (size_t s = 0; s < MODEL_STANCES; s++) {
            stance[s] =
                logistic(self->stance[view][s], question->stance[view], JUDGE_STANCE_INPUTS);
            sum += stance[s];
        }
        for (size_t s = 0; s < MODEL_STANCES; s++)
            stance[s] = sum > 0 ? stance[s] / sum : 0;
    }
    return ret;
}

/* Sentences of a training set avoid the phrases of the rules; elsewhere who uses one means the issue more
 * often: by so much the odds are better that the rules are right. */
#define FORMULAS 3.0

double model_odds(double probability, double times)
{
    double odds = probability * times;

    return odds / (1 - probability + odds);
}

static int best_stance(const float stance[MODEL_STANCES])
{
    int best = 0;

    for (int s = 1; s < RAP_STANCE_NEUTRAL; s++)
        if (stance[s] > stance[best])
            best = s;
    return best;
}

/* How much oftener than in the training set the rules miss a view. */
static double missed_by_rules(const model_head_t *head, double coverage)
{
    return (1 - coverage) / (1 - head->recall);
}

/* To tell a yes from a no wrongly is the worst mistake: what may as well be the contrary counts for less. */
#define DOUBT 0.75F

static double surely(const float stance[MODEL_STANCES], int best)
{
    float contrary = best == RAP_STANCE_SUPPORT  ? stance[RAP_STANCE_OPPOSE]
                     : best == RAP_STANCE_OPPOSE ? stance[RAP_STANCE_SUPPORT]
                                                 : 0;

    return fmax(0, (double)(stance[best] - DOUBT * contrary));
}

decision_t model_decide(const model_head_t *head, const judged_t *judged, int own, double coverage)
{
    const float *stance = judged->stance[MODEL_OWN];
    double missed = missed_by_rules(head, coverage);
    int best = best_stance(stance);

    bool stays = own >= 0 && (double)stance[best] * missed < head->trust * (double)stance[own];
    if (stays)
        best = own;
    return (decision_t){best, model_odds((double)judged->meant * surely(stance, best),
                                  own < 0 ? missed : FORMULAS / missed)};
}

decision_t model_decide_reported(const model_head_t *head, const judged_t *judged, double coverage)
{
    const float *stance = judged->stance[MODEL_REPORTED];
    int best = best_stance(stance);

    return (decision_t){best,
        model_odds((double)judged->meant * surely(stance, best), missed_by_rules(head, coverage))};
}
