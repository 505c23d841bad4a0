/* download.h - HTTP transfers on the process's loop, with limits on everything.
 *
 * libcurl's multi interface, driven by the loop's descriptors and timers.  Only http and
 * https, for redirects too; private network addresses are refused; bodies are decoded and
 * counted as they come, and a transfer ends at the byte that is one too many.
 */
#ifndef RAP_FETCHER_DOWNLOAD_H
#define RAP_FETCHER_DOWNLOAD_H

#include "base/buf.h"
#include "base/err.h"
#include "base/field.h"
#include "base/loop.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct downloader downloader_t;

typedef struct download_config {
    const char *user_agent;
    const char *proxy;        /* NULL: none, whatever the environment says */
    const char *ca_file;      /* NULL: the system's */
    rap_strings_t connect_to; /* curl's CONNECT_TO rules */
    bool allow_private;       /* talk to private network addresses */
    int64_t connect_timeout_ms;
    int64_t low_speed_ms; /* a transfer that is slower than 100 bytes/s for so long ends */
} download_config_t;

/* All texts copied. */
typedef struct download_request {
    const char *url;
    const char *etag, *last_modified; /* of what is known of it: ask for changes only */
    int64_t max_bytes;
    int64_t timeout_ms;
} download_request_t;

enum {
    DOWNLOAD_TEXT_MAX = 256, /* bytes of a header value that is kept; longer ones are not */
    DOWNLOAD_RETRY_AFTER_MAX_S = 24 * 3600 /* a server that asks for more gets this */
};

/* What came of it.  code RAP_OK: the server answered, with `status`.  RAP_TIMEOUT and
 * RAP_UNAVAILABLE may pass; RAP_TOOBIG, RAP_UNSUPPORTED and RAP_SYNTAX will not. */
typedef struct download {
    rap_code_t code;
    rap_err_t err;
    const char *reason; /* a word for records and metrics: "timed_out", "private_address" */
    long status;
    rap_buf_t body;                     /* decoded */
    rap_buf_t request, response;        /* the last heads, as on the wire */
    char media_type[DOWNLOAD_TEXT_MAX]; /* with its parameters; "" when not said */
    char etag[DOWNLOAD_TEXT_MAX], last_modified[DOWNLOAD_TEXT_MAX];
    char *final_url; /* after redirects */
    rap_buf_t hops;  /* those redirects, one a line: status, blank, address */
    char peer[64];   /* the address that answered */
    bool tls_verified;
    int64_t retry_after_ms; /* as the server asked; 0: it did not */
    int64_t took_ms;
} download_t;

/* Called from the loop, once for each started download; `result` is released after it, what
 * is to be kept is moved out. */
typedef void download_done_fn(void *arg, download_t *result);

/* `config` is copied but for its strings, which are borrowed, as is the loop. */
rap_code_t downloader_new(downloader_t **ret, rap_loop_t *loop, const download_config_t *config,
    rap_err_t *err) RAP_CHECKED;
/* Ends all transfers without telling. */
void downloader_destroy(downloader_t **self);

rap_code_t download_start(downloader_t *self, const download_request_t *request,
    download_done_fn *done, void *arg, rap_err_t *err) RAP_CHECKED;

void download_release(download_t *self);

#endif
