/* package.c - see package.h */
#include "parser/formats/package.h"

#include "parser/growing.h"

#include <stdio.h>
#include <string.h>
#include <zip.h>

enum {
    PARTS_MAX = 10 * 1000,
    PART_MAX = 64 << 20,  /* bytes of one part                                        */
    ALL_MAX = 96 << 20,   /* bytes of all parts that were read                        */
    RATIO_MAX = 200,      /* a part may be so many times as large as it is compressed */
    RATIO_FROM = 1 << 20, /* bytes; a smaller part may be anything                    */
    NAME_SHOWN = 80       /* bytes of a part's name in a message                      */
};

struct package {
    zip_t *zip;
    rap_arena_t *arena;
    size_t inflated; /* bytes of all parts that were read */
};

static rap_code_t fail_zip(rap_err_t *err, const char *what, int zip_code)
{
    zip_error_t error;

    zip_error_init_with_code(&error, zip_code);
    rap_code_t code = zip_code == ZIP_ER_MEMORY        ? RAP_TOOBIG
                      : zip_code == ZIP_ER_COMPNOTSUPP ? RAP_UNSUPPORTED
                      : zip_code == ZIP_ER_NOPASSWD || zip_code == ZIP_ER_WRONGPASSWD ||
                              zip_code == ZIP_ER_ENCRNOTSUPP
                          ? RAP_ENCRYPTED
                          : RAP_SYNTAX;
    code = rap_fail(err, code, "%s cannot be read (%s)", what, zip_error_strerror(&error));
    zip_error_fini(&error);
    return code;
}

rap_code_t package_open(
    package_t **ret, const char *bytes, size_t len, rap_arena_t *arena, rap_err_t *err)
{
    package_t *self = rap_arena_alloc(arena, sizeof *self);
    zip_error_t error;

    if (self == NULL)
        return growing_full(err);
    zip_error_init(&error);
    self->arena = arena;
    zip_source_t *source = zip_source_buffer_create(bytes, len, 0, &error);
    if (source != NULL)
        self->zip = zip_open_from_source(source, ZIP_RDONLY, &error);
    int code = zip_error_code_zip(&error);
    zip_error_fini(&error);
    if (self->zip == NULL) {
        zip_source_free(source);
        return fail_zip(err, "the ZIP archive", code);
    }
    if (zip_get_num_entries(self->zip, 0) > PARTS_MAX) {
        package_destroy(&self);
        return rap_fail(err, RAP_TOOBIG, "the ZIP archive has more than %d parts", PARTS_MAX);
    }
    *ret = self;
    return RAP_OK;
}

void package_destroy(package_t **self)
{
    if (*self != NULL)
        zip_discard((*self)->zip);
    *self = NULL;
}

bool package_has(const package_t *self, const char *name)
{
    return zip_name_locate(self->zip, name, 0) >= 0;
}

bool package_has_prefix(const package_t *self, const char *prefix)
{
    zip_int64_t parts = zip_get_num_entries(self->zip, 0);

    for (zip_int64_t i = 0; i < parts; i++) {
        const char *name = zip_get_name(self->zip, (zip_uint64_t)i, 0);

        if (name != NULL && strncmp(name, prefix, strlen(prefix)) == 0)
            return true;
    }
    return false;
}

/* Says what a part may be before a byte of it is inflated. */
static rap_code_t check(const package_t *self, const char *name, zip_stat_t *stat, rap_err_t *err)
{
    if (zip_stat(self->zip, name, 0, stat) != 0 || (stat->valid & ZIP_STAT_SIZE) == 0)
        return rap_fail(err, RAP_SYNTAX, "the document has no part '%.*s'", NAME_SHOWN, name);
    if ((stat->valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat->encryption_method != ZIP_EM_NONE)
        return rap_fail(err, RAP_ENCRYPTED, "the document needs a password");
    if (stat->size > PART_MAX || self->inflated + stat->size > ALL_MAX)
        return rap_fail(err, RAP_TOOBIG, "the document's part '%.*s' has %llu bytes", NAME_SHOWN,
            name, (unsigned long long)stat->size);
    if (stat->size > RATIO_FROM && (stat->valid & ZIP_STAT_COMP_SIZE) != 0 &&
        stat->size / RATIO_MAX > stat->comp_size)
        return rap_fail(err, RAP_TOOBIG,
            "the document's part '%.*s' is compressed to less than a part in %d", NAME_SHOWN, name,
            RATIO_MAX);
    return RAP_OK;
}

rap_code_t package_read(
    package_t *self, const char *name, const char **ret, size_t *ret_len, rap_err_t *err)
{
    zip_stat_t stat;
    zip_int64_t got = 0;
    char what[NAME_SHOWN + 32], more;

    RAP_TRY(check(self, name, &stat, err));
    (void)snprintf(what, sizeof what, "the document's part '%.*s'", NAME_SHOWN, name);
    char *bytes = rap_arena_alloc(self->arena, (size_t)stat.size + 1);
    if (bytes == NULL)
        return growing_full(err);
    zip_file_t *file = zip_fopen_index(self->zip, stat.index, 0);
    if (file == NULL)
        return fail_zip(err, what, zip_error_code_zip(zip_get_error(self->zip)));

    /* The checksum is compared at the end, which only a read past it finds. */
    if (stat.size > 0)
        got = zip_fread(file, bytes, stat.size);
    if (got >= 0 && (zip_uint64_t)got == stat.size)
        got = zip_fread(file, &more, 1) == 0 ? got : -1;
    int code = zip_error_code_zip(zip_file_get_error(file));
    (void)zip_fclose(file);
    if (got < 0 || (zip_uint64_t)got != stat.size)
        return fail_zip(err, what, code != ZIP_ER_OK ? code : ZIP_ER_INCONS);
    self->inflated += (size_t)stat.size;
    *ret = bytes;
    *ret_len = (size_t)stat.size;
    return RAP_OK;
}
