/* --once: tasks from files, results on standard output, no broker. */
#include "proto/stage_private.h"

#include "base/file.h"
#include "base/hash.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define RESULT                                                                           \
    "{\"kind\":\"result\",\"document\":{\"document_id\":\"" ID "\",\"parser\":\"p@1\"}," \
    "\"statements\":[],\"positions\":[]}"
#define QUARANTINE                                                                          \
    "{\"kind\":\"quarantine\",\"quarantine\":{\"stage\":\"parser\",\"reason\":\"no_text\"," \
    "\"at\":\"2024-03-08T15:04:05Z\"}}"

typedef rap_code_t handle_fn(rap_task_t *task, rap_err_t *err);

static char dir[32], path[4][64], *operand[4], out_text[8192], err_text[4096];
static rap_process_t process;
static rap_stage_options_t options;
static rap_stage_type_t type;
static rap_stage_t *stage;
static rap_err_t why;
static handle_fn *handle_now;
static int handled;

static rap_code_t open_tiny(rap_stage_t *self, const void *own, void **ret, rap_err_t *err)
{
    (void)own;
    (void)err;
    stage = self;
    *ret = &stage;
    return RAP_OK;
}

static rap_code_t handle(void *self, rap_task_t *task, rap_err_t *err)
{
    (void)self;
    handled++;
    return handle_now(task, err);
}

static void close_tiny(void **self)
{
    *self = NULL;
}

static void begin(void)
{
    static rap_process_type_t process_type = {.program = "rapporteur-tiny"};

    memset(&process, 0, sizeof process);
    (void)snprintf(dir, sizeof dir, "/tmp/rap-once-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    process.type = &process_type;
    process.clock = &rap_clock_system;
    process.common.once = true;
    (void)snprintf(process.name, sizeof process.name, "tiny-1");
    process.loop = rap_loop_new(process.clock);
    process.log = rap_log_new(STDERR_FILENO, RAP_LOG_ERROR, process.clock);
    process.metrics = rap_metrics_new();
    process.operand = operand;
    options = (rap_stage_options_t){.slots = 1, .arena = 1 << 20, .drain_ms = 100, .retries = 8};
    type = (rap_stage_type_t){.name = "tiny",
        .takes = "tiny",
        .gives = "next",
        .open = open_tiny,
        .handle = handle,
        .close = close_tiny};
    handled = 0;
    rap_loop_timer(process.loop, 60000, 0, NULL, NULL); /* as signals do in a process */
}

static void end(void)
{
    for (int i = 0; i < process.operands; i++)
        unlink(operand[i]);
    rmdir(dir);
    rap_metrics_destroy(&process.metrics);
    rap_log_destroy(&process.log);
    rap_loop_destroy(&process.loop);
}

static void add_operand(const char *name)
{
    (void)snprintf(path[process.operands], sizeof path[0], "%s/%s", dir, name);
    operand[process.operands] = path[process.operands];
    process.operands++;
}

static void add_file(const char *name, const char *text)
{
    rap_err_t err;

    add_operand(name);
    ck_assert_msg(
        rap_file_replace(operand[process.operands - 1], text, strlen(text), 0600, &err) == RAP_OK,
        "%s", err.text);
}

static void read_all(FILE *file, char *text, size_t size)
{
    rewind(file);
    text[fread(text, 1, size - 1, file)] = '\0';
    (void)fclose(file);
}

/* Runs it with standard output and error in out_text and err_text. */
static rap_code_t run(void)
{
    FILE *out = tmpfile(), *error = tmpfile();
    int saved = dup(STDERR_FILENO);
    rap_stage_t *self = stage_new(&type, &process, &options, NULL);

    ck_assert(out != NULL && error != NULL && saved >= 0);
    self->out = out;
    ck_assert_int_ge(dup2(fileno(error), STDERR_FILENO), 0);
    rap_code_t code = stage_serve(self, &why);
    ck_assert_int_ge(dup2(saved, STDERR_FILENO), 0);
    close(saved);
    stage_destroy(&self);
    read_all(out, out_text, sizeof out_text);
    read_all(error, err_text, sizeof err_text);
    return code;
}

static rap_code_t print_body(rap_task_t *task, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) buf;

    rap_buf_init(&buf, 1000);
    RAP_TRY(rap_buf_printf(
        &buf, err, "{\"body\":\"%.*s\"}", (int)task->body_len, (const char *)task->body));
    RAP_TRY(rap_task_emit(stage, task, "next", &buf, NULL, 0, err));
    return RAP_OK;
}

