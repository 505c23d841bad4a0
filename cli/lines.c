/* lines.c - see lines.h */
#include "cli/lines.h"

#include "cli/grid.h"

#include <stdio.h>

void lines_print(const char *label, const char *text, rap_arena_t *arena)
{
    if (text != NULL)
        (void)printf("  %-12s %s\n", label, grid_safe(text, arena));
}

void lines_captures(const rap_store_document_t *document, rap_arena_t *arena)
{
    const rap_store_capture_t *capture = document->captures.item;

    for (size_t i = 0; i < document->captures.count; i++) {
        (void)printf("  %-12s %s\n  %-12s %s by %s (source %s)", "address",
            grid_safe(capture[i].url, arena), "fetched", capture[i].fetched_at,
            grid_safe(capture[i].origin, arena), grid_safe(capture[i].source, arena));
        if (capture[i].archive_file != NULL)
            (void)printf(", kept in %s at %lld", grid_safe(capture[i].archive_file, arena),
                (long long)capture[i].archive_offset);
        (void)putchar('\n');
    }
}

json_t *lines_captures_json(const rap_store_document_t *document)
{
    const rap_store_capture_t *capture = document->captures.item;
    json_t *captures = json_array();

    for (size_t i = 0; i < document->captures.count; i++)
        json_array_append_new(captures,
            json_pack("{s:s, s:s, s:s, s:s, s:I, s:s?, s:I}", "url", capture[i].url, "source",
                capture[i].source, "fetched_at", capture[i].fetched_at, "origin", capture[i].origin,
                "http_status", (json_int_t)capture[i].http_status, "archive_file",
                capture[i].archive_file, "archive_offset", (json_int_t)capture[i].archive_offset));
    return captures;
}
