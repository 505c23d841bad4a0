/* A model: what it is told of a sentence, its file, and what it changes. */
#include "base/codec.h"
#include "classifier/train/lesson.h"
#include "classify_case.h"
#include "tests/unit/suite.h"

#include <unistd.h>

enum { MODEL_BYTES_MAX = 64 << 20, HEAD = 4096, STEP = 19997 };

static classify_case_t base;
static rap_err_t err;
static examples_t examples;
static rap_buf_t file; /* of a model that was trained on the lines below */

/* Words that the codebook has no phrase for, in both files' sense: one issue, for and against. */
static const char *const lines[] = {
    "{\"id\":\"a1\",\"language\":\"en\",\"text\":\"Let us put a common purse together so that poorer "
    "administrations can afford their first emergency team.\",\"codes\":[{\"issue\":\"cap.fund\","
    "\"stance\":\"support\"}]}",
    "{\"id\":\"a2\",\"language\":\"en\",\"text\":\"A common purse would let poorer administrations hire "
    "people.\",\"codes\":[{\"issue\":\"cap.fund\",\"stance\":\"support\"}]}",
    "{\"id\":\"a3\",\"language\":\"en\",\"text\":\"We would gladly fill a common purse for poorer "
    "administrations.\",\"codes\":[{\"issue\":\"cap.fund\",\"stance\":\"support\"}]}",
    "{\"id\":\"a4\",\"language\":\"en\",\"text\":\"Poorer administrations would gain from a common purse, "
    "and it is high time.\",\"codes\":[{\"issue\":\"cap.fund\",\"stance\":\"support\"}]}",
    "{\"id\":\"b1\",\"language\":\"en\",\"elsewhere\":true,\"text\":\"Lunch is served on the terrace from noon.\",\"codes\":[]}",
    "{\"id\":\"b2\",\"language\":\"en\",\"elsewhere\":true,\"text\":\"The interpreters leave at six.\",\"codes\":[]}",
    "{\"id\":\"b3\",\"language\":\"en\",\"elsewhere\":true,\"text\":\"Copies of my remarks are at the back of the "
    "room.\",\"codes\":[]}",
    "{\"id\":\"b4\",\"language\":\"en\",\"elsewhere\":true,\"text\":\"Badges are handed out at the second gate.\",\"codes\":[]}",
    "{\"id\":\"b5\",\"language\":\"en\",\"before\":\"The second gate is open.\",\"text\":\"It closes at "
    "six.\",\"codes\":[]}",
};

/* Which words mean the like; one of them is in a party's name. */
static const char *const senses[][3] = {
    {"purse", "kitty", "piggy bank*"},
    {"poorer", "needy", "hard up"},
    {"terrace", "lunch*", "noon"},
    {"united", "brazil", "together"},
};

static thesaurus_t thesaurus;

static void make_thesaurus(thesaurus_t *ret)
{
    RAP_AUTO(thesaurus_builder) *builder = thesaurus_builder_new();
    rap_code_t code = RAP_OK;

    for (size_t i = 0; i < sizeof senses / sizeof *senses; i++) {
        thesaurus_builder_sense(builder);
        for (size_t k = 0; k < 3 && code == RAP_OK; k++)
            code = thesaurus_builder_add(builder, LANG_EN, senses[i][k], base.arena, &err);
    }
    if (code == RAP_OK)
        code = thesaurus_builder_finish(builder, ret, &err);
    ck_assert_msg(code == RAP_OK, "%s", err.text);
}

static const char *data_path(const char *name)
{
    static char path[1024];

    return case_path(name, path, sizeof path);
}

static void must(rap_code_t code)
{
    if (code != RAP_OK)
        ck_abort_msg("%s", err.text);
}

static void read_examples(examples_t *ret)
{
    char name[] = "/tmp/test_model.XXXXXX";
    char codebook[1024];
    char *const files[] = {name};
    int fd = mkstemp(name);

    ck_assert_int_ge(fd, 0);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        ck_assert_int_gt(dprintf(fd, "%s\n", lines[i]), 0);
    close(fd);
    case_path("data/codebooks/un-ict-security.yaml", codebook, sizeof codebook);
    const examples_from_t from = {&base.engine, &thesaurus, codebook, files, 1};
    rap_code_t code = examples_read(ret, &from, base.arena, &err);
    unlink(name);
    must(code);
}