static rap_code_t check_envelope(rap_task_t *task, rap_err_t *err)
{
    char hex[RAP_HEX_SIZE], url[PATH_MAX + 8], real[PATH_MAX];

    rap_sha256("one", 3, hex);
    ck_assert_str_eq(task->envelope.id, hex);
    ck_assert_str_eq(task->envelope.origin, "once");
    ck_assert_str_eq(task->envelope.source, "once");
    ck_assert_int_eq(task->envelope.attempt, 1);
    ck_assert_ptr_null(task->envelope.media_type);
    ck_assert_ptr_nonnull(realpath(operand[0], real));
    (void)snprintf(url, sizeof url, "file:%s", real);
    ck_assert_str_eq(task->envelope.url, url);
    ck_assert_int_eq(strncmp(task->envelope.traceparent, "00-", 3), 0);
    return print_body(task, err);
}

START_TEST(each_file_is_one_task)
{
    add_file("a", "one");
    handle_now = check_envelope;
    ck_assert_msg(run() == RAP_OK, "%s", why.text);
    ck_assert_str_eq(out_text, "{\"body\":\"one\"}\n");
    ck_assert_str_eq(err_text, "");
    ck_assert_int_eq(process.exit, 0);
}
END_TEST

START_TEST(outputs_come_in_the_order_of_files)
{
    add_file("a", "one");
    add_file("b", "");
    add_file("c", "three");
    handle_now = print_body;
    ck_assert_int_eq(run(), RAP_OK);
    ck_assert_str_eq(out_text, "{\"body\":\"one\"}\n{\"body\":\"\"}\n{\"body\":\"three\"}\n");
}
END_TEST

static rap_code_t fail_second(rap_task_t *task, rap_err_t *err)
{
    if (handled == 2)
        return rap_fail(err, RAP_UNAVAILABLE, "the service is \033[1mdown");
    return print_body(task, err);
}

START_TEST(a_failure_is_told_and_the_next_file_read)
{
    add_file("a", "one");
    add_file("b", "two");
    add_operand("missing");
    add_file("d", "four");
    handle_now = fail_second;
    ck_assert_int_eq(run(), RAP_OK);
    ck_assert_int_eq(process.exit, 1);
    ck_assert_int_eq(handled, 3);
    ck_assert_int_eq(strncmp(out_text,
                         "{\"body\":\"one\"}\n{\"kind\":\"quarantine\",\"statements\":[],"
                         "\"positions\":[],\"quarantine\":{\"stage\":\"tiny\",\"worker\":"
                         "\"tiny-1\",\"reason\":\"unavailable\",\"detail\":\"the service is "
                         "\\u001b[1mdown\",\"deliveries\":0,\"at\":\"",
                         40),
        0);
    ck_assert_ptr_nonnull(strstr(out_text, "\"reason\":\"unavailable\""));
    ck_assert_ptr_nonnull(strstr(out_text, "\"reason\":\"not_found\""));
    ck_assert_ptr_nonnull(strstr(out_text, "}\n{\"body\":\"four\"}\n"));
    ck_assert_ptr_nonnull(strstr(err_text, "rapporteur-tiny: "));
    ck_assert_ptr_nonnull(strstr(err_text, "/b: the service is  [1mdown\n")); /* no escape */
    ck_assert_ptr_nonnull(strstr(err_text, "/missing: "));
}
END_TEST

