/* replay.c - a fuzz target's seeds as an ordinary test, with any compiler.
 *
 *   replay_tree FOLDER    gives the target no bytes at all, then each file of the folder
 *
 * A broken invariant aborts; the last name on the output is the file's that broke it.
 */
#include "base/file.h"

#include <glob.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SEED_MAX = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* From a block of its own length, so that a sanitizer sees a byte read too far. */
static int give(const char *bytes, size_t len)
{
    if (len == 0)
        return LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
    uint8_t *copy = malloc(len);

    if (copy == NULL)
        abort();
    memcpy(copy, bytes, len);
    int ret = LLVMFuzzerTestOneInput(copy, len);
    free(copy);
    return ret;
}

static int replay(const char *path)
{
    RAP_AUTO_RELEASE(rap_buf) file;
    rap_err_t err;

    printf("%s\n", path);
    (void)fflush(stdout); /* an abort would lose it */
    rap_buf_init(&file, SEED_MAX);
    if (rap_file_read(path, &file, &err) != RAP_OK) {
        printf("%s\n", err.text);
        return 1;
    }
    return give(file.data, file.len);
}

int main(int argc, char **argv)
{
    char pattern[1024];
    glob_t found;

    if (argc != 2 || snprintf(pattern, sizeof pattern, "%s/*", argv[1]) >= (int)sizeof pattern)
        return EXIT_FAILURE;
    if (glob(pattern, 0, NULL, &found) != 0) {
        printf("'%s' has no seeds\n", argv[1]);
        return EXIT_FAILURE;
    }
    int failed = give(NULL, 0);
    for (size_t i = 0; i < found.gl_pathc; i++)
        failed |= replay(found.gl_pathv[i]);
    globfree(&found);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