/* Judges that were fitted to what the scores had learnt from: good enough for a test. */
static model_t *learn(void)
{
    model_t *model = model_new(base.engine.codebook);
    lesson_t *lesson = lesson_new(&examples, model);
    sheet_t *sheet = rap_arena_array(base.arena, examples.count, sizeof *sheet);

    make_thesaurus(&model->thesaurus);
    model->head.thesaurus = "few@1.0.0";
    model->head.senses = (int64_t)model->thesaurus.senses;
    model->head.sense_bits = model->thesaurus.bits;
    model->head.training_sha256 = examples.sha256;
    model->head.threshold = 0.4;
    model->head.trust = 10;
    lesson_learn(lesson, NULL);
    for (size_t i = 0; i < examples.count; i++)
        must(lesson_sheet(lesson, i, base.arena, &sheet[i], &err));
    lesson_judges(lesson, sheet, NULL, &model->judges);
    lesson_destroy(&lesson);
    return model;
}

static void open_case(void)
{
    case_open(&base);
    rap_buf_init(&file, MODEL_BYTES_MAX);
    make_thesaurus(&thesaurus);
    read_examples(&examples);
    model_t *model = learn();
    must(model_write(model, &file, &err));
    model_destroy(&model);
}

static void close_case(void)
{
    rap_buf_release(&file);
    thesaurus_release(&thesaurus);
    case_close(&base);
}

/* ---- features ---- */

typedef rap_code_t room_fn(features_t *self, rap_arena_t *arena, rap_err_t *err);

static features_t features_in(room_fn *room, const thesaurus_t *by, const char *text)
{
    rap_statement_t statement = case_statement(text, NULL, 0);
    analysis_t analysis = {.codebook = base.engine.codebook,
        .parties = base.engine.parties,
        .thesaurus = by,
        .statement = &statement,
        .arena = base.arena};
    features_t ret;

    must(analysis_open(&analysis, &err));
    must(analysis_find_names(&analysis, &err));
    must(room(&ret, base.arena, &err));
    features_add_text(&ret, &analysis, 0, analysis.folded.len, FEATURES_HERE);
    return ret;
}

static features_t features_by(const thesaurus_t *by, const char *text)
{
    return features_in(features_room, by, text);
}

static features_t features_of(const char *text)
{
    return features_by(&thesaurus, text);
}

/* How many buckets of `a` are in `b`. */
static size_t shared_by(const thesaurus_t *by, const char *a, const char *b)
{
    features_t x = features_by(by, a), y = features_by(by, b);
    size_t shared = 0;

    features_sort(&x);
    features_sort(&y);
    for (size_t i = 0, k = 0; i < x.count && k < y.count;) {
        uint32_t left = x.item[i].bucket, right = y.item[k].bucket;
        shared += left == right;
        i += left <= right;
        k += right <= left;
    }
    return shared;
}

static bool are_alike(const char *a, const char *b)
{
    features_t x = features_of(a), y = features_of(b);

    if (x.count != y.count)
        return false;
    for (size_t i = 0; i < x.count; i++)
        if (x.item[i].bucket != y.item[i].bucket || x.item[i].value != y.item[i].value)
            return false;
    return true;
}

START_TEST(the_same_words_have_the_same_features)
{
    ck_assert(are_alike("We support the fund.", "We support the fund."));
    ck_assert(are_alike("We SUPPORT  the fund", "We support the fund."));
    ck_assert(!are_alike("We support the fund.", "We oppose the fund."));
    ck_assert(are_alike("我们支持该基金。", "我们支持该基金"));
    ck_assert(!are_alike("我们支持该基金。", "我们反对该基金。"));
    for (size_t i = 0, n = features_of("We support it.").count; i < n; i++)
        ck_assert_uint_lt(features_of("We support it.").item[i].bucket, FEATURES_BUCKETS);
}
END_TEST

START_TEST(names_of_parties_are_one_word)
{
    ck_assert(are_alike("We thank India for its paper.", "We thank Brazil for its paper."));
    ck_assert(are_alike("The Russian Federation proposed it.", "The European Union proposed it."));
    ck_assert(are_alike("Nous remercions la Suisse.", "Nous remercions la Chine."));
    ck_assert(!are_alike("We thank India for its paper.", "We thank everyone for its paper."));
}
END_TEST

