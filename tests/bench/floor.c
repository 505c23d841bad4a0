/* floor.c - the least that the pipeline's work costs: one process, one loop, our own libraries.
 *
 *   bench_floor STORE [MODEL] < ADDRESSES
 *
 * MODEL is the classifier's option of that name.  GET over one kept connection, SHA-256, parse, classify, store (synchronous=FULL) in batches
 * of 50.  No broker, no archive, no sandbox, no copies between processes, nobody to recover from
 * anything: what a pipeline of processes is measured against.
 */
#include "base/hash.h"
#include "classifier/classify.h"
#include "parser/layout.h"
#include "parser/structure/structure.h"
#include "sink/store/store.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum {
    BATCH = 50,
    FILE_MAX = 64 << 20,
    ARENA_MAX = 64 << 20,
    LINE_MAX_BYTES = 4096,
    QUARANTINE_MAX = 10000
};

struct floor {
    CURL *curl;
    structure_t *structure;
    engine_t engine;
    rap_store_t *store;
    rap_arena_t *arena;
    rap_buf_t body;
    size_t documents, batched, rejected, positions;
    double spent[4];
};

enum { FETCH, PARSE, CLASSIFY, STORE };

static const char *const part_names[] = {"fetch", "parse", "classify", "store"};

static double cpu_s(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Adds the time since `*at` to a part, and starts the next one. */
static void lap(struct floor *self, int part, double *at)
{
    double now = cpu_s();

    self->spent[part] += now - *at;
    *at = now;
}

static size_t on_body(char *data, size_t size, size_t count, void *arg)
{
    rap_err_t err;

    return rap_buf_add(arg, data, size * count, &err) == RAP_OK ? size * count : 0;
}

static rap_code_t fetch(struct floor *self, const char *url, rap_err_t *err)
{
    long status = 0;

    rap_buf_reset(&self->body);
    curl_easy_setopt(self->curl, CURLOPT_URL, url);
    CURLcode code = curl_easy_perform(self->curl);
    curl_easy_getinfo(self->curl, CURLINFO_RESPONSE_CODE, &status);
    return code == CURLE_OK && status == 200
               ? RAP_OK
               : rap_fail(err, RAP_IO, "could not fetch '%s': %s, status %ld", url,
                     curl_easy_strerror(code), status);
}

static rap_code_t store(
    struct floor *self, const rap_envelope_t *envelope, const rap_record_t *record, rap_err_t *err)
{
    rap_stored_t stored;

    if (self->batched == 0)
        RAP_TRY(rap_store_begin(self->store, err));
    RAP_TRY(rap_store_put(self->store, envelope, record, self->arena, &stored, err));
    if (++self->batched < BATCH)
        return RAP_OK;
    self->batched = 0;
    return rap_store_commit(self->store, err);
}

static rap_code_t one(struct floor *self, const char *url, rap_err_t *err)
{
    char id[RAP_HEX_SIZE];
    rap_http_t http = {.status = 200};
    rap_envelope_t envelope = {.id = id,
        .origin = "floor",
        .attempt = 1,
        .source = "bench",
        .url = url,
        .fetched_at = "2026-01-01T00:00:00.000Z",
        .media_type = "application/pdf",
        .http = &http};
    layout_t layout = {0};
    rap_record_t record = {0};
    double at = cpu_s();

    rap_arena_reset(self->arena);
    RAP_TRY(fetch(self, url, err));
    rap_sha256(self->body.data, self->body.len, id);
    lap(self, FETCH, &at);
    RAP_TRY(layout_read(self->body.data, self->body.len, &envelope, self->arena, &layout, err));
    RAP_TRY(structure_read(&layout, &envelope, self->structure, self->arena, &record, err));
    lap(self, PARSE, &at);
    RAP_TRY(classify_record(&self->engine, &record, self->arena, err));
    RAP_TRY(classify_set_aside(&record.positions, engine_threshold(&self->engine, 0), self->arena,
        &record.candidates, err));
    lap(self, CLASSIFY, &at);
    RAP_TRY(store(self, &envelope, &record, err));
    lap(self, STORE, &at);
    self->positions += record.positions.count;
    self->documents++;
    return RAP_OK;
}

static rap_code_t open_all(
    struct floor *self, const char *store_path, const char *model, rap_err_t *err)
{
    const engine_choice_t choice = {.codebook = "un-ict-security", .model = model};

    RAP_TRY(structure_open(&self->structure, NULL, err));
    RAP_TRY(engine_open(&self->engine, NULL, &choice, err));
    RAP_TRY(rap_store_open_write(&self->store, store_path, QUARANTINE_MAX, err));
    self->arena = rap_arena_new(ARENA_MAX);
    rap_buf_init(&self->body, FILE_MAX);
    self->curl = curl_easy_init();
    curl_easy_setopt(self->curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(self->curl, CURLOPT_WRITEDATA, &self->body);
    return RAP_OK;
}

static void close_all(struct floor *self)
{
    curl_easy_cleanup(self->curl);
    rap_buf_release(&self->body);
    rap_arena_destroy(&self->arena);
    rap_store_destroy(&self->store);
    engine_release(&self->engine);
    structure_destroy(&self->structure);
}

static rap_code_t run(struct floor *self, rap_err_t *err)
{
    char line[LINE_MAX_BYTES];

    while (fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (one(self, line, err) == RAP_OK)
            continue;
        if (rap_code_fate(err->code) != RAP_FATE_REJECT)
            return err->code;
        self->rejected++;
    }
    return self->batched > 0 ? rap_store_commit(self->store, err) : RAP_OK;
}

int main(int argc, char **argv)
{
    struct floor self = {0};
    struct rusage used;
    rap_err_t err = {0};

    if (argc != 2 && argc != 3) {
        (void)fprintf(stderr, "usage: bench_floor STORE [MODEL] < ADDRESSES\n");
        return 64;
    }
    rap_code_t code = open_all(&self, argv[1], argv[2], &err);
    if (code == RAP_OK)
        code = run(&self, &err);
    if (code != RAP_OK) {
        (void)fprintf(stderr, "bench_floor: %s\n", err.text);
        return EXIT_FAILURE;
    }
    close_all(&self);
    getrusage(RUSAGE_SELF, &used);
    printf("{\"documents\": %zu, \"rejected\": %zu, \"positions\": %zu, \"rss_kib\": %ld",
        self.documents, self.rejected, self.positions, used.ru_maxrss);
    for (int i = FETCH; i <= STORE; i++)
        printf(", \"%s\": %.4f", part_names[i], self.spent[i]);
    printf("}\n");
    return EXIT_SUCCESS;
}
