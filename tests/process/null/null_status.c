/* null_status.c - prints what the broker of a home answers to STATUS; 75 when it does not. */
#include "cli/ask.h"

#include <stdio.h>
#include <string.h>

enum { TIMEOUT_MS = 2000, ANSWER_MAX = 16 * 1024 * 1024 };

int main(int argc, char **argv)
{
    rap_home_t home;
    rap_err_t err;
    RAP_AUTO_RELEASE(rap_buf) json;

    rap_buf_init(&json, ANSWER_MAX);
    if (argc != 3 || strcmp(argv[1], "--home") != 0) {
        (void)fprintf(stderr, "usage: null_status --home DIR\n");
        return 64;
    }
    rap_code_t code = rap_home_find(&home, argv[2], &err);

    if (code == RAP_OK)
        code = ask(home.endpoint, RAP1_STATUS, NULL, TIMEOUT_MS, &json, &err);
    if (code != RAP_OK) {
        (void)fprintf(stderr, "null_status: %s\n", err.text);
        return rap_code_exit(code);
    }
    puts(json.data);
    return 0;
}
