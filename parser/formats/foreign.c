/* foreign.c - formats that are known and not read: the reason names what was found. */
#include "parser/formats/format.h"

#include <string.h>
#include <strings.h>

enum { XML_LOOK_MAX = 4096 };

typedef struct signature {
    size_t at;
    const char *bytes;
    size_t len;
    const char *what;
} signature_t;

#define SIGNATURE(at, bytes, what)               \
    {                                            \
        (at), (bytes), sizeof(bytes) - 1, (what) \
    }

static const signature_t signatures[] = {
    SIGNATURE(0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document (doc, xls or ppt)"),
    SIGNATURE(0, "{\\rtf", "a rich text document (rtf)"),
    SIGNATURE(0, "%!PS", "a PostScript document"),
    SIGNATURE(0, "\xff\xd8\xff", "an image (JPEG)"),
    SIGNATURE(0, "\x89PNG\r\n\x1a\n", "an image (PNG)"),
    SIGNATURE(0, "GIF8", "an image (GIF)"),
    SIGNATURE(0, "II*\0", "an image (TIFF)"),
    SIGNATURE(0, "MM\0*", "an image (TIFF)"),
    SIGNATURE(8, "WEBP", "an image (WebP)"),
    SIGNATURE(0, "AT&TFORM", "a scanned document (DjVu)"),
    SIGNATURE(4, "ftyp", "a video or sound file (MP4)"),
    SIGNATURE(0, "ID3", "a sound file (MP3)"),
    SIGNATURE(0, "OggS", "a video or sound file (Ogg)"),
    SIGNATURE(0, "RIFF", "a video or sound file (RIFF)"),
    SIGNATURE(0, "\x1f\x8b", "a compressed file (gzip)"),
    SIGNATURE(0, "BZh", "a compressed file (bzip2)"),
    SIGNATURE(0,
        "\xfd"
        "7zXZ",
        "a compressed file (xz)"),
    SIGNATURE(0, "7z\xbc\xaf\x27\x1c", "an archive (7z)"),
    SIGNATURE(0, "Rar!\x1a\x07", "an archive (RAR)"),
    SIGNATURE(0,
        "\x7f"
        "ELF",
        "a program"),
};

/* XML that is no web page: a feed, a listing, another office format. */
static bool is_other_xml(const format_input_t *in)
{
    size_t len = in->len < XML_LOOK_MAX ? in->len : XML_LOOK_MAX, at = 0;

    if (len >= 3 && memcmp(in->bytes, "\xef\xbb\xbf", 3) == 0)
        at = 3;
    while (at < len && strchr(" \t\r\n", in->bytes[at]) != NULL && in->bytes[at] != '\0')
        at++;
    if (len - at < 5 || memcmp(in->bytes + at, "<?xml", 5) != 0)
        return false;
    for (; at + 5 <= len; at++)
        if (strncasecmp(in->bytes + at, "<html", 5) == 0 ||
            (at + 14 <= len && strncasecmp(in->bytes + at, "<!doctype html", 14) == 0))
            return false;
    return true;
}

/* What the bytes are, or NULL when they are none of these. */
static const char *kind_of(const format_input_t *in)
{
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++) {
        const signature_t *s = &signatures[i];

        if (in->len >= s->at + s->len && memcmp(in->bytes + s->at, s->bytes, s->len) == 0)
            return s->what;
    }
    return is_other_xml(in) ? "an XML document that is no web page" : NULL;
}

static bool foreign_sniff(const format_input_t *in)
{
    return kind_of(in) != NULL;
}

static rap_code_t foreign_read(
    const format_input_t *in, rap_arena_t *arena, layout_t *ret, rap_err_t *err)
{
    (void)arena;
    (void)ret;
    return rap_fail(err, RAP_UNSUPPORTED, "%s is not supported", kind_of(in));
}

const format_t format_foreign = {.name = "another format",
    .media_type = "application/octet-stream",
    .sniff = foreign_sniff,
    .read = foreign_read};
