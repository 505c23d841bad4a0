/* layout_dump.c - what the formats make of files: a line a block, for measurements.
 *
 *   layout_dump [--text-layer] [--repeat N] FILE...
 *
 * --text-layer: no OCR, whatever the pages' text layer is like.
 *
 * Prints role, page, box, size, style, text; parted by tabs.  --repeat: reads each N times and
 * says how long it took.
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

static rap_code_t read_file(ocr_t **ocr, const rap_buf_t *file, const rap_envelope_t *envelope,
    rap_arena_t *arena, layout_t *ret, rap_err_t *err)
{
    const ocr_pages_t none = {0};

    *ret = (layout_t){0};
    return ocr != NULL ? read_whole(ocr, file->data, file->len, envelope, arena, ret, err)
                       : layout_read_again(file->data, file->len, envelope, &none, arena, ret, err);
}

/* Without OCR if `ocr` is NULL. */
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
        code = read_file(ocr, &file, &envelope, arena, &layout, &err);
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
    bool text_layer = argc > at && strcmp(argv[at], "--text-layer") == 0;

    at += text_layer;
    if (argc > at + 1 && strcmp(argv[at], "--repeat") == 0) {
        repeat = strtol(argv[at + 1], NULL, 10);
        at += 2;
    }
    for (; at < argc; at++)
        failed |= dump(text_layer ? NULL : &ocr, argv[at], repeat);
    ocr_close(&ocr);
    return failed;
}