static rap_code_t fail_all(rap_task_t *task, rap_err_t *err)
{
    (void)task;
    return rap_fail(err, RAP_NO_TEXT, "no text");
}

START_TEST(a_quarantine_names_its_document)
{
    char hex[RAP_HEX_SIZE], real[PATH_MAX], tail[PATH_MAX + 512];

    add_file("a", "one");
    add_operand("missing");
    handle_now = fail_all;
    ck_assert_int_eq(run(), RAP_OK);
    rap_sha256("one", 3, hex);
    ck_assert_ptr_nonnull(realpath(operand[0], real));
    (void)snprintf(tail, sizeof tail,
        "\",\"version\":\"tiny@%s\",\"document_id\":\"%s\",\"url\":\"file:%s\"}}\n",
        RAP_VERSION_TEXT, hex, real);
    ck_assert_msg(strstr(out_text, tail) != NULL, "%s", out_text);
    (void)snprintf(tail, sizeof tail, "Z\",\"version\":\"tiny@%s\",\"url\":\"file:%s\"}}\n",
        RAP_VERSION_TEXT, operand[1]);
    ck_assert_msg(strstr(out_text, tail) != NULL, "%s", out_text);
}
END_TEST

static rap_code_t stop_all(rap_task_t *task, rap_err_t *err)
{
    (void)task;
    return rap_fail(err, RAP_CONFIG, "no codebook");
}

START_TEST(what_stops_the_process_stops_it)
{
    add_file("a", "one");
    add_file("b", "two");
    handle_now = stop_all;
    ck_assert_int_eq(run(), RAP_CONFIG);
    ck_assert_str_eq(why.text, "no codebook");
    ck_assert_int_eq(handled, 1);
    ck_assert_str_eq(out_text, "");
}
END_TEST

static rap_task_t *waiting;

static void end_later(rap_loop_t *loop, void *arg)
{
    rap_err_t err;

    (void)loop;
    (void)arg;
    ck_assert_int_eq(print_body(waiting, &err), RAP_OK);
    rap_task_done(stage, waiting);
}

static rap_code_t take_time(rap_task_t *task, rap_err_t *err)
{
    (void)err;
    waiting = task;
    rap_loop_timer(process.loop, 5, 0, end_later, NULL);
    return RAP_OK;
}

START_TEST(a_task_that_takes_time_is_waited_for)
{
    add_file("a", "one");
    add_file("b", "two");
    type.later = true;
    handle_now = take_time;
    ck_assert_msg(run() == RAP_OK, "%s", why.text);
    ck_assert_str_eq(out_text, "{\"body\":\"one\"}\n{\"body\":\"two\"}\n");
}
END_TEST

static int cancelled;

static void cancel(void *self, rap_task_t *task)
{
    (void)self;
    ck_assert_ptr_eq(task, waiting);
    cancelled++;
}

static void interrupt(rap_loop_t *loop, void *arg)
{
    (void)loop;
    (void)arg;
    process.on_signal(&process, SIGINT);
}

static rap_code_t never_end(rap_task_t *task, rap_err_t *err)
{
    (void)err;
    waiting = task;
    rap_loop_timer(process.loop, 5, 0, interrupt, NULL);
    return RAP_OK;
}

START_TEST(a_signal_ends_the_wait)
{
    add_file("a", "one");
    add_file("b", "two");
    type.later = true;
    type.cancel = cancel;
    cancelled = 0;
    handle_now = never_end;
    ck_assert_int_eq(run(), RAP_CANCELLED);
    ck_assert_int_eq(cancelled, 1);
    ck_assert_int_eq(handled, 1);
}
END_TEST

