/* party_guess.h - names with one letter wrong, or with letters that a document lost: private to
 * parties.c.
 *
 * A guess is made only where no other party's name is as near ("Nigera" is nobody's), never for short
 * names, acronyms or Chinese ones.
 */
#ifndef RAP_PROTO_PARTY_GUESS_H
#define RAP_PROTO_PARTY_GUESS_H

#include "base/text_icu.h"
#include "proto/party_names.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct party_guess party_guess_t;

/* An index of the table, which must stay as it is for as long. */
party_guess_t *party_guess_new(const party_names_t *names);
void party_guess_destroy(party_guess_t **self);

/* The name that begins at `start` of the folded text and was meant: one edit (a letter too many,
 * too few, another, two exchanged, a wrong doubling) away, or ligatures away, of which U+FFFD or a
 * blank is left.  With the text's `source`, only where its capitals are a name's. */
bool party_guess_find(const party_guess_t *self, const rap_folded_t *text, const char *source,
    size_t start, party_name_t *ret);

#endif
