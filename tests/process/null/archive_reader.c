/* archive_reader.c - does an archive give back what a frontier says is in it?
 *
 *     archive_reader ARCHIVE NAME < "id file offset" lines
 *
 * Prints a line for each document that it does not; exit code 2 when there was one.  Opens the
 * archive as the fetcher NAME does, which repairs its end: give it a copy.
 */
#include "fetcher/archive.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BODY_MAX = 64 * 1024 * 1024, ARCHIVE_MAX = 1 << 30, EXIT_PROBLEM = 2 };

/* "id file offset"; neither id nor file has a space in it. */
static bool read_line(char *line, char **id, archive_place_t *place)
{
    char *file = strchr(line, ' ');
    char *offset = file != NULL ? strchr(file + 1, ' ') : NULL;

    if (offset == NULL)
        return false;
    *file++ = *offset++ = '\0';
    *id = line;
    (void)snprintf(place->file, sizeof place->file, "%s", file);
    place->offset = strtoll(offset, NULL, 10);
    return true;
}

static rap_code_t read_all(archive_t *archive, bool *ret_wrong, rap_err_t *err)
{
    char line[512], *id;
    archive_place_t place;

    while (fgets(line, sizeof line, stdin) != NULL) {
        RAP_AUTO_RELEASE(rap_buf) body;

        if (!read_line(line, &id, &place))
            return rap_fail(err, RAP_USAGE, "'%s' is no line of 'id file offset'", line);
        rap_buf_init(&body, BODY_MAX);
        if (archive_read(archive, &place, id, &body, err) == RAP_OK)
            continue;
        *ret_wrong = true;
        printf("%s: %s\n", id, err->text);
    }
    return RAP_OK;
}

int main(int argc, char **argv)
{
    RAP_AUTO(archive) *archive = NULL;
    archive_repair_t repair;
    bool wrong = false;
    rap_err_t err;

    if (argc != 3) {
        (void)fprintf(stderr, "usage: archive_reader ARCHIVE NAME\n");
        return 64;
    }
    const archive_config_t config = {.root = argv[1],
        .name = argv[2],
        .file_max_bytes = ARCHIVE_MAX,
        .clock = &rap_clock_system};
    rap_code_t code = archive_open(&archive, &config, &repair, &err);
    if (code == RAP_OK)
        code = read_all(archive, &wrong, &err);
    if (code != RAP_OK) {
        (void)fprintf(stderr, "archive_reader: %s\n", err.text);
        return rap_code_exit(code);
    }
    return wrong ? EXIT_PROBLEM : 0;
}
