/* rap1.c - see rap1.h */
#include "proto/rap1.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#define BULK "/bulk"

static const char *const names[] = {
#define X(name, least, most) [RAP1_##name] = #name,
    RAP1_COMMANDS(X)
#undef X
};

/* A letter a frame: n number, h header or text, q queue, b bytes, s status. */
static const char *const shapes[] = {
    [RAP1_HELLO] = "h",
    [RAP1_WELCOME] = "h",
    [RAP1_CREDIT] = "n",
    [RAP1_TASK] = "nnhbb",
    [RAP1_DONE] = "nn", /* and what follows: see rap1_frame_max() */
    [RAP1_RETRY] = "nnh",
    [RAP1_FAIL] = "nhb",
    [RAP1_PUT] = "qhbb",
    [RAP1_GRANT] = "n",
    [RAP1_RECEIPT] = "h",
    [RAP1_BEAT] = "h",
    [RAP1_BYE] = "h",
    [RAP1_STATUS] = "s",
    [RAP1_SCALE] = "h",
};
static_assert(sizeof shapes / sizeof shapes[0] == RAP1_COMMAND_COUNT, "a shape a command");

const char *rap1_command_name(rap1_command_t command)
{
    return (unsigned)command < RAP1_COMMAND_COUNT ? names[command] : "?";
}

bool rap1_command_find(const char *text, size_t len, rap1_command_t *ret)
{
    for (size_t i = 0; i < RAP1_COMMAND_COUNT; i++) {
        if (strlen(names[i]) == len && memcmp(names[i], text, len) == 0) {
            *ret = (rap1_command_t)i;
            return true;
        }
    }
    return false;
}

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
}

bool rap1_is_name(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (!is_name_char(text[i]))
            return false;
    return len >= 1 && len <= RAP1_NAME_MAX;
}

bool rap1_queue_parse(const char *text, size_t len, size_t *ret_name_len, bool *ret_bulk)
{
    size_t tail = strlen(BULK);
    bool bulk = len > tail && memcmp(text + len - tail, BULK, tail) == 0;
    size_t name_len = bulk ? len - tail : len;

    if (!rap1_is_name(text, name_len))
        return false;
    *ret_name_len = name_len;
    *ret_bulk = bulk;
    return true;
}

size_t rap1_frame_max(rap1_command_t command, size_t index, size_t outputs)
{
    const char *shape = shapes[command];
    size_t head = strlen(shape);

    if (index >= head) {
        index -= head;
        /* DONE: four frames an output, then receipts; RECEIPT: nothing but receipts. */
        shape = command == RAP1_DONE && index < 4 * outputs ? "qhbb" : "hhhh";
        index %= 4;
    }
    switch (shape[index]) {
    case 'n':
        return RAP1_NUMBER_MAX;
    case 'q':
        return RAP1_NAME_MAX + strlen(BULK);
    case 'h':
        return RAP1_HEADER_MAX;
    case 's':
        return RAP1_STATUS_MAX;
    default:
        return SIZE_MAX;
    }
}

bool rap1_bye_is(const char *reason, size_t len, const char *word)
{
    size_t n = strlen(word);

    return len >= n && memcmp(reason, word, n) == 0 && (len == n || reason[n] == ':');
}
