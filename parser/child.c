/* child.c - rapporteur-parser-child: reads documents for rapporteur-parser.
 *
 * It opens what is needed, and then makes a copy of itself for each reader that the parser asks for
 * (cradle.h).  A reader gives up what it can (sandbox.h), gets bytes over a socket and gives back a
 * record or a reason.  Whatever a document does to it stays in it: the parser asks for another one.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/codec.h"
#include "base/err.h"
#include "base/file.h"
#include "base/opt.h"
#include "base/spawn.h"
#include "parser/child_options.h"
#include "parser/converters.h"
#include "parser/cradle.h"
#include "parser/hello.h"
#include "parser/layout.h"
#include "parser/libraries.h"
#include "parser/ocr/languages.h"
#include "parser/ocr/ocr.h"
#include "parser/ocr_page.h"
#include "parser/sandbox.h"
#include "parser/sandbox_names.h"
#include "parser/structure/structure.h"
#include "parser/wire.h"
#include "proto/home.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { OPTIONS_ARENA = 64 * 1024 };

typedef struct child {
    child_options_t options;
    sandbox_state_t sandbox;
    converters_t *converters;
    structure_t *structure;
    rap_arena_t *arena;                             /* of the document in hand */
    rap_buf_t envelope, body, found, record, texts; /* found: by OCR, before */
    bool packs;                                     /* the record is whole, and being packed */
    ocr_t *ocr;
} child_t;

/* Whoever is out of memory aborts: our own code, Poppler's, the C library's.  Say so by the exit
 * code, since the parser is to tell it from a crash. */
static void on_abort(int signo)
{
    (void)signo;
    if (errno == ENOMEM)
        _exit(WIRE_EXIT_MEMORY);
}

static rap_code_t read_all(void *out, size_t len, bool *ret_end, rap_err_t *err)
{
    char *at = out;

    *ret_end = false;
    while (len > 0) {
        ssize_t got = read(WIRE_DESCRIPTOR, at, len);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return rap_fail_sys(err, RAP_IO, errno, "could not read a request");
        if (got == 0) {
            *ret_end = true;
            return RAP_OK;
        }
        at += got;
        len -= (size_t)got;
    }
    return RAP_OK;
}

static rap_code_t read_part(rap_buf_t *buf, size_t len, bool *ret_end, rap_err_t *err)
{
    char *at;

    rap_buf_reset(buf);
    RAP_TRY(rap_buf_room(buf, len, &at, err));
    RAP_TRY(read_all(at, len, ret_end, err));
    if (!*ret_end)
        rap_buf_grew(buf, len);
    return RAP_OK;
}

/* `text` is the record's JSON or the reason; `texts` are empty but beside a record. */
static rap_code_t reply(parser_reply_t head, const char *text, const char *texts, rap_err_t *err)
{
    size_t len = head.len, texts_len = head.texts_len;
    struct iovec part[] = {rap_file_part(&head, sizeof head), rap_file_part(text, len),
        rap_file_part(texts, texts_len)};

    return rap_file_write_parts(WIRE_DESCRIPTOR, part, sizeof part / sizeof part[0], err);
}

/* Which pages have to be read by OCR before there is a record. */
static rap_code_t tell_wanted(child_t *self, const layout_t *layout, rap_err_t *err)
{
    if (layout->wanted_language != NULL)
        RAP_TRY(rap_buf_text(&self->record, layout->wanted_language, err));
    for (size_t i = 0; i < layout->wanted_pages; i++) {
        const uint32_t page = (uint32_t)layout->wanted[i];

        RAP_TRY(rap_buf_add(&self->texts, &page, sizeof page, err));
    }
    return RAP_OK;
}

/* From a document to its record, or to the pages that are wanted first. */
static rap_code_t read_document(
    child_t *self, const rap_envelope_t *envelope, uint32_t *ret_kind, rap_err_t *err)
{
    const char *bytes = self->body.data;
    size_t len = self->body.len;
    rap_record_t record = {0};
    ocr_pages_t found;
    layout_t layout;

    if (self->found.len == 0) {
        RAP_TRY(layout_read(bytes, len, envelope, self->arena, &layout, err));
    } else {
        RAP_TRY(ocr_pages_unpack(self->found.data, self->found.len, self->arena, &found, err));
        RAP_TRY(layout_read_again(bytes, len, envelope, &found, self->arena, &layout, err));
    }
    *ret_kind = layout.wanted_pages > 0 ? WIRE_WANTED : WIRE_RECORD;
    if (layout.wanted_pages > 0)
        return tell_wanted(self, &layout, err);
    RAP_TRY(structure_read(&layout, envelope, self->structure, self->arena, &record, err));
    self->packs = true;
    return rap_record_pack(&record, &self->record, &self->texts, err);
}

