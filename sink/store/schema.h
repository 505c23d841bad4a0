/* schema.h - the one place that knows the tables.
 *
 * Tables have singular names and belong to the writer; people and programs read the views,
 * whose names are plural and whose columns are those of proto/record.h (docs/store.md lists
 * them).  A step once released is never edited: a change is a new step.
 */
#ifndef RAP_SINK_STORE_SCHEMA_H
#define RAP_SINK_STORE_SCHEMA_H

#include <stddef.h>

extern const char *const store_schema_steps[];
extern const size_t store_schema_count;

#endif