/* A FIFO's reader is deaf neither before anybody writes to it nor before the writer's end. */
START_TEST(a_signal_ends_the_reading)
{
    int writer = -1;

    add_operand("fifo");
    ck_assert_int_eq(mkfifo(operand[0], 0600), 0);
    if (_i == 1) {
        writer = open(operand[0], O_RDWR | O_CLOEXEC);
        ck_assert_int_eq(write(writer, "half", 4), 4);
    }
    handle_now = print_body;
    rap_loop_timer(process.loop, 5, 0, interrupt, NULL);
    ck_assert_int_eq(run(), RAP_CANCELLED);
    ck_assert_int_eq(handled, 0);
    if (writer >= 0)
        close(writer);
}
END_TEST

static void write_fifo(rap_loop_t *loop, void *arg)
{
    static const char *const parts[] = {"on", "e"};
    int *written = arg;

    if (*written == 0)
        written[1] = open(operand[0], O_WRONLY | O_CLOEXEC);
    if (*written == 2) {
        close(written[1]);
        return;
    }
    ck_assert_int_gt(write(written[1], parts[*written], strlen(parts[*written])), 0);
    ++*written;
    rap_loop_timer(loop, 5, 0, write_fifo, arg);
}

START_TEST(a_fifo_is_read_to_its_end)
{
    int written[2] = {0, -1};

    add_operand("fifo");
    ck_assert_int_eq(mkfifo(operand[0], 0600), 0);
    rap_loop_timer(process.loop, 5, 0, write_fifo, written);
    handle_now = print_body;
    ck_assert_msg(run() == RAP_OK, "%s", why.text);
    ck_assert_str_eq(out_text, "{\"body\":\"one\"}\n");
}
END_TEST

static rap_code_t print_id(rap_task_t *task, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) buf;

    ck_assert_uint_eq(task->body_len, 0);
    ck_assert_int_eq(strncmp(task->payload, "{\"kind\":\"result\"", 16), 0);
    rap_buf_init(&buf, 1000);
    RAP_TRY(rap_buf_printf(&buf, err, "{\"id\":\"%s\"}", task->envelope.id));
    return rap_task_emit(stage, task, "next", &buf, NULL, 0, err);
}

START_TEST(records_are_read_line_by_line)
{
    add_file("a", RESULT "\n\n" QUARANTINE "\nnonsense\n" RESULT);
    type.once_payload = true;
    handle_now = print_id;
    ck_assert_msg(run() == RAP_OK, "%s", why.text);
    ck_assert_int_eq(handled, 2);
    ck_assert_int_eq(process.exit, 1);
    ck_assert_int_eq(strncmp(out_text, "{\"id\":\"" ID "\"}\n" QUARANTINE "\n{\"kind\":",
                         strlen("{\"id\":\"" ID "\"}\n" QUARANTINE "\n{\"kind\":")),
        0);
    ck_assert_ptr_nonnull(strstr(out_text, "\"reason\":\"malformed\""));
    ck_assert_ptr_nonnull(strstr(out_text, "}\n{\"id\":\"" ID "\"}\n"));
    ck_assert_ptr_nonnull(strstr(err_text, "/a: record: "));
    ck_assert_ptr_nonnull(strstr(out_text, "/a\"}}\n")); /* "url" */
    ck_assert_ptr_null(strstr(out_text, "\"document_id\""));
}
END_TEST

#define TEXT "Ch\xc3\xa8re pr\xc3\xa9sidente.\\n\\\"Oui\\\""
#define STATEMENT(n, text)                                                                      \
    "{\"statement_id\":\"" ID "/" n "\",\"parties\":[],\"miscounts\":[],\"kind\":\"national\"," \
    "\"body\":null,"                                                                            \
    "\"session\":null,\"meeting\":null,\"agenda_item\":null,\"delivered_on\":null,"             \
    "\"date_from\":\"document\",\"place\":null,\"language\":null,\"title\":null,"               \
    "\"paragraphs\":[],\"text\":\"" text "\",\"text_sha256\":\"" ID "\"}"
