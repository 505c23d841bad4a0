/* names.h - a hash table from names (bytes) to what bears them.
 *
 * For workers by identity and receipts by origin.  The names stand in the things themselves
 * and are borrowed.  The hash is keyed at random, so that no peer can choose names that
 * collide.  Finding, adding and removing are O(1).
 */
#ifndef BROKER_NAMES_H
#define BROKER_NAMES_H

#include <stddef.h>
#include <stdint.h>

typedef struct names names_t;

names_t *names_new(void);
void names_destroy(names_t **self); /* the things are not touched */

size_t names_count(const names_t *self);
void *names_find(const names_t *self, const char *name, size_t len);      /* NULL: not there */
void names_add(names_t *self, const char *name, size_t len, void *thing); /* must not be there */
void names_remove(names_t *self, const char *name, size_t len);           /* may not be there */

#endif
