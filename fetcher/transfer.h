/* transfer.h - one HTTP transfer: how libcurl is set for it, and what its end means.
 * Between download.c and transfer.c only.
 */
#ifndef RAP_FETCHER_TRANSFER_H
#define RAP_FETCHER_TRANSFER_H

#include "fetcher/download.h"

#include <curl/curl.h>

typedef struct transfer {
    struct transfer *next;
    CURL *easy;
    struct curl_slist *headers, *connect_to;
    const download_config_t *config; /* borrowed */
    char *url;
    char *at; /* the address that the answer in hand comes from, or NULL */
    download_t result;
    download_done_fn *done;
    void *arg;
    const rap_buf_t *too_small; /* of the result's: it took no more; or NULL */
    bool refused_peer;
    char refused[64]; /* the private address */
    char error[CURL_ERROR_SIZE];
} transfer_t;

rap_code_t transfer_new(transfer_t **ret, const download_config_t *config,
    const download_request_t *request, rap_err_t *err) RAP_CHECKED;
void transfer_destroy(transfer_t **self);

/* Fills the result in from how the transfer ended. */
void transfer_finish(transfer_t *self, CURLcode rc);

#endif
