/* matching.c - how fast texts are read by rules, against the least that libraries do; run by
 * bench/matching.
 *
 *   bench_matching ROUNDS LANGUAGE=FILE...
 *
 * FILE is a text, which is cut into statements of about 5 kB, or one if it is shorter.  A line a file and
 * round, of JSON: millions of bytes a second of processor time, in turns,
 *
 *   fold     rap_text_fold()            icu    ICU's case folding: there and back between UTF-8 and
 *                                              UTF-16, without a map to the original
 *   match    match_plain() and          hs     hs_scan() of Hyperscan or Vectorscan over the same
 *            match_scan()                      plain text, with the same literals, those of
 *                                              the language; 0 without it
 *   rules    classify_statement()
 *
 * and, in the first line, bytes of the tables and of memory.  What Hyperscan finds is compared with
 * what match_scan() found: for phrases that are whole words both must be the same.
 */
#include "base/file.h"
#include "base/hash.h"
#include "base/text_icu.h"
#include "classifier/classify.h"
#include "classifier/match_table.h"

#ifdef RAP_BENCH_HYPERSCAN
#include <hs/hs.h>
#endif
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unicode/uchar.h>
#include <unicode/ustring.h>

enum {
    STATEMENT_BYTES = 5000,
    STATEMENTS_MAX = 64,
    TURN_US = 50000, /* how long a figure of a round is measured */
    FILE_MAX = 1 << 24,
    ARENA_MAX = 64 << 20,
};

typedef struct statement {
    const char *text;
    size_t len;
    rap_folded_t folded;
    const char *plain;
} statement_t;

typedef struct bench {
    engine_t engine;
    const match_t *match;
    rap_arena_t *kept, *scratch;
    const char *language;
    statement_t statement[STATEMENTS_MAX];
    size_t statements, bytes;
    size_t found;    /* in the latest turn: positions, hits or literals */
    void *hs[LANGS]; /* hs_database_t, of each language's phrases */
    void *hs_scratch;
    size_t whole; /* hits on phrases that are whole words */
} bench_t;

static _Noreturn void die(const char *why)
{
    (void)fprintf(stderr, "bench_matching: %s\n", why);
    exit(EXIT_FAILURE);
}

static void need(rap_code_t code, const rap_err_t *err)
{
    if (code != RAP_OK)
        die(err->text);
}

static const char *path_of(const char *folder, const char *name, char path[1024])
{
    const char *dir = getenv("RAP_SOURCE_DIR");

    (void)snprintf(path, 1024, "%s/%s/%s", dir != NULL ? dir : ".", folder, name);
    return path;
}

/* Cuts at blank lines, or at the end of a character. */
static void cut(bench_t *self, const char *text, size_t len)
{
    self->statements = self->bytes = 0;
    for (size_t at = 0; at < len && self->statements < STATEMENTS_MAX;) {
        size_t end = at + STATEMENT_BYTES < len ? at + STATEMENT_BYTES : len;
        while (end > at && end < len && (text[end] & 0xc0) == 0x80)
            end--;
        if (len - at < STATEMENT_BYTES && self->statements > 0)
            break;
        statement_t *made = &self->statement[self->statements++];
        rap_err_t err;
        made->text = rap_arena_strndup(self->kept, text + at, end - at);
        made->len = end - at;
        need(rap_text_fold(made->text, made->len, self->kept, &made->folded, &err), &err);
        made->plain = match_plain(made->folded.text, made->folded.len, self->kept);
        self->bytes += made->len;
        at = end;
    }
}

/* ---- what is measured: one statement ---- */

static void run_fold(bench_t *self, const statement_t *it)
{
    rap_folded_t folded;
    rap_err_t err;

    need(rap_text_fold(it->text, it->len, self->scratch, &folded, &err), &err);
    self->found += folded.len;
}

static void run_icu(bench_t *self, const statement_t *it)
{
    UChar wide[STATEMENT_BYTES + 1], folded[3 * STATEMENT_BYTES];
    char out[3 * STATEMENT_BYTES];
    int32_t wide_len, folded_len, out_len;
    UErrorCode status = U_ZERO_ERROR;

    u_strFromUTF8(wide, STATEMENT_BYTES + 1, &wide_len, it->text, (int32_t)it->len, &status);
    folded_len =
        u_strFoldCase(folded, 3 * STATEMENT_BYTES, wide, wide_len, U_FOLD_CASE_DEFAULT, &status);
    u_strToUTF8(out, sizeof out, &out_len, folded, folded_len, &status);
    if (U_FAILURE(status))
        die(u_errorName(status));
    self->found += (size_t)out_len;
}

static unsigned language_of(const bench_t *self)
{
    return (unsigned)codebook_language(self->language);
}

