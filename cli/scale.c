/* scale.c - rapporteur scale: more or fewer workers of a running pipeline. */
#include "base/codec.h"
#include "cli/ask.h"
#include "cli/command.h"
#include "proto/header.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { WAIT_MS = 3000 };

/* "parser=3" */
static rap_code_t read_wish(
    const char *text, char *stage, size_t size, rap_scale_t *ret, rap_err_t *err)
{
    const char *equals = strchr(text, '=');
    size_t len = equals != NULL ? (size_t)(equals - text) : 0;
    char *end = NULL;

    if (len == 0 || len >= size)
        return rap_fail(err, RAP_USAGE, "'%.60s' is not STAGE=N, such as parser=3", text);
    memcpy(stage, text, len);
    stage[len] = '\0';
    errno = 0;
    long count = strtol(equals + 1, &end, 10);
    if (equals[1] == '\0' || *end != '\0' || errno != 0 || count < 0)
        return rap_fail(err, RAP_USAGE, "'%.60s' is not a number of workers", equals + 1);
    *ret = (rap_scale_t){.stage = stage, .count = count};
    return RAP_OK;
}

static rap_code_t scale_one(struct cli *cli, const char *text, rap_err_t *err)
{
    char stage[RAP1_NAME_MAX + 1];
    rap_scale_t wish, answer;
    RAP_AUTO_RELEASE(rap_buf) header = {0};
    RAP_AUTO_RELEASE(rap_buf) json = {0};

    rap_buf_init(&header, RAP1_HEADER_MAX);
    rap_buf_init(&json, RAP1_HEADER_MAX);
    RAP_TRY(read_wish(text, stage, sizeof stage, &wish, err));
    RAP_TRY(rap_codec_write(&rap_scale_table, &wish, &header, err));
    RAP_TRY(ask(cli->home.control, RAP1_SCALE, header.data, WAIT_MS, &json, err));
    if (cli->common.json) {
        (void)puts(json.data);
        return RAP_OK;
    }
    RAP_TRY(rap_codec_read(&rap_scale_table, &answer, json.data, json.len, cli->arena, err));
    (void)printf(
        "%s: %lld, was %lld\n", answer.stage, (long long)answer.count, (long long)answer.was);
    return RAP_OK;
}

static rap_code_t run(struct cli *cli, rap_err_t *err)
{
    for (int i = 0; i < cli->operands; i++)
        RAP_TRY(scale_one(cli, cli->operand[i], err));
    return RAP_OK;
}

const struct command cli_scale = {
    .name = "scale",
    .summary = "change the number of workers of a running pipeline",
    .operands = "STAGE=N...",
    .least = 1,
    .most = 8,
    .about =
        "Asks the supervisor ('rapporteur run') for so many workers of a stage, until it ends:\n"
        "the numbers it starts with stand in rapporteur.yaml.  A worker that is one too many\n"
        "finishes what it has in hand first.",
    .run = run,
};
