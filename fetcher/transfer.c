/* transfer.c - see transfer.h */
#include "fetcher/transfer.h"

#include "fetcher/peer.h"
#include "fetcher/warc/http_field.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

enum {
    HEAD_MAX = 64 * 1024,
    HOPS_MAX = 48 * 1024,
    REDIRECTS_MAX = 10,
    LOW_SPEED_BYTES = 100, /* a second */
    MS_PER_S = 1000
};

static char *copy(const char *text)
{
    char *it = strdup(text != NULL ? text : "");

    if (it == NULL)
        abort();
    return it;
}

/* ---- libcurl's callbacks ---- */

static size_t on_body(char *bytes, size_t size, size_t count, void *arg)
{
    transfer_t *self = arg;
    rap_err_t err;

    if (rap_buf_add(&self->result.body, bytes, size * count, &err) == RAP_OK)
        return size * count;
    self->too_small = &self->result.body;
    return 0; /* ends the transfer */
}

/* Of one header line, if it is `name`'s. */
static void keep_header(const char *line, size_t len, const char *name, char out[DOWNLOAD_TEXT_MAX])
{
    size_t value_len;
    const char *value = http_field_value(line, len, name, &value_len);

    if (value != NULL)
        http_field_keep(value, value_len, out, DOWNLOAD_TEXT_MAX);
}

/* An answer begins; the one before it, if it was a redirect, is a hop. */
static void begin_answer(transfer_t *self)
{
    download_t *result = &self->result;
    const char *before = result->response.data;
    char *at = NULL;
    rap_err_t err;

    const char *status = strchr(before, ' ');
    if (status != NULL && status[1] == '3' && self->at != NULL &&
        rap_buf_printf(&result->hops, &err, "%.3s %s\n", status + 1, self->at) != RAP_OK)
        result->hops.max = result->hops.len; /* a chain too long to tell ends here */
    rap_buf_reset(&result->response);
    result->media_type[0] = result->etag[0] = result->last_modified[0] = '\0';
    (void)curl_easy_getinfo(self->easy, CURLINFO_EFFECTIVE_URL, &at);
    free(self->at);
    self->at = copy(at);
}

static size_t on_header(char *bytes, size_t size, size_t count, void *arg)
{
    transfer_t *self = arg;
    download_t *result = &self->result;
    size_t len = size * count;
    rap_err_t err;

    if (len > 5 && strncmp(bytes, "HTTP/", 5) == 0) /* the next answer, after a redirect */
        begin_answer(self);
    keep_header(bytes, len, "Content-Type", result->media_type);
    keep_header(bytes, len, "ETag", result->etag);
    keep_header(bytes, len, "Last-Modified", result->last_modified);
    if (rap_buf_add(&result->response, bytes, len, &err) == RAP_OK)
        return len;
    self->too_small = &result->response;
    return 0;
}

static int on_debug(CURL *easy, curl_infotype type, char *bytes, size_t len, void *arg)
{
    transfer_t *self = arg;
    rap_err_t err;

    (void)easy;
    if (type == CURLINFO_HEADER_OUT) {
        rap_buf_reset(&self->result.request);
        if (rap_buf_add(&self->result.request, bytes, len, &err) != RAP_OK)
            rap_buf_reset(&self->result.request); /* ours, and never so long */
    }
    return 0;
}

static curl_socket_t on_open(void *arg, curlsocktype purpose, struct curl_sockaddr *address)
{
    transfer_t *self = arg;
    const download_config_t *config = self->config;
    bool allowed = config->allow_private || config->proxy != NULL ||
                   !peer_is_private(&address->addr) ||
                   peer_is_target(&address->addr, &config->connect_to);

    (void)purpose;
    if (!allowed) {
        self->refused_peer = true;
        peer_name(&address->addr, self->refused, sizeof self->refused);
        return CURL_SOCKET_BAD;
    }
    return socket(
        address->family, address->socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, address->protocol);
}

/* ---- setting one up ---- */

static void add_to(struct curl_slist **list, const char *text)
{
    struct curl_slist *longer = curl_slist_append(*list, text);

    if (longer == NULL)
        abort();
    *list = longer;
}

/* As plain headers: libcurl's own TIMECONDITION answers 304 by itself where a corrected
 * document has an older date. */
