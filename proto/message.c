/* message.c - messages made of frames: see link.h */
#include "proto/link.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

rap_message_t *rap_message_new(rap1_command_t command)
{
    rap_message_t *self = malloc(sizeof *self);

    if (self == NULL)
        abort();
    rap_frame_init(&self->peer);
    self->command = command;
    self->count = 0; /* frames are made as they are added */
    return self;
}

void rap_message_reset(rap_message_t *self, rap1_command_t command)
{
    for (size_t i = 0; i < self->count; i++)
        rap_frame_release(&self->frame[i]);
    self->count = 0;
    self->command = command;
    rap_frame_release(&self->peer);
    rap_frame_init(&self->peer);
}

void rap_message_destroy(rap_message_t **self)
{
    if (*self == NULL)
        return;
    rap_message_reset(*self, (*self)->command);
    rap_frame_release(&(*self)->peer);
    free(*self);
    *self = NULL;
}

static rap_frame_t *next(rap_message_t *self)
{
    assert(self->count < RAP1_FRAMES_MAX);
    return &self->frame[self->count++];
}

void rap_message_add(rap_message_t *self, const void *bytes, size_t len)
{
    rap_frame_copy(next(self), bytes, len);
}

void rap_message_add_text(rap_message_t *self, const char *text)
{
    rap_message_add(self, text, strlen(text));
}

/* Digits from the last to the first: snprintf() took a tenth of the broker's time. */
void rap_message_add_number(rap_message_t *self, int64_t n)
{
    char text[RAP1_NUMBER_MAX];
    size_t at = sizeof text;

    assert(n >= 0);
    do {
        text[--at] = (char)('0' + n % 10);
        n /= 10;
    } while (n > 0);
    rap_message_add(self, text + at, sizeof text - at);
}

void rap_message_add_frame(rap_message_t *self, rap_frame_t *from)
{
    rap_frame_t *frame = next(self);

    rap_frame_init(frame);
    rap_frame_move(frame, from);
}

/* Not strtoll: a frame has no NUL, and " 7", "+7" and "07" are not numbers here. */
static bool parse(const char *text, size_t len, int64_t *ret)
{
    int64_t n = 0;

    if (len == 0 || len > RAP1_NUMBER_MAX || (text[0] == '0' && len > 1))
        return false;
    for (size_t i = 0; i < len; i++)
        if (text[i] < '0' || text[i] > '9' || __builtin_mul_overflow(n, 10, &n) ||
            __builtin_add_overflow(n, text[i] - '0', &n))
            return false;
    *ret = n;
    return true;
}

rap_code_t rap_message_number(
    const rap_message_t *self, size_t frame, int64_t max, int64_t *ret, rap_err_t *err)
{
    int64_t n;

    if (frame >= self->count ||
        !parse(rap_frame_data(&self->frame[frame]), rap_frame_size(&self->frame[frame]), &n))
        return rap_fail(err, RAP_SCHEMA, "%s: frame %zu is not a number",
            rap1_command_name(self->command), frame + 1);
    if (n > max)
        return rap_fail(err, RAP_SCHEMA, "%s: frame %zu is more than %" PRId64,
            rap1_command_name(self->command), frame + 1, max);
    *ret = n;
    return RAP_OK;
}

static const struct {
    size_t least, most;
} counts[] = {
#define X(name, least, most) [RAP1_##name] = {(least), (most)},
    RAP1_COMMANDS(X)
#undef X
};

static rap_code_t check_done(const rap_message_t *self, size_t *ret_outputs, rap_err_t *err)
{
    int64_t outputs;

    if (rap_message_number(self, 1, RAP1_OUTPUTS_MAX, &outputs, err) != RAP_OK)
        return rap_fail(
            err, RAP_SYNTAX, "DONE: the number of outputs is not 0 to %d", RAP1_OUTPUTS_MAX);
    size_t receipts_at = 2 + 4 * (size_t)outputs;
    if (self->count < receipts_at)
        return rap_fail(
            err, RAP_SYNTAX, "DONE: %zu frames for %" PRId64 " outputs", self->count, outputs);
    if (self->count - receipts_at > RAP1_RECEIPTS_MAX)
        return rap_fail(err, RAP_SYNTAX, "DONE: %zu receipts are more than %d",
            self->count - receipts_at, RAP1_RECEIPTS_MAX);
    *ret_outputs = (size_t)outputs;
    return RAP_OK;
}

rap_code_t rap_message_check(const rap_message_t *self, rap_err_t *err)
{
    const char *name = rap1_command_name(self->command);
    size_t outputs = 0;

    if (self->count < counts[self->command].least || self->count > counts[self->command].most)
        return rap_fail(err, RAP_SYNTAX, "%s: %zu frames instead of %zu to %zu", name, self->count,
            counts[self->command].least, counts[self->command].most);
    if (self->command == RAP1_DONE)
        RAP_TRY(check_done(self, &outputs, err));
    for (size_t i = 0; i < self->count; i++) {
        size_t max = rap1_frame_max(self->command, i, outputs);

        if (rap_frame_size(&self->frame[i]) > max)
            return rap_fail(err, RAP_TOOBIG, "%s: frame %zu has %zu bytes, more than %zu", name,
                i + 1, rap_frame_size(&self->frame[i]), max);
    }
    return RAP_OK;
}
