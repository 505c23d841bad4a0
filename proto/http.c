/* http.c - see http.h */
#include "proto/http.h"

#include <curl/curl.h>
#include <stdlib.h>

struct rap_http {
    rap_loop_t *loop;
    CURLM *multi;
    rap_watch_t timer;
    rap_http_ended_fn *ended;
    void *arg;
};

typedef struct socket_watch {
    rap_http_t *http;
    curl_socket_t fd;
    rap_watch_t watch;
} socket_watch_t;

/* Tells of every transfer that has ended. */
static void collect(rap_http_t *self)
{
    const CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(self->multi, &left)) != NULL) {
        CURL *easy = message->easy_handle;
        CURLcode result = message->data.result;

        if (message->msg != CURLMSG_DONE)
            continue;
        (void)curl_multi_remove_handle(self->multi, easy); /* `message` is gone after this */
        self->ended(self->arg, easy, (int)result);
    }
}

static void socket_ready(rap_loop_t *loop, short revents, void *arg)
{
    socket_watch_t *watch = arg;
    rap_http_t *self = watch->http;
    int flags = 0, running;

    (void)loop;
    if (revents & RAP_IN)
        flags |= CURL_CSELECT_IN;
    if (revents & RAP_OUT)
        flags |= CURL_CSELECT_OUT;
    if (revents & RAP_ERR)
        flags |= CURL_CSELECT_ERR;
    (void)curl_multi_socket_action(self->multi, watch->fd, flags, &running); /* `watch` may go */
    collect(self);
}

static void timer_ready(rap_loop_t *loop, void *arg)
{
    rap_http_t *self = arg;
    int running;

    (void)loop;
    self->timer = 0;
    (void)curl_multi_socket_action(self->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    collect(self);
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *socket_arg)
{
    rap_http_t *self = arg;
    socket_watch_t *watch = socket_arg;
    short events = 0;

    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        if (watch != NULL)
            rap_loop_remove(self->loop, watch->watch);
        free(watch);
        return 0;
    }
    if (what & CURL_POLL_IN)
        events |= RAP_IN;
    if (what & CURL_POLL_OUT)
        events |= RAP_OUT;
    if (watch != NULL) {
        rap_loop_set_events(self->loop, watch->watch, events);
        return 0;
    }
    watch = malloc(sizeof *watch);
    if (watch == NULL)
        abort();
    *watch = (socket_watch_t){.http = self, .fd = fd};
    watch->watch = rap_loop_fd(self->loop, fd, events, socket_ready, watch);
    (void)curl_multi_assign(self->multi, fd, watch);
    return 0;
}

static int on_timer(CURLM *multi, long timeout_ms, void *arg)
{
    rap_http_t *self = arg;

    (void)multi;
    rap_loop_remove(self->loop, self->timer);
    self->timer = timeout_ms < 0 ? 0 : rap_loop_timer(self->loop, timeout_ms, 0, timer_ready, self);
    return 0;
}

rap_code_t rap_http_add(rap_http_t *self, void *easy, rap_err_t *err)
{
    CURLMcode rc = curl_multi_add_handle(self->multi, easy);

    if (rc != CURLM_OK)
        return rap_fail(
            err, RAP_INTERNAL, "could not start a transfer: %s", curl_multi_strerror(rc));
    return RAP_OK;
}

void rap_http_remove(rap_http_t *self, void *easy)
{
    /* or it waits for a thread that asks a name server which may not answer */
    (void)curl_easy_setopt((CURL *)easy, CURLOPT_QUICK_EXIT, 1L);
    (void)curl_multi_remove_handle(self->multi, easy);
}

static rap_code_t set_up(rap_http_t *self, rap_err_t *err)
{
    CURLMcode rc = curl_multi_setopt(self->multi, CURLMOPT_SOCKETFUNCTION, on_socket);

    if (rc == CURLM_OK)
        rc = curl_multi_setopt(self->multi, CURLMOPT_SOCKETDATA, self);
    if (rc == CURLM_OK)
        rc = curl_multi_setopt(self->multi, CURLMOPT_TIMERFUNCTION, on_timer);
    if (rc == CURLM_OK)
        rc = curl_multi_setopt(self->multi, CURLMOPT_TIMERDATA, self);
    if (rc != CURLM_OK)
        return rap_fail(err, RAP_INTERNAL, "could not set up libcurl: %s", curl_multi_strerror(rc));
    return RAP_OK;
}

rap_code_t rap_http_new(
    rap_http_t **ret, rap_loop_t *loop, rap_http_ended_fn *ended, void *arg, rap_err_t *err)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return rap_fail(err, RAP_INTERNAL, "could not start libcurl");
    RAP_AUTO(rap_http) *self = calloc(1, sizeof *self);
    if (self == NULL || (self->multi = curl_multi_init()) == NULL)
        abort();
    self->loop = loop;
    self->ended = ended;
    self->arg = arg;
    RAP_TRY(set_up(self, err));
    *ret = self;
    self = NULL;
    return RAP_OK;
}

void rap_http_destroy(rap_http_t **self)
{
    rap_http_t *it = *self;

    if (it == NULL)
        return;
    (void)curl_multi_cleanup(it->multi); /* closes kept connections, by on_socket() */
    rap_loop_remove(it->loop, it->timer);
    curl_global_cleanup();
    free(it);
    *self = NULL;
}