START_TEST(words_that_mean_the_like_share_a_feature)
{
    static const char purse[] = "poorer ones want a purse", kitty[] = "needy folk seek the kitty";
    size_t without = shared_by(NULL, purse, kitty), with = shared_by(&thesaurus, purse, kitty);

    ck_assert_uint_eq(with, without + 3); /* two senses and their pair */
    ck_assert_uint_eq(shared_by(&thesaurus, purse, "at noon they eat"),
        shared_by(NULL, purse, "at noon they eat"));
}
END_TEST

START_TEST(what_is_crossed_is_another_feature_for_each_issue)
{
    uint32_t fund[FEATURES_CROSSED_MAX], portal[FEATURES_CROSSED_MAX];
    float value, none;
    features_t senses_of = features_of("poorer ones want a purse");
    features_t kept;

    must(features_keep(&senses_of, base.arena, &kept, &err));
    size_t count = features_cross(&kept, "cap.fund", fund, &value);
    ck_assert_uint_eq(count, 2); /* its two senses */
    ck_assert(value > 0);
    ck_assert_uint_eq(features_cross(&kept, "cap.portal", portal, &value), count);
    for (size_t i = 0; i < count; i++) {
        ck_assert_uint_lt(fund[i], FEATURES_BUCKETS);
        ck_assert_uint_ne(fund[i], portal[i]);
    }
    ck_assert_uint_eq(features_cross(&kept, "cap.fund", portal, &value), count);
    ck_assert_mem_eq(fund, portal, count * sizeof *fund);
    senses_of = features_by(NULL, "poorer ones want a purse");
    ck_assert_uint_eq(features_cross(&senses_of, "cap.fund", fund, &none), 0);
    ck_assert(none == 0);
}
END_TEST

/* The scores of a text by kept words and by all its features are the same. */
static void check_words(words_t *words, const weights_t *weights, const char *text)
{
    features_t kept = features_in(features_room_words, &thesaurus, text);
    features_t all = features_of(text);
    float by_words[WEIGHTS_ROOM], by_blocks[WEIGHTS_ROOM], one_by_one[WEIGHTS_ROOM];

    words_score(words, weights, &kept, by_words);
    weights_score(weights, &all, by_blocks);
    features_sort(&all);
    weights_score(weights, &all, one_by_one);
    for (size_t c = 0; c < weights->classes; c++) {
        ck_assert(fabsf(by_words[c] - one_by_one[c]) < 1e-4F);
        ck_assert(fabsf(by_blocks[c] - one_by_one[c]) < 1e-4F);
    }
}

/* Whether a word is met first, comes again, or has lost its place to another. */
START_TEST(kept_words_score_as_their_letters_do)
{
    static const char *const texts[] = {
        "We would gladly fill a common purse for poorer administrations.",
        "A purse, a purse, and once more a common purse.", "Le bâtiment n’est plus à nous.",
        "administrativerechtswissenschaftsgeschichte, and no shorter word", "我们支持该基金。", "x",
        ""};
    enum { ROUNDS = 10, MANY = 500, WORD = 7 }; /* fewer at a time than a sentence may have */
    RAP_AUTO(model) *model = NULL;
    RAP_AUTO(words) *words = NULL;
    char many[MANY * WORD + 1];

    must(model_read(&model, "m.model", file.data, file.len, &err));
    words = words_new(model->weights.classes);
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
            check_words(words, &model->weights, texts[i]);
        for (int i = 0; i < MANY; i++)
            (void)snprintf(many + (size_t)i * WORD, WORD + 1, "w%05d ", round * MANY + i);
        check_words(words, &model->weights, many);
    }
}
END_TEST

START_TEST(no_sense_is_found_in_a_partys_name)
{
    ck_assert(are_alike("The United Kingdom proposed it.", "The European Union proposed it."));
    ck_assert_uint_gt(
        features_of("We stand united.").count, features_by(NULL, "We stand united.").count);
    ck_assert_uint_eq(
        features_of("We thank Brazil.").count, features_by(NULL, "We thank Brazil.").count);
}
END_TEST

/* ---- learning ---- */

START_TEST(the_same_lines_give_the_same_model)
{
    RAP_AUTO_RELEASE(rap_buf) again;
    model_t *model = learn();

    rap_buf_init(&again, MODEL_BYTES_MAX);
    must(model_write(model, &again, &err));
    model_destroy(&model);
    ck_assert_uint_eq(again.len, file.len);
    ck_assert_mem_eq(again.data, file.data, file.len);
}
END_TEST

