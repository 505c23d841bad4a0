/* layout_dump.c - what the formats make of files: a line a block, for measurements.
 *
 *   layout_dump FILE...            role, page, box, size, style, text; parted by tabs
 *   layout_dump --repeat N FILE... reads each N times and says how long it took
 */
#include "base/clock.h"
#include "base/file.h"
#include "tests/bench/reading.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 64 << 20 };

static const char *const role_names[] = {"body", "heading", "item", "furniture", "note"};

static void print(const layout_t *layout)
{
    printf("#\t%s\t%lld pages\t%lld by OCR\ttitle=%s\tauthor=%s\tdate=%s\tlanguage=%s\n",
        layout->media_type, (long long)layout->pages, (long long)layout->ocr_pages,
        layout->title ? layout->title : "", layout->author ? layout->author : "",
        layout->date ? layout->date : "", layout->language ? layout->language : "");
    for (size_t i = 0; i < layout->blocks; i++) {
        const layout_block_t *block = &layout->block[i];

        printf("%s\t%lld\t%.0f,%.0f,%.0f,%.0f\t%.1f\t%s%s%s\t%.*s\n", role_names[block->role],
            (long long)block->page, block->x0, block->y0, block->x1, block->y1, block->size,
            block->bold ? "b" : "", block->italic ? "i" : "", block->centred ? "c" : "",
            (int)block->len, block->text);
    }
}

static int dump(ocr_t **ocr, const char *path, long repeat)
{
    RAP_AUTO_RELEASE(rap_buf) file;
    RAP_AUTO(rap_arena) *arena = rap_arena_new((size_t)256 << 20);
    rap_envelope_t envelope = {.id = "", .origin = "", .url = path};
    layout_t layout = {0};
    rap_err_t err = {0};

    rap_buf_init(&file, FILE_MAX);
    rap_code_t code = rap_file_read(path, &file, &err);
    int64_t from = rap_clock_mono_ms(&rap_clock_system);
    for (long i = 0; i < (repeat > 0 ? repeat : 1) && code == RAP_OK; i++) {
        rap_arena_reset(arena);
        code = read_whole(ocr, file.data, file.len, &envelope, arena, &layout, &err);
    }
    if (code != RAP_OK) {
        printf("!\t%s\t%s\t%s\n", path, rap_code_reason(code), err.text);
        return 1;
    }
    if (repeat > 0)
        printf("%s: %ld times in %lld ms, arena %zu bytes\n", path, repeat,
            (long long)(rap_clock_mono_ms(&rap_clock_system) - from), rap_arena_used(arena));
    else
        print(&layout);
    return 0;
}

int main(int argc, char **argv)
{
    ocr_t *ocr = NULL;
    int at = 1, failed = 0;
    long repeat = 0;

    if (argc > 2 && strcmp(argv[1], "--repeat") == 0) {
        repeat = strtol(argv[2], NULL, 10);
        at = 3;
    }
    for (; at < argc; at++)
        failed |= dump(&ocr, argv[at], repeat);
    ocr_close(&ocr);
    return failed;
}
