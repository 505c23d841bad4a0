/* makers.c - see makers.h
 *
 * A classifier that is given a record without statements hands it back with its engine and its
 * codebook in it, so that there is one place that knows them: the program itself.
 */
#include "cli/makers.h"

#include "base/file.h"
#include "base/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { ANSWER_MAX = 64 * 1024 };

static const char question[] =
    "{\"kind\":\"result\",\"document\":{\"document_id\":"
    "\"0000000000000000000000000000000000000000000000000000000000000000\","
    "\"parser\":\"" RAP_RECORD_PARSER "\"},\"statements\":[]}\n";

static rap_code_t start(const struct cli *cli, int in, int out, pid_t *ret_pid, rap_err_t *err)
{
    static const char program[] = "rapporteur-classifier";
    const char *const argv[] = {program, "--once", "--home", cli->home.dir, "-", NULL};
    char path[RAP_PATH_MAX];

    RAP_TRY(rap_spawn_sibling(program, path, sizeof path, err));
    const rap_spawn_t spawn = {
        .path = path, .argv = argv, .in = in, .out = out, .err = -1, .extra = -1};
    return rap_spawn(&spawn, ret_pid, err);
}

static rap_code_t read_all(int fd, rap_buf_t *answer, rap_err_t *err)
{
    bool end = false;

    while (!end)
        RAP_TRY(rap_file_read_next(fd, "the classifier's answer", answer, &end, err));
    return RAP_OK;
}

/* The question fits in a pipe, so that it is written before anybody reads it. */
static rap_code_t talk(
    const struct cli *cli, const int in[2], const int out[2], rap_buf_t *answer, rap_err_t *err)
{
    pid_t pid;
    rap_code_t code = rap_file_write_all(in[1], question, sizeof question - 1, err);

    close(in[1]);
    if (code == RAP_OK)
        code = start(cli, in[0], out[1], &pid, err);
    close(in[0]);
    close(out[1]);
    if (code == RAP_OK) {
        code = read_all(out[0], answer, err);
        close(out[0]);
        if (rap_spawn_wait(pid) != 0 && code == RAP_OK)
            code = rap_fail(err, RAP_CONFIG,
                "the classifier does not say what it is; 'rapporteur validate' tells why");
        return code;
    }
    close(out[0]);
    return code;
}

static rap_code_t ask_classifier(const struct cli *cli, rap_buf_t *answer, rap_err_t *err)
{
    int in[2], out[2];

    if (pipe2(in, O_CLOEXEC) != 0)
        return rap_fail_sys(err, RAP_IO, errno, "could not make a pipe");
    if (pipe2(out, O_CLOEXEC) != 0) {
        int sys = errno;

        close(in[0]);
        close(in[1]);
        return rap_fail_sys(err, RAP_IO, sys, "could not make a pipe");
    }
    return talk(cli, in, out, answer, err);
}

rap_code_t makers_of_today(struct cli *cli, rap_store_makers_t *ret, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) answer;
    rap_record_t record;

    rap_buf_init(&answer, ANSWER_MAX);
    RAP_TRY(ask_classifier(cli, &answer, err));
    RAP_TRY(rap_record_read(&record, answer.data, answer.len, cli->arena, err));
    if (record.document == NULL || record.document->codebook == NULL ||
        record.document->engine == NULL)
        return rap_fail(err, RAP_CONFIG, "the classifier does not say what it is");
    *ret = (rap_store_makers_t){.parser = RAP_RECORD_PARSER,
        .codebook = record.document->codebook,
        .engine = record.document->engine};
    return RAP_OK;
}