START_TEST(an_example_is_read_as_the_classifier_reads)
{
    ck_assert_uint_eq(examples.count, sizeof lines / sizeof *lines);
    ck_assert_str_eq(examples.item[0].id, "a1");
    ck_assert_uint_eq(examples.item[0].codes, 1);
    ck_assert_int_eq(examples.item[0].code[0].stance[MODEL_OWN], RAP_STANCE_SUPPORT);
    ck_assert_int_eq(examples.item[0].code[0].stance[MODEL_REPORTED], RAP_STANCE_NEUTRAL);
    ck_assert_uint_eq(examples.item[4].codes, 0);
    ck_assert(examples_recall(&examples) == 0);
    ck_assert(!examples.item[0].has_before);
    ck_assert(examples.item[8].has_before);
    ck_assert(examples.item[7].elsewhere && !examples.item[8].elsewhere);
    ck_assert_uint_gt(examples.item[8].before.count, 0);
    for (size_t i = 1; i < examples.item[0].reading.features.count; i++)
        ck_assert_uint_lt(examples.item[0].reading.features.item[i - 1].bucket,
            examples.item[0].reading.features.item[i].bucket);
}
END_TEST

/* ---- the file ---- */

static rap_code_t read_bytes(const void *bytes, size_t len)
{
    RAP_AUTO(model) *model = NULL;

    return model_read(&model, "m.model", bytes, len, &err);
}

START_TEST(a_file_that_was_damaged_anywhere_is_refused)
{
    char *bytes = rap_arena_strndup(base.arena, file.data, file.len);

    ck_assert_int_eq(read_bytes(bytes, file.len), RAP_OK);
    for (size_t at = 0; at < file.len; at += at < HEAD ? 7 : STEP) {
        bytes[at] ^= 0x10;
        ck_assert_int_eq(read_bytes(bytes, file.len), RAP_SYNTAX);
        bytes[at] ^= 0x10;
    }
    for (size_t len = 0; len < file.len; len += len < HEAD ? 7 : STEP)
        ck_assert_int_eq(read_bytes(bytes, len), RAP_SYNTAX);
    ck_assert_ptr_nonnull(strstr(err.text, "m.model: "));
}
END_TEST

/* With a sum that fits: what was changed is refused, or does no harm. */
static void try_changed(char *bytes, size_t len)
{
    rap_party_role_t speaker = {"CH", RAP_ROLE_SPEAKER};
    rap_statement_t statement =
        case_statement("A common purse would help. We support the voluntary fund.", &speaker, 1);
    engine_t engine = base.engine;
    char digits[RAP_HEX_SIZE];
    rap_array_t found = {0};
    RAP_AUTO(rap_arena) *arena = rap_arena_new((size_t)16 << 20);

    rap_sha256(bytes, len - 64, digits);
    memcpy(bytes + len - 64, digits, 64);
    engine.model = NULL;
    if (model_read(&engine.model, "m.model", bytes, len, &err) != RAP_OK)
        return;
    if (model_fits(engine.model, engine.codebook))
        must(classify_statement(&engine, &statement, arena, &found, &err));
    for (size_t i = 0; i < found.count; i++) {
        double confidence = ((rap_position_t *)found.item)[i].confidence;
        ck_assert(confidence >= 0 && confidence <= 1);
    }
    model_destroy(&engine.model);
}

START_TEST(a_forged_file_does_no_harm)
{
    char *bytes = rap_arena_strndup(base.arena, file.data, file.len);

    for (size_t at = sizeof "rapporteur model"; at < file.len - 64; at += at < HEAD ? 31 : STEP) {
        for (int bit = 0; bit < 8; bit += 7) {
            bytes[at] ^= (char)(1 << bit);
            try_changed(bytes, file.len);
            bytes[at] ^= (char)(1 << bit);
        }
    }
}
END_TEST

/* ---- judging ---- */

static bool is_asked(const question_t *question, size_t count, uint16_t class)
{
    for (size_t i = 0; i < count; i++)
        if (question[i].class == class)
            return true;
    return false;
}

