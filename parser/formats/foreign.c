/* foreign.c - formats that are known and not read: the reason names what was found. */
#include "parser/formats/format.h"

#include <string.h>
#include <strings.h>

enum { LOOK_MAX = 4096, STREAM_MAX = 32 };

/* What it is, and what is to be done with it; NULL: nothing helps. */
typedef struct foreign {
    const char *what, *advice;
} foreign_t;

#define CONVERT "save it as DOCX or PDF"

typedef struct signature {
    size_t at;
    const char *bytes;
    size_t len;
    foreign_t is;
} signature_t;

#define SIGNATURE(at, bytes, ...)         \
    {                                     \
        (at), (bytes), sizeof(bytes) - 1, \
        {                                 \
            __VA_ARGS__                   \
        }                                 \
    }

static const signature_t signatures[] = {
    SIGNATURE(0, "%!PS", "a PostScript document", "save it as PDF"),
    SIGNATURE(0, "\xff\xd8\xff", "an image (JPEG)", NULL),
    SIGNATURE(0, "\x89PNG\r\n\x1a\n", "an image (PNG)", NULL),
    SIGNATURE(0, "GIF8", "an image (GIF)", NULL),
    SIGNATURE(0, "II*\0", "an image (TIFF)", NULL),
    SIGNATURE(0, "MM\0*", "an image (TIFF)", NULL),
    SIGNATURE(8, "WEBP", "an image (WebP)", NULL),
    SIGNATURE(0, "AT&TFORM", "a scanned document (DjVu)", "save it as PDF"),
    SIGNATURE(4, "ftyp", "a video or sound file (MP4)", NULL),
    SIGNATURE(0, "ID3", "a sound file (MP3)", NULL),
    SIGNATURE(0, "OggS", "a video or sound file (Ogg)", NULL),
    SIGNATURE(0, "RIFF", "a video or sound file (RIFF)", NULL),
    SIGNATURE(0, "\x1f\x8b", "a compressed file (gzip)", NULL),
    SIGNATURE(0, "BZh", "a compressed file (bzip2)", NULL),
    SIGNATURE(0,
        "\xfd"
        "7zXZ",
        "a compressed file (xz)", NULL),
    SIGNATURE(0, "7z\xbc\xaf\x27\x1c", "an archive (7z)", NULL),
    SIGNATURE(0, "Rar!\x1a\x07", "an archive (RAR)", NULL),
    SIGNATURE(0,
        "\x7f"
        "ELF",
        "a program", NULL),
};

/* What a compound file (OLE 2), which Office wrote before 2007, is: by the name of a stream in it. */
static const struct {
    const char *stream;
    foreign_t is;
} compounds[] = {
    {"WordDocument", {"an old Word document (doc)", CONVERT}},
    {"Workbook", {"an old Excel workbook (xls)", NULL}},
    {"PowerPoint Document", {"an old PowerPoint presentation (ppt)", NULL}},
    {"__properties_version1.0", {"an Outlook message (msg)", "save it as EML"}},
};
static const foreign_t rtf = {"a rich text document (rtf)", CONVERT};
static const foreign_t other_compound = {"an old Office document", CONVERT};
static const foreign_t other_xml = {"an XML document that is no web page", NULL};

static bool is_compound(const format_input_t *in)
{
    static const char mark[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

    return in->len >= sizeof mark - 1 && memcmp(in->bytes, mark, sizeof mark - 1) == 0;
}

/* Streams' names are in UTF-16. */
static bool has_stream(const format_input_t *in, const char *name)
{
    char wide[2 * STREAM_MAX];
    size_t len = strlen(name);

    for (size_t i = 0; i < len; i++) {
        wide[2 * i] = name[i];
        wide[2 * i + 1] = '\0';
    }
    return memmem(in->bytes, in->len, wide, 2 * len) != NULL;
}

/* XML that is no web page: a feed, a listing, another office format. */
static bool is_other_xml(const format_input_t *in)
{
    size_t len = in->len < LOOK_MAX ? in->len : LOOK_MAX, at = 0;

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

/* Programs read RTF with something blank before it, and so do people get it. */
static bool is_rtf(const format_input_t *in)
{
    static const char mark[] = "{\\rtf";
    size_t at = in->len >= 3 && memcmp(in->bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

    while (at < in->len && at < LOOK_MAX &&
           (in->bytes[at] == ' ' || in->bytes[at] == '\t' || in->bytes[at] == '\r' ||
               in->bytes[at] == '\n'))
        at++;
    return in->len - at >= sizeof mark - 1 && memcmp(in->bytes + at, mark, sizeof mark - 1) == 0;
}

/* What the bytes are, or NULL when they are none of these. */
static const foreign_t *kind_of(const format_input_t *in)
{
    if (is_rtf(in))
        return &rtf;
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++) {
        const signature_t *s = &signatures[i];

        if (in->len >= s->at + s->len && memcmp(in->bytes + s->at, s->bytes, s->len) == 0)
            return &s->is;
    }
    if (!is_compound(in))
        return is_other_xml(in) ? &other_xml : NULL;
    for (size_t i = 0; i < sizeof compounds / sizeof *compounds; i++)
        if (has_stream(in, compounds[i].stream))
            return &compounds[i].is;
    return &other_compound;
}

static bool foreign_sniff(const format_input_t *in)
{
    return kind_of(in) != NULL;
}

static rap_code_t foreign_read(
    const format_input_t *in, rap_arena_t *arena, layout_t *ret, rap_err_t *err)
{
    const foreign_t *kind = kind_of(in);

    (void)arena;
    (void)ret;
    /* A DOCX with a password is put into a compound file. */
    if (is_compound(in) && has_stream(in, "EncryptedPackage"))
        return rap_fail(err, RAP_ENCRYPTED, "the document needs a password");
    if (kind->advice != NULL)
        return rap_fail(err, RAP_UNSUPPORTED, "%s is not supported; %s", kind->what, kind->advice);
    return rap_fail(err, RAP_UNSUPPORTED, "%s is not supported", kind->what);
}

const format_t format_foreign = {.name = "another format",
    .media_type = "application/octet-stream",
    .sniff = foreign_sniff,
    .read = foreign_read};