static void add_conditions(transfer_t *self, const download_request_t *request)
{
    char line[DOWNLOAD_TEXT_MAX + 32];

    if (request->etag != NULL && request->etag[0] != '\0') {
        (void)snprintf(line, sizeof line, "If-None-Match: %s", request->etag);
        add_to(&self->headers, line);
    }
    if (request->last_modified != NULL && request->last_modified[0] != '\0') {
        (void)snprintf(line, sizeof line, "If-Modified-Since: %s", request->last_modified);
        add_to(&self->headers, line);
    }
}

/* One option; the first failure stays in *rc. */
#define SET(option, value)                                         \
    do {                                                           \
        if (*rc == CURLE_OK)                                       \
            *rc = curl_easy_setopt(self->easy, (option), (value)); \
    } while (0)

static void set_callbacks(transfer_t *self, CURLcode *rc)
{
    SET(CURLOPT_PRIVATE, self);
    SET(CURLOPT_WRITEFUNCTION, on_body);
    SET(CURLOPT_WRITEDATA, self);
    SET(CURLOPT_HEADERFUNCTION, on_header);
    SET(CURLOPT_HEADERDATA, self);
    SET(CURLOPT_OPENSOCKETFUNCTION, on_open);
    SET(CURLOPT_OPENSOCKETDATA, self);
    SET(CURLOPT_VERBOSE, 1L); /* for the debug function, which keeps the request's head */
    SET(CURLOPT_DEBUGFUNCTION, on_debug);
    SET(CURLOPT_DEBUGDATA, self);
    SET(CURLOPT_ERRORBUFFER, self->error);
}

static void set_limits(transfer_t *self, const download_request_t *request, CURLcode *rc)
{
    const download_config_t *config = self->config;

    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_FOLLOWLOCATION, 1L);
    SET(CURLOPT_MAXREDIRS, (long)REDIRECTS_MAX);
    SET(CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)request->max_bytes);
    SET(CURLOPT_TIMEOUT_MS, (long)request->timeout_ms);
    SET(CURLOPT_CONNECTTIMEOUT_MS, (long)config->connect_timeout_ms);
    SET(CURLOPT_LOW_SPEED_LIMIT, (long)LOW_SPEED_BYTES);
    SET(CURLOPT_LOW_SPEED_TIME, (long)((config->low_speed_ms + MS_PER_S - 1) / MS_PER_S));
}

static void set_request(transfer_t *self, CURLcode *rc)
{
    const download_config_t *config = self->config;

    SET(CURLOPT_URL, self->url);
    SET(CURLOPT_USERAGENT, config->user_agent);
    SET(CURLOPT_ACCEPT_ENCODING, ""); /* all that libcurl can decode: some send it unasked */
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    SET(CURLOPT_HTTPHEADER, self->headers);
    SET(CURLOPT_CONNECT_TO, self->connect_to);
    SET(CURLOPT_PROXY, config->proxy != NULL ? config->proxy : ""); /* "": not the environment's */
    if (config->ca_file != NULL)
        SET(CURLOPT_CAINFO, config->ca_file);
}

rap_code_t transfer_new(transfer_t **ret, const download_config_t *config,
    const download_request_t *request, rap_err_t *err)
{
    RAP_AUTO(transfer) *self = calloc(1, sizeof *self);
    CURLcode rc = CURLE_OK;

    if (self == NULL)
        abort();
    self->easy = curl_easy_init();
    self->config = config;
    self->url = copy(request->url);
    rap_buf_init(&self->result.body, (size_t)request->max_bytes);
    rap_buf_init(&self->result.request, HEAD_MAX);
    rap_buf_init(&self->result.response, HEAD_MAX);
    rap_buf_init(&self->result.hops, HOPS_MAX);
    if (self->easy == NULL)
        abort();
    add_conditions(self, request);
    for (size_t i = 0; i < config->connect_to.count; i++)
        add_to(&self->connect_to, config->connect_to.item[i]);
    set_callbacks(self, &rc);
    set_limits(self, request, &rc);
    set_request(self, &rc);
    if (rc != CURLE_OK)
        return rap_fail(
            err, RAP_INTERNAL, "could not set up a download: %s", curl_easy_strerror(rc));
    *ret = self;
    self = NULL;
    return RAP_OK;
}

