/* record_dump.c - what the parser makes of files: one JSON record a line, for measurements.
 *
 *   record_dump FILE...      "-" reads names of files from standard input
 *
 * The data is looked for as by every program: RAPPORTEUR_DATA, data/ beside the program.
 * A file that cannot be read as a statement gives {"file": ..., "reason": ..., "detail": ...}.
 */
#include "base/file.h"
#include "parser/structure/structure.h"
#include "tests/bench/reading.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 64 << 20, PATH_LEN_MAX = 4096 };

static rap_code_t read_one(ocr_t **ocr, const structure_t *structure, const char *path,
    rap_arena_t *arena, rap_buf_t *out, rap_err_t *err)
{
    RAP_AUTO_RELEASE(rap_buf) file;
    rap_envelope_t envelope = {
        .id = "0000000000000000000000000000000000000000000000000000000000000000",
        .origin = "",
        .url = path};
    layout_t layout = {0};
    rap_record_t record = {0};

    rap_buf_init(&file, FILE_MAX);
    RAP_TRY(rap_file_read(path, &file, err));
    RAP_TRY(read_whole(ocr, file.data, file.len, &envelope, arena, &layout, err));
    RAP_TRY(structure_read(&layout, &envelope, structure, arena, &record, err));
    return rap_record_write(&record, out, err);
}

static void dump(ocr_t **ocr, const structure_t *structure, const char *path)
{
    RAP_AUTO_RELEASE(rap_buf) out;
    RAP_AUTO(rap_arena) *arena = rap_arena_new((size_t)256 << 20);
    rap_err_t err = {0};

    rap_buf_init(&out, FILE_MAX);
    rap_code_t code = read_one(ocr, structure, path, arena, &out, &err);
    if (code == RAP_OK)
        printf("%s\n", out.data);
    else
        printf("{\"file\": \"%s\", \"reason\": \"%s\", \"detail\": \"%s\"}\n", path,
            rap_code_reason(code), err.text);
}

int main(int argc, char **argv)
{
    RAP_AUTO(structure) *structure = NULL;
    ocr_t *ocr = NULL;
    rap_err_t err;
    char line[PATH_LEN_MAX];

    if (argc < 2) {
        fprintf(stderr, "usage: record_dump FILE...\n");
        return 64;
    }
    if (structure_open(&structure, NULL, &err) != RAP_OK) {
        fprintf(stderr, "record_dump: %s\n", err.text);
        return 1;
    }
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "-") != 0)
            dump(&ocr, structure, argv[i]);
        else
            while (fgets(line, sizeof line, stdin) != NULL) {
                line[strcspn(line, "\n")] = '\0';
                dump(&ocr, structure, line);
            }
    }
    ocr_close(&ocr);
    return 0;
}
