/* options.c - see options.h */
#include "classifier/llm/options.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HOUR_MS (3600 * 1000)

/* clang-format off */
#define ROW(member, its_kind) \
    .name = #member, .kind = RAP_KIND_##its_kind, .offset = offsetof(llm_options_t, member)
#define TIME_OF(member) \
    .kind = RAP_KIND_TIME, .offset = offsetof(llm_options_t, member), .min = 1, .max = HOUR_MS, \
    .meta = "TIME"
/* clang-format on */

static const rap_field_t fields[] = {
    {ROW(endpoint, STRING), .max = 500, .meta = "URL",
        .help =
            "an OpenAI-compatible server, \"http://127.0.0.1:8080/v1\", that may add positions and "
            "doubt others; without it none is asked"},
    {ROW(model, STRING), .max = 100, .meta = "NAME", .help = "which of its models is asked"},
    {ROW(key_file, STRING), .max = 1000, .meta = "FILE",
        .help = "a file with the key that the server wants, on one line"},
    {.name = "timeout",
        TIME_OF(timeout_ms),
        .preset = "30s",
        .help = "how long one request may take"},
    {ROW(in_flight, INT), .min = 1, .max = 64, .preset = "4", .meta = "N",
        .help = "requests at the same time"},
    {ROW(tries, INT), .min = 1, .max = 10, .preset = "3", .meta = "N",
        .help = "tries of a request whose failure may pass"},
    {ROW(answer_tokens, INT), .min = 16, .max = 16384, .preset = "800", .meta = "N",
        .help = "most tokens of one answer"},
    {ROW(requests, INT), .min = 1, .max = 10000, .preset = "60", .meta = "N",
        .help = "most requests for one document"},
    {ROW(tokens, INT), .min = 1000, .max = 100 * 1000 * 1000, .preset = "500000", .meta = "N",
        .help = "most tokens for one document, of questions and answers"},
    {.name = "time",
        TIME_OF(time_ms),
        .preset = "60s",
        .help = "most time for one document; less than the broker's lease"},
    {ROW(confidence, REAL), .min = 0, .max = 1, .preset = "0.6", .meta = "X",
        .help = "confidence of a position that only the language model found"},
    {ROW(failures, INT), .min = 1, .max = 1000, .preset = "5", .meta = "N",
        .help = "failures in a row before the server is left alone"},
    {.name = "pause",
        TIME_OF(pause_ms),
        .preset = "10s",
        .help = "for how long it is left alone at first; longer each time, up to 30 times that"},
    {.kind = RAP_KIND_END},
};

const rap_table_t llm_options_table = {"llm", sizeof(llm_options_t), fields, false};

/* A part of the address, to be freed with curl_free(); NULL: it has none. */
static char *part_of(CURLU *url, CURLUPart what)
{
    char *part = NULL;

    return curl_url_get(url, what, &part, 0) == CURLUE_OK ? part : NULL;
}

static bool is_loopback(const char *host)
{
    return strcmp(host, "localhost") == 0 || strncmp(host, "127.", 4) == 0 ||
           strcmp(host, "[::1]") == 0;
}

static bool has_part(CURLU *url, CURLUPart what)
{
    char *part = part_of(url, what);
    bool has = part != NULL;

    curl_free(part);
    return has;
}

static rap_code_t check_url(const llm_options_t *self, CURLU *url, rap_err_t *err)
{
    const char *address = self->endpoint;

    if (curl_url_set(url, CURLUPART_URL, address, 0) != CURLUE_OK)
        return rap_fail(err, RAP_CONFIG, "llm.endpoint: '%.200s' is no address", address);
    if (has_part(url, CURLUPART_USER) || has_part(url, CURLUPART_PASSWORD))
        return rap_fail(err, RAP_CONFIG,
            "llm.endpoint: an address has no name and password; put a key into 'key_file'");
    if (has_part(url, CURLUPART_QUERY) || has_part(url, CURLUPART_FRAGMENT))
        return rap_fail(
            err, RAP_CONFIG, "llm.endpoint: '%.200s' has more than a path at its end", address);

    char *scheme = part_of(url, CURLUPART_SCHEME), *host = part_of(url, CURLUPART_HOST);
    bool tls = scheme != NULL && strcmp(scheme, "https") == 0;
    bool plain = scheme != NULL && strcmp(scheme, "http") == 0;
    bool near = host != NULL && is_loopback(host);
    curl_free(scheme);
    curl_free(host);
    if (!tls && !plain)
        return rap_fail(
            err, RAP_CONFIG, "llm.endpoint: '%.200s' is neither http nor https", address);
    if (plain && !near && self->key_file != NULL)
        return rap_fail(err, RAP_CONFIG,
            "llm.key_file: the key would go to '%.200s' unencrypted; use https", address);
    return RAP_OK;
}

rap_code_t llm_options_check(const llm_options_t *self, rap_err_t *err)
{
    if (self->endpoint == NULL)
        return RAP_OK;
    if (self->model == NULL || self->model[0] == '\0')
        return rap_fail(err, RAP_CONFIG, "llm.model: which model '%.200s' is asked for is missing",
            self->endpoint);
    for (const char *c = self->model; *c != '\0'; c++)
        if (*c <= ' ' || *c > '~')
            return rap_fail(err, RAP_CONFIG, "llm.model: a name of printable ASCII is wanted");
    if (self->key_file != NULL && access(self->key_file, R_OK) != 0)
        return rap_fail_sys(
            err, RAP_CONFIG, errno, "llm.key_file: could not read '%s'", self->key_file);
    CURLU *url = curl_url();
    if (url == NULL)
        abort();
    rap_code_t code = check_url(self, url, err);
    curl_url_cleanup(url);
    return code;
}