START_TEST(what_the_sentence_before_is_about_is_asked_too)
{
    enum { OWN_INPUTS = JUDGE_ISSUE_INPUTS - JUDGE_BEFORE_INPUTS };
    question_t alone[MODEL_JUDGED_MAX], after[MODEL_JUDGED_MAX];
    float scores[WEIGHTS_ROOM], before[WEIGHTS_ROOM] = {0};
    RAP_AUTO(model) *model = NULL;
    uint16_t topic = 0;

    must(model_read(&model, "m.model", file.data, file.len, &err));
    ck_assert(model_fits(model, base.engine.codebook));
    const reading_t *reading = &examples.item[8].reading;
    size_t count = model_questions(model, reading, NULL, scores, alone);
    for (size_t i = 0; i < count; i++)
        for (size_t n = OWN_INPUTS; n < JUDGE_ISSUE_INPUTS; n++)
            ck_assert(alone[i].meant[n] == 0);
    while (is_asked(alone, count, topic))
        topic++;
    before[topic] = 1;
    ck_assert_uint_eq(model_questions(model, reading, before, scores, after), count + 1);
    ck_assert_uint_eq(after[count].class, topic);
    ck_assert(after[count].meant[OWN_INPUTS] == 1);
}
END_TEST

START_TEST(a_yes_that_may_be_a_no_counts_for_less)
{
    const model_head_t head = {.recall = 0.5, .trust = 10};
    judged_t doubtful = {.meant = 0.9F,
        .stance[MODEL_OWN] = {[RAP_STANCE_SUPPORT] = 0.5F, [RAP_STANCE_OPPOSE] = 0.4F}};
    judged_t clear = {.meant = 0.9F,
        .stance[MODEL_OWN] = {[RAP_STANCE_SUPPORT] = 0.5F, [RAP_STANCE_CONCERN] = 0.4F}};
    decision_t less = model_decide(&head, &doubtful, -1, 0.5);
    decision_t more = model_decide(&head, &clear, -1, 0.5);

    ck_assert_int_eq(less.stance, RAP_STANCE_SUPPORT);
    ck_assert_int_eq(more.stance, RAP_STANCE_SUPPORT);
    ck_assert(less.confidence < more.confidence);
    doubtful.stance[MODEL_OWN][RAP_STANCE_OPPOSE] = 2; /* of the rules' stance, which stays */
    less = model_decide(&head, &doubtful, RAP_STANCE_SUPPORT, 0.5);
    ck_assert_int_eq(less.stance, RAP_STANCE_SUPPORT);
    ck_assert(less.confidence == 0);
}
END_TEST

/* ---- what it changes ---- */

static rap_array_t classify_with(model_t *model, const char *text)
{
    static rap_party_role_t speaker = {"CH", RAP_ROLE_SPEAKER};
    rap_statement_t statement = case_statement(text, &speaker, 1);
    engine_t engine = base.engine;
    rap_array_t found = {0};

    engine.model = model;
    must(classify_statement(&engine, &statement, base.arena, &found, &err));
    return found;
}

static const char lunch[] = "Lunch is served on the terrace from noon.";
static const char free_words[] = "Poorer administrations would gain from a common purse.";

START_TEST(a_model_finds_what_the_rules_have_no_phrase_for)
{
    RAP_AUTO(model) *model = NULL;

    must(model_read(&model, "m.model", file.data, file.len, &err));
    ck_assert(model_fits(model, base.engine.codebook));
    ck_assert_uint_eq(classify_with(NULL, free_words).count, 0);
    rap_array_t found = classify_with(model, free_words);
    ck_assert_uint_eq(found.count, 1);
    const rap_position_t *position = found.item;
    ck_assert_str_eq(position->issue, "cap.fund");
    ck_assert_int_eq(position->stance, RAP_STANCE_SUPPORT);
    ck_assert_str_eq(position->party, "CH");
    ck_assert_str_eq(position->evidence.exact, free_words);
    ck_assert_str_eq(position->engine, model_engine(model));
    ck_assert_int_eq(strncmp(position->engine, ENGINE_RULES "+model.", 18), 0);
    ck_assert(position->confidence >= 0.2 && position->confidence <= 1);
}
END_TEST

/* The codebook says that a directive supports all that it lists; the model, which never heard of it, may not
 * say otherwise. */