static void run_match(bench_t *self, const statement_t *it)
{
    match_hits_t hits;
    rap_err_t err;
    const char *plain = match_plain(it->folded.text, it->folded.len, self->scratch);

    need(match_scan(
             self->match, language_of(self), plain, it->folded.len, self->scratch, &hits, &err),
        &err);
    self->found += hits.count;
}

static void run_rules(bench_t *self, const statement_t *it)
{
    rap_party_role_t speaker = {"CH", RAP_ROLE_SPEAKER};
    char sha[RAP_HEX_SIZE] = "0";
    rap_statement_t statement = {.statement_id = "document/1",
        .parties = {&speaker, 1},
        .body = "oewg-ict-2021",
        .language = self->language,
        .text = it->text,
        .text_sha256 = sha};
    rap_array_t positions = {0};
    rap_err_t err;

    need(classify_statement(&self->engine, &statement, self->scratch, &positions, &err), &err);
    self->found += positions.count;
}

/* ---- Hyperscan ---- */

#ifdef RAP_BENCH_HYPERSCAN
/* Is the phrase one part, behind a blank and with its end? */
static bool is_whole(const match_t *match, uint32_t phrase)
{
    const match_part_t *part = &match->part[match->first_part[phrase]];

    return part->last && part->gap == MATCH_EXACT && match->texts[part->text] == ' ';
}

/* Has the phrase a meaning in the language? */
static bool is_in(const bench_t *self, uint32_t phrase, unsigned language)
{
    size_t count;
    const codebook_meaning_t *meaning = codebook_meanings(self->engine.codebook, phrase, &count);
    unsigned languages = 0;

    for (size_t i = 0; i < count; i++)
        languages |= meaning[i].languages;
    return (languages & 1u << language) != 0;
}

static void hs_open(bench_t *self)
{
    const match_t *match = self->match;
    const char **literal = calloc(match->phrases, sizeof *literal);
    unsigned *flags = calloc(match->phrases, sizeof *flags);
    unsigned *id = calloc(match->phrases, sizeof *id);
    size_t *len = calloc(match->phrases, sizeof *len);
    hs_compile_error_t *error = NULL;
    hs_scratch_t *scratch = NULL;

    if (literal == NULL || flags == NULL || id == NULL || len == NULL)
        abort();
    for (unsigned language = 0; language < LANGS; language++) {
        unsigned count = 0;
        for (uint32_t i = 0; i < match->phrases; i++) {
            const match_part_t *part = &match->part[match->first_part[i]];
            if (!is_in(self, i, language))
                continue;
            literal[count] = match->texts + part->text;
            len[count] = part->len;
            id[count++] = i;
        }
        hs_database_t *database = NULL;
        if (hs_compile_lit_multi(literal, flags, id, len, count, HS_MODE_BLOCK, NULL, &database,
                &error) != HS_SUCCESS)
            die(error->message);
        if (hs_alloc_scratch(database, &scratch) != HS_SUCCESS)
            die("no room for Hyperscan");
        self->hs[language] = database;
    }
    self->hs_scratch = scratch;
    free(literal);
    free(flags);
    free(id);
    free(len);
}

static int count_literal(
    unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *arg)
{
    bench_t *self = arg;

    (void)id;
    (void)from;
    (void)to;
    (void)flags;
    self->found++;
    return 0;
}

static void run_hs(bench_t *self, const statement_t *it)
{
    const char *plain = match_plain(it->folded.text, it->folded.len, self->scratch);

    if (hs_scan(self->hs[language_of(self)], plain, (unsigned)it->folded.len, 0, self->hs_scratch,
            count_literal, self) != HS_SUCCESS)
        die("Hyperscan cannot read a text");
}

static int count_whole(
    unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *arg)
{
    bench_t *self = arg;

    (void)from;
    (void)to;
    (void)flags;
    self->whole -= is_whole(self->match, id);
    return 0;
}

/* Do both find as many? */
static void hs_compare(bench_t *self)
{
    for (size_t i = 0; i < self->statements; i++) {
        const statement_t *it = &self->statement[i];
        char *padded = rap_arena_alloc(self->scratch, it->folded.len + 3); /* between blanks */
        match_hits_t hits;
        rap_err_t err;

        padded[0] = ' ';
        memcpy(padded + 1, it->plain, it->folded.len + 1);
        need(match_scan(self->match, language_of(self), it->plain, it->folded.len, self->scratch,
                 &hits, &err),
            &err);
        for (size_t k = 0; k < hits.count; k++)
            self->whole += is_whole(self->match, hits.item[k].phrase);
        if (hs_scan(self->hs[language_of(self)], padded, (unsigned)it->folded.len + 2, 0,
                self->hs_scratch, count_whole, self) != HS_SUCCESS)
            die("Hyperscan cannot read a text");
        if (self->whole != 0)
            die("Hyperscan finds other phrases than match_scan() does");
        rap_arena_reset(self->scratch);
    }
}

