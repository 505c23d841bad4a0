/* field.h - the one table that describes a struct.
 *
 * A row per member says its name, kind, bounds, default and help.  From the same rows come
 *   the reading and writing of JSON messages          (base/codec.h),
 *   the reading of YAML files, with file:line errors  (base/tree.h, base/codec.h),
 *   the command line, --help and the sample file      (base/opt.h),
 * so that no name, bound or default is written twice.
 */
#ifndef RAP_BASE_FIELD_H
#define RAP_BASE_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum rap_kind {
    RAP_KIND_END,      /* closes a table                                                   */
    RAP_KIND_BOOL,     /* bool                                                             */
    RAP_KIND_INT,      /* int64_t, min to max                                              */
    RAP_KIND_REAL,     /* double, min to max                                               */
    RAP_KIND_BYTES,    /* int64_t bytes; a number, or "64M" (K M G, powers of 1024)        */
    RAP_KIND_TIME,     /* int64_t ms; a number of ms, or "250ms" "30s" "15m" "6h" "7d"     */
    RAP_KIND_STRING,   /* const char *; NULL when absent or null; at most max bytes        */
    RAP_KIND_CHOICE,   /* int, an index into choices[]                                     */
    RAP_KIND_STRINGS,  /* rap_strings_t, at most max items                                 */
    RAP_KIND_OBJECT,   /* the member is a struct described by `table`                      */
    RAP_KIND_OPTIONAL, /* pointer to such a struct; NULL when absent or null               */
    RAP_KIND_ARRAY,    /* rap_array_t of such structs, at most max items                   */
    RAP_KIND_MAP,      /* object with free keys: rap_array_t of such structs, whose first
                          member is `const char *key`, set from the key; order is kept     */
} rap_kind_t;

enum {
    RAP_REQUIRED = 1u << 0,  /* absent or null is an error                                  */
    RAP_HIDDEN = 1u << 1,    /* not in --help and not in the sample file                    */
    RAP_KEEP_NULL = 1u << 2, /* an absent string is written as null instead of left out    */
    RAP_ONE_EACH = 1u << 3   /* a list's text is one item, commas and all                  */
};

typedef struct rap_strings {
    const char **item;
    size_t count;
} rap_strings_t;

typedef struct rap_array {
    void *item; /* `count` structs of the table's size, one after the other */
    size_t count;
} rap_array_t;

typedef struct rap_table rap_table_t;

typedef struct rap_field {
    const char *name; /* key in JSON and YAML; with '-' for '_' the long option */
    rap_kind_t kind;
    size_t offset;
    int64_t min;
    int64_t max;        /* of the value, of a string's bytes, or of a list's items.  Numbers:
                           below min, or both 0: no bound (BYTES and TIME are never below
                           min).  0: strings 64 KiB, lists 4096                            */
    const char *preset; /* default, as a person would write it; NULL: zero, NULL or empty  */
    const char *const *choices; /* NULL-terminated */
    const rap_table_t *table;   /* of OBJECT, OPTIONAL, ARRAY, MAP */
    unsigned flags;
    char letter;      /* short option, or 0 */
    const char *meta; /* what stands behind the option in --help: "DIR" */
    const char *help; /* one line, lower case, no full stop */
} rap_field_t;

struct rap_table {
    const char *name; /* for messages: "envelope"; of an options table, its section */
    size_t size;      /* sizeof the struct */
    const rap_field_t *fields;
    bool open; /* unknown keys are passed over (messages), instead of refused (files) */
};

#endif