static rap_code_t read_page(
    child_t *self, const rap_envelope_t *envelope, const parser_request_t *request, rap_err_t *err)
{
    ocr_page_t page = {.page = request->page};
    picture_t picture;

    RAP_TRY(layout_draw(
        self->body.data, self->body.len, envelope, request->page, self->arena, &picture, err));
    RAP_TRY(ocr_read(self->ocr, &picture, (ocr_hint_t){request->language, request->turns},
        request->page_ms, self->arena, &page, err));
    return ocr_page_pack(&page, &self->texts, err);
}

static rap_code_t read_what_is_asked(
    child_t *self, const parser_request_t *request, uint32_t *ret_kind, rap_err_t *err)
{
    rap_envelope_t envelope;

    RAP_TRY(
        rap_envelope_read(&envelope, self->envelope.data, self->envelope.len, self->arena, err));
    if (request->page == 0)
        return read_document(self, &envelope, ret_kind, err);
    *ret_kind = WIRE_PAGE;
    return read_page(self, &envelope, request, err);
}

/* Which limit it was; `errno` is that of the reading, of libraries that ran out of space. */
static uint32_t limit_met(const child_t *self, int sys)
{
    if (rap_arena_is_full(self->arena))
        return WIRE_LIMIT_MEMORY;
    if (self->packs)
        return WIRE_LIMIT_OUTPUT;
    return sys == ENOMEM ? WIRE_LIMIT_SPACE : WIRE_LIMIT_NONE;
}

static rap_code_t read_and_reply(child_t *self, const parser_request_t *request, rap_err_t *err)
{
    rap_err_t why = {0};
    parser_reply_t head = {0};
    struct rusage used;

    errno = 0;
    if (read_what_is_asked(self, request, &head.kind, &why) == RAP_TOOBIG)
        head.limit = limit_met(self, errno);
    if (getrusage(RUSAGE_SELF, &used) == 0)
        head.peak_kib = (uint32_t)used.ru_maxrss;
    head.code = (uint32_t)why.code;
    if (why.code != RAP_OK) {
        head.len = (uint32_t)strlen(why.text);
        return reply(head, why.text, "", err);
    }
    head.len = (uint32_t)self->record.len;
    head.texts_len = (uint32_t)self->texts.len;
    return reply(head, self->record.data, self->texts.data, err);
}

/* Of each piece that is missing: "landlock: the kernel has none". */
static rap_code_t add_why(const sandbox_state_t *sandbox, rap_buf_t *out, rap_err_t *err)
{
    for (int piece = 0; piece < SANDBOX_PIECES; piece++)
        if (!sandbox->in_force[piece])
            RAP_TRY(rap_buf_printf(out, err, "%s%s: %s", out->len > 0 ? "; " : "",
                sandbox_piece_names[piece], sandbox->why[piece].text));
    return RAP_OK;
}

static rap_code_t say_hello(const child_t *self, rap_err_t *err)
{
    const char *in_force[SANDBOX_PIECES], *missing[SANDBOX_PIECES];
    parser_hello_t hello = {.in_force.item = in_force, .missing.item = missing};
    RAP_AUTO_RELEASE(rap_buf) why;
    RAP_AUTO_RELEASE(rap_buf) versions;
    RAP_AUTO_RELEASE(rap_buf) json;

    rap_buf_init(&why, WIRE_HELLO_MAX);
    rap_buf_init(&versions, WIRE_HELLO_MAX);
    rap_buf_init(&json, WIRE_HELLO_MAX);
    for (int piece = 0; piece < SANDBOX_PIECES; piece++) {
        rap_strings_t *list = self->sandbox.in_force[piece] ? &hello.in_force : &hello.missing;

        list->item[list->count++] = sandbox_piece_names[piece];
    }
    RAP_TRY(add_why(&self->sandbox, &why, err));
    RAP_TRY(libraries_versions(&versions, err));
    RAP_TRY(ocr_versions(&versions, err));
    hello.why = why.len > 0 ? why.data : NULL;
    hello.versions = versions.data;
    RAP_TRY(rap_codec_write(&parser_hello_table, &hello, &json, err));
    return reply((parser_reply_t){.code = RAP_OK, .len = (uint32_t)json.len}, json.data, "", err);
}

