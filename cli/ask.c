/* ask.c - see ask.h */
#include "cli/ask.h"

#include "base/clock.h"
#include "base/codec.h"
#include "base/loop.h"
#include "base/opt.h"
#include "base/tree.h"
#include "proto/link.h"
#include "proto/process.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { CONFIG_MAX = 1024 * 1024, ANSWER_MAX = 16 * 1024 * 1024, QUEUE_MAX = 16 };

struct question {
    rap_link_t *link;
    rap1_command_t command;
    rap_message_t *question; /* destroyed once it is sent */
    rap_message_t *answer;
    rap_buf_t *json;
    rap_code_t code; /* UNAVAILABLE until an answer is there */
    rap_err_t *err;
};

/* The socket takes a message only once it is connected; one is never too many for it. */
static void on_connection(rap_loop_t *loop, short events, void *arg)
{
    struct question *self = arg;
    rap_link_event_t event;

    (void)events;
    while ((event = rap_link_event(self->link)) != RAP_LINK_NONE) {
        if (event != RAP_LINK_UP || self->question == NULL)
            continue;
        rap_code_t code = rap_link_send(self->link, self->question, self->err);
        rap_message_destroy(&self->question);
        if (code != RAP_OK) {
            self->code = code;
            rap_loop_stop(loop);
        }
    }
}

/* The other side's "word: text"; the word says whose fault it is. */
static rap_code_t fail_by_bye(const rap_frame_t *reason, rap_err_t *err)
{
    static const struct {
        const char *word;
        rap_code_t code;
    } words[] = {{"refused: ", RAP_USAGE}, {"shutdown: ", RAP_BUSY}};
    const char *text = rap_frame_data(reason);
    int len = (int)rap_frame_size(reason);

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        int word = (int)strlen(words[i].word);

        if (len >= word && memcmp(text, words[i].word, (size_t)word) == 0)
            return rap_fail(err, words[i].code, "refused: %.*s", len - word, text + word);
    }
    return rap_fail(err, RAP_CONFIG, "refused: %.*s", len, text);
}

static void on_socket(rap_loop_t *loop, short events, void *arg)
{
    struct question *self = arg;
    rap_message_t *answer = self->answer;

    (void)events;
    rap_code_t code = rap_link_receive(self->link, answer, self->err);
    if (code == RAP_BUSY)
        return;
    if (code == RAP_OK && answer->command == self->command && answer->count == 1)
        code = rap_buf_add(self->json, rap_frame_data(&answer->frame[0]),
            rap_frame_size(&answer->frame[0]), self->err);
    else if (code == RAP_OK && answer->command == RAP1_BYE && answer->count == 1)
        code = fail_by_bye(&answer->frame[0], self->err);
    else if (code == RAP_OK)
        return; /* a heartbeat or the like */
    self->code = code;
    rap_loop_stop(loop);
}

static void on_timeout(rap_loop_t *loop, void *arg)
{
    (void)arg;
    rap_loop_stop(loop);
}

static rap_code_t wait_for_answer(struct question *self, int64_t wait_ms, rap_err_t *err)
{
    RAP_AUTO(rap_loop) *loop = rap_loop_new(&rap_clock_system);

    rap_loop_socket(loop, rap_link_monitor(self->link), RAP_IN, on_connection, self);
    rap_loop_socket(loop, rap_link_socket(self->link), RAP_IN, on_socket, self);
    rap_loop_timer(loop, wait_ms, 0, on_timeout, self);
    RAP_TRY(rap_loop_run(loop, err));
    return self->code;
}

static rap_code_t fail_deserted(const char *endpoint, rap_err_t *err)
{
    return rap_fail(err, RAP_UNAVAILABLE,
        "no pipeline answers at %s; start it with 'rapporteur run'", endpoint);
}

/* A socket's file that is not there, behind which nobody listens, or that is not for us: then there is
 * nothing to wait for.  ZeroMQ would go on trying, and never say why. */
static rap_code_t knock(const char *endpoint, rap_err_t *err)
{
    static const char ipc[] = "ipc://";
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    const size_t len = strlen(endpoint), prefix = sizeof ipc - 1;

    if (strncmp(endpoint, ipc, prefix) != 0 || len - prefix >= sizeof at.sun_path)
        return RAP_OK;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return RAP_OK;
    memcpy(at.sun_path, endpoint + prefix, len - prefix + 1);
    int failed = connect(fd, (const struct sockaddr *)(const void *)&at, sizeof at);
    int sys = failed != 0 ? errno : 0;
    (void)close(fd);
    if (sys == ENOENT || sys == ECONNREFUSED)
        return fail_deserted(endpoint, err);
    if (sys == EACCES)
        return rap_fail_sys(
            err, RAP_IO, sys, "could not connect to %s; be the pipeline's user", endpoint);
    return RAP_OK;
}

rap_code_t ask(const char *endpoint, rap1_command_t command, const char *header, int64_t wait_ms,
    rap_buf_t *ret_json, rap_err_t *err)
{
    RAP_AUTO(rap_link) *link = NULL;
    RAP_AUTO(rap_message) *answer = rap_message_new(command);
    char name[RAP1_NAME_MAX + 1];

    RAP_TRY(knock(endpoint, err));
    (void)snprintf(name, sizeof name, "ask-%ld", (long)getpid());
    RAP_TRY(rap_link_connect(&link,
        &(rap_link_config_t){.endpoint = endpoint,
            .identity = name,
            .max_frame_bytes = ANSWER_MAX,
            .queue_max = QUEUE_MAX},
        err));

    struct question self = {.link = link,
        .command = command,
        .question = rap_message_new(command),
        .answer = answer,
        .json = ret_json,
        .code = RAP_UNAVAILABLE,
        .err = err};
    if (header != NULL)
        rap_message_add_text(self.question, header);
    rap_code_t code = wait_for_answer(&self, wait_ms, err);
    rap_message_destroy(&self.question);
    return code == RAP_UNAVAILABLE ? fail_deserted(endpoint, err) : code;
}

/* Where the home's broker listens: as its processes find it out. */
static rap_code_t find_endpoint(
    const rap_home_t *home, rap_arena_t *arena, const char **ret, rap_err_t *err)
{
    RAP_AUTO(rap_tree) *tree = NULL;
    rap_common_t common = {0};
    const rap_optset_t sets[] = {{&rap_common_table, &common}, {NULL, NULL}};

    RAP_TRY(rap_tree_yaml_file(&tree, home->config, CONFIG_MAX, err));
    RAP_TRY(rap_codec_section(&rap_common_table, &common, tree, rap_common_table.name, arena, err));
    RAP_TRY(rap_opt_environment(sets, arena, err));
    *ret = common.endpoint != NULL ? common.endpoint : home->endpoint;
    return RAP_OK;
}

rap_code_t ask_status(const rap_home_t *home, int64_t wait_ms, rap_arena_t *arena, rap_buf_t *json,
    rap_status_t *ret, bool *ret_runs, rap_err_t *err)
{
    const char *endpoint;

    RAP_TRY(find_endpoint(home, arena, &endpoint, err));
    rap_code_t code = ask(endpoint, RAP1_STATUS, NULL, wait_ms, json, err);
    *ret_runs = code == RAP_OK;
    if (code == RAP_UNAVAILABLE)
        return RAP_OK;
    RAP_TRY(code);
    return rap_codec_read(&rap_status_table, ret, json->data, json->len, arena, err);
}
