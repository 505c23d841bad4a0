/* download.c - see download.h
 *
 * libcurl says which sockets it waits for (on_socket) and for how long (on_timer); the
 * loop says what happened (socket_ready, timer_ready).  libcurl is never called from its
 * own callbacks: what they find is acted on when the call that led to them has returned.
 */
#include "fetcher/download.h"

#include "fetcher/peer.h"
#include "fetcher/transfer.h"

#include <curl/curl.h>
#include <stdlib.h>

struct downloader {
    rap_loop_t *loop;
    download_config_t config;
    CURLM *multi;
    rap_watch_t timer;
    transfer_t *active; /* a list */
};

static void collect(downloader_t *self);

/* ---- between libcurl and the loop ---- */

static void socket_ready(rap_loop_t *loop, short revents, void *arg)
{
    struct socket_watch *watch = arg;
    downloader_t *self = watch->downloader;
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
    downloader_t *self = arg;
    int running;

    (void)loop;
    self->timer = 0;
    (void)curl_multi_socket_action(self->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    collect(self);
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *socket_arg)
{
    downloader_t *self = arg;
    struct socket_watch *watch = socket_arg;
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
    *watch = (struct socket_watch){.downloader = self, .fd = fd};
    watch->watch = rap_loop_fd(self->loop, fd, events, socket_ready, watch);
    (void)curl_multi_assign(self->multi, fd, watch);
    return 0;
}

static int on_timer(CURLM *multi, long timeout_ms, void *arg)
{
    downloader_t *self = arg;

    (void)multi;
    rap_loop_remove(self->loop, self->timer);
    self->timer = timeout_ms < 0 ? 0 : rap_loop_timer(self->loop, timeout_ms, 0, timer_ready, self);
    return 0;
}

/* ---- transfers ---- */

static void unlink_transfer(downloader_t *self, transfer_t *transfer)
{
    transfer_t **at = &self->active;

    while (*at != transfer)
        at = &(*at)->next;
    *at = transfer->next;
}

/* Tells of every transfer that has ended. */
static void collect(downloader_t *self)
{
    const CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(self->multi, &left)) != NULL) {
        char *private;
        CURLcode rc = message->data.result;
        CURL *easy = message->easy_handle;

        if (message->msg != CURLMSG_DONE ||
            curl_easy_getinfo(easy, CURLINFO_PRIVATE, &private) != CURLE_OK)
            continue;
        transfer_t *transfer = (transfer_t *)(void *)private;
        (void)curl_multi_remove_handle(self->multi, easy); /* `message` is gone after this */
        unlink_transfer(self, transfer);
        transfer_finish(transfer, rc);
        transfer->done(transfer->arg, &transfer->result);
        transfer_destroy(&transfer);
    }
}

rap_code_t download_start(downloader_t *self, const download_request_t *request,
    download_done_fn *done, void *arg, rap_err_t *err)
{
    RAP_AUTO(transfer) *transfer = NULL;

    RAP_TRY(transfer_new(&transfer, &self->config, request, err));
    transfer->done = done;
    transfer->arg = arg;
    CURLMcode rc = curl_multi_add_handle(self->multi, transfer->easy);
    if (rc != CURLM_OK)
        return rap_fail(
            err, RAP_INTERNAL, "could not start a download: %s", curl_multi_strerror(rc));
    transfer->next = self->active;
    self->active = transfer;
    transfer = NULL;
    return RAP_OK;
}

/* ---- life ---- */

static rap_code_t set_up(downloader_t *self, rap_err_t *err)
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

rap_code_t downloader_new(
    downloader_t **ret, rap_loop_t *loop, const download_config_t *config, rap_err_t *err)
{
    for (size_t i = 0; i < config->connect_to.count; i++)
        RAP_TRY(peer_check_rule(config->connect_to.item[i], err));
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return rap_fail(err, RAP_INTERNAL, "could not start libcurl");
    RAP_AUTO(downloader) *self = calloc(1, sizeof *self);
    if (self == NULL || (self->multi = curl_multi_init()) == NULL)
        abort();
    self->loop = loop;
    self->config = *config;
    RAP_TRY(set_up(self, err));
    *ret = self;
    self = NULL;
    return RAP_OK;
}

void downloader_destroy(downloader_t **self)
{
    downloader_t *it = *self;

    if (it == NULL)
        return;
    while (it->active != NULL) {
        transfer_t *transfer = it->active;

        /* or it waits for a thread that asks a name server which may not answer */
        (void)curl_easy_setopt(transfer->easy, CURLOPT_QUICK_EXIT, 1L);
        (void)curl_multi_remove_handle(it->multi, transfer->easy);
        it->active = transfer->next;
        transfer_destroy(&transfer);
    }
    (void)curl_multi_cleanup(it->multi); /* closes kept connections, by on_socket() */
    rap_loop_remove(it->loop, it->timer);
    curl_global_cleanup();
    free(it);
    *self = NULL;
}
