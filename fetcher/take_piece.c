/* take_piece.c - the next piece of the files that a source is.  See take.h. */
#include "fetcher/take.h"

#include "fetcher/imports.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* How far the file is read; *ret_more is false when there is nothing new in it, or it is no file. */
static rap_code_t find_place(fetcher_t *self, const source_t *source, const char *path,
    import_t *ret, bool *ret_more, rap_err_t *err)
{
    struct stat st;

    *ret_more = false;
    if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
        return RAP_OK;
    int64_t changed = st.st_mtim.tv_sec * INT64_C(1000) + st.st_mtim.tv_nsec / 1000000;
    RAP_TRY(imports_get(self->frontier, source->definition.id, path, ret, err));
    *ret_more = !ret->ended || ret->size != st.st_size || ret->changed_ms != changed;
    if (ret->offset > st.st_size) /* another file under its name */
        ret->offset = 0;
    ret->size = st.st_size;
    ret->changed_ms = changed;
    return RAP_OK;
}

/* A file that cannot be read is told, and not tried again until it changes: what ails it is no matter
 * of our own disk, which the whole fetcher would wait for. */
static rap_code_t read_piece(fetcher_t *self, const source_t *source, const char *path,
    import_t *import, harvest_t *harvest, rap_arena_t *arena, rap_err_t *err)
{
    source_piece_t piece = {.path = path, .from = import->offset};
    rap_err_t why;
    rap_code_t code = source->adapter->read_piece(source, &piece, harvest, arena, &why);

    if (code == RAP_TOOBIG)
        return *err = why, code;
    if (code != RAP_OK) {
        harvest_broken(harvest, "%s", why.text);
        piece.until = import->offset;
        piece.end = true;
    }
    import->offset = piece.until;
    import->ended = piece.end;
    return imports_set(self->frontier, source->definition.id, path, import, err);
}

static rap_code_t find_files(const source_t *source, glob_t *ret, rap_err_t *err)
{
    int rc = glob(source->file, 0, NULL, ret); /* NOLINT(concurrency-mt-unsafe): one thread */

    if (rc == GLOB_NOSPACE)
        abort();
    if (rc != 0 && rc != GLOB_NOMATCH)
        return rap_fail(err, RAP_NOTFOUND, "could not read the folders of '%s'", source->file);
    if (rc == GLOB_NOMATCH)
        *ret = (glob_t){.gl_pathc = 0};
    return RAP_OK;
}

rap_code_t take_piece(fetcher_t *self, const source_t *source, harvest_t *harvest,
    rap_arena_t *arena, bool *ret_more, rap_err_t *err)
{
    glob_t files;
    rap_code_t code = RAP_OK;

    *ret_more = false;
    RAP_TRY(find_files(source, &files, err));
    for (size_t i = 0; i < files.gl_pathc && code == RAP_OK && !*ret_more; i++) {
        import_t import;

        code = find_place(self, source, files.gl_pathv[i], &import, ret_more, err);
        if (code == RAP_OK && *ret_more)
            code = read_piece(self, source, files.gl_pathv[i], &import, harvest, arena, err);
    }
    if (files.gl_pathv != NULL)
        globfree(&files);
    return code;
}