static void hs_close(bench_t *self)
{
    hs_free_scratch(self->hs_scratch);
    for (int i = 0; i < LANGS; i++)
        hs_free_database(self->hs[i]);
}

static size_t hs_bytes(const bench_t *self)
{
    size_t database = 0, scratch = 0;

    hs_scratch_size(self->hs_scratch, &scratch);
    for (int i = 0; i < LANGS; i++) {
        size_t size = 0;
        hs_database_size(self->hs[i], &size);
        database += size;
    }
    return database + scratch;
}
#endif

/* ---- rounds ---- */

static int64_t now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static double rate(bench_t *self, void (*run)(bench_t *self, const statement_t *it))
{
    int64_t start = now_us(), spent;
    size_t bytes = 0;

    do {
        self->found = 0;
        for (size_t i = 0; i < self->statements; i++) {
            rap_arena_reset(self->scratch);
            run(self, &self->statement[i]);
        }
        bytes += self->bytes;
        spent = now_us() - start;
    } while (spent < TURN_US);
    return (double)bytes / (double)spent;
}

static void measure(bench_t *self)
{
    double fold = rate(self, run_fold), icu = rate(self, run_icu);
    double match = rate(self, run_match), hs = 0;
    size_t hits = self->found, literals = 0;

#ifdef RAP_BENCH_HYPERSCAN
    hs = rate(self, run_hs);
    literals = self->found;
#endif
    double rules = rate(self, run_rules);
    printf("{\"language\": \"%s\", \"statements\": %zu, \"bytes\": %zu, \"hits\": %zu, "
           "\"literals\": %zu, \"positions\": %zu, \"fold\": %.1f, \"icu\": %.1f, "
           "\"match\": %.1f, \"hs\": %.1f, \"rules\": %.2f}\n",
        self->language, self->statements, self->bytes, hits, literals, self->found, fold, icu,
        match, hs, rules);
}

static double peak_mib(void)
{
    struct rusage usage;

    (void)getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024;
}

static void open_files(bench_t *self)
{
    rap_err_t err;
    char path[1024];
    int64_t start = now_us();

    need(codebook_open(
             &self->engine.codebook, path_of("data/codebooks", "un-ict-security.yaml", path), &err),
        &err);
    self->match = codebook_match(self->engine.codebook);
    printf("{\"codebook_ms\": %.1f, ", (double)(now_us() - start) / 1000);
    need(
        rap_parties_open(&self->engine.parties, path_of("data", "parties.yaml", path), &err), &err);
    self->kept = rap_arena_new(ARENA_MAX);
    self->scratch = rap_arena_new(ARENA_MAX);
    printf("\"phrases\": %u, \"codebook_bytes\": %zu, \"match_bytes\": %zu, \"peak_mib\": %.1f, ",
        self->match->phrases, codebook_bytes(self->engine.codebook), match_bytes(self->match),
        peak_mib());
#ifdef RAP_BENCH_HYPERSCAN
    start = now_us();
    hs_open(self);
    printf(
        "\"hs_ms\": %.1f, \"hs_bytes\": %zu}\n", (double)(now_us() - start) / 1000, hs_bytes(self));
#else
    printf("\"hs_ms\": 0, \"hs_bytes\": 0}\n");
#endif
}

int main(int argc, char **argv)
{
    static bench_t self;
    long rounds = argc > 2 ? strtol(argv[1], NULL, 10) : 0;
    rap_err_t err;

    if (rounds < 1)
        die("usage: bench_matching ROUNDS LANGUAGE=FILE...");
    open_files(&self);
    for (long round = 0; round < rounds; round++)
        for (int i = 2; i < argc; i++) {
            RAP_AUTO_RELEASE(rap_buf) file;
            char *path = strchr(argv[i], '=');
            rap_buf_init(&file, FILE_MAX);
            if (path == NULL)
                die("a file is given as LANGUAGE=FILE");
            need(rap_file_read(path + 1, &file, &err), &err);
            char language[8];
            (void)snprintf(language, sizeof language, "%.*s", (int)(path - argv[i]), argv[i]);
            self.language = language;
            rap_arena_reset(self.kept);
            cut(&self, file.data, file.len);
#ifdef RAP_BENCH_HYPERSCAN
            hs_compare(&self);
#endif
            measure(&self);
        }
#ifdef RAP_BENCH_HYPERSCAN
    hs_close(&self);
#endif
    engine_release(&self.engine);
    rap_arena_destroy(&self.kept);
    rap_arena_destroy(&self.scratch);
    return EXIT_SUCCESS;
}
