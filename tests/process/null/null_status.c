/* null_status.c - prints what the broker of a home answers to STATUS; 75 when it does not. */
#include "proto/home.h"
#include "proto/link.h"

#include <stdio.h>
#include <string.h>

enum { TIMEOUT_MS = 2000 };

int main(int argc, char **argv)
{
    rap_home_t home;
    rap_err_t err;
    RAP_AUTO(rap_message) *message = rap_message_new(RAP1_STATUS);

    if (argc != 3 || strcmp(argv[1], "--home") != 0) {
        (void)fprintf(stderr, "usage: null_status --home DIR\n");
        return 64;
    }
    rap_code_t code = rap_home_find(&home, argv[2], &err);

    if (code == RAP_OK)
        code = rap_link_ask(home.endpoint, message, TIMEOUT_MS, &err);
    if (code != RAP_OK) {
        (void)fprintf(stderr, "null_status: %s\n", err.text);
        return rap_code_exit(code);
    }
    printf("%.*s\n", (int)rap_frame_size(&message->frame[0]), rap_frame_data(&message->frame[0]));
    return 0;
}
