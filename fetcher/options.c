/* options.c - see options.h */
#include "fetcher/options.h"

#include <stddef.h>

#define AT(member) .name = #member, .offset = offsetof(fetcher_options_t, member)

enum { DAY_MS = 24 * 3600 * 1000 };

/* clang-format off */
static const rap_field_t fields[] = {
    {AT(user_agent), .kind = RAP_KIND_STRING, .max = 200, .preset = "rapporteur/" RAP_VERSION,
        .meta = "TEXT",
        .help = "how requests name their sender"},
    {AT(contact), .kind = RAP_KIND_STRING, .max = 200, .meta = "TEXT",
        .help = "address or page for a site's owner, sent with each request"},
    {AT(connect_to), .kind = RAP_KIND_STRINGS, .max = 100, .meta = "HOST:PORT:TARGET:PORT",
        .help = "connect to TARGET instead of HOST; \"::127.0.0.1:8080\" is for every host"},
    {AT(allow_private), .kind = RAP_KIND_BOOL,
        .help = "fetch from private network addresses, too"},
    {AT(proxy), .kind = RAP_KIND_STRING, .max = 500, .meta = "URL",
        .help = "proxy for all requests (default: none)"},
    {AT(ca_file), .kind = RAP_KIND_STRING, .max = 1000, .meta = "FILE",
        .help = "certificates to trust (default: the system's)"},
    {AT(delay), .kind = RAP_KIND_TIME, .min = -1, .max = DAY_MS, .preset = "-1", .meta = "TIME",
        .help = "between two requests to a host; -1: as each source says"},
    {AT(parallel), .kind = RAP_KIND_INT, .min = 1, .max = FETCHER_PARALLEL_MAX, .preset = "8",
        .meta = "N",
        .help = "downloads at once"},
    {AT(per_host), .kind = RAP_KIND_INT, .min = 1, .max = 16, .preset = "1", .meta = "N",
        .help = "downloads at once from one host"},
    {AT(outbox_max), .kind = RAP_KIND_INT, .min = 1, .max = 100000, .preset = "64", .meta = "N",
        .help = "documents without a receipt before downloads wait for the broker"},
    {AT(max_bytes), .kind = RAP_KIND_BYTES, .min = 1, .max = 1LL << 30, .preset = "64M",
        .meta = "BYTES",
        .help = "largest document taken by hand; sources say their own"},
    {AT(timeout), .kind = RAP_KIND_TIME, .min = 1, .max = DAY_MS, .preset = "5m", .meta = "TIME",
        .help = "for a whole download by hand; sources say their own"},
    {AT(connect_timeout), .kind = RAP_KIND_TIME, .min = 1, .max = DAY_MS, .preset = "15s",
        .meta = "TIME",
        .help = "until a server must have answered the call"},
    {AT(low_speed_time), .kind = RAP_KIND_TIME, .min = 1000, .max = DAY_MS, .preset = "30s",
        .meta = "TIME",
        .help = "a download slower than 100 bytes/s for so long ends"},
    {AT(attempts), .kind = RAP_KIND_INT, .min = 1, .max = 100, .preset = "5", .meta = "N",
        .help = "tries of an address before it is refused"},
    {AT(retry_base), .kind = RAP_KIND_TIME, .min = 1, .max = DAY_MS, .preset = "10s",
        .meta = "TIME",
        .help = "longest wait before the second try; it doubles with each"},
    {AT(retry_cap), .kind = RAP_KIND_TIME, .min = 1, .max = 7LL * DAY_MS, .preset = "1h",
        .meta = "TIME",
        .help = "longest wait before any try"},
    {AT(resend_after), .kind = RAP_KIND_TIME, .min = 1, .max = 7LL * DAY_MS, .preset = "10m",
        .meta = "TIME",
        .help = "without a receipt, a document is sent again"},
    {AT(archive_file_max), .kind = RAP_KIND_BYTES, .min = 1, .max = 1LL << 40, .preset = "1G",
        .meta = "BYTES",
        .help = "an archive file larger than this is closed"},
    {AT(until_idle), .kind = RAP_KIND_BOOL,
        .help = "end when all is settled: the operands, else every source polled once"},
    {AT(hint), .kind = RAP_KIND_STRINGS, .max = 32, .meta = "KEY=VALUE",
        .help = "what is known of the operands: title, delegation, date, body, ..."},
    {AT(json), .kind = RAP_KIND_BOOL,
        .help = "print how the operands ended as JSON, one object a line"},
    {.kind = RAP_KIND_END},
};
/* clang-format on */

const rap_table_t fetcher_options_table = {
    .name = "fetcher", .size = sizeof(fetcher_options_t), .fields = fields};
