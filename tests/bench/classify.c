/* classify.c - how fast the rules are: statements a second on one core, and the automaton alone.
 *
 *   bench_classify [SECONDS]
 *
 * Statements of about 5 kB are made of the golden sentences in tests/data/classifier, which
 * name an issue each: real statements name fewer.
 */
#include "classifier/classify.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/text_icu.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { STATEMENT_BYTES = 5000, STATEMENTS = 16, FILE_MAX = 1 << 20, ARENA_MAX = 64 << 20 };

static const char *const files[] = {"paraphrase_threats", "paraphrase_norms_law", "paraphrase_rest",
    "attribution", "scope", "edges", "paragraphs_1", "paragraphs_2", "delegations"};

static void die(const rap_err_t *err)
{
    (void)fprintf(stderr, "bench_classify: %s\n", err->text);
    exit(EXIT_FAILURE);
}

/* `folder`/`name``suffix` in the source tree. */
static const char *path_of(
    const char *folder, const char *name, const char *suffix, char path[1024])
{
    const char *dir = getenv("RAP_SOURCE_DIR");

    (void)snprintf(path, 1024, "%s/%s/%s%s", dir != NULL ? dir : ".", folder, name, suffix);
    return path;
}

/* All sentences, one after the other, three a paragraph. */
static void read_sentences(rap_buf_t *out)
{
    rap_err_t err;
    char path[1024];
    int sentences = 0;

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        RAP_AUTO_RELEASE(rap_buf) file;
        rap_buf_init(&file, FILE_MAX);
        path_of("tests/data/classifier", files[i], ".txt", path);
        if (rap_file_read(path, &file, &err) != RAP_OK)
            die(&err);
        for (char *line = file.data, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
            if (line[0] != '>')
                continue;
            if (rap_buf_add(out, line + 2, (size_t)(end - line) - 2, &err) != RAP_OK ||
                rap_buf_text(out, ++sentences % 3 == 0 ? "\n\n" : " ", &err) != RAP_OK)
                die(&err);
        }
    }
}

static int64_t now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void bench_match(const codebook_t *codebook, const rap_buf_t *text, double seconds)
{
    RAP_AUTO(rap_arena) *arena = rap_arena_new(ARENA_MAX);
    rap_folded_t folded;
    match_hits_t hits = {0};
    rap_err_t err;
    size_t bytes = 0;
    int64_t start = now_us(), spent;

    do {
        rap_arena_reset(arena);
        if (rap_text_fold(text->data, text->len, arena, &folded, &err) != RAP_OK)
            die(&err);
        bytes += text->len;
        spent = now_us() - start;
    } while ((double)spent < seconds * 1e6);
    printf("fold      %8.0f MB/s\n", (double)bytes / (double)spent);

    const char *plain = match_plain(folded.text, folded.len, arena);
    RAP_AUTO(rap_arena) *room = rap_arena_new(ARENA_MAX);
    bytes = 0;
    start = now_us();
    do {
        rap_arena_reset(room);
        if (match_scan(codebook_match(codebook), plain, folded.len, room, &hits, &err) != RAP_OK)
            die(&err);
        bytes += folded.len;
        spent = now_us() - start;
    } while ((double)spent < seconds * 1e6);
    printf("match     %8.0f MB/s, %zu hits a kB\n", (double)bytes / (double)spent,
        hits.count * 1000 / folded.len);
}

static void bench_statements(
    const codebook_t *codebook, const rap_parties_t *parties, const rap_buf_t *text, double seconds)
{
    RAP_AUTO(rap_arena) *arena = rap_arena_new(ARENA_MAX);
    rap_party_role_t speaker = {"CH", RAP_ROLE_SPEAKER};
    size_t done = 0, found = 0, bytes = 0;
    int64_t start = now_us(), spent;
    rap_err_t err;

    do {
        rap_arena_reset(arena);
        size_t step = (text->len - STATEMENT_BYTES) / STATEMENTS;
        const char *part = text->data + step * (done % STATEMENTS);
        char sha[RAP_HEX_SIZE] = "0";
        rap_statement_t statement = {.statement_id = "document/1",
            .parties = {&speaker, 1},
            .body = "oewg-ict-2021",
            .language = "en",
            .text = rap_arena_strndup(arena, part, STATEMENT_BYTES),
            .text_sha256 = sha};
        rap_array_t positions = {0};
        if (classify_statement(codebook, parties, &statement, arena, &positions, &err) != RAP_OK)
            die(&err);
        found += positions.count;
        bytes += STATEMENT_BYTES;
        done++;
        spent = now_us() - start;
    } while ((double)spent < seconds * 1e6);
    printf("classify  %8.0f statements of %d bytes a second, %.1f MB/s, %zu positions each\n",
        (double)done * 1e6 / (double)spent, STATEMENT_BYTES, (double)bytes / (double)spent,
        found / done);
}

int main(int argc, char **argv)
{
    double seconds = argc > 1 ? strtod(argv[1], NULL) : 1;
    RAP_AUTO(codebook) *codebook = NULL;
    rap_parties_t *parties = NULL;
    RAP_AUTO_RELEASE(rap_buf) text;
    rap_err_t err;
    char path[1024];

    int64_t start = now_us();
    if (codebook_open(
            &codebook, path_of("data/codebooks", "un-ict-security", ".yaml", path), &err) != RAP_OK)
        die(&err);
    printf("codebook  %8.0f ms to read and build, %zu kB kept, %zu kB of it the automaton\n",
        (double)(now_us() - start) / 1000, codebook_bytes(codebook) / 1000,
        match_bytes(codebook_match(codebook)) / 1000);
    if (rap_parties_open(&parties, path_of("data", "parties", ".yaml", path), &err) != RAP_OK)
        die(&err);
    rap_buf_init(&text, FILE_MAX);
    read_sentences(&text);
    bench_match(codebook, &text, seconds);
    bench_statements(codebook, parties, &text, seconds);
    rap_parties_destroy(&parties);
    return EXIT_SUCCESS;
}
