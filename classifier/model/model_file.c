/* model_file.c - a model as a file.
 *
 *   "rapporteur model\n"
 *   the head: JSON on one line, by its table
 *   numbers, little-endian: the judges, then scale and bias of each class (IEEE 754 singles); the slots of
 *   the thesaurus, as many as the head says; for each bucket the length of its row
 *   (a byte); all rows, as weights.h says
 *   the SHA-256 of all that, 64 hexadecimal digits
 *
 * The sum is against accidents; who made the file may have made the sum, so all is checked before it
 * is believed.
 */
#include "classifier/model/model.h"

#include "base/codec.h"
#include "proto/row.h"

#include <endian.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char magic[] = "rapporteur model\n";

enum {
    WORD_MAX = 256,
    FILE_MAX = 64 << 20,
    ARENA_MAX = 4 << 20,
    DIGITS = RAP_HEX_SIZE - 1,
    JUDGES = sizeof(judges_t) / sizeof(float),
    ENGINE_DIGITS = 12,
};

/* Of a judge, a scale, a bias: no real one comes near, and sums of such stay numbers. */
#define NUMBER_MOST 1e6F

#define ROW_OF model_head_t
static const rap_field_t head_rows[] = {
    ROW_INT(format, MODEL_FORMAT, MODEL_FORMAT, RAP_REQUIRED),
    ROW_INT(features, 1, INT32_MAX, RAP_REQUIRED),
    ROW_TEXT(codebook, WORD_MAX, RAP_REQUIRED),
    ROW_TEXT(codebook_version, WORD_MAX, RAP_REQUIRED),
    ROW_TEXT(codebook_name, WORD_MAX, RAP_REQUIRED),
    ROW_TEXT(thesaurus, WORD_MAX, 0),
    ROW_INT(senses, 0, THESAURUS_SENSES_MAX, 0),
    ROW_INT(sense_bits, 0, THESAURUS_BITS_MAX, 0),
    ROW_TEXT(training_sha256, DIGITS, RAP_REQUIRED),
    ROW_INT(sentences, 0, INT64_MAX, 0),
    ROW_TEXTS(issues, WEIGHTS_CLASSES_MAX),
    ROW_REAL(recall, 0, 1, RAP_REQUIRED),
    ROW_REAL(threshold, 0, 1, RAP_REQUIRED),
    ROW_REAL(trust, 0, 1000, RAP_REQUIRED),
    ROW_END,
};
#undef ROW_OF
static const rap_table_t head_table = {"model", sizeof(model_head_t), head_rows, .open = true};

static void *must(void *memory)
{
    if (memory == NULL)
        abort();
    return memory;
}

/* ---- writing ---- */

static rap_code_t put_numbers(rap_buf_t *out, const float *number, size_t count, rap_err_t *err)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t bits;

        memcpy(&bits, &number[i], sizeof bits);
        bits = htole32(bits);
        RAP_TRY(rap_buf_add(out, &bits, sizeof bits, err));
    }
    return RAP_OK;
}

static rap_code_t put_weights(rap_buf_t *out, const weights_t *weights, rap_err_t *err)
{
    for (size_t b = 0; b < FEATURES_BUCKETS; b++)
        RAP_TRY(rap_buf_char(out, (char)(weights->first[b + 1] - weights->first[b]), err));
    return rap_buf_add(out, weights->row, weights->first[FEATURES_BUCKETS], err);
}

rap_code_t model_write(const model_t *self, rap_buf_t *out, rap_err_t *err)
{
    const weights_t *weights = &self->weights;
    char digits[RAP_HEX_SIZE];
    size_t begun = out->len;

    RAP_TRY(rap_buf_text(out, magic, err));
    RAP_TRY(rap_codec_write(&head_table, &self->head, out, err));
    RAP_TRY(rap_buf_char(out, '\n', err));
    RAP_TRY(put_numbers(out, (const float *)&self->judges, JUDGES, err));
    RAP_TRY(put_numbers(out, weights->scale, weights->classes, err));
    RAP_TRY(put_numbers(out, weights->bias, weights->classes, err));
    RAP_TRY(rap_buf_add(out, self->thesaurus.slot, thesaurus_bytes(&self->thesaurus), err));
    RAP_TRY(put_weights(out, weights, err));
    rap_sha256(out->data + begun, out->len - begun, digits);
    return rap_buf_text(out, digits, err);
}