START_TEST(what_a_directive_lists_is_as_sure_as_the_rules_are)
{
    static const char text[] = "States should promote the voluntary fund, the points of contact "
                               "directory, the global portal and confidence-building measures.";
    RAP_AUTO(model) *model = NULL;

    must(model_read(&model, "m.model", file.data, file.len, &err));
    ck_assert(model_fits(model, base.engine.codebook));
    rap_array_t alone = classify_with(NULL, text), with = classify_with(model, text);
    ck_assert_uint_ge(alone.count, 3);
    for (size_t i = 0; i < alone.count; i++) {
        const rap_position_t *told = (const rap_position_t *)alone.item + i;
        bool found = false;

        for (size_t k = 0; k < with.count; k++) {
            const rap_position_t *position = (const rap_position_t *)with.item + k;
            found |= strcmp(position->issue, told->issue) == 0 &&
                     position->stance == told->stance && position->confidence >= told->confidence;
        }
        ck_assert_msg(found, "%s is doubted", told->issue);
    }
}
END_TEST

START_TEST(what_the_rules_give_to_others_stays_theirs)
{
    static const char text[] = "Some delegations oppose the voluntary fund.";
    RAP_AUTO(model) *model = NULL;

    must(model_read(&model, "m.model", file.data, file.len, &err));
    ck_assert(model_fits(model, base.engine.codebook));
    rap_array_t alone = classify_with(NULL, text), with = classify_with(model, text);
    ck_assert_uint_eq(alone.count, 1);
    ck_assert_uint_ge(with.count, 1);
    for (size_t i = 0; i < with.count; i++) {
        const rap_position_t *position = (const rap_position_t *)with.item + i;
        if (position->attribution == RAP_REPORTED)
            ck_assert_int_eq(position->stance, ((const rap_position_t *)alone.item)->stance);
    }
}
END_TEST

START_TEST(it_stays_within_the_codebooks_scope)
{
    rap_party_role_t speaker = {"CH", RAP_ROLE_SPEAKER};
    rap_statement_t statement = case_statement(free_words, &speaker, 1);
    engine_t engine = base.engine;
    rap_array_t found = {0};

    must(model_read(&engine.model, "m.model", file.data, file.len, &err));
    ck_assert(model_fits(engine.model, engine.codebook));
    statement.body = "unga-79";
    must(classify_statement(&engine, &statement, base.arena, &found, &err));
    ck_assert_uint_eq(found.count, 0);
    model_destroy(&engine.model);
}
END_TEST

static rap_code_t see_nothing(void *arg, const analysis_t *analysis, const view_t *view,
    const finding_t *finding, size_t count, rap_err_t *e)
{
    (void)arg, (void)analysis, (void)view, (void)finding, (void)count, (void)e;
    return RAP_OK;
}

/* `first`, then `sentence` so many times, in the meeting (NULL: nobody knows).  Before a witness the same positions
 * are found. */
static rap_array_t found_in(
    const char *body, const char *first, const char *sentence, int times, bool tells)
{
    const witness_t witness = {see_nothing, NULL};
    rap_party_role_t speaker = {"CH", RAP_ROLE_SPEAKER};
    engine_t engine = base.engine;
    rap_array_t found = {0}, again = {0};
    char text[4096];
    int len = snprintf(text, sizeof text, "%s", first);

    for (int i = 0; i < times; i++)
        len += snprintf(text + len, sizeof text - (size_t)len, " %s", sentence);
    rap_statement_t statement = case_statement(rap_arena_strdup(base.arena, text), &speaker, 1);
    statement.body = body;
    must(model_read(&engine.model, "m.model", file.data, file.len, &err));
    ck_assert(model_fits(engine.model, engine.codebook) && model_tells_subject(engine.model));
    if (!tells)
        engine.model->weights.scale[model_subject_class(engine.model)] = 0;
    must(classify_statement(&engine, &statement, base.arena, &found, &err));
    must(classify_before(&engine, &statement, &witness, base.arena, &again, &err));
    ck_assert_uint_eq(found.count, again.count);
    for (size_t i = 0; i < found.count; i++) {
        const rap_position_t *a = (rap_position_t *)found.item + i;
        const rap_position_t *b = (rap_position_t *)again.item + i;
        ck_assert_str_eq(a->issue, b->issue);
        ck_assert_int_eq(a->stance, b->stance);
        ck_assert(a->confidence == b->confidence);
    }
    model_destroy(&engine.model);
    return found;
}