#define WITH_TEXTS                                                                                   \
    "{\"kind\":\"result\",\"document\":{\"document_id\":\"" ID "\",\"media_type\":\"text/plain\","   \
    "\"pages\":0,\"ocr_pages\":0,\"unread_pages\":0,\"parser\":\"p@1\"},\"statements\":[" STATEMENT( \
        "1", TEXT) "," STATEMENT("2", "") "],\"positions\":[],\"candidates\":[]}"

static rap_code_t hand_on(rap_task_t *task, rap_err_t *err)
{
    static const char texts[] = "Ch\xc3\xa8re pr\xc3\xa9sidente.\n\"Oui\"\0"; /* and an empty one */
    RAP_AUTO_RELEASE(rap_buf) json;

    ck_assert_uint_eq(task->body_len, sizeof texts);
    ck_assert_mem_eq(task->body, texts, sizeof texts);
    rap_buf_init(&json, 10000);
    RAP_TRY(rap_buf_add(&json, task->payload, task->payload_len, err));
    ck_assert_ptr_null(strstr(json.data, "\"text\""));
    return rap_task_emit(stage, task, "next", &json, task->body, task->body_len, err);
}

START_TEST(texts_are_packed_for_the_stage_and_printed_in_their_place)
{
    add_file("a", WITH_TEXTS "\n" WITH_TEXTS);
    type.once_payload = true;
    handle_now = hand_on;
    ck_assert_msg(run() == RAP_OK, "%s", why.text);
    ck_assert_str_eq(err_text, "");
    ck_assert_int_eq(handled, 2);
    ck_assert_str_eq(out_text, WITH_TEXTS "\n" WITH_TEXTS "\n");
}
END_TEST

static rap_code_t lose_a_text(rap_task_t *task, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) json;

    rap_buf_init(&json, 10000);
    RAP_TRY(rap_buf_add(&json, task->payload, task->payload_len, err));
    return rap_task_emit(stage, task, "next", &json, task->body, task->body_len - 1, err);
}

START_TEST(a_stage_that_gives_nonsense_is_stopped)
{
    add_file("a", WITH_TEXTS);
    type.once_payload = true;
    handle_now = lose_a_text;
    ck_assert_int_eq(run(), RAP_SCHEMA);
    ck_assert_str_eq(why.text, "record: the text of '" ID "/2' is missing");
    ck_assert_str_eq(out_text, "");
}
END_TEST

START_TEST(without_a_file_it_says_so)
{
    handle_now = print_body;
    ck_assert_int_eq(run(), RAP_USAGE);
    ck_assert_str_eq(why.text, "no FILE is given; '-' is standard input");
}
END_TEST

START_TEST(an_output_that_cannot_be_written_is_an_error)
{
    rap_stage_t *self = stage_new(&type, &process, &options, NULL);

    add_file("a", "one");
    handle_now = print_body;
    self->out = fopen("/dev/full", "we");
    ck_assert_ptr_nonnull(self->out);
    ck_assert_int_eq(stage_serve(self, &why), RAP_FULL);
    ck_assert_msg(strstr(why.text, "could not write to standard output") != NULL, "%s", why.text);
    (void)fclose(self->out);
    stage_destroy(&self);
}
END_TEST

static rap_code_t source_once(void *self, int operands, char **given, FILE *out, rap_err_t *err)
{
    (void)self;
    (void)err;
    (void)fprintf(out, "%d %s\n", operands, given[0]);
    return RAP_OK;
}

START_TEST(a_source_does_as_it_will)
{
    add_file("a", "one");
    type.takes = NULL;
    type.once = source_once;
    ck_assert_int_eq(run(), RAP_OK);
    ck_assert_int_eq(strncmp(out_text, "1 /tmp/rap-once-", 16), 0);
}
END_TEST

/* ---- as a whole process ---- */

typedef struct tiny_options {
    const char *word;
} tiny_options_t;

