/* null.h - what the null stages know of each other's tasks.
 *
 * Task number n of a null source has the url "null:n" and, as its id, the SHA-256 of that.
 */
#ifndef TESTS_NULL_H
#define TESTS_NULL_H

#include "base/hash.h"

#include <stdint.h>

enum { NULL_URL_SIZE = 32 };

void null_url(int64_t n, char out[NULL_URL_SIZE]);
int64_t null_number(const char *url); /* -1: not one of ours */

#endif