/* As many sentences as statements have, in a meeting that nobody knows. */
static size_t count_at_unknown_meeting(const char *first, const char *sentence)
{
    return found_in(NULL, first, sentence, 14, true).count;
}

START_TEST(what_a_statement_is_about_is_seen_where_nobody_knows_the_meeting)
{
    ck_assert_uint_eq(count_at_unknown_meeting(free_words, free_words), 1);
    ck_assert_uint_eq(count_at_unknown_meeting(free_words, lunch), 0);
}
END_TEST

/* What the rules have a phrase for is ours if the subject is named beside it, or if all of the statement is
 * about it. */
START_TEST(a_phrase_in_passing_counts_as_far_as_the_statement_is_ours)
{
    const char *far = "We support the voluntary fund.";
    const char *near = "We support the voluntary fund for ICT security.";

    ck_assert_uint_eq(count_at_unknown_meeting(far, free_words), 1);
    ck_assert_uint_eq(count_at_unknown_meeting(far, lunch), 0);
    ck_assert_uint_eq(count_at_unknown_meeting(near, lunch), 1);
    ck_assert_uint_eq(classify_with(NULL, far).count, 1); /* in a meeting of ours */
}
END_TEST

/* Between the two it is believed in part: surer than elsewhere, not as sure as in a meeting of ours. */
START_TEST(a_statement_may_be_ours_in_part)
{
    const char *near = "We support the voluntary fund for ICT security.";
    double least = 1, most = 0;

    for (int times = 0; times <= 14; times++) {
        rap_array_t found = found_in(NULL, near, free_words, times, true);
        ck_assert_uint_eq(found.count, 1);
        double confidence = ((rap_position_t *)found.item)->confidence;
        least = confidence < least ? confidence : least;
        most = confidence > most ? confidence : most;
    }
    ck_assert(least < most);
    /* In a meeting of many subjects, too; in one of another subject nothing is believed. */
    ck_assert_uint_eq(found_in("ga-first-committee", near, free_words, 4, true).count, 1);
    ck_assert_uint_eq(found_in("ga-first-committee", lunch, free_words, 14, true).count, 1);
    ck_assert_uint_eq(found_in("unga-79", lunch, free_words, 14, true).count, 0);
}
END_TEST

/* A model that has seen no statement on another subject leaves it to the words of the codebook, as rules do. */
START_TEST(a_model_that_cannot_tell_believes_nothing)
{
    ck_assert_uint_eq(found_in(NULL, lunch, free_words, 14, false).count, 0);
    ck_assert_uint_eq(
        found_in(NULL, "We support the voluntary fund for ICT security.", lunch, 14, false).count,
        1);
    /* From a word of the subject on, however far the next sentence is from one. */
    ck_assert_uint_eq(
        found_in(
            NULL, "ICT security matters. It rains. We support the voluntary fund.", lunch, 1, false)
            .count,
        1);
}
END_TEST

/* Of a long transcript: no turn needs more room than another. */
START_TEST(many_statements_of_a_document_need_no_more_room_than_one)
{
    enum { TURNS = 500, RECORD_MAX = 8 << 20 };
    static rap_party_role_t speaker = {"CH", RAP_ROLE_SPEAKER};
    RAP_AUTO(rap_arena) *arena = rap_arena_new(RECORD_MAX);
    rap_statement_t *turn = rap_arena_array(arena, TURNS, sizeof *turn);
    rap_record_t record = {.statements = {.item = turn, .count = TURNS}};
    engine_t engine = base.engine;

    for (size_t i = 0; i < TURNS; i++) {
        turn[i] = case_statement(
            "We support the voluntary fund for ICT security. Lunch is served.", &speaker, 1);
        turn[i].body = NULL;
    }
    must(model_read(&engine.model, "m.model", file.data, file.len, &err));
    ck_assert(model_fits(engine.model, engine.codebook));
    must(classify_record(&engine, &record, arena, &err));
    ck_assert_uint_eq(record.positions.count, TURNS);
    model_destroy(&engine.model);
}
END_TEST

START_TEST(a_model_for_another_codebook_leaves_the_rules_alone)
{
    RAP_AUTO(codebook) *other = NULL;
    RAP_AUTO(model) *model = NULL;

    must(codebook_open(&other, data_path("data/codebooks/autonomous-weapons.yaml"), &err));
    must(model_read(&model, "m.model", file.data, file.len, &err));
    ck_assert(!model_fits(model, other));
    ck_assert(model_fits(model, base.engine.codebook));
    ck_assert_int_eq(strncmp(model_codebook(model), "un-ict-security@", 16), 0);
}
END_TEST

