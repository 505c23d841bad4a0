/* zipped.c - ZIP archives, see format.h and zipped.h: which document one is, by what is in it */
#include "parser/formats/zipped.h"

#include "parser/formats/format.h"

#include <string.h>

#define DOCX_TYPE "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

typedef struct kind {
    const char *name;   /* for people */
    const char *folder; /* parts that it has begin so */
    const char *media_type;
    rap_code_t (*read)(package_t *package, rap_arena_t *arena, layout_t *ret, rap_err_t *err);
} kind_t;

static const kind_t kinds[] = {
    {"an Excel workbook (xlsx)", "xl/", NULL, NULL},
    {"a PowerPoint presentation (pptx)", "ppt/", NULL, NULL},
    {"a Word document", "word/", DOCX_TYPE, docx_read},
};

/* What other archives say in a part of this name, stored first and as it is. */
static const struct {
    const char *type, *name;
} types[] = {
    {"application/vnd.oasis.opendocument.text", "an OpenDocument text (odt)"},
    {"application/vnd.oasis.opendocument.spreadsheet", "an OpenDocument spreadsheet (ods)"},
    {"application/vnd.oasis.opendocument.presentation", "an OpenDocument presentation (odp)"},
    {"application/epub+zip", "an electronic book (epub)"},
};

static bool zipped_sniff(const format_input_t *in)
{
    return in->len >= 4 && memcmp(in->bytes, "PK\x03\x04", 4) == 0;
}

static rap_code_t read_kind(package_t *package, rap_arena_t *arena, layout_t *ret, rap_err_t *err)
{
    const char *name = "an archive (ZIP)", *type = NULL;
    size_t len = 0;

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!package_has_folder(package, kinds[i].folder))
            continue;
        if (kinds[i].read != NULL) {
            ret->media_type = kinds[i].media_type;
            return kinds[i].read(package, arena, ret, err);
        }
        return rap_fail(err, RAP_UNSUPPORTED, "%s is not supported", kinds[i].name);
    }
    if (package_has(package, "mimetype"))
        RAP_TRY(package_read(package, "mimetype", &type, &len, err));
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (type != NULL && strncmp(type, types[i].type, strlen(types[i].type)) == 0)
            name = types[i].name;
    return rap_fail(err, RAP_UNSUPPORTED, "%s is not supported", name);
}

static rap_code_t zipped_read(
    const format_input_t *in, rap_arena_t *arena, layout_t *ret, rap_err_t *err)
{
    RAP_AUTO(package) *package = NULL;

    RAP_TRY(package_open(&package, in->bytes, in->len, arena, err));
    return read_kind(package, arena, ret, err);
}

const format_t format_zipped = {.name = "ZIP archive",
    .media_type = "application/zip",
    .sniff = zipped_sniff,
    .read = zipped_read};
