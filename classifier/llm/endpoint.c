/* endpoint.c - see endpoint.h */
#include "classifier/llm/endpoint.h"

#include "base/file.h"
#include "proto/http.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    KEY_MAX = 4096,
    HEAD_MAX = 64 * 1024,
    CONNECT_MS = 10 * 1000,
    RETRY_AFTER_MAX_S = 600,
    STATUS_OK = 200,
    STATUS_TIMEOUT = 408,
    STATUS_TOO_MANY = 429,
    STATUS_SERVER = 500,
};

typedef struct question {
    struct question *next;
    CURL *easy;
    rap_buf_t body;
    size_t head; /* bytes of the answer's head so far */
    bool too_large;
    endpoint_answered_fn *fn;
    void *arg;
    char error[CURL_ERROR_SIZE];
} question_t;

struct endpoint {
    const llm_options_t *options;
    rap_http_t *http;
    char *url;
    struct curl_slist *headers; /* with the key */
    question_t *active;         /* a list */
};

/* ---- one question ---- */

static void question_destroy(question_t **self)
{
    if (*self == NULL)
        return;
    curl_easy_cleanup((*self)->easy);
    rap_buf_release(&(*self)->body);
    free(*self);
    *self = NULL;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *arg)
{
    question_t *self = arg;
    rap_err_t err;

    if (rap_buf_add(&self->body, bytes, size * count, &err) == RAP_OK)
        return size * count;
    self->too_large = true;
    return 0; /* ends the transfer */
}

static size_t on_header(char *bytes, size_t size, size_t count, void *arg)
{
    question_t *self = arg;

    (void)bytes;
    self->head += size * count;
    if (self->head <= HEAD_MAX)
        return size * count;
    self->too_large = true;
    return 0;
}

/* One option; the first failure stays in *rc. */
#define SET(option, value)                                         \
    do {                                                           \
        if (*rc == CURLE_OK)                                       \
            *rc = curl_easy_setopt(self->easy, (option), (value)); \
    } while (0)

static void set_callbacks(question_t *self, CURLcode *rc)
{
    SET(CURLOPT_PRIVATE, self);
    SET(CURLOPT_ERRORBUFFER, self->error);
    SET(CURLOPT_WRITEFUNCTION, on_body);
    SET(CURLOPT_WRITEDATA, self);
    SET(CURLOPT_HEADERFUNCTION, on_header);
    SET(CURLOPT_HEADERDATA, self);
}

static void set_limits(question_t *self, const endpoint_t *endpoint, CURLcode *rc)
{
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_PROXY, ""); /* not the environment's */
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_TIMEOUT_MS, (long)endpoint->options->timeout_ms);
    SET(CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
}

static void set_request(
    question_t *self, const endpoint_t *endpoint, const rap_buf_t *question, CURLcode *rc)
{
    SET(CURLOPT_URL, endpoint->url);
    SET(CURLOPT_USERAGENT, "rapporteur/" RAP_VERSION);
    SET(CURLOPT_HTTPHEADER, endpoint->headers);
    SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)question->len);
    SET(CURLOPT_COPYPOSTFIELDS, question->data);
}
#undef SET

rap_code_t endpoint_ask(endpoint_t *self, const rap_buf_t *question, endpoint_answered_fn *fn,
    void *arg, rap_err_t *err)
{
    RAP_AUTO(question) *asked = calloc(1, sizeof *asked);
    CURLcode rc = CURLE_OK;

    if (asked == NULL || (asked->easy = curl_easy_init()) == NULL)
        abort();
    rap_buf_init(&asked->body, ENDPOINT_ANSWER_MAX);
    asked->fn = fn;
    asked->arg = arg;
    set_callbacks(asked, &rc);
    set_limits(asked, self, &rc);
    set_request(asked, self, question, &rc);
    if (rc != CURLE_OK)
        return rap_fail(
            err, RAP_INTERNAL, "could not set up a request: %s", curl_easy_strerror(rc));
    RAP_TRY(rap_http_add(self->http, asked->easy, err));
    asked->next = self->active;
    self->active = asked;
    asked = NULL;
    return RAP_OK;
}

static void unlink_question(endpoint_t *self, const question_t *asked)
{
    question_t **at = &self->active;

    while (*at != asked)
        at = &(*at)->next;
    *at = asked->next;
}

void endpoint_forget(endpoint_t *self, const void *arg)
{
    for (question_t **at = &self->active; *at != NULL; at = &(*at)->next)
        if ((*at)->arg == arg) {
            question_t *asked = *at;

            rap_http_remove(self->http, asked->easy);
            *at = asked->next;
            question_destroy(&asked);
            return;
        }
}

/* ---- its answer ---- */

