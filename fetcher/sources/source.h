/* source.h - a source of documents: a definition made ready to read its listing.
 *
 * One interface, a table of callbacks; one file per kind: of listing (list.c, html.c), or of
 * files that are read instead of one (dir.c, warc.c).
 * To add a kind: write its file, add its table to `adapters` in source.c.
 */
#ifndef RAP_FETCHER_SOURCES_SOURCE_H
#define RAP_FETCHER_SOURCES_SOURCE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/hash.h"
#include "fetcher/sources/definition.h"
#include "fetcher/sources/pattern.h"

#include <stddef.h>

typedef struct source source_t;

/* A listing as it came.  Of a kind that is read by path, only `name` is set: the path. */
typedef struct listing {
    const char *name; /* its address or path, for messages */
    const char *base; /* what relative addresses are relative to; NULL for a local file */
    const char *media_type;
    const char *data; /* NUL-terminated behind `len` bytes */
    size_t len;
} listing_t;

/* What reading one found. */
typedef struct harvest {
    field_texts_t *item; /* canonical addresses, or those of local files; in the arena */
    size_t count, cap;
    size_t entries;        /* how many with an address the listing had */
    size_t filtered;       /* left out by a filter */
    size_t broken;         /* left out because they could not be read */
    char broken_text[200]; /* what was wrong with the first of them */
} harvest_t;

enum { HARVEST_MAX = 20000 };

/* A piece of one file, for kinds whose files are too large to be read at once. */
typedef struct source_piece {
    const char *path;
    int64_t from;  /* where it begins */
    int64_t until; /* set: where the next one does */
    bool end;      /* set: nothing follows, as the file is now */
} source_piece_t;

/* How one kind of listing is read. */
typedef struct source_adapter {
    const char *kind;
    bool by_path; /* it is files on a disk, named by the member `path` */
    /* Checks the definition's members that are this kind's, and makes ready what reading
     * needs, in source->own. */
    rap_code_t (*open)(source_t *source, rap_err_t *err);
    /* Calls harvest_add() for each entry.  RAP_SYNTAX: it is no such listing. */
    rap_code_t (*read)(const source_t *source, const listing_t *listing, harvest_t *harvest,
        rap_arena_t *arena, rap_err_t *err);
    /* In place of read(): one piece of one of the files that `path`, a pattern of glob(7), names. */
    rap_code_t (*read_piece)(const source_t *source, source_piece_t *piece, harvest_t *harvest,
        rap_arena_t *arena, rap_err_t *err);
    void (*close)(source_t *source);
} source_adapter_t;

extern const source_adapter_t source_dir, source_html, source_list, source_warc;

struct source {
    definition_t definition;
    const source_adapter_t *adapter;
    char *path;                /* of the definition */
    char digest[RAP_HEX_SIZE]; /* of what it says, and of the program that reads it so */
    char *file;                /* of a local listing its path; of kinds by path, that; or NULL */
    pattern_t *filter[FIELD_COUNT], *exclude[FIELD_COUNT];
    void *own; /* the adapter's */
    rap_arena_t *arena;
};

/* RAP_CONFIG with file and line.  A kind that is not there is answered with those that are. */
rap_code_t source_open(source_t **ret, const char *path, rap_err_t *err) RAP_CHECKED;
void source_destroy(source_t **self);

rap_code_t source_read(const source_t *self, const listing_t *listing, harvest_t *ret,
    rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;

/* For adapters: one entry with an address, as found.  That is made canonical, hosts are
 * replaced, defaults filled in, filters asked; what is wrong with it is counted, and no error. */
rap_code_t harvest_add(harvest_t *self, const source_t *source, const listing_t *listing,
    const field_texts_t *entry, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;
/* The same of a file on a disk: `address` is where its bytes are, and entry->url what filters see. */
rap_code_t harvest_add_file(harvest_t *self, const source_t *source, const char *address,
    const field_texts_t *entry, rap_arena_t *arena, rap_err_t *err) RAP_CHECKED;
/* The address that an archive tells a document had, as the source would have found it: canonical, with
 * hosts replaced; a local file's stays as it is.  `source` may be NULL. */
rap_code_t source_original(const source_t *source, const char *address, rap_arena_t *arena,
    const char **ret, rap_err_t *err) RAP_CHECKED;
/* An entry that could not be read. */
void harvest_broken(harvest_t *self, const char *fmt, ...) RAP_PRINTF(2, 3);

#endif
