/* download.c - see download.h; libcurl runs on the loop by proto/http.h. */
#include "fetcher/download.h"

#include "fetcher/peer.h"
#include "fetcher/transfer.h"
#include "proto/http.h"

#include <curl/curl.h>
#include <stdlib.h>

struct downloader {
    download_config_t config;
    rap_http_t *http;
    transfer_t *active; /* a list */
};

static void unlink_transfer(downloader_t *self, transfer_t *transfer)
{
    transfer_t **at = &self->active;

    while (*at != transfer)
        at = &(*at)->next;
    *at = transfer->next;
}

static void on_ended(void *arg, void *easy, int result)
{
    downloader_t *self = arg;
    char *private;

    if (curl_easy_getinfo((CURL *)easy, CURLINFO_PRIVATE, &private) != CURLE_OK)
        return;
    transfer_t *transfer = (transfer_t *)(void *)private;
    unlink_transfer(self, transfer);
    transfer_finish(transfer, (CURLcode)result);
    transfer->done(transfer->arg, &transfer->result);
    transfer_destroy(&transfer);
}

rap_code_t download_start(downloader_t *self, const download_request_t *request,
    download_done_fn *done, void *arg, rap_err_t *err)
{
    RAP_AUTO(transfer) *transfer = NULL;

    RAP_TRY(transfer_new(&transfer, &self->config, request, err));
    transfer->done = done;
    transfer->arg = arg;
    RAP_TRY(rap_http_add(self->http, transfer->easy, err));
    transfer->next = self->active;
    self->active = transfer;
    transfer = NULL;
    return RAP_OK;
}

rap_code_t downloader_new(
    downloader_t **ret, rap_loop_t *loop, const download_config_t *config, rap_err_t *err)
{
    for (size_t i = 0; i < config->connect_to.count; i++)
        RAP_TRY(peer_check_rule(config->connect_to.item[i], err));
    RAP_AUTO(downloader) *self = calloc(1, sizeof *self);
    if (self == NULL)
        abort();
    self->config = *config;
    RAP_TRY(rap_http_new(&self->http, loop, on_ended, self, err));
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

        rap_http_remove(it->http, transfer->easy);
        it->active = transfer->next;
        transfer_destroy(&transfer);
    }
    rap_http_destroy(&it->http);
    free(it);
    *self = NULL;
}
