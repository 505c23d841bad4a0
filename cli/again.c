/* again.c - see again.h */
#include "cli/again.h"

#include "base/codec.h"
#include "base/file.h"
#include "cli/grid.h"
#include "cli/pipeline.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FLUSH_BYTES = 1 << 20, PATH_SIZE = 64, NAME_SIZE = 40, EXIT_PROBLEM = 2 };

/* ---- writing ---- */

rap_code_t again_open(struct again *self, const rap_home_t *home, rap_err_t *err)
{
    char path[RAP_PATH_MAX + 16];

    (void)snprintf(path, sizeof path, "%s/again-XXXXXX", home->state);
    self->count = 0;
    self->fd = mkostemp(path, O_CLOEXEC);
    if (self->fd < 0)
        return rap_fail_sys(
            err, rap_code_of_errno(errno), errno, "could not make a file in '%s'", home->state);
    (void)unlink(path);
    rap_buf_init(&self->buf, (size_t)RAP_ORDER_MAX + FLUSH_BYTES);
    return RAP_OK;
}

void again_close(struct again *self)
{
    if (self->fd < 0)
        return;
    close(self->fd);
    self->fd = -1;
    rap_buf_release(&self->buf);
}

static rap_code_t flush(struct again *self, rap_err_t *err)
{
    rap_code_t code = rap_file_write_all(self->fd, self->buf.data, self->buf.len, err);

    rap_buf_reset(&self->buf);
    return code == RAP_OK ? code : rap_fail_prefix(err, "the orders");
}

rap_code_t again_add(struct again *self, const rap_order_t *order, rap_err_t *err)
{
    size_t before = self->buf.len;
    rap_code_t code = rap_order_write(order, &self->buf, err);

    if (code == RAP_OK)
        code = rap_buf_char(&self->buf, '\n', err);
    if (code != RAP_OK) {
        self->buf.len = before; /* half an order is none */
        self->buf.data[before] = '\0';
        return code;
    }
    self->count++;
    return self->buf.len >= FLUSH_BYTES ? flush(self, err) : RAP_OK;
}

bool again_leaves_out(struct cli *cli, const char *document_id, const rap_err_t *err)
{
    if (rap_code_fate(err->code) != RAP_FATE_REJECT)
        return false;
    (void)fprintf(stderr, "rapporteur: '%.16s' is left out: %s\n", document_id,
        grid_safe(err->text, cli->arena));
    cli->exit = EXIT_PROBLEM;
    return true;
}

/* ---- carrying out ----
 *
 * A process of its own kind within this one, since it supervises others: it gets what follows
 * on a command line that nobody types. */

struct options {
    const char *orders;
    int64_t total;
    bool json;
};

#define AT(member) offsetof(struct options, member)

static const rap_field_t fields[] = {
    {.name = "orders", .kind = RAP_KIND_STRING, .offset = AT(orders), .flags = RAP_HIDDEN},
    {.name = "total",
        .kind = RAP_KIND_INT,
        .offset = AT(total),
        .max = INT64_MAX,
        .flags = RAP_HIDDEN},
    {.name = "json", .kind = RAP_KIND_BOOL, .offset = AT(json), .flags = RAP_HIDDEN},
    {.kind = RAP_KIND_END},
};

static const rap_table_t table = {"again", sizeof(struct options), fields, false};

static rap_code_t run(rap_process_t *process, rap_err_t *err)
{
    const struct options *given = process->options;
    struct pipeline_options options;
    char total[24], name[NAME_SIZE];
    const char *const args[] = {
        "--total", total, given->orders, given->json ? "--json" : NULL, NULL};
    const struct pipeline_hand hand = {.stage = "replay", .name = name, .args = args};

    (void)snprintf(total, sizeof total, "%" PRId64, given->total);
    (void)snprintf(name, sizeof name, "replay-%ld", (long)getpid());
    RAP_TRY(rap_codec_section(
        &pipeline_table, &options, process->config, pipeline_table.name, process->arena, err));
    const struct pipeline pipeline = {
        .options = &options, .hand = &hand, .hand_only = pipeline_answers(process)};
    return pipeline_run(process, &pipeline, err);
}

void again_run(struct again *self, struct cli *cli, const char *program)
{
    const rap_process_type_t type = {
        .program = program, .summary = program, .options = &table, .run = run};
    char home[RAP_PATH_MAX + 16], orders[PATH_SIZE], total[PATH_SIZE], json[] = "--json";
    char name[NAME_SIZE];
    char *argv[] = {name, home, orders, total, cli->common.json ? json : NULL, NULL};
    rap_err_t err;

    if (flush(self, &err) != RAP_OK) {
        (void)fprintf(stderr, "%s: %s\n", program, err.text);
        cli->exit = rap_code_exit(err.code);
        return;
    }
    (void)snprintf(name, sizeof name, "%s", program);
    (void)snprintf(home, sizeof home, "--home=%s", cli->home.dir);
    (void)snprintf(orders, sizeof orders, "--orders=/proc/%ld/fd/%d", (long)getpid(), self->fd);
    (void)snprintf(total, sizeof total, "--total=%" PRId64, self->count);
    int ended = rap_process_main(&type, cli->common.json ? 5 : 4, argv);
    if (ended != 0)
        cli->exit = ended;
}