void download_release(download_t *self)
{
    rap_buf_release(&self->body);
    rap_buf_release(&self->request);
    rap_buf_release(&self->response);
    rap_buf_release(&self->hops);
    free(self->final_url);
    self->final_url = NULL;
}

void transfer_destroy(transfer_t **self)
{
    transfer_t *it = *self;

    if (it == NULL)
        return;
    curl_easy_cleanup(it->easy);
    curl_slist_free_all(it->headers);
    curl_slist_free_all(it->connect_to);
    download_release(&it->result);
    free(it->url);
    free(it->at);
    free(it);
    *self = NULL;
}

/* ---- what its end means ---- */

static void fail(transfer_t *self, rap_code_t code, const char *reason, const char *what)
{
    download_t *result = &self->result;

    result->reason = reason;
    result->code = rap_fail(&result->err, code, "'%.120s': %s", self->url, what);
}

static void fail_curl(transfer_t *self, CURLcode rc)
{
    const char *said = self->error[0] != '\0' ? self->error : curl_easy_strerror(rc);

    switch ((int)rc) {
    case CURLE_OPERATION_TIMEDOUT:
        fail(self, RAP_TIMEOUT, "timed_out", said);
        break;
    case CURLE_UNSUPPORTED_PROTOCOL:
        fail(self, RAP_UNSUPPORTED, "forbidden_protocol", said);
        break;
    case CURLE_URL_MALFORMAT:
        fail(self, RAP_SYNTAX, "bad_address", said);
        break;
    case CURLE_TOO_MANY_REDIRECTS:
        fail(self, RAP_UNSUPPORTED, "redirect_loop", said);
        break;
    case CURLE_PEER_FAILED_VERIFICATION:
        fail(self, RAP_UNAVAILABLE, "bad_certificate", said);
        break;
    case CURLE_PARTIAL_FILE:
    case CURLE_BAD_CONTENT_ENCODING:
        fail(self, RAP_UNAVAILABLE, "partial", said);
        break;
    default:
        fail(self, RAP_UNAVAILABLE, "unreachable", said);
        break;
    }
}

static void read_info(transfer_t *self)
{
    download_t *result = &self->result;
    char *text = NULL;
    curl_off_t after = 0, took = 0;

    (void)curl_easy_getinfo(self->easy, CURLINFO_RESPONSE_CODE, &result->status);
    (void)curl_easy_getinfo(self->easy, CURLINFO_EFFECTIVE_URL, &text);
    result->final_url = copy(text);
    result->tls_verified = strncasecmp(result->final_url, "https:", 6) == 0;
    text = NULL;
    (void)curl_easy_getinfo(self->easy, CURLINFO_PRIMARY_IP, &text);
    (void)snprintf(result->peer, sizeof result->peer, "%s", text != NULL ? text : "");
    (void)curl_easy_getinfo(self->easy, CURLINFO_RETRY_AFTER, &after);
    if (after > DOWNLOAD_RETRY_AFTER_MAX_S)
        after = DOWNLOAD_RETRY_AFTER_MAX_S;
    result->retry_after_ms = after * MS_PER_S;
    (void)curl_easy_getinfo(self->easy, CURLINFO_TOTAL_TIME_T, &took);
    result->took_ms = took / MS_PER_S;
}

void transfer_finish(transfer_t *self, CURLcode rc)
{
    char what[160];

    read_info(self);
    if (self->too_small != NULL || rc == CURLE_FILESIZE_EXCEEDED) {
        const rap_buf_t *body = &self->result.body;
        const rap_buf_t *full = self->too_small != NULL ? self->too_small : body;

        (void)snprintf(what, sizeof what, "the answer%s is larger than %zu bytes",
            full == body ? "" : "'s head", full->max);
        fail(self, RAP_TOOBIG, "too_large", what);
    } else if (self->refused_peer && rc != CURLE_OK) {
        (void)snprintf(what, sizeof what,
            "%s is a private network address; 'allow_private' lets it be fetched", self->refused);
        fail(self, RAP_UNSUPPORTED, "private_address", what);
    } else if (rc != CURLE_OK) {
        fail_curl(self, rc);
    }
}