/* ---- reading ---- */

typedef struct reader {
    const char *name;
    const unsigned char *at, *end;
    bool stays; /* they are of a file that the model keeps */
} reader_t;

static rap_code_t broken(const reader_t *self, const char *what, rap_err_t *err)
{
    return rap_fail(err, RAP_SYNTAX, "%.120s: %s; train the model again", self->name, what);
}

static rap_code_t take_numbers(reader_t *self, float *ret, size_t count, rap_err_t *err)
{
    if ((size_t)(self->end - self->at) / sizeof(uint32_t) < count)
        return broken(self, "it ends too early", err);
    for (size_t i = 0; i < count; i++, self->at += sizeof(uint32_t)) {
        uint32_t bits;

        memcpy(&bits, self->at, sizeof bits);
        bits = le32toh(bits);
        memcpy(&ret[i], &bits, sizeof bits);
        if (!(fabsf(ret[i]) <= NUMBER_MOST))
            return broken(self, "it has a number that is none, or too large", err);
    }
    return RAP_OK;
}

/* It stays where it is, in the file's pages, if there is a file. */
static rap_code_t take_thesaurus(reader_t *self, model_t *model, rap_err_t *err)
{
    thesaurus_t *thesaurus = &model->thesaurus;

    thesaurus->senses = (size_t)model->head.senses;
    thesaurus->bits = (unsigned)model->head.sense_bits;
    size_t bytes = thesaurus_bytes(thesaurus);
    if ((size_t)(self->end - self->at) < bytes)
        return broken(self, "it ends too early", err);
    if (!self->stays && bytes > 0) {
        thesaurus->own = must(malloc(bytes));
        memcpy(thesaurus->own, self->at, bytes);
    }
    thesaurus->slot = self->stays ? self->at : thesaurus->own;
    self->at += bytes;
    return RAP_OK;
}

/* How long each bucket's row is; they end where the file does. */
static rap_code_t take_lengths(reader_t *self, weights_t *weights, rap_err_t *err)
{
    uint32_t bytes = 0;

    if ((size_t)(self->end - self->at) < FEATURES_BUCKETS)
        return broken(self, "it ends too early", err);
    for (size_t b = 0; b < FEATURES_BUCKETS; b++) {
        weights->first[b] = bytes;
        bytes += *self->at++;
    }
    weights->first[FEATURES_BUCKETS] = bytes;
    if ((size_t)(self->end - self->at) != (size_t)bytes)
        return broken(self, "its weights are not as many as it says", err);
    return RAP_OK;
}

/* Pairs in the order of their classes, or all classes. */
static bool is_row(const weights_t *weights, const uint8_t *row, size_t len)
{
    if (len % 2 != 0)
        return len == weights_whole_row(weights->classes);
    for (size_t w = 0; w < len; w += 2)
        if (row[w] >= weights->classes || (w > 0 && row[w - 2] >= row[w]))
            return false;
    return true;
}

/* They stay where they are, in the file's pages, if there is a file. */
static rap_code_t take_weights(reader_t *self, weights_t *weights, rap_err_t *err)
{
    size_t bytes = weights->first[FEATURES_BUCKETS];

    for (size_t b = 0; b < FEATURES_BUCKETS; b++)
        if (!is_row(
                weights, self->at + weights->first[b], weights->first[b + 1] - weights->first[b]))
            return broken(self, "it has a weight for a class that is none", err);
    if (!self->stays) {
        weights->own = must(malloc(bytes + 1));
        memcpy(weights->own, self->at, bytes);
    }
    weights->row = self->stays ? self->at : weights->own;
    return RAP_OK;
}