static rap_code_t serve(child_t *self, rap_err_t *err)
{
    parser_request_t request;
    bool end = false;

    RAP_TRY(say_hello(self, err));
    for (;;) {
        RAP_TRY(read_all(&request, sizeof request, &end, err));
        if (!end)
            RAP_TRY(read_part(&self->envelope, request.envelope_len, &end, err));
        if (!end)
            RAP_TRY(read_part(&self->body, request.body_len, &end, err));
        if (!end)
            RAP_TRY(read_part(&self->found, request.ocr_len, &end, err));
        if (end)
            return RAP_OK; /* the parser needs no more */

        rap_arena_reset(self->arena);
        rap_buf_reset(&self->record);
        rap_buf_reset(&self->texts);
        self->packs = false;
        sandbox_allow_cpu(request.time_ms);
        RAP_TRY(read_and_reply(self, &request, err));
    }
}

static rap_code_t open_all(child_t *self, int argc, char **argv, rap_err_t *err)
{
    const rap_optset_t sets[] = {{&child_options_table, &self->options}, {NULL, NULL}};
    RAP_AUTO(rap_arena) *arena = rap_arena_new(OPTIONS_ARENA);
    rap_home_t home;
    int operand;

    RAP_TRY(rap_codec_presets(&child_options_table, &self->options, arena, err));
    RAP_TRY(rap_opt_argv(sets, argc, argv, false, arena, &operand, err));
    if (!self->options.check)
        RAP_TRY(rap_spawn_die_with((pid_t)self->options.parent, SIGKILL, err));
    if (self->options.home != NULL)
        RAP_TRY(rap_home_at(&home, self->options.home, err));
    RAP_TRY(structure_open(&self->structure, self->options.home != NULL ? &home : NULL, err));
    /* What a library says of a date must not depend on where this machine stands; nor may it look. */
    if (setenv("TZ", "UTC0", 1) != 0) /* NOLINT(concurrency-mt-unsafe): there is no thread */
        abort();
    tzset();
    self->converters = converters_hold();
    self->ocr = ocr_open();
    const char *lacks = ocr_lacks(self->ocr);
    if (self->options.check && lacks != NULL)
        (void)fprintf(stderr,
            "warning: scans are not read in every language; install the package '%s'\n", lacks);
    return RAP_OK;
}

static rap_code_t enter_sandbox(child_t *self, int64_t memory_max, rap_err_t *err)
{
    return sandbox_enter(self->options.sandbox, memory_max, &self->sandbox, err);
}

/* A reader from its birth to its end. */
static rap_code_t live(child_t *self, int64_t memory_max, rap_err_t *err)
{
    RAP_TRY(rap_spawn_die_with((pid_t)self->options.parent, SIGKILL, err));
    RAP_TRY(enter_sandbox(self, memory_max, err));
    /* The rest is for Poppler and libxml2, and for the packed record. */
    self->arena = rap_arena_new((size_t)memory_max / 2);
    rap_buf_init(&self->envelope, WIRE_ENVELOPE_MAX);
    rap_buf_init(&self->body, INT_MAX);
    rap_buf_init(&self->found, INT_MAX);
    rap_buf_init(&self->record, RAP_RECORD_MAX);
    rap_buf_init(&self->texts, RAP_RECORD_MAX);
    rap_code_t code = serve(self, err);
    rap_buf_release(&self->envelope);
    rap_buf_release(&self->body);
    rap_buf_release(&self->found);
    rap_buf_release(&self->record);
    rap_buf_release(&self->texts);
    rap_arena_destroy(&self->arena);
    return code;
}

static rap_code_t run(child_t *self, rap_err_t *err)
{
    int64_t memory_max = self->options.memory_max;
    bool born;

    if (self->options.check)
        return self->options.sandbox == SANDBOX_REQUIRE ? enter_sandbox(self, memory_max, err)
                                                        : RAP_OK;
    RAP_TRY(cradle_serve(&memory_max, &born, err));
    return born ? live(self, memory_max, err) : RAP_OK;
}

int main(int argc, char **argv)
{
    const struct sigaction abort_action = {.sa_handler = on_abort};
    child_t self = {0};
    rap_err_t err = {0};

    (void)sigaction(SIGABRT, &abort_action, NULL);
    rap_code_t code = open_all(&self, argc, argv, &err);
    if (code == RAP_OK)
        code = run(&self, &err);
    ocr_close(&self.ocr);
    converters_release(&self.converters);
    structure_destroy(&self.structure);
    if (code != RAP_OK)
        (void)fprintf(stderr, "%s\n", err.text);
    return rap_code_exit(code);
}