static rap_code_t judge_status(long status, rap_err_t *err)
{
    if (status == STATUS_OK)
        return RAP_OK;
    bool passes = status == STATUS_TIMEOUT || status == STATUS_TOO_MANY || status >= STATUS_SERVER;
    if (status >= 300 && status < 400)
        return rap_fail(err, RAP_UNSUPPORTED,
            "the server answered %ld and sends us elsewhere, where we do not go", status);
    return rap_fail(
        err, passes ? RAP_UNAVAILABLE : RAP_UNSUPPORTED, "the server answered %ld", status);
}

static void judge(question_t *self, CURLcode rc, endpoint_answer_t *ret)
{
    const char *said = self->error[0] != '\0' ? self->error : curl_easy_strerror(rc);
    curl_off_t after = 0;
    long status = 0;

    (void)curl_easy_getinfo(self->easy, CURLINFO_RESPONSE_CODE, &status);
    (void)curl_easy_getinfo(self->easy, CURLINFO_RETRY_AFTER, &after);
    after = after < RETRY_AFTER_MAX_S ? after : RETRY_AFTER_MAX_S;
    *ret = (endpoint_answer_t){
        .body = self->body.data, .len = self->body.len, .retry_after_ms = after * 1000};
    if (self->too_large)
        ret->code = rap_fail(&ret->err, RAP_TOOBIG, "the answer is larger than %d bytes",
            self->head > HEAD_MAX ? HEAD_MAX : ENDPOINT_ANSWER_MAX);
    else if (rc == CURLE_OPERATION_TIMEDOUT)
        ret->code = rap_fail(&ret->err, RAP_TIMEOUT, "%s", said);
    else if (rc != CURLE_OK)
        ret->code = rap_fail(&ret->err, RAP_UNAVAILABLE, "%s", said);
    else
        ret->code = judge_status(status, &ret->err);
}

static void on_ended(void *arg, void *easy, int result)
{
    endpoint_t *self = arg;
    endpoint_answer_t answer;
    char *private;

    if (curl_easy_getinfo((CURL *)easy, CURLINFO_PRIVATE, &private) != CURLE_OK)
        return;
    question_t *asked = (question_t *)(void *)private;
    unlink_question(self, asked);
    judge(asked, (CURLcode)result, &answer);
    asked->fn(asked->arg, &answer);
    question_destroy(&asked);
}

/* ---- life ---- */

static void add_header(endpoint_t *self, const char *line)
{
    struct curl_slist *longer = curl_slist_append(self->headers, line);

    if (longer == NULL)
        abort();
    self->headers = longer;
}

/* What is in the file stands in no message, also when it is wrong. */
static rap_code_t add_key(endpoint_t *self, const char *path, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) key;
    char line[KEY_MAX + 32];

    rap_buf_init(&key, KEY_MAX);
    RAP_TRY(rap_file_read(path, &key, err));
    while (key.len > 0 && (key.data[key.len - 1] == '\n' || key.data[key.len - 1] == '\r'))
        key.data[--key.len] = '\0';
    for (size_t i = 0; i < key.len; i++)
        if (key.data[i] <= ' ' || key.data[i] > '~')
            return rap_fail(
                err, RAP_CONFIG, "'%s' has more than one line of printable ASCII", path);
    if (key.len == 0)
        return rap_fail(err, RAP_CONFIG, "'%s' has no key in it", path);
    (void)snprintf(line, sizeof line, "Authorization: Bearer %s", key.data);
    add_header(self, line);
    explicit_bzero(line, sizeof line);
    explicit_bzero(key.data, key.len);
    return RAP_OK;
}

rap_code_t endpoint_new(
    endpoint_t **ret, rap_loop_t *loop, const llm_options_t *options, rap_err_t *err)
{
    RAP_AUTO(endpoint) *self = calloc(1, sizeof *self);
    size_t len = strlen(options->endpoint);

    if (self == NULL)
        abort();
    self->options = options;
    while (len > 0 && options->endpoint[len - 1] == '/')
        len--;
    if (asprintf(&self->url, "%.*s/chat/completions", (int)len, options->endpoint) < 0)
        abort();
    add_header(self, "Content-Type: application/json");
    add_header(self, "Accept: application/json");
    add_header(self, "Expect:");
    if (options->key_file != NULL && add_key(self, options->key_file, err) != RAP_OK)
        return rap_fail_prefix(err, "llm.key_file");
    RAP_TRY(rap_http_new(&self->http, loop, on_ended, self, err));
    *ret = self;
    self = NULL;
    return RAP_OK;
}

void endpoint_destroy(endpoint_t **self)
{
    endpoint_t *it = *self;

    if (it == NULL)
        return;
    while (it->active != NULL)
        endpoint_forget(it, it->active->arg);
    rap_http_destroy(&it->http);
    curl_slist_free_all(it->headers);
    free(it->url);
    free(it);
    *self = NULL;
}
