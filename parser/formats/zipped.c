/* zipped.c - ZIP archives, see format.h and zipped.h: which document one is, by what is in it */
#include "parser/formats/zipped.h"

#include "parser/formats/format.h"

#include <string.h>

#define DOCX_TYPE "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#define ODT_TYPE  "application/vnd.oasis.opendocument.text"

typedef struct kind {
    const char *name; /* for people */
    const char *type; /* its part "mimetype" begins so, or NULL      */
    const char *part; /* the name of a part of it begins so, or NULL */
    const char *media_type;
    rap_code_t (*read)(package_t *package, rap_arena_t *arena, layout_t *ret, rap_err_t *err);
} kind_t;

static const kind_t kinds[] = {
    {"an OpenDocument text (odt)", ODT_TYPE, NULL, ODT_TYPE, odt_read},
    {"an OpenDocument spreadsheet (ods)", "application/vnd.oasis.opendocument.spreadsheet", NULL,
        NULL, NULL},
    {"an OpenDocument presentation (odp)", "application/vnd.oasis.opendocument.presentation", NULL,
        NULL, NULL},
    {"an electronic book (epub)", "application/epub+zip", NULL, NULL, NULL},
    {"an Excel workbook (xlsx)", NULL, "xl/", NULL, NULL},
    {"a PowerPoint presentation (pptx)", NULL, "ppt/", NULL, NULL},
    {"a Word document (docx)", NULL, "word/", DOCX_TYPE, docx_read},
    {"an OpenDocument text (odt)", NULL, "content.xml", ODT_TYPE, odt_read},
    {"an archive (ZIP)", NULL, "", NULL, NULL},
};

static bool zipped_sniff(const format_input_t *in)
{
    return in->len >= 4 && memcmp(in->bytes, "PK\x03\x04", 4) == 0;
}

static bool is_kind(const kind_t *kind, const package_t *package, const char *type)
{
    if (kind->type != NULL)
        return strncmp(type, kind->type, strlen(kind->type)) == 0;
    return package_has_prefix(package, kind->part);
}

static rap_code_t zipped_read(
    const format_input_t *in, rap_arena_t *arena, layout_t *ret, rap_err_t *err)
{
    RAP_AUTO(package) *package = NULL;
    const char *type = "";
    size_t len = 0;

    RAP_TRY(package_open(&package, in->bytes, in->len, arena, err));
    if (package_has(package, "mimetype"))
        RAP_TRY(package_read(package, "mimetype", &type, &len, err));
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const kind_t *kind = &kinds[i];

        if (!is_kind(kind, package, type))
            continue;
        if (kind->read == NULL)
            return rap_fail(err, RAP_UNSUPPORTED, "%s is not supported", kind->name);
        ret->media_type = kind->media_type;
        return kind->read(package, arena, ret, err);
    }
    return rap_fail(err, RAP_UNSUPPORTED, "an empty archive (ZIP) is not supported");
}

const format_t format_zipped = {.name = "ZIP archive",
    .media_type = "application/zip",
    .sniff = zipped_sniff,
    .read = zipped_read};
