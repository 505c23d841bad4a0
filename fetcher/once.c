/* once.c - --once: documents without a broker and without a home.  Nothing is archived; each
 * document's envelope is printed, one JSON object a line. */
#include "fetcher/fetcher.h"

#include "base/codec.h"
#include "base/file.h"
#include "base/hash.h"
#include "fetcher/address.h"
#include "fetcher/take.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_MAX = 4 * 1024 * 1024, HTTP_OK = 200 };

static void on_downloaded(void *arg, download_t *result)
{
    job_t *job = arg;

    job->result = *result;
    *result = (download_t){0};
    job->arrived = true;
    rap_loop_stop(rap_stage_loop(job->fetcher->stage));
}

static rap_code_t download(job_t *job, rap_err_t *err)
{
    fetcher_t *self = job->fetcher;
    const download_request_t request = {.url = job->address.url,
        .max_bytes = self->options->max_bytes,
        .timeout_ms = self->options->timeout};

    RAP_TRY(download_start(self->downloader, &request, on_downloaded, job, err));
    RAP_TRY(rap_loop_run(rap_stage_loop(self->stage), err));
    if (!job->arrived) /* the runtime stopped the loop, on a signal */
        return rap_fail(err, RAP_CANCELLED, "stopped while fetching '%s'", job->address.url);
    if (job->result.code != RAP_OK) {
        *err = job->result.err;
        return err->code;
    }
    if (job->result.status != HTTP_OK)
        return rap_fail(err, take_is_transient(job) ? RAP_UNAVAILABLE : RAP_NOTFOUND,
            "'%s': the server answered %ld", job->address.url, job->result.status);
    return RAP_OK;
}

static rap_code_t get(job_t *job, const char *operand, rap_err_t *err)
{
    fetcher_t *self = job->fetcher;

    if (address_is_http(operand)) {
        RAP_TRY(address_canonical(NULL, operand, job->arena, &job->address.url, err));
        return download(job, err);
    }
    RAP_TRY(address_of_file(operand, job->arena, &job->address.url, err));
    rap_buf_init(&job->result.body, (size_t)self->options->max_bytes);
    return rap_file_read(operand, &job->result.body, err);
}

static rap_code_t print(job_t *job, FILE *out, rap_err_t *err)
{
    char id[RAP_HEX_SIZE];
    const char *json;

    rap_sha256(job->result.body.data, job->result.body.len, id);
    RAP_TRY(parcel_envelope(job->fetcher, job, id, NULL, &json, err));
    (void)fprintf(out, "%s\n", json);
    return RAP_OK;
}

static rap_code_t do_one(
    fetcher_t *self, const char *hints, const char *operand, FILE *out, rap_err_t *err)
{
    job_t job = {.fetcher = self,
        .address = {.host = "", .source = SOURCE_MANUAL, .hints = hints},
        .fetched_wall_ms = rap_clock_wall_ms(rap_stage_clock(self->stage)),
        .arena = rap_arena_new(ARENA_MAX)};
    rap_code_t code = get(&job, operand, err);

    if (code == RAP_OK)
        code = print(&job, out, err);
    download_release(&job.result);
    rap_arena_destroy(&job.arena);
    return code;
}

rap_code_t fetcher_once(void *arg, int operands, char **operand, FILE *out, rap_err_t *err)
{
    fetcher_t *self = arg;
    RAP_AUTO_RELEASE(rap_buf) hints;

    rap_buf_init(&hints, 64 * 1024);
    if (operands == 0)
        return rap_fail(err, RAP_USAGE, "no FILE or URL is given");
    RAP_TRY(rap_codec_write(&rap_hints_table, &self->hints, &hints, err));
    for (int i = 0; i < operands; i++) {
        rap_err_t why;
        rap_code_t code = do_one(self, hints.data, operand[i], out, &why);

        if (code == RAP_OK)
            continue;
        if (rap_code_fate(code) == RAP_FATE_STOP) {
            *err = why;
            return code;
        }
        rap_log(
            rap_stage_log(self->stage), RAP_LOG_ERROR, RAP_EVENT("fetch.unreadable"), RAP_E(&why));
        self->process->exit = 1;
    }
    if (fflush(out) != 0)
        return rap_fail_sys(
            err, rap_code_of_errno(errno), errno, "could not write to standard output");
    return RAP_OK;
}