static const rap_field_t tiny_fields[] = {
    {.name = "word",
        .kind = RAP_KIND_STRING,
        .offset = offsetof(tiny_options_t, word),
        .preset = "preset",
        .help = "a word"},
    {.kind = RAP_KIND_END},
};
static const rap_table_t tiny_table = {
    .name = "parser", .size = sizeof(tiny_options_t), .fields = tiny_fields};
static char seen[64];

static rap_code_t open_with(rap_stage_t *self, const void *own, void **ret, rap_err_t *err)
{
    const tiny_options_t *mine = own;

    (void)snprintf(seen, sizeof seen, "%s %zu %lld", mine->word, self->slots,
        (long long)self->options->drain_ms);
    return open_tiny(self, own, ret, err);
}

static const struct {
    const char *args[6];
    int code;
    const char *seen;
} mains[] = {
    {{"x", "--once", "FILE"}, 0, "preset 3 10000"},
    {{"x", "--once", "--word=other", "--slots=7", "--drain-ms=250ms", "FILE"}, 0, "other 7 250"},
    {{"x", "--once", "--slots=0", "FILE"}, 64, ""},
    {{"x", "--once", "--sluts=1", "FILE"}, 64, ""},
    {{"x", "--once"}, 64, "preset 3 10000"},
    {{"x", "--sample"}, 0, ""},
    {{"x", "--help"}, 0, ""},
};

START_TEST(options_of_stage_and_type_are_one_section)
{
    char *argv[8] = {NULL};
    int argc = 0;

    add_file("a", "one");
    type.name = "parser";
    type.slots = 3;
    type.summary = "Does little.";
    type.options = &tiny_table;
    type.open = open_with;
    handle_now = print_body;
    seen[0] = '\0';
    for (; argc < 6 && mains[_i].args[argc] != NULL; argc++)
        argv[argc] = strcmp(mains[_i].args[argc], "FILE") == 0 ? strdup(operand[0])
                                                               : strdup(mains[_i].args[argc]);
    ck_assert_int_eq(setenv("HOME", dir, 1) | unsetenv("RAPPORTEUR_HOME"), 0);
    ck_assert_int_eq(rap_stage_main(&type, argc, argv), mains[_i].code);
    ck_assert_str_eq(seen, mains[_i].seen);
    for (int i = 0; i < argc; i++)
        free(argv[i]);
}
END_TEST

#define COUNT(list) (sizeof(list) / sizeof *(list))

int main(void)
{
    Suite *suite = suite_create("stage_once");
    TCase *tc = tcase_create("once");

    tcase_set_timeout(tc, 30);
    tcase_add_checked_fixture(tc, begin, end);
    tcase_add_test(tc, each_file_is_one_task);
    tcase_add_test(tc, outputs_come_in_the_order_of_files);
    tcase_add_test(tc, a_failure_is_told_and_the_next_file_read);
    tcase_add_test(tc, a_quarantine_names_its_document);
    tcase_add_test(tc, what_stops_the_process_stops_it);
    tcase_add_test(tc, a_task_that_takes_time_is_waited_for);
    tcase_add_test(tc, a_signal_ends_the_wait);
    tcase_add_loop_test(tc, a_signal_ends_the_reading, 0, 2);
    tcase_add_test(tc, a_fifo_is_read_to_its_end);
    tcase_add_test(tc, records_are_read_line_by_line);
    tcase_add_test(tc, texts_are_packed_for_the_stage_and_printed_in_their_place);
    tcase_add_test(tc, a_stage_that_gives_nonsense_is_stopped);
    tcase_add_test(tc, without_a_file_it_says_so);
    tcase_add_test(tc, an_output_that_cannot_be_written_is_an_error);
    tcase_add_test(tc, a_source_does_as_it_will);
    tcase_add_loop_test(tc, options_of_stage_and_type_are_one_section, 0, COUNT(mains));
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