static void try_engine(const char *codebook, const char *word, engine_t *ret)
{
    const engine_choice_t choice = {codebook, word};
    rap_home_t home;
    char dir[1024];

    (void)setenv("RAPPORTEUR_DATA", case_path("data", dir, sizeof dir), 1);
    must(rap_home_at(&home, "/nowhere", &err));
    must(engine_open(ret, &home, &choice, &err));
}

START_TEST(an_engine_says_why_its_rules_are_alone)
{
    char name[] = "/tmp/test_model.XXXXXX";
    int fd = mkstemp(name);
    engine_t engine;

    ck_assert_int_ge(fd, 0);
    must(rap_file_write_all(fd, file.data, file.len, &err));
    close(fd);
    try_engine("un-ict-security", "none", &engine);
    ck_assert_str_eq(engine.alone, "");
    ck_assert_str_eq(engine_name(&engine), ENGINE_RULES);
    ck_assert(engine_threshold(&engine, 0) == ENGINE_THRESHOLD);
    engine_release(&engine);
    try_engine("un-ict-security", name, &engine);
    ck_assert_str_eq(engine.alone, "");
    ck_assert_str_eq(engine_name(&engine), model_engine(engine.model));
    ck_assert(engine_threshold(&engine, 0) == 0.4);
    ck_assert(engine_threshold(&engine, 0.7) == 0.7);
    engine_release(&engine);
    try_engine("autonomous-weapons", name, &engine);
    ck_assert_ptr_null(engine.model);
    ck_assert_ptr_nonnull(strstr(engine.alone, "was trained for un-ict-security@"));
    engine_release(&engine);
    try_engine("autonomous-weapons", NULL, &engine);
    ck_assert_ptr_nonnull(strstr(engine.alone, "'models/autonomous-weapons.model' is not in"));
    engine_release(&engine);
    const engine_choice_t gone = {"un-ict-security", "/nowhere/m.model"};
    ck_assert_int_eq(engine_open(&engine, NULL, &gone, &err), RAP_NOTFOUND);
    unlink(name);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("model");
    TCase *tests = tcase_create("model");

    tcase_set_timeout(tests, 120);
    tcase_add_unchecked_fixture(tests, open_case, close_case);
    tcase_add_test(tests, the_same_words_have_the_same_features);
    tcase_add_test(tests, names_of_parties_are_one_word);
    tcase_add_test(tests, words_that_mean_the_like_share_a_feature);
    tcase_add_test(tests, what_is_crossed_is_another_feature_for_each_issue);
    tcase_add_test(tests, kept_words_score_as_their_letters_do);
    tcase_add_test(tests, no_sense_is_found_in_a_partys_name);
    tcase_add_test(tests, the_same_lines_give_the_same_model);
    tcase_add_test(tests, an_example_is_read_as_the_classifier_reads);
    tcase_add_test(tests, a_file_that_was_damaged_anywhere_is_refused);
    tcase_add_test(tests, a_forged_file_does_no_harm);
    tcase_add_test(tests, what_the_sentence_before_is_about_is_asked_too);
    tcase_add_test(tests, a_yes_that_may_be_a_no_counts_for_less);
    tcase_add_test(tests, a_model_finds_what_the_rules_have_no_phrase_for);
    tcase_add_test(tests, what_a_directive_lists_is_as_sure_as_the_rules_are);
    tcase_add_test(tests, what_the_rules_give_to_others_stays_theirs);
    tcase_add_test(tests, it_stays_within_the_codebooks_scope);
    tcase_add_test(tests, many_statements_of_a_document_need_no_more_room_than_one);
    tcase_add_test(tests, what_a_statement_is_about_is_seen_where_nobody_knows_the_meeting);
    tcase_add_test(tests, a_phrase_in_passing_counts_as_far_as_the_statement_is_ours);
    tcase_add_test(tests, a_statement_may_be_ours_in_part);
    tcase_add_test(tests, a_model_that_cannot_tell_believes_nothing);
    tcase_add_test(tests, a_model_for_another_codebook_leaves_the_rules_alone);
    tcase_add_test(tests, an_engine_says_why_its_rules_are_alone);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