/* As it is written, so that one of another format is told from one that is damaged. */
static bool has_format(const unsigned char *head, const unsigned char *end)
{
    char begin[32];
    int len = snprintf(begin, sizeof begin, "{\"format\":%d,", MODEL_FORMAT);

    return end - head > len && memcmp(head, begin, (size_t)len) == 0;
}

static rap_code_t take_head(reader_t *self, model_t *model, rap_err_t *err)
{
    const unsigned char *end = memchr(self->at, '\n', (size_t)(self->end - self->at));

    if (end == NULL)
        return broken(self, "it has no head", err);
    if (!has_format(self->at, end))
        return broken(self, "it is of another version", err);
    if (rap_codec_read(&head_table, &model->head, (const char *)self->at, (size_t)(end - self->at),
            model->arena, err) != RAP_OK)
        return rap_fail_prefix(err, "%.120s", self->name);
    self->at = end + 1;
    if (model->head.issues.count == 0 ||
        model_classes(model->head.issues.count) > WEIGHTS_CLASSES_MAX)
        return broken(self, "it has no issues, or too many", err);
    if (model->head.recall >= 1)
        return broken(self, "by it the rules miss nothing", err);
    return RAP_OK;
}

static rap_code_t take_model(reader_t *self, model_t *model, rap_err_t *err)
{
    weights_t *weights = &model->weights;

    RAP_TRY(take_head(self, model, err));
    weights->classes = model_classes(model->head.issues.count);
    weights->scale = must(calloc(weights->classes, sizeof *weights->scale));
    weights->bias = must(calloc(weights->classes, sizeof *weights->bias));
    weights->first = must(calloc(FEATURES_BUCKETS + 1, sizeof *weights->first));
    RAP_TRY(take_numbers(self, (float *)&model->judges, JUDGES, err));
    RAP_TRY(take_numbers(self, weights->scale, weights->classes, err));
    RAP_TRY(take_numbers(self, weights->bias, weights->classes, err));
    RAP_TRY(take_thesaurus(self, model, err));
    RAP_TRY(take_lengths(self, weights, err));
    return take_weights(self, weights, err);
}

static rap_code_t read_model(
    model_t **ret, const char *name, const void *bytes, size_t len, bool stays, rap_err_t *err)
{
    reader_t reader = {
        .name = name, .at = bytes, .end = (const unsigned char *)bytes + len, .stays = stays};
    RAP_AUTO(model) *self = must(calloc(1, sizeof *self));
    char digits[RAP_HEX_SIZE];

    self->arena = rap_arena_new(ARENA_MAX);
    if (len < sizeof magic - 1 + DIGITS || memcmp(bytes, magic, sizeof magic - 1) != 0)
        return broken(&reader, "it is no model", err);
    reader.end -= DIGITS;
    rap_sha256(bytes, len - DIGITS, digits);
    if (memcmp(reader.end, digits, DIGITS) != 0)
        return broken(&reader, "it is damaged", err);
    reader.at += sizeof magic - 1;
    RAP_TRY(take_model(&reader, self, err));
    (void)snprintf(
        self->engine, sizeof self->engine, ENGINE_RULES "+model.%.*s", ENGINE_DIGITS, digits);
    *ret = self;
    self = NULL;
    return RAP_OK;
}

rap_code_t model_read(
    model_t **ret, const char *name, const void *bytes, size_t len, rap_err_t *err)
{
    return read_model(ret, name, bytes, len, false, err);
}

rap_code_t model_open(model_t **ret, const char *path, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_mapped) file;

    RAP_TRY(rap_mapped_open(&file, path, FILE_MAX, err));
    RAP_TRY(read_model(ret, path, file.bytes, file.len, true, err));
    rap_mapped_rest(&file); /* who has no work needs none of it */
    (*ret)->file = file;
    file = (rap_mapped_t){0};
    return RAP_OK;
}
